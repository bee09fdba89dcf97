#![no_main]
//! Baselines: what is read is written and read again the same.

use libfuzzer_sys::fuzz_target;
use seedbed_drift::Baseline;

fuzz_target!(|text: &str| {
    if let Ok(baseline) = Baseline::parse(text) {
        let written = baseline.to_toml();
        assert_eq!(Baseline::parse(&written).ok().as_ref(), Some(&baseline), "{written}");
    }
});
