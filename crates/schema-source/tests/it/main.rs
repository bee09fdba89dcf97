//! Readers against real databases.
#![allow(clippy::unwrap_used, clippy::expect_used)] // tests

mod asserted;
mod count;
mod drizzle;
mod edited;
mod entities;
mod face;
mod families;
mod mariadb;
mod mysql_families;
mod names;
mod postgres;
mod recorded;
mod recorded_postgres;
mod round_trip;
mod sources;
mod sql_cases;
mod sql_folders;
mod sql_laws;
mod sql_live;
mod sqlite;
mod three_way;

use seedbed_schema_model::{Column, Gap, Reading, Table, TableName};
use seedbed_schema_source::live;
use seedbed_testkit::Database;

/// Applies a script to a database and reads it back.
async fn read_script(database: &Database, script: &str) -> Reading {
    database.execute_script(script).await;
    read(database.url()).await
}

async fn read(url: &str) -> Reading {
    let connection = sea_orm::Database::connect(url).await.unwrap();
    let reading = live::read(&connection, None).await.unwrap();
    connection.close().await.unwrap();
    reading
}

fn table<'r>(reading: &'r Reading, name: &str) -> &'r Table {
    let found = reading.schema.table(&TableName::new(name));
    found.unwrap_or_else(|| panic!("no table {name} in {:?}", reading.schema.tables.keys()))
}

fn column<'r>(reading: &'r Reading, table_name: &str, name: &str) -> &'r Column {
    table(reading, table_name)
        .column(name)
        .unwrap_or_else(|| panic!("no column {table_name}.{name}"))
}

/// The schema as a line of JSON for each part, and the gaps; without the server's version.
fn printed(reading: &Reading) -> String {
    let mut out = String::new();
    let mut line = |start: &str, json: String| out += &format!("{start} {json}\n");
    let schema = &reading.schema;
    for table in schema.tables.values() {
        line("table", json(&table.name.to_string()));
        line("  options", json(&table.options));
        table.comment.iter().for_each(|c| line("  comment", json(c)));
        table.columns.iter().for_each(|c| line("  column", json(c)));
        table.primary_key.iter().for_each(|k| line("  primary key", json(k)));
        table.uniques.iter().for_each(|k| line("  unique", json(k)));
        table.foreign_keys.iter().for_each(|k| line("  foreign key", json(k)));
        table.indexes.iter().for_each(|i| line("  index", json(i)));
        table.checks.iter().for_each(|c| line("  check", json(c)));
        table.exclusions.iter().for_each(|e| line("  exclusion", json(e)));
        table.triggers.iter().for_each(|t| line("  trigger", json(t)));
    }
    schema.enums.values().for_each(|e| line("enum", json(e)));
    schema.domains.values().for_each(|d| line("domain", json(d)));
    schema.sequences.values().for_each(|s| line("sequence", json(s)));
    schema.views.values().for_each(|v| line("view", json(v)));
    schema.types.values().for_each(|t| line("type", json(t)));
    schema.routines.values().for_each(|r| line("routine", json(r)));
    schema.events.values().for_each(|e| line("event", json(e)));
    reading.gaps.iter().for_each(|g| line("gap", json(&gap_line(g))));
    out
}

fn json<T: serde::Serialize>(value: &T) -> String {
    serde_json::to_string(value).unwrap()
}

fn gap_line(gap: &Gap) -> String {
    format!("{:?} | {} | {}", gap.kind, gap.place, gap.what)
}
