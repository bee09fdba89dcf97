//! What the domain binds to.

use crate::bind::{Role, RoleColumn};

const fn must(name: &'static str, aliases: &'static [&'static str]) -> RoleColumn {
    RoleColumn::required(name, aliases)
}

const fn may(name: &'static str, aliases: &'static [&'static str]) -> RoleColumn {
    RoleColumn::optional(name, aliases)
}

const ID: RoleColumn = must("id", &["id", "uuid"]);
const DELETED_AT: RoleColumn = may("deleted_at", &["deleted_at", "removed_at", "archived_at"]);
const CREATED_AT: RoleColumn =
    may("created_at", &["created_at", "created_on", "created", "inserted_at"]);
const UPDATED_AT: RoleColumn =
    may("updated_at", &["updated_at", "updated_on", "updated", "modified_at"]);

/// The roles.
pub(super) const ROLES: &[Role] = &[
    Role::reads(
        "user",
        &["users", "user_accounts", "app_users", "employees", "staff", "accounts"],
        &[ID, DELETED_AT],
    )
    .optional(),
    Role::reads(
        "product",
        &["products", "items", "catalog_items", "articles"],
        &[
            ID,
            must("category", &["category", "product_category", "category_name"]),
            may("subcategory", &["subcategory", "sub_category", "subcategory_name"]),
            may("strain", &["strain_id", "cultivar_id", "variety_id"]).to("strain"),
            DELETED_AT,
        ],
    ),
    Role::reads(
        "strain",
        &["strains", "cultivars", "varieties"],
        &[ID, must("name", &["name", "strain_name"]), DELETED_AT],
    )
    .optional(),
    Role::reads(
        "batch",
        &["batches", "inventory_batches", "stock_batches", "inventory"],
        &[
            ID,
            must("product", &["product_id", "item_id"]).to("product"),
            may("lot", &["lot_id", "receipt_id"]).to("lot"),
            may("grade", &["grade", "quality_grade", "quality"]),
            may("unit_cogs", &["unit_cogs", "unit_cost", "cost"]),
            DELETED_AT,
        ],
    )
    .optional(),
    Role::reads(
        "lot",
        &["lots", "receipts", "deliveries"],
        &[ID, must("vendor", &["vendor_id", "supplier_id"]).to("vendor"), DELETED_AT],
    )
    .optional(),
    Role::reads(
        "vendor",
        &["vendors", "suppliers"],
        &[ID, must("name", &["name", "vendor_name", "supplier_name"]), DELETED_AT],
    )
    .optional(),
    Role::writes(
        "rule",
        &["pricing_rules", "price_rules", "discount_rules", "price_adjustments"],
        &[
            ID,
            must("name", &["name", "rule_name", "title"]),
            may("description", &["description", "details"]),
            must("adjustment_type", &["adjustment_type", "rule_type", "type", "kind"]),
            must("adjustment_value", &["adjustment_value", "adjustment", "amount", "value"]),
            must("conditions", &["conditions", "condition", "criteria"]),
            may("logic_type", &["logic_type", "logic", "match_mode"]),
            may("priority", &["priority", "rank", "sort_order"]),
            may("is_active", &["is_active", "active", "enabled", "is_enabled"]),
            DELETED_AT,
            CREATED_AT,
            UPDATED_AT,
        ],
    ),
    Role::writes(
        "profile",
        &["pricing_profiles", "price_profiles", "price_lists", "pricing_tiers"],
        &[
            ID,
            must("name", &["name", "profile_name", "title"]),
            may("description", &["description", "details"]),
            must("rules", &["rules", "rule_ids"]),
            may("created_by", &["created_by", "created_by_id", "user_id", "owner_id"]).to("user"),
            DELETED_AT,
            CREATED_AT,
            UPDATED_AT,
        ],
    )
    .optional(),
    Role::writes(
        "default",
        &["pricing_defaults", "price_defaults", "default_margins", "category_margins"],
        &[
            ID,
            must("category", &["product_category", "category", "category_name"]),
            must(
                "margin",
                &["default_margin_percent", "default_margin", "margin_percent", "margin"],
            ),
            CREATED_AT,
            UPDATED_AT,
        ],
    )
    .optional(),
];
