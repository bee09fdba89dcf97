//! The laws of generators, tried on every bundled domain.

use super::{Domain, DomainOptions, terp};
use crate::{Anchors, Rows, conformance, generate};

const TODAY: &str = "2025-12-11";

fn options(domain: &Domain) -> DomainOptions {
    let volumes = [("orders", 90), ("batches", 60), ("lists", 25), ("tasks", 130), ("count", 80)]
        .into_iter()
        .filter(|(name, _)| domain.volumes.iter().any(|(known, _)| known == name))
        .map(|(name, n)| (name.to_owned(), n));
    DomainOptions { volumes: volumes.collect(), ..DomainOptions::default() }
}

#[test]
fn every_domain_keeps_every_law() {
    for which in ["declared", "live"] {
        let schema = terp::schema(which);
        let mut made = Rows::new();
        for domain in super::all() {
            let generator = (domain.bind)(&schema, &options(domain)).unwrap();
            assert_eq!(conformance::fits(&*generator, &schema), [], "{}", domain.name);
            let anchors = match made.is_empty() {
                true => Anchors::default(),
                false => terp::anchors(&generator.spec(), &made),
            };
            let world = terp::world(&*generator, 11, TODAY, anchors);
            assert_eq!(conformance::breaches_in(&*generator, &world), [], "{}", domain.name);
            made.append(generate(&*generator, &world, 0..world.units, 2).unwrap()).unwrap();
        }
    }
}
