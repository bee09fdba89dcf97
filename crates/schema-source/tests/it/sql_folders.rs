//! Migration folders: which files apply, and in what order.

use std::{fs, path::Path};

use seedbed_schema_model::{Dialect, Family, GapKind, OriginKind, TableName};
use seedbed_schema_source::{ReadError, migrations, sql};
use tempfile::TempDir;

fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = TempDir::new().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

/// The columns of `t`, which every step appends to: the order in which the files applied.
fn steps(path: &Path) -> (Vec<String>, Vec<String>) {
    let reading = sql::read_path(Dialect::SQLITE, path).unwrap();
    assert_eq!(reading.origin.kind, OriginKind::Folder);
    let columns = reading.schema.tables[&TableName::new("t")].columns.iter();
    let gaps = reading.gaps.iter().map(|g| {
        let place = g.place.strip_prefix(&path.display().to_string()).unwrap_or(&g.place);
        format!("{:?} {place} {}", g.kind, g.what)
    });
    (columns.map(|c| c.name.clone()).collect(), gaps.collect())
}

const CREATE: &str = "CREATE TABLE t (first int);";

#[test]
fn plain_files_apply_in_name_order() {
    let dir = folder(&[
        ("0002_b.sql", "ALTER TABLE t ADD COLUMN b int;"),
        ("0001_a.sql", CREATE),
        ("0003_c.sql", "ALTER TABLE t ADD COLUMN c int;"),
        ("notes.txt", "DROP TABLE t;"),
    ]);
    assert_eq!(steps(dir.path()), (vec!["first".into(), "b".into(), "c".into()], vec![]));
}

#[cfg(unix)]
#[test]
fn a_link_that_leads_nowhere_is_not_passed_over() {
    let dir = folder(&[("1_a.sql", CREATE)]);
    std::os::unix::fs::symlink("/nowhere/2_b.sql", dir.path().join("2_b.sql")).unwrap();
    match sql::read_path(Dialect::SQLITE, dir.path()) {
        Err(ReadError::File { path, .. }) => assert!(path.ends_with("2_b.sql"), "{path:?}"),
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_is_no_text_does_not_reach_a_terminal_as_it_is() {
    let reading = sql::read_text(Dialect::SQLITE, "a.sql", "nonsense \u{1b}[31m \u{7}red;");
    assert_eq!(reading.gaps[0].what, "nonsense \u{fffd}[31m \u{fffd}red;");
}

#[test]
fn numbered_versions_apply_by_number_and_the_way_back_does_not() {
    let dir = folder(&[
        ("V10__c.sql", "ALTER TABLE t ADD COLUMN ten int;"),
        ("V2__b.sql", "ALTER TABLE t ADD COLUMN two int;"),
        ("V1__a.sql", CREATE),
        ("U10__c.sql", "DROP TABLE t;"),
        ("R__last.sql", "ALTER TABLE t ADD COLUMN repeated int;"),
    ]);
    let expected = ["first", "two", "ten", "repeated"].map(String::from).to_vec();
    assert_eq!(steps(dir.path()), (expected, vec![]));
}

#[test]
fn up_and_down_files_and_folders() {
    let files = folder(&[
        ("1_a.up.sql", CREATE),
        ("1_a.down.sql", "DROP TABLE t;"),
        ("2_b.up.sql", "ALTER TABLE t ADD COLUMN b int;"),
        ("2_b.down.sql", "ALTER TABLE t DROP COLUMN b;"),
    ]);
    let folders = folder(&[
        ("2024-01-01-b/up.sql", "ALTER TABLE t ADD COLUMN b int;"),
        ("2024-01-01-b/down.sql", "DROP TABLE t;"),
        ("2023-01-01-a/up.sql", CREATE),
        ("2023-01-01-a/down.sql", "DROP TABLE t;"),
    ]);
    for dir in [files, folders] {
        assert_eq!(steps(dir.path()), (vec!["first".into(), "b".into()], vec![]));
    }
}

#[test]
fn drizzle_applies_what_its_journal_lists_and_the_rest_is_a_gap() {
    let journal = r#"{"version": "7", "dialect": "sqlite", "entries": [
        {"idx": 1, "version": "6", "when": 2, "tag": "0000_second", "breakpoints": true},
        {"idx": 0, "version": "6", "when": 1, "tag": "0001_first", "breakpoints": true},
        {"idx": 2, "version": "6", "when": 3, "tag": "0002_lost", "breakpoints": true}]}"#;
    let dir = folder(&[
        ("meta/_journal.json", journal),
        ("0001_first.sql", CREATE),
        ("0000_second.sql", "ALTER TABLE t ADD `b` int;"),
        ("0030_add_adjustment_reasons.sql", "ALTER TABLE t ADD `never` int;"),
    ]);
    let (columns, gaps) = steps(dir.path());
    assert_eq!(columns, ["first", "b"]);
    let expected = [
        "Unparsed /meta/_journal.json 0002_lost",
        "Skipped /0030_add_adjustment_reasons.sql 0030_add_adjustment_reasons.sql",
    ];
    assert_eq!(gaps, expected);
}

