//! Questions to the data: queries that count the rows a step would fail on or lose.

use seedbed_schema_model::{Dialect, ForeignKey, TableName};

/// All rows.
pub(super) fn rows(dialect: Dialect, table: &TableName) -> String {
    format!("SELECT count(*) FROM {}", dialect.quote_table(table))
}

/// Rows where a column is NULL.
pub(super) fn nulls(dialect: Dialect, table: &TableName, column: &str) -> String {
    format!("{} WHERE {} IS NULL", rows(dialect, table), dialect.quote(column))
}

/// Rows where a column holds something.
pub(super) fn not_nulls(dialect: Dialect, table: &TableName, column: &str) -> String {
    format!("{} WHERE {} IS NOT NULL", rows(dialect, table), dialect.quote(column))
}

/// Rows whose text is longer than `length` characters.
pub(super) fn longer(dialect: Dialect, table: &TableName, column: &str, length: u32) -> String {
    let function = if dialect.family == seedbed_schema_model::Family::Sqlite {
        "length"
    } else {
        "char_length"
    };
    format!("{} WHERE {function}({}) > {length}", rows(dialect, table), dialect.quote(column))
}

/// Rows that hold one of these values.
pub(super) fn holding(
    dialect: Dialect,
    table: &TableName,
    column: &str,
    values: &[String],
) -> String {
    let values: Vec<_> = values.iter().map(|v| dialect.literal(v)).collect();
    let column = dialect.quote(column);
    format!("{} WHERE {column} IN ({})", rows(dialect, table), values.join(", "))
}

/// Groups of rows that share a key without NULL.
pub(super) fn duplicates(dialect: Dialect, table: &TableName, columns: &[String]) -> String {
    let columns: Vec<_> = columns.iter().map(|c| dialect.quote(c)).collect();
    let known: Vec<_> = columns.iter().map(|c| format!("{c} IS NOT NULL")).collect();
    format!(
        "SELECT count(*) FROM (SELECT 1 AS one FROM {} WHERE {} GROUP BY {} HAVING count(*) > 1) \
         AS duplicates",
        dialect.quote_table(table),
        known.join(" AND "),
        columns.join(", "),
    )
}

/// Rows that refer to nothing.
pub(super) fn orphans(dialect: Dialect, table: &TableName, key: &ForeignKey) -> Option<String> {
    if key.columns.len() != key.target_columns.len() || key.columns.is_empty() {
        return None;
    }
    let of = |alias: &str, column: &String| format!("{alias}.{}", dialect.quote(column));
    let known: Vec<_> =
        key.columns.iter().map(|c| format!("{} IS NOT NULL", of("child", c))).collect();
    let pairs = key.columns.iter().zip(&key.target_columns);
    let equal: Vec<_> =
        pairs.map(|(c, t)| format!("{} = {}", of("parent", t), of("child", c))).collect();
    Some(format!(
        "SELECT count(*) FROM {} AS child WHERE {} AND NOT EXISTS (SELECT 1 FROM {} AS parent \
         WHERE {})",
        dialect.quote_table(table),
        known.join(" AND "),
        dialect.quote_table(&key.target),
        equal.join(" AND "),
    ))
}

/// Rows that break a condition.
pub(super) fn breaking(dialect: Dialect, table: &TableName, condition: &str) -> String {
    format!("{} WHERE NOT ({condition})", rows(dialect, table))
}
