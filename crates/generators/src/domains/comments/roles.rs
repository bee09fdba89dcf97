//! What the domain binds to.

use crate::{
    bind::{Role, RoleColumn},
    domains::todos::roles::USER,
};

const fn required(name: &'static str, aliases: &'static [&'static str]) -> RoleColumn {
    RoleColumn::required(name, aliases)
}

const fn optional(name: &'static str, aliases: &'static [&'static str]) -> RoleColumn {
    RoleColumn::optional(name, aliases)
}

pub(super) const ROLES: &[Role] = &[
    USER,
    Role::writes(
        "comment",
        &[
            "comments",
            "entity_comments",
            "record_comments",
            "task_comments",
            "card_comments",
            "order_comments",
            "kanban_comments",
            "notes",
            "discussions",
            "remarks",
        ],
        &[
            required("id", &["id", "comment_id", "uuid"]),
            optional(
                "type",
                &[
                    "commentable_type",
                    "notable_type",
                    "record_type",
                    "model_type",
                    "entity_type",
                    "target_type",
                    "subject_type",
                    "reference_type",
                    "resource_type",
                    "object_type",
                    "type",
                ],
            ),
            required(
                "target",
                &[
                    "commentable_id",
                    "notable_id",
                    "model_id",
                    "entity_id",
                    "target_id",
                    "subject_id",
                    "reference_id",
                    "resource_id",
                    "object_id",
                    "record_id",
                    "task_id",
                    "card_id",
                    "ticket_id",
                    "issue_id",
                    "order_id",
                    "client_id",
                    "customer_id",
                    "deal_id",
                    "project_id",
                    "product_id",
                    "post_id",
                ],
            ),
            required("author", &["user_id", "author_id", "created_by", "author", "commenter_id"])
                .to("user"),
            required("content", &["content", "body", "text", "message", "comment"]),
            optional("parent", &["parent_id", "parent_comment_id", "reply_to", "in_reply_to_id"])
                .to("comment"),
            optional("is_resolved", &["is_resolved", "resolved"]),
            optional("resolved_at", &["resolved_at", "resolved_on"]),
            optional("resolved_by", &["resolved_by", "resolved_by_user_id", "resolver_id"])
                .to("user"),
            optional("created_at", &["created_at", "created_on", "created", "posted_at"]),
            optional("updated_at", &["updated_at", "updated_on", "modified_at", "edited_at"]),
        ],
    ),
    Role::writes(
        "mention",
        &["comment_mentions", "mentions", "comment_user_mentions"],
        &[
            optional("id", &["id", "uuid"]),
            required("comment", &["comment_id", "comment"]).to("comment"),
            required("user", &["mentioned_user_id", "mentioned_id", "user_id", "user"]).to("user"),
            optional(
                "by",
                &["mentioned_by_user_id", "mentioned_by", "author_id", "created_by", "by_user_id"],
            )
            .to("user"),
            optional("created_at", &["created_at", "created_on", "mentioned_at"]),
        ],
    )
    .optional(),
];

/// A table that is commented on, whichever it is.
pub(super) const TARGET: &str = "target";

const TARGET_COLUMNS: &[RoleColumn] = &[
    required(
        "id",
        &[
            "id",
            "uuid",
            "client_id",
            "customer_id",
            "order_id",
            "batch_id",
            "lot_id",
            "task_id",
            "product_id",
            "invoice_id",
        ],
    ),
    optional(
        "name",
        &[
            "order_number",
            "number",
            "code",
            "name",
            "title",
            "company_name",
            "display_name",
            "full_name",
            "subject",
            "reference",
            "sku",
            "label",
        ],
    ),
    optional("created_at", &["created_at", "created_on", "created", "create_time", "order_date"]),
    optional("deleted_at", &["deleted_at", "removed_at", "archived_at"]),
    // What it is by now decides what people say about it.
    optional("closed_at", &["shipped_at", "fulfilled_at", "completed_at", "closed_at"]),
    optional("kind", &["order_type", "kind"]),
];

/// The role of a table that the configuration names.
pub(super) const NAMED: Role = Role::reads(TARGET, &[], TARGET_COLUMNS);

/// What is commented on when the configuration does not say: the type text, and its table.
pub(super) const USUAL: &[(&str, Role)] = &[
    (
        "client",
        Role::reads(TARGET, &["clients", "customers", "companies", "accounts"], TARGET_COLUMNS),
    ),
    ("order", Role::reads(TARGET, &["orders", "sales_orders"], TARGET_COLUMNS)),
    ("inventory_batch", Role::reads(TARGET, &["batches", "inventory_batches"], TARGET_COLUMNS)),
    ("task", Role::reads(TARGET, &["todo_tasks", "tasks", "todo_items"], TARGET_COLUMNS)),
];
