//! Sources chosen at run time, and what they say when they cannot be read.

use seedbed_schema_source::{LiveSource, SchemaSource, SnapshotSource, live};
use seedbed_testkit::Database;

async fn message(source: &dyn SchemaSource) -> String {
    source.read().await.unwrap_err().to_string()
}

#[tokio::test]
async fn sources_of_every_kind_are_one_type() {
    let database = Database::sqlite().await;
    database.execute_script("CREATE TABLE t (a INT)").await;
    let connection = database.connect().await;
    let sources: [Box<dyn SchemaSource>; 2] = [
        Box::new(LiveSource::new(connection, "sqlite:shop.db")),
        Box::new(SnapshotSource::new("nowhere.json")),
    ];
    let reading = sources[0].read().await.unwrap();
    assert_eq!(sources[0].label(), "sqlite:shop.db");
    assert_eq!(reading.origin.label, "sqlite:shop.db");
    assert_eq!(reading.origin.database.as_deref(), Some("test.db"));
    assert_eq!(reading.schema.tables.len(), 1);
    assert_eq!(
        message(&*sources[1]).await,
        "could not read nowhere.json: No such file or directory (os error 2); \
         check the path and its permissions"
    );
}

#[tokio::test]
async fn what_the_caller_knows_of_the_origin_is_kept() {
    let database = Database::sqlite().await;
    let connection = database.connect().await;
    let origin = seedbed_schema_model::Origin {
        host: Some("db.example:5432".to_owned()),
        database: Some("shop".to_owned()),
        ..live::origin("postgres://db.example:5432/shop")
    };
    let read = live::read(&connection, Some(origin.clone())).await.unwrap().origin;
    assert_eq!(
        (read.host, read.database, read.label),
        (origin.host, origin.database, origin.label)
    );
    assert!(read.server.unwrap().starts_with("SQLite 3."));
}

#[tokio::test]
async fn an_error_names_what_failed_and_never_the_password() {
    let database = Database::postgres().await;
    let url = database.readonly_url().await;
    let connection = sea_orm::Database::connect(&url).await.unwrap();
    connection.clone().close().await.unwrap();
    let source = LiveSource::new(connection, "shop");
    let text = message(&source).await;
    assert!(text.starts_with("could not read the version from PostgreSQL: "), "{text}");
    assert!(url.contains("only-reads") && !text.contains("only-reads"), "{text}");
}
