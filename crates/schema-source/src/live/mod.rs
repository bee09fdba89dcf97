//! Reading a live catalog: a handful of statements whatever the number of tables.
//!
//! Each engine has `fetch` (SQL only, giving plain recorded rows) and `assemble` (a pure function
//! from recorded rows to a schema and gaps), so that every oddity of a catalog can be tested without
//! a database.

mod rows;
pub mod sqlite;

use sea_orm::{ConnectionTrait, DbBackend};
use seedbed_schema_model::{Origin, OriginKind, Reading, Version};

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
pub async fn read<C: ConnectionTrait>(
    connection: &C,
    origin: Option<Origin>,
) -> Result<Reading, ReadError> {
    match connection.get_database_backend() {
        DbBackend::Sqlite => sqlite::read(connection, origin).await,
        other => Err(ReadError::UnknownEngine { backend: format!("{other:?}") }),
    }
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
