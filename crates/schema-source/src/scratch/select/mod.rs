//! Which statements of a declared text may be sent to a scratch database. Pure.
//!
//! A declared file is untrusted. A statement is sent when it is known to define an object of a
//! schema, and refused, with the reason, when it is anything else or names something outside: other
//! databases, files, programs, roles, servers, code in languages that can reach the system. What
//! only moves rows, rights or settings is left out without a word: it is no part of a schema.

mod mysql;
mod postgres;
mod sqlite;
mod words;

use seedbed_schema_model::{Dialect, Family};

use crate::sql::{
    lex::Kind,
    split::{Form, Statement, Statements},
};
use words::Words;

/// What the place that statements are sent to can bear.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Room {
    /// Its role owns nothing and may do nothing outside: code of the declaration (functions,
    /// procedures, triggers, rules) may be created, though nothing runs it.
    pub alone: bool,
}

/// What becomes of a statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Judgement {
    /// Sent, in this wording, one by one.
    Send(Vec<String>),
    /// No part of a schema: rows, rights, settings, transactions.
    Leave,
    /// Not sent, for this reason.
    Refuse(String),
}

/// A statement of a text, judged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selected {
    /// Its first line, from 1.
    pub line: u32,
    /// Its last line.
    pub last_line: u32,
    /// Its first words, on a line.
    pub what: String,
    /// What becomes of it.
    pub judgement: Judgement,
}

/// Judges the statements of one declaration, over all its files.
#[derive(Debug)]
pub struct Selector {
    dialect: Dialect,
    room: Room,
    /// MySQL: the database that the text is about, and the one that a USE has moved to.
    home: Option<String>,
    current: Option<String>,
}

/// A judgement on tokens: what to send, nothing, or why not.
type Judged<'t> = Result<Option<Words<'t>>, String>;

impl Selector {
    /// A selector for a declaration of this dialect.
    pub fn new(dialect: Dialect, room: Room) -> Self {
        Self { dialect, room, home: None, current: None }
    }

    /// The statements of one text, in order.
    pub fn select(&mut self, text: &str) -> Vec<Selected> {
        let mut lines = Lines { text, at: 0, line: 1 };
        let mut out = Vec::new();
        for statement in Statements::new(self.dialect, text) {
            let (Some(first), Some(last)) = (statement.tokens.first(), statement.tokens.last())
            else {
                continue;
            };
            let line = lines.of(first.start);
            let last_line = lines.of(last.end.saturating_sub(1).max(first.start));
            let shown = text.get(first.start..last.end).unwrap_or_default();
            let what = crate::live::line(shown);
            let judgement = self.judge(text, &statement);
            out.push(Selected { line, last_line, what, judgement });
        }
        out
    }

    fn judge(&mut self, text: &str, statement: &Statement) -> Judgement {
        if statement.unclosed.is_some() {
            return Judgement::Refuse("something in it is never closed".to_owned());
        }
        if statement.form != Form::Sql {
            return Judgement::Leave;
        }
        if self.dialect.family == Family::Postgres
            && let Some(inner) = crate::sql::definitions_of_do(self.dialect, text, statement)
        {
            let Some(inner) = inner else {
                return Judgement::Refuse("a DO block runs code, which is not sent".to_owned());
            };
            let mut sent = Vec::new();
            for statement in &inner {
                match self.judge(text, statement) {
                    Judgement::Send(all) => sent.extend(all),
                    Judgement::Leave => {}
                    refused @ Judgement::Refuse(_) => return refused,
                }
            }
            return Judgement::Send(sent);
        }
        let words = Words::new(self.dialect, text, &statement.tokens);
        let judged = match self.dialect.family {
            Family::Sqlite => sqlite::judge(words),
            Family::Postgres => postgres::judge(self.room, words),
            Family::MySql | Family::MariaDb => self.mysql(words),
        };
        match judged.and_then(contained) {
            Ok(Some(words)) => Judgement::Send(vec![words.sql()]),
            Ok(None) => Judgement::Leave,
            Err(why) => Judgement::Refuse(why),
        }
    }

