//! The record of a run: who, when, what, and how it came out.

use std::{
    collections::BTreeMap,
    fmt::{self, Write as _},
};

use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use seedbed_schema_model::Fingerprint;
use serde::Serialize;

use crate::{
    CheckResult, Identity, Plan, PreservedProof, Refusal, RunError, RunOutcome, TableOutcome,
    Verification, guard::Reason,
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

impl Outcome {
    /// In words.
    pub fn label(&self) -> &'static str {
        match self {
            Self::Green => "done, every check holds",
            Self::Red => "done, but a check does not hold",
            Self::AlreadySeeded => "this data was there already",
            Self::Refused => "refused, nothing was written",
            Self::Failed => "failed",
        }
    }
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
        // What a check found may be the value of a row.
        let kept = |c: &CheckResult| CheckResult { found: String::new(), ..c.clone() };
        self.checks = verification.checks().iter().map(kept).collect();
        self
    }

    /// With the guards that refused.
    pub fn with_refusal(mut self, refusal: &Refusal) -> Self {
        self.outcome = Outcome::Refused;
        self.refusals.clone_from(&refusal.reasons);
        self
    }

    /// With why the run did not finish, without the driver's words.
    pub fn with_failure(mut self, error: &RunError) -> Self {
        self.outcome = match error {
            RunError::AlreadySeeded { .. } => Outcome::AlreadySeeded,
            _ => Outcome::Failed,
        };
        self.why = Some(error.summary());
        self
    }

    /// As JSON, with a final newline.
    pub fn to_json(&self) -> String {
        // Serialising plain data to a string has no way to fail.
        serde_json::to_string_pretty(self).map(|t| t + "\n").unwrap_or_default()
    }

    /// As Markdown.
    pub fn to_markdown(&self) -> String {
        let mut out = String::new();
        // Writing to a string has no way to fail.
        let _ = self.write_markdown(&mut out);
        out
    }

    fn write_markdown(&self, out: &mut String) -> fmt::Result {
        let t = &self.target;
        let shown = |at: &DateTime<Utc>| at.to_rfc3339_opts(SecondsFormat::Secs, true);
        writeln!(out, "# Seeding {}: {}\n", t.environment, self.outcome.label())?;
        if let Some(why) = &self.why {
            writeln!(out, "{}\n", line(why))?;
        }
        writeln!(out, "| | |\n|---|---|")?;
        let generators: Vec<String> =
            self.generators.iter().map(|(name, version)| format!("{name} {version}")).collect();
        let after = self.fingerprint_after.as_ref().map(ToString::to_string);
        let rows = [
            ("run", self.run.clone().unwrap_or_else(|| "none".into())),
            ("who", self.who.clone()),
            ("started", shown(&self.started)),
            ("ended", self.ended.as_ref().map(shown).unwrap_or_default()),
            ("database", format!("{} at {}", t.database, t.host)),
            ("engine", format!("{} {}", t.engine.label(), t.version)),
            ("stage", t.stage.to_string()),
            ("plan", self.plan.clone()),
            ("recipe", self.recipe.clone()),
            ("seed", self.seed.to_string()),
            ("today", self.today.to_string()),
            ("generators", generators.join(", ")),
            ("schema before", self.fingerprint_before.to_string()),
            ("schema after", after.unwrap_or_else(|| "not read".into())),
        ];
        for (name, value) in rows {
            writeln!(out, "| {name} | {} |", line(&value))?;
        }
        if !self.refusals.is_empty() {
            writeln!(out, "\n## Refused\n")?;
            for reason in &self.refusals {
                writeln!(out, "- {} ({})", line(&reason.to_string()), line(&reason.hint()))?;
            }
        }
        if !self.tables.is_empty() {
            writeln!(out, "\n## Tables\n\n| table | before | inserted | after | checksum |")?;
            writeln!(out, "|---|--:|--:|--:|---|")?;
            for t in &self.tables {
                let (before, inserted, after) = (t.before, t.inserted, t.after);
                let (table, checksum) = (line(&t.table.to_string()), &t.checksum);
                writeln!(out, "| {table} | {before} | {inserted} | {after} | {checksum} |")?;
            }
        }
        if !self.preserved.is_empty() {
            writeln!(out, "\n## Preserved, the same before and after\n")?;
            writeln!(out, "| table | rows | checksum |\n|---|--:|---|")?;
            for p in &self.preserved {
                writeln!(out, "| {} | {} | {} |", line(&p.table.to_string()), p.rows, p.checksum)?;
            }
        }
        if !self.checks.is_empty() {
            let red = self.checks.iter().filter(|c| !c.ok).count();
            writeln!(
                out,
                "\n## Checks: {} of {} hold\n",
                self.checks.len() - red,
                self.checks.len()
            )?;
            writeln!(out, "| check | holds | violations |\n|---|---|--:|")?;
            for c in &self.checks {
                let holds = if c.ok { "yes" } else { "**no**" };
                writeln!(out, "| {} | {holds} | {} |", line(&c.name), c.violations)?;
            }
        }
        Ok(())
    }
}

/// A text as one cell of a table.
fn line(text: &str) -> String {
    text.replace('|', "\\|").replace(['\n', '\r'], " ")
}
