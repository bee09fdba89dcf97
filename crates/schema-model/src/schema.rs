//! A whole schema.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::{
    Check, ColumnType, CustomType, Dialect, Event, Expr, Index, Numbering, ObjectKind, Routine,
    RoutineKey, Table, TableName, Trigger, normal::charset,
};

/// Everything read from one source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Schema {
    /// The engine.
    pub dialect: Dialect,
    /// MySQL: the collation of tables that say none, where the source knows it (a database does, a
    /// SQL file does not).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default_collation: Option<String>,
    /// PostgreSQL: the schemas in which names without one are looked for, that of the source's own
    /// names first. Empty where it is `public` alone.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub search_path: Vec<String>,
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
    /// PostgreSQL composite and range types by name.
    #[serde(default, with = "by_name", skip_serializing_if = "BTreeMap::is_empty")]
    pub types: BTreeMap<TableName, CustomType>,
    /// Functions, procedures and aggregates.
    #[serde(default, with = "by_name", skip_serializing_if = "BTreeMap::is_empty")]
    pub routines: BTreeMap<RoutineKey, Routine>,
    /// MySQL events by name.
    #[serde(default, with = "by_name", skip_serializing_if = "BTreeMap::is_empty")]
    pub events: BTreeMap<TableName, Event>,
    /// Kinds of object that the source cannot express, or that the reader may not see: nothing can be
    /// said about them, neither that they are there nor that they are not.
    #[serde(default = "unseen_before")]
    pub unseen: BTreeSet<ObjectKind>,
}

/// What the first snapshots did not hold.
fn unseen_before() -> BTreeSet<ObjectKind> {
    Schema::CODE.into_iter().chain([ObjectKind::Exclusion]).collect()
}

impl Schema {
    /// The kinds of object that are made of code.
    pub const CODE: [ObjectKind; 4] =
        [ObjectKind::Trigger, ObjectKind::Function, ObjectKind::Procedure, ObjectKind::Event];

    /// A schema with nothing in it.
    pub fn empty(dialect: Dialect) -> Self {
        Self {
            dialect,
            default_collation: None,
            search_path: Vec::new(),
            tables: BTreeMap::new(),
            enums: BTreeMap::new(),
            domains: BTreeMap::new(),
            sequences: BTreeMap::new(),
            views: BTreeMap::new(),
            types: BTreeMap::new(),
            routines: BTreeMap::new(),
            events: BTreeMap::new(),
            unseen: BTreeSet::new(),
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
            let of_database = own.as_deref().unwrap_or(default);
            let said = table.options.collation.take().map(|c| charset::closed(&c, of_database));
            let effective = said.or_else(|| own.clone());
            let inherited = effective.clone().unwrap_or_else(|| default.to_owned());
            for column in &mut table.columns {
                if let Some(open) = column.collation.take_if(|c| charset::is_open(c)) {
                    let of = if open == charset::OF_DATABASE { of_database } else { &inherited };
                    column.collation = Some(charset::closed(&open, of));
                }
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
    /// The type, when it is not `bigint`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ty: Option<String>,
    /// Smallest value, when it is not the default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min: Option<i64>,
    /// Largest value, when it is not the default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<i64>,
    /// How many are taken at a time, when it is not the default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cache: Option<i64>,
    /// Begins again at its end.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub cycle: bool,
}

impl Sequence {
    /// A sequence with nothing special.
    pub fn new(name: TableName, start: i64, increment: i64) -> Self {
        Self { name, start, increment, ty: None, min: None, max: None, cache: None, cycle: false }
    }

    /// How it gives out numbers.
    pub fn numbering(&self) -> Numbering {
        Numbering {
            start: Some(self.start),
            increment: Some(self.increment),
            min: self.min,
            max: self.max,
            cache: self.cache,
            cycle: self.cycle,
        }
    }
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
    /// The names given to its columns, where they are not those of the query.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub columns: Vec<String>,
    /// What else is said of it and is not the default: `WITH CASCADED CHECK OPTION`,
    /// `security_barrier=true`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<String>,
    /// Indexes of a materialized view.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub indexes: Vec<Index>,
    /// Triggers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub triggers: Vec<Trigger>,
}

impl View {
    /// A plain view of a query.
    pub fn new(name: TableName, definition: Expr) -> Self {
        Self {
            name,
            definition,
            materialized: false,
            columns: Vec::new(),
            options: Vec::new(),
            indexes: Vec::new(),
            triggers: Vec::new(),
        }
    }
}

/// What a list entry is keyed by: JSON has no structured keys, so maps are written as lists.
trait Named {
    type Key: Ord;

    fn key(&self) -> Self::Key;
}

macro_rules! named {
    ($($t:ty),*) => { $(impl Named for $t {
        type Key = TableName;

        fn key(&self) -> TableName { self.name.clone() }
    })* };
}
named!(Table, EnumType, DomainType, Sequence, View, CustomType, Event);

impl Named for Routine {
    type Key = RoutineKey;

    fn key(&self) -> RoutineKey {
        Routine::key(self)
    }
}

mod by_name {
    use super::{BTreeMap, Deserialize, Deserializer, Named, Serialize, Serializer};

    pub(super) fn serialize<S, K, T>(map: &BTreeMap<K, T>, s: S) -> Result<S::Ok, S::Error>
    where
        S: Serializer,
        T: Serialize,
    {
        s.collect_seq(map.values())
    }

    pub(super) fn deserialize<'de, D, T>(d: D) -> Result<BTreeMap<T::Key, T>, D::Error>
    where
        D: Deserializer<'de>,
        T: Deserialize<'de> + Named,
    {
        let list = Vec::<T>::deserialize(d)?;
        let count = list.len();
        let map: BTreeMap<_, _> = list.into_iter().map(|t| (t.key(), t)).collect();
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
