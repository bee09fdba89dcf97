//! `coverage`: which tables hold data, and which of those to seed are empty.

use std::collections::BTreeSet;

use seedbed_schema_model::TableName;
use seedbed_seed_runner::count_rows;
use serde::Serialize;

use super::Format;
use crate::{
    context::Context,
    error::Failure,
    exit::Exit,
    generators,
    reading::{Source, connect, read_target},
    seeding,
};

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The database; without it the environment
    source: Option<String>,
}

#[derive(Serialize)]
struct Coverage {
    database: String,
    tables: usize,
    with_data: usize,
    /// Tables the configuration seeds that hold nothing.
    empty_to_seed: Vec<String>,
    rows: Vec<TableRows>,
}

#[derive(Serialize)]
struct TableRows {
    table: TableName,
    rows: u64,
    seeded: bool,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<Exit, Failure> {
    let place = match args.source.as_deref() {
        None => context.place()?,
        Some(text) => match Source::recognise(context, text)? {
            Source::Live(place) => place,
            _ => {
                return Err(Failure::new(Exit::Usage, format!("`{text}` is not a database"))
                    .hint("coverage counts rows: give a URL or an environment"));
            }
        },
    };
    let target = connect(&place).await?;
    let reading = read_target(&target).await?;
    let policy = context.policy();
    let schema = policy.compared(&reading.schema);
    // A virtual table's rows are its module's business.
    let tables = schema.tables.values().filter(|t| t.options.module.is_none());
    let names: Vec<_> = tables.map(|t| t.name.clone()).collect();
    let counts = count_rows(&target, &names).await.map_err(|e| {
        Failure::from_error(Exit::Configuration, "the rows could not be counted", &e)
            .hint("the role needs SELECT on every table")
    })?;
    // What is to be seeded is an extra here: a section that does not bind is `plan`'s business.
    let (bound, failures) = generators::bind(context, &context.config.seed, &reading.schema);
    if let Some(failure) = failures.joined() {
        context.ui.say(&format!("what is to be seeded is not known: {}", failure.message));
    }
    let mut seeded: BTreeSet<TableName> =
        bound.iter().flat_map(|g| g.spec().tables).map(|t| t.table).collect();
    let counted = names.iter().cloned().zip(counts.iter().copied()).collect();
    seeded.extend(seeding::to_fill(&context.config.seed, &schema, &counted, &seeded));
    let rows: Vec<_> = names
        .into_iter()
        .zip(counts)
        .map(|(table, rows)| TableRows { seeded: seeded.contains(&table), table, rows })
        .collect();
    let coverage = Coverage {
        database: target.identity().to_string(),
        tables: rows.len(),
        with_data: rows.iter().filter(|t| t.rows > 0).count(),
        empty_to_seed: (rows.iter().filter(|t| t.seeded && t.rows == 0))
            .map(|t| t.table.to_string())
            .collect(),
        rows,
    };
    context.ui.data(&match context.format {
        Format::Json => serde_json::to_string_pretty(&coverage)
            .map_err(|e| Failure::from_error(Exit::Bug, "the answer cannot be written", &e))?,
        Format::Human => human(&coverage),
        Format::Markdown => markdown(&coverage),
    });
    Ok(if coverage.tables == 0 { Exit::CannotJudge } else { Exit::Green })
}

fn headline(coverage: &Coverage) -> String {
    let mut line = format!("{} of {} tables hold data", coverage.with_data, coverage.tables);
    if !coverage.empty_to_seed.is_empty() {
        line.push_str(&format!("; to be seeded and empty: {}", coverage.empty_to_seed.join(", ")));
    }
    line
}

fn human(coverage: &Coverage) -> String {
    let width = coverage.rows.iter().map(|t| t.table.to_string().chars().count()).max();
    let width = width.unwrap_or_default();
    let mut out = format!("{}\n{}\n\n", coverage.database, headline(coverage));
    for table in &coverage.rows {
        let note = match (table.rows, table.seeded) {
            (0, true) => "  empty, to be seeded",
            (0, false) => "  empty",
            _ => "",
        };
        out.push_str(&format!("  {:width$}  {:>10}{note}\n", table.table.to_string(), table.rows));
    }
    out
}

fn markdown(coverage: &Coverage) -> String {
    let mut out = format!("# Coverage of {}\n\n{}\n\n", coverage.database, headline(coverage));
    out.push_str("| table | rows | seeded |\n|---|---:|---|\n");
    for table in &coverage.rows {
        let seeded = if table.seeded { "yes" } else { "" };
        out.push_str(&format!("| {} | {} | {seeded} |\n", table.table, table.rows));
    }
    out
}
