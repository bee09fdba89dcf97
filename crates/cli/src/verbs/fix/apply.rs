//! `fix --apply`: carries a fix out under the guards, and looks again afterwards.

use std::path::Path;

use seedbed_drift::{Fix, FixPlan, Stage, compared_fingerprint, fix::Behind};
use seedbed_schema_model::Fingerprint;
use seedbed_seed_runner::{
    Target,
    audit::Outcome,
    fixes::{FixRecord, FixWork, Known, Way, apply_fix, fix_known},
    guard,
};

use super::{Args, planned};
use crate::{
    context::Context,
    error::Failure,
    exit::Exit,
    reading::read_target,
    seeding::{self, Evidence},
};

/// What the comparison gives now.
pub(super) async fn compared(context: &Context, args: &Args) -> Result<Exit, Failure> {
    let target = args.sides.target(context).await?;
    let (read, report) = args.sides.compare(context).await?;
    let plan = planned(context, args, &read, &report, None).await?;
    carry_out(context, args, &target, plan, false).await
}

/// A plan that was written before.
pub(super) async fn from_file(
    context: &Context,
    args: &Args,
    file: &Path,
) -> Result<Exit, Failure> {
    let text = std::fs::read_to_string(file).map_err(|e| {
        let what = format!("cannot read the plan {}", file.display());
        Failure::from_error(Exit::Configuration, what, &e)
    })?;
    let plan = FixPlan::from_json(&text).map_err(|e| {
        let what = format!("the plan {} cannot be used", file.display());
        Failure::from_error(Exit::Configuration, what, &e)
    })?;
    let target = args.sides.target(context).await?;
    carry_out(context, args, &target, plan, true).await
}

async fn carry_out(
    context: &Context,
    args: &Args,
    target: &Target,
    mut plan: FixPlan,
    from_file: bool,
) -> Result<Exit, Failure> {
    let way = if args.down { Way::Down } else { Way::Up };
    // Whatever was asked before, the data is asked again, under the lock.
    for hazard in plan.fix.steps.iter_mut().flat_map(|s| &mut s.hazards) {
        hazard.rows = None;
    }
    let division = plan.fix.divided(args.stage);
    let policy = context.policy_of(args.sides.environment(context).as_deref());
    let before = plan.made_for().clone();
    let started = chrono::Utc::now();
    let who = seeding::who();
    let mut record = FixRecord::of(
        &plan.fix,
        &division.run,
        (way, args.stage),
        target.identity(),
        (&who, started),
        &before,
    );
    let work = FixWork::new(&plan.fix, &division.run, way).map_err(|e| {
        Failure::from_error(Exit::Refused, "the fix cannot be taken back; nothing was changed", &e)
    })?;
    let known = match from_file {
        true => fix_known(target, &work).await.map_err(|e| unapplied(target, &e))?,
        false => Known::Not,
    };
    let made_for = match (way, &known) {
        (Way::Up, Known::Begun) => None,
        (Way::Up, _) => Some(before.clone()),
        (Way::Down, Known::Done(after)) => Some(Fingerprint::from(after.as_str())),
        (Way::Down, _) => {
            return Err(Failure::new(
                Exit::Refused,
                format!(
                    "this plan was not carried out on {}; nothing was changed",
                    target.identity()
                ),
            )
            .hint("give the plan and the --stage that were carried out last"));
        }
    };
    if work.is_empty() && way == Way::Up {
        let left = plan.fix.unfixed.len() + division.behind.len();
        context.ui.say(&format!("nothing to carry out; {left} steps and findings stay behind"));
        return Ok(if left == 0 { Exit::Green } else { Exit::Findings });
    }
    let evidence =
        Evidence { green: None, staging: None, consent: args.yes_i_mean.as_deref(), again: false };
    let production = context.production(target.identity()).await;
    let input = evidence.input(context, &production, &policy);
    let clearance = match guard::clear_fix(target, made_for.as_ref(), &input).await {
        Ok(clearance) => clearance,
        Err(refusal) => {
            record.outcome = Outcome::Refused;
            record.refusals.clone_from(&refusal.reasons);
            file(context, target, &mut record)?;
            return Err(seeding::refused(&refusal));
        }
    };
    if way == Way::Up
        && known != Known::Begun
        && !args.no_ask
        && let Some(failure) = in_the_way(context, args, target, &mut plan.fix, &division.run).await
    {
        clearance.release().await;
        record.outcome = Outcome::Refused;
        record.why = Some("rows are in the way".to_owned());
        file(context, target, &mut record)?;
        return Err(failure);
    }
    let fix = &plan.fix;
    let applied = apply_fix(&clearance, &work, &policy).await;
    clearance.release().await;
    let after = match applied {
        Ok(after) => after,
        Err(error) => {
            record.why = Some(error.to_string());
            file(context, target, &mut record)?;
            return Err(unapplied(target, &error));
        }
    };
    record.fingerprint_after = Some(after.clone());
    for i in &division.run {
        if let Some(step) = fix.steps.get(*i).filter(|_| way == Way::Up) {
            for sql in &step.sql {
                context.ui.detail(sql.as_str());
            }
        }
    }
    let verdict = match way {
        Way::Up => looked_again(context, args, target, fix, &division.run, &mut record).await?,
        Way::Down if after == before => Exit::Green,
        Way::Down => Exit::AppliedButRed,
    };
    record.outcome = if verdict == Exit::AppliedButRed { Outcome::Red } else { Outcome::Green };
    file(context, target, &mut record)?;
    let done = match way {
        Way::Up => "carried out",
        Way::Down => "taken back",
    };
    let count = division.run.len();
    context.ui.say(&format!("fix {}: {count} steps {done}", work.id()));
    for (i, why) in &division.behind {
        let why = match why {
            Behind::Stage(Stage::Destructive) => "it loses data: --stage destructive".to_owned(),
            Behind::Stage(_) => "it needs care: --stage careful".to_owned(),
            Behind::With(other) => format!("it belongs to step {}", other + 1),
            _ => "rows are in its way".to_owned(),
        };
        context.ui.say(&format!("step {} stays behind: {why}", i + 1));
    }
    if verdict == Exit::AppliedButRed {
        return Err(Failure::new(
            Exit::AppliedButRed,
            format!("the fix of {} did not lead where it should", target.identity()),
        )
        .hint("seedbed check says what is left; --apply PLAN --down takes a plan back"));
    }
    Ok(verdict)
}

