//! Functions of PostgreSQL that change the schema when they run, and the statements that run them: what
//! they do is not evaluated, so that such a statement is a gap.

use std::collections::{BTreeMap, BTreeSet};

use seedbed_schema_model::{Dialect, GapKind};

use super::{
    cursor::{Cursor, Parsed, Unread, unquote_name},
    declared::{Declared, Source},
    do_block,
    lex::{Kind, Lexer, Token},
};

/// What a piece of code does.
#[derive(Debug, Clone, Default)]
pub(super) struct Body {
    /// It defines something, or runs what is put together only then.
    defines: bool,
    /// The functions that it calls.
    calls: BTreeSet<String>,
}

/// What functions do, by their names without a schema; of several of one name, whatever any of them does.
pub(super) type Bodies = BTreeMap<String, Body>;

/// What a statement defines that is part of a schema.
const OBJECTS: [&str; 15] = [
    "table",
    "index",
    "view",
    "sequence",
    "type",
    "domain",
    "function",
    "procedure",
    "routine",
    "trigger",
    "schema",
    "extension",
    "aggregate",
    "column",
    "constraint",
];

/// First words of statements that change no schema.
const HARMLESS: [&str; 20] = [
    "select", "insert", "update", "delete", "merge", "with", "values", "truncate", "analyze",
    "vacuum", "reindex", "refresh", "set", "reset", "grant", "revoke", "lock", "notify", "copy",
    "explain",
];

impl Declared {
    /// `CREATE FUNCTION`, `CREATE PROCEDURE`: remembers what the body does.
    pub(super) fn note_function(&mut self, source: &Source<'_>, tokens: &[Token]) {
        if !self.is_postgres() {
            return;
        }
        let (dialect, text) = (self.names.dialect, source.text);
        let mut cursor = Cursor::new(dialect, text, tokens);
        if !cursor.eat("CREATE") {
            return;
        }
        cursor.eat("OR REPLACE");
        if !cursor.eat("FUNCTION") && !cursor.eat("PROCEDURE") {
            return;
        }
        let Ok(name) = cursor.object(&self.names) else { return };
        let mut body = Body::default();
        let mut language = String::new();
        let mut written = None;
        for pair in tokens.windows(2) {
            let [before, token] = pair else { continue };
            let is = |w: &str| {
                text.get(before.start..before.end).is_some_and(|b| b.eq_ignore_ascii_case(w))
            };
            if is("AS") && token.kind == Kind::Text {
                written = written.or_else(|| inside(text, token));
            } else if is("LANGUAGE") {
                language = text.get(token.start..token.end).unwrap_or_default().to_lowercase();
            }
        }
        // A body that is part of the statement defines nothing, and may call.
        if let (Some(first), Some(last)) = (tokens.first(), tokens.last()) {
            body.calls = scan(dialect, text, (first.start, last.end), false).calls;
        }
        body.calls.remove(&name.name);
        if let Some((from, to)) = written {
            let code = if matches!(language.trim_matches(['\'', '"']), "sql" | "plpgsql" | "") {
                scan(dialect, text, (from, to), true)
            } else {
                let text = text.get(from..to).unwrap_or_default().to_lowercase();
                let defines = ["create ", "alter ", "drop "].iter().any(|w| text.contains(w));
                Body { defines, ..Body::default() }
            };
            body.defines |= code.defines;
            body.calls.extend(code.calls);
        }
        let known = self.bodies.entry(name.name).or_default();
        known.defines |= body.defines;
        known.calls.extend(body.calls);
    }

    /// The function called between two positions of a text that changes the schema.
    fn changed_by(&self, text: &str, range: (usize, usize)) -> Option<String> {
        if self.bodies.values().all(|body| !body.defines) {
            return None;
        }
        let called = scan(self.names.dialect, text, range, false).calls;
        called.into_iter().find(|name| self.changes(name))
    }

    /// Whether a function changes the schema, itself or through those that it calls.
    fn changes(&self, name: &str) -> bool {
        let mut seen = BTreeSet::new();
        let mut open = vec![name];
        while let Some(name) = open.pop() {
            let Some(body) = self.bodies.get(name).filter(|_| seen.insert(name)) else { continue };
            if body.defines {
                return true;
            }
            open.extend(body.calls.iter().map(String::as_str));
        }
        false
    }

