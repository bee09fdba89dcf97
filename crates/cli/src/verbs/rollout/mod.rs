//! `rollout`: validate, archive, rehearse on staging, seed production, migrate, validate again.
//!
//! Nothing is written before every precondition holds and production has been consented to; every
//! step can be repeated, so that a rollout that was cut short is simply run again.

mod create;
mod environment;
mod migrate;
mod precondition;
mod runbook;
pub(crate) mod summary;

use seedbed_drift::GreenReport;
use seedbed_seed_runner::{Plan, StagingReceipt, Target, ledger};

use self::{
    environment::{Rolled, Side},
    summary::Summary,
};
use super::{Format, check, plan};
use crate::{
    config::CreateSection,
    context::Context,
    error::Failure,
    exit::Exit,
    seeding::{self, Evidence, Seeded},
};

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Consent to write to production: the name of its database
    #[arg(long, value_name = "DATABASE")]
    yes_i_mean: Option<String>,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<Exit, Failure> {
    plan::nothing_to_seed(&context.config.seed)?;
    let consent = args.yes_i_mean.as_deref();
    precondition::run(context)?;
    let rollout = &context.config.rollout;
    let mut staging = Side::connect(context, &rollout.staging).await?;
    let mut production = Side::connect(context, &rollout.production).await?;
    distinct(&staging, &production)?;
    let mut summary = Summary::new(context);
    // A schema in the middle of a migration can be neither judged nor bound to.
    let cut_short = staging.unfinished().await? || production.unfinished().await?;
    if !cut_short && finished(context, &mut staging, &mut production).await? {
        return already(context, summary, &mut staging, &mut production).await;
    }
    consented(&production, consent)?;
    context.can_archive()?;
    // Held to the end: no other run gets in between the steps.
    let _holds = (staging.hold(context).await?, production.hold(context).await?);
    distinct(&staging, &production)?;
    for side in [&mut staging, &mut production] {
        migrate::finish(context, side, consent).await?;
        side.look(context).await?;
    }
    create::schemas(context, [&mut staging, &mut production]).await?;
    let (staging, production) = (staging.ready()?, production.ready()?);
    context.ui.heading("Validate");
    let on_staging = validate(context, &mut summary, &staging, "check", true).await?;
    let on_production = validate(context, &mut summary, &production, "check", true).await?;

    if let Some(base) = making(context, &staging, &production) {
        context.ui.heading("Base data");
        base_data(context, &staging, &base.seed, &on_staging, None).await?;
        if production.created {
            let staged = Staged { target: staging.target, consent };
            base_data(context, &production, &base.seed, &on_production, Some(staged)).await?;
        }
    }

    context.ui.heading("Seed");
    seed(context, &mut summary, &staging, &on_staging, None).await?;
    let staged = Staged { target: staging.target, consent };
    seed(context, &mut summary, &production, &on_production, Some(staged)).await?;

    if context.config.schema.migrations.is_some() {
        context.ui.heading("Migrate");
        for side in [&staging, &production] {
            migrate::run(context, &mut summary, side, consent).await?;
        }
    }
    context.ui.heading("Validate again, with an empty baseline");
    validate(context, &mut summary, &staging, "recheck", false).await?;
    validate(context, &mut summary, &production, "recheck", false).await?;
    let green = verify(context, &mut summary, [&staging, &production]).await?;
    let emptied = migrate::fixed(context, production.target).await?;
    summary.pruned = emptied.as_ref().map_or(0, migrate::Emptied::fixed);
    runbook::record(context, &mut summary)?;
    // Last, because an empty baseline is how the next rollout knows that this one came to its end.
    if let Some(emptied) = emptied {
        emptied.write(context)?;
    }
    print(context, &summary)?;
    Ok(if green { Exit::Green } else { Exit::AppliedButRed })
}

/// Whether both environments are as a finished rollout leaves them.
async fn finished(
    context: &Context,
    staging: &mut Side,
    production: &mut Side,
) -> Result<bool, Failure> {
    staging.look(context).await?;
    production.look(context).await?;
    if !staging.settled(context).await? || !production.settled(context).await? {
        return Ok(false);
    }
    Ok(migrate::fixed(context, production.ready()?.target).await?.is_none())
}

