//! Plans, guards, loads, verifies and records a seeding run.
//!
//! The way through: [`Target::connect`] → [`Plan::make`] → [`guard::clear`] → [`run()`] →
//! [`verify()`] → [`audit::AuditRecord`]. No function that writes rows can be called without a
//! [`Clearance`], and only the guards make one:
//!
//! ```compile_fail
//! // The fields are private: a clearance cannot be made by hand.
//! let clearance = seedbed_seed_runner::Clearance {};
//! ```
//!
//! ```compile_fail
//! # use seedbed_seed_runner::{Plan, RunError, RunOptions, RunOutcome, Target, run};
//! # use seedbed_generators::Generator;
//! // Nor does anything that writes take a mere target.
//! async fn seed(target: &Target, plan: &Plan, of: &[&dyn Generator], how: &RunOptions<'_>) {
//!     let _ = run(target, plan, of, how).await;
//! }
//! ```
//!
//! ```
//! # use seedbed_seed_runner::{Clearance, Plan, RunError, RunOptions, RunOutcome, run};
//! # use seedbed_generators::Generator;
//! async fn seed(pass: &Clearance<'_>, plan: &Plan, of: &[&dyn Generator], how: &RunOptions<'_>) {
//!     let _ = run(pass, plan, of, how).await;
//! }
//! ```
//!
//! Absent from here: generating (pure, in `seedbed-generators`), comparing schemas, the clock and
//! the environment (both are passed in), printing.

mod anchors;
pub mod audit;
pub mod checksum;
mod connect;
mod count;
mod create;
pub mod fixes;
pub mod guard;
pub mod ledger;
mod load;
mod lock;
pub mod migrate;
mod plan;
mod run;
mod sql;
mod statement;
mod verify;

pub use connect::{
    ConnectError, Endpoint, Environment, Identity, SCRATCH_PREFIX, Scratch, Stage, Target,
    UnknownStage,
};
pub use count::count_rows;
pub use create::{CreateError, apply_schema, creation_unfinished};
pub use guard::{Clearance, GuardInput, Refusal, StagingReceipt};
pub use load::LoadError;
pub use lock::{Hold, LockError};
pub use migrate::{
    Applied, MigrateError, apply_migrations, finish_migrations, unfinished_migrations,
};
pub use plan::{
    FirstKey, Plan, PlanError, PlanOptions, PlanProblem, PlannedAnchor, PlannedGenerator,
    PlannedKey, PlannedTable, Refused, TableOutlook, TrialError, partition_rules, trial, unfit,
};
pub use run::{
    ChunkError, Event, Observer, PreservedProof, RunError, RunOptions, RunOutcome, TableOutcome,
    run,
};
pub use verify::{CheckKind, CheckResult, Smoke, Verification, VerifyError, VerifyOptions, verify};
