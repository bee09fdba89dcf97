//! Cycles of foreign keys over several tables: which references are written after all rows are there.

use std::collections::BTreeMap;

use sea_orm::{ConnectionTrait, DbErr};
use seedbed_generators::{Rows, TableRows, Value};
use seedbed_schema_model::{Family, Schema, Table, TableName, graph};

use super::{Fitted, LoadError, fit};
use crate::sql;

/// What a transaction does about references that point ahead.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Late {
    /// A statement that lets the engine check them at commit.
    pub(crate) defer: Option<&'static str>,
    /// By table: the columns left NULL first and set by one UPDATE afterwards.
    pub(crate) columns: BTreeMap<TableName, Vec<String>>,
}

impl Late {
    /// The columns of a table.
    pub(crate) fn of(&self, table: &TableName) -> &[String] {
        self.columns.get(table).map_or(&[], Vec::as_slice)
    }
}

/// How the references that point ahead are written.
pub(crate) fn late(schema: &Schema, order: &[TableName]) -> Late {
    let mut late = Late::default();
    for (table, key) in graph::ahead(schema, order) {
        if graph::can_wait(schema, key) {
            late.defer = Some(match schema.dialect.family {
                Family::Sqlite => "PRAGMA defer_foreign_keys = ON",
                _ => "SET CONSTRAINTS ALL DEFERRED",
            });
            continue;
        }
        let columns = late.columns.entry(table.name.clone()).or_default();
        for column in &key.columns {
            let free = table.column(column).is_some_and(|c| c.nullable);
            if free && !columns.contains(column) {
                columns.push(column.clone());
            }
        }
    }
    late
}

fn single_key(table: &Table) -> Option<&str> {
    match table.primary_key.as_ref()?.columns.as_slice() {
        [one] => Some(one),
        _ => None,
    }
}

/// Rows of one UPDATE.
const MOST_ROWS: usize = 500;

/// Sets the columns that were left NULL: one statement for many rows.
pub(crate) async fn fill<C: ConnectionTrait>(
    on: &C,
    schema: &Schema,
    late: &Late,
    rows: &Rows,
) -> Result<(), LoadError> {
    for (name, columns) in &late.columns {
        let (Some(table), Some(given)) = (schema.table(name), rows.table(name)) else { continue };
        for column in columns {
            update(on, schema, table, given, column).await?;
        }
    }
    Ok(())
}

async fn update<C: ConnectionTrait>(
    on: &C,
    schema: &Schema,
    table: &Table,
    rows: &TableRows,
    column: &str,
) -> Result<(), LoadError> {
    let dialect = schema.dialect;
    let at = |name: &str| rows.columns.iter().position(|c| c == name);
    let missing = |what: &str| LoadError::Missing { place: format!("{}.{what}", table.name) };
    let Some(value_at) = at(column) else { return Ok(()) };
    let key = single_key(table).ok_or_else(|| missing("primary key"))?;
    let key_at = at(key).ok_or_else(|| missing(key))?;
    let literal = |name: &str, value| literal(schema, table, name, value);
    let mut pairs = Vec::new();
    for row in rows.rows() {
        if let (Some(k), Some(v)) = (row.get(key_at), row.get(value_at))
            && !v.is_null()
        {
            pairs.push((literal(key, k)?, literal(column, v)?));
        }
    }
    for part in pairs.chunks(MOST_ROWS) {
        let cases: Vec<String> = part.iter().map(|(k, v)| format!("WHEN {k} THEN {v}")).collect();
        let keys: Vec<&str> = part.iter().map(|(k, _)| k.as_str()).collect();
        let key = dialect.quote(key);
        let cast = |text: String| match dialect.family {
            // Literals of a CASE are text to PostgreSQL, and not cast to the column by themselves.
            Family::Postgres => {
                let raw = table.column(column).map_or("text", |c| c.ty.raw.as_str());
                format!("CAST({text} AS {raw})")
            }
            _ => text,
        };
        let sql = format!(
            "UPDATE {} SET {} = {} WHERE {key} IN ({})",
            dialect.quote_table(&table.name),
            dialect.quote(column),
            cast(format!("CASE {key} {} END", cases.join(" "))),
            keys.join(", ")
        );
        let failed = |source: DbErr| LoadError::Database { table: table.name.clone(), source };
        on.execute_raw(sql::statement(on, sql, [])).await.map_err(failed)?;
    }
    Ok(())
}

/// A key of a column as a literal.
pub(crate) fn literal(
    schema: &Schema,
    table: &Table,
    column: &str,
    key: &Value,
) -> Result<String, LoadError> {
    let place = format!("{}.{column}", table.name);
    let Some(shape) = table.column(column) else { return Err(LoadError::Missing { place }) };
    fit(schema, shape, key)
        .map(|v| written(schema.dialect, v))
        .map_err(|why| LoadError::Value { place, why })
}

/// A key as a literal: keys are numbers, UUIDs and short texts.
fn written(dialect: seedbed_schema_model::Dialect, value: Fitted) -> String {
    match value {
        Fitted::Null => "NULL".into(),
        Fitted::Bool(b) => b.to_string(),
        Fitted::Int(i) => i.to_string(),
        Fitted::Float(f) => f.to_string(),
        Fitted::Text(t) => dialect.literal(&t),
        Fitted::Bytes(b) if dialect.family == Family::Postgres => {
            format!("'\\x{}'", super::fit::hex(&b))
        }
        Fitted::Bytes(b) => format!("X'{}'", super::fit::hex(&b)),
    }
}
