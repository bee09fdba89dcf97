//! What would fail is said before anything is written, all of it at once.

use std::collections::BTreeMap;

use seedbed_generators::{
    AnchorSpec, GenerateError, Generator, KeySpec, Rows, Span, Spec, TableSpec, Unit, Units, Value,
};
use seedbed_seed_runner::{Plan, PlanError, Stage};
use seedbed_testkit::Database;

use crate::fixture::{Bed, Lists, ODD, ORDER, table};

/// Wrong in every way.
struct Wrong;

impl Generator for Wrong {
    fn spec(&self) -> Spec {
        let keyed = |name: &str, column: &str| TableSpec {
            table: table(name),
            key: Some(KeySpec { column: column.into(), span: Span::PerUnit(1) }),
        };
        Spec {
            name: "wrong".into(),
            version: 1,
            units: Units::Fixed(10),
            tables: vec![keyed("users", "id"), keyed("nowhere", "id"), keyed(ODD, "kind")],
            anchors: vec![AnchorSpec {
                name: "users".into(),
                table: table("users"),
                key: "id".into(),
                columns: vec!["nickname".into()],
                not_deleted: None,
                required: true,
            }],
            references: Vec::new(),
            options: BTreeMap::new(),
        }
    }

    fn unit(&self, _: Unit<'_>, _: &mut Rows) -> Result<(), GenerateError> {
        Ok(())
    }
}

/// Right in its spec, wrong in its rows.
struct Misfit;

impl Generator for Misfit {
    fn spec(&self) -> Spec {
        Spec {
            name: "misfit".into(),
            units: Units::Fixed(1000),
            tables: vec![
                TableSpec { table: table(ODD), key: None },
                TableSpec { table: table("strains"), key: None },
            ],
            anchors: Vec::new(),
            ..Wrong.spec()
        }
    }

    fn unit(&self, unit: Unit<'_>, rows: &mut Rows) -> Result<(), GenerateError> {
        rows.push(
            &table("strains"),
            [("id", Value::Int(unit.index as i64 % 3)), ("name", "x".into())],
        )?;
        rows.push(&table("users"), [("id", Value::Int(unit.index as i64)), ("name", "x".into())])?;
        rows.push(
            &table(ODD),
            [
                ("owner_id", Value::Null),
                (ORDER, Value::from("many")),
                ("kind", "garden".into()),
                ("price_text", "0123456789.00".into()),
                ("colour", "red".into()),
                ("active", true.into()),
            ],
        )
    }
}

async fn problems(bed: &Bed, generator: &dyn Generator, preserve: bool) -> Vec<String> {
    let mut options = bed.options();
    if !preserve {
        options.preserve = Vec::new();
    }
    let made = Plan::make(&bed.target, &bed.schema, &[generator], &options).await;
    let Err(PlanError::Unsound(problems)) = made else { panic!("{made:?}") };
    problems.iter().map(|p| format!("{}: {}", p.place, p.why)).collect()
}

#[tokio::test]
async fn every_problem_is_listed_at_once() {
    let bed = Bed::new(Database::sqlite().await, Stage::Staging).await;
    insta::assert_debug_snapshot!("wrong", problems(&bed, &Wrong, true).await);
    let before = bed.tables().await;
    for bed in Bed::each(Stage::Staging).await {
        let found = problems(&bed, &Misfit, false).await;
        insta::assert_debug_snapshot!(format!("misfit-{}", bed.db.family().label()), found);
        assert_eq!(bed.count("strains").await, 2, "{}", bed.db);
    }
    assert_eq!(bed.tables().await, before);
}

#[tokio::test]
async fn nothing_to_refer_to_is_a_problem_of_the_plan() {
    for bed in Bed::each(Stage::Staging).await {
        bed.db.execute_script("DELETE FROM users WHERE deleted_at IS NULL").await;
        let found = problems(&bed, &Lists::new(3), true).await;
        assert_eq!(found, ["users: has no rows to refer to"], "{}", bed.db);
    }
}

