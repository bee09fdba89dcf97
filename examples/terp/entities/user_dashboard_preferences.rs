//! `userDashboardPreferences`: `widgetConfig` is `[{id, isVisible, order?, settings?}]`.

use sea_orm::entity::prelude::*;

use super::values::Moment;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "userDashboardPreferences")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i32,
    #[sea_orm(column_name = "userId", unique)]
    pub user_id: i32,
    #[sea_orm(column_type = "Timestamp")]
    pub deleted_at: Option<Moment>,
    #[sea_orm(
        column_name = "activeLayout",
        column_type = "String(StringLen::N(50))",
        default_value = "operations"
    )]
    pub active_layout: String,
    #[sea_orm(column_name = "widgetConfig", column_type = "JsonBinary")]
    pub widget_config: Json,
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
        belongs_to = "super::users::Entity",
        from = "Column::UserId",
        to = "super::users::Column::Id",
        on_delete = "Cascade"
    )]
    User,
}

impl ActiveModelBehavior for ActiveModel {}
