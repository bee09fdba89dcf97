//! Names the engines make up for what was declared without one.

use crate::{
    Check, Dialect, Exclusion, Family, ForeignKey, Index, IndexKey, IndexPart, Key, Table,
};

/// PostgreSQL's limit on the length of a name, in bytes.
const POSTGRES_LIMIT: usize = 63;

/// The primary key's name, when somebody chose it.
pub(super) fn primary_key(dialect: Dialect, table: &Table, key: &Key) -> Option<String> {
    match dialect.family {
        // SQLite only remembers the text, MySQL not even that: there it is always PRIMARY.
        Family::Sqlite | Family::MySql | Family::MariaDb => None,
        Family::Postgres => chosen(&key.name, |name| is_postgres_name(name, table, &[], "pkey")),
    }
}

/// A unique constraint's name, when somebody chose it.
pub(super) fn unique(dialect: Dialect, table: &Table, key: &Key) -> Option<String> {
    match dialect.family {
        Family::Sqlite => chosen(&key.name, |name| name.starts_with("sqlite_autoindex_")),
        Family::MySql | Family::MariaDb => {
            chosen(&key.name, |name| is_first_column(name, key.columns.first()))
        }
        Family::Postgres => {
            let columns: Vec<String> = key.columns.iter().chain(&key.include).cloned().collect();
            chosen(&key.name, |name| is_postgres_name(name, table, &refs(&columns), "key"))
        }
    }
}

/// A foreign key's name, when somebody chose it.
pub(super) fn foreign_key(dialect: Dialect, table: &Table, key: &ForeignKey) -> Option<String> {
    match dialect.family {
        Family::Sqlite => key.name.clone(),
        Family::MySql | Family::MariaDb => chosen(&key.name, |name| {
            let rest = strip_table(name, table).and_then(|r| r.strip_prefix("_ibfk_"));
            is_number(rest.unwrap_or(name))
        }),
        Family::Postgres => {
            chosen(&key.name, |name| is_postgres_name(name, table, &refs(&key.columns), "fkey"))
        }
    }
}

/// A check's name, when somebody chose it.
pub(super) fn check(dialect: Dialect, table: &Table, check: &Check) -> Option<String> {
    match dialect.family {
        Family::Sqlite => check.name.clone(),
        Family::MySql | Family::MariaDb => chosen(&check.name, |name| {
            name.strip_prefix("CONSTRAINT_").is_some_and(is_number)
                || strip_table(name, table)
                    .and_then(|rest| rest.strip_prefix("_chk_"))
                    .is_some_and(is_number)
                // MariaDB names the check of a column after it.
                || (dialect.family == Family::MariaDb && table.column(name).is_some())
        }),
        Family::Postgres => chosen(&check.name, |name| {
            is_postgres_name(name, table, &[], "check")
                || table.columns.iter().any(|c| is_postgres_name(name, table, &[&c.name], "check"))
        }),
    }
}

/// An exclusion constraint's name, when somebody chose it.
pub(super) fn exclusion(table: &Table, exclusion: &Exclusion) -> Option<String> {
    chosen(&exclusion.name, |name| {
        let columns: Vec<String> = exclusion.parts.iter().map(|p| index_column(&p.part)).collect();
        is_postgres_name(name, table, &refs(&columns), "excl")
    })
}

/// An index's name, when somebody chose it.
pub(super) fn index(dialect: Dialect, table: &Table, index: &Index) -> Option<String> {
    match dialect.family {
        Family::Sqlite => index.name.clone(),
        Family::MySql | Family::MariaDb => chosen(&index.name, |name| {
            let first = index.parts.first().and_then(|part| match &part.key {
                IndexKey::Column(column) => Some(column),
                IndexKey::Expression(_) => None,
            });
            is_first_column(name, first)
        }),
        Family::Postgres => chosen(&index.name, |name| {
            let parts: Vec<String> =
                index.parts.iter().map(index_column).chain(index.include.iter().cloned()).collect();
            is_postgres_name(name, table, &refs(&parts), "idx")
        }),
    }
}

/// What PostgreSQL calls a part of an index.
fn index_column(part: &IndexPart) -> String {
    match &part.key {
        IndexKey::Column(column) => column.clone(),
        // Named after the function, or else `expr`.
        IndexKey::Expression(expr) => match expr.0.split_once('(') {
            Some((function, _)) if is_word(function) => function.to_ascii_lowercase(),
            _ => "expr".to_owned(),
        },
    }
}

