//! JUnit XML, for build servers: a suite for each table, a case for each finding, a failure for each
//! that blocks. Valid by the schemas of Ant and of Jenkins both.

use std::{collections::BTreeMap, fmt::Write as _};

use crate::{Finding, Report, Status};

use super::{machine, words};

/// The report as JUnit XML, with a final newline.
pub fn junit(report: &Report) -> String {
    let blocking = machine::blocking(report);
    let mut suites: BTreeMap<String, Vec<Case>> = BTreeMap::new();
    for finding in report.findings() {
        let case = Case::of(report, finding, blocking.contains(&finding.id));
        suites.entry(finding.at.object.to_string()).or_default().push(case);
    }
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n");
    // Writing to a String does not fail.
    let _ = suite(&mut out, report, 0, "judgement", &judgement(report));
    for (id, (table, cases)) in suites.iter().enumerate() {
        let _ = suite(&mut out, report, id + 1, table, cases);
    }
    out.push_str("</testsuites>\n");
    out
}

enum Outcome {
    Passed,
    /// What blocks.
    Failed,
    /// What cannot be judged.
    Error,
    /// What the baseline accepts.
    Skipped,
}

struct Case {
    name: String,
    outcome: Outcome,
    kind: String,
    message: String,
    text: String,
}

impl Case {
    fn of(report: &Report, finding: &Finding, blocks: bool) -> Self {
        let outcome = match (blocks, finding.status) {
            (true, _) => Outcome::Failed,
            (false, Status::Known) => Outcome::Skipped,
            (false, _) => Outcome::Passed,
        };
        let mut text = machine::message(finding);
        if let Some(at) = machine::location(report, finding) {
            let _ = write!(text, "\nat {at}");
        }
        let _ = write!(text, "\nid {}, {}", finding.id, finding.severity);
        if let Some(accepted) = words::accepted(finding) {
            let _ = write!(text, "\naccepted by {accepted}");
        }
        Self {
            name: format!("{} {} [{}]", finding.rule, finding.at, finding.id),
            outcome,
            kind: finding.rule.clone(),
            message: machine::message(finding),
            text,
        }
    }
}

/// Whether anything could be judged at all: the one case that is always there.
fn judgement(report: &Report) -> Vec<Case> {
    let obstacles = words::obstacles(report);
    let verdict = words::verdict(report).unwrap_or_else(|| words::counts(report));
    if obstacles.is_empty() {
        let (message, text) = (verdict.clone(), verdict);
        let outcome = Outcome::Passed;
        return vec![Case {
            name: "can be judged".to_owned(),
            outcome,
            kind: "verdict".to_owned(),
            message,
            text,
        }];
    }
    obstacles
        .into_iter()
        .map(|obstacle| Case {
            name: "can be judged".to_owned(),
            outcome: Outcome::Error,
            kind: "cannot-judge".to_owned(),
            message: obstacle.clone(),
            text: obstacle,
        })
        .collect()
}

fn suite(
    out: &mut String,
    report: &Report,
    id: usize,
    name: &str,
    cases: &[Case],
) -> std::fmt::Result {
    let count = |of: &dyn Fn(&Outcome) -> bool| cases.iter().filter(|c| of(&c.outcome)).count();
    let started = report
        .heading()
        .started
        .map_or("1970-01-01T00:00:00".to_owned(), |at| at.format("%Y-%m-%dT%H:%M:%S").to_string());
    let verb = match report.heading().verb.as_str() {
        "" => "diff",
        verb => verb,
    };
    writeln!(
        out,
        "  <testsuite name=\"{}\" package=\"seedbed.{}\" id=\"{id}\" timestamp=\"{started}\" \
         hostname=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"{}\" skipped=\"{}\" time=\"0\">",
        attribute(name),
        attribute(verb),
        attribute(report.target().host.as_deref().unwrap_or("localhost")),
        cases.len(),
        count(&|o| matches!(o, Outcome::Failed)),
        count(&|o| matches!(o, Outcome::Error)),
        count(&|o| matches!(o, Outcome::Skipped)),
    )?;
    properties(out, report)?;
    let mut passed = String::new();
    for case in cases {
        write!(
            out,
            "    <testcase name=\"{}\" classname=\"seedbed.{}.{}\" time=\"0\"",
            attribute(&case.name),
            attribute(verb),
            attribute(name)
        )?;
        let (kind, message, text) =
            (attribute(&case.kind), attribute(&case.message), content(&case.text));
        match case.outcome {
            Outcome::Passed => {
                writeln!(out, "/>")?;
                passed.push_str(&case.text);
                passed.push('\n');
            }
            Outcome::Failed => writeln!(
                out,
                ">\n      <failure type=\"{kind}\" message=\"{message}\">{text}</failure>\n    </testcase>"
            )?,
            Outcome::Error => writeln!(
                out,
                ">\n      <error type=\"{kind}\" message=\"{message}\">{text}</error>\n    </testcase>"
            )?,
            Outcome::Skipped => {
                writeln!(out, ">\n      <skipped/>\n    </testcase>")?;
                passed.push_str(&case.text);
                passed.push('\n');
            }
        }
    }
    writeln!(out, "    <system-out>{}</system-out>", content(&passed))?;
    writeln!(out, "    <system-err></system-err>\n  </testsuite>")
}

fn properties(out: &mut String, report: &Report) -> std::fmt::Result {
    let (target, heading) = (report.target(), report.heading());
    let properties = [
        ("engine", Some(target.engine.as_str())),
        ("version", Some(&target.version)),
        ("host", target.host.as_deref()),
        ("database", target.database.as_deref()),
        ("target", Some(&target.label)),
        ("fingerprint", Some(target.fingerprint.as_str())),
        ("environment", heading.environment.as_deref()),
        ("declared", Some(&report.declared().label)),
        ("tool", Some(report.tool())),
    ];
    writeln!(out, "    <properties>")?;
    for (name, value) in properties {
        if let Some(value) = value.filter(|v| !v.is_empty()) {
            let value = attribute(value);
            writeln!(out, "      <property name=\"{name}\" value=\"{value}\"/>")?;
        }
    }
    writeln!(out, "    </properties>")
}

fn attribute(text: &str) -> String {
    escaped(text, true)
}

fn content(text: &str) -> String {
    escaped(text, false)
}

/// XML text; characters that XML has no way to write are replaced.
fn escaped(text: &str, attribute: bool) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '"' => out.push_str("&quot;"),
            '\n' if attribute => out.push_str("&#10;"),
            '\t' if attribute => out.push_str("&#9;"),
            '\n' | '\t' => out.push(c),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => {
                out.push(char::REPLACEMENT_CHARACTER);
            }
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_leaves_its_attribute() {
        assert_eq!(attribute("a\"><b>&'\u{1b}\n"), "a&quot;&gt;&lt;b&gt;&amp;'\u{fffd}&#10;");
        assert_eq!(content("a ]]> b\n"), "a ]]&gt; b\n");
    }
}
