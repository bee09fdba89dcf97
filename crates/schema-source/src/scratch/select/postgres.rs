//! PostgreSQL: what defines objects of a schema, in a database that is thrown away.

use super::{Judged, Room, one_statement, words::Words};

/// Extensions that their authors mark as trusted: they hold types, operators and functions, and
/// reach neither files nor other servers.
const EXTENSIONS: [&str; 19] = [
    "btree_gin",
    "btree_gist",
    "citext",
    "cube",
    "dict_int",
    "earthdistance",
    "fuzzystrmatch",
    "hstore",
    "intarray",
    "isn",
    "ltree",
    "pg_trgm",
    "pgcrypto",
    "seg",
    "tablefunc",
    "tcn",
    "unaccent",
    "uuid-ossp",
    "vector",
];

/// Objects of a schema, as they stand after ALTER, DROP and COMMENT ON.
const OBJECTS: [&str; 19] = [
    "TABLE",
    "INDEX",
    "SEQUENCE",
    "TYPE",
    "DOMAIN",
    "VIEW",
    "MATERIALIZED",
    "FUNCTION",
    "PROCEDURE",
    "ROUTINE",
    "AGGREGATE",
    "POLICY",
    "TRIGGER",
    "RULE",
    "STATISTICS",
    "COLLATION",
    "SCHEMA",
    "COLUMN",
    "CONSTRAINT",
];

