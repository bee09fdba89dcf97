//! Tables that a query makes: their columns are nobody's guess, and everything else is compared.

use seedbed_drift::{FixOptions, Policy, compare, fix};
use seedbed_schema_model::{Dialect, GapKind, Reading, TableName, snapshot};
use seedbed_schema_source::sql;

const DECLARED: &str = "CREATE TABLE a (id int PRIMARY KEY, n text);
    CREATE TABLE b AS SELECT * FROM a;
    CREATE TABLE c (x, y) AS SELECT id, n FROM a WITH NO DATA;
    SELECT id, n, (SELECT 1) INTO UNLOGGED TABLE d FROM a;
    SELECT 1 INTO TEMPORARY gone;
    WITH x AS (SELECT 1) INSERT INTO a SELECT 1, 'no table';
    ALTER TABLE b ADD PRIMARY KEY (id), RENAME TO bb;
    ALTER TABLE bb ALTER COLUMN n SET NOT NULL;
    CREATE INDEX bi ON bb (n);
    COMMENT ON COLUMN bb.n IS 'text';
    CREATE TABLE e (LIKE d);
    DROP TABLE c;";

fn declared() -> Reading {
    sql::read_text(Dialect::POSTGRES, "declared.sql", DECLARED)
}

#[test]
fn a_table_that_a_query_makes_is_a_gap_of_its_own_and_nothing_else_is() {
    let declared = declared();
    let names: Vec<String> = declared.unknown_columns.iter().map(ToString::to_string).collect();
    assert_eq!(names, ["bb", "d", "e"]);
    let gaps: Vec<&str> = declared.gaps.iter().map(|g| g.place.as_str()).collect();
    assert_eq!(gaps, ["declared.sql:2", "declared.sql:3", "declared.sql:4"]);
    assert!(declared.gaps.iter().all(|g| g.kind == GapKind::Unmodelled));
    assert!(declared.schema.tables.keys().eq([&TableName::new("a")]));
    let again = snapshot::from_json(&snapshot::to_json(&declared)).unwrap();
    assert_eq!(again.unknown_columns, declared.unknown_columns);
}

#[test]
fn nothing_but_its_presence_is_compared() {
    let live = |text: &str| sql::read_text(Dialect::POSTGRES, "live.sql", text);
    let found = |live: &Reading| {
        let report = compare(&declared(), live, &Policy::default());
        let name = |f: &seedbed_drift::Finding| format!("{} {}", f.rule, f.at);
        report.findings().iter().map(name).collect::<Vec<_>>()
    };
    let all = live(
        "CREATE TABLE a (id int PRIMARY KEY, n text); CREATE TABLE bb (id int, z int);
         CREATE TABLE d (q int); CREATE TABLE e (q int)",
    );
    assert_eq!(found(&all), Vec::<String>::new());
    let less = live(
        "CREATE TABLE a (id int PRIMARY KEY); CREATE TABLE bb (id int); CREATE TABLE e (q int);
         CREATE TABLE other (x int)",
    );
    assert_eq!(found(&less), ["missing-column a.n", "missing-table d", "extra-table other"]);
    // There is no statement that could make it.
    let report = compare(&declared(), &less, &Policy::default());
    let plan = fix(&report, &declared(), &less, FixOptions::default());
    assert!(format!("{plan:?}").contains("its columns come from a query"), "{plan:?}");
    // Against itself there is nothing.
    assert_eq!(found(&declared()), Vec::<String>::new());
}
