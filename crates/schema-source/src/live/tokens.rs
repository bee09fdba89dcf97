//! Tokens of the SQL that SQLite and MySQL keep: just enough to find names, keywords and balanced
//! parentheses.

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// An unquoted word or number.
    Word,
    /// An identifier in `"…"`, `[…]` or backticks.
    Quoted,
    /// A string literal (which SQLite also takes for a name where only a name can stand).
    Text,
    /// One other character.
    Mark,
}

/// A token and where it stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct Token<'a> {
    pub(super) kind: Kind,
    pub(super) text: &'a str,
    start: usize,
}

impl Token<'_> {
    /// Whether it is this keyword (given in upper case).
    pub(super) fn is(&self, keyword: &str) -> bool {
        self.kind == Kind::Word && self.text.eq_ignore_ascii_case(keyword)
    }

    /// Whether it is this character.
    pub(super) fn is_mark(&self, mark: &str) -> bool {
        self.kind == Kind::Mark && self.text == mark
    }

    /// The name it stands for, quotes undone.
    pub(super) fn name(&self) -> String {
        let mut chars = self.text.chars();
        let (Kind::Quoted | Kind::Text, Some(open)) = (self.kind, chars.next()) else {
            return self.text.to_owned();
        };
        let close = if open == '[' { ']' } else { open };
        let inner = chars.as_str();
        let inner = inner.strip_suffix(close).unwrap_or(inner);
        if open == '[' {
            return inner.to_owned();
        }
        inner.replace(&format!("{close}{close}"), &close.to_string())
    }
}

/// The tokens of a text; white space and comments are left out. The text is taken as valid SQL: an
/// unclosed quote or comment runs to the end.
pub(super) fn tokens(sql: &str) -> Vec<Token<'_>> {
    let bytes = sql.as_bytes();
    let mut out = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let start = at;
        let kind = match bytes[at] {
            b if b.is_ascii_whitespace() => {
                at += 1;
                continue;
            }
            b'-' if sql[at..].starts_with("--") => {
                at = sql[at..].find('\n').map_or(bytes.len(), |n| at + n + 1);
                continue;
            }
            b'/' if sql[at..].starts_with("/*") => {
                at = sql[at + 2..].find("*/").map_or(bytes.len(), |n| at + n + 4);
                continue;
            }
            b'\'' => {
                at = end_of_quote(bytes, at, b'\'');
                Kind::Text
            }
            q @ (b'"' | b'`') => {
                at = end_of_quote(bytes, at, q);
                Kind::Quoted
            }
            b'[' => {
                at = sql[at..].find(']').map_or(bytes.len(), |n| at + n + 1);
                Kind::Quoted
            }
            b if is_word(b) => {
                while at < bytes.len()
                    && (is_word(bytes[at]) || bytes[at] == b'.' && b.is_ascii_digit())
                {
                    at += 1;
                }
                Kind::Word
            }
            _ => {
                at += 1;
                Kind::Mark
            }
        };
        out.push(Token { kind, text: &sql[start..at], start });
    }
    out
}

/// Bytes above ASCII belong to words, as in SQLite.
fn is_word(b: u8) -> bool {
    b.is_ascii_alphanumeric() || b == b'_' || b == b'$' || b >= 0x80
}

/// The position after the closing quote; a doubled quote does not close.
fn end_of_quote(bytes: &[u8], open: usize, quote: u8) -> usize {
    let mut at = open + 1;
    while at < bytes.len() {
        if bytes[at] == quote {
            if bytes.get(at + 1) != Some(&quote) {
                return at + 1;
            }
            at += 1;
        }
        at += 1;
    }
    bytes.len()
}

/// The source text from the first to the last of `tokens`, with comments taken out.
pub(super) fn text_of(sql: &str, tokens: &[Token<'_>]) -> String {
    let mut out = String::new();
    let mut end: Option<usize> = None;
    for token in tokens {
        if let Some(end) = end {
            let between = &sql[end..token.start];
            if between.chars().all(char::is_whitespace) {
                out.push_str(between);
            } else {
                out.push(' ');
            }
        }
        out.push_str(token.text);
        end = Some(token.start + token.text.len());
    }
    out
}

/// Reads tokens one after the other.
#[derive(Debug, Clone)]
pub(super) struct Cursor<'t, 'a> {
    tokens: &'t [Token<'a>],
    at: usize,
}

