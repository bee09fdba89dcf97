//! Laws over generated schemas.

use std::collections::BTreeSet;

use proptest::{collection::vec, prelude::*, sample::subsequence};
use seedbed_drift::{FixOptions, Policy, Report, compare, fix};
use seedbed_schema_model::{
    Action, Check, Column, ColumnType, Dialect, Index, IndexPart, Key, Schema, Table, TypeKind,
};

use crate::support::{
    check, decimal, declared, foreign_key, index, integer, key, lines, live, text, ty, values,
    varchar,
};

const NAMES: [&str; 5] = ["id", "name", "createdAt", "owner_id", "total"];
const TABLES: [&str; 3] = ["users", "orders", "todo_lists"];

fn column_type() -> impl Strategy<Value = ColumnType> {
    prop_oneof![
        (1u32..400).prop_map(varchar),
        prop_oneof![Just(32u8), Just(64)].prop_map(integer),
        Just(text()),
        (5u32..12, 0u32..4).prop_map(|(p, s)| decimal(p, s)),
        Just(ty("date", TypeKind::Date)),
        Just(ty("boolean", TypeKind::Boolean)),
    ]
}

fn default() -> impl Strategy<Value = Option<&'static str>> {
    prop_oneof![Just(None), Just(Some("0")), Just(Some("'x'")), Just(Some("1"))]
}

fn columns() -> impl Strategy<Value = Vec<Column>> {
    subsequence(NAMES.to_vec(), 1..=NAMES.len()).prop_flat_map(|names| {
        let parts = vec((column_type(), any::<bool>(), default()), names.len());
        (Just(names), parts, any::<prop::sample::Index>()).prop_map(|(names, parts, at)| {
            let mut columns: Vec<_> = names
                .iter()
                .zip(parts)
                .map(|(name, (ty, nullable, default))| Column {
                    nullable,
                    default: default.map(Into::into),
                    ..Column::new(*name, ty)
                })
                .collect();
            let turn = at.index(columns.len());
            columns.rotate_left(turn);
            columns
        })
    })
}

fn maybe_named(name: &'static str) -> impl Strategy<Value = Option<String>> {
    prop_oneof![Just(None), Just(Some(name.to_owned())), Just(Some(format!("{name}_2")))]
}

fn table_named(name: &'static str) -> impl Strategy<Value = Table> {
    let uniques = vec((maybe_named("u"), subsequence(NAMES.to_vec(), 1..3)), 0..3);
    let indexes = vec(
        (maybe_named("i"), any::<bool>(), subsequence(NAMES.to_vec(), 1..3), any::<bool>()),
        0..3,
    );
    let keys = vec((maybe_named("f"), 0..NAMES.len(), 0..TABLES.len(), any::<bool>()), 0..3);
    let checks = vec((maybe_named("c"), 0..3usize), 0..3);
    let primary = proptest::option::of(subsequence(NAMES.to_vec(), 1..3));
    (columns(), primary, uniques, indexes, keys, checks).prop_map(
        move |(columns, primary, uniques, indexes, keys, checks)| {
            let has = |names: &[&str]| names.iter().all(|n| columns.iter().any(|c| c.name == *n));
            let mut table = Table::new(name);
            table.primary_key = primary.filter(|p| has(p)).map(|p| Key::unnamed(values(&p)));
            for (name, names) in uniques {
                if has(&names) {
                    table.uniques.push(Key { name, ..key("", &names) });
                }
            }
            for (name, unique, names, descending) in indexes {
                if has(&names) {
                    let mut parts: Vec<_> = names.iter().map(|n| IndexPart::column(*n)).collect();
                    parts[0].descending = descending;
                    table.indexes.push(Index { name, unique, parts, ..index("", &[]) });
                }
            }
            for (name, column, target, cascade) in keys {
                if has(&[NAMES[column]]) {
                    let mut key = foreign_key("", NAMES[column], TABLES[target]);
                    key.name = name;
                    key.on_delete = if cascade { Action::Cascade } else { Action::SetNull };
                    table.foreign_keys.push(key);
                }
            }
            for (name, which) in checks {
                let expr = ["id > 0", "total >= 1", "name <> ''"][which];
                table.checks.push(Check { name, ..check("", expr) });
            }
            table.columns = columns;
            table
        },
    )
}

fn schema() -> impl Strategy<Value = Schema> {
    schema_of(prop_oneof![Just(Dialect::SQLITE), Just(Dialect::POSTGRES), Just(Dialect::MARIADB)])
}

fn schema_of(dialect: impl Strategy<Value = Dialect>) -> impl Strategy<Value = Schema> {
    let tables = (table_named(TABLES[0]), table_named(TABLES[1]), table_named(TABLES[2]));
    (dialect, tables, 1u8..8).prop_map(|(dialect, (a, b, c), which)| {
        let mut schema = Schema::empty(dialect);
        for (i, table) in [a, b, c].into_iter().enumerate() {
            if which & (1 << i) != 0 {
                schema.insert(table);
            }
        }
        schema
    })
}

