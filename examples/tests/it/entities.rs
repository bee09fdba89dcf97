//! The entities and the declared schema name the same columns, and the entities read real rows.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{EntityTrait, IdenStatic, Iterable};
use seedbed_drift::{Policy, compare};
use seedbed_schema_model::Family;
use seedbed_schema_source::{Entities, live};
use seedbed_testkit::Database;

use crate::statements::{load_sample, schema};

type Columns = BTreeMap<String, BTreeSet<String>>;

/// Does one thing for every entity.
macro_rules! for_every_entity {
    ($do:ident) => {
        $do! {
            batches, brands, calendar_events, clients, comment_mentions, comments,
            dashboard_kpi_configs, dashboard_widget_layouts, inventory_movements, lots,
            order_line_items, order_status_history, orders, pricing_defaults, pricing_profiles,
            pricing_rules, products, strains, todo_list_members, todo_lists, todo_task_activity,
            todo_tasks, user_dashboard_preferences, users, vendors, workflow_statuses
        }
    };
}

fn columns_of<E: EntityTrait>(entity: E, into: &mut Columns) {
    let columns = E::Column::iter().map(|column| column.as_str().to_owned()).collect();
    into.insert(entity.table_name().to_owned(), columns);
}

fn entity_columns() -> Columns {
    let mut all = Columns::new();
    macro_rules! collect {
        ($($entity:ident),*) => { $(columns_of(terp::$entity::Entity, &mut all);)* };
    }
    for_every_entity!(collect);
    all
}

async fn catalog_columns(db: &Database) -> Columns {
    let sql = match db.family() {
        Family::Sqlite => {
            "SELECT t.name, c.name FROM sqlite_schema AS t, pragma_table_info(t.name) AS c
             WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite%'"
        }
        Family::Postgres => {
            "SELECT table_name, column_name FROM information_schema.columns
             WHERE table_schema = 'public'"
        }
        _ => {
            "SELECT table_name, column_name FROM information_schema.columns
             WHERE table_schema = database()"
        }
    };
    let mut all = Columns::new();
    for row in db.query_text(sql).await {
        let [Some(table), Some(column)] = row.as_slice() else { panic!("{row:?}") };
        all.entry(table.clone()).or_default().insert(column.clone());
    }
    all
}

#[tokio::test]
async fn entities_and_catalog_name_the_same_columns() {
    let entities = entity_columns();
    for db in Database::each().await {
        db.execute_script(&schema(db.family(), "declared")).await;
        assert_eq!(catalog_columns(&db).await, entities, "{db}");
    }
}

#[tokio::test]
async fn every_entity_reads_every_row_of_the_sample() {
    for db in Database::each().await {
        load_sample(&db).await;
        let pool = db.connect().await;
        macro_rules! read {
            ($($entity:ident),*) => { $(
                let rows = terp::$entity::Entity::find().all(&pool).await;
                let rows = rows.unwrap_or_else(|e| panic!("{db} {}: {e}", stringify!($entity)));
                assert!(!rows.is_empty(), "{db} {} has no sample row", stringify!($entity));
            )* };
        }
        for_every_entity!(read);
        pool.close().await.unwrap();
    }
}

#[tokio::test]
async fn values_come_back_as_they_are() {
    for db in Database::each().await {
        load_sample(&db).await;
        let pool = db.connect().await;
        let rule = terp::pricing_rules::Entity::find_by_id(2).one(&pool).await.unwrap().unwrap();
        assert_eq!(rule.adjustment_value.0, "5.5".parse().unwrap(), "{db}");
        assert_eq!(rule.conditions["priceMax"], 500.5, "{db}");
        assert_eq!(rule.is_active, Some(true), "{db}");
        let movement =
            terp::inventory_movements::Entity::find_by_id(3).one(&pool).await.unwrap().unwrap();
        assert_eq!(movement.adjustment_reason, Some(terp::enums::AdjustmentReason::Damaged));
        assert_eq!(movement.created_at.0.to_string(), "2025-02-02 10:00:00", "{db}");
        pool.close().await.unwrap();
    }
}

fn entities() -> Entities {
    macro_rules! all {
        ($($entity:ident),*) => { seedbed_schema_source::entities![$(terp::$entity::Entity),*] };
    }
    for_every_entity!(all)
}

async fn drift(db: &Database) -> Vec<String> {
    let pool = db.connect().await;
    let found = live::read(&pool, None).await.unwrap();
    pool.close().await.unwrap();
    let declared = entities().read(found.schema.dialect).unwrap();
    let report = compare(&declared, &found, &Policy::default());
    let line = |f: &seedbed_drift::Finding| {
        format!("{} {}: {:?} / {:?}", f.rule, f.at, f.declared, f.live)
    };
    report.findings().iter().map(line).collect()
}

#[tokio::test]
async fn sea_orm_makes_what_the_entities_declare() {
    for db in Database::each().await {
        let pool = db.connect().await;
        let backend = sea_orm::ConnectionTrait::get_database_backend(&pool);
        let mut builder = sea_orm::Schema::new(backend).builder();
        macro_rules! register {
            ($($entity:ident),*) => { $(builder = builder.register(terp::$entity::Entity);)* };
        }
        for_every_entity!(register);
        builder.apply(&pool).await.unwrap();
        pool.close().await.unwrap();
        assert_eq!(drift(&db).await, Vec::<String>::new(), "{db}");
    }
}

#[tokio::test]
async fn the_declared_schema_is_what_the_entities_declare() {
    for db in Database::each().await {
        db.execute_script(&schema(db.family(), "declared")).await;
        assert_eq!(drift(&db).await.join("\n"), "", "{db}");
    }
}
