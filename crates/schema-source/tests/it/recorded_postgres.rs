//! One rich declaration, and what PostgreSQL 15 and 18 say of the databases that were made from it. The
//! recorded files are snapshots of those databases, a table a line.

use seedbed_drift::{Policy, compare};
use seedbed_schema_model::snapshot;
use seedbed_schema_source::sql;

const DECLARED: &str = concat!(
    include_str!("../cases/sql/postgres/rich.sql"),
    "\n",
    include_str!("../cases/sql/postgres/based.sql"),
    "\n",
    include_str!("../cases/sql/postgres/numbered.sql"),
    "\n",
    include_str!("../cases/sql/postgres/guarded.sql"),
    "\n",
    include_str!("../cases/sql/postgres/routines.sql"),
);

const RECORDED: [(u32, &str); 2] = [
    (15, include_str!("recorded/postgres-15.json")),
    (18, include_str!("recorded/postgres-18.json")),
];

/// What is found when this text is compared with what was recorded.
fn found(declared: &str, recorded: &str) -> Vec<String> {
    let live = snapshot::from_json(recorded).unwrap();
    let declared = sql::read_text(live.schema.dialect, "declared.sql", declared);
    let report = compare(&declared, &live, &Policy::default());
    report.findings().iter().map(|f| format!("{} {}", f.rule, f.at)).collect()
}

#[test]
fn a_rich_declaration_is_what_either_version_says_of_it() {
    for (major, recorded) in RECORDED {
        let live = snapshot::from_json(recorded).unwrap();
        assert_eq!(live.schema.dialect.version.major, major);
        assert_eq!((live.schema.tables.len(), live.schema.domains.len()), (32, 34));
        assert_eq!(found(DECLARED, recorded), Vec::<String>::new(), "PostgreSQL {major}");
    }
}

#[test]
fn what_is_not_what_was_recorded_is_found() {
    let changes = [
        ("check (upper(c) = 'X')", "check (upper(c) = 'Y')", "check-changed ct"),
        ("as d_int check (value > 6", "as d_int check (value > 7", "domain-changed dd_int"),
        ("nextval('\"Other\".\"Shared''S\"')", "nextval('\"q''\"')", "default-changed t.id"),
        ("create table sx.parts_9", "create table sx.parts_8", "missing-table sx.parts_8"),
    ];
    for (major, recorded) in RECORDED {
        for (from, to, finding) in changes {
            let text = DECLARED.replacen(from, to, 1);
            let found = found(&text, recorded);
            let is = |f: &String| f.starts_with(finding);
            assert!(found.iter().any(is), "PostgreSQL {major}: {to}: {found:?}");
        }
    }
}
