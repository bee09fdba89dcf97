//! Code and what else came late to the model, on real servers: what a file declares and an engine made
//! of it compares equal, whoever reads; one change is one finding.

use seedbed_drift::{Policy, compare};
use seedbed_schema_model::{Dialect, Family, Reading};
use seedbed_schema_source::{live, sql};
use seedbed_testkit::Database;

/// What is done, what takes it back, and the findings: `rule place`.
type Change = (&'static str, &'static str, &'static [&'static str]);

const POSTGRES: &str = r#"
CREATE TYPE pair AS (a integer, b text);
CREATE TYPE span AS RANGE (subtype = float8, subtype_diff = float8mi);
CREATE SEQUENCE numbers AS integer START 100 INCREMENT BY 5 MINVALUE 10 MAXVALUE 900 CACHE 7 CYCLE;
CREATE SEQUENCE plain;
CREATE FUNCTION stamp() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.note := coalesce(TG_ARGV[0], 'x;') || 'y';
  RETURN NEW;
END
$$;
CREATE FUNCTION "Mixed Name"(a int, b varchar(10) DEFAULT 'q', OUT c numeric, VARIADIC d text[] DEFAULT '{}')
  IMMUTABLE STRICT PARALLEL SAFE COST 5 SECURITY DEFINER SET search_path = public, pg_temp
  LANGUAGE plpgsql AS 'begin c := a; end';
CREATE FUNCTION over(int) RETURNS int LANGUAGE sql AS 'select $1';
CREATE FUNCTION over(text) RETURNS int LANGUAGE sql RETURNS NULL ON NULL INPUT AS 'select 1';
CREATE FUNCTION rows_of(n double precision, w timestamp with time zone = now())
  RETURNS TABLE (x int, y character varying) LANGUAGE sql STABLE ROWS 10 AS $body$ select 1, 'a' $body$;
CREATE FUNCTION many() RETURNS SETOF pair LANGUAGE sql BEGIN ATOMIC SELECT 1, 'a'::text; END;
CREATE PROCEDURE tidy(INOUT n int) LANGUAGE plpgsql AS $$ begin n := n + 1; end $$;
CREATE AGGREGATE total(int) (sfunc = int4pl, stype = int4, initcond = '0');
CREATE TABLE things (
  id integer GENERATED ALWAYS AS IDENTITY (START WITH 10 INCREMENT BY 2) PRIMARY KEY,
  code serial,
  note varchar(20),
  amount numeric(10,2) NOT NULL DEFAULT 0,
  during int4range,
  part pair,
  CONSTRAINT things_once UNIQUE NULLS NOT DISTINCT (code) INCLUDE (note),
  CONSTRAINT things_apart EXCLUDE USING gist (during WITH &&) WHERE (amount > 0),
  CONSTRAINT things_own CHECK (amount >= 0) NO INHERIT
);
CREATE TABLE links (a int, b int, FOREIGN KEY (a) REFERENCES things (id) ON DELETE SET NULL (a));
CREATE TRIGGER stamp_things BEFORE INSERT OR UPDATE OF note, amount ON things
  FOR EACH ROW WHEN (new.note = 'a' OR new.amount > 5) EXECUTE PROCEDURE stamp('it''s');
CREATE TRIGGER quiet AFTER UPDATE ON things REFERENCING OLD TABLE AS was NEW TABLE AS becomes
  FOR EACH STATEMENT EXECUTE FUNCTION public.stamp();
ALTER TABLE things DISABLE TRIGGER quiet;
CREATE CONSTRAINT TRIGGER late AFTER INSERT ON things DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION stamp();
CREATE VIEW shown WITH (security_barrier) AS SELECT id, note FROM things;
CREATE TRIGGER into_shown INSTEAD OF INSERT ON shown FOR EACH ROW EXECUTE FUNCTION stamp();
CREATE MATERIALIZED VIEW kept AS SELECT note, count(*) AS n FROM things GROUP BY note;
CREATE UNIQUE INDEX kept_note ON kept (note);
CREATE TABLE parts (id int, day date) PARTITION BY RANGE (day);
CREATE TABLE parts_1 PARTITION OF parts FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TRIGGER on_parts AFTER INSERT ON parts FOR EACH ROW EXECUTE FUNCTION stamp();
"#;

