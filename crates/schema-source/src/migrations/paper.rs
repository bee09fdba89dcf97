//! Carries out on paper what is applied, what is pending, and what is in no list.

use seedbed_schema_model::{FileHistory, GapKind, History, Progress, Reading, Replay, Schema};

use super::{Migration, Migrations, checksums, history};
use crate::{ReadError, live::ledger::Ledger, sql};

/// What the migrations of a database make, as far as they are applied and altogether.
#[derive(Debug, Clone)]
pub struct OnPaper {
    /// The files, and what the ledgers say of each.
    pub history: History,
    /// What the applied migrations make.
    pub applied: Replay,
    /// What all migrations make that the tool applies.
    pub all: Replay,
    /// For each file that the tool's own list does not name, what it makes of what is applied.
    pub unlisted: Vec<Replay>,
}

/// Carries the migrations out on paper. `base` is the schema they start from, when that is not nothing.
/// Where they alter tables that neither they nor the base make, what the applied ones made cannot be
/// known: then the pending ones are carried out on the live schema itself, and the history says so.
///
/// # Errors
/// When a file cannot be read.
pub fn on_paper(
    found: &Migrations,
    ledgers: &[Ledger],
    base: Option<&Schema>,
    live: &Reading,
) -> Result<OnPaper, ReadError> {
    let (dialect, label) = (live.schema.dialect, found.label());
    let path = &live.schema.search_path;
    let mut history = history(found, ledgers);
    checksums::mark(found, ledgers, &mut history)?;
    let of = |wanted: &[Progress], history: &History| -> Vec<Migration> {
        let is = |m: &&Migration, file: &&FileHistory| {
            file.file == m.path.display().to_string() && wanted.contains(&file.progress)
        };
        let files = found.files.iter().filter(|m| history.files.iter().any(|f| is(m, &f)));
        files.cloned().collect()
    };
    use Progress::{Applied, Failed, Pending, Unfinished, Unrecorded};
    let applied_files = of(&[Applied, Unrecorded], &history);
    let pending_files = of(&[Pending, Failed, Unfinished], &history);
    let all_files = of(&[Applied, Unrecorded, Pending, Failed, Unfinished], &history);
    let mut all = sql::replay(dialect, path, &label, base, &all_files)?;
    let amid = all
        .reading
        .gaps
        .iter()
        .find(|g| g.kind == GapKind::Unparsed && g.why.contains("is not declared before"));
    let applied = match amid {
        None => sql::replay(dialect, path, &label, base, &applied_files)?,
        Some(gap) => {
            history.starts_amid = Some(format!("{}: {}", gap.place, gap.why));
            all = sql::replay(dialect, path, &label, Some(&live.schema), &pending_files)?;
            Replay { reading: live.clone(), steps: Vec::new() }
        }
    };
    let start = if history.starts_amid.is_some() { Some(&live.schema) } else { base };
    let before = if history.starts_amid.is_some() { Vec::new() } else { applied_files };
    let mut unlisted = Vec::new();
    for file in &found.unlisted {
        let mut files = before.clone();
        files.push(file.clone());
        unlisted.push(sql::replay(dialect, path, &label, start, &files)?);
    }
    Ok(OnPaper { history, applied, all, unlisted })
}
