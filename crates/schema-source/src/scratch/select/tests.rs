//! What is sent, left out and refused, by engine.

use seedbed_schema_model::Dialect;

use super::*;

/// `+` and what is sent, `.` for left out, `!` and the reason.
fn judged(dialect: Dialect, alone: bool, text: &str) -> Vec<String> {
    let mut selector = Selector::new(dialect, Room { alone });
    let said = |s: Selected| match s.judgement {
        Judgement::Send(all) => format!("+{}", all.join("|")),
        Judgement::Leave => ".".to_owned(),
        Judgement::Refuse(why) => format!("!{why}"),
    };
    selector.select(text).into_iter().map(said).collect()
}

fn all_refused(dialect: Dialect, alone: bool, statements: &[&str]) {
    for statement in statements {
        let said = judged(dialect, alone, statement);
        assert!(
            !said.is_empty() && said.iter().all(|s| s.starts_with('!') || s == "."),
            "{dialect} {statement}: {said:?}"
        );
    }
}

fn all_sent(dialect: Dialect, statements: &[&str]) {
    for statement in statements {
        assert_eq!(judged(dialect, true, statement), [format!("+{statement}")], "{dialect}");
    }
}

#[test]
fn definitions_are_sent_as_they_are_written() {
    all_sent(
        Dialect::SQLITE,
        &[
            "CREATE TABLE t (a int DEFAULT 'x;y', b [c;d] REFERENCES \"e\"\"f\" (g)) STRICT",
            "CREATE UNIQUE INDEX i ON t (lower(a)) WHERE a > 1",
            "CREATE TRIGGER g AFTER INSERT ON t BEGIN SELECT CASE WHEN 1 THEN 2 END; DELETE FROM t; END",
            "CREATE VIRTUAL TABLE v USING fts5(a, tokenize = 'porter')",
            "ALTER TABLE t RENAME COLUMN a TO b",
            "CREATE VIEW edit (a) AS SELECT 1",
        ],
    );
    all_sent(
        Dialect::POSTGRES,
        &[
            "CREATE TABLE s.t (a int DEFAULT nextval('s.q'::regclass), as_of date, tablespace text)",
            "CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $$ begin return 1; end $$",
            "CREATE FUNCTION f() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT 1; END",
            "CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f()",
            "ALTER TABLE ONLY t ADD CONSTRAINT p PRIMARY KEY (a)",
            "COMMENT ON COLUMN t.a IS 'x'",
            "CREATE TABLE edit (sleep int REFERENCES pg_ls (id))",
        ],
    );
    all_sent(
        Dialect::MARIADB,
        &[
            "CREATE TABLE t (a int, `select` text, engine varchar(9), connection int) ENGINE=InnoDB",
            "CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW SET NEW.a = 1",
            "ALTER TABLE t ADD COLUMN tablespace int",
            "CREATE VIEW v AS SELECT x.a FROM t x",
        ],
    );
}

#[test]
fn comments_go_and_executable_comments_are_judged_and_written_out() {
    let sqlite = judged(Dialect::SQLITE, true, "CREATE /* a */ TABLE t -- b\n (a int)");
    assert_eq!(sqlite, ["+CREATE TABLE t (a int)"]);
    let view = "/*!50001 CREATE ALGORITHM=UNDEFINED */\n/*!50013 DEFINER=`a`@`b` SQL SECURITY DEFINER */\n\
                /*!50001 VIEW `v` AS select 1 AS `a` */;";
    assert_eq!(
        judged(Dialect::MARIADB, false, view),
        ["+CREATE ALGORITHM=UNDEFINED SQL SECURITY DEFINER VIEW `v` AS select 1 AS `a`"]
    );
    all_refused(Dialect::MYSQL, true, &["CREATE TABLE t (a int) /*!50000 ENGINE=FEDERATED */"]);
}

#[test]
fn sqlite_never_opens_another_file() {
    all_refused(
        Dialect::SQLITE,
        true,
        &[
            "ATTACH 'x.db' AS x",
            "VACUUM INTO 'x.db'",
            "VACUUM main INTO 'x.db'",
            "PRAGMA writable_schema = ON",
            "SELECT load_extension('x')",
            "SELECT writefile('x', 'y')",
            ".shell rm x",
            "CREATE TABLE x.t (a int)",
            "CREATE TABLE 'x'.t (a int)",
            "CREATE TABLE t AS SELECT readfile('x')",
            "CREATE TABLE t (a DEFAULT (readfile('x')))",
            "CREATE VIEW v AS SELECT \"readfile\" ('x')",
            "CREATE VIRTUAL TABLE c USING csv(filename='/etc/passwd')",
            "CREATE TRIGGER g AFTER INSERT ON t WHEN begin BEGIN SELECT 1; END; ATTACH 'x' AS y; END",
            "CREATE TRIGGER g AFTER INSERT ON t BEGIN SELECT 1; ATTACH 'x' AS y; END",
            "DROP TABLE x.t",
            "DETACH x",
        ],
    );
    // Two statements are two statements, and each is judged.
    let said = judged(Dialect::SQLITE, true, "CREATE TABLE t (a int); ATTACH 'x' AS y");
    assert_eq!(said, ["+CREATE TABLE t (a int)", "!no other file is ever opened"]);
}

