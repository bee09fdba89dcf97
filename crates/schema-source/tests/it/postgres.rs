//! Reading PostgreSQL.

use sea_orm::ConnectionTrait;
use seedbed_schema_model::{Dialect, Identity, TableName};
use seedbed_schema_source::{live, sql};
use seedbed_testkit::Database;

use crate::{column, count::Counting, printed, read, read_script, table};

const RICH: &str = include_str!("rich/postgres.sql");

#[tokio::test]
async fn everything_the_catalog_says_is_read() {
    let database = Database::postgres().await;
    let reading = read_script(&database, RICH).await;
    insta::assert_snapshot!(printed(&reading));
    assert_eq!(reading.origin.database.as_deref(), Some(database.name()));
    let version = database.query_text("SHOW server_version").await[0][0].clone().unwrap();
    assert_eq!(reading.origin.server, Some(format!("PostgreSQL {version}")));
}

#[tokio::test]
async fn a_role_that_may_only_select_reads_the_same() {
    let database = Database::postgres().await;
    let owner = read_script(&database, RICH).await;
    let readonly = database.readonly_url().await;
    assert_eq!(read(&readonly).await, owner);
    // Not even the right to use a schema is needed: names are then printed with their schema.
    database
        .execute_script(
            "REVOKE USAGE ON SCHEMA public, other FROM PUBLIC; DO $$ DECLARE r text; BEGIN \
             FOR r IN SELECT rolname FROM pg_roles WHERE rolname LIKE 'seedbed_ro%' LOOP \
             IF has_database_privilege(r, current_database(), 'CONNECT') THEN \
             EXECUTE format('REVOKE USAGE ON SCHEMA public, other FROM %I', r); END IF; \
             END LOOP; END $$",
        )
        .await;
    let role = url::Url::parse(&readonly).unwrap().username().to_owned();
    let usable = format!("SELECT has_schema_privilege('{role}', 'public', 'USAGE')");
    assert_eq!(database.query_text(&usable).await[0][0].as_deref(), Some("f"));
    assert_eq!(printed(&read(&readonly).await), printed(&owner));
}

#[tokio::test]
async fn serial_is_told_from_a_default_on_a_shared_sequence() {
    let database = Database::postgres().await;
    let reading = read_script(&database, RICH).await;
    let odd = "T'able \"q\" ü";
    let sequence = Some(TableName::new("T'able \"q\" ü_sEq'_seq"));
    let serial = column(&reading, odd, "sEq'");
    assert_eq!(serial.identity, Some(Identity::Serial { sequence }));
    assert_eq!(serial.default, None);
    let shared = column(&reading, odd, "counted");
    assert_eq!(shared.identity, None);
    assert_eq!(shared.default.as_ref().unwrap().as_str(), "nextval('shared_seq'::regclass)");
    let names: Vec<_> = reading.schema.sequences.keys().map(ToString::to_string).collect();
    assert_eq!(names, ["owned_but_not_serial", "shared_seq"]);
}

#[tokio::test]
async fn a_consistent_reading_is_the_same_and_leaves_nothing_open() {
    let database = Database::postgres().await;
    let plain = read_script(&database, RICH).await;
    let connection = sea_orm::Database::connect(database.url()).await.unwrap();
    assert_eq!(live::read_consistently(&connection, None).await.unwrap(), plain);
    let open = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() \
                AND state LIKE 'idle in%'";
    assert_eq!(database.query_text(open).await[0][0].as_deref(), Some("0"));
}

/// What is set for a database or a role must not show in what is read.
#[tokio::test]
async fn settings_of_the_database_do_not_show_in_a_reading() {
    let database = Database::postgres().await;
    let script = "CREATE TABLE t (at timestamptz DEFAULT '2020-01-01 00:00:00+00', \
                  day date DEFAULT '2020-02-01', wait interval DEFAULT '1 day 02:00', \
                  body bytea DEFAULT '\\xab', pay money DEFAULT 1.5, \
                  CHECK (at > '2020-01-01 00:00:00+00' AND wait < '90 minutes'))";
    database.execute_script(script).await;
    let read = async || {
        let connection = sea_orm::Database::connect(database.url()).await.unwrap();
        live::read_consistently(&connection, None).await.unwrap()
    };
    let before = read().await;
    let name = database.name();
    let settings: String = [
        "timezone = 'Asia/Tokyo'",
        "datestyle = 'German, DMY'",
        "intervalstyle = 'iso_8601'",
        "bytea_output = 'escape'",
        "quote_all_identifiers = on",
    ]
    .iter()
    .map(|set| format!("ALTER DATABASE {name} SET {set};"))
    .collect();
    database.execute_script(&settings).await;
    let style = database.query_text("SHOW intervalstyle").await[0][0].clone();
    assert_eq!(style.as_deref(), Some("iso_8601"));
    assert_eq!(read().await, before);
}

#[tokio::test]
async fn an_index_left_invalid_is_read_as_such() {
    let database = Database::postgres().await;
    database.execute_script("CREATE TABLE t (a int); INSERT INTO t VALUES (1), (1)").await;
    let failed = database.try_script("CREATE UNIQUE INDEX CONCURRENTLY broken ON t (a)").await;
    assert!(failed.is_err(), "the index cannot be built over equal values");
    let reading = read(database.url()).await;
    let index = &table(&reading, "t").indexes[0];
    assert_eq!((index.name.as_deref(), index.valid, index.unique), (Some("broken"), false, true));
}

