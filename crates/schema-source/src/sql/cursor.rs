//! Walks over the tokens of one statement: keywords, names, literals, groups in parentheses, and the
//! text of a range of tokens as the file wrote it.

use std::borrow::Cow;

use seedbed_schema_model::{Dialect, Family, GapKind, TableName};

use super::lex::{Kind, Token, continued};

/// Why a piece of a statement was not understood, and where in the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Unread {
    pub(super) why: String,
    pub(super) at: usize,
    /// Unparsed, or Unmodelled when it was understood and the model has no place for it.
    pub(super) kind: GapKind,
}

/// What parsing a piece gives.
pub(super) type Parsed<T> = Result<T, Unread>;

/// How names without a schema are understood.
#[derive(Debug, Clone)]
pub(super) struct Names {
    pub(super) dialect: Dialect,
    /// The default schema of the source; names in it have no schema in the model.
    pub(super) home: Option<String>,
    /// The schema of unqualified names when it is another one (`SET search_path`, `USE`).
    pub(super) current: Option<String>,
    /// PostgreSQL: where they are looked for.
    pub(super) path: Vec<String>,
}

impl Names {
    /// The names of a source in which nothing has been said yet.
    pub(super) fn new(dialect: Dialect) -> Self {
        let home = match dialect.family {
            Family::Postgres => Some("public".to_owned()),
            Family::Sqlite => Some("main".to_owned()),
            Family::MySql | Family::MariaDb => None,
        };
        let path = match dialect.family {
            Family::Postgres => home.iter().cloned().collect(),
            _ => Vec::new(),
        };
        Self { dialect, home, current: None, path }
    }

    /// The same in a database with another search path than `public`.
    pub(super) fn on(dialect: Dialect, path: &[String]) -> Self {
        let mut names = Self::new(dialect);
        if dialect.family == Family::Postgres && !path.is_empty() {
            names.home = path.first().cloned();
            names.path = path.to_vec();
        }
        names
    }

    /// A name as the model has it.
    pub(super) fn resolve(&self, schema: Option<String>, name: String) -> TableName {
        let schema = match schema {
            None => self.current.clone(),
            schema => schema.filter(|s| Some(s) != self.home.as_ref()),
        };
        TableName { schema, name }
    }

    /// An identifier as the engine tells it from others.
    pub(super) fn folded(&self, name: &str) -> String {
        if self.dialect.family == Family::Postgres { name.to_owned() } else { name.to_lowercase() }
    }

    /// Whether two identifiers are the same to the engine.
    pub(super) fn same(&self, a: &str, b: &str) -> bool {
        if self.dialect.family == Family::Postgres { a == b } else { eq_fold(a, b) }
    }
}

/// Case-insensitive equality, for engines whose identifiers are.
fn eq_fold(a: &str, b: &str) -> bool {
    a.eq_ignore_ascii_case(b) || (!a.is_ascii() && a.to_lowercase() == b.to_lowercase())
}

/// A position among the tokens of a statement or of a part of one.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cursor<'a> {
    pub(super) text: &'a str,
    pub(super) dialect: Dialect,
    tokens: &'a [Token],
    at: usize,
}

impl<'a> Cursor<'a> {
    /// A cursor before the first of `tokens`.
    pub(super) fn new(dialect: Dialect, text: &'a str, tokens: &'a [Token]) -> Self {
        Self { text, dialect, tokens, at: 0 }
    }

