//! Plain text for people at a terminal.

use crate::{Finding, Report, ReportKind, Severity};

use super::words;

/// How wide to write, and whether to colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Style {
    /// Columns of the terminal; lines are wrapped between words, never cut.
    pub width: usize,
    /// Whether to write ANSI colours.
    pub colour: bool,
}

impl Style {
    pub(crate) fn paint(self, code: &str, text: &str) -> String {
        if self.colour { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_owned() }
    }

    pub(crate) fn severity(self, severity: Severity, text: &str) -> String {
        let code = match severity {
            Severity::Critical => "1;31",
            Severity::High => "31",
            Severity::Medium => "33",
            Severity::Low => "36",
            Severity::Info => "2",
        };
        self.paint(code, text)
    }
}

/// The report as text, ending in a newline.
pub fn human(report: &Report, style: Style) -> String {
    let mut out = Text { style, out: String::new() };
    out.line("", &style.paint("1", &words::printable(&words::title(report))));
    if report.kind() == ReportKind::Comparison {
        out.labelled("", "target", &words::target(report));
    }
    out.labelled("", "declared", &words::declared(report));
    out.labelled("", "checked", &words::checked(report));
    for line in words::silent(report) {
        out.labelled("", "silent", &line);
    }
    if let Some(line) = words::ledger(report) {
        out.labelled("", "ledger", &line);
    }
    out.labelled("", "findings", &words::counts(report));
    if let Some(settled) = words::settled(report) {
        out.labelled("", "scratch", &settled);
    }
    if let Some(standing) = words::against_baseline(report) {
        out.labelled("", "baseline", &standing);
    }
    for severity in Severity::ALL {
        let mut of = report.findings().iter().filter(|f| f.severity == severity).peekable();
        if of.peek().is_none() {
            continue;
        }
        out.blank();
        out.line("", &style.severity(severity, severity.label()));
        for finding in of {
            out.finding(report, finding);
        }
    }
    let fixed = words::fixed(report);
    if !fixed.is_empty() {
        out.blank();
        out.line("", &style.paint("1", "Accepted, and not found any more"));
        for line in fixed {
            out.wrapped("  ", &line);
        }
    }
    if !report.gaps().is_empty() {
        out.blank();
        out.line("", &style.paint("1", "Not read"));
        for gap in report.gaps() {
            out.wrapped("  ", &words::gap(gap));
        }
    }
    let verdict = words::verdict(report);
    let obstacles = words::obstacles(report);
    if verdict.is_some() || !obstacles.is_empty() {
        out.blank();
    }
    if let Some(verdict) = verdict {
        let green = report.verdict().is_some_and(crate::Verdict::is_green);
        let code = if green { "1;32" } else { "1;31" };
        out.line("", &style.paint(code, &verdict));
    }
    for obstacle in obstacles {
        out.wrapped("  ", &obstacle);
    }
    for step in words::next_steps(report) {
        // A command is copied: never wrapped.
        let label = style.paint("2", &format!("{:<10}", "next"));
        out.line(&label, &words::printable(&step));
    }
    out.out
}

struct Text {
    style: Style,
    out: String,
}

impl Text {
    fn blank(&mut self) {
        self.out.push('\n');
    }

    fn line(&mut self, indent: &str, text: &str) {
        self.out.push_str(indent);
        self.out.push_str(text);
        self.out.push('\n');
    }

    /// Text from outside, wrapped.
    fn wrapped(&mut self, indent: &str, text: &str) {
        for line in wrap(&words::printable(text), self.style.width.saturating_sub(indent.len())) {
            self.line(indent, &line);
        }
    }

    /// A label of fixed width, and wrapped text beside it.
    fn labelled(&mut self, indent: &str, label: &str, text: &str) {
        let width = self.style.width.saturating_sub(indent.len() + 10);
        for (i, line) in wrap(&words::printable(text), width).iter().enumerate() {
            let label = format!("{:<10}", if i == 0 { label } else { "" });
            let label = self.style.paint("2", &label);
            self.line(indent, &format!("{label}{line}"));
        }
    }

    fn finding(&mut self, report: &Report, finding: &Finding) {
        let place = self.style.paint("1", &words::printable(&finding.at.to_string()));
        let status = words::status(report, finding).map_or(String::new(), |s| format!(", {s}"));
        self.line("  ", &format!("{place}  {} ({}{status})", finding.rule, finding.id));
        let sides = [
            ("declared", &finding.declared, finding.declared_at.as_ref()),
            ("live", &finding.live, None),
        ];
        if report.kind() == ReportKind::Lint {
            if let Some(at) = &finding.declared_at {
                self.labelled("    ", "at", &at.to_string());
            }
        } else {
            for (label, side, at) in sides {
                let text = side.as_deref().unwrap_or(words::ABSENT);
                let at = at.map_or(String::new(), |at| format!(" [{at}]"));
                self.labelled("    ", label, &format!("{text}{at}"));
            }
        }
        self.labelled("    ", "", &finding.because);
        if let Some(accepted) = words::accepted(finding) {
            self.labelled("    ", "accepted", &accepted);
        }
    }
}

/// Breaks between words; a word longer than the line gets a line of its own. Runs of blanks inside
/// a value are kept.
fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in text.split(' ') {
        let fits = line.chars().count() + 1 + word.chars().count() <= width.max(20);
        if !line.is_empty() && !fits {
            lines.push(std::mem::take(&mut line));
        } else if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    lines.push(line);
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrapping_loses_no_word_and_cuts_none() {
        let text = "a declared column is absent: live has createdAt of the same type";
        let lines = wrap(text, 24);
        assert!(lines.iter().all(|l| l.chars().count() <= 24), "{lines:?}");
        assert_eq!(lines.join(" "), text);
        let long = "x".repeat(50);
        assert_eq!(wrap(&format!("a {long} b"), 20), ["a", &long, "b"]);
    }

    #[test]
    fn control_characters_are_shown_not_obeyed() {
        assert_eq!(words::printable("a\u{1b}[31mb\nc"), "a\\u{1b}[31mb\\nc");
    }
}
