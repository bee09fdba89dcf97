//! SQL text into tokens, tolerant of every dialect's quoting; and tokens back into one spelling.

use crate::{Dialect, Family};

/// A token. Comments and white space are gone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token {
    /// An unquoted word, as written.
    Word(String),
    /// A quoted identifier, decoded.
    Quoted(String),
    /// A number, as written.
    Number(String),
    /// A string, decoded.
    Text(String),
    /// A bit string `b'01'` (`base` is `b`) or a hexadecimal one `x'ff'` (`x`).
    Bits {
        /// `b` or `x`.
        base: char,
        /// The digits, in lower case.
        digits: String,
    },
    /// An operator or a punctuation mark.
    Symbol(String),
}

impl Token {
    /// Whether this is an unquoted word, whatever its case.
    pub(super) fn is_word(&self, word: &str) -> bool {
        matches!(self, Self::Word(w) if w.eq_ignore_ascii_case(word))
    }

    /// Whether this is that symbol.
    pub(super) fn is_symbol(&self, symbol: &str) -> bool {
        matches!(self, Self::Symbol(s) if s == symbol)
    }
}

/// Longest first within one length, so that the first match is the longest.
const SYMBOLS: [&str; 40] = [
    "!~~*", "<=>", "->>", "#>>", "!~~", "!~*", "~~*", "||/", "<->", "-|-", "&&", "||", "::", ":=",
    "<=", ">=", "<>", "!=", "==", "<<", ">>", "->", "#>", "#-", "@>", "<@", "@@", "@?", "?|", "?&",
    "~~", "~*", "!~", "|/", "=>", "^@", "&<", "&>", "|>", "<|",
];

/// Characters of PostgreSQL's operators.
fn is_operator_char(c: char) -> bool {
    "+-*/<>=~!@#%^&|`?".contains(c)
}

/// Characters that let an operator end in a sign.
const UNARITHMETIC: [char; 9] = ['~', '!', '@', '#', '%', '^', '&', '|', '?'];

/// Whether a symbol can be an operator of PostgreSQL.
pub(super) fn is_operator(symbol: &str) -> bool {
    !symbol.is_empty() && symbol.chars().all(is_operator_char)
}

/// The tokens of `text`; `None` when a quote or comment does not end, or an escape is not one.
pub(super) fn tokens(dialect: Dialect, text: &str) -> Option<Vec<Token>> {
    scan(dialect, text).map(|(tokens, _)| tokens)
}

/// The tokens, and whether there were comments between them.
pub(super) fn scan(dialect: Dialect, text: &str) -> Option<(Vec<Token>, bool)> {
    let chars: Vec<char> = text.chars().collect();
    let mut reader = Reader { dialect, chars: &chars, at: 0, commented: false };
    let mut out = Vec::new();
    while reader.skip_blanks()? {
        let mut token = reader.token()?;
        if dialect.is_mysql_like() {
            introduced(&mut out, &mut token);
            // Strings that stand side by side are one.
            if let (Token::Text(more), Some(Token::Text(text))) = (&token, out.last_mut()) {
                text.push_str(more);
                continue;
            }
        }
        out.push(token);
    }
    Some((out, reader.commented))
}

/// The tokens with where each stands in the text, in bytes; `None` as for [`tokens`].
pub(super) fn spans(dialect: Dialect, text: &str) -> Option<Vec<(Token, std::ops::Range<usize>)>> {
    let chars: Vec<char> = text.chars().collect();
    let mut bytes = Vec::with_capacity(chars.len() + 1);
    bytes.extend(text.char_indices().map(|(at, _)| at));
    bytes.push(text.len());
    let mut reader = Reader { dialect, chars: &chars, at: 0, commented: false };
    let mut out = Vec::new();
    while reader.skip_blanks()? {
        let start = reader.at;
        let token = reader.token()?;
        out.push((token, *bytes.get(start)?..*bytes.get(reader.at)?));
    }
    Some(out)
}

/// Takes away a character set introducer: it says how the next string is encoded, not what it is.
fn introduced(before: &mut Vec<Token>, token: &mut Token) {
    let Some(Token::Word(word)) = before.last() else { return };
    let charset = match word.strip_prefix('_') {
        Some(charset) => charset.to_ascii_lowercase(),
        None => return,
    };
    match token {
        Token::Text(_) if charset != "binary" => {}
        Token::Bits { base: 'x', digits } => {
            let Some(bytes) = super::super::mysql_values::bytes(digits) else { return };
            let text = match charset.as_str() {
                "latin1" => Some(bytes.into_iter().map(char::from).collect()),
                "utf8mb4" | "utf8mb3" | "utf8" | "ascii" => String::from_utf8(bytes).ok(),
                _ => None,
            };
            let Some(text) = text else { return };
            *token = Token::Text(text);
        }
        _ => return,
    }
    before.pop();
}

