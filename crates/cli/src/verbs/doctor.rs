//! `check --doctor`: is a text read as the engine reads it? What differs is a defect of seedbed.

use seedbed_drift::{Baseline, Gate, Severity, compare};
use seedbed_schema_model::{Family, OriginKind};

use super::check::{Sides, print};
use crate::{context::Context, error::Failure, exit::Exit, scratch};

pub(crate) async fn run(context: &Context, sides: &Sides) -> Result<Exit, Failure> {
    let dialect = match sides.how.dialect(context).await? {
        Some(dialect) => Some(dialect),
        None => sides.sqlite(context)?,
    };
    let declared = sides.declared(context, dialect.map(Into::into)).await?;
    if dialect.is_none() && declared.schema.dialect.family != Family::Sqlite {
        return Err(scratch::nowhere());
    }
    let (text, back) = sides.how.both(context, declared, None).await?;
    if back.applied == 0 {
        let why = back.reading.gaps.iter().find(|g| g.why.contains("scratch database"));
        let failure = Failure::new(Exit::CannotJudge, "nothing could be applied");
        return Err(match why {
            Some(gap) => failure.because(format!("{}: {}", gap.place, gap.why)),
            None => failure,
        });
    }
    let mut engine = back.reading;
    engine.gaps.retain(|gap| !text.gaps.contains(gap));
    // What was not applied was said when the texts were put together.
    let unapplied: Vec<_> = back.by_text.iter().map(ToString::to_string).collect();
    engine.origin.kind = OriginKind::Live;
    engine.origin.label = format!("a scratch database made from {}", text.origin.label);
    let gate = Gate { fail_on: Severity::Info, baseline: Baseline::default() };
    let report = compare(&text, &engine, &context.policy())
        .headed(context.heading("check --doctor", None))
        .judged(&gate, context.now.date_naive());
    let findings = report.findings().len();
    context.ui.heading(&match findings {
        0 => format!(
            "seedbed reads {} as {} does ({} statements applied)",
            text.origin.label,
            text.schema.dialect.family.label(),
            back.applied
        ),
        n => format!(
            "seedbed's own reading differs: {n} findings below are defects of seedbed, not drift; \
             please report them with the statement concerned"
        ),
    });
    if !unapplied.is_empty() {
        context.ui.say(&format!("not applied, so not checked: {}", unapplied.join(", ")));
    }
    print(context, &report);
    Ok(if findings == 0 { Exit::Green } else { Exit::Findings })
}
