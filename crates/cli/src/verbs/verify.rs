//! `verify`: integrity, the generators' rules, smoke checks.

use seedbed_seed_runner::Verification;

use super::Format;
use crate::{
    config::SeedSection,
    context::Context,
    error::Failure,
    exit::Exit,
    reading::{Source, connect},
    seeding,
};

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The database, instead of --env
    #[arg(value_name = "URL")]
    target: Option<String>,
    /// Leave the smoke checks of the configuration out
    #[arg(long)]
    no_smoke: bool,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<Exit, Failure> {
    let place = match &args.target {
        Some(text) => Source::recognise(context, text)?.live(text)?,
        None => context.place()?,
    };
    let target = connect(&place).await?;
    // What fills has no rules of its own: the database has checked its rows.
    let section = SeedSection { fill: None, ..context.config.seed.clone() };
    let bound = seeding::bind(context, &target, &section).await?;
    let verification = seeding::verified(context, &target, &bound, !args.no_smoke).await?;
    let json = serde_json::to_string_pretty(&verification)
        .map_err(|e| Failure::from_error(Exit::Bug, "the answer cannot be written", &e))?;
    let text = human(&verification);
    let environment = &target.identity().environment;
    let files: [(&str, &str); 2] = [("json", &json), ("md", &text)];
    for path in context.archive(None, "verify", environment, &files)? {
        context.ui.say(&format!("archived: {}", path.display()));
    }
    context.ui.data(if context.format == Format::Json { &json } else { &text });
    Ok(if verification.green() {
        Exit::Green
    } else if verification.checks().is_empty() {
        context.ui.say("there is nothing to check: no foreign key, no rule, no smoke check");
        Exit::CannotJudge
    } else {
        Exit::Findings
    })
}

pub(crate) fn human(verification: &Verification) -> String {
    let all = verification.checks();
    let red: Vec<_> = verification.red().collect();
    let mut out = format!(
        "# Verification of {}\n\n{} of {} checks hold\n",
        verification.identity(),
        all.len() - red.len(),
        all.len()
    );
    if !red.is_empty() {
        out.push('\n');
    }
    for check in red {
        out.push_str(&format!("- {}\n", crate::seeding::violated(check)));
    }
    out.push_str("\n| check | kind | violations |\n|---|---|---:|\n");
    for check in all {
        let kind = format!("{:?}", check.kind);
        out.push_str(&format!("| {} | {kind} | {} |\n", check.name, check.violations));
    }
    out
}
