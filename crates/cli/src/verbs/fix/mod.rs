//! `fix`: the migration that closes the findings, as text, as a plan, or carried out.

mod apply;
mod script;

use std::{path::PathBuf, time::Duration};

use seedbed_drift::{Fix, FixOptions, FixPlan, Report, Stage, fix::fix};
use seedbed_schema_model::TableName;
use seedbed_seed_runner::{Target, fixes::ask_data};

use super::{
    Format,
    check::{Read, Sides},
};
use crate::{
    context::{Context, table_name},
    error::Failure,
    exit::Exit,
};

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    sides: Sides,
    /// The way back instead; with --apply PLAN it is carried out
    #[arg(long)]
    down: bool,
    /// Also drop what is not declared
    #[arg(long)]
    destructive: bool,
    /// What rows get in a new required column, such as orders.state='open'
    #[arg(long, value_name = "TABLE.COLUMN=VALUE")]
    fill: Vec<String>,
    /// PostgreSQL: build indexes while the table is written to
    #[arg(long)]
    concurrently: bool,
    /// Do not ask the data what can hold
    #[arg(long)]
    no_ask: bool,
    /// How long the data may take to answer one question, in seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 10)]
    patience: u64,
    /// Write the plan, which --apply takes, to a file
    #[arg(short = 'o', long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Carry it out: this plan, or without one what the comparison gives now
    #[arg(long, value_name = "PLAN", num_args = 0..=1, default_missing_value = "")]
    apply: Option<String>,
    /// What may be carried out: safe, careful or destructive
    #[arg(long, value_name = "STAGE", value_parser = stage, default_value = "careful", requires = "apply")]
    stage: Stage,
    /// Consent to change production: the name of its database
    #[arg(long, value_name = "DATABASE", requires = "apply")]
    yes_i_mean: Option<String>,
}

fn stage(text: &str) -> Result<Stage, String> {
    [("safe", Stage::Safe), ("careful", Stage::Careful), ("destructive", Stage::Destructive)]
        .into_iter()
        .find(|(name, _)| *name == text)
        .map(|(_, stage)| stage)
        .ok_or_else(|| "write safe, careful or destructive".to_owned())
}

impl Args {
    fn options(&self) -> Result<FixOptions, Failure> {
        let mut options = FixOptions {
            destructive: self.destructive || self.stage == Stage::Destructive,
            concurrently: self.concurrently,
            ..FixOptions::default()
        };
        for text in &self.fill {
            let (place, value) = text.split_once('=').ok_or_else(|| unfilled(text))?;
            let (table, column) = place.rsplit_once('.').ok_or_else(|| unfilled(text))?;
            if column.is_empty() || value.trim().is_empty() {
                return Err(unfilled(text));
            }
            let key: (TableName, String) = (table_name(table), column.to_owned());
            options.fill.insert(key, value.trim().to_owned());
        }
        Ok(options)
    }

    fn patience(&self) -> Duration {
        Duration::from_secs(self.patience.max(1))
    }
}

fn unfilled(text: &str) -> Failure {
    Failure::new(Exit::Usage, format!("`{text}` does not say what to fill"))
        .hint("--fill TABLE.COLUMN=VALUE, where VALUE is SQL: --fill orders.state=\"'open'\"")
}

/// The plan of what a comparison found, with the data asked.
async fn planned(
    context: &Context,
    args: &Args,
    read: &Read,
    report: &Report,
    target: Option<&Target>,
) -> Result<FixPlan, Failure> {
    let mut fix = fix(report, &read.declared, &read.live, args.options()?)
        .map_err(|e| Failure::from_error(Exit::CannotJudge, "there is no fix", &e))?;
    if let Some(target) = target.filter(|_| !args.no_ask) {
        ask(context, args, target, &mut fix).await;
    }
    Ok(FixPlan::new(report, fix))
}

/// Asks the data, and says what it did not answer.
async fn ask(context: &Context, args: &Args, target: &Target, fix: &mut Fix) {
    for left in ask_data(target, fix, args.patience()).await {
        context.ui.say(&format!("not asked: step {}: {}: {}", left.step + 1, left.ask, left.why));
    }
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<Exit, Failure> {
    args.options()?;
    if let Some(plan) = &args.apply {
        return match plan.as_str() {
            "" if args.down => Err(Failure::new(Exit::Usage, "what is to be taken back?")
                .hint("--apply PLAN --down, with the plan that was carried out")),
            "" => apply::compared(context, &args).await,
            file => apply::from_file(context, &args, file.as_ref()).await,
        };
    }
    let (read, report) = args.sides.compare(context).await?;
    let target = match args.no_ask {
        true => None,
        false => Some(args.sides.target(context).await?),
    };
    let plan = planned(context, &args, &read, &report, target.as_ref()).await?;
    if let Some(target) = target {
        target.close().await;
    }
    let fix = &plan.fix;
    if let Some(path) = &args.output {
        let text = plan
            .to_json()
            .map_err(|e| Failure::from_error(Exit::Bug, "the plan cannot be written", &e))?;
        std::fs::write(path, text + "\n").map_err(|e| {
            let what = format!("cannot write the plan to {}", path.display());
            Failure::from_error(Exit::Configuration, what, &e)
        })?;
        context.ui.say(&format!("written: {}", path.display()));
    } else {
        context.ui.data(&match context.format {
            Format::Json => plan
                .to_json()
                .map_err(|e| Failure::from_error(Exit::Bug, "the fix cannot be written", &e))?,
            _ => script::script(fix, args.down, read.live.schema.dialect),
        });
    }
    for (i, step) in fix.steps.iter().enumerate() {
        let rows = step.rows_in_the_way();
        if rows > 0 {
            context.ui.say(&format!("step {} cannot hold: {rows} rows: {}", i + 1, remedy(step)));
        }
    }
    for left in &fix.unfixed {
        context.ui.say(&format!("by hand: {} ({}): {}", left.at, left.id, left.reason));
    }
    super::check::stale(context, &report);
    if report.findings().is_empty() {
        context.ui.say("nothing to fix: no finding");
    }
    Ok(if fix.unfixed.is_empty() { Exit::Green } else { Exit::Findings })
}

/// What is in the way of a step.
fn remedy(step: &seedbed_drift::Step) -> String {
    let real = step.hazards.iter().filter(|h| h.rows.is_some_and(|rows| rows > 0));
    real.map(|h| h.text.clone()).collect::<Vec<_>>().join("; ")
}
