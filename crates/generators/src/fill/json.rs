//! JSON of the shape of an example.

use serde_json::{Map, Number, Value};

use super::phrases;
use crate::Cell;

/// How deep an example is followed.
const DEPTH: usize = 12;

/// Something like the example: the same keys, values of the same kind. A list of texts or numbers is
/// what one may be chosen from where the key asks for one, and as long as the example otherwise.
pub(super) fn like(example: &Value, key: &str, cell: &mut Cell) -> Value {
    made(example, key, cell, 0)
}

fn made(example: &Value, key: &str, cell: &mut Cell, depth: usize) -> Value {
    if depth > DEPTH {
        return Value::Null;
    }
    match example {
        Value::Null => Value::Null,
        Value::Bool(_) => Value::Bool(cell.chance(50)),
        Value::Number(n) => Value::Number(number(n, cell)),
        Value::String(text) => Value::String(string(text, key, cell)),
        Value::Array(items) => {
            let Some(first) = items.first() else { return Value::Array(Vec::new()) };
            let count = cell.range(0..=i64::try_from(items.len()).unwrap_or(3).max(3));
            let item = |cell: &mut Cell| match cell.pick(items) {
                // A list of plain values: these are the values.
                Some(one) if items.len() > 1 && (one.is_string() || one.is_number()) => one.clone(),
                _ => made(first, key, cell, depth + 1),
            };
            Value::Array((0..count).map(|_| item(cell)).collect())
        }
        Value::Object(fields) => {
            let field = |(name, value): (&String, &Value)| {
                (name.clone(), made(value, name, cell, depth + 1))
            };
            Value::Object(fields.iter().map(field).collect::<Map<_, _>>())
        }
    }
}

/// A number of the size of the example.
fn number(example: &Number, cell: &mut Cell) -> Number {
    if let Some(n) = example.as_i64() {
        let most = n.unsigned_abs().max(9).checked_next_power_of_two().unwrap_or(1 << 62);
        let most = i64::try_from(most).unwrap_or(1 << 62);
        return cell.range(if n < 0 { -most..=most } else { 0..=most }).into();
    }
    let size = example.as_f64().unwrap_or(1.0).abs().max(1.0);
    let made = (cell.fraction() * 2.0 * size * 100.0).round() / 100.0;
    Number::from_f64(made).unwrap_or_else(|| 0.into())
}

/// A text like the example: a date for a date, a colour for a colour, a word for a word.
fn string(example: &str, key: &str, cell: &mut Cell) -> String {
    let is_date = chrono::NaiveDate::parse_from_str(example.get(..10).unwrap_or(""), "%Y-%m-%d");
    if let Ok(date) = is_date {
        let moved = date - chrono::Days::new(cell.below(365));
        return format!("{moved}{}", example.get(10..).unwrap_or(""));
    }
    let key = key.to_lowercase();
    if example.contains('@') {
        return format!("{}.{}@example.com", word(cell), word(cell));
    }
    if example.starts_with("http") {
        return format!("https://example.com/{}", word(cell));
    }
    if example.starts_with('#') && example.len() == 7 {
        return format!("#{:06x}", cell.below(1 << 24));
    }
    if example.contains(' ') || key.contains("description") || key.contains("text") {
        return phrases::sentence(cell);
    }
    // One of a few words by its looks: it stays what it is, or is another word.
    word(cell).to_owned()
}

fn word(cell: &mut Cell) -> &'static str {
    phrases::one(cell, phrases::NOUNS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shape_is_that_of_the_example() {
        let example: Value = serde_json::from_str(
            r##"{"theme": "dark", "size": 12, "ratio": 0.5, "on": true, "since": "2024-02-03",
                "tags": ["new", "hot"], "owner": {"mail": "a@b.c", "color": "#ffffff"}, "none": null}"##,
        )
        .unwrap();
        for row in 0..50 {
            let made = like(&example, "", &mut Cell::new(1, "t", "c", row));
            let keys = |v: &Value| v.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
            assert_eq!(keys(&made), keys(&example));
            assert!((0..=16).contains(&made["size"].as_i64().unwrap()), "{made}");
            assert!(made["ratio"].is_f64() && made["on"].is_boolean() && made["none"].is_null());
            assert!(made["since"].as_str().unwrap().parse::<chrono::NaiveDate>().is_ok());
            let tags = made["tags"].as_array().unwrap();
            assert!(tags.iter().all(|t| t == "new" || t == "hot"), "{made}");
            assert!(made["owner"]["mail"].as_str().unwrap().contains('@'));
            assert!(made["owner"]["color"].as_str().unwrap().starts_with('#'));
        }
    }
}
