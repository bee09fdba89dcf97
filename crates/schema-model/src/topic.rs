//! What a kind of source can speak of: an entity has no comments, a snapshot of another tool no triggers.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::{Deferrable, Identity, Index, IndexKey, Key, Schema, TableOptions, TypeKind};

mod unsaid;

/// A subject that some sources have no words for. Where one of two sources is silent on a topic,
/// nothing about it is compared, and the report says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Topic {
    /// Comments on tables and columns.
    Comments,
    /// Collations of tables, columns and index parts.
    Collations,
    /// Check constraints.
    Checks,
    /// How a column is computed.
    Generated,
    /// Indexes that are more than a list of columns: over an expression or a prefix, with a
    /// predicate, an operator class, an order, a method of their own.
    SpecialIndexes,
    /// Whether a constraint can wait for the end of the transaction.
    Deferrable,
    /// Storage, partitions and other traits of whole tables.
    TableOptions,
    /// Sequences that stand alone.
    Sequences,
    /// Views.
    Views,
    /// Domains.
    Domains,
    /// Triggers.
    Triggers,
    /// Functions, procedures and events.
    Routines,
    /// PostgreSQL exclusion constraints.
    Exclusions,
    /// PostgreSQL composite and range types.
    CustomTypes,
    /// How identity and serial columns give out their numbers.
    Numbering,
    /// What keys, constraints and indexes are called.
    Names,
    /// Whether a unique key is a constraint or an index.
    UniqueForm,
    /// Which of the engine's ways numbers a column: serial or identity, with or without SQLite's
    /// AUTOINCREMENT.
    NumberingForm,
    /// MySQL `ON UPDATE CURRENT_TIMESTAMP`.
    OnUpdate,
    /// Indexes over one column that are not unique.
    PlainIndexes,
    /// Indexes over several columns that are not unique.
    CompositeIndexes,
    /// Defaults of columns.
    Defaults,
    /// How long a text may be.
    Lengths,
    /// Which of several types that hold the same values stores a column.
    StorageTypes,
}