const POSTGRES_CHANGES: &[Change] = &[
    (
        "DROP TRIGGER late ON things",
        "CREATE CONSTRAINT TRIGGER late AFTER INSERT ON things DEFERRABLE INITIALLY DEFERRED \
         FOR EACH ROW EXECUTE FUNCTION stamp()",
        &["missing-trigger things (trigger late)"],
    ),
    (
        "CREATE TRIGGER more BEFORE DELETE ON links FOR EACH ROW EXECUTE FUNCTION stamp()",
        "DROP TRIGGER more ON links",
        &["extra-trigger links (trigger more)"],
    ),
    (
        "ALTER TABLE things DISABLE TRIGGER late",
        "ALTER TABLE things ENABLE TRIGGER late",
        &["trigger-disabled things (trigger late)"],
    ),
    (
        "ALTER TABLE things ENABLE TRIGGER quiet",
        "ALTER TABLE things DISABLE TRIGGER quiet",
        &["trigger-disabled things (trigger quiet)"],
    ),
    (
        "CREATE OR REPLACE TRIGGER stamp_things BEFORE INSERT OR UPDATE OF note, amount ON things \
         FOR EACH ROW WHEN (new.note = 'a' OR new.amount > 6) EXECUTE PROCEDURE stamp('it''s')",
        "CREATE OR REPLACE TRIGGER stamp_things BEFORE INSERT OR UPDATE OF note, amount ON things \
         FOR EACH ROW WHEN (new.note = 'a' OR new.amount > 5) EXECUTE PROCEDURE stamp('it''s')",
        &["trigger-changed things (trigger stamp_things)"],
    ),
    (
        "CREATE OR REPLACE TRIGGER stamp_things BEFORE INSERT OR UPDATE OF note ON things \
         FOR EACH ROW WHEN (new.note = 'a' OR new.amount > 5) EXECUTE PROCEDURE stamp('it''s')",
        "CREATE OR REPLACE TRIGGER stamp_things BEFORE INSERT OR UPDATE OF note, amount ON things \
         FOR EACH ROW WHEN (new.note = 'a' OR new.amount > 5) EXECUTE PROCEDURE stamp('it''s')",
        &["trigger-changed things (trigger stamp_things)"],
    ),
    (
        "DROP TRIGGER into_shown ON shown",
        "CREATE TRIGGER into_shown INSTEAD OF INSERT ON shown FOR EACH ROW EXECUTE FUNCTION stamp()",
        &["missing-trigger shown (trigger into_shown)"],
    ),
    (
        "DROP FUNCTION over(text)",
        "CREATE FUNCTION over(text) RETURNS int LANGUAGE sql STRICT AS 'select 1'",
        &["missing-routine over(text) (function)"],
    ),
    (
        "CREATE OR REPLACE FUNCTION over(int) RETURNS int LANGUAGE sql AS 'select $1 + 1'",
        "CREATE OR REPLACE FUNCTION over(int) RETURNS int LANGUAGE sql AS 'select $1'",
        &["routine-changed over(integer) (function)"],
    ),
    (
        "ALTER FUNCTION over(int) IMMUTABLE",
        "ALTER FUNCTION over(int) VOLATILE",
        &["routine-changed over(integer) (function)"],
    ),
    (
        "ALTER FUNCTION \"Mixed Name\"(int, varchar, text[]) SET search_path = public",
        "ALTER FUNCTION \"Mixed Name\"(int, varchar, text[]) SET search_path = public, pg_temp",
        &["routine-changed Mixed Name(integer, varchar, text[]) (function)"],
    ),
    (
        "CREATE FUNCTION more() RETURNS int LANGUAGE sql AS 'select 1'",
        "DROP FUNCTION more()",
        &["extra-routine more() (function)"],
    ),
    (
        "DROP PROCEDURE tidy",
        "CREATE PROCEDURE tidy(INOUT n int) LANGUAGE plpgsql AS $$ begin n := n + 1; end $$",
        &["missing-routine tidy(integer) (procedure)"],
    ),
    (
        "DROP AGGREGATE total(int)",
        "CREATE AGGREGATE total(int) (sfunc = int4pl, stype = int4, initcond = '0')",
        &["missing-routine total(integer) (function)"],
    ),
    (
        "ALTER TYPE pair ADD ATTRIBUTE c date CASCADE",
        "ALTER TYPE pair DROP ATTRIBUTE c CASCADE",
        &["custom-type-changed pair (type)"],
    ),
    (
        "DROP TYPE span",
        "CREATE TYPE span AS RANGE (subtype = float8, subtype_diff = float8mi)",
        &["missing-custom-type span (type)"],
    ),
    (
        "ALTER SEQUENCE numbers NO CYCLE",
        "ALTER SEQUENCE numbers CYCLE",
        &["sequence-changed numbers (sequence)"],
    ),
    (
        "ALTER SEQUENCE plain CACHE 9",
        "ALTER SEQUENCE plain CACHE 1",
        &["sequence-changed plain (sequence)"],
    ),
    (
        "ALTER TABLE things ALTER id SET INCREMENT BY 3",
        "ALTER TABLE things ALTER id SET INCREMENT BY 2",
        &["identity-changed things.id"],
    ),
    (
        "ALTER TABLE things DROP CONSTRAINT things_apart",
        "ALTER TABLE things ADD CONSTRAINT things_apart EXCLUDE USING gist (during WITH &&) \
         WHERE (amount > 0)",
        &["missing-exclusion things (exclusion constraint things_apart)"],
    ),
    (
        "ALTER TABLE things DROP CONSTRAINT things_apart, ADD CONSTRAINT things_apart \
         EXCLUDE USING gist (during WITH &&) WHERE (amount > 1)",
        "ALTER TABLE things DROP CONSTRAINT things_apart, ADD CONSTRAINT things_apart \
         EXCLUDE USING gist (during WITH &&) WHERE (amount > 0)",
        &["exclusion-changed things (exclusion constraint things_apart)"],
    ),
    (
        "ALTER TABLE things DROP CONSTRAINT things_own, ADD CONSTRAINT things_own CHECK (amount >= 0)",
        "ALTER TABLE things DROP CONSTRAINT things_own, \
         ADD CONSTRAINT things_own CHECK (amount >= 0) NO INHERIT",
        &["check-changed things (check constraint things_own)"],
    ),
    (
        "DROP INDEX kept_note",
        "CREATE UNIQUE INDEX kept_note ON kept (note)",
        &["missing-index kept (index kept_note)"],
    ),
    (
        "ALTER VIEW shown RESET (security_barrier)",
        "ALTER VIEW shown SET (security_barrier = on)",
        &["view-changed shown (view)"],
    ),
];

