//! The guards: what must hold before a single row is written, and the proof that it did.

mod reason;

use chrono::{DateTime, Utc};
use sea_orm::ConnectionTrait;
use seedbed_drift::{GreenReport, Policy, compared_fingerprint, structure_fingerprint};
use seedbed_schema_model::{Family, Fingerprint, Schema};
use serde::Serialize;

use crate::{
    Endpoint, Identity, Plan, Stage, Target,
    lock::{Lock, LockError},
    sql,
};

pub use reason::{Reason, Refusal};

/// What the caller brings to the guards.
#[derive(Debug, Clone, Copy)]
pub struct GuardInput<'i> {
    /// A green report of the target, from this very process.
    pub green: Option<&'i GreenReport>,
    /// A staging run of the same plan that passed every check.
    pub staging: Option<&'i StagingReceipt>,
    /// Consent: the name of the database, typed.
    pub consent: Option<&'i str>,
    /// Every production database of the configuration: a target that is one of them is production,
    /// whatever its own environment says.
    pub production: &'i [Endpoint],
    /// Ask for a green report outside production too.
    pub require_green: bool,
    /// What of the schema counts for the fingerprint: the policy the check used.
    pub policy: &'i Policy,
    /// When it is: written into the lock.
    pub now: DateTime<Utc>,
}

/// Proof that every guard was passed, for one target and one piece of work. Only the guards make
/// one; whatever writes takes one.
#[derive(Debug)]
pub struct Clearance<'t> {
    target: &'t Target,
    work: Work,
    fingerprint: Fingerprint,
    schema: Schema,
    lock: Lock,
}

/// What was cleared.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Work {
    Seed { plan_hash: String },
    Migrate,
    Finish,
    Create,
    Fix,
}

/// Proof that a plan was carried out on staging and every check was green afterwards. It comes from
/// a finished run or from the staging database's own ledger, and cannot be made in any other way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StagingReceipt {
    plan_hash: String,
    run: String,
    identity: Identity,
}

impl StagingReceipt {
    /// Made by a finished run and by the ledger only.
    pub(crate) fn new(plan_hash: &str, run: &str, identity: &Identity) -> Self {
        Self { plan_hash: plan_hash.into(), run: run.into(), identity: identity.clone() }
    }

    /// The plan that passed.
    pub fn plan_hash(&self) -> &str {
        &self.plan_hash
    }

    /// The run's id.
    pub fn run(&self) -> &str {
        &self.run
    }

    /// Where it passed.
    pub fn identity(&self) -> &Identity {
        &self.identity
    }
}

/// The target is not what was cleared any more.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the clearance does not hold any more: {why}")]
pub struct ClearanceLost {
    /// What changed.
    pub why: String,
}

/// Asks every guard about seeding.
///
/// # Errors
/// A [`Refusal`] with all guards that were not passed.
pub async fn clear<'t>(
    target: &'t Target,
    plan: &Plan,
    input: &GuardInput<'_>,
) -> Result<Clearance<'t>, Refusal> {
    ask(target, Asked::Seed(plan), input).await
}

/// Asks every guard about applying migrations: as for seeding, but for the staging run of a plan.
///
/// # Errors
/// A [`Refusal`] with all guards that were not passed.
pub async fn clear_migrations<'t>(
    target: &'t Target,
    input: &GuardInput<'_>,
) -> Result<Clearance<'t>, Refusal> {
    ask(target, Asked::Migrate, input).await
}

/// Asks every guard about finishing migrations that were cut short: as for migrations, but for the
/// green report. A schema in the middle of a migration cannot be green; the report was asked for
/// when it was begun, and only what was begun is finished.
///
/// # Errors
/// A [`Refusal`] with all guards that were not passed.
pub async fn clear_unfinished<'t>(
    target: &'t Target,
    input: &GuardInput<'_>,
) -> Result<Clearance<'t>, Refusal> {
    ask(target, Asked::Finish, input).await
}

