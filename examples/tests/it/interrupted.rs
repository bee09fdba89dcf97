//! What a rollout meets that did not begin at the beginning: states that kills leave behind, lost
//! databases, other runs. `examples/kill-rounds` makes the kills themselves.

use std::fs;

use chrono::Utc;
use seedbed_schema_model::Family;
use seedbed_seed_runner::{Environment, Hold, Stage, Target};
use seedbed_testkit::Database;

use crate::rollout::{Project, holds_what_was_promised, number, sqlite};

impl Project {
    fn baseline(&self) -> String {
        fs::read_to_string(self.path().join("drift-baseline.toml")).unwrap()
    }

    /// How many rollouts the runbook tells of.
    fn told(&self) -> usize {
        let log = fs::read_to_string(self.path().join("docs/rollout-log.md")).unwrap();
        log.matches("## Rollout of ").count()
    }
}

#[tokio::test]
async fn a_rollout_killed_before_its_last_step_is_brought_to_its_end() {
    let (project, staging, production) = sqlite();
    assert_eq!(project.rollout().await, 0);
    let emptied = project.baseline();
    // Everything is seeded and migrated; the baseline was not emptied yet.
    fs::copy(
        project.path().join("schema/sqlite/known-debts.toml"),
        project.path().join("drift-baseline.toml"),
    )
    .unwrap();
    assert_ne!(project.baseline(), emptied);
    assert_eq!(project.rollout().await, 0);
    assert_eq!(project.baseline(), emptied);
    assert_eq!(project.told(), 2);
    // Nothing is left to do: said, and not told again.
    assert_eq!(project.rollout().await, 0);
    assert_eq!(project.told(), 2);
    for url in [staging, production] {
        holds_what_was_promised(Family::Sqlite, &url).await;
    }
}

#[tokio::test]
async fn a_database_that_is_lost_is_made_again_and_the_other_stays() {
    let (project, staging, production) = sqlite();
    assert_eq!(project.rollout().await, 0);
    // What somebody accepted meanwhile stays accepted.
    let mine = "[[finding]]\nid = \"0123456789abcdef\"\nrule = \"missing-index\"\nat = \"lots\"\n\
                owner = \"ann\"\nreason = \"later\"\nexpires = \"2099-01-01\"\n";
    for (lost, kept) in [("production.db", "staging.db"), ("staging.db", "production.db")] {
        fs::write(project.path().join("drift-baseline.toml"), mine).unwrap();
        fs::remove_file(project.path().join(lost)).unwrap();
        let before = fs::read(project.path().join(kept)).unwrap();
        assert_eq!(project.rollout().await, 0, "{lost} is lost");
        assert!(before == fs::read(project.path().join(kept)).unwrap(), "{kept} changed");
        assert!(!project.baseline().contains("0123456789abcdef"), "fixed on production: dropped");
        for url in [&staging, &production] {
            holds_what_was_promised(Family::Sqlite, url).await;
        }
    }
}

#[tokio::test]
async fn a_half_applied_migration_is_finished_before_anything_is_judged() {
    let (staging, production) = (Database::mariadb().await, Database::mariadb().await);
    let project = Project::new(staging.url(), production.url(), production.name());
    assert_eq!(project.rollout().await, 0);
    let told =
        "select cast(count(*) as char) from order_status_history where `fromStatus` is not null";
    let before = number(production.url(), told).await;
    assert!(before > 0);
    for database in [&staging, &production] {
        database
            .execute_script(
                "ALTER TABLE order_status_history DROP COLUMN `fromStatus`;
                 UPDATE seedbed_migration SET done = 1 WHERE name LIKE '0002%'",
            )
            .await;
    }
    assert_eq!(project.run(&["rollout"]).await, 4, "production is not touched without consent");
    assert_eq!(project.rollout().await, 0);
    assert_eq!(number(production.url(), told).await, before);
    for database in [&staging, &production] {
        holds_what_was_promised(Family::MariaDb, database.url()).await;
    }
}

#[tokio::test]
async fn another_recipe_is_not_mixed_into_what_is_there() {
    let (project, ..) = sqlite();
    assert_eq!(project.rollout().await, 0);
    project.edit("tasks = 200", "tasks = 210");
    let read = |name: &str| fs::read(project.path().join(name)).unwrap();
    let before = (read("staging.db"), read("production.db"));
    assert_eq!(project.rollout().await, 4);
    assert_eq!(project.run(&["seed", "--env", "staging"]).await, 4);
    assert!(before == (read("staging.db"), read("production.db")), "a refusal wrote something");
    assert_eq!(project.run(&["seed", "--env", "staging", "--again"]).await, 0);
    let url = format!("sqlite:{}", project.path().join("staging.db").display());
    assert_eq!(number(&url, "select count(*) || '' from todo_tasks").await, 410);
}

#[tokio::test]
async fn a_second_rollout_is_refused_while_another_runs() {
    for database in Database::each().await {
        let other = match database.family() {
            Family::Sqlite => Database::sqlite().await,
            Family::Postgres => Database::postgres().await,
            _ => Database::mariadb().await,
        };
        let project = Project::new(database.url(), other.url(), other.name());
        // Somebody is at production: staging, which comes first, must not be touched either.
        let environment = Environment { name: "theirs".into(), stage: Stage::Production };
        let theirs = Target::connect(other.url(), environment).await.unwrap();
        let hold = Hold::take(&theirs, Utc::now()).await.unwrap();
        assert_eq!(project.rollout().await, 4, "{other}");
        let environment = Environment { name: "staging".into(), stage: Stage::Staging };
        let staging = Target::connect(database.url(), environment).await.unwrap();
        for target in [&staging, &theirs] {
            assert!(target.read().await.unwrap().schema.tables.is_empty(), "{database}");
        }
        assert!(!project.path().join("drift-baseline.toml").exists());
        hold.release(&theirs).await;
    }
}
