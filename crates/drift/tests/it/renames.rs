//! Renames: one finding for one rename, whatever else differs; evidence, doubts, decisions.

use seedbed_drift::{DecidedBy, Decisions, Policy, Report, compare};
use seedbed_schema_model::{
    Column, Dialect, EnumType, Generated, IndexKey, Schema, Table, TableName, rename,
};

use crate::support::*;

const ALL: [Dialect; 3] = [Dialect::SQLITE, Dialect::POSTGRES, Dialect::MARIADB];

/// A table in which one column is part of everything that a column can be part of.
fn busy(dialect: Dialect) -> Schema {
    let mut schema = shop(dialect);
    let mut lines = Table::new("lines");
    let computed = Column {
        generated: Some(Generated { expr: "quantity * price".into(), stored: true }),
        ..nullable("amount", decimal(10, 2))
    };
    lines.columns = vec![
        column("order_number", varchar(32)),
        column("position", integer(32)),
        column("quantity", integer(32)),
        column("price", decimal(10, 2)),
        computed,
        nullable("remark", text()),
        nullable("created_at", text()),
    ];
    lines.primary_key = Some(key("lines_pkey", &["order_number", "position"]));
    lines.uniques = vec![key("lines_once", &["order_number", "quantity"])];
    let mut to_order = foreign_key("lines_order", "order_number", "orders");
    to_order.target_columns = values(&["number"]);
    lines.foreign_keys = vec![to_order];
    lines.checks = vec![check("lines_some", "quantity > 0 AND 'quantity' <> ''")];
    let mut by = index("lines_by", &["quantity", "price"]);
    by.predicate = Some("quantity > 1".into());
    let mut computed = index("lines_computed", &["price"]);
    computed.parts[0].key = IndexKey::Expression("(quantity + 1)".into());
    lines.indexes = vec![by, computed];
    schema.insert(lines);
    schema
}

fn renamed(schema: &Schema, table: &str, from: &str, to: &str) -> Schema {
    let mut schema = schema.clone();
    rename::column(&mut schema, &TableName::new(table), from, to);
    schema
}

fn decided(d: &Schema, l: &Schema, decisions: &str) -> Report {
    let decisions = Decisions::parse(decisions).unwrap();
    let policy = Policy { decisions, ..Policy::default() };
    compare(&declared(d.clone()), &live(l.clone()), &policy)
}

#[test]
fn one_rename_is_one_finding_whatever_the_column_is_part_of() {
    for dialect in ALL {
        let before = busy(dialect);
        for (from, to) in [
            ("quantity", "amount_ordered"),
            ("quantity", "q\"t'y`"),
            ("order_number", "document"),
            ("position", "line"),
        ] {
            let after = renamed(&before, "lines", from, to);
            let report = report(&before, &after);
            let expected = format!("column-renamed Critical lines.{from}: {from} → {to}");
            assert_eq!(lines(report.findings()), [expected], "{dialect}");
            let finding = &report.findings()[0];
            assert_eq!(finding.decided_by, DecidedBy::Evidence);
            assert!(finding.evidence.as_ref().unwrap().confidence >= 62);
            let back = format!("column-renamed Critical lines.{to}: {to} → {from}");
            assert_eq!(
                lines(crate::support::report(&after, &before).findings()),
                [back],
                "{dialect}"
            );
        }
        // A column that others refer to.
        let after = renamed(&before, "orders", "number", "order_no");
        assert_eq!(
            lines(report(&before, &after).findings()),
            ["column-renamed Critical orders.number: number → order_no"],
            "{dialect}"
        );
    }
}

#[test]
fn a_renamed_column_is_told_from_one_that_went_and_one_that_came() {
    for dialect in ALL {
        let before = busy(dialect);
        let mut after = renamed(&before, "lines", "quantity", "pieces");
        let table = table(&mut after, "lines");
        table.columns.retain(|c| c.name != "remark");
        table.columns.push(nullable("source", text()));
        assert_eq!(
            lines(report(&before, &after).findings()),
            [
                "column-renamed Critical lines.quantity: quantity → pieces",
                "missing-column Critical lines.remark: text → –",
                "extra-column Low lines.source: – → text",
            ],
            "{dialect}"
        );
    }
}

#[test]
fn neighbours_of_one_type_keep_their_order() {
    let mut before = shop(postgres());
    let columns = ["a", "b", "c", "d"].map(|name| nullable(name, text()));
    let mut notes = Table::new("notes");
    notes.columns = [column("id", integer(32))].into_iter().chain(columns).collect();
    before.insert(notes);
    let mut after = before.clone();
    for (from, to) in [("b", "first"), ("c", "second")] {
        after = renamed(&after, "notes", from, to);
    }
    assert_eq!(
        lines(report(&before, &after).findings()),
        [
            "column-renamed Critical notes.b: b → first",
            "column-renamed Critical notes.c: c → second",
        ]
    );
}

#[test]
fn what_only_looks_alike_stays_two_findings() {
    let mut before = shop(postgres());
    let users = table(&mut before, "users");
    users.columns.push(nullable("line1", text()));
    users.columns.push(nullable("bio", text()));
    let mut after = before.clone();
    let users = table(&mut after, "users");
    users.columns.retain(|c| c.name != "line1" && c.name != "bio");
    // Another number, another place: independent additions at the end.
    users.columns.push(nullable("line2", text()));
    users.columns.push(nullable("legacy", text()));
    let rules: Vec<_> = report(&before, &after).findings().iter().map(|f| f.rule.clone()).collect();
    assert_eq!(rules, ["missing-column", "missing-column", "extra-column", "extra-column"]);
}

