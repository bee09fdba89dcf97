//! One run at a time: a lock held by the one connection for the whole run.
//!
//! PostgreSQL and MySQL have advisory locks that end with their session. SQLite has none that
//! outlive a transaction, so there it is a lock on a file beside the database, which the operating
//! system ends with the process.

use std::{
    fs::{File, OpenOptions, TryLockError},
    io::{Read as _, Write as _},
    path::{Path, PathBuf},
    sync::Arc,
};

use chrono::{DateTime, SecondsFormat, Utc};
use sea_orm::{ConnectionTrait, DbErr};
use seedbed_schema_model::Family;

use crate::{Target, sql};

/// `seedbed` in ASCII: PostgreSQL's advisory locks are numbered, per database.
const NUMBER: i64 = 0x0073_6565_6462_6564;

/// The lock of a target. The server's kinds end with the session; the file's when dropped.
#[derive(Debug)]
pub(crate) enum Lock {
    Postgres,
    MySql {
        name: String,
    },
    File(FileLock),
    /// The one that a [`Hold`] on the same target has.
    Held(Arc<Lock>),
}

/// The lock of a target over several pieces of work: nobody else gets in between them. While it is
/// there, the guards of the same target share it. It ends with the target's connection, on SQLite
/// when dropped.
#[derive(Debug)]
#[must_use = "the lock is given back when this is dropped"]
pub struct Hold {
    lock: Arc<Lock>,
}

impl Hold {
    /// Takes the lock, or says who has it. Never waits.
    ///
    /// # Errors
    /// A [`LockError`].
    pub async fn take(target: &Target, now: DateTime<Utc>) -> Result<Self, LockError> {
        let lock = Arc::new(Lock::take(target, Some(now)).await?);
        target.remember(&lock);
        Ok(Self { lock })
    }

    /// Gives it back, unless a clearance still shares it: then it ends with the connection.
    pub async fn release(self, target: &Target) {
        if let Some(lock) = Arc::into_inner(self.lock) {
            lock.release(target.connection()).await;
        }
    }
}

/// A locked file beside the database.
#[derive(Debug)]
pub(crate) struct FileLock {
    path: PathBuf,
    file: File,
    /// The database, and what it was when the lock was taken.
    database: PathBuf,
    is: Option<String>,
}

/// Why the lock could not be had.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum LockError {
    /// Somebody else has it.
    #[error("another run is active on this database: {holder}; wait for it to end")]
    Held {
        /// Who, as far as is known.
        holder: String,
    },
    /// It could not be asked for.
    #[error("the lock cannot be taken: {why}")]
    Unavailable {
        /// Why.
        why: String,
    },
}

impl From<DbErr> for LockError {
    fn from(e: DbErr) -> Self {
        Self::Unavailable { why: e.to_string() }
    }
}

impl Lock {
    /// Takes the lock of a target, or says who has it. Never waits.
    pub(crate) async fn take(
        target: &Target,
        now: Option<DateTime<Utc>>,
    ) -> Result<Self, LockError> {
        if let Some(lock) = target.held() {
            return Ok(Self::Held(lock));
        }
        let on = target.connection();
        match target.dialect().family {
            Family::Sqlite => match target.file() {
                Some(file) => FileLock::take(file, now).map(Self::File),
                None => Err(LockError::Unavailable { why: "the database is not a file".into() }),
            },
            Family::Postgres => {
                let taken = format!("SELECT CAST(pg_try_advisory_lock({NUMBER}) AS text)");
                if sql::text(on, &taken).await? == "true" {
                    return Ok(Self::Postgres);
                }
                let holder = format!(
                    "SELECT concat('pid ', l.pid, ', ', a.application_name, ' from ', \
                     coalesce(host(a.client_addr), 'this machine'), ' since ', \
                     date_trunc('second', a.backend_start)) \
                     FROM pg_locks l LEFT JOIN pg_stat_activity a ON a.pid = l.pid \
                     WHERE {} AND l.granted",
                    mine_in_pg_locks()
                );
                Err(LockError::Held { holder: unknown(sql::text(on, &holder).await?) })
            }
            Family::MySql | Family::MariaDb => {
                // Names are the whole server's and at most 64 characters: the database's is hashed.
                let hash = blake3::hash(target.identity().database.as_bytes()).to_hex();
                let name = format!("seedbed:{}", hash.get(..32).unwrap_or_default());
                let taken = format!("SELECT CAST(GET_LOCK('{name}', 0) AS CHAR)");
                if sql::text(on, &taken).await? == "1" {
                    return Ok(Self::MySql { name });
                }
                let id =
                    sql::text(on, &format!("SELECT CAST(IS_USED_LOCK('{name}') AS CHAR)")).await?;
                let of = format!(
                    "SELECT CAST(CONCAT('connection ', id, ' from ', host) AS CHAR) \
                     FROM information_schema.processlist WHERE id = IS_USED_LOCK('{name}')"
                );
                // Other users' connections are not shown to everybody.
                let seen = sql::text(on, &of).await.unwrap_or_default();
                let holder = if seen.is_empty() { format!("connection {id}") } else { seen };
                Err(LockError::Held { holder })
            }
        }
    }

