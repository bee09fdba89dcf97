//! Trying rows in a transaction that is always rolled back: what triggers, partitions and conditions
//! that nobody understood say to them is known before anything is written.

use sea_orm::{DbErr, TransactionTrait as _};
use seedbed_generators::{Anchors, Generator, Rows, Unit};
use seedbed_schema_model::{Schema, TableName};

use super::{Plan, PlanError, PlanOptions, make::order, world};
use crate::{Stage, Target, anchors, load};

/// Why a trial did not end well.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TrialError {
    /// There is no plan to try.
    #[error(transparent)]
    Plan(#[from] PlanError),
    /// The database does not take the rows of a table.
    #[error("{table}: {why}")]
    Refused {
        /// The table.
        table: TableName,
        /// What the database said.
        why: String,
    },
    /// Nothing is tried on a production database.
    #[error("nothing is tried on a production database")]
    Production,
    /// The database could not be asked.
    #[error("could not try the rows: {0}")]
    Query(#[source] DbErr),
}

/// Makes every row of a generator and offers it to the database, in one transaction that is rolled
/// back whatever happens. Meant for small volumes. Tables of storage engines without transactions are
/// left out, and so are production databases.
///
/// # Errors
/// A [`TrialError`]; [`TrialError::Refused`] names the first table that does not work.
pub async fn trial(
    target: &Target,
    schema: &Schema,
    generator: &dyn Generator,
    options: &PlanOptions,
) -> Result<(), TrialError> {
    if target.identity().stage == Stage::Production {
        return Err(TrialError::Production);
    }
    let plan = Plan::make(target, schema, &[generator], options).await?;
    let Some(planned) = plan.generators.first() else { return Ok(()) };
    let mut existing = Anchors::default();
    for anchor in &generator.spec().anchors {
        let rows = anchors::read(target.connection(), schema, anchor, &[]).await;
        existing.0.insert(anchor.name.clone(), rows.map_err(TrialError::Query)?);
    }
    let world = world(plan.seed, plan.today, planned, existing);
    let mut rows = Rows::new();
    for index in 0..planned.units {
        // The plan has made a sample of them; what is wrong with the others names its unit.
        generator
            .unit(Unit { index, world: &world }, &mut rows)
            .map_err(|e| TrialError::Query(DbErr::Custom(format!("unit {index}: {e}"))))?;
    }
    let tables: Vec<TableName> = planned.tables.iter().map(|t| t.table.clone()).collect();
    let order = order(schema, &tables);
    let late = load::late(schema, &order);
    let on = target.connection().begin().await.map_err(TrialError::Query)?;
    let offered = async {
        if let Some(defer) = late.defer {
            let deferred = sea_orm::ConnectionTrait::execute_unprepared(&on, defer).await;
            deferred.map_err(TrialError::Query)?;
        }
        for table in &order {
            let lasting = schema.table(table).is_some_and(|t| t.options.engine.is_some());
            let Some(rows) = rows.table(table).filter(|_| !lasting) else { continue };
            let loaded = load::load(&on, schema, rows, late.of(table)).await;
            let refused = |why: String| TrialError::Refused { table: table.clone(), why };
            loaded.map_err(|e| refused(without_place(&e)))?;
        }
        Ok(())
    };
    let outcome: Result<(), TrialError> = offered.await;
    on.rollback().await.map_err(TrialError::Query)?;
    outcome
}

/// What the database said, without the table that is named beside it.
fn without_place(error: &load::LoadError) -> String {
    match error {
        load::LoadError::Database { source, .. } => {
            let text = source.to_string();
            let text = text.rsplit("error returned from database: ").next().unwrap_or(&text);
            text.lines().next().unwrap_or_default().to_owned()
        }
        other => other.to_string(),
    }
}
