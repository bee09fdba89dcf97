//! The whole process `seedbed diff FILE DATABASE` beside the engine's own client asking the raw
//! catalog queries, client start included, in turn: PostgreSQL, MariaDB and SQLite. Before anything
//! is timed, the 28 drifts have to be found and an undrifted copy has to be clean.
//!
//! `cargo bench -p seedbed-benches --bench diff_live [-- TABLES …] [--engine NAME]`, with
//! `SEEDBED_TEST_POSTGRES` and `SEEDBED_TEST_MARIADB` as for the tests.

#![allow(clippy::unwrap_used, clippy::print_stdout)]

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

use seedbed_benches::{interleaved, peak_of};
use seedbed_schema_model::Family;
use seedbed_testkit::{Database, Synthetic, repository};

fn main() {
    let mut sizes = Vec::new();
    let mut engines = vec![Family::Postgres, Family::MariaDb, Family::Sqlite];
    let mut arguments = std::env::args().skip(1).filter(|a| a != "--bench");
    while let Some(argument) = arguments.next() {
        if argument == "--engine" {
            let name = arguments.next().unwrap();
            engines.retain(|e| e.label().eq_ignore_ascii_case(&name));
        } else {
            sizes.push(argument.parse().unwrap());
        }
    }
    if sizes.is_empty() {
        sizes = vec![120, 1_000];
    }
    let seedbed = build();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    println!(
        "| engine | tables | raw queries | `seedbed diff` | ratio | ms a table | peak memory |"
    );
    println!("|---|---:|---:|---:|---:|---:|---:|");
    for engine in engines {
        for tables in &sizes {
            runtime.block_on(measure(&seedbed, engine, *tables));
        }
    }
}

/// The command, as people get it.
fn build() -> PathBuf {
    let cargo = Command::new(env!("CARGO"))
        .args(["build", "--quiet", "--release", "-p", "seedbed-cli", "--bin", "seedbed"])
        .current_dir(repository())
        .status();
    assert!(cargo.unwrap().success(), "the command does not build");
    // This program is target/release/deps/diff_live-….
    let own = std::env::current_exe().unwrap();
    own.ancestors().nth(2).unwrap().join("seedbed")
}

async fn empty(engine: Family) -> Database {
    match engine {
        Family::Sqlite => Database::sqlite().await,
        Family::Postgres => Database::postgres().await,
        Family::MySql | Family::MariaDb => Database::mariadb().await,
    }
}

async fn made(engine: Family, sql: &str) -> Database {
    let database = empty(engine).await;
    // Some thousand statements at a time: a server has a limit on the length of one message.
    let statements: Vec<&str> = sql.split_inclusive(";\n").collect();
    for some in statements.chunks(2_000) {
        let some = some.concat();
        let whole = match engine {
            Family::Sqlite => format!("BEGIN;\n{some}COMMIT;"),
            _ => some,
        };
        database.execute_script(&whole).await;
    }
    if engine == Family::Postgres {
        database.execute_script("ANALYZE").await;
    }
    database
}

async fn measure(seedbed: &Path, engine: Family, tables: usize) {
    let synthetic = Synthetic::new(engine, tables);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("declared.sql");
    std::fs::write(&file, synthetic.sql()).unwrap();

    let copy = made(engine, &synthetic.sql()).await;
    let clean = diff(seedbed, &file, copy.url(), "json");
    assert_eq!(findings(&clean), BTreeSet::new(), "undrifted, {engine:?}, {tables} tables");
    drop(copy);

    let drifted = made(engine, &synthetic.drifted()).await;
    let expected = synthetic.injected();
    let found = findings(&diff(seedbed, &file, drifted.url(), "json"));
    let named: BTreeSet<_> = expected.iter().map(|i| i.table.clone()).collect();
    let places: BTreeSet<_> = found.iter().map(|(_, table)| table.clone()).collect();
    assert_eq!(found.len(), expected.len(), "{engine:?}, {tables} tables: {found:#?}");
    assert!(places.iter().all(|p| named.iter().any(|n| p.starts_with(n.as_str()))), "{places:?}");

    let rounds = if tables > 2_000 { 3 } else { 11 };
    let url = drifted.url().to_owned();
    let mut raw = || {
        let output = client(engine, &url).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    };
    let mut ours = || drop(diff(seedbed, &file, &url, "json"));
    let times = interleaved(rounds, &mut [&mut raw, &mut ours]);
    let peak = peak_of(command(seedbed, &file, &url, "json").stdout(Stdio::null()));
    let (raw, ours) = (times[0].as_secs_f64(), times[1].as_secs_f64());
    println!(
        "| {} | {tables} | {:.0} ms | {:.0} ms | {:.2}× | {:.2} | {peak} MiB |",
        engine.label(),
        raw * 1e3,
        ours * 1e3,
        ours / raw,
        ours * 1e3 / tables as f64,
    );
}

fn command(seedbed: &Path, file: &Path, url: &str, format: &str) -> Command {
    let mut command = Command::new(seedbed);
    command.arg("diff").arg(file).arg(url).args(["--format", format]);
    // No configuration of the folder this runs in.
    command.current_dir(file.parent().unwrap()).stdin(Stdio::null());
    command
}

fn diff(seedbed: &Path, file: &Path, url: &str, format: &str) -> Output {
    let output = command(seedbed, file, url, format).output().unwrap();
    let code = output.status.code();
    assert!(
        matches!(code, Some(0 | 1)),
        "exit code {code:?}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    output
}

/// Rule and object of each finding of a report.
fn findings(output: &Output) -> BTreeSet<(String, String)> {
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let text = |v: &serde_json::Value| v.as_str().unwrap_or_default().to_owned();
    let all = report["findings"].as_array().unwrap();
    let one = |f: &serde_json::Value| {
        let at = &f["at"];
        (text(&f["rule"]), ["table", "type", "view"].map(|k| text(&at[k])).concat())
    };
    let set: BTreeSet<_> = all.iter().map(one).collect();
    assert_eq!(set.len(), all.len(), "two findings of one rule on one table");
    set
}

/// The engine's own client with the raw queries.
fn client(engine: Family, url: &str) -> Command {
    let queries = |name: &str| repository().join("benches/raw").join(name);
    match engine {
        Family::Sqlite => {
            let mut client = Command::new("sqlite3");
            client.arg("-bail").arg(url.trim_start_matches("sqlite:"));
            client.stdin(std::fs::File::open(queries("sqlite.sql")).unwrap());
            client
        }
        Family::Postgres => {
            let mut client = Command::new("psql");
            client.args(["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-f"]);
            client.arg(queries("postgres.sql")).arg(url);
            client
        }
        Family::MySql | Family::MariaDb => {
            let url = url::Url::parse(url).unwrap();
            let mut client = Command::new("mariadb");
            client.args(["--batch", "--skip-column-names", "--quick"]);
            client.arg(format!("--host={}", url.host_str().unwrap()));
            client.arg(format!("--port={}", url.port().unwrap_or(3306)));
            client.arg(format!("--user={}", url.username()));
            if let Some(password) = url.password() {
                client.env("MYSQL_PWD", password);
            }
            client.arg(url.path().trim_start_matches('/'));
            client.stdin(std::fs::File::open(queries("mariadb.sql")).unwrap());
            client
        }
    }
}
