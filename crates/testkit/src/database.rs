//! A fresh, private, empty database on each engine, gone when dropped.

use std::collections::hash_map::RandomState;
use std::fmt;
use std::hash::{BuildHasher, Hasher};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, PoisonError};

use sea_orm::{ConnectOptions, DatabaseConnection};
use seedbed_schema_model::Family;
use tempfile::TempDir;
use url::Url;

use crate::server::Session;

/// Rows of cells as text, `None` for NULL.
pub type Rows = Vec<Vec<Option<String>>>;

/// A private empty database. Dropping it removes it from its server, roles included.
pub struct Database {
    family: Family,
    url: String,
    home: Home,
}

/// What has to be removed in the end.
enum Home {
    Folder(#[expect(dead_code, reason = "kept for its Drop")] TempDir),
    Server { admin: String, name: String, roles: Mutex<Vec<String>> },
}

impl Database {
    /// SQLite: a file in a temporary folder.
    pub async fn sqlite() -> Self {
        let folder = TempDir::with_prefix("seedbed-test-")
            .unwrap_or_else(|e| panic!("no temporary folder: {e}"));
        let file = folder.path().join("test.db");
        // An existing file lets every reader open the URL as it stands, without mode=rwc.
        std::fs::write(&file, b"").unwrap_or_else(|e| panic!("{}: {e}", file.display()));
        let url = format!("sqlite:{}", file.display());
        Self { family: Family::Sqlite, url, home: Home::Folder(folder) }
    }

    /// PostgreSQL, on the server that `SEEDBED_TEST_POSTGRES` names.
    pub async fn postgres() -> Self {
        // template0: copying template1 fails while anybody is connected to it.
        Self::on_server(Family::Postgres, "SEEDBED_TEST_POSTGRES", |name| {
            format!("CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'")
        })
        .await
    }

    /// MariaDB, on the server that `SEEDBED_TEST_MARIADB` names.
    pub async fn mariadb() -> Self {
        Self::on_server(Family::MariaDb, "SEEDBED_TEST_MARIADB", |name| {
            format!("CREATE DATABASE {name} CHARACTER SET utf8mb4")
        })
        .await
    }

    /// MySQL, where `SEEDBED_TEST_MYSQL` names a server: no distribution package can be asked for one.
    pub async fn mysql() -> Option<Self> {
        let variable = "SEEDBED_TEST_MYSQL";
        std::env::var_os(variable)?;
        let create = |name: &str| format!("CREATE DATABASE {name} CHARACTER SET utf8mb4");
        Some(Self::on_server(Family::MySql, variable, create).await)
    }

    /// One database on each of the three.
    pub async fn each() -> [Self; 3] {
        [Self::sqlite().await, Self::postgres().await, Self::mariadb().await]
    }

    /// Which engine it is.
    pub fn family(&self) -> Family {
        self.family
    }

    /// Where to connect, with every right.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The database's own name; for SQLite that of its file.
    pub fn name(&self) -> &str {
        match &self.home {
            Home::Folder(_) => "test.db",
            Home::Server { name, .. } => name,
        }
    }

    /// A new pool.
    pub async fn connect(&self) -> DatabaseConnection {
        let mut options = ConnectOptions::new(self.url());
        options.max_connections(5).sqlx_logging(false);
        sea_orm::Database::connect(options)
            .await
            .unwrap_or_else(|e| panic!("{self}: cannot connect: {e}"))
    }

    /// Runs any number of statements on a connection of its own.
    pub async fn execute_script(&self, sql: &str) {
        self.try_script(sql).await.unwrap_or_else(|e| panic!("{self}: {e}\nin:\n{sql}"));
    }

    /// As [`execute_script`](Self::execute_script), with the server's own words on failure, for
    /// tests that expect one.
    pub async fn try_script(&self, sql: &str) -> Result<(), String> {
        let mut session = self.session().await;
        let outcome = session.run(sql).await.map_err(|e| e.to_string());
        let _ = session.close().await;
        outcome
    }

    /// The rows of a query exactly as the server prints them: an independent judge for tests.
    pub async fn query_text(&self, sql: &str) -> Rows {
        ask(&self.url, sql).await
    }

    /// A URL that may only read: a new role that has SELECT on everything in the database as it
    /// is now, and nothing else. Read-only mode on SQLite.
    pub async fn readonly_url(&self) -> String {
        let Home::Server { name, roles, .. } = &self.home else {
            return format!("{}?mode=ro", self.url);
        };
        let role = unique("seedbed_ro");
        let statements = match self.family {
            Family::Postgres => format!(
                "CREATE ROLE {role} LOGIN PASSWORD 'only-reads';
                 GRANT CONNECT ON DATABASE {name} TO {role};
                 DO $$ DECLARE s text; BEGIN
                   FOR s IN SELECT nspname FROM pg_namespace
                     WHERE nspname NOT LIKE 'pg\\_%' AND nspname <> 'information_schema'
                   LOOP
                     EXECUTE format('GRANT USAGE ON SCHEMA %I TO {role}', s);
                     EXECUTE format('GRANT SELECT ON ALL TABLES IN SCHEMA %I TO {role}', s);
                   END LOOP;
                 END $$"
            ),
            // Both hosts: an anonymous ''@'localhost' would otherwise win over '%'.
            _ => ["%", "localhost"]
                .map(|host| {
                    format!(
                        "CREATE USER '{role}'@'{host}' IDENTIFIED BY 'only-reads';
                         GRANT SELECT ON {name}.* TO '{role}'@'{host}';"
                    )
                })
                .concat(),
        };
        roles.lock().unwrap_or_else(PoisonError::into_inner).push(role.clone());
        self.execute_script(&statements).await;
        let mut url = parsed(&self.url);
        let credentials = url.set_username(&role).and(url.set_password(Some("only-reads")));
        assert!(credentials.is_ok(), "{} cannot carry a user name", self.url);
        url.into()
    }

