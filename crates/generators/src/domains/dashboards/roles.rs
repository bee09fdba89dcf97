//! What the domain binds to.

use crate::bind::{Role, RoleColumn};

const fn required(name: &'static str, aliases: &'static [&'static str]) -> RoleColumn {
    RoleColumn::required(name, aliases)
}

const fn optional(name: &'static str, aliases: &'static [&'static str]) -> RoleColumn {
    RoleColumn::optional(name, aliases)
}

const CREATED: RoleColumn =
    optional("created_at", &["created_at", "created_on", "created", "create_time", "date_joined"]);
const UPDATED: RoleColumn =
    optional("updated_at", &["updated_at", "updated_on", "modified_at", "update_time"]);
const DELETED: RoleColumn = optional("deleted_at", &["deleted_at", "removed_at", "archived_at"]);
const VISIBLE: RoleColumn =
    optional("visible", &["is_visible", "visible", "is_shown", "shown", "enabled", "is_enabled"]);
const USER: &[&str] = &["user_id", "user", "owner_id", "owner", "account_id", "created_by"];
const POSITION: &[&str] =
    &["position", "sort_order", "order_index", "display_order", "rank", "order"];

pub(super) const ROLES: &[Role] = &[
    Role::reads(
        "user",
        &["users", "user_accounts", "app_users", "employees", "staff", "people", "profiles"],
        &[
            required("id", &["id", "user_id", "uuid"]),
            optional("role", &["role", "user_role", "role_name"]),
            CREATED,
            DELETED,
        ],
    ),
    Role::writes(
        "preference",
        &[
            "user_dashboard_preferences",
            "dashboard_preferences",
            "user_dashboard_settings",
            "dashboard_settings",
            "user_dashboards",
            "dashboards",
            "user_settings",
        ],
        &[
            required("id", &["id", "preference_id", "uuid"]),
            required("user", USER).to("user"),
            optional("layout", &["active_layout", "layout", "current_layout", "preset"]),
            required(
                "widgets",
                &[
                    "widget_config",
                    "widgets",
                    "widget_settings",
                    "configuration",
                    "config",
                    "settings",
                ],
            ),
            CREATED,
            UPDATED,
            DELETED,
        ],
    ),
    Role::writes(
        "layout",
        &[
            "dashboard_widget_layouts",
            "widget_layouts",
            "dashboard_layouts",
            "dashboard_widgets",
            "user_dashboard_widgets",
            "user_widgets",
            "widgets",
        ],
        &[
            required("id", &["id", "layout_id", "uuid"]),
            optional("user", USER).to("user"),
            optional("role", &["role", "user_role", "role_name"]),
            required("widget", &["widget_type", "widget", "widget_id", "widget_name", "type"]),
            required("position", POSITION),
            optional("width", &["width", "w", "columns", "col_span"]),
            optional("height", &["height", "h", "rows", "row_span"]),
            VISIBLE,
            optional("config", &["config", "settings", "configuration", "options"]),
            CREATED,
            UPDATED,
            DELETED,
        ],
    )
    .optional(),
    Role::writes(
        "kpi",
        &["dashboard_kpi_configs", "dashboard_kpis", "kpi_configs", "kpi_settings", "kpis"],
        &[
            required("id", &["id", "kpi_id", "uuid"]),
            required("role", &["role", "user_role", "role_name"]),
            required("kind", &["kpi_type", "kpi", "kpi_name", "metric", "type", "name"]),
            optional("position", POSITION),
            VISIBLE,
            CREATED,
            UPDATED,
            DELETED,
        ],
    )
    .optional(),
];
