//! What the rows of a database are in, whatever its schema says: numbers that are taken already, rows
//! that refer to nothing, keys that are not kept.

use crate::{Place, TableName};

/// Something about the rows that are there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct State {
    /// The column or foreign key.
    pub place: Place,
    /// What it is.
    pub kind: StateKind,
}

/// What a [`State`] is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StateKind {
    /// The number that the next row would get is taken.
    Behind {
        /// The sequence that gives the numbers, where it has a name.
        sequence: Option<TableName>,
        /// What it gives next.
        next: i128,
        /// What the column holds already: the greatest value, or the smallest of one that counts down.
        taken: i128,
        /// The step.
        step: i64,
        /// The column alone is a key, so that the next row is refused.
        alone: bool,
    },
    /// There is no number left for the next row.
    Spent {
        /// The sequence that gives the numbers, where it has a name.
        sequence: Option<TableName>,
        /// What would come next.
        next: i128,
        /// The last number that the column or the sequence has.
        last: i128,
    },
    /// Rows whose foreign key refers to nothing.
    Orphans {
        /// How many.
        rows: u64,
        /// What some of them refer to.
        examples: Vec<String>,
    },
    /// PostgreSQL: the triggers that keep a foreign key are disabled, each on its table.
    Unkept {
        /// Table and trigger.
        triggers: Vec<(TableName, String)>,
    },
}
