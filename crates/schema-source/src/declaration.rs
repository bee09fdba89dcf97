//! What a service declares its schema with: entities, a file, a folder, a snapshot, a reading; and
//! `assert_no_drift!`, which holds a database to it.

use std::path::{Path, PathBuf};

use sea_orm::ConnectionTrait;
use seedbed_schema_model::{Dialect, Reading};

use crate::{Entities, ReadError, live, snapshot, sql};

/// Something that declares a schema for an engine that is known when it is read.
pub trait Declaration {
    /// The schema on an engine.
    ///
    /// # Errors
    /// When it cannot be read at all; what could not be read in part is in the reading's gaps.
    fn declared(&self, dialect: Dialect) -> Result<Reading, ReadError>;
}

impl Declaration for Entities {
    fn declared(&self, dialect: Dialect) -> Result<Reading, ReadError> {
        self.read(dialect)
    }
}

/// A snapshot when it ends in `.json`, else a SQL file or a folder of migrations.
impl Declaration for Path {
    fn declared(&self, dialect: Dialect) -> Result<Reading, ReadError> {
        match self.extension().is_some_and(|e| e.eq_ignore_ascii_case("json")) {
            true => snapshot::read(self),
            false => sql::read_path(dialect, self),
        }
    }
}

impl Declaration for PathBuf {
    fn declared(&self, dialect: Dialect) -> Result<Reading, ReadError> {
        self.as_path().declared(dialect)
    }
}

/// A path, as of [`Path`].
impl Declaration for str {
    fn declared(&self, dialect: Dialect) -> Result<Reading, ReadError> {
        Path::new(self).declared(dialect)
    }
}

impl Declaration for String {
    fn declared(&self, dialect: Dialect) -> Result<Reading, ReadError> {
        self.as_str().declared(dialect)
    }
}

/// Read already, for whatever engine.
impl Declaration for Reading {
    fn declared(&self, _: Dialect) -> Result<Reading, ReadError> {
        Ok(self.clone())
    }
}

impl<T: Declaration + ?Sized> Declaration for &T {
    fn declared(&self, dialect: Dialect) -> Result<Reading, ReadError> {
        (**self).declared(dialect)
    }
}

/// Reads the catalog behind a connection, and the declaration for its engine: the declared and the live
/// side of a comparison. Runs on the caller's runtime; a handful of statements, whatever the number of
/// tables.
///
/// # Errors
/// When either side cannot be read.
pub async fn read_both<D, C>(declared: &D, connection: &C) -> Result<(Reading, Reading), ReadError>
where
    D: Declaration + ?Sized,
    C: ConnectionTrait,
{
    let live = live::read(connection, None).await?;
    let declared = declared.declared(live.schema.dialect)?;
    Ok((declared, live))
}

/// Fails a test when a database is not as declared, with the report for people as its message. To be
/// used in an async function, on a [`Declaration`](crate::Declaration) and a reference to any sea-orm
/// connection; a [`Policy`](https://docs.rs/seedbed-drift) may follow. The crate that uses it depends on
/// `seedbed-drift` too.
///
/// ```
/// use sea_orm::DatabaseConnection;
/// use seedbed_schema_source::assert_no_drift;
///
/// async fn the_migrations_make_what_is_declared(database: &DatabaseConnection) {
///     assert_no_drift!("schema.sql", database);
///     let jobs = "jobs".parse().expect("a pattern");
///     let policy = seedbed_drift::Policy { ignore: vec![jobs], ..Default::default() };
///     assert_no_drift!("schema.sql", database, policy);
/// }
/// ```
///
/// # Panics
/// When there is any finding (a policy can leave rules and objects out), when nothing can be judged (an empty catalog, a
/// privilege that is missing), and when either side cannot be read.
#[macro_export]
macro_rules! assert_no_drift {
    ($declared:expr, $connection:expr $(,)?) => {
        $crate::assert_no_drift!($declared, $connection, ::seedbed_drift::Policy::default())
    };
    ($declared:expr, $connection:expr, $policy:expr $(,)?) => {
        match $crate::read_both(&$declared, $connection).await {
            ::core::result::Result::Ok((declared, live)) => {
                let report = ::seedbed_drift::compare(&declared, &live, &$policy);
                if let ::core::option::Option::Some(objection) = report.objection() {
                    ::core::panic!("the database is not as declared\n{objection}");
                }
            }
            ::core::result::Result::Err(error) => {
                ::core::panic!("the database cannot be compared: {error}")
            }
        }
    };
}
