//! Markdown for the archive and for pull requests.

use std::fmt::Write as _;

use crate::{Finding, Report, ReportKind, Severity};

use super::words::{self, markdown_text as text};

/// The report as Markdown, ending in a newline.
pub fn markdown(report: &Report) -> String {
    let mut out = String::new();
    // Writing to a String does not fail.
    let _ = write(&mut out, report);
    out
}

fn write(out: &mut String, report: &Report) -> std::fmt::Result {
    writeln!(out, "# {}\n", text(&words::title(report)))?;
    if let Some(verdict) = words::verdict(report) {
        writeln!(out, "**{}**\n", text(&verdict))?;
    }
    let obstacles = words::obstacles(report);
    for obstacle in &obstacles {
        writeln!(out, "- {}", text(obstacle))?;
    }
    if !obstacles.is_empty() {
        writeln!(out)?;
    }
    writeln!(out, "| | |\n|---|---|")?;
    let mut rows = vec![
        ("target", words::target(report)),
        ("declared", words::declared(report)),
        ("checked", words::checked(report)),
        ("findings", words::counts(report)),
    ];
    if report.kind() == ReportKind::Lint {
        rows.remove(0);
    }
    rows.extend(words::ledger(report).map(|line| ("ledger", line)));
    rows.extend(words::silent(report).into_iter().map(|line| ("silent", line)));
    rows.extend(words::against_baseline(report).map(|standing| ("baseline", standing)));
    rows.push(("tool", report.tool().to_owned()));
    for (label, value) in rows {
        writeln!(out, "| {label} | {} |", text(&value))?;
    }
    for severity in Severity::ALL {
        let of: Vec<_> = report.findings().iter().filter(|f| f.severity == severity).collect();
        if of.is_empty() {
            continue;
        }
        writeln!(out, "\n## {severity} ({})\n", of.len())?;
        writeln!(out, "| place | rule | declared | live | status | id |")?;
        writeln!(out, "|---|---|---|---|---|---|")?;
        for finding in of {
            row(out, report, finding)?;
        }
    }
    let fixed = words::fixed(report);
    if !fixed.is_empty() {
        writeln!(out, "\n## Accepted, and not found any more\n")?;
        for line in fixed {
            writeln!(out, "- {}", text(&line))?;
        }
    }
    if !report.gaps().is_empty() {
        writeln!(out, "\n## Not read\n")?;
        for gap in report.gaps() {
            writeln!(out, "- {}", text(&words::gap(gap)))?;
        }
    }
    let steps = words::next_steps(report);
    if !steps.is_empty() {
        writeln!(out, "\n## Next\n")?;
        for step in steps {
            writeln!(out, "- {}", code(&step))?;
        }
    }
    Ok(())
}

fn row(out: &mut String, report: &Report, finding: &Finding) -> std::fmt::Result {
    let side = |side: &Option<String>| side.as_deref().map_or(words::ABSENT.to_owned(), code);
    let at = finding.declared_at.as_ref();
    writeln!(
        out,
        "| {}{} | `{}`<br>{} | {} | {} | {} | `{}` |",
        code(&finding.at.to_string()),
        at.map_or(String::new(), |at| format!("<br>{}", text(&at.to_string()))),
        finding.rule,
        text(&finding.because),
        side(&finding.declared),
        match report.kind() {
            ReportKind::Lint => "–".to_owned(),
            ReportKind::Comparison => side(&finding.live),
        },
        words::status(report, finding).map_or("–".to_owned(), |status| {
            words::accepted(finding)
                .map_or(status.to_owned(), |a| format!("{status}<br>{}", text(&a)))
        }),
        finding.id,
    )
}

/// A code span: fenced by more backticks than it holds, bars escaped because tables are split at
/// bars before spans are read.
fn code(text: &str) -> String {
    let text = text.replace(['\n', '\r', '\t'], " ").replace('|', "\\|");
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let pad =
        if text.starts_with('`') || text.ends_with('`') || text.is_empty() { " " } else { "" };
    format!("{fence}{pad}{text}{pad}{fence}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_cannot_break_out_of_their_cell() {
        assert_eq!(code("a | b"), "`a \\| b`");
        assert_eq!(code("`x`"), "`` `x` ``");
        assert_eq!(code("a\nb"), "`a b`");
        assert_eq!(text("<b>*x*|_y_"), "&lt;b&gt;\\*x\\*\\|\\_y\\_");
    }
}
