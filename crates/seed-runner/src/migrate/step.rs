//! MySQL and MariaDB: statement by statement, because every definition commits.

use sea_orm::{
    ConnectionTrait, DbErr, RuntimeErr, TransactionTrait, sqlx::mysql::MySqlDatabaseError,
};
use seedbed_schema_model::Fingerprint;
use seedbed_schema_source::sql::Piece;

use super::{File, MigrateError, SCHEMA, books};
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
    let from = match known {
        None => {
            books::begun(on, dialect, file, statements.len() as u64).await?;
            0
        }
        Some(entry) => resumed(clearance, file, entry, &statements).await?,
    };
    // What may have taken effect although it is not recorded.
    let uncertain = known.filter(|e| e.begun).map(|_| from);
    let mut run = 0;
    for (i, piece) in statements.iter().enumerate() {
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
            books::done(&on, dialect, file, &statements, i + 1).await?;
            on.commit().await.map_err(file.failed(piece.line, KEPT))?;
        } else {
            if kind == Kind::Definition {
                let before = before(clearance, file).await?;
                books::starting(on, dialect, file, &before, &statements, i).await?;
                let done = on.execute_unprepared(piece.text).await;
                if let Err(source) = done
                    && !(file.name == SCHEMA && uncertain == Some(i) && is_there(&source))
                {
                    // Not begun any more: the statement may be corrected.
                    books::done(on, dialect, file, &statements, i).await?;
                    return Err(file.failed(piece.line, KEPT)(source));
                }
            }
            books::done(on, dialect, file, &statements, i + 1).await?;
        }
        run += 1;
    }
    Ok(run)
}

/// What the books keep to tell later whether a definition took effect. In the making of a schema
/// nothing: its definitions only create, so that the server itself says what is there.
async fn before(clearance: &Clearance<'_>, file: &File) -> Result<String, MigrateError> {
    if file.name == SCHEMA { Ok(String::new()) } else { fingerprint(clearance).await }
}

/// How many statements of a killed file are done. A definition is atomic: the schema either is as it
/// was before it, or it took effect and only its record is missing.
async fn resumed(
    clearance: &Clearance<'_>,
    file: &File,
    entry: &books::Entry,
    statements: &[Piece<'_>],
) -> Result<usize, MigrateError> {
    let done = usize::try_from(entry.done).unwrap_or(usize::MAX);
    if !entry.begun || before(clearance, file).await? == entry.before {
        return Ok(done);
    }
    let target = clearance.target();
    books::done(target.connection(), target.dialect(), file, statements, done + 1).await?;
    Ok(done + 1)
}

async fn fingerprint(clearance: &Clearance<'_>) -> Result<String, MigrateError> {
    let reading = clearance.target().read().await?;
    Ok(Fingerprint::of(&reading.schema).as_str().to_owned())
}

/// Whether the server refused because what was to be created is there already.
fn is_there(error: &DbErr) -> bool {
    // Table, column, key, routine, trigger, primary key, foreign key, check.
    const NUMBERS: [u16; 9] = [1050, 1060, 1061, 1304, 1359, 1068, 1826, 3822, 1022];
    let (DbErr::Exec(RuntimeErr::SqlxError(e)) | DbErr::Query(RuntimeErr::SqlxError(e))) = error
    else {
        return false;
    };
    e.as_database_error()
        .and_then(|e| e.try_downcast_ref::<MySqlDatabaseError>())
        .is_some_and(|e| NUMBERS.contains(&e.number()))
}
