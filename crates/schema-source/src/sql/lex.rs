//! Cuts SQL text into tokens: quotes, comments and literals of each dialect, in one linear pass.
//!
//! A token is a range of the text; nothing is copied. Text that is never closed becomes one token up
//! to the end, and [`Lexer::unclosed`] says where it was opened.

use seedbed_schema_model::{Dialect, Family};

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// An unquoted identifier or keyword.
    Word,
    /// A quoted identifier.
    Quoted,
    /// A string literal, with its prefix (`E'…'`, `x'…'`) or dollar quotes.
    Text,
    /// A number.
    Number,
    /// Any other single ASCII character.
    Symbol(u8),
    /// The statement delimiter.
    End,
    /// Drizzle's `--> statement-breakpoint`.
    Break,
}

/// A range of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Token {
    pub(crate) kind: Kind,
    pub(crate) start: usize,
    pub(crate) end: usize,
}

/// Something opened and never closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Unclosed {
    pub(crate) what: &'static str,
    pub(crate) at: usize,
}

/// Tokens of a range of a text.
#[derive(Debug)]
pub(crate) struct Lexer<'a> {
    text: &'a str,
    end: usize,
    dialect: Dialect,
    /// Where the next token is looked for.
    pub(crate) pos: usize,
    /// MySQL's `DELIMITER`; `;` otherwise.
    pub(crate) delimiter: String,
    /// What was opened and not closed before the end.
    pub(crate) unclosed: Option<Unclosed>,
    /// Open `/*!` comments whose content is executed.
    conditional: usize,
}

const BREAKPOINT: &str = "--> statement-breakpoint";
const BOM: &[u8] = b"\xEF\xBB\xBF";

impl<'a> Lexer<'a> {
    /// A lexer over all of `text`.
    pub(crate) fn new(dialect: Dialect, text: &'a str) -> Self {
        Self::over(dialect, text, 0, text.len())
    }

    /// A lexer over a part of `text`; positions stay those of the whole.
    pub(crate) fn over(dialect: Dialect, text: &'a str, start: usize, end: usize) -> Self {
        Self {
            text,
            end,
            dialect,
            pos: start,
            delimiter: ";".to_owned(),
            unclosed: None,
            conditional: 0,
        }
    }

