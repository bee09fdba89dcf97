//! Filling any table: what a column holds is inferred from its name, type, keys and checks.
//!
//! [`Fill::over`] looks at a schema once and decides everything that can be decided: the order, how
//! many rows each table can have under its unique keys, which rows refer to which, and what each
//! column holds. What cannot be filled is a [`Skipped`] with its reason. The rows are then a pure
//! function of that decision: row `i` of a table is computed without the rows before it, and so is
//! the row it refers to.
//!
//! Data flows `choose` (name → maker), `limits` (checks → what is left), `keys` (unique keys → who
//! numbers whom) → [`Fill`] → `rows` (the values of a row) with `make`, `shape` and `phrases`.
//!
//! No cell depends on the number of rows, of columns or of tables: more of them change nothing that is
//! there. What a row refers to is chosen so that one more parent takes its share and moves no other.

mod choose;
mod draft;
mod json;
mod keys;
mod limits;
mod make;
mod memo;
mod pattern;
mod phrases;
mod plan;
mod rows;
mod rule;
mod shape;
mod shares;
mod truth;
mod ways;

use std::collections::BTreeMap;

use seedbed_schema_model::{Dialect, TableName};

pub use draft::{Choice, Skipped};
pub use rule::{ColumnRule, Problem, providers};
pub use truth::CheckJudge;

use crate::{
    DataCheck, GenerateError, Generator, KeySpec, Rows, Span, Spec, TableSpec, Unit, Units,
};
use draft::Filled;

/// Raised whenever the bytes change.
const VERSION: u32 = 2;

/// Rows of a table in one unit.
const BLOCK: u64 = 50;

/// What to fill.
#[derive(Debug, Clone, PartialEq)]
pub struct FillOptions {
    /// Rows for each table.
    pub rows: u64,
    /// Rows for single tables, by the table's name.
    pub by_table: BTreeMap<String, u64>,
    /// The tables: names or patterns with `*`.
    pub tables: Vec<String>,
    /// Tables that are filled by somebody else or must not change.
    pub leave: Vec<TableName>,
    /// Tables that were tried and do not work, with the reason.
    pub unfit: BTreeMap<TableName, String>,
    /// What single columns hold, by `table.column`.
    pub columns: BTreeMap<String, ColumnRule>,
    /// What the database leaves single columns besides, where nobody says otherwise.
    pub within: BTreeMap<String, ColumnRule>,
}

impl Default for FillOptions {
    fn default() -> Self {
        Self {
            rows: 100,
            by_table: BTreeMap::new(),
            tables: vec!["*".into()],
            leave: Vec::new(),
            unfit: BTreeMap::new(),
            columns: BTreeMap::new(),
            within: BTreeMap::new(),
        }
    }
}

/// A generator that fills whatever tables a schema has.
#[derive(Debug, Clone)]
pub struct Fill {
    family: seedbed_schema_model::Family,
    tables: Vec<Filled>,
    /// Tables filled together, as indexes: one, or a cycle.
    components: Vec<Vec<usize>>,
    skipped: Vec<Skipped>,
    anchors: Vec<crate::AnchorSpec>,
    problems: Vec<Problem>,
    memo: memo::Memo,
    unlimited: limits::Limits,
    plain: rule::Special,
    options: BTreeMap<String, String>,
}

impl Fill {
    /// The tables that are not filled, with the reason.
    pub fn skipped(&self) -> &[Skipped] {
        &self.skipped
    }

    /// What of that which was asked for cannot be done: a rule that does not fit, a table asked for by
    /// name that cannot have so many rows.
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// What each column holds, and why.
    pub fn choices(&self) -> Vec<Choice> {
        self.tables.iter().flat_map(Filled::choices).collect()
    }

    /// The tables filled, parents first, with their rows.
    pub fn tables(&self) -> impl Iterator<Item = (&TableName, u64)> {
        self.components
            .iter()
            .flatten()
            .filter_map(|i| self.tables.get(*i))
            .map(|t| (&t.name, t.rows))
    }

    fn units_of(&self, component: &[usize]) -> u64 {
        let rows = component.iter().filter_map(|i| self.tables.get(*i)).map(|t| t.rows);
        rows.max().unwrap_or(0).div_ceil(BLOCK)
    }
}

impl Generator for Fill {
    fn spec(&self) -> Spec {
        let units = self.components.iter().map(|c| self.units_of(c)).sum();
        let mut spec = Spec::new("fill", VERSION, Units::Fixed(units));
        for table in self.components.iter().flatten().filter_map(|i| self.tables.get(*i)) {
            let key = table
                .key_column()
                .map(|column| KeySpec { column: column.to_owned(), span: Span::Total(table.rows) });
            spec.tables.push(TableSpec { table: table.name.clone(), key });
        }
        spec.anchors.clone_from(&self.anchors);
        spec.options.clone_from(&self.options);
        spec
    }

    fn unit(&self, unit: Unit<'_>, rows: &mut Rows) -> Result<(), GenerateError> {
        let mut first = 0;
        for component in &self.components {
            let count = self.units_of(component);
            if unit.index < first + count {
                let block = unit.index - first;
                return rows::block(self, unit.world, component, block * BLOCK, rows);
            }
            first += count;
        }
        Ok(())
    }

    fn checks(&self, _dialect: Dialect) -> Vec<DataCheck> {
        // The database's own constraints are what these rows must satisfy, and it has checked them.
        Vec::new()
    }
}

#[cfg(test)]
mod stability;
#[cfg(test)]
mod tests;
