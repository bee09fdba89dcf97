//! The rollout of the example on every engine, judged by plain SQL.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use seedbed_cli::Cli;
use seedbed_schema_model::Family;
use seedbed_testkit::{Database, ask, fixture};
use tempfile::TempDir;

use crate::judge::violations;

/// A copy of the example with other URLs and nothing else changed.
pub(crate) struct Project {
    folder: TempDir,
    production: String,
}

impl Project {
    pub(crate) fn new(staging: &str, production: &str, name: &str) -> Self {
        let folder = TempDir::new().unwrap();
        copy(&fixture("examples/terp"), folder.path());
        let file = folder.path().join("seedbed.toml");
        let text = fs::read_to_string(&file).unwrap();
        let text = text
            .replace("env:TERP_STAGING_URL:-sqlite:staging.db", staging)
            .replace("env:TERP_PRODUCTION_URL:-sqlite:production.db", production);
        fs::write(file, text).unwrap();
        Self { folder, production: name.to_owned() }
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn edit(&self, from: &str, to: &str) {
        let file = self.path().join("seedbed.toml");
        let text = fs::read_to_string(&file).unwrap();
        assert!(text.contains(from), "{from}");
        fs::write(file, text.replace(from, to)).unwrap();
    }

    /// Runs a verb with this configuration; gives the exit code.
    pub(crate) async fn run(&self, words: &[&str]) -> u8 {
        let config = self.path().join("seedbed.toml").display().to_string();
        let words: Vec<String> = ["seedbed", "--quiet", "--config", &config]
            .iter()
            .chain(words)
            .map(|w| (*w).to_owned())
            .collect();
        // The command brings a runtime of its own.
        tokio::task::spawn_blocking(move || Cli::new().run_from(words)).await.unwrap()
    }

    pub(crate) async fn rollout(&self) -> u8 {
        self.run(&["rollout", "--yes-i-mean", &self.production]).await
    }

    /// The archived files whose name ends like this, in the order they were written.
    fn archived(&self, ending: &str) -> Vec<PathBuf> {
        let days = self.path().join("docs/analysis/validation-reports");
        let mut found: Vec<_> = fs::read_dir(days)
            .into_iter()
            .flatten()
            .flat_map(|day| fs::read_dir(day.unwrap().path()).unwrap())
            .map(|file| file.unwrap().path())
            .filter(|path| path.display().to_string().ends_with(ending))
            .collect();
        found.sort();
        found
    }

    /// Table → checksum, from the audit records of an environment.
    fn checksums(&self, environment: &str) -> BTreeMap<String, String> {
        let mut all = BTreeMap::new();
        let records = (self.archived(".json").into_iter())
            .filter(|p| p.display().to_string().contains(&format!("-{environment}-seed")));
        for record in records {
            let record: serde_json::Value =
                serde_json::from_str(&fs::read_to_string(record).unwrap()).unwrap();
            assert_eq!(record["outcome"], "green", "{record}");
            for table in record["tables"].as_array().unwrap() {
                let name = table["table"]["name"].as_str().unwrap().to_owned();
                all.insert(name, table["checksum"].as_str().unwrap().to_owned());
            }
        }
        all
    }
}

fn copy(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let (name, path) = (entry.file_name(), entry.path());
        let text = name.to_string_lossy();
        // What a rollout run by hand left behind is not part of the example.
        if text.contains(".db") || text == "docs" || text == "drift-baseline.toml" {
            continue;
        }
        if path.is_dir() {
            fs::create_dir_all(to.join(&name)).unwrap();
            copy(&path, &to.join(&name));
        } else {
            fs::copy(&path, to.join(&name)).unwrap();
        }
    }
}

pub(crate) async fn number(url: &str, sql: &str) -> i64 {
    let rows = ask(url, sql).await;
    rows[0][0].as_deref().unwrap_or("0").trim().parse().unwrap()
}

/// The quoted spelling of a mixed-case name.
fn quoted(family: Family, name: &str) -> String {
    if matches!(family, Family::MySql | Family::MariaDb) {
        format!("`{name}`")
    } else {
        format!("\"{name}\"")
    }
}

/// Everything the issue of a rollout promises, asked of one database in plain SQL.
pub(crate) async fn holds_what_was_promised(family: Family, url: &str) {
    let text = if matches!(family, Family::MySql | Family::MariaDb) { "char(12)" } else { "text" };
    let count =
        async |what: &str| number(url, &format!("select cast(count(*) as {text}) {what}")).await;
    assert_eq!(count("from todo_lists").await, 30, "{url}");
    assert_eq!(count("from todo_tasks").await, 200, "{url}");
    assert_eq!(count("from comments").await, 100, "{url}");
    assert_eq!(count("from comment_mentions").await, 40, "{url}");
    for kind in ["client", "order"] {
        let some = count(&format!("from comments where commentable_type = '{kind}'")).await;
        assert!(some > 0, "no comment on a {kind} in {url}");
    }
    let preferences = quoted(family, "userDashboardPreferences");
    assert_eq!(
        count(&format!("from {preferences}")).await,
        count("from users where deleted_at is null").await,
        "{url}"
    );
    assert_eq!(count("from pricing_rules").await, 8, "{url}");
    assert_eq!(count("from pricing_profiles").await, 5, "{url}");
    let movements = quoted(family, "inventoryMovements");
    assert!(count(&format!("from {movements}")).await > 200, "{url}");
    assert_eq!(violations(family, url).await, [], "{url}");
}

