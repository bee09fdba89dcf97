//! Renderings of a report. None reads a clock or a terminal: width, colour and date are arguments.

mod github;
mod human;
mod json;
mod junit;
mod machine;
mod markdown;
mod sarif;
pub(crate) mod words;

pub use github::github;
pub use human::{Style, human};
pub use json::json;
pub use junit::junit;
pub use markdown::markdown;
pub use sarif::sarif;
