//! An order's way through the warehouse.

use chrono::{Duration, NaiveDateTime};

use super::{Fulfillment, facts::Order};
use crate::{Unit, Value, when};

/// One entry of an order's history.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Entry {
    /// Where it came from; nothing on the first.
    pub(super) from: Option<Fulfillment>,
    /// Where it came to.
    pub(super) to: Fulfillment,
    /// When.
    pub(super) at: NaiveDateTime,
    /// Who, when the order says so.
    pub(super) by: Option<Value>,
}

/// The entries that lead to where the order stands; none for quotes, drafts, and orders that stand
/// where this domain has no word for.
pub(super) fn entries(unit: Unit<'_>, order: &Order) -> Vec<Entry> {
    let (Some(stands), Some(created), true) = (order.stands, order.created_at, order.sold) else {
        return Vec::new();
    };
    let now = when::now(unit.world.today);
    let cell = |to: Fulfillment| unit.cell("inventory.history.at", to.label(), unit.index);
    let known = [order.packed.0, order.shipped.0];
    let next = known.into_iter().flatten().min();
    let taken = order.confirmed_at.filter(|at| *at >= created && next.is_none_or(|n| *at < n));
    let mut entries = vec![Entry {
        from: None,
        to: Fulfillment::Pending,
        at: taken.unwrap_or(created),
        by: order.created_by.clone(),
    }];
    let later = [
        (Fulfillment::Packed, &order.packed, order.shipped.0),
        (Fulfillment::Shipped, &order.shipped, None),
    ];
    for (to, (at, by), before) in later {
        let Some(last) = entries.last().filter(|_| to <= stands) else { break };
        let end = before.unwrap_or(last.at + Duration::days(2)).min(now) - Duration::seconds(1);
        let at = at.unwrap_or_else(|| {
            when::between(last.at, end, &mut cell(to)).max(last.at + Duration::seconds(1))
        });
        entries.push(Entry { from: Some(last.to), to, at, by: by.clone() });
    }
    entries
}