#[test]
fn decisions_settle_what_evidence_does_not() {
    let before = shop(postgres());
    let after = renamed(&before, "orders", "note", "remark");
    let decision = |rename: bool| {
        format!(
            "[[column]]\ntable = \"orders\"\nfrom = \"remark\"\nto = \"note\"\nrename = {rename}\n"
        )
    };
    let report = decided(&before, &after, &decision(true));
    assert_eq!(lines(report.findings()), ["column-renamed Critical orders.note: note → remark"]);
    assert_eq!(report.findings()[0].decided_by, DecidedBy::Decision);
    assert!(report.stale_decisions().is_empty());
    let clear = renamed(&before, "orders", "total", "amount");
    let refused =
        "[[column]]\ntable = \"orders\"\nfrom = \"total\"\nto = \"amount\"\nrename = false\n";
    let report = decided(&before, &clear, refused);
    let rules: Vec<_> = report.findings().iter().map(|f| f.rule.as_str()).collect();
    assert!(!rules.contains(&"column-renamed"), "{rules:?}");
    assert!(rules.contains(&"missing-column") && rules.contains(&"extra-required-column"));
    // Once the database is renamed, the decision is of no use.
    let report = decided(&before, &before, &decision(true));
    assert_eq!(report.stale_decisions(), ["column orders.remark → note (line 1)"]);
    assert_eq!(report.findings(), &[]);
}

#[test]
fn a_renamed_table_is_one_finding_with_its_columns_and_the_keys_to_it() {
    for dialect in ALL {
        let before = busy(dialect);
        let mut after = before.clone();
        rename::table(&mut after, &TableName::new("orders"), &TableName::new("purchases"));
        assert_eq!(
            lines(report(&before, &after).findings()),
            ["table-renamed Critical orders: orders → purchases"],
            "{dialect}"
        );
        let after = renamed(&after, "purchases", "total", "sum");
        assert_eq!(
            lines(report(&before, &after).findings()),
            [
                "table-renamed Critical orders: orders → purchases",
                "column-renamed Critical orders.total: total → sum",
            ],
            "{dialect}"
        );
        let decision =
            "[[column]]\ntable = \"purchases\"\nfrom = \"sum\"\nto = \"total\"\nrename = true\n";
        let report = decided(&before, &after, decision);
        assert_eq!(report.findings().len(), 2);
        assert!(report.stale_decisions().is_empty());
    }
}

#[test]
fn lookup_tables_of_one_shape_are_not_one_table() {
    let of = |name: &str| {
        let mut table = Table::new(name);
        table.columns = vec![column("id", integer(32)), column("name", varchar(50))];
        table.primary_key = Some(key("pk", &["id"]));
        table
    };
    let (mut before, mut after) = (shop(postgres()), shop(postgres()));
    before.insert(of("colors"));
    after.insert(of("sizes"));
    before.insert(of("events_2025"));
    after.insert(of("events_2024"));
    let rules: Vec<_> = report(&before, &after).findings().iter().map(|f| f.rule.clone()).collect();
    assert_eq!(rules, ["missing-table", "missing-table", "extra-table", "extra-table"]);
    let (mut before, mut after) = (shop(postgres()), shop(postgres()));
    before.insert(of("colors"));
    after.insert(of("colours"));
    assert_eq!(
        lines(report(&before, &after).findings()),
        ["table-renamed Critical colors: colors → colours"]
    );
}

#[test]
fn a_value_of_an_enum_is_renamed_by_evidence_or_by_decision() {
    let with = |values: &[&str]| {
        let mut schema = busy(Dialect::POSTGRES);
        let name = TableName::new("phase");
        let values = values.iter().map(|v| (*v).to_owned()).collect();
        schema.enums.insert(name.clone(), EnumType { name, values });
        schema
    };
    let rules = |report: &Report| -> Vec<String> {
        report.findings().iter().map(|f| f.rule.clone()).collect()
    };
    let apart = vec!["enum-value-missing".to_owned(), "enum-value-extra".to_owned()];
    let renamed = vec!["enum-value-renamed".to_owned()];
    let before = with(&["sad", "on hold", "done"]);
    assert_eq!(rules(&report(&before, &with(&["sad", "on_hold", "done"]))), renamed);
    // Elsewhere among the others, or not alike: two values.
    assert_eq!(rules(&report(&before, &with(&["sad", "done", "on_hold"]))), apart);
    let other = with(&["grim", "on hold", "done"]);
    // The only one that differs; two of them, not alike; and two of one kind.
    assert_eq!(rules(&report(&before, &other)), renamed);
    let twice = [apart.clone(), apart.clone()].concat();
    let found = report(&before, &with(&["grim", "on hold", "finished"]));
    assert_eq!(found.findings().len(), twice.len());
    assert!(!rules(&found).contains(&renamed[0]));
    let numbered = report(&with(&["v1", "x"]), &with(&["v2", "x"]));
    assert_eq!(rules(&numbered), apart);
    let decision = |from: &str, to: &str, rename: bool| {
        format!("[[value]]\nof = \"phase\"\nfrom = \"{from}\"\nto = \"{to}\"\nrename = {rename}\n")
    };
    let settled = decided(&before, &other, &decision("sad", "grim", true));
    assert_eq!(rules(&settled), renamed);
    assert_eq!(settled.findings()[0].evidence.as_ref().unwrap().confidence, 100);
    assert!(settled.stale_decisions().is_empty());
    let alike = with(&["sad", "on_hold", "done"]);
    let settled = decided(&before, &alike, &decision("on_hold", "on hold", false));
    assert_eq!(rules(&settled), apart);
    assert!(settled.stale_decisions().is_empty());
    let unused = decided(&before, &before, &decision("sad", "grim", true));
    assert_eq!(unused.stale_decisions(), ["value phase.sad → grim (line 1)"]);
}
