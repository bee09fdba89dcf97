//! The steps that `plan`, `seed`, `verify` and `rollout` share: bind, plan, clear, run, verify,
//! record.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::PathBuf,
    sync::Arc,
};

use chrono::Utc;
use indicatif::ProgressBar;
use seedbed_drift::{GreenReport, Policy, Report, compare};
use seedbed_generators::{
    DataCheck, Generator, LogicalReference,
    fill::{ColumnRule, Fill, FillOptions},
};
use seedbed_schema_model::{Reading, Schema, TableName, glob};
use seedbed_seed_runner::{
    CheckResult, Endpoint, Event, GuardInput, Observer, Plan, PlanError, PlanOptions, Refusal,
    RunError, RunOptions, RunOutcome, Smoke, Stage, StagingReceipt, Target, Verification,
    VerifyOptions,
    audit::{AuditRecord, Outcome},
    guard,
    ledger::{self, RunState},
    run, verify,
};

use crate::{
    config::{FillSection, SeedSection, nearest},
    context::{Context, table_name},
    error::Failure,
    exit::Exit,
    generators,
    reading::read_target,
    verbs::check,
};

/// Generators bound to the schema of a database.
pub(crate) struct Bound {
    pub(crate) schema: Schema,
    generators: Vec<Arc<dyn Generator>>,
    /// What fills the tables that nothing else writes, when that is asked for.
    pub(crate) fill: Option<Arc<Fill>>,
}

impl Bound {
    /// Binds the generators of a section. `again` takes the rows that earlier runs filled for rows
    /// that are there; otherwise they are this run's own, to be found again or completed.
    pub(crate) async fn to(
        context: &Context,
        target: &Target,
        section: &SeedSection,
        schema: &Schema,
        again: bool,
    ) -> Result<Self, Failure> {
        let (mut generators, mut failures) = generators::bind(context, section, schema);
        let mut fill = None;
        let mut wishes = None;
        if let Some(wanted) = &section.fill {
            let census = census(target, schema).await?;
            known(schema, wanted).into_iter().for_each(|failure| failures.add(failure));
            let mut options = wishes_of(section, wanted);
            options.within =
                seedbed_seed_runner::partition_rules(target).await.map_err(|error| {
                    let what = "the partitions cannot be read";
                    Failure::from_error(Exit::Configuration, what, &error)
                })?;
            match rules(wanted) {
                Ok(rules) => options.columns = rules,
                Err(failure) => failures.add(failure),
            }
            options.leave.extend(generators.iter().flat_map(|g| g.spec().tables).map(|t| t.table));
            // What is wrong with the wishes is not to be taken for what is wrong with the tables.
            failures.take(asked_for(&Fill::over(schema, &census, &options)));
            wishes = Some((census, options));
        }
        if let Some(mut failure) = failures.joined() {
            // What binds is looked at too, so that everything is said at once.
            let bound = Self { schema: schema.clone(), generators, fill: None };
            if !bound.generators.is_empty()
                && let Err(more) = plan(context, target, section, &bound).await
                && more.exit == Exit::Refused
            {
                failure.causes.extend(more.causes);
            }
            return Err(failure);
        }
        if let Some((mut census, mut options)) = wishes {
            match filled_before(target).await?.filter(|_| !again) {
                // What was decided then is what is found again, or gone on with.
                Some((run, tables)) => {
                    for name in schema.tables.keys() {
                        if tables.contains(name) {
                            census.insert(name.clone(), 0);
                        } else if census.get(name) == Some(&0) {
                            let why = format!("it was left out by run {run}; see `seed --again`");
                            options.unfit.insert(name.clone(), why);
                        }
                    }
                }
                None if target.identity().stage == Stage::Production => {}
                None => {
                    options.unfit =
                        unfit(context, target, section, schema, &census, &options).await?;
                }
            }
            let made = Arc::new(Fill::over(schema, &census, &options));
            asked_for(&made)?;
            if made.tables().next().is_some() || generators.is_empty() {
                generators.push(made.clone());
            }
            fill = Some(made);
        }
        Ok(Self { schema: schema.clone(), generators, fill })
    }

