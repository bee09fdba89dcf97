//! The runbook log: what each rollout did, in the project's own Markdown.

use std::{fs::OpenOptions, io::Write as _};

use super::summary::Summary;
use crate::{context::Context, error::Failure, exit::Exit};

/// Appends a section to the runbook of the configuration.
pub(super) fn record(context: &Context, summary: &mut Summary) -> Result<(), Failure> {
    let Some(path) = &context.config.rollout.runbook else { return Ok(()) };
    let path = context.config.folder.join(path);
    let write = || {
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        let fresh = !path.exists();
        let mut file = OpenOptions::new().create(true).append(true).open(&path)?;
        let title = if fresh { "# Rollout log\n\n" } else { "\n" };
        file.write_all(format!("{title}{}", summary.markdown()).as_bytes())
    };
    write().map_err(|e| {
        let what = format!("the runbook {} could not be written", path.display());
        Failure::from_error(Exit::AppliedButRed, what, &e)
    })?;
    summary.runbook = Some(path);
    Ok(())
}