#[test]
fn locations_and_gaps_name_the_file_they_are_in() {
    let dir = folder(&[("1.sql", CREATE), ("2.sql", "\n\nFROB;\nALTER TABLE t ADD b int;")]);
    let reading = sql::read_path(Dialect::SQLITE, dir.path()).unwrap();
    let second = dir.path().join("2.sql").display().to_string();
    assert_eq!(reading.gaps[0].place, format!("{second}:3"));
    let place = seedbed_schema_model::Place::column(&TableName::new("t"), "b");
    assert_eq!(reading.locations[&place].to_string(), format!("{second}:4"));
}

#[test]
fn what_is_no_source_is_an_error_that_says_what_was_looked_for() {
    let empty = TempDir::new().unwrap();
    let error = sql::read_path(Dialect::SQLITE, empty.path()).unwrap_err();
    assert!(matches!(error, ReadError::NotASource { .. }), "{error}");
    assert!(error.to_string().contains("meta/_journal.json"), "{error}");
    let error = sql::read_path(Dialect::SQLITE, &empty.path().join("none.sql")).unwrap_err();
    assert!(matches!(error, ReadError::File { .. }), "{error}");
    let broken = folder(&[("meta/_journal.json", "{")]);
    let error = sql::read_path(Dialect::SQLITE, broken.path()).unwrap_err();
    assert!(error.to_string().contains("not a drizzle journal"), "{error}");
}

#[test]
fn bytes_that_are_not_utf8_cost_only_themselves() {
    let dir = TempDir::new().unwrap();
    let file = dir.path().join("latin.sql");
    fs::write(&file, b"CREATE TABLE t (a int); -- caf\xe9\nINSERT INTO t VALUES ('\xff;');\nCREATE TABLE u (b int);").unwrap();
    let reading = sql::read_path(Dialect::MYSQL, &file).unwrap();
    assert_eq!(reading.schema.tables.len(), 2);
    assert!(reading.gaps.iter().all(|g| g.kind != GapKind::Unparsed));
}

/// The label without the folder's path.
fn label(dir: &TempDir) -> String {
    let reading = sql::read_path(Dialect::SQLITE, dir.path()).unwrap();
    reading.origin.label.replace(&dir.path().display().to_string(), "")
}

#[test]
fn every_layout_is_recognised_and_said() {
    let two = "ALTER TABLE t ADD COLUMN two int;";
    let halves = |up: &str, down: &str, sql: &str| format!("{up}\n{sql}\n{down}\nDROP TABLE t;\n");
    let dbmate = |sql| halves("-- migrate:up", "-- migrate:down", sql);
    let goose = |sql| halves("-- +goose Up", "-- +goose Down", sql);
    let (dbmate, goose) = ([dbmate(CREATE), dbmate(two)], [goose(CREATE), goose(two)]);
    let cases: [(&str, Vec<(&str, &str)>); 9] = [
        ("", vec![("1_a.sql", CREATE), ("2_b.sql", two)]),
        (
            " (versions, as of Flyway and refinery)",
            vec![("V1__a.sql", CREATE), ("V2__b.sql", two), ("U2__b.sql", "DROP TABLE t;")],
        ),
        // refinery's U is no way back: there is no V of that number.
        (" (versions, as of Flyway and refinery)", vec![("V1__a.sql", CREATE), ("U2__b.sql", two)]),
        (
            " (.up.sql files)",
            vec![
                ("000001_a.up.sql", CREATE),
                ("000001_a.down.sql", "DROP TABLE t;"),
                ("000002_b.up.sql", two),
            ],
        ),
        (
            " (folders with up.sql)",
            vec![
                ("m20240101_a/up.sql", CREATE),
                ("m20240101_a/down.sql", "DROP TABLE t;"),
                ("m20240102_b/up.sql", two),
            ],
        ),
        (
            " (Prisma folders)",
            vec![
                ("20240101_a/migration.sql", CREATE),
                ("20240102_b/migration.sql", two),
                ("migration_lock.toml", "provider = \"sqlite\""),
            ],
        ),
        (
            " (drizzle folders)",
            vec![
                ("20240101000000_a/migration.sql", CREATE),
                ("20240101000000_a/snapshot.json", "{}"),
                ("20240102000000_b/migration.sql", two),
                ("20240102000000_b/snapshot.json", "{}"),
            ],
        ),
        (
            " (files with an up half, as of dbmate and goose)",
            vec![("1_a.sql", &dbmate[0]), ("2_b.sql", &dbmate[1])],
        ),
        (
            " (files with an up half, as of dbmate and goose)",
            vec![("1_a.sql", &goose[0]), ("2_b.sql", &goose[1])],
        ),
    ];
    for (expected, files) in cases {
        let dir = folder(&files);
        assert_eq!(label(&dir), expected, "{files:?}");
        assert_eq!(steps(dir.path()), (vec!["first".into(), "two".into()], vec![]), "{files:?}");
    }
}

