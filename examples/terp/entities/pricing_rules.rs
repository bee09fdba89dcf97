//! `pricing_rules`: an adjustment of prices for the items its conditions match.

use sea_orm::entity::prelude::*;

use super::enums::{PricingAdjustmentType, PricingLogicType};
use super::values::{Amount, Moment};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "pricing_rules")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i32,
    #[sea_orm(column_type = "String(StringLen::N(255))")]
    pub name: String,
    #[sea_orm(column_type = "Text")]
    pub description: Option<String>,
    pub adjustment_type: PricingAdjustmentType,
    #[sea_orm(column_type = "Decimal(Some((10, 2)))")]
    pub adjustment_value: Amount,
    #[sea_orm(column_type = "JsonBinary")]
    pub conditions: Json,
    #[sea_orm(default_value = "AND")]
    pub logic_type: Option<PricingLogicType>,
    #[sea_orm(default_value = 0, indexed)]
    pub priority: Option<i32>,
    #[sea_orm(default_value = true)]
    pub is_active: Option<bool>,
    #[sea_orm(column_type = "Timestamp", default_expr = "Expr::current_timestamp()")]
    pub created_at: Option<Moment>,
    #[sea_orm(column_type = "Timestamp", default_expr = "Expr::current_timestamp()")]
    pub updated_at: Option<Moment>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
