//! The report's JSON.

use seedbed_drift::{FORMAT, Report, Severity, render};

use crate::support::*;

fn text() -> String {
    let mut after = shop(postgres());
    table(&mut after, "users").columns.push(column("age", integer(32)));
    table(&mut after, "orders").checks.clear();
    table(&mut after, "orders").indexes.clear();
    after.enums.clear();
    let report = report(&shop(postgres()), &after);
    render::json(&report.headed(heading()).judged(&gate(Severity::Low), day("2025-12-11")))
}

#[test]
fn json_is_read_back_as_the_same_bytes() {
    let text = text();
    let read = Report::from_json(&text).unwrap();
    assert_eq!(render::json(&read), text);
    assert_eq!(read.heading(), &heading());
}

#[test]
fn json_is_golden() {
    insta::assert_snapshot!(text());
}

#[test]
fn other_formats_are_refused_by_name() {
    let newer = text().replacen("\"format\": 1", "\"format\": 2", 1);
    assert_eq!(
        Report::from_json(&newer).unwrap_err().to_string(),
        "report format 2 is newer than 1, the newest this version reads: use the seedbed that \
         wrote it, or a newer one"
    );
    assert_eq!(FORMAT, 1);
    let error = |text: &str| Report::from_json(text).unwrap_err().to_string();
    assert_eq!(error("{}"), "not a seedbed report: it has no `format` number");
    assert!(error("nonsense").starts_with("not a seedbed report: "));
    assert!(error("{\"format\": 1}").contains("missing field"));
}

#[test]
fn findings_are_found_by_the_start_of_their_id() {
    let report = Report::from_json(&text()).unwrap();
    let finding = &report.findings()[0];
    assert_eq!(report.find(&finding.id.as_str()[..6]), Some(finding));
    assert_eq!(report.find(""), None);
    assert_eq!(report.find("zz"), None);
}
