//! Which database a target is, said by the database itself.

use std::{fmt, str::FromStr};

use seedbed_schema_model::Family;
use serde::{Deserialize, Serialize};

/// How careful one has to be with an environment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Stage {
    /// One's own.
    Development,
    /// Where a plan is tried before production.
    Staging,
    /// The real thing: every guard applies.
    Production,
}

impl Stage {
    /// Its name.
    pub fn label(self) -> &'static str {
        match self {
            Self::Development => "development",
            Self::Staging => "staging",
            Self::Production => "production",
        }
    }
}

impl fmt::Display for Stage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.label())
    }
}

/// A stage that does not exist.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a stage; write development, staging or production")]
pub struct UnknownStage(pub String);

impl FromStr for Stage {
    type Err = UnknownStage;

    fn from_str(name: &str) -> Result<Self, UnknownStage> {
        [Self::Development, Self::Staging, Self::Production]
            .into_iter()
            .find(|s| s.label() == name)
            .ok_or_else(|| UnknownStage(name.to_owned()))
    }
}

/// An environment of the configuration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Environment {
    /// Its name: `staging`, `production-eu`.
    pub name: String,
    /// How careful one has to be.
    pub stage: Stage,
}

/// Which database a target is. Never holds a user or a password.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    /// The engine.
    pub engine: Family,
    /// The server's own version text.
    pub version: String,
    /// Host and port; for SQLite the folder the file is in.
    pub host: String,
    /// The database's own name; for SQLite the name of the file.
    pub database: String,
    /// The environment's name.
    pub environment: String,
    /// Its stage.
    pub stage: Stage,
    /// What the server says it is, whatever name it was reached by; empty when it does not say.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(super) uid: String,
}

impl Identity {
    /// Whether both are the same database, reached by whatever name.
    pub fn same_database(&self, other: &Self) -> bool {
        let by_name = self.host == other.host && self.database == other.database;
        self.engine == other.engine
            && if self.uid.is_empty() || other.uid.is_empty() {
                by_name
            } else {
                self.uid == other.uid
            }
    }
}

/// `PostgreSQL app at db.example:5432 (production)`.
impl fmt::Display for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} {} at {} ({})",
            self.engine.label(),
            self.database,
            self.host,
            self.environment
        )
    }
}
