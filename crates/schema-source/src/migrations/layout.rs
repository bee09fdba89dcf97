//! Finds out how a folder is laid out, and lists its files in the order they apply.

use std::{
    collections::BTreeSet,
    fs, io,
    path::{Path, PathBuf},
};

use seedbed_schema_model::{Family, Gap, GapKind};
use serde::Deserialize;

use super::{Layout, Migration, Migrations, halves};
use crate::ReadError;

/// The migrations of a folder.
///
/// Files that all begin with a number apply by number, as sqlx, golang-migrate, goose and Rails do;
/// where that is not the order of their names, a gap says so. Folders, and files of another kind,
/// apply in the order of their names. `V2__x.sql` applies by version, `R__x.sql` at the end; `U2__x`
/// is the way back where there is a `V2__`, and a migration of refinery's where there is none.
///
/// # Errors
/// When it cannot be read, or holds no migration.
pub fn list(folder: &Path) -> Result<Migrations, ReadError> {
    let journal = folder.join("meta").join("_journal.json");
    let mut found = if journal.is_file() {
        drizzle(folder, &journal)?
    } else {
        let entries = entries(folder)?;
        let inner = in_folders(folder, &entries);
        if inner.files.is_empty() { flat(folder, &entries)? } else { inner }
    };
    if found.files.is_empty() && found.lost.is_empty() {
        let why = "no .sql file, no */up.sql, no */migration.sql and no meta/_journal.json in it";
        return Err(ReadError::NotASource { path: folder.to_owned(), why: why.to_owned() });
    }
    if found.engine.is_none() {
        found.engine = lock_file(folder);
    }
    Ok(found)
}

