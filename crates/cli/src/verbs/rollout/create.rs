//! Making the databases of environments that do not exist yet.

use seedbed_seed_runner::{Target, apply_schema};

use super::environment::Side;
use crate::{
    config::CreateSection, context::Context, error::Failure, exit::Exit, reading::engine,
    reading::unconnected,
};

/// Applies `[create]` to every side that is empty, and lays the baseline that belongs to it.
pub(super) async fn schemas(context: &Context, sides: [&mut Side; 2]) -> Result<(), Failure> {
    for side in sides {
        if !side.empty {
            continue;
        }
        let create = section(context, side)?;
        if side.target.is_none() {
            let environment = side.place.environment.clone();
            let made = Target::create_sqlite_file(&side.place.url, environment).await;
            side.target = Some(made.map_err(unconnected)?);
        }
        let Some(target) = &side.target else { continue };
        let engine = engine(target.dialect().family);
        if let (Some(from), Some(to)) = (&create.baseline, context.baseline_path(engine)) {
            let from = context.config.path(from, engine);
            std::fs::copy(&from, &to).map_err(|e| {
                let what = format!("cannot copy {} to {}", from.display(), to.display());
                Failure::from_error(Exit::Configuration, what, &e)
            })?;
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

fn section<'c>(context: &'c Context, side: &Side) -> Result<&'c CreateSection, Failure> {
    context.config.create.as_ref().ok_or_else(|| {
        Failure::configuration(format!(
            "[env.{}] says `create = true`, but there is no [create] section",
            side.place.environment.name
        ))
        .hint("add [create] schema = \"….sql\"")
    })
}
