//! Plain text for people at a terminal.

use crate::Report;

/// How wide to write, and whether to colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Style {
    /// Columns of the terminal.
    pub width: usize,
    /// Whether to write ANSI colours.
    pub colour: bool,
}

/// The report as text.
pub fn human(report: &Report, style: Style) -> String {
    let _ = (report, style);
    String::new()
}
