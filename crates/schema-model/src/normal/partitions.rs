//! Partitions of MySQL and MariaDB in one spelling.
//!
//! The text is that of a token each word apart: `range ( year ( d ) ) ( partition p0 values …`.

/// The form of what follows PARTITION BY.
pub(super) fn form(text: &str) -> String {
    let words = spelled(without_storage(text.split(' ').collect()));
    let mut out: Vec<String> = Vec::new();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
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
    out.join(" ")
}

/// Without where and how a partition is stored, and its comment: a dump names the storage engine of
/// each. The catalog does not show by which algorithm KEY hashes.
fn without_storage(words: Vec<&str>) -> Vec<&str> {
    let mut out: Vec<&str> = Vec::with_capacity(words.len());
    let mut rest = words.as_slice();
    while let Some((word, after)) = rest.split_first() {
        let begins_something =
            matches!(out.last(), None | Some(&("(" | "," | "partition" | "subpartition")));
        let option = match rest {
            _ if begins_something => 0,
            ["storage", "engine", ..] | ["data" | "index", "directory", ..] => 2,
            ["engine" | "comment" | "tablespace" | "nodegroup" | "max_rows" | "min_rows", ..] => 1,
            ["algorithm", "=", ..] if out.last() == Some(&"key") => 1,
            _ => 0,
        };
        if option == 0 {
            out.push(word);
            rest = after;
            continue;
        }
        rest = rest.get(option..).unwrap_or_default();
        rest = rest.strip_prefix(&["="]).unwrap_or(rest);
        rest = rest.get(1..).unwrap_or_default();
    }
    out
}

/// What goes without saying is said, names that the server would give are left out.
fn spelled(words: Vec<&str>) -> Vec<String> {
    let (mut head, mut items) = listed(&words);
    let owned = |words: &[&str]| words.iter().map(ToString::to_string).collect::<Vec<_>>();
    let hashed = matches!(head.first(), Some(&("hash" | "key" | "linear")));
    let by_time = head.first() == Some(&"system_time");
    if by_time {
        starts(&mut head);
    }
    let mut tail = Vec::new();
    let parts = items.iter().map(|item| sublist(item)).collect::<Vec<_>>();
    let at = head.iter().position(|w| *w == "subpartition");
    if let Some(at) = at {
        let mut sub = head.split_off(at);
        let named = parts.iter().any(|(_, subs)| !subs.is_empty());
        let usual = parts.iter().all(|(item, subs)| {
            let own = |(i, sub): (usize, &Vec<&str>)| match (item.as_slice(), sub.as_slice()) {
                (["partition", of, ..], ["subpartition", name]) => *name == format!("{of}sp{i}"),
                _ => false,
            };
            subs.iter().enumerate().all(own)
        });
        let said = count(&mut sub, "subpartitions");
        tail = owned(&sub);
        if !named || usual {
            let each = parts.first().map(|(_, subs)| subs.len()).filter(|_| named);
            let each = each.map(|n| n.to_string()).or(said).unwrap_or_else(|| "1".to_owned());
            tail.extend(["subpartitions".to_owned(), each]);
            items = parts.into_iter().map(|(item, _)| item).collect();
        }
    }
    let said = count(&mut head, "partitions");
    let last = items.len().saturating_sub(1);
    let usual = items.iter().enumerate().all(|(i, item)| match item.as_slice() {
        ["partition", name] => hashed && *name == format!("p{i}"),
        ["partition", name, "history"] => by_time && i < last && *name == format!("p{i}"),
        ["partition", "pn", "current"] => by_time && i == last,
        _ => false,
    });
    let mut out = owned(&head);
    if (hashed || by_time) && usual {
        let least = if by_time { "2" } else { "1" };
        let many = Some(items.len()).filter(|n| *n > 0).map(|n| n.to_string()).or(said);
        out.extend(["partitions".to_owned(), many.unwrap_or_else(|| least.to_owned())]);
        items.clear();
    }
    out.append(&mut tail);
    if !items.is_empty() {
        let items: Vec<_> = items.iter().map(|item| item.join(" ")).collect();
        out.extend(format!("( {} )", items.join(" , ")).split(' ').map(str::to_owned));
    }
    out
}

