//! Every kind of thing a PostgreSQL catalog knows: a change of it is a finding, or it is listed as
//! what was not compared. Nothing changes without a word.

use seedbed_drift::{Policy, compare};
use seedbed_schema_model::Reading;
use seedbed_schema_source::live;
use seedbed_testkit::Database;

/// What exists before.
const BASE: &str = "
    CREATE TABLE t (id int PRIMARY KEY, n int NOT NULL, s text, r int4range);
    CREATE TABLE u (id int PRIMARY KEY, t int);
    CREATE TABLE par (id int, k int) PARTITION BY RANGE (id);
    CREATE TABLE part PARTITION OF par FOR VALUES FROM (1) TO (10);
    CREATE TABLE twice AS SELECT 1 AS a FROM generate_series(1, 2);
    CREATE TABLE lone (a int);
    CREATE MATERIALIZED VIEW m AS SELECT id, n FROM t;
    CREATE VIEW v AS SELECT id FROM t;
    CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'begin return new; end';
    CREATE FUNCTION g(a int) RETURNS int LANGUAGE sql IMMUTABLE AS 'select a';
    CREATE FUNCTION ev() RETURNS event_trigger LANGUAGE plpgsql AS 'begin end';
    CREATE TRIGGER tr BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION f();
    CREATE TYPE mood AS ENUM ('a', 'b');
    CREATE TYPE pair AS (a int, b int);
    CREATE DOMAIN pos AS int CHECK (VALUE > 0);
    CREATE SEQUENCE sq;";

/// A statement, and the rule of the finding that it makes.
const FOUND: [(&str, &str); 27] = [
    ("ALTER TABLE t ADD CONSTRAINT nv CHECK (n > 0) NOT VALID", "extra-check"),
    ("ALTER TABLE t VALIDATE CONSTRAINT nv", "check-not-validated"),
    ("ALTER TABLE u ADD CONSTRAINT fk FOREIGN KEY (t) REFERENCES t NOT VALID", "extra-foreign-key"),
    ("CREATE UNIQUE INDEX CONCURRENTLY broken ON twice (a)", "extra-index"),
    ("CREATE UNIQUE INDEX nd ON t (s) NULLS NOT DISTINCT", "extra-index"),
    ("ALTER TABLE t DISABLE TRIGGER tr", "trigger-disabled"),
    ("ALTER TABLE t ENABLE ALWAYS TRIGGER tr", "trigger-disabled"),
    ("ALTER TABLE t ADD CONSTRAINT ex EXCLUDE USING gist (r WITH &&)", "extra-exclusion"),
    ("CREATE INDEX mi ON m (n)", "extra-index"),
    ("ALTER TABLE lone SET UNLOGGED", "table-option-changed"),
    ("ALTER TABLE t ADD COLUMN gen int GENERATED ALWAYS AS (n + 1) STORED", "extra-column"),
    ("ALTER TABLE t ADD COLUMN ser serial", "extra-column"),
    ("ALTER TABLE t ALTER s TYPE text COLLATE \"C\"", "collation-changed"),
    ("COMMENT ON TABLE t IS 'x'", "comment-changed"),
    ("ALTER TYPE mood ADD VALUE 'c'", "enum-value-extra"),
    ("ALTER TYPE pair ADD ATTRIBUTE c int", "custom-type-changed"),
    ("ALTER DOMAIN pos SET NOT NULL", "domain-changed"),
    ("ALTER SEQUENCE sq INCREMENT 5", "sequence-changed"),
    (
        "CREATE OR REPLACE FUNCTION g(a int) RETURNS int LANGUAGE sql AS 'select a + 1'",
        "routine-changed",
    ),
    ("CREATE PROCEDURE pr() LANGUAGE plpgsql AS 'begin end'", "extra-routine"),
    ("CREATE AGGREGATE ag(int) (sfunc = int4pl, stype = int)", "extra-routine"),
    ("CREATE TYPE rng AS RANGE (subtype = float8)", "extra-custom-type"),
    ("CREATE OR REPLACE VIEW v WITH (security_barrier) AS SELECT id FROM t", "view-changed"),
    ("ALTER TABLE par DETACH PARTITION part", "table-option-changed"),
    (
        "CREATE TRIGGER on_view INSTEAD OF INSERT ON v FOR EACH ROW EXECUTE FUNCTION f()",
        "extra-trigger",
    ),
    ("ALTER TABLE u ALTER id ADD GENERATED ALWAYS AS IDENTITY", "identity-changed"),
    ("CREATE SCHEMA other CREATE TABLE o (a int)", "extra-table"),
];