/// Rolls out twice; the second time must change nothing.
async fn rolls_out(project: &Project, family: Family, staging: &str, production: &str) {
    assert_eq!(project.rollout().await, 0);
    for url in [staging, production] {
        holds_what_was_promised(family, url).await;
    }
    let baseline = fs::read_to_string(project.path().join("drift-baseline.toml")).unwrap();
    assert!(!baseline.contains("[[finding]]"), "{baseline}");
    for ending in ["-check.json", "-check.md", "-recheck.json", "-verify.md", "-seed.json"] {
        for environment in ["staging", "production"] {
            let name = format!("-{environment}{ending}");
            assert!(!project.archived(&name).is_empty(), "no report …{name}");
        }
    }
    let log = fs::read_to_string(project.path().join("docs/rollout-log.md")).unwrap();
    assert!(log.contains("| todo_tasks | 0 | 200 | 200 |"), "{log}");
    assert_eq!(project.checksums("staging"), project.checksums("production"));

    let before = project.archived("-seed.json").len();
    assert_eq!(project.rollout().await, 0, "a second rollout");
    holds_what_was_promised(family, production).await;
    assert_eq!(project.archived("-seed.json").len(), before, "a second rollout seeded again");
}

pub(crate) fn sqlite() -> (Project, String, String) {
    let project = Project::new("sqlite:staging.db", "sqlite:production.db", "production.db");
    let url = |name: &str| format!("sqlite:{}", project.path().join(name).display());
    let (staging, production) = (url("staging.db"), url("production.db"));
    (project, staging, production)
}

#[tokio::test]
async fn on_sqlite() {
    let (project, staging, production) = sqlite();
    rolls_out(&project, Family::Sqlite, &staging, &production).await;
    let file = project.path().join("production.db");
    let before = fs::read(&file).unwrap();
    assert_eq!(project.rollout().await, 0);
    assert!(before == fs::read(&file).unwrap(), "a third rollout changed production");
}

#[tokio::test]
async fn on_postgres() {
    let (staging, production) = (Database::postgres().await, Database::postgres().await);
    let project = Project::new(staging.url(), production.url(), production.name());
    rolls_out(&project, Family::Postgres, staging.url(), production.url()).await;
}

#[tokio::test]
async fn on_mariadb() {
    let (staging, production) = (Database::mariadb().await, Database::mariadb().await);
    let project = Project::new(staging.url(), production.url(), production.name());
    rolls_out(&project, Family::MariaDb, staging.url(), production.url()).await;
}

#[tokio::test]
async fn the_number_of_threads_changes_no_row() {
    let (one, ..) = sqlite();
    one.edit("seed     = 20251211", "seed = 20251211\nthreads = 1");
    let (eight, ..) = sqlite();
    eight.edit("seed     = 20251211", "seed = 20251211\nthreads = 8");
    assert_eq!(one.rollout().await, 0);
    assert_eq!(eight.rollout().await, 0);
    let checksums = one.checksums("production");
    assert!(checksums.len() > 15, "{checksums:?}");
    assert_eq!(checksums, eight.checksums("production"));
}

#[tokio::test]
async fn another_seed_gives_other_rows() {
    let (one, ..) = sqlite();
    let (other, ..) = sqlite();
    other.edit("seed     = 20251211", "seed = 7");
    assert_eq!(one.rollout().await, 0);
    assert_eq!(other.rollout().await, 0);
    let (one, other) = (one.checksums("production"), other.checksums("production"));
    assert_eq!(one["orders"], other["orders"], "the base data has a seed of its own");
    for table in ["todo_tasks", "comments", "pricing_rules", "inventoryMovements"] {
        assert_ne!(one[table], other[table], "{table}");
    }
}

#[tokio::test]
async fn without_consent_nothing_is_touched() {
    let (project, ..) = sqlite();
    for words in [&["rollout"][..], &["rollout", "--yes-i-mean", "staging.db"]] {
        assert_eq!(project.run(words).await, 4, "{words:?}");
    }
    for name in ["staging.db", "production.db", "drift-baseline.toml", "docs"] {
        assert!(!project.path().join(name).exists(), "{name} was made");
    }
}

#[tokio::test]
async fn production_refuses_to_be_seeded_without_each_guard() {
    let (project, ..) = sqlite();
    assert_eq!(project.rollout().await, 0);
    // Another plan: never tried on staging.
    project.edit("tasks = 200", "tasks = 201");
    let file = project.path().join("production.db");
    let before = fs::read(&file).unwrap();
    for words in [
        &["seed", "--env", "production"][..],
        &["seed", "--env", "production", "--yes-i-mean", "staging.db"],
        &["seed", "--env", "production", "--yes-i-mean", "production.db"],
    ] {
        assert_eq!(project.run(words).await, 4, "{words:?}");
        assert!(before == fs::read(&file).unwrap(), "{words:?} wrote to production");
    }
}

#[tokio::test]
async fn a_precondition_that_fails_stops_everything() {
    let (project, ..) = sqlite();
    project.edit(r#"["test", "-d", "schema"]"#, r#"["false"]"#);
    assert_eq!(project.rollout().await, 4);
    assert!(!project.path().join("staging.db").exists());
}

#[tokio::test]
async fn drift_that_nobody_accepted_stops_the_rollout_before_seeding() {
    let (project, _, production) = sqlite();
    let live = project.path().join("schema/sqlite/live.sql");
    let text = fs::read_to_string(&live).unwrap();
    fs::write(&live, text + "\nALTER TABLE todo_lists DROP COLUMN description;\n").unwrap();
    assert_eq!(project.rollout().await, 1);
    assert_eq!(number(&production, "select count(*) || '' from users").await, 0);
    assert_eq!(number(&production, "select count(*) || '' from todo_lists").await, 0);
}
