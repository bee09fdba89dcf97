//! A whole schema.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::{Check, ColumnType, Dialect, Expr, Table, TableName};

/// Everything read from one source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Schema {
    /// The engine.
    pub dialect: Dialect,
    /// Tables by name.
    #[serde(with = "by_name")]
    pub tables: BTreeMap<TableName, Table>,
    /// PostgreSQL enum types by name.
    #[serde(default, with = "by_name", skip_serializing_if = "BTreeMap::is_empty")]
    pub enums: BTreeMap<TableName, EnumType>,
    /// PostgreSQL domains by name.
    #[serde(default, with = "by_name", skip_serializing_if = "BTreeMap::is_empty")]
    pub domains: BTreeMap<TableName, DomainType>,
    /// Sequences that no column owns.
    #[serde(default, with = "by_name", skip_serializing_if = "BTreeMap::is_empty")]
    pub sequences: BTreeMap<TableName, Sequence>,
    /// Views.
    #[serde(default, with = "by_name", skip_serializing_if = "BTreeMap::is_empty")]
    pub views: BTreeMap<TableName, View>,
}

impl Schema {
    /// A schema with nothing in it.
    pub fn empty(dialect: Dialect) -> Self {
        Self {
            dialect,
            tables: BTreeMap::new(),
            enums: BTreeMap::new(),
            domains: BTreeMap::new(),
            sequences: BTreeMap::new(),
            views: BTreeMap::new(),
        }
    }

    /// Adds or replaces a table.
    pub fn insert(&mut self, table: Table) {
        self.tables.insert(table.name.clone(), table);
    }

    /// The table of this exact name.
    pub fn table(&self, name: &TableName) -> Option<&Table> {
        self.tables.get(name)
    }

    /// Number of columns over all tables.
    pub fn column_count(&self) -> usize {
        self.tables.values().map(|t| t.columns.len()).sum()
    }
}

/// A PostgreSQL enum type.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct EnumType {
    /// The name.
    pub name: TableName,
    /// The labels, in order.
    pub values: Vec<String>,
}

/// A PostgreSQL domain.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct DomainType {
    /// The name.
    pub name: TableName,
    /// What it is based on.
    pub base: ColumnType,
    /// NOT NULL.
    pub not_null: bool,
    /// The default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default: Option<Expr>,
    /// Checks, over `VALUE`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub checks: Vec<Check>,
}

/// A sequence that stands alone.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Sequence {
    /// The name.
    pub name: TableName,
    /// First value.
    pub start: i64,
    /// Step.
    pub increment: i64,
}

/// A view, by its definition.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct View {
    /// The name.
    pub name: TableName,
    /// The query.
    pub definition: Expr,
    /// Materialized.
    #[serde(default)]
    pub materialized: bool,
}

/// What a list entry is keyed by: JSON has no structured keys, so maps are written as lists.
trait Named {
    fn name(&self) -> &TableName;
}

macro_rules! named {
    ($($t:ty),*) => { $(impl Named for $t { fn name(&self) -> &TableName { &self.name } })* };
}
named!(Table, EnumType, DomainType, Sequence, View);

mod by_name {
    use super::{BTreeMap, Deserialize, Deserializer, Named, Serialize, Serializer, TableName};

    pub(super) fn serialize<S, T>(map: &BTreeMap<TableName, T>, s: S) -> Result<S::Ok, S::Error>
    where
        S: Serializer,
        T: Serialize,
    {
        s.collect_seq(map.values())
    }

    pub(super) fn deserialize<'de, D, T>(d: D) -> Result<BTreeMap<TableName, T>, D::Error>
    where
        D: Deserializer<'de>,
        T: Deserialize<'de> + Named,
    {
        let list = Vec::<T>::deserialize(d)?;
        let count = list.len();
        let map: BTreeMap<_, _> = list.into_iter().map(|t| (t.name().clone(), t)).collect();
        if map.len() != count {
            return Err(serde::de::Error::custom("two objects of one kind have the same name"));
        }
        Ok(map)
    }
}
