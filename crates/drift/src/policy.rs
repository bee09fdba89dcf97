//! What is compared at all: ignored objects, and how much unread text is tolerated.

use crate::Decisions;
use seedbed_schema_model::{Fingerprint, Schema, TableName, is_known_ledger, is_own_table};

/// The choices of whoever asks for a comparison.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Policy {
    /// Names that are not compared, on either side: `*` stands for any text. A pattern with a dot
    /// is matched against `schema.name`, one without against the name alone. seedbed's own tables
    /// and the ledgers of known migration tools are ignored without being listed.
    pub ignore: Vec<String>,
    /// How many unparsed statements a verdict tolerates. A privilege that is missing is never
    /// tolerated.
    pub allow_gaps: usize,
    /// The declared side was applied to a scratch database of the same engine and read back.
    pub scratch: bool,
    /// What is a rename and what is not.
    pub decisions: Decisions,
}

impl Policy {
    /// Whether an object of this name is left out.
    pub fn ignores(&self, name: &TableName) -> bool {
        is_own_table(name)
            || is_known_ledger(name)
            || self.ignore.iter().any(|pattern| {
                if pattern.contains('.') {
                    glob(pattern, &name.to_string())
                } else {
                    glob(pattern, &name.name)
                }
            })
    }

    /// The part of a schema that is compared.
    pub fn compared(&self, schema: &Schema) -> Schema {
        let mut kept = schema.clone();
        kept.tables.retain(|name, _| !self.ignores(name));
        kept.enums.retain(|name, _| !self.ignores(name));
        kept.domains.retain(|name, _| !self.ignores(name));
        kept.sequences.retain(|name, _| !self.ignores(name));
        kept.views.retain(|name, _| !self.ignores(name));
        kept.types.retain(|name, _| !self.ignores(name));
        kept.routines.retain(|key, _| !self.ignores(&key.name));
        kept.events.retain(|name, _| !self.ignores(name));
        kept
    }
}

/// The fingerprint of what is compared of a schema: seedbed's own tables coming and going, and
/// whatever the policy ignores, do not change it.
pub fn compared_fingerprint(schema: &Schema, policy: &Policy) -> Fingerprint {
    Fingerprint::of(&policy.compared(schema))
}

/// `*` matches any text, everything else itself.
fn glob(pattern: &str, text: &str) -> bool {
    let Some((head, rest)) = pattern.split_once('*') else { return pattern == text };
    let Some(mut text) = text.strip_prefix(head) else { return false };
    let mut rest = rest;
    // Leftmost matching of each piece is enough: `*` takes whatever is left between pieces.
    while let Some((piece, after)) = rest.split_once('*') {
        let Some(at) = text.find(piece) else { return false };
        text = &text[at + piece.len()..];
        rest = after;
    }
    text.ends_with(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn globs() {
        for (pattern, text, expected) in [
            ("users", "users", true),
            ("users", "users2", false),
            ("tmp_*", "tmp_a", true),
            ("tmp_*", "atmp_a", false),
            ("*_bak", "orders_bak", true),
            ("*_bak", "orders_bak2", false),
            ("*", "anything", true),
            ("a*b*c", "aXbYc", true),
            ("a*b*c", "ac", false),
            ("a*a", "a", false),
            ("*é*", "caféine", true),
        ] {
            assert_eq!(glob(pattern, text), expected, "{pattern} {text}");
        }
    }

    #[test]
    fn a_pattern_with_a_dot_names_the_schema() {
        let policy =
            Policy { ignore: vec!["cron.*".into(), "spatial_*".into()], ..Policy::default() };
        assert!(policy.ignores(&TableName::in_schema("cron", "job")));
        assert!(!policy.ignores(&TableName::new("job")));
        assert!(policy.ignores(&TableName::in_schema("topology", "spatial_ref_sys")));
    }

    #[test]
    fn own_tables_and_known_ledgers_are_left_out() {
        let policy = Policy::default();
        for name in ["seedbed_chunks", "__drizzle_migrations", "__EFMigrationsHistory"] {
            assert!(policy.ignores(&TableName::new(name)), "{name}");
        }
        assert!(!policy.ignores(&TableName::new("seeds")));
    }
}
