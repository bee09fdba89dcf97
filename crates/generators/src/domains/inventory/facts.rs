//! What the anchored rows say, read once and given meaning.

use chrono::NaiveDateTime;

use super::Fulfillment;
use crate::{AnchorTable, Value, bind::BoundTable};

/// An order as the domain sees it.
#[derive(Debug, Clone)]
pub(super) struct Order {
    pub(super) key: Value,
    /// A confirmed sale rather than a quote or a draft.
    pub(super) sold: bool,
    pub(super) cancelled: bool,
    /// Where it stands; `None` when the column says something this domain has no word for.
    pub(super) stands: Option<Fulfillment>,
    pub(super) created_at: Option<NaiveDateTime>,
    pub(super) confirmed_at: Option<NaiveDateTime>,
    pub(super) packed: (Option<NaiveDateTime>, Option<Value>),
    pub(super) shipped: (Option<NaiveDateTime>, Option<Value>),
    pub(super) created_by: Option<Value>,
}

impl Order {
    /// The order in a row of the anchor.
    pub(super) fn read(table: &BoundTable, rows: &AnchorTable, row: usize) -> Option<Self> {
        let of = |column| table.of(rows, row, column);
        let time = |column| of(column).and_then(Value::as_datetime);
        let is = |column, words: &[&str]| {
            of(column).and_then(Value::as_str).is_some_and(|text| means(text, words))
        };
        let draft = of("is_draft").and_then(Value::as_bool).unwrap_or(false);
        let quote = is("type", &["quote", "quotation", "offer", "estimate"]);
        let shipped_at = time("shipped_at");
        let stands = match of("fulfillment_status").and_then(Value::as_str) {
            Some(text) => stands(text),
            None if shipped_at.is_some() => Some(Fulfillment::Shipped),
            None if time("packed_at").is_some() => Some(Fulfillment::Packed),
            None => Some(Fulfillment::Pending),
        };
        Some(Self {
            key: rows.key(row)?.clone(),
            sold: !draft && !quote,
            cancelled: is("sale_status", &["cancelled", "canceled", "void"])
                || is("fulfillment_status", &["cancelled", "canceled", "void"]),
            stands,
            created_at: time("created_at"),
            confirmed_at: time("confirmed_at"),
            packed: (time("packed_at"), of("packed_by").cloned()),
            shipped: (shipped_at, of("shipped_by").cloned()),
            created_by: of("created_by").cloned(),
        })
    }

    /// Whether its goods have left the house.
    pub(super) fn has_left(&self) -> bool {
        self.sold && !self.cancelled && self.stands == Some(Fulfillment::Shipped)
    }
}

fn stands(text: &str) -> Option<Fulfillment> {
    if means(text, &["pending", "new", "open", "confirmed", "ready for packing", "unfulfilled"]) {
        Some(Fulfillment::Pending)
    } else if means(text, &["packed", "picked", "ready to ship"]) {
        Some(Fulfillment::Packed)
    } else if means(text, &["shipped", "delivered", "completed", "fulfilled"]) {
        Some(Fulfillment::Shipped)
    } else {
        None
    }
}

/// Whether a text is one of some words, however it writes them.
pub(super) fn means(text: &str, words: &[&str]) -> bool {
    let ascii = |s: &str, at: &mut usize| {
        let rest = s.as_bytes().get(*at..)?;
        let next = rest.iter().position(u8::is_ascii_alphanumeric);
        *at += next.map_or(rest.len(), |n| n + 1);
        rest.get(next?).map(u8::to_ascii_lowercase)
    };
    let letters = |s: &str| -> String {
        s.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
    };
    words.iter().any(|word| {
        if !text.is_ascii() || !word.is_ascii() {
            return letters(word) == letters(text);
        }
        let (mut a, mut b) = (0, 0);
        loop {
            match (ascii(text, &mut a), ascii(word, &mut b)) {
                (None, None) => return true,
                (a, b) if a == b => {}
                _ => return false,
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_told_however_they_are_written() {
        for text in ["READY_TO_SHIP", "readyToShip", "Ready to ship", "ready-to-ship"] {
            assert!(means(text, &["packed", "ready to ship"]), "{text}");
        }
        assert!(means("GELÖSCHT", &["gelöscht"]));
        assert!(
            !means("ready", &["ready to ship"]) && !means("ready to ship it", &["ready to ship"])
        );
    }
}
