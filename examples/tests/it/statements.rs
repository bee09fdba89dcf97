//! The SQL files of the example, and their statements.

use seedbed_schema_model::Family;
use seedbed_testkit::{Database, fixture_text};

/// The folder that holds an engine's files.
pub(crate) fn folder(family: Family) -> &'static str {
    match family {
        Family::Sqlite => "sqlite",
        Family::Postgres => "postgres",
        Family::MySql | Family::MariaDb => "mysql",
    }
}

/// `declared` or `live`.
pub(crate) fn schema(family: Family, which: &str) -> String {
    fixture_text(format!("examples/terp/schema/{}/{which}.sql", folder(family)))
}

/// The statements of a file whose semicolons at line ends are all separators.
pub(crate) fn split(sql: &str) -> Vec<String> {
    let code: Vec<&str> = sql.lines().filter(|line| !line.starts_with("--")).collect();
    code.join("\n")
        .split(";\n")
        .map(|s| s.trim().trim_end_matches(';').to_owned())
        .filter(|s| !s.is_empty())
        .collect()
}

/// What makes a session read the dialect that the judge's files are written in.
pub(crate) fn settings(family: Family) -> &'static str {
    match family {
        Family::MySql | Family::MariaDb => {
            "SET SESSION sql_mode = concat(@@sql_mode, ',ANSI_QUOTES,PIPES_AS_CONCAT');\n"
        }
        _ => "",
    }
}

/// The declared schema with the small world of the judge in it.
pub(crate) async fn load_sample(db: &Database) {
    db.execute_script(&schema(db.family(), "declared")).await;
    let sample = fixture_text("examples/terp/judge/sample.sql");
    db.execute_script(&format!("{}{sample}", settings(db.family()))).await;
}
