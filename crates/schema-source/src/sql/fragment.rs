//! Whether a text can stand inside a statement and stay there.

use seedbed_schema_model::Dialect;

use super::lex::{Kind, Lexer};

/// Says why a text would not stay in its place: what it opens it must close, it must not end the
/// statement, and unless it is a `list` it must be one thing.
pub(crate) fn fragment(dialect: Dialect, text: &str, list: bool) -> Result<(), &'static str> {
    let mut lexer = Lexer::new(dialect, text);
    let (mut depth, mut end) = (0_usize, 0);
    while let Some(token) = lexer.token() {
        end = token.end;
        match token.kind {
            // A query may have its semicolon, at its end.
            Kind::End if list && text[token.end..].trim().is_empty() => {}
            Kind::End | Kind::Break => return Err("ends the statement it stands in"),
            Kind::Symbol(b'(' | b'[') => depth += 1,
            Kind::Symbol(b')' | b']') => {
                depth = depth.checked_sub(1).ok_or("closes what it did not open")?;
            }
            Kind::Symbol(b',') if depth == 0 && !list => return Err("is more than one"),
            Kind::Symbol(b'\\') => return Err("holds a backslash outside of quotes"),
            _ => {}
        }
    }
    if lexer.unclosed.is_some() || depth > 0 {
        return Err("does not close what it opens");
    }
    if !text.get(end..).unwrap_or_default().trim().is_empty() {
        return Err("ends in a comment");
    }
    if end == 0 { Err("is empty") } else { Ok(()) }
}
