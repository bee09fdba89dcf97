//! The ledger: our own tables in the target, which say how far every run got.

use seedbed_schema_model::TableName;
use serde::{Deserialize, Serialize};

use crate::{Clearance, StagingReceipt, Target, Verification};

/// How far a run got.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RunState {
    /// Begun and not finished: it is running, or it died and can be resumed.
    Running,
    /// All rows are there; not verified yet.
    Done,
    /// All rows are there and every check was green.
    Verified,
    /// All rows are there and a check was red, or a preserved table changed.
    Failed,
}

/// A run as the ledger has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunEntry {
    /// Its id.
    pub run: String,
    /// The plan's hash.
    pub plan_hash: String,
    /// The plan's recipe.
    pub recipe: String,
    /// How far it got.
    pub state: RunState,
    /// When it began, as the caller said.
    pub started: String,
    /// The rows added so far, by table.
    pub rows: Vec<(TableName, u64)>,
}

/// Why the ledger could not be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LedgerError {
    /// The database refused.
    #[error("could not {what} the ledger: {source}")]
    Query {
        /// What was being done.
        what: &'static str,
        /// The driver's error.
        #[source]
        source: sea_orm::DbErr,
    },
    /// The ledger has what this version does not understand.
    #[error("the ledger's {what} cannot be read: {why}; was it written by a newer version?")]
    Malformed {
        /// Which part.
        what: String,
        /// Why.
        why: String,
    },
}

/// Every run of a database, oldest first; none when it has no ledger.
pub async fn runs(target: &Target) -> Result<Vec<RunEntry>, LedgerError> {
    let _ = target;
    Ok(Vec::new())
}

/// The newest finished run of a recipe: the answer to "is this data there already?".
pub async fn finished(target: &Target, recipe: &str) -> Result<Option<RunEntry>, LedgerError> {
    let _ = (target, recipe);
    Ok(None)
}

/// The receipt of a run of this plan on this database, if one was verified green there.
pub async fn receipt(
    target: &Target,
    plan_hash: &str,
) -> Result<Option<StagingReceipt>, LedgerError> {
    let _ = (target, plan_hash);
    Ok(None)
}

/// Records what the checks after a run said: the run becomes verified or failed.
pub async fn record_verification(
    clearance: &Clearance<'_>,
    run: &str,
    verification: &Verification,
) -> Result<(), LedgerError> {
    let _ = (clearance, run, verification);
    Ok(())
}