const MARIADB: &str = "
CREATE TABLE things (id int AUTO_INCREMENT PRIMARY KEY, note varchar(20), amount int NOT NULL DEFAULT 0);
DELIMITER //
CREATE TRIGGER stamp BEFORE INSERT ON things FOR EACH ROW
BEGIN
  IF NEW.note IS NULL THEN
    SET NEW.note = 'it''s;\\\\ \\'x'; -- said
  END IF;
END//
CREATE DEFINER=CURRENT_USER TRIGGER count_up AFTER DELETE ON things FOR EACH ROW SET @n = 1//
CREATE FUNCTION doubled(n INT UNSIGNED, s VARCHAR(10) CHARACTER SET utf8mb4) RETURNS varchar(20) CHARSET utf8mb4
  DETERMINISTIC READS SQL DATA SQL SECURITY INVOKER COMMENT 'x'
BEGIN
  RETURN concat(s, 'a\"b', n * 2);
END//
CREATE PROCEDURE doubled(IN n int, OUT m decimal(10,2), INOUT k bigint)
  SET m = n * 2//
CREATE EVENT sweep ON SCHEDULE EVERY 1 DAY STARTS '2030-01-01 00:00:00' ON COMPLETION PRESERVE DISABLE
  COMMENT 'tidies' DO DELETE FROM things WHERE amount < 0//
