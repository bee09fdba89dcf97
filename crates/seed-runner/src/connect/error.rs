//! Why a database could not be connected to.

use std::path::PathBuf;

/// Why a database could not be connected to. The texts repeat the driver's words with the password
/// taken out; the driver's error itself is not kept, because it may hold the URL.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ConnectError {
    /// Another scheme than those known.
    #[error(
        "`{scheme}` is not a database this connects to; write sqlite:PATH, postgres://…, mysql://… \
         or mariadb://…"
    )]
    Scheme {
        /// The scheme, or what stands where one should.
        scheme: String,
    },
    /// Not a URL.
    #[error("the URL of {place} cannot be read: {why}; special characters are written %XX")]
    Url {
        /// The host, when it could be made out.
        place: String,
        /// Why.
        why: String,
    },
    /// A URL without the name of a database.
    #[error("the URL of {place} names no database; write it after the host: {place}/NAME")]
    NoDatabase {
        /// The host.
        place: String,
    },
    /// The SQLite file does not exist.
    #[error("the SQLite file {} does not exist; it is not created by connecting", path.display())]
    MissingFile {
        /// The path.
        path: PathBuf,
    },
    /// The file is there but is not a database that can be opened.
    #[error("the SQLite file {} cannot be opened: {why}", path.display())]
    File {
        /// The path.
        path: PathBuf,
        /// Why.
        why: String,
    },
    /// A file was asked of the URL of a server, or of an in-memory database.
    #[error("{place} is not a file; give sqlite:PATH")]
    NotAFile {
        /// What was given.
        place: String,
    },
    /// The server does not accept this user and password.
    #[error(
        "{place} does not accept user `{user}` with this password: {why}; check both in the URL"
    )]
    Credentials {
        /// Host and port.
        place: String,
        /// The user.
        user: String,
        /// The server's words.
        why: String,
    },
    /// The server has no such database.
    #[error("{place} has no database `{database}`: {why}; check the name, or create it first")]
    UnknownDatabase {
        /// Host and port.
        place: String,
        /// The database.
        database: String,
        /// The server's words.
        why: String,
    },
    /// The host's name has no address.
    #[error("the host of {place} is not known: {why}; check its spelling and your name server")]
    UnknownHost {
        /// Host and port.
        place: String,
        /// The system's words.
        why: String,
    },
    /// Nothing answers there.
    #[error("nothing answers at {place}: {why}; check that the server runs and the port is right")]
    Unreachable {
        /// Host and port.
        place: String,
        /// The system's words.
        why: String,
    },
    /// Connected, but the session could not be set up or the server could not say who it is.
    #[error("connected to {place}, but {step} failed: {why}")]
    Session {
        /// Host and port, or the file.
        place: String,
        /// What was being done.
        step: &'static str,
        /// The server's words.
        why: String,
    },
}
