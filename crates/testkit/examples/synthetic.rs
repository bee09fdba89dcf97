//! Prints the statements of a synthetic schema: `synthetic postgres 1000 [drifted]`.

#![allow(clippy::print_stdout)]

use seedbed_schema_model::Family;
use seedbed_testkit::Synthetic;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let family = match arguments.first().map(String::as_str) {
        Some("sqlite") => Family::Sqlite,
        Some("postgres") => Family::Postgres,
        Some("mysql") => Family::MySql,
        _ => Family::MariaDb,
    };
    let tables = arguments.get(1).and_then(|n| n.parse().ok()).unwrap_or(120);
    let synthetic = Synthetic::new(family, tables);
    let drifted = arguments.iter().any(|a| a == "drifted");
    print!("{}", if drifted { synthetic.drifted() } else { synthetic.sql() });
}