DELIMITER ;
CREATE SQL SECURITY INVOKER VIEW shown AS SELECT id FROM things WHERE amount > 0 WITH LOCAL CHECK OPTION;
";

const MARIADB_CHANGES: &[Change] = &[
    (
        "DROP TRIGGER count_up",
        "CREATE TRIGGER count_up AFTER DELETE ON things FOR EACH ROW SET @n = 1",
        &["missing-trigger things (trigger count_up)"],
    ),
    (
        "DROP TRIGGER count_up; CREATE TRIGGER count_up AFTER DELETE ON things FOR EACH ROW SET @n = 2",
        "DROP TRIGGER count_up; CREATE TRIGGER count_up AFTER DELETE ON things FOR EACH ROW SET @n = 1",
        &["trigger-changed things (trigger count_up)"],
    ),
    (
        "DROP TRIGGER count_up; CREATE TRIGGER count_up BEFORE DELETE ON things FOR EACH ROW SET @n = 1",
        "DROP TRIGGER count_up; CREATE TRIGGER count_up AFTER DELETE ON things FOR EACH ROW SET @n = 1",
        &["trigger-changed things (trigger count_up)"],
    ),
    (
        "CREATE TRIGGER more AFTER UPDATE ON things FOR EACH ROW SET @n = 1",
        "DROP TRIGGER more",
        &["extra-trigger things (trigger more)"],
    ),
    (
        "DROP PROCEDURE doubled",
        "CREATE PROCEDURE doubled(n int, OUT m decimal(10,2), INOUT k bigint) SET m = n * 2",
        &["missing-routine doubled() (procedure)"],
    ),
    (
        "DROP PROCEDURE doubled; CREATE PROCEDURE doubled(n bigint, OUT m decimal(10,2), INOUT k bigint) \
         SET m = n * 2",
        "DROP PROCEDURE doubled; CREATE PROCEDURE doubled(n int, OUT m decimal(10,2), INOUT k bigint) \
         SET m = n * 2",
        &["routine-changed doubled() (procedure)"],
    ),
    (
        "ALTER FUNCTION doubled SQL SECURITY DEFINER",
        "ALTER FUNCTION doubled SQL SECURITY INVOKER",
        &["routine-changed doubled() (function)"],
    ),
    ("ALTER EVENT sweep ENABLE", "ALTER EVENT sweep DISABLE", &["event-changed sweep (event)"]),
    (
        "ALTER EVENT sweep ON SCHEDULE EVERY 2 DAY STARTS '2030-01-01 00:00:00'",
        "ALTER EVENT sweep ON SCHEDULE EVERY 1 DAY STARTS '2030-01-01 00:00:00'",
        &["event-changed sweep (event)"],
    ),
];

const SQLITE: &str = "
CREATE TABLE things (id integer PRIMARY KEY, note text, amount integer NOT NULL DEFAULT 0);
CREATE VIEW shown (number, said) AS SELECT id, note FROM things;
CREATE TRIGGER stamp AFTER UPDATE OF note, \"amount\" ON things
WHEN new.note <> old.note OR (new.amount > 1) BEGIN
  UPDATE things SET note = CASE WHEN 1 THEN 'it''s;' END WHERE id = new.id; -- said
  DELETE FROM things WHERE amount < 0;
END;
CREATE TRIGGER plain INSERT ON things BEGIN SELECT 1; END;
CREATE TRIGGER into_shown INSTEAD OF INSERT ON shown BEGIN INSERT INTO things (note) VALUES (new.said); END;
";

