//! The JSON form: the report itself, indented.

use crate::Report;

/// The report as JSON with a final newline.
pub fn json(report: &Report) -> String {
    // A report holds strings, numbers and lists of them: nothing that serde_json refuses.
    serde_json::to_string_pretty(report).map(|text| text + "\n").unwrap_or_default()
}
