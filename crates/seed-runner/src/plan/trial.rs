//! Trying rows in a transaction that is always rolled back: what triggers, partitions and conditions
//! that nobody understood say to them is known before anything is written.

use std::collections::BTreeSet;

use sea_orm::{ConnectionTrait as _, DatabaseTransaction, DbErr, TransactionTrait as _};
use seedbed_generators::{Anchors, Generator, Rows, Unit};
use seedbed_schema_model::{ForeignKey, Schema, TableName, graph};

use super::{Plan, PlanError, PlanOptions, make::order, world};
use crate::{Stage, Target, anchors, load};

/// Why a trial did not end well.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TrialError {
    /// There is no plan to try.
    #[error(transparent)]
    Plan(#[from] PlanError),
    /// The database does not take the rows of some tables.
    #[error("the database does not take the rows of {}", .0.iter().map(|r| r.table.to_string()).collect::<Vec<_>>().join(", "))]
    Refused(Vec<Refused>),
    /// Nothing is tried on a production database.
    #[error("nothing is tried on a production database")]
    Production,
    /// The database could not be asked.
    #[error("could not try the rows: {0}")]
    Query(#[source] DbErr),
}

/// A table whose rows the database does not take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// The table.
    pub table: TableName,
    /// What the database said.
    pub why: String,
}

/// Makes every row of a generator and offers it to the database, in one transaction that is rolled
/// back whatever happens. Meant for small volumes. Tables of storage engines without transactions are
/// left out, and so are production databases.
///
/// # Errors
/// A [`TrialError`]; [`TrialError::Refused`] names every table that does not work by itself. Those that
/// refer to one of them are not tried.
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
    let outcome = offer(&on, schema, &rows, &order, &late).await;
    on.rollback().await.map_err(TrialError::Query)?;
    let refused = outcome?;
    if refused.is_empty() { Ok(()) } else { Err(TrialError::Refused(refused)) }
}

/// Offers the rows table by table, each behind a savepoint.
async fn offer(
    on: &DatabaseTransaction,
    schema: &Schema,
    rows: &Rows,
    order: &[TableName],
    late: &load::Late,
) -> Result<Vec<Refused>, TrialError> {
    if let Some(defer) = late.defer {
        on.execute_unprepared(defer).await.map_err(TrialError::Query)?;
    }
    let mut refused: Vec<Refused> = Vec::new();
    let mut out: BTreeSet<&TableName> = BTreeSet::new();
    for table in order {
        let Some(shape) = schema.table(table) else { continue };
        let Some(rows) = rows.table(table).filter(|_| shape.options.engine.is_none()) else {
            continue;
        };
        // Without what it refers to its own rows cannot be judged.
        let needs = |key: &ForeignKey| {
            graph::target(schema, key).is_some_and(|t| t.name != *table && out.contains(&t.name))
        };
        if shape.foreign_keys.iter().any(needs) {
            out.insert(table);
            continue;
        }
        let point = on.begin().await.map_err(TrialError::Query)?;
        match load::load(&point, schema, rows, late.of(table)).await {
            Ok(_) => point.commit().await.map_err(TrialError::Query)?,
            Err(error) => {
                point.rollback().await.map_err(TrialError::Query)?;
                refused.push(Refused { table: table.clone(), why: without_place(&error) });
                out.insert(table);
            }
        }
    }
    Ok(refused)
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