/// Asks every guard about carrying out a fix. There is drift, so that no green report is asked for;
/// but the schema must be the one that the fix was made for, unless it is one that was cut short and
/// goes on.
///
/// # Errors
/// A [`Refusal`] with all guards that were not passed.
pub async fn clear_fix<'t>(
    target: &'t Target,
    made_for: Option<&Fingerprint>,
    input: &GuardInput<'_>,
) -> Result<Clearance<'t>, Refusal> {
    ask(target, Asked::Fix(made_for), input).await
}

/// What the guards are asked about.
#[derive(Clone, Copy)]
enum Asked<'p> {
    Seed(&'p Plan),
    Migrate,
    Finish,
    Fix(Option<&'p Fingerprint>),
}

impl<'p> Asked<'p> {
    fn plan(self) -> Option<&'p Plan> {
        match self {
            Self::Seed(plan) => Some(plan),
            Self::Migrate | Self::Finish | Self::Fix(_) => None,
        }
    }
}

/// The production database that this target is, by its own environment or by the configuration's.
fn production<'i>(target: &'i Identity, known: &'i [Endpoint]) -> Option<&'i str> {
    if target.stage == Stage::Production {
        return Some(&target.environment);
    }
    known.iter().find(|e| e.is(target)).map(Endpoint::environment)
}

async fn ask<'t>(
    target: &'t Target,
    asked: Asked<'_>,
    input: &GuardInput<'_>,
) -> Result<Clearance<'t>, Refusal> {
    let plan = asked.plan();
    let identity = target.identity();
    let production = production(identity, input.production);
    let mut reasons = Vec::new();
    if production.is_some() {
        consent(identity, input.consent, &mut reasons);
        if let Some(plan) = plan {
            staging(identity, plan, input.staging, &mut reasons);
        }
    }
    // The schema is read under the lock: what is cleared is what the run finds.
    let lock = match Lock::take(target, Some(input.now)).await {
        Ok(lock) => Some(lock),
        Err(LockError::Held { holder }) => {
            reasons.push(Reason::Locked { holder });
            None
        }
        Err(LockError::Unavailable { why }) => {
            reasons.push(Reason::NoLock { why });
            None
        }
    };
    let schema = match target.read().await {
        Ok(reading) => Some(reading.schema),
        Err(e) => {
            reasons.push(Reason::Unreadable { why: e.to_string() });
            None
        }
    };
    let now = schema.as_ref().map(|s| compared_fingerprint(s, input.policy));
    if let Some(now) = &now {
        let finishing = matches!(asked, Asked::Finish | Asked::Fix(_));
        if let Asked::Fix(Some(made_for)) = asked
            && made_for != now
        {
            reasons.push(Reason::PlanOutdated { plan: made_for.clone(), now: now.clone() });
        }
        if (production.is_some() || input.require_green) && !finishing {
            green(target, input.green, now, &mut reasons);
        }
    }
    if let (Some(plan), Some(schema)) = (plan, &schema) {
        let now = structure_fingerprint(schema, input.policy);
        if plan.fingerprint != now {
            reasons.push(Reason::PlanOutdated { plan: plan.fingerprint.clone(), now });
        }
    }
    match (reasons.is_empty(), lock, schema, now) {
        (true, Some(lock), Some(schema), Some(fingerprint)) => {
            let work = match asked {
                Asked::Seed(plan) => Work::Seed { plan_hash: plan.hash() },
                Asked::Migrate => Work::Migrate,
                Asked::Finish => Work::Finish,
                Asked::Fix(_) => Work::Fix,
            };
            Ok(Clearance { target, work, fingerprint, schema, lock })
        }
        (_, lock, _, _) => {
            if let Some(lock) = lock {
                lock.release(target.connection()).await;
            }
            if let Some(name) = production.filter(|_| identity.stage != Stage::Production) {
                reasons.insert(0, Reason::IsProduction { environment: name.to_owned() });
            }
            Err(Refusal { target: identity.to_string(), reasons })
        }
    }
}

fn consent(target: &Identity, given: Option<&str>, reasons: &mut Vec<Reason>) {
    let database = target.database.clone();
    match given {
        Some(name) if name == database => {}
        Some(name) => reasons.push(Reason::WrongConsent { given: name.to_owned(), database }),
        None => reasons.push(Reason::NoConsent { database }),
    }
}

