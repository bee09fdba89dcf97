//! PostgreSQL: all rows as one JSON value, taken apart by `json_to_recordset`. One bound value
//! whatever the number of rows and columns, one statement text for a table, and NULLs, which arrays
//! for `unnest` cannot carry through the driver.

use sea_orm::{ConnectionTrait, DbErr, Value};
use seedbed_schema_model::{Column, Dialect, Identity, Table, TypeKind};

use super::{Fitted, Loader, fit::hex};
use crate::sql;

const MOST_ROWS: usize = 5000;

/// A statement's value is held in memory on both sides.
const MOST_BYTES: usize = 8 << 20;

pub(super) struct Recordset;

impl Loader for Recordset {
    async fn load<C: ConnectionTrait>(
        &self,
        on: &C,
        table: &Table,
        columns: &[&Column],
        rows: Vec<Vec<Fitted>>,
    ) -> Result<(), DbErr> {
        let sql = statement(table, columns);
        let mut rows = rows.into_iter().peekable();
        while rows.peek().is_some() {
            let (mut json, mut count) = (String::from("["), 0);
            while count < MOST_ROWS && json.len() < MOST_BYTES {
                let Some(row) = rows.next() else { break };
                json.push_str(if count == 0 { "{" } else { ",{" });
                for (i, value) in row.into_iter().enumerate() {
                    let comma = if i == 0 { "" } else { "," };
                    json.push_str(&format!("{comma}\"c{i}\":{}", text(value)));
                }
                json.push('}');
                count += 1;
            }
            json.push(']');
            let value = Value::String(Some(json));
            on.execute_raw(sql::statement(on, sql.clone(), [value])).await?;
        }
        Ok(())
    }
}

fn statement(table: &Table, columns: &[&Column]) -> String {
    let dialect = Dialect::POSTGRES;
    let names = sql::names(dialect, columns.iter().map(|c| c.name.as_str()));
    let cast = |(i, c): (usize, &&Column)| match cast(&c.ty.kind, &c.ty.raw) {
        Some(ty) => format!("CAST(r.c{i} AS {ty})"),
        None => format!("r.c{i}"),
    };
    let casts: Vec<String> = columns.iter().enumerate().map(cast).collect();
    let fields: Vec<String> = (0..columns.len()).map(|i| format!("c{i} text")).collect();
    let always = columns.iter().any(|c| c.identity == Some(Identity::Always));
    format!(
        "INSERT INTO {} ({names}) {}SELECT {} FROM json_to_recordset(CAST($1 AS json)) AS r({})",
        dialect.quote_table(&table.name),
        if always { "OVERRIDING SYSTEM VALUE " } else { "" },
        casts.join(", "),
        fields.join(", "),
    )
}

/// The type text is cast to; the assignment to the column does the rest. Never a type with a length:
/// an explicit cast to `varchar(5)` cuts off silently, the assignment refuses.
fn cast(kind: &TypeKind, raw: &str) -> Option<String> {
    Some(match kind {
        TypeKind::Char { .. } | TypeKind::VarChar { .. } | TypeKind::Text { .. } => return None,
        TypeKind::Boolean => "boolean".into(),
        TypeKind::Integer { .. } => "bigint".into(),
        TypeKind::Decimal { .. } => "numeric".into(),
        TypeKind::Float { .. } => "double precision".into(),
        TypeKind::Date => "date".into(),
        TypeKind::DateTime { .. } => "timestamp".into(),
        TypeKind::Instant { .. } => "timestamptz".into(),
        TypeKind::Uuid => "uuid".into(),
        TypeKind::Json { binary } => if *binary { "jsonb" } else { "json" }.into(),
        TypeKind::Blob { .. } | TypeKind::Binary { .. } => "bytea".into(),
        TypeKind::Enum { name: Some(name), .. } | TypeKind::Domain { name } => {
            Dialect::POSTGRES.quote_table(name)
        }
        _ => raw.to_owned(),
    })
}

/// Every value as JSON text: the casts read it back.
fn text(value: Fitted) -> serde_json::Value {
    serde_json::Value::String(match value {
        Fitted::Null => return serde_json::Value::Null,
        Fitted::Bool(b) => b.to_string(),
        Fitted::Int(i) => i.to_string(),
        Fitted::Float(f) => f.to_string(),
        Fitted::Text(t) => t,
        Fitted::Bytes(b) => format!("\\x{}", hex(&b)),
    })
}