    fn rest(&self) -> &'a [u8] {
        self.text.as_bytes().get(self.pos..self.end).unwrap_or_default()
    }

    fn byte(&self, ahead: usize) -> u8 {
        self.rest().get(ahead).copied().unwrap_or(0)
    }

    /// The end of the line that holds `self.pos`, before its line break.
    pub(crate) fn line_end(&self) -> usize {
        let length = self.rest().iter().position(|b| *b == b'\n').unwrap_or(self.rest().len());
        self.pos + length
    }

    /// Moves over white space and comments, up to the next token or breakpoint.
    pub(crate) fn skip_blank(&mut self) {
        let mysql = self.dialect.is_mysql_like();
        loop {
            let rest = self.rest();
            match rest {
                [] => return,
                [b, ..] if b.is_ascii_whitespace() || *b == 0x0b || *b == 0 => self.pos += 1,
                _ if rest.starts_with(BOM) => self.pos += BOM.len(),
                _ if rest.starts_with(BREAKPOINT.as_bytes()) => return,
                [b'-', b'-', ..] if !mysql || self.byte(2) <= b' ' => self.pos = self.line_end(),
                [b'#', ..] if mysql => self.pos = self.line_end(),
                [b'/', b'*', ..] => self.block_comment(),
                [b'*', b'/', ..] if self.conditional > 0 => {
                    self.conditional -= 1;
                    self.pos += 2;
                }
                _ => return,
            }
        }
    }

    /// A block comment, or the opening of one whose content MySQL or MariaDB executes.
    fn block_comment(&mut self) {
        let open = self.pos;
        let marked = match self.rest() {
            [_, _, b'!', ..] if self.dialect.is_mysql_like() => Some(3),
            [_, _, b'M', b'!', ..] if self.dialect.family == Family::MariaDb => Some(4),
            _ => None,
        };
        if let Some(header) = marked {
            let digits = self.rest()[header..].iter().take_while(|b| b.is_ascii_digit()).count();
            let digits = digits.min(6);
            let number = &self.text[self.pos + header..self.pos + header + digits];
            if self.executes(header == 4, number.parse().unwrap_or(0)) {
                self.conditional += 1;
                self.pos += header + digits;
                return;
            }
        }
        let nests = self.dialect.family == Family::Postgres || marked.is_some();
        let mut depth = 1usize;
        self.pos += 2;
        while depth > 0 {
            match self.rest() {
                [] => {
                    // SQLite itself accepts a comment that runs to the end of the text.
                    if self.dialect.family != Family::Sqlite {
                        self.unclosed = Some(Unclosed { what: "comment", at: open });
                    }
                    return;
                }
                [b'*', b'/', ..] => {
                    depth -= 1;
                    self.pos += 2;
                }
                [b'/', b'*', ..] if nests => {
                    depth += 1;
                    self.pos += 2;
                }
                _ => self.pos += 1,
            }
        }
    }

    /// Whether the server executes a conditional comment of this version number.
    fn executes(&self, for_mariadb: bool, number: u32) -> bool {
        let version = self.dialect.version;
        let own = version.major * 10_000 + version.minor * 100 + version.patch;
        if self.dialect.family == Family::MariaDb && !for_mariadb {
            // MariaDB never took over the features of MySQL 5.7 and later by these marks.
            if (50_700..100_000).contains(&number) {
                return false;
            }
        }
        // 999999 is MariaDB's "never": its dumps open with such a line.
        if own == 0 { number < 900_000 } else { number <= own }
    }

    /// The next token, if any.
    pub(crate) fn token(&mut self) -> Option<Token> {
        self.skip_blank();
        let start = self.pos;
        let kind = self.kind()?;
        Some(Token { kind, start, end: self.pos })
    }

    fn kind(&mut self) -> Option<Kind> {
        let rest = self.rest();
        let first = *rest.first()?;
        let family = self.dialect.family;
        let mysql = self.dialect.is_mysql_like();
        if rest.starts_with(BREAKPOINT.as_bytes()) {
            self.pos = self.line_end();
            return Some(Kind::Break);
        }
        if rest.starts_with(self.delimiter.as_bytes()) {
            self.pos += self.delimiter.len();
            return Some(Kind::End);
        }
        Some(match first {
            b'\'' => self.quoted(first, mysql, Kind::Text),
            b'"' if mysql => self.quoted(first, true, Kind::Text),
            b'"' => self.quoted(first, false, Kind::Quoted),
            b'`' if family != Family::Postgres => self.quoted(first, false, Kind::Quoted),
            b'[' if family == Family::Sqlite => self.quoted(b']', false, Kind::Quoted),
            b'$' if family == Family::Postgres => self.dollar(),
            b'0'..=b'9' => self.number(),
            _ if self.is_literal_prefix(first) => {
                self.pos += 1;
                self.quoted(b'\'', mysql || matches!(first, b'e' | b'E'), Kind::Text)
            }
            _ if is_word_byte(first) => {
                self.skip_word();
                Kind::Word
            }
            _ => {
                self.pos += 1;
                Kind::Symbol(first)
            }
        })
    }

    /// Moves over a word, which `DELIMITER $$` ends too: the client knows no words.
    fn skip_word(&mut self) {
        let length = self.rest().iter().take_while(|b| is_word_byte(**b)).count();
        let rest = self.rest();
        let ends = |at: &usize| rest[*at..].starts_with(self.delimiter.as_bytes());
        self.pos += (1..length).find(ends).unwrap_or(length);
    }

    fn skip_while(&mut self, wanted: fn(u8) -> bool) {
        self.pos += self.rest().iter().take_while(|b| wanted(**b)).count();
    }

    /// `E'`, `B'`, `X'`, `N'`, as far as the dialect knows them.
    fn is_literal_prefix(&self, first: u8) -> bool {
        let known: &[u8] = match self.dialect.family {
            Family::Sqlite => b"xX",
            Family::Postgres => b"eEbBxXnN",
            Family::MySql | Family::MariaDb => b"bBxXnN",
        };
        known.contains(&first) && self.byte(1) == b'\''
    }

    /// From an opening quote to after its closing one; a doubled quote is part of the content.
    fn quoted(&mut self, close: u8, escapes: bool, kind: Kind) -> Kind {
        let open = self.pos;
        self.pos += 1;
        loop {
            match self.rest() {
                [] => {
                    self.unclosed = Some(Unclosed { what: "quote", at: open });
                    return kind;
                }
                [b'\\', ..] if escapes => self.pos = (self.pos + 2).min(self.end),
                [a, b, ..] if *a == close && *b == close && close != b']' => self.pos += 2,
                [a, ..] if *a == close => {
                    self.pos += 1;
                    let goes_on = self.dialect.family == Family::Postgres && kind == Kind::Text;
                    match continued(self.rest()).filter(|_| goes_on) {
                        Some(next) => self.pos += next,
                        None => return kind,
                    }
                }
                _ => self.pos += 1,
            }
        }
    }

    /// `$$…$$` or `$tag$…$tag$`; a `$` that opens neither is a symbol (`$1`).
    fn dollar(&mut self) -> Kind {
        let open = self.pos;
        let rest = self.rest();
        let tag = rest[1..].iter().take_while(|b| is_word_byte(**b) && **b != b'$').count();
        let closes = rest.get(1 + tag) == Some(&b'$');
        if !closes || rest.get(1).is_some_and(u8::is_ascii_digit) {
            self.pos += 1;
            return Kind::Symbol(b'$');
        }
        let body = self.pos + tag + 2;
        let mark = &self.text[self.pos..body];
        match self.text[body..self.end].find(mark) {
            Some(at) => self.pos = body + at + mark.len(),
            None => {
                self.pos = self.end;
                self.unclosed = Some(Unclosed { what: "dollar quote", at: open });
            }
        }
        Kind::Text
    }

    /// A number; on MySQL an identifier may begin with digits.
    fn number(&mut self) -> Kind {
        let start = self.pos;
        self.skip_while(|b| b.is_ascii_digit() || b == b'.');
        let exponent = match (self.byte(0) | 0x20, self.byte(1)) {
            (b'e', b'+' | b'-') if self.byte(2).is_ascii_digit() => 2,
            (b'e', b'0'..=b'9') => 1,
            _ => 0,
        };
        let hex = self.pos == start + 1 && self.byte(0) | 0x20 == b'x';
        if exponent > 0 {
            self.pos += exponent;
            self.skip_while(|b| b.is_ascii_digit());
        }
        if is_word_byte(self.byte(0)) && !hex && self.dialect.is_mysql_like() {
            if self.rest().starts_with(self.delimiter.as_bytes()) {
                return Kind::Number;
            }
            self.skip_word();
            return Kind::Word;
        }
        if hex {
            self.skip_while(is_word_byte);
        }
        Kind::Number
    }
}

/// PostgreSQL: how far behind a literal's closing quote its content goes on: behind the quote that
/// opens the next literal, when there is a line break between the two and no more than comments.
pub(crate) fn continued(rest: &[u8]) -> Option<usize> {
    let (mut at, mut line) = (0, false);
    loop {
        match rest.get(at)? {
            b'\'' => return line.then_some(at + 1),
            b'\n' | b'\r' => line = true,
            b'-' if rest.get(at + 1) == Some(&b'-') => {
                while !matches!(rest.get(at + 1), None | Some(b'\n' | b'\r')) {
                    at += 1;
                }
            }
            b if b.is_ascii_whitespace() => {}
            _ => return None,
        }
        at += 1;
    }
}

/// Bytes of unquoted identifiers; every byte of a non-ASCII character is one, so that a token never
/// ends inside a character.
fn is_word_byte(b: u8) -> bool {
    b.is_ascii_alphanumeric() || b == b'_' || b == b'$' || b >= 0x80
}