fn staging(
    target: &Identity,
    plan: &Plan,
    receipt: Option<&StagingReceipt>,
    reasons: &mut Vec<Reason>,
) {
    let plan = plan.hash();
    match receipt {
        None => reasons.push(Reason::NoStagingRun { plan }),
        Some(r) if r.plan_hash != plan => {
            reasons.push(Reason::StagingOfOtherPlan { plan, staged: r.plan_hash.clone() });
        }
        // Production itself, or somebody's laptop, is no staging.
        Some(r) if r.identity.stage != Stage::Staging || r.identity.same_database(target) => {
            reasons.push(Reason::NotStaging { run: r.run.clone(), at: r.identity.to_string() });
        }
        Some(_) => {}
    }
}

fn green(
    target: &Target,
    report: Option<&GreenReport>,
    now: &Fingerprint,
    reasons: &mut Vec<Reason>,
) {
    let Some(report) = report else {
        reasons.push(Reason::NotValidated);
        return;
    };
    let (origin, of) = (target.origin(), report.target());
    // A file is known by its path, which is its label; a server's label is only for people.
    let same = of.kind == origin.kind
        && of.engine == target.dialect().family.label()
        && of.host == origin.host
        && of.database == origin.database
        && (origin.host.is_some() || of.label == origin.label);
    if !same {
        reasons.push(Reason::OtherDatabaseValidated { validated: of.label.clone() });
    } else if report.fingerprint() != now {
        reasons.push(Reason::SchemaChanged {
            validated: report.fingerprint().clone(),
            now: now.clone(),
        });
    }
}

impl<'t> Clearance<'t> {
    /// The target it is for.
    pub fn target(&self) -> &'t Target {
        self.target
    }

    /// The schema's fingerprint, read under the lock.
    pub fn fingerprint(&self) -> &Fingerprint {
        &self.fingerprint
    }

    /// The schema, read under the lock.
    pub fn schema(&self) -> &Schema {
        &self.schema
    }

    /// Gives the lock back. Otherwise it ends when the target is closed, on SQLite when the
    /// clearance is dropped.
    pub async fn release(self) {
        self.lock.release(self.target.connection()).await;
    }

    /// For creating the tables of a database that has none: that it has none is the guard.
    pub(crate) async fn for_empty(target: &'t Target, schema: Schema) -> Result<Self, LockError> {
        let lock = Lock::take(target, None).await?;
        let fingerprint = Fingerprint::of(&schema);
        Ok(Self { target, work: Work::Create, fingerprint, schema, lock })
    }

    /// Whether it is for this plan.
    pub(crate) fn is_for(&self, plan: &Plan) -> bool {
        matches!(&self.work, Work::Seed { plan_hash } if *plan_hash == plan.hash())
    }

    /// Whether it is for applying migrations.
    pub(crate) fn is_for_migrations(&self) -> bool {
        self.work == Work::Migrate
    }

    /// Whether it is for carrying out a fix.
    pub(crate) fn is_for_fix(&self) -> bool {
        self.work == Work::Fix
    }

    /// Whether it is for finishing migrations that were cut short.
    pub(crate) fn is_for_finishing(&self) -> bool {
        self.work == Work::Finish
    }

    /// Asked inside every transaction: the same database, and the lock still this connection's.
    pub(crate) async fn recheck(&self, on: &impl ConnectionTrait) -> Result<(), ClearanceLost> {
        let lost = |why: String| ClearanceLost { why };
        let identity = self.target.identity();
        let name = match identity.engine {
            Family::Sqlite => None,
            Family::Postgres => Some("SELECT CAST(current_database() AS text)"),
            Family::MySql | Family::MariaDb => Some("SELECT CAST(DATABASE() AS CHAR)"),
        };
        if let Some(name) = name {
            let now = sql::text(on, name).await.map_err(|e| lost(e.to_string()))?;
            if now != identity.database {
                return Err(lost(format!("the connection is now to `{now}`")));
            }
        }
        match self.lock.held(on).await {
            Ok(true) => Ok(()),
            Ok(false) => Err(lost("the lock is not this connection's any more".into())),
            Err(e) => Err(lost(e.to_string())),
        }
    }
}
