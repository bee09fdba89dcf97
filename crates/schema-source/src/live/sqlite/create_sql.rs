//! What only SQLite's CREATE texts say: names of constraints, checks, collations, generation
//! expressions, AUTOINCREMENT, deferrability, expressions and predicates of indexes.
//!
//! The texts come from `sqlite_schema`, so they are always valid. Facts that pragmas give as well
//! are not read here.

use seedbed_schema_model::{Conflict, ConflictOf, Deferrable};

use crate::live::tokens::{Cursor, Token, split_list, text_of, tokens};

/// What a CREATE TABLE text says beyond the pragmas.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CreateTable {
    /// The columns, in order.
    pub columns: Vec<ColumnText>,
    /// Name of the primary key.
    pub primary_key: Option<String>,
    /// Unique constraints: name and columns.
    pub uniques: Vec<(Option<String>, Vec<String>)>,
    /// Foreign keys in order of declaration: name and deferrability.
    pub foreign_keys: Vec<(Option<String>, Deferrable)>,
    /// Checks: name and condition.
    pub checks: Vec<(Option<String>, String)>,
    /// Conflict clauses (`ON CONFLICT REPLACE`) of constraints.
    pub conflicts: Vec<Conflict>,
}

/// What the text says of one column.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ColumnText {
    /// The name.
    pub name: String,
    /// The collation.
    pub collation: Option<String>,
    /// The generation expression.
    pub generated: Option<String>,
    /// AUTOINCREMENT.
    pub autoincrement: bool,
}

/// What a CREATE INDEX text says: the expression and collation of each part, and the predicate.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CreateIndex {
    /// The parts.
    pub parts: Vec<PartText>,
    /// The WHERE condition.
    pub predicate: Option<String>,
}

/// One part of an index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartText {
    /// The column or expression, without collation and direction.
    pub text: String,
    /// The collation written.
    pub collation: Option<String>,
}

/// Words that end a column's type and begin a constraint.
const CONSTRAINT_WORDS: [&str; 11] = [
    "CONSTRAINT",
    "PRIMARY",
    "NOT",
    "NULL",
    "UNIQUE",
    "CHECK",
    "DEFAULT",
    "COLLATE",
    "REFERENCES",
    "GENERATED",
    "AS",
];

/// Reads a CREATE TABLE text.
pub fn table(sql: &str) -> CreateTable {
    let all = tokens(sql);
    let mut cursor = Cursor::new(&all);
    while cursor.peek().is_some_and(|t| !t.is_mark("(")) {
        cursor.next();
    }
    let mut reader = TableReader { sql, out: CreateTable::default() };
    for item in split_list(cursor.parens().unwrap_or_default()) {
        reader.item(item);
    }
    reader.out
}

struct TableReader<'s> {
    sql: &'s str,
    out: CreateTable,
}

