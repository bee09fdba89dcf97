//! What people read.

use seedbed_drift::{
    Accept, Baseline, Gate, Policy, Report, Severity, compare,
    render::{Style, human, markdown},
};
use seedbed_schema_model::{Gap, GapKind, Schema, TableName};

use crate::support::*;

const PLAIN: Style = Style { width: 80, colour: false };

fn red() -> Report {
    let mut after = shop(postgres());
    table(&mut after, "orders").columns.retain(|c| c.name != "note");
    table(&mut after, "users").columns.push(column("age", integer(32)));
    column_of(&mut after, "orders", "status").default = Some("'a | b'".into());
    table(&mut after, "orders").foreign_keys[0].on_delete = seedbed_schema_model::Action::Restrict;
    after.insert(seedbed_schema_model::Table::new("left_over"));
    let mut declared = declared(shop(postgres()));
    declared.gaps.push(Gap {
        place: "schema/shop.sql:40".into(),
        what: "CREATE TRIGGER touch".into(),
        why: "triggers are not modelled".into(),
        kind: GapKind::Unmodelled,
        goes_with: None,
    });
    let report = compare(&declared, &live(after), &Policy::default()).headed(heading());
    let mut baseline = Baseline::default();
    let accept = Accept { owner: "ann".into(), reason: "debt".into(), expires: day("2026-01-31") };
    let known = report.findings().iter().find(|f| f.rule == "default-changed").unwrap();
    baseline.accept(known, accept).unwrap();
    report.judged(&Gate { fail_on: Severity::Low, baseline }, day("2025-12-11"))
}

fn green() -> Report {
    let shop = shop(postgres());
    report(&shop, &shop).headed(heading()).judged(&gate(Severity::Low), day("2025-12-11"))
}

fn cannot_judge() -> Report {
    let mut shop = shop(postgres());
    shop.tables.remove(&TableName::new("orders"));
    let report = report(&shop, &Schema::empty(postgres())).headed(heading());
    report.judged(&gate(Severity::Low), day("2025-12-11"))
}

#[test]
fn red_for_people() {
    insta::assert_snapshot!(human(&red(), PLAIN));
}

#[test]
fn red_in_a_narrow_terminal_with_colours() {
    let text = human(&red(), Style { width: 50, colour: true });
    insta::assert_snapshot!(text.replace('\u{1b}', "ESC"));
}

#[test]
fn green_for_people() {
    insta::assert_snapshot!(human(&green(), PLAIN));
}

#[test]
fn cannot_judge_for_people() {
    insta::assert_snapshot!(human(&cannot_judge(), PLAIN));
}

#[test]
fn a_diff_without_a_gate_gives_no_verdict() {
    let mut after = shop(postgres());
    after.sequences.clear();
    insta::assert_snapshot!(human(&report(&shop(postgres()), &after), PLAIN));
}

#[test]
fn red_in_markdown() {
    insta::assert_snapshot!(markdown(&red()));
}

#[test]
fn cannot_judge_in_markdown() {
    insta::assert_snapshot!(markdown(&cannot_judge()));
}
