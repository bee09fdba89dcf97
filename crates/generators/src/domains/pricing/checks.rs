//! What must hold of rules, profiles and defaults, as SQL.

use seedbed_schema_model::Dialect;

use crate::{DataCheck, bind::Binding};

pub(super) fn checks(bound: &Binding, dialect: Dialect) -> Vec<DataCheck> {
    let _ = (bound, dialect);
    Vec::new()
}
