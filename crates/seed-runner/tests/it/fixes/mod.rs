//! The law of `fix`, live: a mutation gives findings; the fix closes all of them; a second fix is
//! empty; the way back gives the same findings again; and the rows live through all of it.

mod cases;
mod code_cases;

use seedbed_drift::{Fix, FixOptions, Policy, Report, compare, fix};
use seedbed_schema_model::{Family, OriginKind, Reading};
use seedbed_seed_runner::{Environment, Stage, Target};
use seedbed_testkit::Database;

/// One mutation of the database, in the dialects it can be written in.
#[derive(Clone, Copy)]
pub(super) struct Case {
    pub(super) name: &'static str,
    /// SQLite, PostgreSQL, MariaDB and MySQL; empty where the engine has no such thing.
    pub(super) sql: [&'static str; 3],
    /// The rules of the findings it makes, sorted; empty when they differ by engine.
    pub(super) rules: &'static [&'static str],
}

fn slot(family: Family) -> usize {
    match family {
        Family::Sqlite => 0,
        Family::Postgres => 1,
        Family::MySql | Family::MariaDb => 2,
    }
}

async fn read(database: &Database) -> Reading {
    let environment = Environment { name: "live".into(), stage: Stage::Development };
    let target = Target::connect(database.url(), environment).await.expect("connects");
    let reading = target.read().await.expect("reads");
    target.close().await;
    reading
}

fn report(declared: &Reading, live: &Reading) -> Report {
    compare(declared, live, &Policy::default())
}

fn ids(report: &Report) -> Vec<String> {
    let mut all: Vec<_> = report.findings().iter().map(|f| f.id.to_string()).collect();
    all.sort();
    all
}

fn said(report: &Report) -> String {
    let side = |s: &Option<String>| s.clone().unwrap_or_else(|| "–".into());
    let lines = report
        .findings()
        .iter()
        .map(|f| format!("{} {}: {} → {}\n", f.rule, f.at, side(&f.declared), side(&f.live)));
    lines.collect()
}

fn up(fix: &Fix) -> String {
    fix.steps.iter().flat_map(|s| &s.sql).map(|sql| format!("{sql};\n")).collect()
}

fn down(fix: &Fix) -> Option<String> {
    let mut out = String::new();
    for step in fix.steps.iter().rev() {
        for sql in step.reverse.as_ref()? {
            out.push_str(&format!("{sql};\n"));
        }
    }
    Some(out)
}

/// What must be the same before and after, whatever was done to the schema in between.
async fn rows(database: &Database) -> Vec<String> {
    let mut found = Vec::new();
    for (_, sql) in cases::KEPT {
        let rows = database.query_text(sql).await;
        found.push(format!("{rows:?}"));
    }
    found
}

/// Carries out every case on one database of the engine, which each case leaves as it found it. All
/// that fail are named, each after a fresh start.
pub(super) async fn law(new: impl AsyncFn() -> Database, extra: [&str; 3], cases: &[Case]) {
    let mut failed = Vec::new();
    let mut stage = None;
    for case in cases {
        let on = match stage.take() {
            Some(on) => on,
            None => Shop::new(new().await, extra).await,
        };
        match on.carry_out(case).await {
            Ok(()) => stage = Some(on),
            Err(error) => failed.push(format!("{}: {}: {error}", on.database, case.name)),
        }
    }
    assert!(failed.is_empty(), "{}", failed.join("\n\n"));
}

/// The shop with its rows, as it is and as it has to be.
struct Shop {
    database: Database,
    declared: Reading,
    before: Vec<String>,
}

impl Shop {
    async fn new(database: Database, extra: [&str; 3]) -> Self {
        database.execute_script(cases::BASE[slot(database.family())]).await;
        database.execute_script(cases::ROWS).await;
        let extra = extra[slot(database.family())];
        if !extra.is_empty() {
            database.execute_script(extra).await;
        }
        // As a declaration the catalog itself: nothing but the mutation can differ.
        let mut declared = read(&database).await;
        declared.origin.kind = OriginKind::Snapshot;
        let before = rows(&database).await;
        Self { database, declared, before }
    }

    async fn run(&self, what: &str, sql: &str) -> Result<(), String> {
        self.database.try_script(sql).await.map_err(|error| format!("{what}: {error}\n{sql}"))
    }

    async fn carry_out(&self, case: &Case) -> Result<(), String> {
        let sql = case.sql[slot(self.database.family())];
        if sql.is_empty() {
            return Ok(());
        }
        self.run("the mutation", sql).await?;
        let live = read(&self.database).await;
        let found = report(&self.declared, &live);
        let mut rules: Vec<_> = found.findings().iter().map(|f| f.rule.clone()).collect();
        rules.sort();
        if found.findings().is_empty() || (!case.rules.is_empty() && rules != case.rules) {
            return Err(format!("other findings:\n{}", said(&found)));
        }
        let options = FixOptions { destructive: true, ..FixOptions::default() };
        let written = fix(&found, &self.declared, &live, options.clone()).expect("can judge");
        if !written.unfixed.is_empty() {
            return Err(format!("unfixed: {:?}\n{}", written.unfixed, said(&found)));
        }
        let up = up(&written);
        self.run("the fix", &up).await?;
        self.nothing_left(&up).await?;
        let Some(down) = down(&written) else { return Ok(()) };
        self.run("the way back", &down).await?;
        let back = report(&self.declared, &read(&self.database).await);
        if ids(&back) != ids(&found) {
            return Err(format!("{}\n{}\nafter\n{down}", said(&found), said(&back)));
        }
        self.run("the fix again", &up).await?;
        self.nothing_left(&up).await
    }

    async fn nothing_left(&self, up: &str) -> Result<(), String> {
        let live = read(&self.database).await;
        let fixed = report(&self.declared, &live);
        if !fixed.findings().is_empty() {
            return Err(format!("left: {}after\n{up}", said(&fixed)));
        }
        let options = FixOptions { destructive: true, ..FixOptions::default() };
        let again = fix(&fixed, &self.declared, &live, options).expect("can judge");
        if again != Fix::default() {
            return Err("a second fix is not empty".into());
        }
        let rows = rows(&self.database).await;
        if rows != self.before {
            return Err(format!("rows changed: {rows:?}\nwere {:?}\nunder\n{up}", self.before));
        }
        Ok(())
    }
}

macro_rules! on_each_engine {
    ($($name:ident $extra:expr, $cases:expr);* $(;)?) => { $(mod $name {
        use super::*;

        #[tokio::test]
        async fn sqlite() {
            law(Database::sqlite, $extra, $cases).await;
        }

        #[tokio::test]
        async fn postgres() {
            law(Database::postgres, $extra, $cases).await;
        }

        #[tokio::test]
        async fn mariadb() {
            law(Database::mariadb, $extra, $cases).await;
        }
    })* };
}

on_each_engine! {
    renames [""; 3], cases::RENAMES;
    columns [""; 3], cases::COLUMNS;
    types [""; 3], cases::TYPES;
    keys [""; 3], cases::KEYS;
    tables [""; 3], cases::TABLES;
    beside [""; 3], cases::BESIDE;
    triggers code_cases::EXTRA, code_cases::TRIGGERS;
    routines code_cases::EXTRA, code_cases::ROUTINES;
    beside_code code_cases::EXTRA, code_cases::BESIDE;
}

#[tokio::test]
async fn rebuilds() {
    law(Database::sqlite, [""; 3], cases::REBUILDS).await;
}
