//! A short, stable identity of a schema's normal form.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::Schema;

/// BLAKE3 of the schema's normal form, as 32 hexadecimal digits. Two schemas between which `drift`
/// finds nothing have the same fingerprint, whatever their spelling, comments of the reader or
/// position of columns.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Fingerprint(String);

impl Fingerprint {
    /// The fingerprint of a schema.
    pub fn of(schema: &Schema) -> Self {
        let hash = blake3::hash(format!("{schema:?}").as_bytes());
        Self(hash.to_hex()[..32].to_owned())
    }

    /// The digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
