//! MySQL and MariaDB: statement by statement, because every definition commits.

use sea_orm::{ConnectionTrait, TransactionTrait};
use seedbed_schema_model::Fingerprint;

use super::{File, MigrateError, books};
use crate::{
    Clearance,
    statement::{self, Kind},
};

const KEPT: &str = "the statements before it are applied, and the next try goes on with it";

/// Runs what is left of a file.
pub(super) async fn by_step(
    clearance: &Clearance<'_>,
    file: &File,
    known: Option<&books::Entry>,
) -> Result<u64, MigrateError> {
    let target = clearance.target();
    let (on, dialect) = (target.connection(), target.dialect());
    let statements = file.statements(clearance)?;
    let mut from = match known {
        None => {
            books::begun(on, dialect, file, statements.len() as u64).await?;
            0
        }
        Some(entry) => resumed(clearance, file, entry).await?,
    };
    let mut run = 0;
    for (i, piece) in statements.iter().enumerate() {
        let i = i as u64;
        let kind = statement::kind(piece.text);
        if kind == Kind::Session {
            // The session is a new one on resuming: its settings are made again.
            on.execute_unprepared(piece.text).await.map_err(file.failed(piece.line, KEPT))?;
        }
        if i < from {
            continue;
        }
        clearance.recheck(on).await?;
        if kind == Kind::Rows {
            // Rows and the record of them are one transaction.
            let on = on.begin().await.map_err(file.failed(piece.line, KEPT))?;
            on.execute_unprepared(piece.text).await.map_err(file.failed(piece.line, KEPT))?;
            books::done(&on, dialect, file, i + 1).await?;
            on.commit().await.map_err(file.failed(piece.line, KEPT))?;
        } else {
            if kind == Kind::Definition {
                let before = fingerprint(clearance).await?;
                books::starting(on, dialect, file, &before).await?;
                on.execute_unprepared(piece.text).await.map_err(file.failed(piece.line, KEPT))?;
            }
            books::done(on, dialect, file, i + 1).await?;
        }
        from = i + 1;
        run += 1;
    }
    Ok(run)
}

/// How many statements of a killed file are done. A definition is atomic: the schema either is as it
/// was before it, or it took effect and only its record is missing.
async fn resumed(
    clearance: &Clearance<'_>,
    file: &File,
    entry: &books::Entry,
) -> Result<u64, MigrateError> {
    if !entry.begun || fingerprint(clearance).await? == entry.before {
        return Ok(entry.done);
    }
    let target = clearance.target();
    books::done(target.connection(), target.dialect(), file, entry.done + 1).await?;
    Ok(entry.done + 1)
}

async fn fingerprint(clearance: &Clearance<'_>) -> Result<String, MigrateError> {
    let reading = clearance.target().read().await?;
    Ok(Fingerprint::of(&reading.schema).as_str().to_owned())
}
