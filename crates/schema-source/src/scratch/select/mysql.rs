//! MySQL and MariaDB: a database of its own; names of other databases are refused, because there
//! they are one dot away.

use super::{Judged, Room, one_statement, words::Words};
use crate::sql::lex::Kind;

/// Storage engines whose tables live in the database's own folder.
const ENGINES: [&str; 10] = [
    "innodb",
    "myisam",
    "aria",
    "memory",
    "heap",
    "archive",
    "csv",
    "blackhole",
    "rocksdb",
    "ndbcluster",
];

pub(super) fn judge<'t>(room: Room, home: Option<&str>, mut words: Words<'t>) -> Judged<'t> {
    if words.find("OUTFILE").is_some() || words.find("DUMPFILE").is_some() {
        return Err("it writes a file".to_owned());
    }
    if words.is(0, "CREATE") {
        without_definer(&mut words);
        return create(room, home, words);
    }
    if words.is_any(0, &["ALTER", "DROP", "RENAME"]) {
        if words.is_any(1, &["DATABASE", "SCHEMA", "TEMPORARY"]) {
            return if words.is(0, "DROP") && !words.is(1, "TEMPORARY") {
                Err("a database is never dropped".to_owned())
            } else {
                Ok(None)
            };
        }
        without_definer(&mut words);
        let mut at = 1;
        while words.is_any(
            at,
            &[
                "ALGORITHM",
                "SQL",
                "ONLINE",
                "OFFLINE",
                "IGNORE",
                "UNDEFINED",
                "MERGE",
                "TEMPTABLE",
                "SECURITY",
                "INVOKER",
                "DEFINER",
            ],
        ) || words.symbol(at, b'=')
        {
            at += 1;
        }
        let routine = words.is_any(at, &["TRIGGER", "FUNCTION", "PROCEDURE"]);
        if !routine && !words.is_any(at, &["TABLE", "TABLES", "VIEW", "INDEX", "SEQUENCE"]) {
            return Err("it changes something that is no part of a schema".to_owned());
        }
        if routine && words.is(0, "ALTER") {
            code(room)?;
        }
        one_statement(&words)?;
        if words.is(at, "VIEW") && words.is(0, "ALTER") {
            header_is_home(home, &mut words, at)?;
        } else {
            own_names(home, &mut words)?;
        }
        table_options(&words)?;
        return Ok(Some(words));
    }
    Ok(None)
}

fn create<'t>(room: Room, home: Option<&str>, mut words: Words<'t>) -> Judged<'t> {
    let mut at = if words.are(1, "OR REPLACE") { 3 } else { 1 };
    while at < words.all.len()
        && !words
            .is_any(at, &["VIEW", "TABLE", "INDEX", "FUNCTION", "PROCEDURE", "TRIGGER", "EVENT"])
        && (words.is_any(
            at,
            &[
                "ALGORITHM",
                "UNDEFINED",
                "MERGE",
                "TEMPTABLE",
                "SQL",
                "SECURITY",
                "INVOKER",
                "DEFINER",
                "AGGREGATE",
                "UNIQUE",
                "FULLTEXT",
                "SPATIAL",
                "VECTOR",
            ],
        ) || words.symbol(at, b'='))
    {
        at += 1;
    }
    if words.is(at, "TEMPORARY") {
        return Ok(None);
    }
    if words.is_any(at, &["FUNCTION", "PROCEDURE", "TRIGGER"]) {
        code(room)?;
        if words.find("SONAME").is_some() {
            return Err("a function in a shared library can reach the system".to_owned());
        }
        header_is_home(home, &mut words, at)?;
        return Ok(Some(words));
    }
    one_statement(&words)?;
    match () {
        () if words.is(at, "VIEW") => {
            header_is_home(home, &mut words, at)?;
            Ok(Some(words))
        }
        () if words.is(at, "TABLE") => {
            if words.find("SELECT").is_some() || words.find_outside(at, "AS").is_some() {
                return Err("a table made from a query is not sent".to_owned());
            }
            own_names(home, &mut words)?;
            table_options(&words)?;
            Ok(Some(words))
        }
        () if words.is_any(at, &["INDEX", "SEQUENCE"]) => {
            own_names(home, &mut words)?;
            table_options(&words)?;
            Ok(Some(words))
        }
        () if words.is_any(at, &["DATABASE", "SCHEMA"]) => {
            Err("no other database is ever created".to_owned())
        }
        () if words.is(at, "EVENT") => Err("an event would run by itself".to_owned()),
        () => Err("it creates something that is no part of a schema".to_owned()),
    }
}

