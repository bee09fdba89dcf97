//! Compares a declared schema with a live one, judges the differences and writes the way back.
//!
//! [`compare`] is total, synchronous and deterministic: the same two readings and the same
//! [`Policy`] give the same [`Report`], byte for byte. A [`Gate`] judges a report by the identity of
//! its findings, never by their number. [`fix()`] turns findings into staged statements and never
//! executes one.
//!
//! ```
//! use seedbed_drift::{Baseline, Gate, Policy, Severity, compare};
//! use seedbed_schema_model::{Dialect, Origin, OriginKind, Reading, Schema};
//!
//! let reading = |kind| {
//!     let origin = Origin { kind, label: "shop".into(), server: None, host: None, database: None };
//!     Reading::new(origin, Schema::empty(Dialect::SQLITE))
//! };
//! let report = compare(&reading(OriginKind::SqlFile), &reading(OriginKind::Live), &Policy::default());
//! let gate = Gate { fail_on: Severity::Low, baseline: Baseline::default() };
//! let today = chrono::NaiveDate::from_ymd_opt(2025, 12, 11).unwrap_or_default();
//! let report = report.judged(&gate, today);
//! // Two empty catalogs are equal, but that proves nothing: never a vacuous green.
//! assert!(report.green().is_none());
//! ```
//!
//! Absent from here: any driver, any SQL parser, any clock, and any I/O but the [`archive`].

pub mod archive;
mod baseline;
mod changes;
mod compare;
mod decisions;
mod finding;
pub mod fix;
mod gate;
pub mod lint;
mod pattern;
mod policy;
pub mod render;
mod report;
pub mod rules;
mod scratch;
mod terp;
mod three_way;

pub use baseline::{Accept, Baseline, BaselineEntry, BaselineError};
pub use changes::{AnyReport, Change, Changes, ReportSide};
pub use compare::compare;
pub use decisions::{Decisions, DecisionsError};
pub use finding::{DecidedBy, Evidence, Finding, FindingId, Status};
pub use fix::{
    Fix, FixError, FixOptions, FixPlan, FixPlanError, Hazard, HazardKind, Stage, Step, Unfixed, fix,
};
pub use gate::{FixedSince, Gate, GreenReport, Obstacle, Verdict};
pub use pattern::{Pattern, PatternError};
pub use policy::{Expected, Policy, compared_fingerprint, structure_fingerprint};
pub use report::{
    DeclaredSide, FORMAT, Heading, Report, ReportError, ReportGap, ReportKind, Side, Silence,
    Summary, Target,
};
pub use rules::{Category, Rule, RuleId, Severity};
pub use scratch::{Forms, Settled};
pub use terp::{BySeverity, TerpIssue, TerpReport};
pub use three_way::{Migrated, OddOneOut, Standing, three_way};
