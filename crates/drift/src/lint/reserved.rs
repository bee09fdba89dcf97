//! Words that have to be quoted to be names, by engine: the reserved words of each manual that people
//! would give to a table or column.

use seedbed_schema_model::Family;

/// Reserved everywhere.
const COMMON: [&str; 46] = [
    "add",
    "all",
    "alter",
    "and",
    "as",
    "between",
    "case",
    "check",
    "collate",
    "column",
    "constraint",
    "create",
    "default",
    "delete",
    "desc",
    "distinct",
    "drop",
    "else",
    "exists",
    "foreign",
    "from",
    "group",
    "having",
    "in",
    "index",
    "insert",
    "into",
    "is",
    "join",
    "key",
    "limit",
    "not",
    "null",
    "on",
    "or",
    "order",
    "primary",
    "references",
    "select",
    "set",
    "table",
    "then",
    "to",
    "union",
    "unique",
    "where",
];

/// Not reserved on PostgreSQL although they are elsewhere.
const NOT_POSTGRES: [&str; 11] =
    ["add", "alter", "between", "delete", "drop", "exists", "index", "insert", "key", "set", "is"];

const POSTGRES: [&str; 22] = [
    "analyse",
    "analyze",
    "any",
    "array",
    "asc",
    "authorization",
    "both",
    "cast",
    "current_date",
    "current_user",
    "end",
    "except",
    "fetch",
    "grant",
    "initially",
    "leading",
    "localtime",
    "offset",
    "only",
    "session_user",
    "user",
    "window",
];

const MYSQL: [&str; 64] = [
    "analyze",
    "asc",
    "before",
    "both",
    "by",
    "call",
    "cascade",
    "change",
    "char",
    "character",
    "condition",
    "continue",
    "convert",
    "cross",
    "cube",
    "current_date",
    "current_user",
    "cursor",
    "database",
    "databases",
    "declare",
    "describe",
    "div",
    "dual",
    "each",
    "escape",
    "explain",
    "fetch",
    "float",
    "for",
    "force",
    "function",
    "grant",
    "groups",
    "if",
    "ignore",
    "interval",
    "kill",
    "lag",
    "lead",
    "leave",
    "left",
    "like",
    "lines",
    "load",
    "lock",
    "loop",
    "match",
    "mod",
    "option",
    "out",
    "partition",
    "procedure",
    "purge",
    "range",
    "rank",
    "read",
    "release",
    "rename",
    "repeat",
    "replace",
    "right",
    "row",
    "rows",
];

const MYSQL_MORE: [&str; 12] = [
    "schema",
    "separator",
    "show",
    "sql",
    "system",
    "trigger",
    "undo",
    "usage",
    "use",
    "values",
    "when",
    "write",
];

const SQLITE: [&str; 6] = ["autoincrement", "commit", "escape", "isnull", "notnull", "transaction"];

/// Words that MariaDB, unlike MySQL, takes as names.
const NOT_MARIADB: [&str; 7] = ["cube", "function", "groups", "lag", "lead", "rank", "system"];

/// Whether a name has to be quoted because the engine has another use for the word.
pub(super) fn is_reserved(family: Family, name: &str) -> bool {
    let word = name.to_ascii_lowercase();
    let word = word.as_str();
    let common = COMMON.contains(&word);
    match family {
        Family::Postgres => (common && !NOT_POSTGRES.contains(&word)) || POSTGRES.contains(&word),
        Family::MySql | Family::MariaDb => {
            let known = common || MYSQL.contains(&word) || MYSQL_MORE.contains(&word);
            known && !(family == Family::MariaDb && NOT_MARIADB.contains(&word))
        }
        // SQLite falls back to a name where it can.
        Family::Sqlite => (common && !["key", "desc"].contains(&word)) || SQLITE.contains(&word),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_reserved_where_they_are() {
        use Family::{MariaDb, MySql, Postgres, Sqlite};
        for (family, word, reserved) in [
            (Postgres, "order", true),
            (Postgres, "user", true),
            (Postgres, "key", false),
            (Postgres, "index", false),
            (MySql, "rank", true),
            (MariaDb, "rank", false),
            (MySql, "key", true),
            (MySql, "user", false),
            (Sqlite, "Group", true),
            (Sqlite, "key", false),
            (Sqlite, "name", false),
        ] {
            assert_eq!(is_reserved(family, word), reserved, "{family:?} {word}");
        }
    }
}
