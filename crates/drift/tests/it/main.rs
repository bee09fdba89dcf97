//! Everything that goes through the public face of the crate.

// Clippy's leave for tests does not reach the functions that tests share.
#![allow(clippy::unwrap_used, clippy::panic)]

mod archive;
mod baseline;
mod changes;
mod code;
mod equal;
mod fix;
mod gate;
mod laws;
mod mutations;
mod renames;
mod render;
mod report;
mod schema;
mod silence;
mod support;
