//! Reading MariaDB.

use seedbed_schema_model::{Action, GapKind, TypeKind};
use seedbed_schema_source::live;
use seedbed_testkit::Database;

use crate::{column, count::Counting, printed, read, read_script, table};

const RICH: &str = include_str!("rich/mariadb.sql");

#[tokio::test]
async fn everything_the_catalog_says_is_read() {
    let database = Database::mariadb().await;
    let reading = read_script(&database, RICH).await;
    insta::assert_snapshot!(printed(&reading));
    assert_eq!(reading.origin.database.as_deref(), Some(database.name()));
    let version = database.query_text("SELECT version()").await[0][0].clone().unwrap();
    assert_eq!(reading.origin.server, Some(format!("MariaDB {version}")));
}

#[tokio::test]
async fn a_role_that_may_only_select_reads_the_same_but_for_queries_of_views() {
    let database = Database::mariadb().await;
    let owner = read_script(&database, RICH).await;
    let readonly = database.readonly_url().await;
    let mut reading = read(&readonly).await;
    // It is said, and stops no judgement: the rest is all there.
    let hidden: Vec<_> = reading.gaps.iter().filter(|g| g.why.contains("SHOW VIEW")).collect();
    assert_eq!(hidden.len(), 1, "{hidden:?}");
    assert_eq!((hidden[0].place.as_str(), hidden[0].kind), ("v", GapKind::Unmodelled));
    assert!(reading.gaps.iter().all(|g| !g.kind.matters()), "{:?}", reading.gaps);
    reading.schema.views.clone_from(&owner.schema.views);
    // The server shows it no code, and no error: the reading says so.
    let code: std::collections::BTreeSet<_> = seedbed_schema_model::Schema::CODE.into();
    assert_eq!(std::mem::take(&mut reading.schema.unseen), code);
    let mut owner = owner.schema;
    assert!(owner.tables.values().any(|t| !t.triggers.is_empty()));
    owner.tables.values_mut().for_each(|t| t.triggers.clear());
    owner.routines.clear();
    owner.events.clear();
    assert_eq!(reading.schema, owner);
}

#[tokio::test]
async fn actions_hidden_from_a_role_come_from_show_create_table() {
    let database = Database::mariadb().await;
    database.execute_script(RICH).await;
    let readonly = database.readonly_url().await;
    // The catalog really hides them.
    let connection = sea_orm::Database::connect(&readonly).await.unwrap();
    let rows = live::mysql::fetch::fetch(&connection).await.unwrap();
    assert_eq!(rows.references.len(), 0);
    assert_eq!(rows.key_columns.len(), 3);
    let mut reading = live::mysql::assemble::assemble(live::origin("x"), &rows);
    let actions: Vec<_> = table(&reading, "T'able `q` ü")
        .foreign_keys
        .iter()
        .map(|k| (k.name.as_deref().unwrap(), k.on_delete, k.on_update))
        .collect();
    assert_eq!(
        actions,
        [
            ("T'able `q` ü_ibfk_1", Action::NoAction, Action::Restrict),
            ("fk'1", Action::SetNull, Action::Cascade),
        ]
    );
    // Without those texts it is said, not assumed.
    let blind = live::mysql::fetch::Rows { show_create: Default::default(), ..rows };
    reading = live::mysql::assemble::assemble(live::origin("x"), &blind);
    let gaps = reading.gaps.iter().filter(|g| g.what == "actions of the foreign key");
    assert_eq!(gaps.map(|g| (g.place.as_str(), g.kind)).collect::<Vec<_>>().len(), 3);
}

#[tokio::test]
async fn json_is_a_type_and_a_longtext_is_not() {
    let database = Database::mariadb().await;
    let reading = read_script(&database, RICH).await;
    let json = column(&reading, "T'able `q` ü", "j");
    assert_eq!((json.ty.raw.as_str(), &json.ty.kind), ("json", &TypeKind::Json { binary: false }));
    assert_eq!(json.collation, None);
    let plain = &column(&reading, "T'able `q` ü", "plain").ty.kind;
    assert_eq!(plain, &TypeKind::Text { bytes: Some(4_294_967_295) });
    let checks = &table(&reading, "T'able `q` ü").checks;
    assert!(checks.iter().all(|c| !c.expr.as_str().contains("json_valid")), "{checks:?}");
}

#[tokio::test]
async fn the_number_of_statements_does_not_depend_on_the_number_of_tables() {
    let database = Database::mariadb().await;
    let connection = Counting::connect(database.url()).await;
    assert_eq!(live::read(&connection, None).await.unwrap().schema.tables.len(), 0);
    // Without foreign keys, views and partitions nothing is asked about them.
    assert_eq!(connection.take(), 10);
    let tables: String = (0..120)
        .map(|i| {
            format!(
                "CREATE TABLE t{i} (id int AUTO_INCREMENT PRIMARY KEY, p int, j json, \
                 FOREIGN KEY (p) REFERENCES t0 (id));"
            )
        })
        .collect();
    database.execute_script(&tables).await;
    let reading = live::read(&connection, None).await.unwrap();
    assert_eq!(connection.take(), 11);
    assert_eq!(reading.schema.tables.len(), 120);
    assert_eq!(table(&reading, "t119").foreign_keys[0].target_columns, ["id"]);
    assert_eq!(table(&reading, "t119").indexes.len(), 0);
}