/// A statement, and what is listed after it.
const LISTED: [(&str, &str); 30] = [
    ("CREATE RULE ru AS ON DELETE TO t DO INSTEAD NOTHING", "rule"),
    ("CREATE POLICY po ON t USING (n > 0)", "policy"),
    ("ALTER TABLE t ENABLE ROW LEVEL SECURITY", "row level security"),
    ("ALTER TABLE t FORCE ROW LEVEL SECURITY", "forced row level security"),
    ("CREATE PUBLICATION pu FOR TABLE t", "publication"),
    (
        "CREATE EVENT TRIGGER et ON ddl_command_end WHEN TAG IN ('CREATE CONVERSION') \
      EXECUTE FUNCTION ev()",
        "event trigger",
    ),
    ("CREATE STATISTICS st ON id, n FROM t", "statistics object"),
    ("CREATE OPERATOR === (leftarg = int, rightarg = int, function = int4eq)", "operator"),
    ("CREATE OPERATOR CLASS oc FOR TYPE int4 USING btree AS OPERATOR 1 <", "operator class"),
    ("CREATE OPERATOR FAMILY fam USING btree", "operator family"),
    ("CREATE CAST (mood AS int) WITH INOUT", "cast"),
    ("CREATE FOREIGN DATA WRAPPER fdw", "foreign data wrapper"),
    ("CREATE SERVER sv FOREIGN DATA WRAPPER fdw", "foreign server"),
    ("CREATE FOREIGN TABLE ft (a int) SERVER sv", "foreign table"),
    ("CREATE COLLATION co (locale = 'C')", "collation"),
    ("CREATE CONVERSION cv FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8", "conversion"),
    ("CREATE TEXT SEARCH CONFIGURATION tc (COPY = pg_catalog.simple)", "text search configuration"),
    ("CREATE TEXT SEARCH DICTIONARY td (TEMPLATE = simple)", "text search dictionary"),
    ("CREATE EXTENSION citext", "extension"),
    ("CREATE ACCESS METHOD am TYPE TABLE HANDLER heap_tableam_handler", "access method"),
    ("CREATE TABLE on_am (a int) USING am", "access method"),
    ("CREATE TABLE child () INHERITS (u)", "inheritance"),
    ("CREATE TABLE part2 PARTITION OF par FOR VALUES FROM (20) TO (30)", "partition bound"),
    ("CREATE TABLE of_type OF pair", "table of a type"),
    ("ALTER TABLE u SET (fillfactor = 70)", "storage parameters"),
    ("CREATE INDEX filled ON u (t) WITH (fillfactor = 50)", "storage parameters"),
    ("ALTER TABLE u REPLICA IDENTITY FULL", "replica identity"),
    ("ALTER TABLE t ALTER s SET STORAGE EXTERNAL", "storage of a column"),
    ("ALTER TABLE u ALTER t SET (n_distinct = 5)", "storage of a column"),
    ("CREATE TYPE shell", "type"),
];

async fn read(connection: &sea_orm::DatabaseConnection) -> Reading {
    live::read(connection, None).await.unwrap()
}

#[tokio::test]
async fn every_change_is_found_or_listed() {
    let database = Database::postgres().await;
    database.execute_script(BASE).await;
    let connection = database.connect().await;
    let mut before = read(&connection).await;
    let mut silent = Vec::new();
    for (statement, rule) in FOUND {
        // An index over rows that are not unique is left INVALID.
        let _ = database.try_script(statement).await;
        let after = read(&connection).await;
        let report = compare(&before, &after, &Policy::default());
        let rules: Vec<&str> = report.findings().iter().map(|f| f.rule.as_str()).collect();
        if rules != [rule] {
            silent.push(format!("{statement}: {rules:?}, not {rule}"));
        }
        before = after;
    }
    for (statement, kind) in LISTED {
        database.try_script(statement).await.unwrap_or_else(|e| panic!("{statement}: {e}"));
        let after = read(&connection).await;
        let new = after.gaps.iter().filter(|gap| !before.gaps.contains(gap));
        let listed: Vec<&str> =
            new.map(|gap| gap.what.split(':').next().unwrap_or_default()).collect();
        if !listed.contains(&kind) {
            silent.push(format!("{statement}: {listed:?} listed, not {kind}"));
        }
        before = after;
    }
    connection.close().await.unwrap();
    assert_eq!(silent, Vec::<String>::new());
}

/// Whoever may only read sees the same objects of every kind.
#[tokio::test]
async fn a_role_that_may_only_select_sees_every_kind() {
    let database = Database::postgres().await;
    database.execute_script(BASE).await;
    for (statement, _) in FOUND.into_iter().chain(LISTED) {
        let _ = database.try_script(statement).await;
    }
    let connection = database.connect().await;
    let owner = read(&connection).await;
    connection.close().await.unwrap();
    let connection = sea_orm::Database::connect(database.readonly_url().await).await.unwrap();
    let reader = read(&connection).await;
    connection.close().await.unwrap();
    assert!(owner.gaps.len() > 25, "{}", owner.gaps.len());
    assert_eq!(reader.schema, owner.schema);
    assert_eq!(reader.gaps, owner.gaps);
}