pub(super) fn judge(room: Room, words: Words<'_>) -> Judged<'_> {
    if words.is(0, "CREATE") {
        return create(room, words);
    }
    if words.is_any(0, &["ALTER", "DROP"]) {
        if words.are(1, "DEFAULT PRIVILEGES") {
            return Ok(None);
        }
        if words.are_anywhere("OWNER TO") {
            return match words.all.iter().any(|p| p.text == ",") {
                true => Err("it also names an owner".to_owned()),
                false => Ok(None),
            };
        }
        if !words.is_any(1, &OBJECTS) || words.is_any(1, &["COLUMN", "CONSTRAINT"]) {
            return Err("it changes something that is no part of a schema".to_owned());
        }
        if words.is(0, "ALTER") && words.are_anywhere("DEPENDS ON") {
            return Ok(None);
        }
        one_statement(&words)?;
        no_tablespace(&words)?;
        return Ok(Some(words));
    }
    if words.are(0, "COMMENT ON") {
        if !words.is_any(2, &OBJECTS) || words.is(2, "SCHEMA") {
            return Ok(None);
        }
        one_statement(&words)?;
        return Ok(Some(words));
    }
    if words.is(0, "SET") {
        let at = if words.is_any(1, &["SESSION", "LOCAL"]) { 2 } else { 1 };
        if !words.is(at, "search_path") {
            return Ok(None);
        }
        one_statement(&words)?;
        let mut words = words;
        words.remove(1..at);
        return Ok(Some(words));
    }
    Ok(None)
}

fn create(room: Room, mut words: Words<'_>) -> Judged<'_> {
    let mut at = if words.are(1, "OR REPLACE") { 3 } else { 1 };
    if words.is_any(at, &["TEMP", "TEMPORARY", "LOCAL", "GLOBAL"]) {
        return Ok(None);
    }
    if words.is(at, "FUNCTION") || words.is(at, "PROCEDURE") {
        return routine(room, words);
    }
    one_statement(&words)?;
    if words.is(at, "TRIGGER")
        || words.are(at, "CONSTRAINT TRIGGER")
        || words.is(at, "RULE")
        || words.is(at, "AGGREGATE")
    {
        code(room)?;
        return Ok(Some(words));
    }
    if words.is(at, "TABLE") || words.are(at, "UNLOGGED TABLE") {
        no_tablespace(&words)?;
        if words.find_outside(at, "SERVER").is_some() {
            return Err("a table of another server is not sent".to_owned());
        }
        if let Some(i) = words.find_outside(at, "AS") {
            if words.is(i + 1, "EXECUTE") {
                return Err("a table made from a prepared query is not sent".to_owned());
            }
            without_data(&mut words);
        }
        return Ok(Some(words));
    }
    if words.is(at, "INDEX") || words.are(at, "UNIQUE INDEX") {
        no_tablespace(&words)?;
        at += if words.is(at, "INDEX") { 1 } else { 2 };
        // It cannot stand in every transaction, and nobody else is there.
        if words.is(at, "CONCURRENTLY") {
            words.remove(at..at + 1);
        }
        return Ok(Some(words));
    }
    if words.are(at, "MATERIALIZED VIEW") {
        no_tablespace(&words)?;
        without_data(&mut words);
        return Ok(Some(words));
    }
    if words.is(at, "TYPE") {
        let name_end = if words.symbol(at + 2, b'.') { at + 4 } else { at + 2 };
        if words.symbol(name_end, b'(') {
            return Err("a base type is made of functions in C".to_owned());
        }
        return Ok(Some(words));
    }
    if words.is(at, "SCHEMA") {
        if let Some(i) = words.find("AUTHORIZATION") {
            if i == at + 1 {
                return Err("a schema named after a role is not sent".to_owned());
            }
            words.remove(i..i + 2);
        }
        if words.find_outside(at, "CREATE").is_some() {
            return Err("a schema with its objects in one statement is not sent".to_owned());
        }
        return Ok(Some(words));
    }
    if words.is(at, "EXTENSION") {
        let name_at = if words.are(at + 1, "IF NOT EXISTS") { at + 4 } else { at + 1 };
        let name = words.name(name_at).unwrap_or_default();
        if !EXTENSIONS.contains(&name.as_str()) {
            return Err(format!("the extension {name} is not among those known to be harmless"));
        }
        // Neither FROM nor VERSION nor CASCADE: what is installed is what is known.
        let schema = words.find_outside(name_at + 1, "SCHEMA");
        match schema {
            Some(i) => {
                words.remove(i + 2..words.all.len());
                words.remove(name_at + 1..i);
            }
            None => words.remove(name_at + 1..words.all.len()),
        }
        return Ok(Some(words));
    }
    const PLAIN: [&str; 7] =
        ["VIEW", "RECURSIVE", "SEQUENCE", "DOMAIN", "POLICY", "COLLATION", "STATISTICS"];
    if words.is_any(at, &PLAIN) {
        return Ok(Some(words));
    }
    Err("it creates something that is no part of a schema".to_owned())
}

/// The columns of a query, and no rows: it is never run.
fn without_data(words: &mut Words<'_>) {
    let end = words.all.len();
    for tail in ["WITH NO DATA", "WITH DATA"] {
        let length = tail.split(' ').count();
        if end > length && words.are(end - length, tail) {
            words.remove(end - length..end);
            break;
        }
    }
    words.append("WITH NO DATA");
}

fn routine(room: Room, words: Words<'_>) -> Judged<'_> {
    code(room)?;
    let languages: Vec<String> = (0..words.all.len())
        .filter(|i| words.is(*i, "LANGUAGE"))
        .filter_map(|i| words.name(i + 1))
        .map(|l| l.to_ascii_lowercase())
        .collect();
    if let Some(other) = languages.iter().find(|l| *l != "sql" && *l != "plpgsql") {
        return Err(format!("code in {other} can reach the system"));
    }
    Ok(Some(words))
}

/// Code of the declaration, only where it could do nothing outside if it ran: PostgreSQL evaluates
/// immutable functions while it plans an index or a check.
fn code(room: Room) -> Result<(), String> {
    if room.alone {
        return Ok(());
    }
    Err("code is only created where its role can reach nothing else: give --scratch a role that may \
         create roles and databases, or one that is no superuser"
        .to_owned())
}

fn no_tablespace(words: &Words<'_>) -> Result<(), String> {
    let mut all = (1..words.all.len()).filter(|i| words.is(*i, "TABLESPACE"));
    // A column of that name stands after a comma or a parenthesis.
    let clause = |i: usize| !words.symbol(i - 1, b',') && !words.symbol(i - 1, b'(');
    if all.any(|i| clause(i) && !words.is(i + 1, "pg_default")) {
        return Err("a tablespace is a folder of the server".to_owned());
    }
    Ok(())
}

impl Words<'_> {
    fn are_anywhere(&self, words: &str) -> bool {
        (0..self.all.len()).any(|i| self.are(i, words))
    }
}
