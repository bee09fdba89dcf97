//! The generator trait: units, pure and addressable.

use chrono::NaiveDate;
use seedbed_schema_model::{Dialect, TableName};
use std::collections::BTreeMap;

use crate::{
    AnchorSpec, AnchorTable, Anchors, Cell, DataCheck, KeyBlock, KeyDomain, LogicalReference, Rows,
    Value,
};

/// Something that makes rows.
pub trait Generator: Send + Sync {
    /// What it makes and what it needs.
    fn spec(&self) -> Spec;

    /// The rows of one unit: a pure function of what `unit` gives.
    ///
    /// # Errors
    /// A [`GenerateError`] naming what is missing.
    fn unit(&self, unit: Unit<'_>, rows: &mut Rows) -> Result<(), GenerateError>;

    /// What must hold of the rows afterwards, in the dialect's SQL.
    fn checks(&self, dialect: Dialect) -> Vec<DataCheck> {
        let _ = dialect;
        Vec::new()
    }
}

/// What a generator makes and needs.
#[derive(Debug, Clone, PartialEq)]
pub struct Spec {
    /// Its name, stable: `todos`.
    pub name: String,
    /// Raised whenever its bytes change.
    pub version: u32,
    /// How many units.
    pub units: Units,
    /// The tables it writes.
    pub tables: Vec<TableSpec>,
    /// The existing rows it refers to.
    pub anchors: Vec<AnchorSpec>,
    /// References it makes that the database does not check.
    pub references: Vec<LogicalReference>,
    /// Everything about volume and options, for the plan's hash and for people: `lists` = `30`.
    pub options: BTreeMap<String, String>,
}

impl Spec {
    /// A generator that writes no table yet and needs nothing.
    pub fn new(name: impl Into<String>, version: u32, units: Units) -> Self {
        Self {
            name: name.into(),
            version,
            units,
            tables: Vec::new(),
            anchors: Vec::new(),
            references: Vec::new(),
            options: BTreeMap::new(),
        }
    }

    /// With a table whose rows get keys of their own in `key`, `span` of them set aside.
    #[must_use]
    pub fn table(mut self, table: &TableName, key: impl Into<String>, span: Span) -> Self {
        let key = Some(KeySpec { column: key.into(), span });
        self.tables.push(TableSpec { table: table.clone(), key });
        self
    }
}

/// How many units a generator has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Units {
    /// So many.
    Fixed(u64),
    /// One for each row of an anchor.
    PerAnchor(String),
    /// One for each row of the longest of several anchors: unit `u` takes row `u` of each that has
    /// one. For domains that tell two kinds of story side by side.
    PerAnchors(Vec<String>),
}

impl Units {
    /// How many units there are, given the anchors; anchors that are not there count as empty.
    pub fn count(&self, anchors: &Anchors) -> u64 {
        let rows = |name: &String| anchors.get(name).map_or(0, |a| a.len() as u64);
        match self {
            Self::Fixed(n) => *n,
            Self::PerAnchor(name) => rows(name),
            Self::PerAnchors(names) => names.iter().map(rows).max().unwrap_or(0),
        }
    }
}

/// A table a generator writes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableSpec {
    /// The table.
    pub table: TableName,
    /// The key it gives its rows; `None` for tables without a single-column key.
    pub key: Option<KeySpec>,
}

/// A key column and how many keys are set aside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeySpec {
    /// The key column.
    pub column: String,
    /// How many.
    pub span: Span,
}

/// How many keys are set aside for a table; unused ones leave holes, as deleted rows do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Span {
    /// So many in all.
    Total(u64),
    /// So many for each unit; unit `u` uses offsets `u * n ..`.
    PerUnit(u64),
}

/// Everything a unit may depend on besides its number.
#[derive(Debug, Clone)]
pub struct World {
    /// The seed.
    pub seed: u64,
    /// The date that counts as today: never the clock.
    pub today: NaiveDate,
    /// Existing rows.
    pub anchors: Anchors,
    /// The keys set aside, by table.
    pub keys: BTreeMap<TableName, KeyBlock>,
    /// How many units the generator has in this world.
    pub units: u64,
}

/// One unit to make.
#[derive(Debug, Clone, Copy)]
pub struct Unit<'w> {
    /// Its number, from 0.
    pub index: u64,
    /// The world.
    pub world: &'w World,
}

impl<'w> Unit<'w> {
    /// The random numbers of a cell; `row` is usually the row's number within the table.
    pub fn cell(&self, table: &str, column: &str, row: u64) -> Cell {
        crate::cell::Draws::new(table, column).cell(self.world.seed, row)
    }

    /// An anchor.
    ///
    /// # Errors
    /// [`GenerateError::NoAnchor`] when it was not asked for.
    pub fn anchor(&self, name: &str) -> Result<&'w AnchorTable, GenerateError> {
        self.world
            .anchors
            .get(name)
            .ok_or_else(|| GenerateError::NoAnchor { name: name.to_owned() })
    }

    /// The key of the row at `offset` of the keys set aside for `table`.
    ///
    /// # Errors
    /// [`GenerateError::NoKey`] when none was set aside there.
    pub fn key(&self, table: &TableName, offset: u64) -> Result<Value, GenerateError> {
        self.world
            .keys
            .get(table)
            .and_then(|block| block.key_at(offset))
            .ok_or_else(|| GenerateError::NoKey { table: table.clone(), offset })
    }
}

/// Why a unit could not be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum GenerateError {
    /// A row gave other columns than the rows before it.
    #[error("{table}.{column}: every row of a table must give the same columns in the same order")]
    Columns {
        /// The table.
        table: TableName,
        /// The first column that differs.
        column: String,
    },
    /// An anchor that was not asked for in the spec.
    #[error("anchor `{name}` is not in the generator's spec")]
    NoAnchor {
        /// The name.
        name: String,
    },
    /// A key beyond those set aside.
    #[error("{table}: no key was set aside at offset {offset}; raise the span in the spec")]
    NoKey {
        /// The table.
        table: TableName,
        /// The offset.
        offset: u64,
    },
    /// The data needed is not there or contradicts itself.
    #[error("{place}: {why}")]
    Impossible {
        /// `table.column`, or the anchor row.
        place: String,
        /// Why.
        why: String,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_follow_the_anchors() {
        let rows =
            |n: i64| AnchorTable::new(vec!["id".into()], (0..n).map(|i| vec![i.into()]).collect());
        let anchors = Anchors([("a".to_owned(), rows(3)), ("b".to_owned(), rows(5))].into());
        assert_eq!(Units::Fixed(7).count(&anchors), 7);
        assert_eq!(Units::PerAnchor("a".into()).count(&anchors), 3);
        assert_eq!(Units::PerAnchors(vec!["a".into(), "b".into(), "c".into()]).count(&anchors), 5);
        assert_eq!(Units::PerAnchor("c".into()).count(&anchors), 0);
    }
}
