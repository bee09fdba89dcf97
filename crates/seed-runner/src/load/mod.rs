//! Writing rows: each engine's way, behind one trait.

/// Why rows could not be written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LoadError {
    /// The database refused.
    #[error("{table}: {source}")]
    Database {
        /// The table.
        table: seedbed_schema_model::TableName,
        /// The driver's error.
        #[source]
        source: sea_orm::DbErr,
    },
}
