//! SQLite: the scratch database is in memory; what must not happen is that another file is opened.

use super::{Judged, one_statement, words::Words};
use crate::sql::lex::Kind;

/// Modules whose tables live in the database itself.
const MODULES: [&str; 6] = ["fts3", "fts4", "fts5", "rtree", "rtree_i32", "geopoly"];

pub(super) fn judge(mut words: Words<'_>) -> Judged<'_> {
    if words.is(0, "CREATE") {
        let mut at = 1;
        if words.is_any(at, &["TEMP", "TEMPORARY"]) {
            return Ok(None);
        }
        if words.is(at, "UNIQUE") {
            at += 1;
        }
        if words.is(at, "TRIGGER") {
            one_trigger(&words)?;
        } else {
            one_statement(&words)?;
        }
        let virtual_table = words.are(at, "VIRTUAL TABLE");
        at += usize::from(virtual_table);
        if !words.is_any(at, &["TABLE", "INDEX", "VIEW", "TRIGGER"]) {
            return Err("SQLite has no such object".to_owned());
        }
        let table = words.is(at, "TABLE");
        at += 1;
        if words.are(at, "IF NOT EXISTS") {
            at += 3;
        }
        in_main(&mut words, at)?;
        let called = words.find_outside(at, "USING").and_then(|i| words.name(i + 1));
        if virtual_table {
            let module = called.unwrap_or_default().to_ascii_lowercase();
            if !MODULES.contains(&module.as_str()) {
                return Err(format!("virtual tables of `{module}` may reach outside the database"));
            }
        } else if table && words.find_outside(at, "AS").is_some() {
            return Err("a table made from a query is not sent".to_owned());
        }
        return Ok(Some(words));
    }
    if words.is_any(0, &["ALTER", "DROP"]) {
        one_statement(&words)?;
        if !words.is_any(1, &["TABLE", "INDEX", "VIEW", "TRIGGER"]) {
            return Err("SQLite has no such object".to_owned());
        }
        let at = if words.are(2, "IF EXISTS") { 4 } else { 2 };
        in_main(&mut words, at)?;
        return Ok(Some(words));
    }
    if words.is(0, "PRAGMA") && words.find("writable_schema").is_some() {
        return Err("the schema table is never written to".to_owned());
    }
    if words.is_any(0, &["ATTACH", "DETACH"]) || words.are(0, "VACUUM INTO") {
        return Err("no other file is ever opened".to_owned());
    }
    if words.is(0, "VACUUM") && words.find("INTO").is_some() {
        return Err("no other file is ever written".to_owned());
    }
    Ok(None)
}

/// The name at `at` is of the main database; `main.` goes.
fn in_main(words: &mut Words<'_>, at: usize) -> Result<(), String> {
    if !words.symbol(at + 1, b'.') {
        return Ok(());
    }
    match words.name(at) {
        Some(schema) if schema.eq_ignore_ascii_case("main") => {
            words.remove(at..at + 2);
            Ok(())
        }
        _ => Err("it is in an attached or temporary database".to_owned()),
    }
}

/// A trigger ends at the first `; END` that SQLite sees. After every semicolon there has to be one of
/// the statements a trigger may hold, or the END that is the last word: then nothing can stand
/// behind it, however `BEGIN` was read.
fn one_trigger(words: &Words<'_>) -> Result<(), String> {
    const ALLOWED: [&str; 7] =
        ["SELECT", "INSERT", "UPDATE", "DELETE", "REPLACE", "WITH", "VALUES"];
    let last = words.all.len().saturating_sub(1);
    for (i, piece) in words.all.iter().enumerate() {
        if piece.kind != Kind::Symbol(b';') {
            continue;
        }
        let ends = words.is(i + 1, "END") && i + 1 == last;
        if !ends && !words.is_any(i + 1, &ALLOWED) {
            return Err("it is more than one statement".to_owned());
        }
    }
    if words.is(last, "END") { Ok(()) } else { Err("the trigger has no end".to_owned()) }
}