    fn mysql<'t>(&mut self, words: Words<'t>) -> Judged<'t> {
        if words.is(0, "USE") {
            self.current = words.name(1);
            if self.home.is_none() {
                self.home.clone_from(&self.current);
            }
            return Err("another database is none of the scratch database's business".to_owned());
        }
        if self.current != self.home {
            return Err("it is about another database".to_owned());
        }
        mysql::judge(self.room, self.home.as_deref(), words)
    }
}

/// What holds for every statement that is sent, whatever its kind.
fn contained(words: Option<Words<'_>>) -> Judged<'_> {
    let Some(words) = words else { return Ok(None) };
    if !words.quotes_are_closed() {
        return Err("its quotes can be read in two ways".to_owned());
    }
    for i in 0..words.all.len() {
        if words.is(i, "U") && words.symbol(i + 1, b'&') {
            return Err("names in escapes are not sent".to_owned());
        }
        let called = words.symbol(i + 1, b'(') && words.is_name(i) && !is_object(&words, i);
        if let Some(name) = words.name(i).filter(|_| called)
            && reaches_outside(&name)
        {
            return Err(format!("{name}() reaches outside the schema"));
        }
    }
    Ok(Some(words))
}

/// Whether the name at `i` is that of an object with a list of columns or arguments, and no call.
fn is_object(words: &Words<'_>, mut i: usize) -> bool {
    const BEFORE: [&str; 12] = [
        "TABLE",
        "EXISTS",
        "REFERENCES",
        "ON",
        "ONLY",
        "VIEW",
        "INTO",
        "FUNCTION",
        "PROCEDURE",
        "AGGREGATE",
        "INDEX",
        "KEY",
    ];
    while i >= 2 && words.symbol(i - 1, b'.') {
        i -= 2;
    }
    i >= 1 && words.is_any(i - 1, &BEFORE)
}

/// Functions that read or write files, run programs, reach other servers or sessions, wait, or
/// change settings: by the beginnings of their names, on whatever engine.
fn reaches_outside(name: &str) -> bool {
    const BEGIN: [&str; 33] = [
        "pg_read_",
        "pg_ls_",
        "pg_stat_file",
        "pg_file_",
        "pg_logical_",
        "pg_terminate_",
        "pg_cancel_",
        "pg_reload_",
        "pg_rotate_",
        "pg_switch_",
        "pg_promote",
        "pg_create_",
        "pg_drop_",
        "pg_replication_",
        "pg_backup_",
        "pg_start_backup",
        "pg_stop_backup",
        "pg_sleep",
        "pg_advisory_",
        "pg_try_advisory_",
        "pg_notify",
        "pg_export_snapshot",
        "pg_import_",
        "lo_",
        "loread",
        "lowrite",
        "dblink",
        "query_to_xml",
        "cursor_to_xml",
        "table_to_xml",
        "schema_to_xml",
        "database_to_xml",
        "sys_e",
    ];
    const WHOLE: [&str; 17] = [
        "set_config",
        "setval",
        "load_file",
        "load_extension",
        "sys_get",
        "readfile",
        "writefile",
        "fsdir",
        "zipfile",
        "edit",
        "eval",
        "shell",
        "fts3_tokenizer",
        "sleep",
        "benchmark",
        "get_lock",
        "master_pos_wait",
    ];
    let name = name.to_ascii_lowercase();
    BEGIN.iter().any(|b| name.starts_with(b)) || WHOLE.contains(&name.as_str())
}

/// A semicolon inside a statement that has no body.
fn one_statement(words: &Words<'_>) -> Result<(), String> {
    let semicolon = words.all.iter().any(|p| p.kind == Kind::Symbol(b';'));
    if semicolon { Err("it is more than one statement".to_owned()) } else { Ok(()) }
}

/// Line numbers of increasing positions.
struct Lines<'t> {
    text: &'t str,
    at: usize,
    line: u32,
}

impl Lines<'_> {
    fn of(&mut self, at: usize) -> u32 {
        let between = self.text.as_bytes().get(self.at..at).unwrap_or_default();
        let breaks = between.iter().filter(|b| **b == b'\n').count();
        self.line = self.line.saturating_add(u32::try_from(breaks).unwrap_or(u32::MAX));
        self.at = self.at.max(at);
        self.line
    }
}

#[cfg(test)]
mod tests;
