//! Applying the migrations, and emptying the baseline once they have closed its findings.

use seedbed_drift::compare;
use seedbed_seed_runner::{apply_migrations, guard};

use super::{environment::Rolled, summary::Summary};
use crate::{
    context::Context,
    error::Failure,
    exit::Exit,
    reading::{engine, read_target},
    seeding::{self, Evidence},
    verbs::{baseline, check},
};

/// Applies what is not applied yet to one environment.
pub(super) async fn run(
    context: &Context,
    summary: &mut Summary,
    side: &Rolled<'_>,
    consent: Option<&str>,
) -> Result<(), Failure> {
    let Some(folder) = &context.config.schema.migrations else { return Ok(()) };
    let folder = context.config.path(folder, engine(side.target.dialect().family));
    let live = read_target(side.target).await?;
    let report = seeding::validate(context, side.target, &live, "check", true).await?;
    let green = report.green();
    let evidence = Evidence { green: green.as_ref(), staging: None, consent };
    let (production, policy) = (context.production(), context.policy());
    let input = evidence.input(context, &production, &policy);
    let clearance = guard::clear_migrations(side.target, &input)
        .await
        .map_err(|refusal| seeding::refused(&refusal))?;
    let applied = apply_migrations(&clearance, &folder).await.map_err(|e| {
        let what = format!("{} could not be migrated", side.target.identity());
        Failure::from_error(Exit::RolledBack, what, &e)
    })?;
    let names: Vec<_> = applied.iter().map(|a| a.name.clone()).collect();
    let line = if names.is_empty() { "nothing to apply".to_owned() } else { names.join(", ") };
    context.ui.mark(true, &format!("{}: {line}", side.name()));
    summary.migrated(side.name(), names);
    Ok(())
}

/// Removes from the baseline what is fixed on production.
pub(super) async fn empty_baseline(
    context: &Context,
    summary: &mut Summary,
    side: &Rolled<'_>,
) -> Result<(), Failure> {
    let dialect = side.target.dialect();
    let Some(path) = context.baseline_path(engine(dialect.family)) else { return Ok(()) };
    let mut accepted = context.baseline(Some(&path))?;
    let live = read_target(side.target).await?;
    let declared = check::configured(context, dialect).await?;
    let fixed = accepted.prune(&compare(&declared, &live, &context.policy()));
    if fixed.is_empty() {
        return Ok(());
    }
    baseline::write(&path, &accepted)?;
    let left = accepted.entries().len();
    context
        .ui
        .mark(true, &format!("baseline: {} entries fixed and removed, {left} left", fixed.len()));
    summary.pruned = fixed.len();
    Ok(())
}
