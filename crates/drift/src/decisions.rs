//! The decisions file: what is a rename and what is not, settled once and committed.
//!
//! ```toml
//! [[column]]
//! table  = "inventoryMovements"
//! from   = "reason"
//! to     = "notes"
//! rename = true                 # false: they are two columns, one gone and one new
//!
//! [[table]]
//! from   = "todoItems"
//! to     = "todo_tasks"
//! rename = true
//!
//! [[value]]
//! of     = "mood"               # a type, or the column orders.state
//! from   = "sad"
//! to     = "unhappy"
//! rename = true
//! ```
//!
//! A decision says nothing of which side is which: it holds in both directions of a comparison.

use std::fmt;

use seedbed_schema_model::TableName;
use serde::Deserialize;
use toml::Spanned;

/// The decisions of a file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Decisions {
    all: Vec<Decision>,
}

/// What a decision is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Subject {
    Table,
    Column,
    Type,
    Value,
}

impl Subject {
    fn word(self) -> &'static str {
        match self {
            Self::Table => "table",
            Self::Column => "column",
            Self::Type => "type",
            Self::Value => "value",
        }
    }
}

/// One decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Decision {
    subject: Subject,
    table: Option<String>,
    from: String,
    to: String,
    pub(crate) rename: bool,
    line: usize,
}

/// What is wrong with a decisions file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DecisionsError {
    /// Not TOML, an unknown key, a missing key or a value of the wrong kind.
    #[error("decisions line {line}: {message}")]
    Malformed {
        /// The line, from 1.
        line: usize,
        /// What is wrong.
        message: String,
    },
    /// A name is empty, or renamed to itself.
    #[error("decisions line {line}: `from` and `to` are two different names, and neither is empty")]
    Names {
        /// The line of the decision.
        line: usize,
    },
    /// Two decisions about one name that cannot both hold.
    #[error("decisions line {line}: {what} is decided already in line {first}; keep one of them")]
    Twice {
        /// The line of the second decision.
        line: usize,
        /// The line of the first.
        first: usize,
        /// What is decided twice.
        what: String,
    },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    column: Vec<Spanned<ColumnEntry>>,
    #[serde(default)]
    table: Vec<Spanned<Entry>>,
    #[serde(default, rename = "type")]
    type_: Vec<Spanned<Entry>>,
    #[serde(default)]
    value: Vec<Spanned<ValueEntry>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ValueEntry {
    of: String,
    from: String,
    to: String,
    rename: bool,
    #[serde(default, rename = "because")]
    _because: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ColumnEntry {
    table: String,
    from: String,
    to: String,
    rename: bool,
    #[serde(default, rename = "because")]
    _because: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    from: String,
    to: String,
    rename: bool,
    #[serde(default, rename = "because")]
    _because: Option<String>,
}

impl Decisions {
    /// Reads a decisions file.
    pub fn parse(text: &str) -> Result<Self, DecisionsError> {
        let line_at = |offset: usize| text[..offset].matches('\n').count() + 1;
        let file: File = toml::from_str(text).map_err(|error| DecisionsError::Malformed {
            line: error.span().map_or(1, |span| line_at(span.start)),
            message: error.message().replace('\n', " "),
        })?;
        let mut all = Vec::new();
        for entry in file.column {
            let line = line_at(entry.span().start);
            let ColumnEntry { table, from, to, rename, _because } = entry.into_inner();
            let table = Some(table);
            all.push(Decision { subject: Subject::Column, table, from, to, rename, line });
        }
        for entry in file.value {
            let line = line_at(entry.span().start);
            let ValueEntry { of, from, to, rename, _because } = entry.into_inner();
            let table = Some(of);
            all.push(Decision { subject: Subject::Value, table, from, to, rename, line });
        }
        for (subject, entries) in [(Subject::Table, file.table), (Subject::Type, file.type_)] {
            for entry in entries {
                let line = line_at(entry.span().start);
                let Entry { from, to, rename, _because } = entry.into_inner();
                all.push(Decision { subject, table: None, from, to, rename, line });
            }
        }
        all.sort_by_key(|d| d.line);
        for (i, decision) in all.iter().enumerate() {
            let line = decision.line;
            if decision.from.is_empty() || decision.to.is_empty() || decision.from == decision.to {
                return Err(DecisionsError::Names { line });
            }
            if let Some(first) = all[..i].iter().find(|d| d.contradicts(decision)) {
                let what = decision.to_string();
                return Err(DecisionsError::Twice { line, first: first.line, what });
            }
        }
        Ok(Self { all })
    }

    /// Whether nothing is decided.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// What is decided about two names, which of them is on which side does not matter: the number
    /// of the decision, and whether it is a rename.
    pub(crate) fn about(
        &self,
        subject: Subject,
        tables: &[&TableName],
        (a, b): (&str, &str),
    ) -> Option<(usize, bool)> {
        let at = self.all.iter().position(|d| {
            let of = |name: &String| tables.iter().any(|t| t.to_string() == *name);
            d.subject == subject
                && d.table.as_ref().is_none_or(of)
                && ((d.from == a && d.to == b) || (d.from == b && d.to == a))
        })?;
        Some((at, self.all[at].rename))
    }

    /// The decisions that were of no use, for people.
    pub(crate) fn except(&self, used: &std::collections::BTreeSet<usize>) -> Vec<String> {
        let unused = self.all.iter().enumerate().filter(|(at, _)| !used.contains(at));
        unused.map(|(_, d)| format!("{d} (line {})", d.line)).collect()
    }
}

impl Decision {
    fn contradicts(&self, other: &Self) -> bool {
        let names = |d: &Self| [d.from.clone(), d.to.clone()];
        let (mine, theirs) = (names(self), names(other));
        let shared = mine.iter().filter(|name| theirs.contains(name)).count();
        self.subject == other.subject
            && self.table == other.table
            && (shared == 2 || (shared == 1 && self.rename && other.rename))
    }
}

/// `column inventoryMovements.reason → notes`, `table a, not renamed to b`.
impl fmt::Display for Decision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ", self.subject.word())?;
        if let Some(table) = &self.table {
            write!(f, "{table}.")?;
        }
        let arrow = if self.rename { " →" } else { ", not renamed to" };
        write!(f, "{}{arrow} {}", self.from, self.to)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mistakes_have_lines() {
        let error = |text: &str| Decisions::parse(text).unwrap_err().to_string();
        let column = |from: &str, to: &str, rename: bool| {
            format!(
                "[[column]]\ntable = \"t\"\nfrom = \"{from}\"\nto = \"{to}\"\nrename = {rename}\n"
            )
        };
        assert_eq!(
            error("\n[[index]]\n"),
            "decisions line 2: unknown field `index`, expected one of `column`, `table`, `type`, `value`"
        );
        assert_eq!(
            error(&column("a", "a", true)),
            "decisions line 1: `from` and `to` are two different names, and neither is empty"
        );
        assert_eq!(
            error(&(column("a", "b", true) + &column("b", "a", false))),
            "decisions line 6: column t.b, not renamed to a is decided already in line 1; keep one of them"
        );
        assert_eq!(
            error(&(column("a", "b", true) + &column("a", "c", true))),
            "decisions line 6: column t.a → c is decided already in line 1; keep one of them"
        );
        assert!(
            error("[[table]]\nfrom = \"a\"\nto = \"b\"\n")
                .starts_with("decisions line 1: missing field `rename`")
        );
        let many = column("a", "b", false) + &column("a", "c", false) + &column("a", "d", true);
        assert!(Decisions::parse(&many).is_ok());
    }
}
