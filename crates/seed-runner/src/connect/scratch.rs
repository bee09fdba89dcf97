//! Scratch databases: made for one comparison, reached by a role that owns nothing else where the
//! server allows it, and removed afterwards.

use std::{
    collections::hash_map::RandomState,
    hash::{BuildHasher, Hasher},
};

use sea_orm::{ConnectionTrait, DatabaseConnection, DbErr, Statement};
use seedbed_schema_model::Dialect;
use seedbed_schema_source::scratch::select::Room;

use super::{Address, ConnectError, Environment, Stage, Target, open};
use crate::sql;

/// What every scratch database's name begins with; then comes the time it was made, in seconds, in
/// eight hexadecimal digits, so that one that was left behind by a killed run can be told.
pub const SCRATCH_PREFIX: &str = "seedbed_scratch_";

/// How old a scratch database has to be to count as left behind, in seconds.
const OLD: i64 = 24 * 60 * 60;

/// An empty database to try definitions in. It is gone after [`Scratch::remove`].
#[derive(Debug)]
pub struct Scratch {
    connection: DatabaseConnection,
    room: Room,
    dialect: Dialect,
    home: Home,
    notes: Vec<String>,
}

#[derive(Debug)]
enum Home {
    Memory,
    Server { admin: Box<Target>, name: String, role: bool },
}

impl Scratch {
    /// A SQLite database in memory.
    ///
    /// # Errors
    /// A [`ConnectError`] when SQLite cannot be opened at all.
    pub async fn in_memory() -> Result<Self, ConnectError> {
        let connection = open::memory().await?;
        let version = sql::text(&connection, "SELECT sqlite_version()").await.unwrap_or_default();
        let dialect = Dialect { version: open::number(&version), ..Dialect::SQLITE };
        let room = Room { alone: true };
        Ok(Self { connection, room, dialect, home: Home::Memory, notes: Vec::new() })
    }

    /// A database on the server of `url`, whose role must be allowed to create databases. Where it
    /// may also create roles, the database is reached by a role of its own. `collation` is that of
    /// the database it stands for (MySQL); `now` is the time in seconds since 1970.
    ///
    /// # Errors
    /// A [`ConnectError`] that names what failed; nothing is left behind then.
    pub async fn on_server(
        url: &str,
        collation: Option<&str>,
        now: i64,
    ) -> Result<Self, ConnectError> {
        let environment = || Environment { name: "scratch".to_owned(), stage: Stage::Development };
        let address = Address::parse(&with_database(url))?;
        let admin = Box::new(open::open(address.clone(), environment()).await?);
        let name =
            format!("{SCRATCH_PREFIX}{:08x}_{:06x}", now & 0xffff_ffff, random() & 0xff_ffff);
        // Long and mixed, for servers with rules about passwords.
        let password = format!("Sb1!{:016x}{:016x}", random(), random());
        let place = address.place();
        let failed = |e: &DbErr| ConnectError::Session {
            place: place.clone(),
            step: "creating a scratch database",
            why: format!("{e}; the role of --scratch must be allowed to create databases"),
        };
        let mut scratch = Self {
            connection: DatabaseConnection::default(),
            room: Room { alone: false },
            dialect: admin.dialect(),
            home: Home::Server { admin, name: name.clone(), role: false },
            notes: Vec::new(),
        };
        let made = match scratch.dialect.is_mysql_like() {
            true => scratch.make_mysql(&name, &password, collation).await,
            false => scratch.make_postgres(&name, &password).await,
        };
        if let Err(error) = made {
            let error = failed(&error);
            scratch.remove().await;
            return Err(error);
        }
        let role = matches!(&scratch.home, Home::Server { role: true, .. });
        let mut opened = None;
        if role {
            let own = address.in_database(&name, Some((&name, &password)));
            opened = open::open(own, environment()).await.ok();
            scratch.room.alone = opened.is_some();
        }
        let opened = match opened {
            Some(target) => Ok(target),
            None => open::open(address.in_database(&name, None), environment()).await,
        };
        match opened {
            Ok(target) => scratch.connection = target.connection().clone(),
            Err(error) => {
                scratch.remove().await;
                return Err(error);
            }
        }
        if !scratch.room.alone && !scratch.dialect.is_mysql_like() {
            // Out of a database of PostgreSQL's only a superuser gets by itself.
            let asked = "SELECT rolsuper::text FROM pg_roles WHERE rolname = current_user";
            let answer = sql::text(&scratch.connection, asked).await;
            scratch.room.alone = answer.is_ok_and(|a| a == "false");
        }
        scratch.look_for_old_ones(now).await;
        Ok(scratch)
    }

    /// The one connection to it.
    pub fn connection(&self) -> &DatabaseConnection {
        &self.connection
    }

    /// What it can bear.
    pub fn room(&self) -> Room {
        self.room
    }

    /// The engine and its version.
    pub fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// What whoever runs this should know: databases that killed runs left behind.
    pub fn notes(&self) -> &[String] {
        &self.notes
    }

    /// Its name on the server; none in memory.
    pub fn name(&self) -> Option<&str> {
        match &self.home {
            Home::Memory => None,
            Home::Server { name, .. } => Some(name),
        }
    }