/// `DEFINER = user@host` goes: the scratch database's role may act for nobody else.
fn without_definer(words: &mut Words<'_>) {
    let Some(at) = (1..8).find(|i| words.is(*i, "DEFINER") && words.symbol(i + 1, b'=')) else {
        return;
    };
    let mut end = at + 3;
    // `user@host`, or `CURRENT_USER()`.
    if words.symbol(end, b'@') || words.symbol(end, b'(') {
        end += 2;
    }
    words.remove(at..end);
}

/// The name of the object is in the scratch database; the name of the text's own database goes.
fn header_is_home(home: Option<&str>, words: &mut Words<'_>, kind: usize) -> Result<(), String> {
    let at = if words.are(kind + 1, "IF NOT EXISTS") { kind + 4 } else { kind + 1 };
    if words.symbol(at + 1, b'.') && words.is_name(at) {
        if words.name(at).as_deref() != home {
            return Err("it is in another database".to_owned());
        }
        words.remove(at..at + 2);
    }
    Ok(())
}

/// No name is qualified, but by the text's own database, which goes.
fn own_names(home: Option<&str>, words: &mut Words<'_>) -> Result<(), String> {
    let mut i = 1;
    while i + 1 < words.all.len() {
        if words.symbol(i, b'.') && words.is_name(i - 1) {
            if words.name(i - 1).as_deref() != home || home.is_none() {
                return Err("it names another database".to_owned());
            }
            words.remove(i - 1..i + 1);
        } else {
            i += 1;
        }
    }
    Ok(())
}

/// Options that put a table, or its rows, somewhere else.
fn table_options(words: &Words<'_>) -> Result<(), String> {
    let mut depth = 0usize;
    for i in 1..words.all.len() {
        depth += usize::from(words.symbol(i, b'('));
        depth = depth.saturating_sub(usize::from(words.symbol(i, b')')));
        // An option may have a `=`. A column of that name stands first in the list, after a comma
        // of the list, or after the words of ALTER TABLE that a column follows.
        let given = words.symbol(i + 1, b'=');
        let listed = words.symbol(i - 1, b'(') || (depth > 0 && words.symbol(i - 1, b','));
        let altered = words.is_any(i - 1, &["ADD", "COLUMN", "MODIFY", "CHANGE"]);
        let column = (listed || altered) && !given;
        if words.are(i, "DATA DIRECTORY") || words.are(i, "INDEX DIRECTORY") {
            return Err("it puts files in a folder of its choice".to_owned());
        }
        let value = if given { i + 2 } else { i + 1 };
        let text = words.all.get(value).is_some_and(|p| p.kind == Kind::Text);
        if words.is_any(i, &["CONNECTION", "FILE_NAME", "TABLE_TYPE", "SRCDEF", "WRAPPER"])
            && (given || (text && !column))
        {
            return Err("it reaches another server or file".to_owned());
        }
        let clause = given || words.symbol(value, b'(');
        if words.is(i, "UNION") && clause && !column {
            return Err("it is made of other tables".to_owned());
        }
        if words.is(i, "TABLESPACE") && !column {
            return Err("a tablespace is a file of the server".to_owned());
        }
        if words.is(i, "EXCHANGE") && words.is(i + 1, "PARTITION") {
            return Err("it exchanges rows with another table".to_owned());
        }
        if words.is(i, "ENGINE") && !column {
            let name = words.name(value).unwrap_or_default();
            if !ENGINES.contains(&name.to_ascii_lowercase().as_str()) {
                return Err(format!("tables of the storage engine {name} may reach outside"));
            }
        }
    }
    Ok(())
}

fn code(room: Room) -> Result<(), String> {
    if room.alone {
        return Ok(());
    }
    Err("code is only created where its role can reach nothing else: give --scratch a role that may \
         create users"
        .to_owned())
}
