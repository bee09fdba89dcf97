//! A fix as a file: what it was made for, and which of its steps may run.

use seedbed_schema_model::Fingerprint;
use serde::{Deserialize, Serialize};

use super::{Fix, HazardKind, Stage, Step};
use crate::{DeclaredSide, Report, Target};

/// The number of the JSON format of plans this version writes.
pub const PLAN_FORMAT: u32 = 1;

/// A fix, with the database and the schemas it was made for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct FixPlan {
    /// The format's number.
    pub format: u32,
    /// What wrote it.
    pub tool: String,
    /// The database, and the fingerprint of its schema then.
    pub target: Target,
    /// The declaration.
    pub declared: DeclaredSide,
    /// The steps, and what has to be done by hand.
    #[serde(flatten)]
    pub fix: Fix,
}

/// Why a plan could not be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FixPlanError {
    /// Not JSON, or not a plan.
    #[error("not the plan of a fix: {0}")]
    Malformed(#[source] serde_json::Error),
    /// Written by a newer version.
    #[error("plan format {found} is newer than {PLAN_FORMAT}, the newest this version reads")]
    TooNew {
        /// The format found.
        found: u32,
    },
}

impl FixPlan {
    /// The plan of a fix that was made from this report.
    pub fn new(report: &Report, fix: Fix) -> Self {
        Self {
            format: PLAN_FORMAT,
            tool: report.tool().to_owned(),
            target: report.target().clone(),
            declared: report.declared().clone(),
            fix,
        }
    }

    /// The fingerprint of the schema it was made for.
    pub fn made_for(&self) -> &Fingerprint {
        &self.target.fingerprint
    }

    /// Its text.
    ///
    /// # Errors
    /// When it cannot be written as JSON, which is a defect.
    pub fn to_json(&self) -> Result<String, serde_json::Error> {
        serde_json::to_string_pretty(self)
    }

    /// Reads it back.
    ///
    /// # Errors
    /// A [`FixPlanError`].
    pub fn from_json(text: &str) -> Result<Self, FixPlanError> {
        let plan: Self = serde_json::from_str(text).map_err(FixPlanError::Malformed)?;
        if plan.format > PLAN_FORMAT {
            return Err(FixPlanError::TooNew { found: plan.format });
        }
        Ok(plan)
    }
}

/// Why a step stays behind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Behind {
    /// Its stage was not asked for.
    Stage(Stage),
    /// Rows are in its way.
    Rows(u64),
    /// It belongs to a step that stays behind (the number of that step, from 0).
    With(usize),
}

/// Which steps run, and which stay behind.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Division {
    /// The numbers of the steps that run, from 0, in their order.
    pub run: Vec<usize>,
    /// Those that do not, and why.
    pub behind: Vec<(usize, Behind)>,
}

impl Step {
    /// How many rows are in the way, when the data was asked.
    pub fn rows_in_the_way(&self) -> u64 {
        let fails = self.hazards.iter().filter(|h| h.kind == HazardKind::FailsOnData);
        fails.filter_map(|h| h.rows).max().unwrap_or(0)
    }
}

impl Fix {
    /// Divides the steps into those that may run up to a stage, and those that stay behind: because
    /// of their stage, because the data is in their way, or because they belong to one that does
    /// (they answer the same finding, and lose nothing by waiting).
    pub fn divided(&self, up_to: Stage) -> Division {
        let mut why: Vec<Option<Behind>> = Vec::new();
        for step in &self.steps {
            let rows = step.rows_in_the_way();
            why.push(match () {
                () if step.stage > up_to => Some(Behind::Stage(step.stage)),
                () if rows > 0 => Some(Behind::Rows(rows)),
                () => None,
            });
        }
        // After a rename everything speaks of the new names.
        let renamed = (0..why.len()).find(|i| self.steps[*i].renames && why[*i].is_some());
        loop {
            let mut changed = false;
            for i in 0..why.len() {
                if why[i].is_some() {
                    continue;
                }
                let step = &self.steps[i];
                let shares = |other: &usize| {
                    why[*other].is_some()
                        && self.steps[*other].because.iter().any(|id| step.because.contains(id))
                };
                let with = (0..why.len()).filter(|_| step.stage > Stage::Safe).find(shares);
                if let Some(with) = with.or(renamed) {
                    why[i] = Some(Behind::With(with));
                    changed = true;
                }
            }
            if !changed {
                break;
            }
        }
        let mut division = Division::default();
        for (i, why) in why.into_iter().enumerate() {
            match why {
                None => division.run.push(i),
                Some(why) => division.behind.push((i, why)),
            }
        }
        division
    }
}
