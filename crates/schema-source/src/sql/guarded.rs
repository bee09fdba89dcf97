//! DO blocks of PostgreSQL that only look before they define: the condition asks the catalog whether
//! something is there, which is answered from what is declared so far. Loops over rows, conditions on
//! data and statements put together at run time are code, which is not evaluated.

use std::collections::BTreeMap;

use seedbed_schema_model::{Dialect, Schema, Table};

use super::{
    cursor::Cursor,
    declared::Declared,
    lex::{Kind, Token},
    split::{Form, Statement, Statements},
};

/// A definition in a block, and the conditions it stands under.
#[derive(Debug)]
pub(super) struct Step {
    pub(super) statement: Statement,
    guards: Vec<Guard>,
}

/// A condition: whether things of these names are there, or are not.
#[derive(Debug, Clone)]
struct Guard {
    /// Where it stands: both branches have the same.
    at: usize,
    wanted: bool,
    /// `None` when it is not a question to the catalog.
    names: Option<Vec<String>>,
}

/// Words that begin what moves data, speaks to the user or computes.
const HARMLESS: [&str; 18] = [
    "RAISE", "RETURN", "NULL", "GET", "OPEN", "FETCH", "CLOSE", "EXIT", "CONTINUE", "ASSERT",
    "LOCK", "SET", "TRUNCATE", "ANALYZE", "GRANT", "REVOKE", "COMMIT", "NOTIFY",
];

/// Literals in a question to the catalog that name no object of the schema.
const NOT_NAMES: [&str; 14] = [
    "public",
    "BASE TABLE",
    "FOREIGN KEY",
    "PRIMARY KEY",
    "UNIQUE",
    "CHECK",
    "YES",
    "NO",
    "r",
    "f",
    "p",
    "u",
    "c",
    "i",
];

/// The definitions in the body of a block between two positions of the text; `None` when it is code.
pub(super) fn steps(dialect: Dialect, text: &str, from: usize, to: usize) -> Option<Vec<Step>> {
    let mut steps = Vec::new();
    let mut open: Vec<Guard> = Vec::new();
    let mut begun = false;
    for statement in Statements::over(dialect, text, from, to) {
        if statement.unclosed.is_some() {
            return None;
        }
        let mut rest = statement.tokens.as_slice();
        if !begun {
            // Variables.
            if !Cursor::new(dialect, text, rest).is("BEGIN") {
                continue;
            }
            begun = true;
            rest = rest.get(1..)?;
        }
        loop {
            let mut cursor = Cursor::new(dialect, text, rest);
            if cursor.is_done() {
                break;
            }
            if cursor.is("EXCEPTION") && open.is_empty() {
                return Some(steps);
            }
            if cursor.is("END") {
                if cursor.is_at(1, "IF") || cursor.is_at(1, "LOOP") {
                    open.pop()?;
                }
                break;
            }
            if cursor.eat("IF") || cursor.is("ELSIF") || cursor.is("ELSEIF") {
                if cursor.is("ELSIF") || cursor.is("ELSEIF") {
                    open.pop()?;
                    cursor.bump();
                    open.push(Guard { at: cursor.offset(), wanted: true, names: None });
                } else {
                    open.push(guard(&cursor));
                }
                rest = after(&cursor, rest, "THEN")?;
                continue;
            }
            if cursor.is("ELSE") {
                let last = open.pop()?;
                open.push(Guard { wanted: !last.wanted, ..last });
                rest = rest.get(1..)?;
                continue;
            }
            if cursor.is_any(&["FOR", "FOREACH", "WHILE", "LOOP"]) {
                open.push(Guard { at: cursor.offset(), wanted: true, names: None });
                rest = after(&cursor, rest, "LOOP")?;
                continue;
            }
            let defines = cursor.is_any(&["CREATE", "ALTER", "DROP", "COMMENT"]);
            let written = cursor.is("EXECUTE");
            if !defines && !written {
                let harmless = statement.form == Form::Data
                    || cursor.is_any(&HARMLESS)
                    || cursor.is_any(&["INSERT", "UPDATE", "DELETE", "SELECT", "WITH"])
                    || rest.get(1).is_some_and(|t| t.kind == Kind::Symbol(b':'));
                if harmless {
                    break;
                }
                return None;
            }
            if open.iter().any(|guard| guard.names.is_none()) {
                return None;
            }
            let guards = open.clone();
            if written {
                let [_, literal] = rest else { return None };
                let inner = text.get(literal.start..literal.end)?;
                if literal.kind != Kind::Text
                    || !inner.starts_with('\'')
                    || inner.get(1..inner.len() - 1)?.contains('\'')
                {
                    return None;
                }
                for statement in Statements::over(dialect, text, literal.start + 1, literal.end - 1)
                {
                    steps.push(Step { statement, guards: guards.clone() });
                }
            } else {
                let statement =
                    Statement { form: Form::Sql, tokens: rest.to_vec(), unclosed: None };
                steps.push(Step { statement, guards });
            }
            break;
        }
    }
    begun.then_some(steps)
}

