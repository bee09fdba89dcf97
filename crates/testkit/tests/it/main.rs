//! The throw-away databases are private, empty, complete, and gone afterwards.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod calls;
mod code;
mod fixing;
mod graph;
mod hostile;
mod kinds;
mod laws;
mod mutations;
mod queries;
mod synthetic;

use seedbed_schema_model::Family;
use seedbed_testkit::{Database, fixture, fixture_text};

fn text(cell: &str) -> Option<String> {
    Some(cell.to_owned())
}

#[tokio::test]
async fn scripts_run_whole_and_queries_come_back_as_text() {
    for db in Database::each().await {
        db.execute_script(
            "CREATE TABLE t (id int, price decimal(10,2), note varchar(20), at timestamp NULL);
             INSERT INTO t VALUES (1, 2.50, 'a; b', '2025-12-11 10:00:00');
             INSERT INTO t VALUES (2, NULL, NULL, NULL);",
        )
        .await;
        let rows = db.query_text("SELECT id, note, at, count(*) OVER () FROM t ORDER BY id").await;
        assert_eq!(
            rows,
            [
                vec![text("1"), text("a; b"), text("2025-12-11 10:00:00"), text("2")],
                vec![text("2"), None, None, text("2")],
            ],
            "{db}"
        );
        let pool = db.connect().await;
        pool.ping().await.unwrap();
        pool.close().await.unwrap();
    }
}

#[tokio::test]
async fn a_failing_statement_is_reported_wherever_it_stands() {
    for db in Database::each().await {
        let err = db.try_script("CREATE TABLE a (x int); SELECT nonsense FROM a;").await;
        assert!(err.unwrap_err().contains("nonsense"), "{db}");
    }
}

#[tokio::test]
async fn two_databases_share_nothing() {
    for (one, other) in Database::each().await.into_iter().zip(Database::each().await) {
        one.execute_script("CREATE TABLE only_here (x int)").await;
        assert_ne!(one.url(), other.url());
        other.execute_script("CREATE TABLE only_here (x int)").await;
    }
}

#[tokio::test]
async fn the_readonly_role_reads_and_nothing_else() {
    for db in Database::each().await {
        db.execute_script("CREATE TABLE t (x int); INSERT INTO t VALUES (7)").await;
        let url = db.readonly_url().await;
        let pool = sea_orm::Database::connect(&url).await.unwrap();
        use sea_orm::ConnectionTrait as _;
        let row = pool.query_one_raw(statement(&pool, "SELECT x FROM t")).await.unwrap().unwrap();
        assert_eq!(row.try_get_by_index::<i32>(0).unwrap(), 7, "{db}");
        for write in ["INSERT INTO t VALUES (8)", "DELETE FROM t", "CREATE TABLE u (x int)"] {
            assert!(pool.execute_unprepared(write).await.is_err(), "{db} allowed {write}");
        }
        pool.close().await.unwrap();
        assert_eq!(db.query_text("SELECT count(*) FROM t").await, [[text("1")]], "{db}");
    }
}

fn statement(pool: &sea_orm::DatabaseConnection, sql: &str) -> sea_orm::Statement {
    sea_orm::Statement::from_string(pool.get_database_backend(), sql)
}

#[tokio::test]
async fn dropping_removes_database_and_role_even_with_a_transaction_open() {
    for db in [Database::postgres().await, Database::mariadb().await] {
        let family = db.family();
        let name = db.name().to_owned();
        db.execute_script("CREATE TABLE t (x int)").await;
        let role_url = db.readonly_url().await;
        let role = role_url.split("//").nth(1).unwrap().split(':').next().unwrap().to_owned();
        let pool = db.connect().await;
        let open = sea_orm::TransactionTrait::begin(&pool).await.unwrap();
        sea_orm::ConnectionTrait::execute_unprepared(&open, "INSERT INTO t VALUES (1)")
            .await
            .unwrap();
        drop(db);

        let (judge, names, roles) = match family {
            Family::Postgres => (
                Database::postgres().await,
                "SELECT datname FROM pg_database",
                "SELECT rolname FROM pg_roles",
            ),
            _ => (
                Database::mariadb().await,
                "SHOW DATABASES",
                "SELECT DISTINCT user FROM mysql.user",
            ),
        };
        let names = judge.query_text(names).await;
        assert!(names.contains(&vec![text(judge.name())]), "{names:?}");
        assert!(!names.contains(&vec![text(&name)]), "{name} is still there");
        let roles = judge.query_text(roles).await;
        assert!(!roles.contains(&vec![text(&role)]), "{role} is still there");
    }
}

#[test]
fn fixtures_are_found_from_the_root() {
    assert!(fixture("Cargo.toml").is_file());
    assert!(fixture_text("Cargo.toml").contains("[workspace]"));
    let missing = std::panic::catch_unwind(|| fixture("no/such/file")).unwrap_err();
    assert!(missing.downcast_ref::<String>().unwrap().contains("no/such/file"));
}