/// The tokens written with single spaces: words in lower case, everything quoted the same way.
/// Reading the result gives the same tokens again.
pub(super) fn spaced(dialect: Dialect, tokens: &[Token]) -> String {
    let mut out = String::new();
    for token in tokens {
        if !out.is_empty() {
            out.push(' ');
        }
        match token {
            Token::Word(w) => out.push_str(&w.to_ascii_lowercase()),
            Token::Quoted(name) => out.push_str(&dialect.quote(name)),
            Token::Number(n) => out.push_str(&n.to_ascii_lowercase()),
            Token::Text(t) => out.push_str(&dialect.literal(t)),
            Token::Bits { base, digits } => out.push_str(&format!("{base}'{digits}'")),
            Token::Symbol(s) => out.push_str(s),
        }
    }
    out
}

/// Whether a character starts an unquoted word.
pub(super) fn starts_word(c: char) -> bool {
    c.is_alphabetic() || c == '_'
}

/// Whether a character continues an unquoted word.
pub(super) fn continues_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || c == '$'
}

struct Reader<'a> {
    dialect: Dialect,
    chars: &'a [char],
    at: usize,
    commented: bool,
}

impl Reader<'_> {
    fn peek(&self, ahead: usize) -> Option<char> {
        self.chars.get(self.at + ahead).copied()
    }

    fn starts(&self, text: &str) -> bool {
        text.chars().enumerate().all(|(i, c)| self.peek(i) == Some(c))
    }

    fn while_in(&mut self, keep: impl Fn(char) -> bool) -> String {
        let from = self.at;
        while self.peek(0).is_some_and(&keep) {
            self.at += 1;
        }
        self.chars[from..self.at].iter().collect()
    }

    /// Whether anything is left after white space and comments.
    fn skip_blanks(&mut self) -> Option<bool> {
        let mysql = self.dialect.is_mysql_like();
        loop {
            let Some(c) = self.peek(0) else { return Some(false) };
            let dashes =
                self.starts("--") && (!mysql || self.peek(2).is_none_or(char::is_whitespace));
            if c.is_whitespace() {
                self.at += 1;
            } else if dashes || (mysql && c == '#') {
                self.commented = true;
                while self.peek(0).is_some_and(|c| c != '\n') {
                    self.at += 1;
                }
            } else if self.starts("/*") {
                // An executable comment is code for some versions only: it cannot be read.
                if mysql && (self.starts("/*!") || self.starts("/*M!")) {
                    return None;
                }
                self.commented = true;
                self.skip_comment()?;
            } else {
                return Some(true);
            }
        }
    }

    fn skip_comment(&mut self) -> Option<()> {
        let nests = self.dialect.family == Family::Postgres;
        let mut open = 0usize;
        loop {
            if self.starts("*/") {
                self.at += 2;
                open -= 1;
                if open == 0 {
                    return Some(());
                }
            } else if self.starts("/*") && (nests || open == 0) {
                self.at += 2;
                open += 1;
            } else {
                self.peek(0)?;
                self.at += 1;
            }
        }
    }

    fn token(&mut self) -> Option<Token> {
        let mysql = self.dialect.is_mysql_like();
        let c = self.peek(0)?;
        match c {
            '\'' => self.string(mysql).map(Token::Text),
            // Catalogs of MySQL escape the quotes of a stored expression.
            '\\' if mysql && self.peek(1) == Some('\'') => self.escaped_string().map(Token::Text),
            '"' if mysql => self.string(true).map(Token::Text),
            '"' | '`' => self.quoted(c).map(Token::Quoted),
            '[' if self.dialect.family == Family::Sqlite => {
                self.at += 1;
                let name = self.while_in(|c| c != ']');
                self.peek(0)?;
                self.at += 1;
                Some(Token::Quoted(name))
            }
            '$' if self.dialect.family == Family::Postgres => self.dollar_quoted(),
            _ if c.is_ascii_digit() => Some(Token::Number(self.number())),
            '.' if self.peek(1).is_some_and(|d| d.is_ascii_digit()) => {
                Some(Token::Number(self.number()))
            }
            _ if starts_word(c) => self.word(),
            _ => Some(self.symbol(c)),
        }
    }

    fn symbol(&mut self, c: char) -> Token {
        if self.dialect.family == Family::Postgres && is_operator_char(c) {
            return self.operator();
        }
        let alone = matches!(c, '(' | ')' | ',' | ';' | '[' | ']' | '.' | '+')
            || !self.peek(1).is_some_and(|c| c.is_ascii_punctuation());
        let long = if alone { None } else { SYMBOLS.into_iter().find(|s| self.starts(s)) };
        match long {
            Some(symbol) => {
                self.at += symbol.len();
                Token::Symbol(symbol.to_owned())
            }
            None => {
                self.at += 1;
                Token::Symbol(c.to_string())
            }
        }
    }

    /// PostgreSQL's own rule: as many operator characters as there are, but no comment, and no sign at
    /// the end unless a character says that this is no arithmetic.
    fn operator(&mut self) -> Token {
        let mut text = String::new();
        while let Some(c) = self.peek(text.len()).filter(|c| is_operator_char(*c)) {
            let next = self.peek(text.len() + 1);
            if (c == '-' && next == Some('-')) || (c == '/' && next == Some('*')) {
                break;
            }
            text.push(c);
        }
        while text.len() > 1 && text.ends_with(['+', '-']) && !text.contains(UNARITHMETIC) {
            text.pop();
        }
        // A comment at the start has been skipped, so something is there.
        if text.is_empty() {
            text.extend(self.peek(0));
        }
        self.at += text.len();
        Token::Symbol(text)
    }

    /// A word, or a string that a word of one or two letters introduces.
    fn word(&mut self) -> Option<Token> {
        let postgres = self.dialect.family == Family::Postgres;
        if self.peek(1) == Some('\'') {
            let c = self.peek(0)?.to_ascii_lowercase();
            match c {
                'b' | 'x' => {
                    self.at += 1;
                    let digits = self.string(false)?.to_ascii_lowercase();
                    let fits = |d: char| d.is_digit(if c == 'b' { 2 } else { 16 });
                    return digits.chars().all(fits).then_some(Token::Bits { base: c, digits });
                }
                'e' if postgres => {
                    self.at += 1;
                    return self.string(true).map(Token::Text);
                }
                'n' if self.dialect.family != Family::Sqlite => {
                    self.at += 1;
                    return self.string(self.dialect.is_mysql_like()).map(Token::Text);
                }
                _ => {}
            }
        }
        if postgres && (self.starts("U&'") || self.starts("u&'")) {
            self.at += 2;
            let text = self.string(false)?;
            return unicode_escapes(&text).map(Token::Text);
        }
        Some(Token::Word(self.while_in(continues_word)))
    }

    fn number(&mut self) -> String {
        let from = self.at;
        if self.peek(0) == Some('0')
            && matches!(self.peek(1), Some('x' | 'X'))
            && self.peek(2).is_some_and(|c| c.is_ascii_hexdigit())
        {
            self.at += 2;
            self.while_in(|c| c.is_ascii_hexdigit());
        } else if self.dialect.is_mysql_like()
            && self.starts("0b")
            && self.peek(2).is_some_and(|c| matches!(c, '0' | '1'))
        {
            self.at += 2;
            self.while_in(|c| matches!(c, '0' | '1'));
        } else {
            self.while_in(|c| c.is_ascii_digit());
            if self.peek(0) == Some('.') {
                self.at += 1;
                self.while_in(|c| c.is_ascii_digit());
            }
            let sign = usize::from(matches!(self.peek(1), Some('+' | '-')));
            if matches!(self.peek(0), Some('e' | 'E'))
                && self.peek(1 + sign).is_some_and(|c| c.is_ascii_digit())
            {
                self.at += 1 + sign;
                self.while_in(|c| c.is_ascii_digit());
            }
        }
        self.chars[from..self.at].iter().collect()
    }

    /// What stands between two quotes `q`, where a doubled one is itself.
    fn quoted(&mut self, q: char) -> Option<String> {
        self.at += 1;
        let mut out = String::new();
        loop {
            let c = self.peek(0)?;
            self.at += 1;
            if c == q {
                if self.peek(0) != Some(q) {
                    return Some(out);
                }
                self.at += 1;
            }
            out.push(c);
        }
    }

    /// A string in single or double quotes, with backslash escapes where the dialect has them.
    fn string(&mut self, escapes: bool) -> Option<String> {
        let q = self.peek(0)?;
        if !escapes {
            return self.quoted(q);
        }
        self.at += 1;
        let mut out = String::new();
        loop {
            let c = self.peek(0)?;
            self.at += 1;
            match c {
                '\\' => self.escape(&mut out)?,
                _ if c == q => {
                    if self.peek(0) != Some(q) {
                        return Some(out);
                    }
                    self.at += 1;
                    out.push(q);
                }
                _ => out.push(c),
            }
        }
    }

    /// What follows a backslash.
    fn escape(&mut self, out: &mut String) -> Option<()> {
        let postgres = self.dialect.family == Family::Postgres;
        let c = self.peek(0)?;
        self.at += 1;
        let code = match c {
            'u' | 'U' if postgres => {
                let n = if c == 'u' { 4 } else { 8 };
                Some(self.digits(16, n, n)?)
            }
            'x' if postgres && self.peek(0).is_some_and(|c| c.is_ascii_hexdigit()) => {
                Some(self.digits(16, 1, 2)?)
            }
            '0'..='7' if postgres => {
                self.at -= 1;
                Some(self.digits(8, 1, 3)?)
            }
            _ => None,
        };
        let decoded = match (code, c) {
            (Some(code), _) => char::from_u32(code)?,
            (None, 'n') => '\n',
            (None, 't') => '\t',
            (None, 'r') => '\r',
            (None, 'b') => '\u{8}',
            (None, 'f') if postgres => '\u{c}',
            (None, '0') => '\0',
            (None, 'Z') => '\u{1a}',
            // Patterns keep the backslash before their wildcards.
            (None, '%' | '_') if !postgres => {
                out.push('\\');
                c
            }
            _ => c,
        };
        out.push(decoded);
        Some(())
    }

    fn digits(&mut self, radix: u32, min: usize, max: usize) -> Option<u32> {
        let mut value = 0u32;
        let mut n = 0;
        while n < max
            && let Some(d) = self.peek(0).and_then(|c| c.to_digit(radix))
        {
            value = value.checked_mul(radix)?.checked_add(d)?;
            self.at += 1;
            n += 1;
        }
        (n >= min).then_some(value)
    }

    /// `\'text\'`.
    fn escaped_string(&mut self) -> Option<String> {
        self.at += 2;
        let mut out = String::new();
        loop {
            let c = self.peek(0)?;
            self.at += 1;
            if c != '\\' {
                out.push(c);
            } else if self.peek(0) == Some('\'') {
                self.at += 1;
                return Some(out);
            } else {
                self.escape(&mut out)?;
            }
        }
    }

    /// `$tag$text$tag$`, or the dollar of a parameter.
    fn dollar_quoted(&mut self) -> Option<Token> {
        let from = self.at;
        self.at += 1;
        let tag = self.while_in(|c| c.is_alphanumeric() || c == '_');
        if self.peek(0) != Some('$') || tag.starts_with(|c: char| c.is_ascii_digit()) {
            self.at = from + 1;
            return Some(Token::Symbol("$".to_owned()));
        }
        self.at += 1;
        let close = format!("${tag}$");
        let start = self.at;
        while !self.starts(&close) {
            self.peek(0)?;
            self.at += 1;
        }
        let text = self.chars[start..self.at].iter().collect();
        self.at += close.chars().count();
        Some(Token::Text(text))
    }
}

