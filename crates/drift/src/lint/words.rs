//! Names as words: their style, and whether two mean the same thing in singular or plural.

/// How a name is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Style {
    Snake,
    Camel,
    Pascal,
    Upper,
}

impl Style {
    pub(super) fn label(self) -> &'static str {
        match self {
            Self::Snake => "snake_case",
            Self::Camel => "camelCase",
            Self::Pascal => "PascalCase",
            Self::Upper => "UPPER_CASE",
        }
    }

    /// The style of a name; `None` for a single lower-case word, which is in any style, and for what
    /// is in none.
    pub(super) fn of(name: &str) -> Option<Self> {
        let name = name.trim_start_matches('_');
        let upper = name.chars().any(char::is_uppercase);
        let lower = name.chars().any(char::is_lowercase);
        let first = name.chars().next()?;
        let joined = name.contains('_');
        match (upper, lower) {
            (false, true) if joined => Some(Self::Snake),
            (true, false) if name.chars().count() > 1 => Some(Self::Upper),
            (true, true) if joined => None,
            (true, true) if first.is_uppercase() => Some(Self::Pascal),
            (true, true) => Some(Self::Camel),
            _ => None,
        }
    }
}

/// The words of a name in lower case: `pricingProfile_id` is pricing, profile, id.
pub(super) fn of(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut word = String::new();
    let chars: Vec<char> = name.chars().collect();
    for (i, c) in chars.iter().enumerate() {
        let next_lower = chars.get(i + 1).is_some_and(|n| n.is_lowercase());
        let before = i.checked_sub(1).and_then(|p| chars.get(p));
        let begins = c.is_uppercase()
            && before.is_some_and(|b| b.is_lowercase() || b.is_numeric() || next_lower);
        if !c.is_alphanumeric() || begins {
            words.extend(Some(std::mem::take(&mut word)).filter(|w| !w.is_empty()));
        }
        if c.is_alphanumeric() {
            word.extend(c.to_lowercase());
        }
    }
    words.extend(Some(word).filter(|w| !w.is_empty()));
    words
}

/// A word without the sign of its plural.
pub(super) fn singular(word: &str) -> String {
    if let Some(stem) = word.strip_suffix("ies").filter(|s| s.len() > 1) {
        return format!("{stem}y");
    }
    for (plural, end) in [
        ("sses", "ss"),
        ("shes", "sh"),
        ("ches", "ch"),
        ("xes", "x"),
        ("uses", "us"),
        ("people", "person"),
    ] {
        if let Some(stem) = word.strip_suffix(plural) {
            return format!("{stem}{end}");
        }
    }
    match word.strip_suffix('s') {
        Some(stem) if stem.len() > 1 && !stem.ends_with(['s', 'u', 'i']) => stem.to_owned(),
        _ => word.to_owned(),
    }
}

/// The words with each in its singular.
pub(super) fn singulars(words: &[String]) -> Vec<String> {
    words.iter().map(|w| singular(w)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_fall_into_words() {
        for (name, expected) in [
            ("pricing_profile_id", "pricing profile id"),
            ("pricingProfileId", "pricing profile id"),
            ("InvoiceLine", "invoice line"),
            ("orderID", "order id"),
            ("HTTPServer_x", "http server x"),
            ("TRACK_ID", "track id"),
            ("_id", "id"),
            ("a1B", "a1 b"),
        ] {
            assert_eq!(of(name).join(" "), expected, "{name}");
        }
    }

    #[test]
    fn plurals_lose_their_sign() {
        for (plural, one) in [
            ("categories", "category"),
            ("batches", "batch"),
            ("boxes", "box"),
            ("classes", "class"),
            ("statuses", "status"),
            ("orders", "order"),
            ("status", "status"),
            ("address", "address"),
            ("invoices", "invoice"),
            ("people", "person"),
        ] {
            assert_eq!(singular(plural), one, "{plural}");
        }
    }

    #[test]
    fn styles() {
        for (name, style) in [
            ("user_id", Some(Style::Snake)),
            ("userId", Some(Style::Camel)),
            ("UserId", Some(Style::Pascal)),
            ("USER_ID", Some(Style::Upper)),
            ("user", None),
            ("User_Id", None),
            ("_x_y", Some(Style::Snake)),
        ] {
            assert_eq!(Style::of(name), style, "{name}");
        }
    }
}
