//! `lint`: mistakes in one schema alone, without a database.

use std::path::PathBuf;

use seedbed_drift::lint;
use seedbed_schema_model::Reading;

use super::{Engine, check};
use crate::{context::Context, error::Failure, exit::Exit, reading::Source};

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The schema, instead of [schema] declared
    source: Option<String>,
    /// The engine of SQL text, when it does not show
    #[arg(long, value_enum)]
    dialect: Option<Engine>,
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
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<Exit, Failure> {
    let reading = read(context, args.source.as_deref(), args.dialect).await?;
    let engine = crate::reading::engine(reading.schema.dialect.family);
    let path = args.baseline.or_else(|| context.baseline_path(engine));
    let baseline = context.baseline(path.as_ref().filter(|_| !args.no_baseline))?;
    let fail_on = args.fail_on.as_deref().unwrap_or(&context.config.lint.fail_on);
    let gate = context.gate(Some(fail_on), baseline)?;
    let report = lint::lint(&reading, &context.policy())
        .headed(context.heading("lint", None))
        .judged(&gate, context.now.date_naive());
    check::print(context, &report);
    for path in check::archive(context, args.archive.as_ref(), "lint", "declared", &report)? {
        context.ui.say(&format!("archived: {}", path.display()));
    }
    Ok(check::exit(&report))
}

/// The schema to look at: a source, or what the configuration declares.
pub(crate) async fn read(
    context: &Context,
    source: Option<&str>,
    dialect: Option<Engine>,
) -> Result<Reading, Failure> {
    let dialect = dialect.map(Engine::dialect);
    let declared = context.config.schema.declared.as_deref();
    match (source, declared) {
        (Some(source), _) => {
            Source::recognise(context, source)?.read(dialect.map(Into::into).as_ref()).await
        }
        (None, Some(declared)) if declared.contains("{engine}") && dialect.is_none() => {
            Err(Failure::new(Exit::Usage, format!("which engine of `{declared}`?"))
                .hint("--dialect sqlite, --dialect postgres, --dialect mysql or --dialect mariadb"))
        }
        (None, Some(declared)) => match dialect {
            Some(dialect) => check::configured(context, dialect).await,
            None => {
                let path = context.config.path(declared, "");
                Source::recognise(context, &path.to_string_lossy())?.read(None).await
            }
        },
        (None, None) => Err(Failure::new(Exit::Usage, "there is no schema to look at")
            .hint("seedbed lint SOURCE, or add [schema] declared = \"…\"")),
    }
}
