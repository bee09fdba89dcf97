//! The admin route: a drift report of the service's own database, for those who may see it.

use std::sync::Arc;

use axum::{
    Json, Router,
    extract::{Request, State},
    http::{StatusCode, header},
    middleware::{self, Next},
    response::{IntoResponse, Response},
    routing::get,
};
use sea_orm::DatabaseConnection;
use seedbed_drift::{Policy, Report, compare};
use seedbed_schema_source::{Declaration, read_both};
use serde::Serialize;

/// What the route needs: the service's own pool, what it declares, and the token of its operators.
pub(crate) struct Admin {
    pub(crate) database: DatabaseConnection,
    pub(crate) declared: Box<dyn Declaration + Send + Sync>,
    pub(crate) token: String,
}

/// `GET /admin/drift`, behind the permission check.
pub(crate) fn routes(admin: Admin) -> Router {
    let admin = Arc::new(admin);
    Router::new()
        .route("/admin/drift", get(drift))
        .route_layer(middleware::from_fn_with_state(admin.clone(), operators_only))
        .with_state(admin)
}

/// 401 without a token, 403 with another one.
async fn operators_only(
    State(admin): State<Arc<Admin>>,
    request: Request,
    next: Next,
) -> Result<Response, StatusCode> {
    let given = request.headers().get(header::AUTHORIZATION);
    let given = given.and_then(|value| value.to_str().ok()?.strip_prefix("Bearer "));
    match given {
        None => Err(StatusCode::UNAUTHORIZED),
        Some(token) if same(token, &admin.token) => Ok(next.run(request).await),
        Some(_) => Err(StatusCode::FORBIDDEN),
    }
}

/// Compares to the end, so that the time taken says nothing about where a guess went wrong.
fn same(given: &str, token: &str) -> bool {
    let differ = given.bytes().zip(token.bytes()).fold(0, |all, (a, b)| all | (a ^ b));
    given.len() == token.len() && differ == 0
}

/// Why there is no report.
#[derive(Debug, Serialize)]
pub(crate) struct Unjudged {
    /// What went wrong, for people. Holds no credential.
    pub(crate) error: String,
    /// The report as far as it goes, when both sides could be read.
    pub(crate) report: Option<Report>,
}

impl IntoResponse for Unjudged {
    fn into_response(self) -> Response {
        (StatusCode::SERVICE_UNAVAILABLE, Json(self)).into_response()
    }
}

/// 200 with the report, drift or not: that there is drift is an answer. 503 when nothing can be said.
async fn drift(State(admin): State<Arc<Admin>>) -> Result<Json<Report>, Unjudged> {
    let (declared, live) = read_both(&*admin.declared, &admin.database)
        .await
        .map_err(|e| Unjudged { error: e.to_string(), report: None })?;
    let report = compare(&declared, &live, &Policy::default());
    match report.obstacles().first() {
        Some(obstacle) => Err(Unjudged { error: obstacle.to_string(), report: Some(report) }),
        None => Ok(Json(report)),
    }
}
