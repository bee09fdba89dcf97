//! What the renderings for other programs share: paths below a root, levels, and what blocks.

use std::collections::BTreeSet;

use seedbed_schema_model::{Location, OriginKind};

use crate::{Finding, FindingId, Report, Severity, Status, lint, rules};

/// How programs that know three levels call a severity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Level {
    Error,
    Warning,
    Note,
}

impl Level {
    pub(super) fn of(severity: Severity) -> Self {
        match severity {
            Severity::Critical | Severity::High => Self::Error,
            Severity::Medium => Self::Warning,
            Severity::Low | Severity::Info => Self::Note,
        }
    }
}

/// The findings that block; without a gate those that are severe enough to break something.
pub(super) fn blocking(report: &Report) -> BTreeSet<FindingId> {
    match report.verdict() {
        Some(verdict) => verdict.blocking.iter().cloned().collect(),
        None => {
            let severe = |f: &&Finding| Level::of(f.severity) == Level::Error;
            report.findings().iter().filter(severe).map(|f| f.id.clone()).collect()
        }
    }
}

/// Where a finding is shown: at its declaration, or at the top of the file that does not declare it.
pub(super) fn location(report: &Report, finding: &Finding) -> Option<Location> {
    let declared = report.declared();
    let file = || match declared.kind {
        OriginKind::SqlFile | OriginKind::Snapshot => {
            Some(Location { file: declared.label.clone(), line: 1 })
        }
        _ => None,
    };
    finding.declared_at.clone().or_else(file)
}

/// A path as it is written below `root`; with `/` on every system.
pub(super) fn below(root: Option<&str>, file: &str) -> String {
    let plain = file.replace('\\', "/");
    let inside = root.and_then(|root| {
        let root = root.replace('\\', "/");
        let rest = plain.strip_prefix(root.trim_end_matches('/'))?;
        rest.strip_prefix('/').map(str::to_owned)
    });
    let path = inside.unwrap_or(plain);
    path.strip_prefix("./").map(str::to_owned).unwrap_or(path)
}

/// What a finding says, in one line.
pub(super) fn message(finding: &Finding) -> String {
    let sides = match (&finding.declared, &finding.live) {
        (Some(declared), Some(live)) => format!(" (declared {declared}, live {live})"),
        // What a lint says already says what is there.
        (Some(_), None) if lint::is_rule(&finding.rule) => String::new(),
        (Some(declared), None) => format!(" (declared {declared}, live absent)"),
        (None, Some(live)) => format!(" (declared absent, live {live})"),
        (None, None) => String::new(),
    };
    format!("{}: {}{sides}", finding.at, finding.because)
}

/// The summary and the explanation of a rule.
pub(super) fn describe(rule: &str) -> (&'static str, &'static str) {
    match (rules::find(rule), lint::find(rule)) {
        (Some(rule), _) => (rule.summary, rule.explanation),
        (_, Some(rule)) => (rule.summary, rule.explanation),
        _ => ("a rule of another version", ""),
    }
}

/// The word for a status.
pub(super) fn status(status: Status) -> &'static str {
    match status {
        Status::New => "new",
        Status::Known => "known",
        Status::Expired => "expired",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_below_the_root_are_relative_to_it() {
        let root = Some("/home/me/shop");
        assert_eq!(below(root, "/home/me/shop/schema/a.sql"), "schema/a.sql");
        assert_eq!(below(Some("/home/me/shop/"), "/home/me/shop/a.sql"), "a.sql");
        assert_eq!(below(root, "/home/me/shopping/a.sql"), "/home/me/shopping/a.sql");
        assert_eq!(below(root, "./a.sql"), "a.sql");
        assert_eq!(below(None, "db\\a.sql"), "db/a.sql");
    }
}
