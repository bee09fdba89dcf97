//! Tables, keys, indexes and checks.

use serde::{Deserialize, Serialize};

use crate::{Column, Exclusion, Expr, TableName, Trigger};

/// A primary key or a unique constraint.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Key {
    /// The constraint's name, when it has one.
    pub name: Option<String>,
    /// The columns, in key order.
    pub columns: Vec<String>,
    /// PostgreSQL deferrability.
    #[serde(default)]
    pub deferrable: Deferrable,
    /// PostgreSQL 15 `NULLS NOT DISTINCT`.
    #[serde(default)]
    pub nulls_not_distinct: bool,
    /// PostgreSQL `INCLUDE` columns.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub include: Vec<String>,
    /// `WITHOUT OVERLAPS`: said of the last column (PostgreSQL 18), of the last two, which are the end
    /// and the beginning of the table's [period](TableOptions::period) (MariaDB).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub without_overlaps: bool,
}

impl Key {
    /// A key without a name.
    pub fn unnamed(columns: Vec<String>) -> Self {
        Self {
            name: None,
            columns,
            deferrable: Deferrable::No,
            nulls_not_distinct: false,
            include: Vec::new(),
            without_overlaps: false,
        }
    }
}

/// Whether a constraint may be checked at commit.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Deferrable {
    /// Checked at once.
    #[default]
    No,
    /// May be deferred, checked at once unless asked.
    InitiallyImmediate,
    /// Checked at commit.
    InitiallyDeferred,
}

/// What happens to referencing rows.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// `NO ACTION`, the default.
    #[default]
    NoAction,
    /// `RESTRICT`.
    Restrict,
    /// `CASCADE`.
    Cascade,
    /// `SET NULL`.
    SetNull,
    /// `SET DEFAULT`.
    SetDefault,
}

impl Action {
    /// The SQL words.
    pub fn sql(self) -> &'static str {
        match self {
            Self::NoAction => "NO ACTION",
            Self::Restrict => "RESTRICT",
            Self::Cascade => "CASCADE",
            Self::SetNull => "SET NULL",
            Self::SetDefault => "SET DEFAULT",
        }
    }
}

/// `MATCH` of a foreign key.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum MatchType {
    /// The default.
    #[default]
    Simple,
    /// `MATCH FULL`.
    Full,
    /// `MATCH PARTIAL`.
    Partial,
}

/// A foreign key.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ForeignKey {
    /// The constraint's name, when it has one.
    pub name: Option<String>,
    /// The referencing columns.
    pub columns: Vec<String>,
    /// The table referred to.
    pub target: TableName,
    /// The columns referred to. Readers fill in the target's primary key when the source omits
    /// them; they stay empty only when the target is unknown.
    pub target_columns: Vec<String>,
    /// On delete.
    #[serde(default)]
    pub on_delete: Action,
    /// On update.
    #[serde(default)]
    pub on_update: Action,
    /// Match.
    #[serde(default)]
    pub match_type: MatchType,
    /// Deferrability.
    #[serde(default)]
    pub deferrable: Deferrable,
    /// False for PostgreSQL `NOT VALID`.
    pub validated: bool,
    /// PostgreSQL 15: the columns that `ON DELETE SET …` sets; all of them when there are none here.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub set_columns: Vec<String>,
    /// PostgreSQL 18 `PERIOD`: said of the last column on both sides.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub period: bool,
    /// PostgreSQL 18 `NOT ENFORCED`; never validated then.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub not_enforced: bool,
}

impl ForeignKey {
    /// A foreign key without a name or actions.
    pub fn unnamed(columns: Vec<String>, target: TableName, target_columns: Vec<String>) -> Self {
        Self {
            name: None,
            columns,
            target,
            target_columns,
            on_delete: Action::NoAction,
            on_update: Action::NoAction,
            match_type: MatchType::Simple,
            deferrable: Deferrable::No,
            validated: true,
            set_columns: Vec::new(),
            period: false,
            not_enforced: false,
        }
    }
}

/// What an index part indexes.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IndexKey {
    /// A column.
    Column(String),
    /// An expression.
    Expression(Expr),
}

/// One part of an index.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct IndexPart {
    /// Column or expression.
    pub key: IndexKey,
    /// Descending.
    #[serde(default)]
    pub descending: bool,
    /// `NULLS FIRST` (true) or `LAST` (false) when it is not the default for the direction.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nulls_first: Option<bool>,
    /// A collation other than the column's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub collation: Option<String>,
    /// A PostgreSQL operator class other than the default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opclass: Option<String>,
    /// A MySQL prefix length, in characters (bytes for binary columns).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prefix: Option<u32>,
}

impl IndexPart {
    /// A plain ascending column.
    pub fn column(name: impl Into<String>) -> Self {
        Self {
            key: IndexKey::Column(name.into()),
            descending: false,
            nulls_first: None,
            collation: None,
            opclass: None,
            prefix: None,
        }
    }
}

/// An index that is not the mere implementation of a primary key or unique constraint. MySQL
/// `UNIQUE KEY` over plain columns is a [`Key`] in [`Table::uniques`]; with a prefix or an
/// expression it is a unique index here. PostgreSQL/SQLite `CREATE UNIQUE INDEX` is here.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Index {
    /// The name.
    pub name: Option<String>,
    /// Unique.
    #[serde(default)]
    pub unique: bool,
    /// The parts.
    pub parts: Vec<IndexPart>,
    /// PostgreSQL `INCLUDE` columns.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub include: Vec<String>,
    /// The partial-index predicate.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub predicate: Option<Expr>,
    /// The method in lower case when it is not `btree`: `gin`, `hash`, `fulltext`, `spatial`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// False for an index that no query uses: PostgreSQL's INVALID, MySQL's INVISIBLE, MariaDB's
    /// IGNORED.
    pub valid: bool,
    /// PostgreSQL 15 `NULLS NOT DISTINCT`.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub nulls_not_distinct: bool,
}

