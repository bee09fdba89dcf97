//! Every reader of a schema: live catalogs, SQL files and migration folders, snapshots,
//! sea-orm entities.
//!
//! A reader gives a [`Reading`](seedbed_schema_model::Reading): the schema as a value, and a
//! [`Gap`](seedbed_schema_model::Gap) for whatever could not be read or modelled. Sources that are
//! chosen at run time go through the object-safe [`SchemaSource`]; what a service declares its schema
//! with is a [`Declaration`].
//!
//! ```
//! use seedbed_schema_model::{Dialect, TableName};
//! use seedbed_schema_source::{ReadError, read_both, sql};
//!
//! // Text needs no database, and never fails: what is not understood is a gap.
//! let text = "create table users (id int primary key); create nonsense;";
//! let reading = sql::read_text(Dialect::POSTGRES, "schema.sql", text);
//! assert_eq!(reading.schema.tables[&TableName::new("users")].columns.len(), 1);
//! assert_eq!(reading.gaps.len(), 1);
//!
//! // A catalog is read over any sea-orm connection, on the caller's runtime.
//! async fn drift(database: &sea_orm::DatabaseConnection) -> Result<usize, ReadError> {
//!     let (declared, live) = read_both("schema.sql", database).await?;
//!     let report = seedbed_drift::compare(&declared, &live, &Default::default());
//!     Ok(report.findings().len())
//! }
//! ```
//!
//! This crate brings no runtime and no driver. They come with the features of `sea-orm` that the
//! service chooses for itself: `sqlx-sqlite`, `sqlx-postgres` or `sqlx-mysql` bring sqlx, and
//! `runtime-tokio…` brings tokio.
//!
//! Absent from here: database drivers (the caller brings a sea-orm connection), comparing, writing.

mod declaration;
mod drizzle;
mod entities;
mod error;
pub mod live;
pub mod migrations;
mod outline;
pub mod scratch;
mod shadow;
pub mod snapshot;
mod source;
pub mod sql;
pub mod types;

pub use declaration::{Declaration, read_both};
pub use entities::{Entities, EntitySource};
pub use error::ReadError;
pub use live::LiveSource;
pub use snapshot::SnapshotSource;
pub use source::{ReadFuture, SchemaSource};
