//! Primary keys, unique constraints and foreign keys.

use std::collections::BTreeSet;

use seedbed_schema_model::{ForeignKey, Key, ObjectKind, Place, TableName};

use super::{
    Form,
    pairing::{Pair, both_named, common_name, pair, renamed, same_name},
    text,
};
use crate::{
    DecidedBy, RuleId,
    finding::{Difference, Value},
    rules::Aspect,
};

pub(super) fn primary(
    table: &TableName,
    declared: &Form<'_>,
    live: &Form<'_>,
    found: &mut Vec<Difference>,
) {
    let at = Place::object(ObjectKind::PrimaryKey, table);
    let value = |form: &Form<'_>, key: &Key| {
        let text = |key: &Key| text::key("PRIMARY KEY", key);
        Value::new(text(form.raw.primary_key.as_ref().unwrap_or(key)), text(key))
    };
    found.extend(match (&declared.table.primary_key, &live.table.primary_key) {
        (Some(d), None) => {
            Some(Difference::missing(RuleId::MissingPrimaryKey, at, value(declared, d)))
        }
        (None, Some(l)) => Some(Difference::extra(RuleId::ExtraPrimaryKey, at, value(live, l))),
        (Some(d), Some(l)) if !same_key(d, l) => {
            let values = (value(declared, d), value(live, l));
            Some(Difference::changed(RuleId::PrimaryKeyChanged, at, values.0, values.1))
        }
        _ => None,
    });
}

fn same_key(a: &Key, b: &Key) -> bool {
    a.columns == b.columns
        && a.deferrable == b.deferrable
        && a.nulls_not_distinct == b.nulls_not_distinct
        && a.include == b.include
        && a.without_overlaps == b.without_overlaps
}

/// Unique constraints; the order of their columns says nothing about what they refuse, but other
/// queries are served.
pub(super) fn uniques(
    table: &TableName,
    forms: (&Form<'_>, &Form<'_>),
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
        &[&|a, b| {
            let shared = a.columns.iter().any(|c| b.columns.contains(c));
            shared && !both_named(a.name.as_ref(), b.name.as_ref())
        }],
    );
    let declared = |key: &Key| unique_value(forms.0, key);
    let live = |key: &Key| unique_value(forms.1, key);
    let at = |form: &Form<'_>, a: &Key, b: &Key| {
        let definition = text::list(&form.spelled(&set(a)));
        let part = common_name(a.name.as_ref(), b.name.as_ref(), definition);
        Place::part(ObjectKind::Unique, table, part)
    };
    for pair in pairs {
        match pair {
            Pair::Same(d, l) => {
                rename(at(forms.0, d, l), d.name.as_ref(), l.name.as_ref(), found);
            }
            Pair::Changed(d, l) => {
                let only_order = set(d) == set(l)
                    && same_key(d, &Key { columns: d.columns.clone(), ..l.clone() });
                let aspect = if only_order { Aspect::Reordered } else { Aspect::Plain };
                // The same place whichever side is called declared.
                let at = if set(d) <= set(l) { at(forms.0, d, l) } else { at(forms.1, l, d) };
                let (d, l) = (declared(d), live(l));
                found.push(Difference::changed(RuleId::UniqueChanged, at, d, l).aspect(aspect));
            }
            Pair::Missing(d) => {
                let at = at(forms.0, d, d);
                found.push(Difference::missing(RuleId::MissingUnique, at, declared(d)));
            }
            Pair::Extra(l) => {
                let at = at(forms.1, l, l);
                found.push(Difference::extra(RuleId::ExtraUnique, at, live(l)));
            }
        }
    }
}

/// A unique constraint as read and as compared.
pub(super) fn unique_value(form: &Form<'_>, key: &Key) -> Value {
    let text = |key: &Key| text::key("UNIQUE", key);
    Value::new(text(form.raw_unique(key)), text(key))
}

pub(super) fn foreign(
    table: &TableName,
    declared: &Form<'_>,
    live: &Form<'_>,
    found: &mut Vec<Difference>,
) {
    let refers = |a: &ForeignKey, b: &ForeignKey| {
        a.columns == b.columns
            && a.target == b.target
            && a.target_columns == b.target_columns
            && a.period == b.period
    };
    let actions = |a: &ForeignKey, b: &ForeignKey| {
        a.on_delete == b.on_delete && a.on_update == b.on_update && a.set_columns == b.set_columns
    };
    let checked = |a: &ForeignKey, b: &ForeignKey| {
        a.match_type == b.match_type && a.deferrable == b.deferrable
    };
    let same = |a: &ForeignKey, b: &ForeignKey| {
        refers(a, b)
            && actions(a, b)
            && checked(a, b)
            && (a.validated, a.not_enforced) == (b.validated, b.not_enforced)
    };
    let named = |a: &ForeignKey, b: &ForeignKey| same_name(a.name.as_ref(), b.name.as_ref());
    let pairs = pair(
        &declared.table.foreign_keys,
        &live.table.foreign_keys,
        |key| (key.name.clone(), text::foreign_key(key)),
        &[&|a, b| same(a, b) && named(a, b), &same],
        &[&refers, &named, &|a, b| a.columns == b.columns],
        &[&|a, b| {
            let sorted = |key: &ForeignKey| key.columns.iter().cloned().collect::<BTreeSet<_>>();
            sorted(a) == sorted(b) && !both_named(a.name.as_ref(), b.name.as_ref())
        }],
    );
    let value = |form: &Form<'_>, key: &ForeignKey| {
        Value::new(text::foreign_key(form.raw_foreign_key(key)), text::foreign_key(key))
    };
    let at = |form: &Form<'_>, d: &ForeignKey, l: &ForeignKey| {
        // Of two differently named ones, whichever the columns are, the smaller list: the same
        // when the sides change places.
        let smaller = if d.columns <= l.columns { d } else { l };
        let definition = text::list(&form.raw_foreign_key(smaller).columns);
        let part = common_name(d.name.as_ref(), l.name.as_ref(), definition);
        Place::part(ObjectKind::ForeignKey, table, part)
    };
    for pair in pairs {
        match pair {
            Pair::Same(d, l) => {
                rename(at(declared, d, l), d.name.as_ref(), l.name.as_ref(), found);
            }
            Pair::Changed(d, l) => {
                let rule = match () {
                    () if !refers(d, l) => RuleId::ForeignKeyChanged,
                    () if !actions(d, l) => RuleId::ForeignKeyActionChanged,
                    () if !checked(d, l) => RuleId::ForeignKeyChanged,
                    () => RuleId::ForeignKeyNotValidated,
                };
                let at = at(declared, d, l);
                found.push(Difference::changed(rule, at, value(declared, d), value(live, l)));
            }
            Pair::Missing(d) => {
                let (at, value) = (at(declared, d, d), value(declared, d));
                found.push(Difference::missing(RuleId::MissingForeignKey, at, value));
            }
            Pair::Extra(l) => {
                let (at, value) = (at(live, l, l), value(live, l));
                found.push(Difference::extra(RuleId::ExtraForeignKey, at, value));
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
