//! `check`: the declared schema against a live database, through the gate.

use std::{path::PathBuf, time::Duration};

use seedbed_drift::{Migrated, Report, TerpReport, render};
use seedbed_schema_model::{Dialect, Reading};
use seedbed_schema_source::{
    ReadError,
    live::{
        ledger::{self, Ledger},
        states,
    },
    migrations::{self, OnPaper},
    sql,
};
use seedbed_seed_runner::Target;

use super::{Findings, Format};
use crate::{
    config::Data,
    context::{Context, Place},
    error::Failure,
    exit::Exit,
    reading::{Hint, Source, connect, engine, read_beside},
    scratch::{self, Compared, How},
};

/// How long one statement about the rows may take.
const ROWS_LIMIT: Duration = Duration::from_secs(10);

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    pub(crate) sides: Sides,
    /// The lowest severity that fails: critical, high, medium, low, info
    #[arg(long, value_name = "SEVERITY")]
    fail_on: Option<String>,
    /// The file of accepted findings
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
    /// Judge as if nothing had been accepted
    #[arg(long, conflicts_with = "baseline")]
    no_baseline: bool,
    /// Archive the report under this folder
    #[arg(long, value_name = "DIR")]
    archive: Option<PathBuf>,
    /// Check seedbed itself: the declared schema is created in a scratch database and read back, and
    /// whatever differs from the text as seedbed reads it is a defect of seedbed
    #[arg(long, conflicts_with_all = ["no_scratch", "fail_on", "baseline", "archive"])]
    doctor: bool,
    /// Write the report in the shape of another tool's
    #[arg(long, value_enum, value_name = "TOOL", conflicts_with = "format")]
    compat: Option<Compat>,
}

/// Another tool, whose scripts are to go on working.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Compat {
    /// TERP's schema validator
    Terp,
}

/// The two sides of a check.
#[derive(Debug, clap::Args)]
pub(crate) struct Sides {
    /// The declared schema, instead of [schema] declared
    #[arg(long, value_name = "SOURCE")]
    declared: Option<String>,
    /// The database, instead of --env
    #[arg(long, value_name = "URL")]
    live: Option<String>,
    /// The folder of migrations as the third side, instead of [schema] migrations: each difference says
    /// which two agree
    #[arg(long, value_name = "DIR")]
    migrations: Option<PathBuf>,
    /// What to ask of the rows, instead of [check] data
    #[arg(long, value_enum, value_name = "HOW MUCH")]
    data: Option<Data>,
    #[command(flatten)]
    pub(crate) how: How,
}

/// Both sides, read.
pub(crate) struct Read {
    pub(crate) declared: Reading,
    pub(crate) live: Reading,
    /// The environment of the configuration, when it is one.
    pub(crate) environment: Option<String>,
    pub(crate) engine: &'static str,
    /// What the ledgers of the database say was applied.
    ledgers: Vec<Ledger>,
}

impl Sides {
    /// Reads both sides and compares them.
    pub(crate) async fn compare(&self, context: &Context) -> Result<(Read, Report), Failure> {
        let read = self.read(context).await?;
        self.judge(context, read).await
    }

    /// Compares what was read: the declared side is what the report is about then, which may be what a
    /// scratch database made of it.
    pub(crate) async fn judge(
        &self,
        context: &Context,
        read: Read,
    ) -> Result<(Read, Report), Failure> {
        let policy = context.policy_of(read.environment.as_deref());
        let third = self.third_side(context, &read)?;
        let written = third.is_some().then(|| read.declared.clone());
        let Read { declared, live, environment, engine, ledgers } = read;
        let compared = self.how.compare(context, policy.clone(), declared, &live).await?;
        let Compared { mut report, declared } = compared;
        if let (Some(third), Some(written)) = (third, written) {
            let OnPaper { history, applied, all, unlisted } = &third;
            let migrated = Migrated { history, applied, all, unlisted };
            report = report.with_migrations(&written, &migrated, &live, &policy);
        }
        Ok((Read { declared, live, environment, engine, ledgers }, report))
    }

