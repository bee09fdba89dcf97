//! Why a plan cannot be carried out: all of it at once.

use std::fmt;

use serde::Serialize;

/// Why there is no plan.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PlanError {
    /// The plan would fail; nothing was written.
    #[error("the plan cannot be carried out: {}", Listed(.0))]
    Unsound(Vec<PlanProblem>),
    /// The database could not be asked.
    #[error("could not read {what} for the plan: {source}")]
    Query {
        /// What was read.
        what: String,
        /// The driver's error.
        #[source]
        source: sea_orm::DbErr,
    },
}

impl PlanError {
    /// The problems, when the plan itself is at fault.
    pub fn problems(&self) -> &[PlanProblem] {
        match self {
            Self::Unsound(problems) => problems,
            Self::Query { .. } => &[],
        }
    }
}

struct Listed<'p>(&'p [PlanProblem]);

impl fmt::Display for Listed<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, problem) in self.0.iter().enumerate() {
            write!(f, "{}{problem}", if i == 0 { "" } else { "; " })?;
        }
        Ok(())
    }
}

/// One thing that would make the run fail.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct PlanProblem {
    /// The generator concerned; empty when it is the plan as a whole.
    pub generator: String,
    /// `table` or `table.column`.
    pub place: String,
    /// What is wrong.
    pub why: String,
    /// What to do.
    pub hint: String,
}

impl fmt::Display for PlanProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.generator.is_empty() {
            write!(f, "{}: ", self.generator)?;
        }
        write!(f, "{}: {}", self.place, self.why)?;
        if !self.hint.is_empty() {
            write!(f, " ({})", self.hint)?;
        }
        Ok(())
    }
}
