//! Assembling recorded rows, without a database.

use seedbed_schema_model::{Action, Dialect, Family, IndexKey, TypeKind, Version};
use seedbed_schema_source::live::{self, mysql, postgres, sqlite};
use serde_json::json;

use crate::{column, printed, table};

#[test]
fn mysql_9_says_the_same_in_other_words_than_mariadb() {
    let rows: mysql::fetch::Rows =
        serde_json::from_str(include_str!("recorded/mysql-9.json")).unwrap();
    let reading = mysql::assemble::assemble(live::origin("recorded"), &rows);
    insta::assert_snapshot!(printed(&reading));
    assert_eq!(reading.schema.dialect.family, Family::MySql);
    assert_eq!(reading.schema.dialect.version, Version { major: 9, minor: 7, patch: 4 });
}

#[test]
fn recorded_rows_survive_being_written_and_read() {
    let text = include_str!("recorded/mysql-9.json");
    let rows: mysql::fetch::Rows = serde_json::from_str(text).unwrap();
    let again: serde_json::Value = serde_json::to_value(&rows).unwrap();
    assert_eq!(again, serde_json::from_str::<serde_json::Value>(text).unwrap());
}

#[test]
fn the_server_is_told_by_its_version_text() {
    let of = |version: &str| {
        let row = mysql::fetch::ServerRow { version: version.to_owned(), ..Default::default() };
        row.dialect()
    };
    let version = |major, minor, patch| Version { major, minor, patch };
    for (text, family, version) in [
        ("8.0.36", Family::MySql, version(8, 0, 36)),
        ("5.7.44-log", Family::MySql, version(5, 7, 44)),
        ("10.11.6-MariaDB-0+deb12u1", Family::MariaDb, version(10, 11, 6)),
        ("5.5.5-10.4.32-MariaDB", Family::MariaDb, version(10, 4, 32)),
        ("11.4.2-mariadb-ubu2404", Family::MariaDb, version(11, 4, 2)),
    ] {
        assert_eq!(of(text), Dialect { family, version }, "{text}");
    }
}

#[test]
fn an_old_mariadb_does_not_say_which_checks_belong_to_a_column() {
    let rows: mysql::fetch::Rows = serde_json::from_value(json!({
        "server": {"version": "10.4.32-MariaDB", "database": "shop", "collation": "utf8mb4_general_ci"},
        "tables": [{"name": "t", "kind": "BASE TABLE", "engine": "InnoDB"}],
        "columns": [
            {"table": "t", "name": "j", "ty": "longtext", "collation": "utf8mb4_bin", "nullable": 1},
            {"table": "t", "name": "k", "ty": "longtext", "collation": "latin1_bin", "nullable": 1},
            {"table": "t", "name": "n", "ty": "int(11)", "nullable": 0},
            {"table": "T", "name": "n", "ty": "int(11)", "nullable": 0},
        ],
        "checks": [
            {"table": "t", "name": "j", "clause": "json_valid(`j`)", "enforced": 1},
            {"table": "t", "name": "k", "clause": "json_valid(`k`)", "enforced": 1},
            {"table": "t", "name": "n", "clause": "`n` > 0", "enforced": 1},
            {"table": "t", "name": "CONSTRAINT_1", "clause": "`n` < 9", "enforced": 1},
        ],
    }))
    .unwrap();
    let reading = mysql::assemble::assemble(live::origin("recorded"), &rows);
    let t = table(&reading, "t");
    assert_eq!(t.columns.len(), 3, "rows of a table that differs in case are not mixed in");
    assert_eq!(column(&reading, "t", "j").ty.kind, TypeKind::Json { binary: false });
    assert_eq!(column(&reading, "t", "k").ty.raw, "longtext");
    let checks: Vec<_> = t.checks.iter().map(|c| (c.name.as_deref(), c.expr.as_str())).collect();
    assert_eq!(
        checks,
        [(None, "json_valid(`k`)"), (None, "`n` > 0"), (Some("CONSTRAINT_1"), "`n` < 9")]
    );
}

