//! Types that do not suit what they hold: money in floats, numbers in text, moments in two kinds.

use seedbed_schema_model::{Column, Family, Place, Table, TypeKind};

use super::{Lint, listed, rules, words};
use crate::{Severity, finding::Value};

/// Last words of names that are amounts of money.
const MONEY: [&str; 34] = [
    "amount", "balance", "budget", "charge", "cost", "credit", "debit", "deposit", "discount",
    "due", "earning", "expense", "fee", "fare", "fine", "gross", "income", "margin", "markup",
    "net", "owed", "paid", "payment", "payout", "price", "profit", "refund", "revenue", "salary",
    "spent", "subtotal", "tax", "total", "wage",
];

/// Last words of names that are amounts of something else.
const QUANTITY: [&str; 8] =
    ["quantity", "qty", "weight", "stock", "height", "width", "distance", "cogs"];

pub(super) fn check(lint: &mut Lint<'_>) {
    let schema = lint.schema;
    for table in schema.tables.values() {
        for column in &table.columns {
            amount(lint, table, column);
        }
        moments(lint, table);
    }
}

fn amount(lint: &mut Lint<'_>, table: &Table, column: &Column) {
    let words = words::singulars(&words::of(&column.name));
    let Some(last) = words.last().map(String::as_str) else { return };
    let money = MONEY.contains(&last);
    // `quantityChange`: what comes after says of the quantity, not what it is.
    let quantity = QUANTITY.contains(&last)
        || (words.first().is_some_and(|w| QUANTITY.contains(&w.as_str()))
            && ["change", "before", "after", "total"].contains(&last));
    let share = words
        .iter()
        .any(|w| ["percent", "pct", "percentage", "rate", "ratio"].contains(&w.as_str()));
    let at = Place::column(&table.name, &column.name);
    let value = Some(Value::plain(column.ty.raw.clone()));
    match &column.ty.kind {
        TypeKind::Float { .. } if money && !share => {
            lint.add(&rules::MONEY_IN_FLOAT, at, value, column.ty.raw.clone());
        }
        TypeKind::VarChar { length } if (money || quantity) && length.is_none_or(|l| l <= 64) => {
            lint.add(&rules::NUMBER_IN_TEXT, at, value, column.ty.raw.clone());
        }
        TypeKind::Text { .. } | TypeKind::Char { .. } if money || quantity => {
            lint.add(&rules::NUMBER_IN_TEXT, at, value, column.ty.raw.clone());
        }
        _ => {}
    }
}

fn moments(lint: &mut Lint<'_>, table: &Table) {
    if lint.family() == Family::Sqlite {
        return;
    }
    let of = |zoned: bool| -> Vec<&str> {
        let is = |c: &&Column| match c.ty.kind {
            TypeKind::Instant { .. } => zoned,
            TypeKind::DateTime { .. } => !zoned,
            _ => false,
        };
        table.columns.iter().filter(is).map(|c| c.name.as_str()).collect()
    };
    let (zoned, civil) = (of(true), of(false));
    if zoned.is_empty() || civil.is_empty() {
        return;
    }
    let note = format!("with: {}; without: {}", listed(&zoned), listed(&civil));
    // MySQL's two kinds are a known choice (range against conversion), and more often deliberate.
    let severity = match lint.dialect().is_mysql_like() {
        true => Severity::Info,
        false => Severity::Low,
    };
    lint.add_as(&rules::MIXED_TIMESTAMPS, severity, Place::table(&table.name), None, note);
}
