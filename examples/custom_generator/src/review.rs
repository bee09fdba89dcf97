//! The application's entity.

use sea_orm::entity::prelude::*;

/// A review of a product.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "reviews")]
pub struct Model {
    /// Its key.
    #[sea_orm(primary_key)]
    pub id: i32,
    /// The product.
    pub product_id: i32,
    /// One to five.
    pub stars: i32,
    /// What was written.
    #[sea_orm(column_type = "Text")]
    pub body: String,
    /// When.
    pub written_at: DateTime,
}

/// None that are declared.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
