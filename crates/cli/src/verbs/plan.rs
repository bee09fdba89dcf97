//! `plan`: what a seed would do. Writes nothing.

use seedbed_seed_runner::Plan;

use super::Format;
use crate::{
    context::Context,
    error::Failure,
    exit::Exit,
    reading::connect,
    seeding::{self, already},
};

#[derive(Debug, clap::Args)]
pub(crate) struct Args {}

pub(crate) async fn run(context: &Context, _: Args) -> Result<Exit, Failure> {
    let target = connect(&context.place()?).await?;
    let section = &context.config.seed;
    nothing_to_seed(context)?;
    let bound = seeding::bind(context, &target, section).await?;
    let plan = seeding::plan(context, &target, section, &bound).await?;
    context.ui.data(&match context.format {
        Format::Json => serde_json::to_string_pretty(&plan)
            .map_err(|e| Failure::from_error(Exit::Bug, "the plan cannot be written", &e))?,
        Format::Human | Format::Markdown => human(&target.identity().to_string(), &plan),
    });
    if let Some(run) = already(&target, &plan).await? {
        context.ui.say(&format!("this data is there already (run {run}): seeding changes nothing"));
    }
    Ok(Exit::Green)
}

/// A plan without generators would be a vacuous success.
pub(crate) fn nothing_to_seed(context: &Context) -> Result<(), Failure> {
    if !context.config.seed.generators.is_empty() {
        return Ok(());
    }
    let known: Vec<_> = seedbed_generators::domains::all().iter().map(|d| d.name).collect();
    Err(Failure::new(Exit::Usage, "the configuration seeds nothing")
        .hint(format!("add a section: [seed.{}]", known.join("], [seed."))))
}

fn human(target: &str, plan: &Plan) -> String {
    let mut out = format!(
        "Plan {} for {target}\nseed {}, today {}, schema {}\n\n",
        short(&plan.hash()),
        plan.seed,
        plan.today,
        plan.fingerprint
    );
    let width = plan.tables.iter().map(|t| t.table.to_string().chars().count()).max();
    let width = width.unwrap_or_default();
    out.push_str("tables, in the order they are filled:\n");
    for table in &plan.tables {
        let cycle = if table.cyclic { "  (refers to itself or in a cycle)" } else { "" };
        out.push_str(&format!(
            "  {:width$}  {:>8} rows, about {} more{cycle}\n",
            table.table.to_string(),
            table.before,
            table.estimate
        ));
    }
    out.push_str("\ngenerators:\n");
    for generator in &plan.generators {
        let options: Vec<_> = generator.options.iter().map(|(k, v)| format!("{k} = {v}")).collect();
        out.push_str(&format!(
            "  {} v{}: {} units in {} chunks{}{}\n",
            generator.name,
            generator.version,
            generator.units,
            generator.chunks(),
            if options.is_empty() { "" } else { "; " },
            options.join(", ")
        ));
        for anchor in &generator.anchors {
            out.push_str(&format!("    refers to {} rows of {}\n", anchor.rows, anchor.table));
        }
    }
    if !plan.preserve.is_empty() {
        let names: Vec<_> = plan.preserve.iter().map(ToString::to_string).collect();
        out.push_str(&format!("\npreserved: {}\n", names.join(", ")));
    }
    out
}

/// Enough of a hash to recognise it.
pub(crate) fn short(hash: &str) -> &str {
    hash.get(..12).unwrap_or(hash)
}
