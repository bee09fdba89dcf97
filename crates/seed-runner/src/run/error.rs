//! Why a run did not finish, and what is in the database then.

use seedbed_generators::GenerateError;
use seedbed_schema_model::TableName;

use crate::{LoadError, checksum::Content, guard::ClearanceLost, ledger::LedgerError};

/// Why a run did not finish. Each says what is in the database: see [`RunError::committed`].
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RunError {
    /// A finished run of this recipe is there already.
    #[error("this data is there already: run {run}; ask to seed again if more of it is wanted")]
    AlreadySeeded {
        /// The run.
        run: String,
    },
    /// Another recipe wrote to the same tables.
    #[error(
        "{} seeded with another recipe by run {run}: with another seed, date or volume, or another \
         version of a generator; its rows would be mixed with these",
        were(tables)
    )]
    SeededOtherwise {
        /// The run.
        run: String,
        /// The tables both write to.
        tables: Vec<String>,
    },
    /// The clearance is for other work.
    #[error("the clearance is not for this plan; ask the guards about this one")]
    OtherPlan,
    /// A generator of the plan was not given, or in another version.
    #[error("the plan needs generator `{name}` version {version}; make the plan again")]
    Generator {
        /// Its name.
        name: String,
        /// The version planned.
        version: u32,
    },
    /// A run of another plan was begun and not finished.
    #[error(
        "run {run} of plan {plan_hash} was begun and not finished; finish it with its own plan first"
    )]
    Unfinished {
        /// The run.
        run: String,
        /// Its plan.
        plan_hash: String,
    },
    /// The rows the plan refers to are not those it was made for.
    #[error("the existing rows this plan refers to have changed; {advice}")]
    AnchorsChanged {
        /// What to do.
        advice: &'static str,
    },
    /// Somebody took keys that were set aside.
    #[error("{table}: rows were added since the plan was made; make the plan again")]
    Moved {
        /// The table.
        table: TableName,
    },
    /// A chunk failed and was rolled back.
    #[error(
        "chunk {number} of {generator} (units {}..{}) failed and was rolled back: {source}; \
         {}", units.0, units.1, kept(*committed, run)
    )]
    Chunk {
        /// The run.
        run: String,
        /// The chunk, from 1.
        number: u64,
        /// The generator.
        generator: String,
        /// Its units, first and one past the last.
        units: (u64, u64),
        /// How many chunks before it are in the database.
        committed: u64,
        /// Why.
        #[source]
        source: Box<ChunkError>,
    },
    /// The ledger could not be used.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// The database could not be asked.
    #[error("could not {what}: {source}; {}", kept(*committed, run))]
    Database {
        /// The run; empty when none was begun.
        run: String,
        /// What was being done.
        what: String,
        /// How many chunks are in the database.
        committed: u64,
        /// The driver's error.
        #[source]
        source: sea_orm::DbErr,
    },
}

fn were(tables: &[String]) -> String {
    match tables {
        [one] => format!("{one} was"),
        [one, two] => format!("{one} and {two} were"),
        [one, two, rest @ ..] => format!("{one}, {two} and {} more tables were", rest.len()),
        [] => "this database was".into(),
    }
}

fn kept(committed: u64, run: &str) -> String {
    match committed {
        0 => "no row of the run is in the database".into(),
        n => format!("{n} chunks before are kept, and the same plan goes on with run {run}"),
    }
}

/// Why a chunk failed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ChunkError {
    /// A unit could not be made.
    #[error(transparent)]
    Generate(#[from] GenerateError),
    /// Rows could not be written.
    #[error(transparent)]
    Load(#[from] LoadError),
    /// The clearance does not hold any more.
    #[error(transparent)]
    Lost(#[from] ClearanceLost),
    /// The ledger could not be written.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// A preserved table changed.
    #[error(
        "preserved table {} changed: {} rows became {} ({} became {})",
        before.table, before.rows, after.rows, before.checksum, after.checksum
    )]
    Preserved {
        /// What it held before.
        before: Content,
        /// What it held now.
        after: Content,
    },
    /// The transaction failed.
    #[error("{what}: {source}")]
    Database {
        /// What was being done.
        what: &'static str,
        /// The driver's error.
        #[source]
        source: sea_orm::DbErr,
    },
}

impl RunError {
    /// How many chunks of the run are in the database; 0 means that nothing of it is.
    pub fn committed(&self) -> u64 {
        match self {
            Self::Chunk { committed, .. } | Self::Database { committed, .. } => *committed,
            _ => 0,
        }
    }

    /// Whether it failed before anything was tried: as if refused.
    pub fn untouched(&self) -> bool {
        !matches!(self, Self::Chunk { .. } | Self::Database { .. } | Self::Ledger(_))
    }

    /// What may be written into a record: no driver's words, which may hold values of rows.
    pub fn summary(&self) -> String {
        match self {
            Self::Chunk { number, generator, committed, run, source, .. } => {
                let why = match source.as_ref() {
                    ChunkError::Generate(e) => e.to_string(),
                    ChunkError::Load(LoadError::Database { table, .. }) => {
                        format!("the database refused rows of {table}")
                    }
                    ChunkError::Load(e) => e.to_string(),
                    ChunkError::Preserved { before, .. } => {
                        format!("preserved table {} changed", before.table)
                    }
                    ChunkError::Lost(_) => "the clearance was lost".into(),
                    ChunkError::Ledger(_) => "the ledger could not be written".into(),
                    ChunkError::Database { what, .. } => format!("{what} failed"),
                };
                let kept = kept(*committed, run);
                format!("chunk {number} of {generator} was rolled back: {why}; {kept}")
            }
            Self::Database { what, committed, run, .. } => {
                format!("could not {what}; {}", kept(*committed, run))
            }
            Self::Ledger(_) => "the ledger could not be used".into(),
            other => other.to_string(),
        }
    }
}
