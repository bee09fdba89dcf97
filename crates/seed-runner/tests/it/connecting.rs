//! Connecting: who the database is, and errors that name what failed and hold no password.

use seedbed_schema_model::Family;
use seedbed_seed_runner::{ConnectError, Endpoint, Stage, Target};
use seedbed_testkit::Database;

use crate::fixture::environment;

const SECRET: &str = "s3cr3t%40word";

async fn fails(url: &str) -> ConnectError {
    let error = Target::connect(url, environment(Stage::Development)).await.unwrap_err();
    let told = format!("{error} {error:?}");
    assert!(!told.contains("s3cr3t"), "{told}");
    error
}

#[tokio::test]
async fn a_target_knows_which_database_it_is() {
    for db in Database::each().await {
        let target = Target::connect(db.url(), environment(Stage::Staging)).await.unwrap();
        let identity = target.identity();
        assert_eq!((identity.engine, identity.database.as_str()), (db.family(), db.name()));
        assert_eq!((identity.environment.as_str(), identity.stage), ("staging", Stage::Staging));
        assert!(target.dialect().version.major > 0, "{db}");
        // The same database under another name of the same place is recognised, others are not.
        let (here, other) = (Endpoint::parse("prod", db.url()).unwrap(), Endpoint::of(identity));
        assert!(here.is(identity) && other.is(identity), "{db}");
        let elsewhere = match db.family() {
            Family::Sqlite => Database::sqlite().await,
            Family::Postgres => Database::postgres().await,
            _ => Database::mariadb().await,
        };
        let url = Endpoint::parse("prod", elsewhere.url()).unwrap();
        let known = Target::connect(elsewhere.url(), environment(Stage::Staging)).await.unwrap();
        assert!(!url.is(identity) && !Endpoint::of(known.identity()).is(identity), "{db}");
        let json = serde_json::to_string(identity).unwrap();
        assert!(!json.contains("root") && !json.contains("postgres@"), "{json}");
    }
}

#[tokio::test]
async fn a_sqlite_file_is_not_created_by_connecting() {
    let db = Database::sqlite().await;
    let url = format!("{}-missing", db.url());
    let path = url.strip_prefix("sqlite:").unwrap();
    assert!(matches!(fails(&url).await, ConnectError::MissingFile { .. }));
    assert!(!std::path::Path::new(path).exists());
    let made = Target::create_sqlite_file(&url, environment(Stage::Development)).await.unwrap();
    assert!(made.read().await.unwrap().schema.tables.is_empty());
    std::fs::write(path, "this is no database, it is a text that is long enough").unwrap();
    assert!(matches!(fails(&url).await, ConnectError::File { .. }));
}

#[tokio::test]
async fn another_name_of_a_file_is_the_same_database() {
    let db = Database::sqlite().await;
    let path = db.url().strip_prefix("sqlite:").unwrap();
    let link = format!("{path}-link");
    std::os::unix::fs::symlink(path, &link).unwrap();
    let by_link = Target::connect(&format!("sqlite:{link}"), environment(Stage::Development)).await;
    let by_name = Target::connect(db.url(), environment(Stage::Production)).await.unwrap();
    assert!(by_link.unwrap().identity().same_database(by_name.identity()));
}

#[tokio::test]
async fn a_journal_left_by_a_kill_is_played_back() {
    let db = Database::sqlite().await;
    let path = db.url().strip_prefix("sqlite:").unwrap().to_owned();
    db.execute_script(
        "CREATE TABLE t (x int, y text);
         WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)
         INSERT INTO t SELECT i, printf('%0100d', i) FROM n",
    )
    .await;
    // A copy taken in the middle of a transaction that has spilled is what a kill leaves.
    let pool = db.connect().await;
    use sea_orm::{ConnectionTrait as _, TransactionTrait as _};
    let open = pool.begin().await.unwrap();
    open.execute_unprepared("PRAGMA cache_size = 10").await.unwrap();
    open.execute_unprepared("UPDATE t SET y = 'changed'").await.unwrap();
    let killed = format!("{path}-killed");
    std::fs::copy(&path, &killed).unwrap();
    std::fs::copy(format!("{path}-journal"), format!("{killed}-journal")).unwrap();
    drop(open);
    let url = format!("sqlite:{killed}");
    let target = Target::connect(&url, environment(Stage::Development)).await.unwrap();
    let rows = target
        .connection()
        .query_one_raw(sea_orm::Statement::from_string(
            sea_orm::DbBackend::Sqlite,
            "SELECT count(*) FROM t WHERE y = 'changed'",
        ))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(rows.try_get_by_index::<i64>(0).unwrap(), 0);
}

#[tokio::test]
async fn what_cannot_be_connected_to_is_named() {
    let (pg, maria) = (Database::postgres().await, Database::mariadb().await);
    let swap = |url: &str, user: &str| {
        let rest = url.split_once('@').unwrap().1;
        let scheme = url.split_once("://").unwrap().0;
        format!("{scheme}://{user}:{SECRET}@{rest}")
    };
    for url in [swap(pg.url(), "nobody_here"), swap(maria.url(), "nobody_here")] {
        let error = fails(&url).await;
        assert!(
            matches!(&error, ConnectError::Credentials { user, .. } if user == "nobody_here"),
            "{error}"
        );
    }
    for url in [
        swap("postgres://x@no-such-host.invalid/app", "u"),
        swap("mysql://x@no-such-host.invalid/app", "u"),
    ] {
        let error = fails(&url).await;
        assert!(matches!(error, ConnectError::UnknownHost { .. }), "{error}");
    }
    for url in [swap("postgres://x@127.0.0.1:9/app", "u"), swap("mariadb://x@127.0.0.1:9/app", "u")]
    {
        let error = fails(&url).await;
        assert!(matches!(error, ConnectError::Unreachable { .. }), "{error}");
    }
    for (url, name) in [(pg.url(), pg.name()), (maria.url(), maria.name())] {
        let error = fails(&url.replace(name, "no_such_database")).await;
        assert!(
            matches!(&error, ConnectError::UnknownDatabase { database, .. } if database == "no_such_database"),
            "{error}"
        );
    }
    assert!(matches!(
        fails(&format!("oracle://u:{SECRET}@h/x")).await,
        ConnectError::Scheme { .. }
    ));
    assert!(matches!(
        fails(&format!("postgres://u:{SECRET}@h")).await,
        ConnectError::NoDatabase { .. }
    ));
    assert!(matches!(fails(&format!("mysql://u:{SECRET}@h:no/x")).await, ConnectError::Url { .. }));
}