    async fn on_server(family: Family, variable: &str, create: fn(&str) -> String) -> Self {
        let admin = std::env::var(variable).unwrap_or_else(|_| {
            panic!(
                "{variable} is not set: this test needs a {} server. Run ./test, which starts \
                 throw-away servers and sets the variable",
                family.label()
            )
        });
        let name = unique("seedbed_test");
        let mut url = parsed(&admin);
        url.set_path(&name);
        run_as_admin(family, &admin, &[create(&name)])
            .await
            .unwrap_or_else(|e| panic!("{}: cannot create {name}: {e}", family.label()));
        let home = Home::Server { admin, name, roles: Mutex::default() };
        Self { family, url: url.into(), home }
    }

    async fn session(&self) -> Session {
        Session::open(self.family, &self.url)
            .await
            .unwrap_or_else(|e| panic!("{self}: cannot connect: {e}"))
    }
}

impl fmt::Display for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.family.label(), self.name())
    }
}

impl fmt::Debug for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        let Home::Server { admin, name, roles } = &mut self.home else { return };
        let roles = std::mem::take(roles.get_mut().unwrap_or_else(PoisonError::into_inner));
        let statements = removal(self.family, name, &roles);
        let (family, admin) = (self.family, admin.clone());
        // A thread with a runtime of its own: the test's runtime may be single-threaded, or gone.
        // Failing here would hide the test's own outcome, and the server is thrown away anyway.
        let _ = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            if let Ok(runtime) = runtime {
                let _ = runtime.block_on(run_as_admin(family, &admin, &statements));
            }
        })
        .join();
    }
}

/// What removes a database and its roles, also under a connection that was left open.
fn removal(family: Family, name: &str, roles: &[String]) -> Vec<String> {
    let mut statements = Vec::new();
    if family == Family::Postgres {
        statements.push(format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"));
        statements.extend(roles.iter().map(|role| format!("DROP ROLE IF EXISTS {role}")));
    } else {
        // An open transaction's metadata locks would make DROP wait for ever.
        statements.push(format!(
            "BEGIN NOT ATOMIC
               FOR p IN (SELECT id FROM information_schema.processlist WHERE db = '{name}') DO
                 BEGIN
                   DECLARE CONTINUE HANDLER FOR SQLEXCEPTION BEGIN END;
                   KILL p.id;
                 END;
               END FOR;
             END"
        ));
        statements.push("SET lock_wait_timeout = 10".to_owned());
        statements.push(format!("DROP DATABASE IF EXISTS {name}"));
        for role in roles {
            statements.push(format!("DROP USER IF EXISTS '{role}'@'%', '{role}'@'localhost'"));
        }
    }
    statements
}

/// Runs every statement, whatever became of the others, and returns the first error.
async fn run_as_admin(family: Family, url: &str, statements: &[String]) -> Result<(), String> {
    let mut session = Session::open(family, url).await.map_err(|e| e.to_string())?;
    let mut outcome = Ok(());
    for statement in statements {
        let done = session.run(statement).await.map_err(|e| e.to_string());
        outcome = outcome.and(done);
    }
    let _ = session.close().await;
    outcome
}

/// A name nobody else has: several test processes share one server, and may outlive a reboot's pids.
fn unique(prefix: &str) -> String {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let n = COUNT.fetch_add(1, Ordering::Relaxed);
    let random = RandomState::new().build_hasher().finish() as u32;
    format!("{prefix}_{}_{n}_{random:08x}", std::process::id())
}

fn parsed(url: &str) -> Url {
    Url::parse(url).unwrap_or_else(|e| panic!("the test server's URL is not one: {e}"))
}

/// The rows of a query on any database, exactly as its server prints them; several statements are
/// allowed, for session settings. The engine is told by the URL.
pub async fn ask(url: &str, sql: &str) -> Rows {
    let family = match url.split(':').next() {
        Some("sqlite") => Family::Sqlite,
        Some("postgres" | "postgresql") => Family::Postgres,
        _ => Family::MariaDb,
    };
    let url = url.replacen("mariadb:", "mysql:", 1);
    let mut session = Session::open(family, &url)
        .await
        .unwrap_or_else(|e| panic!("{}: cannot connect: {e}", family.label()));
    let rows = session.texts(sql).await;
    let _ = session.close().await;
    rows.unwrap_or_else(|e| panic!("{}: {e}\nin:\n{sql}", family.label()))
}
