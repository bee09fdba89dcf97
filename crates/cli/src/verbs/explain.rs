//! `explain`: a rule, or one finding: both raw texts, both normal forms, what decided, and what an
//! engine makes of both.

use seedbed_drift::{Category, Finding, OddOneOut, Report, ReportKind, lint, rules};
use seedbed_schema_model::{ObjectKind, Reading};

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
        context.ui.data(&explained(rule));
        return Ok(Exit::Green);
    }
    if args.id.is_empty() || !args.id.bytes().all(|b| b.is_ascii_hexdigit()) {
        return Err(Failure::new(Exit::Usage, format!("no rule is called `{}`", args.id))
            .hint("see `seedbed check` for the rules and ids of what it found"));
    }
    let (report, declared, live) = match args.sources.as_slice() {
        [a, b] => {
            let (declared, live) = diff::read(context, a, b, args.dialect).await?;
            let policy = context.policy_of(None);
            let how = &args.sides.how;
            let compared = how.compare(context, policy, declared.clone(), &live).await?;
            (compared.report, declared, live)
        }
        _ => {
            let read = args.sides.read(context).await?;
            let declared = read.declared.clone();
            let (read, report) = args.sides.judge(context, read).await?;
            (report, declared, read.live)
        }
    };
    let id = args.id.to_ascii_lowercase();
    let lint = lint::lint(&declared, &context.policy());
    let (report, finding) = match lint.find(&id).filter(|_| report.find(&id).is_none()) {
        Some(finding) => (&lint, finding),
        None => (&report, find(&report, &id)?),
    };
    let made = match report.kind() {
        ReportKind::Comparison if finding.category != Category::Migration => {
            args.sides.how.made_of(context, finding, &declared, &live).await?
        }
        _ => None,
    };
    context.ui.data(&told(report, finding, &declared, made.as_ref()));
    Ok(Exit::Green)
}

fn find<'r>(report: &'r Report, id: &str) -> Result<&'r Finding, Failure> {
    if let Some(finding) = report.find(id) {
        return Ok(finding);
    }
    let several = report.findings().iter().filter(|f| f.id.as_str().starts_with(id));
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
        "{} at {}  ({}, {})\n  {}\n\n",
        finding.rule, finding.at, finding.id, finding.severity, finding.because,
    );
    let declared_text = side(finding.declared.as_ref());
    if report.kind() == ReportKind::Lint {
        out.push_str(&format!("  declared     {declared_text}{place}\n"));
    } else if finding.at.kind == ObjectKind::Migration {
        // No two texts of one thing: what is said of a file, and what is there of it.
        out.push_str(&format!("  migrations   {declared_text}{place}\n"));
        out.push_str(&format!("  database     {}\n", side(finding.live.as_ref())));
    } else {
        out.push_str(&format!(
            "  declared     {declared_text}{place}\n  normal form  {}\n\n  \
             live         {}\n  normal form  {}\n\n  decided by   {}\n",
            side(forms.declared.as_ref()),
            side(finding.live.as_ref()),
            side(forms.live.as_ref()),
            finding.decided_by.words(),
        ));
    }
    if let Some(standing) = &finding.three_way {
        let made = standing.migrations.as_deref().unwrap_or("nothing");
        let at = standing.changed_at.as_ref().map(|at| format!("  ({at})")).unwrap_or_default();
        let yet = if standing.pending { ", not applied yet" } else { "" };
        out.push_str(&format!("\n  migrations   {made}{at}{yet}\n"));
        let odd = match standing.odd_one_out {
            None => "not known",
            Some(OddOneOut::Declared) => "the declared side",
            Some(OddOneOut::Migrations) => "the migrations",
            Some(OddOneOut::Live) => "the database",
            Some(_) => "all three differ",
        };
        out.push_str(&format!("  odd one out  {odd}\n"));
    }
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
    } else if let Some(rule) = lint::find(&finding.rule) {
        out.push_str(&explained(rule));
    }
    out
}

fn explanation(rule: &rules::Rule) -> String {
    format!("{} ({:?})\n{}\n\n{}\n", rule.name, rule.severity, rule.summary, rule.explanation)
}

fn explained(rule: &lint::LintRule) -> String {
    format!("{} ({})\n{}\n\n{}\n", rule.name, rule.severity, rule.summary, rule.explanation)
}
