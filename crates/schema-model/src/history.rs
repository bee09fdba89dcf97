//! What migrations did and when: files, the statements in them, and what a ledger says of them.

use serde::{Deserialize, Serialize};

use crate::{Place, Reading};

/// One statement of a migration, and what it changed in the schema.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// The file, as given.
    pub file: String,
    /// The line, from 1.
    pub line: u32,
    /// Its beginning.
    pub what: String,
    /// The places that are not what they were before it; empty for a statement that moves data.
    pub touches: Vec<Place>,
}

/// Migrations carried out on paper: the schema they lead to, and the way there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Replay {
    /// The schema.
    pub reading: Reading,
    /// Every statement, in order.
    pub steps: Vec<Step>,
}

/// How far a migration has got in a database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Progress {
    /// The ledger has it.
    Applied,
    /// There is no ledger that could say.
    Unrecorded,
    /// The ledger does not have it, and the tool will apply it.
    Pending,
    /// The ledger says that it failed.
    Failed,
    /// The ledger says that it was begun and not ended.
    Unfinished,
    /// The tool's own list of files (a journal) does not name it: it is never applied.
    Unlisted,
    /// The tool passes over it: it is older than the newest that is applied.
    PassedOver,
}

/// A migration file and how far it has got.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileHistory {
    /// What people call it: the file's name, or its folder's.
    pub name: String,
    /// The path, as given.
    pub file: String,
    /// How far it has got.
    pub progress: Progress,
    /// The file is not the one that was applied: the ledger holds another checksum of it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub edited: bool,
}

/// A row of a ledger whose file is not there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LostRow {
    /// The ledger's table; a journal's path.
    pub ledger: String,
    /// What the row says the migration is.
    pub row: String,
}

/// What is known of the migrations of one database.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct History {
    /// The tables in which tools keep what they applied; empty when there is none.
    pub ledgers: Vec<String>,
    /// The files, in the order they apply.
    pub files: Vec<FileHistory>,
    /// Rows without a file.
    pub lost: Vec<LostRow>,
    /// Where the files alter what none of them makes: then they do not lead from nothing to the
    /// schema, and what they would make of a place is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub starts_amid: Option<String>,
}
