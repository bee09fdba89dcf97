//! The published JSON Schema of the report says what reports are, no more and no less.

use std::path::Path;

use seedbed_drift::{
    Accept, Baseline, Gate, Policy, Report, Severity, compare, lint, render, rules,
};
use seedbed_schema_model::{Gap, GapKind, GoesWith, ObjectKind, Place, Schema, TableName, Topic};
use serde_json::{Value, json};

use crate::support::*;

fn schema() -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/report.schema.json");
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

/// The words of JSON Schema that ours uses; another is a mistake.
fn check(root: &Value, rule: &Value, value: &Value, at: &str) -> Result<(), String> {
    for (word, said) in rule.as_object().unwrap() {
        let ok = match word.as_str() {
            "$schema" | "$defs" | "title" | "description" | "properties" => true,
            "$ref" => {
                let name = said.as_str().unwrap().strip_prefix("#/$defs/").unwrap();
                check(root, &root["$defs"][name], value, at)?;
                true
            }
            "type" => {
                let is = |t: &Value| match t.as_str().unwrap() {
                    "string" => value.is_string(),
                    "null" => value.is_null(),
                    "integer" => value.is_u64() || value.is_i64(),
                    "boolean" => value.is_boolean(),
                    "array" => value.is_array(),
                    "object" => value.is_object(),
                    other => panic!("type {other}"),
                };
                said.as_array().map_or_else(|| is(said), |all| all.iter().any(is))
            }
            "const" => said == value,
            "enum" => said.as_array().unwrap().contains(value),
            "minimum" => value.as_u64() >= said.as_u64(),
            "maximum" => value.as_u64() <= said.as_u64(),
            "pattern" => {
                // Both patterns are a number of hexadecimal digits.
                let digits = said.as_str().unwrap().strip_prefix("^[0-9a-f]{").unwrap();
                let digits: usize = digits.strip_suffix("}$").unwrap().parse().unwrap();
                let text = value.as_str().unwrap_or_default();
                let hex = |b: u8| b.is_ascii_digit() || (b'a'..=b'f').contains(&b);
                text.len() == digits && text.bytes().all(hex)
            }
            "required" => {
                let missing = said
                    .as_array()
                    .unwrap()
                    .iter()
                    .find(|k| value.get(k.as_str().unwrap()).is_none());
                if let Some(missing) = missing {
                    return Err(format!("{at}: {missing} is missing"));
                }
                true
            }
            "additionalProperties" => {
                assert_eq!(*said, json!(false));
                for (key, inside) in value.as_object().into_iter().flatten() {
                    let place = format!("{at}.{key}");
                    let rule = rule["properties"].get(key).ok_or(format!("{place}: unknown"))?;
                    check(root, rule, inside, &place)?;
                }
                true
            }
            "items" => {
                for (i, inside) in value.as_array().into_iter().flatten().enumerate() {
                    check(root, said, inside, &format!("{at}[{i}]"))?;
                }
                true
            }
            "oneOf" => {
                let fits = |r: &&Value| check(root, r, value, at).is_ok();
                said.as_array().unwrap().iter().filter(fits).count() == 1
            }
            other => panic!("{other} is not known to this test"),
        };
        if !ok {
            return Err(format!("{at}: {value} is not {word} {said}"));
        }
    }
    Ok(())
}

fn valid(report: &Value) -> Result<(), String> {
    let schema = schema();
    check(&schema, &schema, report, "report")
}

fn value(report: &Report) -> Value {
    serde_json::from_str(&render::json(report)).unwrap()
}

/// Drift of every kind there is in the shop, with gaps, silence and a baseline.
fn rich() -> Report {
    let mut after = shop(postgres());
    table(&mut after, "orders").columns.retain(|c| c.name != "note");
    table(&mut after, "orders").checks.clear();
    table(&mut after, "orders").indexes.clear();
    table(&mut after, "orders").foreign_keys.clear();
    table(&mut after, "users").columns.push(column("age", integer(32)));
    table(&mut after, "users").columns[2].name = "full_name".into();
    table(&mut after, "users").uniques.clear();
    after.enums.clear();
    after.domains.clear();
    after.sequences.clear();
    after.views.clear();
    let mut declared = declared(shop(postgres()));
    declared.silent_on.insert(Topic::Comments);
    let goes_with = GoesWith { table: TableName::in_schema("s", "t"), sql: "CREATE …".into() };
    declared.gaps.push(Gap {
        place: "schema/shop.sql:40".into(),
        what: "CREATE RULE r".into(),
        why: "rules are not modelled".into(),
        kind: GapKind::Unmodelled,
        goes_with: Some(goes_with),
    });
    let report = compare(&declared, &live(after), &Policy::default()).headed(heading());
    let mut baseline = Baseline::default();
    for (i, finding) in report.findings().iter().take(3).enumerate() {
        let expires = day(if i == 0 { "2025-01-01" } else { "2026-01-31" });
        let accept = Accept { owner: "ann".into(), reason: "debt".into(), expires };
        baseline.accept(finding, accept).unwrap();
    }
    let stale = "\n[[finding]]\nid = \"0123456789ab\"\nrule = \"missing-view\"\nat = \"v\"\n\
                 owner = \"bob\"\nreason = \"r\"\nexpires = \"2026-01-01\"\n";
    let baseline = Baseline::parse(&(baseline.to_toml() + stale)).unwrap();
    report.judged(&Gate { fail_on: Severity::Low, baseline }, day("2025-12-11"))
}

