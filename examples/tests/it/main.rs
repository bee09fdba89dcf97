//! The examples work on every engine, judged by the engines themselves.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod embed;
mod entities;
mod interrupted;
mod judge;
mod migrations;
mod rollout;
mod schema;
mod statements;