#[test]
fn the_engine_is_where_the_folder_says_it() {
    let prisma = folder(&[
        ("1_a/migration.sql", CREATE),
        ("migration_lock.toml", "# x\nprovider = \"mysql\"\n"),
    ]);
    let journal =
        r#"{"version":"7","dialect":"postgresql","entries":[{"idx":0,"when":5,"tag":"a"}]}"#;
    let drizzle = folder(&[("a.sql", CREATE), ("meta/_journal.json", journal)]);
    let plain = folder(&[("a.sql", CREATE)]);
    let engine = |dir: &TempDir| migrations::list(dir.path()).unwrap().engine;
    assert_eq!(engine(&prisma), Some(Family::MySql));
    assert_eq!(engine(&drizzle), Some(Family::Postgres));
    assert_eq!(engine(&plain), None);
}

#[test]
fn numbers_go_before_names_and_that_is_said() {
    let dir = folder(&[
        ("10_c.sql", "ALTER TABLE t ADD COLUMN ten int;"),
        ("2_b.sql", "ALTER TABLE t ADD COLUMN two int;"),
        ("1_a.sql", CREATE),
    ]);
    let (columns, gaps) = steps(dir.path());
    assert_eq!(columns, ["first", "two", "ten"]);
    assert_eq!(gaps, ["Skipped  1_a.sql"]);
    // dbmate goes by name.
    let up = |sql: &str| format!("-- migrate:up\n{sql}\n-- migrate:down\n");
    let (ten, two) = (up(CREATE), up("ALTER TABLE t ADD COLUMN two int;"));
    let dir = folder(&[("10_c.sql", &ten), ("2_b.sql", &two)]);
    assert_eq!(steps(dir.path()), (vec!["first".into(), "two".into()], vec![]));
}

#[test]
fn a_baseline_of_flyway_replaces_what_came_before_it() {
    let dir = folder(&[
        ("V1__a.sql", "CREATE TABLE t (old int);"),
        ("B2__base.sql", CREATE),
        ("V2__b.sql", "ALTER TABLE t ADD COLUMN two int;"),
        ("V3__c.sql", "ALTER TABLE t ADD COLUMN three int;"),
    ]);
    assert_eq!(steps(dir.path()), (vec!["first".into(), "three".into()], vec![]));
}

#[test]
fn a_replay_says_what_each_statement_changed() {
    let dir = folder(&[
        ("1_a.sql", "CREATE TABLE t (first int, b int);\nINSERT INTO t VALUES (1, 2);"),
        (
            "2_b.sql",
            "ALTER TABLE t RENAME COLUMN b TO c;\nCREATE INDEX i ON t (c);\nCREATE VIEW v AS SELECT 1;",
        ),
    ]);
    let found = migrations::list(dir.path()).unwrap();
    let replay = sql::replay(Dialect::SQLITE, &[], "m", None, &found.files).unwrap();
    let said: Vec<String> = replay
        .steps
        .iter()
        .map(|s| {
            let places: Vec<_> = s.touches.iter().map(ToString::to_string).collect();
            let file = s.file.rsplit('/').next().unwrap();
            format!("{file}:{} {}", s.line, places.join(", "))
        })
        .collect();
    let expected = [
        "1_a.sql:1 t",
        "1_a.sql:2 ",
        "2_b.sql:1 t.c, t.b",
        "2_b.sql:2 t (index i)",
        "2_b.sql:3 v (view)",
    ];
    assert_eq!(said, expected);
    // On what is there already, the same migrations change nothing more than they must.
    let again = sql::replay(Dialect::SQLITE, &[], "m", Some(&replay.reading.schema), &found.files);
    let touched = again.unwrap().steps.iter().filter(|s| !s.touches.is_empty()).count();
    assert_eq!(touched, 0);
}
