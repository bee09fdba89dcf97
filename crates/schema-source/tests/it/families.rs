//! Families of spellings: every type's defaults, every kind of condition, index and generated column,
//! as people write them, created on the engine and compared with what it says.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
};

use seedbed_schema_model::{Dialect, Reading, Schema, Table, TableName, normal};
use seedbed_schema_source::sql;
use seedbed_testkit::Database;

use crate::read_script;

/// Types, functions, a sequence.
const SETUP: &str = include_str!("families/setup.sql");
/// The columns that conditions, indexes and generated columns speak of.
const COLUMNS: &str = include_str!("families/columns.sql");
/// A line is what is declared and its text: `check`, `index`, `generated` with a type, or the type
/// of a column and its default. `{t}` is the table.
const CASES: &str = include_str!("families/postgres.tsv");
/// Cases in one table.
const TOGETHER: usize = 50;

/// The table a case is in.
fn home(n: usize) -> String {
    format!("t{}", n / TOGETHER)
}

/// The statements that declare every case.
fn script() -> String {
    let (mut tables, mut indexes) = (BTreeMap::new(), String::new());
    for (n, line) in CASES.lines().enumerate() {
        let (kind, text) = line.split_once('\t').unwrap();
        let home = home(n);
        let text = text.replace("{t}", &home);
        let parts: &mut String = tables.entry(n / TOGETHER).or_default();
        let _ = match (kind, kind.strip_prefix("generated ")) {
            ("check", _) => write!(parts, ",\n    CONSTRAINT k{n} CHECK ({text})"),
            ("index", _) => match text.strip_prefix("UNIQUE ") {
                Some(text) => writeln!(indexes, "CREATE UNIQUE INDEX i{n} ON {home} {text};"),
                None => writeln!(indexes, "CREATE INDEX i{n} ON {home} {text};"),
            },
            (_, Some(ty)) => write!(parts, ",\n    c{n} {ty} GENERATED ALWAYS AS ({text}) STORED"),
            (ty, None) => write!(parts, ",\n    c{n} {ty} DEFAULT {text}"),
        };
    }
    let mut out = SETUP.to_owned();
    for (t, parts) in tables {
        let _ = writeln!(out, "CREATE TABLE t{t} (\n{COLUMNS}{parts}\n);");
    }
    out + &indexes
}

/// The tables of a reading in normal form.
fn forms(schema: &Schema) -> BTreeMap<TableName, Table> {
    let form =
        |(name, table): (&TableName, &Table)| (name.clone(), normal::table_form(schema, table));
    schema.tables.iter().map(form).collect()
}

/// What a table says of a case.
fn said(table: &Table, n: usize, line: &str) -> String {
    let named = |name: &Option<String>, start: &str| *name == Some(format!("{start}{n}"));
    match line.split_once('\t').unwrap().0 {
        "check" => {
            table.checks.iter().find(|c| named(&c.name, "k")).unwrap().expr.as_str().to_owned()
        }
        "index" => {
            let index = table.indexes.iter().find(|i| named(&i.name, "i")).unwrap();
            format!("{:?}", seedbed_schema_model::Index { name: None, ..index.clone() })
        }
        _ => {
            let column = table.column(&format!("c{n}")).unwrap();
            let generated = column.generated.as_ref().map(|g| &g.expr);
            format!("{:?}", generated.or(column.default.as_ref()))
        }
    }
}

/// Asserts that the two readings say the same of every case, and gives the number of meanings: forms
/// that are too coarse would be few.
fn assert_same(declared: &Reading, live: &Reading) -> usize {
    let (ours, theirs) = (forms(&declared.schema), forms(&live.schema));
    let (mut wrong, mut meanings) = (String::new(), BTreeSet::new());
    for (n, line) in CASES.lines().enumerate() {
        let name = TableName::new(home(n));
        let (form, live_form) = (said(&ours[&name], n, line), said(&theirs[&name], n, line));
        if form != live_form {
            let text = said(&live.schema.tables[&name], n, line);
            let _ = writeln!(wrong, "{line}\n  {text}\n  ours   {form}\n  theirs {live_form}");
        }
        meanings.insert((line.split_once('\t').unwrap().0, live_form));
    }
    assert_eq!(wrong, "");
    meanings.len()
}

#[tokio::test]
async fn postgres_says_every_spelling_back() {
    let script = script();
    let declared = sql::read_text(Dialect::POSTGRES, "families.sql", &script);
    let unread: Vec<_> = declared.gaps.iter().filter(|g| g.kind.matters()).collect();
    assert!(unread.is_empty(), "{unread:?}");
    let live = read_script(&Database::postgres().await, &script).await;
    assert!(CASES.lines().count() > 1500, "{}", CASES.lines().count());
    assert_eq!(assert_same(&declared, &live), 1185);
}
