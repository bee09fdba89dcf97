//! `todo_tasks`: a task; done, completed and by whom go together.

use sea_orm::entity::prelude::*;

use super::enums::{TodoTaskPriority, TodoTaskStatus};
use super::values::Moment;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "todo_tasks")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i32,
    #[sea_orm(indexed)]
    pub list_id: i32,
    #[sea_orm(column_type = "String(StringLen::N(500))")]
    pub title: String,
    #[sea_orm(column_type = "Text")]
    pub description: Option<String>,
    #[sea_orm(default_value = "todo", indexed)]
    pub status: TodoTaskStatus,
    #[sea_orm(default_value = "medium")]
    pub priority: Option<TodoTaskPriority>,
    #[sea_orm(column_type = "Timestamp", indexed)]
    pub due_date: Option<Moment>,
    #[sea_orm(indexed)]
    pub assigned_to: Option<i32>,
    #[sea_orm(indexed)]
    pub created_by: i32,
    #[sea_orm(default_value = 0)]
    pub position: i32,
    #[sea_orm(default_value = false)]
    pub is_completed: bool,
    #[sea_orm(column_type = "Timestamp")]
    pub completed_at: Option<Moment>,
    pub completed_by: Option<i32>,
    #[sea_orm(column_type = "Timestamp", default_expr = "Expr::current_timestamp()")]
    pub created_at: Moment,
    #[sea_orm(column_type = "Timestamp", default_expr = "Expr::current_timestamp()")]
    pub updated_at: Moment,
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
        from = "Column::AssignedTo",
        to = "super::users::Column::Id",
        on_delete = "SetNull"
    )]
    AssignedTo,
    #[sea_orm(
        belongs_to = "super::users::Entity",
        from = "Column::CreatedBy",
        to = "super::users::Column::Id",
        on_delete = "Cascade"
    )]
    CreatedBy,
    #[sea_orm(
        belongs_to = "super::users::Entity",
        from = "Column::CompletedBy",
        to = "super::users::Column::Id",
        on_delete = "SetNull"
    )]
    CompletedBy,
}

impl ActiveModelBehavior for ActiveModel {}
