//! The report shape of TERP's own validator, written so that scripts around it keep working, and read
//! so that an old report can be compared with a new one.
//!
//! Its direction is from the database: `Missing` is in the database and not declared, `Extra` is
//! declared and not in the database. The severities are ours, because its own are upside down for the
//! application (an absent declared column was Medium); `Info`, which it does not know, and findings
//! that the baseline accepts are left out, so that `totalIssues` is 0 exactly when there is nothing
//! to do. Critical tables are those with a Critical issue.

use std::collections::BTreeMap;

use seedbed_schema_model::ObjectKind;
use serde::{Deserialize, Serialize};

use crate::{Category, Finding, Report, ReportError, Severity, Status};

/// A report in that shape.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TerpReport {
    /// When it was made, ISO 8601.
    pub timestamp: String,
    /// Declared tables.
    pub total_tables: usize,
    /// Their columns.
    pub total_columns: usize,
    /// Issues.
    pub total_issues: usize,
    /// Issues by severity; all four are always there.
    pub issues_by_severity: BySeverity,
    /// The issues of critical tables.
    pub critical_tables: BTreeMap<String, Vec<TerpIssue>>,
    /// Every issue.
    pub all_issues: Vec<TerpIssue>,
}

/// Counts by severity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
#[allow(missing_docs)]
pub struct BySeverity {
    pub critical: usize,
    pub high: usize,
    pub medium: usize,
    pub low: usize,
}

/// An issue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TerpIssue {
    /// The table.
    pub table: String,
    /// `Critical`, `High`, `Medium` or `Low`.
    pub severity: String,
    /// `ColumnName`, `DataType`, `Enum`, `Nullable`, `Default`, `ForeignKey`, `Missing` or `Extra`.
    pub category: String,
    /// The column, index or constraint; empty for the table itself.
    #[serde(default)]
    pub column: String,
    /// What the database has.
    #[serde(default)]
    pub db_value: Option<serde_json::Value>,
    /// What the declaration has.
    #[serde(default)]
    pub drizzle_value: Option<serde_json::Value>,
    /// In words.
    #[serde(default)]
    pub description: String,
}

impl TerpReport {
    /// A report in that shape.
    pub fn of(report: &Report) -> Self {
        let issues: Vec<_> = report
            .findings()
            .iter()
            .filter(|f| f.severity > Severity::Info && f.status != Status::Known)
            .map(issue)
            .collect();
        let count = |s: Severity| issues.iter().filter(|i| i.severity == s.label()).count();
        let mut critical_tables: BTreeMap<String, Vec<TerpIssue>> = BTreeMap::new();
        let critical = |table: &str| {
            issues.iter().any(|i| i.table == table && i.severity == Severity::Critical.label())
        };
        for issue in issues.iter().filter(|i| critical(&i.table)) {
            critical_tables.entry(issue.table.clone()).or_default().push(issue.clone());
        }
        let started = report.heading().started;
        Self {
            timestamp: started
                .map(|at| at.format("%Y-%m-%dT%H:%M:%S%.3fZ").to_string())
                .unwrap_or_default(),
            total_tables: report.summary().tables,
            total_columns: report.summary().columns,
            total_issues: issues.len(),
            issues_by_severity: BySeverity {
                critical: count(Severity::Critical),
                high: count(Severity::High),
                medium: count(Severity::Medium),
                low: count(Severity::Low),
            },
            critical_tables,
            all_issues: issues,
        }
    }

    /// Reads a report of that shape.
    ///
    /// # Errors
    /// When it is not one.
    pub fn from_json(text: &str) -> Result<Self, ReportError> {
        serde_json::from_str(text).map_err(ReportError::Malformed)
    }

    /// As JSON, indented by two, with a final newline.
    pub fn to_json(&self) -> String {
        // Strings, numbers and lists of them: nothing that serde_json refuses.
        serde_json::to_string_pretty(self).map(|text| text + "\n").unwrap_or_default()
    }
}

pub(crate) fn issue(finding: &Finding) -> TerpIssue {
    let value = |side: &Option<String>| side.clone().map(serde_json::Value::from);
    TerpIssue {
        table: finding.at.object.to_string(),
        severity: finding.severity.label().to_owned(),
        category: category(finding).to_owned(),
        column: finding.at.part.clone().unwrap_or_default(),
        db_value: value(&finding.live),
        drizzle_value: value(&finding.declared),
        description: format!("{} [{} {}]", finding.because, finding.rule, finding.id),
    }
}

fn category(finding: &Finding) -> &'static str {
    if finding.category == Category::ForeignKey || finding.rule == "orphan-rows" {
        return "ForeignKey";
    }
    if finding.rule.contains("renamed") || finding.rule == "name-changed" {
        return "ColumnName";
    }
    // A part that one side lacks altogether; a default that one side lacks is not one.
    let whole = finding.rule.starts_with("missing-") || finding.rule.starts_with("extra-");
    match (whole, &finding.declared, &finding.live) {
        (true, None, _) => return "Missing",
        (true, Some(_), None) => return "Extra",
        _ => {}
    }
    match finding.rule.as_str() {
        "nullability-changed" => "Nullable",
        "default-changed" | "on-update-changed" | "identity-changed" => "Default",
        "sequence-behind" | "sequence-spent" => "Default",
        rule if rule.starts_with("enum-") => "Enum",
        _ if finding.at.kind == ObjectKind::Type => "Enum",
        _ => "DataType",
    }
}
