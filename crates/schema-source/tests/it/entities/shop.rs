//! Entities with one of everything that sea-orm can say.

pub(crate) mod accounts {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
    #[sea_orm(rs_type = "String", db_type = "Enum", enum_name = "account_role")]
    pub(crate) enum Role {
        #[sea_orm(string_value = "member")]
        Member,
        #[sea_orm(string_value = "vice admin")]
        Vice,
        #[sea_orm(string_value = "ADMIN")]
        Admin,
    }

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "accounts", comment = "who may log in")]
    pub(crate) struct Model {
        #[sea_orm(primary_key)]
        pub(crate) id: i64,
        #[sea_orm(unique)]
        pub(crate) email: String,
        #[sea_orm(column_type = "String(StringLen::N(80))", comment = "the user's own")]
        pub(crate) name: Option<String>,
        #[sea_orm(default_value = "member")]
        pub(crate) role: Role,
        pub(crate) former_role: Option<Role>,
        #[sea_orm(column_type = "Decimal(Some((12, 2)))", default_value = 0)]
        pub(crate) balance: f64,
        #[sea_orm(default_value = true, indexed)]
        pub(crate) active: bool,
        #[sea_orm(column_type = "Timestamp", default_expr = "Expr::current_timestamp()")]
        pub(crate) created_at: String,
        #[sea_orm(column_type = "DateTime")]
        pub(crate) seen_at: Option<String>,
        #[sea_orm(column_type = "Date")]
        pub(crate) born: Option<String>,
        #[sea_orm(column_type = "Time")]
        pub(crate) wakes: Option<String>,
        #[sea_orm(default_value = -1.5)]
        pub(crate) score: f64,
        pub(crate) ratio: Option<f32>,
        // MySQL has no default for a text.
        #[sea_orm(
            column_type = "String(StringLen::N(60))",
            default_value = "it's \"so\"",
            extra = ""
        )]
        pub(crate) motto: String,
        #[sea_orm(column_type = "JsonBinary")]
        pub(crate) settings: String,
        #[sea_orm(column_type = "Uuid", unique)]
        pub(crate) token: Option<String>,
        pub(crate) picture: Option<Vec<u8>>,
        #[sea_orm(default_value = 0)]
        pub(crate) level: i16,
        pub(crate) grade: Option<i8>,
        #[sea_orm(column_type = "Text")]
        pub(crate) story: Option<String>,
        #[sea_orm(column_type = "Char(Some(2))")]
        pub(crate) country: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {
        #[sea_orm(has_many = "super::orders::Entity")]
        Orders,
    }

    impl Related<super::orders::Entity> for Entity {
        fn to() -> RelationDef {
            Relation::Orders.def()
        }
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// Reserved, mixed in case, and two keys to one table.
pub(crate) mod orders {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "order")]
    pub(crate) struct Model {
        #[sea_orm(primary_key)]
        pub(crate) id: i32,
        #[sea_orm(column_name = "buyerId", indexed)]
        pub(crate) buyer_id: i64,
        pub(crate) seller_id: Option<i64>,
        #[sea_orm(unique_key = "number")]
        pub(crate) year: i32,
        #[sea_orm(unique_key = "number", column_name = "select")]
        pub(crate) number: i32,
        #[sea_orm(extra = "CHECK (amount >= 0)")]
        pub(crate) amount: i32,
        pub(crate) replaces: Option<i32>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {
        #[sea_orm(
            belongs_to = "super::accounts::Entity",
            from = "Column::BuyerId",
            to = "super::accounts::Column::Id",
            on_delete = "Cascade",
            on_update = "Restrict"
        )]
        Buyer,
        #[sea_orm(
            belongs_to = "super::accounts::Entity",
            from = "Column::SellerId",
            to = "super::accounts::Column::Id",
            on_delete = "SetNull",
            fk_name = "order_sold_by"
        )]
        Seller,
        #[sea_orm(belongs_to = "Entity", from = "Column::Replaces", to = "Column::Id")]
        Replaced,
    }

    impl Related<super::accounts::Entity> for Entity {
        fn to() -> RelationDef {
            Relation::Buyer.def()
        }
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// A key of two columns that nothing numbers, under a name with a quote in it.
pub(crate) mod lines {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "Order'Lines")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) order_id: i32,
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) position: i32,
        pub(crate) note: Option<String>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {
        #[sea_orm(
            belongs_to = "super::orders::Entity",
            from = "Column::OrderId",
            to = "super::orders::Column::Id",
            on_delete = "Cascade"
        )]
        Order,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// A key that is a text, and one that nothing numbers.
pub(crate) mod countries {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "countries")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false, column_type = "Char(Some(2))")]
        pub(crate) code: String,
        #[sea_orm(unique)]
        pub(crate) number: i32,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