#[test]
fn every_report_is_valid_and_read_back() {
    let empty = Schema::empty(postgres());
    let reports = [
        rich(),
        report(&shop(postgres()), &shop(postgres())),
        report(&shop(postgres()), &empty).judged(&gate(Severity::Low), day("2025-12-11")),
        lint::lint(&declared(shop(postgres())), &Policy::default()).headed(heading()),
    ];
    for report in reports {
        let value = value(&report);
        valid(&value).unwrap_or_else(|e| panic!("{e}\n{value:#}"));
        assert_eq!(
            render::json(&Report::from_json(&value.to_string()).unwrap()),
            render::json(&report)
        );
    }
    let rich = value(&rich());
    assert!(rich["findings"].as_array().unwrap().len() > 9, "{rich:#}");
    assert_eq!(rich["verdict"]["fixed"][0]["owner"], "bob");
}

#[test]
fn what_is_no_report_is_not_valid() {
    let good = value(&rich());
    let mut spoilt = Vec::new();
    let mut spoil = |pointer: &str, with: Option<Value>| {
        let mut bad = good.clone();
        let (parent, key) = pointer.rsplit_once('/').unwrap();
        let parent = bad.pointer_mut(parent).unwrap().as_object_mut().unwrap();
        match with {
            Some(value) => parent.insert(key.to_owned(), value),
            None => parent.remove(key),
        };
        spoilt.push((pointer.to_owned(), bad));
    };
    spoil("/format", Some(json!(2)));
    spoil("/surprise", Some(json!(1)));
    spoil("/verdict", None);
    spoil("/target/password", Some(json!("hunter2")));
    spoil("/findings/0/severity", Some(json!("severe")));
    spoil("/findings/0/id", Some(json!("xyz")));
    spoil("/findings/0/at/kind", Some(json!("gadget")));
    spoil("/summary/tables", Some(json!(-1)));
    spoil("/obstacles", Some(json!([{"kind": "empty-catalog", "extra": 1}])));
    for (pointer, bad) in spoilt {
        assert!(valid(&bad).is_err(), "{pointer}");
    }
}

#[test]
fn the_schema_knows_every_category_severity_and_kind() {
    let schema = schema();
    let lists = |name: &str, word: Value| {
        let list = schema["$defs"][name]["enum"].as_array().unwrap();
        assert!(list.contains(&word), "{name} lacks {word}");
    };
    for rule in rules::RULES {
        lists("category", json!(rule.category));
    }
    for rule in lint::LINT_RULES {
        lists("category", json!(rule.category));
    }
    for severity in Severity::ALL {
        lists("severity", json!(severity));
    }
    let kinds = schema["$defs"]["place"]["properties"]["kind"]["enum"].as_array().unwrap();
    for kind in [
        ObjectKind::Table,
        ObjectKind::PrimaryKey,
        ObjectKind::Exclusion,
        ObjectKind::Function,
        ObjectKind::Event,
        ObjectKind::Migration,
    ] {
        assert!(kinds.contains(&json!(Place::object(kind, &"x".into()).kind)), "{kind:?}");
    }
}

/// Every released number stays readable: this file was written by the first version of format 1 and
/// is never changed.
#[test]
fn format_1_stays_readable() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/formats/report-1.json");
    let text = std::fs::read_to_string(path).unwrap();
    let read = Report::from_json(&text).unwrap();
    assert_eq!(
        read.findings().len(),
        read.summary().critical
            + read.summary().high
            + read.summary().medium
            + read.summary().low
            + read.summary().info
    );
    assert!(read.findings().len() > 9);
    assert!(valid(&serde_json::from_str(&text).unwrap()).is_ok());
}
