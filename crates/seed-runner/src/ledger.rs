//! The ledger: our own tables in the target, which say how far every run got.
//!
//! A chunk's rows and its line here are one transaction, so that the ledger is never ahead of the
//! data or behind it, whenever a process dies.

use std::collections::BTreeMap;

use sea_orm::{ConnectionTrait, DbErr, Value};
use seedbed_schema_model::Dialect;
use serde::{Deserialize, Serialize};

use crate::{Clearance, Identity, Plan, Stage, StagingReceipt, Target, Verification, sql};

/// The number of the ledger's format this version writes.
const FORMAT: i64 = 1;

const RUNS: &str = "seedbed_run";
const CHUNKS: &str = "seedbed_chunk";

/// How far a run got.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RunState {
    /// Begun and not finished: it is running, or it died and can be resumed.
    Running,
    /// All rows are there; not verified yet.
    Done,
    /// All rows are there and every check was green.
    Verified,
    /// All rows are there and a check was red.
    Failed,
}

impl RunState {
    fn label(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Done => "done",
            Self::Verified => "verified",
            Self::Failed => "failed",
        }
    }

    fn parse(label: &str) -> Option<Self> {
        [Self::Running, Self::Done, Self::Verified, Self::Failed]
            .into_iter()
            .find(|s| s.label() == label)
    }
}

/// A run as the ledger has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunEntry {
    /// Its id.
    pub run: String,
    /// The plan's hash.
    pub plan_hash: String,
    /// The plan's recipe.
    pub recipe: String,
    /// How far it got.
    pub state: RunState,
    /// When it began, as the caller said.
    pub started: String,
    /// The database it was on: a copy of the database carries the original's.
    pub identity: Identity,
    /// The rows added so far, by table.
    pub rows: BTreeMap<String, u64>,
    /// How many chunks were written.
    pub chunks: u64,
}

/// Why the ledger could not be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LedgerError {
    /// The database refused.
    #[error("could not {what} the ledger: {source}")]
    Query {
        /// What was being done.
        what: &'static str,
        /// The driver's error.
        #[source]
        source: DbErr,
    },
    /// The ledger has what this version does not understand.
    #[error("the ledger's {what} cannot be read: {why}; was it written by a newer version?")]
    Malformed {
        /// Which part.
        what: String,
        /// Why.
        why: String,
    },
    /// The clearance does not hold any more.
    #[error(transparent)]
    Lost(#[from] crate::guard::ClearanceLost),
    /// The run is not in the ledger, or did not finish: there is nothing to verify yet.
    #[error("run {run} has not finished on this database; finish it before it is verified")]
    NotFinished {
        /// The run.
        run: String,
    },
    /// The checks are of another database than the run.
    #[error("run {run} is not on the database that was verified ({verified})")]
    OtherDatabase {
        /// The run.
        run: String,
        /// The database that was verified.
        verified: String,
    },
}

fn failed(what: &'static str) -> impl Fn(DbErr) -> LedgerError {
    move |source| LedgerError::Query { what, source }
}

fn malformed(what: &str, why: impl std::fmt::Display) -> LedgerError {
    LedgerError::Malformed { what: what.to_owned(), why: why.to_string() }
}

/// Every run of a database, oldest first; none when it has no ledger.
///
/// # Errors
/// A [`LedgerError`].
pub async fn runs(target: &Target) -> Result<Vec<RunEntry>, LedgerError> {
    let on = target.connection();
    if !exists(on, target.dialect()).await.map_err(failed("look for"))? {
        return Ok(Vec::new());
    }
    let d = target.dialect();
    let sql = format!(
        "SELECT run, plan_hash, recipe, state, started, identity, {} FROM {RUNS} ORDER BY number",
        sql::as_text(d, "format")
    );
    let mut entries = Vec::new();
    for row in sql::rows(on, sql, []).await.map_err(failed("read"))? {
        let mut cells = row.into_iter().map(Option::unwrap_or_default);
        let mut next = || cells.next().unwrap_or_default();
        let (run, plan_hash, recipe, state) = (next(), next(), next(), next());
        let (started, identity, format) = (next(), next(), next());
        if format != FORMAT.to_string() {
            return Err(malformed(&run, format!("format {format}, this version reads {FORMAT}")));
        }
        let state = RunState::parse(&state).ok_or_else(|| malformed(&run, &state))?;
        let identity = serde_json::from_str(&identity).map_err(|e| malformed(&run, e))?;
        let (mut rows, mut chunks) = (BTreeMap::new(), 0);
        for chunk in self::chunks(on, d, &run).await? {
            chunks += 1;
            for (table, n) in chunk.rows {
                *rows.entry(table).or_insert(0) += n;
            }
        }
        entries.push(RunEntry { run, plan_hash, recipe, state, started, identity, rows, chunks });
    }
    Ok(entries)
}

/// The plan a run was begun with.
///
/// # Errors
/// A [`LedgerError`].
pub async fn plan_of(target: &Target, run: &str) -> Result<Plan, LedgerError> {
    plan(target.connection(), target.dialect(), run).await
}

