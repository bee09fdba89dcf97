//! One report against an older one: what is new, what was fixed, what is still there.

use std::{collections::BTreeMap, fmt::Write as _};

use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::Value;

use crate::{
    FORMAT, Finding, FindingId, Report, ReportError, Severity,
    render::{Style, words},
    terp::{self, TerpIssue, TerpReport},
};

/// A report read from a file: ours, or TERP's.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum AnyReport {
    /// Ours.
    Seedbed(Box<Report>),
    /// TERP's.
    Terp(Box<TerpReport>),
}

impl AnyReport {
    /// Reads the text of a report; `None` when it is JSON of another kind, such as a snapshot, or no
    /// JSON at all.
    ///
    /// # Errors
    /// When it is a report that cannot be read.
    pub fn recognise(text: &str) -> Result<Option<Self>, ReportError> {
        let Ok(Value::Object(value)) = serde_json::from_str::<Value>(text) else { return Ok(None) };
        if value.contains_key("findings") {
            return Report::from_json(text).map(|r| Some(Self::Seedbed(Box::new(r))));
        }
        if value.contains_key("allIssues") {
            return TerpReport::from_json(text).map(|r| Some(Self::Terp(Box::new(r))));
        }
        Ok(None)
    }

    fn side(&self, label: &str) -> ReportSide {
        match self {
            Self::Seedbed(report) => ReportSide {
                label: label.to_owned(),
                started: report.heading().started,
                environment: report.heading().environment.clone(),
                findings: report.findings().len(),
                fingerprint: Some(report.target().fingerprint.to_string()),
                target: Some(words::target(report)),
            },
            Self::Terp(report) => ReportSide {
                label: label.to_owned(),
                started: report.timestamp.parse().ok(),
                environment: None,
                findings: report.all_issues.len(),
                fingerprint: None,
                target: None,
            },
        }
    }
}

/// One of the two reports.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ReportSide {
    /// What people call it: its path.
    pub label: String,
    /// When it was made.
    pub started: Option<DateTime<Utc>>,
    /// The environment.
    pub environment: Option<String>,
    /// How many findings it has.
    pub findings: usize,
    /// The fingerprint of the database it is about.
    pub fingerprint: Option<String>,
    /// The database it is about, for people.
    pub target: Option<String>,
}

/// A finding of either report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Change {
    /// Its identity.
    pub id: FindingId,
    /// Its rule, or its category in TERP's words.
    pub rule: String,
    /// How severe it is.
    pub severity: Severity,
    /// Where.
    pub at: String,
    /// The declared side.
    pub declared: Option<String>,
    /// The live side.
    pub live: Option<String>,
}

impl Change {
    fn of(finding: &Finding) -> Self {
        Self {
            id: finding.id.clone(),
            rule: finding.rule.clone(),
            severity: finding.severity,
            at: finding.at.to_string(),
            declared: finding.declared.clone(),
            live: finding.live.clone(),
        }
    }

    /// TERP's issues have no identity: it is made of table, category and column. The values are left
    /// out, because the two tools write them differently.
    fn issue(issue: &TerpIssue) -> Self {
        let text = |v: &Option<Value>| match v {
            None | Some(Value::Null) => None,
            Some(Value::String(text)) => Some(text.clone()),
            Some(other) => Some(other.to_string()),
        };
        let at = match issue.column.as_str() {
            "" => issue.table.clone(),
            column => format!("{}.{column}", issue.table),
        };
        Self {
            id: FindingId::of_parts(&[&issue.category, &issue.table, &issue.column]),
            rule: issue.category.clone(),
            severity: issue.severity.parse().unwrap_or(Severity::Low),
            at,
            declared: text(&issue.drizzle_value),
            live: text(&issue.db_value),
        }
    }
}

/// What changed between two reports, by the identity of findings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Changes {
    /// The number of the JSON format.
    pub format: u32,
    /// The older report.
    pub old: ReportSide,
    /// The newer one.
    pub new: ReportSide,
    /// Findings that only the newer one has, the worst first.
    pub appeared: Vec<Change>,
    /// Findings that only the older one has.
    pub fixed: Vec<Change>,
    /// Findings of both.
    pub persisting: Vec<Change>,
    /// Why "fixed" is not to be believed: the newer report could not judge.
    pub cannot_judge: Vec<String>,
}