    /// Whether this connection still holds it. A connection that was lost and replaced does not.
    pub(crate) async fn held(&self, on: &impl ConnectionTrait) -> Result<bool, DbErr> {
        match self.base() {
            Self::Held(_) => Ok(false),
            Self::File(lock) => Ok(lock.held()),
            Self::Postgres => {
                let mine = mine_in_pg_locks();
                let sql = format!(
                    "SELECT CAST(count(*) AS text) FROM pg_locks l \
                     WHERE {mine} AND l.granted AND l.pid = pg_backend_pid()"
                );
                Ok(sql::text(on, &sql).await? == "1")
            }
            Self::MySql { name } => {
                let sql = format!("SELECT CAST(IS_USED_LOCK('{name}') = CONNECTION_ID() AS CHAR)");
                Ok(sql::text(on, &sql).await? == "1")
            }
        }
    }

    fn base(&self) -> &Self {
        match self {
            Self::Held(lock) => lock.base(),
            own => own,
        }
    }

    /// Gives it back.
    pub(crate) async fn release(self, on: &impl ConnectionTrait) {
        let sql = match &self {
            Self::File(_) | Self::Held(_) => return,
            Self::Postgres => format!("SELECT CAST(pg_advisory_unlock({NUMBER}) AS text)"),
            Self::MySql { name } => format!("SELECT CAST(RELEASE_LOCK('{name}') AS CHAR)"),
        };
        // It ends with the session in any case.
        let _ = sql::text(on, &sql).await;
    }
}

/// `pg_locks` shows the number in two halves.
fn mine_in_pg_locks() -> String {
    format!(
        "l.locktype = 'advisory' AND l.objsubid = 1 AND l.classid = {} AND l.objid = {} \
         AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())",
        NUMBER >> 32,
        NUMBER & 0xffff_ffff
    )
}

fn unknown(holder: String) -> String {
    if holder.is_empty() { "its holder cannot be seen".into() } else { holder }
}

impl FileLock {
    fn take(database: &Path, now: Option<DateTime<Utc>>) -> Result<Self, LockError> {
        let mut path = database.as_os_str().to_owned();
        path.push(".seedbed-lock");
        let path = PathBuf::from(path);
        let cannot =
            |e: std::io::Error| LockError::Unavailable { why: format!("{}: {e}", path.display()) };
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        // Whoever ends removes the file; a lock on a file that is gone from the folder is nobody's.
        for _ in 0..10 {
            let mut file = options.open(&path).map_err(cannot)?;
            match file.try_lock() {
                Ok(()) if same(&file, &path) => {
                    let since = now.map(|t| t.to_rfc3339_opts(SecondsFormat::Secs, true));
                    let since = since.map(|t| format!(" since {t}")).unwrap_or_default();
                    let who = format!("pid {}{since}", std::process::id());
                    file.set_len(0)
                        .and_then(|()| file.write_all(who.as_bytes()))
                        .map_err(cannot)?;
                    let is = crate::connect::file_uid(database);
                    return Ok(Self { path, file, database: database.to_owned(), is });
                }
                Ok(()) => {}
                Err(TryLockError::WouldBlock) => {
                    let mut holder = String::new();
                    let _ = file.read_to_string(&mut holder);
                    return Err(LockError::Held { holder: unknown(holder) });
                }
                Err(TryLockError::Error(e)) => return Err(cannot(e)),
            }
        }
        Err(LockError::Unavailable { why: format!("{} keeps changing", path.display()) })
    }

    fn held(&self) -> bool {
        same(&self.file, &self.path) && crate::connect::file_uid(&self.database) == self.is
    }
}

impl Drop for FileLock {
    fn drop(&mut self) {
        if same(&self.file, &self.path) {
            let _ = std::fs::remove_file(&self.path);
        }
    }
}

/// Whether the open file is the one at the path.
#[cfg(unix)]
fn same(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    match (file.metadata(), std::fs::metadata(path)) {
        (Ok(a), Ok(b)) => a.dev() == b.dev() && a.ino() == b.ino(),
        _ => false,
    }
}

/// Elsewhere an open file cannot be replaced.
#[cfg(not(unix))]
fn same(_: &File, path: &Path) -> bool {
    path.exists()
}