/// The newest finished run of a recipe on this very database: the answer to "is this data there
/// already?".
///
/// # Errors
/// A [`LedgerError`].
pub async fn finished(target: &Target, recipe: &str) -> Result<Option<RunEntry>, LedgerError> {
    let runs = runs(target).await?;
    Ok(runs.into_iter().rev().find(|r| r.recipe == recipe && r.state != RunState::Running))
}

/// The run that was begun and not finished, if there is one.
///
/// # Errors
/// A [`LedgerError`].
pub async fn unfinished(target: &Target) -> Result<Option<RunEntry>, LedgerError> {
    Ok(runs(target).await?.into_iter().rev().find(|r| r.state == RunState::Running))
}

/// The receipt of a run of this plan on this database, if one was verified green there.
///
/// # Errors
/// A [`LedgerError`].
pub async fn receipt(
    target: &Target,
    plan_hash: &str,
) -> Result<Option<StagingReceipt>, LedgerError> {
    let runs = runs(target).await?;
    let passed = runs.iter().rev().find(|r| {
        // A copy of another database has its ledger too: those runs were not here.
        r.plan_hash == plan_hash
            && r.state == RunState::Verified
            && r.identity.same_database(target.identity())
    });
    Ok(passed
        .filter(|_| target.identity().stage == Stage::Staging)
        .map(|r| StagingReceipt::new(plan_hash, &r.run, target.identity())))
}

/// Records what the checks after a run said: the run becomes verified or failed.
///
/// # Errors
/// A [`LedgerError`]; [`LedgerError::OtherDatabase`] when the checks are of another database, and
/// [`LedgerError::NotFinished`] for a run that is not there or not finished.
pub async fn record_verification(
    clearance: &Clearance<'_>,
    run: &str,
    verification: &Verification,
) -> Result<(), LedgerError> {
    let target = clearance.target();
    if !verification.identity().same_database(target.identity()) {
        let verified = verification.identity().to_string();
        return Err(LedgerError::OtherDatabase { run: run.to_owned(), verified });
    }
    let finished = runs(target).await?.iter().any(|r| r.run == run && r.state != RunState::Running);
    if !finished {
        return Err(LedgerError::NotFinished { run: run.to_owned() });
    }
    clearance.recheck(target.connection()).await?;
    let state = if verification.green() { RunState::Verified } else { RunState::Failed };
    set_state(target.connection(), target.dialect(), run, state).await
}

/// A chunk as the ledger has it.
#[derive(Debug, Clone)]
pub(crate) struct ChunkEntry {
    pub(crate) generator: String,
    pub(crate) units: (u64, u64),
    /// By table name.
    pub(crate) rows: BTreeMap<String, u64>,
    pub(crate) checksum: String,
}

async fn exists(on: &impl ConnectionTrait, dialect: Dialect) -> Result<bool, DbErr> {
    let sql = match dialect.family {
        seedbed_schema_model::Family::Sqlite => {
            format!("SELECT CAST(count(*) AS TEXT) FROM sqlite_master WHERE name = '{RUNS}'")
        }
        seedbed_schema_model::Family::Postgres => {
            format!("SELECT CASE WHEN to_regclass('{RUNS}') IS NULL THEN '0' ELSE '1' END")
        }
        _ => format!(
            "SELECT CAST(COUNT(*) AS CHAR) FROM information_schema.tables \
             WHERE table_schema = DATABASE() AND table_name = '{RUNS}'"
        ),
    };
    Ok(sql::text(on, &sql).await? != "0")
}

/// Creates the tables when they are not there. Only ever called with a clearance at hand.
pub(crate) async fn create(on: &impl ConnectionTrait, dialect: Dialect) -> Result<(), LedgerError> {
    if exists(on, dialect).await.map_err(failed("look for"))? {
        return Ok(());
    }
    let long = if dialect.is_mysql_like() { "LONGTEXT" } else { "TEXT" };
    for sql in [
        format!(
            "CREATE TABLE {CHUNKS} (run VARCHAR(64) NOT NULL, number BIGINT NOT NULL, \
             generator VARCHAR(255) NOT NULL, unit_from BIGINT NOT NULL, unit_to BIGINT NOT NULL, \
             row_counts {long} NOT NULL, checksum VARCHAR(64) NOT NULL, PRIMARY KEY (run, number))"
        ),
        format!(
            "CREATE TABLE {RUNS} (run VARCHAR(64) NOT NULL PRIMARY KEY, number BIGINT NOT NULL, \
             format BIGINT NOT NULL, plan_hash VARCHAR(64) NOT NULL, recipe VARCHAR(64) NOT NULL, \
             state VARCHAR(16) NOT NULL, started VARCHAR(40) NOT NULL, identity {long} NOT NULL, \
             plan {long} NOT NULL)"
        ),
    ] {
        // The second makes it exist: dying between them leaves the first, which is then in the way
        // of nothing but must not be created again.
        let sql = sql.replacen("CREATE TABLE", "CREATE TABLE IF NOT EXISTS", 1);
        on.execute_unprepared(&sql).await.map_err(failed("create"))?;
    }
    Ok(())
}

