//! Throw-away databases and fixtures for the tests of seedbed; a development dependency only.
//!
//! Everything here panics with a message for the person running the tests: a test that cannot
//! get its database has failed, it has not been skipped.

mod conformance;
mod database;
mod fixture;
pub mod mutations;
mod server;
mod synthetic;

pub use conformance::{conformance, fits};
pub use database::{Database, Rows, ask};
pub use fixture::{fixture, fixture_text, repository};
pub use synthetic::{Injected, Synthetic};
