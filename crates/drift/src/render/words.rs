//! The wording that renderings share: said once, here.

use seedbed_schema_model::{OriginKind, Progress};

use crate::{Finding, Report, ReportGap, ReportKind, Severity, Side, Status};

/// `1 table`, `1,345 columns`.
pub(crate) fn count(n: usize, one: &str) -> String {
    match n {
        1 => format!("1 {one}"),
        n => format!("{} {}", grouped(n), plural(one)),
    }
}

fn plural(one: &str) -> String {
    match one.strip_suffix('y') {
        Some(stem) => format!("{stem}ies"),
        None if one.ends_with('x') => format!("{one}es"),
        None => format!("{one}s"),
    }
}

fn grouped(n: usize) -> String {
    let digits = n.to_string();
    let mut out = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// Verb, environment and time.
pub(crate) fn title(report: &Report) -> String {
    let heading = report.heading();
    let verb = if heading.verb.is_empty() { "comparison" } else { &heading.verb };
    let mut parts = vec![format!("seedbed {verb}")];
    parts.extend(heading.environment.clone());
    parts.extend(started(report));
    parts.join(" · ")
}

pub(crate) fn started(report: &Report) -> Option<String> {
    report.heading().started.map(|at| at.format("%Y-%m-%d %H:%M:%S UTC").to_string())
}

/// Engine, host, database and fingerprint of the live side.
pub(crate) fn target(report: &Report) -> String {
    let target = report.target();
    let version = target.version.as_str();
    let engine = match version {
        "" | "0.0.0" => target.engine.clone(),
        // Servers such as `PostgreSQL 15.8 on …` name themselves.
        v if v.starts_with(&target.engine) => v.to_owned(),
        v => format!("{} {v}", target.engine),
    };
    let mut parts = vec![engine];
    if target.host.is_some() {
        parts.extend(target.host.clone());
        parts.extend(target.database.clone());
    } else {
        parts.push(target.label.clone());
    }
    if target.kind != OriginKind::Live {
        parts.push(kind(target.kind).to_owned());
    }
    parts.push(format!("fingerprint {}", target.fingerprint));
    parts.join(" · ")
}

/// What the declared side is and how it was read.
pub(crate) fn declared(report: &Report) -> String {
    let declared = report.declared();
    let how = if declared.scratch { ", applied to a scratch database" } else { "" };
    let kind = kind(declared.kind);
    format!("{} · {kind}{how} · fingerprint {}", declared.label, declared.fingerprint)
}

fn kind(kind: OriginKind) -> &'static str {
    match kind {
        OriginKind::Live => "live catalog",
        OriginKind::SqlFile => "SQL file",
        OriginKind::Folder => "folder of migrations",
        OriginKind::Snapshot => "snapshot",
        OriginKind::ForeignSnapshot => "snapshot of another tool",
        OriginKind::Entities => "entities in code",
    }
}

/// How much was compared.
pub(crate) fn checked(report: &Report) -> String {
    let summary = report.summary();
    format!("{}, {}", count(summary.tables, "table"), count(summary.columns, "column"))
}

/// What was not compared, by the side that has no words for it.
pub(crate) fn silent(report: &Report) -> Vec<String> {
    let of = |side: Side, name: &str, kind: OriginKind| {
        let of_side = report.silent().iter().filter(|s| s.side == side);
        let topics: Vec<_> = of_side.map(|s| s.topic.label()).collect();
        let list = topics.join(", ");
        let said = match kind {
            OriginKind::Entities => "leaves open, so compared only where it says it",
            _ => "cannot express, so not compared",
        };
        (!topics.is_empty()).then(|| format!("{name} {said}: {list}"))
    };
    let kinds = (report.declared().kind, report.target().kind);
    let declared = of(Side::Declared, "the declared side", kinds.0);
    let both = [declared, of(Side::Live, "the live side", kinds.1)];
    both.into_iter().flatten().collect()
}

/// What the engine called equal although the rules did not.
pub(super) fn settled(report: &Report) -> Option<String> {
    let settled = report.settled();
    let places: Vec<_> = settled.iter().take(5).map(|s| s.at.as_str()).collect();
    let more = if settled.len() > places.len() { ", …" } else { "" };
    (!settled.is_empty()).then(|| {
        let n = count(settled.len(), "difference");
        format!("{n} in spelling only, says the engine: {}{more}", places.join(", "))
    })
}

/// What the ledgers say, in a line.
pub(super) fn ledger(report: &Report) -> Option<String> {
    let history = report.history()?;
    let mut parts = vec![match history.ledgers.as_slice() {
        [] => "no ledger in the database".to_owned(),
        names => names.join(", "),
    }];
    for (progress, word) in [
        (Progress::Applied, "applied"),
        (Progress::Pending, "pending"),
        (Progress::Failed, "failed"),
        (Progress::Unfinished, "unfinished"),
        (Progress::PassedOver, "passed over"),
        (Progress::Unlisted, "in no list"),
    ] {
        let n = history.files.iter().filter(|f| f.progress == progress).count();
        if n > 0 {
            parts.push(format!("{} {word}", grouped(n)));
        }
    }
    if !history.lost.is_empty() {
        parts.push(format!("{} without a file", grouped(history.lost.len())));
    }
    if let Some(amid) = &history.starts_amid {
        parts.push(format!("what the applied ones made is not known: {amid}"));
    }
    Some(parts.join(" · "))
}

