//! SQLite: pragma functions joined over the schema table, and the CREATE texts for what the pragmas
//! do not say.

pub mod assemble;
pub mod create_sql;
pub mod fetch;

use sea_orm::ConnectionTrait;
use seedbed_schema_model::{Origin, Reading};

use crate::ReadError;

/// Reads the `main` database of a SQLite connection.
pub(super) async fn read<C: ConnectionTrait>(
    connection: &C,
    origin: Option<Origin>,
) -> Result<Reading, ReadError> {
    let rows = fetch::fetch(connection).await?;
    let database = rows.file.rsplit(['/', '\\']).next().filter(|n| !n.is_empty());
    let server = format!("SQLite {}", rows.version);
    let origin = super::complete(origin, server, database.map(ToOwned::to_owned));
    Ok(assemble::assemble(origin, &rows))
}
