//! What reading a source gives: a schema, where it came from, and what could not be read.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use serde::{Deserialize, Serialize};

use crate::{Place, Schema, State, TableName, Topic};

/// The kind of a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OriginKind {
    /// A live catalog.
    Live,
    /// A SQL file.
    SqlFile,
    /// A folder of migrations.
    Folder,
    /// A snapshot file of seedbed's own.
    Snapshot,
    /// A snapshot file of another tool, which holds people's wording and not the engine's.
    ForeignSnapshot,
    /// Entities in code.
    Entities,
}

/// Where a reading came from. Never holds a credential.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// The kind.
    pub kind: OriginKind,
    /// What people call it: a path as given, or a URL without user and password.
    pub label: String,
    /// The server's own version text, for live sources.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub server: Option<String>,
    /// Host and port, for servers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub host: Option<String>,
    /// The database's name (the file name for SQLite).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub database: Option<String>,
}

/// What a gap is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GapKind {
    /// A statement or clause that could not be parsed. Matters.
    Unparsed,
    /// An object of a kind that is not modelled (a trigger, a function). Matters little: it is listed.
    Unmodelled,
    /// Something the role may not read. Matters.
    Privilege,
    /// Deliberately not carried out (`DROP DATABASE`, `USE`, `COPY … FROM PROGRAM`, data). Harmless.
    Skipped,
}

impl GapKind {
    /// Whether a verdict of "clean" may not be given while such a gap exists on a compared object.
    pub fn matters(self) -> bool {
        matches!(self, Self::Unparsed | Self::Privilege)
    }
}

/// Something that could not be modelled or read: never dropped, never treated as equal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gap {
    /// Where: `file:line`, or the object.
    pub place: String,
    /// What was there, shortened to a line.
    pub what: String,
    /// Why it was not read.
    pub why: String,
    /// The kind.
    pub kind: GapKind,
    /// What has to be made again when its table is made anew.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub goes_with: Option<GoesWith>,
}

/// An object that is not modelled and that is gone when its table is dropped, such as a trigger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GoesWith {
    /// The table.
    pub table: TableName,
    /// The statement that makes the object, without a final semicolon.
    pub sql: String,
}

/// A place in a file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Location {
    /// The path as given.
    pub file: String,
    /// The line, from 1.
    pub line: u32,
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.file, self.line)
    }
}

/// Something a declaration says that its schema has no place for, and that a lint wants to know: a
/// second declaration of one name, a name too long for its engine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remark {
    /// What is remarkable.
    pub kind: RemarkKind,
    /// The object concerned, as it is in the schema.
    pub place: Place,
    /// Where it is said.
    pub at: Location,
    /// Where the declaration stands that is kept, for a second one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first: Option<Location>,
    /// How a second declaration differs from the one that is kept (empty: not at all), or a name in
    /// full.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub said: Vec<String>,
}

/// What a [`Remark`] is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RemarkKind {
    /// A table is declared again: the engine refuses the second.
    TableTwice,
    /// A table is declared again `IF NOT EXISTS`: the engine passes over the second without a word.
    TableSkipped,
    /// A column is declared again in one table: the engine refuses the table.
    ColumnTwice,
    /// A name is longer than the engine keeps, and is cut without a word.
    NameCut,
}

/// A schema as read from a source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// Where from.
    pub origin: Origin,
    /// The schema.
    pub schema: Schema,
    /// What could not be read.
    pub gaps: Vec<Gap>,
    /// Where each object is declared, for sources that are text. Kept out of [`Schema`], so that
    /// equal schemas stay equal.
    pub locations: BTreeMap<Place, Location>,
    /// What a lint wants to know besides. It changes nothing that is compared.
    pub remarks: Vec<Remark>,
    /// Tables that are declared and whose columns nobody knows, because a query gives them: not in the
    /// schema, and nothing but their presence is compared.
    pub unknown_columns: BTreeSet<TableName>,
    /// What the kind of source has no words for: neither its presence nor its absence is a statement.
    pub silent_on: BTreeSet<Topic>,
    /// What is wrong with the rows, where a database was asked.
    pub states: Vec<State>,
}

impl Reading {
    /// A schema from somewhere, and nothing else known about it.
    pub fn new(origin: Origin, schema: Schema) -> Self {
        Self {
            origin,
            schema,
            gaps: Vec::new(),
            locations: BTreeMap::new(),
            remarks: Vec::new(),
            unknown_columns: BTreeSet::new(),
            silent_on: BTreeSet::new(),
            states: Vec::new(),
        }
    }
}
