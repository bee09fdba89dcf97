//! `todo_task_activity`: what happened to a task.

use sea_orm::entity::prelude::*;

use super::enums::TodoActivityAction;
use super::values::Moment;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "todo_task_activity")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i32,
    #[sea_orm(indexed)]
    pub task_id: i32,
    #[sea_orm(indexed)]
    pub user_id: i32,
    pub action: TodoActivityAction,
    #[sea_orm(column_type = "String(StringLen::N(100))")]
    pub field_changed: Option<String>,
    #[sea_orm(column_type = "Text")]
    pub old_value: Option<String>,
    #[sea_orm(column_type = "Text")]
    pub new_value: Option<String>,
    #[sea_orm(column_type = "Timestamp", default_expr = "Expr::current_timestamp()", indexed)]
    pub created_at: Moment,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    #[sea_orm(
        belongs_to = "super::todo_tasks::Entity",
        from = "Column::TaskId",
        to = "super::todo_tasks::Column::Id",
        on_delete = "Cascade"
    )]
    Task,
    #[sea_orm(
        belongs_to = "super::users::Entity",
        from = "Column::UserId",
        to = "super::users::Column::Id",
        on_delete = "Cascade"
    )]
    User,
}

impl ActiveModelBehavior for ActiveModel {}
