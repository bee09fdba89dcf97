//! `orders`: quotes and sales. invoice_id, client_need_id and related_sample_request_id refer to
//! tables outside this example.

use sea_orm::entity::prelude::*;

use super::enums::{FulfillmentStatus, OrderType, PaymentTerms, QuoteStatus, SaleStatus};
use super::values::{Amount, Moment};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "orders")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i32,
    #[sea_orm(column_type = "String(StringLen::N(50))", unique)]
    pub order_number: String,
    #[sea_orm(column_name = "orderType", indexed)]
    pub order_type: OrderType,
    #[sea_orm(default_value = true, indexed)]
    pub is_draft: bool,
    #[sea_orm(indexed)]
    pub client_id: i32,
    pub client_need_id: Option<i32>,
    pub intake_event_id: Option<i32>,
    #[sea_orm(column_type = "JsonBinary")]
    pub items: Json,
    #[sea_orm(column_type = "Decimal(Some((15, 2)))")]
    pub subtotal: Amount,
    #[sea_orm(column_type = "Decimal(Some((15, 2)))", default_value = 0)]
    pub tax: Option<Amount>,
    #[sea_orm(column_type = "Decimal(Some((15, 2)))", default_value = 0)]
    pub discount: Option<Amount>,
    #[sea_orm(column_type = "Decimal(Some((15, 2)))")]
    pub total: Amount,
    #[sea_orm(column_type = "Decimal(Some((15, 2)))")]
    pub total_cogs: Option<Amount>,
    #[sea_orm(column_type = "Decimal(Some((15, 2)))")]
    pub total_margin: Option<Amount>,
    #[sea_orm(column_type = "Decimal(Some((5, 2)))")]
    pub avg_margin_percent: Option<Amount>,
    pub valid_until: Option<Date>,
    #[sea_orm(column_name = "quoteStatus", indexed)]
    pub quote_status: Option<QuoteStatus>,
    #[sea_orm(column_name = "paymentTerms")]
    pub payment_terms: Option<PaymentTerms>,
    #[sea_orm(column_type = "Decimal(Some((15, 2)))", default_value = 0)]
    pub cash_payment: Option<Amount>,
    pub due_date: Option<Date>,
    #[sea_orm(column_name = "saleStatus", indexed)]
    pub sale_status: Option<SaleStatus>,
    pub invoice_id: Option<i32>,
    #[sea_orm(column_name = "fulfillmentStatus", default_value = "PENDING", indexed)]
    pub fulfillment_status: Option<FulfillmentStatus>,
    #[sea_orm(column_type = "Timestamp")]
    pub packed_at: Option<Moment>,
    pub packed_by: Option<i32>,
    #[sea_orm(column_type = "Timestamp")]
    pub shipped_at: Option<Moment>,
    pub shipped_by: Option<i32>,
    pub converted_from_order_id: Option<i32>,
    #[sea_orm(column_type = "Timestamp")]
    pub converted_at: Option<Moment>,
    #[sea_orm(column_type = "Timestamp")]
    pub confirmed_at: Option<Moment>,
    pub related_sample_request_id: Option<i32>,
    #[sea_orm(column_type = "Text")]
    pub notes: Option<String>,
    pub created_by: i32,
    #[sea_orm(column_type = "Timestamp", default_expr = "Expr::current_timestamp()", indexed)]
    pub created_at: Option<Moment>,
    #[sea_orm(column_type = "Timestamp", default_expr = "Expr::current_timestamp()")]
    pub updated_at: Option<Moment>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    #[sea_orm(
        belongs_to = "super::clients::Entity",
        from = "Column::ClientId",
        to = "super::clients::Column::Id",
        on_delete = "Cascade"
    )]
    Client,
    #[sea_orm(
        belongs_to = "super::calendar_events::Entity",
        from = "Column::IntakeEventId",
        to = "super::calendar_events::Column::Id",
        on_delete = "SetNull"
    )]
    IntakeEvent,
    #[sea_orm(
        belongs_to = "super::users::Entity",
        from = "Column::PackedBy",
        to = "super::users::Column::Id",
        on_delete = "SetNull"
    )]
    PackedBy,
    #[sea_orm(
        belongs_to = "super::users::Entity",
        from = "Column::ShippedBy",
        to = "super::users::Column::Id",
        on_delete = "SetNull"
    )]
    ShippedBy,
    #[sea_orm(
        belongs_to = "Entity",
        from = "Column::ConvertedFromOrderId",
        to = "Column::Id",
        on_delete = "SetNull"
    )]
    ConvertedFromOrder,
    #[sea_orm(
        belongs_to = "super::users::Entity",
        from = "Column::CreatedBy",
        to = "super::users::Column::Id",
        on_delete = "Restrict"
    )]
    CreatedBy,
}

impl ActiveModelBehavior for ActiveModel {}
