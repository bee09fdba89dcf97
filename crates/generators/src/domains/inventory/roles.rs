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

/// The roles.
pub(super) const ROLES: &[Role] = &[
    Role::reads(
        "user",
        &["users", "user_accounts", "app_users", "employees", "staff", "accounts"],
        &[ID, DELETED_AT],
    )
    .optional(),
    Role::reads(
        "batch",
        &[
            "batches",
            "inventory_batches",
            "stock_batches",
            "stock_lots",
            "inventory_lots",
            "inventory",
            "stock_items",
            "inventory_items",
            "stock",
            "lots",
        ],
        &[
            ID,
            must(
                "on_hand",
                &[
                    "on_hand_qty",
                    "on_hand",
                    "quantity_on_hand",
                    "on_hand_quantity",
                    "current_quantity",
                    "remaining_quantity",
                    "available_quantity",
                    "current_stock",
                    "quantity",
                    "qty",
                ],
            ),
            may("status", &["batch_status", "status", "state"]),
            may("lot", &["lot_id", "receipt_id"]),
            DELETED_AT,
            CREATED_AT,
        ],
    ),
    Role::reads("lot", &["lots", "receipts", "deliveries"], &[ID]).optional(),
    Role::reads(
        "order",
        &["orders", "sales_orders", "customer_orders"],
        &[
            ID,
            may("type", &["order_type", "type", "kind"]),
            may("is_draft", &["is_draft", "draft"]),
            may("sale_status", &["sale_status", "payment_status"]),
            may(
                "fulfillment_status",
                &["fulfillment_status", "fulfilment_status", "shipping_status", "status"],
            ),
            may("confirmed_at", &["confirmed_at", "confirmed_on"]),
            may("packed_at", &["packed_at", "packed_on"]),
            may("packed_by", &["packed_by", "packed_by_id"]).to("user"),
            may("shipped_at", &["shipped_at", "shipped_on"]),
            may("shipped_by", &["shipped_by", "shipped_by_id"]).to("user"),
            may("created_by", &["created_by", "created_by_id", "user_id"]).to("user"),
            DELETED_AT,
            CREATED_AT,
        ],
    )
    .optional(),
    Role::reads(
        "line",
        &["order_line_items", "order_lines", "order_items", "order_details"],
        &[
            ID,
            must("order", &["order_id"]).to("order"),
            must("batch", &["batch_id", "inventory_batch_id", "stock_item_id"]).to("batch"),
            must("quantity", &["quantity", "qty"]),
            DELETED_AT,
        ],
    )
    .optional(),
    Role::writes(
        "movement",
        &[
            "inventory_movements",
            "stock_movements",
            "inventory_transactions",
            "stock_transactions",
            "movements",
            "stock_ledger",
            "lot_movements",
            "stock_records",
            "inventory_logs",
        ],
        &[
            ID,
            must(
                "batch",
                &[
                    "batch_id",
                    "inventory_batch_id",
                    "stock_lot_id",
                    "lot_id",
                    "stock_item_id",
                    "inventory_item_id",
                    "stock_id",
                    "item_id",
                ],
            )
            .to("batch"),
            must("type", &["inventory_movement_type", "movement_type", "type", "kind"]),
            must(
                "change",
                &[
                    "quantity_change",
                    "qty_change",
                    "quantity_delta",
                    "change",
                    "delta",
                    "quantity",
                    "qty",
                ],
            ),
            may(
                "before",
                &["quantity_before", "previous_quantity", "before", "qty_before", "balance_before"],
            ),
            may(
                "after",
                &[
                    "quantity_after",
                    "new_quantity",
                    "after",
                    "qty_after",
                    "balance_after",
                    "balance",
                ],
            ),
            may("reference_type", &["reference_type", "ref_type", "source_type"]),
            may("reference_id", &["reference_id", "ref_id", "source_id"]),
            may("adjustment_reason", &["adjustment_reason", "reason_code"]),
            may("notes", &["notes", "note", "reason", "comment", "description"]),
            may(
                "performed_by",
                &["performed_by", "performed_by_id", "user_id", "created_by", "moved_by"],
            )
            .to("user"),
            DELETED_AT,
            may(
                "created_at",
                &[
                    "created_at",
                    "movement_date",
                    "moved_at",
                    "occurred_at",
                    "created_on",
                    "created",
                ],
            ),
        ],
    ),
    Role::writes(
        "history",
        &[
            "order_status_history",
            "order_status_histories",
            "order_history",
            "order_status_changes",
            "order_status_log",
        ],
        &[
            ID,
            must("order", &["order_id"]).to("order"),
            may("from", &["from_status", "previous_status", "old_status"]),
            must(
                "to",
                &["to_status", "new_status", "fulfillment_status", "fulfilment_status", "status"],
            ),
            may("changed_by", &["changed_by", "changed_by_id", "user_id", "created_by"]).to("user"),
            may("changed_at", &["changed_at", "created_at", "changed_on", "occurred_at"]),
            may("notes", &["notes", "note", "comment", "reason"]),
            DELETED_AT,
        ],
    )
    .optional(),
];