/// PostgreSQL's `U&'d\0061t\+000061'`.
fn unicode_escapes(text: &str) -> Option<String> {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('\\') {
        out.push_str(before);
        if let Some(after) = after.strip_prefix('\\') {
            out.push('\\');
            rest = after;
            continue;
        }
        let (digits, after) = match after.strip_prefix('+') {
            Some(after) => (after.get(..6)?, after.get(6..)?),
            None => (after.get(..4)?, after.get(4..)?),
        };
        out.push(char::from_u32(u32::from_str_radix(digits, 16).ok()?)?);
        rest = after;
    }
    out.push_str(rest);
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(dialect: Dialect, text: &str) -> String {
        tokens(dialect, text).map_or("-".to_owned(), |t| spaced(dialect, &t))
    }

    #[test]
    fn quoting_of_every_dialect_is_understood() {
        let cases = [
            (Dialect::POSTGRES, r"E'a\'b\n' ", "'a'b\n'"),
            (Dialect::POSTGRES, "$x$it's$x$", "'it''s'"),
            (Dialect::POSTGRES, r"U&'d\0061t\+000061'", "'data'"),
            (Dialect::POSTGRES, r"'a\'", r"'a\'"),
            (Dialect::POSTGRES, "\"A\"\"b\"/* x /* y */ z */ -- c\n+1", "\"A\"\"b\" + 1"),
            (Dialect::MARIADB, r"concat(_latin1\'x\',_utf8mb4'it\'s')", "concat ( 'x' , 'it''s' )"),
            (Dialect::MARIADB, r#""a\\b" # c"#, r"'a\\b'"),
            (Dialect::MARIADB, "a--1", "a - - 1"),
            (Dialect::SQLITE, "[a b] || `c`", "\"a b\" || \"c\""),
            (Dialect::SQLITE, "X'AB' + 1.5E3 + .5", "x'ab' + 1.5e3 + .5"),
        ];
        for (dialect, text, expected) in cases {
            let expected = expected.replace("'a'b", "'a''b");
            assert_eq!(shown(dialect, text), expected, "{text}");
        }
    }

    #[test]
    fn what_does_not_end_is_not_read() {
        for text in ["'abc", "\"abc", "/* abc", "$a$ b", "E'\\", "b'2'"] {
            assert_eq!(tokens(Dialect::POSTGRES, text), None, "{text}");
        }
        assert_eq!(tokens(Dialect::SQLITE, "[abc"), None);
        assert_eq!(tokens(Dialect::MARIADB, "/*!50000 a */"), None);
    }
}
