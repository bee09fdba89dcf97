//! Scratch databases: what the engine decides, what is left behind (nothing), and what a hostile
//! declaration reaches (nothing).

use std::fs;

use seedbed_schema_model::Family;
use seedbed_testkit::{Database, ask};
use serde_json::Value;

use crate::command::{Folder, Said, contents};

/// The server that a database of the tests is on, as --scratch takes it; SQLite needs none.
fn server(database: &Database) -> Option<String> {
    let variable = match database.family() {
        Family::Sqlite => return None,
        Family::Postgres => "SEEDBED_TEST_POSTGRES",
        _ => "SEEDBED_TEST_MARIADB",
    };
    Some(std::env::var(variable).unwrap())
}

/// Runs a verb, letting the engine decide.
fn scratched(folder: &Folder, database: &Database, words: &[&str]) -> Said {
    let mut words = words.to_vec();
    let server = server(database);
    if let Some(server) = &server {
        words.extend(["--scratch", server]);
    }
    folder.seedbed(&words)
}

fn json(said: &Said) -> Value {
    serde_json::from_str(&said.out).unwrap_or_else(|e| panic!("{e}\n{}{}", said.out, said.err))
}

fn findings(report: &Value) -> Vec<String> {
    let all = report["findings"].as_array().unwrap();
    let text = |v: &Value| v.as_str().unwrap_or_default().to_owned();
    all.iter()
        .map(|f| format!("{} {} {}", text(&f["rule"]), f["at"], text(&f["decided_by"])))
        .collect()
}

const SHOPS: &str = "
create table shops (id integer primary key, name varchar(80) not null default 'shop', size integer,
  constraint shops_size check (size between 1 and 9 or size is null));
create table sales (id integer primary key, shop_id integer not null, sold_on date,
  foreign key (shop_id) references shops (id) on delete cascade);
create index sales_by_day on sales (sold_on);
create view big_shops as select id, upper(name) as name from shops where size > 5;
";

#[tokio::test]
async fn views_are_compared_and_the_scratch_database_is_gone_afterwards() {
    for database in Database::each().await {
        database.execute_script(SHOPS).await;
        let folder = Folder::new();
        let url = database.url();
        folder.write("same.sql", SHOPS);
        folder.write("other.sql", &SHOPS.replace("size > 5", "size > 6"));
        let words = ["diff", "same.sql", url, "--format", "json", "--verbose"];
        let said = scratched(&folder, &database, &words);
        let report = json(&said);
        assert_eq!((said.code, findings(&report)), (0, vec![]), "{url}\n{}{}", said.out, said.err);
        assert_eq!(report["gaps"], Value::Array(Vec::new()), "{url}");
        if database.family() != Family::Sqlite {
            assert_eq!(report["declared"]["scratch"], true);
            assert_eq!(report["settled"][0]["at"], "big_shops", "{report}");
            let name = said.err.lines().find_map(|l| l.split("scratch database ").nth(1)).unwrap();
            assert!(name.starts_with("seedbed_scratch_"), "{name}");
            let asked = match database.family() {
                Family::Postgres => format!(
                    "select datname from pg_database where datname = '{name}' union all \
                     select rolname from pg_roles where rolname = '{name}'"
                ),
                _ => format!(
                    "select schema_name from information_schema.schemata where schema_name = '{name}' \
                     union all select user from mysql.user where user = '{name}'"
                ),
            };
            assert!(ask(&server(&database).unwrap(), &asked).await.is_empty(), "{name} is left");
        }
        let said = scratched(&folder, &database, &["diff", "other.sql", url, "--format", "json"]);
        let found = findings(&json(&said));
        assert_eq!(found.len(), 1, "{url} {found:?}");
        assert!(found[0].starts_with("view-changed"), "{found:?}");
        assert!(found[0].ends_with("scratch") || database.family() == Family::Sqlite, "{found:?}");
    }
}

#[tokio::test]
async fn without_a_scratch_database_unknown_stays_unknown() {
    let database = Database::postgres().await;
    database.execute_script(SHOPS).await;
    let folder = Folder::new();
    folder.write("same.sql", SHOPS);
    let said = folder.seedbed(&["diff", "same.sql", database.url(), "--format", "json"]);
    let report = json(&said);
    assert_eq!(report["declared"]["scratch"], false);
    assert_eq!(report["gaps"][0]["place"], "big_shops", "{report}");
}

