//! What must hold of movements and histories, as SQL.

use seedbed_schema_model::Dialect;

use super::generator::References;
use crate::{DataCheck, bind::Binding};

pub(super) fn checks(bound: &Binding, references: &References, dialect: Dialect) -> Vec<DataCheck> {
    let _ = (bound, references, dialect);
    Vec::new()
}
