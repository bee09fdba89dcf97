//! Indexes that say the same twice.

use seedbed_schema_model::{Index, IndexPart, Key, ObjectKind, Place, Table};

use super::{Lint, rules};
use crate::finding::Value;

/// An index, or a key that is kept by one.
struct Kept {
    kind: ObjectKind,
    name: String,
    index: Index,
    /// A key cannot go, whatever else is there.
    key: bool,
}

pub(super) fn check(lint: &mut Lint<'_>) {
    let schema = lint.schema;
    for table in schema.tables.values() {
        if table.options.partition_of.is_none() {
            of_table(lint, table);
        }
    }
}

fn of_table(lint: &mut Lint<'_>, table: &Table) {
    let all = kept(table);
    for (i, index) in all.iter().enumerate() {
        let at = Place::part(index.kind, &table.name, &index.name);
        let value = || Some(Value::plain(format!("({})", columns(&index.index))));
        // The later of two keys, or whichever is no key.
        let twin = all.iter().enumerate().find(|(j, other)| {
            let comes_first = if index.key == other.key { *j < i } else { other.key };
            comes_first && same(index, other)
        });
        if let Some((_, twin)) = twin {
            let note = format!("{} {} does the same", twin.kind.label(), twin.name);
            lint.add(&rules::DUPLICATE_INDEX, at, value(), note);
            continue;
        }
        let longer = all.iter().find(|other| begins(index, other));
        if let Some(longer) = longer {
            let note = format!(
                "{} {} begins with ({})",
                longer.kind.label(),
                longer.name,
                columns(&index.index)
            );
            lint.add(&rules::REDUNDANT_INDEX, at, value(), note);
        }
    }
}

fn kept(table: &Table) -> Vec<Kept> {
    let key = |kind, key: &Key| Kept {
        kind,
        name: key.name.clone().unwrap_or_else(|| format!("({})", key.columns.join(", "))),
        index: Index {
            name: None,
            unique: true,
            parts: key.columns.iter().map(IndexPart::column).collect(),
            include: Vec::new(),
            predicate: None,
            method: None,
            valid: true,
            nulls_not_distinct: key.nulls_not_distinct,
        },
        key: true,
    };
    let primary = table.primary_key.iter().map(|k| key(ObjectKind::PrimaryKey, k));
    let uniques = table.uniques.iter().map(|k| key(ObjectKind::Unique, k));
    let indexes = table.indexes.iter().map(|index| Kept {
        kind: ObjectKind::Index,
        name: index.name.clone().unwrap_or_else(|| format!("({})", columns(index))),
        index: Index { name: None, ..index.clone() },
        key: false,
    });
    primary.chain(uniques).chain(indexes).collect()
}

/// Whether one of the two is enough: everything is the same, or the other one also keeps values
/// unique.
fn same(index: &Kept, other: &Kept) -> bool {
    let unique = index.index.unique == other.index.unique || other.index.unique;
    unique && Index { unique: other.index.unique, ..index.index.clone() } == other.index
}

/// Whether a plain index is the beginning of a longer one.
fn begins(index: &Kept, longer: &Kept) -> bool {
    let (a, b) = (&index.index, &longer.index);
    let plain = |i: &Index| i.predicate.is_none() && i.method.is_none() && i.valid;
    !a.unique
        && a.include.is_empty()
        && plain(a)
        && plain(b)
        && a.parts.len() < b.parts.len()
        && b.parts.starts_with(&a.parts)
}

fn columns(index: &Index) -> String {
    let part = |p: &IndexPart| match &p.key {
        seedbed_schema_model::IndexKey::Column(column) => column.clone(),
        seedbed_schema_model::IndexKey::Expression(expr) => expr.as_str().to_owned(),
    };
    index.parts.iter().map(part).collect::<Vec<_>>().join(", ")
}
