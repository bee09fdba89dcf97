//! Reading a live catalog: a handful of statements whatever the number of tables.
//!
//! Each engine has `fetch` (SQL only, giving plain recorded rows) and `assemble` (a pure function
//! from recorded rows to a schema and gaps), so that every oddity of a catalog can be tested without
//! a database.

pub mod ledger;
pub mod mysql;
pub mod postgres;
mod rows;
pub mod sqlite;
pub mod states;
mod tokens;

use sea_orm::{
    AccessMode, ConnectionTrait, DbBackend, IsolationLevel, TransactionSession, TransactionTrait,
};
use seedbed_schema_model::{Action, Expr, Gap, GapKind, Origin, OriginKind, Reading, Version};

use crate::{ReadError, ReadFuture, SchemaSource};

/// A live database behind any sea-orm connection.
#[derive(Debug)]
pub struct LiveSource<C> {
    connection: C,
    origin: Origin,
}

impl<C: ConnectionTrait> LiveSource<C> {
    /// The database behind `connection`, called `label` (a URL without user and password).
    pub fn new(connection: C, label: impl Into<String>) -> Self {
        Self { connection, origin: origin(label) }
    }

    /// The same with an origin that says more: host and database.
    pub fn with_origin(connection: C, origin: Origin) -> Self {
        Self { connection, origin }
    }
}

impl<C: ConnectionTrait + Send> SchemaSource for LiveSource<C> {
    fn label(&self) -> String {
        self.origin.label.clone()
    }

    fn read(&self) -> ReadFuture<'_> {
        Box::pin(read(&self.connection, Some(self.origin.clone())))
    }
}

/// An origin of kind [`OriginKind::Live`] that has only a label.
pub fn origin(label: impl Into<String>) -> Origin {
    Origin { kind: OriginKind::Live, label: label.into(), server: None, host: None, database: None }
}

/// Reads the catalog behind `connection`. What `origin` leaves open (server version, database name)
/// is filled in from the database; without one, the label is the database's name.
///
/// Any connection will do, a pool or a transaction; [`read_consistently`] keeps a schema change that
/// happens meanwhile from being half seen.
pub async fn read<C: ConnectionTrait>(
    connection: &C,
    origin: Option<Origin>,
) -> Result<Reading, ReadError> {
    match connection.get_database_backend() {
        DbBackend::Sqlite => sqlite::read(connection, origin).await,
        DbBackend::Postgres => postgres::read(connection, origin).await,
        DbBackend::MySql => mysql::read(connection, origin).await,
        other => Err(ReadError::UnknownEngine { backend: format!("{other:?}") }),
    }
}

/// Reads as [`read`] does, from one state of the catalog: in a read-only repeatable-read transaction on
/// PostgreSQL, in a read transaction on SQLite. The information_schema of MySQL and MariaDB takes no
/// part in transactions: there a table may be created or dropped between two statements.
pub async fn read_consistently<C: ConnectionTrait + TransactionTrait>(
    connection: &C,
    origin: Option<Origin>,
) -> Result<Reading, ReadError> {
    let begun = match connection.get_database_backend() {
        DbBackend::Postgres => {
            let level = Some(IsolationLevel::RepeatableRead);
            connection.begin_with_config(level, Some(AccessMode::ReadOnly)).await
        }
        DbBackend::Sqlite => connection.begin().await,
        _ => return read(connection, origin).await,
    };
    let failed = |source| ReadError::Query {
        what: "catalog in a transaction",
        engine: "the database",
        source,
    };
    let transaction = begun.map_err(failed)?;
    let reading = read(&transaction, origin).await?;
    transaction.rollback().await.map_err(failed)?;
    Ok(reading)
}

/// Completes what the caller knows of the origin with what the server says.
fn complete(given: Option<Origin>, server: String, database: Option<String>) -> Origin {
    let mut origin = given.unwrap_or_else(|| origin(database.clone().unwrap_or_default()));
    origin.kind = OriginKind::Live;
    origin.server.get_or_insert(server);
    origin.database = origin.database.or(database);
    origin
}

/// The leading `major.minor.patch` of a server's version text; what is missing is 0.
fn version(text: &str) -> Version {
    let number = |part: Option<&str>| {
        let part = part.unwrap_or_default();
        let end = part.find(|c: char| !c.is_ascii_digit()).unwrap_or(part.len());
        part[..end].parse().unwrap_or(0)
    };
    let mut parts = text.split('.');
    Version {
        major: number(parts.next()),
        minor: number(parts.next()),
        patch: number(parts.next()),
    }
}

/// A default's text, unless it is NULL (which is no default), with or without a cast.
fn default_expr(text: &str) -> Option<Expr> {
    let text = text.trim();
    let null = text.get(..4).is_some_and(|t| t.eq_ignore_ascii_case("null"))
        && (text.len() == 4 || text[4..].starts_with("::"));
    (!null && !text.is_empty()).then(|| Expr::from(text))
}

/// The action of a catalog's words.
fn action(words: &str) -> Action {
    match words {
        "CASCADE" | "c" => Action::Cascade,
        "SET NULL" | "n" => Action::SetNull,
        "SET DEFAULT" | "d" => Action::SetDefault,
        "RESTRICT" | "r" => Action::Restrict,
        _ => Action::NoAction,
    }
}

/// The gap of an object that is listed only; its definition is shortened to a line.
fn unmodelled(place: &str, kind: &str, definition: Option<&str>) -> Gap {
    let what = match definition {
        Some(text) => format!("{kind}: {}", line(text)),
        None => kind.to_owned(),
    };
    Gap {
        place: place.to_owned(),
        what,
        why: "listed only: the schema model does not describe it".to_owned(),
        kind: GapKind::Unmodelled,
        goes_with: None,
    }
}

/// A text on one line of at most 120 characters.
pub(crate) fn line(text: &str) -> String {
    const LONGEST: usize = 120;
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let words = words.replace(char::is_control, "\u{fffd}");
    if words.chars().count() <= LONGEST {
        return words;
    }
    words.chars().take(LONGEST - 1).chain(['…']).collect()
}
