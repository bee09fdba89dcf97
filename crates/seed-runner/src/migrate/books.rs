//! Which migrations were applied: our own table in the target.

use sea_orm::{ConnectionTrait, DbErr, Value};
use seedbed_schema_model::{Dialect, Family};

use seedbed_schema_source::sql::Piece;

use super::{File, MigrateError};
use crate::sql;

const TABLE: &str = "seedbed_migration";

/// A migration as recorded.
pub(super) struct Entry {
    pub(super) name: String,
    /// Of the whole file when it is done; before that, of the statements that are done or begun.
    pub(super) checksum: String,
    pub(super) statements: u64,
    /// How many statements are done.
    pub(super) done: u64,
    /// Whether the statement after those was begun.
    pub(super) begun: bool,
    /// The schema's fingerprint before it.
    pub(super) before: String,
}

impl Entry {
    /// Whether a killed process left the file in the middle.
    pub(super) fn unfinished(&self) -> bool {
        self.done < self.statements
    }
}

fn failed(what: &'static str) -> impl Fn(DbErr) -> MigrateError {
    move |source| MigrateError::Books { what, source }
}

async fn exists(on: &impl ConnectionTrait, dialect: Dialect) -> Result<bool, DbErr> {
    let sql = match dialect.family {
        Family::Sqlite => {
            format!("SELECT CAST(count(*) AS TEXT) FROM sqlite_master WHERE name = '{TABLE}'")
        }
        Family::Postgres => {
            format!("SELECT CASE WHEN to_regclass('{TABLE}') IS NULL THEN '0' ELSE '1' END")
        }
        Family::MySql | Family::MariaDb => format!(
            "SELECT CAST(COUNT(*) AS CHAR) FROM information_schema.tables \
             WHERE table_schema = DATABASE() AND table_name = '{TABLE}'"
        ),
    };
    Ok(sql::text(on, &sql).await? != "0")
}

pub(super) async fn create(
    on: &impl ConnectionTrait,
    dialect: Dialect,
) -> Result<(), MigrateError> {
    if exists(on, dialect).await.map_err(failed("look for"))? {
        return Ok(());
    }
    let sql = format!(
        "CREATE TABLE {TABLE} (name VARCHAR(255) NOT NULL PRIMARY KEY, \
         checksum VARCHAR(64) NOT NULL, statements BIGINT NOT NULL, done BIGINT NOT NULL, \
         begun BIGINT NOT NULL, before_it VARCHAR(64) NOT NULL)"
    );
    on.execute_unprepared(&sql).await.map(drop).map_err(failed("create the table of"))
}

pub(super) async fn read(
    on: &impl ConnectionTrait,
    dialect: Dialect,
) -> Result<Vec<Entry>, MigrateError> {
    if !exists(on, dialect).await.map_err(failed("look for"))? {
        return Ok(Vec::new());
    }
    let number = |c| sql::as_text(dialect, c);
    let sql = format!(
        "SELECT name, checksum, {}, {}, {}, before_it FROM {TABLE} ORDER BY name",
        number("statements"),
        number("done"),
        number("begun")
    );
    let rows = sql::rows(on, sql, []).await.map_err(failed("read"))?;
    let entry = |row: Vec<Option<String>>| {
        let mut cells = row.into_iter().map(Option::unwrap_or_default);
        let mut next = || cells.next().unwrap_or_default();
        let (name, checksum) = (next(), next());
        let mut number = || next().parse().unwrap_or(0);
        let (statements, done, begun): (u64, u64, u64) = (number(), number(), number());
        Entry { name, checksum, statements, done, begun: begun > 0, before: next() }
    };
    Ok(rows.into_iter().map(entry).collect())
}

/// The line of a file that was applied whole.
pub(super) async fn applied(
    on: &impl ConnectionTrait,
    dialect: Dialect,
    file: &File,
    statements: u64,
) -> Result<(), MigrateError> {
    insert(on, dialect, file, statements, statements).await
}

/// The line of a file of which nothing is done yet.
pub(super) async fn begun(
    on: &impl ConnectionTrait,
    dialect: Dialect,
    file: &File,
    statements: u64,
) -> Result<(), MigrateError> {
    insert(on, dialect, file, statements, 0).await
}

async fn insert(
    on: &impl ConnectionTrait,
    dialect: Dialect,
    file: &File,
    statements: u64,
    done: u64,
) -> Result<(), MigrateError> {
    let p = |n| sql::placeholder(dialect, n);
    let sql = format!(
        "INSERT INTO {TABLE} (name, checksum, statements, done, begun, before_it) \
         VALUES ({}, {}, {}, {}, 0, '')",
        p(1),
        p(2),
        p(3),
        p(4)
    );
    let values = [text(&file.name), text(&file.checksum), whole(statements), whole(done)];
    let done = on.execute_raw(sql::statement(on, sql, values)).await;
    done.map(drop).map_err(failed("record"))
}

/// The statement after the first `done` is about to run on a schema of this fingerprint.
pub(super) async fn starting(
    on: &impl ConnectionTrait,
    dialect: Dialect,
    file: &File,
    before: &str,
    statements: &[Piece<'_>],
    done: usize,
) -> Result<(), MigrateError> {
    let p = |n| sql::placeholder(dialect, n);
    let sql = format!(
        "UPDATE {TABLE} SET begun = 1, before_it = {}, checksum = {} WHERE name = {}",
        p(1),
        p(2),
        p(3)
    );
    let values = [text(before), text(&file.mark(statements, done + 1)), text(&file.name)];
    let done = on.execute_raw(sql::statement(on, sql, values)).await;
    done.map(drop).map_err(failed("record"))
}

/// So many statements are done, and none is begun.
pub(super) async fn done(
    on: &impl ConnectionTrait,
    dialect: Dialect,
    file: &File,
    statements: &[Piece<'_>],
    count: usize,
) -> Result<(), MigrateError> {
    let p = |n| sql::placeholder(dialect, n);
    let sql = format!(
        "UPDATE {TABLE} SET done = {}, begun = 0, checksum = {}, statements = {} WHERE name = {}",
        p(1),
        p(2),
        p(3),
        p(4)
    );
    let values = [
        whole(count as u64),
        text(&file.mark(statements, count)),
        whole(statements.len() as u64),
        text(&file.name),
    ];
    let done = on.execute_raw(sql::statement(on, sql, values)).await;
    done.map(drop).map_err(failed("record"))
}

/// Takes out the lines whose name is like this.
pub(super) async fn forget(on: &impl ConnectionTrait, like: &str) -> Result<(), MigrateError> {
    let sql = format!("DELETE FROM {TABLE} WHERE name LIKE '{like}'");
    on.execute_unprepared(&sql).await.map(drop).map_err(failed("forget"))
}

/// Keeps the fingerprint that something left.
pub(super) async fn left(
    on: &impl ConnectionTrait,
    dialect: Dialect,
    name: &str,
    fingerprint: &str,
) -> Result<(), MigrateError> {
    let p = |n| sql::placeholder(dialect, n);
    let sql = format!("UPDATE {TABLE} SET before_it = {} WHERE name = {}", p(1), p(2));
    let done = on.execute_raw(sql::statement(on, sql, [text(fingerprint), text(name)])).await;
    done.map(drop).map_err(failed("record"))
}

fn text(value: &str) -> Value {
    Value::String(Some(value.to_owned()))
}

fn whole(n: u64) -> Value {
    Value::BigInt(i64::try_from(n).ok())
}
