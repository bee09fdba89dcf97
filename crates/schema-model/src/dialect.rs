//! Which engine a schema belongs to, as data with questions.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The family of an engine. MariaDB and MySQL are told apart because their catalogs differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Family {
    /// SQLite 3.
    Sqlite,
    /// PostgreSQL.
    Postgres,
    /// Oracle MySQL.
    MySql,
    /// MariaDB.
    MariaDb,
}

impl Family {
    /// The engine's own name.
    pub fn label(self) -> &'static str {
        match self {
            Self::Sqlite => "SQLite",
            Self::Postgres => "PostgreSQL",
            Self::MySql => "MySQL",
            Self::MariaDb => "MariaDB",
        }
    }
}

/// A server version; all zero when it is not known (a SQL file).
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
pub struct Version {
    /// Major.
    pub major: u32,
    /// Minor.
    pub minor: u32,
    /// Patch.
    pub patch: u32,
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.major, self.minor, self.patch)
    }
}

/// An engine and its version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Dialect {
    /// The family.
    pub family: Family,
    /// The version, zero when unknown.
    #[serde(default)]
    pub version: Version,
}

impl Dialect {
    /// SQLite of an unknown version.
    pub const SQLITE: Self = Self::unversioned(Family::Sqlite);
    /// PostgreSQL of an unknown version.
    pub const POSTGRES: Self = Self::unversioned(Family::Postgres);
    /// MySQL of an unknown version.
    pub const MYSQL: Self = Self::unversioned(Family::MySql);
    /// MariaDB of an unknown version.
    pub const MARIADB: Self = Self::unversioned(Family::MariaDb);

    /// A family without a version.
    pub const fn unversioned(family: Family) -> Self {
        Self { family, version: Version { major: 0, minor: 0, patch: 0 } }
    }

    /// MySQL or MariaDB.
    pub fn is_mysql_like(self) -> bool {
        matches!(self.family, Family::MySql | Family::MariaDb)
    }

    /// Whether schemas of the two dialects can be compared at all.
    pub fn comparable(self, other: Self) -> bool {
        self.family == other.family || (self.is_mysql_like() && other.is_mysql_like())
    }

    /// Whether index names must be unique in a schema rather than in a table.
    pub fn index_names_are_schema_wide(self) -> bool {
        !self.is_mysql_like()
    }

    /// Whether DDL takes part in transactions.
    pub fn has_transactional_ddl(self) -> bool {
        !self.is_mysql_like()
    }

    /// The identifier quoted for this dialect; the quote character inside is doubled.
    pub fn quote(self, identifier: &str) -> String {
        let q = if self.is_mysql_like() { '`' } else { '"' };
        let mut out = String::with_capacity(identifier.len() + 2);
        out.push(q);
        for c in identifier.chars() {
            if c == q {
                out.push(q);
            }
            out.push(c);
        }
        out.push(q);
        out
    }

    /// A table name quoted, with its schema when it has one.
    pub fn quote_table(self, name: &crate::TableName) -> String {
        match &name.schema {
            Some(schema) => format!("{}.{}", self.quote(schema), self.quote(&name.name)),
            None => self.quote(&name.name),
        }
    }

    /// A string literal of this dialect (MySQL also escapes the backslash).
    pub fn literal(self, text: &str) -> String {
        let text = text.replace('\'', "''");
        if self.is_mysql_like() {
            format!("'{}'", text.replace('\\', "\\\\"))
        } else {
            format!("'{text}'")
        }
    }
}

impl fmt::Display for Dialect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.family.label())?;
        if self.version != Version::default() {
            write!(f, " {}", self.version)?;
        }
        Ok(())
    }
}
