//! `comments`: (commentable_type, commentable_id) is polymorphic.

use sea_orm::entity::prelude::*;

use super::values::Moment;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "comments")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i32,
    #[sea_orm(column_type = "String(StringLen::N(50))")]
    pub commentable_type: String,
    pub commentable_id: i32,
    #[sea_orm(indexed)]
    pub user_id: i32,
    #[sea_orm(column_type = "Text")]
    pub content: String,
    #[sea_orm(default_value = false, indexed)]
    pub is_resolved: bool,
    #[sea_orm(column_type = "Timestamp")]
    pub resolved_at: Option<Moment>,
    pub resolved_by: Option<i32>,
    #[sea_orm(column_type = "Timestamp", default_expr = "Expr::current_timestamp()", indexed)]
    pub created_at: Moment,
    #[sea_orm(column_type = "Timestamp", default_expr = "Expr::current_timestamp()")]
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
    #[sea_orm(
        belongs_to = "super::users::Entity",
        from = "Column::ResolvedBy",
        to = "super::users::Column::Id",
        on_delete = "SetNull"
    )]
    ResolvedBy,
}

impl ActiveModelBehavior for ActiveModel {}
