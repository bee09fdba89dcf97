//! The dated archive: `<dir>/<YYYY-MM-DD>/<HHMMSS>-<environment>-<verb>.<extension>`, never
//! overwritten, each file complete or not there.

use std::{
    fs::{self, OpenOptions},
    io::{self, Write as _},
    path::{Path, PathBuf},
    sync::atomic::{AtomicU64, Ordering},
};

use chrono::NaiveDateTime;

/// What to archive: a report, an audit record, the result of a verification.
#[derive(Debug, Clone, Copy)]
pub struct Entry<'a> {
    /// What was done.
    pub verb: &'a str,
    /// Where: the name of the environment. Characters that file names should not have become `-`.
    pub environment: &'a str,
    /// When.
    pub at: NaiveDateTime,
    /// The renderings: extension and text.
    pub files: &'a [(&'a str, &'a str)],
}

/// Why nothing was archived. Files of a failed entry are taken away again.
#[derive(Debug, thiserror::Error)]
#[error("cannot archive to {}: {source}", path.display())]
#[non_exhaustive]
pub struct ArchiveError {
    /// The folder or file.
    pub path: PathBuf,
    /// What went wrong.
    #[source]
    pub source: io::Error,
}

/// A second entry of the same second gets `-2`; nobody has this many.
const MOST: u32 = 10_000;

/// Writes an entry and gives the paths, in the order of `files`. The folder is made when needed.
pub fn write(dir: &Path, entry: &Entry<'_>) -> Result<Vec<PathBuf>, ArchiveError> {
    let folder = dir.join(entry.at.format("%Y-%m-%d").to_string());
    let failed = |path: &Path| {
        let path = path.to_owned();
        move |source| ArchiveError { path, source }
    };
    fs::create_dir_all(&folder).map_err(failed(&folder))?;
    let stem = format!(
        "{}-{}-{}",
        entry.at.format("%H%M%S"),
        file_name(entry.environment),
        file_name(entry.verb)
    );
    let mut drafts = Drafts(Vec::new());
    for (_, text) in entry.files {
        drafts.add(&folder, text).map_err(failed(&folder))?;
    }
    for number in 1..=MOST {
        let stem = if number == 1 { stem.clone() } else { format!("{stem}-{number}") };
        if let Some(paths) = publish(&folder, &stem, entry, &drafts)? {
            return Ok(paths);
        }
    }
    let source = io::Error::new(io::ErrorKind::AlreadyExists, "no free name is left");
    Err(ArchiveError { path: folder.join(stem), source })
}

/// Temporary files beside the final ones, removed whatever happens.
struct Drafts(Vec<PathBuf>);

impl Drafts {
    fn add(&mut self, folder: &Path, text: &str) -> io::Result<()> {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        // A leftover of a killed process with the same number is skipped, not overwritten.
        let (path, mut file) = loop {
            let number = NEXT.fetch_add(1, Ordering::Relaxed);
            let path = folder.join(format!(".draft-{}-{number}", std::process::id()));
            match OpenOptions::new().write(true).create_new(true).open(&path) {
                Err(e) if e.kind() == io::ErrorKind::AlreadyExists => {}
                opened => break (path, opened?),
            }
        };
        self.0.push(path);
        file.write_all(text.as_bytes())?;
        file.sync_all()
    }
}

impl Drop for Drafts {
    fn drop(&mut self) {
        for path in &self.0 {
            // Nothing can be done about a leftover, and it is not the result.
            let _ = fs::remove_file(path);
        }
    }
}

/// Gives the drafts their names; `None` when one of the names is taken.
fn publish(
    folder: &Path,
    stem: &str,
    entry: &Entry<'_>,
    drafts: &Drafts,
) -> Result<Option<Vec<PathBuf>>, ArchiveError> {
    let mut done: Vec<PathBuf> = Vec::new();
    for ((extension, text), draft) in entry.files.iter().zip(&drafts.0) {
        let path = folder.join(format!("{stem}.{extension}"));
        if let Err(source) = link(draft, &path, text) {
            for path in &done {
                let _ = fs::remove_file(path);
            }
            if source.kind() == io::ErrorKind::AlreadyExists {
                return Ok(None);
            }
            return Err(ArchiveError { path, source });
        }
        done.push(path);
    }
    Ok(Some(done))
}

/// A hard link is atomic and refuses a name that is taken. File systems without links get a new
/// file, which refuses as well but may be left short by a crash.
fn link(draft: &Path, path: &Path, text: &str) -> io::Result<()> {
    match fs::hard_link(draft, path) {
        Err(e) if e.kind() != io::ErrorKind::AlreadyExists => {
            let mut file = OpenOptions::new().write(true).create_new(true).open(path)?;
            file.write_all(text.as_bytes())
        }
        linked => linked,
    }
}

fn file_name(text: &str) -> String {
    let kept: String = text
        .chars()
        .map(|c| if c.is_alphanumeric() || matches!(c, '_' | '-' | '.') { c } else { '-' })
        .take(64)
        .collect();
    match kept.trim_matches(['.', '-']) {
        "" => "unnamed".to_owned(),
        name => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stay_inside_the_folder() {
        for (name, expected) in [
            ("production", "production"),
            ("../../etc/passwd", "etc-passwd"),
            ("a b/c\\d:e", "a-b-c-d-e"),
            ("", "unnamed"),
            ("..", "unnamed"),
            ("Prüfung_1.2", "Prüfung_1.2"),
        ] {
            assert_eq!(file_name(name), expected);
        }
    }
}