#[tokio::test]
async fn the_doctor_finds_that_texts_are_read_as_the_engine_reads_them() {
    for database in Database::each().await {
        let folder = Folder::new();
        folder.write("declared.sql", SHOPS);
        let words = ["check", "--doctor", "--declared", "declared.sql", "--live", database.url()];
        let said = scratched(&folder, &database, &words);
        assert_eq!(said.code, 0, "{}\n{}{}", database.url(), said.out, said.err);
        assert!(said.err.contains("seedbed reads declared.sql as"), "{}", said.err);
    }
    let folder = Folder::new();
    folder.write("declared.sql", "create table t (id serial)");
    let said = folder.seedbed(&["check", "--doctor", "--declared", "declared.sql"]);
    assert_eq!(said.code, 2, "{}", said.err);
    assert!(said.err.contains("--scratch URL"), "{}", said.err);
}

#[tokio::test]
async fn what_cannot_be_applied_is_named_with_its_line_and_the_rest_is_used() {
    for database in Database::each().await {
        database.execute_script(SHOPS).await;
        let folder = Folder::new();
        let broken = "create table broken (id integer primary key, a integer references)";
        folder
            .write("declared.sql", &format!("{SHOPS};\n{broken};\ncreate index i on nowhere (a);"));
        let words = ["diff", "declared.sql", database.url(), "--format", "json"];
        let said = scratched(&folder, &database, &words);
        let report = json(&said);
        let gaps: Vec<_> = report["gaps"].as_array().unwrap().iter().collect();
        let at = |line: &str| gaps.iter().find(|g| g["place"] == format!("declared.sql:{line}"));
        assert!(at("9").is_some() && at("10").is_some(), "{gaps:?}");
        let why = at("10").unwrap()["why"].as_str().unwrap();
        assert!(why.contains("nowhere"), "{why}");
        let found = findings(&report);
        assert!(found.iter().all(|f| f.contains("broken")), "{found:?}");
    }
}

#[tokio::test]
async fn a_finding_is_explained_with_texts_forms_and_what_the_engine_makes_of_them() {
    for database in Database::each().await {
        database.execute_script(SHOPS).await;
        let folder = Folder::new();
        let declared = SHOPS.replace("between 1 and 9", "between 1 and 8");
        folder.write("declared.sql", &declared);
        let sides = ["declared.sql", database.url()];
        let said = scratched(&folder, &database, &["diff", sides[0], sides[1], "--format", "json"]);
        let report = json(&said);
        let id = report["findings"][0]["id"].as_str().unwrap();
        for sides in [vec![sides[0], sides[1]], vec!["--declared", sides[0], "--live", sides[1]]] {
            let words = [vec!["explain", &id[..5]], sides].concat();
            let said = scratched(&folder, &database, &words);
            assert_eq!(said.code, 0, "{}{}", said.out, said.err);
            for part in
                ["between 1 and 8", "<= 8", "<= 9", "declared.sql:3", "in scratch", "(Medium)"]
            {
                assert!(said.out.contains(part), "{part} in\n{}", said.out);
            }
        }
    }
    let folder = Folder::new();
    let said = folder.seedbed(&["explain", "type-changed"]);
    assert_eq!(said.code, 0);
}

/// What every engine's hostile file contains between its attacks.
const HONEST: [&str; 2] = [
    "create table honest (id integer primary key, name varchar(20) not null default 'a;b')",
    "create table honest_child (id integer primary key, honest_id integer, note varchar(9), \
     foreign key (honest_id) references honest (id))",
];

