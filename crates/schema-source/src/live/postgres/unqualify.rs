//! Taking a schema's name off the names in an expression.
//!
//! PostgreSQL writes `public.mood` in expressions for a role that may not use the schema `public`,
//! and `mood` for everybody else. A reading must not depend on who reads.

/// `text` without `schema.` before names, also inside string literals that are cast to `regclass`.
/// Other string literals stay as they are.
pub(super) fn unqualify(text: &str, schema: &str) -> String {
    let plain = format!("{schema}.");
    let quoted = format!("\"{}\".", schema.replace('"', "\"\""));
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    let mut in_name = false;
    while let Some(c) = rest.chars().next() {
        if !in_name
            && let Some(after) = rest.strip_prefix(&plain).or_else(|| rest.strip_prefix(&quoted))
        {
            rest = after;
            in_name = true;
            continue;
        }
        let length = match c {
            '\'' | '"' => end_of_quote(rest, c),
            _ => c.len_utf8(),
        };
        let (token, after) = rest.split_at(length);
        if c == '\'' && after.starts_with("::regclass") {
            let inner = token.strip_prefix('\'').and_then(|t| t.strip_suffix('\''));
            let inner = inner.unwrap_or_default();
            let bare = inner.strip_prefix(&plain).or_else(|| inner.strip_prefix(&quoted));
            out.push('\'');
            out.push_str(bare.unwrap_or(inner));
            out.push('\'');
        } else {
            out.push_str(token);
        }
        // After a dot, or inside a word, the schema's name would be something else.
        in_name = c.is_alphanumeric() || matches!(c, '_' | '$' | '.' | '"');
        rest = after;
    }
    out
}

/// Length of the quoted token at the start of `text`.
fn end_of_quote(text: &str, quote: char) -> usize {
    let mut chars = text.char_indices().skip(1).peekable();
    while let Some((at, c)) = chars.next() {
        if c == quote {
            if chars.peek().is_some_and(|(_, next)| *next == quote) {
                chars.next();
            } else {
                return at + 1;
            }
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::unqualify;

    proptest! {
        #[test]
        fn text_without_the_schema_is_left_alone(text in "[a-z.'\"( é:]{0,30}") {
            prop_assert_eq!(unqualify(&text, "NOT HERE"), text);
        }
    }

    #[test]
    fn only_qualifiers_are_taken_off() {
        for (text, expected) in [
            ("'ok'::public.mood", "'ok'::mood"),
            ("nextval('public.\"S q\"'::regclass)", "nextval('\"S q\"'::regclass)"),
            ("('public.x'::text || public.f(a.public.b))", "('public.x'::text || f(a.public.b))"),
            ("republic.x + \"public\".y", "republic.x + y"),
            ("'it''s public.x'::text", "'it''s public.x'::text"),
        ] {
            assert_eq!(unqualify(text, "public"), expected);
        }
        assert_eq!(unqualify("\"My s\".t.c", "My s"), "t.c");
    }
}
