//! `users`: who works here.

use sea_orm::entity::prelude::*;

use super::enums::UserRole;
use super::values::Moment;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "users")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i32,
    #[sea_orm(column_name = "openId", column_type = "String(StringLen::N(64))", unique)]
    pub open_id: String,
    #[sea_orm(column_type = "Text")]
    pub name: Option<String>,
    #[sea_orm(column_type = "String(StringLen::N(320))")]
    pub email: Option<String>,
    #[sea_orm(column_name = "loginMethod", column_type = "String(StringLen::N(64))")]
    pub login_method: Option<String>,
    #[sea_orm(default_value = "user")]
    pub role: UserRole,
    #[sea_orm(column_type = "Timestamp")]
    pub deleted_at: Option<Moment>,
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
    #[sea_orm(
        column_name = "lastSignedIn",
        column_type = "Timestamp",
        default_expr = "Expr::current_timestamp()"
    )]
    pub last_signed_in: Moment,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
