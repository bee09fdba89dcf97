//! The invariants of comments, as SQL.

use seedbed_schema_model::{Dialect, TypeKind};

use super::generator::Tables;
use crate::{DataCheck, bind::BoundTable, domains::sql::Checks};

/// Every invariant that the bound columns can show.
pub(super) fn all(tables: &Tables, dialect: Dialect) -> Vec<DataCheck> {
    let mut checks = Checks::new("comments", dialect);
    targets(tables, &mut checks);
    people(tables, &mut checks);
    resolved(tables, &mut checks);
    mentions(tables, &mut checks);
    replies(tables, &mut checks);
    checks.done()
}

fn targets(t: &Tables, checks: &mut Checks) {
    let comments = checks.from(&t.comment, "c");
    let col = |name: &str, checks: &Checks| checks.col(&t.comment, "c", name);
    let (kind, Some(key)) = (col("type", checks), col("target", checks)) else { return };
    for target in &t.targets {
        let Some(id) = checks.col(&target.table, "x", "id") else { continue };
        let number = |table: &BoundTable, name: &str| {
            table.column(name).is_some_and(|c| matches!(c.kind, TypeKind::Integer { .. }))
        };
        // A text that holds UUIDs or numbers meets them as text; numbers meet numbers by index.
        let (id, key) = if number(&target.table, "id") && number(&t.comment, "target") {
            (id, key.clone())
        } else {
            (checks.as_text(&id), checks.as_text(&key))
        };
        let rows = checks.from(&target.table, "x");
        // Without a type all comments are on rows of this table.
        let is_kind = match &kind {
            Some(kind) => format!("{kind} = {}", checks.text(&target.label)),
            None => format!("{key} IS NOT NULL"),
        };
        let name = |rule: &str| format!("{}-{rule}", target.label);
        checks.count(
            &name("exists"),
            "A comment hangs on a row that exists; otherwise it is shown nowhere.",
            &comments,
            &format!("{is_kind} AND NOT EXISTS (SELECT 1 FROM {rows} WHERE {id} = {key})"),
        );
        let joined = format!("{comments} JOIN {rows} ON {id} = {key}");
        let Some(written) = col("created_at", checks) else { continue };
        if let Some(born) = checks.col(&target.table, "x", "created_at") {
            checks.count(
                &name("came-first"),
                "Nothing is said about a row before it was created.",
                &joined,
                &format!("{is_kind} AND {written} < {born}"),
            );
        }
        if let Some(deleted) = checks.col(&target.table, "x", "deleted_at") {
            checks.count(
                &name("was-not-deleted"),
                "Nothing is said about a row after it was deleted.",
                &joined,
                &format!("{is_kind} AND {deleted} <= {written}"),
            );
        }
    }
}

fn people(t: &Tables, checks: &mut Checks) {
    let col = |name: &str, checks: &Checks| checks.col(&t.comment, "c", name);
    let (Some(author), Some(written)) = (col("author", checks), col("created_at", checks)) else {
        return;
    };
    let (Some(id), Some(since)) =
        (checks.col(&t.user, "u", "id"), checks.col(&t.user, "u", "created_at"))
    else {
        return;
    };
    let (comments, users) = (checks.from(&t.comment, "c"), checks.from(&t.user, "u"));
    checks.count(
        "author-was-there",
        "Nobody writes a comment before being a user.",
        &format!("{comments} JOIN {users} ON {id} = {author}"),
        &format!("{written} < {since}"),
    );
    let Some(mention) = &t.mention else { return };
    if let (Some(of), Some(user), Some(comment)) =
        (checks.col(mention, "m", "comment"), checks.col(mention, "m", "user"), col("id", checks))
    {
        let rows = checks.from(mention, "m");
        checks.count(
            "mentioned-was-there",
            "Nobody is mentioned before being a user.",
            &format!("{rows} JOIN {comments} ON {comment} = {of} JOIN {users} ON {id} = {user}"),
            &format!("{written} < {since}"),
        );
    }
}

