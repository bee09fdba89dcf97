//! Report against report, and the report shape of another tool.

use seedbed_drift::{
    Accept, AnyReport, Baseline, Changes, Gate, Report, Severity, TerpReport, render,
};
use seedbed_schema_model::{Schema, Table, TableName};

use crate::support::*;

fn older() -> Schema {
    let mut schema = shop(postgres());
    table(&mut schema, "orders").columns.retain(|c| c.name != "note");
    schema.insert(Table::new("left_over"));
    schema
}

fn newer() -> Schema {
    let mut schema = shop(postgres());
    table(&mut schema, "users").columns.retain(|c| c.name != "name");
    schema.insert(Table::new("left_over"));
    schema
}

fn judged(live: &Schema) -> Report {
    let report = report(&shop(postgres()), live).headed(heading());
    report.judged(&gate(Severity::Low), day("2025-12-11"))
}

fn any(report: &Report) -> AnyReport {
    AnyReport::recognise(&render::json(report)).unwrap().unwrap()
}

fn places(changes: &Changes) -> [Vec<&str>; 3] {
    [&changes.appeared, &changes.fixed, &changes.persisting]
        .map(|list| list.iter().map(|c| c.at.as_str()).collect())
}

#[test]
fn new_fixed_and_persisting_go_by_identity() {
    let (old, new) = (any(&judged(&older())), any(&judged(&newer())));
    let changes = Changes::between(("old.json", &old), ("new.json", &new));
    assert_eq!(places(&changes), [vec!["users.name"], vec!["orders.note"], vec!["left_over"]]);
    let back = Changes::between(("new.json", &new), ("old.json", &old));
    assert_eq!(places(&back), [vec!["orders.note"], vec!["users.name"], vec!["left_over"]]);
    let none = Changes::between(("old.json", &old), ("old.json", &old));
    assert_eq!((none.appeared.len(), none.fixed.len(), none.persisting.len()), (0, 0, 2));
    insta::assert_snapshot!(changes.human(render::Style { width: 80, colour: false }));
    insta::assert_snapshot!(changes.markdown());
    let json: serde_json::Value = serde_json::from_str(&changes.json()).unwrap();
    assert_eq!(json["appeared"][0]["at"], "users.name");
    assert_eq!(json["new"]["environment"], "production");
}

#[test]
fn what_could_not_be_judged_is_not_called_fixed() {
    let old = any(&judged(&older()));
    let nothing = any(&judged(&Schema::empty(postgres())));
    let changes = Changes::between(("old.json", &old), ("new.json", &nothing));
    assert_eq!(changes.cannot_judge.len(), 1, "{changes:?}");
}

#[test]
fn only_reports_are_recognised_as_reports() {
    let snapshot = seedbed_schema_model::snapshot::to_json(&declared(shop(postgres())));
    assert_eq!(AnyReport::recognise(&snapshot).unwrap(), None);
    assert_eq!(AnyReport::recognise("[1]").unwrap(), None);
    assert_eq!(AnyReport::recognise("no json").unwrap(), None);
    assert!(AnyReport::recognise("{\"findings\": []}").is_err());
}

#[test]
fn the_shape_of_terps_validator() {
    let mut live = older();
    let users = table(&mut live, "users");
    users.columns.push(column("age", integer(32)));
    users.columns[2].nullable = false;
    column_of(&mut live, "orders", "status").default = None;
    table(&mut live, "orders").foreign_keys.clear();
    let report = judged(&live);
    let theirs = TerpReport::of(&report);
    insta::assert_snapshot!(theirs.to_json());
    assert_eq!(TerpReport::from_json(&theirs.to_json()).unwrap(), theirs);
    let by = theirs.issues_by_severity;
    assert_eq!(theirs.total_issues, by.critical + by.high + by.medium + by.low);

    // What the baseline accepts is no issue: zero exactly when there is nothing to do.
    let mut baseline = Baseline::default();
    for finding in report.findings() {
        let accept = Accept { owner: "a".into(), reason: "b".into(), expires: day("2026-01-31") };
        baseline.accept(finding, accept).unwrap();
    }
    let accepted = report.judged(&Gate { fail_on: Severity::Low, baseline }, day("2025-12-11"));
    assert_eq!(TerpReport::of(&accepted).total_issues, 0);
}

#[test]
fn an_old_report_of_terps_is_compared_with_a_new_one_of_ours() {
    let old = TerpReport::of(&judged(&older()));
    let old = AnyReport::recognise(&old.to_json()).unwrap().unwrap();
    let mut live = newer();
    table(&mut live, "orders").columns.retain(|c| c.name != "note");
    live.tables.remove(&TableName::new("left_over"));
    let new = any(&judged(&live));
    let changes = Changes::between(("theirs.json", &old), ("ours.json", &new));
    assert_eq!(places(&changes), [vec!["users.name"], vec![], vec!["orders.note"]]);
}
