//! Expressions brought to one spelling: tokens, a precedence parser, rules, and a writer.
//!
//! The form is text a person can read: keywords and names in lower case, no parentheses but the
//! needed ones, `in (…)` for `= any (array[…])`, `>= … and <= …` for BETWEEN. What cannot be parsed
//! keeps its tokens in one spacing, so that it still equals itself. Any input is safe: nesting and
//! growth are limited.

mod blocks;
mod grammar;
pub(crate) mod in_text;
pub(super) mod node;
mod operands;
mod parse;
mod rewrite;
mod special;
mod token;

pub(super) use blocks::is_one_statement;
use node::Node;
use token::Token;

use crate::{Dialect, Family, Schema, Table};

/// What an expression is read in.
#[derive(Debug, Clone, Copy)]
pub(super) struct Context<'a> {
    /// The engine.
    pub(super) dialect: Dialect,
    /// The table whose columns it names.
    pub(super) table: Option<&'a Table>,
    /// The schema, which knows what domains are based on.
    pub(super) schema: Option<&'a Schema>,
    /// A default, which cannot name a column.
    pub(super) is_default: bool,
}

/// The expression; `None` when it is not understood.
pub(super) fn parse(context: Context<'_>, text: &str) -> Option<Node> {
    parse::parse(context, &tokens(context, text)?)
}

fn tokens(context: Context<'_>, text: &str) -> Option<Vec<Token>> {
    let mut tokens = token::tokens(context.dialect, text)?;
    if context.dialect.is_mysql_like() {
        mysql_words(&mut tokens);
    }
    // A default cannot mean a column, so SQLite reads a quoted name as a string.
    if context.is_default && context.dialect.family == Family::Sqlite {
        for token in &mut tokens {
            if let Token::Quoted(name) = token {
                *token = Token::Text(std::mem::take(name));
            }
        }
    }
    Some(tokens)
}

/// Phrases that MySQL and MariaDB write in other words: `next value for s` is `nextval(s)`, and what
/// `json_value` returns is `char(512)` unless something else is said.
fn mysql_words(tokens: &mut Vec<Token>) {
    let symbol = |s: &str| Token::Symbol(s.to_owned());
    let mut at = 0;
    while at < tokens.len() {
        let words = |list: &[&str]| {
            list.iter().enumerate().all(|(i, w)| tokens.get(at + i).is_some_and(|t| t.is_word(w)))
        };
        let phrases = [("next", "nextval"), ("previous", "lastval")];
        let phrase = phrases.iter().find(|(word, _)| words(&[word, "value", "for"]));
        if let Some((_, name)) = phrase {
            let is_name = |t: &Token| matches!(t, Token::Word(_) | Token::Quoted(_));
            let mut end = at + 3 + usize::from(tokens.get(at + 3).is_some_and(is_name));
            while tokens.get(end).is_some_and(|t| t.is_symbol("."))
                && tokens.get(end + 1).is_some_and(is_name)
            {
                end += 2;
            }
            tokens.insert(end, symbol(")"));
            tokens.splice(at..at + 3, [Token::Word((*name).to_owned()), symbol("(")]);
        } else if words(&["returning", "char"])
            && matches!(tokens.get(at + 2..at + 5), Some([open, Token::Number(n), close])
                if open.is_symbol("(") && n == "512" && close.is_symbol(")"))
        {
            tokens.drain(at..at + 5);
        }
        at += 1;
    }
}

/// Tokens without parentheses around all of them: as many pairs as open at the start, close at the
/// end, and are not closed in between. One pass, whatever the depth.
fn bared(tokens: &[Token]) -> &[Token] {
    let leading = tokens.iter().take_while(|t| t.is_symbol("(")).count();
    let trailing = tokens.iter().rev().take_while(|t| t.is_symbol(")")).count();
    let Some(inner) = tokens.get(leading..tokens.len() - trailing.min(tokens.len() - leading))
    else {
        return tokens;
    };
    // How far the inside, and the closings that are not of the outer pairs, fall below its start.
    let (mut depth, mut lowest) = (0isize, 0isize);
    for token in inner {
        depth += isize::from(token.is_symbol("(")) - isize::from(token.is_symbol(")"));
        lowest = lowest.min(depth);
    }
    let kept_open = leading.saturating_sub(lowest.unsigned_abs());
    // What the inside leaves open is closed by the first of the closings.
    let spare = trailing.saturating_sub((depth - lowest).unsigned_abs());
    let pairs = kept_open.min(spare).min(leading).min(trailing);
    tokens.get(pairs..tokens.len() - pairs).unwrap_or(tokens)
}

/// The form of an expression.
pub(super) fn form(context: Context<'_>, text: &str) -> String {
    match tokens(context, text) {
        Some(tokens) => match parse::parse(context, &tokens) {
            Some(node) => node.write(context.dialect),
            None => token::spaced(context.dialect, bared(&tokens)),
        },
        None => text.trim().to_owned(),
    }
}

/// The form of a text that is not one expression, such as a query.
pub(super) fn tokens_form(dialect: Dialect, text: &str) -> String {
    match token::tokens(dialect, text.trim().trim_end_matches(';')) {
        Some(tokens) => token::spaced(dialect, &plain_names(dialect, tokens)),
        None => text.trim().to_owned(),
    }
}

