//! Runs against real databases, on the three engines.

mod connecting;
mod fixture;
mod guards;
mod migrations;
mod plans;
mod resuming;
mod runs;
mod verifying;
