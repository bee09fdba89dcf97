//! How tightly operators bind, and which words are not names: shared by the parser and the writer,
//! so that what is written reads back the same.

use super::token;
use crate::{Dialect, Family};

/// Binding levels, loosest first.
pub(super) mod level {
    pub(in super::super) const NAMED: u8 = 5;
    pub(in super::super) const OR: u8 = 10;
    pub(in super::super) const XOR: u8 = 15;
    pub(in super::super) const AND: u8 = 20;
    pub(in super::super) const NOT: u8 = 30;
    pub(in super::super) const COMPARE: u8 = 40;
    pub(in super::super) const OTHER: u8 = 50;
    pub(in super::super) const ADD: u8 = 60;
    pub(in super::super) const MULTIPLY: u8 = 70;
    pub(in super::super) const CONCAT: u8 = 75;
    pub(in super::super) const SIGN: u8 = 80;
    pub(in super::super) const COLLATE: u8 = 85;
    pub(in super::super) const ATOM: u8 = 100;
}

/// The level of an infix operator (in normal spelling); `None` when it is none.
pub(super) fn infix(dialect: Dialect, op: &str) -> Option<u8> {
    let sqlite = dialect.family == Family::Sqlite;
    Some(match op {
        "=>" => level::NAMED,
        "or" => level::OR,
        "xor" => level::XOR,
        "and" => level::AND,
        _ if is_comparison(op) => match op {
            "<" | ">" | "<=" | ">=" if sqlite => level::COMPARE + 1,
            _ => level::COMPARE,
        },
        "+" | "-" => level::ADD,
        "*" | "/" | "%" | "div" => level::MULTIPLY,
        "^" if dialect.family == Family::Sqlite => return None,
        "^" => level::CONCAT,
        "||" | "->" | "->>" if sqlite || (dialect.is_mysql_like() && op != "||") => level::CONCAT,
        "|" if dialect.is_mysql_like() => level::OTHER,
        "&" if dialect.is_mysql_like() => level::OTHER + 1,
        "<<" | ">>" if dialect.is_mysql_like() => level::OTHER + 2,
        "escape" => level::OTHER,
        "||" | "->" | "->>" | "#>" | "#>>" | "#-" | "@>" | "<@" | "@@" | "@?" | "?" | "?|"
        | "?&" | "&" | "|" | "#" | "<<" | ">>" | "&&" | "<->" | "-|-" | "^@" | "&<" | "&>" => {
            level::OTHER
        }
        // Extensions add operators of any spelling.
        _ if dialect.family == Family::Postgres && token::is_operator(op) => level::OTHER,
        _ => return None,
    })
}

/// Whether an operator (in normal spelling) compares: it yields true or false and does not chain.
pub(super) fn is_comparison(op: &str) -> bool {
    matches!(
        op,
        "=" | "<>"
            | "<"
            | ">"
            | "<="
            | ">="
            | "like"
            | "not like"
            | "ilike"
            | "not ilike"
            | "similar to"
            | "not similar to"
            | "glob"
            | "not glob"
            | "match"
            | "not match"
            | "regexp"
            | "not regexp"
            | "~"
            | "!~"
            | "~*"
            | "!~*"
            | "is distinct from"
            | "is not distinct from"
            | "member of"
            | "sounds like"
            | "overlaps"
    )
}

/// The comparison that is true where `op` is false.
pub(super) fn opposite(op: &str) -> Option<&'static str> {
    Some(match op {
        "=" => "<>",
        "<>" => "=",
        "<" => ">=",
        ">=" => "<",
        ">" => "<=",
        "<=" => ">",
        "like" => "not like",
        "not like" => "like",
        "ilike" => "not ilike",
        "not ilike" => "ilike",
        "similar to" => "not similar to",
        "not similar to" => "similar to",
        "glob" => "not glob",
        "not glob" => "glob",
        "match" => "not match",
        "not match" => "match",
        "regexp" => "not regexp",
        "not regexp" => "regexp",
        "~" => "!~",
        "!~" => "~",
        "~*" => "!~*",
        "!~*" => "~*",
        "is distinct from" => "is not distinct from",
        "is not distinct from" => "is distinct from",
        _ => return None,
    })
}

