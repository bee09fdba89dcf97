//! What a kind of source can speak of: an entity has no comments, a snapshot of another tool no triggers.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::{Deferrable, IndexKey, Schema, TableOptions};

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
                t.indexes.retain(|index| {
                    index.predicate.is_none()
                        && index.method.is_none()
                        && index.include.is_empty()
                        && index.parts.iter().all(|part| {
                            matches!(part.key, IndexKey::Column(_))
                                && !part.descending
                                && part.nulls_first.is_none()
                                && part.opclass.is_none()
                                && part.prefix.is_none()
                        })
                });
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
