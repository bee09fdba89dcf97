//! Statements of PostgreSQL that run functions of the file which change the schema: each is a gap.

use seedbed_schema_model::{Dialect, GapKind};
use seedbed_schema_source::sql;

const FUNCTIONS: &str = "
    CREATE FUNCTION makes() RETURNS void LANGUAGE plpgsql AS $$ BEGIN CREATE TABLE made (x int); END $$;
    CREATE FUNCTION writes(n text) RETURNS void LANGUAGE plpgsql AS $$
        BEGIN EXECUTE format('CREATE TABLE %I (x int)', n); END $$;
    CREATE FUNCTION hidden(s text) RETURNS void LANGUAGE plpgsql AS $$ BEGIN EXECUTE s; END $$;
    CREATE FUNCTION quoted() RETURNS int AS 'BEGIN EXECUTE ''ALTER TABLE t ADD c int''; END' LANGUAGE plpgsql;
    CREATE FUNCTION app.through() RETURNS void LANGUAGE plpgsql AS $$ BEGIN PERFORM later(); END $$;
    CREATE FUNCTION later() RETURNS void LANGUAGE sql AS $$ SELECT makes() $$;
    CREATE FUNCTION \"Odd one\"() RETURNS void LANGUAGE sql BEGIN ATOMIC; SELECT makes(); END;
    CREATE PROCEDURE p() LANGUAGE plpgsql AS $$ BEGIN DROP INDEX i; END $$;
    CREATE FUNCTION py() RETURNS void LANGUAGE plpython3u AS $$ plpy.execute(\"CREATE TABLE z (x int)\") $$;
    CREATE FUNCTION counts() RETURNS bigint LANGUAGE sql AS $$ SELECT count(*) FROM t $$;
    CREATE FUNCTION moves() RETURNS void LANGUAGE plpgsql AS $$ BEGIN
        CREATE TEMP TABLE scratch (x int); EXECUTE format('UPDATE %I SET x = 1', 't');
        EXECUTE $q$INSERT INTO t VALUES (1)$q$; PERFORM moves(); END $$;
    CREATE TABLE t (x int);
";

#[test]
fn who_runs_a_function_that_changes_the_schema_is_told() {
    let told = [
        ("SELECT makes();", "makes()"),
        ("SELECT 1, (SELECT x FROM makes() AS x);", "makes()"),
        ("SELECT writes('a');", "writes()"),
        ("INSERT INTO t SELECT quoted();", "quoted()"),
        ("WITH w AS (SELECT hidden('x')) SELECT * FROM w;", "hidden()"),
        ("SELECT app.through();", "through()"),
        ("SELECT \"Odd one\"();", "Odd one()"),
        ("CALL p();", "p()"),
        ("SELECT py();", "py()"),
        ("PREPARE q AS SELECT makes();", "makes()"),
        ("DO $$ DECLARE n int; BEGIN n := quoted(); END $$;", "quoted()"),
    ];
    let line = FUNCTIONS.matches('\n').count() + 2;
    for (statement, name) in told {
        let text = format!("{FUNCTIONS}\n{statement}\nCREATE TABLE after (x int);");
        let reading = sql::read_text(Dialect::POSTGRES, "f.sql", &text);
        let gaps: Vec<_> = reading.gaps.iter().filter(|g| g.kind == GapKind::Unparsed).collect();
        let [gap] = gaps.as_slice() else { panic!("{statement}: {gaps:?}") };
        assert_eq!(gap.place, format!("f.sql:{line}"), "{statement}");
        assert!(gap.why.starts_with(name), "{statement}: {}", gap.why);
        assert_eq!(reading.schema.tables.len(), 2, "{statement}");
    }
}

#[test]
fn who_runs_what_changes_nothing_is_not() {
    for statement in [
        "SELECT counts();",
        "SELECT moves();",
        "SELECT 'makes()', \"makes\" FROM t;",
        "INSERT INTO t VALUES (length('makes()'));",
        "CALL unknown();",
        "DO $$ DECLARE n int; BEGIN n := counts(); END $$;",
    ] {
        let text = format!("{FUNCTIONS}\n{statement}");
        let reading = sql::read_text(Dialect::POSTGRES, "f.sql", &text);
        let gaps: Vec<_> = reading.gaps.iter().filter(|g| g.kind.matters()).collect();
        assert!(gaps.is_empty(), "{statement}: {gaps:?}");
    }
}
