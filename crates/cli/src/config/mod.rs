//! The configuration file `seedbed.toml`: parsed strictly, every mistake with its line.

mod error;
mod seed;

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use seedbed_drift::{Pattern, Severity, lint, rules};
use seedbed_generators::LogicalReference;
use seedbed_schema_model::{Family, TableName};
use serde::Deserialize;

pub use error::{ConfigError, nearest};
pub use seed::{ColumnSection, DomainSection, FillSection, SeedSection};

/// The file looked up from the current folder upwards.
pub const FILE_NAME: &str = "seedbed.toml";

/// The whole configuration.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// Where the declared schema is.
    pub schema: SchemaSection,
    /// Environments by name.
    pub env: BTreeMap<String, EnvSection>,
    /// How `rollout` makes the database of an environment that says `create = true`.
    pub create: Option<CreateSection>,
    /// The gate and the archive.
    pub check: CheckSection,
    /// What `lint` fails on.
    pub lint: LintSection,
    /// What to seed.
    pub seed: SeedSection,
    /// What `rollout` does besides.
    pub rollout: RolloutSection,
    /// Commands that must succeed before a rollout starts.
    pub precondition: Vec<Precondition>,
    /// Queries with an expected answer.
    pub smoke: Vec<SmokeSection>,
    /// References the database does not know.
    pub reference: Vec<ReferenceSection>,
    /// The folder of the file: paths inside are relative to it.
    #[serde(skip)]
    pub folder: PathBuf,
    /// The file, when there is one.
    #[serde(skip)]
    pub file: Option<PathBuf>,
}

/// `[schema]`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SchemaSection {
    /// Any source; `{engine}` becomes `sqlite`, `postgres` or `mysql`.
    pub declared: Option<String>,
    /// The folder of migrations a rollout applies; `{engine}` likewise.
    pub migrations: Option<String>,
    /// What to leave out of every comparison: `tmp_*`, `index:*_old`, `column:orders.legacy_*`.
    pub ignore: Vec<Pattern>,
    /// The file that settles what is a rename; without it `drift-decisions.toml` beside this file,
    /// when there is one.
    pub decisions: Option<String>,
}

/// `[env.NAME]`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EnvSection {
    /// A URL, `env:VARIABLE`, or `env:VARIABLE:-URL` with a URL to fall back on.
    pub url: String,
    /// `development`, `staging` or `production`; without it the environment's name when it is one
    /// of them, else development.
    pub stage: Option<String>,
    /// Whether a rollout may make this database when it is absent or holds no table.
    #[serde(default)]
    pub create: bool,
    /// The name its database must have: a URL that leads to another cannot be judged.
    pub database: Option<String>,
    /// The engine it must be: `sqlite`, `postgres`, `mysql` or `mariadb`.
    pub engine: Option<EngineName>,
}

/// An engine by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum EngineName {
    /// SQLite.
    Sqlite,
    /// PostgreSQL.
    #[serde(alias = "postgresql")]
    Postgres,
    /// MySQL.
    Mysql,
    /// MariaDB.
    Mariadb,
}

impl From<EngineName> for Family {
    fn from(name: EngineName) -> Self {
        match name {
            EngineName::Sqlite => Self::Sqlite,
            EngineName::Postgres => Self::Postgres,
            EngineName::Mysql => Self::MySql,
            EngineName::Mariadb => Self::MariaDb,
        }
    }
}

/// `[create]`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CreateSection {
    /// A SQL file with the schema; `{engine}` is replaced.
    pub schema: String,
    /// A baseline that goes with that schema: it is copied over `[check] baseline` when a database
    /// is made.
    pub baseline: Option<String>,
    /// The base data.
    #[serde(default)]
    pub seed: SeedSection,
}

/// `[check]`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct CheckSection {
    /// The lowest severity that fails the gate.
    pub fail_on: String,
    /// The file of accepted findings.
    pub baseline: Option<String>,
    /// The folder of archived reports.
    pub archive: Option<String>,
    /// A server where scratch databases may be made: a URL, or `env:VARIABLE`. SQLite needs none.
    pub scratch: Option<String>,
    /// What `check` asks of the rows, where the flag does not say: `quick`, `all` or `none`.
    pub data: Data,
    /// How many unread statements are tolerated before a verdict is withheld.
    pub max_gaps: usize,
    /// Severities of one's own by the name of a rule; `ignore` leaves its findings out.
    pub severity: Severities,
}