    /// What the migrations make, when they are given.
    fn third_side(&self, context: &Context, read: &Read) -> Result<Option<OnPaper>, Failure> {
        let configured = context.config.schema.migrations.as_ref();
        let folder = match (&self.migrations, configured) {
            (Some(given), _) => given.clone(),
            (None, Some(folder)) => context.config.path(folder, read.engine),
            (None, None) => return Ok(None),
        };
        let unread = |e: ReadError| {
            Failure::from_error(Exit::Configuration, "cannot read the migrations", &e)
                .hint("see --migrations, or [schema] migrations in the configuration")
        };
        let found = match migrations::list(&folder) {
            Ok(found) => found,
            // A folder that holds no migration yet is no side.
            Err(ReadError::NotASource { .. }) if self.migrations.is_none() && folder.is_dir() => {
                return Ok(None);
            }
            Err(e) => return Err(unread(e)),
        };
        let paper =
            migrations::on_paper(&found, &read.ledgers, None, &read.live).map_err(unread)?;
        let amid = paper.history.starts_amid.is_some();
        let Some(create) = context.config.create.as_ref().filter(|_| amid) else {
            return Ok(Some(paper));
        };
        // The migrations go on from the schema that a rollout makes a database with.
        let base = context.config.path(&create.schema, read.engine);
        let base =
            sql::read_path_in(read.live.schema.dialect, &read.live.schema.search_path, &base)
                .map_err(unread)?;
        migrations::on_paper(&found, &read.ledgers, Some(&base.schema), &read.live)
            .map(Some)
            .map_err(unread)
    }

    pub(crate) async fn read(&self, context: &Context) -> Result<Read, Failure> {
        let place = self.place(context)?;
        let bar = context.ui.progress("reading the catalog", 0);
        let target = connect(&place).await?;
        let source = self.source(context, target.dialect())?;
        let (mut live, declared) = read_beside(&target, &source, None).await?;
        let wanted = self.migrations.is_some() || context.config.schema.migrations.is_some();
        let (ledgers, gaps) = if wanted {
            ledger::read(target.connection(), &live.schema).await
        } else {
            (Vec::new(), Vec::new())
        };
        live.gaps.extend(gaps);
        let extent = match self.data.unwrap_or(context.config.check.data) {
            Data::Quick => Some(states::Extent::Quick),
            Data::All => Some(states::Extent::All),
            Data::None => None,
        };
        if let Some(extent) = extent {
            let on = target.connection();
            let (found, gaps) = states::read(on, &live.schema, extent, ROWS_LIMIT).await;
            live.states = found;
            live.gaps.extend(gaps);
        }
        bar.finish_and_clear();
        let dialect = live.schema.dialect;
        context.ui.detail(&format!(
            "read {} tables of {}",
            live.schema.tables.len(),
            target.identity()
        ));
        let engine = engine(dialect.family);
        let environment = Some(place.environment.name).filter(|name| context.is_environment(name));
        Ok(Read { declared, live, environment, engine, ledgers })
    }

    /// The declared side, for an engine; SQL text that says itself what it is for needs none.
    pub(crate) async fn declared(
        &self,
        context: &Context,
        hint: Option<Hint>,
    ) -> Result<Reading, Failure> {
        match (&self.declared, hint) {
            (Some(text), hint) => Source::recognise(context, text)?.read(hint.as_ref()).await,
            (None, Some(hint)) => self.source(context, hint.dialect)?.read(Some(&hint)).await,
            (None, None) => Err(Failure::new(Exit::Usage, "which engine is it for?")
                .hint("give --scratch URL, or --declared SOURCE")),
        }
    }

    /// What was given as the declared schema.
    pub(crate) fn declared_source(&self) -> Option<&str> {
        self.declared.as_deref()
    }

    /// Where the declared side is written, for an engine.
    fn source(&self, context: &Context, dialect: Dialect) -> Result<Source, Failure> {
        match &self.declared {
            Some(text) => Source::recognise(context, text),
            None => configured_source(context, dialect),
        }
    }

    /// SQLite, when the database is one; an error when it is a server's.
    pub(crate) fn sqlite(&self, context: &Context) -> Result<Option<Dialect>, Failure> {
        let known = self.live.is_some() || !context.config.env.is_empty();
        if !known {
            return Ok(None);
        }
        match self.place(context) {
            Ok(place) if place.url.starts_with("sqlite:") => Ok(Some(Dialect::SQLITE)),
            Ok(_) => Err(scratch::nowhere()),
            Err(_) if self.declared.is_some() => Ok(None),
            Err(failure) => Err(failure),
        }
    }

