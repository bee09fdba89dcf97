//! What the crate promises about its types and futures as such.

use sea_orm::DatabaseConnection;
use seedbed_drift::{Baseline, Finding, Gate, GreenReport, Policy, Report, Verdict};
use seedbed_schema_model::{Reading, Schema};
use seedbed_schema_source::{
    Declaration, Entities, EntitySource, LiveSource, ReadError, SchemaSource, SnapshotSource, live,
    migrations::{Migrations, OnPaper},
    read_both,
};

fn shared<T: Send + Sync + 'static>() {}

fn sent<T: Send>(_: T) {}

/// A service holds these in its state and hands them between its threads.
#[test]
fn what_a_service_holds_may_be_shared_between_threads() {
    shared::<Entities>();
    shared::<EntitySource>();
    shared::<SnapshotSource>();
    shared::<LiveSource<DatabaseConnection>>();
    shared::<ReadError>();
    shared::<Migrations>();
    shared::<OnPaper>();
    shared::<Reading>();
    shared::<Schema>();
    shared::<Policy>();
    shared::<Report>();
    shared::<Finding>();
    shared::<Gate>();
    shared::<Verdict>();
    shared::<Baseline>();
    shared::<GreenReport>();
    shared::<Box<dyn Declaration + Send + Sync>>();
    // Object safe.
    let _: Option<&dyn SchemaSource> = None;
}

/// A future of a reading can be spawned on a runtime of several threads.
#[test]
fn reading_does_not_tie_a_future_to_its_thread() {
    let connection = DatabaseConnection::default();
    sent(live::read(&connection, None));
    sent(live::read_consistently(&connection, None));
    sent(read_both("schema.sql", &connection));
}
