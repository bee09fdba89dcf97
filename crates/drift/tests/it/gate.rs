//! The gate goes by identity, and its green cannot be forged.

use seedbed_drift::{
    Accept, Baseline, Gate, Obstacle, Policy, Report, Severity, Status, compare,
    compared_fingerprint, render,
};
use seedbed_schema_model::{Dialect, Gap, GapKind, OriginKind, Reading, Schema, Table};

use crate::support::*;

const TODAY: &str = "2025-12-11";

fn accepted(report: &Report, rules: &[&str], expires: &str) -> Baseline {
    let mut baseline = Baseline::default();
    for finding in report.findings().iter().filter(|f| rules.contains(&f.rule.as_str())) {
        let accept = Accept {
            owner: "data team".into(),
            reason: "known debt".into(),
            expires: day(expires),
        };
        baseline.accept(finding, accept).unwrap();
    }
    baseline
}

/// Live lacks `orders.note`.
fn one_debt() -> Schema {
    let mut schema = shop(postgres());
    table(&mut schema, "orders").columns.retain(|c| c.name != "note");
    schema
}

#[test]
fn severity_decides_what_blocks() {
    let mut after = shop(postgres());
    after.insert(Table::new("other"));
    column_of(&mut after, "orders", "status").default = None;
    let report = report(&shop(postgres()), &after);
    for (fail_on, blocking) in
        [(Severity::Info, 2), (Severity::Low, 1), (Severity::High, 1), (Severity::Critical, 0)]
    {
        let judged = report.clone().judged(&gate(fail_on), day(TODAY));
        let verdict = judged.verdict().unwrap();
        assert_eq!(verdict.blocking.len(), blocking, "{fail_on}");
        assert_eq!(verdict.is_green(), blocking == 0);
        assert_eq!(verdict.green, verdict.is_green());
        assert_eq!(judged.green().is_some(), blocking == 0);
    }
}

#[test]
fn a_new_finding_blocks_although_another_was_fixed() {
    let before = report(&shop(postgres()), &one_debt());
    let baseline = accepted(&before, &["missing-column"], "2026-01-31");
    let gate = Gate { fail_on: Severity::Low, baseline };
    let judged = before.judged(&gate, day(TODAY));
    assert!(judged.verdict().unwrap().is_green());
    assert_eq!(judged.findings()[0].status, Status::Known);
    assert_eq!(judged.summary().known, 1);

    // The same number of findings, of the same rule and severity, but another one.
    let mut other = shop(postgres());
    table(&mut other, "users").columns.retain(|c| c.name != "name");
    let judged = report(&shop(postgres()), &other).judged(&gate, day(TODAY));
    let verdict = judged.verdict().unwrap();
    assert_eq!(judged.findings().len(), 1);
    assert_eq!(verdict.blocking, [judged.findings()[0].id.clone()]);
    assert_eq!(verdict.stale.len(), 1);
    assert_eq!((judged.summary().new, judged.summary().stale), (1, 1));
    assert!(judged.green().is_none());
}

#[test]
fn a_changed_value_is_another_finding() {
    let with = |default: &str| {
        let mut schema = shop(postgres());
        column_of(&mut schema, "orders", "status").default = Some(default.into());
        report(&shop(postgres()), &schema)
    };
    let baseline = accepted(&with("'PACKED'"), &["default-changed"], "2026-01-31");
    let gate = Gate { fail_on: Severity::Low, baseline };
    assert!(with("'PACKED'").judged(&gate, day(TODAY)).verdict().unwrap().is_green());
    assert!(!with("'SHIPPED'").judged(&gate, day(TODAY)).verdict().unwrap().is_green());
}

#[test]
fn an_acceptance_holds_through_its_last_day() {
    let report = report(&shop(postgres()), &one_debt());
    let baseline = accepted(&report, &["missing-column"], TODAY);
    let gate = Gate { fail_on: Severity::Low, baseline };
    assert!(report.clone().judged(&gate, day(TODAY)).verdict().unwrap().is_green());
    let after = report.judged(&gate, day("2025-12-12"));
    let verdict = after.verdict().unwrap();
    assert_eq!(after.findings()[0].status, Status::Expired);
    assert_eq!((verdict.expired.len(), verdict.blocking.len(), verdict.known.len()), (1, 1, 0));
}

