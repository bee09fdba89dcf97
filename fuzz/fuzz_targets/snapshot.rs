#![no_main]
//! Snapshots of our own.

use libfuzzer_sys::fuzz_target;
use seedbed_schema_model::snapshot;

fuzz_target!(|text: &str| {
    if let Ok(reading) = snapshot::from_json(text) {
        seedbed_fuzz::holds(&reading);
    }
});
