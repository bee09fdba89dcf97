//! Patterns that name objects to leave out of a comparison: `tmp_*`, `index:*_old`,
//! `column:orders.legacy_*`, `schema:cron`.

use std::{fmt, str::FromStr};

use seedbed_schema_model::{Family, ObjectKind, Place, TableName, glob};

/// Which objects a comparison leaves out. Written `KIND:NAME` or `NAME`; `*` stands for any text.
///
/// Without a kind, a pattern names whole objects: tables, views, types, sequences and routines.
/// With a dot it is matched against `schema.name`, without one against the name alone. A kind that is
/// part of a table takes `NAME` (in any table), `TABLE.NAME` or `SCHEMA.TABLE.NAME`. Nothing but what
/// is named is left out: an index on an ignored column is still compared, and so are the columns of a
/// table whose indexes are ignored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern {
    kind: Option<&'static Kind>,
    name: String,
}

#[derive(Debug, PartialEq, Eq)]
struct Kind {
    word: &'static str,
    /// The labels of the object kinds it covers.
    covers: &'static [&'static str],
}

const fn kind(word: &'static str, covers: &'static [&'static str]) -> Kind {
    Kind { word, covers }
}

/// The kinds people can name, by the labels of [`ObjectKind`].
const KINDS: [Kind; 21] = [
    kind("schema", &[]),
    kind("table", &["table"]),
    kind("view", &["view"]),
    kind("type", &["type"]),
    kind("enum", &["type"]),
    kind("domain", &["type"]),
    kind("sequence", &["sequence"]),
    kind("function", &["function"]),
    kind("procedure", &["procedure"]),
    kind("routine", &["function", "procedure"]),
    kind("event", &["event"]),
    kind("trigger", &["trigger"]),
    kind("column", &["column"]),
    kind("index", &["index"]),
    kind("primary-key", &["primary key"]),
    kind("unique", &["unique constraint"]),
    kind("foreign-key", &["foreign key"]),
    kind("check", &["check constraint"]),
    kind("exclusion", &["exclusion constraint"]),
    kind(
        "constraint",
        &[
            "primary key",
            "unique constraint",
            "foreign key",
            "check constraint",
            "exclusion constraint",
        ],
    ),
    kind("policy", &["row security policy"]),
];

/// What a pattern without a kind covers.
const WHOLE: [&str; 7] = ["table", "view", "type", "sequence", "function", "procedure", "event"];

/// Why a pattern is none.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PatternError {
    /// The word before the colon is no kind.
    #[error("`{kind}` in `{pattern}` is not a kind of object{}", suggestion(.near.as_deref()))]
    UnknownKind {
        /// The whole pattern.
        pattern: String,
        /// The word.
        kind: String,
        /// The kind that was probably meant.
        near: Option<String>,
    },
    /// Nothing is named.
    #[error("the pattern `{0}` names nothing: write a name, such as table:tmp_*")]
    Empty(String),
}

fn suggestion(near: Option<&str>) -> String {
    match near {
        Some(near) => format!(": did you mean `{near}`?"),
        None => {
            let words: Vec<_> = KINDS.iter().map(|k| k.word).collect();
            format!(": write one of {}", words.join(", "))
        }
    }
}

impl FromStr for Pattern {
    type Err = PatternError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let empty = || PatternError::Empty(text.to_owned());
        let Some((word, name)) = text.split_once(':') else {
            let name = Some(text).filter(|n| !n.is_empty()).ok_or_else(empty)?;
            return Ok(Self { kind: None, name: name.to_owned() });
        };
        let plain = word.trim().to_ascii_lowercase().replace(['_', ' '], "-");
        let one = plain.strip_suffix('s').unwrap_or(&plain);
        let known = KINDS.iter().find(|k| k.word == plain || k.word == one);
        let Some(kind) = known else {
            let near = KINDS
                .iter()
                .map(|k| (distance(&plain, k.word), k.word))
                .filter(|(distance, word)| *distance <= 1 + word.len() / 4)
                .min()
                .map(|(_, word)| word.to_owned());
            let (pattern, kind) = (text.to_owned(), word.to_owned());
            return Err(PatternError::UnknownKind { pattern, kind, near });
        };
        let name = Some(name.trim()).filter(|n| !n.is_empty()).ok_or_else(empty)?;
        Ok(Self { kind: Some(kind), name: name.to_owned() })
    }
}

impl TryFrom<String> for Pattern {
    type Error = PatternError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl<'de> serde::Deserialize<'de> for Pattern {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        String::deserialize(d)?.parse().map_err(serde::de::Error::custom)
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            Some(kind) => write!(f, "{}:{}", kind.word, self.name),
            None => f.write_str(&self.name),
        }
    }
}

impl Pattern {
    /// Whether the object at a place is named by this pattern.
    pub fn names(&self, family: Family, place: &Place) -> bool {
        let label = place.kind.label();
        // An index that keeps values unique is a constraint to MySQL, and an index to its users.
        let mysql = matches!(family, Family::MySql | Family::MariaDb);
        let covers = |kind: &Kind| {
            kind.covers.contains(&label)
                || (mysql && kind.word == "index" && place.kind == ObjectKind::Unique)
        };
        match self.kind {
            None => WHOLE.contains(&label) && self.names_object(family, &place.object),
            Some(kind) if kind.word == "schema" => {
                place.object.schema.as_deref().is_some_and(|s| matches(family, &self.name, s))
            }
            Some(kind) if !covers(kind) => false,
            Some(_) if WHOLE.contains(&label) => self.names_object(family, &place.object),
            Some(_) => self.names_part(family, place),
        }
    }

