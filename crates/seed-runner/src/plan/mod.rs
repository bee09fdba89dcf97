//! The plan of a run: everything that decides what will be written, proved before anything is.

mod fillable;
mod hash;
mod make;
mod partitions;
mod problem;
mod sample;
mod trial;

use std::collections::BTreeMap;

use chrono::NaiveDate;
use seedbed_drift::Policy;
use seedbed_generators::{Dense, Generator, KeyBlock, LogicalReference, Uuids};
use seedbed_schema_model::{Fingerprint, Schema, TableName};
use serde::{Deserialize, Serialize};

use crate::Target;

pub use fillable::unfit;
pub(crate) use make::{free_key, rows, world};
pub use partitions::partition_rules;
pub use problem::{PlanError, PlanProblem};
pub use trial::{Refused, TrialError, trial};

/// What a plan is made from besides the generators.
#[derive(Debug, Clone)]
pub struct PlanOptions {
    /// The seed.
    pub seed: u64,
    /// The date that counts as today.
    pub today: NaiveDate,
    /// Tables that must not change.
    pub preserve: Vec<TableName>,
    /// References the database does not know, besides those the generators declare.
    pub references: Vec<LogicalReference>,
    /// What of the schema counts for the fingerprint: the policy its check used.
    pub policy: Policy,
    /// How many units of each generator are made, without writing, to prove that they fit.
    pub sample: u64,
    /// How many rows a chunk should have.
    pub chunk_rows: u64,
    /// How many rows tables have, where that was counted already.
    pub counted: BTreeMap<TableName, u64>,
}

impl PlanOptions {
    /// The usual options.
    pub fn new(seed: u64, today: NaiveDate) -> Self {
        Self {
            seed,
            today,
            preserve: Vec::new(),
            references: Vec::new(),
            policy: Policy::default(),
            sample: 200,
            chunk_rows: 2000,
            counted: BTreeMap::new(),
        }
    }
}

/// What a run will do. Plain data: it is written to the ledger, and a resumed run reads it back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// The seed.
    pub seed: u64,
    /// The date that counts as today.
    pub today: NaiveDate,
    /// The schema it was made for.
    pub fingerprint: Fingerprint,
    /// The existing rows it refers to. Beside the hash, not in it: see [`Plan::hash`].
    pub anchors_fingerprint: String,
    /// The generators, in the order they run.
    pub generators: Vec<PlannedGenerator>,
    /// The tables written, parents before children.
    pub tables: Vec<TableOutlook>,
    /// The tables that must not change, by name.
    pub preserve: Vec<TableName>,
    /// All references the database does not know.
    pub references: Vec<LogicalReference>,
}

/// A generator in a plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedGenerator {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: u32,
    /// Its volumes and options.
    pub options: BTreeMap<String, String>,
    /// How many units.
    pub units: u64,
    /// The anchor, or anchors, that have one unit a row, when the number follows from them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub per_anchor: Option<String>,
    /// The tables it writes, in its own order.
    pub tables: Vec<PlannedTable>,
    /// The existing rows it refers to.
    pub anchors: Vec<PlannedAnchor>,
    /// How many units make a chunk.
    pub chunk_units: u64,
}

impl PlannedGenerator {
    /// How many chunks it is cut into.
    pub fn chunks(&self) -> u64 {
        self.units.div_ceil(self.chunk_units.max(1))
    }
}

/// A table a generator writes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedTable {
    /// The table.
    pub table: TableName,
    /// The keys set aside for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<PlannedKey>,
    /// About how many rows, from the sample.
    pub estimate: u64,
}

/// The keys set aside for a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedKey {
    /// The key column.
    pub column: String,
    /// Which keys.
    pub first: FirstKey,
}

/// Where the keys set aside begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FirstKey {
    /// Whole numbers from `first`.
    Number {
        /// The first.
        first: i64,
        /// How many.
        len: u64,
    },
    /// UUIDs chosen by `key`.
    Uuid {
        /// What chooses them.
        key: u64,
        /// How many.
        len: u64,
    },
}

impl FirstKey {
    /// The key domain.
    pub fn block(self) -> KeyBlock {
        match self {
            Self::Number { first, len } => KeyBlock::Dense(Dense { first, len }),
            Self::Uuid { key, len } => KeyBlock::Uuids(Uuids::new(key, len)),
        }
    }
}

/// An anchor as found when the plan was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedAnchor {
    /// What the generator calls it.
    pub name: String,
    /// The table.
    pub table: TableName,
    /// How many rows it had.
    pub rows: u64,
}

/// A table written by the plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableOutlook {
    /// The table.
    pub table: TableName,
    /// Whether it is part of a cycle of foreign keys.
    pub cyclic: bool,
    /// How many rows it had when the plan was made.
    pub before: u64,
    /// About how many are added.
    pub estimate: u64,
}

impl Plan {
    /// Makes a plan and proves it: reads what it refers to, and makes a sample of the units without
    /// writing.
    ///
    /// # Errors
    /// A [`PlanError`] with all problems found, or the first query that failed.
    pub async fn make(
        target: &Target,
        schema: &Schema,
        generators: &[&dyn Generator],
        options: &PlanOptions,
    ) -> Result<Self, PlanError> {
        make::make(target, schema, generators, options).await
    }

    /// What identifies the plan: seed, today, the generators with their versions and options, the
    /// order of the tables, the preserved tables, and the schema's fingerprint.
    ///
    /// The rows that exist already are not part of it. Staging and production have different
    /// customers; if anchors counted, no plan could ever pass on staging first. What they were is
    /// kept beside it, in `anchors_fingerprint`, and a resumed run must find them unchanged.
    pub fn hash(&self) -> String {
        hash::hash(self)
    }

    /// The hash without the schema: after a migration it still answers whether this data is there.
    pub fn recipe(&self) -> String {
        hash::recipe(self)
    }

    /// About how many rows are added.
    pub fn estimate(&self) -> u64 {
        self.tables.iter().map(|t| t.estimate).sum()
    }

    /// How many chunks it is cut into.
    pub fn chunks(&self) -> u64 {
        self.generators.iter().map(PlannedGenerator::chunks).sum()
    }
}
