//! Questions to the data: queries that count the rows a step would fail on or lose.

use seedbed_schema_model::{Column, Dialect, Family, ForeignKey, TableName, TypeKind};

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

/// Rows whose value does not fit another type; `None` where that cannot be asked in plain SQL. SQLite
/// refuses nothing there.
pub(super) fn unfit(
    dialect: Dialect,
    table: &TableName,
    from: &Column,
    to: &Column,
) -> Option<String> {
    use TypeKind as T;
    let column = dialect.quote(&from.name);
    let text = matches!(from.ty.kind, T::Text { .. } | T::VarChar { .. } | T::Char { .. });
    let condition = match (&from.ty.kind, &to.ty.kind) {
        _ if dialect.family == Family::Sqlite => return None,
        (T::Integer { bits: old, unsigned: was }, T::Integer { bits, unsigned })
            if bits < old || was != unsigned =>
        {
            let (low, high): (i128, i128) = match (*bits, unsigned) {
                (bits, true) => (0, (1_i128 << bits) - 1),
                (bits, false) => (-(1_i128 << (bits - 1)), (1_i128 << (bits - 1)) - 1),
            };
            format!("{column} < {low} OR {column} > {high}")
        }
        (
            T::Decimal { .. } | T::Integer { .. },
            T::Decimal { precision: Some(precision), scale, .. },
        ) => {
            let whole = precision.saturating_sub(scale.unwrap_or(0));
            format!("abs({column}) >= 1{}", "0".repeat(whole as usize))
        }
        (_, T::Integer { .. } | T::Decimal { .. }) if text => {
            let number = "'^[[:space:]]*[-+]?[0-9]+([.][0-9]*)?[[:space:]]*$'";
            match dialect.family {
                Family::Postgres => format!("{column} !~ {number}"),
                _ => format!("{column} NOT REGEXP {number}"),
            }
        }
        _ => return None,
    };
    Some(format!("{} WHERE {condition}", rows(dialect, table)))
}
