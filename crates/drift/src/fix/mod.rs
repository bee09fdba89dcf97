//! From findings to the migration that closes them. Nothing here executes a statement.

mod ask;
mod beside;
mod code;
mod columns;
mod custom;
mod keys;
mod locks;
mod plan;
mod rebuild;
mod release;
mod renames;
mod sql;
mod states;
mod tables;
mod views;
mod work;

use std::collections::BTreeMap;

use seedbed_schema_model::{Reading, TableName};
use serde::{Deserialize, Serialize};

pub use plan::{Behind, Division, FixPlan, FixPlanError, PLAN_FORMAT};

use crate::{FindingId, Obstacle, Report};

/// How careful a step has to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Stage {
    /// Loses nothing, fails on nothing, locks for a moment.
    Safe,
    /// Can fail on the data that is there, or locks for as long as there is data.
    Careful,
    /// Loses data.
    Destructive,
}

/// What a step could do besides what it is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum HazardKind {
    /// Data is lost.
    DataLoss,
    /// Fails on rows that are there.
    FailsOnData,
    /// Turns every value into another type.
    Converts,
    /// Scans the table, or builds something over it, while others wait.
    Lock,
    /// Writes every row of the table anew while others wait.
    Rewrite,
    /// Writes that worked before are refused from then on.
    RefusesWrites,
    /// What the database refused is accepted from then on.
    LosesGuarantee,
    /// It cannot be taken back in a transaction.
    NoWayBack,
}

/// A hazard of a step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Hazard {
    /// The kind.
    pub kind: HazardKind,
    /// For people.
    pub text: String,
    /// A query over the database as it is before the fix that counts the rows concerned: anything
    /// but 0 means that the hazard is real.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ask: Option<String>,
    /// The answer, when the data was asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rows: Option<u64>,
}

/// Statements that belong together, and what they are for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Step {
    /// How careful to be.
    pub stage: Stage,
    /// The statements, in order, without final semicolons.
    pub sql: Vec<String>,
    /// The statements that take it back; `None` when nothing can.
    pub reverse: Option<Vec<String>>,
    /// The findings it closes.
    pub because: Vec<FindingId>,
    /// What to think of first.
    pub hazards: Vec<Hazard>,
    /// What it locks on this engine, and how.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lock: Option<String>,
    /// It gives something another name: everything after it speaks of the new one.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub renames: bool,
}

/// A finding without a step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Unfixed {
    /// The finding.
    pub id: FindingId,
    /// Its place, for people.
    pub at: String,
    /// Why there is no step.
    pub reason: String,
}

/// The way from the live schema to the declared one.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Fix {
    /// The steps, in the order to carry them out.
    pub steps: Vec<Step>,
    /// What has to be done by hand, and why.
    pub unfixed: Vec<Unfixed>,
}

/// What a fix may contain.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FixOptions {
    /// Drop what is not declared.
    pub destructive: bool,
    /// What rows that are there get in a new required column without a default: an expression, by
    /// table and column.
    pub fill: BTreeMap<(TableName, String), String>,
    /// PostgreSQL: build indexes while the table is written to (`CONCURRENTLY`), outside any
    /// transaction.
    pub concurrently: bool,
}

/// Why there is no fix at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FixError {
    /// The comparison could not judge, so that its findings are not to be acted on.
    #[error("nothing to act on: {0}")]
    CannotJudge(String),
}

/// The steps that close the findings of `report`, which must be the comparison of these readings.
/// Every finding is either the reason of a step or listed as unfixed with the reason why.
///
/// An empty database is no obstacle: its fix is the whole schema.
pub fn fix(
    report: &Report,
    declared: &Reading,
    live: &Reading,
    options: FixOptions,
) -> Result<Fix, FixError> {
    let obstacle = report.obstacles().iter().find(|o| !matches!(o, Obstacle::EmptyCatalog));
    if let Some(obstacle) = obstacle {
        return Err(FixError::CannotJudge(obstacle.to_string()));
    }
    let renames = renames::of(report, &live.schema);
    let renamed = renames::carried_out(live, &renames);
    let mut work = work::Work::new(report, &declared.schema, &renamed, options);
    work.renames(&renames, &live.schema);
    let mut fix = work.done();
    renames::ask_by_the_old_names(&mut fix, live.schema.dialect, &renames);
    Ok(fix)
}

impl Hazard {
    fn new(kind: HazardKind, text: impl Into<String>) -> Self {
        Self { kind, text: text.into(), ask: None, rows: None }
    }

    fn ask(mut self, ask: impl Into<String>) -> Self {
        self.ask = Some(ask.into());
        self
    }
}