fn empty(folder: &Path, layout: Layout) -> Migrations {
    Migrations {
        folder: folder.to_owned(),
        layout,
        files: Vec::new(),
        unlisted: Vec::new(),
        lost: Vec::new(),
        engine: None,
        gaps: Vec::new(),
    }
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

fn gap(place: &Path, what: &str, why: impl Into<String>, kind: GapKind) -> Gap {
    let place = place.display().to_string();
    Gap { place, what: what.to_owned(), why: why.into(), kind, goes_with: None }
}

fn migration(path: PathBuf) -> Migration {
    Migration { name: file_name(&path), path, when: None }
}

/// Prisma's `migration_lock.toml` says the engine.
fn lock_file(folder: &Path) -> Option<Family> {
    let text = fs::read_to_string(folder.join("migration_lock.toml")).ok()?;
    let line = text.lines().find_map(|l| l.trim().strip_prefix("provider"))?;
    engine(line.trim_start_matches([' ', '=']).trim().trim_matches('"'))
}

fn engine(name: &str) -> Option<Family> {
    match name {
        "postgresql" | "postgres" | "pg" => Some(Family::Postgres),
        "mysql" => Some(Family::MySql),
        "sqlite" | "turso" => Some(Family::Sqlite),
        _ => None,
    }
}

/// A folder for each migration.
fn in_folders(folder: &Path, entries: &[PathBuf]) -> Migrations {
    let mut found = empty(folder, Layout::UpFolders);
    for path in entries.iter().filter(|p| p.is_dir()) {
        let inner = ["up.sql", "migration.sql"].map(|f| path.join(f));
        let Some(file) = inner.into_iter().find(|f| f.is_file()) else { continue };
        if file.ends_with("migration.sql") {
            let drizzle = path.join("snapshot.json").is_file();
            found.layout = if drizzle { Layout::DrizzleFolders } else { Layout::Prisma };
        }
        let name = file_name(path);
        let when = moment(&name);
        found.files.push(Migration { path: file, name, when });
    }
    if !found.files.is_empty() {
        for path in entries.iter().filter(|p| is_sql(p)) {
            let why = "beside the folders that hold the migrations, so it is not one of them";
            found.gaps.push(gap(path, &file_name(path), why, GapKind::Skipped));
            found.unlisted.push(migration(path.clone()));
        }
    }
    found
}

/// `20240131235959_x` as milliseconds since 1970, in UTC.
fn moment(name: &str) -> Option<i64> {
    let digits = name.get(..14).filter(|d| d.bytes().all(|b| b.is_ascii_digit()))?;
    let part = |from: usize, to: usize| digits.get(from..to)?.parse::<i64>().ok();
    let (year, month, day) = (part(0, 4)?, part(4, 6)?, part(6, 8)?);
    let seconds = part(8, 10)? * 3600 + part(10, 12)? * 60 + part(12, 14)?;
    // Days of the civil calendar, with March as the first month.
    let (y, m) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let days = y * 365 + y / 4 - y / 100 + y / 400 + (m * 153 + 2) / 5 + day - 1 - 719_468;
    Some((days * 86_400 + seconds) * 1000)
}

/// Files beside each other.
fn flat(folder: &Path, entries: &[PathBuf]) -> Result<Migrations, ReadError> {
    let mut found = empty(folder, Layout::Plain);
    let names: BTreeSet<String> = entries.iter().map(|p| file_name(p)).collect();
    let mut baseline: Option<Vec<u64>> = None;
    for path in entries {
        let name = file_name(path);
        if path.is_dir() {
            let inside = self::entries(path)?;
            if let Some(file) = inside.iter().find(|p| is_sql(p)) {
                let why =
                    "folders inside the folder are not read; give them as sources of their own";
                found.gaps.push(gap(file, &name, why, GapKind::Skipped));
            }
            continue;
        }
        if !is_sql(path) || goes_down(&name, &names) {
            continue;
        }
        match version(&name) {
            Some(('B', version)) => {
                baseline = baseline.max(Some(version));
                found.layout = Layout::Versions;
            }
            Some(_) => found.layout = Layout::Versions,
            None if name.to_ascii_lowercase().ends_with(".up.sql") => {
                found.layout = Layout::UpFiles;
            }
            None => {}
        }
        found.files.push(migration(path.clone()));
    }
    if let Some(baseline) = baseline {
        // Flyway makes a new database from the newest baseline, and what came after it.
        found.files.retain(|m| match version(&m.name) {
            Some(('V', version)) => version > baseline,
            Some(('B', version)) => version == baseline,
            _ => true,
        });
    }
    if found.layout == Layout::Plain && found.files.iter().any(has_halves) {
        found.layout = Layout::Halves;
    }
    sort(&mut found);
    Ok(found)
}

fn has_halves(migration: &Migration) -> bool {
    fs::read_to_string(&migration.path).is_ok_and(|text| halves::has_halves(&text))
}

/// Flyway's and refinery's `V2.1__x.sql`: the letter and the numbers.
fn version(name: &str) -> Option<(char, Vec<u64>)> {
    let letter = name.chars().next().filter(|c| "VvUuBb".contains(*c))?;
    let (version, _) = name.get(1..)?.split_once("__")?;
    let numbers = version.split(['.', '_']).map(|n| n.parse().ok()).collect::<Option<Vec<u64>>>();
    Some((letter.to_ascii_uppercase(), numbers?))
}

/// The way back: `x.down.sql`, `down.sql`, and `U1__x.sql` where there is a `V1__`.
fn goes_down(name: &str, all: &BTreeSet<String>) -> bool {
    let lower = name.to_ascii_lowercase();
    let undoes = version(name).is_some_and(|(letter, numbers)| {
        letter == 'U' && all.iter().any(|n| version(n) == Some(('V', numbers.clone())))
    });
    lower == "down.sql" || lower.ends_with(".down.sql") || lower.ends_with("_down.sql") || undoes
}

fn sort(found: &mut Migrations) {
    if found.layout == Layout::Versions {
        let key = |m: &Migration| match version(&m.name) {
            Some((_, numbers)) => (1, numbers, m.name.clone()),
            None if m.name.starts_with("R__") => (2, Vec::new(), m.name.clone()),
            None => (0, Vec::new(), m.name.clone()),
        };
        found.files.sort_by_key(key);
        return;
    }
    found.files.sort_by(|a, b| a.name.cmp(&b.name));
    let numbered = found.files.iter().all(|m| m.version().is_some());
    // dbmate goes by name; every other tool that numbers its files goes by number.
    let by_name = found.layout == Layout::Halves
        && found.files.first().is_some_and(|m| {
            fs::read_to_string(&m.path).is_ok_and(|text| text.contains("migrate:up"))
        });
    if !numbered || by_name {
        return;
    }
    let names: Vec<String> = found.files.iter().map(|m| m.name.clone()).collect();
    found.files.sort_by_key(|m| (m.version(), m.name.clone()));
    let moved = found.files.iter().zip(&names).find(|(m, name)| m.name != **name);
    if let Some((first, name)) = moved {
        let why = format!(
            "applied by number: a tool that goes by name applies {name} first, so give all numbers \
             the same length"
        );
        let gap = gap(&found.folder, &first.name, why, GapKind::Skipped);
        found.gaps.push(gap);
    }
}

#[derive(Debug, Deserialize)]
struct Journal {
    #[serde(default)]
    dialect: Option<String>,
    entries: Vec<Entry>,
}

#[derive(Debug, Deserialize)]
struct Entry {
    idx: u64,
    #[serde(default)]
    when: Option<i64>,
    tag: String,
}

/// drizzle: what the journal lists, in its order. A file that it does not list is never applied.
fn drizzle(folder: &Path, journal: &Path) -> Result<Migrations, ReadError> {
    let text = fs::read_to_string(journal).map_err(failed(journal))?;
    let parsed: Journal = serde_json::from_str(&text).map_err(|why| ReadError::NotASource {
        path: journal.to_owned(),
        why: format!("not a drizzle journal: {why}"),
    })?;
    let mut found = empty(folder, Layout::DrizzleJournal);
    found.engine = parsed.dialect.as_deref().and_then(engine);
    let mut listed = parsed.entries;
    listed.sort_by_key(|e| e.idx);
    for Entry { when, tag, .. } in listed {
        // A tag is a file's name: it does not lead out of the folder.
        let path = folder.join(format!("{tag}.sql"));
        if path.parent() == Some(folder) && path.is_file() {
            found.files.push(Migration { name: file_name(&path), path, when });
        } else {
            let why = "the journal lists this migration, but its file is missing";
            found.gaps.push(gap(journal, &tag, why, GapKind::Unparsed));
            found.lost.push(tag);
        }
    }
    let mut folders = vec![folder.to_owned()];
    while let Some(inside) = folders.pop() {
        for path in entries(&inside)? {
            if path.is_dir() && inside == folder {
                folders.push(path);
            } else if is_sql(&path) && !found.files.iter().any(|m| m.path == path) {
                let why = "not in meta/_journal.json, so it is never applied";
                found.gaps.push(gap(&path, &file_name(&path), why, GapKind::Skipped));
                found.unlisted.push(migration(path));
            }
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_counted_from_1970() {
        assert_eq!(moment("19700101000000_x"), Some(0));
        assert_eq!(moment("20000229123456_x"), Some(951_827_696_000));
        assert_eq!(moment("20261125100834_init"), Some(1_795_601_314_000));
        assert_eq!(moment("2026112510083_"), None);
    }
}
