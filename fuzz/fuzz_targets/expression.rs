#![no_main]
//! Expressions and types: the normal form of a normal form is itself.

use libfuzzer_sys::fuzz_target;
use seedbed_schema_model::{Expr, normal};

fuzz_target!(|data: &[u8]| {
    if let Some((dialect, text)) = seedbed_fuzz::dialect(data) {
        let form = normal::expr_form(dialect, &Expr(text.to_owned()));
        let again = normal::expr_form(dialect, &Expr(form.clone()));
        assert_eq!(form, again, "of {text:?}");
        let _ = normal::type_kind(dialect, text);
    }
});
