//! Rows a second of `fill` on one core, without a database: orders of six columns, made and written
//! as text, beside the `fake` crate alone in the same run; and the memory of ten thousand and of a
//! hundred million rows.
//!
//! `cargo bench -p seedbed-benches --bench fill`

#![allow(clippy::unwrap_used, clippy::print_stdout)]

use std::{collections::BTreeMap, fmt::Write as _, hint::black_box, time::Duration};

use chrono::Datelike as _;
use fake::{Fake, faker};
use seedbed_benches::{interleaved, peak_memory};
use seedbed_generators::{
    Anchors, Cell, Dense, Generator, KeyBlock, Rows, Span, Unit, Value, World,
    fill::{Fill, FillOptions},
};
use seedbed_schema_model::{
    Column, ColumnType, Dialect, ForeignKey, Key, Schema, Table, TableName, normal,
};

const ROUNDS: usize = 5;
const ROWS: u64 = 400_000;
/// Rows that are in memory at once, as a run has them.
const CHUNK: u64 = 2_000;

fn main() {
    let (fill, world) = orders(ROWS);
    let mut made = || {
        black_box(chunks(&fill, &world, ROWS, None));
    };
    let mut text = String::new();
    let mut written = || {
        black_box(chunks(&fill, &world, ROWS, Some(&mut text)));
    };
    let mut fakes = || fake_rows(ROWS);
    let times = interleaved(ROUNDS, &mut [&mut made, &mut written, &mut fakes]);
    let bytes = chunks(&fill, &world, ROWS, Some(&mut text));
    let rate = |time: Duration| ROWS as f64 / time.as_secs_f64();
    println!("| rows of six columns | rows/s | MB/s | of `fake` name + e-mail + sentence |");
    println!("|---|---:|---:|---:|");
    let line = |what: &str, time: Duration, bytes: f64| {
        let mb = bytes / time.as_secs_f64() / 1e6;
        let of = rate(time) / rate(times[2]);
        println!("| {what} | {:.2} M | {mb:.0} | {of:.1}× |", rate(time) / 1e6);
    };
    line("made", times[0], bytes as f64);
    line("made and written as text", times[1], bytes as f64);
    println!("\n{} bytes a row\n", bytes as u64 / ROWS);
    let before = peak_memory();
    let (fill, world) = orders(100_000_000);
    let part = 4_000_000;
    // A part in the middle costs what any part costs; the whole takes half a minute of nothing else.
    let whole = std::env::args().any(|a| a == "--whole");
    let rows = if whole { 100_000_000 } else { part };
    black_box(chunks(&fill, &world, rows, Some(&mut text)));
    println!(
        "peak memory {before} MiB, and {} MiB after {rows} of 100,000,000 rows",
        peak_memory()
    );
}

fn table(name: &str, columns: &[(&str, &str)]) -> Table {
    let mut table = Table::new(name);
    for (name, raw) in columns {
        let kind = normal::type_kind(Dialect::POSTGRES, raw);
        let mut column = Column::new(*name, ColumnType { raw: (*raw).into(), kind });
        column.nullable = false;
        table.columns.push(column);
    }
    table.primary_key = Some(Key::unnamed(vec!["id".into()]));
    table.uniques.push(Key::unnamed(vec!["email".into()]));
    table
}

fn schema() -> Schema {
    let mut schema = Schema::empty(Dialect::POSTGRES);
    let text = "varchar(80)";
    schema.insert(table("customers", &[("id", "bigint"), ("name", text), ("email", text)]));
    let mut orders = table(
        "orders",
        &[
            ("id", "bigint"),
            ("customer_id", "bigint"),
            ("status", "varchar(12)"),
            ("quantity", "integer"),
            ("created_on", "date"),
            ("email", text),
        ],
    );
    let ids = |name: &str| vec![name.to_owned()];
    let customers = TableName::new("customers");
    orders.foreign_keys.push(ForeignKey::unnamed(ids("customer_id"), customers, ids("id")));
    schema.insert(orders);
    schema
}

fn orders(rows: u64) -> (Fill, World) {
    let schema = schema();
    let mut options = FillOptions { rows, ..FillOptions::default() };
    options.by_table.insert("customers".into(), rows / 10);
    let fill = Fill::over(&schema, &BTreeMap::new(), &options);
    assert!(fill.skipped().is_empty());
    let keys = fill.spec().tables.into_iter().filter_map(|t| {
        let Span::Total(len) = t.key?.span else { return None };
        Some((t.table, KeyBlock::Dense(Dense { first: 1, len })))
    });
    let world = World {
        seed: 1,
        today: "2025-12-11".parse().unwrap(),
        anchors: Anchors::default(),
        keys: keys.collect(),
        units: 0,
    };
    (fill, world)
}

/// Makes so many of the orders, chunk by chunk; the bytes written.
fn chunks(fill: &Fill, world: &World, rows: u64, mut text: Option<&mut String>) -> usize {
    let units = fill.spec().units.count(&world.anchors);
    let (mut bytes, mut count) = (0, 0);
    // The orders come last.
    let per_unit = 50;
    let first = units - fill.tables().last().unwrap().1.div_ceil(per_unit);
    let mut unit = first;
    while count < rows && unit < units {
        let mut made = Rows::new();
        for index in unit..(unit + CHUNK / per_unit).min(units) {
            fill.unit(Unit { index, world }, &mut made).unwrap();
        }
        unit += CHUNK / per_unit;
        count += made.len() as u64;
        if let Some(text) = text.as_deref_mut() {
            for table in made.tables() {
                text.clear();
                table.rows().for_each(|row| write_row(text, row));
                bytes += black_box(&text).len();
            }
        }
        black_box(&made);
    }
    bytes
}

fn write_row(text: &mut String, row: &[Value]) {
    for (i, value) in row.iter().enumerate() {
        if i > 0 {
            text.push('\t');
        }
        match value {
            Value::Int(n) => number(text, *n, 1),
            Value::Text(t) => text.push_str(t),
            Value::Date(d) => {
                number(text, d.year().into(), 4);
                text.push('-');
                number(text, d.month().into(), 2);
                text.push('-');
                number(text, d.day().into(), 2);
            }
            Value::DateTime(t) => write!(text, "{t}").unwrap(),
            Value::Decimal(d) => write!(text, "{d}").unwrap(),
            _ => text.push_str("\\N"),
        }
    }
    text.push('\n');
}

/// Digits without the machinery of formatting, as loaders write them.
fn number(text: &mut String, n: i64, width: usize) {
    let mut digits = [b'0'; 20];
    let (mut at, mut left) = (20, n.unsigned_abs());
    while left > 0 || 20 - at < width {
        at -= 1;
        digits[at] = b'0' + (left % 10) as u8;
        left /= 10;
    }
    if n < 0 {
        text.push('-');
    }
    text.push_str(std::str::from_utf8(&digits[at..]).unwrap());
}

/// The yardstick: three values of a row from `fake`, drawn from our cells.
fn fake_rows(rows: u64) {
    for row in 0..rows {
        let mut cell = Cell::new(1, "bench", "fake", row);
        let name: String = faker::name::en::Name().fake_with_rng(&mut cell);
        let mail: String = faker::internet::en::SafeEmail().fake_with_rng(&mut cell);
        let text: String = faker::lorem::en::Sentence(4..8).fake_with_rng(&mut cell);
        black_box((name, mail, text));
    }
}
