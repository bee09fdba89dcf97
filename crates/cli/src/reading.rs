//! From what people write for a source to its reading.

use std::{
    borrow::Cow,
    path::{Path, PathBuf},
};

use seedbed_schema_model::{Dialect, Family, Reading, Schema};
use seedbed_schema_source::{SchemaSource, SnapshotSource, migrations, sql};
use seedbed_seed_runner::{ConnectError, Environment, Stage, Target};

use crate::{
    context::{Context, Place},
    error::Failure,
    exit::Exit,
};

/// What SQL text has to be told of the database it is for.
#[derive(Debug, Clone)]
pub(crate) struct Hint {
    pub(crate) dialect: Dialect,
    /// Where names without a schema are looked for.
    pub(crate) search_path: Vec<String>,
}

impl From<Dialect> for Hint {
    fn from(dialect: Dialect) -> Self {
        Self { dialect, search_path: Vec::new() }
    }
}

impl From<&Schema> for Hint {
    fn from(schema: &Schema) -> Self {
        Self { dialect: schema.dialect, search_path: schema.search_path.clone() }
    }
}

/// A source, recognised.
#[derive(Debug, Clone)]
pub(crate) enum Source {
    /// A database.
    Live(Place),
    /// A snapshot file.
    Snapshot(PathBuf),
    /// A SQL file or folder; may still hold `{engine}`.
    Sql(PathBuf),
}

const SCHEMES: &[&str] = &["sqlite:", "postgres:", "postgresql:", "mysql:", "mariadb:"];

impl Source {
    /// Recognises a URL, an environment, a snapshot, a SQL file or a folder.
    pub(crate) fn recognise(context: &Context, text: &str) -> Result<Self, Failure> {
        if SCHEMES.iter().any(|s| text.starts_with(s)) || text.contains("://") {
            let environment = Environment { name: "url".into(), stage: Stage::Development };
            return Ok(Self::Live(Place { environment, url: text.to_owned(), create: false }));
        }
        if context.is_environment(text) {
            return context.place_named(text).map(Self::Live);
        }
        let path = PathBuf::from(text);
        if path.extension().is_some_and(|e| e.eq_ignore_ascii_case("json")) {
            return Ok(Self::Snapshot(path));
        }
        if path.exists() || text.contains("{engine}") {
            return Ok(Self::Sql(path));
        }
        Err(Failure::new(Exit::Configuration, format!("there is no source `{text}`")).hint(
            "a source is a URL (sqlite:file.db, postgres://…, mysql://…), a .sql file, a folder of \
             migrations, a snapshot .json, or an environment of seedbed.toml",
        ))
    }

    /// The database that it is.
    pub(crate) fn live(self, text: &str) -> Result<Place, Failure> {
        match self {
            Self::Live(place) => Ok(place),
            _ => Err(Failure::new(Exit::Usage, format!("`{text}` is not a database"))
                .hint("give a URL: sqlite:file.db, postgres://…, mysql://…")),
        }
    }

    /// Reads it; SQL text needs the dialect of what it is compared with, or is guessed.
    pub(crate) async fn read(&self, hint: Option<&Hint>) -> Result<Reading, Failure> {
        match self {
            Self::Live(place) => read_target(&connect(place).await?).await,
            Self::Snapshot(path) => {
                SnapshotSource::new(path.clone()).read().await.map_err(|e| unreadable(&e))
            }
            Self::Sql(path) => {
                let hint = match hint {
                    Some(hint) => Cow::Borrowed(hint),
                    None => Cow::Owned(guess(path)?.into()),
                };
                let Hint { dialect, search_path } = &*hint;
                let path = path.to_string_lossy().replace("{engine}", engine(dialect.family));
                sql::read_path_in(*dialect, search_path, path.as_ref()).map_err(|e| unreadable(&e))
            }
        }
    }
}

/// Reads a database and, on another thread while it answers, the source that is compared with it.
pub(crate) async fn read_beside(
    target: &Target,
    source: &Source,
    hint: Option<Dialect>,
) -> Result<(Reading, Reading), Failure> {
    let dialect = hint.unwrap_or_else(|| target.dialect());
    let runtime = tokio::runtime::Handle::current();
    let ahead = matches!(source, Source::Sql(_)).then(|| {
        let source = source.clone();
        tokio::task::spawn_blocking(move || runtime.block_on(source.read(Some(&dialect.into()))))
    });
    let live = read_target(target).await?;
    let beside = Hint::from(&live.schema);
    let beside = Hint { dialect: hint.unwrap_or(beside.dialect), ..beside };
    // Names were looked for in `public` alone.
    let same = beside.dialect == dialect && beside.search_path.is_empty();
    let read = match ahead {
        Some(ahead) => ahead.await.ok().filter(|_| same),
        None => None,
    };
    let other = match read {
        Some(read) => read?,
        None => source.read(Some(&beside)).await?,
    };
    Ok((live, other))
}

/// The engine's name in paths.
pub(crate) fn engine(family: Family) -> &'static str {
    match family {
        Family::Sqlite => "sqlite",
        Family::Postgres => "postgres",
        Family::MySql | Family::MariaDb => "mysql",
    }
}

/// Connects to an environment.
pub(crate) async fn connect(place: &Place) -> Result<Target, Failure> {
    Target::connect(&place.url, place.environment.clone()).await.map_err(unconnected)
}

/// A connection's failure for people.
pub(crate) fn unconnected(error: ConnectError) -> Failure {
    Failure::from_error(Exit::Configuration, "cannot connect to the database", &error)
}

/// Reads the catalog of a connected database.
pub(crate) async fn read_target(target: &Target) -> Result<Reading, Failure> {
    target.read().await.map_err(|e| unreadable(&e))
}

pub(crate) fn unreadable(error: &seedbed_schema_source::ReadError) -> Failure {
    Failure::from_error(Exit::Configuration, "cannot read the schema", error)
}

/// Which engine SQL text is written for: the first file of a folder that shows it decides.
fn guess(path: &Path) -> Result<Dialect, Failure> {
    // A journal, or a lock file, may say.
    if path.is_dir()
        && let Some(family) = migrations::list(path).ok().and_then(|found| found.engine)
    {
        return Ok(Dialect::unversioned(family));
    }
    let mut files = vec![path.to_owned()];
    let mut found = None;
    while let (None, Some(path)) = (found, files.pop()) {
        if path.is_dir() {
            let entries = std::fs::read_dir(&path).map_err(|e| {
                let what = format!("cannot read the folder {}", path.display());
                Failure::from_error(Exit::Configuration, what, &e)
            })?;
            let mut inside: Vec<_> = entries.flatten().map(|e| e.path()).collect();
            inside.retain(|p| p.is_dir() || p.extension().is_some_and(|e| e == "sql"));
            inside.sort_unstable_by(|a, b| b.cmp(a));
            files.extend(inside);
        } else if let Ok(text) = std::fs::read_to_string(&path) {
            found = sql::guess_dialect(&text);
        }
    }
    found.map(Dialect::unversioned).ok_or_else(|| {
        Failure::new(Exit::Usage, format!("which engine is {} written for?", path.display()))
            .hint("--dialect sqlite, --dialect postgres, --dialect mysql or --dialect mariadb")
    })
}
