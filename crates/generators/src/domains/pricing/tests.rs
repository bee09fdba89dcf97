//! Rules, profiles and defaults over the wholesale world.

use super::*;
use crate::{
    Anchors, Rows,
    domains::{terp, wholesale},
    generate,
};

const TODAY: &str = "2025-12-11";

fn priced(volumes: &[(&str, u64)], seed: u64) -> (Rows, Rows) {
    let schema = terp::schema("declared");
    let base = (wholesale::DOMAIN.bind)(&schema, &DomainOptions::default()).unwrap();
    let world = terp::world(&*base, seed, TODAY, Anchors::default());
    let base = generate(&*base, &world, 0..world.units, 2).unwrap();
    let volumes = volumes.iter().map(|(n, v)| ((*n).to_owned(), *v)).collect();
    let options = DomainOptions { volumes, ..DomainOptions::default() };
    let pricing = (DOMAIN.bind)(&schema, &options).unwrap();
    let world = terp::world(&*pricing, seed, TODAY, terp::anchors(&pricing.spec(), &base));
    let rows = generate(&*pricing, &world, 0..world.units, 2).unwrap();
    (base, rows)
}

#[test]
fn sample() {
    let (_, rows) = priced(&[], 20251211);
    let mut text = terp::show(&rows, "pricing_rules", 20);
    text += &terp::show(&rows, "pricing_profiles", 20);
    text += &terp::show(&rows, "pricing_defaults", 20);
    insta::assert_snapshot!(text);
    insta::assert_snapshot!("golden", terp::hashes(&rows));
}
