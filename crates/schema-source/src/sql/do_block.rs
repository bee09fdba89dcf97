//! `DO $$ BEGIN … END $$` of PostgreSQL, when all it does is define schema, as drizzle writes it.

use seedbed_schema_model::Dialect;

use super::{
    cursor::Cursor,
    lex::{Kind, Token},
    split::{Statement, Statements},
};

/// The definitions inside a DO block; `None` when it is not a DO, `Some(None)` when it runs code.
pub(crate) fn definitions_of_do(
    dialect: Dialect,
    text: &str,
    statement: &Statement,
) -> Option<Option<Vec<Statement>>> {
    let cursor = Cursor::new(dialect, text, &statement.tokens);
    cursor.is("DO").then(|| definitions(dialect, text, &statement.tokens))
}

/// Where the body of a DO block begins and ends.
pub(super) fn body(dialect: Dialect, text: &str, tokens: &[Token]) -> Option<(usize, usize)> {
    let mut cursor = Cursor::new(dialect, text, tokens);
    cursor.bump();
    while cursor.eat("LANGUAGE") {
        cursor.skip_one();
    }
    let token = cursor.peek().filter(|t| t.kind == Kind::Text)?;
    let quoted = cursor.slice(token);
    let tag = quoted[1..].find('$').map_or(1, |i| i + 2);
    let (from, to) = (token.start + tag, token.end.saturating_sub(tag));
    (quoted.starts_with('$') && from <= to).then_some((from, to))
}

/// The definitions inside a DO block; `None` when it runs code.
pub(super) fn definitions(
    dialect: Dialect,
    text: &str,
    tokens: &[Token],
) -> Option<Vec<Statement>> {
    let (from, to) = body(dialect, text, tokens)?;
    let mut inner = Vec::new();
    let mut handlers = false;
    for statement in Statements::over(dialect, text, from, to) {
        let mut body = Cursor::new(dialect, text, &statement.tokens);
        body.eat("BEGIN");
        let skipped = body.mark();
        // The handlers only swallow "already exists".
        handlers |= body.is("EXCEPTION");
        if handlers || body.is_done() || body.is("END") {
            continue;
        }
        if !body.is_any(&["CREATE", "ALTER", "DROP", "COMMENT"]) || statement.unclosed.is_some() {
            return None;
        }
        inner.push(Statement { tokens: statement.tokens[skipped..].to_vec(), ..statement });
    }
    Some(inner)
}