/// How many findings there are, by severity.
pub(crate) fn counts(report: &Report) -> String {
    let summary = report.summary();
    let by_severity: Vec<_> = Severity::ALL
        .into_iter()
        .filter(|s| summary.count(*s) > 0)
        .map(|s| format!("{} {s}", grouped(summary.count(s))))
        .collect();
    if by_severity.is_empty() { "none".to_owned() } else { by_severity.join(", ") }
}

/// How the findings stand against the baseline; nothing to say without a gate.
pub(crate) fn against_baseline(report: &Report) -> Option<String> {
    report.verdict()?;
    let summary = report.summary();
    let mut parts = Vec::new();
    for (n, word) in [(summary.new, "new"), (summary.known, "known"), (summary.expired, "expired")]
    {
        if n > 0 {
            parts.push(format!("{} {word}", grouped(n)));
        }
    }
    if summary.stale > 0 {
        parts.push(format!("{} fixed since", count(summary.stale, "baseline entry")));
    }
    (!parts.is_empty()).then(|| parts.join(", "))
}

/// The status, where a gate has given one that is worth saying.
pub(crate) fn status(report: &Report, finding: &Finding) -> Option<&'static str> {
    report.verdict()?;
    Some(match finding.status {
        Status::New => "new",
        Status::Known => "known",
        Status::Expired => "expired",
    })
}

/// Who accepted a finding, why and until when.
pub(crate) fn accepted(finding: &Finding) -> Option<String> {
    let accept = finding.accepted.as_ref()?;
    let until = match finding.status {
        Status::Expired => "ran out on",
        _ => "until",
    };
    Some(format!("{}: {} ({until} {})", accept.owner, accept.reason, accept.expires))
}

/// The baseline entries that match nothing any more, one a line.
pub(crate) fn fixed(report: &Report) -> Vec<String> {
    let fixed = report.verdict().map(|v| v.fixed.as_slice()).unwrap_or_default();
    fixed.iter().map(|f| format!("{}  {} ({}, {})", f.at, f.rule, f.id, f.owner)).collect()
}

/// What stands for a side that has nothing.
pub(super) const ABSENT: &str = "absent";

/// A gap in one line.
pub(crate) fn gap(gap: &ReportGap) -> String {
    let side = match gap.side {
        Side::Declared => "declared",
        Side::Live => "live",
    };
    let gap = &gap.gap;
    format!("{side} {}: {} ({})", gap.place, gap.what, gap.why)
}

/// The verdict in a sentence.
pub(crate) fn verdict(report: &Report) -> Option<String> {
    let verdict = report.verdict()?;
    let blocking = match verdict.blocking.len() {
        0 => None,
        1 => Some("1 finding blocks".to_owned()),
        n => Some(format!("{} findings block", grouped(n))),
    };
    let from = format!("{} and above", verdict.fail_on);
    Some(match (verdict.cannot_judge(), blocking) {
        (Some(_), None) => "cannot judge".to_owned(),
        (Some(_), Some(blocking)) => format!("cannot judge, and {blocking} ({from})"),
        (None, Some(blocking)) => format!("red: {blocking} ({from})"),
        (None, None) if report.findings().is_empty() => "green: no findings".to_owned(),
        (None, None) => format!("green: nothing blocks ({from})"),
    })
}

/// Why nothing can be judged.
pub(crate) fn obstacles(report: &Report) -> Vec<String> {
    let judged = report.verdict().map_or(report.obstacles(), |v| &v.cannot_judge);
    judged.iter().map(ToString::to_string).collect()
}

/// What to type next.
pub(crate) fn next_steps(report: &Report) -> Vec<String> {
    let Some(verdict) = report.verdict() else { return Vec::new() };
    let env = match &report.heading().environment {
        Some(env) => format!(" --env {env}"),
        None => String::new(),
    };
    let mut steps = Vec::new();
    // What cannot be judged says itself what to do; its findings are not to be acted on.
    let comparison = report.kind() == ReportKind::Comparison;
    if comparison && !verdict.blocking.is_empty() && verdict.cannot_judge().is_none() {
        steps.push(format!("seedbed fix{env}"));
    }
    if comparison && !verdict.stale.is_empty() {
        steps.push(format!("seedbed baseline --prune{env}"));
    }
    steps
}

/// Terminals obey control characters; a name or default from a database must not drive one.
pub(crate) fn printable(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_control() { out.extend(c.escape_default()) } else { out.push(c) }
    }
    out
}

/// Text in which Markdown and HTML have no say.
pub(crate) fn markdown_text(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' | '\r' | '\t' => out.push(' '),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '|' | '*' | '_' | '`' | '[' | ']' | '\\' => out.extend(['\\', c]),
            c => out.push(c),
        }
    }
    out
}
