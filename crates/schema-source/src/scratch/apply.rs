//! Sends selected statements to a scratch database, one after another.

use sea_orm::{ConnectionTrait, DbBackend, DbErr, Statement};

use super::select::{Judgement, Room, Selected};
use crate::ReadError;

/// A statement with the file it stands in.
#[derive(Debug, Clone)]
pub struct Piece<'f> {
    /// The file.
    pub file: &'f str,
    /// The statement.
    pub selected: Selected,
}

/// A statement that is not part of what is read back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unapplied {
    /// Which piece.
    pub index: usize,
    /// Why: the reason of the refusal, or what the engine said.
    pub why: String,
    /// Refused before anything was sent.
    pub refused: bool,
}

/// How often what failed is tried again, as long as something else succeeded meanwhile.
const ROUNDS: usize = 8;

/// Sends every selected statement; with `again`, those that fail are tried once more after the
/// others, for files that are not in the order of their dependencies. Gives what was refused and
/// what failed.
///
/// # Errors
/// When the session cannot be set up. A statement that fails is no error.
pub async fn apply<C: ConnectionTrait>(
    connection: &C,
    pieces: &[Piece<'_>],
    room: Room,
    again: bool,
) -> Result<Vec<Unapplied>, ReadError> {
    let backend = connection.get_database_backend();
    session(connection, backend).await?;
    let mut unapplied = Vec::new();
    let mut left: Vec<usize> = Vec::new();
    let mut moved = false;
    for (index, piece) in pieces.iter().enumerate() {
        match &piece.selected.judgement {
            Judgement::Send(_) => left.push(index),
            Judgement::Leave => {}
            Judgement::Refuse(why) => {
                unapplied.push(Unapplied { index, why: why.clone(), refused: true });
            }
        }
    }
    let mut failed: Vec<(usize, String)> = Vec::new();
    for _ in 0..ROUNDS {
        failed.clear();
        for index in &left {
            let Judgement::Send(statements) = &pieces[*index].selected.judgement else { continue };
            for sql in statements {
                moved |= sql.get(..4).is_some_and(|s| s.eq_ignore_ascii_case("SET "));
                if let Err(error) = send(connection, backend, room, sql).await {
                    failed.push((*index, said(&error)));
                    break;
                }
            }
        }
        // Tried again in another search path, a name would mean something else.
        if !again || moved || failed.is_empty() || failed.len() == left.len() {
            break;
        }
        left = failed.iter().map(|(index, _)| *index).collect();
    }
    if moved {
        run(connection, backend, "RESET search_path").await?;
    }
    unapplied.extend(failed.into_iter().map(|(index, why)| Unapplied {
        index,
        why,
        refused: false,
    }));
    unapplied.sort_by_key(|u| u.index);
    Ok(unapplied)
}

/// Prepared, because PostgreSQL then takes one statement only. MySQL prepares no routine; the text
/// protocol of its driver takes several statements, so that it is only used where nothing else is
/// in reach.
async fn send<C: ConnectionTrait>(
    connection: &C,
    backend: DbBackend,
    room: Room,
    sql: &str,
) -> Result<(), DbErr> {
    let sent = connection.execute_raw(Statement::from_string(backend, sql)).await;
    match sent {
        Err(error) if backend == DbBackend::MySql && room.alone && unprepared(&error) => {
            connection.execute_unprepared(sql).await.map(drop)
        }
        other => other.map(drop),
    }
}

fn unprepared(error: &DbErr) -> bool {
    error.to_string().contains("prepared statement protocol")
}

/// What the engine said, on a line.
fn said(error: &DbErr) -> String {
    let text = error.to_string();
    let text = ["Execution Error: ", "Query Error: ", "error returned from database: "]
        .iter()
        .fold(text, |text, layer| text.replace(layer, ""));
    crate::live::line(without_source_line(&text))
}

/// PostgreSQL's driver adds the line of the server's own source, which is no line of the file.
fn without_source_line(text: &str) -> &str {
    let digits = |n: &str| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit());
    match text.rsplit_once(" at line ") {
        Some((said, line)) if digits(line) && !said.contains("syntax to use near") => said,
        _ => text,
    }
}

/// Settings under which a text means what it says: forward references are allowed, nothing waits for
/// ever, quotes are read as the judge read them.
async fn session<C: ConnectionTrait>(connection: &C, backend: DbBackend) -> Result<(), ReadError> {
    let settings: &[&str] = match backend {
        DbBackend::Postgres => &[
            "SET standard_conforming_strings = on",
            "SET backslash_quote = safe_encoding",
            "SET check_function_bodies = off",
            "SET statement_timeout = '30s'",
            "SET lock_timeout = '10s'",
            "SET synchronous_commit = off",
            "SET client_min_messages = error",
        ],
        DbBackend::MySql => &[
            "SET SESSION sql_mode = 'NO_AUTO_VALUE_ON_ZERO,NO_ENGINE_SUBSTITUTION'",
            "SET SESSION foreign_key_checks = 0",
            "SET SESSION lock_wait_timeout = 20",
        ],
        _ => &[
            "PRAGMA foreign_keys = OFF",
            "PRAGMA trusted_schema = OFF",
            "PRAGMA temp_store = MEMORY",
        ],
    };
    for setting in settings {
        run(connection, backend, setting).await?;
    }
    Ok(())
}

async fn run<C: ConnectionTrait>(
    connection: &C,
    backend: DbBackend,
    sql: &str,
) -> Result<(), ReadError> {
    let done = connection.execute_raw(Statement::from_string(backend, sql)).await;
    done.map(drop).map_err(|source| ReadError::Query {
        what: "session of the scratch database",
        engine: "the database",
        source,
    })
}
