//! The admin route of `embed_drift`, asked as a client asks.

#[path = "../../embed_drift/admin.rs"]
mod admin;

use admin::{Admin, routes};
use axum::{
    body::{Body, to_bytes},
    http::{Request, StatusCode, header},
};
use seedbed_drift::Report;
use seedbed_schema_source::{Declaration, entities};
use seedbed_testkit::Database;
use serde_json::Value;
use tower::ServiceExt;

/// The status and the body of one request.
async fn get(
    db: &Database,
    declared: impl Declaration + Send + Sync + 'static,
    token: Option<&str>,
) -> (StatusCode, Vec<u8>) {
    let database = db.connect().await;
    let admin = Admin {
        database: database.clone(),
        declared: Box::new(declared),
        token: "of the operators".into(),
    };
    let mut request = Request::get("/admin/drift");
    if let Some(token) = token {
        request = request.header(header::AUTHORIZATION, token);
    }
    let response = routes(admin).oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
    let status = response.status();
    let body = to_bytes(response.into_body(), usize::MAX).await.unwrap().to_vec();
    database.close().await.unwrap();
    (status, body)
}

const TOKEN: Option<&str> = Some("Bearer of the operators");

fn schema() -> seedbed_schema_source::Entities {
    entities![terp::brands::Entity, terp::vendors::Entity]
}

async fn made() -> Database {
    let db = Database::sqlite().await;
    let pool = db.connect().await;
    let builder = sea_orm::Schema::new(sea_orm::DbBackend::Sqlite).builder();
    let builder = builder.register(terp::brands::Entity).register(terp::vendors::Entity);
    builder.apply(&pool).await.unwrap();
    pool.close().await.unwrap();
    db
}

#[tokio::test]
async fn who_may_not_see_it_gets_nothing() {
    let db = made().await;
    for (token, expected) in [
        (None, StatusCode::UNAUTHORIZED),
        (Some("Basic of the operators"), StatusCode::UNAUTHORIZED),
        (Some("Bearer of the operator"), StatusCode::FORBIDDEN),
        (Some("Bearer of the operators "), StatusCode::FORBIDDEN),
        (Some("Bearer "), StatusCode::FORBIDDEN),
    ] {
        let (status, body) = get(&db, schema(), token).await;
        assert_eq!((status, body.len()), (expected, 0), "{token:?}");
    }
}

#[tokio::test]
async fn the_report_comes_typed_with_and_without_drift() {
    let db = made().await;
    let (status, body) = get(&db, schema(), TOKEN).await;
    assert_eq!(status, StatusCode::OK);
    let report = Report::from_json(std::str::from_utf8(&body).unwrap()).unwrap();
    assert_eq!((report.findings().len(), report.summary().tables), (0, 2));

    db.execute_script("ALTER TABLE brands ADD COLUMN extra text; DROP TABLE vendors").await;
    let (status, body) = get(&db, schema(), TOKEN).await;
    assert_eq!(status, StatusCode::OK, "drift is an answer, not a failure");
    let report = Report::from_json(std::str::from_utf8(&body).unwrap()).unwrap();
    let found: Vec<_> = report.findings().iter().map(|f| format!("{} {}", f.rule, f.at)).collect();
    assert_eq!(found, ["missing-table vendors", "extra-column brands.extra"]);
}

#[tokio::test]
async fn what_cannot_be_judged_says_so() {
    let empty = Database::sqlite().await;
    let (status, body) = get(&empty, schema(), TOKEN).await;
    let said: Value = serde_json::from_slice(&body).unwrap();
    assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(said["error"].as_str().unwrap().contains("no table to compare"), "{said}");
    assert_eq!(said["report"]["findings"].as_array().unwrap().len(), 2, "{said}");

    let (status, body) = get(&empty, "no/such/schema.sql".to_owned(), TOKEN).await;
    let said: Value = serde_json::from_slice(&body).unwrap();
    assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(said["error"].as_str().unwrap().starts_with("could not read no/such/"), "{said}");
    assert_eq!(said["report"], Value::Null);
}