    /// Removes the database and its role. Gives what could not be removed.
    pub async fn remove(self) -> Vec<String> {
        let _ = self.connection.close().await;
        let Home::Server { admin, name, role } = self.home else { return Vec::new() };
        let mut statements = Vec::new();
        if self.dialect.is_mysql_like() {
            statements.push(format!("DROP DATABASE IF EXISTS `{name}`"));
            statements.extend(
                role.then(|| format!("DROP USER IF EXISTS '{name}'@'%', '{name}'@'localhost'")),
            );
        } else {
            statements.push(format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"));
            statements.extend(role.then(|| format!("DROP ROLE IF EXISTS {name}")));
        }
        let mut left = Vec::new();
        for statement in statements {
            if let Err(error) = run(admin.connection(), &statement).await {
                left.push(format!("{statement}: {error}"));
            }
        }
        admin.close().await;
        left
    }

    async fn make_postgres(&mut self, name: &str, password: &str) -> Result<(), DbErr> {
        let Home::Server { admin, role, .. } = &mut self.home else { return Ok(()) };
        let on = admin.connection();
        let create = format!(
            "CREATE ROLE {name} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION \
             PASSWORD '{password}'"
        );
        *role = run(on, &create).await.is_ok();
        let template = "TEMPLATE template0 ENCODING 'UTF8'";
        if *role {
            // To make it the owner, one has to be able to become it; a superuser is.
            let _ = run(on, &format!("GRANT {name} TO CURRENT_USER")).await;
            if run(on, &format!("CREATE DATABASE {name} OWNER {name} {template}")).await.is_ok() {
                return Ok(());
            }
            if run(on, &format!("DROP ROLE {name}")).await.is_ok() {
                *role = false;
            }
        }
        run(on, &format!("CREATE DATABASE {name} {template}")).await
    }

    async fn make_mysql(
        &mut self,
        name: &str,
        password: &str,
        collation: Option<&str>,
    ) -> Result<(), DbErr> {
        let Home::Server { admin, role, .. } = &mut self.home else { return Ok(()) };
        let on = admin.connection();
        let plain = |c: &&str| c.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        let collate = collation.filter(plain).map(|c| format!(" COLLATE {c}")).unwrap_or_default();
        run(on, &format!("CREATE DATABASE `{name}`{collate}")).await?;
        // Both hosts: an anonymous ''@'localhost' would otherwise win over '%'.
        *role = true;
        for host in ["%", "localhost"] {
            // In a GRANT an underscore of the name stands for any character.
            let pattern = name.replace('_', "\\_");
            let own = [
                format!("CREATE USER '{name}'@'{host}' IDENTIFIED BY '{password}'"),
                format!("GRANT ALL ON `{pattern}`.* TO '{name}'@'{host}'"),
            ];
            for statement in own {
                if run(on, &statement).await.is_err() {
                    let drop = format!("DROP USER IF EXISTS '{name}'@'%', '{name}'@'localhost'");
                    *role = run(on, &drop).await.is_err();
                    return Ok(());
                }
            }
        }
        Ok(())
    }

    async fn look_for_old_ones(&mut self, now: i64) {
        let Home::Server { admin, .. } = &self.home else { return };
        let query = match self.dialect.is_mysql_like() {
            true => "SELECT CAST(SCHEMA_NAME AS CHAR) FROM information_schema.SCHEMATA",
            false => "SELECT datname::text FROM pg_database",
        };
        let Ok(rows) = sql::rows(admin.connection(), query, []).await else { return };
        for name in rows.into_iter().flatten().flatten() {
            if made_at(&name).is_some_and(|at| now - at > OLD) {
                self.notes.push(format!(
                    "the scratch database {name} was left behind by a run that was killed; remove it \
                     with DROP DATABASE {name}"
                ));
            }
        }
    }
}

/// When a scratch database was made, in seconds; `None` for any other name.
fn made_at(name: &str) -> Option<i64> {
    let (at, _) = name.strip_prefix(SCRATCH_PREFIX)?.split_once('_')?;
    i64::from_str_radix(at, 16).ok()
}

/// A URL that names the database every server has when it names none.
fn with_database(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else { return url.to_owned() };
    let (place, query) = rest.split_once('?').map_or((rest, None), |(p, q)| (p, Some(q)));
    let named = place.split_once('/').is_some_and(|(_, database)| !database.is_empty());
    if named {
        return url.to_owned();
    }
    let database = if scheme.starts_with("postgres") { "postgres" } else { "information_schema" };
    let query = query.map(|q| format!("?{q}")).unwrap_or_default();
    format!("{scheme}://{}/{database}{query}", place.trim_end_matches('/'))
}

async fn run(on: &DatabaseConnection, statement: &str) -> Result<(), DbErr> {
    let backend = on.get_database_backend();
    on.execute_raw(Statement::from_string(backend, statement)).await.map(drop)
}

/// A number nobody can guess: the standard library keys its hashes from the system.
fn random() -> u64 {
    RandomState::new().build_hasher().finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_that_was_left_behind_is_known_by_its_name() {
        assert_eq!(made_at("seedbed_scratch_6925b3e0_0a1b2c"), Some(0x6925_b3e0));
        for other in ["seedbed_scratch_x_1", "seedbed_test_6925b3e0_0a1b2c", "shop"] {
            assert_eq!(made_at(other), None, "{other}");
        }
    }

    #[test]
    fn a_url_without_a_database_gets_one_that_is_always_there() {
        for (given, expected) in [
            ("postgres://u@h", "postgres://u@h/postgres"),
            ("postgres://u@h/?a=b", "postgres://u@h/postgres?a=b"),
            ("mysql://u@h:1/", "mysql://u@h:1/information_schema"),
            ("mysql://u@h/x", "mysql://u@h/x"),
        ] {
            assert_eq!(with_database(given), expected);
        }
    }
}