impl TableReader<'_> {
    /// A column, or one or more table constraints (the comma between those may be missing).
    fn item(&mut self, item: &[Token<'_>]) {
        let mut cursor = Cursor::new(item);
        let constraint = ["CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN"];
        if !item.first().is_some_and(|t| constraint.iter().any(|c| t.is(c))) {
            let mut column = ColumnText { name: cursor.name(), ..ColumnText::default() };
            while let Some(token) = cursor.peek() {
                if CONSTRAINT_WORDS.iter().any(|w| token.is(w)) {
                    break;
                }
                cursor.next();
            }
            self.constraints(&mut cursor, Some(&mut column));
            self.out.columns.push(column);
        } else {
            self.constraints(&mut cursor, None);
        }
    }

    fn constraints(&mut self, cursor: &mut Cursor<'_, '_>, mut column: Option<&mut ColumnText>) {
        let mut name = None;
        // The constraint that a conflict clause would be of.
        let mut last = None;
        while cursor.peek().is_some() {
            if cursor.take(&["CONSTRAINT"]) {
                name = Some(cursor.name());
                continue;
            }
            if cursor.take(&["PRIMARY", "KEY"]) {
                // PRIMARY KEY (id AUTOINCREMENT): said of the one column that can be the rowid.
                let columns = cursor.parens().unwrap_or_default();
                if columns.iter().any(|t| t.is("AUTOINCREMENT")) {
                    self.out.columns.iter_mut().for_each(|c| c.autoincrement = true);
                }
                self.out.primary_key = name.take();
                last = Some(ConflictOf::PrimaryKey);
            } else if cursor.take(&["UNIQUE"]) {
                let columns = match (cursor.parens(), &column) {
                    (Some(list), _) => {
                        split_list(list).iter().map(|p| part(self.sql, p).text).collect()
                    }
                    (None, Some(column)) => vec![column.name.clone()],
                    (None, None) => Vec::new(),
                };
                last = Some(ConflictOf::Unique(columns.clone()));
                self.out.uniques.push((name.take(), columns));
            } else if cursor.take(&["CHECK"]) {
                let condition = text_of(self.sql, cursor.parens().unwrap_or_default());
                self.out.checks.push((name.take(), condition));
                last = None;
            } else if cursor.take(&["FOREIGN", "KEY"]) {
                cursor.parens();
            } else if cursor.take(&["REFERENCES"]) {
                let deferrable = references(cursor);
                self.out.foreign_keys.push((name.take(), deferrable));
            } else if cursor.take(&["ON", "CONFLICT"]) {
                let action = cursor.name().to_uppercase();
                let of = last.take().filter(|_| action != "ABORT");
                self.out.conflicts.extend(of.map(|of| Conflict { of, action }));
            } else if let (Some(column), true) = (column.as_deref(), cursor.take(&["NOT", "NULL"]))
            {
                name = None;
                last = Some(ConflictOf::NotNull(column.name.clone()));
            } else if let Some(column) = column.as_deref_mut() {
                // A name given to a DEFAULT, NOT NULL or COLLATE means nothing.
                name = None;
                self.column_only(cursor, column);
            } else {
                cursor.next();
            }
        }
    }

    fn column_only(&mut self, cursor: &mut Cursor<'_, '_>, column: &mut ColumnText) {
        if cursor.take(&["COLLATE"]) {
            column.collation = Some(cursor.name());
        } else if cursor.take(&["AUTOINCREMENT"]) {
            column.autoincrement = true;
        } else if cursor.take(&["DEFAULT"]) {
            // The pragma gives the value; here it must only not be taken for something else.
            if cursor.parens().is_none() {
                let _ = cursor.take_mark("-") || cursor.take_mark("+");
                cursor.next();
            }
        } else if cursor.take(&["AS"]) {
            column.generated = cursor.parens().map(|e| text_of(self.sql, e));
        } else {
            cursor.next();
        }
    }
}

/// The rest of a REFERENCES clause; the pragma says all but the deferrability.
fn references(cursor: &mut Cursor<'_, '_>) -> Deferrable {
    cursor.next();
    cursor.parens();
    let mut deferrable = Deferrable::No;
    loop {
        if cursor.take(&["ON", "DELETE"]) || cursor.take(&["ON", "UPDATE"]) {
            let _ = cursor.take(&["SET"]) || cursor.take(&["NO"]);
            cursor.next();
        } else if cursor.take(&["MATCH"]) {
            cursor.next();
        } else if cursor.take(&["NOT", "DEFERRABLE"]) {
            initially(cursor);
        } else if cursor.take(&["DEFERRABLE"]) {
            deferrable = if initially(cursor) {
                Deferrable::InitiallyDeferred
            } else {
                Deferrable::InitiallyImmediate
            };
        } else {
            return deferrable;
        }
    }
}

/// `INITIALLY DEFERRED` is true.
fn initially(cursor: &mut Cursor<'_, '_>) -> bool {
    if cursor.take(&["INITIALLY", "DEFERRED"]) {
        return true;
    }
    cursor.take(&["INITIALLY", "IMMEDIATE"]);
    false
}

/// Reads a CREATE INDEX text.
pub fn index(sql: &str) -> CreateIndex {
    let all = tokens(sql);
    let mut cursor = Cursor::new(&all);
    // The first bare ON comes after the index's name.
    while let Some(token) = cursor.next() {
        if token.is("ON") {
            break;
        }
    }
    cursor.next();
    let parts = split_list(cursor.parens().unwrap_or_default());
    let parts = parts.iter().map(|p| part(sql, p)).collect();
    let predicate = cursor.take(&["WHERE"]).then(|| text_of(sql, cursor.rest()));
    CreateIndex { parts, predicate }
}

