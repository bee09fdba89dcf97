//! Opening the one connection and asking the server who it is.

use std::{path::Path, sync::Mutex, time::Duration};

use sea_orm::{
    DatabaseConnection,
    sqlx::{
        self, ConnectOptions as _, Executor as _,
        mysql::{MySqlConnectOptions, MySqlPoolOptions},
        pool::PoolOptions,
        postgres::{PgConnectOptions, PgPoolOptions},
        sqlite::{SqliteConnectOptions, SqlitePoolOptions},
    },
};
use seedbed_schema_model::{Dialect, Family, Version};

use super::{
    Address, ConnectError, Environment, Identity, Target,
    address::{Kind, canonical, file_uid},
};
use crate::sql;

/// How long a server may take to answer the first time.
const PATIENCE: Duration = Duration::from_secs(15);

/// How long a connection usually takes at most.
const SOON: Duration = Duration::from_millis(500);

/// How long a statement waits for another connection's lock before it fails.
const LOCK_SECONDS: u64 = 30;

/// How many prepared statements are kept; MySQL's servers allow 16,382 by default, over all sessions.
const STATEMENTS: usize = 2000;

const POSTGRES_SESSION: &str = "SET TIME ZONE 'UTC'; SET datestyle = 'ISO, MDY'; \
    SET intervalstyle = 'iso_8601'; SET bytea_output = 'hex'; SET lock_timeout = '30s'; \
    SET idle_in_transaction_session_timeout = 0";

/// Strict, so that a value that does not fit is an error and never cut off.
const MYSQL_SESSION: &str = "SET SESSION time_zone = '+00:00', \
    sql_mode = CONCAT(@@sql_mode, ',STRICT_ALL_TABLES,NO_AUTO_VALUE_ON_ZERO'), \
    innodb_lock_wait_timeout = 30, wait_timeout = 28800";

pub(super) async fn open(
    address: Address,
    environment: Environment,
) -> Result<Target, ConnectError> {
    let label = address.to_string();
    let connection = match &address.kind {
        Kind::File { path, read_only } => sqlite(path, *read_only).await?,
        Kind::Server { postgres: true, .. } => postgres(&address).await?,
        Kind::Server { .. } => mysql(&address).await?,
    };
    let said = who(&connection).await.map_err(|e| session(&address, "asking who it is", &e))?;
    let (host, database, uid, file, label) = match &address.kind {
        Kind::File { path, .. } => {
            let path = canonical(path);
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let folder = path.parent().unwrap_or(Path::new("")).display().to_string();
            let uid = file_uid(&path).unwrap_or_default();
            let label = format!("sqlite:{}", path.display());
            (folder, name, uid, Some(path), label)
        }
        Kind::Server { .. } => (address.place(), said.database, said.uid, None, label),
    };
    let identity = Identity {
        engine: said.dialect.family,
        version: said.version,
        host,
        database,
        environment: environment.name,
        stage: environment.stage,
        uid,
    };
    Ok(Target { connection, dialect: said.dialect, identity, label, file, held: Mutex::default() })
}

/// One connection that is never replaced: no idle timeout, no lifetime, no test that would reconnect.
fn pool<DB: sqlx::Database>(options: PoolOptions<DB>) -> PoolOptions<DB> {
    options
        .max_connections(1)
        .min_connections(0)
        .idle_timeout(None)
        .max_lifetime(None)
        .test_before_acquire(false)
        .acquire_timeout(PATIENCE)
}

async fn sqlite(path: &Path, read_only: bool) -> Result<DatabaseConnection, ConnectError> {
    if !path.exists() {
        return Err(ConnectError::MissingFile { path: path.into() });
    }
    // Read-write even to read: a read-only connection cannot play back the hot journal that a
    // killed process leaves behind.
    let options = SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(false)
        .read_only(read_only)
        .foreign_keys(true)
        .busy_timeout(Duration::from_secs(LOCK_SECONDS))
        .disable_statement_logging();
    let pool = match opened_file(options.clone()).await {
        // In a folder that takes no files there can be no log of other writers: the file is all there is.
        Err(e) if needs_folder(&e) && !beside(path, "-wal") && !beside(path, "-journal") => {
            opened_file(options.read_only(true).immutable(true)).await
        }
        tried => tried,
    };
    let error = |e: sqlx::Error| ConnectError::File { path: path.into(), why: e.to_string() };
    Ok(sea_orm::SqlxSqliteConnector::from_sqlx_sqlite_pool(pool.map_err(error)?))
}