#[test]
fn an_index_that_innodb_made_for_a_foreign_key_is_not_part_of_the_schema() {
    let part = |index: &str, column: &str, unique: u8| {
        json!({"table": "c", "index": index, "column": column, "unique": unique, "order": "A",
               "method": "BTREE", "ignored": 0})
    };
    let rows: mysql::fetch::Rows = serde_json::from_value(json!({
        "server": {"version": "8.0.36", "database": "shop"},
        "tables": [{"name": "c", "kind": "BASE TABLE", "engine": "InnoDB"}],
        "key_columns": [
            {"table": "c", "name": "c_ibfk_1", "column": "a", "target_schema": "shop", "target": "p", "target_column": "id"},
            {"table": "c", "name": "fk_b", "column": "b", "target_schema": "far", "target": "q", "target_column": "id"},
        ],
        "references": [
            {"table": "c", "name": "c_ibfk_1", "on_update": "NO ACTION", "on_delete": "CASCADE"},
            {"table": "c", "name": "fk_b", "on_update": "RESTRICT", "on_delete": "SET NULL"},
        ],
        "statistics": [
            part("a", "a", 0), part("fk_b", "b", 0), part("own", "a", 0),
            part("own_unique", "b", 1), part("wide", "a", 0), part("wide", "z", 0),
        ],
    }))
    .unwrap();
    let reading = mysql::assemble::assemble(live::origin("recorded"), &rows);
    let c = table(&reading, "c");
    let names: Vec<_> = c.indexes.iter().filter_map(|i| i.name.as_deref()).collect();
    assert_eq!(names, ["own", "wide"]);
    assert_eq!(c.uniques[0].name.as_deref(), Some("own_unique"));
    let keys: Vec<_> =
        c.foreign_keys.iter().map(|k| (k.target.to_string(), k.on_delete, k.on_update)).collect();
    assert_eq!(
        keys,
        [
            ("p".to_owned(), Action::Cascade, Action::NoAction),
            ("far.q".to_owned(), Action::SetNull, Action::Restrict)
        ]
    );
}

#[test]
fn names_are_the_same_for_a_postgres_role_that_sees_them_qualified() {
    let rows = |visible: bool, q: &str| -> postgres::fetch::Rows {
        serde_json::from_value(json!({
            "server": {"version": "15.4", "database": "shop", "schema": "public", "visible": visible},
            "relations": [{"schema": "public", "name": "t", "kind": "r"}],
            "columns": [
                {"schema": "public", "table": "t", "name": "m", "not_null": true,
                 "ty": {"raw": format!("{q}mood[]"), "array": true, "class": "e", "schema": "public", "name": "mood"},
                 "default": format!("'{{public.x}}'::{q}mood[]")},
                {"schema": "public", "table": "t", "name": "n", "ty": {"raw": "bigint", "class": "b"},
                 "default": format!("nextval('{q}\"S\"'::regclass)")},
                {"schema": "public", "table": "t", "name": "o", "ty": {"raw": "text", "class": "b"},
                 "default": format!("NULL::{q}other")},
            ],
            "types": [{"schema": "public", "name": "mood", "class": "e", "labels": ["a", "b"]}],
            "indexes": [{"schema": "public", "table": "t", "table_kind": "r", "name": "i", "method": "btree",
                "parts": [{"expression": format!("{q}f(m)"), "option": 3}], "predicate": format!("{q}g(n)")}],
        }))
        .unwrap()
    };
    let owner = postgres::assemble::assemble(live::origin("recorded"), &rows(true, ""));
    let guest = postgres::assemble::assemble(live::origin("recorded"), &rows(false, "public."));
    assert_eq!(guest, owner);
    let m = column(&owner, "t", "m");
    assert_eq!(m.ty.raw, "mood[]");
    assert_eq!(m.default.as_ref().unwrap().as_str(), "'{public.x}'::mood[]");
    assert_eq!(column(&owner, "t", "o").default, None);
    let part = &table(&owner, "t").indexes[0].parts[0];
    assert_eq!(part.key, IndexKey::Expression("f(m)".into()));
    assert_eq!((part.descending, part.nulls_first), (true, None));
}

