//! SARIF 2.1.0, for code scanning: results with rule, level, file and line, and the identity that
//! makes two runs comparable.

use std::collections::BTreeSet;

use seedbed_schema_model::ObjectKind;
use serde_json::{Map, Value, json};

use crate::{Finding, Report, Severity, Status};

use super::{
    machine::{self, Level},
    words,
};

const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";

/// The name under which the identity of a finding travels.
const FINGERPRINT: &str = "seedbedFinding/v1";

/// The report as SARIF, with a final newline. Paths below `root` are written relative to it.
pub fn sarif(report: &Report, root: Option<&str>) -> String {
    let rules: BTreeSet<&str> = report.findings().iter().map(|f| f.rule.as_str()).collect();
    let rules: Vec<&str> = rules.into_iter().collect();
    let results: Vec<_> =
        report.findings().iter().map(|f| result(report, f, &rules, root)).collect();
    let heading = report.heading();
    let id = [Some(heading.verb.as_str()), heading.environment.as_deref()];
    let id: Vec<_> = id.into_iter().flatten().filter(|p| !p.is_empty()).collect();
    let (name, version) = report.tool().split_once(' ').unwrap_or((report.tool(), "0"));
    let run = json!({
        "tool": {"driver": {
            "name": name,
            "version": version,
            "semanticVersion": version,
            "rules": rules.iter().map(|r| rule(report, r)).collect::<Vec<_>>(),
        }},
        "automationDetails": {"id": format!("{}/", if id.is_empty() { "seedbed".to_owned() } else { id.join("/") })},
        "columnKind": "unicodeCodePoints",
        "invocations": [invocation(report)],
        "properties": {
            "target": report.target(),
            "declared": report.declared(),
            "summary": report.summary(),
        },
        "results": results,
    });
    let whole = json!({ "$schema": SCHEMA, "version": "2.1.0", "runs": [run] });
    format!("{whole:#}\n")
}

fn level(severity: Severity) -> &'static str {
    match Level::of(severity) {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Note => "note",
    }
}

fn rule(report: &Report, name: &str) -> Value {
    let (summary, explanation) = machine::describe(name);
    let worst = report.findings().iter().filter(|f| f.rule == name).map(|f| f.severity).max();
    let mut rule = json!({
        "id": name,
        "shortDescription": {"text": summary},
        "defaultConfiguration": {"level": level(worst.unwrap_or(Severity::Info))},
    });
    if !explanation.is_empty() {
        rule["fullDescription"] = json!({"text": explanation});
        rule["help"] = json!({"text": explanation});
    }
    rule
}

/// What stands against judging, and what was not read: a run with either did not see everything.
fn invocation(report: &Report) -> Value {
    let obstacles = words::obstacles(report);
    let note = |level: &str, text: String| json!({"level": level, "message": {"text": text}});
    let mut notes: Vec<_> = obstacles.iter().map(|o| note("error", o.clone())).collect();
    notes.extend(
        report.gaps().iter().map(|gap| {
            note(if gap.gap.kind.matters() { "warning" } else { "note" }, words::gap(gap))
        }),
    );
    let mut invocation = json!({
        "executionSuccessful": obstacles.is_empty(),
        "toolExecutionNotifications": notes,
    });
    if let Some(started) = report.heading().started {
        invocation["startTimeUtc"] = json!(started.format("%Y-%m-%dT%H:%M:%SZ").to_string());
    }
    invocation
}

fn result(report: &Report, finding: &Finding, rules: &[&str], root: Option<&str>) -> Value {
    let mut result = json!({
        "ruleId": finding.rule,
        "ruleIndex": rules.iter().position(|r| *r == finding.rule),
        "level": level(finding.severity),
        "message": {"text": machine::message(finding)},
        "locations": [place(report, finding, root)],
        "partialFingerprints": {FINGERPRINT: finding.id},
        "properties": {
            "severity": finding.severity,
            "category": finding.category,
            "decidedBy": finding.decided_by,
        },
    });
    if report.verdict().is_some() {
        result["baselineState"] = match finding.status {
            Status::New => json!("new"),
            Status::Known | Status::Expired => json!("unchanged"),
        };
        result["properties"]["status"] = json!(machine::status(finding.status));
    }
    // What has expired is suppressed no more.
    if finding.status == Status::Known {
        let mut suppression = json!({"kind": "external", "status": "accepted"});
        if let Some(accepted) = words::accepted(finding) {
            suppression["justification"] = json!(accepted);
        }
        result["suppressions"] = json!([suppression]);
    }
    result
}

fn place(report: &Report, finding: &Finding, root: Option<&str>) -> Value {
    let mut place = Map::new();
    if let Some(at) = machine::location(report, finding) {
        let uri = uri(&machine::below(root, &at.file));
        place.insert(
            "physicalLocation".to_owned(),
            json!({
                "artifactLocation": {"uri": uri},
                "region": {"startLine": at.line.max(1)},
            }),
        );
    }
    let at = &finding.at;
    let kind = match at.kind {
        ObjectKind::Column => "member",
        ObjectKind::Type => "type",
        ObjectKind::Function | ObjectKind::Procedure => "function",
        kind => kind.label(),
    };
    let name = at.part.as_deref().unwrap_or(&at.object.name);
    let logical = json!({"name": name, "fullyQualifiedName": at.to_string(), "kind": kind});
    place.insert("logicalLocations".to_owned(), json!([logical]));
    Value::Object(place)
}

/// A path as a URI reference: what a URI cannot hold is percent-encoded.
fn uri(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    if path.starts_with('/') {
        out.push_str("file://");
    }
    for byte in path.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                out.push(char::from(byte));
            }
            other => out.push_str(&format!("%{other:02X}")),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_become_uris() {
        assert_eq!(uri("schema/a b.sql"), "schema/a%20b.sql");
        assert_eq!(uri("/x/ü.sql"), "file:///x/%C3%BC.sql");
        assert_eq!(uri("50%:x.sql"), "50%25%3Ax.sql");
    }
}
