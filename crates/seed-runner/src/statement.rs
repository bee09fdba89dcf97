//! What a statement of somebody's file does, from its first words.

/// What kind of statement it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Defines something.
    Definition,
    /// Changes rows.
    Rows,
    /// Sets something of the session.
    Session,
    /// Begins or ends a transaction: left out, because the caller has its own.
    Transaction,
    /// Concerns other databases, the server, or files: never run.
    Foreign,
}

/// The kind of a statement.
pub(crate) fn kind(text: &str) -> Kind {
    let words = words(text);
    let word = |i: usize| words.get(i).map_or("", String::as_str);
    match (word(0), word(1)) {
        ("BEGIN" | "COMMIT" | "ROLLBACK" | "END", _) | ("START", "TRANSACTION") => {
            Kind::Transaction
        }
        ("SET" | "PRAGMA" | "LOCK" | "UNLOCK", _) => Kind::Session,
        ("INSERT" | "UPDATE" | "DELETE" | "REPLACE" | "WITH" | "SELECT" | "MERGE", _) => Kind::Rows,
        (
            "CREATE" | "DROP" | "ALTER",
            "DATABASE" | "USER" | "ROLE" | "SERVER" | "TABLESPACE" | "SUBSCRIPTION" | "SYSTEM",
        ) => Kind::Foreign,
        ("CREATE" | "DROP" | "ALTER" | "RENAME" | "COMMENT" | "TRUNCATE", _) => Kind::Definition,
        ("ANALYZE" | "REINDEX" | "DO" | "GRANT" | "REVOKE" | "REFRESH", _) => Kind::Definition,
        _ => Kind::Foreign,
    }
}

/// The first two words in capitals, without comments; of `/*!40101 SET …*/` those inside.
fn words(text: &str) -> Vec<String> {
    let mut rest = text;
    loop {
        rest = rest.trim_start();
        if let Some(inner) = rest.strip_prefix("/*!").or_else(|| rest.strip_prefix("/*M!")) {
            rest = inner.trim_start_matches(|c: char| c.is_ascii_digit());
        } else if let Some(comment) = rest.strip_prefix("/*") {
            rest = comment.split_once("*/").map_or("", |(_, after)| after);
        } else if rest.starts_with("--") || rest.starts_with('#') {
            rest = rest.split_once('\n').map_or("", |(_, after)| after);
        } else {
            break;
        }
    }
    rest.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_'))
        .filter(|w| !w.is_empty())
        .take(2)
        .map(str::to_ascii_uppercase)
        .collect()
}

/// Whether it is SQLite's `PRAGMA foreign_keys`, which does nothing inside a transaction and is
/// taken care of outside.
pub(crate) fn is_foreign_keys_pragma(text: &str) -> bool {
    words(text) == ["PRAGMA", "FOREIGN_KEYS"]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements_are_told_apart_by_their_first_words() {
        assert_eq!(kind("-- why\nALTER TABLE t ADD c int"), Kind::Definition);
        assert_eq!(kind("/*!40101 SET NAMES utf8 */"), Kind::Session);
        assert_eq!(kind("/* x */ update t set a = 1"), Kind::Rows);
        assert_eq!(kind("begin"), Kind::Transaction);
        for foreign in
            ["DROP DATABASE x", "USE x", "ATTACH 'f' AS x", "VACUUM INTO 'f'", "", "EXEC y"]
        {
            assert_eq!(kind(foreign), Kind::Foreign, "{foreign}");
        }
        assert!(is_foreign_keys_pragma("PRAGMA foreign_keys=OFF"));
    }
}
