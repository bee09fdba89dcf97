//! Existing rows that new rows refer to.

use chrono::{NaiveDate, NaiveDateTime};
use sea_orm::{ConnectionTrait, DbErr};
use seedbed_generators::{AnchorSpec, AnchorTable, KeyBlock, KeyDomain as _, Value};
use seedbed_schema_model::{Column, Family, Schema, TypeKind};

use crate::sql;

/// Reads an anchor's rows, ordered by key, leaving out the soft-deleted and the run's own (which a
/// resumed run finds there). Ordered here, not by the server: collations differ.
pub(crate) async fn read(
    on: &impl ConnectionTrait,
    schema: &Schema,
    spec: &AnchorSpec,
    own: &[KeyBlock],
) -> Result<AnchorTable, DbErr> {
    let dialect = schema.dialect;
    let missing = |what: &str| DbErr::RecordNotFound(format!("{what} is not in the schema"));
    let table = schema.table(&spec.table).ok_or_else(|| missing(&spec.table.to_string()))?;
    let names: Vec<&String> = std::iter::once(&spec.key).chain(&spec.columns).collect();
    let columns: Vec<&Column> = names
        .iter()
        .map(|n| table.column(n).ok_or_else(|| missing(&format!("{}.{n}", spec.table))))
        .collect::<Result<_, _>>()?;
    let select: Vec<String> = columns.iter().map(|c| as_text(schema, c)).collect();
    let mut sql = format!("SELECT {} FROM {}", select.join(", "), dialect.quote_table(&spec.table));
    if let Some(deleted) = &spec.not_deleted {
        sql.push_str(&format!(" WHERE {} IS NULL", dialect.quote(deleted)));
    }
    let mut rows = Vec::new();
    for row in sql::rows(on, sql, []).await? {
        let cells = columns.iter().zip(row).map(|(c, text)| parse(schema, &c.ty.kind, text));
        let cells: Vec<Value> = cells.collect();
        let of_run = cells
            .first()
            .map(as_key)
            .is_some_and(|k| own.iter().any(|block| block.index_of(&k).is_some()));
        if !of_run {
            rows.push(cells);
        }
    }
    rows.sort_by_cached_key(|row| sorted(row.first()));
    Ok(AnchorTable::new(names.into_iter().cloned().collect(), rows))
}

/// Adds an anchor to a fingerprint of existing rows.
pub(crate) fn fingerprint(hash: &mut blake3::Hasher, spec: &AnchorSpec, table: &AnchorTable) {
    hash.update(format!("{} {} {:?}\n", spec.name, spec.table, spec.columns).as_bytes());
    for i in 0..table.len() {
        for column in std::iter::once(&spec.key).chain(&spec.columns) {
            hash.update(format!("{:?}\0", table.get(i, column)).as_bytes());
        }
    }
}

/// A key as key domains know it: a UUID may be kept as text or as 16 bytes.
fn as_key(value: &Value) -> Value {
    let uuid = match value {
        Value::Text(t) => uuid(t),
        Value::Bytes(b) => <[u8; 16]>::try_from(b.as_slice()).ok().map(u128::from_be_bytes),
        _ => None,
    };
    uuid.map_or_else(|| value.clone(), Value::Uuid)
}

/// Numbers by value, everything else by its bytes.
fn sorted(key: Option<&Value>) -> (Option<i64>, String) {
    match key {
        Some(Value::Int(i)) => (Some(*i), String::new()),
        Some(Value::Uuid(u)) => (None, format!("{u:032x}")),
        Some(Value::Text(t)) => (None, t.clone().into_owned()),
        other => (None, format!("{other:?}")),
    }
}

fn as_text(schema: &Schema, column: &Column) -> String {
    let dialect = schema.dialect;
    let name = dialect.quote(&column.name);
    match (&column.ty.kind, dialect.family) {
        (TypeKind::Binary { .. } | TypeKind::Blob { .. }, Family::Postgres) => {
            format!("encode({name}, 'hex')")
        }
        (TypeKind::Binary { .. } | TypeKind::Blob { .. }, _) => format!("HEX({name})"),
        // A BIT prints as bytes.
        (TypeKind::Bit { .. }, Family::MySql | Family::MariaDb) => {
            sql::as_text(dialect, &format!("({name} + 0)"))
        }
        _ => sql::as_text(dialect, &name),
    }
}

/// A value from its text; what does not read as its type stays text (SQLite stores anything).
fn parse(schema: &Schema, kind: &TypeKind, text: Option<String>) -> Value {
    let Some(text) = text else { return Value::Null };
    let parsed = match kind {
        TypeKind::Boolean => match text.as_str() {
            "true" | "t" | "1" => Some(Value::Bool(true)),
            "false" | "f" | "0" => Some(Value::Bool(false)),
            _ => None,
        },
        TypeKind::Integer { .. } | TypeKind::Year | TypeKind::Bit { .. } => {
            text.parse().ok().map(Value::Int)
        }
        TypeKind::Decimal { .. } => text.parse().ok().map(Value::Decimal),
        TypeKind::Float { .. } => text.parse().ok().map(Value::Float),
        TypeKind::Date => text.parse::<NaiveDate>().ok().map(Value::Date),
        TypeKind::DateTime { .. } | TypeKind::Instant { .. } => moment(&text).map(Value::DateTime),
        TypeKind::Uuid => uuid(&text).map(Value::Uuid),
        TypeKind::Json { .. } => Some(Value::Json(text.clone())),
        TypeKind::Binary { .. } | TypeKind::Blob { .. } => bytes(&text).map(Value::Bytes),
        TypeKind::Domain { name } => {
            schema.domains.get(name).map(|d| parse(schema, &d.base.kind, Some(text.clone())))
        }
        _ => None,
    };
    parsed.unwrap_or_else(|| Value::Text(text.into()))
}

/// `2025-12-11 09:30:00.25`, with `T` between or a zone of UTC behind.
fn moment(text: &str) -> Option<NaiveDateTime> {
    let text = text.trim_end_matches("+00").trim_end_matches('Z');
    ["%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%dT%H:%M:%S%.f"]
        .iter()
        .find_map(|form| NaiveDateTime::parse_from_str(text, form).ok())
        .or_else(|| text.parse::<NaiveDate>().ok()?.and_hms_opt(0, 0, 0))
}

fn uuid(text: &str) -> Option<u128> {
    let hex: String = text.chars().filter(|c| *c != '-').collect();
    (hex.len() == 32).then(|| u128::from_str_radix(&hex, 16).ok()).flatten()
}

fn bytes(hex: &str) -> Option<Vec<u8>> {
    (0..hex.len())
        .step_by(2)
        .map(|i| hex.get(i..i + 2).and_then(|h| u8::from_str_radix(h, 16).ok()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_read_as_every_engine_prints_them() {
        let at = |s: &str| moment(s).map(|t| t.to_string());
        assert_eq!(at("2025-12-11 09:30:00+00"), Some("2025-12-11 09:30:00".into()));
        assert_eq!(at("2025-12-11T09:30:00.25Z"), Some("2025-12-11 09:30:00.250".into()));
        assert_eq!(at("2025-12-11"), Some("2025-12-11 00:00:00".into()));
        assert_eq!(at("yesterday"), None);
    }

    #[test]
    fn bytes_come_from_pairs_of_digits() {
        assert_eq!(bytes("00FF"), Some(vec![0, 255]));
        assert_eq!(bytes("0"), None);
    }

    #[test]
    fn keys_sort_as_numbers() {
        assert!(sorted(Some(&Value::Int(9))) < sorted(Some(&Value::Int(10))));
    }
}
