//! Sentences from templates: `Call {client} about {product}`.

use chrono::{Datelike, NaiveDate};

use crate::{AnchorTable, Cell, Value, bind::BoundTable, hyphenated};

const DAYS: &[&str] = &["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"];

/// Slots that mean the same everywhere: `day`, `time`, `days`, `pct`, `qty`, `amount`, `small`, and
/// the numbers that people quote: `ref`, `lot`, `rack`. False for any other.
pub(crate) fn figure(slot: &str, cell: &mut Cell, out: &mut String) -> bool {
    match slot {
        "day" => out.push_str(one(cell, DAYS)),
        "time" => {
            let half_hours = cell.range(14..=34);
            number(half_hours / 2, out);
            out.push_str(if half_hours % 2 == 0 { ":00" } else { ":30" });
        }
        "days" => {
            let days = cell.pick(&[3, 5, 7, 10, 14, 15, 21, 30, 45, 60, 90]);
            number(days.copied().unwrap_or(30), out);
        }
        "pct" => number(cell.range(2..=15), out),
        "small" => number(cell.range(2..=6), out),
        "qty" => number(
            match cell.below(3) {
                0 => cell.range(2..=20),
                1 => cell.range(2..=20) * 12,
                _ => cell.range(2..=30) * 10,
            },
            out,
        ),
        "amount" => dollars(
            match cell.below(3) {
                0 => cell.range(2..=19) * 25,
                1 => cell.range(10..=50) * 50,
                _ => cell.range(5..=48) * 250,
            },
            out,
        ),
        "ref" => number(cell.range(1201..=9874), out),
        "lot" => {
            out.push_str(one(cell, &["A", "B", "F", "G", "H", "K", "M", "R", "T"]));
            number(cell.range(1002..=4998), out);
        }
        "rack" => {
            out.push_str(one(cell, &["A", "B", "C", "D", "E", "F", "G", "H"]));
            number(cell.range(1..=48), out);
            out.push('-');
            number(cell.range(1..=6), out);
        }
        _ => return false,
    }
    true
}

/// `14 Nov`.
pub(crate) fn short_date(day: NaiveDate, out: &mut String) {
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    number(day.day().into(), out);
    out.push(' ');
    out.push_str(MONTHS.get(day.month0() as usize).copied().unwrap_or_default());
}

/// A whole number, not negative.
pub(crate) fn number(n: i64, out: &mut String) {
    let mut digits = [0u8; 20];
    let (mut rest, mut at) = (n.unsigned_abs(), digits.len());
    loop {
        at -= 1;
        if let Some(digit) = digits.get_mut(at) {
            *digit = b'0' + (rest % 10) as u8;
        }
        rest /= 10;
        if rest == 0 || at == 0 {
            break;
        }
    }
    if n < 0 {
        out.push('-');
    }
    out.extend(digits.iter().skip(at).map(|d| char::from(*d)));
}

/// `$1,250`.
fn dollars(amount: i64, out: &mut String) {
    out.push('$');
    if amount >= 1000 {
        number(amount / 1000, out);
        out.push(',');
        for digit in [amount / 100, amount / 10, amount] {
            number(digit % 10, out);
        }
    } else {
        number(amount, out);
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

/// Makes the letter at `at` a capital: that of a sentence which starts there.
pub(crate) fn capitalise(text: &mut String, at: usize) {
    let Some(first) = text.get(at..).and_then(|t| t.chars().next()) else { return };
    if first.is_ascii_lowercase() {
        text.replace_range(at..=at, first.to_ascii_uppercase().encode_utf8(&mut [0; 4]));
    } else if first.is_lowercase() {
        let upper: String = first.to_uppercase().collect();
        text.replace_range(at..at + first.len_utf8(), &upper);
    }
}

/// The template with every `{slot}` written by `slot`.
pub(crate) fn render<'t>(
    template: &'t str,
    out: &mut String,
    mut slot: impl FnMut(&'t str, &mut String),
) {
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let Some((name, behind)) = after.split_once('}') else {
            out.push('{');
            rest = after;
            break;
        };
        slot(name, out);
        rest = behind;
    }
    out.push_str(rest);
}

/// Draws until a text fits; `None` when none of a dozen does.
pub(crate) fn fitting(room: Option<usize>, mut draw: impl FnMut() -> String) -> Option<String> {
    // A text has no more characters than bytes.
    let fits =
        |text: &String| room.is_none_or(|most| text.len() <= most || text.chars().count() <= most);
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
        let filled = |template: &'static str| {
            let mut out = String::new();
            render(template, &mut out, |slot, out| out.push_str(&slot.to_uppercase()));
            out
        };
        assert_eq!(filled("a {x} b {y}."), "a X b Y.");
        assert_eq!(filled("no slot"), "no slot");
        assert_eq!(filled("open {x"), "open {x");
    }

    #[test]
    fn figures_read_as_people_write_them() {
        let written = |write: &dyn Fn(&mut String)| {
            let mut out = String::new();
            write(&mut out);
            out
        };
        for n in [0, 7, 10, 4417, 1_000_000, i64::MAX, -42] {
            assert_eq!(written(&|out| number(n, out)), n.to_string());
        }
        assert_eq!(written(&|out| dollars(975, out)), "$975");
        assert_eq!(written(&|out| dollars(12_050, out)), "$12,050");
        let day = "2025-11-04".parse().unwrap();
        assert_eq!(written(&|out| short_date(day, out)), "4 Nov");
        let mut text = "so. élan".to_owned();
        capitalise(&mut text, 4);
        capitalise(&mut text, 0);
        assert_eq!(text, "So. Élan");
    }

    #[test]
    fn what_does_not_fit_is_drawn_again() {
        let mut texts = ["too long", "ok"].into_iter();
        let draw = || texts.next().unwrap_or_default().to_owned();
        assert_eq!(fitting(Some(3), draw).as_deref(), Some("ok"));
        assert_eq!(fitting(Some(1), || "no".into()), None);
    }
}
