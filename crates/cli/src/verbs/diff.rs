//! `diff`: any two sources.

use seedbed_schema_model::{Dialect, Reading};

use super::{Engine, check};
use crate::{context::Context, error::Failure, exit::Exit, reading::Source, scratch::How};

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The source that says how it should be
    a: String,
    /// The source that says how it is
    b: String,
    /// The engine of SQL text, when neither source says
    #[arg(long, value_enum)]
    dialect: Option<Engine>,
    #[command(flatten)]
    how: How,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<Exit, Failure> {
    let (a, b) = read(context, &args.a, &args.b, args.dialect).await?;
    let compared = args.how.compare(context, context.policy(), a, &b).await?;
    let report = compared.report.headed(context.heading("diff", None));
    check::print(context, &report);
    Ok(check::exit(&report))
}

/// Reads two sources; SQL text takes its dialect from the side that knows it.
pub(super) async fn read(
    context: &Context,
    a: &str,
    b: &str,
    dialect: Option<Engine>,
) -> Result<(Reading, Reading), Failure> {
    let a = Source::recognise(context, a)?;
    let b = Source::recognise(context, b)?;
    let hint = dialect.map(Engine::dialect);
    if matches!(a, Source::Sql(_)) {
        let b = b.read(hint).await?;
        return Ok((a.read(hint.or(Some(b.schema.dialect))).await?, b));
    }
    let a = a.read(hint).await?;
    let dialect: Dialect = a.schema.dialect;
    let b = b.read(hint.or(Some(dialect))).await?;
    Ok((a, b))
}
