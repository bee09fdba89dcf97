//! Entities that declare nothing an engine can have.

use super::*;

mod same_table {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "accounts")]
    pub(super) struct Model {
        #[sea_orm(primary_key)]
        pub(super) id: i32,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(super) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

mod listed {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
    #[sea_orm(rs_type = "String", db_type = "Enum", enum_name = "account_role")]
    pub(super) enum Role {
        #[sea_orm(string_value = "it's")]
        Its,
    }

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "lists", schema_name = "back office")]
    pub(super) struct Model {
        #[sea_orm(primary_key)]
        pub(super) id: i32,
        pub(super) role: Role,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(super) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

mod odd {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "odd")]
    pub(super) struct Model {
        #[sea_orm(primary_key)]
        pub(super) id: i32,
        #[sea_orm(column_type = "Inet")]
        pub(super) address: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(super) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

mod escaping {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "escaping")]
    pub(super) struct Model {
        #[sea_orm(primary_key)]
        pub(super) id: i32,
        #[sea_orm(extra = "); DROP TABLE users; --")]
        pub(super) one: i32,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(super) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

mod twice {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "history")]
    pub(super) struct Model {
        #[sea_orm(primary_key)]
        pub(super) id: i32,
        #[sea_orm(column_name = "new_status")]
        pub(super) status: i32,
        #[sea_orm(column_name = "new_status")]
        pub(super) new_status: i32,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(super) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

fn refused(entities: Entities, dialect: Dialect) -> String {
    entities.read(dialect).unwrap_err().to_string()
}

#[test]
fn an_error_names_the_entity_and_its_column() {
    let same = entities![accounts::Entity, same_table::Entity];
    let error = refused(same, Dialect::SQLITE);
    assert!(error.contains("wrong::same_table::Entity (accounts)"), "{error}");
    assert!(error.contains("has the table of it::entities::shop::accounts::Entity"), "{error}");
    let error = refused(entities![orders::Entity, orders::Entity], Dialect::SQLITE);
    assert!(error.contains("orders::Entity (order): is listed twice"), "{error}");
    let error = refused(entities![accounts::Entity, listed::Entity], Dialect::POSTGRES);
    assert!(error.contains("(back office.lists.role)"), "{error}");
    assert!(error.contains("has the values it's here and member, vice admin, ADMIN elsewhere"));
    for dialect in [Dialect::SQLITE, Dialect::MARIADB] {
        let error = refused(entities![odd::Entity], dialect);
        assert!(error.contains("odd::Entity (odd.address)"), "{error}");
        assert!(error.contains("has no type for network addresses"), "{error}");
    }
    assert!(entities![odd::Entity].read(Dialect::POSTGRES).is_ok());
    let error = refused(entities![escaping::Entity], Dialect::MYSQL);
    assert!(error.contains("escaping.one: the extra text"), "{error}");
}

#[test]
fn a_schema_is_one_on_postgres_and_an_enum_is_escaped() {
    let read = |dialect| entities![listed::Entity].read(dialect).unwrap();
    let postgres = read(Dialect::POSTGRES);
    let name = TableName::in_schema("back office", "lists");
    assert!(postgres.schema.tables.contains_key(&name), "{:?}", postgres.schema.tables.keys());
    assert_eq!(postgres.schema.enums[&TableName::new("account_role")].values, ["it's"]);
    for dialect in [Dialect::MYSQL, Dialect::SQLITE] {
        assert!(read(dialect).schema.tables.contains_key(&TableName::new("lists")));
    }
    let mysql = read(Dialect::MYSQL);
    let role = mysql.schema.tables[&TableName::new("lists")].column("role").unwrap();
    assert_eq!(role.ty.kind, TypeKind::Enum { name: None, values: vec!["it's".into()] });
}

#[test]
fn two_fields_on_one_column_are_for_the_lint() {
    for dialect in [Dialect::SQLITE, Dialect::POSTGRES, Dialect::MARIADB] {
        let reading = entities![twice::Entity].read(dialect).unwrap();
        assert_eq!(reading.schema.tables[&TableName::new("history")].columns.len(), 2);
        let report = seedbed_drift::lint::lint(&reading, &Policy::default());
        let found = lines_of(&report);
        assert!(found.contains(&"column-declared-twice history.new_status".into()), "{found:?}");
    }
}

#[test]
fn a_reading_says_what_it_is_and_what_it_leaves_open() {
    let reading = all().read(Dialect::POSTGRES).unwrap();
    assert_eq!(reading.origin.kind, OriginKind::Entities);
    assert!(reading.origin.label.starts_with("4 entities of "), "{}", reading.origin.label);
    assert!(reading.silent_on.contains(&Topic::Views));
    assert!(!reading.silent_on.contains(&Topic::Defaults));
    assert!(all().generated().read(Dialect::MYSQL).unwrap().silent_on.contains(&Topic::Defaults));
    let place = seedbed_schema_model::Place::table(&TableName::new("countries"));
    let at = &reading.locations[&place];
    assert!(at.file.ends_with("mod.rs") && at.line > 1, "{at}");
}
