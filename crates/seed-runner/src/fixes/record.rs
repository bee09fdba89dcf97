//! The record of a fix: who, when, what, and how it came out. No row values and no credentials.

use std::fmt::Write as _;

use chrono::{DateTime, SecondsFormat, Utc};
use seedbed_drift::{Fix, Stage};
use seedbed_schema_model::Fingerprint;
use serde::Serialize;

use super::Way;
use crate::{Identity, audit::Outcome, guard::Reason};

/// A step of a fix in its record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StepRecord {
    /// Its stage.
    pub stage: Stage,
    /// The findings it answers.
    pub because: Vec<String>,
    /// Its statements, as they were carried out.
    pub sql: Vec<String>,
    /// Whether it was carried out.
    pub run: bool,
    /// How many rows were in its way.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rows: Option<u64>,
}

/// The record of a fix.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FixRecord {
    /// The format's number.
    pub format: u32,
    /// Who: `user@host`, as the caller says.
    pub who: String,
    /// When it began.
    pub started: DateTime<Utc>,
    /// When it ended.
    pub ended: Option<DateTime<Utc>>,
    /// Which database.
    pub target: Identity,
    /// What identifies the work.
    pub work: String,
    /// Which way.
    pub way: Way,
    /// The stage asked for.
    pub stage: Stage,
    /// The steps.
    pub steps: Vec<StepRecord>,
    /// The schema's fingerprint before.
    pub fingerprint_before: Fingerprint,
    /// And after.
    pub fingerprint_after: Option<Fingerprint>,
    /// Findings after it.
    pub findings_after: Option<usize>,
    /// The guards that were not passed.
    pub refusals: Vec<Reason>,
    /// How it came out.
    pub outcome: Outcome,
    /// Why, when it did not come out green.
    pub why: Option<String>,
}

impl FixRecord {
    /// The record of steps about to be carried out on a database.
    pub fn of(
        fix: &Fix,
        run: &[usize],
        (way, stage): (Way, Stage),
        target: &Identity,
        (who, started): (&str, DateTime<Utc>),
        before: &Fingerprint,
    ) -> Self {
        let step = |(i, step): (usize, &seedbed_drift::Step)| StepRecord {
            stage: step.stage,
            because: step.because.iter().map(ToString::to_string).collect(),
            sql: match way {
                Way::Up => step.sql.clone(),
                Way::Down => step.reverse.clone().unwrap_or_default(),
            },
            run: run.contains(&i),
            rows: Some(step.rows_in_the_way()).filter(|rows| *rows > 0),
        };
        let work = super::FixWork::new(fix, run, Way::Up).map(|w| w.id().to_owned());
        Self {
            format: crate::audit::FORMAT,
            who: who.to_owned(),
            started,
            ended: None,
            target: target.clone(),
            work: work.unwrap_or_default(),
            way,
            stage,
            steps: fix.steps.iter().enumerate().map(step).collect(),
            fingerprint_before: before.clone(),
            fingerprint_after: None,
            findings_after: None,
            refusals: Vec::new(),
            outcome: Outcome::Failed,
            why: None,
        }
    }

    /// As JSON.
    ///
    /// # Errors
    /// When it cannot be written, which is a defect.
    pub fn to_json(&self) -> Result<String, serde_json::Error> {
        serde_json::to_string_pretty(self)
    }

    /// For people.
    pub fn to_markdown(&self) -> String {
        let mut out = String::new();
        let way = match self.way {
            Way::Up => "fix",
            Way::Down => "fix taken back",
        };
        // Writing to a String does not fail.
        let _ = writeln!(out, "# {way} of {}\n", self.target);
        let _ = writeln!(out, "- who: {}", self.who);
        let time = |at: DateTime<Utc>| at.to_rfc3339_opts(SecondsFormat::Secs, true);
        let _ = writeln!(out, "- started: {}", time(self.started));
        if let Some(ended) = self.ended {
            let _ = writeln!(out, "- ended: {}", time(ended));
        }
        let _ = writeln!(out, "- outcome: {}", self.outcome.label());
        if let Some(why) = &self.why {
            let _ = writeln!(out, "- why: {why}");
        }
        for refusal in &self.refusals {
            let _ = writeln!(out, "- refused: {refusal}");
        }
        let after = self.fingerprint_after.as_ref().map_or("–", Fingerprint::as_str);
        let _ = writeln!(out, "- schema: {} → {after}", self.fingerprint_before);
        if let Some(findings) = self.findings_after {
            let _ = writeln!(out, "- findings afterwards: {findings}");
        }
        for (i, step) in self.steps.iter().enumerate() {
            let done = if step.run { "" } else { " (stayed behind)" };
            let _ = writeln!(out, "\n## Step {}{done}\n\n```sql", i + 1);
            for sql in &step.sql {
                let _ = writeln!(out, "{sql};");
            }
            out.push_str("```\n");
        }
        out
    }
}
