//! Words for columns that no domain knows.

use crate::Cell;

/// One of a list; the lists are never empty.
pub(super) fn one<'a>(cell: &mut Cell, list: &[&'a str]) -> &'a str {
    cell.pick(list).copied().unwrap_or_default()
}

pub(super) const HOSTS: &[&str] =
    &["example.com", "example.org", "example.net", "mail.example.com", "shop.example.org"];
pub(super) const COUNTRIES: &[&str] = &[
    "United States",
    "Canada",
    "Germany",
    "France",
    "Spain",
    "Italy",
    "Brazil",
    "Japan",
    "India",
    "Australia",
    "Netherlands",
    "Sweden",
    "Poland",
    "Mexico",
    "Norway",
];
pub(super) const COUNTRY_CODES: &[&str] =
    &["US", "CA", "DE", "FR", "ES", "IT", "BR", "JP", "IN", "AU", "NL", "SE", "PL", "MX", "NO"];
pub(super) const CURRENCIES: &[&str] = &["USD", "EUR", "GBP", "JPY", "CAD", "CHF"];
pub(super) const LOCALES: &[&str] = &["en-US", "en-GB", "de-DE", "fr-FR", "es-ES", "ja-JP"];
pub(super) const LANGUAGES: &[&str] = &["en", "de", "fr", "es", "it", "ja", "pt"];
pub(super) const ZONES: &[&str] =
    &["UTC", "Europe/Berlin", "America/New_York", "Asia/Tokyo", "America/Los_Angeles"];
pub(super) const MIMES: &[&str] =
    &["image/png", "image/jpeg", "application/pdf", "text/plain", "text/csv"];
pub(super) const STATUSES: &[&str] = &["active", "pending", "inactive", "archived"];
pub(super) const NOUNS: &[&str] = &[
    "harbor", "ledger", "garden", "lantern", "bridge", "orchard", "compass", "meadow", "canyon",
    "workshop", "river", "summit", "market", "studio", "archive", "signal", "anchor", "beacon",
    "forest", "island", "mill", "station", "tower", "valley", "window", "basket", "engine",
    "letter", "mirror", "needle",
];
pub(super) const ADJECTIVES: &[&str] = &[
    "amber", "quiet", "northern", "bright", "early", "silver", "open", "steady", "green", "narrow",
    "western", "brisk", "hidden", "broad", "copper", "plain", "swift", "warm", "distant", "solid",
];
const THINGS: &[&str] = &[
    "Desk Lamp",
    "Travel Mug",
    "Notebook",
    "Rain Jacket",
    "Tool Kit",
    "Backpack",
    "Headphones",
    "Kettle",
    "Wall Clock",
    "Water Bottle",
    "Chair",
    "Keyboard",
    "Blanket",
    "Cutting Board",
    "Bike Light",
    "Tripod",
    "Phone Case",
    "Plant Pot",
];
const STARTS: &[&str] = &[
    "Asked about",
    "Confirmed",
    "Prepared",
    "Sent the papers for",
    "Checked",
    "Called back about",
    "Agreed on",
    "Moved",
    "Reviewed",
    "Waiting for",
    "Closed",
    "Updated the figures for",
];
const ENDS: &[&str] = &[
    "before the end of the week",
    "with the customer",
    "after the last delivery",
    "for next month",
    "as discussed",
    "at the usual terms",
    "because the first one was late",
    "and noted the date",
    "once the invoice is in",
    "without changes",
];
const TITLES: &[&str] = &["Plan for", "Notes on", "Review of", "Questions about", "Next steps for"];

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |c| c.to_uppercase().chain(chars).collect())
}

pub(super) fn name(cell: &mut Cell, words: u8) -> String {
    let mut out = capital(one(cell, ADJECTIVES));
    for _ in 1..words.max(2) {
        out.push(' ');
        out.push_str(&capital(one(cell, NOUNS)));
    }
    out
}

pub(super) fn product(cell: &mut Cell) -> String {
    format!("{} {}", capital(one(cell, ADJECTIVES)), one(cell, THINGS))
}

pub(super) fn title(cell: &mut Cell) -> String {
    format!("{} the {} {}", one(cell, TITLES), one(cell, ADJECTIVES), one(cell, NOUNS))
}

pub(super) fn sentence(cell: &mut Cell) -> String {
    format!(
        "{} the {} {} {}.",
        one(cell, STARTS),
        one(cell, ADJECTIVES),
        one(cell, NOUNS),
        one(cell, ENDS)
    )
}

pub(super) fn paragraph(cell: &mut Cell) -> String {
    let count = cell.range(2..=4);
    (0..count).map(|_| sentence(cell)).collect::<Vec<_>>().join(" ")
}
