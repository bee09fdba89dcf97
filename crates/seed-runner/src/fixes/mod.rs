//! Carrying out a fix: the data is asked first, the guards are those of any write, and where the
//! engine's definitions take part in transactions it happens as a whole or not at all.

mod ask;
mod record;

use sea_orm::ConnectionTrait as _;
use seedbed_drift::{Fix, Policy, compared_fingerprint};
use seedbed_schema_model::{Family, Fingerprint};

use crate::{
    Clearance, MigrateError, Target,
    migrate::{self, FixEntry},
};

pub use ask::{Unanswered, ask_data};
pub use record::{FixRecord, StepRecord};

/// Which way a fix is carried out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// From the live schema to the declared one.
    Up,
    /// Back.
    Down,
}

/// The statements of some steps of a fix, to be carried out one way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FixWork {
    name: String,
    way: Way,
    statements: Vec<String>,
}

/// Why there is nothing to carry out.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("step {} has no way back: {what}", step + 1)]
pub struct NoWayBack {
    /// The step, from 0.
    pub step: usize,
    /// Its first statement.
    pub what: String,
}

impl FixWork {
    /// These steps of a fix, one way.
    ///
    /// # Errors
    /// [`NoWayBack`] when a step cannot be taken back.
    pub fn new(fix: &Fix, steps: &[usize], way: Way) -> Result<Self, NoWayBack> {
        let chosen: Vec<_> = steps.iter().filter_map(|i| Some((*i, fix.steps.get(*i)?))).collect();
        let up: Vec<String> = chosen.iter().flat_map(|(_, s)| s.sql.clone()).collect();
        let mut hash = blake3::Hasher::new();
        for sql in &up {
            hash.update(sql.as_bytes()).update(b"\0");
        }
        let name = format!("(fix {})", hash.finalize().to_hex().get(..16).unwrap_or_default());
        let statements = match way {
            Way::Up => up,
            Way::Down => {
                let mut down = Vec::new();
                for (step, of) in chosen.into_iter().rev() {
                    let what = || of.sql.first().cloned().unwrap_or_default();
                    let back =
                        of.reverse.as_ref().ok_or_else(|| NoWayBack { step, what: what() })?;
                    down.extend(back.iter().cloned());
                }
                down
            }
        };
        Ok(Self { name, way, statements })
    }

    /// What identifies it: the same statements, the same digits.
    pub fn id(&self) -> &str {
        self.name.trim_start_matches("(fix ").trim_end_matches(')')
    }

    /// How many statements it has.
    pub fn len(&self) -> usize {
        self.statements.len()
    }

    /// Whether there is nothing to do.
    pub fn is_empty(&self) -> bool {
        self.statements.is_empty()
    }

    /// Statements that belong into one transaction, in their order.
    fn parts(&self, family: Family) -> Vec<Vec<String>> {
        let mut parts: Vec<(bool, Vec<String>)> = Vec::new();
        for sql in &self.statements {
            // A new enum value cannot be used in the transaction that adds it, and an index cannot
            // be built beside writes in any.
            let alone = family == Family::Postgres
                && (sql.contains(" INDEX CONCURRENTLY ")
                    || (sql.starts_with("ALTER TYPE ") && sql.contains(" ADD VALUE ")));
            match parts.last_mut() {
                Some((false, part)) if !alone => part.push(sql.clone()),
                _ => parts.push((alone, vec![sql.clone()])),
            }
        }
        parts.into_iter().map(|(_, part)| part).collect()
    }
}

/// How far a fix got on a database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Known {
    /// Nothing of it is there.
    Not,
    /// It was begun, and cut short.
    Begun,
    /// It was carried out and left this fingerprint.
    Done(String),
}

/// How far this work was carried out on a database, by the database's own books.
///
/// # Errors
/// When the books cannot be read.
pub async fn fix_known(target: &Target, work: &FixWork) -> Result<Known, MigrateError> {
    let entries = migrate::fix_entries(target).await?;
    let ours: Vec<_> = entries
        .into_iter()
        .filter(|e| e.name.starts_with(work.name.trim_end_matches(')')))
        .collect();
    let last = ours.iter().find(|e| e.name == work.name);
    Ok(match last {
        Some(FixEntry { finished: true, after, .. }) => Known::Done(after.clone()),
        _ if !ours.is_empty() => Known::Begun,
        _ => Known::Not,
    })
}

/// Carries out a fix under a clearance for it, and gives the schema's fingerprint afterwards. One
/// that was cut short before goes on where it was.
///
/// # Errors
/// A [`MigrateError`] that says what of it was applied.
pub async fn apply_fix(
    clearance: &Clearance<'_>,
    work: &FixWork,
    policy: &Policy,
) -> Result<Fingerprint, MigrateError> {
    if !clearance.is_for_fix() {
        return Err(MigrateError::NotCleared);
    }
    let target = clearance.target();
    let known = match work.way {
        Way::Up => fix_known(target, work).await?,
        Way::Down => Known::Not,
    };
    if known != Known::Begun {
        migrate::forget_fixes(clearance).await?;
    }
    let parts = match target.dialect().has_transactional_ddl() {
        true => work.parts(target.dialect().family),
        false => vec![work.statements.clone()],
    };
    let of = parts.len();
    let base = match work.way {
        Way::Up => work.name.clone(),
        Way::Down => work.name.replacen("(fix ", "(fix back ", 1),
    };
    if target.dialect().is_mysql_like() {
        // A server in a lax mode stores something else instead of refusing what does not fit.
        let strict = "SET SESSION sql_mode = concat(@@sql_mode, ',STRICT_ALL_TABLES')";
        let set = target.connection().execute_unprepared(strict).await;
        set.map_err(|source| MigrateError::Books { what: "prepare", source })?;
    }
    for (i, part) in parts.iter().enumerate() {
        let name = match i + 1 == of {
            true => base.clone(),
            false => format!("{} part {})", base.trim_end_matches(')'), i + 1),
        };
        let alone = part.len() == 1 && part.iter().all(|sql| sql.contains(" INDEX CONCURRENTLY "));
        migrate::carry_out(clearance, &name, part, alone).await?;
    }
    let reading = target.read().await?;
    let after = compared_fingerprint(&reading.schema, policy);
    match work.way {
        Way::Up => migrate::remember_fix(clearance, &base, after.as_str()).await?,
        Way::Down => migrate::forget_fixes(clearance).await?,
    }
    Ok(after)
}
