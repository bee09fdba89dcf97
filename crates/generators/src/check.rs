//! What must hold of the data, declared once by a generator.

use seedbed_schema_model::TableName;
use serde::{Deserialize, Serialize};

/// An invariant as a query: used by property tests, after seeding, and by `verify` on any database.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DataCheck {
    /// `todos/done-is-completed`.
    pub name: String,
    /// What it means to the application, one sentence.
    pub explanation: String,
    /// One row, one column: how many rows violate it.
    pub sql: String,
}

/// A reference the database does not know: a `*_id` column without a foreign key, or one half of a
/// polymorphic pair.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogicalReference {
    /// The referring table.
    pub table: TableName,
    /// The referring column.
    pub column: String,
    /// For a polymorphic pair: the type column, and the text that means `target`.
    pub when: Option<(String, String)>,
    /// The table referred to.
    pub target: TableName,
    /// Its key column.
    pub target_column: String,
}