/// What stands behind a word outside parentheses.
fn after<'t>(cursor: &Cursor<'_>, rest: &'t [Token], word: &str) -> Option<&'t [Token]> {
    let mut cursor = *cursor;
    while !cursor.is_done() && !cursor.is(word) {
        cursor.skip_one();
    }
    cursor.is(word).then(|| rest.get(cursor.mark() + 1..)).flatten()
}

/// `[NOT] EXISTS (SELECT … FROM the catalog …) THEN`.
fn guard(cursor: &Cursor<'_>) -> Guard {
    let mut cursor = *cursor;
    let wanted = !cursor.eat("NOT");
    let at = cursor.offset();
    let unknown = Guard { at, wanted, names: None };
    if !cursor.eat("EXISTS") {
        return unknown;
    }
    let Ok(mut query) = cursor.group() else { return unknown };
    if !cursor.is("THEN") {
        return unknown;
    }
    let (mut names, mut asks_catalog) = (Vec::new(), false);
    while let Some(token) = query.peek() {
        let word = query.slice(token).to_ascii_lowercase();
        asks_catalog |= token.kind == Kind::Word
            && (word == "information_schema" || (word.starts_with("pg_") && !query.is_at(1, "(")));
        // Who asks for what is not there, or for one of several things, asks something else.
        if query.is_any(&["OR", "NOT", "LIKE", "UNION"]) {
            return unknown;
        }
        if token.kind == Kind::Text {
            let Ok(name) = query.string() else { return unknown };
            if !NOT_NAMES.contains(&name.as_str()) {
                names.push(name);
            }
            continue;
        }
        query.bump();
    }
    Guard { at, wanted, names: (asks_catalog && !names.is_empty()).then_some(names) }
}

impl Declared {
    /// Whether the conditions of a step hold. Each is answered once, before its first definition:
    /// `answers` are those so far.
    pub(super) fn holds(&self, step: &Step, answers: &mut BTreeMap<usize, bool>) -> bool {
        step.guards.iter().all(|guard| {
            guard.names.as_ref().is_some_and(|names| {
                let there = answers.entry(guard.at).or_insert_with(|| knows(&self.schema, names));
                *there == guard.wanted
            })
        })
    }
}

/// Whether all of the names are there, those of parts in the table that is named beside them.
fn knows(schema: &Schema, names: &[String]) -> bool {
    let bare = |name: &String| name.rsplit('.').next().unwrap_or(name).trim_matches('"').to_owned();
    let names: Vec<String> = names.iter().map(bare).collect();
    let named: Vec<&Table> =
        schema.tables.values().filter(|t| names.contains(&t.name.name)).collect();
    let anywhere = |name: &String| {
        schema.enums.keys().any(|n| n.name == *name)
            || schema.domains.keys().any(|n| n.name == *name)
            || schema.sequences.keys().any(|n| n.name == *name)
            || schema.views.keys().any(|n| n.name == *name)
            || schema.enums.values().any(|e| e.values.contains(name))
    };
    names.iter().all(|name| {
        let part = |table: &&Table| has(table, name);
        match named.as_slice() {
            [] => anywhere(name) || schema.tables.values().any(|t| part(&t)),
            named => named.iter().any(|t| t.name.name == *name || part(t)) || anywhere(name),
        }
    })
}

/// Whether the table has a column, constraint or index of this name.
fn has(table: &Table, name: &str) -> bool {
    let keys = table.primary_key.iter().chain(&table.uniques).map(|k| &k.name);
    let others = table.foreign_keys.iter().map(|k| &k.name);
    let checks = table.checks.iter().map(|c| &c.name);
    let indexes = table.indexes.iter().map(|i| &i.name);
    table.column(name).is_some()
        || keys.chain(others).chain(checks).chain(indexes).any(|n| n.as_deref() == Some(name))
}
