//! One verb a file. Each reads its arguments, calls the libraries and prints.

pub(crate) mod baseline;
pub(crate) mod check;
mod coverage;
mod diff;
mod doctor;
pub(crate) mod explain;
mod fix;
mod lint;
pub(crate) mod plan;
pub(crate) mod rollout;
mod seed;
mod snapshot;
pub(crate) mod verify;

use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};
use seedbed_schema_model::{Dialect, Family};

use crate::{context::Context, error::Failure, exit::Exit, ui::Color};

/// Proves that a live database has the schema its application was written against, then fills it
/// with coherent data.
#[derive(Debug, Parser)]
#[command(name = "seedbed", version, max_term_width = 100, after_help = EXIT_CODES)]
pub(crate) struct Args {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) verb: Verb,
}

const EXIT_CODES: &str = "\
A SOURCE is a URL (sqlite:file.db, postgres://user@host/db, mysql://user@host/db), a .sql file, a
folder of migrations, a snapshot .json, or an environment of seedbed.toml.

Exit codes: 0 green, 1 findings or a failed check, 2 wrong usage, 3 configuration or connection,
4 refused and nothing touched, 5 failed and rolled back, 6 applied but a check afterwards is red,
7 cannot judge, 70 a bug of seedbed.";

/// Flags every verb takes.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct Global {
    /// The configuration; without it the nearest seedbed.toml from here upwards
    #[arg(short, long, global = true, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    /// The environment of the configuration to work on
    #[arg(short, long, global = true, value_name = "NAME")]
    pub(crate) env: Option<String>,
    /// How data is written to stdout
    #[arg(long, global = true, value_enum, default_value_t)]
    pub(crate) format: Written,
    /// When to colour
    #[arg(long, global = true, value_enum, default_value_t)]
    pub(crate) color: Color,
    /// Only data and errors
    #[arg(short, long, global = true)]
    pub(crate) quiet: bool,
    /// More detail on stderr
    #[arg(short, long, global = true, conflicts_with = "quiet")]
    pub(crate) verbose: bool,
}

/// A format as people write it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum Written {
    /// For people
    #[default]
    Human,
    /// For programs
    Json,
    /// For documents
    Markdown,
    /// For code scanning: SARIF 2.1.0 (check, diff, lint)
    Sarif,
    /// For build servers: JUnit XML (check, diff, lint)
    Junit,
    /// For GitHub's workflow log: annotations (check, diff, lint)
    Github,
}

/// A rendering of any answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    Human,
    Json,
    Markdown,
}

/// A rendering of findings only.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Findings {
    Sarif,
    Junit,
    Github,
}

impl Written {
    /// The rendering every verb has, and the one that only findings have.
    pub(crate) fn formats(self) -> (Format, Option<Findings>) {
        match self {
            Self::Human => (Format::Human, None),
            Self::Json => (Format::Json, None),
            Self::Markdown => (Format::Markdown, None),
            Self::Sarif => (Format::Human, Some(Findings::Sarif)),
            Self::Junit => (Format::Human, Some(Findings::Junit)),
            Self::Github => (Format::Human, Some(Findings::Github)),
        }
    }
}

#[derive(Debug, Subcommand)]
pub(crate) enum Verb {
    /// Compare the declared schema with a live database, through the gate
    Check(check::Args),
    /// Compare any two sources
    Diff(diff::Args),
    /// Look for mistakes in the declared schema alone, without a database
    Lint(lint::Args),
    /// Write any source as a versioned JSON snapshot
    Snapshot(snapshot::Args),
    /// Which tables hold data, and which tables to seed are empty
    Coverage(coverage::Args),
    /// What a seed would do, proved to be possible or not; leaves nothing behind
    Plan(plan::Args),
    /// Carry out a plan
    Seed(seed::Args),
    /// Check references, the rules of the generators, and the smoke checks
    Verify(verify::Args),
    /// A rule, or one finding: what its two sides say and why it matters
    Explain(explain::Args),
    /// The migration that closes the findings; runs it only with --apply
    Fix(fix::Args),
    /// Accept findings with owner, reason and expiry; drop those that are fixed
    Baseline(baseline::Args),
    /// Validate, archive, rehearse on staging, seed production, migrate, validate again
    Rollout(rollout::Args),
}

/// An engine, where SQL text alone does not say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Engine {
    Sqlite,
    Postgres,
    Mysql,
    Mariadb,
}

impl Engine {
    pub(crate) fn dialect(self) -> Dialect {
        Dialect::unversioned(match self {
            Self::Sqlite => Family::Sqlite,
            Self::Postgres => Family::Postgres,
            Self::Mysql => Family::MySql,
            Self::Mariadb => Family::MariaDb,
        })
    }
}

pub(crate) async fn run(context: &Context, verb: Verb) -> Result<Exit, Failure> {
    if context.findings.is_some() && !matches!(verb, Verb::Check(_) | Verb::Diff(_) | Verb::Lint(_))
    {
        return Err(Failure::new(Exit::Usage, "this verb has no findings to write in that format")
            .hint("sarif, junit and github are for check, diff and lint; json is for every verb"));
    }
    match verb {
        Verb::Lint(args) => lint::run(context, args).await,
        Verb::Check(args) => check::run(context, args).await,
        Verb::Diff(args) => diff::run(context, args).await,
        Verb::Snapshot(args) => snapshot::run(context, args).await,
        Verb::Coverage(args) => coverage::run(context, args).await,
        Verb::Plan(args) => plan::run(context, args).await,
        Verb::Seed(args) => seed::run(context, args).await,
        Verb::Verify(args) => verify::run(context, args).await,
        Verb::Explain(args) => explain::run(context, args).await,
        Verb::Fix(args) => fix::run(context, args).await,
        Verb::Baseline(args) => baseline::run(context, args).await,
        Verb::Rollout(args) => rollout::run(context, args).await,
    }
}