    /// Says which tables are not filled.
    pub(crate) fn say_skipped(&self, context: &Context) {
        for skipped in self.fill.iter().flat_map(|f| f.skipped()) {
            let line = format!("not filled: {}: {}", skipped.table, skipped.why);
            context.ui.say(&with_remedy(line, &skipped.remedy));
        }
    }

    pub(crate) fn generators(&self) -> Vec<&dyn Generator> {
        self.generators.iter().map(AsRef::as_ref).collect()
    }

    fn references(&self, context: &Context) -> Vec<LogicalReference> {
        let own = self.generators.iter().flat_map(|g| g.spec().references);
        own.chain(context.config.reference.iter().map(|r| r.to_reference())).collect()
    }

    fn checks(&self) -> Vec<DataCheck> {
        self.generators.iter().flat_map(|g| g.checks(self.schema.dialect)).collect()
    }
}

/// What a section asks of the tables to fill.
fn wishes_of(section: &SeedSection, wanted: &FillSection) -> FillOptions {
    FillOptions {
        rows: wanted.rows,
        by_table: wanted.by_table.clone(),
        tables: wanted.tables.clone(),
        leave: section.preserve.iter().map(|name| table_name(name)).collect(),
        ..FillOptions::default()
    }
}

/// The tables that `[seed.fill]` would fill, or has filled.
pub(crate) fn to_fill(
    section: &SeedSection,
    schema: &Schema,
    counted: &BTreeMap<TableName, u64>,
    others: &BTreeSet<TableName>,
) -> BTreeSet<TableName> {
    let Some(wanted) = &section.fill else { return BTreeSet::new() };
    let mut options = wishes_of(section, wanted);
    options.leave.extend(others.iter().cloned());
    let now = Fill::over(schema, counted, &options);
    let ever = Fill::over(schema, &BTreeMap::new(), &options);
    now.tables().chain(ever.tables()).map(|(name, _)| name.clone()).collect()
}

/// The rules of `[seed.fill.columns]`.
fn rules(wanted: &FillSection) -> Result<BTreeMap<String, ColumnRule>, Failure> {
    let mut all = BTreeMap::new();
    let mut wrong = Vec::new();
    for (name, section) in &wanted.columns {
        let name = name.get_ref();
        match section.rule() {
            Ok(rule) => drop(all.insert(name.clone(), rule)),
            Err(why) => wrong.push(format!("{} ({name}): {why}", section.place)),
        }
    }
    if wrong.is_empty() {
        return Ok(all);
    }
    let failure = Failure::configuration("[seed.fill.columns] cannot be used");
    Err(wrong.into_iter().fold(failure, Failure::because))
}

/// What was asked of the tables to fill, all of which must be possible.
fn asked_for(fill: &Fill) -> Result<(), Failure> {
    if fill.problems().is_empty() {
        return Ok(());
    }
    let failure = Failure::new(Exit::Refused, "[seed.fill] cannot be done; nothing was written");
    Err(fill.problems().iter().fold(failure, |failure, p| {
        failure.because(with_remedy(format!("{}: {}", p.place, p.why), &p.remedy))
    }))
}

/// A line with what can be done about it, where anything can.
fn with_remedy(line: String, remedy: &str) -> String {
    if remedy.is_empty() { line } else { format!("{line} ({remedy})") }
}

/// The generator that fills.
const FILL: &str = "fill";

/// The tables whose rows the database does not take.
async fn unfit(
    context: &Context,
    target: &Target,
    section: &SeedSection,
    schema: &Schema,
    census: &BTreeMap<TableName, u64>,
    options: &FillOptions,
) -> Result<BTreeMap<TableName, String>, Failure> {
    let bar = context.ui.progress("trying a few rows of each table", 0);
    let plan = PlanOptions::new(section.seed.unwrap_or(1), context.today(section));
    let found = seedbed_seed_runner::unfit(target, schema, census, options, &plan).await;
    bar.finish_and_clear();
    found.map_err(|error| {
        Failure::from_error(Exit::Configuration, "the rows cannot be tried", &error)
    })
}

