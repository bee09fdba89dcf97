//! A whole schema.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::{Check, ColumnType, Dialect, Expr, Table, TableName};

/// Everything read from one source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Schema {
    /// The engine.
    pub dialect: Dialect,
    /// MySQL: the collation of tables that say none, where the source knows it (a database does, a
    /// SQL file does not).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default_collation: Option<String>,
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
            default_collation: None,
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

    /// The same schema for a database whose default collation is `default`: a table that has it says
    /// none, a table that has another says which; so do columns within their table.
    #[must_use]
    pub fn relative_to_collation(mut self, default: &str) -> Self {
        let own = self.default_collation.replace(default.to_owned());
        for table in self.tables.values_mut() {
            let effective = table.options.collation.take().or_else(|| own.clone());
            let inherited = effective.clone().unwrap_or_else(|| default.to_owned());
            for column in &mut table.columns {
                column.collation.take_if(|c| c.eq_ignore_ascii_case(&inherited));
            }
            table.options.collation = effective.filter(|c| !c.eq_ignore_ascii_case(default));
        }
        self
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_says_its_collation_when_the_database_has_another() {
        let mut schema = Schema::empty(Dialect::MARIADB);
        for (name, collation) in [("unsaid", None), ("general", Some("utf8mb4_general_ci"))] {
            let mut table = Table::new(name);
            table.options.collation = collation.map(ToOwned::to_owned);
            let ty = crate::ColumnType {
                raw: "text".into(),
                kind: crate::TypeKind::Text { bytes: None },
            };
            table.columns.push(crate::Column::new("c", ty));
            table.columns[0].collation = Some("utf8mb4_general_ci".to_owned());
            schema.insert(table);
        }
        let said = |schema: &Schema| -> Vec<_> {
            schema.tables.values().map(|t| t.options.collation.clone()).collect()
        };
        // A file does not know what "unsaid" means, and leaves it at that.
        let in_general = schema.clone().relative_to_collation("utf8mb4_general_ci");
        assert_eq!(said(&in_general), [None, None]);
        assert!(in_general.tables.values().all(|t| t.columns[0].collation.is_none()));
        let general = || Some("utf8mb4_general_ci".to_owned());
        assert_eq!(said(&schema.clone().relative_to_collation("latin1_bin")), [general(), None]);
        // A database does.
        let moved = in_general.relative_to_collation("latin1_bin");
        assert_eq!(said(&moved), [general(), general()]);
        assert_eq!(moved.default_collation.as_deref(), Some("latin1_bin"));
    }
}
