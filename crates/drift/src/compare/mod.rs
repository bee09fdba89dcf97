//! Comparing two readings. Files here know no severities: they say what differs, and how.

use seedbed_schema_model::Reading;

use crate::{Policy, Report, compared_fingerprint};

/// Compares the declared side with the live one: the same arguments give the same report.
pub fn compare(declared: &Reading, live: &Reading, policy: &Policy) -> Report {
    let prints = (
        compared_fingerprint(&declared.schema, policy),
        compared_fingerprint(&live.schema, policy),
    );
    Report::assemble(declared, live, policy, prints, Vec::new(), Vec::new(), (0, 0))
}
