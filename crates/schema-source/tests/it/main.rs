//! Readers against real databases.

mod count;
mod mariadb;
mod postgres;
mod sqlite;

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

/// The schema as JSON with the gaps after it, without what differs between servers.
fn printed(reading: &Reading) -> String {
    let mut schema = reading.schema.clone();
    schema.dialect.version = seedbed_schema_model::Version::default();
    let gaps: Vec<_> = reading.gaps.iter().map(gap_line).collect();
    let schema = serde_json::to_string_pretty(&schema).unwrap();
    format!("{schema}\n\ngaps:\n{}\n", gaps.join("\n"))
}

fn gap_line(gap: &Gap) -> String {
    format!("{:?} | {} | {}", gap.kind, gap.place, gap.what)
}