/// What production's guards are shown besides its green report.
#[derive(Clone, Copy)]
struct Staged<'s> {
    /// Where the same plan has to have passed.
    target: &'s Target,
    consent: Option<&'s str>,
}

impl Staged<'_> {
    /// The receipt of a plan from staging's own ledger. It is asked for with production's plan: the
    /// one that staging would have now differs when staging has been migrated already.
    async fn receipt(&self, plan: &Plan) -> Result<Option<StagingReceipt>, Failure> {
        ledger::receipt(self.target, &plan.hash()).await.map_err(|e| seeding::unledgered(&e))
    }
}

/// Both environments are as a finished rollout leaves them: said, validated, and nothing written.
async fn already(
    context: &Context,
    mut summary: Summary,
    staging: &mut Side,
    production: &mut Side,
) -> Result<Exit, Failure> {
    let (staging, production) = (staging.ready()?, production.ready()?);
    context.ui.heading("Validate");
    validate(context, &mut summary, &staging, "check", false).await?;
    validate(context, &mut summary, &production, "check", false).await?;
    let green = verify(context, &mut summary, [&staging, &production]).await?;
    summary.already = true;
    print(context, &summary)?;
    Ok(if green { Exit::Green } else { Exit::Findings })
}

/// Validates one environment and archives the report; a red one ends the rollout.
async fn validate(
    context: &Context,
    summary: &mut Summary,
    side: &Rolled<'_>,
    verb: &str,
    with_baseline: bool,
) -> Result<GreenReport, Failure> {
    let live = crate::reading::read_target(side.target).await?;
    let report = seeding::validate(context, side.target, &live, verb, with_baseline).await?;
    let files = check::archive(context, None, verb, side.name(), &report)?;
    summary.validated(side.name(), &report, with_baseline, &files);
    let counts = report.summary();
    let line = format!(
        "{}: {} tables, {} columns, {} new findings, {} known",
        side.name(),
        counts.tables,
        counts.columns,
        counts.new + counts.expired,
        counts.known
    );
    context.ui.mark(report.green().is_some(), &line);
    report.green().ok_or_else(|| {
        check::print(context, &report);
        let exit = check::exit(&report);
        Failure::new(exit, format!("{} is not green; the rollout ends here", side.target.identity()))
            .hint("close the findings (`seedbed fix`) or accept them (`seedbed baseline`), then roll out again")
    })
}

/// The base data to make, when an environment that may be made has not got it yet. Staging goes
/// first even if only production lacks it: its receipt is what production's guard asks for.
fn making<'c>(
    context: &'c Context,
    staging: &Rolled<'_>,
    production: &Rolled<'_>,
) -> Option<&'c CreateSection> {
    let wanted = staging.created || production.created && staging.place.create;
    context.config.create.as_ref().filter(|_| wanted)
}

/// Seeds base data into a database that this rollout made.
async fn base_data(
    context: &Context,
    side: &Rolled<'_>,
    section: &crate::config::SeedSection,
    green: &GreenReport,
    staged: Option<Staged<'_>>,
) -> Result<(), Failure> {
    match carry_out(context, side, section, green, staged, false).await?.1 {
        Seeded::Already(run) => {
            context.ui.mark(true, &format!("{}: there already (run {run})", side.name()));
            Ok(())
        }
        Seeded::Done(done) => {
            let rows: u64 = done.outcome.tables().iter().map(|t| t.inserted).sum();
            let green = done.verification.green();
            context.ui.mark(green, &format!("{}: {rows} rows", side.name()));
            if green { Ok(()) } else { Err(red(side, &done)) }
        }
    }
}