/// Every table that `[seed.fill]` names is there, and every pattern names one.
fn known(schema: &Schema, wanted: &FillSection) -> Vec<Failure> {
    let names: Vec<String> = schema.tables.keys().map(ToString::to_string).collect();
    let missing = wanted
        .by_table
        .keys()
        .filter(|name| !names.contains(name) && !schema.tables.keys().any(|t| t.name == **name));
    let patterns = wanted.tables.iter().filter(|pattern| *pattern != "*");
    let nothing = |pattern: &&String| !schema.tables.keys().any(|name| glob(pattern, &name.name));
    let wrong = missing.chain(patterns.filter(nothing));
    wrong
        .map(|wrong| {
            let what = format!("[seed.fill]: no table is called `{wrong}`");
            let failure = Failure::configuration(what);
            match nearest(wrong, names.iter().map(String::as_str)) {
                Some(near) => failure.hint(format!("did you mean `{near}`?")),
                None => failure.hint("see `seedbed coverage` for the tables there are"),
            }
        })
        .collect()
}

/// How many rows each table has.
async fn census(target: &Target, schema: &Schema) -> Result<BTreeMap<TableName, u64>, Failure> {
    let names: Vec<TableName> = schema.tables.keys().cloned().collect();
    let counts = seedbed_seed_runner::count_rows(target, &names)
        .await
        .map_err(|e| Failure::from_error(Exit::Configuration, "the rows cannot be counted", &e))?;
    Ok(names.into_iter().zip(counts).collect())
}

/// The tables that the newest run of the ledger filled or was to fill.
async fn filled_before(target: &Target) -> Result<Option<(String, Vec<TableName>)>, Failure> {
    let runs = ledger::runs(target).await.map_err(|e| unledgered(&e))?;
    for entry in runs.iter().rev() {
        let plan = ledger::plan_of(target, &entry.run).await.map_err(|e| unledgered(&e))?;
        let fill = plan.generators.into_iter().find(|g| g.name == FILL);
        if let Some(fill) = fill {
            let tables = fill.tables.into_iter().map(|t| t.table).collect();
            return Ok(Some((entry.run.clone(), tables)));
        }
    }
    Ok(None)
}

/// Plans a seed section on a database.
pub(crate) async fn plan(
    context: &Context,
    target: &Target,
    section: &SeedSection,
    bound: &Bound,
) -> Result<Plan, Failure> {
    let mut options = PlanOptions::new(section.seed.unwrap_or(1), context.today(section));
    options.preserve = section.preserve.iter().map(|name| table_name(name)).collect();
    options.references = bound.references(context);
    options.policy = context.policy();
    Plan::make(target, &bound.schema, &bound.generators(), &options).await.map_err(|error| {
        match &error {
            PlanError::Unsound(problems) => {
                let mut failure = Failure::new(
                    Exit::Refused,
                    format!(
                        "the plan for {} cannot be carried out; nothing was written",
                        target.identity()
                    ),
                );
                for problem in problems {
                    failure = failure.because(problem.to_string());
                }
                failure
            }
            _ => Failure::from_error(Exit::Configuration, "there is no plan", &error),
        }
    })
}

/// Checks a database against the declared schema and gives the report.
pub(crate) async fn validate(
    context: &Context,
    target: &Target,
    live: &Reading,
    verb: &str,
    with_baseline: bool,
) -> Result<Report, Failure> {
    let declared = check::configured(context, &live.schema).await?;
    let engine = crate::reading::engine(target.dialect().family);
    let path = context.baseline_path(engine).filter(|_| with_baseline);
    let gate = context.gate(None, context.baseline(path.as_ref())?)?;
    Ok(compare(&declared, live, &context.policy_of(Some(&target.identity().environment)))
        .headed(context.heading(verb, Some(&target.identity().environment)))
        .judged(&gate, context.now.date_naive()))
}

/// What the guards are shown.
#[derive(Clone, Copy, Default)]
pub(crate) struct Evidence<'e> {
    pub(crate) green: Option<&'e GreenReport>,
    pub(crate) staging: Option<&'e StagingReceipt>,
    pub(crate) consent: Option<&'e str>,
    /// Whether to add to what was seeded before.
    pub(crate) again: bool,
}

impl<'e> Evidence<'e> {
    pub(crate) fn input(
        &self,
        context: &Context,
        production: &'e [Endpoint],
        policy: &'e Policy,
    ) -> GuardInput<'e> {
        GuardInput {
            green: self.green,
            staging: self.staging,
            consent: self.consent,
            production,
            require_green: false,
            policy,
            now: context.now,
        }
    }
}

