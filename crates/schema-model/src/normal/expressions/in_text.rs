//! Names inside the text of expressions and queries, replaced without touching anything else.

use super::token::{self, Token};
use crate::{Dialect, Family};

/// A name in a text, as the engine reads it, with what stands around it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Named<'a> {
    /// The name.
    pub(crate) name: &'a str,
    /// The name before the dot before it.
    pub(crate) of: Option<&'a str>,
    /// A dot follows: it says whose the next name is.
    pub(crate) qualifies: bool,
    /// A parenthesis follows, or it is the type of a cast: no column and no table.
    pub(crate) other: bool,
    /// It was written in quotes.
    quoted: bool,
}

impl Named<'_> {
    /// Whether this is that name, by the engine's own rule.
    pub(crate) fn is(&self, dialect: Dialect, name: &str) -> bool {
        match dialect.family {
            Family::Postgres if self.quoted => self.name == name,
            Family::Postgres => self.name.to_lowercase() == name,
            _ => self.name.to_lowercase() == name.to_lowercase(),
        }
    }
}

/// The text with the names replaced that `to` gives another for; `None` when the text cannot be
/// read, or no name in it is replaced.
pub(crate) fn replaced(
    dialect: Dialect,
    text: &str,
    to: impl Fn(Named<'_>) -> Option<String>,
) -> Option<String> {
    let tokens = token::spans(dialect, text)?;
    let mut out = String::with_capacity(text.len());
    let mut end = 0;
    for (i, (token, span)) in tokens.iter().enumerate() {
        let Some((name, quoted)) = word(token) else { continue };
        let is = |at: Option<usize>, symbol: &str| {
            at.and_then(|at| tokens.get(at)).is_some_and(|(t, _)| t.is_symbol(symbol))
        };
        let before = |n: usize| i.checked_sub(n);
        let of = before(2).filter(|_| is(before(1), ".")).and_then(|at| tokens.get(at));
        let named = Named {
            name,
            of: of.and_then(|(token, _)| word(token)).map(|(name, _)| name),
            qualifies: is(Some(i + 1), "."),
            other: is(Some(i + 1), "(") && !quoted || is(before(1), "::"),
            quoted,
        };
        let Some(new) = to(named) else { continue };
        out.push_str(text.get(end..span.start)?);
        let plain = !quoted && is_plain(&new) && !RESERVED.contains(&new.as_str());
        out.push_str(&if plain { new } else { dialect.quote(&new) });
        end = span.end;
    }
    if end == 0 {
        return None;
    }
    out.push_str(text.get(end..)?);
    Some(out)
}

/// The tables a query reads, with the name each goes by in it: `from users u` gives
/// `(users, Some(u))`.
pub(crate) fn sources(dialect: Dialect, text: &str) -> Vec<(String, Option<String>)> {
    let Some(tokens) = token::tokens(dialect, text) else { return Vec::new() };
    let mut found = Vec::new();
    let mut tables = false;
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        at += 1;
        let starts = ["from", "join", "update", "into"].iter().any(|w| token.is_word(w));
        tables = starts || (tables && token.is_symbol(","));
        if !tables {
            continue;
        }
        while tokens.get(at).is_some_and(|t| t.is_symbol("(")) {
            at += 1;
        }
        let Some((mut name, _)) = tokens.get(at).and_then(word) else { continue };
        at += 1;
        while tokens.get(at).is_some_and(|t| t.is_symbol(".")) {
            let Some((next, _)) = tokens.get(at + 1).and_then(word) else { break };
            name = next;
            at += 2;
        }
        if tokens.get(at).is_some_and(|t| t.is_word("as")) {
            at += 1;
        }
        let alias = tokens.get(at).and_then(word).map(|(alias, _)| alias);
        let alias = alias.filter(|a| !AFTER_A_TABLE.iter().any(|k| a.eq_ignore_ascii_case(k)));
        found.push((name.to_owned(), alias.map(ToOwned::to_owned)));
        at += usize::from(alias.is_some());
    }
    found
}

/// `email as email` is `email`.
pub(crate) fn without_needless_aliases(dialect: Dialect, text: &str) -> String {
    let Some(tokens) = token::spans(dialect, text) else { return text.to_owned() };
    let mut out = String::with_capacity(text.len());
    let mut end = 0;
    for three in tokens.windows(3) {
        let [(name, at), (keyword, _), (alias, to)] = three else { continue };
        let same = word(name).zip(word(alias)).is_some_and(|(a, b)| a.0 == b.0);
        if same && keyword.is_word("as") && at.end >= end {
            out.push_str(text.get(end..at.end).unwrap_or_default());
            end = to.end;
        }
    }
    out.push_str(text.get(end..).unwrap_or_default());
    out
}

fn word(token: &Token) -> Option<(&str, bool)> {
    match token {
        Token::Word(name) => Some((name, false)),
        Token::Quoted(name) => Some((name, true)),
        _ => None,
    }
}

fn is_plain(name: &str) -> bool {
    !name.is_empty()
        && !name.starts_with(|c: char| c.is_ascii_digit())
        && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
}

/// What follows a table in a query and is no name of it.
const AFTER_A_TABLE: [&str; 25] = [
    "set",
    "values",
    "select",
    "where",
    "group",
    "order",
    "having",
    "limit",
    "union",
    "except",
    "intersect",
    "join",
    "inner",
    "left",
    "right",
    "full",
    "cross",
    "natural",
    "on",
    "using",
    "window",
    "offset",
    "fetch",
    "for",
    "tablesample",
];

/// Words that mean something else without quotes on one engine or another.
const RESERVED: [&str; 48] = [
    "all",
    "and",
    "any",
    "array",
    "as",
    "asc",
    "between",
    "by",
    "case",
    "check",
    "column",
    "constraint",
    "create",
    "current",
    "default",
    "desc",
    "distinct",
    "else",
    "end",
    "except",
    "exists",
    "false",
    "for",
    "foreign",
    "from",
    "group",
    "having",
    "in",
    "index",
    "interval",
    "is",
    "key",
    "like",
    "limit",
    "not",
    "null",
    "offset",
    "on",
    "or",
    "order",
    "primary",
    "references",
    "select",
    "table",
    "true",
    "user",
    "when",
    "where",
];
