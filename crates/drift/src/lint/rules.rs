//! The table of lint rules: what each is about, and what it means.

use crate::{Category, Severity};

/// A rule about one schema alone.
#[derive(Debug, PartialEq, Eq)]
pub struct LintRule {
    /// Its name, in kebab case; no rule of a comparison has the same.
    pub name: &'static str,
    /// What it is about.
    pub category: Category,
    /// The severity when nothing special applies.
    pub severity: Severity,
    /// One line.
    pub summary: &'static str,
    /// What it means to the application and what to do.
    pub explanation: &'static str,
}

/// The rule of this name.
pub fn find(name: &str) -> Option<&'static LintRule> {
    LINT_RULES.iter().copied().find(|r| r.name == name)
}

/// Whether a rule of this name is one about a schema alone.
pub fn is_rule(name: &str) -> bool {
    find(name).is_some()
}

/// The names of all rules.
pub fn names() -> impl Iterator<Item = &'static str> {
    LINT_RULES.iter().map(|r| r.name)
}

macro_rules! rules {
    ($($constant:ident $name:literal $category:ident $severity:ident $summary:literal
       $explanation:literal)*) => {
        $(pub(super) static $constant: LintRule = LintRule {
            name: $name,
            category: Category::$category,
            severity: Severity::$severity,
            summary: $summary,
            explanation: $explanation,
        };)*

        /// All rules, in the order reports list them.
        pub static LINT_RULES: &[&LintRule] = &[$(&$constant),*];
    };
}

rules! {
COLUMN_TWICE "column-declared-twice" Column High
"a column is declared twice in one table"
"Two fields of the application are mapped to one column: what is written through one is read through \
the other, and one of the two meanings has no column at all. Often a helper whose argument is the \
column's name (`mysqlEnum(\"status\", …)`) is used for two fields. Give each field a column of its own."

TABLE_TWICE "table-declared-twice" Table High
"a table is declared twice"
"The database can hold only one of the two, and code written against the other fails. Low when the \
second is the same, or is skipped by IF NOT EXISTS and does not differ; otherwise decide which one is \
meant and remove the other."

ENUM_SHARED "enum-shared" Type Info
"one enum serves several columns"
"A change of its values for the sake of one column changes the others. Low when the name of the \
column comes from the enum and not from the table it is in: a helper that carries a column's name was \
used where the table names its columns otherwise, and queries written in the table's style fail."

ENUM_VALUE_TWICE "enum-value-twice" Type High
"an enum lists a value twice"
"The engine refuses it, or keeps one of the two."

DEFAULT_NOT_IN_ENUM "default-not-in-enum" Type High
"the default of an enum column is none of its values"
"The engine refuses the table, or the first insert that leaves the column out fails."

NAME_TOO_LONG "name-too-long" Naming High
"a name is longer than its engine allows"
"MySQL and MariaDB refuse names of more than 64 characters, made-up names of foreign keys included. \
PostgreSQL cuts names at 63 bytes without an error: later statements that use the full name go by the \
cut one, and two names may become one. Give it a short name of its own."

NAME_COLLISION "name-collision" Naming High
"two objects have one name where only one may"
"Index names are unique in a schema on PostgreSQL and SQLite, where tables, views and indexes share \
their names; names of foreign keys are unique in a database on MySQL and MariaDB. The second statement \
fails, or with IF NOT EXISTS is skipped without a word. Put the table's name in front."

NAMES_DIFFER_IN_CASE "names-differ-in-case" Naming Medium
"two names differ in case only"
"Some engines, and some settings of one engine, take them for the same: a copy of the schema \
elsewhere fails or mixes them up."

MIXED_NAMING "mixed-naming" Naming Low
"names are written in more than one style"
"Whoever writes a query by hand has to look up each column, and conversions between the styles (in \
code that generates names) go wrong for the exceptions."

RESERVED_WORD "reserved-word" Naming Low
"a name is a reserved word"
"It has to be quoted in every statement, and those written by hand forget it."

NO_PRIMARY_KEY "no-primary-key" Key High
"a table has no primary key"
"Rows can be duplicated and cannot be told apart, replication and change capture fall back to whole \
rows. Medium when a unique constraint over required columns could be the key."

NULLABLE_KEY "nullable-key" Key Medium
"a column of the primary key may be NULL"
"SQLite keeps NULLs in a primary key, several of them, unless the column says NOT NULL or is INTEGER \
PRIMARY KEY."

FOREIGN_KEY_MISSING "no-foreign-key" ForeignKey Low
"a column looks like a reference and has no foreign key"
"Nothing keeps rows that refer to nothing out. Medium when a table of that very name exists and the \
types agree. Declare the key, or list the pair under [[reference]] so that `verify` looks at it."

FOREIGN_KEY_NOWHERE "foreign-key-to-nowhere" ForeignKey High
"a foreign key refers to something that is not declared"
"The engine refuses the statement; SQLite and MySQL without checks take it and fail on the first \
write."

FOREIGN_KEY_NOT_UNIQUE "foreign-key-not-to-a-key" ForeignKey High
"a foreign key refers to columns that are no key"
"One reference may mean several rows. PostgreSQL refuses it, SQLite fails on writes; InnoDB takes it, \
and newer releases of MySQL no longer by default."

FOREIGN_KEY_TYPE "foreign-key-type" ForeignKey High
"a foreign key and its target have different types"
"MySQL and MariaDB refuse it, PostgreSQL too unless the types compare. Medium when only the size of a \
number differs there: references overflow before keys do, and joins convert."

FOREIGN_KEY_ACTION "foreign-key-action-impossible" ForeignKey High
"what a foreign key does on delete or update cannot be done"
"SET NULL on a column that is NOT NULL, or SET DEFAULT where there is no default: every delete that \
triggers it fails, and MySQL refuses the table."

FOREIGN_KEY_INDEX "foreign-key-without-index" Index Medium
"no index serves a foreign key"
"Each delete or key change in the table referred to scans this one, under a lock. MySQL and MariaDB \
make an index by themselves; PostgreSQL and SQLite do not."

DUPLICATE_INDEX "duplicate-index" Index Medium
"two indexes are the same"
"Each write pays for both, and no query gains. Keep the one whose name says why it is there."

REDUNDANT_INDEX "redundant-index" Index Low
"an index is the beginning of another"
"Whatever it answers, the longer one answers too."

MONEY_IN_FLOAT "money-in-float" Column Medium
"an amount of money is a binary floating point number"
"Sums do not come out even and comparisons fail by a fraction of a cent. Use a decimal, or whole \
cents."

NUMBER_IN_TEXT "number-in-text" Column Medium
"an amount or quantity is text"
"It sorts as text, sums only after a conversion, and takes what is no number."

MIXED_TIMESTAMPS "mixed-timestamps" Column Low
"moments are stored with and without time zone"
"The same instant is two different values in two columns, and comparisons are off by the offset of \
whoever wrote them."
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_kebab_case_and_no_rule_of_a_comparison() {
        for (i, rule) in LINT_RULES.iter().enumerate() {
            assert!(rule.name.chars().all(|c| c.is_ascii_lowercase() || c == '-'), "{}", rule.name);
            assert_eq!(LINT_RULES.iter().position(|r| r.name == rule.name), Some(i));
            assert!(crate::rules::find(rule.name).is_none(), "{}", rule.name);
            assert!(rule.explanation.ends_with('.') && !rule.summary.ends_with('.'));
        }
        assert!(!is_rule("missing-table"));
    }
}