    /// A gap when a statement that begins at `at` runs a function that changes the schema.
    pub(super) fn note_call(&mut self, source: &Source<'_>, at: usize) {
        if !self.is_postgres() || self.bodies.is_empty() {
            return;
        }
        let end = end_of_statement(self.names.dialect, source.text, at);
        if let Some(name) = self.changed_by(source.text, (at, end)) {
            self.gap(source, at, GapKind::Unparsed, why(&name));
        }
    }

    /// Refuses a DO block that calls a function that changes the schema.
    pub(super) fn changed_by_block(
        &self,
        source: &Source<'_>,
        tokens: &[Token],
        at: usize,
    ) -> Parsed<()> {
        let range = do_block::body(self.names.dialect, source.text, tokens);
        match range.and_then(|range| self.changed_by(source.text, range)) {
            Some(name) => Err(Unread { why: why(&name), at, kind: GapKind::Unparsed }),
            None => Ok(()),
        }
    }
}

/// Why a statement that runs such a function is a gap.
fn why(name: &str) -> String {
    format!("{name}() changes the schema when it runs, which is not evaluated")
}

fn end_of_statement(dialect: Dialect, text: &str, at: usize) -> usize {
    let mut lexer = Lexer::over(dialect, text, at, text.len());
    let mut end = at;
    while let Some(token) = lexer.token().filter(|t| t.kind != Kind::End) {
        end = token.end;
    }
    end
}

/// Where the content of a string begins and ends.
fn inside(text: &str, token: &Token) -> Option<(usize, usize)> {
    let slice = text.get(token.start..token.end)?;
    let open =
        if slice.starts_with('$') { slice.get(1..)?.find('$')? + 2 } else { slice.find('\'')? + 1 };
    let close = if slice.starts_with('$') { open } else { 1 };
    let (from, to) = (token.start + open, token.end.checked_sub(close)?);
    (from <= to).then_some((from, to))
}

/// What code does: the functions it calls and, when that is asked for, whether it defines.
fn scan(dialect: Dialect, text: &str, (from, to): (usize, usize), defines: bool) -> Body {
    let mut lexer = Lexer::over(dialect, text, from, to);
    let tokens: Vec<Token> = std::iter::from_fn(|| lexer.token()).collect();
    let slice = |i: usize| tokens.get(i).and_then(|t| text.get(t.start..t.end));
    let word = |i: usize| {
        let is = tokens.get(i).is_some_and(|t| t.kind == Kind::Word);
        slice(i).filter(|_| is).map(str::to_ascii_lowercase)
    };
    let ends = |i: usize| tokens.get(i).is_none_or(|t| t.kind == Kind::End);
    let mut body = Body::default();
    for i in 0..tokens.len() {
        if tokens.get(i + 1).is_some_and(|t| t.kind == Kind::Symbol(b'(')) {
            let quoted = tokens.get(i).is_some_and(|t| t.kind == Kind::Quoted);
            let quoted = slice(i).filter(|_| quoted).map(unquote_name);
            body.calls.extend(word(i).or(quoted));
        }
        if !defines || body.defines {
            continue;
        }
        match word(i).as_deref() {
            Some("create" | "alter" | "drop") => {
                let after = (i + 1..i + 7).take_while(|i| !ends(*i)).filter_map(word);
                let after: Vec<String> = after.collect();
                let is = |known: &[&str]| after.iter().any(|w| known.contains(&w.as_str()));
                body.defines = is(&OBJECTS) && !is(&["temp", "temporary"]);
            }
            Some("comment") => body.defines = word(i + 1).as_deref() == Some("on"),
            Some("execute") => {
                let next = word(i + 1);
                if matches!(next.as_deref(), Some("function" | "procedure" | "on")) {
                    continue;
                }
                let rest = (i + 1..tokens.len()).take_while(|i| !ends(*i));
                let mut texts = rest.filter_map(|i| tokens.get(i)).filter(|t| t.kind == Kind::Text);
                let literal = texts.next().and_then(|t| inside(text, t));
                body.defines = literal
                    .is_none_or(|(from, to)| !is_harmless(text.get(from..to).unwrap_or_default()));
            }
            _ => {}
        }
    }
    body
}

/// Whether a statement, as far as it is known, changes no schema.
fn is_harmless(statement: &str) -> bool {
    let mut words = statement
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty())
        .map(str::to_ascii_lowercase);
    let (first, second) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    HARMLESS.contains(&first.as_str())
        || (first == "create" && matches!(second.as_str(), "temp" | "temporary"))
}