#[test]
fn green_carries_who_was_looked_at_and_never_comes_from_a_file() {
    let schema = shop(postgres());
    let judged =
        report(&schema, &schema).headed(heading()).judged(&gate(Severity::Info), day(TODAY));
    let green = judged.green().unwrap();
    assert_eq!(green.target().database.as_deref(), Some("shop"));
    assert_eq!(green.environment(), Some("production"));
    let again = compared_fingerprint(&schema, &Policy::default());
    assert_eq!(green.fingerprint(), &again);
    let read = Report::from_json(&render::json(&judged)).unwrap();
    assert!(read.verdict().unwrap().is_green());
    assert!(read.green().is_none());
    assert!(report(&schema, &schema).green().is_none(), "not judged");
    assert!(read.judged(&gate(Severity::Info), day(TODAY)).green().is_none(), "judged again");
}

#[test]
fn our_own_tables_do_not_change_the_fingerprint() {
    let policy = Policy { ignore: vec!["tmp_*".parse().unwrap()], ..Policy::default() };
    let before = shop(postgres());
    let mut after = before.clone();
    after.insert(Table::new("seedbed_chunks"));
    after.insert(Table::new("tmp_x"));
    assert_eq!(compared_fingerprint(&before, &policy), compared_fingerprint(&after, &policy));
    after.insert(Table::new("other"));
    assert_ne!(compared_fingerprint(&before, &policy), compared_fingerprint(&after, &policy));
}

fn obstacles(declared: &Reading, live: &Reading, policy: &Policy) -> Vec<Obstacle> {
    let judged = compare(declared, live, policy).judged(&gate(Severity::Critical), day(TODAY));
    let verdict = judged.verdict().unwrap();
    assert!(!verdict.is_green());
    assert!(judged.green().is_none());
    verdict.cannot_judge.clone()
}

fn gap(kind: GapKind) -> Gap {
    let text = |s: &str| s.to_owned();
    Gap {
        place: text("a.sql:3"), what: text("CREATE …"), why: text("odd"), kind, goes_with: None
    }
}

#[test]
fn what_proves_nothing_cannot_be_judged() {
    let shop = || shop(postgres());
    let policy = Policy::default();
    let empty = Schema::empty(postgres());
    assert_eq!(
        obstacles(&declared(empty.clone()), &live(empty.clone()), &policy),
        [Obstacle::EmptyCatalog, Obstacle::EmptyDeclaration]
    );
    // Only tables that are not compared.
    let mut ledger = empty.clone();
    ledger.insert(Table::new("__drizzle_migrations"));
    assert_eq!(obstacles(&declared(shop()), &live(ledger), &policy), [Obstacle::EmptyCatalog]);

    let report = compare(&declared(crate::support::shop(Dialect::SQLITE)), &live(shop()), &policy);
    assert!(report.findings().is_empty());
    let other = declared(crate::support::shop(Dialect::SQLITE));
    assert_eq!(
        obstacles(&other, &live(shop()), &policy),
        [Obstacle::DifferentEngines { declared: "SQLite".into(), live: "PostgreSQL".into() }]
    );
    let mut file = live(shop());
    file.origin.kind = OriginKind::Snapshot;
    assert!(matches!(obstacles(&declared(shop()), &file, &policy)[..], [Obstacle::NotLive { .. }]));
    let mut unreadable = live(shop());
    unreadable.gaps = vec![gap(GapKind::Privilege)];
    let all = Policy { allow_gaps: 99, ..Policy::default() };
    assert!(matches!(
        obstacles(&declared(shop()), &unreadable, &all)[..],
        [Obstacle::Privilege { count: 1, .. }]
    ));
}

#[test]
fn mysql_and_mariadb_can_be_compared() {
    let report = report(&shop(Dialect::MYSQL), &shop(Dialect::MARIADB));
    assert!(report.obstacles().is_empty());
    assert_eq!(lines(report.findings()), Vec::<String>::new());
}

#[test]
fn unparsed_text_is_tolerated_only_as_far_as_the_policy_says() {
    let mut partly = declared(shop(postgres()));
    partly.gaps = vec![gap(GapKind::Unparsed), gap(GapKind::Skipped), gap(GapKind::Unparsed)];
    let live = live(shop(postgres()));
    for (allow_gaps, green) in [(0, false), (1, false), (2, true)] {
        let policy = Policy { allow_gaps, ..Policy::default() };
        let judged = compare(&partly, &live, &policy).judged(&gate(Severity::Info), day(TODAY));
        assert_eq!(judged.green().is_some(), green, "{allow_gaps}");
        assert_eq!(judged.summary().gaps, 2);
    }
}
