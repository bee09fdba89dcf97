//! Snapshots of drizzle-kit against the SQL it made of the same schema, on the engines.

use std::{
    fs,
    path::{Path, PathBuf},
};

use seedbed_drift::{Policy, compare};
use seedbed_schema_model::{Dialect, Family, OriginKind, Place, Reading, TableName, Topic};
use seedbed_schema_source::{ReadError, snapshot, sql};
use seedbed_testkit::{Database, fixture};
use tempfile::TempDir;

fn folder(name: &str) -> PathBuf {
    fixture(format!("crates/schema-source/tests/cases/drizzle/{name}"))
}

/// The one snapshot of a folder, in either layout.
fn snapshot_in(folder: &Path) -> PathBuf {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.to_string_lossy().ends_with("snapshot.json") {
                found.push(path);
            }
        }
    }
    assert_eq!(found.len(), 1, "{found:?}");
    found.remove(0)
}

fn differences(a: &Reading, b: &Reading) -> Vec<String> {
    let report = compare(a, b, &Policy::default());
    assert!(report.obstacles().is_empty(), "{:?}", report.obstacles());
    let side = |s: &Option<String>| s.clone().unwrap_or_else(|| "–".into());
    let line = |f: &seedbed_drift::Finding| {
        format!("{} {}: {} → {}", f.rule, f.at, side(&f.declared), side(&f.live))
    };
    report.findings().iter().map(line).collect()
}

async fn applied(database: &Database, folder: &Path) -> Reading {
    let files = match fs::read_dir(folder)
        .unwrap()
        .flatten()
        .find(|e| e.path().is_dir() && e.file_name() != "meta")
    {
        Some(inner) => inner.path().join("migration.sql"),
        None => {
            let mut all = fs::read_dir(folder).unwrap().flatten().map(|e| e.path());
            all.find(|p| p.extension().is_some_and(|e| e == "sql")).unwrap()
        }
    };
    let text = fs::read_to_string(files).unwrap();
    let dialect = match database.family() {
        Family::Sqlite => Dialect::SQLITE,
        Family::Postgres => Dialect::POSTGRES,
        _ => Dialect::MARIADB,
    };
    for piece in sql::pieces(dialect, &text) {
        database.execute_script(piece.text).await;
    }
    crate::read(database.url()).await
}

async fn undrifted(database: Database, cases: &[&str]) {
    for case in cases {
        let folder = folder(case);
        let declared = snapshot::read(&snapshot_in(&folder)).unwrap();
        assert!(declared.gaps.iter().all(|g| !g.kind.matters()), "{case}: {:?}", declared.gaps);
        assert!(declared.origin.label.ends_with("(drizzle-kit)"), "{}", declared.origin.label);
        assert_eq!(declared.schema.tables.len(), if case.starts_with("postgres") { 4 } else { 3 });
        let database = match database.family() {
            Family::Sqlite => Database::sqlite().await,
            Family::Postgres => Database::postgres().await,
            _ => Database::mariadb().await,
        };
        let live = applied(&database, &folder).await;
        assert_eq!(differences(&declared, &live), Vec::<String>::new(), "{case} against live");
        // The migrations that belong to it say the same.
        let files = sql::read_path(live.schema.dialect, &folder).unwrap();
        assert_eq!(differences(&declared, &files), Vec::<String>::new(), "{case} against files");
    }
}

#[tokio::test]
async fn snapshots_of_every_version_on_sqlite() {
    undrifted(Database::sqlite().await, &["sqlite-5", "sqlite-6", "sqlite-7"]).await;
}

#[tokio::test]
async fn snapshots_of_every_version_on_postgres() {
    let cases = ["postgres-5", "postgres-6", "postgres-7", "postgres-9"];
    undrifted(Database::postgres().await, &cases).await;
}

#[tokio::test]
async fn snapshots_of_every_version_on_mariadb() {
    undrifted(Database::mariadb().await, &["mysql-5", "mysql-6"]).await;
}

fn read_text(text: &str) -> Result<Reading, ReadError> {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("0000_snapshot.json");
    fs::write(&path, text).unwrap();
    snapshot::read(&path)
}

fn text_of(case: &str) -> String {
    fs::read_to_string(snapshot_in(&folder(case))).unwrap()
}

fn message(text: &str) -> String {
    let error = read_text(text).unwrap_err().to_string();
    error.split_once("0000_snapshot.json").unwrap().1.to_owned()
}

#[test]
fn places_are_lines_of_the_snapshot() {
    let path = snapshot_in(&folder("postgres-7"));
    let reading = snapshot::read(&path).unwrap();
    let text = fs::read_to_string(&path).unwrap();
    let line = |needle: &str| 1 + text.lines().position(|l| l.contains(needle)).unwrap();
    let users = TableName::new("users");
    for (place, needle) in [
        (Place::table(&users), "\"public.users\": {"),
        (Place::column(&users, "mood"), "\"mood\": {"),
    ] {
        let at = &reading.locations[&place];
        assert_eq!((at.line as usize, at.file.as_str()), (line(needle), path.to_str().unwrap()));
    }
    assert_eq!(reading.origin.kind, OriginKind::ForeignSnapshot);
}

