//! Keys were given, not drawn: the numbering goes on after the largest of them.

use sea_orm::{ConnectionTrait, DbErr};
use seedbed_schema_model::{Column, Dialect, Family, Identity, Schema, TableName};

use crate::sql;

/// Advances the sequences of a table past its largest keys. SQLite and MySQL do so by themselves.
pub(crate) async fn advance(
    on: &impl ConnectionTrait,
    schema: &Schema,
    table: &TableName,
) -> Result<(), DbErr> {
    if schema.dialect.family != Family::Postgres {
        return Ok(());
    }
    let Some(table) = schema.table(table) else { return Ok(()) };
    for column in &table.columns {
        let Some(sequence) = sequence(&table.name, column) else { continue };
        let name = Dialect::POSTGRES.quote_table(&table.name);
        let column = Dialect::POSTGRES.quote(&column.name);
        // Only ever forward: others may have drawn numbers in the meantime.
        let sql = format!(
            "SELECT CAST(setval(s.seq, m.most) AS text) FROM (SELECT {sequence} AS seq) s, \
             (SELECT max({column}) AS most FROM {name}) m \
             WHERE s.seq IS NOT NULL AND m.most IS NOT NULL \
             AND m.most > coalesce(pg_sequence_last_value(s.seq), 0)"
        );
        sql::text(on, &sql).await?;
    }
    Ok(())
}

/// The column's sequence as an expression of type regclass.
fn sequence(table: &TableName, column: &Column) -> Option<String> {
    let dialect = Dialect::POSTGRES;
    match &column.identity {
        Some(Identity::Serial { sequence: Some(name) }) => {
            Some(format!("CAST({} AS regclass)", dialect.literal(&dialect.quote_table(name))))
        }
        Some(_) => Some(format!(
            "CAST(pg_get_serial_sequence({}, {}) AS regclass)",
            dialect.literal(&dialect.quote_table(table)),
            dialect.literal(&column.name)
        )),
        // A default on a sequence that the column does not own: nextval('name'::regclass).
        None => {
            let default = column.default.as_ref()?.as_str().trim();
            let rest = default.strip_prefix("nextval('")?;
            let name = rest.split("'::regclass").next().filter(|n| n.len() < rest.len())?;
            Some(format!("CAST('{name}' AS regclass)"))
        }
    }
}
