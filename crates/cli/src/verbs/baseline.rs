//! `baseline`: accepting findings by identity, and dropping those that are fixed.

use std::path::PathBuf;

use chrono::NaiveDate;
use seedbed_drift::{Accept, Report, lint};

use super::{Engine, check::Sides};
use crate::{context::Context, error::Failure, exit::Exit};

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    sides: Sides,
    /// The ids of the findings to accept, or their first digits
    #[arg(value_name = "ID", required_unless_present_any = ["all", "prune"])]
    ids: Vec<String>,
    /// Accept every finding there is
    #[arg(long, conflicts_with = "ids")]
    all: bool,
    /// Only what lint finds in the declared schema; needs no database
    #[arg(long, conflicts_with_all = ["live", "migrations", "data"])]
    lint: bool,
    /// The engine of SQL text, for --lint, when it does not show
    #[arg(long, value_enum, requires = "lint")]
    dialect: Option<Engine>,
    /// Who answers for the findings
    #[arg(long, required_unless_present = "prune")]
    owner: Option<String>,
    /// Why they are accepted
    #[arg(long, required_unless_present = "prune")]
    reason: Option<String>,
    /// The last day they are accepted on
    #[arg(long, value_name = "YYYY-MM-DD", required_unless_present = "prune")]
    expires: Option<NaiveDate>,
    /// Drop the entries whose finding is fixed
    #[arg(long)]
    prune: bool,
    /// The file of accepted findings, instead of [check] baseline
    #[arg(long, value_name = "FILE")]
    file: Option<PathBuf>,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<Exit, Failure> {
    // What is looked at: the findings of a check and those of lint, or the latter alone.
    let (engine, reports) = if args.lint {
        let source = args.sides.declared_source();
        let reading = super::lint::read(context, source, args.dialect).await?;
        (reading.schema.dialect, vec![lint::lint(&reading, &context.policy())])
    } else {
        let (read, report) = args.sides.compare(context).await?;
        let dialect = read.live.schema.dialect;
        let written = args.sides.declared(context, Some(dialect.into())).await?;
        (dialect, vec![report, lint::lint(&written, &context.policy())])
    };
    let engine = crate::reading::engine(engine.family);
    let path = args.file.or_else(|| context.baseline_path(engine)).ok_or_else(|| {
        Failure::new(Exit::Usage, "which file holds the baseline?")
            .hint("give --file FILE, or add [check] baseline = \"…\"")
    })?;
    let mut baseline = context.baseline(Some(&path))?;
    if let Some(obstacle) = reports[0].obstacles().first() {
        return Err(Failure::new(Exit::CannotJudge, "nothing can be accepted or dropped")
            .because(obstacle.to_string()));
    }
    if args.prune {
        for entry in reports.iter().flat_map(|report| baseline.prune(report)).collect::<Vec<_>>() {
            context.ui.say(&format!("dropped {} {} ({})", entry.id, entry.at, entry.rule));
        }
    }
    if let (Some(owner), Some(reason), Some(expires)) = (args.owner, args.reason, args.expires) {
        let accept = Accept { owner, reason, expires };
        let mut findings = Vec::new();
        for id in &args.ids {
            // An id is one finding's over both, or it is too short.
            let mut all = reports.iter().flat_map(Report::findings);
            let exact = all.clone().find(|f| f.id.as_str() == id);
            let mut like = all.by_ref().filter(|f| f.id.as_str().starts_with(id.as_str()));
            let only = match (like.next(), like.next()) {
                (Some(only), None) => Some(only),
                _ => None,
            };
            let verb = if args.lint { "lint" } else { "check` and `seedbed lint" };
            findings.push(exact.or(only).ok_or_else(|| {
                Failure::new(Exit::Usage, format!("no finding, or more than one, has the id {id}"))
                    .hint(format!("see `seedbed {verb}`"))
            })?);
        }
        if args.all {
            findings.extend(reports[0].findings());
        }
        for finding in findings {
            baseline
                .accept(finding, accept.clone())
                .map_err(|e| Failure::from_error(Exit::Usage, "cannot be accepted", &e))?;
            context.ui.say(&format!("accepted {} {} ({})", finding.id, finding.at, finding.rule));
        }
    }
    write(&path, &baseline)?;
    context.ui.say(&format!("{}: {} accepted", path.display(), baseline.entries().len()));
    Ok(Exit::Green)
}

/// Replaces the file whole.
pub(crate) fn write(path: &PathBuf, baseline: &seedbed_drift::Baseline) -> Result<(), Failure> {
    let draft = path.with_extension("toml.part");
    std::fs::write(&draft, baseline.to_toml()).and_then(|()| std::fs::rename(&draft, path)).map_err(
        |e| {
            let what = format!("cannot write the baseline {}", path.display());
            Failure::from_error(Exit::Configuration, what, &e)
        },
    )
}
