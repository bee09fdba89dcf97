//! What the wholesale world binds to.

use crate::bind::{Role, RoleColumn};

const ID: RoleColumn = RoleColumn::required("id", &["id"]);
const DELETED_AT: RoleColumn =
    RoleColumn::optional("deleted_at", &["deleted_at", "removed_at", "archived_at"]);
const CREATED_AT: RoleColumn = RoleColumn::optional(
    "created_at",
    &["created_at", "created", "created_on", "date_created", "inserted_at"],
);
const UPDATED_AT: RoleColumn = RoleColumn::optional(
    "updated_at",
    &["updated_at", "updated", "updated_on", "modified_at", "last_modified"],
);

const fn must(name: &'static str, aliases: &'static [&'static str]) -> RoleColumn {
    RoleColumn::required(name, aliases)
}

const fn may(name: &'static str, aliases: &'static [&'static str]) -> RoleColumn {
    RoleColumn::optional(name, aliases)
}

/// The roles, in the order in which they refer to each other.
pub(super) const ROLES: &[Role] = &[
    Role::writes(
        "user",
        &["users", "user_accounts", "accounts", "staff", "employees", "app_users"],
        &[
            ID,
            may("open_id", &["open_id", "external_id", "auth_id", "subject", "username", "login"]),
            DELETED_AT,
            may("name", &["name", "full_name", "display_name"]),
            may("first_name", &["first_name", "given_name"]),
            may("last_name", &["last_name", "family_name", "surname"]),
            may("email", &["email", "email_address", "mail"]),
            may("login_method", &["login_method", "auth_provider", "auth_method"]),
            may("role", &["role", "user_role", "access_level"]),
            CREATED_AT,
            UPDATED_AT,
            may(
                "last_signed_in",
                &["last_signed_in", "last_sign_in_at", "last_login", "last_login_at"],
            ),
        ],
    ),
    Role::writes(
        "client",
        &["clients", "customers", "companies", "partners", "business_partners"],
        &[
            ID,
            may("code", &["teri_code", "client_code", "customer_code", "code", "account_number"]),
            must("name", &["name", "company_name", "client_name", "customer_name"]),
            may("email", &["email", "contact_email", "email_address"]),
            may("phone", &["phone", "phone_number", "contact_phone", "telephone"]),
            may("address", &["address", "street_address", "billing_address"]),
            may("is_buyer", &["is_buyer", "is_customer", "buyer"]),
            may("is_seller", &["is_seller", "is_vendor", "is_supplier", "seller"]),
            may("is_brand", &["is_brand"]),
            may("is_referee", &["is_referee", "is_referrer"]),
            may("is_contractor", &["is_contractor"]),
            may("tags", &["tags", "labels"]),
            may("cogs_adjustment_type", &["cogs_adjustment_type"]),
            may("cogs_adjustment_value", &["cogs_adjustment_value"]),
            may("total_spent", &["total_spent", "lifetime_value", "lifetime_revenue"]),
            may("total_profit", &["total_profit", "lifetime_profit"]),
            may("total_owed", &["total_owed", "amount_owed", "balance_due", "balance"]),
            may("avg_profit_margin", &["avg_profit_margin", "average_margin", "avg_margin"]),
            may("oldest_debt_days", &["oldest_debt_days", "days_overdue"]),
            may("vip_portal_enabled", &["vip_portal_enabled", "portal_enabled"]),
            DELETED_AT,
            CREATED_AT,
            UPDATED_AT,
        ],
    ),
    Role::writes(
        "vendor",
        &["vendors", "suppliers"],
        &[
            ID,
            must("name", &["name", "vendor_name", "supplier_name", "company_name"]),
            may("contact_name", &["contact_name", "contact"]),
            may("email", &["email", "contact_email", "email_address"]),
            may("phone", &["phone", "phone_number", "contact_phone", "telephone"]),
            may("notes", &["notes", "note", "remarks"]),
            DELETED_AT,
            CREATED_AT,
            UPDATED_AT,
        ],
    )
    .optional(),
    Role::writes(
        "brand",
        &["brands", "labels"],
        &[
            ID,
            must("name", &["name", "brand_name"]),
            DELETED_AT,
            may("vendor", &["vendor_id", "supplier_id", "client_id"]),
            may("description", &["description"]),
            CREATED_AT,
            UPDATED_AT,
        ],
    )
    .optional(),
    Role::writes(
        "strain",
        &["strains", "cultivars", "varieties"],
        &[
            ID,
            must("name", &["name", "strain_name"]),
            DELETED_AT,
            may("standardized_name", &["standardized_name", "normalized_name", "slug"]),
            may("aliases", &["aliases", "synonyms"]),
            may("category", &["category", "strain_type", "kind"]),
            may("description", &["description"]),
            may("parent", &["parent_strain_id", "parent_id"]).to("strain"),
            may("base_name", &["base_strain_name", "base_name"]),
            CREATED_AT,
            UPDATED_AT,
        ],
    )
    .optional(),
    Role::writes(
        "product",
        &["products", "items", "catalog_items", "articles"],
        &[
            ID,
            may("brand", &["brand_id", "label_id"]),
            may("strain", &["strain_id", "cultivar_id", "variety_id"]),
            must("name", &["name_canonical", "name", "product_name", "title"]),
            DELETED_AT,
            may("category", &["category", "product_category", "category_name"]),
            may("subcategory", &["subcategory", "sub_category", "subcategory_name"]),
            may("unit_of_measure", &["uom_sellable", "uom", "unit_of_measure", "unit"]),
            may("description", &["description"]),
            CREATED_AT,
            UPDATED_AT,
        ],
    ),
    Role::writes(
        "lot",
        &["lots", "shipments_in", "receipts", "deliveries"],
        &[
            ID,
            may("code", &["code", "lot_code", "lot_number", "number"]),
            DELETED_AT,
            may("vendor", &["vendor_id", "supplier_id", "supplier_client_id", "client_id"]),
            may("date", &["date", "received_at", "received_on", "lot_date"]),
            may("notes", &["notes", "note", "remarks"]),
            CREATED_AT,
            UPDATED_AT,
        ],
    )
    .optional(),
    Role::writes(
        "batch",
        &["batches", "inventory_batches", "stock_batches", "inventory"],
        &[
            ID,
            may("code", &["code", "batch_code", "batch_number", "number"]),
            DELETED_AT,
            may("sku", &["sku", "stock_keeping_unit"]),
            must("product", &["product_id", "item_id"]).to("product"),
            may("lot", &["lot_id", "receipt_id"]),
            may("status", &["batch_status", "status", "state"]),
            may("grade", &["grade", "quality_grade", "quality"]),
            may("is_sample", &["is_sample"]),
            may("sample_only", &["sample_only"]),
            may("sample_available", &["sample_available"]),
            may("cogs_mode", &["cogs_mode", "cost_mode"]),
            may("unit_cogs", &["unit_cogs", "unit_cost", "cost"]),
            may("unit_cogs_min", &["unit_cogs_min", "unit_cost_min"]),
            may("unit_cogs_max", &["unit_cogs_max", "unit_cost_max"]),
            may("payment_terms", &["payment_terms", "terms"]),
            may("amount_paid", &["amount_paid", "paid_amount"]),
            may("on_hand", &["on_hand_qty", "on_hand", "quantity_on_hand", "quantity", "qty"]),
            may("sample_qty", &["sample_qty", "sample_quantity"]),
            may("reserved", &["reserved_qty", "reserved_quantity", "reserved"]),
            may("quarantine", &["quarantine_qty", "quarantine_quantity"]),
            may("hold", &["hold_qty", "hold_quantity"]),
            may("defective", &["defective_qty", "defective_quantity"]),
            may("publish_ecom", &["publish_ecom"]),
            may("publish_b2b", &["publish_b2b"]),
            CREATED_AT,
            UPDATED_AT,
        ],
    ),
    Role::writes(
        "order",
        &["orders", "sales_orders", "customer_orders"],
        &[
            ID,
            may("number", &["order_number", "number", "order_no", "reference"]),
            may("type", &["order_type", "type", "kind"]),
            may("is_draft", &["is_draft", "draft"]),
            must("client", &["client_id", "customer_id", "company_id", "partner_id"]).to("client"),
            may("items", &["items", "lines", "line_items"]),
            may("subtotal", &["subtotal", "sub_total", "net_amount", "net_total"]),
            may("tax", &["tax", "tax_amount"]),
            may("discount", &["discount", "discount_amount"]),
            may("total", &["total", "total_amount", "grand_total", "amount"]),
            may("total_cogs", &["total_cogs", "total_cost"]),
            may("total_margin", &["total_margin", "margin"]),
            may("avg_margin_percent", &["avg_margin_percent", "margin_percent"]),
            may("valid_until", &["valid_until", "expires_on"]),
            may("quote_status", &["quote_status"]),
            may("payment_terms", &["payment_terms", "terms"]),
            may("cash_payment", &["cash_payment"]),
            may("due_date", &["due_date", "due_on", "payment_due"]),
            may("sale_status", &["sale_status", "payment_status"]),
            may(
                "fulfillment_status",
                &["fulfillment_status", "fulfilment_status", "shipping_status"],
            ),
            may("packed_at", &["packed_at", "packed_on"]),
            may("packed_by", &["packed_by", "packed_by_id"]).to("user"),
            may("shipped_at", &["shipped_at", "shipped_on"]),
            may("shipped_by", &["shipped_by", "shipped_by_id"]).to("user"),
            may("confirmed_at", &["confirmed_at", "confirmed_on"]),
            may("notes", &["notes", "note", "remarks"]),
            may("created_by", &["created_by", "created_by_id", "user_id", "author_id"]).to("user"),
            DELETED_AT,
            CREATED_AT,
            UPDATED_AT,
        ],
    ),
    Role::writes(
        "line",
        &["order_line_items", "order_lines", "order_items", "order_details"],
        &[
            ID,
            must("order", &["order_id"]).to("order"),
            must("batch", &["batch_id", "inventory_batch_id"]).to("batch"),
            may("product", &["product_id", "item_id"]).to("product"),
            may(
                "product_name",
                &["product_display_name", "product_name", "display_name", "description"],
            ),
            must("quantity", &["quantity", "qty"]),
            may("unit_price", &["unit_price", "price"]),
            may("unit_cogs", &["cogs_per_unit", "unit_cogs", "unit_cost"]),
            may("original_cogs", &["original_cogs_per_unit"]),
            may("cogs_overridden", &["is_cogs_overridden"]),
            may("margin_percent", &["margin_percent"]),
            may("margin_dollar", &["margin_dollar", "margin_amount", "margin"]),
            may("margin_overridden", &["is_margin_overridden"]),
            may("margin_source", &["margin_source"]),
            may("total", &["line_total", "total", "amount", "total_price"]),
            may("is_sample", &["is_sample"]),
            DELETED_AT,
            CREATED_AT,
            UPDATED_AT,
        ],
    )
    .optional(),
];
