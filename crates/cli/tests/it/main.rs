//! The command as people and pipelines meet it: output, exit codes, and what it leaves behind.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod accepted;
mod bad_input;
mod command;
mod drift;
mod fill;
mod fix;
mod gate;
mod lint;
mod own_generator;
mod scratch;
mod sqlite_families;
mod states;
