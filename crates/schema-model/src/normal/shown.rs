//! What MySQL and MariaDB can show of a schema.
//!
//! Their catalogs are in three-byte UTF-8: a character beyond the basic plane reads `?`, in
//! information_schema and in SHOW CREATE TABLE alike. MariaDB shows bytes that are no text as `?` too,
//! and MySQL shows a default of bytes up to the first zero.

use std::borrow::Cow;

use super::{
    expressions::{self, Context, node::Node},
    mysql_values, values,
};
use crate::{Column, Expr, Family, Schema, TypeKind};

/// The schema as a live database of it would be read; borrowed when that changes nothing, as it does
/// on other engines.
pub fn as_shown(schema: &Schema) -> Cow<'_, Schema> {
    let text = |t: &Option<String>| t.as_deref().is_some_and(hides);
    let lossy = |c: &Column| {
        text(&c.comment)
            || hides(&c.ty.raw)
            || c.default.as_ref().is_some_and(|d| hides(&d.0))
            || c.generated.as_ref().is_some_and(|g| hides(&g.expr.0))
            || shown_bytes(schema, c).is_some()
    };
    let changes = schema.dialect.is_mysql_like()
        && schema.tables.values().any(|t| {
            text(&t.comment)
                || t.columns.iter().any(lossy)
                || t.checks.iter().any(|c| hides(&c.expr.0))
        });
    if !changes {
        return Cow::Borrowed(schema);
    }
    let mut out = schema.clone();
    for table in out.tables.values_mut() {
        table.comment.iter_mut().for_each(hide);
        table.checks.iter_mut().for_each(|c| hide(&mut c.expr.0));
        for column in &mut table.columns {
            if let Some(default) = shown_bytes(schema, column) {
                column.default = Some(default);
            }
            hide(&mut column.ty.raw);
            column.comment.iter_mut().for_each(hide);
            column.default.iter_mut().for_each(|d| hide(&mut d.0));
            column.generated.iter_mut().for_each(|g| hide(&mut g.expr.0));
        }
    }
    Cow::Owned(out)
}

fn is_hidden(c: char) -> bool {
    u32::from(c) > 0xffff
}

fn hides(text: &str) -> bool {
    text.chars().any(is_hidden)
}

fn hide(text: &mut String) {
    if hides(text) {
        *text = text.chars().map(|c| if is_hidden(c) { '?' } else { c }).collect();
    }
}

/// The default of a column of bytes, where not all of it is shown.
fn shown_bytes(schema: &Schema, column: &Column) -> Option<Expr> {
    let default = column.default.as_ref()?;
    let dialect = schema.dialect;
    let kind = values::kind_of(dialect, &column.ty);
    if !matches!(kind, TypeKind::Binary { .. }) {
        return None;
    }
    let context = Context { dialect, table: None, schema: None, is_default: true };
    let bytes = match expressions::parse(context, &default.0)? {
        Node::Bits('x', digits) => mysql_values::bytes(&digits)?,
        Node::Text(text) => text.into_bytes(),
        _ => return None,
    };
    if dialect.family == Family::MySql {
        let end = bytes.iter().position(|b| *b == 0)?;
        return Some(Expr(format!("x'{}'", mysql_values::hex(&bytes[..end]))));
    }
    let mut text = String::new();
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        chunk.invalid().iter().for_each(|_| text.push('?'));
    }
    (text.as_bytes() != bytes).then(|| Expr(dialect.literal(&text)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ColumnType, Dialect, Table, normal};

    fn with_default(dialect: Dialect, ty: &str, default: &str) -> Schema {
        let mut schema = Schema::empty(dialect);
        let mut table = Table::new("t");
        let ty = ColumnType { raw: ty.to_owned(), kind: normal::type_kind(dialect, ty) };
        table.columns.push(Column { default: Some(default.into()), ..Column::new("c", ty) });
        schema.insert(table);
        schema
    }

    fn form(schema: &Schema) -> Option<String> {
        let column = &schema.tables.values().next()?.columns[0];
        normal::default_form(schema, column)
    }

    #[test]
    fn a_catalog_of_three_byte_characters_loses_the_fourth() {
        let cases = [
            (Dialect::MARIADB, "varchar(9)", "'a😀'", "'a?'"),
            (Dialect::MARIADB, "binary(2)", "x'00ff'", r"'\0?'"),
            (Dialect::MYSQL, "binary(3)", "x'41004200'", "0x41"),
            (Dialect::MYSQL, "varbinary(3)", "x'00'", "x''"),
        ];
        for (dialect, ty, declared, live) in cases {
            let (declared, live) =
                (with_default(dialect, ty, declared), with_default(dialect, ty, live));
            assert_ne!(form(&declared), form(&live), "{ty}");
            assert_eq!(form(&as_shown(&declared)), form(&as_shown(&live)), "{ty}");
        }
        let plain = with_default(Dialect::MARIADB, "varchar(9)", "'ü☃'");
        assert!(matches!(as_shown(&plain), Cow::Borrowed(_)));
        let other = with_default(Dialect::POSTGRES, "text", "'😀'");
        assert!(matches!(as_shown(&other), Cow::Borrowed(_)));
    }
}
