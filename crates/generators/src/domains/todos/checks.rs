//! The invariants of lists and tasks, as SQL.

use seedbed_schema_model::Dialect;

use super::{Change, Status, generator::Tables, labels::Labels};
use crate::{DataCheck, domains::sql::Checks};

/// Every invariant that the bound columns can show.
pub(super) fn all(tables: &Tables, labels: &Labels, dialect: Dialect) -> Vec<DataCheck> {
    let mut checks = Checks::new("todos", dialect);
    done(tables, labels, &mut checks);
    people(tables, &mut checks);
    order(tables, &mut checks);
    history(tables, labels, &mut checks);
    checks.done()
}

fn done(t: &Tables, labels: &Labels, checks: &mut Checks) {
    let from = checks.from(&t.task, "t");
    let col = |name: &str, checks: &Checks| checks.col(&t.task, "t", name);
    let is_done = col("status", checks)
        .zip(labels.status(Status::Done))
        // As text: PostgreSQL would read '' as a value of the enum.
        .map(|(c, done)| format!("COALESCE({}, '') = {}", checks.as_text(&c), checks.text(&done)));
    let ticked = checks.truth(&t.task, "t", "is_completed").map(|c| format!("({c})"));
    let at = col("completed_at", checks).map(|c| format!("{c} IS NOT NULL"));
    let by = col("completed_by", checks).map(|c| format!("{c} IS NOT NULL"));
    let one = |condition: &str| format!("CASE WHEN {condition} THEN 1 ELSE 0 END");
    let mut agree = |name: &str, explanation: &str, a: &Option<String>, b: &Option<String>| {
        if let (Some(a), Some(b)) = (a, b) {
            checks.count(name, explanation, &from, &format!("{} <> {}", one(a), one(b)));
        }
    };
    agree(
        "done-is-completed",
        "A task has the status done exactly when it is ticked off; otherwise it is counted as open, \
         or late, although it is done.",
        &is_done,
        &ticked,
    );
    let state = ticked.clone().or(is_done);
    agree(
        "completed-has-time",
        "A task has a completion time exactly when it is completed.",
        &state,
        &at,
    );
    // Whoever completed it may have left since, so only the other direction is a contradiction.
    if let (Some(state), Some(by)) = (&state, &by) {
        checks.count(
            "completed-by-only-when-completed",
            "Only a completed task says who completed it.",
            &from,
            &format!("{by} AND NOT ({state})"),
        );
        checks.count(
            "completed-by-someone",
            "A completed task says who completed it.",
            &from,
            &format!("({state}) AND NOT ({by})"),
        );
    }
}

fn people(t: &Tables, checks: &mut Checks) {
    let (Some(list_id), Some(owner)) =
        (checks.col(&t.list, "l", "id"), checks.col(&t.list, "l", "owner"))
    else {
        return;
    };
    let (tasks, lists) = (checks.from(&t.task, "t"), checks.from(&t.list, "l"));
    if let Some(member) = &t.member
        && let (Some(of), Some(user)) =
            (checks.col(member, "m", "list"), checks.col(member, "m", "user"))
    {
        let members = checks.from(member, "m");
        if let (Some(task_list), Some(assignee)) =
            (checks.col(&t.task, "t", "list"), checks.col(&t.task, "t", "assignee"))
        {
            checks.count(
                "assignee-belongs-to-list",
                "A task is assigned to the owner of its list or to a member of it.",
                &format!("{tasks} JOIN {lists} ON {list_id} = {task_list}"),
                &format!(
                    "{assignee} IS NOT NULL AND {assignee} <> {owner} AND NOT EXISTS (SELECT 1 FROM \
                     {members} WHERE {of} = {list_id} AND {user} = {assignee})"
                ),
            );
        }
        let joined = format!("{members} JOIN {lists} ON {list_id} = {of}");
        checks.count(
            "owner-is-no-member",
            "The owner of a list needs no membership of it.",
            &joined,
            &format!("{user} = {owner}"),
        );
        checks.distinct(
            "member-once",
            "A user is a member of a list once.",
            &members,
            &[of.clone(), user],
        );
        if let Some(added_by) = checks.col(member, "m", "added_by") {
            checks.count(
                "added-by-owner",
                "Members are added by the owner of the list.",
                &joined,
                &format!("{added_by} <> {owner}"),
            );
        }
        if let Some(shared) = checks.truth(&t.list, "l", "is_shared") {
            checks.count(
                "members-only-when-shared",
                "Only a shared list has members.",
                &joined,
                &format!("NOT ({shared})"),
            );
        }
        if let (Some(added), Some(created)) =
            (checks.col(member, "m", "added_at"), checks.col(&t.list, "l", "created_at"))
        {
            checks.count(
                "member-after-list",
                "Members are added after their list was created.",
                &joined,
                &format!("{added} < {created}"),
            );
        }
    }
}

