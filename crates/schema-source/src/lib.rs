//! Every reader of a schema: live catalogs, SQL files and migration folders, snapshots,
//! sea-orm entities.
//!
//! A reader gives a [`Reading`](seedbed_schema_model::Reading): the schema as a value, and a
//! [`Gap`](seedbed_schema_model::Gap) for whatever could not be read or modelled. Sources that are
//! chosen at run time go through the object-safe [`SchemaSource`].
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