/// How seeding a database came out.
pub(crate) enum Seeded {
    /// A finished run of this recipe is there.
    Already(String),
    /// All rows are there.
    Done(Box<Done>),
}

/// A run with its checks.
pub(crate) struct Done {
    pub(crate) outcome: RunOutcome,
    pub(crate) verification: Verification,
    pub(crate) archived: Vec<PathBuf>,
}

/// The run of this plan's recipe that is finished on the database, if any.
pub(crate) async fn already(target: &Target, plan: &Plan) -> Result<Option<String>, Failure> {
    let entry = ledger::finished(target, &plan.recipe()).await.map_err(|e| unledgered(&e))?;
    Ok(entry.map(|e| e.run))
}

/// Clears, runs, verifies and records; every outcome leaves an audit record in the archive.
pub(crate) async fn seed(
    context: &Context,
    target: &Target,
    section: &SeedSection,
    bound: &Bound,
    plan: &Plan,
    evidence: Evidence<'_>,
    smokes: bool,
) -> Result<Seeded, Failure> {
    let there = ledger::finished(target, &plan.recipe()).await.map_err(|e| unledgered(&e))?;
    let there = there.filter(|r| !evidence.again || r.state != RunState::Verified);
    if let Some(run) = there.as_ref().filter(|r| r.state == RunState::Verified) {
        return Ok(Seeded::Already(run.run.clone()));
    }
    let mut record = AuditRecord::of(plan, target.identity(), &who(), Utc::now());
    let production = context.production(target.identity()).await;
    let policy = context.policy();
    let input = evidence.input(context, &production, &policy);
    let clearance = match guard::clear(target, plan, &input).await {
        Ok(clearance) => clearance,
        Err(refusal) => {
            record.outcome = Outcome::Refused;
            record.refusals.clone_from(&refusal.reasons);
            file(context, &mut record)?;
            return Err(refused(&refusal));
        }
    };
    // Cut short between its last row and its checks, or red then: its checks are asked again.
    if let Some(run) = there.filter(|r| r.plan_hash != plan.hash()) {
        let verification = verified(context, target, bound, smokes).await?;
        ledger::record_verification(&clearance, &run.run, &verification)
            .await
            .map_err(|e| unledgered(&e))?;
        record.run = Some(run.run.clone());
        record = record.with_checks(&verification);
        file(context, &mut record)?;
        return if verification.green() {
            Ok(Seeded::Already(run.run))
        } else {
            Err(not_all_hold(target, &run.run, &verification))
        };
    }
    let progress = Progress::new(context, target);
    let options = RunOptions {
        threads: section.threads.unwrap_or(2),
        observer: Some(&progress),
        again: evidence.again,
        unverified: true,
        ..RunOptions::new(context.now)
    };
    let ran = run(&clearance, plan, &bound.generators(), &options).await;
    progress.bar.finish_and_clear();
    let outcome = match ran {
        Ok(outcome) => outcome,
        Err(error) => {
            record = record.with_failure(&error);
            file(context, &mut record)?;
            return Err(failed(target, &error));
        }
    };
    record = record.with_run(&outcome);
    let verification = verified(context, target, bound, smokes).await?;
    ledger::record_verification(&clearance, outcome.run(), &verification)
        .await
        .map_err(|e| unledgered(&e))?;
    record = record.with_checks(&verification);
    let archived = file(context, &mut record).map_err(|mut failure| {
        failure.exit = Exit::AppliedButRed;
        failure.hint = Some(format!(
            "run {} is done, and the database's own ledger has it; only its record is missing",
            outcome.run()
        ));
        failure
    })?;
    Ok(Seeded::Done(Box::new(Done { outcome, verification, archived })))
}

/// Seeded, and something does not hold.
pub(crate) fn not_all_hold(target: &Target, run: &str, verification: &Verification) -> Failure {
    let mut failure = Failure::new(
        Exit::AppliedButRed,
        format!("{} was seeded by run {run}, but not every check holds", target.identity()),
    );
    for check in verification.red() {
        failure = failure.because(violated(check));
    }
    failure
}

/// `rule: 3 rows`, or what a smoke check found.
pub(crate) fn violated(check: &CheckResult) -> String {
    format!("{}: {}", check.name, check.found)
}

