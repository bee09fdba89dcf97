//! What engines printed for what was declared, recorded from their catalogs: every pair is one
//! meaning. A line is `check` or the column's type, the declared text, and the catalog's text.

use seedbed_schema_model::{Dialect, Schema, Table, normal};

use crate::build::{column, schema, table};

const POSTGRES_COLUMNS: [(&str, &str); 26] = [
    ("i", "integer"),
    ("big", "bigint"),
    ("sm", "smallint"),
    ("n", "numeric(10,2)"),
    ("d", "double precision"),
    ("r", "real"),
    ("v", "varchar(20)"),
    ("x", "text"),
    ("ch", "char(3)"),
    ("b", "boolean"),
    ("dt", "date"),
    ("tm", "time"),
    ("ts", "timestamp"),
    ("tz", "timestamptz"),
    ("iv", "interval"),
    ("j", "jsonb"),
    ("jn", "json"),
    ("u", "uuid"),
    ("arr", "text[]"),
    ("va", "varchar(9)[]"),
    ("ia", "integer[]"),
    ("by", "bytea"),
    ("bt", "bit(3)"),
    ("ip", "inet"),
    ("mo", "money"),
    ("e", "mood"),
];

const MARIADB_COLUMNS: [(&str, &str); 14] = [
    ("i", "int(11)"),
    ("u", "int(10) unsigned"),
    ("n", "decimal(10,2)"),
    ("d", "double"),
    ("v", "varchar(20)"),
    ("x", "text"),
    ("b", "tinyint(1)"),
    ("dt", "date"),
    ("ts", "timestamp"),
    ("dtm", "datetime"),
    ("tm", "time"),
    ("e", "enum('a','b')"),
    ("j", "longtext"),
    ("bt", "bit(3)"),
];

/// The declared and the live form of a line.
fn forms(s: &Schema, t: &Table, line: &str) -> (Option<String>, Option<String>) {
    let fields: Vec<&str> = line.split('\t').collect();
    let [kind, declared, live] = fields.as_slice() else { panic!("not three fields: {line}") };
    let form = |text: &str| match *kind {
        "check" => Some(normal::expr_form_in(s, t, &text.into())),
        ty => {
            let mut column = column(s.dialect, "c", ty);
            column.default = Some(text.into());
            normal::default_form(s, &column)
        }
    };
    (form(declared), form(live))
}

/// Asserts that every pair has one form, and counts how many forms there are: if forms were too
/// coarse, there would be few.
fn every_pair_is_one(dialect: Dialect, columns: &[(&str, &str)], lines: &str) -> usize {
    let t = table(dialect, "t", columns);
    let s = schema(dialect, [t.clone()]);
    let mut different = String::new();
    let mut meanings = std::collections::BTreeSet::new();
    for line in lines.lines() {
        let (declared, live) = forms(&s, &t, line);
        if declared != live {
            different += &format!("{line}\n  {declared:?}\n  {live:?}\n");
        }
        meanings.insert((line.split('\t').next(), live));
    }
    assert_eq!(different, "");
    meanings.len()
}

#[test]
fn postgres_15() {
    let lines = include_str!("recorded/postgres15.tsv");
    assert_eq!(lines.lines().count(), 242);
    // Among them `'{1,2}'` and `array[1,2]`, which are one default and one list.
    assert_eq!(every_pair_is_one(Dialect::POSTGRES, &POSTGRES_COLUMNS, lines), 230);
}

#[test]
fn what_differs_on_postgres_stays_different() {
    let t = table(Dialect::POSTGRES, "t", &POSTGRES_COLUMNS);
    let s = schema(Dialect::POSTGRES, [t.clone()]);
    let lines = include_str!("recorded/postgres-differs.tsv");
    assert!(lines.lines().count() > 110);
    for line in lines.lines() {
        let (one, other) = forms(&s, &t, line);
        assert!(one.is_some() && one != other, "{line}: {one:?}");
    }
}

#[test]
fn mariadb_10_11() {
    let lines = include_str!("recorded/mariadb10.11.tsv");
    assert_eq!(lines.lines().count(), 168);
    assert_eq!(every_pair_is_one(Dialect::MARIADB, &MARIADB_COLUMNS, lines), 146);
}
