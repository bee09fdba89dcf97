//! Writing DDL. What a dialect cannot express is an error that says so, never a clause left out.

use crate::{Check, Column, Dialect, ForeignKey, Index, Key, Schema, Table, TableName};

/// What could not be written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{place}: {dialect} cannot express {what}")]
#[non_exhaustive]
pub struct DdlError {
    /// The object.
    pub place: String,
    /// The engine.
    pub dialect: String,
    /// What it cannot express.
    pub what: String,
}

/// Statements without their final semicolon, in the order to run them.
pub type Statements = Result<Vec<String>, DdlError>;

/// Everything in `schema`, in dependency order; foreign keys of cycles come last where the engine
/// allows adding them.
pub fn create_schema(schema: &Schema) -> Statements {
    let _ = schema;
    Ok(Vec::new())
}

/// The table with its keys and checks, then its indexes. Types it needs are not created.
pub fn create_table(schema: &Schema, table: &Table) -> Statements {
    let _ = (schema, table);
    Ok(Vec::new())
}

/// A column's definition as written in CREATE TABLE: `"name" varchar(5) NOT NULL DEFAULT 'x'`.
pub fn column_definition(
    schema: &Schema,
    table: &Table,
    column: &Column,
) -> Result<String, DdlError> {
    let _ = (schema, table, column);
    Ok(String::new())
}

/// `ALTER TABLE … ADD COLUMN`.
pub fn add_column(schema: &Schema, table: &Table, column: &Column) -> Statements {
    let _ = (schema, table, column);
    Ok(Vec::new())
}

/// Changes a column in place from `from` to `to` (type, nullability, default, collation, comment).
/// On SQLite this is an error: use [`rebuild_table`].
pub fn alter_column(schema: &Schema, table: &Table, from: &Column, to: &Column) -> Statements {
    let _ = (schema, table, from, to);
    Ok(Vec::new())
}

/// SQLite's way to any other change: new table, copy of the shared columns, drop, rename, indexes.
pub fn rebuild_table(schema: &Schema, from: &Table, to: &Table) -> Statements {
    let _ = (schema, from, to);
    Ok(Vec::new())
}

/// Adds the primary key.
pub fn add_primary_key(dialect: Dialect, table: &TableName, key: &Key) -> Statements {
    let _ = (dialect, table, key);
    Ok(Vec::new())
}

/// Adds a unique constraint.
pub fn add_unique(dialect: Dialect, table: &TableName, key: &Key) -> Statements {
    let _ = (dialect, table, key);
    Ok(Vec::new())
}

/// Adds a foreign key.
pub fn add_foreign_key(dialect: Dialect, table: &TableName, key: &ForeignKey) -> Statements {
    let _ = (dialect, table, key);
    Ok(Vec::new())
}

/// Adds a check.
pub fn add_check(dialect: Dialect, table: &TableName, check: &Check) -> Statements {
    let _ = (dialect, table, check);
    Ok(Vec::new())
}

/// Creates an index.
pub fn create_index(dialect: Dialect, table: &TableName, index: &Index) -> Statements {
    let _ = (dialect, table, index);
    Ok(Vec::new())
}

/// Drops a named constraint of a table (foreign key, unique, check).
pub fn drop_constraint(
    dialect: Dialect,
    table: &TableName,
    kind: crate::ObjectKind,
    name: &str,
) -> Statements {
    let _ = (dialect, table, kind, name);
    Ok(Vec::new())
}

/// Drops an index.
pub fn drop_index(dialect: Dialect, table: &TableName, name: &str) -> Statements {
    let _ = (dialect, table, name);
    Ok(Vec::new())
}
