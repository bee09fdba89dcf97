//! Creating the tables of an empty database.

use sea_orm::{ConnectionTrait, DbErr, TransactionTrait};
use seedbed_schema_model::is_own_table;
use seedbed_schema_source::{ReadError, sql};

use crate::{
    Clearance, LockError, MigrateError, Target,
    guard::ClearanceLost,
    migrate,
    statement::{self, Kind},
};

/// Why the schema could not be applied.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CreateError {
    /// There are tables already.
    #[error("{target} is not empty (it has {table}): a schema is applied to empty databases only")]
    NotEmpty {
        /// The database.
        target: String,
        /// One of its tables.
        table: String,
    },
    /// Another run is active.
    #[error(transparent)]
    Locked(#[from] LockError),
    /// The clearance does not hold any more.
    #[error(transparent)]
    Lost(#[from] ClearanceLost),
    /// A statement failed where each is a step of its own (MySQL, MariaDB).
    #[error(transparent)]
    Step(#[from] MigrateError),
    /// Whether it is empty cannot be read.
    #[error("whether the database is empty cannot be read: {0}")]
    Unreadable(#[from] ReadError),
    /// A statement is not part of a schema.
    #[error("line {line}: `{what}` does not define a schema and is not run; nothing was applied")]
    NotDefinition {
        /// Its line in the text.
        line: u32,
        /// Its beginning.
        what: String,
    },
    /// A statement failed.
    #[error("line {line}: {source}; {state}")]
    Statement {
        /// Its line in the text.
        line: u32,
        /// What is in the database now.
        state: &'static str,
        /// The driver's error.
        #[source]
        source: DbErr,
    },
}

/// Runs a schema's SQL on a database that has no tables at all: that it has none is the guard. Where
/// definitions take part in transactions all of it happens or nothing; on MySQL and MariaDB a killed
/// creation goes on where it was.
///
/// # Errors
/// [`CreateError::NotEmpty`] when it has one, and whatever fails.
pub async fn apply_schema(target: &Target, sql: &str) -> Result<(), CreateError> {
    let clearance = empty(target).await?;
    let done = apply(&clearance, sql).await;
    clearance.release().await;
    done
}

/// Whether a killed process left the making of this database's tables in the middle:
/// [`apply_schema`] goes on with it.
///
/// # Errors
/// When our own table cannot be read.
pub async fn creation_unfinished(target: &Target) -> Result<bool, MigrateError> {
    migrate::schema_unfinished(target).await
}

async fn empty(target: &Target) -> Result<Clearance<'_>, CreateError> {
    let schema = target.read().await?.schema;
    if let Some(table) = schema.tables.keys().find(|t| !is_own_table(t))
        && !migrate::schema_unfinished(target).await?
    {
        let (target, table) = (target.identity().to_string(), table.to_string());
        return Err(CreateError::NotEmpty { target, table });
    }
    Ok(Clearance::for_empty(target, schema).await?)
}

async fn apply(clearance: &Clearance<'_>, text: &str) -> Result<(), CreateError> {
    let target = clearance.target();
    let dialect = target.dialect();
    let mut pieces = Vec::new();
    for piece in sql::pieces(dialect, text) {
        match statement::kind(piece.text) {
            Kind::Definition | Kind::Rows if !piece.client => pieces.push(piece),
            Kind::Session | Kind::Transaction => {}
            _ => {
                let what = piece.text.chars().take(40).collect();
                return Err(CreateError::NotDefinition { line: piece.line, what });
            }
        }
    }
    if dialect.has_transactional_ddl() {
        let failed =
            |line, source| CreateError::Statement { line, state: "nothing was applied", source };
        let on = target.connection().begin().await.map_err(|e| failed(0, e))?;
        clearance.recheck(&on).await?;
        for piece in &pieces {
            on.execute_unprepared(piece.text).await.map_err(|e| failed(piece.line, e))?;
        }
        return on.commit().await.map_err(|e| failed(0, e));
    }
    Ok(migrate::make_schema(clearance, text).await?)
}
