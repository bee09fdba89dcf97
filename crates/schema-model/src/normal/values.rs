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
        TypeKind::Uuid => changed(text.to_ascii_lowercase()),
        TypeKind::Date => changed(literals::moment(text, true, false)?),
        TypeKind::Time { .. } => changed(literals::moment(text, false, true)?),
        TypeKind::DateTime { .. } if text == "epoch" && !mysql => {
            changed("1970-01-01 00:00:00".to_owned())
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
        (TypeKind::Array { of }, Node::Text(text)) => match elements(&text) {
            Some(items) => Node::Array(items.into_iter().map(|i| stored(dialect, of, i)).collect()),
            None => Node::Text(text),
        },
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

/// The elements of `{a,"b c"}`; `None` when it holds nothing, or what takes more care to read: NULL,
/// arrays of arrays.
fn elements(text: &str) -> Option<Vec<Node>> {
    let inner = text.trim().strip_prefix('{')?.strip_suffix('}')?;
    let (mut items, mut item) = (Vec::new(), String::new());
    let (mut quoted, mut was_quoted, mut blanks) = (false, false, String::new());
    let mut end = |item: &mut String, was_quoted: &mut bool, blanks: &mut String| {
        let bare = item.is_empty() || item.eq_ignore_ascii_case("null");
        if bare && !*was_quoted {
            return None;
        }
        items.push(Node::Text(std::mem::take(item)));
        (*was_quoted, *blanks) = (false, String::new());
        Some(())
    };
    let mut chars = inner.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => item.push(chars.next()?),
            '"' if quoted => quoted = false,
            // Nothing stands beside what is quoted.
            '"' if item.is_empty() && !was_quoted => (quoted, was_quoted) = (true, true),
            '"' => return None,
            c if quoted => item.push(c),
            '{' | '}' => return None,
            ',' => end(&mut item, &mut was_quoted, &mut blanks)?,
            c if c.is_whitespace() => blanks.extend((!item.is_empty()).then_some(c)),
            _ if was_quoted => return None,
            c => {
                item += &std::mem::take(&mut blanks);
                item.push(c);
            }
        }
    }
    if quoted {
        return None;
    }
    end(&mut item, &mut was_quoted, &mut blanks)?;
    Some(items)
}

/// The text that hexadecimal digits spell, when they do.
fn text_of(digits: &str) -> Option<String> {
    let byte = |i| u8::from_str_radix(digits.get(i..i + 2)?, 16).ok();
    let bytes: Option<Vec<u8>> = (0..digits.len()).step_by(2).map(byte).collect();
    String::from_utf8(bytes?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_of_an_array_literal() {
        let of = |text: &str| {
            let texts = elements(text)?.into_iter().map(|node| match node {
                Node::Text(text) => text,
                other => format!("{other:?}"),
            });
            Some(texts.collect::<Vec<_>>().join("|"))
        };
        for same in ["{a,b c}", "{\"a\",\"b c\"}", "{ a , \"b c\" }", "{\\a,b\\ c}"] {
            assert_eq!(of(same).as_deref(), Some("a|b c"), "{same}");
        }
        assert_eq!(of("{\"\",\"null\",\"a,\\\"}\"}").as_deref(), Some("|null|a,\"}"));
        for other in ["{}", "{null}", "{a,}", "{{a}}", "{\"a", "{a\"b\"}", "{\"a\"b}", "a", "{a\\"]
        {
            assert_eq!(of(other), None, "{other}");
        }
    }
}
