//! Renderings of a report. None reads a clock or a terminal: width, colour and date are arguments.

mod human;
mod json;
mod markdown;
mod words;

pub use human::{Style, human};
pub use json::json;
pub use markdown::markdown;
