//! What a rollout did, for people to read and for programs to keep.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use chrono::{DateTime, Utc};
use seedbed_drift::Report;
use seedbed_seed_runner::{Plan, RunOutcome, Verification};
use serde::Serialize;

use crate::{context::Context, seeding::Done, verbs::plan::short};

/// What a rollout did.
#[derive(Serialize)]
pub(crate) struct Summary {
    started: DateTime<Utc>,
    /// Nothing was written: an earlier rollout did it all.
    pub(super) already: bool,
    validated: Vec<Validated>,
    seeded: Vec<SeededIn>,
    migrated: BTreeMap<String, Vec<String>>,
    verified: Vec<VerifiedIn>,
    /// Baseline entries that were fixed and removed.
    pub(super) pruned: usize,
    /// The runbook log.
    pub(super) runbook: Option<PathBuf>,
    reports: Vec<PathBuf>,
    #[serde(skip)]
    folder: PathBuf,
}

#[derive(Serialize)]
struct Validated {
    environment: String,
    database: String,
    fingerprint: String,
    tables: usize,
    columns: usize,
    findings: usize,
    known: usize,
    with_baseline: bool,
}

#[derive(Serialize)]
struct SeededIn {
    environment: String,
    run: String,
    plan: Option<String>,
    outcome: Option<RunOutcome>,
}

#[derive(Serialize)]
struct VerifiedIn {
    environment: String,
    checks: usize,
    red: usize,
}

impl Summary {
    pub(super) fn new(context: &Context) -> Self {
        Self {
            started: context.now,
            already: false,
            validated: Vec::new(),
            seeded: Vec::new(),
            migrated: BTreeMap::new(),
            verified: Vec::new(),
            pruned: 0,
            runbook: None,
            reports: Vec::new(),
            folder: context.config.folder.clone(),
        }
    }

    pub(super) fn validated(
        &mut self,
        environment: &str,
        report: &Report,
        with_baseline: bool,
        files: &[PathBuf],
    ) {
        let (target, counts) = (report.target(), report.summary());
        self.validated.push(Validated {
            environment: environment.to_owned(),
            database: format!(
                "{} {}",
                target.engine,
                target.database.as_deref().unwrap_or(&target.label)
            ),
            fingerprint: target.fingerprint.to_string(),
            tables: counts.tables,
            columns: counts.columns,
            findings: report.findings().len(),
            known: counts.known,
            with_baseline,
        });
        self.reports.extend_from_slice(files);
    }

    pub(super) fn seeded(&mut self, environment: &str, plan: &Plan, done: &Done) {
        self.seeded.push(SeededIn {
            environment: environment.to_owned(),
            run: done.outcome.run().to_owned(),
            plan: Some(plan.hash()),
            outcome: Some(done.outcome.clone()),
        });
        self.reports.extend_from_slice(&done.archived);
    }

    pub(super) fn was_seeded(&mut self, environment: &str, run: &str) {
        self.seeded.push(SeededIn {
            environment: environment.to_owned(),
            run: run.to_owned(),
            plan: None,
            outcome: None,
        });
    }

    pub(super) fn migrated(&mut self, environment: &str, names: Vec<String>) {
        self.migrated.insert(environment.to_owned(), names);
    }

    pub(super) fn verified(
        &mut self,
        environment: &str,
        verification: &Verification,
        files: &[PathBuf],
    ) {
        self.verified.push(VerifiedIn {
            environment: environment.to_owned(),
            checks: verification.checks().len(),
            red: verification.red().count(),
        });
        self.reports.extend_from_slice(files);
    }

    /// For a terminal.
    pub(super) fn human(&self) -> String {
        let mut out = String::from("\nRollout ");
        out.push_str(&self.started.format("%Y-%m-%d %H:%M UTC\n").to_string());
        if self.already {
            out.push_str("\nAlready seeded and migrated: nothing was changed.\n");
        }
        out.push_str("\nValidated\n");
        for v in &self.validated {
            let baseline = if v.with_baseline { "" } else { " (empty baseline)" };
            out.push_str(&format!(
                "  {:<12} {}: {} tables, {} columns, {} findings, {} of them known{baseline}\n",
                v.environment, v.database, v.tables, v.columns, v.findings, v.known
            ));
        }
        if !self.seeded.is_empty() {
            out.push_str("\nSeeded\n");
            out.push_str(&self.seeded_table());
        }
        for (environment, names) in &self.migrated {
            let names = if names.is_empty() { "nothing to apply".into() } else { names.join(", ") };
            out.push_str(&format!("\nMigrated {environment}: {names}"));
        }
        if !self.migrated.is_empty() {
            out.push('\n');
        }
        out.push_str("\nChecked\n");
        for v in &self.verified {
            out.push_str(&format!(
                "  {:<12} {} of {} checks hold\n",
                v.environment,
                v.checks - v.red,
                v.checks
            ));
        }
        if self.pruned > 0 {
            out.push_str(&format!("\nBaseline: {} fixed entries removed\n", self.pruned));
        }
        if let Some(folder) = self.reports.first().and_then(|p| p.parent()) {
            out.push_str(&format!(
                "\nReports: {} files in {}\n",
                self.reports.len(),
                folder.display()
            ));
        }
        if let Some(runbook) = &self.runbook {
            out.push_str(&format!("Runbook: {}\n", runbook.display()));
        }
        out
    }

