//! Settings of a table that are no part of its definition, or that the model has no place for.

use super::cursor::Cursor;

/// How the table is stored, owned or watched, or how the statement is to be run.
pub(super) const ALL: [&str; 31] = [
    "OWNER",
    "ENABLE",
    "DISABLE",
    "FORCE",
    "NO",
    "REPLICA",
    "CLUSTER",
    "SET",
    "RESET",
    "ALGORITHM",
    "LOCK",
    "ORDER",
    "AUTO_INCREMENT",
    "ROW_FORMAT",
    "KEY_BLOCK_SIZE",
    "STATS_PERSISTENT",
    "DISCARD",
    "IMPORT",
    "ANALYZE",
    "OPTIMIZE",
    "REBUILD",
    "REORGANIZE",
    "EXCHANGE",
    "COALESCE",
    "TRUNCATE",
    "CHECK",
    "REPAIR",
    "WITHOUT",
    "WITH",
    "WAIT",
    "NOWAIT",
];

/// PostgreSQL: settings of a table that the model has no place for, in people's words.
pub(super) fn unmodelled(cursor: &Cursor<'_>) -> Option<&'static str> {
    let any = |all: &[&str]| all.iter().any(|words| cursor.is_all(words));
    if any(&["ENABLE ROW", "DISABLE ROW", "FORCE ROW", "NO FORCE"]) {
        return Some("row level security");
    }
    if any(&["ENABLE RULE", "DISABLE RULE", "ENABLE REPLICA RULE", "ENABLE ALWAYS RULE"]) {
        return Some("the state of a rule");
    }
    if cursor.is("REPLICA") {
        return Some("the replica identity");
    }
    if any(&["SET TABLESPACE", "SET ACCESS"]) {
        return Some("where a table is stored");
    }
    let mut rest = *cursor;
    let parameters = (rest.eat("SET") || rest.eat("RESET")) && rest.is_symbol(b'(');
    parameters.then_some("a storage parameter")
}