/// Writes the line of a run that begins.
pub(crate) async fn begin(
    on: &impl ConnectionTrait,
    dialect: Dialect,
    run: &str,
    plan: &Plan,
    identity: &Identity,
    started: &str,
) -> Result<(), LedgerError> {
    let json = |v: serde_json::Result<String>| v.map_err(|e| malformed("plan", e));
    let next = sql::as_text(dialect, "coalesce(max(number), 0) + 1");
    let next = format!("SELECT {next} FROM {RUNS}");
    let number = sql::count(on, &next).await.map_err(failed("read"))?;
    let values = [
        text(run),
        Value::BigInt(i64::try_from(number).ok()),
        Value::BigInt(Some(FORMAT)),
        text(plan.hash()),
        text(plan.recipe()),
        text(RunState::Running.label()),
        text(started),
        text(json(serde_json::to_string(identity))?),
        text(json(serde_json::to_string(plan))?),
    ];
    insert(on, dialect, RUNS, values).await
}

/// Writes the line of a chunk, in the chunk's own transaction.
pub(crate) async fn chunk(
    on: &impl ConnectionTrait,
    dialect: Dialect,
    run: &str,
    number: u64,
    chunk: &ChunkEntry,
) -> Result<(), LedgerError> {
    let whole = |n: u64| Value::BigInt(i64::try_from(n).ok());
    let counts = serde_json::to_string(&chunk.rows).map_err(|e| malformed("chunk", e))?;
    let values = [
        text(run),
        whole(number),
        text(&chunk.generator),
        whole(chunk.units.0),
        whole(chunk.units.1),
        text(counts),
        text(&chunk.checksum),
    ];
    insert(on, dialect, CHUNKS, values).await
}

/// The chunks of a run, in order.
pub(crate) async fn chunks(
    on: &impl ConnectionTrait,
    dialect: Dialect,
    run: &str,
) -> Result<Vec<ChunkEntry>, LedgerError> {
    let sql = format!(
        "SELECT generator, {}, {}, row_counts, checksum FROM {CHUNKS} WHERE run = {} ORDER BY number",
        sql::as_text(dialect, "unit_from"),
        sql::as_text(dialect, "unit_to"),
        sql::placeholder(dialect, 1),
    );
    let rows = sql::rows(on, sql, [text(run)]).await.map_err(failed("read"))?;
    let chunk = |row: Vec<Option<String>>| {
        let mut cells = row.into_iter().map(Option::unwrap_or_default);
        let mut next = || cells.next().unwrap_or_default();
        let (generator, from, to, counts, checksum) = (next(), next(), next(), next(), next());
        let unit = |n: String| n.parse().map_err(|e| malformed("chunk", e));
        Ok(ChunkEntry {
            generator,
            units: (unit(from)?, unit(to)?),
            rows: serde_json::from_str(&counts).map_err(|e| malformed("chunk", e))?,
            checksum,
        })
    };
    rows.into_iter().map(chunk).collect()
}

/// The plan a run was begun with: its first keys and anchors are the ones to go on with.
pub(crate) async fn plan(
    on: &impl ConnectionTrait,
    dialect: Dialect,
    run: &str,
) -> Result<Plan, LedgerError> {
    let sql = format!("SELECT plan FROM {RUNS} WHERE run = {}", sql::placeholder(dialect, 1));
    let rows = sql::rows(on, sql, [text(run)]).await.map_err(failed("read"))?;
    let json = rows.into_iter().flatten().flatten().next().unwrap_or_default();
    serde_json::from_str(&json).map_err(|e| malformed("plan", e))
}

pub(crate) async fn set_state(
    on: &impl ConnectionTrait,
    dialect: Dialect,
    run: &str,
    state: RunState,
) -> Result<(), LedgerError> {
    let (one, two) = (sql::placeholder(dialect, 1), sql::placeholder(dialect, 2));
    let sql = format!("UPDATE {RUNS} SET state = {one} WHERE run = {two}");
    let done = on.execute_raw(sql::statement(on, sql, [text(state.label()), text(run)])).await;
    done.map(drop).map_err(failed("update"))
}

async fn insert<const N: usize>(
    on: &impl ConnectionTrait,
    dialect: Dialect,
    table: &str,
    values: [Value; N],
) -> Result<(), LedgerError> {
    let places: Vec<String> = (1..=N).map(|n| sql::placeholder(dialect, n)).collect();
    let sql = format!("INSERT INTO {table} VALUES ({})", places.join(", "));
    let done = on.execute_raw(sql::statement(on, sql, values)).await;
    done.map(drop).map_err(failed("write"))
}

fn text(value: impl Into<String>) -> Value {
    Value::String(Some(value.into()))
}
