//! `batches`: a part of a lot that is sold as one product. productId and lotId have no foreign
//! keys; quantities and prices are decimal numbers in text; flags are integers.

use sea_orm::entity::prelude::*;

use super::enums::{BatchStatus, CogsMode, PaymentTerms};
use super::values::Moment;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "batches")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i32,
    #[sea_orm(column_type = "String(StringLen::N(50))", unique)]
    pub code: String,
    #[sea_orm(column_type = "Timestamp")]
    pub deleted_at: Option<Moment>,
    #[sea_orm(column_type = "String(StringLen::N(100))", unique)]
    pub sku: String,
    #[sea_orm(column_name = "productId", indexed)]
    pub product_id: i32,
    #[sea_orm(column_name = "lotId")]
    pub lot_id: i32,
    #[sea_orm(column_name = "batchStatus", default_value = "AWAITING_INTAKE", indexed)]
    pub batch_status: BatchStatus,
    #[sea_orm(column_name = "statusId")]
    pub status_id: Option<i32>,
    #[sea_orm(column_type = "String(StringLen::N(10))")]
    pub grade: Option<String>,
    #[sea_orm(column_name = "isSample", default_value = 0)]
    pub is_sample: i32,
    #[sea_orm(column_name = "sampleOnly", default_value = 0)]
    pub sample_only: i32,
    #[sea_orm(column_name = "sampleAvailable", default_value = 0)]
    pub sample_available: i32,
    #[sea_orm(column_name = "cogsMode")]
    pub cogs_mode: CogsMode,
    #[sea_orm(column_name = "unitCogs", column_type = "String(StringLen::N(20))")]
    pub unit_cogs: Option<String>,
    #[sea_orm(column_name = "unitCogsMin", column_type = "String(StringLen::N(20))")]
    pub unit_cogs_min: Option<String>,
    #[sea_orm(column_name = "unitCogsMax", column_type = "String(StringLen::N(20))")]
    pub unit_cogs_max: Option<String>,
    #[sea_orm(column_name = "paymentTerms")]
    pub payment_terms: PaymentTerms,
    #[sea_orm(
        column_name = "amountPaid",
        column_type = "String(StringLen::N(20))",
        default_value = "0"
    )]
    pub amount_paid: Option<String>,
    #[sea_orm(column_type = "Text")]
    pub metadata: Option<String>,
    pub photo_session_event_id: Option<i32>,
    #[sea_orm(
        column_name = "onHandQty",
        column_type = "String(StringLen::N(20))",
        default_value = "0"
    )]
    pub on_hand_qty: String,
    #[sea_orm(
        column_name = "sampleQty",
        column_type = "String(StringLen::N(20))",
        default_value = "0"
    )]
    pub sample_qty: String,
    #[sea_orm(
        column_name = "reservedQty",
        column_type = "String(StringLen::N(20))",
        default_value = "0"
    )]
    pub reserved_qty: String,
    #[sea_orm(
        column_name = "quarantineQty",
        column_type = "String(StringLen::N(20))",
        default_value = "0"
    )]
    pub quarantine_qty: String,
    #[sea_orm(
        column_name = "holdQty",
        column_type = "String(StringLen::N(20))",
        default_value = "0"
    )]
    pub hold_qty: String,
    #[sea_orm(
        column_name = "defectiveQty",
        column_type = "String(StringLen::N(20))",
        default_value = "0"
    )]
    pub defective_qty: String,
    #[sea_orm(column_name = "publishEcom", default_value = 0)]
    pub publish_ecom: i32,
    #[sea_orm(column_name = "publishB2b", default_value = 0)]
    pub publish_b2b: i32,
    #[sea_orm(
        column_name = "createdAt",
        column_type = "Timestamp",
        default_expr = "Expr::current_timestamp()"
    )]
    pub created_at: Moment,
    #[sea_orm(
        column_name = "updatedAt",
        column_type = "Timestamp",
        default_expr = "Expr::current_timestamp()"
    )]
    pub updated_at: Moment,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    #[sea_orm(
        belongs_to = "super::workflow_statuses::Entity",
        from = "Column::StatusId",
        to = "super::workflow_statuses::Column::Id",
        on_delete = "SetNull"
    )]
    Status,
    #[sea_orm(
        belongs_to = "super::calendar_events::Entity",
        from = "Column::PhotoSessionEventId",
        to = "super::calendar_events::Column::Id",
        on_delete = "SetNull"
    )]
    PhotoSessionEvent,
}

impl ActiveModelBehavior for ActiveModel {}
