//! Comparing a declared schema of 120 and 1,000 tables with itself, in memory: what the comparison
//! adds to reading. The reading of the text is the floor in the same run.
//!
//! `cargo bench -p seedbed-benches --bench diff`

#![allow(clippy::unwrap_used, clippy::print_stdout)]

use std::{fmt::Write as _, hint::black_box};

use seedbed_benches::{interleaved, peak_memory};
use seedbed_drift::{Policy, compare};
use seedbed_schema_model::Dialect;
use seedbed_schema_source::sql;

fn main() {
    println!("| tables | read the text | compare | of reading |");
    println!("|---:|---:|---:|---:|");
    for tables in [120, 1_000] {
        let text = schema(tables);
        let reading = sql::read_text(Dialect::POSTGRES, "bench.sql", &text);
        assert_eq!(reading.schema.tables.len(), tables);
        let policy = Policy::default();
        let mut read = || drop(black_box(sql::read_text(Dialect::POSTGRES, "bench.sql", &text)));
        let mut judge = || drop(black_box(compare(&reading, &reading, &policy)));
        let times = interleaved(5, &mut [&mut read, &mut judge]);
        println!(
            "| {tables} | {:.1} ms | {:.1} ms | {:.2}× |",
            times[0].as_secs_f64() * 1e3,
            times[1].as_secs_f64() * 1e3,
            times[1].as_secs_f64() / times[0].as_secs_f64()
        );
    }
    println!("\npeak memory {} MiB", peak_memory());
}

/// Twelve columns a table, an enum, a tree of foreign keys, a check, a unique and two indexes.
fn schema(tables: usize) -> String {
    let mut text = String::from("create type mood as enum ('low', 'even', 'high');\n");
    for i in 0..tables {
        let parent = i.saturating_sub(1) / 2;
        write!(
            text,
            "create table t{i} (id serial primary key, parent_id integer references t{parent} (id), \
             code varchar(40) not null unique, name text not null default '', mood mood, \
             amount numeric(12,2) not null default 0, rate double precision, flag boolean default true, \
             made_at timestamp not null default now(), day date, body jsonb, note varchar(200), \
             check (amount >= 0));\n\
             create index t{i}_day on t{i} (day);\ncreate index t{i}_name on t{i} (lower(name)) where flag;\n"
        )
        .unwrap();
    }
    text
}
