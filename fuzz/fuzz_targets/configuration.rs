#![no_main]
//! Configuration files.

use std::path::Path;

use libfuzzer_sys::fuzz_target;
use seedbed_cli::config::Config;

fuzz_target!(|text: &str| {
    let _ = Config::parse(Path::new("seedbed.toml"), text);
});