/// What is asked of the rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum Data {
    /// Numbers that are taken; orphans of keys that the engine does not vouch for, and of small databases
    #[default]
    Quick,
    /// The same, with the orphans of every foreign key
    All,
    /// Nothing
    None,
}

/// `[lint]`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct LintSection {
    /// The lowest severity that fails.
    pub fail_on: String,
}

impl Default for LintSection {
    fn default() -> Self {
        Self { fail_on: "medium".into() }
    }
}

/// `rule = "low"` or `rule = "ignore"`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(try_from = "BTreeMap<String, String>")]
pub struct Severities(pub BTreeMap<String, Option<Severity>>);

impl TryFrom<BTreeMap<String, String>> for Severities {
    type Error = String;

    fn try_from(written: BTreeMap<String, String>) -> Result<Self, String> {
        let mut all = BTreeMap::new();
        for (rule, word) in written {
            let names = || rules::names().chain(lint::names());
            if !names().any(|name| name == rule) {
                return Err(match nearest(&rule, names()) {
                    Some(near) => format!("no rule is called `{rule}`; did you mean `{near}`?"),
                    None => format!(
                        "no rule is called `{rule}`: a report names the rule of each finding"
                    ),
                });
            }
            let severity = match word.as_str() {
                "ignore" => None,
                word => Some(word.parse::<Severity>().map_err(|e| format!("{e}, or ignore"))?),
            };
            all.insert(rule, severity);
        }
        Ok(Self(all))
    }
}

impl Default for CheckSection {
    fn default() -> Self {
        Self {
            fail_on: "low".into(),
            baseline: None,
            archive: None,
            scratch: None,
            data: Data::default(),
            max_gaps: 0,
            severity: Severities::default(),
        }
    }
}

/// `[rollout]`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RolloutSection {
    /// The environment to rehearse on.
    pub staging: String,
    /// The environment that counts.
    pub production: String,
    /// The Markdown file that each rollout adds a section to.
    pub runbook: Option<String>,
}

impl Default for RolloutSection {
    fn default() -> Self {
        Self { staging: "staging".into(), production: "production".into(), runbook: None }
    }
}

/// `[[precondition]]`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Precondition {
    /// What it proves.
    pub name: String,
    /// The program and its arguments; run in the configuration's folder, no shell.
    pub command: Vec<String>,
}

/// `[[smoke]]`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SmokeSection {
    /// What it proves.
    pub name: String,
    /// One row, one column; `{q}` becomes the engine's identifier quote.
    pub sql: String,
    /// The number or text expected.
    pub expect: toml::Value,
}

/// `[[reference]]`: a `*_id` column without a foreign key.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReferenceSection {
    /// The referring column: `batches.productId`.
    pub from: ColumnName,
    /// The column referred to: `products.id`.
    pub to: ColumnName,
    /// For a polymorphic pair: only rows whose `column` is `is`.
    pub when: Option<WhenSection>,
}

/// `when = { column = "commentable_type", is = "client" }`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WhenSection {
    /// The type column.
    pub column: String,
    /// The text that means the table referred to.
    pub is: String,
}

/// `table.column` or `schema.table.column`.
#[derive(Debug, Clone, Deserialize)]
#[serde(try_from = "String")]
pub struct ColumnName {
    /// The table.
    pub table: TableName,
    /// The column.
    pub column: String,
}

impl TryFrom<String> for ColumnName {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let (table, column) = text
            .rsplit_once('.')
            .ok_or_else(|| format!("`{text}` is not a column: write table.column"))?;
        Ok(Self { table: crate::context::table_name(table), column: column.to_owned() })
    }
}

impl ReferenceSection {
    /// The reference.
    pub fn to_reference(&self) -> LogicalReference {
        LogicalReference {
            table: self.from.table.clone(),
            column: self.from.column.clone(),
            when: self.when.as_ref().map(|w| (w.column.clone(), w.is.clone())),
            target: self.to.table.clone(),
            target_column: self.to.column.clone(),
        }
    }
}

