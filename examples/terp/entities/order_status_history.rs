//! `order_status_history`: every change of an order's fulfilment.

use sea_orm::entity::prelude::*;

use super::enums::FulfillmentStatus;
use super::values::Moment;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "order_status_history")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i32,
    #[sea_orm(indexed)]
    pub order_id: i32,
    #[sea_orm(column_name = "toStatus")]
    pub to_status: FulfillmentStatus,
    pub changed_by: i32,
    #[sea_orm(column_type = "Timestamp", default_expr = "Expr::current_timestamp()", indexed)]
    pub changed_at: Moment,
    #[sea_orm(column_type = "Text")]
    pub notes: Option<String>,
    #[sea_orm(column_name = "fromStatus")]
    pub from_status: Option<FulfillmentStatus>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    #[sea_orm(
        belongs_to = "super::orders::Entity",
        from = "Column::OrderId",
        to = "super::orders::Column::Id",
        on_delete = "Cascade"
    )]
    Order,
    #[sea_orm(
        belongs_to = "super::users::Entity",
        from = "Column::ChangedBy",
        to = "super::users::Column::Id",
        on_delete = "Restrict"
    )]
    ChangedBy,
}

impl ActiveModelBehavior for ActiveModel {}
