//! Primary keys, unique constraints and foreign keys.

use seedbed_schema_model::{ForeignKey, Key, ObjectKind, Place, Table, TableName};

use super::{
    pairing::{Pair, common_name, pair, renamed, same_name},
    text,
};
use crate::{
    DecidedBy, RuleId,
    finding::{Difference, Value},
    rules::Aspect,
};

pub(super) fn primary(
    table: &TableName,
    declared: &Table,
    live: &Table,
    found: &mut Vec<Difference>,
) {
    let at = Place::object(ObjectKind::PrimaryKey, table);
    let value = |key: &Key| Value::plain(text::key("PRIMARY KEY", key));
    match (&declared.primary_key, &live.primary_key) {
        (Some(d), None) => found.push(Difference::missing(RuleId::MissingPrimaryKey, at, value(d))),
        (None, Some(l)) => found.push(Difference::extra(RuleId::ExtraPrimaryKey, at, value(l))),
        (Some(d), Some(l)) if !same_key(d, l) => {
            found.push(Difference::changed(RuleId::PrimaryKeyChanged, at, value(d), value(l)));
        }
        _ => {}
    }
}

fn same_key(a: &Key, b: &Key) -> bool {
    a.columns == b.columns
        && a.deferrable == b.deferrable
        && a.nulls_not_distinct == b.nulls_not_distinct
}

/// Unique constraints; the order of their columns says nothing about what they refuse, but other
/// queries are served.
pub(super) fn uniques(
    table: &TableName,
    (declared, live): (&[Key], &[Key]),
    found: &mut Vec<Difference>,
) {
    let set = |key: &Key| {
        let mut columns = key.columns.clone();
        columns.sort_unstable();
        columns
    };
    let named = |a: &Key, b: &Key| same_name(a.name.as_ref(), b.name.as_ref());
    let pairs = pair(
        declared,
        live,
        |key| (key.name.clone(), set(key)),
        &[&|a, b| same_key(a, b) && named(a, b), &same_key],
        &[&|a, b| set(a) == set(b), &named],
    );
    let value = |key: &Key| Value::plain(text::key("UNIQUE", key));
    let at = |a: Option<&Key>, b: Option<&Key>| {
        let name = |key: Option<&'_ Key>| key.and_then(|k| k.name.clone());
        let definition = a.or(b).map(|k| text::list(&set(k))).unwrap_or_default();
        let (a, b) = (name(a), name(b));
        let part = common_name(a.as_ref(), b.as_ref(), definition);
        Place::part(ObjectKind::Unique, table, part)
    };
    for pair in pairs {
        match pair {
            Pair::Same(d, l) => {
                rename(at(Some(d), Some(l)), d.name.as_ref(), l.name.as_ref(), found);
            }
            Pair::Changed(d, l) => {
                let only_order = set(d) == set(l)
                    && same_key(d, &Key { columns: d.columns.clone(), ..l.clone() });
                let aspect = if only_order { Aspect::Reordered } else { Aspect::Plain };
                let at = at(Some(d), Some(l));
                let values = (value(d), value(l));
                found.push(
                    Difference::changed(RuleId::UniqueChanged, at, values.0, values.1)
                        .aspect(aspect),
                );
            }
            Pair::Missing(d) => {
                found.push(Difference::missing(RuleId::MissingUnique, at(Some(d), None), value(d)));
            }
            Pair::Extra(l) => {
                found.push(Difference::extra(RuleId::ExtraUnique, at(None, Some(l)), value(l)));
            }
        }
    }
}

pub(super) fn foreign(
    table: &TableName,
    declared: &Table,
    live: &Table,
    found: &mut Vec<Difference>,
) {
    let refers = |a: &ForeignKey, b: &ForeignKey| {
        a.columns == b.columns && a.target == b.target && a.target_columns == b.target_columns
    };
    let actions =
        |a: &ForeignKey, b: &ForeignKey| a.on_delete == b.on_delete && a.on_update == b.on_update;
    let checked = |a: &ForeignKey, b: &ForeignKey| {
        a.match_type == b.match_type && a.deferrable == b.deferrable
    };
    let same = |a: &ForeignKey, b: &ForeignKey| {
        refers(a, b) && actions(a, b) && checked(a, b) && a.validated == b.validated
    };
    let named = |a: &ForeignKey, b: &ForeignKey| same_name(a.name.as_ref(), b.name.as_ref());
    let pairs = pair(
        &declared.foreign_keys,
        &live.foreign_keys,
        |key| (key.name.clone(), text::foreign_key(key)),
        &[&|a, b| same(a, b) && named(a, b), &same],
        &[&refers, &named, &|a, b| a.columns == b.columns],
    );
    let value = |key: &ForeignKey| Value::plain(text::foreign_key(key));
    let at = |d: &ForeignKey, l: &ForeignKey| {
        // Of two differently named ones, whichever the columns are, the smaller list: the same
        // when the sides change places.
        let definition = text::list(d.columns.clone().min(l.columns.clone()).as_slice());
        let part = common_name(d.name.as_ref(), l.name.as_ref(), definition);
        Place::part(ObjectKind::ForeignKey, table, part)
    };
    for pair in pairs {
        match pair {
            Pair::Same(d, l) => rename(at(d, l), d.name.as_ref(), l.name.as_ref(), found),
            Pair::Changed(d, l) => {
                let rule = match () {
                    () if !refers(d, l) => RuleId::ForeignKeyChanged,
                    () if !actions(d, l) => RuleId::ForeignKeyActionChanged,
                    () if !checked(d, l) => RuleId::ForeignKeyChanged,
                    () => RuleId::ForeignKeyNotValidated,
                };
                found.push(Difference::changed(rule, at(d, l), value(d), value(l)));
            }
            Pair::Missing(d) => {
                found.push(Difference::missing(RuleId::MissingForeignKey, at(d, d), value(d)));
            }
            Pair::Extra(l) => {
                found.push(Difference::extra(RuleId::ExtraForeignKey, at(l, l), value(l)));
            }
        }
    }
}

/// The same definition under two names that people gave.
pub(super) fn rename(
    at: Place,
    declared: Option<&String>,
    live: Option<&String>,
    found: &mut Vec<Difference>,
) {
    if renamed(declared, live) {
        let (declared, live) = (declared.map(Value::plain), live.map(Value::plain));
        let by = DecidedBy::Identical;
        found.push(Difference::of(RuleId::NameChanged, at, declared, live, by));
    }
}