/// Asks the data; the refusal when rows are in the way of a step that is to run.
async fn in_the_way(
    context: &Context,
    args: &Args,
    target: &Target,
    fix: &mut Fix,
    run: &[usize],
) -> Option<Failure> {
    super::ask(context, args, target, fix).await;
    let counts = run.iter().filter_map(|i| Some((*i, fix.steps.get(*i)?)));
    let counts: Vec<_> = counts.filter(|(_, step)| step.rows_in_the_way() > 0).collect();
    if counts.is_empty() {
        return None;
    }
    let mut failure = Failure::new(
        Exit::Refused,
        format!("rows are in the way of the fix of {}; nothing was changed", target.identity()),
    );
    for (i, step) in counts {
        let (rows, what) = (step.rows_in_the_way(), super::remedy(step));
        failure = failure.because(format!("step {}: {rows} rows: {what}", i + 1));
    }
    Some(failure.hint("mend the rows first, or carry out what needs none of it: --stage safe"))
}

/// Whether the findings that were to be closed are closed, and nothing new is there.
async fn looked_again(
    context: &Context,
    args: &Args,
    target: &Target,
    fix: &Fix,
    run: &[usize],
    record: &mut FixRecord,
) -> Result<Exit, Failure> {
    let (_, report) = args.sides.compare(context).await?;
    record.findings_after = Some(report.findings().len());
    let reading = read_target(target).await?;
    let policy = context.policy_of(args.sides.environment(context).as_deref());
    record.fingerprint_after = Some(compared_fingerprint(&reading.schema, &policy));
    let behind = |id| {
        let step =
            |(i, s): (usize, &seedbed_drift::Step)| !run.contains(&i) && s.because.contains(id);
        fix.steps.iter().enumerate().any(step) || fix.unfixed.iter().any(|u| u.id == *id)
    };
    let known = |id| fix.steps.iter().any(|s| s.because.contains(id)) || behind(id);
    let mut red = false;
    for finding in report.findings() {
        // A part that was carried out may change what is left to be said of the rest.
        let partial = fix.steps.iter().enumerate().any(|(i, _)| !run.contains(&i));
        if (known(&finding.id) && !behind(&finding.id)) || (!known(&finding.id) && !partial) {
            context.ui.say(&format!("left: {} {} ({})", finding.rule, finding.at, finding.id));
            red = true;
        }
    }
    Ok(match (red, report.findings().is_empty()) {
        (true, _) => Exit::AppliedButRed,
        (false, true) => Exit::Green,
        (false, false) => Exit::Findings,
    })
}

/// Writes the record of a fix beside the reports.
fn file(context: &Context, target: &Target, record: &mut FixRecord) -> Result<(), Failure> {
    record.ended = Some(chrono::Utc::now());
    let json = record
        .to_json()
        .map_err(|e| Failure::from_error(Exit::Bug, "the record cannot be written", &e))?;
    let markdown = record.to_markdown();
    let environment = &target.identity().environment;
    let files = [("json", json.as_str()), ("md", markdown.as_str())];
    for path in context.archive(None, "fix", environment, &files)? {
        context.ui.say(&format!("archived: {}", path.display()));
    }
    Ok(())
}

fn unapplied(target: &Target, error: &seedbed_seed_runner::MigrateError) -> Failure {
    let what = format!("the fix of {} could not be carried out", target.identity());
    Failure::from_error(Exit::RolledBack, what, error)
}
