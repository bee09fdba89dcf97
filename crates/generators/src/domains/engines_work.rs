//! The checks of to-do lists and comments, asked of the three engines: nothing violated by what the
//! domains make, and every check noticing what breaks its rule.

use seedbed_testkit as testkit;

use super::{
    Domain, comments,
    engines::{filled, in_dialect, violations},
    todos, wholesale,
};

/// Comments come last: they hang on orders, clients, batches and on the tasks made before them.
const DOMAINS: &[Domain] = &[wholesale::DOMAIN, todos::DOMAIN, comments::DOMAIN];

#[tokio::test]
async fn nothing_is_violated() {
    for which in ["declared", "live"] {
        for database in testkit::Database::each().await {
            for check in filled(&database, which, DOMAINS).await {
                let found = violations(&database, "", &check).await;
                assert_eq!(found, 0, "{database} {which}: {}\n{}", check.name, check.sql);
            }
        }
    }
}

const PAST: &str = "'2020-01-01 00:00:00'";
const FUTURE: &str = "'2030-01-01 00:00:00'";

/// What breaks each rule, in SQL that all three engines read; `{past}` and `{future}` are moments.
const BREAKS: &[(&str, &str)] = &[
    ("todos/done-is-completed", "UPDATE todo_tasks SET is_completed = FALSE WHERE status = 'done'"),
    ("todos/completed-has-time", "UPDATE todo_tasks SET completed_at = NULL"),
    ("todos/completed-by-only-when-completed", "UPDATE todo_tasks SET completed_by = created_by"),
    ("todos/completed-by-someone", "UPDATE todo_tasks SET completed_by = NULL"),
    ("todos/assignee-belongs-to-list", "DELETE FROM todo_list_members"),
    (
        "todos/owner-is-no-member",
        "UPDATE todo_lists SET owner_id = (SELECT MIN(user_id) FROM todo_list_members WHERE \
         list_id = todo_lists.id) WHERE id IN (SELECT list_id FROM todo_list_members)",
    ),
    ("todos/added-by-owner", "UPDATE todo_list_members SET added_by = user_id"),
    ("todos/members-only-when-shared", "UPDATE todo_lists SET is_shared = FALSE"),
    ("todos/member-after-list", "UPDATE todo_list_members SET added_at = {past}"),
    ("todos/position-once", "UPDATE todo_tasks SET position = 0"),
    ("todos/completed-after-created", "UPDATE todo_tasks SET created_at = {future}"),
    ("todos/updated-after-completed", "UPDATE todo_tasks SET updated_at = {past}"),
    ("todos/updated-after-created", "UPDATE todo_tasks SET updated_at = {past}"),
    ("todos/task-after-list", "UPDATE todo_lists SET created_at = {future}"),
    (
        "todos/history-starts-with-created",
        "DELETE FROM todo_task_activity WHERE action = 'created'",
    ),
    (
        "todos/created-comes-first",
        "UPDATE todo_task_activity SET created_at = {past} WHERE action <> 'created'",
    ),
    ("todos/history-after-task", "UPDATE todo_task_activity SET created_at = {past}"),
    ("todos/status-change-says-what", "UPDATE todo_task_activity SET field_changed = NULL"),
    ("todos/last-status-is-current", "UPDATE todo_tasks SET status = 'todo'"),
    ("todos/status-change-changes", "UPDATE todo_task_activity SET old_value = new_value"),
    ("comments/client-exists", "UPDATE comments SET commentable_id = 99999999"),
    ("comments/order-exists", "UPDATE comments SET commentable_id = 99999999"),
    ("comments/inventory_batch-exists", "UPDATE comments SET commentable_id = 99999999"),
    ("comments/task-exists", "UPDATE comments SET commentable_id = 99999999"),
    ("comments/client-came-first", "UPDATE clients SET created_at = {future}"),
    ("comments/order-came-first", "UPDATE orders SET created_at = {future}"),
    ("comments/inventory_batch-came-first", r#"UPDATE batches SET "createdAt" = {future}"#),
    ("comments/task-came-first", "UPDATE todo_tasks SET created_at = {future}"),
    ("comments/inventory_batch-was-not-deleted", "UPDATE batches SET deleted_at = {past}"),
    ("comments/author-was-there", r#"UPDATE users SET "createdAt" = {future}"#),
    ("comments/mentioned-was-there", r#"UPDATE users SET "createdAt" = {future}"#),
    ("comments/resolved-has-time", "UPDATE comments SET resolved_at = NULL"),
    ("comments/resolved-by-someone", "UPDATE comments SET resolved_by = user_id"),
    (
        "comments/resolved-after-written",
        "UPDATE comments SET resolved_at = {past} WHERE resolved_at IS NOT NULL",
    ),
    ("comments/changed-after-written", "UPDATE comments SET updated_at = {past}"),
    ("comments/mention-is-in-text", "UPDATE comments SET content = 'x'"),
    ("comments/text-is-recorded", "DELETE FROM comment_mentions"),
    (
        "comments/mentioned-by-author",
        "UPDATE comment_mentions SET mentioned_by_user_id = mentioned_user_id",
    ),
];

#[tokio::test]
async fn every_check_notices_what_breaks_its_rule() {
    for database in testkit::Database::each().await {
        let checks = filled(&database, "declared", DOMAINS).await;
        let checks: Vec<_> =
            checks.into_iter().filter(|c| !c.name.starts_with("wholesale/")).collect();
        for (name, sql) in BREAKS {
            let check = checks.iter().find(|c| c.name == *name).unwrap_or_else(|| panic!("{name}"));
            let sql = sql.replace("{past}", PAST).replace("{future}", FUTURE);
            let sql = in_dialect(&sql, database.family());
            // Never committed: the session ends with the question.
            let found = violations(&database, &format!("BEGIN; {sql}; "), check).await;
            assert!(found > 0, "{database}: {name} did not notice: {sql}");
        }
        let untried: Vec<&str> = checks
            .iter()
            .map(|c| c.name.as_str())
            .filter(|name| !BREAKS.iter().any(|(tried, _)| tried == name))
            .collect();
        // Unique keys stand in the way of these two; the checks are for schemas without them.
        assert_eq!(untried, ["todos/member-once", "comments/mention-once"]);
    }
}
