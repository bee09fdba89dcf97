//! `clients`: who buys, and sometimes sells. pricing_profile_id has no foreign key.

use sea_orm::entity::prelude::*;

use super::enums::CogsAdjustmentType;
use super::values::{Amount, Moment};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "clients")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i32,
    #[sea_orm(column_type = "String(StringLen::N(50))", unique, indexed)]
    pub teri_code: String,
    #[sea_orm(column_type = "String(StringLen::N(255))")]
    pub name: String,
    #[sea_orm(column_type = "String(StringLen::N(320))")]
    pub email: Option<String>,
    #[sea_orm(column_type = "String(StringLen::N(50))")]
    pub phone: Option<String>,
    #[sea_orm(column_type = "Text")]
    pub address: Option<String>,
    #[sea_orm(default_value = false)]
    pub is_buyer: Option<bool>,
    #[sea_orm(default_value = false)]
    pub is_seller: Option<bool>,
    #[sea_orm(default_value = false)]
    pub is_brand: Option<bool>,
    #[sea_orm(default_value = false)]
    pub is_referee: Option<bool>,
    #[sea_orm(default_value = false)]
    pub is_contractor: Option<bool>,
    #[sea_orm(column_type = "JsonBinary")]
    pub tags: Option<Json>,
    pub pricing_profile_id: Option<i32>,
    #[sea_orm(column_type = "JsonBinary")]
    pub custom_pricing_rules: Option<Json>,
    #[sea_orm(column_name = "cogsAdjustmentType", default_value = "NONE")]
    pub cogs_adjustment_type: Option<CogsAdjustmentType>,
    #[sea_orm(column_type = "Decimal(Some((10, 4)))", default_value = 0)]
    pub cogs_adjustment_value: Option<Amount>,
    #[sea_orm(default_value = false)]
    pub auto_defer_consignment: Option<bool>,
    #[sea_orm(column_type = "Decimal(Some((15, 2)))", default_value = 0)]
    pub total_spent: Option<Amount>,
    #[sea_orm(column_type = "Decimal(Some((15, 2)))", default_value = 0)]
    pub total_profit: Option<Amount>,
    #[sea_orm(column_type = "Decimal(Some((5, 2)))", default_value = 0)]
    pub avg_profit_margin: Option<Amount>,
    #[sea_orm(column_type = "Decimal(Some((15, 2)))", default_value = 0, indexed)]
    pub total_owed: Option<Amount>,
    #[sea_orm(default_value = 0)]
    pub oldest_debt_days: Option<i32>,
    #[sea_orm(default_value = false)]
    pub vip_portal_enabled: Option<bool>,
    #[sea_orm(column_type = "Timestamp")]
    pub vip_portal_last_login: Option<Moment>,
    #[sea_orm(column_type = "Timestamp", default_expr = "Expr::current_timestamp()")]
    pub created_at: Option<Moment>,
    #[sea_orm(column_type = "Timestamp", default_expr = "Expr::current_timestamp()")]
    pub updated_at: Option<Moment>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
