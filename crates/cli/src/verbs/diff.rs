//! `diff`: any two sources, or two reports.

use seedbed_drift::{AnyReport, Changes, TerpReport, render::Style};
use seedbed_schema_model::Reading;

use super::{Engine, Format, check};
use crate::{
    context::Context,
    error::Failure,
    exit::Exit,
    reading::{Hint, Source, connect, read_beside},
    scratch::{Compared, How},
};

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The source that says how it should be, or an older report
    a: String,
    /// The source that says how it is, or a newer report
    b: String,
    /// The engine of SQL text, when neither source says
    #[arg(long, value_enum)]
    dialect: Option<Engine>,
    #[command(flatten)]
    how: How,
    /// Write the report in the shape of another tool's
    #[arg(long, value_enum, value_name = "TOOL", conflicts_with = "format")]
    compat: Option<check::Compat>,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<Exit, Failure> {
    if let Some(exit) = reports(context, &args)? {
        return Ok(exit);
    }
    let (a, b) = read(context, &args.a, &args.b, args.dialect).await?;
    let Compared { report, declared } = args.how.compare(context, context.policy(), a, &b).await?;
    // Freeing two schemas piece by piece takes longer than the end of the process does.
    std::mem::forget((declared, b));
    let report = report.headed(context.heading("diff", None));
    match args.compat {
        Some(check::Compat::Terp) => context.ui.data(&TerpReport::of(&report).to_json()),
        None => check::print(context, &report),
    }
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
    let dialect = dialect.map(Engine::dialect);
    match (&a, &b) {
        (Source::Sql(_), Source::Live(place)) => {
            let (b, a) = read_beside(&connect(place).await?, &a, dialect).await?;
            return Ok((a, b));
        }
        (Source::Live(place), Source::Sql(_)) => {
            return read_beside(&connect(place).await?, &b, dialect).await;
        }
        _ => {}
    }
    let hint = dialect.map(Hint::from);
    let beside = |other: &Reading| {
        let known = Hint::from(&other.schema);
        Hint { dialect: dialect.unwrap_or(known.dialect), ..known }
    };
    if matches!(a, Source::Sql(_)) {
        let b = b.read(hint.as_ref()).await?;
        return Ok((a.read(Some(&beside(&b))).await?, b));
    }
    let a = a.read(hint.as_ref()).await?;
    let b = b.read(Some(&beside(&a))).await?;
    Ok((a, b))
}

/// Two reports instead of two sources: what is new, what was fixed, what is still there.
fn reports(context: &Context, args: &Args) -> Result<Option<Exit>, Failure> {
    let (Some(old), Some(new)) = (report(&args.a)?, report(&args.b)?) else { return Ok(None) };
    if context.findings.is_some() || args.compat.is_some() {
        return Err(Failure::new(Exit::Usage, "what changed has no such format")
            .hint("--format human, json or markdown"));
    }
    let changes = Changes::between((&args.a, &old), (&args.b, &new));
    context.ui.data(&match context.format {
        Format::Human => {
            changes.human(Style { width: context.ui.width(), colour: context.ui.color })
        }
        Format::Json => changes.json(),
        Format::Markdown => changes.markdown(),
    });
    Ok(Some(match (changes.cannot_judge.is_empty(), changes.appeared.is_empty()) {
        (false, _) => Exit::CannotJudge,
        (true, false) => Exit::Findings,
        (true, true) => Exit::Green,
    }))
}

/// The report in a file, when it is one.
fn report(path: &str) -> Result<Option<AnyReport>, Failure> {
    if !path.to_ascii_lowercase().ends_with(".json") {
        return Ok(None);
    }
    let Ok(text) = std::fs::read_to_string(path) else { return Ok(None) };
    AnyReport::recognise(&text).map_err(|e| {
        Failure::from_error(Exit::Configuration, format!("cannot read the report {path}"), &e)
    })
}
