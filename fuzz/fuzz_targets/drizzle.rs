#![no_main]
//! Snapshots of drizzle-kit.

use std::path::Path;

use libfuzzer_sys::fuzz_target;
use seedbed_schema_source::snapshot;

fuzz_target!(|text: &str| {
    if let Ok(reading) = snapshot::read_text(Path::new("fuzz.json"), text) {
        seedbed_fuzz::holds(&reading);
    }
});
