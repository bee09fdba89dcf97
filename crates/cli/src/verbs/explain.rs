//! `explain`: a rule, or one finding: both raw texts, both normal forms, what decided, and what an
//! engine makes of both.

use seedbed_drift::{Finding, Report, lint, rules};
use seedbed_schema_model::Reading;

use super::{Engine, check::Sides, diff};
use crate::{context::Context, error::Failure, exit::Exit};

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The name of a rule, or the id of a finding or its first digits
    id: String,
    /// Two sources, as for diff, instead of the declared schema and a database
    #[arg(value_name = "A B", num_args = 2, conflicts_with_all = ["declared", "live"])]
    sources: Vec<String>,
    /// The engine of SQL text, when neither source says
    #[arg(long, value_enum)]
    dialect: Option<Engine>,
    #[command(flatten)]
    sides: Sides,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<Exit, Failure> {
    if let Some(rule) = rules::find(&args.id) {
        context.ui.data(&explanation(rule));
        return Ok(Exit::Green);
    }
    if let Some(rule) = lint::find(&args.id) {
        let (summary, text) = (rule.summary, rule.explanation);
        context.ui.data(&format!("{} ({})\n{summary}\n\n{text}\n", rule.name, rule.severity));
        return Ok(Exit::Green);
    }
    if args.id.is_empty() || !args.id.bytes().all(|b| b.is_ascii_hexdigit()) {
        return Err(Failure::new(Exit::Usage, format!("no rule is called `{}`", args.id))
            .hint("see `seedbed check` for the rules and ids of what it found"));
    }
    let (declared, live, environment) = match args.sources.as_slice() {
        [a, b] => {
            let (a, b) = diff::read(context, a, b, args.dialect).await?;
            (a, b, None)
        }
        _ => {
            let read = args.sides.read(context).await?;
            (read.declared, read.live, read.environment)
        }
    };
    let policy = context.policy_of(environment.as_deref());
    let compared = args.sides.how.compare(context, policy, declared.clone(), &live).await?;
    let finding = find(&compared.report, &args.id)?;
    let made = args.sides.how.made_of(context, finding, &declared, &live).await?;
    context.ui.data(&told(&compared.report, finding, &declared, made.as_ref()));
    Ok(Exit::Green)
}

fn find<'r>(report: &'r Report, id: &str) -> Result<&'r Finding, Failure> {
    let id = id.to_ascii_lowercase();
    if let Some(finding) = report.find(&id) {
        return Ok(finding);
    }
    let several = report.findings().iter().filter(|f| f.id.as_str().starts_with(&id));
    let several: Vec<_> = several.map(|f| format!("{} ({} at {})", f.id, f.rule, f.at)).collect();
    let message = match several.is_empty() {
        true => format!("no rule and no finding is called `{id}`"),
        false => format!("more than one finding is called `{id}`"),
    };
    let hint = match several.is_empty() {
        true => "see `seedbed check` for the ids".to_owned(),
        false => format!("one of {}", several.join(", ")),
    };
    Err(Failure::new(Exit::Usage, message).hint(hint))
}

/// What an engine made of the two sides of a finding.
pub(crate) struct Made {
    /// The finding between the two that were read back; none when they are the same.
    pub(crate) finding: Option<(Finding, Option<String>, Option<String>)>,
}

fn told(report: &Report, finding: &Finding, declared: &Reading, made: Option<&Made>) -> String {
    let side = |text: Option<&String>| text.cloned().unwrap_or_else(|| "absent".into());
    let place = finding.declared_at.as_ref().map(|l| format!("  ({l})")).unwrap_or_default();
    let forms = report.forms(&finding.id).cloned().unwrap_or_default();
    let mut out = format!(
        "{} at {}  ({}, {})\n  {}\n\n  declared     {}{place}\n  normal form  {}\n\n  \
         live         {}\n  normal form  {}\n\n  decided by   {}\n",
        finding.rule,
        finding.at,
        finding.id,
        finding.severity,
        finding.because,
        side(finding.declared.as_ref()),
        side(forms.declared.as_ref()),
        side(finding.live.as_ref()),
        side(forms.live.as_ref()),
        finding.decided_by.words(),
    );
    let engine = declared.schema.dialect.family.label();
    match made {
        None => {}
        Some(Made { finding: None }) => {
            out.push_str(&format!("  in scratch   {engine} makes the same of both\n"));
        }
        Some(Made { finding: Some((_, declared, live)) }) => out.push_str(&format!(
            "  in scratch   {engine} makes of the declared side: {}\n               \
             and of the live side: {}\n",
            side(declared.as_ref()),
            side(live.as_ref()),
        )),
    }
    out.push('\n');
    if let Some(rule) = rules::find(&finding.rule) {
        out.push_str(&explanation(rule));
    }
    out
}

fn explanation(rule: &rules::Rule) -> String {
    format!("{} ({:?})\n{}\n\n{}\n", rule.name, rule.severity, rule.summary, rule.explanation)
}
