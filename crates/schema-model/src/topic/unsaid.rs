//! A source that may speak of a topic, and where it does not says nothing: entities in code.

use std::collections::BTreeSet;

use super::{Topic, as_key, is_special};
use crate::{
    Column, Dialect, Family, Identity, Index, IndexKey, IndexPart, Schema, Table, TableName,
    TypeKind, normal,
};

impl Topic {
    /// Takes out of `other` what `said` does not speak of, topic by topic: the comment of a column that
    /// has none in `said`, a check that is not in `said`. What `said` does speak of stays on both sides
    /// and is compared. Of tables that `said` has not, everything of the topics goes.
    pub fn take_out_unsaid(topics: &BTreeSet<Self>, said: &Schema, other: &mut Schema) {
        let family = said.dialect.family;
        let key = |name: &TableName| match family {
            Family::Postgres => name.to_string(),
            _ => name.to_string().to_lowercase(),
        };
        // Of what is no part of a table there are no pairs.
        let mut alone = other.clone();
        alone.tables.clear();
        Self::take_all_out(topics, &mut alone);
        let tables = std::mem::take(&mut other.tables);
        for (name, mut table) in tables {
            let pair = said.tables.get(&name);
            let pair = pair.or_else(|| said.tables.values().find(|t| key(&t.name) == key(&name)));
            match pair {
                Some(pair) => topics.iter().for_each(|t| t.unsaid(family, pair, &mut table)),
                None => {
                    let mut one = Schema::empty(said.dialect);
                    one.insert(table);
                    Self::take_all_out(topics, &mut one);
                    let Some((_, bare)) = one.tables.pop_first() else { continue };
                    table = bare;
                }
            }
            alone.insert(table);
        }
        *other = alone;
    }

    fn unsaid(self, family: Family, said: &Table, other: &mut Table) {
        match self {
            Self::Comments => {
                if said.comment.is_none() {
                    other.comment = None;
                }
                columns(family, said, other, |said, other| {
                    if said.is_none_or(|c| c.comment.is_none()) {
                        other.comment = None;
                    }
                });
            }
            Self::Collations => {
                if said.options.collation.is_none() {
                    other.options.collation = None;
                }
                columns(family, said, other, |said, other| {
                    if said.is_none_or(|c| c.collation.is_none()) {
                        other.collation = None;
                    }
                });
                let parts = other.indexes.iter_mut().flat_map(|i| &mut i.parts);
                parts.for_each(|p| p.collation = None);
            }
            Self::Checks => {
                let schema = Schema::empty(Dialect::unversioned(family));
                let form =
                    |table: &Table, expr: &crate::Expr| normal::expr_form_in(&schema, table, expr);
                let known: BTreeSet<_> = said.checks.iter().map(|c| form(said, &c.expr)).collect();
                let checks = std::mem::take(&mut other.checks);
                let keep = |c: &crate::Check| known.contains(&form(other, &c.expr));
                let kept = checks.into_iter().filter(|c| keep(c)).collect();
                other.checks = kept;
            }
            Self::Generated => columns(family, said, other, |said, other| {
                if said.is_none_or(|c| c.generated.is_none()) {
                    other.generated = None;
                }
            }),
            Self::OnUpdate => columns(family, said, other, |said, other| {
                if said.is_none_or(|c| c.on_update.is_none()) {
                    other.on_update = None;
                }
            }),
            Self::Numbering => columns(family, said, other, |said, other| {
                if said.is_none_or(|c| c.numbering.is_none()) {
                    other.numbering = None;
                }
            }),
            Self::NumberingForm => columns(family, said, other, |said, other| {
                let said = said.and_then(|c| c.identity.as_ref());
                if let (Some(said), Some(_)) = (said, &other.identity)
                    && !matches!(said, Identity::AutoIncrement)
                {
                    other.identity = Some(said.clone());
                }
            }),
            Self::Defaults => columns(family, said, other, |said, other| {
                if said.is_none_or(|c| c.default.is_none()) {
                    other.default = None;
                }
            }),
            Self::Lengths => columns(family, said, other, |said, other| {
                let Some(said) = said else { return };
                match (&said.ty.kind, &other.ty.kind) {
                    (TypeKind::VarChar { length: None }, TypeKind::VarChar { .. })
                    | (
                        TypeKind::Binary { length: None, varying: true },
                        TypeKind::Binary { varying: true, .. },
                    ) => other.ty = said.ty.clone(),
                    _ => {}
                }
            }),
            Self::StorageTypes => columns(family, said, other, |said, other| {
                if let Some(said) = said
                    && holds_the_same(family, said, other)
                {
                    other.ty = said.ty.clone();
                }
            }),
            Self::Names => names(family, said, other),
            Self::UniqueForm => unique_form(family, said, other),
            Self::SpecialIndexes => drop_indexes(family, said, other, is_special),
            Self::PlainIndexes => {
                drop_indexes(family, said, other, |i| {
                    !i.unique && !is_special(i) && i.parts.len() < 2
                });
            }
            Self::CompositeIndexes => {
                drop_indexes(family, said, other, |i| {
                    !i.unique && !is_special(i) && i.parts.len() > 1
                });
            }
            // Nothing of these can be said of one part and not of another.
            Self::Deferrable | Self::TableOptions | Self::Triggers | Self::Exclusions => {
                let mut one = Schema::empty(Dialect::unversioned(family));
                let name = other.name.clone();
                one.insert(std::mem::replace(other, Table::new(name)));
                self.take_out(&mut one);
                if let Some((_, table)) = one.tables.pop_first() {
                    *other = table;
                }
            }
            Self::Sequences | Self::Views | Self::Domains | Self::Routines | Self::CustomTypes => {}
        }
    }
}

