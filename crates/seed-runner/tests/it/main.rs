//! Runs against real databases, on the three engines.

// A test that cannot go on has failed; the fixtures are tests too.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod connecting;
mod fixes;
mod fixture;
mod guards;
mod migrations;
mod plans;
mod resuming;
mod runs;
mod verifying;
