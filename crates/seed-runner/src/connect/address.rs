//! Taking a URL apart, so that nothing else ever holds its password.

use std::{
    fmt,
    path::{Path, PathBuf},
};

use seedbed_schema_model::Family;
use url::Url;

use super::{ConnectError, Identity};

/// A parsed URL. Not printable with its password: `Debug` and `Display` leave user and password out.
#[derive(Clone)]
pub(crate) struct Address {
    pub(super) kind: Kind,
    secrets: Vec<String>,
}

#[derive(Clone)]
pub(super) enum Kind {
    File { path: PathBuf, read_only: bool },
    Server { postgres: bool, url: Url, host: String, port: u16, database: String },
}

impl Address {
    pub(crate) fn parse(text: &str) -> Result<Self, ConnectError> {
        let text = text.trim();
        let (scheme, rest) = text.split_once(':').unwrap_or((text, ""));
        match scheme {
            "sqlite" => Self::file(rest),
            "postgres" | "postgresql" => Self::server(true, rest),
            "mysql" | "mariadb" => Self::server(false, rest),
            // What stands before the colon of something that is no URL may be a password.
            _ if !scheme.chars().all(|c| c.is_ascii_alphanumeric() || c == '+' || c == '-') => {
                Err(ConnectError::Scheme { scheme: "…".into() })
            }
            _ => Err(ConnectError::Scheme { scheme: scheme.to_owned() }),
        }
    }

    fn file(rest: &str) -> Result<Self, ConnectError> {
        let rest = rest.strip_prefix("//").unwrap_or(rest);
        let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
        let memory = path.is_empty() || path == ":memory:" || query.contains("mode=memory");
        if memory {
            return Err(ConnectError::NotAFile { place: format!("sqlite:{rest}") });
        }
        let read_only = query.split('&').any(|q| q == "mode=ro");
        Ok(Self { kind: Kind::File { path: PathBuf::from(path), read_only }, secrets: Vec::new() })
    }

    fn server(postgres: bool, rest: &str) -> Result<Self, ConnectError> {
        let scheme = if postgres { "postgres" } else { "mysql" };
        let text = format!("{scheme}:{rest}");
        let url = Url::parse(&text)
            .map_err(|e| ConnectError::Url { place: scheme.to_owned(), why: e.to_string() })?;
        // The PostgreSQL driver lets parameters overrule what stands before them.
        let given = |names: &[&str]| {
            let pairs = url.query_pairs().filter(|(k, _)| postgres && names.contains(&k.as_ref()));
            pairs.last().map(|(_, v)| v.into_owned())
        };
        let host = given(&["host", "hostaddr"]);
        let host = host.unwrap_or_else(|| url.host_str().unwrap_or("localhost").to_owned());
        let port = given(&["port"]).and_then(|p| p.parse().ok()).or(url.port());
        let port = port.unwrap_or(if postgres { 5432 } else { 3306 });
        let database = decoded(url.path().trim_start_matches('/'));
        let database = given(&["dbname"]).unwrap_or(database);
        if database.is_empty() {
            return Err(ConnectError::NoDatabase { place: format!("{scheme}://{host}:{port}") });
        }
        let mut secrets: Vec<String> = url.password().map(str::to_owned).into_iter().collect();
        secrets.extend(url.query_pairs().filter(|(k, _)| k == "password").map(|(_, v)| v.into()));
        let plain: Vec<String> = secrets.iter().map(|s| decoded(s)).collect();
        secrets.extend(plain);
        secrets.retain(|s| !s.is_empty());
        Ok(Self { kind: Kind::Server { postgres, url, host, port, database }, secrets })
    }

    /// Host and port, or the path.
    pub(super) fn place(&self) -> String {
        match &self.kind {
            Kind::File { path, .. } => path.display().to_string(),
            Kind::Server { host, port, .. } => format!("{host}:{port}"),
        }
    }

    pub(super) fn user(&self) -> String {
        match &self.kind {
            Kind::File { .. } => String::new(),
            Kind::Server { url, .. } => decoded(url.username()),
        }
    }

    /// The same server, another database, and perhaps another role.
    pub(super) fn in_database(&self, name: &str, role: Option<(&str, &str)>) -> Self {
        let mut address = self.clone();
        let Kind::Server { postgres, url, database, .. } = &mut address.kind else {
            return address;
        };
        url.set_path(name);
        name.clone_into(database);
        // Parameters overrule what stands before them.
        let own = |key: &str| {
            (*postgres && key == "dbname")
                || (role.is_some() && ["user", "password", "passfile"].contains(&key))
        };
        let kept: Vec<(String, String)> = url
            .query_pairs()
            .filter(|(key, _)| !own(key))
            .map(|(k, v)| (k.into_owned(), v.into_owned()))
            .collect();
        url.set_query(None);
        if !kept.is_empty() {
            url.query_pairs_mut().extend_pairs(kept);
        }
        if let Some((user, password)) = role {
            let _ = url.set_username(user).and(url.set_password(Some(password)));
            address.secrets.push(password.to_owned());
        }
        address
    }

    /// A driver's words without the password.
    pub(super) fn redact(&self, words: &str) -> String {
        self.secrets.iter().fold(words.to_owned(), |text, secret| text.replace(secret, "***"))
    }