/// Asks every check: foreign keys, references, the generators' rules, and the smoke checks.
pub(crate) async fn verified(
    context: &Context,
    target: &Target,
    bound: &Bound,
    smokes: bool,
) -> Result<Verification, Failure> {
    let quote = if target.dialect().is_mysql_like() { "`" } else { "\"" };
    let smokes: Vec<_> = (context.config.smoke.iter().filter(|_| smokes))
        .map(|s| Smoke {
            name: s.name.clone(),
            sql: s.sql.replace("{q}", quote),
            expect: match &s.expect {
                toml::Value::String(text) => text.clone(),
                other => other.to_string(),
            },
        })
        .collect();
    let (references, checks) = (bound.references(context), bound.checks());
    let options =
        VerifyOptions { references: &references, checks: &checks, smokes: &smokes, uniques: true };
    let bar = context.ui.progress("verifying", 0);
    let verification = verify(target, &bound.schema, &options).await;
    bar.finish_and_clear();
    verification.map_err(|e| {
        Failure::from_error(
            Exit::CannotJudge,
            format!("{} cannot be verified", target.identity()),
            &e,
        )
    })
}

/// Reads a database and binds the generators of a section to it.
pub(crate) async fn bind(
    context: &Context,
    target: &Target,
    section: &SeedSection,
) -> Result<Bound, Failure> {
    let reading = read_target(target).await?;
    Bound::to(context, target, section, &reading.schema, false).await
}

/// Writes the audit record to the archive.
fn file(context: &Context, record: &mut AuditRecord) -> Result<Vec<PathBuf>, Failure> {
    record.ended = Some(Utc::now());
    let (json, markdown) = (record.to_json(), record.to_markdown());
    let environment = record.target.environment.clone();
    context.archive(None, "seed", &environment, &[("json", &json), ("md", &markdown)])
}

/// A refusal for people.
pub(crate) fn refused(refusal: &Refusal) -> Failure {
    let mut failure =
        Failure::new(Exit::Refused, format!("refused, nothing was written to {}", refusal.target));
    for reason in &refusal.reasons {
        failure = failure.because(reason.to_string());
    }
    failure.hint = refusal.reasons.first().map(guard::Reason::hint);
    failure
}

fn failed(target: &Target, error: &RunError) -> Failure {
    let target = target.identity();
    let (exit, what) = if error.untouched() {
        (Exit::Refused, format!("the run was not begun, nothing was written to {target}"))
    } else {
        (Exit::RolledBack, format!("the run on {target} did not finish"))
    };
    let failure = Failure::from_error(exit, what, error);
    match error {
        RunError::SeededOtherwise { .. } => failure.hint(
            "put the seed, date and volumes back, start from a database without these rows, or add \
             to them with `seedbed seed --again`",
        ),
        _ => failure,
    }
}

pub(crate) fn unledgered(error: &ledger::LedgerError) -> Failure {
    Failure::from_error(Exit::Configuration, "the ledger cannot be used", error)
}

/// `userside.targethost`, as far as the environment says.
pub(crate) fn who() -> String {
    let first =
        |names: &[&str]| names.iter().find_map(|n| std::env::var(n).ok().filter(|v| !v.is_empty()));
    let user = first(&["USER", "LOGNAME", "USERNAME"]).unwrap_or_else(|| "unknown".into());
    let host = first(&["HOSTNAME", "COMPUTERNAME"])
        .or_else(|| std::fs::read_to_string("/etc/hostname").ok())
        .unwrap_or_else(|| "unknown".into());
    format!("{user}@{}", host.trim())
}

/// A bar over the chunks of a run.
struct Progress {
    bar: ProgressBar,
}

impl Progress {
    fn new(context: &Context, target: &Target) -> Self {
        let what = format!("seeding {}", target.identity().environment);
        Self { bar: context.ui.progress(&what, 1) }
    }
}

impl Observer for Progress {
    fn event(&self, event: &Event<'_>) {
        match event {
            Event::Begun { chunks, done, .. } => {
                self.bar.set_length(chunks + done);
                self.bar.set_position(*done);
            }
            Event::Chunk { .. } => self.bar.inc(1),
            _ => {}
        }
    }
}
