//! Reading and writing baselines.

use seedbed_drift::{Accept, Baseline};
use seedbed_schema_model::Schema;

use crate::support::*;

const FILE: &str = r#"# Accepted debts of the shop.
# Ask the data team before adding one.

[[finding]]
id = "0123456789ab"
rule = "missing-column"
at = "inventoryMovements.adjustmentReason"
owner = "data team"
reason = 'the migration "0042" is planned'
expires = "2026-01-31"
"#;

#[test]
fn a_file_is_written_back_as_it_was() {
    let baseline = Baseline::parse(FILE).unwrap();
    assert_eq!(baseline.to_toml(), FILE);
    assert_eq!(baseline.entries()[0].expires, day("2026-01-31"));
    assert_eq!(Baseline::parse("").unwrap(), Baseline::default());
    assert_eq!(Baseline::default().to_toml(), "");
}

#[test]
fn what_is_wrong_is_said_with_its_line() {
    let without = |key: &str| -> String {
        let lines: Vec<_> = FILE.lines().filter(|l| !l.starts_with(key)).collect();
        lines.join("\n")
    };
    let error = |text: &str| Baseline::parse(text).unwrap_err().to_string();
    let again = FILE.split_once("\n\n").unwrap().1;
    let mut all = String::new();
    for text in [
        without("owner"),
        without("reason"),
        without("expires"),
        FILE.replace("owner =", "woner ="),
        FILE.replace("2026-01-31", "2026-02-30"),
        FILE.replace("2026-01-31", "next year"),
        FILE.replace("\"data team\"", "\"  \""),
        FILE.replace("[[finding]]", "[[findings]]"),
        format!("{FILE}\n{again}"),
        "[[finding]\n".to_owned(),
    ] {
        all.push_str(&error(&text));
        all.push('\n');
    }
    insta::assert_snapshot!(all);
}

fn two_debts() -> Schema {
    let mut schema = shop(postgres());
    table(&mut schema, "orders").columns.retain(|c| c.name != "note");
    table(&mut schema, "orders").checks.clear();
    schema
}

fn accept() -> Accept {
    Accept { owner: "ann".into(), reason: "later".into(), expires: day("2026-01-31") }
}

#[test]
fn accepting_is_sorted_renewable_and_needs_a_reason() {
    let report = report(&shop(postgres()), &two_debts());
    let write = |order: &[usize]| {
        let mut baseline = Baseline::parse("# header\n").unwrap();
        for at in order {
            baseline.accept(&report.findings()[*at], accept()).unwrap();
        }
        baseline.to_toml()
    };
    let text = write(&[0, 1]);
    assert_eq!(text, write(&[1, 0, 1]));
    assert_eq!(Baseline::parse(&text).unwrap().to_toml(), text);
    assert!(text.starts_with("# header\n\n[[finding]]\n"), "{text}");
    let mut baseline = Baseline::default();
    let blank = Accept { reason: " ".into(), ..accept() };
    assert_eq!(
        baseline.accept(&report.findings()[0], blank).unwrap_err().to_string(),
        "baseline entry for orders.note: `reason` is empty; write who answers for it and why"
    );
}

#[test]
fn pruning_drops_what_is_fixed_and_only_that() {
    let both = report(&shop(postgres()), &two_debts());
    let mut baseline = Baseline::default();
    for finding in both.findings() {
        baseline.accept(finding, accept()).unwrap();
    }
    assert_eq!(baseline.prune(&both), []);
    let mut half = two_debts();
    table(&mut half, "orders").columns.push(nullable("note", text()));
    let fixed = baseline.prune(&report(&shop(postgres()), &half));
    assert_eq!(fixed.iter().map(|e| e.at.as_str()).collect::<Vec<_>>(), ["orders.note"]);
    assert_eq!(baseline.entries().len(), 1);
    // An empty catalog fixes nothing.
    let empty = report(&shop(postgres()), &Schema::empty(postgres()));
    assert_eq!(baseline.prune(&empty), []);
    assert_eq!(baseline.entries().len(), 1);
}

#[test]
fn merging_adds_what_is_not_accepted_yet_and_changes_nothing_else() {
    let both = report(&shop(postgres()), &two_debts());
    let mut known = Baseline::parse("# known\n").unwrap();
    for finding in both.findings() {
        known.accept(finding, accept()).unwrap();
    }
    let mut baseline = Baseline::default();
    let mine = Accept { owner: "bob".into(), ..accept() };
    baseline.accept(&both.findings()[0], mine).unwrap();
    baseline.merge(&known);
    let owners = |b: &Baseline| b.entries().iter().map(|e| e.owner.clone()).collect::<Vec<_>>();
    assert_eq!(baseline.entries().len(), 2);
    assert_eq!(owners(&baseline).iter().filter(|o| *o == "bob").count(), 1, "{baseline:?}");
    assert!(baseline.to_toml().starts_with("# known\n"));
    let once = baseline.clone();
    baseline.merge(&known);
    assert_eq!(baseline, once);
}
