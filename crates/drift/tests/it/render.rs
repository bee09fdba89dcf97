//! What people read.

use seedbed_drift::{
    Accept, Baseline, Gate, Policy, Report, Severity, compare,
    render::{Style, github, human, junit, markdown, sarif},
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

/// A report with an expired acceptance and names that would break any format.
fn hostile() -> Report {
    let mut before = shop(postgres());
    let mut odd = seedbed_schema_model::Table::new("T'a<b>\"&\n::error::x");
    odd.columns.push(column("a,b:c%", text()));
    before.insert(odd);
    let after = shop(postgres());
    let report = report(&before, &after).headed(heading());
    let mut baseline = Baseline::default();
    let accept = Accept { owner: "ann".into(), reason: "debt".into(), expires: day("2025-01-31") };
    baseline.accept(&report.findings()[0], accept).unwrap();
    report.judged(&Gate { fail_on: Severity::Low, baseline }, day("2025-12-11"))
}

#[test]
fn red_for_code_scanning() {
    insta::assert_snapshot!(sarif(&red(), Some("schema")));
}

#[test]
fn sarif_says_what_it_must_for_every_finding() {
    for report in [red(), green(), cannot_judge(), hostile()] {
        let log: serde_json::Value = serde_json::from_str(&sarif(&report, None)).unwrap();
        let run = &log["runs"][0];
        assert_eq!(log["version"], "2.1.0");
        assert_eq!(run["invocations"][0]["executionSuccessful"], report.obstacles().is_empty());
        let results = run["results"].as_array().unwrap();
        assert_eq!(results.len(), report.findings().len());
        for (result, finding) in results.iter().zip(report.findings()) {
            let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
            let rule = &run["tool"]["driver"]["rules"][index];
            assert_eq!(rule["id"], result["ruleId"]);
            assert_eq!(result["ruleId"], finding.rule.as_str());
            let print = &result["partialFingerprints"]["seedbedFinding/v1"];
            assert_eq!(print, finding.id.as_str());
            let place = &result["locations"][0];
            assert!(place["physicalLocation"]["region"]["startLine"].as_u64().unwrap() > 0);
            assert_eq!(
                place["logicalLocations"][0]["fullyQualifiedName"],
                finding.at.to_string().as_str()
            );
            let known = finding.status == seedbed_drift::Status::Known;
            assert_eq!(result.get("suppressions").is_some(), known, "{result}");
        }
    }
    let expired: serde_json::Value = serde_json::from_str(&sarif(&hostile(), None)).unwrap();
    let result = &expired["runs"][0]["results"][0];
    assert_eq!(result["baselineState"], "unchanged");
    assert_eq!(result["properties"]["status"], "expired");
}

#[test]
fn red_for_build_servers() {
    insta::assert_snapshot!(junit(&red()));
}

#[test]
fn junit_counts_what_it_holds_and_no_name_breaks_it() {
    for report in [red(), green(), cannot_judge(), hostile()] {
        let xml = junit(&report);
        let sum = |name: &str| -> usize {
            let at = format!(" {name}=\"");
            xml.split(&at)
                .skip(1)
                .map(|r| r.split('"').next().unwrap().parse::<usize>().unwrap())
                .sum()
        };
        let verdict = report.verdict().unwrap();
        assert_eq!(sum("failures"), verdict.blocking.len());
        assert_eq!(xml.matches("<failure ").count(), verdict.blocking.len());
        assert_eq!(sum("errors"), verdict.cannot_judge.len());
        assert_eq!(sum("skipped"), verdict.known.len());
        assert_eq!(sum("tests"), xml.matches("<testcase ").count());
        // Tags are opened and closed as often as each other.
        let opened = xml.matches('<').count() - xml.matches("</").count();
        let closed =
            xml.matches("</").count() + xml.matches("/>").count() + xml.matches("?>").count();
        assert_eq!(opened, closed, "{xml}");
    }
}

#[test]
fn red_for_the_log_of_a_workflow() {
    insta::assert_snapshot!(github(&red(), None));
}

#[test]
fn every_annotation_is_one_line_and_what_blocks_comes_first() {
    for report in [red(), green(), cannot_judge(), hostile()] {
        let log = github(&report, None);
        let levels: Vec<_> = log
            .lines()
            .map(|l| l.trim_start_matches("::").split([' ', ':']).next().unwrap())
            .collect();
        assert!(levels.iter().all(|l| ["error", "warning", "notice"].contains(l)), "{log}");
        let verdict = report.verdict().unwrap();
        let errors = levels.iter().take_while(|l| **l == "error").count();
        assert_eq!(errors, verdict.blocking.len() + verdict.cannot_judge.len(), "{log}");
        assert_eq!(
            levels.len(),
            report.findings().len() + verdict.cannot_judge.len() + 1,
            "one more for the verdict: {log}"
        );
    }
}
