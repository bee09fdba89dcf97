//! The law between reading and writing: what is read, written as DDL, applied and read again has the
//! same normal form.

use seedbed_schema_model::{Fingerprint, Schema, ddl, normal};
use seedbed_testkit::Database;

use crate::{read, read_script};

/// Applies the DDL of `schema` to an empty database and compares what is read there.
async fn assert_round_trip(schema: &Schema, target: &Database) {
    let statements = ddl::create_schema(schema).unwrap();
    target.execute_script(&format!("{};", statements.join(";\n"))).await;
    let again = read(target.url()).await.schema;
    let names = |s: &Schema| s.tables.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&again), names(schema));
    for (name, table) in &schema.tables {
        assert_eq!(
            normal::table_form(&again, &again.tables[name]),
            normal::table_form(schema, table),
            "{target}: {name}"
        );
    }
    assert_eq!((&again.enums, &again.domains), (&schema.enums, &schema.domains));
    assert_eq!(again.sequences, schema.sequences);
    assert_eq!(Fingerprint::of(&again), Fingerprint::of(schema));
}

#[tokio::test]
async fn sqlite() {
    let (source, target) = (Database::sqlite().await, Database::sqlite().await);
    let mut schema = read_script(&source, include_str!("rich/sqlite.sql")).await.schema;
    // Only `INTEGER PRIMARY KEY DESC` makes an INTEGER key that is not the rowid, and DDL does not
    // write that.
    schema.tables.remove(&"no_alias".into());
    assert_round_trip(&schema, &target).await;
}

#[tokio::test]
async fn postgres() {
    let (source, target) = (Database::postgres().await, Database::postgres().await);
    let mut schema = read_script(&source, include_str!("rich/postgres.sql")).await.schema;
    // What the model cannot say in full cannot be written: bounds of partitions, composite types.
    schema.tables.retain(|_, t| t.options.partition_of.is_none());
    schema.tables.values_mut().for_each(|t| t.columns.retain(|c| c.ty.raw != "pair"));
    target.execute_script("CREATE SCHEMA other; CREATE SCHEMA \"Odd \"\"Schema\"").await;
    assert_round_trip(&schema, &target).await;
}

#[tokio::test]
async fn mariadb() {
    let (source, target) = (Database::mariadb().await, Database::mariadb().await);
    let reading = read_script(&source, include_str!("rich/mariadb.sql")).await;
    assert_round_trip(&reading.schema, &target).await;
}