    /// The next token.
    pub(super) fn peek(&self) -> Option<&'a Token> {
        self.tokens.get(self.at)
    }

    /// Whether nothing is left.
    pub(super) fn is_done(&self) -> bool {
        self.at >= self.tokens.len()
    }

    /// The index of the next token, for [`Cursor::text_since`].
    pub(super) fn mark(&self) -> usize {
        self.at
    }

    /// The tokens of a text by itself.
    pub(super) fn tokens_of(dialect: Dialect, text: &str) -> Vec<Token> {
        let mut lexer = super::lex::Lexer::new(dialect, text);
        std::iter::from_fn(|| lexer.token()).filter(|t| t.kind != Kind::End).collect()
    }

    /// Whether the next token is the last one.
    pub(super) fn is_last(&self) -> bool {
        self.at + 1 >= self.tokens.len()
    }

    /// Whether these keywords (separated by spaces) stand one after the other anywhere in it.
    pub(super) fn has_all(&self, words: &str) -> bool {
        (0..self.tokens.len()).any(|at| Self { at, ..*self }.is_all(words))
    }

    /// Whether a keyword stands anywhere in the statement.
    pub(super) fn has(&self, word: &str) -> bool {
        let is = |t: &Token| t.kind == Kind::Word && self.slice(t).eq_ignore_ascii_case(word);
        self.tokens.iter().any(is)
    }

    /// Where in the text the next token is (or the last one ended).
    pub(super) fn offset(&self) -> usize {
        self.peek()
            .map(|t| t.start)
            .or_else(|| self.tokens.last().map(|t| t.end.saturating_sub(1)))
            .unwrap_or(0)
    }

    /// Moves over one token.
    pub(super) fn bump(&mut self) -> Option<&'a Token> {
        let token = self.peek()?;
        self.at += 1;
        Some(token)
    }

    /// Moves to the end.
    pub(super) fn finish(&mut self) {
        self.at = self.tokens.len();
    }

    /// The text of a token.
    pub(super) fn slice(&self, token: &Token) -> &'a str {
        &self.text[token.start..token.end]
    }

    /// The unquoted word `ahead` tokens from here.
    pub(super) fn word_at(&self, ahead: usize) -> Option<&'a str> {
        let token = self.tokens.get(self.at + ahead)?;
        (token.kind == Kind::Word).then(|| self.slice(token))
    }

    /// Whether the next token is this keyword.
    pub(super) fn is(&self, word: &str) -> bool {
        self.is_at(0, word)
    }

    /// Whether the token `ahead` of here is this keyword.
    pub(super) fn is_at(&self, ahead: usize, word: &str) -> bool {
        self.word_at(ahead).is_some_and(|w| w.eq_ignore_ascii_case(word))
    }

    /// Whether the next token is one of these keywords.
    pub(super) fn is_any(&self, words: &[&str]) -> bool {
        words.iter().any(|w| self.is(w))
    }

    /// Whether the next tokens are these keywords (separated by spaces in `words`).
    pub(super) fn is_all(&self, words: &str) -> bool {
        words.split(' ').enumerate().all(|(i, w)| self.is_at(i, w))
    }

    /// Moves over these keywords (separated by spaces) when all of them are next.
    pub(super) fn eat(&mut self, words: &str) -> bool {
        let found = self.is_all(words);
        if found {
            self.at += words.split(' ').count();
        }
        found
    }

    /// Whether the next token is this symbol.
    pub(super) fn is_symbol(&self, symbol: u8) -> bool {
        self.peek().is_some_and(|t| t.kind == Kind::Symbol(symbol))
    }

    /// Moves over this symbol when it is next.
    pub(super) fn eat_symbol(&mut self, symbol: u8) -> bool {
        let found = self.is_symbol(symbol);
        self.at += usize::from(found);
        found
    }

    /// An error at the next token.
    pub(super) fn fail<T>(&self, why: impl Into<String>) -> Parsed<T> {
        Err(Unread { why: why.into(), at: self.offset(), kind: GapKind::Unparsed })
    }

    /// An error that names what was wanted and what is there.
    pub(super) fn wanted<T>(&self, what: &str) -> Parsed<T> {
        let found = self.peek().map_or("the end of the statement", |t| self.slice(t));
        let short: String = found.chars().take(30).collect();
        self.fail(format!("expected {what}, found {short}"))
    }

    /// Moves over keywords that must come now.
    pub(super) fn need(&mut self, words: &str) -> Parsed<()> {
        if self.eat(words) { Ok(()) } else { self.wanted(words) }
    }

    /// An identifier, as the engine stores it.
    pub(super) fn name(&mut self) -> Parsed<String> {
        let Some(token) = self.peek() else { return self.wanted("a name") };
        let postgres = self.dialect.family == Family::Postgres;
        let name = match token.kind {
            Kind::Word if postgres => self.slice(token).to_ascii_lowercase(),
            Kind::Word => self.slice(token).to_owned(),
            Kind::Quoted => unquote_name(self.slice(token)),
            // SQLite takes a string for a name, MySQL with ANSI_QUOTES a double-quoted one.
            Kind::Text if !postgres => literal(self.dialect, self.slice(token)),
            _ => return self.wanted("a name"),
        };
        self.at += 1;
        Ok(if postgres { truncated(name, 63) } else { name })
    }

    /// A name that may be qualified, in its parts.
    pub(super) fn path(&mut self) -> Parsed<Vec<String>> {
        let mut parts = vec![self.name()?];
        while self.eat_symbol(b'.') {
            parts.push(self.name()?);
        }
        Ok(parts)
    }

    /// The name of a table or another object of a schema.
    pub(super) fn object(&mut self, names: &Names) -> Parsed<TableName> {
        let mut parts = self.path()?;
        let name = parts.pop().unwrap_or_default();
        Ok(names.resolve(parts.pop(), name))
    }

    /// A comma-separated list of object names.
    pub(super) fn objects(&mut self, names: &Names) -> Parsed<Vec<TableName>> {
        let mut list = vec![self.object(names)?];
        while self.eat_symbol(b',') {
            list.push(self.object(names)?);
        }
        Ok(list)
    }

    /// The content of a string literal.
    pub(super) fn string(&mut self) -> Parsed<String> {
        match self.peek() {
            Some(token) if token.kind == Kind::Text => {
                self.at += 1;
                Ok(literal(self.dialect, self.slice(token)))
            }
            _ => self.wanted("a string"),
        }
    }

    /// A whole number, with its sign.
    pub(super) fn integer(&mut self) -> Parsed<i64> {
        let start = self.mark();
        let _ = self.eat_symbol(b'-') || self.eat_symbol(b'+');
        if self.peek().is_none_or(|t| t.kind != Kind::Number) {
            return self.wanted("a number");
        }
        self.at += 1;
        let text = self.text_since(start).replace(' ', "");
        text.parse().or_else(|_| self.fail(format!("{text} is not a 64-bit number")))
    }

    /// The content of the parentheses that come now.
    pub(super) fn group(&mut self) -> Parsed<Cursor<'a>> {
        if !self.is_symbol(b'(') {
            return self.wanted("(");
        }
        let open = self.at;
        if !self.skip_one() {
            self.at = open;
            return self.fail("a parenthesis is not closed");
        }
        Ok(self.part(open + 1, self.at - 1))
    }

    /// What is left, inside the parentheses that enclose all of it.
    pub(super) fn within_outer_parens(&self) -> Cursor<'a> {
        let tokens = self.tokens.get(self.at..).unwrap_or_default();
        let mut open = Vec::new();
        // For each parenthesis that opens, the one that closes it; one pass whatever the depth.
        let mut closing = vec![0; tokens.len()];
        for (i, token) in tokens.iter().enumerate() {
            match token.kind {
                Kind::Symbol(b'(') => open.push(i),
                Kind::Symbol(b')') => {
                    if let Some(start) = open.pop() {
                        closing[start] = i;
                    }
                }
                _ => {}
            }
        }
        let (mut from, mut to) = (0, tokens.len());
        while to > from + 2 && closing[from] + 1 == to {
            from += 1;
            to -= 1;
        }
        self.part(self.at + from, self.at + to)
    }

    /// Moves over one token, or over a whole group in parentheses or brackets; false when the group
    /// is not closed.
    pub(super) fn skip_one(&mut self) -> bool {
        let mut depth = 0usize;
        while let Some(token) = self.bump() {
            match token.kind {
                Kind::Symbol(b'(' | b'[') => depth += 1,
                Kind::Symbol(b')' | b']') => depth = depth.saturating_sub(1),
                _ => {}
            }
            if depth == 0 {
                return true;
            }
        }
        false
    }

    /// The tokens between two marks.
    pub(super) fn part(&self, from: usize, to: usize) -> Cursor<'a> {
        let tokens = self.tokens.get(from..to).unwrap_or_default();
        Cursor { tokens, at: 0, ..*self }
    }

    /// What is left, cut at the commas outside parentheses.
    pub(super) fn split_commas(&mut self) -> Vec<Cursor<'a>> {
        let mut parts = Vec::new();
        let mut from = self.at;
        while !self.is_done() {
            if self.is_symbol(b',') {
                parts.push(self.part(from, self.at));
                from = self.at + 1;
            }
            self.skip_one();
        }
        if from < self.at {
            parts.push(self.part(from, self.at));
        }
        parts.retain(|p| !p.is_done());
        parts
    }

    /// The text from a mark to here.
    pub(super) fn text_since(&self, mark: usize) -> String {
        self.joined(self.tokens.get(mark..self.at).unwrap_or_default())
    }

    /// The text of everything that is left; moves to the end.
    pub(super) fn rest_text(&mut self) -> String {
        let mark = self.at;
        self.finish();
        self.text_since(mark)
    }

    /// Everything that is left, exactly as the file wrote it; moves to the end.
    pub(super) fn raw_rest(&mut self) -> String {
        let rest = self.tokens.get(self.at..).unwrap_or_default();
        self.finish();
        match (rest.first(), rest.last()) {
            (Some(first), Some(last)) => self.text[first.start..last.end].to_owned(),
            _ => String::new(),
        }
    }

    /// As the file wrote it, but without comments and on one line.
    fn joined(&self, tokens: &[Token]) -> String {
        let mut out = String::new();
        let mut end = None;
        for token in tokens {
            if let Some(end) = end.filter(|e| *e < token.start) {
                let gap = &self.text[end..token.start];
                out.push_str(if gap.bytes().all(|b| b == b' ') { gap } else { " " });
            }
            match token.kind {
                Kind::Text => out.push_str(&joined_literal(self.dialect, self.slice(token))),
                _ => out.push_str(self.slice(token)),
            }
            end = Some(token.end);
        }
        out
    }
}

