//! JSON written piece by piece, for rows whose shape is known.

use super::text::number;
use crate::{Value, hyphenated};

/// A key of an object, after a comma where it is not the first.
pub(crate) fn key(key: &str, out: &mut String) {
    if !out.ends_with('{') {
        out.push(',');
    }
    text(key, out);
    out.push(':');
}

/// A text.
pub(crate) fn text(text: &str, out: &mut String) {
    out.push('"');
    if text.bytes().all(|b| b >= b' ' && b != b'"' && b != b'\\') {
        out.push_str(text);
    } else {
        for c in text.chars() {
            match c {
                '"' => out.push_str("\\\""),
                '\\' => out.push_str("\\\\"),
                '\n' => out.push_str("\\n"),
                c if c < ' ' => out.push_str(&format!("\\u{:04x}", c as u32)),
                c => out.push(c),
            }
        }
    }
    out.push('"');
}

/// A small object of any shape.
pub(crate) fn object(map: &serde_json::Map<String, serde_json::Value>) -> String {
    serde_json::to_string(map).unwrap_or_default()
}

/// A key of a row as JSON: a number where it is one, else a text.
pub(crate) fn value(key: &Value, out: &mut String) {
    match key {
        Value::Int(i) => number(*i, out),
        Value::Text(t) => text(t, out),
        Value::Uuid(u) => text(&hyphenated(*u), out),
        _ => out.push_str("null"),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn reads_as_it_was_written(name in any::<String>(), i: i64, uuid: u128) {
            let mut out = "{".to_owned();
            key(&name, &mut out);
            value(&Value::Int(i), &mut out);
            key("u", &mut out);
            value(&Value::Uuid(uuid), &mut out);
            out.push('}');
            let read: serde_json::Value = serde_json::from_str(&out).unwrap();
            prop_assume!(name != "u");
            prop_assert_eq!(read[&name].as_i64(), Some(i));
            prop_assert_eq!(read["u"].as_str().map(str::to_owned), Some(hyphenated(uuid)));
        }
    }
}
