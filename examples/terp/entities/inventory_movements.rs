//! `inventoryMovements`: every change of a batch's quantity; (referenceType, referenceId) is
//! polymorphic.

use sea_orm::entity::prelude::*;

use super::enums::{AdjustmentReason, InventoryMovementType};
use super::values::Moment;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "inventoryMovements")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i32,
    #[sea_orm(column_name = "batchId", indexed)]
    pub batch_id: i32,
    #[sea_orm(column_name = "inventoryMovementType", indexed)]
    pub inventory_movement_type: InventoryMovementType,
    #[sea_orm(column_name = "quantityChange", column_type = "String(StringLen::N(20))")]
    pub quantity_change: String,
    #[sea_orm(column_name = "quantityBefore", column_type = "String(StringLen::N(20))")]
    pub quantity_before: String,
    #[sea_orm(column_name = "quantityAfter", column_type = "String(StringLen::N(20))")]
    pub quantity_after: String,
    #[sea_orm(column_name = "referenceType", column_type = "String(StringLen::N(50))")]
    pub reference_type: Option<String>,
    #[sea_orm(column_name = "referenceId")]
    pub reference_id: Option<i32>,
    #[sea_orm(column_type = "Text")]
    pub notes: Option<String>,
    #[sea_orm(column_name = "performedBy")]
    pub performed_by: i32,
    #[sea_orm(
        column_name = "createdAt",
        column_type = "Timestamp",
        default_expr = "Expr::current_timestamp()",
        indexed
    )]
    pub created_at: Moment,
    #[sea_orm(column_type = "Timestamp")]
    pub deleted_at: Option<Moment>,
    #[sea_orm(column_name = "adjustmentReason")]
    pub adjustment_reason: Option<AdjustmentReason>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    #[sea_orm(
        belongs_to = "super::batches::Entity",
        from = "Column::BatchId",
        to = "super::batches::Column::Id",
        on_delete = "Cascade"
    )]
    Batch,
    #[sea_orm(
        belongs_to = "super::users::Entity",
        from = "Column::PerformedBy",
        to = "super::users::Column::Id",
        on_delete = "Restrict"
    )]
    PerformedBy,
}

impl ActiveModelBehavior for ActiveModel {}