async fn opened_file(options: SqliteConnectOptions) -> Result<sqlx::SqlitePool, sqlx::Error> {
    let pool = pool(SqlitePoolOptions::new()).connect_with(options).await?;
    // Opening reads nothing; a file that is not a database shows at the first read.
    pool.execute("SELECT count(*) FROM sqlite_master").await?;
    Ok(pool)
}

/// Whether SQLite could not make the files that a database with a write-ahead log has beside it:
/// `SQLITE_READONLY_DIRECTORY` and `SQLITE_CANTOPEN`.
fn needs_folder(error: &sqlx::Error) -> bool {
    let code = error.as_database_error().and_then(|e| e.code().map(|c| c.into_owned()));
    matches!(code.as_deref(), Some("1544" | "14"))
}

/// Whether a file of this name with an ending stands beside the database.
fn beside(path: &Path, ending: &str) -> bool {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    Path::new(&name).exists()
}

/// A database in memory, behind one connection, which is all there is of it.
pub(super) async fn memory() -> Result<DatabaseConnection, ConnectError> {
    let options = SqliteConnectOptions::new().in_memory(true).disable_statement_logging();
    let error = |e: sqlx::Error| ConnectError::File { path: ":memory:".into(), why: e.to_string() };
    let pool = pool(SqlitePoolOptions::new()).connect_with(options).await.map_err(error)?;
    Ok(sea_orm::SqlxSqliteConnector::from_sqlx_sqlite_pool(pool))
}

async fn postgres(address: &Address) -> Result<DatabaseConnection, ConnectError> {
    let options: PgConnectOptions = options(address)?;
    let options = options.application_name("seedbed");
    let alone = options.clone();
    let pool = pool(PgPoolOptions::new())
        .after_connect(|connection, _| {
            Box::pin(async move { connection.execute(POSTGRES_SESSION).await.map(drop) })
        })
        .connect_with(options);
    let pool = opened(address, pool, alone.connect()).await?;
    Ok(sea_orm::SqlxPostgresConnector::from_sqlx_postgres_pool(pool))
}

async fn mysql(address: &Address) -> Result<DatabaseConnection, ConnectError> {
    let options: MySqlConnectOptions = options(address)?;
    // The driver would otherwise change what `||` means in the user's own SQL.
    let options = options.pipes_as_concat(false);
    // A statement that falls out of the driver's cache is closed by a packet that has no answer, and
    // the next one then waits 40 ms for the server's delayed acknowledgement: 5 s for 124 checks.
    let options = options.statement_cache_capacity(STATEMENTS);
    let alone = options.clone();
    let pool = pool(MySqlPoolOptions::new())
        .after_connect(|connection, _| {
            Box::pin(async move { connection.execute(MYSQL_SESSION).await.map(drop) })
        })
        .connect_with(options);
    let pool = opened(address, pool, alone.connect()).await?;
    Ok(sea_orm::SqlxMySqlConnector::from_sqlx_mysql_pool(pool))
}

fn options<O: sqlx::ConnectOptions>(address: &Address) -> Result<O, ConnectError> {
    let Kind::Server { url, .. } = &address.kind else {
        return Err(ConnectError::NotAFile { place: address.to_string() });
    };
    O::from_url(url).map(O::disable_statement_logging).map_err(|e| ConnectError::Url {
        place: address.place(),
        why: address.redact(&e.to_string()),
    })
}

/// Waits for the pool's connection. The pool retries a refused one until its patience ends and then
/// forgets why, so that a connection of its own is asked when it takes long.
async fn opened<P, C: sqlx::Connection>(
    address: &Address,
    pool: impl Future<Output = Result<P, sqlx::Error>>,
    alone: impl Future<Output = Result<C, sqlx::Error>>,
) -> Result<P, ConnectError> {
    let mut pool = std::pin::pin!(pool);
    match tokio::time::timeout(SOON, &mut pool).await {
        Ok(Ok(pool)) => return Ok(pool),
        Ok(Err(e)) => return Err(classify(address, &e)),
        Err(_) => first(address, alone).await?.close().await.ok(),
    };
    pool.await.map_err(|e| session(address, "setting up the session", &e))
}

