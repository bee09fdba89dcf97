//! What a finished run did.

use std::collections::BTreeMap;

use seedbed_schema_model::{Fingerprint, TableName};
use serde::Serialize;

use crate::{Identity, Stage, StagingReceipt, Verification};

/// What a finished run did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RunOutcome {
    pub(super) run: String,
    pub(super) identity: Identity,
    pub(super) plan_hash: String,
    pub(super) recipe: String,
    pub(super) fingerprint: Fingerprint,
    pub(super) resumed: bool,
    pub(super) chunks: u64,
    pub(super) tables: Vec<TableOutcome>,
    pub(super) preserved: Vec<PreservedProof>,
    pub(super) streams: BTreeMap<String, String>,
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

    /// How many chunks it has, those of earlier attempts included.
    pub fn chunks(&self) -> u64 {
        self.chunks
    }

    /// The checksum of the chunks each generator made, by its name: equal for equal anchors and
    /// first keys, on every engine and for any number of threads.
    pub fn streams(&self) -> &BTreeMap<String, String> {
        &self.streams
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
        let here = verification.identity().same_database(&self.identity);
        (here && verification.green() && self.identity.stage == Stage::Staging)
            .then(|| StagingReceipt::new(&self.plan_hash, &self.run, &self.identity))
    }
}
