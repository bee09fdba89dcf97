//! `snapshot`: any source as a versioned JSON snapshot.

use std::path::PathBuf;

use seedbed_schema_model::{Fingerprint, snapshot};

use super::Engine;
use crate::{context::Context, error::Failure, exit::Exit, reading::Source};

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// What to read; without it the environment
    source: Option<String>,
    /// Write to this file instead of stdout; an existing file is replaced whole
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// The engine of SQL text
    #[arg(long, value_enum)]
    dialect: Option<Engine>,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<Exit, Failure> {
    let source = match &args.source {
        Some(text) => Source::recognise(context, text)?,
        None => Source::Live(context.place()?),
    };
    let reading = source.read(args.dialect.map(|d| d.dialect().into()).as_ref()).await?;
    let text = snapshot::to_json(&reading);
    match &args.output {
        None => context.ui.data(&text),
        Some(path) => {
            let draft = path.with_extension("json.part");
            std::fs::write(&draft, &text).and_then(|()| std::fs::rename(&draft, path)).map_err(
                |e| {
                    let what = format!("cannot write {}", path.display());
                    Failure::from_error(Exit::Configuration, what, &e)
                },
            )?;
        }
    }
    let matter = reading.gaps.iter().filter(|g| g.kind.matters());
    for gap in matter {
        context.ui.say(&format!("not read: {}: {} ({})", gap.place, gap.what, gap.why));
    }
    context.ui.say(&format!(
        "{}: {} tables, {} columns, fingerprint {}, {} not modelled or skipped",
        reading.origin.label,
        reading.schema.tables.len(),
        reading.schema.column_count(),
        Fingerprint::of(&reading.schema),
        reading.gaps.iter().filter(|g| !g.kind.matters()).count(),
    ));
    // An empty catalog is never a clean answer.
    let unread = reading.gaps.iter().any(|g| g.kind.matters());
    Ok(if reading.schema.tables.is_empty() || unread { Exit::CannotJudge } else { Exit::Green })
}
