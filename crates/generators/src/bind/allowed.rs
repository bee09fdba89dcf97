//! The values a column allows: its enum type, or a `CHECK (column IN (…))` in any engine's spelling.

use seedbed_schema_model::{Check, Column, Schema, Table, TypeKind};

/// A column's type with PostgreSQL domains resolved, and the texts it allows.
pub fn resolve(schema: &Schema, table: &Table, column: &Column) -> (TypeKind, Option<Vec<String>>) {
    let mut kind = column.ty.kind.clone();
    let mut from_domain = None;
    // A domain may be based on a domain, but not for ever.
    for _ in 0..8 {
        let TypeKind::Domain { name } = &kind else { break };
        let Some(domain) = schema.domains.get(name) else { break };
        from_domain = from_domain.or_else(|| listed(&domain.checks, "VALUE"));
        kind = domain.base.kind.clone();
    }
    let allowed = match &kind {
        TypeKind::Enum { name: Some(name), values } if values.is_empty() => {
            schema.enums.get(name).map(|e| e.values.clone())
        }
        TypeKind::Enum { values, .. } | TypeKind::Set { values } => Some(values.clone()),
        _ => None,
    };
    let allowed = allowed.or_else(|| listed(&table.checks, &column.name)).or(from_domain);
    (kind, allowed)
}

fn listed(checks: &[Check], column: &str) -> Option<Vec<String>> {
    checks.iter().find_map(|c| in_list(c.expr.as_str(), column))
}

/// The texts of `column IN ('a', 'b')`, `column = ANY (ARRAY['a', …])` or `column = 'a' OR …`, when
/// the whole condition says that (perhaps with `AND` something else). `None` when it does not, or
/// cannot be read: then nothing is known.
fn in_list(condition: &str, column: &str) -> Option<Vec<String>> {
    let tokens = tokens(condition)?;
    let is = |t: &Token, w: &str| matches!(t, Token::Word(x) if x.eq_ignore_ascii_case(w));
    if tokens.iter().any(|t| is(t, "or")) {
        if tokens.iter().any(|t| is(t, "and")) {
            return None;
        }
        let mut all = Vec::new();
        for part in tokens.split(|t| is(t, "or")) {
            match part {
                // `column IS NULL OR column IN (…)`.
                [rest @ .., a, b] if is(a, "is") && is(b, "null") && names(rest, column) => {}
                part => all.extend(list(part, column)?),
            }
        }
        return (!all.is_empty()).then_some(all);
    }
    tokens.split(|t| is(t, "and")).find_map(|part| list(part, column))
}

/// Whether the tokens are `column` or `table.column`.
fn names(tokens: &[Token], column: &str) -> bool {
    match tokens {
        [Token::Word(name)] => name.eq_ignore_ascii_case(column),
        [Token::Word(_), Token::Mark('.'), Token::Word(name)] => name.eq_ignore_ascii_case(column),
        _ => false,
    }
}

/// The texts of one condition: parentheses and casts are gone by now.
fn list(tokens: &[Token], column: &str) -> Option<Vec<String>> {
    let at = tokens.iter().position(|t| match t {
        Token::Word(w) => w.eq_ignore_ascii_case("in"),
        Token::Mark(c) => *c == '=',
        Token::Text(_) => false,
    })?;
    let (before, rest) = (tokens.get(..at)?, tokens.get(at + 1..)?);
    if !names(before, column) {
        return None;
    }
    let rest: Vec<&Token> = rest
        .iter()
        .filter(|t| match t {
            Token::Mark(c) => !matches!(c, '[' | ']' | ','),
            Token::Word(w) => !["any", "array"].contains(&w.to_ascii_lowercase().as_str()),
            Token::Text(_) => true,
        })
        .collect();
    let texts: Option<Vec<String>> = rest
        .iter()
        .map(|t| if let Token::Text(text) = t { Some(text.clone()) } else { None })
        .collect();
    let texts = texts?;
    // `= ANY ('{a,b}'::text[])`: one text that is an array.
    if let [one] = texts.as_slice()
        && let Some(inner) = one.strip_prefix('{').and_then(|t| t.strip_suffix('}'))
    {
        return Some(inner.split(',').map(|t| t.trim_matches('"').to_owned()).collect());
    }
    (!texts.is_empty()).then_some(texts)
}

#[derive(Debug, Clone, PartialEq)]
enum Token {
    Word(String),
    Text(String),
    Mark(char),
}

