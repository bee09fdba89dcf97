//! What the domain binds to.

use crate::bind::{Role, RoleColumn};

const fn required(name: &'static str, aliases: &'static [&'static str]) -> RoleColumn {
    RoleColumn::required(name, aliases)
}

const fn optional(name: &'static str, aliases: &'static [&'static str]) -> RoleColumn {
    RoleColumn::optional(name, aliases)
}

pub(crate) const USER: Role = Role::reads(
    "user",
    &["users", "user_accounts", "app_users", "employees", "staff", "people", "profiles"],
    &[
        required("id", &["id", "user_id", "uuid"]),
        optional("name", &["name", "full_name", "display_name", "username", "first_name"]),
        optional("email", &["email", "email_address", "mail"]),
        optional("created_at", &["created_at", "created_on", "created", "joined_at"]),
        optional("deleted_at", &["deleted_at", "removed_at", "archived_at"]),
    ],
);

pub(crate) const CLIENT: Role = Role::reads(
    "client",
    &["clients", "customers", "companies", "business_partners"],
    &[
        required("id", &["id", "client_id", "customer_id", "uuid"]),
        optional("name", &["name", "company_name", "display_name", "title"]),
        optional("created_at", &["created_at", "created_on", "created"]),
        optional("deleted_at", &["deleted_at", "removed_at", "archived_at"]),
    ],
);

pub(super) const ROLES: &[Role] = &[
    USER,
    CLIENT.optional(),
    Role::writes(
        "list",
        &[
            "todo_lists",
            "task_lists",
            "lists",
            "checklists",
            "kanban_lists",
            "board_lists",
            "kanban_columns",
            "board_columns",
            "todo_boards",
            "kanban_boards",
            "boards",
        ],
        &[
            required("id", &["id", "list_id", "uuid"]),
            required("name", &["name", "title", "label"]),
            optional("description", &["description", "details", "notes"]),
            optional("owner", &["owner_id", "owner", "user_id", "created_by", "creator_id"])
                .to("user"),
            optional("board", &["board_id", "project_id", "workspace_id", "team_id"]).to("board"),
            optional("position", &["position", "sort_order", "order_index", "rank", "order"]),
            optional("is_shared", &["is_shared", "shared"]),
            optional("created_at", &["created_at", "created_on", "created", "create_time"]),
            optional("updated_at", &["updated_at", "updated_on", "modified_at", "update_time"]),
        ],
    ),
    Role::writes(
        "member",
        &[
            "todo_list_members",
            "task_list_members",
            "list_members",
            "board_members",
            "todo_list_users",
            "list_users",
            "list_shares",
            "kanban_board_members",
        ],
        &[
            optional("id", &["id", "uuid"]),
            required("list", &["list_id", "todo_list_id", "board_id", "list"]).to("list"),
            required("user", &["user_id", "member_id", "user"]).to("user"),
            optional("role", &["role", "permission", "access", "access_level"]),
            optional("added_at", &["added_at", "created_at", "joined_at", "shared_at"]),
            optional("added_by", &["added_by", "invited_by", "created_by", "shared_by"]).to("user"),
        ],
    )
    .optional(),
    Role::writes(
        "task",
        &[
            "todo_tasks",
            "todo_items",
            "todos",
            "tasks",
            "cards",
            "kanban_cards",
            "board_cards",
            "list_items",
            "checklist_items",
            "items",
        ],
        &[
            required("id", &["id", "task_id", "uuid"]),
            required(
                "list",
                &["list_id", "todo_list_id", "column_id", "board_column_id", "board_id", "list"],
            )
            .to("list"),
            required("title", &["title", "name", "subject", "summary"]),
            optional("description", &["description", "details", "notes", "body"]),
            optional("status", &["status", "state", "stage"]),
            optional("priority", &["priority", "urgency"]),
            optional("due_date", &["due_date", "due_at", "due_on", "due", "deadline"]),
            optional("assignee", &["assigned_to", "assignee_id", "assignee", "assigned_user_id"])
                .to("user"),
            optional("creator", &["created_by", "creator_id", "author_id", "reporter_id"])
                .to("user"),
            optional("position", &["position", "sort_order", "order_index", "rank", "order"]),
            optional("is_completed", &["is_completed", "completed", "is_done", "done"]),
            optional("completed_at", &["completed_at", "done_at", "finished_at", "closed_at"]),
            optional("completed_by", &["completed_by", "done_by", "closed_by"]).to("user"),
            optional("created_at", &["created_at", "created_on", "created", "create_time"]),
            optional("updated_at", &["updated_at", "updated_on", "modified_at", "update_time"]),
        ],
    ),
    Role::writes(
        "activity",
        &[
            "todo_task_activity",
            "task_activity",
            "todo_activity",
            "task_history",
            "task_events",
            "task_log",
        ],
        &[
            optional("id", &["id", "uuid"]),
            required("task", &["task_id", "todo_task_id", "item_id", "task"]).to("task"),
            optional("user", &["user_id", "actor_id", "changed_by", "created_by", "user"])
                .to("user"),
            required("action", &["action", "event", "event_type", "kind", "type"]),
            optional("field", &["field_changed", "field", "field_name", "attribute"]),
            optional("old", &["old_value", "from_value", "before", "old"]),
            optional("new", &["new_value", "to_value", "after", "new"]),
            optional("created_at", &["created_at", "occurred_at", "changed_at", "created_on"]),
        ],
    )
    .optional(),
    // After the lists: where there is nothing else, a board is the list.
    Role::reads(
        "board",
        &["boards", "kanban_boards", "task_boards", "projects", "workspaces", "teams"],
        &[required("id", &["id", "board_id", "uuid"])],
    )
    .optional(),
];