async fn first<C>(
    address: &Address,
    connecting: impl Future<Output = Result<C, sqlx::Error>>,
) -> Result<C, ConnectError> {
    match tokio::time::timeout(PATIENCE, connecting).await {
        Ok(Ok(connection)) => Ok(connection),
        Ok(Err(e)) => Err(classify(address, &e)),
        Err(_) => Err(ConnectError::Unreachable {
            place: address.place(),
            why: format!("no answer within {} seconds", PATIENCE.as_secs()),
        }),
    }
}

fn classify(address: &Address, error: &sqlx::Error) -> ConnectError {
    let place = address.place();
    let why = address.redact(&match error {
        sqlx::Error::Database(e) => e.message().to_owned(),
        other => other.to_string(),
    });
    match error {
        sqlx::Error::Database(e) => {
            let mysql = e.try_downcast_ref::<sqlx::mysql::MySqlDatabaseError>();
            let number = mysql.map(sqlx::mysql::MySqlDatabaseError::number);
            let code = e.code().unwrap_or_default();
            match (code.as_ref(), number) {
                ("28P01" | "28000", None) | (_, Some(1045 | 1698)) => {
                    ConnectError::Credentials { place, user: address.user(), why }
                }
                ("3D000", None) | (_, Some(1044 | 1049)) => {
                    let database = match &address.kind {
                        Kind::Server { database, .. } => database.clone(),
                        Kind::File { .. } => String::new(),
                    };
                    ConnectError::UnknownDatabase { place, database, why }
                }
                _ => ConnectError::Session { place, step: "logging in", why },
            }
        }
        sqlx::Error::Io(e) if unknown_host(e) => ConnectError::UnknownHost { place, why },
        _ => ConnectError::Unreachable { place, why },
    }
}

/// Resolving a name has no error kind of its own on every platform; the words are the C library's.
fn unknown_host(e: &std::io::Error) -> bool {
    let words = e.to_string();
    e.kind() == std::io::ErrorKind::NotFound
        || ["lookup address", "Name or service not known", "nodename nor servname", "No such host"]
            .iter()
            .any(|w| words.contains(w))
}

fn session(address: &Address, step: &'static str, e: &dyn std::fmt::Display) -> ConnectError {
    let why = address.redact(&e.to_string());
    ConnectError::Session { place: address.place(), step, why }
}

struct Said {
    dialect: Dialect,
    version: String,
    database: String,
    uid: String,
}

/// What the server says of itself.
async fn who(on: &DatabaseConnection) -> Result<Said, sea_orm::DbErr> {
    let said = |family, version: String, database, uid| Said {
        dialect: Dialect { family, version: number(&version) },
        version,
        database,
        uid,
    };
    match on.get_database_backend() {
        sea_orm::DbBackend::Sqlite => {
            let version = sql::text(on, "SELECT sqlite_version()").await?;
            Ok(said(Family::Sqlite, version, String::new(), String::new()))
        }
        sea_orm::DbBackend::Postgres => {
            let version = sql::text(on, "SELECT current_setting('server_version')").await?;
            let database = sql::text(on, "SELECT current_database()::text").await?;
            let oid = "SELECT oid::text FROM pg_database WHERE datname = current_database()";
            let oid = sql::text(on, oid).await?;
            // Not every role may ask this; without it, host and database name decide.
            let cluster = "SELECT system_identifier::text FROM pg_control_system()";
            let uid = sql::text(on, cluster).await.map(|c| format!("{c}/{oid}"));
            Ok(said(Family::Postgres, version, database, uid.unwrap_or_default()))
        }
        _ => {
            let version = sql::text(on, "SELECT CAST(VERSION() AS CHAR)").await?;
            let database = sql::text(on, "SELECT CAST(DATABASE() AS CHAR)").await?;
            let maria = version.to_ascii_lowercase().contains("mariadb");
            // Servers of one machine differ in their port and data folder.
            let uid = "SELECT CAST(CONCAT(@@hostname, ':', @@port, ':', @@datadir) AS CHAR)";
            let uid = sql::text(on, uid).await.map(|u| format!("{u}/{database}"));
            let family = if maria { Family::MariaDb } else { Family::MySql };
            Ok(said(family, version, database, uid.unwrap_or_default()))
        }
    }
}

pub(super) fn number(text: &str) -> Version {
    let mut parts = text.split('.').map(|p| {
        let end = p.find(|c: char| !c.is_ascii_digit()).unwrap_or(p.len());
        p[..end].parse().unwrap_or(0)
    });
    let mut next = || parts.next().unwrap_or(0);
    Version { major: next(), minor: next(), patch: next() }
}
