//! `strains`: parentStrainId refers to this table, without a foreign key.

use sea_orm::entity::prelude::*;

use super::values::Moment;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "strains")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i32,
    #[sea_orm(column_type = "String(StringLen::N(255))", unique)]
    pub name: String,
    #[sea_orm(column_type = "Timestamp")]
    pub deleted_at: Option<Moment>,
    #[sea_orm(column_name = "standardizedName", column_type = "String(StringLen::N(255))")]
    pub standardized_name: String,
    #[sea_orm(column_type = "Text")]
    pub aliases: Option<String>,
    #[sea_orm(column_type = "String(StringLen::N(50))")]
    pub category: Option<String>,
    #[sea_orm(column_type = "Text")]
    pub description: Option<String>,
    #[sea_orm(column_name = "openthcId", column_type = "String(StringLen::N(255))")]
    pub openthc_id: Option<String>,
    #[sea_orm(column_name = "openthcStub", column_type = "String(StringLen::N(255))")]
    pub openthc_stub: Option<String>,
    #[sea_orm(column_name = "parentStrainId")]
    pub parent_strain_id: Option<i32>,
    #[sea_orm(column_name = "baseStrainName", column_type = "String(StringLen::N(255))")]
    pub base_strain_name: Option<String>,
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