#[test]
fn what_a_version_has_no_words_for_is_said() {
    let silent = |case| read_text(&text_of(case)).unwrap().silent_on;
    for (case, topic, expected) in [
        ("postgres-5", Topic::Checks, true),
        ("postgres-5", Topic::Views, true),
        ("postgres-5", Topic::Sequences, true),
        ("postgres-7", Topic::Checks, false),
        ("postgres-7", Topic::Views, false),
        ("postgres-7", Topic::Triggers, true),
        ("postgres-7", Topic::Exclusions, true),
        ("postgres-9", Topic::CustomTypes, true),
        ("sqlite-5", Topic::Views, true),
        ("sqlite-6", Topic::Views, false),
        ("mysql-5", Topic::Collations, true),
        ("mysql-6", Topic::Collations, false),
    ] {
        assert_eq!(silent(case).contains(&topic), expected, "{case} {topic:?}");
    }
}

#[test]
fn one_change_in_a_snapshot_is_one_finding() {
    for (case, from, to, expected) in [
        ("postgres-7", "\"varchar(80)\"", "\"varchar(81)\"", "length-changed users.name"),
        ("postgres-9", "\"varchar(80)\"", "\"varchar(81)\"", "length-changed users.name"),
        ("mysql-5", "'sad','ok'", "'ok','sad'", "enum-order-changed users.mood"),
        ("sqlite-6", "\"cascade\"", "\"restrict\"", "foreign-key-action-changed orders"),
    ] {
        let text = text_of(case);
        let changed = text.replacen(from, to, 1);
        assert_ne!(text, changed, "{case}");
        let found = differences(&read_text(&text).unwrap(), &read_text(&changed).unwrap());
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].starts_with(expected), "{found:?}");
    }
}

#[test]
fn what_is_wrong_in_a_snapshot_is_named_with_its_place() {
    let text = text_of("sqlite-6");
    let again = "; write it again with the tool that made it, or check the version";
    for (from, to, expected) in [
        (
            "\"text(80)\"",
            "7",
            "0: tables.users.columns.name.type: should be a text and is a number",
        ),
        ("\"type\": \"text(80)\",", "", "2: tables.users.columns.name: has no `type`"),
        (
            "\"text(80)\"",
            "\"text, evil text\"",
            "2: users.name: the type `text, evil text` is more than one",
        ),
        (
            "\"text(80)\"",
            "\"text); DROP TABLE users; --\"",
            "2: users.name: the type `text); DROP TABLE users; --` closes what it did not open",
        ),
        (
            "\"sqlite\"",
            "\"gel\"",
            "0: dialect: `gel` is not an engine seedbed knows: postgresql, mysql, sqlite",
        ),
        ("\"cascade\"", "\"explode\"", "10: orders (foreign key): `explode` is no action"),
        (
            "\"version\": \"6\"",
            "\"version\": \"six\"",
            "0: version: is not the number of a snapshot format",
        ),
    ] {
        let changed = text.replacen(from, to, 1);
        assert_ne!(text, changed, "{from}");
        let said = message(&changed);
        // How many lines before the change the value begins that is spoken of.
        let (before, rest) = expected.split_once(": ").unwrap();
        let line = 1 + text.lines().position(|l| l.contains(from)).unwrap();
        let line = line - before.parse::<usize>().unwrap();
        assert_eq!(said, format!(":{line}: {rest}{again}"));
    }
}

#[test]
fn json_of_nobody_is_refused_and_never_panics() {
    for (text, expected) in [
        ("{}", "missing field `format`"),
        ("[1, 2", "expected a string at line 1 column 5"),
        ("{\"version\": \"7\", \"dialect\": \"postgresql\", \"entries\": []}", "give the folder"),
        ("{\"name\": \"app\", \"dependencies\": {}}", "missing field `format`"),
        (
            "{\"version\":\"7\",\"dialect\":\"postgresql\",\"tables\":[]}",
            "tables: should be an object and is a list",
        ),
    ] {
        let said = read_text(text).unwrap_err().to_string();
        assert!(said.contains(expected), "{text}: {said}");
    }
    let deep =
        format!("{{\"version\":\"7\",\"dialect\":\"mysql\",\"tables\":{}", "[".repeat(100_000));
    assert!(read_text(&deep).is_err());
}

#[test]
fn a_newer_version_is_read_and_said() {
    let text = text_of("postgres-7").replacen("\"version\": \"7\"", "\"version\": \"12\"", 1);
    let reading = read_text(&text).unwrap();
    assert_eq!(reading.schema.tables.len(), 4);
    assert_eq!(reading.gaps[0].what, "drizzle-kit snapshot, version 12");
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(60))]

    /// Any part of a snapshot replaced by anything: an error or a reading, never a panic.
    #[test]
    fn no_snapshot_makes_it_panic(
        case in proptest::sample::select(vec!["postgres-7", "postgres-9", "mysql-5", "sqlite-6"]),
        at in 0.0..1.0_f64,
        length in 0_usize..60,
        with in proptest::sample::select(vec![
            "", "null", "\"", "[]", "{}", "1", "'", ";", "\\u0000", "\\ud800", "é", ")", "\\\\",
        ]),
    ) {
        let text = text_of(case);
        let near = |mut at: usize| {
            while !text.is_char_boundary(at) { at -= 1 }
            at
        };
        let start = near((text.len() as f64 * at) as usize);
        let end = near((start + length).min(text.len()));
        let _ = read_text(&format!("{}{with}{}", &text[..start], &text[end..]));
    }
}
