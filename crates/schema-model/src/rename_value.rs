//! A value of an enum under another name, with everything that writes it.

use crate::{Expr, IndexKey, Schema, Table, TableName, TypeKind, rename};

/// Renames a value of a PostgreSQL enum, in defaults, conditions, indexes and views too.
pub fn of_type(schema: &mut Schema, ty: &TableName, from: &str, to: &str) {
    let dialect = schema.dialect;
    if let Some(named) = schema.enums.get_mut(ty) {
        in_list(&mut named.values, from, to);
    }
    let (old, new) = (dialect.literal(from), dialect.literal(to));
    let casts = [ty.name.clone(), dialect.quote(&ty.name), ty.to_string(), dialect.quote_table(ty)];
    let cast = |expr: &mut Expr| {
        for name in &casts {
            // A longer name may begin like this one.
            let whole = format!("{old}::{name}");
            let mut out = String::with_capacity(expr.0.len());
            let mut rest = expr.0.as_str();
            while let Some(at) = rest.find(&whole) {
                let (before, after) = rest.split_at(at);
                let after = &after[whole.len()..];
                let more = after.starts_with(|c: char| c.is_alphanumeric() || c == '_' || c == '.');
                out.push_str(before);
                out.push_str(&format!("{}::{name}", if more { &old } else { &new }));
                rest = after;
            }
            out.push_str(rest);
            expr.0 = out;
        }
    };
    for table in schema.tables.values_mut() {
        for column in &mut table.columns {
            if let TypeKind::Enum { name: Some(name), values } = &mut column.ty.kind
                && name == ty
            {
                in_list(values, from, to);
                column.default.iter_mut().filter(|d| d.0 == old).for_each(|d| d.0.clone_from(&new));
            }
        }
        each_expression(table, cast);
    }
    schema.views.values_mut().for_each(|view| cast(&mut view.definition));
    schema.domains.values_mut().flat_map(|d| &mut d.checks).for_each(|c| cast(&mut c.expr));
}

/// Renames a value of a MySQL column that lists its own.
pub fn of_column(schema: &mut Schema, table: &TableName, column: &str, from: &str, to: &str) {
    let dialect = schema.dialect;
    let Some(table) = schema.tables.get_mut(table) else { return };
    let same = |name: &str| rename::same(dialect, name, column);
    let Some(column) = table.columns.iter_mut().find(|c| same(&c.name)) else { return };
    if let TypeKind::Enum { values, .. } | TypeKind::Set { values } = &mut column.ty.kind {
        in_list(values, from, to);
        let (old, new) = (dialect.literal(from), dialect.literal(to));
        column.ty.raw = column.ty.raw.replacen(&old, &new, 1);
        column.default.iter_mut().filter(|d| d.0 == old).for_each(|d| d.0.clone_from(&new));
    }
}

fn in_list(values: &mut [String], from: &str, to: &str) {
    values.iter_mut().filter(|v| *v == from).for_each(|v| to.clone_into(v));
}

fn each_expression(table: &mut Table, each: impl Fn(&mut Expr)) {
    for column in &mut table.columns {
        column.default.iter_mut().for_each(&each);
        column.generated.iter_mut().for_each(|g| each(&mut g.expr));
    }
    table.checks.iter_mut().for_each(|c| each(&mut c.expr));
    for index in &mut table.indexes {
        index.predicate.iter_mut().for_each(&each);
        for part in &mut index.parts {
            if let IndexKey::Expression(expr) = &mut part.key {
                each(expr);
            }
        }
    }
    table.triggers.iter_mut().filter_map(|t| t.when.as_mut()).for_each(&each);
}