#[tokio::test]
async fn the_further_rows_of_a_key_on_partitions_are_not_read_as_keys() {
    let database = Database::postgres().await;
    let reading = read_script(
        &database,
        "CREATE TABLE p (id int PRIMARY KEY) PARTITION BY HASH (id);
         CREATE TABLE p0 PARTITION OF p FOR VALUES WITH (MODULUS 2, REMAINDER 0);
         CREATE TABLE p1 PARTITION OF p FOR VALUES WITH (MODULUS 2, REMAINDER 1);
         CREATE TABLE c (p int REFERENCES p ON DELETE CASCADE);",
    )
    .await;
    let judge = "SELECT count(*) FROM pg_constraint WHERE contype = 'f'";
    assert_eq!(database.query_text(judge).await[0][0].as_deref(), Some("3"));
    let keys = &table(&reading, "c").foreign_keys;
    assert_eq!(keys.iter().map(|k| k.target.to_string()).collect::<Vec<_>>(), ["p"]);
    assert_eq!(table(&reading, "p1").options.partition_of, Some(TableName::new("p")));
    assert_eq!(table(&reading, "p1").primary_key.as_ref().unwrap().columns, ["id"]);
}

#[tokio::test]
async fn objects_of_extensions_are_not_part_of_the_schema() {
    let database = Database::postgres().await;
    let before = read(database.url()).await;
    assert_eq!((before.schema.tables.len(), before.gaps.len()), (0, 0));
    database.execute_script("CREATE EXTENSION citext; CREATE TABLE t (c citext)").await;
    let reading = read(database.url()).await;
    assert_eq!(column(&reading, "t", "c").ty.raw, "citext");
    let gaps: Vec<_> = reading.gaps.iter().map(|g| (g.place.as_str(), g.what.as_str())).collect();
    assert_eq!(gaps, [("citext", "extension")]);
    assert_eq!(reading.schema.views.len() + reading.schema.domains.len(), 0);
}

#[tokio::test]
async fn the_number_of_statements_does_not_depend_on_the_number_of_tables() {
    let database = Database::postgres().await;
    let connection = Counting::connect(database.url()).await;
    assert_eq!(live::read(&connection, None).await.unwrap().schema.tables.len(), 0);
    assert_eq!(connection.take(), 13);
    let tables: String = (0..120)
        .map(|i| {
            format!(
                "CREATE TABLE t{i} (id serial PRIMARY KEY, p int REFERENCES t0, u text UNIQUE);"
            )
        })
        .collect();
    database.execute_script(&tables).await;
    let reading = live::read(&connection, None).await.unwrap();
    assert_eq!(connection.take(), 13);
    assert_eq!(reading.schema.tables.len(), 120);
    assert_eq!(table(&reading, "t119").foreign_keys[0].target, TableName::new("t0"));
}

/// A database whose own search path begins with another schema than `public`.
#[tokio::test]
async fn the_first_schema_of_the_databases_search_path_is_the_default_one() {
    const SCRIPT: &str = "
        CREATE TYPE mood AS ENUM ('a');
        CREATE TYPE public.pm AS ENUM ('b');
        CREATE FUNCTION public.pf(int) RETURNS bool LANGUAGE sql IMMUTABLE AS 'select true';
        CREATE FUNCTION stamp() RETURNS trigger LANGUAGE plpgsql AS 'begin return new; end';
        CREATE TABLE t (id serial PRIMARY KEY, m mood DEFAULT 'a', p pm DEFAULT 'b',
            CHECK (pf(id)));
        CREATE TRIGGER tg BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION app.stamp();
        CREATE TABLE app.t2 (m app.mood, n public.pm[], t int REFERENCES t (id));
        CREATE TABLE public.u (id serial PRIMARY KEY, m app.mood);";
    let database = Database::postgres().await;
    database.execute_script("CREATE SCHEMA app").await;
    let (_, name) = database.url().rsplit_once('/').unwrap();
    let set = format!("ALTER DATABASE \"{name}\" SET search_path = app, public");
    database.execute_script(&set).await;
    let connection = sea_orm::Database::connect(database.url()).await.unwrap();
    for piece in sql::pieces(Dialect::POSTGRES, SCRIPT) {
        connection.execute_unprepared(piece.text).await.unwrap();
    }
    connection.close().await.unwrap();
    let live = read(database.url()).await;
    assert_eq!(live.schema.search_path, ["app", "public"]);
    assert_eq!(
        live.schema.tables.keys().map(ToString::to_string).collect::<Vec<_>>(),
        ["t", "t2", "public.u"]
    );
    assert_eq!(column(&live, "t", "p").ty.raw, "public.pm");
    let declared =
        sql::read_text_in(Dialect::POSTGRES, &live.schema.search_path, "script.sql", SCRIPT);
    crate::sql_live::assert_same(&declared, &live);
    // Whoever may use neither schema reads the same.
    let other = read(&database.readonly_url().await).await;
    crate::sql_live::assert_same(&other, &live);
}
