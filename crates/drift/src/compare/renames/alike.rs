//! How alike two names are, from 0 to 100. Words count, their separators and cases do not.

/// How alike two names are; `None` when they differ in digits only: `line1` and `line2` are two
/// things of one kind, not two names of one thing.
pub(super) fn names(a: &str, b: &str) -> Option<u32> {
    let (a, b) = (words(a), words(b));
    if a.concat() == b.concat() {
        return Some(100);
    }
    let without_digits = |words: &[String]| {
        let text = words.concat();
        let rest: String = text.chars().filter(|c| !c.is_ascii_digit()).collect();
        (rest.len() < text.len()).then_some(rest)
    };
    if let (Some(a), Some(b)) = (without_digits(&a), without_digits(&b))
        && a == b
    {
        return None;
    }
    let weight = |word: &String| if GENERAL.contains(&word.as_str()) { 1 } else { 2 };
    let total: u32 = a.iter().chain(&b).map(weight).sum();
    // The best partner first, each word once; ties in the order of the words.
    let mut pairs = Vec::new();
    for (i, x) in a.iter().enumerate() {
        for (j, y) in b.iter().enumerate() {
            pairs.push((alike(x, y), i, j));
        }
    }
    pairs.sort_by(|x, y| {
        y.0.cmp(&x.0).then((x.1 + x.2, x.1.abs_diff(x.2)).cmp(&(y.1 + y.2, y.1.abs_diff(y.2))))
    });
    let (mut used_a, mut used_b) = (vec![false; a.len()], vec![false; b.len()]);
    let mut found = 0;
    for (alike, i, j) in pairs {
        if alike > 0 && !used_a[i] && !used_b[j] {
            (used_a[i], used_b[j]) = (true, true);
            found += alike * (weight(&a[i]) + weight(&b[j]));
        }
    }
    let score = found / total.max(1);
    Some(if score < 40 { 0 } else { score.min(99) })
}

/// `adjustmentReason2` is `adjustment`, `reason`, `2`.
pub(super) fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut current = String::new();
    let mut last = ' ';
    for c in name.chars() {
        let turns = (c.is_uppercase() && last.is_lowercase())
            || (c.is_numeric() != last.is_numeric() && last.is_alphanumeric());
        if !c.is_alphanumeric() || turns {
            words.push(std::mem::take(&mut current));
        }
        if c.is_alphanumeric() {
            current.extend(c.to_lowercase());
        }
        last = c;
    }
    words.push(current);
    words.retain(|w| !w.is_empty());
    words
}

/// Two words: the same, one short for the other, or a few letters apart.
fn alike(a: &str, b: &str) -> u32 {
    if a == b {
        return 100;
    }
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let (short, long) = if a.len() <= b.len() { (&a, &b) } else { (&b, &a) };
    if short.len() < 2 {
        return 0;
    }
    let common = short.iter().zip(long).take_while(|(x, y)| x == y).count();
    if common == short.len() && short.len() >= 3 {
        return 85;
    }
    let edits = edits(&a, &b);
    let apart = 100 - edits * 100 / long.len();
    if apart >= 75 {
        return u32::try_from(apart).unwrap_or(0);
    }
    if common >= 4 && common * 100 >= long.len() * 60 {
        return 70;
    }
    // `qty` for `quantity`: the letters in their order.
    let mut rest = long.iter();
    let abbreviates = short.len() >= 3
        && short.len() * 3 >= long.len()
        && short.first() == long.first()
        && short.iter().all(|c| rest.any(|l| l == c));
    if abbreviates { 65 } else { 0 }
}

fn edits(a: &[char], b: &[char]) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut before = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let change = before + usize::from(x != y);
            before = row[j + 1];
            row[j + 1] = change.min(row[j] + 1).min(row[j + 1] + 1);
        }
    }
    row[b.len()]
}

/// Words that say little: many columns of one table share them.
pub(super) const GENERAL: [&str; 27] = [
    "at", "by", "code", "count", "data", "date", "flag", "has", "id", "in", "is", "key", "name",
    "no", "nr", "num", "of", "on", "ref", "text", "the", "time", "to", "ts", "type", "value",
    "status",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_count_and_their_spelling_does_not() {
        for (a, b, least, most) in [
            ("adjustmentReason", "adjustment_reason", 100, 100),
            ("ADJUSTMENT_REASON", "adjustmentReason", 100, 100),
            ("mail", "email", 75, 99),
            ("qty", "quantity", 60, 70),
            ("name", "full_name", 40, 60),
            ("reason", "adjustment_reason", 60, 70),
            ("reason", "notes", 0, 0),
            ("created_by", "approved_by", 0, 0),
            ("created_at", "updated_at", 0, 40),
            ("label", "label_renamed", 60, 70),
            ("user_id", "owner_id", 0, 0),
        ] {
            let score = names(a, b).unwrap();
            assert!((least..=most).contains(&score), "{a} {b}: {score}");
            assert_eq!(names(b, a), Some(score), "{b} {a}");
        }
        assert_eq!(names("line1", "line2"), None);
        assert_eq!(names("events_2024", "events_2025"), None);
        assert_eq!(names("address1", "address"), names("address", "address1"));
    }
}
