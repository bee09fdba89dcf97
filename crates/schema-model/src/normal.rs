//! The normal form used for comparing: two spellings the engine treats alike have one normal form.
//! It is never used for writing DDL (`IN` and `= ANY (ARRAY[…])` compare equal but are not
//! interchangeable).

pub mod charset;
pub mod condition;
mod expressions;
mod literals;
mod mysql_values;
mod names;
mod numbers;
mod objects;
mod partitions;
mod shown;
mod table;
mod types;
mod values;

pub(crate) use expressions::in_text;
use expressions::{Context, node::Node};
pub use objects::{
    custom_type_form, event_form, numbering_form, routine_form, sequence_form, signature,
    trigger_form, wording,
};
pub use shown::as_shown;
pub use table::{domain_form, table_form, table_forms, view_form};

use crate::{Column, ColumnType, Dialect, Expr, Family, Identity, Schema, Table, TypeKind};

/// The normal form of a column type in the dialect of `schema`: a PostgreSQL enum or domain by its
/// name (its definition is compared by itself), a SQLite type by its affinity and length.
pub fn type_form(schema: &Schema, ty: &ColumnType) -> String {
    types::form(schema.dialect, ty)
}

/// The normal form of a type's text, where no column gives it more meaning.
pub fn type_text(dialect: Dialect, raw: &str) -> String {
    types::text_form(dialect, raw)
}

/// What a type's text means on an engine: `int(10) unsigned` on MySQL is an unsigned integer of 32
/// bits. Named types (enums, domains) are [`TypeKind::Other`]: only a catalog knows them.
pub fn type_kind(dialect: Dialect, raw: &str) -> TypeKind {
    types::kind(dialect, &types::text_form(dialect, raw))
}

/// The normal form of a column's default; `None` for no default (a default of NULL included).
pub fn default_form(schema: &Schema, column: &Column) -> Option<String> {
    if column.generated.is_some() || matches!(column.identity, Some(Identity::Serial { .. })) {
        return None;
    }
    let default = column.default.as_ref()?;
    let kind = base_kind(schema, &column.ty);
    value_form(schema.dialect, &column.ty, &kind, default)
}

/// A default in a column or domain of type `ty`, whose values are of `kind`.
fn value_form(
    dialect: Dialect,
    ty: &ColumnType,
    kind: &TypeKind,
    default: &Expr,
) -> Option<String> {
    let context = Context { dialect, table: None, schema: None, is_default: true };
    // Unless it is strict, MySQL takes an empty default of a large type for none. One in parentheses
    // is an expression, which it keeps.
    if dialect.family == Family::MySql
        && matches!(kind, TypeKind::Text { .. } | TypeKind::Blob { .. } | TypeKind::Json { .. })
        && matches!(default.0.as_str(), "''" | "\"\"")
    {
        return None;
    }
    let Some(node) = expressions::parse(context, &default.0) else {
        return Some(expressions::form(context, &default.0));
    };
    let form = types::form(dialect, ty);
    let node = match node {
        // Storing casts to the column's type anyway.
        Node::Cast(of, to) if dialect.family == Family::Postgres && to == form => *of,
        node => node,
    };
    let node = match mysql_values::stored(dialect, &form, kind, &node) {
        Some(stored) => stored,
        None => values::stored(dialect, kind, node),
    };
    match node {
        Node::Null => None,
        node => Some(node.write(dialect)),
    }
}

/// What the values of a type are: those of a domain are what it is based on.
fn base_kind(schema: &Schema, ty: &ColumnType) -> TypeKind {
    const DEEPEST: usize = 10;
    let mut kind = values::kind_of(schema.dialect, ty);
    for _ in 0..DEEPEST {
        let TypeKind::Domain { name } = &kind else { break };
        let Some(domain) = schema.domains.get(name) else { break };
        kind = values::kind_of(schema.dialect, &domain.base);
    }
    kind
}

/// The normal form of a check, generation expression, index expression or predicate, when it is not
/// known which table it belongs to.
pub fn expr_form(dialect: Dialect, expr: &Expr) -> String {
    expressions::form(Context { dialect, table: None, schema: None, is_default: false }, &expr.0)
}

/// The normal form of an expression over the columns of a table: what a literal means, and which
/// casts the engine adds by itself, depends on their types.
pub fn expr_form_in(schema: &Schema, table: &Table, expr: &Expr) -> String {
    let context = Context {
        dialect: schema.dialect,
        table: Some(table),
        schema: Some(schema),
        is_default: false,
    };
    expressions::form(context, &expr.0)
}

/// What a default is, as far as writing it goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// A literal, signed or cast.
    Literal,
    /// The current time or date.
    Moment,
    /// A function call.
    Call,
    /// Anything else.
    Other,
}

/// The shape of a default.
pub(crate) fn default_shape(dialect: Dialect, default: &Expr) -> Shape {
    let context = Context { dialect, table: None, schema: None, is_default: true };
    let Some(node) = expressions::parse(context, &default.0) else { return Shape::Other };
    match node {
        Node::Number { .. } | Node::Text(_) | Node::Bits(..) | Node::Bool(_) | Node::Null => {
            // `(1)` and `+(1)` are written as expressions, so they stay so.
            if default.0.contains('(') && !default.0.contains('\'') {
                Shape::Other
            } else {
                Shape::Literal
            }
        }
        Node::Interval(_) => Shape::Literal,
        // SQLite takes a bare word for a string.
        Node::Column(path) if dialect.family == Family::Sqlite && path.len() == 1 => Shape::Literal,
        Node::Call { name, .. }
            if name.starts_with("current_") || name.starts_with("localtime") =>
        {
            Shape::Moment
        }
        Node::Call { .. } => Shape::Call,
        _ => Shape::Other,
    }
}

/// A text that can stand inside a statement: not empty, its quotes and parentheses matched, no
/// semicolon; comments are taken out. `None` when it is not.
pub(crate) fn contained(dialect: Dialect, text: &str) -> Option<String> {
    expressions::contained(dialect, text)
}

/// Whether the text of a body is one statement, so that it can stand at the end of another.
pub(crate) fn is_one_statement(dialect: Dialect, text: &str) -> bool {
    expressions::is_one_statement(dialect, text)
}

/// Whether a query names something.
pub fn mentions(dialect: Dialect, query: &Expr, name: &str) -> bool {
    expressions::mentions(dialect, &query.0, name)
}

/// The sequence PostgreSQL makes for a serial column.
pub(crate) fn serial_sequence(table: &str, column: &str) -> String {
    names::postgres_name(table, column, "seq")
}

#[cfg(test)]
mod tests;
