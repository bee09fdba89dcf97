//! Making the databases of environments that do not exist yet.

use std::path::{Path, PathBuf};

use seedbed_drift::Baseline;
use seedbed_seed_runner::apply_schema;

use super::environment::Side;
use crate::{
    config::CreateSection, context::Context, error::Failure, exit::Exit, reading::engine,
    verbs::baseline,
};

/// Applies `[create]` to every side that is empty, and lays the baseline that belongs to it.
pub(super) async fn schemas(context: &Context, sides: [&mut Side; 2]) -> Result<(), Failure> {
    for side in sides {
        if !side.empty {
            continue;
        }
        let create = section(context, side)?;
        let Some(target) = &side.target else { continue };
        let engine = engine(target.dialect().family);
        if let (Some(from), Some(to)) = (&create.baseline, context.baseline_path(engine)) {
            accept(context, &context.config.path(from, engine), &to)?;
        }
        let path = context.config.path(&create.schema, engine);
        let sql = std::fs::read_to_string(&path).map_err(|e| {
            let what = format!("cannot read the schema {}", path.display());
            Failure::from_error(Exit::Configuration, what, &e)
        })?;
        apply_schema(target, &sql).await.map_err(|e| {
            let what = format!("{} could not be made from {}", target.identity(), path.display());
            Failure::from_error(Exit::RolledBack, what, &e)
        })?;
        context.ui.mark(true, &format!("made {} from {}", target.identity(), path.display()));
    }
    Ok(())
}

/// Adds what is known of the schema to the baseline; what the baseline has already stays.
fn accept(context: &Context, from: &Path, to: &PathBuf) -> Result<(), Failure> {
    let known = std::fs::read_to_string(from).map_err(|e| {
        let what = format!("cannot read the baseline {}", from.display());
        Failure::from_error(Exit::Configuration, what, &e)
    })?;
    let known = Baseline::parse(&known).map_err(|e| {
        let what = format!("the baseline {} cannot be used", from.display());
        Failure::from_error(Exit::Configuration, what, &e)
    })?;
    let mut accepted = match to.exists() {
        true => context.baseline(Some(to))?,
        false => Baseline::default(),
    };
    accepted.merge(&known);
    baseline::write(to, &accepted)
}

fn section<'c>(context: &'c Context, side: &Side) -> Result<&'c CreateSection, Failure> {
    context.config.create.as_ref().ok_or_else(|| {
        Failure::configuration(format!(
            "[env.{}] says `create = true`, but there is no [create] section",
            side.place.environment.name
        ))
        .hint("add [create] schema = \"….sql\"")
    })
}
