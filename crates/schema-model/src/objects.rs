//! What is made of code or stands beside the tables: triggers, routines, events, types made by hand,
//! exclusion constraints, the numbers of sequences.

use serde::{Deserialize, Serialize};

use crate::{ColumnType, Deferrable, Expr, IndexPart, TableName};

/// When a trigger fires.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Timing {
    /// Before the change; SQLite's default.
    #[default]
    Before,
    /// After the change.
    After,
    /// Instead of a change of a view.
    InsteadOf,
}

impl Timing {
    /// The SQL words.
    pub fn sql(self) -> &'static str {
        match self {
            Self::Before => "BEFORE",
            Self::After => "AFTER",
            Self::InsteadOf => "INSTEAD OF",
        }
    }
}

/// What a trigger fires on.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TriggerEvent {
    /// INSERT.
    Insert,
    /// UPDATE; of these columns only, when there are any.
    Update(Vec<String>),
    /// DELETE.
    Delete,
    /// TRUNCATE (PostgreSQL).
    Truncate,
}

/// Whether a trigger fires at all. PostgreSQL only; elsewhere every trigger does.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum TriggerState {
    /// It fires.
    #[default]
    Enabled,
    /// `DISABLE TRIGGER`: it does not.
    Disabled,
    /// `ENABLE REPLICA TRIGGER`: only while changes are replicated.
    Replica,
    /// `ENABLE ALWAYS TRIGGER`: also while changes are replicated.
    Always,
}

/// A trigger of a table or view.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Trigger {
    /// The name.
    pub name: String,
    /// When it fires.
    #[serde(default)]
    pub timing: Timing,
    /// What it fires on.
    pub events: Vec<TriggerEvent>,
    /// Once for each row, rather than once for the statement.
    #[serde(default)]
    pub for_each_row: bool,
    /// The condition.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<Expr>,
    /// PostgreSQL: it is a constraint trigger, deferrable like this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub constraint: Option<Deferrable>,
    /// PostgreSQL: the other table of a constraint trigger.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<TableName>,
    /// PostgreSQL `REFERENCING OLD TABLE AS`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub old_rows: Option<String>,
    /// PostgreSQL `REFERENCING NEW TABLE AS`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub new_rows: Option<String>,
    /// What it does, as written: the call of a function on PostgreSQL (`stamp('a')`), `BEGIN … END`
    /// on SQLite, a statement on MySQL. `None` when the reader may not see it.
    pub body: Option<String>,
    /// Whether it fires at all.
    #[serde(default)]
    pub state: TriggerState,
}

impl Trigger {
    /// A trigger that does nothing yet.
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            timing: Timing::default(),
            events: Vec::new(),
            for_each_row: false,
            when: None,
            constraint: None,
            from: None,
            old_rows: None,
            new_rows: None,
            body: None,
            state: TriggerState::default(),
        }
    }
}

/// What kind of routine it is.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum RoutineKind {
    /// A function.
    #[default]
    Function,
    /// A procedure.
    Procedure,
    /// A PostgreSQL aggregate.
    Aggregate,
}

/// Which way an argument goes.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum ArgumentMode {
    /// IN.
    #[default]
    In,
    /// OUT.
    Out,
    /// INOUT.
    InOut,
    /// VARIADIC.
    Variadic,
    /// A column of RETURNS TABLE.
    Table,
}

/// An argument of a routine.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Argument {
    /// Which way it goes.
    #[serde(default)]
    pub mode: ArgumentMode,
    /// The name, when it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The type.
    pub ty: ColumnType,
    /// The default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default: Option<Expr>,
}

/// What a routine does.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RoutineBody {
    /// A text that the engine keeps as it was written.
    Text(String),
    /// PostgreSQL's SQL-standard body (`BEGIN ATOMIC … END`, `RETURN …`), which the engine parses and
    /// shows in its own words.
    Parsed(String),
    /// The reader may not see it.
    Hidden,
}

/// A function, procedure or aggregate.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Routine {
    /// The name.
    pub name: TableName,
    /// The kind.
    #[serde(default)]
    pub kind: RoutineKind,
    /// PostgreSQL: the types of the arguments that tell overloads apart, in normal form. Readers make
    /// it with [`normal::signature`](crate::normal::signature). Empty on engines without overloads.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub signature: String,
    /// The arguments.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub arguments: Vec<Argument>,
    /// What it returns, without the word RETURNS: `integer`, `SETOF text`, `TABLE`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub returns: Option<String>,
    /// The language, in lower case.
    pub language: String,
    /// What else is said of it and is not the default, one clause each: `IMMUTABLE`, `COST 10`,
    /// `SET search_path TO 'public'`, `READS SQL DATA`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<String>,
    /// What it does.
    pub body: RoutineBody,
}

/// What tells routines apart.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RoutineKey {
    /// The name.
    pub name: TableName,
    /// A procedure: on MySQL a function may have the same name.
    pub procedure: bool,
    /// See [`Routine::signature`].
    pub signature: String,
}

impl Routine {
    /// What tells it from other routines.
    pub fn key(&self) -> RoutineKey {
        RoutineKey {
            name: self.name.clone(),
            procedure: self.kind == RoutineKind::Procedure,
            signature: self.signature.clone(),
        }
    }
}

/// When an event runs; moments are expressions, as written.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Schedule {
    /// Once.
    At(String),
    /// Again and again.
    Every {
        /// `1 DAY`.
        interval: String,
        /// The first time; the moment of its creation when unsaid.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        starts: Option<String>,
        /// The end.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        ends: Option<String>,
    },
}

/// A scheduled event of MySQL.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Event {
    /// The name.
    pub name: TableName,
    /// When.
    pub schedule: Schedule,
    /// `ON COMPLETION PRESERVE`.
    #[serde(default)]
    pub preserve: bool,
    /// It runs.
    pub enabled: bool,
    /// The statement; `None` when the reader may not see it.
    pub body: Option<String>,
    /// The comment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
}

/// An attribute of a composite type.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Attribute {
    /// The name.
    pub name: String,
    /// The type.
    pub ty: ColumnType,
    /// A collation other than the type's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub collation: Option<String>,
}

/// What a type made by hand is.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TypeDefinition {
    /// `AS (a integer, …)`.
    Composite(Vec<Attribute>),
    /// `AS RANGE (subtype = …)`.
    Range {
        /// The type of its bounds.
        subtype: ColumnType,
        /// The other parameters that are not the default, such as `subtype_diff = f`.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        options: Vec<String>,
    },
}

/// A PostgreSQL composite or range type.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct CustomType {
    /// The name.
    pub name: TableName,
    /// What it is.
    pub definition: TypeDefinition,
}

/// One element of an exclusion constraint.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ExclusionPart {
    /// Column or expression.
    pub part: IndexPart,
    /// The operator after WITH.
    pub operator: String,
}

/// A PostgreSQL exclusion constraint.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Exclusion {
    /// The name, when it has one.
    pub name: Option<String>,
    /// The index method in lower case.
    pub method: String,
    /// The elements.
    pub parts: Vec<ExclusionPart>,
    /// `INCLUDE` columns.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub include: Vec<String>,
    /// The rows it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub predicate: Option<Expr>,
    /// Deferrability.
    #[serde(default)]
    pub deferrable: Deferrable,
}

/// How numbers are given out; `None` is the engine's default.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub struct Numbering {
    /// First value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<i64>,
    /// Step.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub increment: Option<i64>,
    /// Smallest value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min: Option<i64>,
    /// Largest value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<i64>,
    /// How many are taken at a time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cache: Option<i64>,
    /// Begins again at its end.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub cycle: bool,
}