    fn names_object(&self, family: Family, name: &TableName) -> bool {
        if self.name.contains('.') && matches(family, &self.name, &name.to_string()) {
            return true;
        }
        // A name may hold a dot itself.
        (!self.name.contains('.') || name.name.contains('.'))
            && matches(family, &self.name, &name.name)
    }

    fn names_part(&self, family: Family, place: &Place) -> bool {
        // A key without a name stands alone in its table.
        let part = place.part.as_deref().unwrap_or_default();
        let whole = !self.name.contains('.') || part.contains('.');
        if whole && matches(family, &self.name, part) {
            return true;
        }
        let dots = self.name.match_indices('.').map(|(at, _)| at);
        dots.into_iter().any(|at| {
            let (object, rest) = (&self.name[..at], &self.name[at + 1..]);
            let table = Self { kind: None, name: object.to_owned() };
            matches(family, rest, part) && table.names_object(family, &place.object)
        })
    }
}

/// Names as the engine tells them apart: PostgreSQL by case too.
fn matches(family: Family, pattern: &str, text: &str) -> bool {
    match family {
        Family::Postgres => glob(pattern, text),
        _ => glob(&pattern.to_lowercase(), &text.to_lowercase()),
    }
}

/// How many letters differ; for words of a few letters.
pub(crate) fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut before = i;
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let changed = before + usize::from(x != *y);
            before = row[j + 1];
            row[j + 1] = changed.min(row[j] + 1).min(before + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(pattern: &str, place: &Place) -> bool {
        pattern.parse::<Pattern>().unwrap().names(Family::Postgres, place)
    }

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
    fn a_pattern_names_what_it_says_and_nothing_more() {
        let orders = TableName::new("orders");
        let table = Place::table(&orders);
        let column = Place::column(&orders, "legacy_id");
        let index = Place::part(ObjectKind::Index, &orders, "by_day_old");
        let unnamed = Place::part(ObjectKind::Unique, &orders, "(a, b)");
        let key = Place::object(ObjectKind::PrimaryKey, &orders);
        let view = Place::object(ObjectKind::View, &TableName::new("orders"));
        let job = Place::table(&TableName::in_schema("cron", "job"));
        for (pattern, place, expected) in [
            ("orders", &table, true),
            ("orders", &view, true),
            ("orders", &column, false),
            ("orders", &index, false),
            ("Orders", &table, false),
            ("table:orders", &table, true),
            ("table:orders", &view, false),
            ("tables:ord*", &table, true),
            ("view:*", &table, false),
            ("column:legacy_*", &column, true),
            ("column:orders.legacy_*", &column, true),
            ("column:other.legacy_*", &column, false),
            ("column:*.legacy_id", &column, true),
            ("column:orders.*", &table, false),
            ("column:orders.*", &index, false),
            ("index:*_old", &index, true),
            ("index:*_old", &column, false),
            ("unique:(a, b)", &unnamed, true),
            ("constraint:orders.*", &unnamed, true),
            ("constraint:orders.*", &index, false),
            ("primary_key:orders.*", &key, true),
            ("schema:cron", &job, true),
            ("schema:cron", &table, false),
            ("cron.*", &job, true),
            ("job", &job, true),
            ("table:cron.job", &job, true),
            ("table:other.job", &job, false),
        ] {
            assert_eq!(names(pattern, place), expected, "{pattern} {place}");
        }
        let everywhere = Place::column(&TableName::in_schema("cron", "job"), "a.b");
        assert!(names("column:a.b", &everywhere));
        assert!(names("column:cron.job.a.b", &everywhere));
        assert!(!names("column:cron.other.a.b", &everywhere));
    }

    #[test]
    fn names_are_told_apart_as_the_engine_does() {
        let unique = Place::part(ObjectKind::Unique, &TableName::new("T"), "Uk_Old");
        let pattern: Pattern = "index:t.uk_*".parse().unwrap();
        assert!(pattern.names(Family::MariaDb, &unique));
        assert!(!pattern.names(Family::Sqlite, &unique), "no index there");
        let table = Place::table(&TableName::new("Tmp_A"));
        let pattern: Pattern = "tmp_*".parse().unwrap();
        assert!(pattern.names(Family::Sqlite, &table));
        assert!(!pattern.names(Family::Postgres, &table));
    }

    #[test]
    fn what_is_no_pattern_says_what_is() {
        let error = |text: &str| text.parse::<Pattern>().unwrap_err().to_string();
        assert_eq!(
            error("tabel:x"),
            "`tabel` in `tabel:x` is not a kind of object: did you mean `table`?"
        );
        assert!(error("gadget:x").contains(": write one of schema, table, view, "));
        assert_eq!(
            error("index:"),
            "the pattern `index:` names nothing: write a name, such as table:tmp_*"
        );
        assert!(error("").contains("names nothing"));
        assert_eq!("Tables:*_old".parse::<Pattern>().unwrap().to_string(), "table:*_old");
    }

    #[test]
    fn distances() {
        for (a, b, expected) in [("", "", 0), ("abc", "abc", 0), ("abc", "abd", 1), ("", "ab", 2)] {
            assert_eq!(distance(a, b), expected, "{a} {b}");
        }
        assert_eq!(distance("tabel", "table"), 2);
    }
}
