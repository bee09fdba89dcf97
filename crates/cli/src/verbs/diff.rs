//! `diff`: any two sources.

use seedbed_drift::compare;
use seedbed_schema_model::Dialect;

use super::{Engine, check};
use crate::{context::Context, error::Failure, exit::Exit, reading::Source};

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The source that says how it should be
    a: String,
    /// The source that says how it is
    b: String,
    /// The engine of SQL text, when neither source says
    #[arg(long, value_enum)]
    dialect: Option<Engine>,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<Exit, Failure> {
    let a = Source::recognise(context, &args.a)?;
    let b = Source::recognise(context, &args.b)?;
    let hint = args.dialect.map(Engine::dialect);
    // SQL text takes its dialect from the side that knows it.
    let (a, b) = if matches!(a, Source::Sql(_)) {
        let b = b.read(hint).await?;
        (a.read(hint.or(Some(b.schema.dialect))).await?, b)
    } else {
        let a = a.read(hint).await?;
        let dialect: Dialect = a.schema.dialect;
        (a, b.read(hint.or(Some(dialect))).await?)
    };
    let report = compare(&a, &b, &context.policy()).headed(context.heading("diff", None));
    check::print(context, &report);
    Ok(check::exit(&report))
}
