//! Reading SQLite.

use seedbed_schema_model::{Identity, TypeKind};
use seedbed_testkit::Database;

use crate::{column, count::Counting, printed, read, read_script, table};

#[tokio::test]
async fn everything_the_catalog_says_is_read() {
    let database = Database::sqlite().await;
    let reading = read_script(&database, include_str!("rich/sqlite.sql")).await;
    insta::assert_snapshot!(printed(&reading));
    assert_eq!(reading.origin.database.as_deref(), Some("test.db"));
    let version = database.query_text("SELECT sqlite_version()").await[0][0].clone().unwrap();
    assert_eq!(reading.origin.server, Some(format!("SQLite {version}")));
    assert_eq!(reading.schema.dialect.version.to_string(), version);
}

#[tokio::test]
async fn the_rowid_is_told_from_a_plain_integer_key() {
    let database = Database::sqlite().await;
    let reading = read_script(&database, include_str!("rich/sqlite.sql")).await;
    let identity = |t, c| column(&reading, t, c).identity.clone();
    assert_eq!(identity("T'able", "Übung \"x\""), Some(Identity::Rowid { autoincrement: true }));
    assert_eq!(identity("no_alias", "id"), None);
    assert_eq!(identity("child", "id"), None);
    // The engine really takes a NULL there, and not in the others.
    database.execute_script("INSERT INTO no_alias VALUES (NULL, 1)").await;
    assert!(column(&reading, "no_alias", "id").nullable);
    assert!(database.try_script("INSERT INTO parent VALUES (NULL, 1, 1)").await.is_err());
    assert!(!column(&reading, "parent", "a").nullable);
}

#[tokio::test]
async fn a_read_only_connection_reads_the_same() {
    let database = Database::sqlite().await;
    let owner = read_script(&database, include_str!("rich/sqlite.sql")).await;
    let readonly = database.readonly_url().await;
    assert_eq!(read(&readonly).await, owner);
    let connection = sea_orm::Database::connect(&readonly).await.unwrap();
    assert_eq!(
        seedbed_schema_source::live::read_consistently(&connection, None).await.unwrap(),
        owner
    );
}

#[tokio::test]
async fn the_number_of_statements_does_not_depend_on_the_number_of_tables() {
    let database = Database::sqlite().await;
    let connection = Counting::connect(database.url()).await;
    let read = async || seedbed_schema_source::live::read(&connection, None).await.unwrap();
    assert_eq!(read().await.schema.tables.len(), 0);
    assert_eq!(connection.take(), 5);
    let script: String = (0..120)
        .map(|i| {
            format!("CREATE TABLE t{i} (id INTEGER PRIMARY KEY, p INT REFERENCES t0, u UNIQUE);")
        })
        .collect();
    database.execute_script(&script).await;
    let reading = read().await;
    assert_eq!(connection.take(), 5);
    assert_eq!(reading.schema.tables.len(), 120);
    assert_eq!(table(&reading, "t119").foreign_keys[0].target_columns, ["id"]);
    assert_eq!(column(&reading, "t7", "u").ty.kind, TypeKind::Other { name: String::new() });
}