    pub(super) fn create_file(&self) -> Result<(), ConnectError> {
        let Kind::File { path, .. } = &self.kind else {
            return Err(ConnectError::NotAFile { place: self.to_string() });
        };
        let made = std::fs::OpenOptions::new().create(true).append(true).open(path);
        made.map(drop).map_err(|e| ConnectError::File { path: path.clone(), why: e.to_string() })
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            Kind::File { path, .. } => write!(f, "sqlite:{}", path.display()),
            Kind::Server { postgres, host, port, database, .. } => {
                let scheme = if *postgres { "postgres" } else { "mysql" };
                write!(f, "{scheme}://{host}:{port}/{database}")
            }
        }
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Where a database is, without having connected to it: what the configuration says of production,
/// so that a target that is production is recognised whatever its own environment's name says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint {
    environment: String,
    place: Place,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Place {
    File(PathBuf),
    Server { mysql: bool, host: String, port: u16, database: String },
    Known(Identity),
}

impl Endpoint {
    /// Where the URL of an environment points.
    ///
    /// # Errors
    /// As connecting, for a URL that cannot be read.
    pub fn parse(environment: &str, url: &str) -> Result<Self, ConnectError> {
        let place = match Address::parse(url)?.kind {
            Kind::File { path, .. } => Place::File(canonical(&path)),
            Kind::Server { postgres, host, port, database, .. } => {
                Place::Server { mysql: !postgres, host: host_name(&host), port, database }
            }
        };
        Ok(Self { environment: environment.to_owned(), place })
    }

    /// A database that was connected to: recognised by what its server says it is.
    pub fn of(identity: &Identity) -> Self {
        Self { environment: identity.environment.clone(), place: Place::Known(identity.clone()) }
    }

    /// The environment's name.
    pub fn environment(&self) -> &str {
        &self.environment
    }

    /// Whether both are the same place, as far as the URLs tell.
    pub fn same_place(&self, other: &Self) -> bool {
        self.place == other.place
    }

    /// Whether a target is this database.
    pub fn is(&self, target: &Identity) -> bool {
        match &self.place {
            Place::Known(identity) => identity.same_database(target),
            Place::File(path) => {
                target.engine == Family::Sqlite
                    && (*path == Path::new(&target.host).join(&target.database)
                        || file_uid(path).is_some_and(|uid| uid == target.uid))
            }
            Place::Server { mysql, host, port, database } => {
                let at = target.host.rsplit_once(':').map(|(h, p)| (host_name(h), p.to_owned()));
                *mysql == matches!(target.engine, Family::MySql | Family::MariaDb)
                    && *database == target.database
                    && at.is_some_and(|(h, p)| h == *host && p == port.to_string())
            }
        }
    }
}

/// The names of one's own machine are one.
fn host_name(host: &str) -> String {
    let host = host.trim_start_matches('[').trim_end_matches(']').to_ascii_lowercase();
    match host.as_str() {
        "127.0.0.1" | "::1" => "localhost".into(),
        _ => host,
    }
}

/// The path without links and `..`, as far as it exists.
pub(super) fn canonical(path: &Path) -> PathBuf {
    path.canonicalize().or_else(|_| std::path::absolute(path)).unwrap_or_else(|_| path.into())
}

/// Device and inode: one file under two names is one database.
#[cfg(unix)]
pub(crate) fn file_uid(path: &Path) -> Option<String> {
    use std::os::unix::fs::MetadataExt as _;
    let meta = std::fs::metadata(path).ok()?;
    Some(format!("{}:{}", meta.dev(), meta.ino()))
}

#[cfg(not(unix))]
pub(crate) fn file_uid(path: &Path) -> Option<String> {
    Some(path.canonicalize().ok()?.display().to_string())
}

fn decoded(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut i = 0;
    while let Some(&byte) = bytes.get(i) {
        let hex = text.get(i + 1..i + 3).and_then(|h| u8::from_str_radix(h, 16).ok());
        match (byte, hex) {
            (b'%', Some(value)) => {
                out.push(value);
                i += 3;
            }
            _ => {
                out.push(byte);
                i += 1;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_nowhere_in_what_is_printed() {
        let address = Address::parse("postgres://ann:s%40cret@db:5433/app").unwrap();
        assert_eq!(
            format!("{address} {address:?}"),
            "postgres://db:5433/app postgres://db:5433/app"
        );
        assert_eq!(address.redact("bad s@cret and s%40cret"), "bad *** and ***");
        assert_eq!(address.user(), "ann");
    }

    #[test]
    fn what_is_no_url_is_named_without_repeating_secrets() {
        let scheme = |text| match Address::parse(text).unwrap_err() {
            ConnectError::Scheme { scheme } => scheme,
            other => panic!("{other}"),
        };
        assert_eq!(scheme("oracle://x/y"), "oracle");
        assert_eq!(scheme("me@secret:host"), "…");
        assert!(matches!(Address::parse("sqlite::memory:"), Err(ConnectError::NotAFile { .. })));
        assert!(matches!(Address::parse("mysql://h"), Err(ConnectError::NoDatabase { .. })));
        assert!(matches!(Address::parse("mysql://h:x/y"), Err(ConnectError::Url { .. })));
    }

    #[test]
    fn parameters_overrule_what_stands_before_them() {
        let said = |text| Address::parse(text).unwrap().to_string();
        let tunnel = "postgres://u@x:1/a?host=db1&port=7&dbname=app&application_name=me";
        assert_eq!(said(tunnel), "postgres://db1:7/app");
        assert_eq!(said("mysql://u@x:1/a?host=db1"), "mysql://x:1/a");
        let endpoint = |text| Endpoint::parse("live", text).unwrap();
        assert!(endpoint(tunnel).same_place(&endpoint("postgresql://DB1:7/app")));
    }

    #[test]
    fn one_machine_has_many_names() {
        assert_eq!(host_name("[::1]"), host_name("LOCALHOST"));
        assert_ne!(host_name("db1"), host_name("db2"));
    }
}
