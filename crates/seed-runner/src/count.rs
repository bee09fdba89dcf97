//! How many rows tables hold.

use seedbed_schema_model::TableName;

use crate::{Target, sql};

/// Tables asked for in one statement: SQLite allows 500 parts of a UNION.
const AT_ONCE: usize = 100;

/// The exact number of rows of each table, in the order given.
///
/// # Errors
/// The driver's error.
pub async fn count_rows(target: &Target, tables: &[TableName]) -> Result<Vec<u64>, sea_orm::DbErr> {
    let mut counts = Vec::with_capacity(tables.len());
    for part in tables.chunks(AT_ONCE) {
        let dialect = target.dialect();
        let query = part
            .iter()
            .enumerate()
            .map(|(i, table)| {
                let count = sql::as_text(dialect, "count(*)");
                format!("SELECT {i} AS i, {count} AS n FROM {}", dialect.quote_table(table))
            })
            .collect::<Vec<_>>()
            .join(" UNION ALL ");
        let query = format!("SELECT n FROM ({query}) counts ORDER BY i");
        for row in sql::rows(target.connection(), query, []).await? {
            let text = row.into_iter().flatten().next().unwrap_or_default();
            counts.push(
                text.parse()
                    .map_err(|_| sea_orm::DbErr::Type(format!("`{text}` is not a count")))?,
            );
        }
    }
    Ok(counts)
}
