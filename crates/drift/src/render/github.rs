//! Annotations for GitHub's workflow log: one command a finding, at the line of its declaration.

use std::fmt::Write as _;

use crate::{Finding, Report, Status};

use super::{
    machine::{self, Level},
    words,
};

/// The report as workflow commands, one a line: what blocks is an error, what the baseline accepts a
/// notice, the rest by its severity. Paths below `root` are written relative to it.
pub fn github(report: &Report, root: Option<&str>) -> String {
    let blocking = machine::blocking(report);
    let mut out = String::new();
    for obstacle in words::obstacles(report) {
        command(&mut out, "error", &[("title", "seedbed: cannot judge".to_owned())], &obstacle);
    }
    // A log shows the first ten of a level: what blocks comes first.
    let (first, rest): (Vec<_>, Vec<_>) =
        report.findings().iter().partition(|f| blocking.contains(&f.id));
    for finding in first {
        annotation(&mut out, report, finding, "error", root);
    }
    for finding in rest {
        let level = match (finding.status, Level::of(finding.severity)) {
            (Status::Known, _) | (_, Level::Note) => "notice",
            _ => "warning",
        };
        annotation(&mut out, report, finding, level, root);
    }
    let summary = words::verdict(report).unwrap_or_else(|| words::counts(report));
    let title = words::title(report);
    command(
        &mut out,
        "notice",
        &[("title", title)],
        &format!("{summary}; target {}", words::target(report)),
    );
    out
}

fn annotation(
    out: &mut String,
    report: &Report,
    finding: &Finding,
    level: &str,
    root: Option<&str>,
) {
    let mut properties = Vec::new();
    if let Some(at) = machine::location(report, finding) {
        properties.push(("file", machine::below(root, &at.file)));
        properties.push(("line", at.line.max(1).to_string()));
    }
    properties.push(("title", format!("{} {} {}", finding.severity, finding.rule, finding.id)));
    let mut message = machine::message(finding);
    if let Some(accepted) = words::accepted(finding) {
        let _ = write!(message, "\naccepted by {accepted}");
    }
    command(out, level, &properties, &message);
}

fn command(out: &mut String, level: &str, properties: &[(&str, String)], message: &str) {
    let _ = write!(out, "::{level}");
    for (i, (name, value)) in properties.iter().enumerate() {
        let _ = write!(out, "{}{name}={}", if i == 0 { " " } else { "," }, property(value));
    }
    let _ = writeln!(out, "::{}", data(message));
}

/// The escapes of a message: no text can begin a command of its own.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// The escapes of a property.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_begins_a_command_of_its_own() {
        let mut out = String::new();
        let name = "a,b:c%\n::error::x".to_owned();
        command(&mut out, "error", &[("file", name.clone()), ("line", "1".into())], &name);
        assert_eq!(
            out,
            "::error file=a%2Cb%3Ac%25%0A%3A%3Aerror%3A%3Ax,line=1::a,b:c%25%0A::error::x\n"
        );
    }
}
