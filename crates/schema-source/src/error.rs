//! Why a source could not be read.

use std::path::PathBuf;

use seedbed_schema_model::snapshot::SnapshotError;

/// Why a source could not be read at all. What could be read only in part is a
/// [`Gap`](seedbed_schema_model::Gap) instead. No message holds a password: connections are opened
/// by the caller, and only the driver's own words about a statement are repeated.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReadError {
    /// The database refused a catalog query.
    #[error(
        "could not read the {what} from {engine}: {source}; check that the role may connect and SELECT"
    )]
    Query {
        /// The part of the catalog.
        what: &'static str,
        /// The engine's name.
        engine: &'static str,
        /// The driver's error.
        #[source]
        source: sea_orm::DbErr,
    },
    /// A catalog row had another shape than every known version gives.
    #[error(
        "could not understand the {what} that {engine} returned ({why}); this server version may be unsupported"
    )]
    Shape {
        /// The part of the catalog.
        what: &'static str,
        /// The engine's name.
        engine: &'static str,
        /// What was wrong.
        why: String,
    },
    /// The connection is to an engine that has no reader.
    #[error("there is no schema reader for {backend}; use SQLite, PostgreSQL, MySQL or MariaDB")]
    UnknownEngine {
        /// What the connection says it is.
        backend: String,
    },
    /// A file or folder could not be read.
    #[error("could not read {}: {source}; check the path and its permissions", path.display())]
    File {
        /// The path as given.
        path: PathBuf,
        /// The system's error.
        #[source]
        source: std::io::Error,
    },
    /// A snapshot file could not be understood.
    #[error("{}: {source}; write it again with `seedbed snapshot`", path.display())]
    Snapshot {
        /// The path as given.
        path: PathBuf,
        /// What was wrong.
        #[source]
        source: SnapshotError,
    },
    /// A snapshot of another tool that is not what it should be.
    #[error(
        "{}:{line}: {place}: {why}; write it again with the tool that made it, or check the version",
        path.display()
    )]
    Foreign {
        /// The path as given.
        path: PathBuf,
        /// The line.
        line: u32,
        /// The way to the value, from the top.
        place: String,
        /// What was wrong.
        why: String,
    },
    /// An entity that declares no table of the engine.
    #[error("{place}: {why}; mend the entity, or leave it out of `entities![…]`")]
    Entity {
        /// The entity and its table or column.
        place: String,
        /// What was wrong.
        why: String,
    },
    /// A path that no reader recognises.
    #[error("{} is not a source: {why}", path.display())]
    NotASource {
        /// The path as given.
        path: PathBuf,
        /// What was looked for.
        why: String,
    },
}
