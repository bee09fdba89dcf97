//! PostgreSQL, through `pg_catalog` alone: the information_schema shows a role only what it owns or
//! may write, pg_catalog shows everybody everything.

pub mod assemble;
pub mod code;
mod compact;
pub mod fetch;
mod statements;
mod unqualify;

use sea_orm::ConnectionTrait;
use seedbed_schema_model::{Origin, Reading};

use crate::ReadError;

/// Reads the database of a PostgreSQL connection.
pub(super) async fn read<C: ConnectionTrait>(
    connection: &C,
    origin: Option<Origin>,
) -> Result<Reading, ReadError> {
    let rows = fetch::fetch(connection).await?;
    let server = format!("PostgreSQL {}", rows.server.version);
    let origin = super::complete(origin, server, Some(rows.server.database.clone()));
    Ok(assemble::assemble(origin, &rows))
}
