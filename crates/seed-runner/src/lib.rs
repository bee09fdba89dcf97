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
//! Absent from here: generating (pure, in `seedbed-generators`), comparing schemas, the clock and
//! the environment (both are passed in), printing.

mod anchors;
pub mod audit;
pub mod checksum;
mod connect;
mod count;
mod create;
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

pub use connect::{ConnectError, Endpoint, Environment, Identity, Stage, Target, UnknownStage};
pub use count::count_rows;
pub use create::{CreateError, apply_schema};
pub use guard::{Clearance, GuardInput, Refusal, StagingReceipt};
pub use load::LoadError;
pub use lock::LockError;
pub use migrate::{Applied, MigrateError, apply_migrations};
pub use plan::{
    FirstKey, Plan, PlanError, PlanOptions, PlanProblem, PlannedAnchor, PlannedGenerator,
    PlannedKey, PlannedTable, TableOutlook,
};
pub use run::{
    ChunkError, Event, Observer, PreservedProof, RunError, RunOptions, RunOutcome, TableOutcome,
    run,
};
pub use verify::{CheckKind, CheckResult, Smoke, Verification, VerifyError, VerifyOptions, verify};
