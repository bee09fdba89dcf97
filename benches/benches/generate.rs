//! Rows a second of each bundled domain on one core, without a database, beside `fake` alone in the
//! same run.
//!
//! `cargo bench -p seedbed-benches --bench generate`, or `-- pricing` for one of them. Rows are made
//! in chunks and dropped, as a run does it.

#![allow(clippy::unwrap_used, clippy::print_stdout)]

use std::{collections::BTreeMap, hint::black_box, path::Path, time::Duration};

use fake::{Fake, faker};
use seedbed_benches::{interleaved_by, on_core, peak_memory};
use seedbed_generators::{
    AnchorTable, Anchors, Cell, Dense, Generator, KeyBlock, Rows, Span, Spec, World,
    domains::{self, DomainOptions},
    generate,
};
use seedbed_schema_model::{Dialect, Schema};
use seedbed_schema_source::sql;

const ROUNDS: usize = 5;
/// Units made at a time.
const CHUNK: usize = 200;

fn main() {
    let path =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/terp/schema/sqlite/live.sql");
    let schema = sql::read_path(Dialect::SQLITE, &path).unwrap().schema;
    let base = bound(&schema, "wholesale", &[("orders", 2_000), ("batches", 1_000)]);
    let world = world(&base.spec(), Anchors::default());
    let base = generate(&*base, &world, 0..world.units, 1).unwrap();

    println!("| rows of | rows | rows/s | of `fake` name + e-mail + sentence |");
    println!("|---|---:|---:|---:|");
    for (name, volumes) in [
        ("wholesale", &[("orders", 20_000), ("batches", 5_000)][..]),
        ("todos", &[("lists", 3_000), ("tasks", 20_000)]),
        ("comments", &[("count", 50_000), ("mentions", 20_000)]),
        ("dashboards", &[]),
        ("pricing", &[("rules", 20_000), ("profiles", 2_000)]),
        ("inventory", &[]),
    ] {
        let asked: Vec<String> = std::env::args().skip(1).filter(|a| !a.starts_with('-')).collect();
        if domains::find(name).is_some() && (asked.is_empty() || asked.iter().any(|a| a == name)) {
            measure(name, &*bound(&schema, name, volumes), &base);
        }
    }
    println!("\npeak memory {} MiB", peak_memory());
}

fn measure(name: &str, generator: &dyn Generator, base: &Rows) {
    let world = world(&generator.spec(), anchors(&generator.spec(), base));
    let chunks =
        || (0..world.units).step_by(CHUNK).map(|at| at..world.units.min(at + CHUNK as u64));
    let make = |chunk| generate(generator, &world, chunk, 1).unwrap();
    let rows: usize = chunks().map(|chunk| make(chunk).len()).sum();
    // A few rows are made often enough to be measured.
    let often = (20_000 / rows.max(1)).max(1);
    let mut ours =
        || (0..often).for_each(|_| chunks().for_each(|chunk| drop(black_box(make(chunk)))));
    let mut fakes = || fake_rows(rows * often);
    let times = interleaved_by(on_core, ROUNDS, &mut [&mut ours, &mut fakes]);
    let rate = |time: Duration| (rows * often) as f64 / time.as_secs_f64();
    let (ours, fakes) = (rate(times[0]), rate(times[1]));
    println!("| {name} | {rows} | {:.0} k | {:.1}× |", ours / 1e3, ours / fakes);
}

/// The yardstick: three values of a row from `fake`, drawn from our cells.
fn fake_rows(rows: usize) {
    for row in 0..rows as u64 {
        let mut cell = Cell::new(1, "bench", "fake", row);
        let name: String = faker::name::en::Name().fake_with_rng(&mut cell);
        let mail: String = faker::internet::en::SafeEmail().fake_with_rng(&mut cell);
        let text: String = faker::lorem::en::Sentence(4..8).fake_with_rng(&mut cell);
        black_box((name, mail, text));
    }
}

fn bound(schema: &Schema, name: &str, volumes: &[(&str, u64)]) -> Box<dyn Generator> {
    let volumes = volumes.iter().map(|(name, n)| ((*name).to_owned(), *n)).collect();
    let options = DomainOptions { volumes, ..DomainOptions::default() };
    (domains::find(name).unwrap().bind)(schema, &options).unwrap()
}

fn world(spec: &Spec, anchors: Anchors) -> World {
    let units = spec.units.count(&anchors);
    let mut keys = BTreeMap::new();
    for table in &spec.tables {
        let Some(key) = &table.key else { continue };
        let len = match key.span {
            Span::Total(n) => n,
            Span::PerUnit(n) => n * units,
        };
        keys.insert(table.table.clone(), KeyBlock::Dense(Dense { first: 1, len }));
    }
    World { seed: 1, today: "2025-12-11".parse().unwrap(), anchors, keys, units }
}

/// The rows of the base world as anchors.
fn anchors(spec: &Spec, base: &Rows) -> Anchors {
    let tables = spec.anchors.iter().map(|anchor| {
        let columns: Vec<_> =
            std::iter::once(&anchor.key).chain(&anchor.columns).cloned().collect();
        let rows = base.table(&anchor.table).map_or(Vec::new(), |rows| {
            (0..rows.len())
                .map(|i| {
                    let cell = |c: &String| rows.get(i, c).cloned();
                    columns
                        .iter()
                        .map(|c| cell(c).unwrap_or(seedbed_generators::Value::Null))
                        .collect()
                })
                .collect()
        });
        (anchor.name.clone(), AnchorTable::new(columns, rows))
    });
    Anchors(tables.collect())
}
