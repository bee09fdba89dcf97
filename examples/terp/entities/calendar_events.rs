//! `calendar_events`: appointments that orders and batches refer to.

use sea_orm::entity::prelude::*;

use super::enums::CalendarEventType;
use super::values::Moment;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "calendar_events")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i32,
    #[sea_orm(column_type = "String(StringLen::N(255))")]
    pub title: String,
    #[sea_orm(column_name = "eventType", default_value = "MEETING")]
    pub event_type: CalendarEventType,
    #[sea_orm(indexed)]
    pub start_date: Date,
    #[sea_orm(indexed)]
    pub client_id: Option<i32>,
    pub created_by: i32,
    #[sea_orm(column_type = "Timestamp")]
    pub deleted_at: Option<Moment>,
    #[sea_orm(column_type = "Timestamp", default_expr = "Expr::current_timestamp()")]
    pub created_at: Moment,
    #[sea_orm(column_type = "Timestamp", default_expr = "Expr::current_timestamp()")]
    pub updated_at: Moment,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    #[sea_orm(
        belongs_to = "super::clients::Entity",
        from = "Column::ClientId",
        to = "super::clients::Column::Id",
        on_delete = "SetNull"
    )]
    Client,
    #[sea_orm(
        belongs_to = "super::users::Entity",
        from = "Column::CreatedBy",
        to = "super::users::Column::Id",
        on_delete = "Cascade"
    )]
    CreatedBy,
}

impl ActiveModelBehavior for ActiveModel {}