#[tokio::test]
async fn what_identifies_a_plan_is_what_it_writes_not_the_rows_there_are() {
    let (one, other) = (
        Bed::new(Database::sqlite().await, Stage::Staging).await,
        Bed::new(Database::sqlite().await, Stage::Production).await,
    );
    other.db.execute_script("INSERT INTO users VALUES (99, 'Dee', NULL)").await;
    let (a, b) = (one.plan(&Lists::new(5)).await, other.plan(&Lists::new(5)).await);
    assert_eq!((a.hash(), a.recipe()), (b.hash(), b.recipe()));
    assert_ne!(a.anchors_fingerprint, b.anchors_fingerprint);
    assert_ne!(a.hash(), one.plan(&Lists::new(6)).await.hash());
    assert_ne!(a.recipe(), one.plan(&Lists { units: 5, version: 2 }).await.recipe());

    one.db.execute_script("ALTER TABLE strains ADD note text").await;
    let schema = one.target.read().await.unwrap().schema;
    let generator = Lists::new(5);
    let c = Plan::make(&one.target, &schema, &[&generator], &one.options()).await.unwrap();
    assert_ne!(a.hash(), c.hash(), "the schema is part of the hash");
    assert_eq!(a.recipe(), c.recipe(), "and not of the recipe");

    let json = serde_json::to_string(&a).unwrap();
    assert_eq!(serde_json::from_str::<Plan>(&json).unwrap(), a);
    let estimates: Vec<_> = a.tables.iter().map(|t| (t.table.name.as_str(), t.estimate)).collect();
    assert_eq!(estimates, [("comments", 10), (ODD, 5), ("tasks", 15)]);
}

/// Wrong in ways that only rows show: a reference to nobody, JSON that is none, a broken check.
struct Careless;

impl Generator for Careless {
    fn spec(&self) -> Spec {
        Spec {
            name: "careless".into(),
            units: Units::Fixed(20),
            tables: vec![TableSpec { table: table(ODD), key: None }],
            anchors: Vec::new(),
            ..Wrong.spec()
        }
    }

    fn unit(&self, unit: Unit<'_>, rows: &mut Rows) -> Result<(), GenerateError> {
        rows.push(
            &table(ODD),
            [
                // Two of them are there.
                ("owner_id", Value::Int(unit.index as i64 % 4 + 1)),
                (ORDER, Value::Int(-1)),
                ("kind", "home".into()),
                ("price_text", "1.00".into()),
                ("settings", Value::Json("{not json".into())),
                ("active", true.into()),
                ("created", crate::fixture::today().into()),
            ],
        )
    }
}

#[tokio::test]
async fn what_only_rows_show_is_found_before_any_is_written() {
    for mut bed in Bed::each(Stage::Staging).await {
        let dialect = bed.schema.dialect;
        let (odd, order) = (dialect.quote(ODD), dialect.quote(ORDER));
        // SQLite adds no check to a table that is there.
        let checked = bed.db.family() != seedbed_schema_model::Family::Sqlite;
        if checked {
            let check = format!("ALTER TABLE {odd} ADD CONSTRAINT positive CHECK ({order} > 0)");
            bed.db.execute_script(&check).await;
        }
        bed.schema = bed.target.read().await.unwrap().schema;
        let found = problems(&bed, &Careless, false).await;
        let refers = "owner_id: refers to rows of users that are not there (2 of 4)";
        assert!(found.iter().any(|p| p.ends_with(refers)), "{found:#?}");
        let json = "settings: the value is not JSON";
        assert!(found.iter().any(|p| p.ends_with(json)), "{found:#?}");
        let broken = |p: &String| p.contains("positive: a row breaks CHECK");
        assert_eq!(found.iter().any(broken), checked, "{found:#?}");
        assert_eq!(bed.count(ODD).await, 0, "{}", bed.db);
    }
}
