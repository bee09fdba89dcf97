//! The live schema is the declared one, but for the two tables that are in debt.

use std::collections::BTreeSet;

use seedbed_schema_model::Family;
use seedbed_testkit::Database;

use crate::statements::{schema, split};

const ENGINES: [Family; 3] = [Family::Sqlite, Family::Postgres, Family::MariaDb];

fn only_in(one: &str, other: &str) -> Vec<String> {
    let other: BTreeSet<String> = split(other).into_iter().collect();
    split(one)
        .into_iter()
        .filter(|statement| !other.contains(statement))
        .map(|statement| {
            let words = statement.split_whitespace().take(3).collect::<Vec<_>>().join(" ");
            words.replace(['"', '`'], "")
        })
        .collect()
}

#[test]
fn live_differs_from_declared_in_exactly_two_tables() {
    for family in ENGINES {
        let (declared, live) = (schema(family, "declared"), schema(family, "live"));
        let tables = ["CREATE TABLE order_status_history", "CREATE TABLE inventoryMovements"];
        let mut expected = tables.to_vec();
        assert_eq!(only_in(&live, &declared), expected, "{}", family.label());
        if family == Family::Postgres {
            expected.insert(0, "CREATE TYPE adjustment_reason");
        }
        assert_eq!(only_in(&declared, &live), expected, "{}", family.label());
    }
}

#[tokio::test]
async fn every_engine_accepts_both() {
    for which in ["declared", "live"] {
        for db in Database::each().await {
            db.execute_script(&schema(db.family(), which)).await;
            let tables = match db.family() {
                Family::Sqlite => {
                    "SELECT count(*) FROM sqlite_schema WHERE type = 'table'
                     AND name NOT LIKE 'sqlite%'"
                }
                Family::Postgres => "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'",
                _ => {
                    "SELECT count(*) FROM information_schema.tables WHERE table_schema = database()"
                }
            };
            assert_eq!(db.query_text(tables).await, [[Some("26".to_owned())]], "{db} {which}");
        }
    }
}

#[test]
fn index_names_are_reused_only_where_the_engine_allows_it() {
    for family in ENGINES {
        let names: Vec<String> = split(&schema(family, "declared"))
            .iter()
            .filter(|s| s.starts_with("CREATE INDEX"))
            .filter_map(|s| s.split_whitespace().nth(2).map(str::to_owned))
            .collect();
        let distinct = names.iter().collect::<BTreeSet<_>>().len();
        if family == Family::MariaDb {
            assert!(distinct < names.len(), "idx_user_id and its like stand on several tables");
        } else {
            assert_eq!(distinct, names.len(), "{}", family.label());
        }
    }
}
