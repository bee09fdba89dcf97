//! `order_line_items`: batch_id and product_id have no foreign keys.

use sea_orm::entity::prelude::*;

use super::values::{Amount, Moment};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "order_line_items")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i32,
    #[sea_orm(indexed)]
    pub order_id: i32,
    #[sea_orm(indexed)]
    pub batch_id: i32,
    pub product_id: i32,
    #[sea_orm(column_type = "String(StringLen::N(255))")]
    pub product_display_name: Option<String>,
    #[sea_orm(column_type = "Decimal(Some((15, 4)))")]
    pub quantity: Amount,
    #[sea_orm(column_type = "Decimal(Some((15, 2)))")]
    pub unit_price: Amount,
    #[sea_orm(column_type = "Decimal(Some((15, 2)))")]
    pub unit_cogs: Option<Amount>,
    #[sea_orm(column_type = "Decimal(Some((15, 2)))")]
    pub line_total: Amount,
    #[sea_orm(default_value = false)]
    pub is_sample: bool,
    #[sea_orm(column_type = "Timestamp", default_expr = "Expr::current_timestamp()")]
    pub created_at: Moment,
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
}

impl ActiveModelBehavior for ActiveModel {}