#[test]
fn postgres_reaches_neither_files_nor_programs_nor_roles() {
    all_refused(
        Dialect::POSTGRES,
        true,
        &[
            "\\! rm x",
            "\\i other.sql",
            "COPY t FROM PROGRAM 'rm x'",
            "COPY t TO '/tmp/x'",
            "COPY t FROM '/etc/passwd'",
            "DROP DATABASE x",
            "CREATE DATABASE x",
            "CREATE ROLE r SUPERUSER",
            "ALTER ROLE r SUPERUSER",
            "ALTER SYSTEM SET archive_command = 'rm x'",
            "ALTER DATABASE x SET role = 'r'",
            "GRANT pg_execute_server_program TO r",
            "SET ROLE postgres",
            "SET SESSION AUTHORIZATION postgres",
            "RESET ROLE",
            "DO $$ BEGIN EXECUTE 'DROP DATABASE x'; END $$",
            "CALL p()",
            "SELECT pg_read_file('x')",
            "CREATE EXTENSION dblink",
            "CREATE EXTENSION file_fdw",
            "CREATE SERVER s FOREIGN DATA WRAPPER file_fdw",
            "CREATE FOREIGN TABLE t (a int) SERVER s",
            "CREATE SUBSCRIPTION s CONNECTION '' PUBLICATION p",
            "CREATE EVENT TRIGGER e ON ddl_command_start EXECUTE FUNCTION f()",
            "CREATE FUNCTION f() RETURNS int LANGUAGE c AS 'x', 'y'",
            "CREATE FUNCTION f() RETURNS int LANGUAGE plpython3u AS 'import os'",
            "CREATE FUNCTION f() RETURNS int LANGUAGE 'plperlu' AS 'x'",
            "CREATE LANGUAGE plpython3u",
            "CREATE TABLE t AS SELECT pg_read_file('x')",
            "CREATE TABLE t AS EXECUTE p",
            "SELECT 1 INTO t",
            "CREATE TABLE t (a text DEFAULT pg_read_file('x'))",
            "CREATE TABLE t (a text DEFAULT U&\"\\0070g_read_file\"('x'))",
            "CREATE INDEX i ON t (pg_catalog.lo_import('x'))",
            "CREATE VIEW v AS SELECT * FROM dblink('x', 'y') AS t (a int)",
            "CREATE TABLE t (a int) TABLESPACE fast",
            "ALTER TABLE t SET TABLESPACE fast",
            "CREATE TABLESPACE x LOCATION '/tmp'",
            "CREATE TYPE t (INPUT = f, OUTPUT = g)",
            "LOAD 'x'",
        ],
    );
    // Code, only where it could do nothing outside.
    all_refused(
        Dialect::POSTGRES,
        false,
        &[
            "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'select 1'",
            "CREATE RULE r AS ON INSERT TO t DO INSTEAD DELETE FROM u",
        ],
    );
    assert_eq!(
        judged(Dialect::POSTGRES, true, "CREATE EXTENSION citext WITH SCHEMA s VERSION '1'"),
        ["+CREATE EXTENSION citext SCHEMA s"]
    );
    assert_eq!(
        judged(Dialect::POSTGRES, true, "CREATE MATERIALIZED VIEW v AS SELECT 1 WITH DATA"),
        ["+CREATE MATERIALIZED VIEW v AS SELECT 1 WITH NO DATA"]
    );
    // A query that gives columns is not run.
    assert_eq!(
        judged(Dialect::POSTGRES, true, "CREATE TABLE t (a) AS SELECT 1 WITH DATA"),
        ["+CREATE TABLE t (a) AS SELECT 1 WITH NO DATA"]
    );
    assert_eq!(
        judged(
            Dialect::POSTGRES,
            true,
            "DO $$ BEGIN CREATE TYPE e AS ENUM ('a'); EXCEPTION WHEN \
               duplicate_object THEN null; END $$"
        ),
        ["+CREATE TYPE e AS ENUM ('a')"]
    );
    assert_eq!(judged(Dialect::POSTGRES, true, "ALTER TABLE t OWNER TO me"), ["."]);
}

