//! A batch's chain of movements: built backwards from what it has on hand.

use chrono::{Duration, NaiveDateTime};
use rust_decimal::Decimal;

use super::{BatchContext, Happening, MovementKind, Reference};
use crate::{Value, when};

/// The longest chain; of more sales only the latest are told.
pub(super) const LONGEST: u64 = 32;
/// Of them at most so many happenings.
const HAPPENINGS: usize = 6;

/// Something that left with an order.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct SaleOf {
    pub(super) quantity: Decimal,
    pub(super) order: Value,
    pub(super) at: NaiveDateTime,
    pub(super) by: Option<Value>,
}

/// A movement without its place in the chain.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Step {
    pub(super) kind: MovementKind,
    pub(super) change: Decimal,
    pub(super) reference: Reference,
    pub(super) at: NaiveDateTime,
    pub(super) by: Option<Value>,
}

/// How quantities are written: digits after the point, and whether they come in whole pieces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Measure {
    pub(super) scale: u32,
    pub(super) whole: bool,
}

impl Measure {
    /// A share of a quantity, at least the smallest amount people would write down.
    fn share(self, of: Decimal, percent: u32) -> Decimal {
        let share = of * Decimal::from(percent) / Decimal::ONE_HUNDRED;
        if self.whole {
            share.round().max(Decimal::ONE)
        } else {
            share.round_dp(self.scale.min(2)).max(Decimal::new(25, 2))
        }
    }
}

/// The steps of a chain in order, intake first. `sales` may come in any order.
pub(super) fn steps(
    batch: &BatchContext<'_>,
    lot: Option<Value>,
    mut sales: Vec<SaleOf>,
    happenings: &[Happening],
    measure: Measure,
) -> Vec<Step> {
    sales.sort_by_key(|sale| sale.at);
    let room = (LONGEST as usize) - 2 - HAPPENINGS;
    sales.drain(..sales.len().saturating_sub(room));

    let now = when::now(batch.unit.world.today);
    let empty = batch.on_hand.is_zero();
    let last_sale = sales.last().map(|s| s.at);
    // A batch that is gone ended with a sale (or was destroyed): nothing happens after that.
    let end = if empty { last_sale.unwrap_or(now) } else { now };
    let first = sales.first().map_or(end, |s| s.at).min(end);
    let soon = batch.created_at + Duration::hours(4);
    let arrived = when::between(batch.created_at, soon.min(first), &mut batch.cell("intake"));

    let ever: Decimal = sales.iter().map(|s| s.quantity).sum::<Decimal>() + batch.on_hand;
    let ever = if ever.is_zero() { usual(measure) } else { ever };
    let mut steps: Vec<Step> = Vec::new();
    // What comes back or is found stays to this day, so it is less than there is: no step before it
    // can have needed it, and the intake keeps something to bring.
    let mut spare = batch.on_hand;
    for (k, happening) in happenings.iter().take(HAPPENINGS).enumerate() {
        let number = batch.unit.index << 8 | k as u64;
        let mut cell = batch.unit.cell("inventory.batch", "happening", number);
        let quantity = measure.share(ever, happening.percent);
        let returned = sales.iter().find(|s| s.quantity >= quantity);
        let (change, start, reference) = match happening.kind {
            MovementKind::Intake | MovementKind::Sale => continue,
            MovementKind::Return => match returned {
                Some(sale) => (quantity, sale.at, Reference::Order(sale.order.clone())),
                None => continue,
            },
            MovementKind::Adjustment(_) if happening.found => (quantity, arrived, Reference::Batch),
            _ => (-quantity, arrived, Reference::Batch),
        };
        let comes = change > Decimal::ZERO;
        if comes && change >= spare || (end - start).num_minutes() < 2 {
            continue;
        }
        if comes {
            spare -= change;
        }
        let (start, end) = (start + Duration::seconds(30), end - Duration::seconds(30));
        let at = when::between(start, end, &mut cell);
        steps.push(Step { kind: happening.kind, change, reference, at, by: None });
    }
    if empty && sales.is_empty() {
        let at = when::between(arrived + Duration::hours(1), now, &mut batch.cell("disposal"));
        let at = steps.iter().map(|s| s.at).max().map_or(at, |last| at.max(last));
        let change = -measure.share(ever, 30);
        let kind = MovementKind::Disposal;
        steps.push(Step { kind, change, reference: Reference::Batch, at, by: None });
    }
    steps.extend(sales.into_iter().map(|sale| Step {
        kind: MovementKind::Sale,
        change: -sale.quantity,
        reference: Reference::Order(sale.order),
        at: sale.at,
        by: sale.by,
    }));
    // Stable, so that the last sale stays last among equals.
    steps.sort_by_key(|s| s.at);
    let received = batch.on_hand - steps.iter().map(|s| s.change).sum::<Decimal>();
    let reference = lot.map_or(Reference::Batch, Reference::Lot);
    let intake =
        Step { kind: MovementKind::Intake, change: received, reference, at: arrived, by: None };
    steps.insert(0, intake);
    one_after_the_other(&mut steps, batch.created_at, now);
    steps
}

/// What a delivery usually holds, when neither stock nor sales tell.
fn usual(measure: Measure) -> Decimal {
    if measure.whole { Decimal::from(200) } else { Decimal::from(40) }
}

/// Strictly increasing times, not before the batch and, where that leaves room, not after `now`.
fn one_after_the_other(steps: &mut [Step], created: NaiveDateTime, now: NaiveDateTime) {
    let mut earliest = created;
    let count = steps.len();
    for (k, step) in steps.iter_mut().enumerate() {
        let behind = i64::try_from(count - 1 - k).unwrap_or(0);
        step.at = step.at.min(now - Duration::seconds(behind)).max(earliest);
        earliest = step.at + Duration::seconds(1);
    }
}
