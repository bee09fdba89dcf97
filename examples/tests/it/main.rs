//! The examples work on every engine, judged by the engines themselves.

mod entities;
mod judge;
mod migrations;
mod rollout;
mod schema;
mod statements;
