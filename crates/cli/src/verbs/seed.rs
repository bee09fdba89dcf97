//! `seed`: carries out a plan under the guards.

use seedbed_drift::Report;
use seedbed_seed_runner::{Stage, StagingReceipt, Target, ledger};

use super::{Format, plan};
use crate::{
    context::Context,
    error::Failure,
    exit::Exit,
    reading::{connect, read_target},
    seeding::{self, Bound, Evidence, Seeded},
};

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    what: plan::What,
    /// Consent to write to production: the name of its database
    #[arg(long, value_name = "DATABASE")]
    yes_i_mean: Option<String>,
    /// Add rows although these tables were seeded before; none is changed or removed
    #[arg(long)]
    again: bool,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<Exit, Failure> {
    let target = connect(&args.what.place(context)?).await?;
    let section = &args.what.section(context)?;
    let reading = read_target(&target).await?;
    let report = match context.config.schema.declared {
        Some(_) => Some(seeding::validate(context, &target, &reading, "check", true).await?),
        None => None,
    };
    let green = report.as_ref().and_then(|r| r.green());
    let bound = Bound::to(context, &target, section, &reading.schema, args.again).await?;
    bound.say_skipped(context);
    let plan = seeding::plan(context, &target, section, &bound).await?;
    let receipt = staging_receipt(context, &target, &plan.hash()).await?;
    let evidence = Evidence {
        green: green.as_ref(),
        staging: receipt.as_ref(),
        consent: args.yes_i_mean.as_deref(),
        again: args.again,
    };
    let seeded = seeding::seed(context, &target, section, &bound, &plan, evidence, true)
        .await
        .map_err(|failure| red(failure, &target, report.as_ref()))?;
    let done = match seeded {
        Seeded::Already(run) => {
            context.ui.say(&format!(
                "already seeded: {} has run {run} of this recipe; nothing was changed",
                target.identity()
            ));
            return Ok(Exit::Green);
        }
        Seeded::Done(done) => done,
    };
    context.ui.data(&match context.format {
        Format::Json => serde_json::to_string_pretty(&done.outcome)
            .map_err(|e| Failure::from_error(Exit::Bug, "the outcome cannot be written", &e))?,
        Format::Human | Format::Markdown => super::rollout::summary::tables(&done.outcome),
    });
    for path in &done.archived {
        context.ui.say(&format!("archived: {}", path.display()));
    }
    let all = done.verification.checks().len();
    let held = all - done.verification.red().count();
    context.ui.say(&format!("run {}: {held} of {all} checks hold", done.outcome.run()));
    if !done.verification.green() {
        return Err(seeding::not_all_hold(&target, done.outcome.run(), &done.verification));
    }
    Ok(Exit::Green)
}

/// Says of a refusal to write to production why there is no green report.
fn red(failure: Failure, target: &Target, report: Option<&Report>) -> Failure {
    let report = report.filter(|r| {
        let production = target.identity().stage == Stage::Production;
        production && failure.exit == Exit::Refused && r.green().is_none()
    });
    let Some(report) = report else { return failure };
    let counts = report.summary();
    let (new, environment) = (counts.new + counts.expired, &target.identity().environment);
    failure
        .because(format!("its schema is not green: {new} findings that nobody accepted"))
        .hint(format!("seedbed check --env {environment}"))
}

/// For production: the receipt of the same plan, from the ledger of the staging databases.
async fn staging_receipt(
    context: &Context,
    target: &Target,
    plan_hash: &str,
) -> Result<Option<StagingReceipt>, Failure> {
    if target.identity().stage != Stage::Production {
        return Ok(None);
    }
    for name in context.config.env.keys() {
        let place = context.place_named(name)?;
        if place.environment.stage != Stage::Staging {
            continue;
        }
        // A staging database that cannot be reached has no receipt: the guard says what is missing.
        if let Ok(staging) = connect(&place).await
            && let Some(receipt) =
                ledger::receipt(&staging, plan_hash).await.map_err(|e| seeding::unledgered(&e))?
        {
            return Ok(Some(receipt));
        }
    }
    Ok(None)
}
