//! Applying a folder of plain SQL migrations.
//!
//! Where definitions take part in transactions (SQLite, PostgreSQL), a file and its line in our
//! table are one transaction. MySQL commits around every definition, so there each statement is
//! recorded before and after, and a killed file goes on at the statement it was at.

mod books;
mod step;

use std::path::{Path, PathBuf};

use sea_orm::{ConnectionTrait, DbErr, TransactionTrait};
use seedbed_schema_source::{
    ReadError, migrations,
    sql::{Piece, pieces},
};
use serde::Serialize;

use crate::{
    Clearance, Target,
    guard::ClearanceLost,
    sql,
    statement::{self, Kind},
};

/// A migration that was applied now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Applied {
    /// The file's name.
    pub name: String,
    /// How many statements were run now; fewer than it has when an earlier attempt was resumed.
    pub statements: u64,
}

/// Why migrations could not be applied.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum MigrateError {
    /// A file could not be read.
    #[error("could not read {}: {source}", path.display())]
    File {
        /// The path.
        path: PathBuf,
        /// The system's error.
        #[source]
        source: std::io::Error,
    },
    /// The clearance is for other work.
    #[error("the clearance is not for applying migrations")]
    NotCleared,
    /// The clearance does not hold any more.
    #[error(transparent)]
    Lost(#[from] ClearanceLost),
    /// A file was edited after it was applied.
    #[error(
        "{name} was edited after it, or the part in question, was applied; put it back and write a new migration"
    )]
    Edited {
        /// The file.
        name: String,
    },
    /// A statement that is never run.
    #[error("{name}:{line}: `{what}` is not run by a migration; nothing of this file was applied")]
    Forbidden {
        /// The file.
        name: String,
        /// The line.
        line: u32,
        /// Its beginning.
        what: String,
    },
    /// A statement failed.
    #[error("{name}:{line}: {source}; {state}")]
    Statement {
        /// The file.
        name: String,
        /// The line.
        line: u32,
        /// What is applied now.
        state: &'static str,
        /// The driver's error.
        #[source]
        source: DbErr,
    },
    /// Rows refer to nothing after the migration (SQLite).
    #[error("{name}: {count} rows refer to nothing afterwards; nothing of this file was applied")]
    Orphans {
        /// The file.
        name: String,
        /// How many.
        count: u64,
    },
    /// Our own table of applied migrations could not be used.
    #[error("could not {what} the applied migrations: {source}")]
    Books {
        /// What was being done.
        what: &'static str,
        /// The driver's error.
        #[source]
        source: DbErr,
    },
    /// The schema could not be read to see how far a killed file got.
    #[error("the schema cannot be read: {0}")]
    Unreadable(#[from] ReadError),
}

/// A file to apply.
pub(super) struct File {
    name: String,
    text: String,
    checksum: String,
}

impl File {
    fn new(name: String, text: &str) -> Self {
        // A checkout may change line ends; that is no edit.
        let text = text.replace("\r\n", "\n");
        let checksum = blake3::hash(text.as_bytes()).to_hex()[..32].to_owned();
        Self { name, text, checksum }
    }

    /// The statements to run: transactions and the foreign-key pragma are our own business.
    fn statements<'f>(&'f self, clearance: &Clearance<'_>) -> Result<Vec<Piece<'f>>, MigrateError> {
        let mut kept = Vec::new();
        for piece in pieces(clearance.target().dialect(), &self.text) {
            let foreign = piece.client || statement::kind(piece.text) == Kind::Foreign;
            if foreign {
                let what = piece.text.chars().take(40).collect();
                let name = self.name.clone();
                return Err(MigrateError::Forbidden { name, line: piece.line, what });
            }
            let ours = statement::kind(piece.text) == Kind::Transaction
                || statement::is_foreign_keys_pragma(piece.text);
            if !ours {
                kept.push(piece);
            }
        }
        Ok(kept)
    }

