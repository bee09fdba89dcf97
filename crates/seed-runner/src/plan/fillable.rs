//! Deciding what of a schema can be filled: by trying.

use std::collections::{BTreeMap, BTreeSet};

use seedbed_generators::fill::{Fill, FillOptions};
use seedbed_schema_model::{Schema, Table, TableName, TriggerEvent};

use super::{Plan, PlanError, PlanOptions, PlanProblem, TrialError, trial};
use crate::Target;

/// Rows of a table that are tried.
const TRIED: u64 = 20;

/// The tables whose rows the database does not take, with the reason: a few rows of each are tried in a
/// transaction that is rolled back, and then the plan of all of them is made. `counted` tells how many
/// rows each table has.
///
/// # Errors
/// A [`TrialError`] when the database cannot be asked.
pub async fn unfit(
    target: &Target,
    schema: &Schema,
    counted: &BTreeMap<TableName, u64>,
    options: &FillOptions,
    plan: &PlanOptions,
) -> Result<BTreeMap<TableName, String>, TrialError> {
    let mut tried = options.clone();
    tried.rows = tried.rows.min(TRIED);
    tried.by_table.values_mut().for_each(|rows| *rows = (*rows).min(TRIED));
    let plan = PlanOptions { counted: counted.clone(), ..plan.clone() };
    let all = PlanOptions { sample: u64::MAX, ..plan.clone() };
    // Each trial takes at least one table out.
    for _ in 0..=schema.tables.len() {
        let fill = Fill::over(schema, counted, &tried);
        if fill.tables().next().is_none() {
            break;
        }
        match trial(target, schema, &fill, &all).await {
            Ok(()) => break,
            Err(TrialError::Refused(refused)) => {
                let filled: BTreeSet<TableName> = fill.tables().map(|(t, _)| t.clone()).collect();
                for refused in refused {
                    let why = refused.why.to_lowercase();
                    let twice = ["duplicate", "unique constraint failed"];
                    let written = if twice.iter().any(|t| why.contains(t)) {
                        written_by_triggers(schema, &refused.table, &filled)
                    } else {
                        Vec::new()
                    };
                    if let Some(by) = filled.iter().find(|t| {
                        **t != refused.table
                            && twice.iter().any(|t| why.contains(t))
                            && written_by_triggers(schema, t, &[refused.table.clone()].into())
                                .contains(&refused.table)
                    }) {
                        let why = format!("a trigger of {by} fills it");
                        tried.unfit.insert(refused.table, why);
                        continue;
                    }
                    let by = format!("a trigger of {} fills it", refused.table);
                    for table in &written {
                        tried.unfit.entry(table.clone()).or_insert_with(|| by.clone());
                    }
                    // Without the others' rows it may be taken.
                    if written.is_empty() {
                        let why = format!("the database does not take its rows: {}", refused.why);
                        tried.unfit.insert(refused.table, why);
                    }
                }
            }
            Err(TrialError::Plan(PlanError::Unsound(problems))) => {
                if !named(&fill, &problems, &mut tried) {
                    break;
                }
            }
            Err(error) => return Err(error),
        }
    }
    // What is wrong with more rows shows without writing.
    let mut whole = FillOptions { unfit: tried.unfit, ..options.clone() };
    for _ in 0..=schema.tables.len() {
        let fill = Fill::over(schema, counted, &whole);
        if fill.tables().next().is_none() {
            break;
        }
        match Plan::make(target, schema, &[&fill], &plan).await {
            Err(PlanError::Unsound(problems)) if named(&fill, &problems, &mut whole) => {}
            Err(PlanError::Unsound(_)) | Ok(_) => break,
            Err(error) => return Err(error.into()),
        }
    }
    Ok(whole.unfit)
}

/// Takes the tables out that problems name; whether there is any.
fn named(fill: &Fill, problems: &[PlanProblem], options: &mut FillOptions) -> bool {
    let before = options.unfit.len();
    for problem in problems {
        let is_at = |name: &TableName| {
            let rest = problem.place.strip_prefix(&name.to_string());
            rest.is_some_and(|r| r.is_empty() || r.starts_with('.'))
        };
        // The longest name: `a.b` is a table of a schema as well as a column.
        let tables = fill.tables().map(|(name, _)| name).filter(|name| is_at(name));
        if let Some(table) = tables.max_by_key(|name| name.to_string().len()) {
            let why = format!("{}: {}", problem.place, problem.why);
            options.unfit.entry(table.clone()).or_insert(why);
        }
    }
    options.unfit.len() > before
}

/// The tables that the triggers of a table put rows into, of those to be filled.
fn written_by_triggers(
    schema: &Schema,
    table: &TableName,
    filled: &BTreeSet<TableName>,
) -> Vec<TableName> {
    let Some(table) = schema.table(table) else { return Vec::new() };
    let mut words = Vec::new();
    for text in code_of_triggers(schema, table) {
        let text = text.to_lowercase();
        let all = text.split(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '.' | '$')));
        words.extend(all.filter(|w| !w.is_empty()).map(str::to_owned));
    }
    let is_written = |name: &&TableName| {
        let whole = name.to_string().to_lowercase();
        let bare = name.name.to_lowercase();
        let after = words.windows(2).filter(|w| w[0] == "into").map(|w| w[1].as_str());
        let mut after = after.map(|w| w.rsplit('.').next().map_or(w, |last| last));
        **name != table.name && after.any(|w| w == bare || w == whole)
    };
    filled.iter().filter(is_written).cloned().collect()
}

/// What triggers on new rows do, the functions they call included.
fn code_of_triggers(schema: &Schema, table: &Table) -> Vec<String> {
    let on_insert = table
        .triggers
        .iter()
        .filter(|t| t.events.iter().any(|e| matches!(e, TriggerEvent::Insert)));
    let mut all = Vec::new();
    for body in on_insert.filter_map(|t| t.body.as_ref()) {
        let called = body.split('(').next().unwrap_or_default().trim().trim_matches('"');
        let name = called.rsplit('.').next().unwrap_or(called).trim_matches('"');
        let functions = schema.routines.values().filter(|r| r.name.name == name);
        all.extend(functions.map(|r| format!("{:?}", r.body)));
        all.push(body.clone());
    }
    all
}
