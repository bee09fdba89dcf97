//! Indexes, and uniqueness that one side keeps by an index and the other by a constraint.

use seedbed_schema_model::{Index, IndexKey, Key, ObjectKind, Place, TableName};

use super::{
    Form,
    keys::{rename, unique_value},
    pairing::{Pair, both_named, common_name, pair, same_name},
    text,
};
use crate::{
    RuleId,
    finding::{Difference, Value},
    rules::Aspect,
};

type Forms<'f, 'a> = (&'f Form<'a>, &'f Form<'a>);

pub(super) fn compare(
    table: &TableName,
    (declared, live): Forms<'_, '_>,
    (declared_left, live_left): (&[Index], &[Index]),
    found: &mut Vec<Difference>,
) {
    let core = |a: &Index, b: &Index| {
        a.unique == b.unique
            && a.parts == b.parts
            && a.include == b.include
            && a.predicate == b.predicate
            && a.method == b.method
            && a.nulls_not_distinct == b.nulls_not_distinct
    };
    let same = |a: &Index, b: &Index| core(a, b) && a.valid == b.valid;
    let named = |a: &Index, b: &Index| same_name(a.name.as_ref(), b.name.as_ref());
    let pairs = pair(
        declared_left,
        live_left,
        |index| (index.name.clone(), text::index(index)),
        &[&|a, b| same(a, b) && named(a, b), &same],
        &[&core, &named, &|a, b| a.parts == b.parts],
        &[&|a, b| {
            let shared = a.parts.iter().any(|p| b.parts.iter().any(|o| o.key == p.key));
            shared && !both_named(a.name.as_ref(), b.name.as_ref())
        }],
    );
    let at = |form: &Form<'_>, d: &Index, l: &Index| {
        // The plainer of the two, whichever side is declared.
        let plain = |i: &Index| (text::parts(&i.parts).len(), text::parts(&i.parts));
        let smaller = if plain(d) <= plain(l) { d } else { l };
        let definition = text::parts(&form.raw_index(smaller).parts);
        let part = common_name(d.name.as_ref(), l.name.as_ref(), definition);
        Place::part(ObjectKind::Index, table, part)
    };
    let unique = |is: bool| if is { Aspect::Unique } else { Aspect::Plain };
    for pair in pairs {
        found.push(match pair {
            Pair::Same(d, l) => {
                rename(at(declared, d, l), d.name.as_ref(), l.name.as_ref(), found);
                continue;
            }
            Pair::Changed(d, l) => {
                let values = (value(declared, d), value(live, l));
                let rule = if core(d, l) { RuleId::IndexInvalid } else { RuleId::IndexChanged };
                Difference::changed(rule, at(declared, d, l), values.0, values.1)
                    .aspect(unique(d.unique || l.unique))
            }
            Pair::Missing(d) => {
                Difference::missing(RuleId::MissingIndex, at(declared, d, d), value(declared, d))
                    .aspect(unique(d.unique))
            }
            Pair::Extra(l) => Difference::extra(RuleId::ExtraIndex, at(live, l, l), value(live, l))
                .aspect(unique(l.unique)),
        });
    }
}

type Left = ((Vec<Key>, Vec<Key>), (Vec<Index>, Vec<Index>));

