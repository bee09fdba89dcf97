//! Migration folders: which files there are, and in what order they apply.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use seedbed_schema_model::{Gap, GapKind};
use serde::Deserialize;

use crate::ReadError;

/// The files of a folder in the order they apply, and what is wrong with the folder.
#[derive(Debug)]
pub(crate) struct Migrations {
    pub(crate) files: Vec<PathBuf>,
    pub(crate) gaps: Vec<Gap>,
}

/// Finds out how a folder is laid out and lists its files.
pub(crate) fn list(folder: &Path) -> Result<Migrations, ReadError> {
    let journal = folder.join("meta").join("_journal.json");
    if journal.is_file() {
        return drizzle(folder, &journal);
    }
    let mut files = Vec::new();
    for path in entries(folder)? {
        if path.is_dir() {
            // diesel, prisma and the like: a folder for each migration.
            let inner = ["up.sql", "migration.sql"].map(|f| path.join(f));
            files.extend(inner.into_iter().find(|f| f.is_file()));
        } else if is_sql(&path) && !goes_down(&path) {
            files.push(path);
        }
    }
    files.sort_by_key(|path| order(path));
    if files.is_empty() {
        let why = "no .sql file, no */up.sql and no meta/_journal.json in it".to_owned();
        return Err(ReadError::NotASource { path: folder.to_owned(), why });
    }
    Ok(Migrations { files, gaps: Vec::new() })
}

fn failed(path: &Path) -> impl FnOnce(io::Error) -> ReadError {
    let path = path.to_owned();
    |source| ReadError::File { path, source }
}

/// What is in a folder, by name.
fn entries(folder: &Path) -> Result<Vec<PathBuf>, ReadError> {
    let entries = fs::read_dir(folder).map_err(failed(folder))?;
    let paths: io::Result<Vec<PathBuf>> = entries.map(|e| e.map(|e| e.path())).collect();
    let mut paths = paths.map_err(failed(folder))?;
    paths.sort();
    Ok(paths)
}

fn is_sql(path: &Path) -> bool {
    // A link that leads nowhere is a file that cannot be read, which is said when it is read.
    path.extension().is_some_and(|e| e.eq_ignore_ascii_case("sql")) && !path.is_dir()
}

fn file_name(path: &Path) -> String {
    path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default()
}

/// The way back: `x.down.sql`, `down.sql`, refinery's and Flyway's `U1__x.sql`.
fn goes_down(path: &Path) -> bool {
    let name = file_name(path).to_ascii_lowercase();
    let undo = name.strip_prefix('u').and_then(|rest| rest.split_once("__"));
    name == "down.sql"
        || name.ends_with(".down.sql")
        || name.ends_with("_down.sql")
        || undo.is_some_and(|(n, _)| {
            !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit() || b == b'.' || b == b'_')
        })
}

/// By version number for `V2__x.sql`, then by name; repeatable `R__x.sql` come last.
fn order(path: &Path) -> (u8, Vec<u64>, PathBuf) {
    let name = file_name(path);
    if name.starts_with("R__") {
        return (1, Vec::new(), path.to_owned());
    }
    let version = name.strip_prefix(['V', 'v']).and_then(|rest| rest.split_once("__"));
    let numbers = version.and_then(|(version, _)| {
        version.split(['.', '_']).map(|n| n.parse().ok()).collect::<Option<Vec<u64>>>()
    });
    (0, numbers.unwrap_or_default(), path.to_owned())
}

#[derive(Debug, Deserialize)]
struct Journal {
    entries: Vec<Entry>,
}

#[derive(Debug, Deserialize)]
struct Entry {
    idx: u64,
    tag: String,
}

/// drizzle: what the journal lists, in its order. A file that it does not list is never applied.
fn drizzle(folder: &Path, journal: &Path) -> Result<Migrations, ReadError> {
    let text = fs::read_to_string(journal).map_err(failed(journal))?;
    let parsed: Journal = serde_json::from_str(&text).map_err(|why| ReadError::NotASource {
        path: journal.to_owned(),
        why: format!("not a drizzle journal: {why}"),
    })?;
    let mut listed = parsed.entries;
    listed.sort_by_key(|e| e.idx);
    let mut gaps = Vec::new();
    let mut gap = |place: &Path, what: &str, why: &str| {
        gaps.push(Gap {
            place: place.display().to_string(),
            what: what.to_owned(),
            why: why.to_owned(),
            kind: GapKind::Unparsed,
            goes_with: None,
        });
    };
    let mut files = Vec::new();
    for entry in &listed {
        let file = folder.join(format!("{}.sql", entry.tag));
        if file.is_file() {
            files.push(file);
        } else {
            gap(journal, &entry.tag, "the journal lists this migration, but its file is missing");
        }
    }
    for path in entries(folder)? {
        if is_sql(&path) && !files.contains(&path) {
            let why = "not in meta/_journal.json, so it is never applied";
            gap(&path, &file_name(&path), why);
        }
    }
    Ok(Migrations { files, gaps })
}
