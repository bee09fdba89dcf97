//! The one table of rules: name, category, severity, and what each means to the application.
//!
//! The order of severity is the damage to the *application*: what breaks every query is Critical,
//! what breaks writes or loses data is High, what lets wrong data in or out slowly is Medium, what
//! only a careful reader notices is Low, what nobody has to act on is Info.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// How much a difference hurts the application. Ordered: `Info < Low < … < Critical`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Nobody has to act.
    Info,
    /// Only a careful reader notices.
    Low,
    /// Wrong data can get in or out, or work gets slow.
    Medium,
    /// Writes fail, or data can be lost.
    High,
    /// Every query that touches the place fails.
    Critical,
}

impl Severity {
    /// All of them, the worst first.
    pub const ALL: [Self; 5] = [Self::Critical, Self::High, Self::Medium, Self::Low, Self::Info];

    /// The word for people.
    pub fn label(self) -> &'static str {
        match self {
            Self::Critical => "Critical",
            Self::High => "High",
            Self::Medium => "Medium",
            Self::Low => "Low",
            Self::Info => "Info",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.label())
    }
}

/// A word that is no severity.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a severity: write critical, high, medium, low or info")]
pub struct UnknownSeverity(pub String);

impl FromStr for Severity {
    type Err = UnknownSeverity;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|s| s.label().eq_ignore_ascii_case(text))
            .ok_or_else(|| UnknownSeverity(text.to_owned()))
    }
}

/// What part of a schema a rule is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Category {
    /// Whole tables.
    Table,
    /// Columns.
    Column,
    /// Primary keys and unique constraints.
    Key,
    /// Foreign keys.
    ForeignKey,
    /// Indexes.
    Index,
    /// Checks.
    Check,
    /// Enums, domains, composite and range types.
    Type,
    /// Sequences.
    Sequence,
    /// Views.
    View,
    /// Triggers.
    Trigger,
    /// Functions and procedures.
    Routine,
    /// Scheduled events.
    Event,
    /// Names, comments: nothing a query sees.
    Naming,
    /// Migrations and the ledgers of what was applied.
    Migration,
    /// The rows that are there, and the numbers the next ones get.
    Data,
}

/// The circumstance of a difference that changes its damage. Comparing states it; only this table
/// turns it into a severity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Aspect {
    /// Nothing special.
    Plain,
    /// Live holds less than declared.
    Narrower,
    /// Live holds more than declared.
    Wider,
    /// Live refuses what the declaration allows.
    Stricter,
    /// Live allows what the declaration refuses.
    Looser,
    /// The live side lacks it altogether.
    Lost,
    /// Only the live side has it.
    Gained,
    /// The object is what keeps values unique.
    Unique,
    /// The same columns in another order.
    Reordered,
    /// The engine does not act on it (lengths on SQLite).
    Unenforced,
    /// Code that is laid out or commented otherwise, and does the same.
    Wording,
}

/// A rule.
#[derive(Debug)]
pub struct Rule {
    /// Its identity in code.
    pub id: RuleId,
    /// Its name, in kebab case: what people and baselines write.
    pub name: &'static str,
    /// What it is about.
    pub category: Category,
    /// The severity when nothing special applies.
    pub severity: Severity,
    /// Other severities by circumstance.
    when: &'static [(Aspect, Severity)],
    /// One line.
    pub summary: &'static str,
    /// What it means to the application and what to do.
    pub explanation: &'static str,
}

impl Rule {
    pub(crate) fn severity_for(&self, aspect: Aspect) -> Severity {
        self.when.iter().find(|(a, _)| *a == aspect).map_or(self.severity, |(_, s)| *s)
    }

    /// Every severity the rule can give, the worst first.
    pub fn severities(&self) -> Vec<Severity> {
        let mut all: Vec<_> = self.when.iter().map(|(_, s)| *s).chain([self.severity]).collect();
        all.sort_unstable_by(|a, b| b.cmp(a));
        all.dedup();
        all
    }
}

