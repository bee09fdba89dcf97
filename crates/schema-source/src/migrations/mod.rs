//! Migration folders: how a folder is laid out, which of its files apply and in what order, and how
//! far each of them has got in a database.

mod checksums;
mod halves;
mod history;
mod layout;
mod paper;

use std::{
    fs,
    path::{Path, PathBuf},
};

use seedbed_schema_model::{Family, Gap};

use crate::ReadError;

pub use self::{
    history::history,
    layout::list,
    paper::{OnPaper, on_paper},
};
pub(crate) use halves::up_half;

/// How a folder is laid out: which tool's habits it follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Layout {
    /// `.sql` files and nothing that says more.
    Plain,
    /// drizzle-kit up to 0.31: `meta/_journal.json` decides.
    DrizzleJournal,
    /// drizzle-kit 1: a folder for each, with `migration.sql` and `snapshot.json`.
    DrizzleFolders,
    /// Prisma: a folder for each, with `migration.sql`.
    Prisma,
    /// Folders with `up.sql` (Diesel and others).
    UpFolders,
    /// `x.up.sql` and `x.down.sql` (sqlx, golang-migrate).
    UpFiles,
    /// `V1__x.sql` (Flyway, refinery).
    Versions,
    /// Both ways in one file, under `-- migrate:up` and `-- migrate:down` (dbmate), `-- +goose Up`
    /// and `Down` or the like.
    Halves,
}

impl Layout {
    /// What people call it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Plain => "plain files",
            Self::DrizzleJournal => "drizzle, in the order of its journal",
            Self::DrizzleFolders => "drizzle folders",
            Self::Prisma => "Prisma folders",
            Self::UpFolders => "folders with up.sql",
            Self::UpFiles => ".up.sql files",
            Self::Versions => "versions, as of Flyway and refinery",
            Self::Halves => "files with an up half, as of dbmate and goose",
        }
    }
}

/// One migration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Migration {
    /// The file with its statements.
    pub path: PathBuf,
    /// What people call it: the file's name, or that of its folder.
    pub name: String,
    /// The moment the tool's own list gives it, in milliseconds.
    pub when: Option<i64>,
}

impl Migration {
    /// Its name without `.sql`, `.up.sql`.
    pub fn stem(&self) -> &str {
        let name = self.name.as_str();
        let name = name.strip_suffix(".sql").unwrap_or(name);
        name.strip_suffix(".up").unwrap_or(name)
    }

    /// The number it begins with (`V1_2__x` has none: it is two).
    pub fn version(&self) -> Option<u64> {
        let stem = self.stem();
        let stem = stem.strip_prefix(['V', 'v', 'U', 'm']).unwrap_or(stem);
        let digits = stem.len() - stem.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        stem.get(..digits)?.parse().ok()
    }

    /// Its statements; what is for the way back is blank.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn text(&self) -> Result<String, ReadError> {
        let bytes = fs::read(&self.path)
            .map_err(|source| ReadError::File { path: self.path.clone(), source })?;
        // Dumps may hold bytes of any encoding inside data; names and definitions are ASCII or UTF-8.
        Ok(up_half(&String::from_utf8_lossy(&bytes)))
    }
}

/// The migrations of a folder.
#[derive(Debug, Clone)]
pub struct Migrations {
    /// The folder, as given.
    pub folder: PathBuf,
    /// How it is laid out.
    pub layout: Layout,
    /// Those that apply, in order.
    pub files: Vec<Migration>,
    /// SQL files that the tool's own list does not name.
    pub unlisted: Vec<Migration>,
    /// What the tool's own list names and is not there.
    pub lost: Vec<String>,
    /// The engine, where the folder says it.
    pub engine: Option<Family>,
    /// What people should know of the folder.
    pub gaps: Vec<Gap>,
}

impl Migrations {
    /// What people call it: the path, and the layout where there is one.
    pub fn label(&self) -> String {
        let path = self.folder.display();
        match self.layout {
            Layout::Plain => path.to_string(),
            layout => format!("{path} ({})", layout.label()),
        }
    }
}

/// The migrations of a folder, or a single SQL file as the only one.
///
/// # Errors
/// When the path cannot be read, or is a folder without migrations.
pub fn of(path: &Path) -> Result<Migrations, ReadError> {
    if path.is_dir() {
        return list(path);
    }
    let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    Ok(Migrations {
        folder: path.to_owned(),
        layout: Layout::Plain,
        files: vec![Migration { path: path.to_owned(), name, when: None }],
        unlisted: Vec::new(),
        lost: Vec::new(),
        engine: None,
        gaps: Vec::new(),
    })
}
