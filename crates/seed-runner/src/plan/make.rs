//! Making a plan.

use seedbed_generators::Generator;
use seedbed_schema_model::Schema;

use super::{Plan, PlanError, PlanOptions};
use crate::Target;

pub(super) async fn make(
    target: &Target,
    schema: &Schema,
    generators: &[&dyn Generator],
    options: &PlanOptions,
) -> Result<Plan, PlanError> {
    let _ = (target, schema, generators, options);
    Err(PlanError::Unsound(Vec::new()))
}
