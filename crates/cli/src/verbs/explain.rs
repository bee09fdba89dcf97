//! `explain`: a rule, or one finding with what its two sides say.

use seedbed_drift::{compare, rules};

use super::check::Sides;
use crate::{context::Context, error::Failure, exit::Exit};

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The name of a rule, or the id of a finding or its first digits
    id: String,
    #[command(flatten)]
    sides: Sides,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<Exit, Failure> {
    if let Some(rule) = rules::find(&args.id) {
        context.ui.data(&explanation(rule));
        return Ok(Exit::Green);
    }
    if args.id.is_empty() || !args.id.bytes().all(|b| b.is_ascii_hexdigit()) {
        return Err(Failure::new(Exit::Usage, format!("no rule is called `{}`", args.id))
            .hint("see `seedbed check` for the rules and ids of what it found"));
    }
    let read = args.sides.read(context).await?;
    let report =
        compare(&read.declared, &read.live, &context.policy_of(read.environment.as_deref()));
    let Some(finding) = report.find(&args.id) else {
        return Err(Failure::new(
            Exit::Usage,
            format!("no rule and no finding, or more than one, is called `{}`", args.id),
        )
        .hint("see `seedbed check` for the ids"));
    };
    let side = |text: &Option<String>| text.clone().unwrap_or_else(|| "absent".into());
    let place = finding.declared_at.as_ref().map(|l| format!("  ({l})")).unwrap_or_default();
    let mut out = format!(
        "{} at {}\n  {}\n\n  declared  {}{place}\n  live      {}\n  decided by {}\n\n",
        finding.rule,
        finding.at,
        finding.because,
        side(&finding.declared),
        side(&finding.live),
        finding.decided_by.words(),
    );
    if let Some(rule) = rules::find(&finding.rule) {
        out.push_str(&explanation(rule));
    }
    context.ui.data(&out);
    Ok(Exit::Green)
}

fn explanation(rule: &rules::Rule) -> String {
    format!("{} ({:?})\n{}\n\n{}\n", rule.name, rule.severity, rule.summary, rule.explanation)
}
