//! The tokens of one statement on its way to a scratch database, and the text that is sent.
//!
//! What is sent is written anew from the tokens that were judged: comments (MySQL's executable ones
//! too) are gone, so that the engine cannot read anything that the judge did not.

use seedbed_schema_model::{Dialect, Family};

use crate::sql::lex::{Kind, Token};

/// One token with the white space before it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Piece<'t> {
    pub(super) kind: Kind,
    pub(super) text: &'t str,
    before: &'t str,
}

/// A statement.
#[derive(Debug, Clone)]
pub(super) struct Words<'t> {
    pub(super) dialect: Dialect,
    pub(super) all: Vec<Piece<'t>>,
}

impl<'t> Words<'t> {
    pub(super) fn new(dialect: Dialect, text: &'t str, tokens: &[Token]) -> Self {
        let mut end = None;
        let piece = |token: &Token| {
            let between = end.and_then(|end| text.get(end..token.start)).unwrap_or(" ");
            end = Some(token.end);
            // Anything but white space between two tokens is a comment.
            let blank = |c: char| matches!(c, ' ' | '\t' | '\n' | '\r');
            let before = if between.chars().all(blank) { between } else { " " };
            let text = text.get(token.start..token.end).unwrap_or_default();
            Piece { kind: token.kind, text, before }
        };
        Self { dialect, all: tokens.iter().map(piece).collect() }
    }

    /// The statement as it is sent.
    pub(super) fn sql(&self) -> String {
        let mut out = String::new();
        for (i, piece) in self.all.iter().enumerate() {
            if i > 0 {
                out.push_str(piece.before);
            }
            out.push_str(piece.text);
        }
        out
    }

    /// Whether the token at `i` is this keyword.
    pub(super) fn is(&self, i: usize, word: &str) -> bool {
        self.all.get(i).is_some_and(|p| p.kind == Kind::Word && p.text.eq_ignore_ascii_case(word))
    }

    /// Whether the token at `i` is one of these keywords.
    pub(super) fn is_any(&self, i: usize, words: &[&str]) -> bool {
        words.iter().any(|w| self.is(i, w))
    }

    /// Whether these keywords stand at `i`, one after another.
    pub(super) fn are(&self, i: usize, words: &str) -> bool {
        words.split(' ').enumerate().all(|(n, word)| self.is(i + n, word))
    }

    /// Whether the token at `i` is this character.
    pub(super) fn symbol(&self, i: usize, symbol: u8) -> bool {
        self.all.get(i).is_some_and(|p| p.kind == Kind::Symbol(symbol))
    }

    /// Where a keyword stands, anywhere.
    pub(super) fn find(&self, word: &str) -> Option<usize> {
        (0..self.all.len()).find(|i| self.is(*i, word))
    }

    /// Where a keyword stands outside parentheses, from `start` on.
    pub(super) fn find_outside(&self, start: usize, word: &str) -> Option<usize> {
        let mut depth = 0usize;
        for i in start..self.all.len() {
            match self.all[i].kind {
                Kind::Symbol(b'(') => depth += 1,
                Kind::Symbol(b')') => depth = depth.saturating_sub(1),
                _ if depth == 0 && self.is(i, word) => return Some(i),
                _ => {}
            }
        }
        None
    }

    /// Whether the token at `i` can be a name.
    pub(super) fn is_name(&self, i: usize) -> bool {
        self.all.get(i).is_some_and(|p| matches!(p.kind, Kind::Word | Kind::Quoted))
    }

    /// The name at `i`, its quotes undone.
    pub(super) fn name(&self, i: usize) -> Option<String> {
        let piece = self.all.get(i)?;
        let mut chars = piece.text.chars();
        match (piece.kind, chars.next()) {
            (Kind::Word, _) => Some(piece.text.to_owned()),
            (Kind::Quoted | Kind::Text, Some(open)) => {
                let close = if open == '[' { ']' } else { open };
                let inner = chars.as_str().strip_suffix(close)?;
                Some(inner.replace(&format!("{close}{close}"), &close.to_string()))
            }
            _ => None,
        }
    }

    /// Takes tokens out.
    pub(super) fn remove(&mut self, range: std::ops::Range<usize>) {
        let end = range.end.min(self.all.len());
        if range.start < end {
            self.all.drain(range.start..end);
            if let Some(next) = self.all.get_mut(range.start) {
                next.before = " ";
            }
        }
    }

    /// Adds keywords at the end.
    pub(super) fn append(&mut self, words: &'static str) {
        let piece = |text| Piece { kind: Kind::Word, text, before: " " };
        self.all.extend(words.split(' ').map(piece));
    }

    /// Whether every quoted token ends where the engine says that it ends, by a rule of its own: the
    /// judge and the engine must agree on what is inside quotes.
    pub(super) fn quotes_are_closed(&self) -> bool {
        self.all.iter().all(|p| match p.kind {
            Kind::Text | Kind::Quoted => closed(self.dialect, p.kind, p.text),
            _ => true,
        })
    }
}

fn closed(dialect: Dialect, kind: Kind, text: &str) -> bool {
    if text.contains('\0') {
        return false;
    }
    let postgres = dialect.family == Family::Postgres;
    if postgres && text.starts_with('$') {
        let Some(tag) = text[1..].find('$').map(|i| &text[..i + 2]) else { return false };
        let body = text.get(tag.len()..text.len().saturating_sub(tag.len()));
        return text.len() >= 2 * tag.len()
            && text.ends_with(tag)
            && body.is_some_and(|body| !body.contains(tag));
    }
    let mut rest = text;
    let mut escapes = dialect.is_mysql_like() && kind == Kind::Text;
    if kind == Kind::Text && rest.starts_with(|c: char| c.is_ascii_alphabetic()) {
        escapes |= postgres && rest.starts_with(['e', 'E']);
        rest = &rest[1..];
    }
    let mut chars = rest.chars();
    let Some(open @ ('\'' | '"' | '`' | '[')) = chars.next() else { return false };
    let close = if open == '[' { ']' } else { open };
    let mut inside = chars.peekable();
    while let Some(c) = inside.next() {
        if c == '\\' && escapes {
            inside.next();
        } else if c == close {
            if inside.peek() == Some(&close) && close != ']' {
                inside.next();
            } else {
                return inside.next().is_none();
            }
        }
    }
    false
}