#[tokio::test]
async fn a_hostile_declaration_reaches_nothing() {
    for database in Database::each().await {
        for statement in HONEST {
            database.execute_script(statement).await;
        }
        let victim = match database.family() {
            Family::Sqlite => Database::sqlite().await,
            Family::Postgres => Database::postgres().await,
            _ => Database::mariadb().await,
        };
        victim
            .execute_script("create table kept (a integer); insert into kept values (1), (2)")
            .await;
        let folder = Folder::new();
        let canary = folder.path().join("canary");
        fs::create_dir(&canary).unwrap();
        fs::write(canary.join("secret"), "s3cret").unwrap();
        open_to_all(&canary);
        let role = format!("evil_{}", database.name().replace('.', "_"));
        let attacks = match database.family() {
            Family::Sqlite => SQLITE,
            Family::Postgres => POSTGRES,
            _ => MARIADB,
        };
        let file = victim.url().trim_start_matches("sqlite:");
        let victims = if database.family() == Family::Sqlite { file } else { victim.name() };
        let mut text = format!("{};\n", HONEST[0]);
        for attack in attacks.split("\n--\n") {
            text.push_str(attack.trim());
            text.push_str(if attack.trim().starts_with(['.', '\\', 'D']) { "\n" } else { ";\n" });
        }
        text.push_str(&format!("{};\n", HONEST[1]));
        let text = text
            .replace("VICTIM", victims)
            .replace("CANARY", &canary.display().to_string())
            .replace("EVIL", &role);
        folder.write("declared.sql", &text);
        let before = (contents(&canary), rest_of(&database, &role).await);
        for verb in ["diff", "doctor"] {
            let url = database.url();
            let words = match verb {
                "diff" => vec!["diff", "declared.sql", url, "--format", "json"],
                _ => vec!["check", "--doctor", "--declared", "declared.sql", "--live", url],
            };
            let said = scratched(&folder, &database, &words);
            assert_eq!(contents(&canary), before.0, "{url}");
            let rows = victim.query_text("select count(*), sum(a) from kept").await;
            assert_eq!(rows[0][0].as_deref(), Some("2"), "{url}");
            assert_eq!(rest_of(&database, &role).await, before.1, "{url}");
            if verb == "diff" {
                let found = findings(&json(&said));
                // A trigger that an attack puts on it is declared, and not there.
                let honest = found.iter().filter(|f| f.contains("honest"));
                let honest: Vec<_> = honest.filter(|f| !f.contains("trigger")).collect();
                assert!(honest.is_empty(), "{url} {honest:?}");
                assert!(
                    !said.out.contains("s3cret") && !said.err.contains("s3cret"),
                    "{}",
                    said.out
                );
            }
        }
    }
}

#[cfg(unix)]
fn open_to_all(folder: &std::path::Path) {
    use std::os::unix::fs::PermissionsExt;
    for path in [folder, folder.parent().unwrap()] {
        fs::set_permissions(path, fs::Permissions::from_mode(0o777)).unwrap();
    }
}

/// What an attack could have left on the server or in the compared database.
async fn rest_of(database: &Database, role: &str) -> Vec<Vec<Option<String>>> {
    let own = match database.family() {
        Family::Sqlite => "select name from sqlite_schema order by name".to_owned(),
        Family::Postgres => format!(
            "select relname::text from pg_class where relname in ('honest', 'honest_child', 'evil') \
             union all select rolname from pg_roles where rolname = '{role}' \
             union all select datname from pg_database where datname = '{role}'"
        ),
        _ => format!(
            "select table_name from information_schema.tables where table_schema = database() \
             union all select user from mysql.user where user = '{role}' \
             union all select schema_name from information_schema.schemata where schema_name = '{role}' \
             union all select @@global.max_connect_errors"
        ),
    };
    let mut rows = database.query_text(&own).await;
    rows.sort();
    rows
}

const SQLITE: &str = "
ATTACH 'VICTIM' AS v
--
CREATE TABLE v.evil (a)
--
DROP TABLE v.kept
--
DELETE FROM v.kept
--
VACUUM INTO 'CANARY/copy.db'
--
VACUUM main INTO 'CANARY/copy.db'
--
ATTACH 'CANARY/new.db' AS n
--
PRAGMA writable_schema = ON
--
SELECT load_extension('CANARY/x.so')
--
SELECT writefile('CANARY/x', 'y')
--
.shell touch CANARY/x
--
.output CANARY/x
--
.open CANARY/x
--
CREATE TABLE c AS SELECT readfile('CANARY/secret')
--
CREATE TABLE d (a DEFAULT (writefile('CANARY/x', 'y')))
--
CREATE VIEW w AS SELECT readfile('CANARY/secret')
--
CREATE VIRTUAL TABLE f USING csv(filename='CANARY/secret')
--
CREATE TRIGGER g AFTER INSERT ON honest WHEN begin BEGIN SELECT 1; END; ATTACH 'CANARY/t.db' AS t; CREATE TABLE t.x (a); END
--
CREATE TABLE e (a int /* */); ATTACH 'CANARY/u.db' AS u; CREATE TABLE u.x (a)
--
PRAGMA temp_store_directory = 'CANARY'
";

