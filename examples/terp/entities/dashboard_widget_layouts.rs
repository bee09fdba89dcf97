//! `dashboard_widget_layouts`: of a user or of a role.

use sea_orm::entity::prelude::*;

use super::enums::UserRole;
use super::values::Moment;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "dashboard_widget_layouts")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i32,
    #[sea_orm(column_name = "userId")]
    pub user_id: Option<i32>,
    #[sea_orm(column_type = "Timestamp")]
    pub deleted_at: Option<Moment>,
    pub role: Option<UserRole>,
    #[sea_orm(column_name = "widgetType", column_type = "String(StringLen::N(100))")]
    pub widget_type: String,
    pub position: i32,
    #[sea_orm(default_value = 1)]
    pub width: i32,
    #[sea_orm(default_value = 1)]
    pub height: i32,
    #[sea_orm(column_name = "isVisible", default_value = true)]
    pub is_visible: bool,
    #[sea_orm(column_type = "JsonBinary")]
    pub config: Option<Json>,
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