#[test]
fn mysql_stays_in_its_database() {
    for dialect in [Dialect::MYSQL, Dialect::MARIADB] {
        // Several statements at once are judged one by one.
        let several = "DELIMITER $$\nCREATE TABLE t (a int); DROP DATABASE x; $$";
        let said = judged(dialect, true, several);
        assert_eq!(said.len(), 2, "{said:?}");
        assert_eq!(said[0], "+CREATE TABLE t (a int)");
        assert!(said[1].starts_with('!'), "{said:?}");
        all_refused(
            dialect,
            true,
            &[
                "DROP DATABASE x",
                "CREATE DATABASE x",
                "CREATE SCHEMA x",
                "USE x",
                "CREATE USER u",
                "GRANT ALL ON *.* TO u",
                "SET GLOBAL general_log_file = 'x'",
                "LOAD DATA INFILE '/etc/passwd' INTO TABLE t",
                "SELECT 1 INTO OUTFILE '/tmp/x'",
                "CREATE VIEW v AS SELECT 1 INTO OUTFILE '/tmp/x'",
                "CREATE VIEW v AS SELECT load_file('/etc/passwd')",
                "CREATE TABLE t (a text DEFAULT (load_file('/etc/passwd')))",
                "CREATE TABLE x.t (a int)",
                "CREATE TABLE t LIKE x.t",
                "CREATE TABLE t (a int, FOREIGN KEY (a) REFERENCES x . t (a))",
                "CREATE TABLE t SELECT * FROM mysql.user",
                "CREATE TABLE t (a int) ENGINE=FEDERATED CONNECTION='mysql://x/y/z'",
                "CREATE TABLE t (a int) COMMENT='', ENGINE CONNECT",
                "CREATE TABLE t (a int) ENGINE=SPIDER",
                "CREATE TABLE t (a int) ENGINE=MERGE UNION=(a,b)",
                "CREATE TABLE t (a int) DATA DIRECTORY='/tmp'",
                "CREATE TABLE t (a int) TABLESPACE x",
                "CREATE FUNCTION f RETURNS STRING SONAME 'x.so'",
                "CREATE AGGREGATE FUNCTION f RETURNS STRING SONAME 'x.so'",
                "CREATE EVENT e ON SCHEDULE EVERY 1 SECOND DO DROP TABLE t",
                "CREATE SERVER s FOREIGN DATA WRAPPER mysql OPTIONS (HOST 'x')",
                "CREATE TRIGGER x.g BEFORE INSERT ON t FOR EACH ROW SET @a = 1",
                "ALTER TABLE t RENAME TO x.t",
                "ALTER VIEW x.v AS SELECT 1",
                "RENAME TABLE t TO x.t",
                "DROP TABLE t, x.t",
                "ALTER TABLE t EXCHANGE PARTITION p WITH TABLE u",
                "ALTER TABLE t DISCARD TABLESPACE",
                "CREATE TABLESPACE t ADD DATAFILE 'x'",
                "INSTALL PLUGIN p SONAME 'x.so'",
                "DELIMITER $$\nUSE x; DROP DATABASE x; $$",
                "\\! rm x",
                "source x.sql",
                "HANDLER t OPEN",
                "PREPARE s FROM 'DROP DATABASE x'",
            ],
        );
        all_refused(
            dialect,
            false,
            &[
                "CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW SET NEW.a = begin; DROP DATABASE x; END",
                "CREATE PROCEDURE p() SELECT 1",
            ],
        );
    }
    // The text's own database is home; its name goes.
    let text = "CREATE DATABASE d; USE d; CREATE TABLE d.t (a int); CREATE VIEW `d`.v AS SELECT 1; USE e; \
                CREATE TABLE u (a int); USE d; CREATE TABLE w (a int)";
    let said = judged(Dialect::MARIADB, true, text);
    assert_eq!(said[2..4], ["+CREATE TABLE t (a int)", "+CREATE VIEW v AS SELECT 1"]);
    assert!(said[5].starts_with('!'), "{said:?}");
    assert_eq!(said[7], "+CREATE TABLE w (a int)");
}

#[test]
fn lines_are_those_of_the_statement() {
    let mut selector = Selector::new(Dialect::SQLITE, Room { alone: true });
    let all = selector.select("-- x\nCREATE TABLE t\n(a int);\n\nCREATE TABLE u (b int);");
    let lines: Vec<_> = all.iter().map(|s| (s.line, s.last_line)).collect();
    assert_eq!(lines, [(2, 3), (5, 5)]);
}
