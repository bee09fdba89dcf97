//! `comment_mentions`: one row for each user that a comment's text mentions as `@[Name](userId)`.

use sea_orm::entity::prelude::*;

use super::values::Moment;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "comment_mentions")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i32,
    #[sea_orm(unique_key = "unique_mention", indexed)]
    pub comment_id: i32,
    #[sea_orm(unique_key = "unique_mention", indexed)]
    pub mentioned_user_id: i32,
    pub mentioned_by_user_id: i32,
    #[sea_orm(column_type = "Timestamp", default_expr = "Expr::current_timestamp()")]
    pub created_at: Moment,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    #[sea_orm(
        belongs_to = "super::comments::Entity",
        from = "Column::CommentId",
        to = "super::comments::Column::Id",
        on_delete = "Cascade"
    )]
    Comment,
    #[sea_orm(
        belongs_to = "super::users::Entity",
        from = "Column::MentionedUserId",
        to = "super::users::Column::Id",
        on_delete = "Cascade"
    )]
    MentionedUser,
    #[sea_orm(
        belongs_to = "super::users::Entity",
        from = "Column::MentionedByUserId",
        to = "super::users::Column::Id",
        on_delete = "Cascade"
    )]
    MentionedByUser,
}

impl ActiveModelBehavior for ActiveModel {}
