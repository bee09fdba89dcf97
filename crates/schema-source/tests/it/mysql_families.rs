//! Every way of writing a thing that MySQL and MariaDB have, against what their catalogs say of it.
//!
//! The lists in `tests/cases/families` are applied to a real database, a table a line (columns fifty to
//! a table), and read as a file: both readings must have one normal form. `differ.txt` is the other
//! half: pairs that no normal form may make equal.

use std::fmt::Write as _;

use seedbed_schema_model::{Family, Reading, Schema, normal};
use seedbed_schema_source::sql;
use seedbed_testkit::Database;

use crate::{read, sql_live::assert_same};

/// The lines of a list that are for this engine.
fn lines(list: &'static str, family: Family) -> impl Iterator<Item = &'static str> {
    let lines = list.lines().filter(|l| !l.is_empty() && !l.starts_with('#'));
    lines.filter_map(move |line| match line.split_once(": ") {
        Some(("mariadb", rest)) => (family == Family::MariaDb).then_some(rest),
        Some(("mysql", rest)) => (family == Family::MySql).then_some(rest),
        _ => Some(line),
    })
}

/// A script with a table for each line.
fn tables(list: &'static str, family: Family) -> String {
    let mut out = String::new();
    for (i, line) in lines(list, family).enumerate() {
        let name = format!("t{i}");
        let line = line.replace("$T", &name);
        match line.strip_prefix("SQL ") {
            Some(statements) => writeln!(out, "{statements};").unwrap(),
            None => writeln!(out, "CREATE TABLE {name} {line};").unwrap(),
        }
    }
    out
}

/// A script with the columns of the list, fifty to a table.
fn columns(list: &'static str, family: Family) -> String {
    let all: Vec<_> = lines(list, family).collect();
    let mut out = String::new();
    for (t, some) in all.chunks(50).enumerate() {
        let columns: Vec<_> = some.iter().enumerate().map(|(c, d)| format!("  c{c} {d}")).collect();
        writeln!(out, "CREATE TABLE columns{t} (\n{}\n);", columns.join(",\n")).unwrap();
    }
    out
}

/// The readings of a script as a file and as the database it makes, on common ground.
async fn both(database: &Database, script: &str) -> (Reading, Reading) {
    if let Err(why) = database.try_script(script).await {
        panic!("{database} does not take the list: {why}");
    }
    let mut live = read(database.url()).await;
    let mut declared = sql::read_text(live.schema.dialect, "list.sql", script);
    let default = live.schema.default_collation.clone().unwrap();
    declared.schema =
        normal::as_shown(&declared.schema.relative_to_collation(&default)).into_owned();
    live.schema = normal::as_shown(&live.schema).into_owned();
    (declared, live)
}

async fn same(database: Database, script: &str) {
    let (declared, live) = both(&database, script).await;
    let gaps = declared.gaps.iter().chain(&live.gaps).filter(|g| g.kind.matters());
    let gaps: Vec<_> = gaps.map(|g| format!("{} {} | {}", g.place, g.what, g.why)).collect();
    assert_eq!(gaps, Vec::<String>::new());
    assert_same(&declared, &live);
}

/// The families of things that stand in a table.
const LISTS: [(&str, &str); 6] = [
    ("generated", include_str!("../cases/families/generated.txt")),
    ("checks", include_str!("../cases/families/checks.txt")),
    ("indexes", include_str!("../cases/families/indexes.txt")),
    ("foreign keys", include_str!("../cases/families/foreign_keys.txt")),
    ("collations", include_str!("../cases/families/collations.txt")),
    ("tables", include_str!("../cases/families/tables.txt")),
];
const COLUMNS: &str = include_str!("../cases/families/columns.txt");
const DIFFER: &str = include_str!("../cases/families/differ.txt");

macro_rules! families {
    ($($test:ident $list:expr;)*) => {
        $(
            #[tokio::test]
            async fn $test() {
                same(Database::mariadb().await, &tables(LISTS[$list].1, Family::MariaDb)).await;
            }
        )*
    };
}

families! {
    generated_columns_read_as_the_catalog_says_them 0;
    checks_read_as_the_catalog_says_them 1;
    indexes_read_as_the_catalog_says_them 2;
    foreign_keys_read_as_the_catalog_says_them 3;
    collations_read_as_the_catalog_says_them 4;
    tables_read_as_the_catalog_says_them 5;
}

#[tokio::test]
async fn types_and_defaults_read_as_the_catalog_says_them() {
    same(Database::mariadb().await, &columns(COLUMNS, Family::MariaDb)).await;
}

/// Runs where `SEEDBED_TEST_MYSQL` names a server: Debian has none to start.
#[tokio::test]
async fn mysql_reads_as_its_catalog_says() {
    if Database::mysql().await.is_none() {
        return;
    }
    for (what, list) in LISTS {
        println!("{what}");
        same(Database::mysql().await.unwrap(), &tables(list, Family::MySql)).await;
    }
    same(Database::mysql().await.unwrap(), &columns(COLUMNS, Family::MySql)).await;
    assert_pairs_differ(Database::mysql().await.unwrap()).await;
}

#[tokio::test]
async fn what_differs_is_drift() {
    assert_pairs_differ(Database::mariadb().await).await;
}

async fn assert_pairs_differ(database: Database) {
    let (mut first, mut second) = (String::new(), String::new());
    let pairs: Vec<_> = lines(DIFFER, database.family()).collect();
    for (i, pair) in pairs.iter().enumerate() {
        let (a, b) = pair.split_once(" ||| ").unwrap();
        let table = |text: &str| match a.strip_prefix("TABLE ") {
            Some(_) => text.trim_start_matches("TABLE ").replace("$T", &format!("t{i}")),
            None => format!("(id int, {text})"),
        };
        writeln!(first, "CREATE TABLE t{i} {};", table(a)).unwrap();
        writeln!(second, "CREATE TABLE t{i} {};", table(b)).unwrap();
    }
    let (declared, live) = both(&database, &first).await;
    let default = live.schema.default_collation.clone().unwrap();
    let other = sql::read_text(declared.schema.dialect, "other.sql", &second);
    let other = other.schema.relative_to_collation(&default);
    let form = |s: &Schema, i: usize| {
        let name = format!("t{i}").as_str().into();
        normal::table_form(s, s.table(&name).unwrap_or_else(|| panic!("no {name}")))
    };
    let mut wrong = Vec::new();
    for (i, pair) in pairs.iter().enumerate() {
        if form(&live.schema, i) != form(&declared.schema, i) {
            wrong.push(format!("false drift: {pair}"));
        }
        if form(&live.schema, i) == form(&other, i) {
            wrong.push(format!("false green: {pair}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(pairs.len() > 90, "{} pairs", pairs.len());
}