/// Takes out of the lists what refuses the same rows on both sides in two forms; what is left is
/// compared kind by kind.
pub(super) fn kept_by_the_other_form(
    table: &TableName,
    (declared, live): Forms<'_, '_>,
    found: &mut Vec<Difference>,
) -> Left {
    let mut keys = (declared.table.uniques.clone(), live.table.uniques.clone());
    let mut indexes = (declared.table.indexes.clone(), live.table.indexes.clone());
    let at = |form: &Form<'_>, key: &Key, index: &Index| {
        let definition = text::list(&form.spelled(&key.columns));
        let part = common_name(key.name.as_ref(), index.name.as_ref(), definition);
        Place::part(ObjectKind::Unique, table, part)
    };
    for (key, index) in take(&mut keys.0, &mut indexes.1, &keys.1.clone()) {
        let (at, key) = (at(declared, &key, &index), unique_value(declared, &key));
        found.push(Difference::changed(RuleId::UniqueFormChanged, at, key, value(live, &index)));
    }
    for (key, index) in take(&mut keys.1, &mut indexes.0, &keys.0.clone()) {
        let (at, key) = (at(live, &key, &index), unique_value(live, &key));
        let index = value(declared, &index);
        found.push(Difference::changed(RuleId::UniqueFormChanged, at, index, key));
    }
    // One name, or none of its own: what changed is what the index refuses.
    for (key, index) in take_namesakes(&mut keys.0, &mut indexes.1, &keys.1, &indexes.0) {
        let (at, key) = (at(declared, &key, &index), unique_value(declared, &key));
        found.push(Difference::changed(RuleId::UniqueChanged, at, key, value(live, &index)));
    }
    for (key, index) in take_namesakes(&mut keys.1, &mut indexes.0, &keys.0, &indexes.1) {
        let (at, key) = (at(live, &key, &index), unique_value(live, &key));
        let index = value(declared, &index);
        found.push(Difference::changed(RuleId::UniqueChanged, at, index, key));
    }
    (keys, indexes)
}

/// Keys of one side and the indexes of the other that have their name, or are over the same columns
/// when neither was given one; unless either has a counterpart of its own kind.
fn take_namesakes(
    keys: &mut Vec<Key>,
    indexes: &mut Vec<Index>,
    other_keys: &[Key],
    other_indexes: &[Index],
) -> Vec<(Key, Index)> {
    let alike = |key: &Key, index: &Index| {
        let columns =
            index.parts.iter().zip(&key.columns).all(
                |(part, column)| matches!(&part.key, IndexKey::Column(name) if name == column),
            );
        key.name == index.name
            && (key.name.is_some() || (columns && index.parts.len() == key.columns.len()))
    };
    let mut pairs = Vec::new();
    keys.retain(|key| {
        let alone = !other_keys.iter().any(|o| o.columns == key.columns && o.name == key.name);
        let here = |i: &Index| {
            alone
                && alike(key, i)
                && !other_indexes.iter().any(|o| o.name == i.name && o.parts == i.parts)
        };
        let Some(at) = indexes.iter().position(here) else { return true };
        pairs.push((key.clone(), indexes.remove(at)));
        false
    });
    pairs
}

/// An index as read and as compared.
fn value(form: &Form<'_>, index: &Index) -> Value {
    Value::new(text::index(form.raw_index(index)), text::index(index))
}

/// Constraints of one side that the other side has as an index only.
fn take(keys: &mut Vec<Key>, indexes: &mut Vec<Index>, other: &[Key]) -> Vec<(Key, Index)> {
    let mut pairs = Vec::new();
    keys.retain(|key| {
        let matched = !other.iter().any(|o| o.columns == key.columns);
        let Some(at) = indexes.iter().position(|i| matched && refuses_the_same(key, i)) else {
            return true;
        };
        pairs.push((key.clone(), indexes.remove(at)));
        false
    });
    pairs
}

fn refuses_the_same(key: &Key, index: &Index) -> bool {
    let plain = |part: &seedbed_schema_model::IndexPart, column: &String| {
        matches!(&part.key, IndexKey::Column(name) if name == column) && part.prefix.is_none()
    };
    index.unique
        && index.valid
        && index.predicate.is_none()
        && key.deferrable == Default::default()
        && key.nulls_not_distinct == index.nulls_not_distinct
        && key.include == index.include
        && !key.without_overlaps
        && index.parts.len() == key.columns.len()
        && index.parts.iter().zip(&key.columns).all(|(part, column)| plain(part, column))
}
