//! Coherent rows as pure functions.
//!
//! A [`Generator`] produces *units*: one coherent story each (a list with its members, tasks and
//! activity). A unit is a pure function of (generator version, seed, unit number, anchors, today),
//! so that part k of n, any number of threads, resume and dry-run = real run hold by construction.
//! Random numbers are counter-based per cell and keyed by names, never by ordinals.
//!
//! Absent from here: any I/O, any async, the clock, the environment, thread-local randomness, and
//! unordered maps.

mod anchors;
pub mod bind;
mod cell;
mod check;
mod columns;
pub mod conformance;
pub mod domains;
pub mod fill;
mod generator;
mod keys;
mod parallel;
mod permutation;
mod rows;
mod value;
pub mod volumes;
pub mod when;

pub use anchors::{AnchorSpec, AnchorTable, Anchors};
pub use cell::{Cell, Stream};
pub use check::{DataCheck, LogicalReference};
pub use columns::{Columns, Draw};
pub use generator::{GenerateError, Generator, KeySpec, Span, Spec, TableSpec, Unit, Units, World};
pub use keys::{Dense, Existing, KeyBlock, KeyDomain, Uuids};
pub use parallel::generate;
pub use permutation::Permutation;
pub use rows::{Rows, TableRows};
pub use value::{Value, hyphenated};
