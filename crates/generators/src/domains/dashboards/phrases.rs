//! The application's widgets and figures, and what people set on them.

use serde_json::{Map, Value as Json};

use super::{Layout, WidgetKind};
use crate::Cell;

const fn widget(id: &'static str, width: u32, height: u32) -> WidgetKind {
    WidgetKind { id, width, height }
}

/// Every widget, charts wider than figures, lists taller.
pub(super) const WIDGETS: &[WidgetKind] = &[
    widget("sales-by-client", 2, 2),
    widget("cash-flow", 2, 1),
    widget("transaction-snapshot", 1, 1),
    widget("inventory-snapshot", 2, 1),
    widget("total-debt", 1, 1),
    widget("sales-comparison", 2, 1),
    widget("profitability", 2, 1),
    widget("matchmaking-opportunities", 2, 2),
    widget("inbox", 1, 2),
    widget("workflow-queue", 2, 2),
    widget("workflow-activity", 1, 2),
];

/// The widgets a layout shows, in their order.
pub(super) fn preset(layout: Layout) -> &'static [&'static str] {
    match layout {
        Layout::Executive => &[
            "cash-flow",
            "profitability",
            "total-debt",
            "sales-comparison",
            "transaction-snapshot",
            "sales-by-client",
        ],
        Layout::Operations => &[
            "workflow-queue",
            "inventory-snapshot",
            "inbox",
            "workflow-activity",
            "transaction-snapshot",
        ],
        Layout::Sales => &[
            "sales-by-client",
            "matchmaking-opportunities",
            "sales-comparison",
            "inbox",
            "inventory-snapshot",
            "total-debt",
        ],
        Layout::Custom => &[],
    }
}

/// Words in the names of roles that run the business.
pub(super) const DIRECTING: &[&str] = &["admin", "owner", "manager", "director", "exec", "super"];

/// The figures of those who run the business, and whether they are shown.
pub(super) const DIRECTING_KPIS: &[(&str, bool)] = &[
    ("revenue", true),
    ("gross_margin", true),
    ("cash_collected", true),
    ("accounts_receivable", true),
    ("overdue_debt", true),
    ("inventory_value", false),
];

/// The figures of everyone else.
pub(super) const WORKING_KPIS: &[(&str, bool)] = &[
    ("open_orders", true),
    ("orders_to_pack", true),
    ("low_stock", true),
    ("tasks_due_today", true),
    ("revenue", false),
];

/// What someone set on a widget; `None` where there is nothing to set.
pub(super) fn settings(widget: &str, cell: &mut Cell) -> Option<Map<String, Json>> {
    let range = |cell: &mut Cell| {
        let ranges = [("week", 25), ("month", 40), ("quarter", 25), ("year", 10)];
        Json::from(cell.weighted(&ranges).copied().unwrap_or("month"))
    };
    let rows = |cell: &mut Cell| Json::from(cell.pick(&[5, 8, 10, 15, 20]).copied().unwrap_or(10));
    // Names in the order of the alphabet: whichever map keeps them, the text is the same.
    let set: Vec<(&str, Json)> = match widget {
        "sales-by-client" => vec![("range", range(cell)), ("rows", rows(cell))],
        "cash-flow" | "transaction-snapshot" | "profitability" => vec![("range", range(cell))],
        "sales-comparison" => {
            let against = ["previous period", "same period last year"];
            let against = cell.pick(&against).copied().unwrap_or_default();
            vec![("compareTo", against.into()), ("range", range(cell))]
        }
        "inventory-snapshot" => {
            let by = cell.pick(&["category", "vendor", "grade"]).copied().unwrap_or_default();
            vec![("groupBy", by.into())]
        }
        "total-debt" => vec![("overdueOnly", true.into())],
        "matchmaking-opportunities" | "inbox" | "workflow-queue" | "workflow-activity" => {
            vec![("rows", rows(cell))]
        }
        _ => return None,
    };
    Some(set.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}
