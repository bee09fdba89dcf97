//! What the information_schema writes for defaults and expressions, as SQL.

use seedbed_schema_model::{Dialect, Expr, Family, TypeKind};

use super::fetch::ColumnRow;
use crate::live::default_expr;

/// The default of a column. MariaDB gives an expression (the four characters `NULL` for none), MySQL
/// the bare value of a literal.
pub(super) fn default_of(dialect: Dialect, row: &ColumnRow, kind: &TypeKind) -> Option<Expr> {
    let text = row.default.as_deref()?;
    if dialect.family == Family::MariaDb {
        return default_expr(text);
    }
    if row.extra.contains("DEFAULT_GENERATED") {
        return default_expr(&shown(dialect, text));
    }
    Some(Expr(match kind {
        TypeKind::Boolean
        | TypeKind::Integer { .. }
        | TypeKind::Decimal { .. }
        | TypeKind::Float { .. }
        | TypeKind::Bit { .. }
        | TypeKind::Year => text.to_owned(),
        // MySQL 5.7 marks no expressions; the only one it has is this.
        TypeKind::DateTime { .. } | TypeKind::Instant { .. }
            if text.starts_with("CURRENT_TIMESTAMP") =>
        {
            text.to_owned()
        }
        // MySQL shows bytes up to the first that is zero.
        TypeKind::Binary { .. } if text == "0x" => "x''".to_owned(),
        TypeKind::Binary { .. } if text.starts_with("0x") => text.to_owned(),
        _ => dialect.literal(text),
    }))
}

/// An expression as it was written, out of the catalog's own spelling of it.
pub(super) fn shown(dialect: Dialect, text: &str) -> String {
    let text = unescape(dialect, text);
    if dialect.family != Family::MySql || text.is_ascii() {
        return text;
    }
    // MySQL shows each byte of a literal as a character. In UTF-8 they are two or more each.
    let mut out = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some(at) = rest.find("_utf8mb") {
        let quote = rest[at..].find('\'').map_or(rest.len(), |i| at + i);
        let end = quote + end_of_quote(&rest[quote..], '\'');
        let introduced = rest[at..quote].bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
        let literal = rest.get(quote..end).unwrap_or_default();
        let bytes: Option<Vec<u8>> =
            literal.chars().map(|c| u8::try_from(u32::from(c)).ok()).collect();
        let decoded = bytes.and_then(|b| String::from_utf8(b).ok()).filter(|_| introduced);
        out.push_str(&rest[..quote]);
        out.push_str(decoded.as_deref().unwrap_or(literal));
        rest = rest.get(end..).unwrap_or_default();
    }
    out.push_str(rest);
    out
}

/// MySQL keeps expressions with their quotes and backslashes escaped: `_utf8mb4\'x\'`.
pub(super) fn unescape(dialect: Dialect, text: &str) -> String {
    if dialect.family != Family::MySql {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => out.extend(chars.next()),
            c => out.push(c),
        }
    }
    out
}

/// The text without the name of the database it is in: a view or `nextval` of another database of
/// the same shape must read the same.
pub(super) fn without_database(text: &str, database: &str) -> String {
    let qualifier = format!("`{}`.", database.replace('`', "``"));
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if let Some(after) = rest.strip_prefix(&qualifier) {
            rest = after;
            continue;
        }
        let length = match c {
            '\'' | '`' | '"' => end_of_quote(rest, c),
            _ => c.len_utf8(),
        };
        out.push_str(&rest[..length]);
        rest = &rest[length..];
    }
    out
}