fn part(sql: &str, mut tokens: &[Token<'_>]) -> PartText {
    if let [rest @ .., last] = tokens
        && (last.is("ASC") || last.is("DESC"))
        && !rest.is_empty()
    {
        tokens = rest;
    }
    let mut collation = None;
    if let [rest @ .., word, name] = tokens
        && word.is("COLLATE")
        && !rest.is_empty()
    {
        collation = Some(name.name());
        tokens = rest;
    }
    let text = match tokens {
        [only] => only.name(),
        many => text_of(sql, many),
    };
    PartText { text, collation }
}

/// What follows USING in a CREATE VIRTUAL TABLE text.
pub fn module(sql: &str) -> String {
    let all = tokens(sql);
    let mut cursor = Cursor::new(&all);
    // The name may be the word USING itself; the one that matters comes after it.
    while cursor.peek().is_some() && !cursor.take(&["TABLE"]) {
        cursor.next();
    }
    let _ = cursor.take(&["IF", "NOT", "EXISTS"]);
    cursor.next();
    while cursor.peek().is_some() && !cursor.take(&["USING"]) {
        cursor.next();
    }
    text_of(sql, cursor.rest())
}

/// The query of a CREATE VIEW text, and its column names when it gives them.
pub fn view(sql: &str) -> (String, Option<String>) {
    let all = tokens(sql);
    let mut cursor = Cursor::new(&all);
    let mut columns = None;
    while let Some(token) = cursor.peek() {
        if token.is_mark("(") {
            columns = cursor.parens().map(|list| text_of(sql, list));
        } else if cursor.take(&["AS"]) {
            break;
        } else {
            cursor.next();
        }
    }
    (text_of(sql, cursor.rest()), columns)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(list: &[&str]) -> Vec<String> {
        list.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn constraints_are_found_among_quotes_comments_and_odd_types() {
        let t = table(
            "CREATE TABLE \"we\"\"ird (t)\" ( -- a, comment (\n\
             [a ]b] unsigned big int (10, 2) CONSTRAINT pk PRIMARY KEY AUTOINCREMENT,\n\
             'c' text DEFAULT 'check (x), y' COLLATE \"NOCASE\" /* CHECK (no) */ CHECK (c <> ')'),\n\
             d int DEFAULT -1 CONSTRAINT u1 UNIQUE ON CONFLICT REPLACE NOT NULL,\n\
             `e``f` AS (d /* two */ + 1) STORED,\n\
             g REFERENCES p ON DELETE SET NULL ON UPDATE NO ACTION DEFERRABLE INITIALLY DEFERRED,\n\
             \"check\" int DEFAULT (max(1, 2)),\n\
             CONSTRAINT u2 UNIQUE (c COLLATE nocase, d DESC)\n\
             CONSTRAINT k CHECK (d > 0) FOREIGN KEY (c, d) REFERENCES q (x, y) NOT DEFERRABLE\n\
             ) STRICT",
        );
        // `]` cannot be escaped inside brackets: the first one closes.
        assert_eq!(t.columns[0].name, "a ");
        assert!(t.columns[0].autoincrement);
        assert_eq!(t.primary_key.as_deref(), Some("pk"));
        assert_eq!(t.columns[1].name, "c");
        assert_eq!(t.columns[1].collation.as_deref(), Some("NOCASE"));
        assert_eq!(t.columns[3].name, "e`f");
        assert_eq!(t.columns[3].generated.as_deref(), Some("d + 1"));
        assert_eq!(t.columns[5].name, "check");
        assert_eq!(t.columns.len(), 6);
        assert_eq!(
            t.uniques,
            [(Some("u1".to_owned()), names(&["d"])), (Some("u2".to_owned()), names(&["c", "d"]))]
        );
        assert_eq!(
            t.checks,
            [(None, "c <> ')'".to_owned()), (Some("k".to_owned()), "d > 0".to_owned())]
        );
        assert_eq!(t.foreign_keys, [(None, Deferrable::InitiallyDeferred), (None, Deferrable::No)]);
        let of = ConflictOf::Unique(names(&["d"]));
        assert_eq!(t.conflicts, [Conflict { of, action: "REPLACE".to_owned() }]);
    }

    #[test]
    fn index_parts_and_predicates_are_kept_as_text() {
        let i = index(
            "CREATE UNIQUE INDEX \"on\" ON \"on\" (lower(\"a\" || ','), \"b c\" COLLATE RTRIM DESC, \
             substr(a, 1, 2) collate nocase asc) WHERE a IS NOT NULL -- end",
        );
        let part = |text: &str, collation: Option<&str>| PartText {
            text: text.to_owned(),
            collation: collation.map(ToOwned::to_owned),
        };
        assert_eq!(
            i.parts,
            [
                part("lower(\"a\" || ',')", None),
                part("b c", Some("RTRIM")),
                part("substr(a, 1, 2)", Some("nocase")),
            ]
        );
        assert_eq!(i.predicate.as_deref(), Some("a IS NOT NULL"));
    }

    #[test]
    fn a_view_is_its_query() {
        assert_eq!(view("CREATE VIEW v AS SELECT 1 AS x"), ("SELECT 1 AS x".to_owned(), None));
        assert_eq!(
            view("CREATE VIEW \"as\" (x, y) AS SELECT 1, 2"),
            ("SELECT 1, 2".to_owned(), Some("x, y".to_owned()))
        );
    }
}