/// Whether a MySQL index is the one InnoDB makes for a foreign key.
pub(super) fn serves(index: &Index, key: &ForeignKey) -> bool {
    match &index.name {
        None => true,
        Some(name) => {
            key.name.as_ref().is_some_and(|k| k.eq_ignore_ascii_case(name))
                || is_first_column(name, key.columns.first())
        }
    }
}

fn refs(names: &[String]) -> Vec<&str> {
    names.iter().map(String::as_str).collect()
}

fn chosen(name: &Option<String>, made_up: impl Fn(&str) -> bool) -> Option<String> {
    name.clone().filter(|name| !made_up(name))
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

fn is_word(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
}

fn strip_table<'n>(name: &'n str, table: &Table) -> Option<&'n str> {
    let len = table.name.name.len();
    let (start, rest) = name.split_at_checked(len)?;
    start.eq_ignore_ascii_case(&table.name.name).then_some(rest)
}

/// MySQL names an index after its first column: `a`, then `a_2`, `a_3`, …
fn is_first_column(name: &str, column: Option<&String>) -> bool {
    let Some(column) = column else { return false };
    let Some((start, rest)) = name.split_at_checked(column.len()) else { return false };
    start.eq_ignore_ascii_case(column)
        && (rest.is_empty() || rest.strip_prefix('_').is_some_and(is_number))
}

/// `table_columns_label`, shortened as PostgreSQL does, perhaps with a number.
fn is_postgres_name(name: &str, table: &Table, columns: &[&str], label: &str) -> bool {
    let full = postgres_name(&table.name.name, &columns.join("_"), label);
    if name == full {
        return true;
    }
    // A taken name gets a number after the label, which may shorten the rest.
    let digits = name.len() - name.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    digits > 0 && {
        let label = format!("{label}{}", &name[name.len() - digits..]);
        name == postgres_name(&table.name.name, &columns.join("_"), &label)
    }
}

/// PostgreSQL's `makeObjectName`: the longer of the two parts is shortened first.
pub(super) fn postgres_name(table: &str, columns: &str, label: &str) -> String {
    let columns = clipped(columns, POSTGRES_LIMIT);
    let overhead = label.len() + 1 + usize::from(!columns.is_empty());
    let room = POSTGRES_LIMIT.saturating_sub(overhead);
    let (mut first, mut second) = (table.len(), columns.len());
    while first + second > room && first + second > 0 {
        if first > second { first -= 1 } else { second -= 1 }
    }
    let table = clipped(table, first);
    let columns = clipped(columns, second);
    if columns.is_empty() {
        format!("{table}_{label}")
    } else {
        format!("{table}_{columns}_{label}")
    }
}

fn clipped(text: &str, mut at: usize) -> &str {
    while !text.is_char_boundary(at.min(text.len())) {
        at -= 1;
    }
    &text[..at.min(text.len())]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn postgres_shortens_the_longer_part() {
        assert_eq!(postgres_name("t", "a_b", "key"), "t_a_b_key");
        assert_eq!(postgres_name("t", "", "pkey"), "t_pkey");
        let long = "a_table_name_that_is_quite_long_and_goes_on_for_a_while";
        let name = postgres_name(long, "column_name_that_is_long_too", "fkey");
        assert_eq!(name, "a_table_name_that_is_quite_lo_column_name_that_is_long_too_fkey");
        assert_eq!(name.len(), POSTGRES_LIMIT);
        assert!(postgres_name(&"ü".repeat(60), "x", "key").len() <= POSTGRES_LIMIT);
    }

    #[test]
    fn made_up_names_are_recognised() {
        let table = Table::new("t");
        assert!(is_postgres_name("t_a_key", &table, &["a"], "key"));
        assert!(is_postgres_name("t_a_key12", &table, &["a"], "key"));
        assert!(!is_postgres_name("t_b_key", &table, &["a"], "key"));
        assert!(is_first_column("User_ID_2", Some(&"user_id".to_owned())));
        assert!(!is_first_column("user_id_x", Some(&"user_id".to_owned())));
        assert!(!is_first_column("ü", Some(&"u".to_owned())));
    }
}