impl Topic {
    /// The words people use for it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Comments => "comments",
            Self::Collations => "collations",
            Self::Checks => "check constraints",
            Self::Generated => "generation expressions",
            Self::SpecialIndexes => "partial, expression and other special indexes",
            Self::Deferrable => "deferrability",
            Self::TableOptions => "table options",
            Self::Sequences => "sequences",
            Self::Views => "views",
            Self::Domains => "domains",
            Self::Triggers => "triggers",
            Self::Routines => "functions and procedures",
            Self::Exclusions => "exclusion constraints",
            Self::CustomTypes => "composite and range types",
            Self::Numbering => "options of identity columns",
            Self::Names => "names of constraints and indexes",
            Self::UniqueForm => "whether a unique key is a constraint or an index",
            Self::NumberingForm => "whether numbers come from a serial or an identity",
            Self::OnUpdate => "ON UPDATE of columns",
            Self::PlainIndexes => "indexes over one column",
            Self::CompositeIndexes => "indexes over several columns",
            Self::Defaults => "defaults",
            Self::Lengths => "lengths of texts",
            Self::StorageTypes => "types that hold the same values",
        }
    }

    /// Takes everything of the topic out of a schema.
    pub fn take_out(self, schema: &mut Schema) {
        let tables = schema.tables.values_mut();
        match self {
            Self::Comments => tables.for_each(|t| {
                t.comment = None;
                t.columns.iter_mut().for_each(|c| c.comment = None);
            }),
            Self::Collations => tables.for_each(|t| {
                t.options.collation = None;
                t.columns.iter_mut().for_each(|c| c.collation = None);
                t.indexes.iter_mut().flat_map(|i| &mut i.parts).for_each(|p| p.collation = None);
            }),
            Self::Checks => tables.for_each(|t| t.checks.clear()),
            Self::Generated => {
                tables.flat_map(|t| &mut t.columns).for_each(|c| c.generated = None);
            }
            Self::SpecialIndexes => tables.for_each(|t| {
                t.uniques.iter_mut().chain(&mut t.primary_key).for_each(|k| k.include.clear());
                t.indexes.retain(|index| !is_special(index));
            }),
            Self::Deferrable => tables.for_each(|t| {
                let keys = t.primary_key.iter_mut().chain(&mut t.uniques);
                keys.for_each(|k| k.deferrable = Deferrable::No);
                t.foreign_keys.iter_mut().for_each(|k| k.deferrable = Deferrable::No);
            }),
            Self::TableOptions => tables.for_each(|t| {
                let collation = t.options.collation.take();
                t.options = TableOptions { collation, ..TableOptions::default() };
            }),
            Self::Sequences => schema.sequences.clear(),
            Self::Views => schema.views.clear(),
            Self::Domains => schema.domains.clear(),
            Self::Triggers => {
                tables.for_each(|t| t.triggers.clear());
                schema.views.values_mut().for_each(|v| v.triggers.clear());
            }
            Self::Routines => {
                schema.routines.clear();
                schema.events.clear();
            }
            Self::Exclusions => tables.for_each(|t| t.exclusions.clear()),
            Self::CustomTypes => schema.types.clear(),
            Self::Numbering => {
                tables.flat_map(|t| &mut t.columns).for_each(|c| c.numbering = None);
            }
            Self::Names => tables.for_each(|t| {
                t.primary_key.iter_mut().chain(&mut t.uniques).for_each(|k| k.name = None);
                t.foreign_keys.iter_mut().for_each(|k| k.name = None);
                t.indexes.iter_mut().for_each(|i| i.name = None);
                t.checks.iter_mut().for_each(|c| c.name = None);
            }),
            Self::UniqueForm => tables.for_each(|t| {
                let indexes = std::mem::take(&mut t.indexes);
                for index in indexes {
                    match as_key(&index) {
                        Some(key) => t.uniques.push(key),
                        None => t.indexes.push(index),
                    }
                }
            }),
            Self::NumberingForm => {
                for identity in
                    tables.flat_map(|t| &mut t.columns).filter_map(|c| c.identity.as_mut())
                {
                    *identity = match identity {
                        Identity::AutoIncrement => Identity::AutoIncrement,
                        Identity::Rowid { .. } => Identity::Rowid { autoincrement: false },
                        _ => Identity::ByDefault,
                    };
                }
            }
            Self::OnUpdate => {
                tables.flat_map(|t| &mut t.columns).for_each(|c| c.on_update = None);
            }
            Self::PlainIndexes => tables.for_each(|t| {
                t.indexes.retain(|i| i.unique || is_special(i) || i.parts.len() > 1);
            }),
            Self::CompositeIndexes => tables.for_each(|t| {
                t.indexes.retain(|i| i.unique || is_special(i) || i.parts.len() < 2);
            }),
            Self::Defaults => {
                tables.flat_map(|t| &mut t.columns).for_each(|c| c.default = None);
            }
            Self::Lengths => {
                for column in tables.flat_map(|t| &mut t.columns) {
                    if let TypeKind::VarChar { length } | TypeKind::Char { length } =
                        &mut column.ty.kind
                        && length.take().is_some()
                        && let Some(open) = column.ty.raw.find('(')
                    {
                        column.ty.raw.truncate(open);
                    }
                }
            }
            // Means something only beside another schema.
            Self::StorageTypes => {}
        }
        if self == Self::Collations {
            schema.default_collation = None;
        }
    }

    /// Takes out every one of `topics`.
    pub fn take_all_out(topics: &BTreeSet<Self>, schema: &mut Schema) {
        topics.iter().for_each(|topic| topic.take_out(schema));
    }
}

/// Whether an index is more than a list of columns.
fn is_special(index: &Index) -> bool {
    index.predicate.is_some()
        || index.method.is_some()
        || !index.include.is_empty()
        || index.parts.iter().any(|part| {
            !matches!(part.key, IndexKey::Column(_))
                || part.descending
                || part.nulls_first.is_some()
                || part.opclass.is_some()
                || part.prefix.is_some()
        })
}

/// The constraint that refuses the same rows as a unique index.
fn as_key(index: &Index) -> Option<Key> {
    if !index.unique || !index.valid || is_special(index) {
        return None;
    }
    let columns = index.parts.iter().filter_map(|part| match &part.key {
        IndexKey::Column(name) => Some(name.clone()),
        IndexKey::Expression(_) => None,
    });
    let mut key = Key::unnamed(columns.collect());
    key.name.clone_from(&index.name);
    key.nulls_not_distinct = index.nulls_not_distinct;
    Some(key)
}