/// The form of a query. PostgreSQL wrote the only table's name before each of its columns until version
/// 16, which leaves it out.
pub(super) fn query_form(dialect: Dialect, text: &str) -> String {
    let Some(tokens) = token::tokens(dialect, text.trim().trim_end_matches(';')) else {
        return text.trim().to_owned();
    };
    let mut tokens = plain_names(dialect, tokens);
    if dialect.family == Family::Postgres
        && let Some(table) = only_table(&tokens)
    {
        let mut kept = Vec::with_capacity(tokens.len());
        let mut tokens_left = tokens.into_iter().peekable();
        while let Some(token) = tokens_left.next() {
            let qualifies = is_name(&token, &table)
                && !matches!(kept.last(), Some(Token::Symbol(s)) if s == ".")
                && matches!(tokens_left.peek(), Some(Token::Symbol(s)) if s == ".");
            if qualifies {
                tokens_left.next();
            } else {
                kept.push(token);
            }
        }
        tokens = kept;
    }
    token::spaced(dialect, &tokens)
}

fn is_name(token: &Token, name: &str) -> bool {
    match token {
        Token::Word(word) => word.eq_ignore_ascii_case(name),
        Token::Quoted(quoted) => quoted == name,
        _ => false,
    }
}

/// What the columns of the only table of a query are qualified with: its alias or its name.
fn only_table(tokens: &[Token]) -> Option<String> {
    let count = |word: &str| tokens.iter().filter(|t| t.is_word(word)).count();
    if count("select") != 1 || count("join") > 0 || count("from") != 1 || count("with") > 0 {
        return None;
    }
    let from = tokens.iter().position(|t| t.is_word("from"))?;
    let mut after = tokens.get(from + 1..)?.iter();
    let name = |token: Option<&Token>| match token {
        Some(Token::Word(word)) => Some(word.to_ascii_lowercase()),
        Some(Token::Quoted(name)) => Some(name.clone()),
        _ => None,
    };
    let mut table = name(after.next())?;
    const ENDS: [&str; 12] = [
        "where",
        "group",
        "order",
        "limit",
        "having",
        "union",
        "window",
        "offset",
        "fetch",
        "for",
        "except",
        "intersect",
    ];
    loop {
        match after.next() {
            None => return Some(table),
            Some(Token::Symbol(s)) if s == "." => table = name(after.next())?,
            Some(token) if ENDS.iter().any(|w| token.is_word(w)) => return Some(table),
            Some(token) if token.is_word("as") => {}
            Some(token @ (Token::Word(_) | Token::Quoted(_))) => table = name(Some(token))?,
            Some(_) => return None,
        }
    }
}

/// Names without quotes they do not need and, on PostgreSQL, without the default schema before them:
/// whether either is written depends on who wrote the text.
fn plain_names(dialect: Dialect, tokens: Vec<Token>) -> Vec<Token> {
    let postgres = dialect.family == Family::Postgres;
    let mut out: Vec<Token> = Vec::with_capacity(tokens.len());
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        let token = match token {
            Token::Quoted(name) if is_plain(&name, postgres) => Token::Word(name),
            token => token,
        };
        let dot = |token: Option<&Token>| matches!(token, Some(Token::Symbol(s)) if s == ".");
        let home = matches!(&token, Token::Word(word) if postgres && word == "public");
        if home && dot(tokens.peek()) && !dot(out.last()) {
            tokens.next();
            continue;
        }
        out.push(token);
    }
    out
}

/// Whether a name means the same without quotes: PostgreSQL folds upper case.
fn is_plain(name: &str, folds: bool) -> bool {
    name.chars().next().is_some_and(token::starts_word)
        && name.chars().all(token::continues_word)
        && !(folds && name.chars().any(char::is_uppercase))
}

/// See [`super::contained`].
pub(super) fn contained(dialect: Dialect, text: &str) -> Option<String> {
    let (tokens, commented) = token::scan(dialect, text)?;
    let mut open = Vec::new();
    for token in &tokens {
        let Token::Symbol(symbol) = token else { continue };
        match symbol.as_str() {
            ";" => return None,
            "(" | "[" => open.push(symbol.as_str()),
            ")" if open.pop() != Some("(") => return None,
            "]" if open.pop() != Some("[") => return None,
            _ => {}
        }
    }
    if tokens.is_empty() || !open.is_empty() {
        return None;
    }
    // Words keep their case in the engine's own text; without its comments, tokens are all there is.
    Some(if commented { token::spaced(dialect, &tokens) } else { text.trim().to_owned() })
}

/// See [`super::mentions`].
pub(super) fn mentions(dialect: Dialect, text: &str, name: &str) -> bool {
    token::tokens(dialect, text).unwrap_or_default().iter().any(|token| match token {
        Token::Word(word) => word.eq_ignore_ascii_case(name),
        Token::Quoted(quoted) => quoted == name,
        _ => false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The obvious way: one pair after the other, each checked by itself.
    fn one_by_one(mut tokens: &[Token]) -> &[Token] {
        while let [first, inner @ .., last] = tokens
            && first.is_symbol("(")
            && last.is_symbol(")")
        {
            let mut open = 0usize;
            for token in inner {
                if token.is_symbol("(") {
                    open += 1;
                } else if token.is_symbol(")") {
                    match open.checked_sub(1) {
                        Some(left) => open = left,
                        None => return tokens,
                    }
                }
            }
            tokens = inner;
        }
        tokens
    }

    #[test]
    fn parentheses_around_everything_are_told_from_those_side_by_side() {
        // Every text of up to nine tokens in which each closing has its opening.
        let mut texts = vec![(String::new(), 0usize)];
        for _ in 0..9 {
            let mut longer = Vec::new();
            for (text, open) in &texts {
                longer.push((format!("{text}a "), *open));
                longer.push((format!("{text}("), open + 1));
                if *open > 0 {
                    longer.push((format!("{text})"), open - 1));
                }
            }
            for (text, _) in longer.iter().filter(|(_, open)| *open == 0) {
                let tokens = token::tokens(Dialect::POSTGRES, text).unwrap();
                assert_eq!(bared(&tokens).len(), one_by_one(&tokens).len(), "{text}");
            }
            texts = longer;
        }
    }
}
