//! Asking the data, before anything is done, whether what a fix is about to demand can hold. Only
//! counts are asked for, never a row.

use std::time::Duration;

use sea_orm::{AccessMode, ConnectionTrait, DbErr, TransactionTrait};
use seedbed_drift::Fix;
use seedbed_schema_model::Family;

use crate::{Target, sql};

/// A question that was not answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unanswered {
    /// The step, from 0.
    pub step: usize,
    /// The question.
    pub ask: String,
    /// Why there is no answer.
    pub why: String,
}

/// Puts the questions of a fix to the data, read-only and each for `patience` at most, and writes the
/// counts into its hazards. What was not answered is given back.
pub async fn ask_data(target: &Target, fix: &mut Fix, patience: Duration) -> Vec<Unanswered> {
    let mut unanswered = Vec::new();
    for (step, of) in fix.steps.iter_mut().enumerate() {
        for hazard in &mut of.hazards {
            let Some(ask) = &hazard.ask else { continue };
            match tokio::time::timeout(patience * 2, count(target, ask, patience)).await {
                Ok(Ok(rows)) => hazard.rows = Some(rows),
                Ok(Err(e)) => {
                    unanswered.push(Unanswered { step, ask: ask.clone(), why: e.to_string() });
                }
                Err(_) => {
                    let why = format!("no answer within {} s", patience.as_secs());
                    unanswered.push(Unanswered { step, ask: ask.clone(), why });
                }
            }
        }
    }
    unanswered
}

async fn count(target: &Target, ask: &str, patience: Duration) -> Result<u64, DbErr> {
    let dialect = target.dialect();
    let on = target.connection();
    let read_only = (dialect.family != Family::Sqlite).then_some(AccessMode::ReadOnly);
    let milliseconds = patience.as_millis().max(1);
    let limit = match dialect.family {
        Family::Postgres => Some(format!("SET LOCAL statement_timeout = {milliseconds}")),
        Family::MySql => Some(format!("SET SESSION max_execution_time = {milliseconds}")),
        Family::MariaDb => {
            Some(format!("SET SESSION max_statement_time = {}", patience.as_secs_f64()))
        }
        Family::Sqlite => None,
    };
    let on_it = on.begin_with_config(None, read_only).await?;
    if let Some(limit) = limit {
        on_it.execute_unprepared(&limit).await?;
    }
    let counted =
        sql::count(&on_it, &format!("SELECT {}", sql::as_text(dialect, &format!("({ask})")))).await;
    on_it.rollback().await?;
    let unlimited = match dialect.family {
        Family::MySql => Some("SET SESSION max_execution_time = 0"),
        Family::MariaDb => Some("SET SESSION max_statement_time = 0"),
        _ => None,
    };
    if let Some(unlimited) = unlimited {
        on.execute_unprepared(unlimited).await?;
    }
    counted
}