/// Two schemas of one engine, of the same few tables and columns, so that much is common.
fn two() -> impl Strategy<Value = (Schema, Schema)> {
    (schema(), schema()).prop_map(|(a, b)| {
        let dialect = a.dialect;
        (a, Schema { dialect, ..b })
    })
}

fn report(a: &Schema, b: &Schema) -> Report {
    compare(&declared(a.clone()), &live(b.clone()), &Policy::default())
}

fn places(report: &Report) -> BTreeSet<String> {
    report.findings().iter().map(|f| f.at.to_string()).collect()
}

/// The two names of each rename, with the table's.
fn renames(report: &Report) -> BTreeSet<(String, String)> {
    let renamed = report.findings().iter().filter(|f| f.rule.ends_with("-renamed"));
    renamed.filter_map(|f| f.declared.clone().zip(f.live.clone())).collect()
}

fn shuffled(schema: &Schema) -> Schema {
    let mut out = schema.clone();
    for table in out.tables.values_mut() {
        table.columns.reverse();
        table.uniques.reverse();
        table.indexes.reverse();
        table.foreign_keys.reverse();
        table.checks.reverse();
    }
    out
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 400,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn nothing_differs_from_itself(a in schema()) {
        for b in [&a, &shuffled(&a)] {
            let report = report(&a, b);
            prop_assert_eq!(report.findings(), &[]);
        }
    }

    #[test]
    fn both_directions_name_the_same_places((a, b) in two()) {
        let (there, back) = (report(&a, &b), report(&b, &a));
        prop_assert_eq!(there.findings().len(), back.findings().len());
        if renames(&there).is_empty() {
            prop_assert_eq!(places(&there), places(&back));
        }
        // A rename is the same two names, whichever side is which.
        let turned = |(d, l): (String, String)| (l, d);
        prop_assert_eq!(renames(&there), renames(&back).into_iter().map(turned).collect());
    }

    #[test]
    fn findings_are_distinct_and_their_sides_too((a, b) in two()) {
        let report = report(&a, &b);
        let ids: BTreeSet<_> = report.findings().iter().map(|f| f.id.clone()).collect();
        prop_assert_eq!(ids.len(), report.findings().len());
        for finding in report.findings() {
            prop_assert_ne!(&finding.declared, &finding.live, "{:?}", finding);
            prop_assert!(finding.declared.is_some() || finding.live.is_some());
        }
    }

    #[test]
    fn the_order_of_lists_changes_no_byte((a, b) in two()) {
        let text = |r: &Report| seedbed_drift::render::json(r);
        // The order of columns is evidence of renames, no list without an order.
        let turned = |schema: &Schema| {
            let mut turned = shuffled(schema);
            for table in turned.tables.values_mut() {
                table.columns.reverse();
            }
            turned
        };
        let (straight, turned) = (report(&a, &b), report(&turned(&a), &turned(&b)));
        prop_assert_eq!(lines(straight.findings()), lines(turned.findings()));
        prop_assert_eq!(text(&straight), text(&turned));
    }

    #[test]
    fn different_schemas_have_findings_or_equal_fingerprints((a, b) in two()) {
        let report = report(&a, &b);
        if report.declared().fingerprint == report.target().fingerprint {
            prop_assert_eq!(report.findings(), &[]);
        }
    }

    #[test]
    fn a_fix_answers_every_finding_or_says_why_not((a, b) in two(), destructive: bool) {
        let report = report(&a, &b);
        let options = FixOptions { destructive, ..FixOptions::default() };
        // Two schemas without a table in common are two databases.
        prop_assume!(report.obstacles().is_empty() || b.tables.is_empty());
        let fix = fix(&report, &declared(a), &live(b), options).unwrap();
        let mut answered: BTreeSet<_> =
            fix.steps.iter().flat_map(|s| s.because.iter().cloned()).collect();
        for unfixed in &fix.unfixed {
            prop_assert!(answered.insert(unfixed.id.clone()), "both: {unfixed:?}");
            prop_assert!(!unfixed.reason.is_empty());
        }
        let findings: BTreeSet<_> = report.findings().iter().map(|f| f.id.clone()).collect();
        prop_assert_eq!(answered, findings);
    }

    #[test]
    fn reports_survive_json((a, b) in two()) {
        let report = report(&a, &b);
        let text = seedbed_drift::render::json(&report);
        let back = Report::from_json(&text).unwrap();
        prop_assert_eq!(back.findings(), report.findings());
        prop_assert_eq!(seedbed_drift::render::json(&back), text);
    }
}
