//! The law of `fix`, live: a mutation gives findings; the fix closes all of them; a second fix is
//! empty; the way back gives the same findings again; and the rows live through all of it.

mod cases;
mod code_cases;
mod hostile;

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

/// How scripts are spelled.
type Spell = fn(Family, &str) -> String;

fn plain(_: Family, sql: &str) -> String {
    sql.to_owned()
}

/// What must be the same before and after, whatever was done to the schema in between.
async fn rows(database: &Database, spell: Spell) -> Vec<String> {
    let mut found = Vec::new();
    for (_, sql) in cases::KEPT {
        let rows = database.query_text(&spell(database.family(), sql)).await;
        found.push(format!("{rows:?}"));
    }
    found
}

/// Carries out every case on one database of the engine, which each case leaves as it found it. All
/// that fail are named, each after a fresh start.
async fn law(new: impl AsyncFn() -> Database, spell: Spell, extra: [&str; 3], cases: &[Case]) {
    let mut failed = Vec::new();
    let mut stage = None;
    for case in cases {
        let on = match stage.take() {
            Some(on) => on,
            None => Shop::new(new().await, spell, extra).await,
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
    spell: Spell,
    declared: Reading,
    before: Vec<String>,
}

impl Shop {
    async fn new(database: Database, spell: Spell, extra: [&str; 3]) -> Self {
        let family = database.family();
        database.execute_script(&spell(family, cases::BASE[slot(family)])).await;
        database.execute_script(&spell(family, cases::ROWS)).await;
        let extra = extra[slot(family)];
        if !extra.is_empty() {
            database.execute_script(&spell(family, extra)).await;
        }
        // As a declaration the catalog itself: nothing but the mutation can differ.
        let mut declared = read(&database).await;
        declared.origin.kind = OriginKind::Snapshot;
        let before = rows(&database, spell).await;
        Self { database, spell, declared, before }
    }

    async fn run(&self, what: &str, sql: &str) -> Result<(), String> {
        self.database.try_script(sql).await.map_err(|error| format!("{what}: {error}\n{sql}"))
    }

    async fn carry_out(&self, case: &Case) -> Result<(), String> {
        let sql = case.sql[slot(self.database.family())];
        if sql.is_empty() {
            return Ok(());
        }
        self.run("the mutation", &(self.spell)(self.database.family(), sql)).await?;
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
        let rows = rows(&self.database, self.spell).await;
        if rows != self.before {
            return Err(format!("rows changed: {rows:?}\nwere {:?}\nunder\n{up}", self.before));
        }
        Ok(())
    }
}

macro_rules! on_each_engine {
    ($($name:ident $spell:path, $extra:expr, $cases:expr);* $(;)?) => { $(mod $name {
        use super::*;

        #[tokio::test]
        async fn sqlite() {
            law(Database::sqlite, $spell, $extra, $cases).await;
        }

        #[tokio::test]
        async fn postgres() {
            law(Database::postgres, $spell, $extra, $cases).await;
        }

        #[tokio::test]
        async fn mariadb() {
            law(Database::mariadb, $spell, $extra, $cases).await;
        }
    })* };
}

on_each_engine! {
    renames plain, [""; 3], cases::RENAMES;
    columns plain, [""; 3], cases::COLUMNS;
    types plain, [""; 3], cases::TYPES;
    keys plain, [""; 3], cases::KEYS;
    tables plain, [""; 3], cases::TABLES;
    beside plain, [""; 3], cases::BESIDE;
    triggers plain, code_cases::EXTRA, code_cases::TRIGGERS;
    routines plain, code_cases::EXTRA, code_cases::ROUTINES;
    beside_code plain, code_cases::EXTRA, code_cases::BESIDE;
    hostile_renames hostile::spelled, [""; 3], cases::RENAMES;
    hostile_columns hostile::spelled, [""; 3], cases::COLUMNS;
    hostile_types hostile::spelled, [""; 3], cases::TYPES;
    hostile_keys hostile::spelled, [""; 3], cases::KEYS;
    hostile_tables hostile::spelled, [""; 3], cases::TABLES;
    hostile_beside hostile::spelled, [""; 3], cases::BESIDE;
    hostile_triggers hostile::spelled, code_cases::EXTRA, code_cases::TRIGGERS;
    hostile_routines hostile::spelled, code_cases::EXTRA, code_cases::ROUTINES;
    hostile_beside_code hostile::spelled, code_cases::EXTRA, code_cases::BESIDE;
}

#[tokio::test]
async fn rebuilds() {
    law(Database::sqlite, plain, [""; 3], cases::REBUILDS).await;
}

#[tokio::test]
async fn hostile_rebuilds() {
    law(Database::sqlite, hostile::spelled, [""; 3], cases::REBUILDS).await;
}
