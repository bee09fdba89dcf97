//! `todo_list_members`: the owner is implicit: no row needed.

use sea_orm::entity::prelude::*;

use super::enums::TodoListRole;
use super::values::Moment;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "todo_list_members")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i32,
    #[sea_orm(unique_key = "unique_list_member", indexed)]
    pub list_id: i32,
    #[sea_orm(unique_key = "unique_list_member", indexed)]
    pub user_id: i32,
    #[sea_orm(default_value = "editor")]
    pub role: TodoListRole,
    #[sea_orm(column_type = "Timestamp", default_expr = "Expr::current_timestamp()")]
    pub added_at: Moment,
    pub added_by: i32,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    #[sea_orm(
        belongs_to = "super::todo_lists::Entity",
        from = "Column::ListId",
        to = "super::todo_lists::Column::Id",
        on_delete = "Cascade"
    )]
    List,
    #[sea_orm(
        belongs_to = "super::users::Entity",
        from = "Column::UserId",
        to = "super::users::Column::Id",
        on_delete = "Cascade"
    )]
    User,
    #[sea_orm(
        belongs_to = "super::users::Entity",
        from = "Column::AddedBy",
        to = "super::users::Column::Id",
        on_delete = "Cascade"
    )]
    AddedBy,
}

impl ActiveModelBehavior for ActiveModel {}