impl Config {
    /// Loads the file given, or the nearest `seedbed.toml` from `start` upwards, or the defaults.
    ///
    /// # Errors
    /// A [`ConfigError`] with file and line.
    pub fn load(given: Option<&Path>, start: &Path) -> Result<Self, ConfigError> {
        let found = match given {
            Some(path) => Some(path.to_owned()),
            None => start.ancestors().map(|d| d.join(FILE_NAME)).find(|p| p.is_file()),
        };
        let Some(path) = found else {
            return Ok(Self { folder: start.to_owned(), ..Self::default() });
        };
        let text = fs::read_to_string(&path)
            .map_err(|source| ConfigError::Read { path: path.clone(), source })?;
        let mut config = Self::parse(&path, &text)?;
        config.folder = match path.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder.to_owned(),
            _ => PathBuf::from("."),
        };
        config.file = Some(path);
        Ok(config)
    }

    /// Parses the text of a configuration; `path` is for messages.
    ///
    /// # Errors
    /// A [`ConfigError`] with file and line.
    pub fn parse(path: &Path, text: &str) -> Result<Self, ConfigError> {
        let mut config: Self =
            toml::from_str(text).map_err(|e| ConfigError::syntax(path, text, &e))?;
        let created = config.create.as_mut().and_then(|c| c.seed.fill.as_mut());
        let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy();
        for (column, section) in
            config.seed.fill.iter_mut().chain(created).flat_map(|f| &mut f.columns)
        {
            let before = text.get(..column.span().start).unwrap_or_default();
            section.place = format!("{name}:{}", before.matches('\n').count() + 1);
        }
        Ok(config)
    }

    /// A path of the configuration, relative to its folder, with `{engine}` replaced.
    pub fn path(&self, given: &str, engine: &str) -> PathBuf {
        self.folder.join(given.replace("{engine}", engine))
    }

    /// An environment by name.
    ///
    /// # Errors
    /// [`ConfigError::UnknownEnvironment`] with the nearest name.
    pub fn environment(&self, name: &str) -> Result<&EnvSection, ConfigError> {
        self.env.get(name).ok_or_else(|| ConfigError::UnknownEnvironment {
            name: name.to_owned(),
            known: self.env.keys().cloned().collect(),
        })
    }
}

impl EnvSection {
    /// The URL, with `env:VARIABLE` looked up and a relative SQLite path put under `folder`.
    ///
    /// # Errors
    /// [`ConfigError::Variable`] when the variable is not set and nothing to fall back on is given.
    pub fn resolve(&self, name: &str, folder: &Path) -> Result<String, ConfigError> {
        resolve(&self.url, name, folder)
    }
}

/// A URL of the configuration, for what is called `name`.
///
/// # Errors
/// [`ConfigError::Variable`] when the variable is not set and nothing to fall back on is given.
pub fn resolve(url: &str, name: &str, folder: &Path) -> Result<String, ConfigError> {
    let Some(rest) = url.strip_prefix("env:") else { return Ok(under(url, folder)) };
    let (variable, fallback) = match rest.split_once(":-") {
        Some((variable, fallback)) => (variable, Some(fallback)),
        None => (rest, None),
    };
    let url = match std::env::var(variable).ok().filter(|v| !v.is_empty()) {
        Some(value) => value,
        None => fallback.map(str::to_owned).ok_or_else(|| ConfigError::Variable {
            environment: name.to_owned(),
            variable: variable.to_owned(),
        })?,
    };
    Ok(under(&url, folder))
}

/// A SQLite URL with a relative path, put under `folder`; any other URL as it is.
pub fn under(url: &str, folder: &Path) -> String {
    match url.strip_prefix("sqlite:") {
        Some(path) if path != ":memory:" => {
            let path = path.strip_prefix("//").unwrap_or(path);
            format!("sqlite:{}", folder.join(path).display())
        }
        _ => url.to_owned(),
    }
}

#[cfg(test)]
mod tests;
