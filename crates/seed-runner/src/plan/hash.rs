//! What identifies a plan.

use serde_json::{Value, json};

use super::Plan;

pub(super) fn hash(plan: &Plan) -> String {
    let order: Vec<String> = plan.tables.iter().map(|t| t.table.to_string()).collect();
    digest(&json!([recipe_value(plan), order, plan.fingerprint]))
}

pub(super) fn recipe(plan: &Plan) -> String {
    digest(&recipe_value(plan))
}

/// What is written, whatever the database looks like. Names and options are sorted: the order in a
/// configuration file does not count, the order generators run in does.
fn recipe_value(plan: &Plan) -> Value {
    let generators = plan.generators.iter().map(|g| {
        let mut tables: Vec<String> = g.tables.iter().map(|t| t.table.to_string()).collect();
        tables.sort_unstable();
        // The number of units follows from the rows there are when it is one for each of them.
        let units = if g.per_anchor.is_some() { Value::Null } else { json!(g.units) };
        json!([g.name, g.version, g.options, units, g.per_anchor, tables])
    });
    let mut preserve: Vec<String> = plan.preserve.iter().map(ToString::to_string).collect();
    preserve.sort_unstable();
    json!(["seedbed plan 1", plan.seed, plan.today, generators.collect::<Vec<_>>(), preserve])
}

/// BLAKE3 as 32 hexadecimal digits.
fn digest(value: &Value) -> String {
    blake3::hash(value.to_string().as_bytes()).to_hex()[..32].to_owned()
}