/// The name inside `"…"`, `` `…` `` or `[…]`.
pub(super) fn unquote_name(quoted: &str) -> String {
    let quote = quoted.get(..1).unwrap_or("");
    let inner = quoted.get(1..).unwrap_or("");
    if quote == "[" {
        return inner.strip_suffix(']').unwrap_or(inner).to_owned();
    }
    inner.strip_suffix(quote).unwrap_or(inner).replace(&quote.repeat(2), quote)
}

/// The content of a string literal: doubled quotes, backslash escapes, dollar quotes.
pub(super) fn literal(dialect: Dialect, text: &str) -> String {
    if let Some(rest) = text.strip_prefix('$') {
        let tag = rest.find('$').map_or(0, |i| i + 2);
        return text.get(tag..text.len().saturating_sub(tag)).unwrap_or("").to_owned();
    }
    let text = &*joined_literal(dialect, text);
    let quote = if text.starts_with('"') { '"' } else { '\'' };
    let (prefix, body) = text.split_once(quote).unwrap_or(("", text));
    let body = body.strip_suffix(quote).unwrap_or(body);
    let escapes = dialect.is_mysql_like() || prefix.eq_ignore_ascii_case("e");
    let mut out = String::with_capacity(body.len());
    let mut chars = body.chars();
    while let Some(c) = chars.next() {
        if c == quote {
            // The first of two.
            chars.next();
            out.push(c);
        } else if c == '\\' && escapes {
            match chars.next() {
                Some('n') => out.push('\n'),
                Some('t') => out.push('\t'),
                Some('r') => out.push('\r'),
                Some('0') => out.push('\0'),
                Some(other) => out.push(other),
                None => {}
            }
        } else {
            out.push(c);
        }
    }
    out
}

