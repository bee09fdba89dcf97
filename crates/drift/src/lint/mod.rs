//! Lint: what is wrong with a declared schema by itself, without any database. One file for each
//! group of rules; the table of rules is in `rules.rs`.

mod again;
mod enums;
mod indexes;
mod keys;
mod names;
mod reserved;
mod rules;
mod values;
mod words;

pub use rules::{LINT_RULES, LintRule, find, is_rule, names};

use seedbed_schema_model::{Dialect, Family, Location, Place, Reading, Schema};

use crate::{
    DecidedBy, Finding, FindingId, Obstacle, Policy, Report, Severity, Status,
    compared_fingerprint, finding::Value,
};

/// Looks at one schema alone. The policy's ignored objects and severities hold here too, and the
/// findings have identities that a baseline can accept.
pub fn lint(reading: &Reading, policy: &Policy) -> Report {
    let kept = policy.compared(&reading.schema);
    let mut lint = Lint { reading, schema: &kept, found: Vec::new() };
    again::check(&mut lint);
    names::check(&mut lint);
    keys::check(&mut lint);
    indexes::check(&mut lint);
    values::check(&mut lint);
    enums::check(&mut lint);
    let family = kept.dialect;
    let findings = lint
        .found
        .into_iter()
        .filter(|finding| !policy.ignores(family, &finding.at))
        .filter_map(|mut finding| {
            finding.severity = policy.severity(&finding.rule, finding.severity)?;
            Some(finding)
        })
        .collect();
    let fingerprint = compared_fingerprint(&reading.schema, policy);
    let mut obstacles = Vec::new();
    if kept.tables.is_empty() {
        obstacles.push(Obstacle::EmptyDeclaration);
    }
    let counts = (kept.tables.len(), kept.column_count());
    let fingerprints = (fingerprint.clone(), fingerprint);
    Report::assemble(reading, reading, policy, fingerprints, findings, obstacles, counts).of_lint()
}

/// The schema looked at, and what was found so far.
struct Lint<'a> {
    reading: &'a Reading,
    schema: &'a Schema,
    found: Vec<Finding>,
}

impl<'a> Lint<'a> {
    fn dialect(&self) -> Dialect {
        self.schema.dialect
    }

    fn family(&self) -> Family {
        self.schema.dialect.family
    }

    /// Adds a finding of the rule's own severity; `said` is what is declared there.
    fn add(&mut self, rule: &LintRule, at: Place, said: Option<Value>, note: impl Into<String>) {
        self.add_as(rule, rule.severity, at, said, note);
    }

    /// Adds a finding.
    fn add_as(
        &mut self,
        rule: &LintRule,
        severity: Severity,
        at: Place,
        said: Option<Value>,
        note: impl Into<String>,
    ) {
        let location = self.location(&at);
        self.add_at(rule, severity, at, said, note, location);
    }

    fn add_at(
        &mut self,
        rule: &LintRule,
        severity: Severity,
        at: Place,
        said: Option<Value>,
        note: impl Into<String>,
        declared_at: Option<Location>,
    ) {
        let id = FindingId::of(rule.name, &at, said.as_ref().map(|v| v.form.as_str()), None);
        let note = note.into();
        let because = match note.is_empty() {
            true => rule.summary.to_owned(),
            false => format!("{}: {note}", rule.summary),
        };
        self.found.push(Finding {
            id,
            rule: rule.name.to_owned(),
            category: rule.category,
            severity,
            at,
            declared: said.map(|v| v.raw),
            live: None,
            decided_by: DecidedBy::Rule,
            because,
            declared_at,
            status: Status::New,
            accepted: None,
            evidence: None,
            three_way: None,
        });
    }

    fn location(&self, at: &Place) -> Option<Location> {
        let all = &self.reading.locations;
        all.get(at).or_else(|| all.get(&Place::table(&at.object))).cloned()
    }
}

/// `a, b, c and 4 more`.
fn listed(names: &[&str]) -> String {
    const SHOWN: usize = 5;
    if names.len() <= SHOWN {
        return names.join(", ");
    }
    format!("{} and {} more", names[..SHOWN].join(", "), names.len() - SHOWN)
}
