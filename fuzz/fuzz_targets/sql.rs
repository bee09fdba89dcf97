#![no_main]
//! SQL text in four dialects.

use libfuzzer_sys::fuzz_target;
use seedbed_schema_source::sql;

fuzz_target!(|data: &[u8]| {
    if let Some((dialect, text)) = seedbed_fuzz::dialect(data) {
        seedbed_fuzz::holds(&sql::read_text(dialect, "fuzz.sql", text));
        let _ = sql::guess_dialect(text);
    }
});