/// PostgreSQL: a literal that goes on on the next line, as one.
pub(super) fn joined_literal(dialect: Dialect, text: &str) -> Cow<'_, str> {
    let broken = dialect.family == Family::Postgres
        && !text.starts_with('$')
        && text.ends_with('\'')
        && text.contains('\n');
    if !broken {
        return Cow::Borrowed(text);
    }
    let escapes = text.starts_with(['e', 'E']);
    let bytes = text.as_bytes();
    let mut out = String::with_capacity(text.len());
    let mut at = bytes.iter().position(|b| *b == b'\'').map_or(text.len(), |at| at + 1);
    let mut from = 0;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'\\' if escapes => at += 2,
            b'\'' if bytes.get(at + 1) == Some(&b'\'') => at += 2,
            b'\'' => {
                let Some(next) = continued(bytes.get(at + 1..).unwrap_or_default()) else { break };
                out.push_str(text.get(from..at).unwrap_or_default());
                at += 1 + next;
                from = at;
            }
            _ => at += 1,
        }
    }
    out.push_str(text.get(from..).unwrap_or_default());
    Cow::Owned(out)
}

/// At most `bytes` bytes, cut between characters, as PostgreSQL cuts identifiers.
pub(super) fn truncated(mut name: String, bytes: usize) -> String {
    let mut end = bytes.min(name.len());
    while !name.is_char_boundary(end) {
        end -= 1;
    }
    name.truncate(end);
    name
}
