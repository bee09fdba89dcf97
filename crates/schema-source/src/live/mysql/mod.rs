//! MySQL and MariaDB, told apart by their version text: the same views of the information_schema,
//! with other contents.

pub mod assemble;
pub mod code;
mod defaults;
pub mod fetch;
mod show_create;

use sea_orm::ConnectionTrait;
use seedbed_schema_model::{Origin, Reading};

use crate::ReadError;

/// Reads the database that a MySQL or MariaDB connection is in.
pub(super) async fn read<C: ConnectionTrait>(
    connection: &C,
    origin: Option<Origin>,
) -> Result<Reading, ReadError> {
    let rows = fetch::fetch(connection).await?;
    let dialect = rows.server.dialect();
    let server = format!("{} {}", dialect.family.label(), rows.server.version);
    let origin = super::complete(origin, server, rows.server.database.clone());
    Ok(assemble::assemble(origin, &rows))
}
