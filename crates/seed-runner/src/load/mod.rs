//! Writing rows: each engine's way, behind one trait.

mod fit;
mod late;
mod multi_row;
mod recordset;
mod sequences;

use sea_orm::{ConnectionTrait, DbErr};
use seedbed_generators::TableRows;
use seedbed_schema_model::{Column, Family, Schema, Table, TableName};

pub(crate) use fit::{Fitted, fit, integer_range};
pub(crate) use late::{Late, fill, late, literal};
pub(crate) use sequences::advance;

/// Writes the rows of one table. One implementation an engine's way of taking many rows at once; all
/// take part in the transaction of the connection given.
pub(crate) trait Loader {
    /// Writes all rows, in their order.
    fn load<C: ConnectionTrait>(
        &self,
        on: &C,
        table: &Table,
        columns: &[&Column],
        rows: Vec<Vec<Fitted>>,
    ) -> impl Future<Output = Result<(), DbErr>> + Send;
}

/// Why rows could not be written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LoadError {
    /// The plan's schema does not have the table or column any more.
    #[error("{place} is not in the schema")]
    Missing {
        /// The table or column.
        place: String,
    },
    /// A value does not fit its column.
    #[error("{place}: {why}")]
    Value {
        /// The column.
        place: String,
        /// Why.
        why: String,
    },
    /// The database refused.
    #[error("{table}: {source}")]
    Database {
        /// The table.
        table: TableName,
        /// The driver's error.
        #[source]
        source: DbErr,
    },
}

/// Writes the rows of one table, with the columns of `late` left NULL.
pub(crate) async fn load<C: ConnectionTrait>(
    on: &C,
    schema: &Schema,
    rows: &TableRows,
    late: &[String],
) -> Result<(), LoadError> {
    let missing = |place: String| LoadError::Missing { place };
    let table = schema.table(&rows.table).ok_or_else(|| missing(rows.table.to_string()))?;
    let columns = columns(table, rows)?;
    let mut fitted = Vec::with_capacity(rows.len());
    for row in rows.rows() {
        let cells = columns.iter().zip(row).map(|(column, value)| {
            if late.contains(&column.name) {
                return Ok(Fitted::Null);
            }
            let place = || format!("{}.{}", rows.table, column.name);
            fit(schema, column, value).map_err(|why| LoadError::Value { place: place(), why })
        });
        fitted.push(cells.collect::<Result<Vec<_>, _>>()?);
    }
    let done = match schema.dialect.family {
        Family::Postgres => recordset::Recordset.load(on, table, &columns, fitted).await,
        _ => {
            multi_row::MultiRow { dialect: schema.dialect }.load(on, table, &columns, fitted).await
        }
    };
    done.map_err(|source| LoadError::Database { table: rows.table.clone(), source })
}

fn columns<'t>(table: &'t Table, rows: &TableRows) -> Result<Vec<&'t Column>, LoadError> {
    let column = |name: &String| {
        let place = || format!("{}.{name}", table.name);
        table.column(name).ok_or_else(|| LoadError::Missing { place: place() })
    };
    rows.columns.iter().map(column).collect()
}
