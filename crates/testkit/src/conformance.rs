//! The laws of generators as assertions.

use seedbed_generators::{
    Generator,
    conformance::{self, Breach},
};
use seedbed_schema_model::Schema;

/// Fails unless a generator keeps every law: the same unit has the same rows, part k of n makes up
/// the whole on any number of threads, keys are those set aside, references lead to rows, and one
/// more row to refer to moves only its share.
pub fn conformance(generator: &dyn Generator) {
    none(generator, &conformance::breaches(generator));
}

/// Fails unless what a generator writes fits a schema, column by column; needs no database.
pub fn fits(generator: &dyn Generator, schema: &Schema) {
    none(generator, &conformance::fits(generator, schema));
}

fn none(generator: &dyn Generator, breaches: &[Breach]) {
    let lines: Vec<String> = breaches.iter().map(ToString::to_string).collect();
    assert!(lines.is_empty(), "{}:\n  {}", generator.spec().name, lines.join("\n  "));
}
