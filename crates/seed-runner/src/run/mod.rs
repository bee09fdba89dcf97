//! Carrying out a plan.

mod error;
mod outcome;
mod work;

use chrono::{DateTime, Utc};
use seedbed_generators::Generator;
use seedbed_schema_model::TableName;

use crate::{Clearance, Plan};

pub use error::{ChunkError, RunError};
pub use outcome::{PreservedProof, RunOutcome, TableOutcome};

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
    /// Take up a finished run of this plan again whose checks were red or never asked: nothing more
    /// is written, and its outcome is given once more.
    pub unverified: bool,
}

impl RunOptions<'_> {
    /// One thread, nobody told.
    pub fn new(started: DateTime<Utc>) -> Self {
        Self {
            threads: 1,
            chunk_units: None,
            observer: None,
            started,
            again: false,
            unverified: false,
        }
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

/// Carries out a plan, or goes on with a run of it that did not finish.
///
/// # Errors
/// A [`RunError`] that says whether nothing was written or where the run can be resumed.
pub async fn run(
    clearance: &Clearance<'_>,
    plan: &Plan,
    generators: &[&dyn Generator],
    options: &RunOptions<'_>,
) -> Result<RunOutcome, RunError> {
    work::run(clearance, plan, generators, options).await
}