const SQLITE_CHANGES: &[Change] = &[
    (
        "DROP TRIGGER plain",
        "create trigger PLAIN before insert on THINGS for each row begin select 1; end",
        &["missing-trigger things (trigger plain)"],
    ),
    (
        "DROP TRIGGER plain; CREATE TRIGGER plain AFTER INSERT ON things BEGIN SELECT 1; END",
        "DROP TRIGGER plain; CREATE TRIGGER plain INSERT ON things BEGIN SELECT 1; END",
        &["trigger-changed things (trigger plain)"],
    ),
    (
        "DROP TRIGGER plain; CREATE TRIGGER plain INSERT ON things BEGIN SELECT 2; END",
        "DROP TRIGGER plain; CREATE TRIGGER plain INSERT ON things BEGIN SELECT 1; END",
        &["trigger-changed things (trigger plain)"],
    ),
    (
        "CREATE TRIGGER more DELETE ON things BEGIN SELECT 1; END",
        "DROP TRIGGER more",
        &["extra-trigger things (trigger more)"],
    ),
    (
        "DROP TRIGGER into_shown",
        "CREATE TRIGGER into_shown INSTEAD OF INSERT ON shown \
         BEGIN INSERT INTO things (note) VALUES (new.said); END",
        &["missing-trigger shown (trigger into_shown)"],
    ),
];

async fn read(url: &str) -> Reading {
    let connection = sea_orm::Database::connect(url).await.unwrap();
    let reading = live::read(&connection, None).await.unwrap();
    connection.close().await.unwrap();
    reading
}

fn found(declared: &Reading, live: &Reading) -> Vec<String> {
    let report = compare(declared, live, &Policy::default());
    report.findings().iter().map(|f| format!("{} {}", f.rule, f.at)).collect()
}

async fn law(url: &str, declared: &Reading, changes: &[Change], run: impl AsyncFn(&str)) {
    assert!(declared.gaps.iter().all(|g| !g.kind.matters()), "{url} {:?}", declared.gaps);
    let base = read(url).await;
    assert_eq!(found(declared, &base), Vec::<String>::new(), "{url}");
    assert_eq!(found(&base, declared), Vec::<String>::new(), "{url}");
    let mut wrong = Vec::new();
    for (up, down, expected) in changes {
        run(up).await;
        let changed = read(url).await;
        run(down).await;
        for (side, base) in [("file", declared), ("catalog", &base)] {
            let found = found(base, &changed);
            if found != *expected {
                wrong.push(format!("{up}\n  against the {side}: {found:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{url}\n{}", wrong.join("\n"));
    assert_eq!(found(declared, &read(url).await), Vec::<String>::new(), "{url}: taken back");
}

async fn on(database: &Database, script: &str, changes: &[Change]) -> Reading {
    let dialect = Dialect::unversioned(database.family());
    let declared = sql::read_text(dialect, "code.sql", script);
    for piece in sql::pieces(dialect, script) {
        database.execute_script(piece.text).await;
    }
    let run = async |text: &str| {
        for piece in sql::pieces(dialect, text) {
            database.execute_script(piece.text).await;
        }
    };
    law(database.url(), &declared, changes, run).await;
    declared
}

#[tokio::test]
async fn postgres() {
    let database = Database::postgres().await;
    let declared = on(&database, POSTGRES, POSTGRES_CHANGES).await;
    // A role that may only read sees all of it.
    let readonly = read(&database.readonly_url().await).await;
    assert_eq!(found(&declared, &readonly), Vec::<String>::new());
    let mut owner = read(database.url()).await;
    owner.origin.clone_from(&readonly.origin);
    assert_eq!(owner.schema, readonly.schema);
}

#[tokio::test]
async fn mariadb() {
    let database = Database::mariadb().await;
    let declared = on(&database, MARIADB, MARIADB_CHANGES).await;
    // A role that may only read is shown no code: nobody may call that equal.
    let readonly = read(&database.readonly_url().await).await;
    let report = compare(&declared, &readonly, &Policy::default());
    assert_eq!(report.findings(), []);
    assert!(report.obstacles().iter().any(|o| o.to_string().contains("SHOW CREATE ROUTINE")));
}

#[tokio::test]
async fn sqlite() {
    on(&Database::sqlite().await, SQLITE, SQLITE_CHANGES).await;
}

/// On a MySQL server, where there is one.
#[tokio::test]
async fn mysql() {
    if let Some(database) = Database::mysql().await {
        assert_eq!(database.family(), Family::MySql);
        on(&database, MARIADB, MARIADB_CHANGES).await;
    }
}
