//! Entities held to a database: made by sea-orm in memory, then changed by hand.
//!
//! ```sh
//! cargo run -p seedbed-examples --example entities
//! ```
#![allow(clippy::print_stdout, reason = "an example shows its result")]

use std::error::Error;

use sea_orm::{ConnectionTrait, Database, Schema};
use seedbed_drift::{
    Policy, compare,
    render::{Style, human},
};
use seedbed_schema_source::{entities, read_both};
use terp::{brands, products};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let database = Database::connect("sqlite::memory:").await?;
    let builder = Schema::new(database.get_database_backend()).builder();
    builder.register(brands::Entity).register(products::Entity).apply(&database).await?;

    let declared = entities![brands::Entity, products::Entity];
    for change in ["", "ALTER TABLE brands ADD COLUMN motto text"] {
        if !change.is_empty() {
            println!("{change};\n");
            database.execute_unprepared(change).await?;
        }
        let (declared, live) = read_both(&declared, &database).await?;
        let report = compare(&declared, &live, &Policy::default());
        println!("{}", human(&report, Style { width: 100, colour: false }));
    }
    Ok(())
}