impl Index {
    /// A plain index without a name.
    pub fn over(parts: Vec<IndexPart>) -> Self {
        Self {
            name: None,
            unique: false,
            parts,
            include: Vec::new(),
            predicate: None,
            method: None,
            valid: true,
            nulls_not_distinct: false,
        }
    }
}

/// A check constraint.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Check {
    /// The name, when it has one.
    pub name: Option<String>,
    /// The condition, without the word CHECK.
    pub expr: Expr,
    /// False for `NOT VALID` (PostgreSQL) or `NOT ENFORCED` (MySQL).
    pub validated: bool,
    /// PostgreSQL 18 `NOT ENFORCED`; never validated then.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub not_enforced: bool,
    /// PostgreSQL `NO INHERIT`.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub no_inherit: bool,
}

impl Check {
    /// A check that holds.
    pub fn new(name: Option<String>, expr: Expr) -> Self {
        Self { name, expr, validated: true, not_enforced: false, no_inherit: false }
    }
}

/// Traits of a whole table.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct TableOptions {
    /// SQLite `STRICT`.
    pub strict: bool,
    /// SQLite `WITHOUT ROWID`.
    pub without_rowid: bool,
    /// MySQL storage engine, when not InnoDB, in lower case.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub engine: Option<String>,
    /// MySQL default collation, when not the database's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub collation: Option<String>,
    /// `PARTITION BY` clause, without those words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub partition_by: Option<String>,
    /// PostgreSQL: the parent of a partition.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub partition_of: Option<TableName>,
    /// PostgreSQL `UNLOGGED`.
    pub unlogged: bool,
    /// MariaDB `WITH SYSTEM VERSIONING`.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub versioned: bool,
    /// MariaDB: columns `WITHOUT SYSTEM VERSIONING` of a versioned table.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unversioned: Vec<String>,
    /// MariaDB: the application's own period of time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub period: Option<Period>,
    /// MySQL: how the storage engine keeps the rows, where that was said, one `name=value` each in lower
    /// case: `row_format=compressed`, `stats_persistent=0`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub storage: Vec<String>,
    /// SQLite: the module of a virtual table with its arguments, `fts5(title, body)`. Its columns are
    /// the module's business.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub module: Option<String>,
    /// SQLite: constraints that answer a violation otherwise than by giving up the statement.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub conflicts: Vec<Conflict>,
}

/// MariaDB `PERIOD FOR name (from, to)`: a row holds from one moment to another, which is later. A key
/// [`without_overlaps`](Key::without_overlaps) ends with the two columns, the later moment first.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Period {
    /// The name, which is also that of the check it implies.
    pub name: String,
    /// The column of the first moment.
    pub from: String,
    /// The column of the moment after the last.
    pub to: String,
}

/// SQLite: what a constraint does about a row that violates it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Conflict {
    /// The constraint.
    pub of: ConflictOf,
    /// `REPLACE`, `IGNORE`, `FAIL`, `ROLLBACK`; `ABORT` goes without saying.
    pub action: String,
}

/// A constraint that can have a conflict clause.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConflictOf {
    /// The primary key.
    PrimaryKey,
    /// A unique constraint, by its columns.
    Unique(Vec<String>),
    /// The NOT NULL of a column.
    NotNull(String),
}

impl ConflictOf {
    /// The columns named.
    pub fn columns(&mut self) -> &mut [String] {
        match self {
            Self::PrimaryKey => &mut [],
            Self::Unique(columns) => columns,
            Self::NotNull(column) => std::slice::from_mut(column),
        }
    }
}

impl TableOptions {
    /// The conflict clause of a constraint.
    pub fn conflict(&self, of: &ConflictOf) -> Option<&str> {
        let same = |a: &str, b: &str| a.eq_ignore_ascii_case(b);
        let found = self.conflicts.iter().find(|c| match (&c.of, of) {
            (ConflictOf::PrimaryKey, ConflictOf::PrimaryKey) => true,
            (ConflictOf::NotNull(a), ConflictOf::NotNull(b)) => same(a, b),
            (ConflictOf::Unique(a), ConflictOf::Unique(b)) => {
                a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b))
            }
            _ => false,
        });
        found.map(|c| c.action.as_str())
    }
}

/// A table.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Table {
    /// The name.
    pub name: TableName,
    /// The columns, in order.
    pub columns: Vec<Column>,
    /// The primary key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub primary_key: Option<Key>,
    /// Unique constraints.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub uniques: Vec<Key>,
    /// Foreign keys.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub foreign_keys: Vec<ForeignKey>,
    /// Indexes, without those that implement a constraint or were made by the engine for one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub indexes: Vec<Index>,
    /// Check constraints. MariaDB's implicit `json_valid` is not here: the type says it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub checks: Vec<Check>,
    /// PostgreSQL exclusion constraints.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub exclusions: Vec<Exclusion>,
    /// Triggers; on MySQL those of one moment and event in the order they fire in.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub triggers: Vec<Trigger>,
    /// The comment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// Table traits.
    #[serde(default)]
    pub options: TableOptions,
}

impl Table {
    /// A table without columns.
    pub fn new(name: impl Into<TableName>) -> Self {
        Self {
            name: name.into(),
            columns: Vec::new(),
            primary_key: None,
            uniques: Vec::new(),
            foreign_keys: Vec::new(),
            indexes: Vec::new(),
            checks: Vec::new(),
            exclusions: Vec::new(),
            triggers: Vec::new(),
            comment: None,
            options: TableOptions::default(),
        }
    }

    /// The column of this exact name.
    pub fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|c| c.name == name)
    }
}