fn order(t: &Tables, checks: &mut Checks) {
    let tasks = checks.from(&t.task, "t");
    let col = |name: &str, checks: &Checks| checks.col(&t.task, "t", name);
    if let (Some(list), Some(position)) = (col("list", checks), col("position", checks)) {
        checks.distinct(
            "position-once",
            "A place in a list is taken by one task.",
            &tasks,
            &[list, position],
        );
    }
    let times = ["created_at", "completed_at", "updated_at"].map(|name| col(name, checks));
    let pairs = [
        ("completed-after-created", "A task is completed after it was created.", 0, 1),
        ("updated-after-completed", "Completing a task is a change of it.", 1, 2),
        ("updated-after-created", "A task changes after it was created.", 0, 2),
    ];
    for (name, explanation, a, b) in pairs {
        if let (Some(Some(a)), Some(Some(b))) = (times.get(a), times.get(b)) {
            checks.count(name, explanation, &tasks, &format!("{b} < {a}"));
        }
    }
    if let (Some(created), Some(id), Some(list), Some(list_created)) = (
        col("created_at", checks),
        checks.col(&t.list, "l", "id"),
        col("list", checks),
        checks.col(&t.list, "l", "created_at"),
    ) {
        let lists = checks.from(&t.list, "l");
        checks.count(
            "task-after-list",
            "A task is created after its list.",
            &format!("{tasks} JOIN {lists} ON {id} = {list}"),
            &format!("{created} < {list_created}"),
        );
    }
}

fn history(t: &Tables, labels: &Labels, checks: &mut Checks) {
    let Some(activity) = &t.activity else { return };
    let col = |name: &str, checks: &Checks| checks.col(activity, "a", name);
    let (Some(task), Some(action), Some(id)) =
        (col("task", checks), col("action", checks), checks.col(&t.task, "t", "id"))
    else {
        return;
    };
    let (events, tasks) = (checks.from(activity, "a"), checks.from(&t.task, "t"));
    let is = |change: Change, checks: &Checks| {
        labels.action(change).map(|label| format!("{action} = {}", checks.text(&label)))
    };
    let any = format!("EXISTS (SELECT 1 FROM {events} WHERE {task} = {id})");
    if let Some(created) = is(Change::Created, checks) {
        checks.count(
            "history-starts-with-created",
            "The history of a task says once that it was created.",
            &tasks,
            &format!(
                "{any} AND (SELECT COUNT(*) FROM {events} WHERE {task} = {id} AND {created}) <> 1"
            ),
        );
        if let Some(at) = col("created_at", checks) {
            checks.count(
                "created-comes-first",
                "Nothing happens to a task before it is created.",
                &tasks,
                &format!(
                    "EXISTS (SELECT 1 FROM {events} WHERE {task} = {id} AND {at} < (SELECT MIN({at}) \
                     FROM {events} WHERE {task} = {id} AND {created}))"
                ),
            );
        }
    }
    if let (Some(at), Some(born)) =
        (col("created_at", checks), checks.col(&t.task, "t", "created_at"))
    {
        checks.count(
            "history-after-task",
            "Nothing happens to a task before its own creation time.",
            &format!("{events} JOIN {tasks} ON {id} = {task}"),
            &format!("{at} < {born}"),
        );
    }
    // Where the column has one word for every change, a change of status cannot be told apart.
    let changed = labels.action(Change::Status(Status::Todo, Status::Done));
    let told_apart = changed != labels.action(Change::Assigned(0)) && changed.is_some();
    if let (true, Some(changed)) =
        (told_apart, is(Change::Status(Status::Todo, Status::Done), checks))
    {
        let parts: Vec<String> =
            ["field", "old", "new"].iter().filter_map(|c| col(c, checks)).collect();
        if !parts.is_empty() {
            let missing: Vec<String> = parts.iter().map(|p| format!("{p} IS NULL")).collect();
            checks.count(
                "status-change-says-what",
                "A change of status says which field changed, from what, to what.",
                &events,
                &format!("{changed} AND ({})", missing.join(" OR ")),
            );
        }
        if let (Some(new), Some(old), Some(status)) =
            (col("new", checks), col("old", checks), checks.col(&t.task, "t", "status"))
        {
            let status = checks.as_text(&status);
            checks.count(
                "last-status-is-current",
                "A task whose history has changes of status is in a status that one of them led to.",
                &tasks,
                &format!(
                    "EXISTS (SELECT 1 FROM {events} WHERE {task} = {id} AND {changed}) AND NOT EXISTS \
                     (SELECT 1 FROM {events} WHERE {task} = {id} AND {changed} AND {new} = {status})"
                ),
            );
            checks.count(
                "status-change-changes",
                "A change of status leads to another status.",
                &events,
                &format!("{changed} AND {new} = {old}"),
            );
        }
    }
}