/// Words, texts and marks, without parentheses, `::casts` and character set introducers. `None` when
/// a quote is left open.
fn tokens(condition: &str) -> Option<Vec<Token>> {
    let chars: Vec<char> = condition.chars().collect();
    let mut tokens = Vec::new();
    let mut i = 0;
    while let Some(&c) = chars.get(i) {
        match c {
            '\'' => {
                let (text, next) = quoted(&chars, i, '\'')?;
                tokens.push(Token::Text(text));
                i = next;
            }
            // MySQL 8's catalog writes `_utf8mb4\'todo\'`.
            '\\' if chars.get(i + 1) == Some(&'\'') => {
                let end = (i + 2..chars.len())
                    .find(|&j| chars[j] == '\\' && chars.get(j + 1) == Some(&'\''))?;
                tokens.push(Token::Text(chars.get(i + 2..end)?.iter().collect()));
                i = end + 2;
            }
            '"' | '`' => {
                let (name, next) = quoted(&chars, i, c)?;
                tokens.push(Token::Word(name));
                i = next;
            }
            '[' => match bracketed(&chars, i) {
                Some((name, next)) => {
                    tokens.push(Token::Word(name));
                    i = next;
                }
                None => {
                    tokens.push(Token::Mark('['));
                    i += 1;
                }
            },
            ':' if chars.get(i + 1) == Some(&':') => i = after_cast(&chars, i + 2),
            '(' | ')' => i += 1,
            c if c.is_whitespace() => i += 1,
            c if c.is_alphanumeric() || c == '_' => {
                let start = i;
                while chars.get(i).is_some_and(|c| c.is_alphanumeric() || *c == '_' || *c == '$') {
                    i += 1;
                }
                let introducer = c == '_' && matches!(chars.get(i), Some('\'' | '\\'));
                if !introducer {
                    tokens.push(Token::Word(chars.get(start..i)?.iter().collect()));
                }
            }
            c => {
                tokens.push(Token::Mark(c));
                i += 1;
            }
        }
    }
    Some(tokens)
}

/// The text between quotes that start at `at`, and where it ends; a doubled quote is one.
fn quoted(chars: &[char], at: usize, quote: char) -> Option<(String, usize)> {
    let mut text = String::new();
    let mut i = at + 1;
    loop {
        let c = *chars.get(i)?;
        if c != quote {
            text.push(c);
            i += 1;
        } else if chars.get(i + 1) == Some(&quote) {
            text.push(quote);
            i += 2;
        } else {
            return Some((text, i + 1));
        }
    }
}

/// A name in brackets, as SQLite takes it: only letters, digits, `_` and blanks.
fn bracketed(chars: &[char], at: usize) -> Option<(String, usize)> {
    let end = (at + 1..chars.len()).find(|&j| chars[j] == ']')?;
    let name: String = chars.get(at + 1..end)?.iter().collect();
    let plain = name.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | ' '));
    (plain && name.starts_with(char::is_alphabetic)).then_some((name, end + 1))
}

/// Where a cast's type ends: `character varying(20)[]`, `"public"."Status"`.
fn after_cast(chars: &[char], mut i: usize) -> usize {
    let word = |c: &char| c.is_alphanumeric() || matches!(c, '_' | '.' | '"');
    while chars.get(i).is_some_and(word) {
        i += 1;
    }
    let rest: String = chars.iter().skip(i).take(8).collect();
    if rest.starts_with(" varying") {
        i += 8;
    }
    if chars.get(i) == Some(&'(') {
        while chars.get(i).is_some_and(|c| *c != ')') {
            i += 1;
        }
        i += 1;
    }
    while chars.get(i) == Some(&'[') && chars.get(i + 1) == Some(&']') {
        i += 2;
    }
    i
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn every_engines_spelling() {
        for condition in [
            "status IN ('todo', 'done')",
            "status in('todo','done')",
            "(\"status\" in ('todo','done'))",
            "[status] IN ('todo','done')",
            "`status` in ('todo','done')",
            "(`status` in (_utf8mb4'todo',_utf8mb4'done'))",
            r"(`status` in (_utf8mb4\'todo\',_utf8mb4\'done\'))",
            "((status)::text = ANY ((ARRAY['todo'::character varying, 'done'::character varying])::text[]))",
            "(status = ANY (ARRAY['todo'::text, 'done'::text]))",
            "((status)::text = ANY (ARRAY[('todo'::character varying)::text, ('done'::character varying(20))::text]))",
            "(status = ANY ('{todo,done}'::text[]))",
            "status = 'todo' OR status = 'done'",
            "status IS NULL OR status IN ('todo','done')",
            "tasks.status IN ('todo','done') AND length(title) > 0",
        ] {
            let expected = Some(vec!["todo".to_owned(), "done".to_owned()]);
            let read = in_list(condition, "status");
            assert_eq!(read, expected, "{condition}");
        }
        assert_eq!(in_list("s IN ('it''s')", "s"), Some(vec!["it's".to_owned()]));
    }

    #[test]
    fn what_is_not_such_a_list_is_not_known() {
        for condition in [
            "lower(status) IN ('todo')",
            "status NOT IN ('todo')",
            "priority IN ('low')",
            "status IN ('todo') OR priority = 'x'",
            "status IN ('todo') OR status LIKE 'x%' AND 1 = 1",
            "is_completed IN (0, 1)",
            "status IN (1, 2)",
            "status <> 'todo'",
            "status >= 'todo'",
            "status IN ('todo",
            "",
        ] {
            let column = if condition.starts_with("is_") { "is_completed" } else { "status" };
            assert_eq!(in_list(condition, column), None, "{condition}");
        }
    }

    proptest! {
        #[test]
        fn never_panics(condition in r#"[a-z'"`\\()\[\]:,=. _]{0,60}"#) {
            let _ = in_list(&condition, "a");
        }
    }
}
