//! What the guards say when they refuse.

use std::fmt;

use seedbed_schema_model::Fingerprint;
use serde::Serialize;

/// All guards that were not passed. Nothing was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, thiserror::Error)]
#[error("refused to write to {target}: {}", listed(reasons))]
pub struct Refusal {
    /// The target.
    pub target: String,
    /// Each guard that was not passed.
    pub reasons: Vec<Reason>,
}

fn listed(reasons: &[Reason]) -> String {
    reasons.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}

/// A guard that was not passed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "guard", rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Reason {
    /// The target is production, whatever its environment says: why the guards below apply.
    IsProduction {
        /// Which production environment it is.
        environment: String,
    },
    /// There is no green report of this database.
    NotValidated,
    /// The green report is about another database.
    OtherDatabaseValidated {
        /// That one.
        validated: String,
    },
    /// The schema is not the one that was found green.
    SchemaChanged {
        /// The fingerprint then.
        validated: Fingerprint,
        /// The fingerprint now.
        now: Fingerprint,
    },
    /// The plan was made for another schema.
    PlanOutdated {
        /// The plan's fingerprint.
        plan: Fingerprint,
        /// The fingerprint now.
        now: Fingerprint,
    },
    /// The plan was not carried out on staging.
    NoStagingRun {
        /// The plan's hash.
        plan: String,
    },
    /// Another plan was carried out on staging.
    StagingOfOtherPlan {
        /// This plan's hash.
        plan: String,
        /// The other's.
        staged: String,
    },
    /// The run that was shown was not on a staging database.
    NotStaging {
        /// The run.
        run: String,
        /// Where it was.
        at: String,
    },
    /// Nobody named the database.
    NoConsent {
        /// Its name.
        database: String,
    },
    /// Another database was named.
    WrongConsent {
        /// What was named.
        given: String,
        /// Its name.
        database: String,
    },
    /// Another run is active.
    Locked {
        /// Who has the lock.
        holder: String,
    },
    /// The lock cannot be taken at all.
    NoLock {
        /// Why.
        why: String,
    },
    /// The schema cannot be read.
    Unreadable {
        /// Why.
        why: String,
    },
}

impl Reason {
    /// What to do about it.
    pub fn hint(&self) -> String {
        match self {
            Self::IsProduction { .. } => "check the url of this environment".into(),
            Self::NotValidated | Self::OtherDatabaseValidated { .. } => {
                "validate this database first, in the same run".into()
            }
            Self::SchemaChanged { .. } => "validate again, then repeat".into(),
            Self::PlanOutdated { .. } => "make the plan again".into(),
            Self::NoStagingRun { .. } | Self::StagingOfOtherPlan { .. } => {
                "seed staging with this plan, and verify it, first".into()
            }
            Self::NotStaging { .. } => "seed a database whose stage is staging first".into(),
            Self::NoConsent { database } | Self::WrongConsent { database, .. } => {
                format!("--yes-i-mean {database}")
            }
            Self::Locked { .. } => "wait for the other run to end".into(),
            Self::NoLock { .. } | Self::Unreadable { .. } => "check what the role may do".into(),
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::IsProduction { environment } => {
                write!(f, "this is the production database of `{environment}`")
            }
            Self::NotValidated => f.write_str("it has not been validated in this run"),
            Self::OtherDatabaseValidated { validated } => {
                write!(f, "the green report is about {validated}")
            }
            Self::SchemaChanged { validated, now } => {
                write!(f, "its schema changed since it was validated ({validated} is now {now})")
            }
            Self::PlanOutdated { plan, now } => {
                write!(f, "the plan was made for another schema ({plan}, now {now})")
            }
            Self::NoStagingRun { plan } => {
                write!(f, "plan {plan} has not been carried out and verified on staging")
            }
            Self::StagingOfOtherPlan { plan, staged } => {
                write!(f, "staging was seeded with plan {staged}, this is plan {plan}")
            }
            Self::NotStaging { run, at } => {
                write!(f, "run {run} was on {at}, which is not staging")
            }
            Self::NoConsent { database } => {
                write!(f, "nobody consented to writing to `{database}`")
            }
            Self::WrongConsent { given, database } => {
                write!(f, "consent was given for `{given}`, this is `{database}`")
            }
            Self::Locked { holder } => write!(f, "another run is active: {holder}"),
            Self::NoLock { why } => write!(f, "the lock cannot be taken: {why}"),
            Self::Unreadable { why } => write!(f, "its schema cannot be read: {why}"),
        }
    }
}
