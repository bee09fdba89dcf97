//! Partitions of MySQL and MariaDB in one spelling.
//!
//! The text is that of a token each word apart: `range ( year ( d ) ) ( partition p0 values …`.

/// The form of what follows PARTITION BY.
pub(super) fn form(text: &str) -> String {
    let mut words: Vec<&str> = text.split(' ').collect();
    let mut out: Vec<String> = Vec::new();
    // A dump names the storage engine and the comment of each partition.
    while let Some(at) = position(&words, &["engine", "="]) {
        words.drain(at..(at + 3).min(words.len()));
    }
    let mut rest = words.as_slice();
    while let Some((word, after)) = rest.split_first() {
        match rest {
            ["to_days", "(", date, ")", ..] if bound(&out) => {
                match days(date) {
                    Some(days) => out.push(days.to_string()),
                    None => out.extend(rest.iter().take(4).map(ToString::to_string)),
                }
                rest = &rest[4..];
                continue;
            }
            ["values", "in", "(", list @ ..] => {
                let end = list.iter().position(|w| *w == ")").unwrap_or(list.len());
                let mut items: Vec<String> =
                    list[..end].split(|w| *w == ",").map(|item| item.join(" ")).collect();
                // NULL comes first, wherever it is written.
                items.sort_by_key(|item| item != "null");
                out.push(format!("values in ( {} )", items.join(" , ")));
                rest = list.get(end + 1..).unwrap_or_default();
                continue;
            }
            ["(", "maxvalue", ")", ..] if out.last().is_some_and(|w| w == "than") => {
                out.push("maxvalue".to_owned());
                rest = &rest[3..];
                continue;
            }
            _ => out.push((*word).to_owned()),
        }
        rest = after;
    }
    let form = out.join(" ");
    let numbered = |word: &str| form.split(' ').any(|w| w == word);
    let by_hash = ["hash ", "key ", "linear "].iter().any(|w| form.starts_with(w));
    if by_hash && !numbered("partitions") && !numbered("partition") {
        return format!("{form} partitions 1");
    }
    form
}

fn position(words: &[&str], wanted: &[&str]) -> Option<usize> {
    words.windows(wanted.len()).position(|w| w == wanted)
}

/// Whether the last words open the bound of a range.
fn bound(words: &[String]) -> bool {
    matches!(words, [.., than, open] if than == "than" && open == "(")
}

/// `to_days` of a quoted date.
fn days(date: &str) -> Option<i64> {
    let mut parts = date.trim_matches('\'').split('-');
    let mut next = || parts.next()?.parse::<i64>().ok();
    let (year, month, day) = (next()?, next()?, next()?);
    if !(1..=9999).contains(&year) || !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    // Counted from March, so that the leap day is the last of its year.
    let (y, m) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let before = 365 * y + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + day;
    Some(before + 59)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_those_of_the_server() {
        // SELECT to_days(…) on MariaDB 10.11.
        for (date, expected) in
            [("2000-01-01", 730_485), ("1970-01-01", 719_528), ("2024-03-01", 739_311)]
        {
            assert_eq!(days(&format!("'{date}'")), Some(expected), "{date}");
        }
        assert_eq!(days("'2000-13-01'"), None);
    }

    #[test]
    fn spellings_of_partitions() {
        let cases = [
            ("hash ( id )", "hash ( id ) partitions 1"),
            ("hash ( id ) partitions 4", "hash ( id ) partitions 4"),
            (
                "range ( to_days ( d ) ) ( partition a values less than ( to_days ( '2000-01-01' ) ) \
                 engine = innodb , partition b values less than ( maxvalue ) )",
                "range ( to_days ( d ) ) ( partition a values less than ( 730485 ) , \
                 partition b values less than maxvalue )",
            ),
            (
                "list ( id ) ( partition a values in ( 4 , null ) )",
                "list ( id ) ( partition a values in ( null , 4 ) )",
            ),
        ];
        for (text, expected) in cases {
            assert_eq!(form(text), expected);
            assert_eq!(form(expected), expected);
        }
    }
}
