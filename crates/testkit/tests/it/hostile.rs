//! Inputs of a size or depth that nobody writes by hand: no panic, no stack that runs out, no work
//! that grows with the square of the input.

use seedbed_drift::{Policy, compare};
use seedbed_schema_model::{Dialect, Expr, Fingerprint, Reading, ddl, graph, normal, snapshot};
use seedbed_schema_source::sql;

const DIALECTS: [Dialect; 4] =
    [Dialect::SQLITE, Dialect::POSTGRES, Dialect::MYSQL, Dialect::MARIADB];

/// Everything that is done with a reading, and what has to hold.
fn survives(reading: &Reading) {
    let report = compare(reading, reading, &Policy::default());
    assert_eq!(report.findings().len(), 0);
    let again = snapshot::from_json(&snapshot::to_json(reading)).unwrap();
    assert_eq!(again.schema, reading.schema);
    assert_eq!(Fingerprint::of(&again.schema), Fingerprint::of(&reading.schema));
    let _ = ddl::create_schema(&reading.schema);
}

#[test]
fn a_hundred_thousand_parentheses() {
    let (open, close) = ("(".repeat(100_000), ")".repeat(100_000));
    for dialect in DIALECTS {
        let text = format!(
            "CREATE TABLE t (a int DEFAULT {open}1{close}, b int, CHECK ({open}b > 0{close}));\n\
             CREATE INDEX i ON t ({open}b{close});\n\
             CREATE VIEW v AS SELECT {open}a{close} FROM t;\n\
             SELECT {open}; {close}"
        );
        let reading = sql::read_text(dialect, "deep.sql", &text);
        assert_eq!(reading.schema.tables.len(), 1, "{dialect}");
        survives(&reading);
    }
}

#[test]
fn nesting_of_every_other_kind() {
    let deep = 20_000;
    for (open, inner, close) in [
        ("NOT ", "a", ""),
        ("- ", "1", ""),
        ("CASE WHEN a THEN ", "1", " END"),
        ("CAST(", "a", " AS int)"),
        ("coalesce(a, ", "1", ")"),
        ("a + ", "1", ""),
        ("a AND ", "b", ""),
        ("ARRAY[", "1", "]"),
        ("a IN (", "1", ")"),
        ("", "a", "::int"),
        ("", "a", "[1]"),
        ("", "a", " COLLATE x"),
        ("(SELECT ", "1", ")"),
        ("a BETWEEN 1 AND ", "2", ""),
        ("/*", "a", "*/"),
    ] {
        let text = format!("{}{inner}{}", open.repeat(deep), close.repeat(deep));
        for dialect in DIALECTS {
            let form = normal::expr_form(dialect, &Expr(text.clone()));
            assert!(!form.is_empty() || open == "/*", "{dialect}: {open}");
        }
    }
    for ty in ["int[]", "enum(", "numeric(", "a.", "\"", "interval ", "("] {
        for dialect in DIALECTS {
            let _ = normal::type_kind(dialect, &ty.repeat(deep));
        }
    }
}

#[test]
fn megabytes_of_garbage() {
    // As compact as garbage gets: much of it looks like the start of something.
    let words =
        ["CREATE TABLE x (", "'", "\"", "$$", "/*", "--", "\n", ";", "(", "é", "\u{0}", "`"];
    let mut state = 7_u64;
    let mut garbage = String::new();
    while garbage.len() < 2 << 20 {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        garbage.push_str(words[(state >> 33) as usize % words.len()]);
    }
    for dialect in DIALECTS {
        sql::read_text(dialect, "garbage.sql", &garbage);
    }
    for one in ["(", "'", "a ", "$a$", ";", "CREATE TABLE t (a int,", "/*!1 ", "a.", "\\", "--\n"] {
        let text = one.repeat((1 << 20) / one.len());
        for dialect in DIALECTS {
            sql::read_text(dialect, "garbage.sql", &text);
        }
    }
    assert!(snapshot::from_json(&"[".repeat(1 << 20)).is_err());
    assert!(snapshot::from_json(&"{\"a\":".repeat(1 << 20)).is_err());
}

#[test]
fn a_chain_of_foreign_keys_as_long_as_a_schema() {
    for dialect in [Dialect::SQLITE, Dialect::POSTGRES, Dialect::MARIADB] {
        let mut text = String::from("CREATE TABLE t0 (id int PRIMARY KEY);\n");
        for i in 1..1_000 {
            let before = i - 1;
            text += &format!(
                "CREATE TABLE t{i} (id int PRIMARY KEY, up int REFERENCES t{before} (id));\n"
            );
        }
        let reading = sql::read_text(dialect, "chain.sql", &text);
        assert_eq!(reading.schema.tables.len(), 1_000);
        let _ = graph::target(
            &reading.schema,
            &reading.schema.tables.values().last().unwrap().foreign_keys[0],
        );
        survives(&reading);
    }
}

#[test]
fn a_table_of_twenty_thousand_columns() {
    let columns: Vec<_> = (0..20_000).map(|i| format!("c{i} int DEFAULT {i}")).collect();
    let text = format!("CREATE TABLE wide ({});", columns.join(", "));
    for dialect in DIALECTS {
        let reading = sql::read_text(dialect, "wide.sql", &text);
        assert_eq!(reading.schema.tables.values().next().unwrap().columns.len(), 20_000);
        survives(&reading);
    }
}

#[test]
fn a_table_of_thousands_of_indexes_and_checks() {
    let mut text = String::from("CREATE TABLE t (a int, b int");
    for i in 0..3_000 {
        text += &format!(", CONSTRAINT c{i} CHECK (a > {i})");
    }
    text += ");\n";
    for i in 0..3_000 {
        text += &format!("CREATE INDEX i{i} ON t (a, b) WHERE a > {i};\n");
    }
    let reading = sql::read_text(Dialect::POSTGRES, "many.sql", &text);
    survives(&reading);
    // Nothing of it on the other side, under any name.
    let other =
        text.replace("i", "j").replace("CREATE jNDEX", "CREATE INDEX").replace("a >", "b <");
    let other = other.replace("jnt", "int").replace("CONSTRAjNT", "CONSTRAINT");
    let other = sql::read_text(Dialect::POSTGRES, "other.sql", &other);
    assert!(!compare(&reading, &other, &Policy::default()).findings().is_empty());
}
