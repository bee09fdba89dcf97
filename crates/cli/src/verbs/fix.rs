//! `fix`: the migration that closes the findings, as text.

use seedbed_drift::{
    Fix, FixOptions,
    fix::{Stage, fix},
};

use super::{Format, check::Sides};
use crate::{context::Context, error::Failure, exit::Exit};

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    sides: Sides,
    /// The way back instead
    #[arg(long)]
    down: bool,
    /// Also drop what is not declared
    #[arg(long)]
    destructive: bool,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<Exit, Failure> {
    let (read, report) = args.sides.compare(context).await?;
    let options = FixOptions { destructive: args.destructive, ..FixOptions::default() };
    let fix = fix(&report, &read.declared, &read.live, options)
        .map_err(|e| Failure::from_error(Exit::CannotJudge, "there is no fix", &e))?;
    context.ui.data(&match context.format {
        Format::Json => serde_json::to_string_pretty(&fix)
            .map_err(|e| Failure::from_error(Exit::Bug, "the fix cannot be written", &e))?,
        Format::Human | Format::Markdown => script(&fix, args.down),
    });
    for left in &fix.unfixed {
        context.ui.say(&format!("by hand: {} ({}): {}", left.at, left.id, left.reason));
    }
    super::check::stale(context, &report);
    if report.findings().is_empty() {
        context.ui.say("nothing to fix: no finding");
    }
    Ok(if fix.unfixed.is_empty() { Exit::Green } else { Exit::Findings })
}

/// The fix as a SQL script with its reasons as comments.
fn script(fix: &Fix, down: bool) -> String {
    let mut out = String::new();
    let mut steps: Vec<_> = fix.steps.iter().collect();
    if down {
        steps.reverse();
    }
    for step in steps {
        let stage = match step.stage {
            Stage::Safe => "safe",
            Stage::Careful => "careful",
            Stage::Destructive => "destructive",
        };
        let because: Vec<_> = step.because.iter().map(ToString::to_string).collect();
        out.push_str(&format!("-- {stage}, because {}\n", because.join(", ")));
        for hazard in &step.hazards {
            out.push_str(&format!("--   {}\n", hazard.text.replace('\n', " ")));
            if let Some(ask) = &hazard.ask {
                out.push_str(&format!("--   ask first: {}\n", ask.replace('\n', " ")));
            }
        }
        let statements = if down { step.reverse.as_ref() } else { Some(&step.sql) };
        match statements {
            Some(statements) => {
                for statement in statements {
                    out.push_str(statement);
                    out.push_str(";\n");
                }
            }
            None => out.push_str("-- there is no way back from this step\n"),
        }
        out.push('\n');
    }
    out
}
