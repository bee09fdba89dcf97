//! The example keeps the laws, fits its schema, and fills its table.

#![allow(clippy::unwrap_used)]

use std::process::Command;

use seedbed_example_custom_generator::reviews;
use seedbed_generators::{Columns, conformance};
use seedbed_schema_model::{Dialect, Schema};
use seedbed_testkit as testkit;

fn schema() -> Schema {
    let path = testkit::repository().join("examples/custom_generator/schema.sql");
    seedbed_schema_source::sql::read_path(Dialect::SQLITE, &path).unwrap().schema
}

#[test]
fn keeps_the_laws() {
    testkit::conformance(&reviews());
}

#[test]
fn fits_the_schema_without_a_database() {
    testkit::fits(&reviews(), &schema());
}

#[test]
fn a_misspelt_column_is_found_without_a_database() {
    let misspelt = Columns::new("reviews", 1, 3).column("strs", |_| 5);
    let found = conformance::fits(&misspelt, &schema());
    let said: Vec<&str> = found.iter().map(|breach| breach.place.as_str()).collect();
    assert_eq!(said[0], "reviews has no column `strs`; did you mean `stars`?");
    assert_eq!(said.len(), 5, "and all that must be given: {said:?}");
}

#[test]
fn it_takes_less_than_thirty_lines() {
    let text = testkit::fixture_text("examples/custom_generator/src/reviews.rs");
    assert!(text.lines().count() < 30, "{}", text.lines().count());
}

#[tokio::test]
async fn the_binary_seeds_and_verifies() {
    let database = testkit::Database::sqlite().await;
    database.execute_script(&testkit::fixture_text("examples/custom_generator/schema.sql")).await;
    let products = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 40)
        INSERT INTO products (id, name, created_at)
        SELECT i, 'Product ' || i, datetime('2025-01-01 09:00:00', '+' || i || ' days') FROM n";
    database.execute_script(products).await;
    let config = testkit::repository().join("examples/custom_generator/seedbed.toml");
    let run = |verb: &str| {
        let out = Command::new(env!("CARGO_BIN_EXE_seedbed-example-custom-generator"))
            .args(["--config", config.to_str().unwrap(), verb, "shop"])
            .env("SHOP_URL", database.url())
            .output()
            .unwrap();
        assert!(out.status.success(), "{verb}: {}", String::from_utf8_lossy(&out.stderr));
        String::from_utf8_lossy(&out.stdout).into_owned() + &String::from_utf8_lossy(&out.stderr)
    };
    run("seed");
    let verified = run("verify");
    assert!(verified.contains("reviews/stars"), "{verified}");
    let rows = database
        .query_text(
            "SELECT count(*), min(stars), max(stars), count(DISTINCT product_id),
               sum(written_at < (SELECT created_at FROM products p WHERE p.id = product_id))
             FROM reviews",
        )
        .await;
    let cell = |at: usize| rows[0][at].as_deref().unwrap().parse::<i64>().unwrap();
    assert_eq!((cell(0), cell(1), cell(2), cell(4)), (300, 1, 5, 0));
    assert!(cell(3) > 30);
}
