//! `plan`: what a seed would do. Writes nothing.

use seedbed_seed_runner::Plan;

use super::Format;
use crate::{
    config::{FillSection, SeedSection},
    context::{Context, Place},
    error::Failure,
    exit::Exit,
    reading::{Source, connect},
    seeding::{self, Bound, already},
};

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    what: What,
    /// What each column of a filled table holds, how sure that is, and why
    #[arg(long)]
    explain: bool,
}

/// Which database, and what to put into it.
#[derive(Debug, clap::Args)]
pub(crate) struct What {
    /// The database, instead of --env
    #[arg(value_name = "URL")]
    target: Option<String>,
    /// Fill every empty table with so many rows, whatever [seed] says
    #[arg(long, value_name = "ROWS")]
    fill: Option<u64>,
    /// Every volume times this; less than 1 makes fewer rows
    #[arg(long, value_name = "FACTOR")]
    scale: Option<f64>,
    /// Every volume at a size by name: a tenth, as it is written, ten times
    #[arg(long, conflicts_with = "scale")]
    size: Option<Size>,
}

/// A size by name.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum Size {
    Small,
    Medium,
    Large,
}

impl Size {
    fn factor(self) -> f64 {
        match self {
            Self::Small => 0.1,
            Self::Medium => 1.0,
            Self::Large => 10.0,
        }
    }
}

impl What {
    pub(crate) fn place(&self, context: &Context) -> Result<Place, Failure> {
        let Some(text) = &self.target else { return context.place() };
        Source::recognise(context, text)?.live(text)
    }

    /// What to seed: the configuration's section, or every table where nothing says otherwise.
    pub(crate) fn section(&self, context: &Context) -> Result<SeedSection, Failure> {
        let mut section = context.config.seed.clone();
        if let Some(rows) = self.fill {
            section.generators.clear();
            section.fill = Some(FillSection { rows, ..FillSection::default() });
        } else if self.target.is_some() && section.is_empty() {
            section.fill = Some(FillSection::default());
        }
        nothing_to_seed(&section)?;
        let factor = self.scale.or(self.size.map(Size::factor)).unwrap_or(1.0);
        if !(factor.is_finite() && factor > 0.0) {
            return Err(Failure::new(Exit::Usage, format!("--scale {factor} makes no rows"))
                .hint("give a number above 0: 10 for ten times the rows"));
        }
        section.scale(factor);
        Ok(section)
    }
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<Exit, Failure> {
    let target = connect(&args.what.place(context)?).await?;
    let section = &args.what.section(context)?;
    let bound = seeding::bind(context, &target, section).await?;
    bound.say_skipped(context);
    if args.explain {
        context.ui.data(&explained(&bound));
        return Ok(Exit::Green);
    }
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
pub(crate) fn nothing_to_seed(section: &SeedSection) -> Result<(), Failure> {
    if !section.is_empty() {
        return Ok(());
    }
    let known: Vec<_> = seedbed_generators::domains::all().iter().map(|d| d.name).collect();
    Err(Failure::new(Exit::Usage, "the configuration seeds nothing")
        .hint(format!("add a section: [seed.fill], [seed.{}]", known.join("], [seed."))))
}

/// What each column of a filled table holds.
fn explained(bound: &Bound) -> String {
    let choices: Vec<_> = bound.fill.iter().flat_map(|f| f.choices()).collect();
    let width = choices.iter().map(|c| c.place.chars().count()).max().unwrap_or_default();
    let mut out = String::new();
    for choice in &choices {
        out.push_str(&format!(
            "{:width$}  {} ({} %): {}\n",
            choice.place, choice.holds, choice.confidence, choice.because
        ));
    }
    out
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