/// Seeds what the configuration asks for.
async fn seed(
    context: &Context,
    summary: &mut Summary,
    side: &Rolled<'_>,
    green: &GreenReport,
    staged: Option<Staged<'_>>,
) -> Result<(), Failure> {
    let section = &context.config.seed;
    let (plan, seeded) = carry_out(context, side, section, green, staged, true).await?;
    match seeded {
        Seeded::Already(run) => {
            context.ui.mark(true, &format!("{}: already seeded (run {run})", side.name()));
            summary.was_seeded(side.name(), &run);
            Ok(())
        }
        Seeded::Done(done) => {
            let checks = done.verification.checks().len();
            let held = checks - done.verification.red().count();
            let rows: u64 = done.outcome.tables().iter().map(|t| t.inserted).sum();
            let line = format!("{}: {rows} rows; {held} of {checks} checks hold", side.name());
            context.ui.mark(done.verification.green(), &line);
            summary.seeded(side.name(), &plan, &done);
            if done.verification.green() { Ok(()) } else { Err(red(side, &done)) }
        }
    }
}

/// Plans a section and seeds it under the guards.
async fn carry_out(
    context: &Context,
    side: &Rolled<'_>,
    section: &crate::config::SeedSection,
    green: &GreenReport,
    staged: Option<Staged<'_>>,
    smokes: bool,
) -> Result<(Plan, Seeded), Failure> {
    let bound = seeding::bind(context, side.target, section).await?;
    let plan = seeding::plan(context, side.target, section, &bound).await?;
    let receipt = match &staged {
        Some(staged) => staged.receipt(&plan).await?,
        None => None,
    };
    let consent = staged.and_then(|s| s.consent);
    let evidence =
        Evidence { green: Some(green), staging: receipt.as_ref(), consent, again: false };
    let seeded =
        seeding::seed(context, side.target, section, &bound, &plan, evidence, smokes).await?;
    Ok((plan, seeded))
}

fn red(side: &Rolled<'_>, done: &seeding::Done) -> Failure {
    seeding::not_all_hold(side.target, done.outcome.run(), &done.verification)
        .hint("the rollout ends here; when the cause is mended, run it again: only the checks are asked again")
}

/// Verifies both environments and archives what was found.
async fn verify(
    context: &Context,
    summary: &mut Summary,
    sides: [&Rolled<'_>; 2],
) -> Result<bool, Failure> {
    let mut green = true;
    for side in sides {
        let bound = seeding::bind(context, side.target, &context.config.seed).await?;
        let verification = seeding::verified(context, side.target, &bound, true).await?;
        let all = verification.checks().len();
        let held = all - verification.red().count();
        let line = format!("{}: {held} of {all} checks hold", side.name());
        context.ui.mark(verification.green(), &line);
        for check in verification.red() {
            context.ui.say(&format!("      {}", seeding::violated(check)));
        }
        let json = serde_json::to_string_pretty(&verification)
            .map_err(|e| Failure::from_error(Exit::Bug, "the answer cannot be written", &e))?;
        let text = super::verify::human(&verification);
        let files = [("json", json.as_str()), ("md", text.as_str())];
        let files = context.archive(None, "verify", side.name(), &files)?;
        summary.verified(side.name(), &verification, &files);
        green &= verification.green();
    }
    Ok(green)
}

fn distinct(staging: &Side, production: &Side) -> Result<(), Failure> {
    if staging.same_database(production) {
        return Err(Failure::new(
            Exit::Refused,
            "staging and production are the same database; nothing was written",
        )
        .hint("give each environment its own URL"));
    }
    Ok(())
}

fn consented(production: &Side, consent: Option<&str>) -> Result<(), Failure> {
    let database = production.database();
    match consent {
        Some(named) if named == database => Ok(()),
        Some(named) => Err(Failure::new(
            Exit::Refused,
            format!("refused, nothing was written: consent names `{named}`"),
        )
        .because(format!("the production database is `{database}`"))
        .hint(format!("--yes-i-mean {database}"))),
        None => Err(Failure::new(
            Exit::Refused,
            "refused, nothing was written: production needs consent that names its database",
        )
        .hint(format!("--yes-i-mean {database}"))),
    }
}

fn print(context: &Context, summary: &Summary) -> Result<(), Failure> {
    context.ui.data(&match context.format {
        Format::Human => summary.human(),
        Format::Markdown => summary.markdown(),
        Format::Json => serde_json::to_string_pretty(summary)
            .map_err(|e| Failure::from_error(Exit::Bug, "the summary cannot be written", &e))?,
    });
    Ok(())
}
