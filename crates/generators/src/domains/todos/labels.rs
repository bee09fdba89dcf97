//! The words of statuses, priorities, roles and actions in the columns' own spelling.

use seedbed_schema_model::TypeKind;

use super::{Change, Priority, Status};
use crate::{
    Value,
    bind::{BindProblem, Binding, BoundColumn},
};

const STATUSES: [(Status, &[&str]); 3] = [
    (Status::Todo, &["todo", "open", "pending", "new", "not_started", "backlog"]),
    (Status::InProgress, &["in_progress", "doing", "started", "active", "working"]),
    (Status::Done, &["done", "completed", "complete", "closed", "finished", "resolved"]),
];
const PRIORITIES: [(Priority, &[&str]); 4] = [
    (Priority::Low, &["low", "minor"]),
    (Priority::Medium, &["medium", "normal", "default"]),
    (Priority::High, &["high", "important", "major"]),
    (Priority::Urgent, &["urgent", "critical", "highest", "blocker"]),
];
const EDITOR: &[&str] = &["editor", "write", "writer", "contributor", "collaborator", "member"];
const VIEWER: &[&str] = &["viewer", "read", "reader", "read_only", "guest", "observer"];
const ACTIONS: [(&str, &[&str]); 5] = [
    ("created", &["created", "create", "added"]),
    ("assigned", &["assigned", "assign", "updated", "update"]),
    ("updated", &["updated", "update", "changed", "edited"]),
    ("status_changed", &["status_changed", "status_change", "updated", "update", "changed"]),
    ("completed", &["completed", "complete", "done", "closed"]),
];

/// The columns' own words.
#[derive(Debug, Clone)]
pub(super) struct Labels {
    statuses: [Option<String>; 3],
    priorities: Vec<Option<Value>>,
    pub(super) editor: Option<String>,
    pub(super) viewer: Option<String>,
    actions: Vec<Option<String>>,
}

impl Labels {
    /// The words, or what the columns do not allow that cannot be done without.
    pub(super) fn new(binding: &Binding) -> Result<Self, Vec<BindProblem>> {
        let mut problems = Vec::new();
        let column = |role: &str, name: &str| binding.get(role).and_then(|t| t.column(name));
        let mut find = |role: &str, name: &str, words: &[&str], needed: bool| {
            let column = column(role, name);
            let label =
                column.map_or(words.first().map(|w| (*w).to_owned()), |c| c.first_label(words));
            if label.is_none() && needed {
                problems.push(problem(role, name, column, words));
            }
            label
        };
        let statuses =
            STATUSES.map(|(s, words)| find("task", "status", words, s != Status::InProgress));
        let editor = find("member", "role", EDITOR, true);
        let viewer = find("member", "role", VIEWER, false);
        let actions = ACTIONS
            .iter()
            .map(|(a, words)| find("activity", "action", words, *a == "created"))
            .collect();
        let priority = column("task", "priority");
        let priorities = PRIORITIES
            .iter()
            .enumerate()
            .map(|(i, (_, words))| match priority.map(|c| &c.kind) {
                // A number: the higher, the more urgent.
                Some(TypeKind::Integer { .. }) => i64::try_from(i + 1).ok().map(Value::Int),
                _ => find("task", "priority", words, false).map(Value::from),
            })
            .collect();
        if problems.is_empty() {
            Ok(Self { statuses, priorities, editor, viewer, actions })
        } else {
            Err(problems)
        }
    }

    /// What the status column can tell apart: without a word for "in progress", that is "to do".
    pub(super) fn possible(&self, status: Status) -> Status {
        match status {
            Status::InProgress if self.statuses[1].is_none() => Status::Todo,
            other => other,
        }
    }

    pub(super) fn status(&self, status: Status) -> Option<String> {
        self.statuses.get(status as usize).cloned().flatten()
    }

    /// The nearest priority the column knows; NULL when it knows none.
    pub(super) fn priority(&self, priority: Priority) -> Option<Value> {
        let at = priority as usize;
        let below = self.priorities.get(..=at)?.iter().rev();
        let above = self.priorities.get(at..)?.iter();
        below.chain(above).flatten().next().cloned()
    }

    /// The word for a change; `None` when the column has none, and the change is not recorded.
    pub(super) fn action(&self, change: Change) -> Option<String> {
        let at = match change {
            Change::Created => 0,
            Change::Assigned(_) => 1,
            Change::Priority(..) => 2,
            Change::Status(..) => 3,
            Change::Completed => 4,
        };
        self.actions.get(at).cloned().flatten()
    }
}

fn problem(role: &str, name: &str, column: Option<&BoundColumn>, words: &[&str]) -> BindProblem {
    let allowed = column.and_then(|c| c.allowed.clone()).unwrap_or_default();
    let word = words.first().copied().unwrap_or_default();
    BindProblem {
        place: format!("{role}.{name}"),
        why: format!("it allows no value that means `{word}`"),
        candidates: allowed,
        hint: format!("[seed.todos.bind]\n\"{role}.{name}\" = \"<another column>\""),
    }
}