#[test]
fn an_extension_s_enum_keeps_its_labels_without_being_part_of_the_schema() {
    let rows: postgres::fetch::Rows = serde_json::from_value(json!({
        "relations": [{"schema": "public", "name": "t", "kind": "r"}],
        "columns": [{"schema": "public", "table": "t", "name": "c",
            "ty": {"raw": "ext.colour", "class": "e", "schema": "ext", "name": "colour"}}],
        "types": [{"schema": "ext", "name": "colour", "class": "e", "of_extension": true, "labels": ["red"]}],
    }))
    .unwrap();
    let reading = postgres::assemble::assemble(live::origin("recorded"), &rows);
    assert_eq!(reading.schema.enums.len(), 0);
    let TypeKind::Enum { values, .. } = &column(&reading, "t", "c").ty.kind else { panic!() };
    assert_eq!(values, &["red"]);
}

#[test]
fn sqlite_keys_are_matched_to_their_names_across_spellings() {
    let rows: sqlite::fetch::Rows = serde_json::from_value(json!({
        "version": "3.45.1", "file": "/data/shop.db",
        "objects": [
            {"kind": "table", "name": "a", "table": "a", "storage": "table", "sql":
             "CREATE TABLE a (x INT CONSTRAINT u1 UNIQUE, Y INT, CONSTRAINT u2 UNIQUE ([y], X), \
              CONSTRAINT f1 FOREIGN KEY (x) REFERENCES A (Y), CONSTRAINT f2 FOREIGN KEY (y, x) REFERENCES a (y, x))"},
            {"kind": "table", "name": "a_shadow", "table": "a_shadow", "storage": "shadow", "sql": "CREATE TABLE a_shadow (x)"},
            {"kind": "table", "name": "sqlite_sequence", "table": "sqlite_sequence", "storage": "table", "sql": "CREATE TABLE sqlite_sequence(name,seq)"},
        ],
        "columns": [
            {"table": "a", "name": "x", "ty": "INT", "not_null": 0},
            {"table": "a", "name": "Y", "ty": "INT", "not_null": 0},
        ],
        "foreign_keys": [
            {"table": "a", "id": 0, "target": "a", "from": "Y", "to": "y", "on_update": "NO ACTION", "on_delete": "NO ACTION"},
            {"table": "a", "id": 0, "target": "a", "from": "x", "to": "x", "on_update": "NO ACTION", "on_delete": "NO ACTION"},
            {"table": "a", "id": 1, "target": "A", "from": "x", "to": "Y", "on_update": "NO ACTION", "on_delete": "RESTRICT"},
        ],
        "indexes": [
            {"table": "a", "index": "sqlite_autoindex_a_2", "unique": 1, "origin": "u", "partial": 0, "column": "Y", "descending": 0},
            {"table": "a", "index": "sqlite_autoindex_a_2", "unique": 1, "origin": "u", "partial": 0, "column": "x", "descending": 0},
            {"table": "a", "index": "sqlite_autoindex_a_1", "unique": 1, "origin": "u", "partial": 0, "column": "x", "descending": 0},
        ],
    }))
    .unwrap();
    let reading = sqlite::assemble::assemble(live::origin("recorded"), &rows);
    assert_eq!(reading.schema.tables.len(), 1);
    assert_eq!((reading.gaps.len(), reading.schema.dialect.version.minor), (0, 45));
    let a = table(&reading, "a");
    let uniques: Vec<_> =
        a.uniques.iter().map(|u| (u.name.as_deref(), u.columns.join(","))).collect();
    assert_eq!(uniques, [(Some("u1"), "x".to_owned()), (Some("u2"), "Y,x".to_owned())]);
    let keys: Vec<_> = a
        .foreign_keys
        .iter()
        .map(|k| (k.name.as_deref(), k.target.to_string(), k.target_columns.join(","), k.on_delete))
        .collect();
    assert_eq!(
        keys,
        [
            (Some("f1"), "a".to_owned(), "Y".to_owned(), Action::Restrict),
            (Some("f2"), "a".to_owned(), "Y,x".to_owned(), Action::NoAction)
        ]
    );
}