    /// The database, connected to.
    pub(crate) async fn target(&self, context: &Context) -> Result<Target, Failure> {
        connect(&self.place(context)?).await
    }

    /// The environment of the configuration that the database is of, when it is one.
    pub(crate) fn environment(&self, context: &Context) -> Option<String> {
        let name = self.place(context).ok()?.environment.name;
        Some(name).filter(|name| context.is_environment(name))
    }

    fn place(&self, context: &Context) -> Result<Place, Failure> {
        let Some(text) = &self.live else { return context.place() };
        match Source::recognise(context, text)? {
            Source::Live(place) => Ok(place),
            _ => Err(Failure::new(Exit::Usage, format!("`{text}` is not a live database"))
                .hint("use `seedbed diff A B` to compare any two sources")),
        }
    }
}

/// The declared schema of the configuration, for an engine.
pub(crate) async fn configured(
    context: &Context,
    hint: impl Into<Hint>,
) -> Result<Reading, Failure> {
    let hint = hint.into();
    configured_source(context, hint.dialect)?.read(Some(&hint)).await
}

fn configured_source(context: &Context, dialect: Dialect) -> Result<Source, Failure> {
    let Some(declared) = &context.config.schema.declared else {
        return Err(Failure::new(Exit::Usage, "there is no declared schema to compare with")
            .hint("give one with --declared SOURCE, or add [schema] declared = \"…\""));
    };
    if declared.contains("://") || context.is_environment(declared) {
        return Source::recognise(context, declared);
    }
    let path = context.config.path(declared, engine(dialect.family));
    Source::recognise(context, &path.to_string_lossy())
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<Exit, Failure> {
    if args.doctor {
        return super::doctor::run(context, &args.sides).await;
    }
    let (read, report) = args.sides.compare(context).await?;
    let path = args.baseline.or_else(|| context.baseline_path(read.engine));
    let baseline = context.baseline(path.as_ref().filter(|_| !args.no_baseline))?;
    let gate = context.gate(args.fail_on.as_deref(), baseline)?;
    let report = report
        .headed(context.heading("check", read.environment.as_deref()))
        .judged(&gate, context.now.date_naive());
    match args.compat {
        Some(Compat::Terp) => context.ui.data(&TerpReport::of(&report).to_json()),
        None => print(context, &report),
    }
    let environment = read.environment.as_deref().unwrap_or("url");
    for path in archive(context, args.archive.as_ref(), "check", environment, &report)? {
        context.ui.say(&format!("archived: {}", path.display()));
    }
    Ok(exit(&report))
}

/// Archives a report as JSON and Markdown.
pub(crate) fn archive(
    context: &Context,
    folder: Option<&PathBuf>,
    verb: &str,
    environment: &str,
    report: &Report,
) -> Result<Vec<PathBuf>, Failure> {
    let (json, markdown) = (render::json(report), render::markdown(report));
    context.archive(folder, verb, environment, &[("json", &json), ("md", &markdown)])
}

/// Prints a report in the format asked for.
pub(crate) fn print(context: &Context, report: &Report) {
    let root = context.root();
    let root = root.as_deref();
    match context.findings {
        Some(Findings::Sarif) => return context.ui.data(&render::sarif(report, root)),
        Some(Findings::Junit) => return context.ui.data(&render::junit(report)),
        Some(Findings::Github) => return context.ui.data(&render::github(report, root)),
        None => {}
    }
    context.ui.data(&match context.format {
        Format::Human => {
            let style = render::Style { width: context.ui.width(), colour: context.ui.color };
            render::human(report, style)
        }
        Format::Json => render::json(report),
        Format::Markdown => render::markdown(report),
    });
    stale(context, report);
}

/// Names the decisions that settle nothing any more.
pub(crate) fn stale(context: &Context, report: &Report) {
    for decision in report.stale_decisions() {
        context
            .ui
            .say(&format!("stale decision: {decision}: it matches nothing any more; remove it"));
    }
}

/// The exit code a report leads to.
pub(crate) fn exit(report: &Report) -> Exit {
    match report.verdict() {
        _ if !report.obstacles().is_empty() => Exit::CannotJudge,
        Some(verdict) if !verdict.is_green() => Exit::Findings,
        None if !report.findings().is_empty() => Exit::Findings,
        _ => Exit::Green,
    }
}
