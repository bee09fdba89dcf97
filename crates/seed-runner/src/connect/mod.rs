//! Connecting to a database, and saying which one it is.

mod address;
mod error;
mod identity;
mod open;
mod scratch;

use std::{
    path::PathBuf,
    sync::{Arc, Mutex, Weak},
};

use sea_orm::DatabaseConnection;
use seedbed_schema_model::{Dialect, Origin, OriginKind, Reading};
use seedbed_schema_source::{ReadError, live};

use crate::lock::Lock;

pub use address::Endpoint;
pub(crate) use address::{Address, file_uid};
pub use error::ConnectError;
pub use identity::{Environment, Identity, Stage, UnknownStage};
pub use scratch::{SCRATCH_PREFIX, Scratch};

/// One database, behind exactly one connection. One, because the lock of a run, its session settings
/// and its transactions must be the same session's: a pool that quietly opens another would lose all
/// three.
#[derive(Debug)]
pub struct Target {
    connection: DatabaseConnection,
    dialect: Dialect,
    identity: Identity,
    label: String,
    /// The database file, for SQLite.
    file: Option<PathBuf>,
    /// The lock that is held over several pieces of work.
    held: Mutex<Weak<Lock>>,
}

impl Target {
    /// Connects to a URL (`sqlite:`, `postgres:`, `postgresql:`, `mysql:`, `mariadb:`). A SQLite
    /// file that is missing is an error: it is never created here.
    ///
    /// # Errors
    /// A [`ConnectError`] that names what failed. None holds a password.
    pub async fn connect(url: &str, environment: Environment) -> Result<Self, ConnectError> {
        open::open(Address::parse(url)?, environment).await
    }

    /// Creates an empty SQLite file at a `sqlite:` URL and connects to it. An existing file is
    /// opened as it is.
    ///
    /// # Errors
    /// As [`connect`](Self::connect), and [`ConnectError::NotAFile`] for the URL of a server.
    pub async fn create_sqlite_file(
        url: &str,
        environment: Environment,
    ) -> Result<Self, ConnectError> {
        let address = Address::parse(url)?;
        address.create_file()?;
        open::open(address, environment).await
    }

    /// Which database this is.
    pub fn identity(&self) -> &Identity {
        &self.identity
    }

    /// The one connection.
    pub fn connection(&self) -> &DatabaseConnection {
        &self.connection
    }

    /// The engine and its version.
    pub fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// What people call it: its URL without user and password.
    pub fn label(&self) -> &str {
        &self.label
    }

    /// Reads its schema.
    ///
    /// # Errors
    /// A [`ReadError`] when the catalog cannot be read.
    pub async fn read(&self) -> Result<Reading, ReadError> {
        live::read_consistently(&self.connection, Some(self.origin())).await
    }

    /// Closes the connection, which also ends its locks.
    pub async fn close(self) {
        // The session ends either way: the server notices the closed socket.
        let _ = self.connection.close().await;
    }

    pub(crate) fn held(&self) -> Option<Arc<Lock>> {
        self.held.lock().ok()?.upgrade()
    }

    pub(crate) fn remember(&self, lock: &Arc<Lock>) {
        if let Ok(mut held) = self.held.lock() {
            *held = Arc::downgrade(lock);
        }
    }

    pub(crate) fn file(&self) -> Option<&PathBuf> {
        self.file.as_ref()
    }

    /// Where its readings come from.
    pub(crate) fn origin(&self) -> Origin {
        let id = &self.identity;
        Origin {
            kind: OriginKind::Live,
            label: self.label.clone(),
            server: Some(id.version.clone()),
            host: self.file.is_none().then(|| id.host.clone()),
            database: Some(id.database.clone()),
        }
    }
}