fn same(family: Family, a: &str, b: &str) -> bool {
    match family {
        Family::Postgres => a == b,
        _ => a.to_lowercase() == b.to_lowercase(),
    }
}

fn all_same(family: Family, a: &[String], b: &[String]) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(family, a, b))
}

/// Each column of `other`, with the one of `said` that has its name.
fn columns(
    family: Family,
    said: &Table,
    other: &mut Table,
    then: impl Fn(Option<&Column>, &mut Column),
) {
    for column in &mut other.columns {
        let pair = said.columns.iter().find(|c| same(family, &c.name, &column.name));
        then(pair, column);
    }
}

/// A name is compared only where the part of the same definition has one in `said`.
fn names(family: Family, said: &Table, other: &mut Table) {
    for key in other.primary_key.iter_mut() {
        if said.primary_key.as_ref().is_none_or(|k| k.name.is_none()) {
            key.name = None;
        }
    }
    for key in &mut other.foreign_keys {
        let mut pairs =
            said.foreign_keys.iter().filter(|k| all_same(family, &k.columns, &key.columns));
        if pairs.clone().count() > 0 && pairs.all(|k| k.name.is_none()) {
            key.name = None;
        }
    }
    if matches!(family, Family::MySql | Family::MariaDb) {
        // Only its name tells an index that was declared from the one that every foreign key has.
        let keys: Vec<_> = said.foreign_keys.iter().chain(&other.foreign_keys).cloned().collect();
        let own = |i: &Index| keys.iter().any(|k| all_same(family, &list(i), &k.columns));
        other.indexes.retain(|i| i.unique || is_special(i) || !own(i));
    }
}

/// The parts of an index, an expression in parentheses.
fn list(index: &Index) -> Vec<String> {
    let text = |part: &IndexPart| match &part.key {
        IndexKey::Column(name) => name.clone(),
        IndexKey::Expression(expr) => format!("({})", expr.0),
    };
    index.parts.iter().map(text).collect()
}

/// A unique key takes the form that `said` gives it.
fn unique_form(family: Family, said: &Table, other: &mut Table) {
    let covers = |columns: &[String], index: &Index| {
        as_key(index).is_some_and(|k| all_same(family, &k.columns, columns))
    };
    let mut kept = Vec::new();
    for index in std::mem::take(&mut other.indexes) {
        let key = as_key(&index);
        let is =
            |k: &crate::Key| said.uniques.iter().any(|u| all_same(family, &u.columns, &k.columns));
        let has = |k: &crate::Key| said.indexes.iter().any(|i| covers(&k.columns, i));
        match key.filter(|k| is(k) && !has(k)) {
            Some(key) => other.uniques.push(key),
            None => kept.push(index),
        }
    }
    // To say that a column is unique leaves no room to say that it has an index besides.
    kept.retain(|i| {
        i.unique
            || is_special(i)
            || !said.uniques.iter().any(|u| all_same(family, &u.columns, &list(i)))
    });
    other.indexes = kept;
    let uniques = std::mem::take(&mut other.uniques);
    for key in uniques {
        let is = said.uniques.iter().any(|u| all_same(family, &u.columns, &key.columns));
        let has = said.indexes.iter().any(|i| covers(&key.columns, i));
        if has && !is {
            let parts = key.columns.iter().map(IndexPart::column).collect();
            let mut index = Index { unique: true, name: key.name, ..Index::over(parts) };
            index.nulls_not_distinct = key.nulls_not_distinct;
            other.indexes.push(index);
        } else {
            other.uniques.push(key);
        }
    }
}

/// Takes out the indexes of a kind that `said` has not got in any form.
fn drop_indexes(family: Family, said: &Table, other: &mut Table, of: impl Fn(&Index) -> bool) {
    other.indexes.retain(|index| {
        !of(index) || said.indexes.iter().any(|i| all_same(family, &list(i), &list(index)))
    });
}

/// Whether two types hold the same values, so that who names one may mean the other.
fn holds_the_same(family: Family, said: &Column, other: &Column) -> bool {
    match family {
        // PostgreSQL stores both alike.
        Family::Postgres => {
            let open = |kind: &TypeKind| {
                matches!(kind, TypeKind::VarChar { length: None } | TypeKind::Text { .. })
            };
            open(&said.ty.kind) && open(&other.ty.kind)
        }
        Family::Sqlite => {
            let form = |column: &Column| normal::type_text(Dialect::SQLITE, &column.ty.raw);
            let (said_form, other_form) = (form(said), form(other));
            let (_, said_digits) = split(&said_form);
            let (affinity, digits) = split(&other_form);
            let digits = digits.is_empty() || said_digits.is_empty() || digits == said_digits;
            digits && sqlite_holds(&said.ty.raw).is_some_and(|all| all.contains(&affinity))
        }
        Family::MySql | Family::MariaDb => false,
    }
}

/// `text(20)`: the affinity and the rest.
fn split(form: &str) -> (&str, &str) {
    form.split_at(form.find('(').unwrap_or(form.len()))
}

/// The affinities that keep the values of a type SQLite has not got, by the name that sea-query makes
/// up for it: a moment is text, and text in a NUMERIC column is text too.
fn sqlite_holds(raw: &str) -> Option<&'static [&'static str]> {
    let word = raw.split('(').next().unwrap_or(raw).trim().to_lowercase();
    match word.as_str() {
        "datetime_text"
        | "timestamp_text"
        | "timestamp_with_timezone_text"
        | "time_text"
        | "date_text"
        | "enum_text" => Some(&["text", "numeric"]),
        "json_text" | "jsonb_text" | "uuid_text" => Some(&["text", "numeric", "blob"]),
        "boolean" => Some(&["numeric", "integer"]),
        "real_decimal" | "real_money" | "real" => Some(&["real", "numeric"]),
        _ => None,
    }
}
