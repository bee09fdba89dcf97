//! What must hold of the wholesale world, as SQL.

use seedbed_schema_model::Dialect;

use crate::{DataCheck, bind::Binding};

/// The checks that the bound columns allow.
pub(super) fn checks(bound: &Binding, dialect: Dialect) -> Vec<DataCheck> {
    let _ = (bound, dialect);
    Vec::new()
}
