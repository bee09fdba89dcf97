//! `assert_no_drift!` passes on what is declared and fails on everything else, saying what.

use std::path::PathBuf;

use sea_orm::{ConnectOptions, DatabaseConnection};
use seedbed_drift::Policy;
use seedbed_schema_model::Dialect;
use seedbed_schema_source::{assert_no_drift, entities, sql};
use seedbed_testkit::Database;

mod notes {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "notes")]
    pub(super) struct Model {
        #[sea_orm(primary_key)]
        pub(super) id: i32,
        pub(super) text: Option<String>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(super) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// What a future that panics says.
async fn said(future: impl Future<Output = ()> + Send + 'static) -> String {
    let panic = tokio::spawn(future).await.expect_err("it passes").into_panic();
    *panic.downcast::<String>().expect("a text")
}

async fn open(url: &str) -> DatabaseConnection {
    sea_orm::Database::connect(ConnectOptions::new(url)).await.unwrap()
}

#[tokio::test]
async fn a_database_that_is_as_declared_passes_on_every_engine() {
    for database in Database::each().await {
        let make = match database.family() {
            seedbed_schema_model::Family::Sqlite => "integer PRIMARY KEY AUTOINCREMENT NOT NULL",
            seedbed_schema_model::Family::Postgres => "serial PRIMARY KEY",
            _ => "int AUTO_INCREMENT PRIMARY KEY",
        };
        database.execute_script(&format!("CREATE TABLE notes (id {make}, text varchar(9))")).await;
        let connection = open(database.url()).await;
        assert_no_drift!(entities![notes::Entity], &connection);
        // Declared by entities or by a reading, owned or borrowed.
        let family = database.family();
        let declared = entities![notes::Entity].read(Dialect::unversioned(family)).unwrap();
        assert_no_drift!(&declared, &connection);

        database.execute_script("CREATE TABLE more (a int)").await;
        let ignore = vec!["more".parse().unwrap()];
        assert_no_drift!(declared, &connection, Policy { ignore, ..Policy::default() });
        let shared = connection.clone();
        let text = said(async move { assert_no_drift!(entities![notes::Entity], &shared) }).await;
        assert!(text.starts_with("the database is not as declared\n"), "{text}");
        assert!(text.contains("extra-table") && text.contains("more"), "{database} {text}");
        let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let silence = "leaves open, so compared only where it says it: comments, collations";
        assert!(line.contains(silence), "{database} {text}");
        connection.close().await.unwrap();
    }
}

#[tokio::test]
async fn an_empty_database_and_an_unreadable_declaration_fail() {
    let connection = open("sqlite::memory:").await;
    let (one, two) = (connection.clone(), connection.clone());
    let text = said(async move { assert_no_drift!(entities![notes::Entity], &one) }).await;
    assert!(text.contains("the live side has no table to compare"), "{text}");
    let text = said(async move { assert_no_drift!("no/such/schema.sql", &two) }).await;
    assert!(text.starts_with("the database cannot be compared: could not read no/such/"), "{text}");
    connection.close().await.unwrap();
}

#[tokio::test]
async fn a_file_is_a_declaration_by_its_path() {
    let folder = tempfile::tempdir().unwrap();
    let path: PathBuf = folder.path().join("schema.sql");
    std::fs::write(&path, "CREATE TABLE notes (id integer PRIMARY KEY, text text);").unwrap();
    let database = Database::sqlite().await;
    database.execute_script("CREATE TABLE notes (id integer PRIMARY KEY, text text)").await;
    let connection = open(database.url()).await;
    assert_no_drift!(path, &connection);
    assert_no_drift!(path.to_str().unwrap(), &connection);
    let reading = sql::read_path(Dialect::SQLITE, &path).unwrap();
    assert_no_drift!(reading, &connection);
    database.execute_script("ALTER TABLE notes DROP COLUMN text").await;
    let shared = connection.clone();
    let text = said(async move { assert_no_drift!(path, &shared) }).await;
    assert!(text.contains("missing-column") && text.contains("notes.text"), "{text}");
    connection.close().await.unwrap();
}
