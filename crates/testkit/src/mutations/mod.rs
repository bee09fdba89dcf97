//! Single changes of a small schema, for every kind of object and kind of change on each engine, and
//! how each has to be reported: shared by the tests of comparing and of fixing.

mod mysql;
mod mysql_parts;
mod postgres;
mod postgres_parts;
mod sqlite;

use seedbed_schema_model::Family;

/// What is done to a database made from [`base`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// Statements that make the change, and statements that take it back.
    Sql(&'static str, &'static str),
    /// A piece of the base's text, and what stands there instead: for what SQLite cannot alter.
    Text(&'static str, &'static str),
}

/// One change and the one finding it has to give.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mutation {
    /// What is done, in a few words.
    pub what: &'static str,
    /// How.
    pub change: Change,
    /// The rule that has to find it, with the base declared; none when it is no drift.
    pub rule: Option<&'static str>,
    /// The place the finding has to name.
    pub at: &'static str,
    /// The rule with the sides changed; the place is the same but for renames.
    pub mirror: Option<&'static str>,
}

impl Mutation {
    /// The statements that make a changed database from nothing.
    ///
    /// # Panics
    /// When the piece of text is not in the base exactly once.
    pub fn script(&self, family: Family) -> String {
        let base = base(family);
        match self.change {
            Change::Sql(up, _) => format!("{base}\n{up};\n"),
            Change::Text(from, to) => {
                assert_eq!(base.matches(from).count(), 1, "{}: {from} in the base", self.what);
                base.replacen(from, to, 1)
            }
        }
    }
}

/// The schema that is changed. MySQL and MariaDB share it.
pub fn base(family: Family) -> &'static str {
    match family {
        Family::Sqlite => sqlite::BASE,
        Family::Postgres => postgres::BASE,
        Family::MySql | Family::MariaDb => mysql::BASE,
    }
}

/// All changes for an engine.
pub fn mutations(family: Family) -> Vec<Mutation> {
    match family {
        Family::Sqlite => sqlite::all(),
        Family::Postgres => postgres::all(),
        Family::MySql | Family::MariaDb => mysql::all(family),
    }
}

/// A change by statements that is found by different rules from either side.
const fn sql(
    what: &'static str,
    up: &'static str,
    down: &'static str,
    rule: &'static str,
    at: &'static str,
    mirror: &'static str,
) -> Mutation {
    Mutation { what, change: Change::Sql(up, down), rule: Some(rule), at, mirror: Some(mirror) }
}

/// A change by statements that is found by the same rule from both sides.
const fn both(
    what: &'static str,
    up: &'static str,
    down: &'static str,
    rule: &'static str,
    at: &'static str,
) -> Mutation {
    sql(what, up, down, rule, at, rule)
}

/// A change of the text.
const fn text(
    what: &'static str,
    from: &'static str,
    to: &'static str,
    (rule, mirror): (&'static str, &'static str),
    at: &'static str,
) -> Mutation {
    Mutation { what, change: Change::Text(from, to), rule: Some(rule), at, mirror: Some(mirror) }
}

/// A change that is no drift.
const fn none(what: &'static str, change: Change) -> Mutation {
    Mutation { what, change, rule: None, at: "", mirror: None }
}