impl Changes {
    /// Compares two reports. When one is TERP's, both are put in its words first.
    pub fn between(old: (&str, &AnyReport), new: (&str, &AnyReport)) -> Self {
        let theirs = matches!((old.1, new.1), (AnyReport::Terp(_), _) | (_, AnyReport::Terp(_)));
        let all = |report: &AnyReport| -> BTreeMap<FindingId, Change> {
            let changes: Vec<_> = match report {
                AnyReport::Terp(report) => report.all_issues.iter().map(Change::issue).collect(),
                AnyReport::Seedbed(report) if theirs => report
                    .findings()
                    .iter()
                    .filter(|f| f.severity > Severity::Info)
                    .map(|f| Change::issue(&terp::issue(f)))
                    .collect(),
                AnyReport::Seedbed(report) => report.findings().iter().map(Change::of).collect(),
            };
            changes.into_iter().map(|c| (c.id.clone(), c)).collect()
        };
        let (before, after) = (all(old.1), all(new.1));
        let select = |of: &BTreeMap<FindingId, Change>, keep: &dyn Fn(&FindingId) -> bool| {
            let mut kept: Vec<_> = of.values().filter(|c| keep(&c.id)).cloned().collect();
            kept.sort_by(|a, b| {
                b.severity.cmp(&a.severity).then_with(|| (&a.at, &a.rule).cmp(&(&b.at, &b.rule)))
            });
            kept
        };
        let cannot_judge = match new.1 {
            AnyReport::Seedbed(report) => words::obstacles(report),
            AnyReport::Terp(report) if report.total_tables == 0 => {
                vec!["it looked at no table".to_owned()]
            }
            AnyReport::Terp(_) => Vec::new(),
        };
        Self {
            format: FORMAT,
            old: old.1.side(old.0),
            new: new.1.side(new.0),
            appeared: select(&after, &|id| !before.contains_key(id)),
            fixed: select(&before, &|id| !after.contains_key(id)),
            persisting: select(&after, &|id| before.contains_key(id)),
            cannot_judge,
        }
    }

    /// As JSON, with a final newline.
    pub fn json(&self) -> String {
        // Strings, numbers and lists of them: nothing that serde_json refuses.
        serde_json::to_string_pretty(self).map(|text| text + "\n").unwrap_or_default()
    }

    fn sections(&self) -> [(&'static str, &[Change]); 3] {
        [("new", &self.appeared), ("fixed", &self.fixed), ("persisting", &self.persisting)]
    }

    /// For people.
    pub fn human(&self, style: Style) -> String {
        let mut out = String::new();
        for (label, side) in [("old", &self.old), ("new", &self.new)] {
            let _ = writeln!(out, "{label:<12}{}", describe(side));
        }
        for obstacle in &self.cannot_judge {
            let _ = writeln!(out, "cannot judge {}", words::printable(obstacle));
        }
        for (label, changes) in self.sections() {
            let heading = format!("{label} ({})", changes.len());
            let _ = writeln!(out, "\n{}", style.paint("1", &heading));
            for change in changes {
                let severity = style.severity(change.severity, change.severity.label());
                let at = words::printable(&change.at);
                let _ = writeln!(out, "  {severity}  {at}  {} ({})", change.rule, change.id);
            }
        }
        out
    }

    /// For documents.
    pub fn markdown(&self) -> String {
        let mut out = String::from("# What changed\n\n");
        for (label, side) in [("old", &self.old), ("new", &self.new)] {
            let _ = writeln!(out, "- {label}: {}", words::markdown_text(&describe(side)));
        }
        for obstacle in &self.cannot_judge {
            let _ = writeln!(out, "- cannot judge: {}", words::markdown_text(obstacle));
        }
        for (label, changes) in self.sections() {
            let _ = writeln!(out, "\n## {label} ({})\n", changes.len());
            if !changes.is_empty() {
                out.push_str("| severity | place | rule | id |\n|---|---|---|---|\n");
            }
            for change in changes {
                let (at, rule) =
                    (words::markdown_text(&change.at), words::markdown_text(&change.rule));
                let _ = writeln!(out, "| {} | {at} | {rule} | `{}` |", change.severity, change.id);
            }
        }
        out
    }
}

fn describe(side: &ReportSide) -> String {
    let mut parts = vec![words::printable(&side.label)];
    parts.extend(side.environment.clone());
    parts.extend(side.started.map(|at| at.format("%Y-%m-%d %H:%M:%S UTC").to_string()));
    parts.push(words::count(side.findings, "finding"));
    parts.extend(side.target.as_deref().map(words::printable));
    parts.join(" · ")
}
