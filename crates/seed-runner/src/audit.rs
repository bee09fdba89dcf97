//! The record of a run: who, when, what, and how it came out.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use seedbed_schema_model::Fingerprint;
use serde::Serialize;

use crate::{
    CheckResult, Identity, Plan, PreservedProof, RunOutcome, TableOutcome, Verification,
    guard::Reason,
};

/// The number of the JSON format this version writes.
pub const FORMAT: u32 = 1;

/// How a run came out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// All rows are there and every check is green.
    Green,
    /// All rows are there and a check is red.
    Red,
    /// This data was there already; nothing was written.
    AlreadySeeded,
    /// A guard refused; nothing was written.
    Refused,
    /// It failed; `why` says whether something was written.
    Failed,
}

/// The record of a run. Holds no row values and no credentials.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AuditRecord {
    /// The format's number.
    pub format: u32,
    /// The run's id, when it came to one.
    pub run: Option<String>,
    /// Who: `user@host`, as the caller says.
    pub who: String,
    /// When it began.
    pub started: DateTime<Utc>,
    /// When it ended.
    pub ended: Option<DateTime<Utc>>,
    /// Which database.
    pub target: Identity,
    /// The plan's hash.
    pub plan: String,
    /// The plan's recipe.
    pub recipe: String,
    /// The seed.
    pub seed: u64,
    /// The date that counted as today.
    pub today: NaiveDate,
    /// The generators and their versions.
    pub generators: BTreeMap<String, u32>,
    /// The schema's fingerprint before.
    pub fingerprint_before: Fingerprint,
    /// And after.
    pub fingerprint_after: Option<Fingerprint>,
    /// The tables written.
    pub tables: Vec<TableOutcome>,
    /// The preserved tables.
    pub preserved: Vec<PreservedProof>,
    /// The checks.
    pub checks: Vec<CheckResult>,
    /// The guards that were not passed.
    pub refusals: Vec<Reason>,
    /// How it came out.
    pub outcome: Outcome,
    /// Why, when it did not come out green.
    pub why: Option<String>,
}

impl AuditRecord {
    /// The record of a plan about to be carried out on a database.
    pub fn of(plan: &Plan, target: &Identity, who: &str, started: DateTime<Utc>) -> Self {
        Self {
            format: FORMAT,
            run: None,
            who: who.to_owned(),
            started,
            ended: None,
            target: target.clone(),
            plan: plan.hash(),
            recipe: plan.recipe(),
            seed: plan.seed,
            today: plan.today,
            generators: plan.generators.iter().map(|g| (g.name.clone(), g.version)).collect(),
            fingerprint_before: plan.fingerprint.clone(),
            fingerprint_after: None,
            tables: Vec::new(),
            preserved: Vec::new(),
            checks: Vec::new(),
            refusals: Vec::new(),
            outcome: Outcome::Failed,
            why: None,
        }
    }

    /// With what the run did.
    pub fn with_run(mut self, outcome: &RunOutcome) -> Self {
        self.run = Some(outcome.run().to_owned());
        self.fingerprint_after = Some(outcome.fingerprint().clone());
        self.tables = outcome.tables().to_vec();
        self.preserved = outcome.preserved().to_vec();
        self
    }

    /// With what the checks said, which decides the outcome.
    pub fn with_checks(mut self, verification: &Verification) -> Self {
        self.outcome = if verification.green() { Outcome::Green } else { Outcome::Red };
        self.checks = verification.checks().to_vec();
        self
    }

    /// As JSON, with a final newline.
    pub fn to_json(&self) -> String {
        // Serialising plain data to a string has no way to fail.
        serde_json::to_string_pretty(self).map(|t| t + "\n").unwrap_or_default()
    }

    /// As Markdown.
    pub fn to_markdown(&self) -> String {
        String::new()
    }
}
