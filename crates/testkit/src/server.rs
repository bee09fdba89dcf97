//! One plain connection to a server or database file, below sea-orm's pool.

use sea_orm::sqlx::{
    AssertSqlSafe, Connection, MySqlConnection, PgConnection, Row, SqliteConnection, raw_sql,
};
use seedbed_schema_model::Family;

use crate::Rows;

/// A connection of its own, so that a script's session settings never leak into a pool.
pub(crate) enum Session {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
    MariaDb(MySqlConnection),
}

type Outcome<T> = Result<T, sea_orm::sqlx::Error>;

impl Session {
    pub(crate) async fn open(family: Family, url: &str) -> Outcome<Self> {
        Ok(match family {
            Family::Sqlite => Self::Sqlite(SqliteConnection::connect(url).await?),
            Family::Postgres => Self::Postgres(PgConnection::connect(url).await?),
            Family::MySql | Family::MariaDb => Self::MariaDb(MySqlConnection::connect(url).await?),
        })
    }

    /// Runs any number of statements, stopping at the first error.
    pub(crate) async fn run(&mut self, sql: &str) -> Outcome<()> {
        let sql = raw_sql(AssertSqlSafe(sql.to_owned()));
        match self {
            Self::Sqlite(c) => sql.execute(c).await.map(drop),
            Self::Postgres(c) => sql.execute(c).await.map(drop),
            Self::MariaDb(c) => sql.execute(c).await.map(drop),
        }
    }

    /// Every row as the server prints it. The unprepared protocol makes PostgreSQL and MariaDB
    /// send text whatever the type; SQLite converts on reading.
    pub(crate) async fn texts(&mut self, sql: &str) -> Outcome<Rows> {
        let sql = raw_sql(AssertSqlSafe(sql.to_owned()));
        match self {
            Self::Sqlite(c) => as_text(&sql.fetch_all(c).await?, |row, i| row.try_get_unchecked(i)),
            Self::Postgres(c) => {
                as_text(&sql.fetch_all(c).await?, |row, i| row.try_get_unchecked(i))
            }
            Self::MariaDb(c) => {
                as_text(&sql.fetch_all(c).await?, |row, i| row.try_get_unchecked(i))
            }
        }
    }

    pub(crate) async fn close(self) -> Outcome<()> {
        match self {
            Self::Sqlite(c) => c.close().await,
            Self::Postgres(c) => c.close().await,
            Self::MariaDb(c) => c.close().await,
        }
    }
}

fn as_text<R: Row>(
    rows: &[R],
    cell: impl Fn(&R, usize) -> Outcome<Option<String>>,
) -> Outcome<Rows> {
    rows.iter().map(|row| (0..row.len()).map(|i| cell(row, i)).collect()).collect()
}