impl<'t, 'a> Cursor<'t, 'a> {
    pub(super) fn new(tokens: &'t [Token<'a>]) -> Self {
        Self { tokens, at: 0 }
    }

    pub(super) fn peek(&self) -> Option<&'t Token<'a>> {
        self.tokens.get(self.at)
    }

    pub(super) fn next(&mut self) -> Option<&'t Token<'a>> {
        let token = self.tokens.get(self.at)?;
        self.at += 1;
        Some(token)
    }

    /// The tokens not read yet.
    pub(super) fn rest(&self) -> &'t [Token<'a>] {
        &self.tokens[self.at.min(self.tokens.len())..]
    }

    /// Whether the next tokens are these keywords; then they are read.
    pub(super) fn take(&mut self, keywords: &[&str]) -> bool {
        let rest = self.rest();
        let found = rest.len() >= keywords.len() && keywords.iter().zip(rest).all(|(k, t)| t.is(k));
        if found {
            self.at += keywords.len();
        }
        found
    }

    /// Whether the next token is this character; then it is read.
    pub(super) fn take_mark(&mut self, mark: &str) -> bool {
        let found = self.peek().is_some_and(|t| t.is_mark(mark));
        self.at += usize::from(found);
        found
    }

    pub(super) fn name(&mut self) -> String {
        self.next().map(Token::name).unwrap_or_default()
    }

    /// The tokens inside the parentheses that open here, which are read; nothing when none open.
    pub(super) fn parens(&mut self) -> Option<&'t [Token<'a>]> {
        if !self.take_mark("(") {
            return None;
        }
        let start = self.at;
        let mut depth = 1_u32;
        while let Some(token) = self.next() {
            if token.is_mark("(") {
                depth += 1;
            } else if token.is_mark(")") {
                depth -= 1;
                if depth == 0 {
                    return Some(&self.tokens[start..self.at - 1]);
                }
            }
        }
        Some(&self.tokens[start..])
    }
}

/// The parts of a list separated by commas outside parentheses.
pub(super) fn split_list<'t, 'a>(list: &'t [Token<'a>]) -> Vec<&'t [Token<'a>]> {
    let (mut depth, mut start, mut out) = (0_i32, 0, Vec::new());
    for (i, token) in list.iter().enumerate() {
        if token.is_mark("(") {
            depth += 1;
        } else if token.is_mark(")") {
            depth -= 1;
        } else if depth == 0 && token.is_mark(",") {
            out.push(&list[start..i]);
            start = i + 1;
        }
    }
    out.push(&list[start..]);
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn no_text_is_lost_but_white_space_and_comments(text in r#"[-a-zé0-9 '"`\[\](),./*\n]{0,40}"#) {
            let all = tokens(&text);
            let mut rest = text.as_str();
            for token in &all {
                let at = rest.find(token.text);
                prop_assert!(at.is_some());
                let before = &rest[..at.unwrap_or_default()];
                let comment = before.contains("--") || before.contains("/*");
                prop_assert!(comment || before.chars().all(char::is_whitespace), "{before:?}");
                rest = &rest[at.unwrap_or_default() + token.text.len()..];
            }
            let names: Vec<_> = all.iter().map(Token::name).collect();
            prop_assert_eq!(names.len(), all.len());
        }

        #[test]
        fn a_quoted_name_is_one_token_that_gives_the_name_back(name in any::<String>()) {
            for quote in ['"', '`', '\''] {
                let doubled = name.replace(quote, &format!("{quote}{quote}"));
                let text = format!(" {quote}{doubled}{quote},");
                let all = tokens(&text);
                prop_assert_eq!(all.len(), 2);
                prop_assert_eq!(all[0].name(), name.clone());
            }
        }
    }
}
