//! The wholesale world over the example's schema.

use super::*;
use crate::{Anchors, World, domains::terp, generate};

const TODAY: &str = "2025-12-11";

fn generator(volumes: &[(&str, u64)]) -> Box<dyn Generator> {
    let volumes = volumes.iter().map(|(n, v)| ((*n).to_owned(), *v)).collect();
    let options = DomainOptions { volumes, ..DomainOptions::default() };
    (DOMAIN.bind)(&terp::schema("declared"), &options).unwrap()
}

fn world(generator: &dyn Generator, seed: u64) -> World {
    terp::world(generator, seed, TODAY, Anchors::default())
}

fn all(generator: &dyn Generator, seed: u64) -> Rows {
    let world = world(generator, seed);
    generate(generator, &world, 0..world.units, 2).unwrap()
}

#[test]
fn sample() {
    let generator = generator(&[]);
    let rows = all(&*generator, 20251211);
    let mut text = String::new();
    for (table, most) in [
        ("users", 6),
        ("clients", 8),
        ("vendors", 3),
        ("brands", 4),
        ("strains", 8),
        ("products", 12),
        ("lots", 4),
        ("batches", 8),
        ("orders", 8),
        ("order_line_items", 6),
    ] {
        text += &terp::show(&rows, table, most);
    }
    insta::assert_snapshot!(text);
    insta::assert_snapshot!("golden", terp::hashes(&rows));
}
