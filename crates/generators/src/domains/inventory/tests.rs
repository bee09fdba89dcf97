//! Movements and histories over the wholesale world.

use super::*;
use crate::{
    Rows,
    domains::{terp, wholesale},
    generate,
};

const TODAY: &str = "2025-12-11";

/// The wholesale world, and the stories told over it.
fn told(schema: &str, volumes: &[(&str, u64)], seed: u64) -> (Rows, Rows) {
    let schema = terp::schema(schema);
    let volumes = volumes.iter().map(|(n, v)| ((*n).to_owned(), *v)).collect();
    let options = DomainOptions { volumes, ..DomainOptions::default() };
    let base = (wholesale::DOMAIN.bind)(&schema, &options).unwrap();
    let world = terp::world(&*base, seed, TODAY, crate::Anchors::default());
    let base = generate(&*base, &world, 0..world.units, 2).unwrap();
    let stories = (DOMAIN.bind)(&schema, &DomainOptions::default()).unwrap();
    let world = terp::world(&*stories, seed, TODAY, terp::anchors(&stories.spec(), &base));
    let rows = generate(&*stories, &world, 0..world.units, 2).unwrap();
    (base, rows)
}

#[test]
fn sample() {
    for schema in ["declared", "live"] {
        let (_, rows) = told(schema, &[], 20251211);
        let mut text = terp::show(&rows, "inventoryMovements", 60);
        text += &terp::show(&rows, "order_status_history", 14);
        insta::assert_snapshot!(schema, text);
        insta::assert_snapshot!(format!("{schema}-golden"), terp::hashes(&rows));
    }
}
