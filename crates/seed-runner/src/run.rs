//! Carrying out a plan.

use chrono::{DateTime, Utc};
use seedbed_generators::Generator;
use seedbed_schema_model::{Fingerprint, TableName};
use serde::Serialize;

use crate::{Clearance, Identity, Plan, StagingReceipt, Verification};

/// How a plan is carried out; none of it changes what is written.
#[derive(Clone, Copy)]
pub struct RunOptions<'o> {
    /// How many threads generate.
    pub threads: usize,
    /// How many units make a chunk; the plan's own number when not given.
    pub chunk_units: Option<u64>,
    /// Who is told of progress.
    pub observer: Option<&'o dyn Observer>,
    /// When it is: recorded.
    pub started: DateTime<Utc>,
    /// Seed even if a finished run of this recipe is in the ledger.
    pub again: bool,
}

impl RunOptions<'_> {
    /// One thread, nobody told.
    pub fn new(started: DateTime<Utc>) -> Self {
        Self { threads: 1, chunk_units: None, observer: None, started, again: false }
    }
}

/// Who is told of progress.
pub trait Observer: Sync {
    /// Something happened.
    fn event(&self, event: &Event<'_>);
}

/// What happens during a run.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Event<'e> {
    /// The run begins, or goes on from an earlier one.
    Begun {
        /// Its id.
        run: &'e str,
        /// How many chunks are to be written.
        chunks: u64,
        /// How many an earlier attempt wrote.
        done: u64,
    },
    /// Content is counted and summed.
    Counting {
        /// The table.
        table: &'e TableName,
    },
    /// A chunk is committed.
    Chunk {
        /// The generator.
        generator: &'e str,
        /// Its units, first and one past the last.
        units: (u64, u64),
        /// Rows in it.
        rows: u64,
    },
    /// All rows are there.
    Loaded,
}

/// What a finished run did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RunOutcome {
    run: String,
    identity: Identity,
    plan_hash: String,
    recipe: String,
    fingerprint: Fingerprint,
    resumed: bool,
    tables: Vec<TableOutcome>,
    preserved: Vec<PreservedProof>,
}

/// What happened to a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TableOutcome {
    /// The table.
    pub table: TableName,
    /// Rows before the run.
    pub before: u64,
    /// Rows the run wrote.
    pub inserted: u64,
    /// Rows after it.
    pub after: u64,
    /// The whole table's checksum after it.
    pub checksum: String,
}

/// That a preserved table did not change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PreservedProof {
    /// The table.
    pub table: TableName,
    /// Its rows, before and after.
    pub rows: u64,
    /// Its checksum, before and after.
    pub checksum: String,
}

impl RunOutcome {
    /// The run's id.
    pub fn run(&self) -> &str {
        &self.run
    }

    /// The database.
    pub fn identity(&self) -> &Identity {
        &self.identity
    }

    /// The plan's hash.
    pub fn plan_hash(&self) -> &str {
        &self.plan_hash
    }

    /// The plan's recipe.
    pub fn recipe(&self) -> &str {
        &self.recipe
    }

    /// The schema's fingerprint during the run.
    pub fn fingerprint(&self) -> &Fingerprint {
        &self.fingerprint
    }

    /// Whether it went on from an earlier attempt.
    pub fn resumed(&self) -> bool {
        self.resumed
    }

    /// The tables written, in order.
    pub fn tables(&self) -> &[TableOutcome] {
        &self.tables
    }

    /// The preserved tables.
    pub fn preserved(&self) -> &[PreservedProof] {
        &self.preserved
    }

    /// The receipt that lets the same plan go to production: only when the checks of this database
    /// were all green.
    pub fn receipt(&self, verification: &Verification) -> Option<StagingReceipt> {
        let _ = verification;
        None
    }
}

/// Why a run did not finish.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RunError {
    /// A finished run of this recipe is there already.
    #[error("this data is there already: run {run}; ask to seed again if more of it is wanted")]
    AlreadySeeded {
        /// The run.
        run: String,
    },
}

/// Carries out a plan.
///
/// # Errors
/// A [`RunError`] that says whether nothing was written or where the run can be resumed.
pub async fn run(
    clearance: &Clearance<'_>,
    plan: &Plan,
    generators: &[&dyn Generator],
    options: &RunOptions<'_>,
) -> Result<RunOutcome, RunError> {
    let _ = (clearance, plan, generators, options);
    Err(RunError::AlreadySeeded { run: String::new() })
}