/// The names of all rules.
pub fn names() -> impl Iterator<Item = &'static str> {
    RULES.iter().map(|r| r.name)
}

/// The rule of this name.
pub fn find(name: &str) -> Option<&'static Rule> {
    RULES.iter().find(|r| r.name == name)
}

macro_rules! rules {
    ($($id:ident $name:literal $category:ident $severity:ident
       [$($aspect:ident $other:ident),*] $summary:literal $explanation:literal)*) => {
        /// The identity of a rule.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum RuleId { $(#[doc = $summary] $id),* }

        /// All rules, in the order reports list them.
        pub static RULES: &[Rule] = &[$(Rule {
            id: RuleId::$id,
            name: $name,
            category: Category::$category,
            severity: Severity::$severity,
            when: &[$((Aspect::$aspect, Severity::$other)),*],
            summary: $summary,
            explanation: $explanation,
        }),*];
    };
}

impl RuleId {
    /// The rule.
    pub fn rule(self) -> &'static Rule {
        // The macro writes enum and table from one list, in one order.
        &RULES[self as usize]
    }
}

rules! {
MissingTable "missing-table" Table Critical []
"a declared table is absent"
"The application names this table in its queries; every one of them fails. Usually a migration was \
not run, or the check looks at the wrong database: compare the target line of the report first."

ExtraTable "extra-table" Table Info []
"the database has a table that is not declared"
"No query of the application mentions it, so nothing breaks. It may belong to another program, or \
be left over from a migration that was taken back. Add it to the declaration, to `ignore`, or drop it."

TableRenamed "table-renamed" Table Critical []
"a declared table is there under another name"
"The application names the table in its queries, and every one of them fails, as if it were missing; \
the rows are there, under the other name. Taken for one table by evidence, which the report lists: \
columns, keys, who refers to it, the name. Rename it (`fix` does), or write into the decisions file that \
it is not a rename."

TableOptionChanged "table-option-changed" Table Low [Looser Medium]
"a trait of the whole table differs"
"STRICT, WITHOUT ROWID, UNLOGGED, partitioning, the storage engine. Medium when the live table gives \
up a guarantee the declaration counts on: types that are not enforced, rows that do not survive a \
crash, transactions and foreign keys that the storage engine ignores."

MissingColumn "missing-column" Column Critical []
"a declared column is absent"
"Code generated from the declaration names every column, so each SELECT and INSERT on the table \
fails, not only those that need this column. An undeclared column that it may have been \
renamed to is named beside it."

ColumnRenamed "column-renamed" Column Critical []
"a declared column is there under another name"
"Code generated from the declaration names every column, so each SELECT and INSERT on the table fails, as \
if the column were missing; the values are there, under the other name. Taken for one column by \
evidence, which the report lists: type, place, keys and indexes, default, the name. Rename it (`fix` \
does), or write into the decisions file that it is not a rename."

ExtraRequiredColumn "extra-required-column" Column High []
"the database has a required column that is not declared"
"It is NOT NULL and has no default, so every INSERT of the application, which does not know it, \
fails. Give it a default, make it nullable, or declare it."

ExtraColumn "extra-column" Column Low []
"the database has a column that is not declared"
"It is nullable or fills itself, so the application works without it. It shows that somebody \
migrated ahead of the code, or that a removal was never finished."

TypeChanged "type-changed" Column High [Wider Medium]
"a column has another type"
"Values are stored, compared and returned as something else: writes can fail or lose range, time \
zones shift, numbers come back as text. Medium when the live type only holds more than the declared \
one; then what was written by others may not fit the application's type."

LengthChanged "length-changed" Column Medium [Narrower High, Wider Low, Unenforced Low]
"a column has another length or precision"
"High when the live column is shorter: values the application accepts are refused or cut. Low when \
it is longer, and on SQLite, which keeps lengths in the schema without enforcing them: there the \
application is what relies on it."

NullabilityChanged "nullability-changed" Column Medium [Stricter High, Looser Medium]
"NULL is allowed on one side only"
"High when live is NOT NULL and the declaration allows NULL: inserts that leave the column out fail. \
Medium when live allows NULL and the declaration does not: sooner or later a NULL is read by code \
that cannot hold one."

DefaultChanged "default-changed" Column Medium [Lost High, Gained Low]
"a column has another default"
"Rows written without the column get another value. High when a required column lost its default: \
those inserts fail. Low when only live has one."

OnUpdateChanged "on-update-changed" Column Medium []
"ON UPDATE CURRENT_TIMESTAMP differs"
"The column stops following updates, or starts to overwrite what the application wrote."

GeneratedChanged "generated-changed" Column High []
"a generated column is computed otherwise"
"The expression differs, or only one side generates the column. Writes to a generated column fail; \
reads of one that is not generated return stale values."

IdentityChanged "identity-changed" Column High [Unenforced Low]
"a column numbers itself on one side only, or otherwise"
"Inserts that leave the key to the database fail, or reuse numbers. Low when only SQLite's \
AUTOINCREMENT word differs: numbers still come by themselves, but those of deleted rows may return."

CollationChanged "collation-changed" Column Medium []
"a column sorts and compares by another collation"
"Equality, uniqueness and order change: `Client` and `client` may or may not be the same value, and \
joins between columns of different collations can fail or skip their index."

VisibilityChanged "visibility-changed" Column Low []
"a column is invisible on one side only"
"`SELECT *` and an INSERT without a list of columns leave an invisible column out. Statements that name \
their columns do not notice."

MissingPrimaryKey "missing-primary-key" Key High []
"the table has no primary key"
"Rows can be duplicated, and lookups by key scan the table."

ExtraPrimaryKey "extra-primary-key" Key Medium []
"the database has a primary key that is not declared"
"Writes the declaration allows are refused as duplicates."

PrimaryKeyChanged "primary-key-changed" Key High []
"the primary key covers other columns"
"What the application takes for one row may be several, or a second row it means to write is refused."

MissingUnique "missing-unique" Key High []
"a declared unique constraint is absent"
"Duplicates get in without an error, and upserts that name these columns fail or insert twice."

ExtraUnique "extra-unique" Key Medium []
"the database has a unique constraint that is not declared"
"Writes the declaration allows are refused as duplicates."

UniqueChanged "unique-changed" Key High [Reordered Low]
"a unique constraint differs"
"It covers other columns, treats NULL otherwise, or is checked at another moment: duplicates get in, \
or legitimate rows are refused. Low when only the order of its columns differs, which decides what \
lookups it serves."

UniqueFormChanged "unique-form-changed" Key Info []
"uniqueness is kept by an index on one side and a constraint on the other"
"Both refuse the same rows. Only statements that name the constraint (ON CONFLICT ON CONSTRAINT) \
see a difference."

MissingForeignKey "missing-foreign-key" ForeignKey Medium []
"a declared foreign key is absent"
"References to rows that do not exist get in without an error, and deletes no longer cascade or stop."

ExtraForeignKey "extra-foreign-key" ForeignKey Medium []
"the database has a foreign key that is not declared"
"Writes and deletes the declaration allows are refused, or cascade further than the code expects."

ForeignKeyActionChanged "foreign-key-action-changed" ForeignKey High []
"a foreign key has another ON DELETE or ON UPDATE"
"Deleting one row deletes, keeps or blocks others than the application expects. A gained CASCADE \
loses data silently."

ForeignKeyChanged "foreign-key-changed" ForeignKey Medium []
"a foreign key differs"
"It refers to another table or columns, matches NULLs otherwise, or is checked at another moment."

ForeignKeyNotValidated "foreign-key-not-validated" ForeignKey Medium []
"a foreign key is NOT VALID on one side"
"Existing rows were never checked against it, so orphans may be there although the constraint is."

MissingIndex "missing-index" Index Medium [Unique High]
"a declared index is absent"
"Queries the index was made for scan the table. High when it is a unique index: duplicates get in."

ExtraIndex "extra-index" Index Info [Unique Medium]
"the database has an index that is not declared"
"It costs writes and space, nothing else. Medium when it is unique: writes the declaration allows \
are refused."

IndexChanged "index-changed" Index Medium [Unique High]
"an index has another definition"
"Columns, order, expression, predicate, method or uniqueness differ, so it serves other queries. \
High when one side keeps values unique."

IndexInvalid "index-invalid" Index High []
"an index is invalid"
"On PostgreSQL it was left over by a failed concurrent build: it costs writes, answers nothing, and a \
unique one guards nothing. Drop it and build it again. On MySQL it is INVISIBLE, on MariaDB IGNORED: \
kept up and guarding, but no query uses it."

MissingCheck "missing-check" Check Medium []
"a declared check is absent"
"Values the application takes to be impossible can be stored."

ExtraCheck "extra-check" Check Medium []
"the database has a check that is not declared"
"Writes the declaration allows are refused."

CheckChanged "check-changed" Check Medium []
"a check has another condition"
"Other values are refused than the declaration says."

CheckNotValidated "check-not-validated" Check Low []
"a check is not validated or not enforced on one side"
"Existing rows, and with NOT ENFORCED new ones too, may break the condition."

MissingExclusion "missing-exclusion" Check High []
"a declared exclusion constraint is absent"
"Rows that exclude each other, such as two bookings of one room, get in without an error."

ExtraExclusion "extra-exclusion" Check Medium []
"the database has an exclusion constraint that is not declared"
"Writes the declaration allows are refused."

ExclusionChanged "exclusion-changed" Check High []
"an exclusion constraint has another definition"
"Other rows exclude each other than the declaration says."

MissingEnum "missing-enum" Type High []
"a declared enum type is absent"
"Casts and parameters of this type fail; columns cannot have it."

ExtraEnum "extra-enum" Type Info []
"the database has an enum type that is not declared"
"Nothing of the application uses it."

TypeRenamed "type-renamed" Type High []
"a declared enum type is there under another name"
"Casts and parameters of the declared name fail; columns of the type work. Taken for one type because it \
has the same values and the same columns."

EnumValueMissing "enum-value-missing" Type High []
"an enum lacks a declared value"
"Writing that value fails, or on a lax MySQL stores an empty string."

EnumValueRenamed "enum-value-renamed" Type High []
"an enum has a declared value under another name"
"Writing the declared name fails, and rows that hold the other cannot be read by code generated from the \
declaration. Taken for one value because it is at the same place among the others, and the names are \
alike or nothing else differs. Rename it (`fix` does, in the rows too), or write into the decisions file that it is not a rename."

EnumValueExtra "enum-value-extra" Type Medium []
"an enum has a value that is not declared"
"A row with that value cannot be read by code generated from the declaration."

EnumOrderChanged "enum-order-changed" Type Medium []
"an enum's values are in another order"
"Sorting and range comparisons follow the order, and so does a value's number on MySQL."

MissingDomain "missing-domain" Type High []
"a declared domain is absent"
"Columns and casts of this type fail."

ExtraDomain "extra-domain" Type Info []
"the database has a domain that is not declared"
"Nothing of the application uses it."

DomainChanged "domain-changed" Type Medium []
"a domain has another definition"
"Every column of the domain accepts other values than declared."

MissingCustomType "missing-custom-type" Type High []
"a declared composite or range type is absent"
"Functions, casts and columns of this type fail."

ExtraCustomType "extra-custom-type" Type Info []
"the database has a composite or range type that is not declared"
"Nothing of the application uses it."

CustomTypeChanged "custom-type-changed" Type High []
"a composite or range type has another definition"
"Values are put together from other attributes than declared: row constructors, casts and the code that takes them apart fail or mix them up."

MissingSequence "missing-sequence" Sequence High []
"a declared sequence is absent"
"Whatever draws numbers from it fails."

ExtraSequence "extra-sequence" Sequence Info []
"the database has a sequence that is not declared"
"Nothing of the application uses it."

SequenceChanged "sequence-changed" Sequence Low []
"a sequence gives out numbers otherwise"
"Numbers are spread otherwise than declared; code that reserves blocks of them may collide."

MissingView "missing-view" View Critical []
"a declared view is absent"
"It is read like a table: every query that names it fails."

ExtraView "extra-view" View Info []
"the database has a view that is not declared"
"No query of the application mentions it. It may still stop a column below it from being changed."

ViewChanged "view-changed" View Medium []
"a view has another definition"
"It returns other rows or columns. PostgreSQL, MySQL and MariaDB keep views in their own words: there \
the text of a file that differs decides nothing, and is listed as not compared."

MissingTrigger "missing-trigger" Trigger High []
"a declared trigger is absent"
"What it keeps true (timestamps, totals, an audit trail, a refusal) is no longer kept, without an error. Often its table was made anew by a tool that does not know triggers."

ExtraTrigger "extra-trigger" Trigger Medium []
"the database has a trigger that is not declared"
"It changes or refuses what the application writes, or writes more. Declare it, or drop it."

TriggerChanged "trigger-changed" Trigger High []
"a trigger has another definition"
"It fires at other moments or on other rows, or does something else than declared."

TriggerDisabled "trigger-disabled" Trigger Medium [Lost High]
"a trigger fires on one side only"
"High when it is disabled in the database: as good as absent. It is often forgotten after a bulk load; what was written meanwhile was not looked at by it."

MissingRoutine "missing-routine" Routine High []
"a declared function or procedure is absent"
"Calls of it fail: those of the application, and those of triggers, views, defaults and checks."

ExtraRoutine "extra-routine" Routine Info []
"the database has a function or procedure that is not declared"
"Nothing of the application calls it. With the same name and other arguments, it can be chosen instead of the declared one."

RoutineChanged "routine-changed" Routine Medium [Wording Info]
"a function or procedure has another definition"
"It computes something else, takes other arguments, or runs with other rights than declared. Info when only its layout or comments differ."

MissingEvent "missing-event" Event Medium []
"a declared event is absent"
"What it does at its hour is not done: old rows stay, summaries grow stale."

ExtraEvent "extra-event" Event Medium []
"the database has an event that is not declared"
"It changes data at its hour, and nothing of the application tells why."

EventChanged "event-changed" Event Medium [Lost High]
"an event has another definition"
"It runs at other times, or does something else than declared. High when it is disabled in the database."

SequenceBehind "sequence-behind" Data High [Looser Medium, Unenforced Low]
"the number that the next row gets is taken"
"The next INSERT that leaves the column to the database is refused as a duplicate, and so are those \
after it until the numbers have caught up. Usually rows were copied with their numbers, or restored, and \
nobody set the sequence. Medium when the column is a key only together with others. Low on SQLite, which \
looks at the rows too: only numbers of rows that are deleted come again."

SequenceSpent "sequence-spent" Data High []
"there is no number left for the next row"
"The column or its sequence has come to the end of its type: every INSERT that leaves the column to the \
database fails. Make the type wider, on the columns that refer to it too; numbers that are set back meet \
rows sooner or later."

OrphanRows "orphan-rows" Data Medium []
"rows refer to nothing"
"The foreign key is declared, and rows break it: they were written while it was off, or before it was \
there. Joins lose them, code that follows the reference fails, and the next rebuild of the table or \
VALIDATE CONSTRAINT stumbles over them. Give them a row to refer to, or delete them; no statement can \
know which."

ForeignKeyUnkept "foreign-key-unkept" ForeignKey High []
"a foreign key is there, and its triggers are disabled"
"PostgreSQL keeps foreign keys by triggers of its own. DISABLE TRIGGER ALL, often forgotten after a bulk \
load, disables these too: references to nothing get in, deletes neither stop nor cascade, and the catalog \
still calls the key valid. Enabling them takes a superuser; orphans that came in meanwhile stay."

NameChanged "name-changed" Naming Info []
"a constraint or index has another name"
"It does the same. Only error messages, and statements that name it, show a difference."

CommentChanged "comment-changed" Naming Info []
"a comment differs"
"No query sees it."

MigrationPending "migration-pending" Migration Info []
"a migration is not applied yet"
"The tool will apply it at its next run. Whatever the application needs of it is a finding of its own \
until then."

MigrationPassedOver "migration-passed-over" Migration High []
"a migration is older than the newest that was applied, and the tool passes it over"
"drizzle applies only what is newer than the newest entry it recorded: a migration that was merged late \
with an older moment is never applied, without a word. Generate it again, so that it is the newest."

MigrationNotListed "migration-not-listed" Migration Medium []
"a SQL file is in no list of the migration tool, which never applies it"
"Somebody wrote it by hand and believes that it was applied. Make a migration of it with the tool, or \
take it out of the folder."

MigrationFileMissing "migration-file-missing" Migration Medium []
"a migration is recorded, and its file is not there"
"The database was migrated from another branch, or the file was deleted or renamed: nobody can make \
this database again from the files. Bring the file back."

MigrationFailed "migration-failed" Migration High []
"a migration was begun and has not come to its end"
"The tool will not go on before this is settled. See which of its statements are there, finish it or \
take it back, and tell the tool."

MigrationHalfApplied "migration-half-applied" Migration High []
"some statements of a migration are there, and some are not"
"It failed midway where definitions take part in no transaction, it was applied by hand in part, or \
something of it was taken back by hand. Running it again fails at what is there; write what is missing \
as a new migration."

MigrationNotThere "migration-not-there" Migration High []
"a migration is recorded as applied, and nothing of it is there"
"The ledger was copied or marked by hand, or the database was restored from before it. The tool will \
not apply it again: take its row out of the ledger, or write it as a new migration."

MigrationEdited "migration-edited" Migration Medium []
"the file of an applied migration is not the one that was applied"
"The ledger holds a checksum of the file as it was, and the file has another now: a database made anew \
from the files is another one, and the tool itself refuses to go on (Flyway, sqlx) or does not notice \
(drizzle). Bring the file back as it was, and write the change as a new migration."

MigrationsDiffer "migrations-differ" Migration Medium []
"what is declared is there, and the migrations make something else"
"The database was changed by hand, or by a tool that leaves no migration: a database made from the \
migrations is another one. Write the migration that makes it, and record it as applied here."
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_in_the_order_of_the_identities() {
        for rule in RULES {
            assert_eq!(rule.id.rule().name, rule.name);
        }
    }

    #[test]
    fn names_are_unique_kebab_case_and_found_again() {
        for (i, rule) in RULES.iter().enumerate() {
            assert!(rule.name.chars().all(|c| c.is_ascii_lowercase() || c == '-'), "{}", rule.name);
            assert_eq!(RULES.iter().position(|r| r.name == rule.name), Some(i), "{}", rule.name);
            assert!(std::ptr::eq(find(rule.name).unwrap(), rule));
            assert!(rule.explanation.ends_with('.') && !rule.summary.ends_with('.'));
        }
        assert!(find("no-such-rule").is_none());
    }

    #[test]
    fn what_breaks_every_query_is_critical_and_nothing_else_is() {
        let critical: Vec<_> = RULES
            .iter()
            .filter(|r| r.severities().contains(&Severity::Critical))
            .map(|r| r.name)
            .collect();
        assert_eq!(
            critical,
            ["missing-table", "table-renamed", "missing-column", "column-renamed", "missing-view"]
        );
    }

    #[test]
    fn severities_are_ordered_and_read_back() {
        for pair in Severity::ALL.windows(2) {
            assert!(pair[0] > pair[1]);
        }
        assert_eq!("HIGH".parse(), Ok(Severity::High));
        assert_eq!(
            "severe".parse::<Severity>().unwrap_err().to_string(),
            "`severe` is not a severity: write critical, high, medium, low or info"
        );
    }
}