fn resolved(t: &Tables, checks: &mut Checks) {
    let comments = checks.from(&t.comment, "c");
    let col = |name: &str, checks: &Checks| checks.col(&t.comment, "c", name);
    let (at, by) = (col("resolved_at", checks), col("resolved_by", checks));
    if let Some(is) = checks.truth(&t.comment, "c", "is_resolved") {
        let is = format!("CASE WHEN {is} THEN 1 ELSE 0 END");
        let parts = [
            (
                &at,
                "resolved-has-time",
                "A comment has a time of resolution exactly when it is resolved.",
            ),
            (
                &by,
                "resolved-by-someone",
                "A comment says who resolved it exactly when it is resolved.",
            ),
        ];
        for (part, name, explanation) in parts {
            if let Some(part) = part {
                let has = format!("CASE WHEN {part} IS NOT NULL THEN 1 ELSE 0 END");
                checks.count(name, explanation, &comments, &format!("{is} <> {has}"));
            }
        }
    }
    if let Some(created) = col("created_at", checks) {
        if let Some(at) = at {
            checks.count(
                "resolved-after-written",
                "A comment is resolved after it was written.",
                &comments,
                &format!("{at} < {created}"),
            );
        }
        if let Some(updated) = col("updated_at", checks) {
            checks.count(
                "changed-after-written",
                "A comment changes after it was written.",
                &comments,
                &format!("{updated} < {created}"),
            );
        }
    }
}

fn mentions(t: &Tables, checks: &mut Checks) {
    let Some(mention) = &t.mention else { return };
    let (Some(of), Some(user), Some(id), Some(content), Some(author)) = (
        checks.col(mention, "m", "comment"),
        checks.col(mention, "m", "user"),
        checks.col(&t.comment, "c", "id"),
        checks.col(&t.comment, "c", "content"),
        checks.col(&t.comment, "c", "author"),
    ) else {
        return;
    };
    let (rows, comments) = (checks.from(mention, "m"), checks.from(&t.comment, "c"));
    let joined = format!("{rows} JOIN {comments} ON {id} = {of}");
    let token = checks.joined(&[checks.text("%]("), checks.as_text(&user), checks.text(")%")]);
    checks.count(
        "mention-is-in-text",
        "Whoever is recorded as mentioned is mentioned in the text.",
        &joined,
        &format!("{content} NOT LIKE {token}"),
    );
    checks.count(
        "text-is-recorded",
        "A mention in the text is recorded; otherwise nobody is told.",
        &comments,
        &format!(
            "{content} LIKE {} AND NOT EXISTS (SELECT 1 FROM {rows} WHERE {of} = {id})",
            checks.text("%@[%](%)%")
        ),
    );
    checks.distinct("mention-once", "A comment mentions a user once.", &rows, &[of.clone(), user]);
    if let Some(by) = checks.col(mention, "m", "by") {
        checks.count(
            "mentioned-by-author",
            "Whoever writes the comment is who mentions.",
            &joined,
            &format!("{by} <> {author}"),
        );
    }
}

fn replies(t: &Tables, checks: &mut Checks) {
    let col = |alias: &str, name: &str, checks: &Checks| checks.col(&t.comment, alias, name);
    let (Some(parent), Some(id)) = (col("c", "parent", checks), col("p", "id", checks)) else {
        return;
    };
    let joined = format!(
        "{} JOIN {} ON {id} = {parent}",
        checks.from(&t.comment, "c"),
        checks.from(&t.comment, "p")
    );
    if let (Some(a), Some(b), Some(c), Some(d)) = (
        col("c", "type", checks),
        col("p", "type", checks),
        col("c", "target", checks),
        col("p", "target", checks),
    ) {
        checks.count(
            "reply-stays",
            "A reply hangs on the same row as what it answers.",
            &joined,
            &format!("{a} <> {b} OR {c} <> {d}"),
        );
    }
    if let (Some(reply), Some(first)) =
        (col("c", "created_at", checks), col("p", "created_at", checks))
    {
        checks.count(
            "reply-comes-later",
            "A reply is written after what it answers.",
            &joined,
            &format!("{reply} < {first}"),
        );
    }
}
