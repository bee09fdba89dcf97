//! One of the two environments of a rollout: absent, empty, or there.

use seedbed_drift::compare;
use seedbed_seed_runner::{ConnectError, Target};

use crate::{
    context::{Context, Place},
    error::Failure,
    exit::Exit,
    reading::{read_target, unconnected},
    seeding::{self, Bound},
    verbs::check,
};

/// An environment before the rollout knows that its database is there.
pub(super) struct Side {
    pub(super) place: Place,
    pub(super) target: Option<Target>,
    /// Made by this rollout, or made by an earlier one that did not get further than the schema.
    pub(super) created: bool,
    /// Whether it holds no table.
    pub(super) empty: bool,
}

/// An environment whose database is there.
pub(super) struct Rolled<'s> {
    pub(super) place: &'s Place,
    pub(super) target: &'s Target,
    pub(super) created: bool,
}

impl Rolled<'_> {
    pub(super) fn name(&self) -> &str {
        &self.place.environment.name
    }
}

impl Side {
    /// Connects; an absent file is no error when the environment says `create = true`.
    pub(super) async fn open(context: &Context, name: &str) -> Result<Self, Failure> {
        let place = context.place_named(name)?;
        let target = match Target::connect(&place.url, place.environment.clone()).await {
            Ok(target) => Some(target),
            Err(ConnectError::MissingFile { .. }) if place.create => None,
            Err(error) => return Err(unconnected(error)),
        };
        let mut side = Self { place, target, created: false, empty: true };
        if let Some(target) = &side.target {
            let reading = read_target(target).await?;
            side.empty = context.policy().compared(&reading.schema).tables.is_empty();
            if side.empty && !side.place.create {
                return Err(Failure::new(
                    Exit::CannotJudge,
                    format!("{} holds no table", target.identity()),
                )
                .hint("check the URL, or say `create = true` for the environment"));
            }
            // A database that may be made, whose base data never got finished, is still being made.
            side.created = side.place.create && !side.based(context, target).await?;
        }
        side.created |= side.empty;
        Ok(side)
    }

    /// Whether the base data of `[create]` is there, or there is none to make.
    async fn based(&self, context: &Context, target: &Target) -> Result<bool, Failure> {
        let Some(create) = context.config.create.as_ref().filter(|_| !self.empty) else {
            return Ok(!self.empty);
        };
        let runs =
            seedbed_seed_runner::ledger::runs(target).await.map_err(|e| seeding::unledgered(&e))?;
        if runs.is_empty() {
            // Never touched by seedbed: made by a rollout only if the schema alone is there.
            let reading = read_target(target).await?;
            let tables: Vec<_> =
                context.policy().compared(&reading.schema).tables.into_keys().collect();
            let counts = seedbed_seed_runner::count_rows(target, &tables).await.map_err(|e| {
                Failure::from_error(Exit::Configuration, "the rows could not be counted", &e)
            })?;
            return Ok(counts.iter().any(|n| *n > 0));
        }
        let bound = seeding::bind(context, target, &create.seed).await?;
        let plan = seeding::plan(context, target, &create.seed, &bound).await;
        match plan {
            Ok(plan) => Ok(seeding::already(target, &plan).await?.is_some()),
            // Rows of an unfinished base run may stand in the way of a fresh plan.
            Err(_) => Ok(true),
        }
    }

    /// Whether a finished rollout left it like this: this recipe seeded, and no finding even with
    /// an empty baseline.
    pub(super) async fn settled(&self, context: &Context) -> Result<bool, Failure> {
        let Some(target) = self.target.as_ref().filter(|_| !self.empty && !self.created) else {
            return Ok(false);
        };
        let reading = read_target(target).await?;
        let declared = check::configured(context, target.dialect()).await?;
        let report = compare(&declared, &reading, &context.policy());
        let gate = context.gate(None, seedbed_drift::Baseline::default())?;
        if report.judged(&gate, context.now.date_naive()).green().is_none() {
            return Ok(false);
        }
        let section = &context.config.seed;
        let bound = Bound::to(context, section, &reading.schema)?;
        let Ok(plan) = seeding::plan(context, target, section, &bound).await else {
            return Ok(false);
        };
        Ok(seeding::already(target, &plan).await?.is_some())
    }

    /// The database's name: what consent must name.
    pub(super) fn database(&self) -> String {
        match &self.target {
            Some(target) => target.identity().database.clone(),
            None => {
                let path = self.place.url.trim_start_matches("sqlite:");
                let path = path.split('?').next().unwrap_or(path);
                std::path::Path::new(path)
                    .file_name()
                    .map(|name| name.to_string_lossy().into_owned())
                    .unwrap_or_default()
            }
        }
    }

    pub(super) fn same_database(&self, other: &Self) -> bool {
        match (&self.target, &other.target) {
            (Some(a), Some(b)) => a.identity().same_database(b.identity()),
            _ => self.place.url == other.place.url,
        }
    }

    /// The environment, once its database is there.
    pub(super) fn ready(&self) -> Result<Rolled<'_>, Failure> {
        let target = self.target.as_ref().ok_or_else(|| {
            Failure::new(Exit::Bug, format!("{} was not made", self.place.environment.name))
        })?;
        Ok(Rolled { place: &self.place, target, created: self.created })
    }
}
