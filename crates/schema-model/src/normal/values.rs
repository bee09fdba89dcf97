//! A literal as the engine stores or compares it in a column of a type: `'0'` and `0` are the same
//! default of a number, `{"b":1, "a":2}` and `{"a": 2, "b": 1}` the same jsonb.

use super::{expressions::node::Node, literals, numbers, types};
use crate::{ColumnType, Dialect, Family, TypeKind};

/// What the values of a column are, whatever the reader made of its type.
pub(super) fn kind_of(dialect: Dialect, ty: &ColumnType) -> TypeKind {
    match (dialect.family, &ty.kind) {
        (
            Family::Postgres,
            named @ (TypeKind::Enum { name: Some(_), .. } | TypeKind::Domain { .. }),
        ) => named.clone(),
        _ => types::kind(dialect, &types::form(dialect, ty)),
    }
}

/// The string literal as a value of `kind`; `None` when there is nothing to change.
pub(super) fn compared(dialect: Dialect, kind: &TypeKind, literal: &Node) -> Option<Node> {
    let Node::Text(text) = literal else { return None };
    let changed = |text: String| Some(Node::Text(text));
    let mysql = dialect.is_mysql_like();
    match kind {
        TypeKind::Boolean if dialect.family == Family::Postgres => {
            match text.trim().to_ascii_lowercase().as_str() {
                "t" | "true" | "y" | "yes" | "on" | "1" => Some(Node::Bool(true)),
                "f" | "false" | "n" | "no" | "off" | "0" => Some(Node::Bool(false)),
                _ => None,
            }
        }
        TypeKind::Boolean
        | TypeKind::Integer { .. }
        | TypeKind::Decimal { .. }
        | TypeKind::Float { .. }
        | TypeKind::Year => number(text),
        // SQLite converts what looks like a number for every type but text and blob.
        TypeKind::Other { .. } if dialect.family == Family::Sqlite => number(text),
        TypeKind::Json { binary: true } => changed(literals::json(text)?),
        TypeKind::Uuid => {
            changed(literals::uuid(text).unwrap_or_else(|| text.to_ascii_lowercase()))
        }
        TypeKind::Date if text == "epoch" && !mysql => changed("1970-01-01".to_owned()),
        TypeKind::Date => changed(literals::moment(text, true, false)?),
        TypeKind::Time { zoned: true, .. } => changed(literals::zoned_clock(text)?),
        TypeKind::Time { .. } => changed(literals::moment(text, false, true)?),
        TypeKind::DateTime { .. } if text == "epoch" && !mysql => {
            changed("1970-01-01 00:00:00".to_owned())
        }
        TypeKind::Instant { .. } if dialect.family == Family::Postgres => {
            changed(literals::instant(text)?)
        }
        TypeKind::Blob { .. } if dialect.family == Family::Postgres => {
            changed(literals::bytea(text)?)
        }
        TypeKind::Money if dialect.family == Family::Postgres => {
            number(&text.replace(['$', ','], ""))
        }
        TypeKind::Array { of } if dialect.family == Family::Postgres => {
            let items = literals::array(text)?;
            Some(Node::Array(items.into_iter().map(|item| element(dialect, of, item)).collect()))
        }
        TypeKind::Other { name } if dialect.family == Family::Postgres => {
            changed(literals::named(name, text)?)
        }
        TypeKind::DateTime { .. } => changed(literals::moment(text, true, true)?),
        TypeKind::Instant { .. } if mysql => changed(literals::moment(text, true, true)?),
        TypeKind::Interval => literals::interval(text).map(Node::Interval),
        _ => None,
    }
}

fn number(text: &str) -> Option<Node> {
    let value = numbers::canonical(text)?;
    Some(Node::Number { raw: value.clone(), value })
}

/// The default as it is stored in a column of `kind`.
pub(super) fn stored(dialect: Dialect, kind: &TypeKind, default: Node) -> Node {
    if let Some(node) = compared(dialect, kind, &default) {
        return node;
    }
    match (kind, default) {
        // Bits in a column of numbers or bits are a number, in a column of bytes its bytes.
        (
            TypeKind::Integer { .. }
            | TypeKind::Boolean
            | TypeKind::Decimal { .. }
            | TypeKind::Bit { .. },
            Node::Bits('x', digits),
        ) if dialect.is_mysql_like() => match u128::from_str_radix(&digits, 16) {
            Ok(n) => Node::Number { value: n.to_string(), raw: n.to_string() },
            Err(_) => Node::Bits('x', digits),
        },
        (
            TypeKind::Binary { .. } | TypeKind::VarChar { .. } | TypeKind::Char { .. },
            Node::Bits('x', digits),
        ) if dialect.is_mysql_like() => match text_of(&digits) {
            Some(text) => Node::Text(text),
            None => Node::Bits('x', digits),
        },
        // A number in a column of text is its text, as written.
        (
            TypeKind::Char { .. } | TypeKind::VarChar { .. } | TypeKind::Text { .. },
            Node::Number { raw, .. },
        ) if dialect.family != Family::Postgres => Node::Text(raw),
        (TypeKind::Array { of }, Node::Array(items)) => {
            Node::Array(items.into_iter().map(|item| stored(dialect, of, item)).collect())
        }
        // Blanks at the end of PostgreSQL's char are filling.
        (TypeKind::Char { .. }, Node::Text(text)) if dialect.family == Family::Postgres => {
            Node::Text(text.trim_end_matches(' ').to_owned())
        }
        (TypeKind::Enum { .. } | TypeKind::Set { .. }, Node::Text(text))
            if dialect.is_mysql_like() =>
        {
            Node::Text(text.trim_end_matches(' ').to_owned())
        }
        (_, default) => default,
    }
}

/// An element of an array's literal.
fn element(dialect: Dialect, of: &TypeKind, item: literals::Element) -> Node {
    match item {
        literals::Element::Null => Node::Null,
        literals::Element::Text(text) => stored(dialect, of, Node::Text(text)),
        literals::Element::Row(items) => {
            Node::Array(items.into_iter().map(|item| element(dialect, of, item)).collect())
        }
    }
}

/// The text that hexadecimal digits spell, when they do.
fn text_of(digits: &str) -> Option<String> {
    let byte = |i| u8::from_str_radix(digits.get(i..i + 2)?, 16).ok();
    let bytes: Option<Vec<u8>> = (0..digits.len()).step_by(2).map(byte).collect();
    String::from_utf8(bytes?).ok()
}