    /// What the books keep of the file when so many statements are done or begun: of all of them the
    /// file's own checksum, before that one of those statements. The others may still be corrected.
    fn mark(&self, statements: &[Piece<'_>], count: usize) -> String {
        if count >= statements.len() {
            return self.checksum.clone();
        }
        let mut hash = blake3::Hasher::new();
        for piece in statements.iter().take(count) {
            hash.update(piece.text.trim().as_bytes()).update(b"\0");
        }
        hash.finalize().to_hex()[..32].to_owned()
    }

    /// Whether what the books say was applied is still what the file says.
    fn agrees(&self, entry: &books::Entry, statements: &[Piece<'_>]) -> bool {
        let count = usize::try_from(entry.done).unwrap_or(usize::MAX);
        entry.checksum == self.checksum
            || entry.unfinished()
                && entry.checksum == self.mark(statements, count + usize::from(entry.begun))
    }

    fn failed(&self, line: u32, state: &'static str) -> impl FnOnce(DbErr) -> MigrateError {
        let name = self.name.clone();
        move |source| MigrateError::Statement { name, line, state, source }
    }
}

/// Applies the migrations of a folder that were not applied yet, in the order of
/// [`migrations::list`].
///
/// # Errors
/// A [`MigrateError`] naming the file and statement, and what of it was applied.
pub async fn apply_migrations(
    clearance: &Clearance<'_>,
    folder: &Path,
) -> Result<Vec<Applied>, MigrateError> {
    if !clearance.is_for_migrations() {
        return Err(MigrateError::NotCleared);
    }
    apply(clearance, folder, |_| true).await
}

/// Applies the rest of the files that a killed process left in the middle, and no other. Only
/// MySQL and MariaDB have such.
///
/// # Errors
/// As [`apply_migrations`].
pub async fn finish_migrations(
    clearance: &Clearance<'_>,
    folder: &Path,
) -> Result<Vec<Applied>, MigrateError> {
    if !clearance.is_for_finishing() {
        return Err(MigrateError::NotCleared);
    }
    apply(clearance, folder, |known| known.is_some_and(books::Entry::unfinished)).await
}

/// The migrations that a killed process left in the middle.
///
/// # Errors
/// When our own table cannot be read.
pub async fn unfinished_migrations(target: &Target) -> Result<Vec<String>, MigrateError> {
    let entries = books::read(target.connection(), target.dialect()).await?;
    let left = entries.into_iter().filter(|e| e.unfinished() && !e.name.starts_with('('));
    Ok(left.map(|e| e.name).collect())
}

/// What the books call the schema of a database that was made: no file's name.
const SCHEMA: &str = "(schema)";

/// Whether a killed process left the database's creation in the middle.
pub(crate) async fn schema_unfinished(target: &Target) -> Result<bool, MigrateError> {
    let entries = books::read(target.connection(), target.dialect()).await?;
    Ok(entries.iter().any(|e| e.unfinished() && e.name == SCHEMA))
}

/// Makes the tables of an empty database statement by statement, or goes on with it.
pub(crate) async fn make_schema(clearance: &Clearance<'_>, text: &str) -> Result<(), MigrateError> {
    let file = File::new(SCHEMA.to_owned(), text);
    let statements = file.statements(clearance)?;
    let (on, dialect) = (clearance.target().connection(), clearance.target().dialect());
    clearance.recheck(on).await?;
    books::create(on, dialect).await?;
    let entries = books::read(on, dialect).await?;
    let known = entries.iter().find(|e| e.name == file.name);
    if known.is_some_and(|e| !file.agrees(e, &statements)) {
        return Err(MigrateError::Edited { name: file.name });
    }
    step::by_step(clearance, &file, known).await.map(drop)
}

/// What the books say of a fix.
pub(crate) struct FixEntry {
    pub(crate) name: String,
    pub(crate) finished: bool,
    /// The fingerprint it left.
    pub(crate) after: String,
}

/// What the books say of fixes.
pub(crate) async fn fix_entries(target: &Target) -> Result<Vec<FixEntry>, MigrateError> {
    let entries = books::read(target.connection(), target.dialect()).await?;
    let fixes = entries.into_iter().filter(|e| e.name.starts_with("(fix "));
    Ok(fixes
        .map(|e| FixEntry { finished: !e.unfinished(), name: e.name, after: e.before })
        .collect())
}

/// Forgets the fixes of before: of two on one schema only the last can be taken back.
pub(crate) async fn forget_fixes(clearance: &Clearance<'_>) -> Result<(), MigrateError> {
    let (on, dialect) = (clearance.target().connection(), clearance.target().dialect());
    books::create(on, dialect).await?;
    books::forget(on, "(fix %").await
}

/// Keeps the fingerprint that a fix left, to know later whether it can be taken back.
pub(crate) async fn remember_fix(
    clearance: &Clearance<'_>,
    name: &str,
    after: &str,
) -> Result<(), MigrateError> {
    let (on, dialect) = (clearance.target().connection(), clearance.target().dialect());
    books::left(on, dialect, name, after).await
}

/// Carries out a part of a fix: in one transaction with its line in the books, or where there is
/// none, and for what cannot be in one (`alone`), statement by statement.
pub(crate) async fn carry_out(
    clearance: &Clearance<'_>,
    name: &str,
    statements: &[String],
    alone: bool,
) -> Result<(), MigrateError> {
    let (on, dialect) = (clearance.target().connection(), clearance.target().dialect());
    let mut text = String::new();
    for statement in statements {
        text.push_str(statement);
        text.push_str(";\n");
    }
    // The code in it stays as it is, line ends too.
    let checksum = File::new(String::new(), &text).checksum;
    let file = File { name: name.to_owned(), text, checksum };
    clearance.recheck(on).await?;
    books::create(on, dialect).await?;
    let entries = books::read(on, dialect).await?;
    let known = entries.iter().find(|e| e.name == file.name);
    if known.is_some_and(|e| !e.unfinished()) {
        return Ok(());
    }
    if alone {
        for piece in &file.statements(clearance)? {
            on.execute_unprepared(piece.text).await.map_err(file.failed(piece.line, NOTHING))?;
        }
        return books::applied(on, dialect, &file, 1).await;
    }
    if dialect.has_transactional_ddl() {
        whole(clearance, &file).await?;
    } else {
        step::by_step(clearance, &file, known).await?;
    }
    Ok(())
}

async fn apply(
    clearance: &Clearance<'_>,
    folder: &Path,
    wanted: impl Fn(Option<&books::Entry>) -> bool,
) -> Result<Vec<Applied>, MigrateError> {
    let files = files(folder)?;
    let (on, dialect) = (clearance.target().connection(), clearance.target().dialect());
    let entries = books::read(on, dialect).await?;
    // All of them are looked at before any is applied.
    for file in &files {
        let statements = file.statements(clearance)?;
        let known = entries.iter().find(|e| e.name == file.name);
        if known.is_some_and(|e| !file.agrees(e, &statements)) {
            return Err(MigrateError::Edited { name: file.name.clone() });
        }
    }
    let mut applied = Vec::new();
    for file in &files {
        let known = entries.iter().find(|e| e.name == file.name);
        if known.is_some_and(|e| !e.unfinished()) || !wanted(known) {
            continue;
        }
        clearance.recheck(on).await?;
        books::create(on, dialect).await?;
        let statements = if dialect.has_transactional_ddl() {
            whole(clearance, file).await?
        } else {
            step::by_step(clearance, file, known).await?
        };
        applied.push(Applied { name: file.name.clone(), statements });
    }
    Ok(applied)
}

fn files(folder: &Path) -> Result<Vec<File>, MigrateError> {
    let found = match migrations::list(folder) {
        Ok(found) => found,
        // No migration yet.
        Err(ReadError::NotASource { .. }) if folder.is_dir() => return Ok(Vec::new()),
        Err(ReadError::File { path, source }) => return Err(MigrateError::File { path, source }),
        Err(other) => return Err(other.into()),
    };
    let file = |m: migrations::Migration| Ok(File::new(m.name.clone(), &m.text()?));
    found.files.into_iter().map(file).collect()
}

const NOTHING: &str = "nothing of this file was applied";

/// A file and its line in one transaction.
async fn whole(clearance: &Clearance<'_>, file: &File) -> Result<u64, MigrateError> {
    let (on, dialect) = (clearance.target().connection(), clearance.target().dialect());
    let sqlite = dialect.family == seedbed_schema_model::Family::Sqlite;
    if !sqlite {
        return in_transaction(clearance, file, None).await;
    }
    // Rebuilding a table drops it, which would delete or orphan what refers to it. The switch does
    // nothing inside a transaction; what it let through is counted before the commit.
    // Where something is wrong with a key itself, rows cannot be counted: none may be left then.
    let before = orphans(on).await.unwrap_or(0);
    on.execute_unprepared("PRAGMA foreign_keys = OFF").await.map_err(file.failed(0, NOTHING))?;
    let done = in_transaction(clearance, file, Some(before)).await;
    on.execute_unprepared("PRAGMA foreign_keys = ON").await.map_err(file.failed(0, "done"))?;
    done
}

async fn in_transaction(
    clearance: &Clearance<'_>,
    file: &File,
    orphans_before: Option<u64>,
) -> Result<u64, MigrateError> {
    let dialect = clearance.target().dialect();
    let statements = file.statements(clearance)?;
    let on = clearance.target().connection().begin().await.map_err(file.failed(0, NOTHING))?;
    clearance.recheck(&on).await?;
    for piece in &statements {
        on.execute_unprepared(piece.text).await.map_err(file.failed(piece.line, NOTHING))?;
    }
    if let Some(before) = orphans_before {
        let after = orphans(&on).await.map_err(file.failed(0, NOTHING))?;
        if after > before {
            return Err(MigrateError::Orphans { name: file.name.clone(), count: after - before });
        }
    }
    let count = statements.len() as u64;
    books::applied(&on, dialect, file, count).await?;
    on.commit().await.map_err(file.failed(0, NOTHING))?;
    Ok(count)
}

async fn orphans(on: &impl ConnectionTrait) -> Result<u64, DbErr> {
    sql::count(on, "SELECT CAST(count(*) AS TEXT) FROM pragma_foreign_key_check").await
}