    fn seeded_table(&self) -> String {
        let mut tables: Vec<String> = Vec::new();
        for outcome in self.seeded.iter().filter_map(|s| s.outcome.as_ref()) {
            for table in outcome.tables() {
                let name = table.table.to_string();
                if !tables.contains(&name) {
                    tables.push(name);
                }
            }
        }
        let width = tables.iter().map(|t| t.chars().count()).max().unwrap_or_default().max(5);
        let mut out = format!("  {:width$}", "table");
        for s in &self.seeded {
            out.push_str(&format!("  {:>18}", s.environment));
        }
        out.push('\n');
        for name in &tables {
            out.push_str(&format!("  {name:width$}"));
            for s in &self.seeded {
                out.push_str(&format!("  {:>18}", before_after(s, name)));
            }
            out.push('\n');
        }
        for s in &self.seeded {
            match (&s.outcome, &s.plan) {
                (Some(outcome), Some(plan)) => {
                    let preserved: Vec<_> = outcome
                        .preserved()
                        .iter()
                        .map(|p| format!("{} {}", p.table, p.rows))
                        .collect();
                    out.push_str(&format!(
                        "  {}: run {}, plan {}; unchanged, by count and checksum: {}\n",
                        s.environment,
                        s.run,
                        short(plan),
                        if preserved.is_empty() {
                            "nothing asked".into()
                        } else {
                            preserved.join(", ")
                        }
                    ));
                }
                _ => {
                    out.push_str(&format!("  {}: already seeded by run {}\n", s.environment, s.run))
                }
            }
        }
        out
    }

    /// For the runbook and for documents.
    pub(super) fn markdown(&self) -> String {
        let mut out = format!("## Rollout of {}\n\n", self.started.format("%Y-%m-%d %H:%M UTC"));
        if self.already {
            out.push_str("Already seeded and migrated: nothing was changed.\n\n");
        }
        out.push_str(
            "| validated | database | tables | columns | findings | known | fingerprint |\n",
        );
        out.push_str("|---|---|---:|---:|---:|---:|---|\n");
        for v in &self.validated {
            let baseline = if v.with_baseline { "" } else { ", empty baseline" };
            out.push_str(&format!(
                "| {}{baseline} | {} | {} | {} | {} | {} | `{}` |\n",
                v.environment, v.database, v.tables, v.columns, v.findings, v.known, v.fingerprint
            ));
        }
        for s in &self.seeded {
            let Some(outcome) = &s.outcome else {
                out.push_str(&format!("\n{}: already seeded by run `{}`\n", s.environment, s.run));
                continue;
            };
            out.push_str(&format!(
                "\n### Seeded {} (run `{}`, plan `{}`)\n\n{}",
                s.environment,
                s.run,
                short(outcome.plan_hash()),
                tables(outcome)
            ));
        }
        for (environment, names) in &self.migrated {
            let names = if names.is_empty() { "nothing to apply".into() } else { names.join(", ") };
            out.push_str(&format!("\nMigrated {environment}: {names}\n"));
        }
        for v in &self.verified {
            out.push_str(&format!(
                "\nChecked {}: {} of {} hold\n",
                v.environment,
                v.checks - v.red,
                v.checks
            ));
        }
        out.push_str("\nReports:\n");
        for path in &self.reports {
            out.push_str(&format!("- {}\n", self.relative(path).display()));
        }
        out
    }

    fn relative<'p>(&self, path: &'p Path) -> &'p Path {
        path.strip_prefix(&self.folder).unwrap_or(path)
    }
}

fn before_after(seeded: &SeededIn, table: &str) -> String {
    let found = seeded
        .outcome
        .as_ref()
        .and_then(|o| o.tables().iter().find(|t| t.table.to_string() == table));
    found.map_or_else(|| "–".into(), |t| format!("{} → {}", t.before, t.after))
}

/// The tables of a run, before and after, as Markdown that reads well on a terminal too.
pub(crate) fn tables(outcome: &RunOutcome) -> String {
    let mut out = String::from("| table | before | inserted | after | checksum |\n");
    out.push_str("|---|---:|---:|---:|---|\n");
    for table in outcome.tables() {
        out.push_str(&format!(
            "| {} | {} | {} | {} | `{}` |\n",
            table.table,
            table.before,
            table.inserted,
            table.after,
            short(&table.checksum)
        ));
    }
    for proof in outcome.preserved() {
        out.push_str(&format!(
            "| {} (preserved) | {} | 0 | {} | `{}` |\n",
            proof.table,
            proof.rows,
            proof.rows,
            short(&proof.checksum)
        ));
    }
    out
}
