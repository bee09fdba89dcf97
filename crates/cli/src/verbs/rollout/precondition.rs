//! Commands that must succeed before a rollout starts.

use std::process::{Command, Stdio};

use crate::{context::Context, error::Failure, exit::Exit};

/// Runs every precondition; all that fail are named.
pub(super) fn run(context: &Context) -> Result<(), Failure> {
    let preconditions = &context.config.precondition;
    if preconditions.is_empty() {
        return Ok(());
    }
    context.ui.heading("Preconditions");
    let mut failed = Vec::new();
    for precondition in preconditions {
        let outcome = command(context, &precondition.command);
        context.ui.mark(outcome.is_ok(), &precondition.name);
        if let Err(why) = outcome {
            failed.push(format!("{}: {why}", precondition.name));
        }
    }
    if failed.is_empty() {
        return Ok(());
    }
    let mut failure =
        Failure::new(Exit::Refused, "refused, nothing was touched: not every precondition holds");
    for why in failed {
        failure = failure.because(why);
    }
    Err(failure)
}

/// Runs a command in the configuration's folder; its last line says why it failed.
fn command(context: &Context, words: &[String]) -> Result<(), String> {
    let Some((program, arguments)) = words.split_first() else {
        return Err("the command is empty".into());
    };
    let output = Command::new(program)
        .args(arguments)
        .current_dir(&context.config.folder)
        .stdin(Stdio::null())
        .output()
        .map_err(|e| format!("`{program}` cannot be run: {e}"))?;
    if output.status.success() {
        return Ok(());
    }
    let text = String::from_utf8_lossy(&output.stderr);
    let last = text.lines().rfind(|l| !l.trim().is_empty()).unwrap_or_default();
    Err(format!("`{}` ended with {}. {last}", words.join(" "), output.status))
}
