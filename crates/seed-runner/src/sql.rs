//! Plain SQL over any connection: statements built here, every result column asked for as text.

use sea_orm::{ConnectionTrait, DbErr, QueryResult, Statement, Value};
use seedbed_schema_model::{Dialect, Family};

/// A statement with values bound.
pub(crate) fn statement(
    on: &impl ConnectionTrait,
    sql: impl Into<String>,
    values: impl IntoIterator<Item = Value>,
) -> Statement {
    Statement::from_sql_and_values(on.get_database_backend(), sql, values)
}

/// Every row, every column as text.
pub(crate) async fn rows(
    on: &impl ConnectionTrait,
    sql: impl Into<String>,
    values: impl IntoIterator<Item = Value>,
) -> Result<Vec<Vec<Option<String>>>, DbErr> {
    let rows = on.query_all_raw(statement(on, sql, values)).await?;
    rows.iter().map(texts).collect()
}

fn texts(row: &QueryResult) -> Result<Vec<Option<String>>, DbErr> {
    (0..row.column_names().len()).map(|i| row.try_get_by_index(i)).collect()
}

/// The one text of the one row; empty when there is none.
pub(crate) async fn text(on: &impl ConnectionTrait, sql: &str) -> Result<String, DbErr> {
    let rows = rows(on, sql, []).await?;
    Ok(rows.into_iter().flatten().flatten().next().unwrap_or_default())
}

/// The one number of the one row, asked for as text; 0 when there is none.
pub(crate) async fn count(on: &impl ConnectionTrait, sql: &str) -> Result<u64, DbErr> {
    let found = text(on, sql).await?;
    if found.is_empty() {
        return Ok(0);
    }
    // MariaDB's SUM gives `3.0`.
    let whole = found.split('.').next().unwrap_or_default();
    whole.parse().map_err(|_| DbErr::Type(format!("`{found}` is not a count (in: {sql})")))
}

/// An expression as text, exactly: two values that differ give texts that differ.
pub(crate) fn as_text(dialect: Dialect, expression: &str) -> String {
    match dialect.family {
        Family::Sqlite => format!("CAST({expression} AS TEXT)"),
        Family::Postgres => format!("CAST({expression} AS text)"),
        Family::MySql | Family::MariaDb => format!("CAST({expression} AS CHAR)"),
    }
}

/// The placeholder of the `n`th bound value, from 1.
pub(crate) fn placeholder(dialect: Dialect, n: usize) -> String {
    if dialect.family == Family::Postgres { format!("${n}") } else { "?".into() }
}

/// A list of quoted names.
pub(crate) fn names<'n>(dialect: Dialect, names: impl IntoIterator<Item = &'n str>) -> String {
    names.into_iter().map(|n| dialect.quote(n)).collect::<Vec<_>>().join(", ")
}

/// The first cell of a row as text, for the types that somebody's own query usually gives.
pub(crate) fn cell(row: &QueryResult) -> Option<Option<String>> {
    fn shown<T: ToString + sea_orm::TryGetable>(row: &QueryResult) -> Option<Option<String>> {
        let cell: Option<T> = row.try_get_by_index(0).ok()?;
        Some(cell.map(|v| v.to_string()))
    }
    shown::<String>(row)
        .or_else(|| shown::<i64>(row))
        .or_else(|| shown::<i32>(row))
        .or_else(|| shown::<i16>(row))
        .or_else(|| shown::<u64>(row))
        .or_else(|| shown::<bool>(row))
        .or_else(|| shown::<f64>(row))
}

/// The dialect of a connection, for quoting: all that MySQL and MariaDB have in common.
pub(crate) fn dialect(on: &impl ConnectionTrait) -> Dialect {
    match on.get_database_backend() {
        sea_orm::DbBackend::Sqlite => Dialect::SQLITE,
        sea_orm::DbBackend::Postgres => Dialect::POSTGRES,
        _ => Dialect::MYSQL,
    }
}
