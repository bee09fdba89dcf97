//! Sentences from templates: `Call {client} about {product}`.

use std::borrow::Cow;

use crate::{AnchorTable, Cell, Value, bind::BoundTable, hyphenated};

const DAYS: &[&str] = &["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"];

/// Slots that mean the same everywhere: `day`, `time`, `days`, `pct`, `qty`, `amount`.
pub(crate) fn figure(slot: &str, cell: &mut Cell) -> Option<String> {
    Some(match slot {
        "day" => one(cell, DAYS).to_owned(),
        "time" => {
            let half_hours = cell.range(14..=34);
            format!("{}:{:02}", half_hours / 2, half_hours % 2 * 30)
        }
        "days" => cell.pick(&[3, 5, 7, 10, 14, 15, 21, 30, 45, 60, 90])?.to_string(),
        "pct" => cell.range(2..=15).to_string(),
        "qty" => match cell.below(3) {
            0 => cell.range(2..=20).to_string(),
            1 => (cell.range(2..=20) * 12).to_string(),
            _ => (cell.range(2..=30) * 10).to_string(),
        },
        "amount" => dollars(match cell.below(3) {
            0 => cell.range(2..=19) * 25,
            1 => cell.range(10..=50) * 50,
            _ => cell.range(5..=48) * 250,
        }),
        _ => return None,
    })
}

/// `$1,250`.
fn dollars(amount: i64) -> String {
    if amount >= 1000 {
        format!("${},{:03}", amount / 1000, amount % 1000)
    } else {
        format!("${amount}")
    }
}

/// A key as people and histories write it.
pub(crate) fn key_text(value: &Value) -> Option<String> {
    match value {
        Value::Text(text) => Some(text.to_string()),
        Value::Uuid(uuid) => Some(hyphenated(*uuid)),
        other => other.as_int().map(|i| i.to_string()),
    }
}

/// The text with its first letter in upper case.
pub(crate) fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |c| c.to_uppercase().chain(chars).collect())
}

/// The template with every `{slot}` replaced.
pub(crate) fn render<'s>(template: &str, mut slot: impl FnMut(&str) -> Cow<'s, str>) -> String {
    let mut text = String::with_capacity(template.len() + 16);
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        text.push_str(before);
        let Some((name, behind)) = after.split_once('}') else {
            text.push('{');
            rest = after;
            break;
        };
        text.push_str(&slot(name));
        rest = behind;
    }
    text.push_str(rest);
    text
}

/// Draws until a text fits; `None` when none of a dozen does.
pub(crate) fn fitting(room: Option<usize>, mut draw: impl FnMut() -> String) -> Option<String> {
    let fits = |text: &String| room.is_none_or(|most| text.chars().count() <= most);
    (0..12).map(|_| draw()).find(fits)
}

/// The name of an anchor row, when the table has names and this row has one.
pub(crate) fn name_of<'a>(
    bound: &BoundTable,
    rows: &'a AnchorTable,
    row: usize,
) -> Option<&'a str> {
    let name = bound.of(rows, row, "name")?.as_str()?.trim();
    (!name.is_empty()).then_some(name)
}

/// What people call someone: the first word of the name.
pub(crate) fn first_name(name: &str) -> &str {
    name.split_whitespace().next().unwrap_or(name)
}

/// One of a corpus; the corpora are never empty.
pub(crate) fn one<'a>(cell: &mut Cell, corpus: &[&'a str]) -> &'a str {
    cell.pick(corpus).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slots_are_replaced_and_the_rest_stays() {
        assert_eq!(render("a {x} b {y}.", |s| Cow::Owned(s.to_uppercase())), "a X b Y.");
        assert_eq!(render("no slot", |_| "".into()), "no slot");
        assert_eq!(render("open {x", |_| "".into()), "open {x");
    }

    #[test]
    fn what_does_not_fit_is_drawn_again() {
        let mut texts = ["too long", "ok"].into_iter();
        let draw = || texts.next().unwrap_or_default().to_owned();
        assert_eq!(fitting(Some(3), draw).as_deref(), Some("ok"));
        assert_eq!(fitting(Some(1), || "no".into()), None);
    }
}
