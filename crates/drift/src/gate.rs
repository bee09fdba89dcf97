//! The gate: which findings block, by their identity, and the evidence that none does.

use std::fmt;

use chrono::{DateTime, Utc};
use seedbed_schema_model::Fingerprint;
use serde::{Deserialize, Serialize};

use crate::{Baseline, Finding, FindingId, Report, ReportKind, Severity, Status, Target};

/// What is tolerated. A finding blocks when it is at least as severe as `fail_on` and the baseline
/// does not accept that very finding; how many others were fixed does not matter.
#[derive(Debug, Clone)]
pub struct Gate {
    /// The least severity that blocks.
    pub fail_on: Severity,
    /// The findings accepted for now.
    pub baseline: Baseline,
}

/// Why nothing can be judged: what was seen proves neither drift nor its absence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Obstacle {
    /// There is no table to compare on the live side.
    EmptyCatalog,
    /// There is no table to compare on the declared side.
    EmptyDeclaration,
    /// Not one declared table is there, and others are.
    WrongDatabase {
        /// How many tables are declared.
        declared: usize,
        /// How many others there are.
        live: usize,
        /// One of them.
        example: String,
    },
    /// The database is not the one that is expected.
    OtherDatabase {
        /// What is expected.
        expected: String,
        /// What was found.
        found: String,
    },
    /// The two sides are different engines.
    DifferentEngines {
        /// The declared side's.
        declared: String,
        /// The live side's.
        live: String,
    },
    /// The side that should be a live database is something else.
    NotLive {
        /// What it is called.
        label: String,
    },
    /// The role may not read everything.
    Privilege {
        /// How many gaps of that kind there are.
        count: usize,
        /// One of them.
        example: String,
    },
    /// Too much could not be parsed.
    Unparsed {
        /// How many gaps of that kind there are.
        count: usize,
        /// How many the policy tolerates.
        allowed: usize,
        /// One of them.
        example: String,
    },
}

impl fmt::Display for Obstacle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::EmptyCatalog => f.write_str(
                "the live side has no table to compare: check the URL, the database name and \
                 what the role may see",
            ),
            Self::EmptyDeclaration => f.write_str(
                "the declared side has no table to compare: check the path of the declaration \
                 and the ignored names",
            ),
            Self::WrongDatabase { declared, live, example } => write!(
                f,
                "not one of the {declared} declared tables is there, and {live} others are (such as \
                 {example}): this looks like another database; check the URL and the schema that \
                 names without one are looked up in"
            ),
            Self::OtherDatabase { expected, found } => write!(
                f,
                "the configuration expects {expected} and this is {found}: check the URL, or the \
                 environment's `database` and `engine`"
            ),
            Self::DifferentEngines { declared, live } => write!(
                f,
                "the declaration is for {declared} and the database is {live}: compare schemas \
                 of one engine"
            ),
            Self::NotLive { label } => {
                write!(f, "{label} is not a live database: give the URL of one, or use diff")
            }
            Self::Privilege { count, example } => write!(
                f,
                "the role may not read everything ({count} gaps, such as {example}): grant it \
                 SELECT"
            ),
            Self::Unparsed { count, allowed, example } => write!(
                f,
                "{count} statements could not be read, {allowed} are tolerated (such as \
                 {example}): compare with a database made from the declaration, or tolerate them with max_gaps"
            ),
        }
    }
}

/// A baseline entry that matches no finding any more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FixedSince {
    /// The finding.
    pub id: FindingId,
    /// Its rule.
    pub rule: String,
    /// Its place.
    pub at: String,
    /// Who answered for it.
    pub owner: String,
}

/// What the gate says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Verdict {
    /// Whether everything is as it must be: repeated here for readers of the JSON.
    pub green: bool,
    /// The least severity that blocks.
    pub fail_on: Severity,
    /// New or expired findings that severe.
    pub blocking: Vec<FindingId>,
    /// Accepted findings.
    pub known: Vec<FindingId>,
    /// Findings whose acceptance has run out, blocking or not.
    pub expired: Vec<FindingId>,
    /// Baseline entries that match no finding any more.
    pub stale: Vec<FindingId>,
    /// The same entries, for people.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fixed: Vec<FixedSince>,
    /// Why nothing can be judged; empty when it can.
    pub cannot_judge: Vec<Obstacle>,
}

impl Verdict {
    pub(crate) fn of(
        kind: ReportKind,
        gate: &Gate,
        findings: &[Finding],
        obstacles: Vec<Obstacle>,
    ) -> Self {
        let ids = |keep: &dyn Fn(&Finding) -> bool| -> Vec<FindingId> {
            findings.iter().filter(|f| keep(f)).map(|f| f.id.clone()).collect()
        };
        let blocking = ids(&|f| f.status != Status::Known && f.severity >= gate.fail_on);
        let fixed: Vec<_> = gate
            .baseline
            .entries()
            .iter()
            .filter(|e| kind.has(&e.rule) && !findings.iter().any(|f| f.id == e.id))
            .map(|e| FixedSince {
                id: e.id.clone(),
                rule: e.rule.clone(),
                at: e.at.clone(),
                owner: e.owner.clone(),
            })
            .collect();
        Self {
            green: blocking.is_empty() && obstacles.is_empty(),
            fail_on: gate.fail_on,
            blocking,
            known: ids(&|f| f.status == Status::Known),
            expired: ids(&|f| f.status == Status::Expired),
            stale: fixed.iter().map(|e| e.id.clone()).collect(),
            fixed,
            cannot_judge: obstacles,
        }
    }

    /// Nothing blocks, and it could be judged.
    pub fn is_green(&self) -> bool {
        self.blocking.is_empty() && self.cannot_judge.is_empty()
    }

    /// Why nothing can be judged.
    pub fn cannot_judge(&self) -> Option<&Obstacle> {
        self.cannot_judge.first()
    }
}

/// Evidence that a live database was compared in this process and the gate was green. It cannot be
/// made in any other way than [`Report::green`], copied into another process, or read from a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GreenReport {
    target: Target,
    declared: Fingerprint,
    environment: Option<String>,
    started: Option<DateTime<Utc>>,
    known: Vec<FindingId>,
}

impl GreenReport {
    pub(crate) fn of(report: &Report) -> Self {
        Self {
            target: report.target().clone(),
            declared: report.declared().fingerprint.clone(),
            environment: report.heading().environment.clone(),
            started: report.heading().started,
            known: report.verdict().map(|v| v.known.clone()).unwrap_or_default(),
        }
    }

    /// The database that was compared.
    pub fn target(&self) -> &Target {
        &self.target
    }

    /// The fingerprint of what was compared of it, as
    /// [`compared_fingerprint`](crate::compared_fingerprint) gives for a new reading.
    pub fn fingerprint(&self) -> &Fingerprint {
        &self.target.fingerprint
    }

    /// The fingerprint of the declaration it was compared with.
    pub fn declared_fingerprint(&self) -> &Fingerprint {
        &self.declared
    }

    /// The environment's name.
    pub fn environment(&self) -> Option<&str> {
        self.environment.as_deref()
    }

    /// When the comparison started.
    pub fn started(&self) -> Option<DateTime<Utc>> {
        self.started
    }

    /// The findings that were accepted by the baseline.
    pub fn known(&self) -> &[FindingId] {
        &self.known
    }
}
