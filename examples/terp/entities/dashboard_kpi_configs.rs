//! `dashboard_kpi_configs`: which figures a role sees.

use sea_orm::entity::prelude::*;

use super::enums::UserRole;
use super::values::Moment;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "dashboard_kpi_configs")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i32,
    pub role: UserRole,
    #[sea_orm(column_name = "kpiType", column_type = "String(StringLen::N(100))")]
    pub kpi_type: String,
    #[sea_orm(column_type = "Timestamp")]
    pub deleted_at: Option<Moment>,
    pub position: i32,
    #[sea_orm(column_name = "isVisible", default_value = true)]
    pub is_visible: bool,
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
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
