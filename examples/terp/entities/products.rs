//! `products`: brandId and strainId have no foreign keys.

use sea_orm::entity::prelude::*;

use super::values::Moment;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "products")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i32,
    #[sea_orm(column_name = "brandId")]
    pub brand_id: i32,
    #[sea_orm(column_name = "strainId")]
    pub strain_id: Option<i32>,
    #[sea_orm(column_name = "nameCanonical", column_type = "String(StringLen::N(500))")]
    pub name_canonical: String,
    #[sea_orm(column_type = "Timestamp")]
    pub deleted_at: Option<Moment>,
    #[sea_orm(column_type = "String(StringLen::N(100))", indexed)]
    pub category: String,
    #[sea_orm(column_type = "String(StringLen::N(100))")]
    pub subcategory: Option<String>,
    #[sea_orm(
        column_name = "uomSellable",
        column_type = "String(StringLen::N(20))",
        default_value = "EA"
    )]
    pub uom_sellable: String,
    #[sea_orm(column_type = "Text")]
    pub description: Option<String>,
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
