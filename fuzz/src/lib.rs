//! What must hold of whatever is read: the same laws for every target.

use seedbed_drift::{Policy, compare};
use seedbed_schema_model::{Dialect, Fingerprint, Reading, ddl, snapshot};

/// The dialect an input is read in: its first byte.
pub fn dialect(data: &[u8]) -> Option<(Dialect, &str)> {
    const ALL: [Dialect; 4] =
        [Dialect::SQLITE, Dialect::POSTGRES, Dialect::MYSQL, Dialect::MARIADB];
    let (first, rest) = data.split_first()?;
    Some((ALL[usize::from(first % 4)], std::str::from_utf8(rest).ok()?))
}

/// A reading differs from itself in nothing, survives its snapshot, and is written or refused.
pub fn holds(reading: &Reading) {
    let findings = compare(reading, reading, &Policy::default());
    assert!(findings.findings().is_empty(), "{:?}", findings.findings());
    let json = snapshot::to_json(reading);
    let again = snapshot::from_json(&json).unwrap_or_else(|e| panic!("{e}\n{json}"));
    assert_eq!(again.schema, reading.schema);
    assert_eq!(Fingerprint::of(&again.schema), Fingerprint::of(&reading.schema));
    let _ = ddl::create_schema(&reading.schema);
}
