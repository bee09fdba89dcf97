//! A service with `seedbed-drift` inside: `GET /admin/drift` answers with the typed report.
//!
//! ```sh
//! export ADMIN_TOKEN=… DATABASE_URL='sqlite:shop.db?mode=rwc'
//! cargo run -p seedbed-examples --example embed_drift
//! curl -H "Authorization: Bearer $ADMIN_TOKEN" http://127.0.0.1:3000/admin/drift
//! ```

mod admin;

use std::{env, error::Error};

use seedbed_schema_source::entities;
use terp::{todo_lists, todo_tasks, users};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let database = sea_orm::Database::connect(env::var("DATABASE_URL")?).await?;
    let declared = Box::new(entities![users::Entity, todo_lists::Entity, todo_tasks::Entity]);
    let app = admin::routes(admin::Admin { database, declared, token: env::var("ADMIN_TOKEN")? });
    let listener = tokio::net::TcpListener::bind("127.0.0.1:3000").await?;
    axum::serve(listener, app).await?;
    Ok(())
}