/// Length of the quoted token at the start of `text`.
fn end_of_quote(text: &str, quote: char) -> usize {
    let mut chars = text.char_indices().skip(1).peekable();
    while let Some((at, c)) = chars.next() {
        if c == '\\' && quote != '`' {
            chars.next();
        } else if c == quote {
            if chars.peek().is_none_or(|(_, next)| *next != quote) {
                return at + 1;
            }
            chars.next();
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::types::parse_type;

    fn default(dialect: Dialect, ty: &str, default: Option<&str>, extra: &str) -> Option<String> {
        let row = ColumnRow {
            ty: ty.to_owned(),
            default: default.map(ToOwned::to_owned),
            extra: extra.to_owned(),
            ..ColumnRow::default()
        };
        default_of(dialect, &row, &parse_type(dialect, ty)).map(|e| e.0)
    }

    #[test]
    fn the_two_engines_come_to_the_same_default() {
        type Case = (
            &'static str,
            Option<&'static str>,
            Option<&'static str>,
            &'static str,
            Option<&'static str>,
        );
        let cases: [Case; 11] = [
            // type, MariaDB, MySQL, MySQL's extra, expected
            ("varchar(9)", Some("NULL"), None, "", None),
            ("varchar(9)", None, None, "", None),
            ("varchar(9)", Some("'NULL'"), Some("NULL"), "", Some("'NULL'")),
            ("varchar(9)", Some("'public'"), Some("public"), "", Some("'public'")),
            ("varchar(9)", Some("''"), Some(""), "", Some("''")),
            ("varchar(9)", Some("'it''s'"), Some("it's"), "", Some("'it''s'")),
            ("enum('a','1')", Some("'1'"), Some("1"), "", Some("'1'")),
            ("int", Some("0"), Some("0"), "", Some("0")),
            ("bit(1)", Some("b'0'"), Some("b'0'"), "", Some("b'0'")),
            ("date", Some("'2020-01-01'"), Some("2020-01-01"), "", Some("'2020-01-01'")),
            ("char(36)", Some("uuid()"), Some("uuid()"), "DEFAULT_GENERATED", Some("uuid()")),
        ];
        for (ty, maria, mysql, extra, expected) in cases {
            let expected = expected.map(ToOwned::to_owned);
            assert_eq!(
                default(Dialect::MARIADB, ty, maria, ""),
                expected,
                "MariaDB {ty} {maria:?}"
            );
            assert_eq!(default(Dialect::MYSQL, ty, mysql, extra), expected, "MySQL {ty} {mysql:?}");
        }
        assert_eq!(
            default(Dialect::MYSQL, "timestamp", Some("CURRENT_TIMESTAMP"), ""),
            Some("CURRENT_TIMESTAMP".to_owned())
        );
        assert_eq!(
            default(
                Dialect::MYSQL,
                "text",
                Some(r"concat(_latin1\'x\',_latin1\'y\')"),
                "DEFAULT_GENERATED"
            ),
            Some("concat(_latin1'x',_latin1'y')".to_owned())
        );
    }

    #[test]
    fn mysql_shows_the_bytes_of_a_literal() {
        let text = "(`c` = _utf8mb4\\'\u{c3}\u{bc}\u{e2}\u{98}\u{83}\\')";
        assert_eq!(shown(Dialect::MYSQL, text), "(`c` = _utf8mb4'ü☃')");
        assert_eq!(shown(Dialect::MARIADB, "`c` = 'ü☃'"), "`c` = 'ü☃'");
        assert_eq!(shown(Dialect::MYSQL, r"(`ü` = _latin1\'x\')"), "(`ü` = _latin1'x')");
        assert_eq!(shown(Dialect::MYSQL, "ü _utf8mb4"), "ü _utf8mb4");
    }

    #[test]
    fn the_database_name_is_taken_off_names_only() {
        let text = "select `d``b`.`t`.`x`, '`d``b`.', `a``d``b`.`x` from `d``b`.`t`";
        assert_eq!(
            without_database(text, "d`b"),
            "select `t`.`x`, '`d``b`.', `a``d``b`.`x` from `t`"
        );
        assert_eq!(without_database("nextval(`db`.`s`)", "db"), "nextval(`s`)");
    }
}
