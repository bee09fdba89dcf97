//! Names of schema objects, and the place a finding or gap points at.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A table, view, type or sequence name. `schema` is `None` for the default schema of the source
/// (PostgreSQL `public` or the connection's current schema, the MySQL database connected to, SQLite
/// `main`), so that a declaration that names no schema equals a live reading.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct TableName {
    /// The schema, when it is not the default one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<String>,
    /// The name, exactly as the engine stores it (case kept, unquoted).
    pub name: String,
}

impl TableName {
    /// A name in the default schema.
    pub fn new(name: impl Into<String>) -> Self {
        Self { schema: None, name: name.into() }
    }

    /// A name in a named schema.
    pub fn in_schema(schema: impl Into<String>, name: impl Into<String>) -> Self {
        Self { schema: Some(schema.into()), name: name.into() }
    }
}

impl fmt::Display for TableName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.schema {
            Some(schema) => write!(f, "{schema}.{}", self.name),
            None => f.write_str(&self.name),
        }
    }
}

impl From<&str> for TableName {
    fn from(name: &str) -> Self {
        Self::new(name)
    }
}

/// Whether a name fits a pattern: `*` matches any text, everything else itself.
pub fn glob(pattern: &str, text: &str) -> bool {
    let Some((head, rest)) = pattern.split_once('*') else { return pattern == text };
    let Some(mut text) = text.strip_prefix(head) else { return false };
    let mut rest = rest;
    // Leftmost matching of each piece is enough: `*` takes whatever is left between pieces.
    while let Some((piece, after)) = rest.split_once('*') {
        let Some(at) = text.find(piece) else { return false };
        text = &text[at + piece.len()..];
        rest = after;
    }
    text.ends_with(rest)
}

/// What kind of object a [`Place`] names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ObjectKind {
    /// A table.
    Table,
    /// A column of a table.
    Column,
    /// The primary key of a table.
    PrimaryKey,
    /// A unique constraint.
    Unique,
    /// A foreign key.
    ForeignKey,
    /// An index.
    Index,
    /// A check constraint.
    Check,
    /// An enum, domain, composite or range type.
    Type,
    /// A sequence.
    Sequence,
    /// A view.
    View,
    /// An exclusion constraint.
    Exclusion,
    /// A trigger.
    Trigger,
    /// A function or an aggregate; the part is the types of its arguments.
    Function,
    /// A procedure.
    Procedure,
    /// A scheduled event.
    Event,
    /// A migration, by the name of its file.
    Migration,
}

impl ObjectKind {
    /// The words people use for it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Table => "table",
            Self::Column => "column",
            Self::PrimaryKey => "primary key",
            Self::Unique => "unique constraint",
            Self::ForeignKey => "foreign key",
            Self::Index => "index",
            Self::Check => "check constraint",
            Self::Type => "type",
            Self::Sequence => "sequence",
            Self::View => "view",
            Self::Exclusion => "exclusion constraint",
            Self::Trigger => "trigger",
            Self::Function => "function",
            Self::Procedure => "procedure",
            Self::Event => "event",
            Self::Migration => "migration",
        }
    }
}

/// Where in a schema something is: an object, and for parts of a table the table too.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Place {
    /// The table (or view, type, sequence) concerned.
    pub object: TableName,
    /// What kind of object the place is.
    pub kind: ObjectKind,
    /// For parts of a table: the name of the column, index, constraint or trigger. A constraint
    /// without a name is written by its definition, such as `(list_id, user_id)`. For a function: the
    /// types of its arguments.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part: Option<String>,
}

impl Place {
    /// The place of a whole object.
    pub fn object(kind: ObjectKind, name: &TableName) -> Self {
        Self { object: name.clone(), kind, part: None }
    }

    /// The place of a table.
    pub fn table(name: &TableName) -> Self {
        Self::object(ObjectKind::Table, name)
    }

    /// The place of a column.
    pub fn column(table: &TableName, column: impl Into<String>) -> Self {
        Self::part(ObjectKind::Column, table, column)
    }

    /// The place of a part of a table.
    pub fn part(kind: ObjectKind, table: &TableName, part: impl Into<String>) -> Self {
        Self { object: table.clone(), kind, part: Some(part.into()) }
    }
}

/// `table.column`, `table (index idx_name)`, `table`.
impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.part, self.kind) {
            (Some(part), ObjectKind::Column) => write!(f, "{}.{part}", self.object),
            (Some(part), ObjectKind::Function | ObjectKind::Procedure) => {
                write!(f, "{}({part}) ({})", self.object, self.kind.label())
            }
            (Some(part), kind) => write!(f, "{} ({} {part})", self.object, kind.label()),
            (None, ObjectKind::Table) => write!(f, "{}", self.object),
            (None, kind) => write!(f, "{} ({})", self.object, kind.label()),
        }
    }
}