/// What stands before the list of partitions, and the list.
fn listed<'w>(words: &[&'w str]) -> (Vec<&'w str>, Vec<Vec<&'w str>>) {
    let open = words.windows(2).position(|w| w == ["(", "partition"]);
    match open {
        Some(at) => (words[..at].to_vec(), split(&words[at..])),
        None => (words.to_vec(), Vec::new()),
    }
}

/// A partition without its subpartitions, and those.
fn sublist<'w>(item: &[&'w str]) -> (Vec<&'w str>, Vec<Vec<&'w str>>) {
    let open = item.windows(2).position(|w| w == ["(", "subpartition"]);
    match open {
        Some(at) => (item[..at].to_vec(), split(&item[at..])),
        None => (item.to_vec(), Vec::new()),
    }
}

/// The items of a list in parentheses.
fn split<'w>(list: &[&'w str]) -> Vec<Vec<&'w str>> {
    let mut items = vec![Vec::new()];
    let mut depth = 0_usize;
    for word in list {
        match *word {
            "(" => depth += 1,
            ")" => depth = depth.saturating_sub(1),
            _ => {}
        }
        match (depth, *word) {
            (1, "(") | (0, ")") => {}
            (1, ",") => items.push(Vec::new()),
            _ => items.last_mut().into_iter().for_each(|item| item.push(*word)),
        }
    }
    items
}

/// Takes a number and the word before it out.
fn count(words: &mut Vec<&str>, word: &str) -> Option<String> {
    let at = words.iter().rposition(|w| *w == word)?;
    let number = words.get(at + 1).filter(|n| n.bytes().all(|b| b.is_ascii_digit()))?.to_string();
    words.drain(at..at + 2);
    Some(number)
}

/// Takes out when the first interval begins: unsaid, the server says when the table was made.
fn starts(words: &mut Vec<&str>) {
    let Some(at) = words.iter().position(|w| *w == "starts") else { return };
    let after = words[at..].iter().position(|w| matches!(*w, "auto" | "partitions"));
    let end = after.map_or(words.len(), |n| at + n);
    words.drain(at..end);
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
            ("key algorithm = 1 ( id ) partitions 2", "key ( id ) partitions 2"),
            (
                "linear hash ( id ) ( partition p0 , partition p1 )",
                "linear hash ( id ) partitions 2",
            ),
            (
                "hash ( id ) partitions 2 ( partition x engine = innodb , partition p1 comment 'y' )",
                "hash ( id ) ( partition x , partition p1 )",
            ),
            (
                "range ( engine ) ( partition comment values less than ( 1 ) comment = 'x' \
                 data directory = '/d' )",
                "range ( engine ) ( partition comment values less than ( 1 ) )",
            ),
            (
                "range ( id ) subpartition by hash ( id ) ( partition a values less than ( 1 ) )",
                "range ( id ) subpartition by hash ( id ) subpartitions 1 \
                 ( partition a values less than ( 1 ) )",
            ),
            (
                "range ( id ) partitions 1 subpartition by hash ( id ) ( partition a values less \
                 than ( 1 ) ( subpartition asp0 , subpartition asp1 engine = innodb ) )",
                "range ( id ) subpartition by hash ( id ) subpartitions 2 \
                 ( partition a values less than ( 1 ) )",
            ),
            (
                "range ( id ) subpartition by hash ( id ) subpartitions 1 \
                 ( partition a values less than ( 1 ) ( subpartition s ) )",
                "range ( id ) subpartition by hash ( id ) \
                 ( partition a values less than ( 1 ) ( subpartition s ) )",
            ),
            ("system_time", "system_time partitions 2"),
            (
                "system_time interval 1 day starts timestamp '2026-01-01 00:00:00' auto \
                 ( partition p0 history , partition pn current )",
                "system_time interval 1 day auto partitions 2",
            ),
            (
                "system_time limit 9 ( partition a history , partition pn current )",
                "system_time limit 9 ( partition a history , partition pn current )",
            ),
        ];
        for (text, expected) in cases {
            assert_eq!(form(text), expected);
            assert_eq!(form(expected), expected);
        }
    }
}
