//! The guards: what must hold before a single row is written, and the proof that it did.

use std::fmt;

use chrono::{DateTime, Utc};
use seedbed_drift::{GreenReport, Policy};
use seedbed_schema_model::Fingerprint;
use serde::Serialize;

use crate::{Endpoint, Identity, Plan, Target, lock::Lock};

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
    production: bool,
    fingerprint: Fingerprint,
    lock: Lock,
}

/// What was cleared.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Work {
    Seed { plan_hash: String },
    Migrate,
}

/// Proof that a plan was carried out on staging and every check was green afterwards. It comes from
/// a finished run or from the staging database's own ledger, and cannot be made in any other way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StagingReceipt {
    plan_hash: String,
    run: String,
    identity: Identity,
}

/// All guards that were not passed. Nothing was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, thiserror::Error)]
#[error("refused, nothing was written: {}", reasons_text(reasons))]
pub struct Refusal {
    /// The target.
    pub target: String,
    /// Each guard that was not passed.
    pub reasons: Vec<Reason>,
}

/// A guard that was not passed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "guard", rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Reason {
    /// There is no green report of this database.
    NotValidated,
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not validated")
    }
}

fn reasons_text(reasons: &[Reason]) -> String {
    reasons.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
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
    let _ = (plan, input);
    Err(Refusal { target: target.identity().to_string(), reasons: vec![Reason::NotValidated] })
}

/// Asks every guard about applying migrations: as for seeding, but for the staging run of a plan.
///
/// # Errors
/// A [`Refusal`] with all guards that were not passed.
pub async fn clear_migrations<'t>(
    target: &'t Target,
    input: &GuardInput<'_>,
) -> Result<Clearance<'t>, Refusal> {
    let _ = input;
    Err(Refusal { target: target.identity().to_string(), reasons: vec![Reason::NotValidated] })
}

impl Clearance<'_> {
    /// The target it is for.
    pub fn target(&self) -> &Target {
        self.target
    }
}
