//! `workflow_statuses`: the columns of the intake board.

use sea_orm::entity::prelude::*;

use super::values::Moment;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "workflow_statuses")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i32,
    #[sea_orm(column_type = "String(StringLen::N(100))")]
    pub name: String,
    #[sea_orm(column_type = "String(StringLen::N(100))", unique)]
    pub slug: String,
    #[sea_orm(column_type = "String(StringLen::N(20))", default_value = "#6B7280")]
    pub color: String,
    #[sea_orm(default_value = 0)]
    pub position: i32,
    #[sea_orm(column_name = "isActive", default_value = 1)]
    pub is_active: i32,
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