const POSTGRES: &str = "
DROP DATABASE VICTIM
--
\\! touch CANARY/x
--
\\c VICTIM
--
\\copy honest to 'CANARY/x'
--
COPY (SELECT 1) TO PROGRAM 'touch CANARY/x'
--
COPY honest TO 'CANARY/x'
--
COPY honest FROM PROGRAM 'touch CANARY/x; echo 1'
--
CREATE ROLE EVIL SUPERUSER
--
CREATE DATABASE EVIL
--
GRANT pg_execute_server_program TO PUBLIC
--
SET ROLE postgres
--
RESET SESSION AUTHORIZATION
--
CREATE FUNCTION reach() RETURNS int LANGUAGE plpgsql IMMUTABLE AS $$
begin
  begin execute 'reset role'; exception when others then null; end;
  begin execute 'set role postgres'; exception when others then null; end;
  begin execute 'copy (select 1) to program ''touch CANARY/x'''; exception when others then null; end;
  begin execute 'copy (select 1) to ''CANARY/x'''; exception when others then null; end;
  begin perform lo_export(lo_create(0), 'CANARY/x'); exception when others then null; end;
  begin execute 'create role EVIL superuser'; exception when others then null; end;
  return length(pg_read_file('CANARY/secret'));
end $$
--
CREATE TABLE folded (a int CHECK (reach() > 0), b int GENERATED ALWAYS AS (reach()) STORED)
--
CREATE INDEX folded_i ON folded ((a + reach()))
--
ALTER TABLE folded ADD COLUMN c int DEFAULT reach()
--
CREATE TABLE bounds (a int) PARTITION BY RANGE (a)
--
CREATE TABLE bound PARTITION OF bounds FOR VALUES FROM (0) TO (reach())
--
CREATE MATERIALIZED VIEW m AS SELECT reach(), pg_read_file('CANARY/secret')
--
CREATE FUNCTION py() RETURNS int LANGUAGE plpython3u AS $$ import os; os.system('touch CANARY/x') $$
--
CREATE FUNCTION c() RETURNS int LANGUAGE c AS '/lib/x86_64-linux-gnu/libc.so.6', 'system'
--
CREATE EXTENSION dblink
--
CREATE EXTENSION file_fdw
--
CREATE EVENT TRIGGER e ON ddl_command_start EXECUTE FUNCTION reach()
--
CREATE TABLE t AS SELECT pg_read_file('CANARY/secret')
--
SELECT lo_import('CANARY/secret')
--
CALL reach()
--
CREATE TABLESPACE s LOCATION 'CANARY'
--
CREATE SUBSCRIPTION s CONNECTION 'dbname=VICTIM' PUBLICATION p
--
ALTER SYSTEM SET archive_command = 'touch CANARY/x'
--
DO $$ BEGIN EXECUTE 'COPY (SELECT 1) TO PROGRAM ''touch CANARY/x'''; END $$;
";

const MARIADB: &str = "
DROP DATABASE VICTIM;
--
DROP TABLE VICTIM.kept
--
CREATE TABLE VICTIM.evil (a int)
--
CREATE TABLE evil LIKE VICTIM.kept
--
RENAME TABLE VICTIM.kept TO VICTIM.lost
--
ALTER TABLE VICTIM.kept ADD COLUMN evil int
--
ALTER TABLE honest RENAME TO VICTIM.honest
--
CREATE INDEX i ON VICTIM.kept (a)
--
CREATE OR REPLACE TABLE VICTIM.kept (a int)
--
TRUNCATE VICTIM.kept
--
CREATE DATABASE EVIL
--
CREATE USER EVIL
--
GRANT ALL ON *.* TO EVIL
--
SET GLOBAL max_connect_errors = 77
--
SELECT 1 INTO OUTFILE 'CANARY/x'
--
SELECT 1 INTO DUMPFILE 'CANARY/x'
--
LOAD DATA INFILE 'CANARY/secret' INTO TABLE honest
--
CREATE VIEW w AS SELECT LOAD_FILE('CANARY/secret')
--
CREATE TABLE l (a text DEFAULT (LOAD_FILE('CANARY/secret')))
--
CREATE TABLE f (a int) ENGINE=CONNECT TABLE_TYPE=DOS FILE_NAME='CANARY/x'
--
CREATE TABLE d (a int) DATA DIRECTORY='CANARY'
--
CREATE FUNCTION sys RETURNS STRING SONAME 'x.so'
--
INSTALL PLUGIN p SONAME 'x.so'
--
CREATE EVENT e ON SCHEDULE EVERY 1 SECOND DO DELETE FROM VICTIM.kept
--
CREATE TRIGGER g BEFORE INSERT ON honest FOR EACH ROW SET NEW.name = begin; DROP DATABASE VICTIM; SELECT 1 INTO OUTFILE 'CANARY/x'; END
--
CREATE PROCEDURE p() BEGIN DROP DATABASE VICTIM; END
--
CALL p()
--
\\! touch CANARY/x
--
CREATE TABLE x (a int); /*! DROP TABLE VICTIM.kept */
--
USE VICTIM
--
DROP TABLE kept
--
DELETE FROM kept
--
CREATE TABLE evil (a int)
";
