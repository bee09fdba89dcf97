//! The law of `fix` over generated schemas, live on every engine: a database of one schema becomes one
//! of any other, and the way to it is named both ways alike.

use proptest::{
    collection::vec,
    prelude::*,
    strategy::ValueTree,
    test_runner::{Config, TestRng, TestRunner},
};
use seedbed_drift::{FixOptions, Policy, compare, fix};
use seedbed_schema_model::{Dialect, Origin, OriginKind, Reading, Schema};
use seedbed_testkit::Database;

use crate::laws::{create, draft, findings, read, schema};

fn declared(schema: Schema) -> Reading {
    let label = "generated.sql".to_owned();
    let kind = OriginKind::SqlFile;
    Reading::new(Origin { kind, label, server: None, host: None, database: None }, schema)
}

/// The opposite of a rule's name.
fn mirrored(rule: &str) -> String {
    match rule.split_once('-') {
        Some(("missing", rest)) => format!("extra-{rest}"),
        Some(("extra", rest)) => format!("missing-{}", rest.trim_start_matches("required-")),
        _ => rule.to_owned(),
    }
}

async fn law(make: impl AsyncFn() -> Database, seed: u8) {
    let rng = TestRng::from_seed(Config::default().rng_algorithm, &[seed; 32]);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    for case in 0..3 {
        let sides = (vec(draft(), 4..9), vec(draft(), 4..9));
        let (from, to) = sides.new_tree(&mut runner).unwrap().current();
        let database = make().await;
        let dialect = Dialect::unversioned(database.family());
        let (from, to) = (schema(dialect, &from), schema(dialect, &to));
        create(&database, &from).await;
        let to = declared(to);
        let live = read(&database).await;
        let report = compare(&to, &live, &Policy::default());
        assert!(!report.findings().is_empty());

        let rules = |report: &seedbed_drift::Report, turned: bool| {
            let one =
                |rule: String| if turned { mirrored(&rule) } else { mirrored(&mirrored(&rule)) };
            let mut all: Vec<_> =
                report.findings().iter().map(|f| one(f.rule.to_string())).collect();
            all.sort();
            all
        };
        let back = compare(&live, &to, &Policy::default());
        assert_eq!(rules(&report, false), rules(&back, true), "{database}, case {case}");

        let options = FixOptions { destructive: true, ..FixOptions::default() };
        let fix = fix(&report, &to, &live, options).unwrap();
        assert_eq!(fix.unfixed, [], "{database}, case {case}");
        let script: String =
            fix.steps.iter().flat_map(|s| &s.sql).map(|sql| format!("{sql};\n")).collect();
        database.execute_script(&script).await;
        let was = findings(&to, &live);
        let left = findings(&to, &read(&database).await);
        assert_eq!(left, Vec::<String>::new(), "{database}, case {case}: {was:#?}\n{script}");
    }
}

#[tokio::test]
async fn sqlite() {
    law(Database::sqlite, 25).await;
}

#[tokio::test]
async fn postgres() {
    law(Database::postgres, 25).await;
}

#[tokio::test]
async fn mariadb() {
    law(Database::mariadb, 25).await;
}