/// The comparison with its operands exchanged.
pub(super) fn mirrored(op: &str) -> Option<&'static str> {
    Some(match op {
        "=" => "=",
        "<>" => "<>",
        "<" => ">",
        ">" => "<",
        "<=" => ">=",
        ">=" => "<=",
        _ => return None,
    })
}

/// The level of a prefix operator.
pub(super) fn prefix(op: &str) -> u8 {
    if op == "not" { level::NOT } else { level::SIGN }
}

/// Words the parser gives a meaning, so that a name spelled like one must be quoted.
pub(super) fn is_reserved(word: &str) -> bool {
    RESERVED.iter().any(|r| r.eq_ignore_ascii_case(word))
}

/// Words that cannot be a bare name, because they continue or end an expression.
pub(super) fn is_structural(word: &str) -> bool {
    is_reserved(word) && !NAMES.contains(&word)
}

/// Words that mean something else before a parenthesis.
pub(super) fn is_not_a_function(word: &str) -> bool {
    NOT_FUNCTIONS.contains(&word)
}

/// Functions SQL writes without parentheses.
pub(super) fn is_bare_function(word: &str) -> bool {
    BARE.contains(&word)
}

const BARE: [&str; 9] = [
    "current_timestamp",
    "current_date",
    "current_time",
    "localtime",
    "localtimestamp",
    "current_user",
    "session_user",
    "current_catalog",
    "current_schema",
];

const NOT_FUNCTIONS: [&str; 17] = [
    "all", "and", "any", "array", "binary", "case", "cast", "distinct", "exists", "false",
    "interval", "not", "null", "or", "row", "some", "true",
];

/// Reserved here, and yet a column's name where an operand is expected.
const NAMES: [&str; 15] = [
    "at", "by", "convert", "div", "escape", "glob", "match", "member", "mod", "regexp", "rlike",
    "sounds", "unknown", "values", "xor",
];

const RESERVED: [&str; 66] = [
    "all",
    "and",
    "any",
    "array",
    "as",
    "asc",
    "at",
    "between",
    "binary",
    "both",
    "by",
    "case",
    "cast",
    "collate",
    "convert",
    "current_catalog",
    "current_date",
    "current_schema",
    "current_time",
    "current_timestamp",
    "current_user",
    "desc",
    "distinct",
    "div",
    "else",
    "end",
    "escape",
    "exists",
    "false",
    "for",
    "from",
    "glob",
    "group",
    "ilike",
    "in",
    "interval",
    "is",
    "isnull",
    "leading",
    "like",
    "localtime",
    "localtimestamp",
    "match",
    "member",
    "mod",
    "not",
    "notnull",
    "null",
    "or",
    "order",
    "regexp",
    "rlike",
    "row",
    "select",
    "session_user",
    "similar",
    "some",
    "sounds",
    "then",
    "trailing",
    "true",
    "unknown",
    "values",
    "when",
    "with",
    "xor",
];

/// Functions of PostgreSQL that are there for text alone: the case-blind text has none of its own.
pub(super) fn is_of_text_only(name: &str) -> bool {
    matches!(
        name,
        "length"
            | "char_length"
            | "lower"
            | "upper"
            | "initcap"
            | "trim"
            | "btrim"
            | "ltrim"
            | "rtrim"
            | "left"
            | "right"
            | "reverse"
            | "md5"
            | "ascii"
            | "repeat"
            | "to_tsvector"
            | "starts_with"
            | "substring"
            | "substr"
            | "overlay"
            | "lpad"
            | "rpad"
    )
}
