//! Names compared as words.

/// Prefixes that say "this is a table" and nothing else.
const EMPTY_PREFIXES: &[&str] = &["tbl", "tb", "t", "tab", "table", "app", "core", "public"];

/// The words of a name in lower case and singular: `tbl_todoLists` is `tbl`, `todo`, `list`.
pub(crate) fn words(name: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let chars: Vec<char> = name.chars().collect();
    for (i, c) in chars.iter().enumerate() {
        if !c.is_alphanumeric() {
            take(&mut word, &mut words);
            continue;
        }
        let after_lower = i > 0 && (chars[i - 1].is_lowercase() || chars[i - 1].is_numeric());
        // `APIKey` is two words: the last capital of a run starts the next.
        let before_lower = i > 0
            && chars[i - 1].is_uppercase()
            && chars.get(i + 1).is_some_and(|next| next.is_lowercase());
        if c.is_uppercase() && (after_lower || before_lower) {
            take(&mut word, &mut words);
        }
        word.extend(c.to_lowercase());
    }
    take(&mut word, &mut words);
    words
}

fn take(word: &mut String, words: &mut Vec<String>) {
    if !word.is_empty() {
        words.push(singular(word));
        word.clear();
    }
}

/// The singular of an English word, near enough: both sides of a comparison go through it.
fn singular(word: &str) -> String {
    let ends = |suffixes: &[&str]| suffixes.iter().any(|s| word.ends_with(s));
    let cut = |n: usize| word.get(..word.len().saturating_sub(n)).unwrap_or(word);
    match word {
        "people" => return "person".into(),
        "children" => return "child".into(),
        _ => {}
    }
    if word.len() <= 3 || ends(&["ss", "us", "is"]) {
        word.to_owned()
    } else if ends(&["ies"]) {
        format!("{}y", cut(3))
    } else if ends(&["sses", "uses", "xes", "ches", "shes"]) {
        cut(2).to_owned()
    } else if ends(&["s"]) {
        cut(1).to_owned()
    } else {
        word.to_owned()
    }
}

/// The words run together, so that `todolists` and `todo_lists` are the same.
pub(super) fn key(name: &str) -> String {
    words(name).concat()
}

/// The key without a prefix that means nothing: `tbl_tasks`, or one that every table carries.
pub(super) fn bare_key(name: &str, common: Option<&str>) -> Option<String> {
    let words = words(name);
    let (first, rest) = words.split_first()?;
    let empty = EMPTY_PREFIXES.contains(&first.as_str()) || common == Some(first.as_str());
    (empty && !rest.is_empty()).then(|| rest.concat())
}

/// The key of a column without its table's own words: `ticketStatus` in `tickets` is `status`.
pub(super) fn key_in_table(column: &str, table: &str) -> Option<String> {
    let (column, table) = (words(column), words(table));
    // Any run of the table's words, the longest first: `task_title` in `tbl_todo_task_items`.
    let prefix = (1..=table.len())
        .rev()
        .flat_map(|len| table.windows(len))
        .find(|run| column.len() > run.len() && column.starts_with(run))?;
    column.get(prefix.len()..).map(<[String]>::concat)
}

/// The first word that all of several names carry.
pub(super) fn common_prefix<'n>(mut names: impl Iterator<Item = &'n str>) -> Option<String> {
    let first = words(names.next()?).into_iter().next()?;
    let mut others = 0;
    for name in names {
        if words(name).first() != Some(&first) {
            return None;
        }
        others += 1;
    }
    (others >= 2).then_some(first)
}

/// Only letters and digits in lower case: what is left of a label when spelling is ignored.
pub(super) fn letters(label: &str) -> String {
    label.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Words for what happens to stock and orders that mean the same; the nearest first.
const SYNONYMS: &[(&str, &[&str])] = &[
    (
        "intake",
        &["receipt", "received", "receive", "in", "stockin", "inbound", "purchase", "incoming"],
    ),
    ("sale", &["sold", "sales", "shipment", "issue", "out", "stockout", "outbound", "dispatch"]),
    ("return", &["customerreturn", "returned", "salesreturn"]),
    ("adjustment", &["adjust", "correction", "stocktake", "inventorycount", "count"]),
    ("disposal", &["waste", "scrap", "writeoff", "discard", "loss", "destroyed"]),
    ("sample", &["sampling"]),
    ("pending", &["new", "open", "placed", "confirmed", "unfulfilled", "created"]),
    ("packed", &["picked", "processing", "readytoship", "inprogress", "preparing"]),
    ("shipped", &["sent", "dispatched", "fulfilled", "delivered", "completed", "complete"]),
    ("damaged", &["damage", "broken"]),
    ("countdiscrepancy", &["discrepancy", "stocktake", "countcorrection", "count"]),
];

/// Other words for a word, as letters.
pub(super) fn synonyms(letters: &str) -> &'static [&'static str] {
    SYNONYMS.iter().find(|(word, _)| *word == letters).map_or(&[], |(_, others)| others)
}

/// From here on two names may well mean the same.
pub(super) const ALIKE: f64 = 0.4;

/// How alike two names are, from 0 to 1: shared words count like shared spelling.
pub(super) fn likeness(a: &str, b: &str) -> f64 {
    let (wa, wb) = (words(a), words(b));
    let shared = wa.iter().filter(|w| wb.contains(w)).count() as f64;
    let by_words = 2.0 * shared / (wa.len() + wb.len()).max(1) as f64;
    by_words.max(strsim::normalized_damerau_levenshtein(&wa.concat(), &wb.concat()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_name_are_one_key() {
        for name in ["todo_lists", "todoLists", "TodoList", "TODO-LISTS", "todolists", "Todo List"]
        {
            assert_eq!(key(name), "todolist", "{name}");
        }
        assert_eq!(words("APIKeyID"), ["api", "key", "id"]);
        assert_eq!(words("kpiType2"), ["kpi", "type2"]);
    }

    #[test]
    fn singulars() {
        for (plural, one) in [
            ("batches", "batch"),
            ("statuses", "status"),
            ("status", "status"),
            ("activities", "activity"),
            ("addresses", "address"),
            ("users", "user"),
            ("ids", "ids"),
            ("boxes", "box"),
            ("analysis", "analysis"),
        ] {
            assert_eq!(singular(plural), one);
        }
    }

    #[test]
    fn prefixes_that_mean_nothing_fall_away() {
        assert_eq!(bare_key("tbl_tasks", None).as_deref(), Some("task"));
        assert_eq!(bare_key("wp_users", Some("wp")).as_deref(), Some("user"));
        assert_eq!(bare_key("old_tasks", None), None);
        assert_eq!(common_prefix(["wp_a", "wp_b", "wpc"].into_iter()), None);
        assert_eq!(common_prefix(["wp_a", "wp_b", "WP_c"].into_iter()).as_deref(), Some("wp"));
        assert_eq!(key_in_table("ticketStatus", "tickets").as_deref(), Some("status"));
        assert_eq!(key_in_table("task_title", "todo_tasks").as_deref(), Some("title"));
        assert_eq!(key_in_table("title", "todo_tasks"), None);
    }
}
