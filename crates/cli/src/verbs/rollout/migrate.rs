//! Applying the migrations, and emptying the baseline once they have closed its findings.

use std::path::PathBuf;

use seedbed_drift::{Baseline, compare};
use seedbed_seed_runner::{MigrateError, Target, apply_migrations, finish_migrations, guard};

use super::{
    environment::{Rolled, Side},
    summary::Summary,
};
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
    let evidence = Evidence { green: green.as_ref(), staging: None, consent, again: false };
    let production = context.production(side.target.identity()).await;
    let policy = context.policy();
    let input = evidence.input(context, &production, &policy);
    let clearance = guard::clear_migrations(side.target, &input)
        .await
        .map_err(|refusal| seeding::refused(&refusal))?;
    let applied = apply_migrations(&clearance, &folder).await;
    clearance.release().await;
    let applied = applied.map_err(|e| failed(side.target, &e))?;
    let names: Vec<_> = applied.iter().map(|a| a.name.clone()).collect();
    let line = if names.is_empty() { "nothing to apply".to_owned() } else { names.join(", ") };
    context.ui.mark(true, &format!("{}: {line}", side.name()));
    summary.migrated(side.name(), names);
    Ok(())
}

/// Finishes what a killed rollout left in the middle (MySQL and MariaDB, whose definitions take part
/// in no transaction): a schema in the middle cannot be judged.
pub(super) async fn finish(
    context: &Context,
    side: &Side,
    consent: Option<&str>,
) -> Result<(), Failure> {
    if !side.unfinished().await? {
        return Ok(());
    }
    let target = side.ready()?.target;
    let Some(folder) = &context.config.schema.migrations else {
        return Err(Failure::configuration(format!(
            "{} is in the middle of a migration, and [schema] migrations names no folder",
            target.identity()
        )));
    };
    let folder = context.config.path(folder, engine(target.dialect().family));
    let evidence = Evidence { green: None, staging: None, consent, again: false };
    let production = context.production(target.identity()).await;
    let policy = context.policy();
    let input = evidence.input(context, &production, &policy);
    let clearance = guard::clear_unfinished(target, &input)
        .await
        .map_err(|refusal| seeding::refused(&refusal))?;
    let done = finish_migrations(&clearance, &folder).await;
    clearance.release().await;
    for file in done.map_err(|e| failed(target, &e))? {
        let name = &side.place.environment.name;
        context.ui.mark(true, &format!("{name}: {} was cut short and is finished now", file.name));
    }
    Ok(())
}

fn failed(target: &Target, error: &MigrateError) -> Failure {
    let what = format!("{} could not be migrated", target.identity());
    Failure::from_error(Exit::RolledBack, what, error)
}

/// The baseline without what is fixed on production.
pub(super) struct Emptied {
    path: PathBuf,
    left: Baseline,
    fixed: usize,
}

/// What the baseline accepts and production does not have any more; none when there is no such.
pub(super) async fn fixed(context: &Context, target: &Target) -> Result<Option<Emptied>, Failure> {
    let dialect = target.dialect();
    let Some(path) = context.baseline_path(engine(dialect.family)) else { return Ok(None) };
    let mut left = context.baseline(Some(&path))?;
    if left.entries().is_empty() {
        return Ok(None);
    }
    let live = read_target(target).await?;
    let declared = check::configured(context, &live.schema).await?;
    let fixed = left.prune(&compare(&declared, &live, &context.policy())).len();
    Ok((fixed > 0).then_some(Emptied { path, left, fixed }))
}

impl Emptied {
    pub(super) fn fixed(&self) -> usize {
        self.fixed
    }

    /// Writes it.
    pub(super) fn write(&self, context: &Context) -> Result<(), Failure> {
        baseline::write(&self.path, &self.left)?;
        let left = self.left.entries().len();
        context.ui.mark(
            true,
            &format!("baseline: {} entries fixed and removed, {left} left", self.fixed),
        );
        Ok(())
    }
}
