//! One of the two environments of a rollout: absent, empty, or there.

use seedbed_drift::compare;
use seedbed_schema_model::Reading;
use seedbed_seed_runner::{
    ConnectError, Endpoint, Hold, MigrateError, Target, count_rows, creation_unfinished,
    ledger::{self, RunState},
    unfinished_migrations,
};

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
    pub(super) async fn connect(context: &Context, name: &str) -> Result<Self, Failure> {
        let place = context.place_named(name)?;
        let target = match Target::connect(&place.url, place.environment.clone()).await {
            Ok(target) => Some(target),
            Err(ConnectError::MissingFile { .. }) if place.create => None,
            Err(error) => return Err(unconnected(error)),
        };
        Ok(Self { place, target, created: false, empty: true })
    }

    /// Whether a killed rollout left a migration in the middle.
    pub(super) async fn unfinished(&self) -> Result<bool, Failure> {
        let Some(target) = &self.target else { return Ok(false) };
        let left = unfinished_migrations(target).await.map_err(|e| unread(&e))?;
        Ok(!left.is_empty())
    }

    /// Takes the lock for the whole rollout, making the file first when it is absent.
    pub(super) async fn hold(&mut self, context: &Context) -> Result<Hold, Failure> {
        if self.target.is_none() {
            let environment = self.place.environment.clone();
            let made = Target::create_sqlite_file(&self.place.url, environment).await;
            self.target = Some(made.map_err(unconnected)?);
        }
        let target = self.ready()?.target;
        Hold::take(target, context.now).await.map_err(|error| {
            Failure::new(
                Exit::Refused,
                format!("refused, nothing was written to {}", target.identity()),
            )
            .because(error.to_string())
            .hint("when it has ended, the rollout goes on from wherever it got")
        })
    }

    /// Sees whether it is empty, and whether it is still being made.
    pub(super) async fn look(&mut self, context: &Context) -> Result<(), Failure> {
        (self.empty, self.created) = (true, true);
        let Some(target) = &self.target else { return Ok(()) };
        let reading = read_target(target).await?;
        self.empty = context.policy().compared(&reading.schema).tables.is_empty()
            || creation_unfinished(target).await.map_err(|e| unread(&e))?;
        if self.empty && !self.place.create {
            return Err(Failure::new(
                Exit::CannotJudge,
                format!("{} holds no table", target.identity()),
            )
            .hint("check the URL, or say `create = true` for the environment"));
        }
        self.created =
            self.empty || self.place.create && self.unbased(context, target, &reading).await?;
        Ok(())
    }

    /// Whether a rollout made its tables and has not finished the base data of `[create]`.
    async fn unbased(
        &self,
        context: &Context,
        target: &Target,
        reading: &Reading,
    ) -> Result<bool, Failure> {
        let Some(create) = context.config.create.as_ref() else { return Ok(false) };
        let runs = ledger::runs(target).await.map_err(|e| seeding::unledgered(&e))?;
        if runs.is_empty() {
            // Made by a rollout only if there is nothing but the schema.
            let tables: Vec<_> =
                context.policy().compared(&reading.schema).tables.into_keys().collect();
            let counts = count_rows(target, &tables).await.map_err(|e| {
                Failure::from_error(Exit::Configuration, "the rows could not be counted", &e)
            })?;
            return Ok(counts.iter().all(|n| *n == 0));
        }
        let bound = Bound::to(context, target, &create.seed, &reading.schema, false).await;
        let Ok(bound) = bound else { return Ok(false) };
        // A database that others filled may not suit the plan; it is not being made.
        let Ok(plan) = seeding::plan(context, target, &create.seed, &bound).await else {
            return Ok(false);
        };
        let recipe = plan.recipe();
        Ok(runs.iter().any(|r| r.recipe == recipe && r.state != RunState::Verified))
    }

    /// Whether a finished rollout left it like this: this recipe seeded, and no finding even with
    /// an empty baseline.
    pub(super) async fn settled(&self, context: &Context) -> Result<bool, Failure> {
        let Some(target) = self.target.as_ref().filter(|_| !self.empty && !self.created) else {
            return Ok(false);
        };
        let reading = read_target(target).await?;
        let declared = check::configured(context, &reading.schema).await?;
        let report = compare(&declared, &reading, &context.policy());
        let gate = context.gate(None, seedbed_drift::Baseline::default())?;
        if report.judged(&gate, context.now.date_naive()).green().is_none() {
            return Ok(false);
        }
        let section = &context.config.seed;
        let bound = Bound::to(context, target, section, &reading.schema, false).await?;
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

    fn endpoint(&self) -> Option<Endpoint> {
        Endpoint::parse(&self.place.environment.name, &self.place.url).ok()
    }

    pub(super) fn same_database(&self, other: &Self) -> bool {
        match (&self.target, &other.target) {
            (Some(a), Some(b)) => a.identity().same_database(b.identity()),
            (Some(a), None) => other.endpoint().is_some_and(|b| b.is(a.identity())),
            (None, Some(b)) => self.endpoint().is_some_and(|a| a.is(b.identity())),
            (None, None) => match (self.endpoint(), other.endpoint()) {
                (Some(a), Some(b)) => a.same_place(&b),
                _ => self.place.url == other.place.url,
            },
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

fn unread(error: &MigrateError) -> Failure {
    Failure::from_error(Exit::Configuration, "the applied migrations cannot be read", error)
}
