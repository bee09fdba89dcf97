//! Each guard alone is enough to refuse, and a refusal writes nothing.

use seedbed_drift::{GreenReport, Policy};
use seedbed_schema_model::Family;
use seedbed_seed_runner::{
    Endpoint, GuardInput, Hold, LockError, Plan, RunOptions, Stage, StagingReceipt, Target,
    VerifyOptions,
    guard::{self, Reason},
    ledger, run, verify,
};
use seedbed_testkit::Database;

use crate::fixture::{Bed, Lists, environment, input, now};

/// Seeds and verifies a staging database of the same engine.
async fn receipt(bed: &Bed) -> StagingReceipt {
    let generator = Lists::new(3);
    let plan = bed.plan(&generator).await;
    let clearance = bed.clear(&plan).await.unwrap();
    let outcome = run(&clearance, &plan, &[&generator], &RunOptions::new(now())).await.unwrap();
    assert_eq!(ledger::receipt(&bed.target, &plan.hash()).await.unwrap(), None, "not verified yet");
    let checked = verify(&bed.target, &bed.schema, &VerifyOptions::default()).await.unwrap();
    assert!(checked.green(), "{:?}", checked.red().collect::<Vec<_>>());
    ledger::record_verification(&clearance, outcome.run(), &checked).await.unwrap();
    clearance.release().await;
    let receipt = ledger::receipt(&bed.target, &plan.hash()).await.unwrap().unwrap();
    assert_eq!(outcome.receipt(&checked), Some(receipt.clone()));
    receipt
}

async fn refused(bed: &Bed, plan: &Plan, input: &GuardInput<'_>) -> Vec<String> {
    let (tables, before) = (bed.tables().await, bed.dump().await);
    let refusal = guard::clear(&bed.target, plan, input).await.unwrap_err();
    assert_eq!((bed.tables().await, bed.dump().await), (tables, before), "{}", bed.db);
    let guards = serde_json::to_value(&refusal.reasons).unwrap();
    let guards = guards.as_array().unwrap().iter();
    guards.map(|r| r["guard"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn production_needs_every_guard_and_each_alone_refuses() {
    let policy = Policy::default();
    let staging = Bed::each(Stage::Staging).await;
    for (staging, bed) in staging.into_iter().zip(Bed::each(Stage::Production).await) {
        let generator = Lists::new(3);
        let plan = bed.plan(&generator).await;
        let (receipt, green) = (receipt(&staging).await, bed.green().await);
        let name = bed.target.identity().database.clone();
        let full = GuardInput {
            green: Some(&green),
            staging: Some(&receipt),
            consent: Some(&name),
            ..input(&policy)
        };
        let all = refused(&bed, &plan, &input(&policy)).await;
        assert_eq!(all, ["no-consent", "no-staging-run", "not-validated"], "{}", bed.db);
        assert_eq!(
            refused(&bed, &plan, &GuardInput { green: None, ..full }).await,
            ["not-validated"]
        );
        assert_eq!(
            refused(&bed, &plan, &GuardInput { staging: None, ..full }).await,
            ["no-staging-run"]
        );
        assert_eq!(
            refused(&bed, &plan, &GuardInput { consent: None, ..full }).await,
            ["no-consent"]
        );
        let wrong = GuardInput { consent: Some("staging"), ..full };
        assert_eq!(refused(&bed, &plan, &wrong).await, ["wrong-consent"]);
        let other: GreenReport = staging.green().await;
        let other = GuardInput { green: Some(&other), ..full };
        assert_eq!(refused(&bed, &plan, &other).await, ["other-database-validated"]);
        let more = bed.plan(&Lists::new(4)).await;
        assert_eq!(refused(&bed, &more, &full).await, ["staging-of-other-plan"]);

        let second = Target::connect(bed.db.url(), environment(Stage::Production)).await.unwrap();
        let held = guard::clear(&second, &plan, &full).await.unwrap();
        assert_eq!(refused(&bed, &plan, &full).await, ["locked"], "{}", bed.db);
        held.release().await;
        second.close().await;

        // A column more since the report and the plan were made.
        bed.db.execute_script("ALTER TABLE strains ADD note varchar(5)").await;
        let stale = refused(&bed, &plan, &full).await;
        assert_eq!(stale, ["schema-changed", "plan-outdated"], "{}", bed.db);
        bed.db.execute_script("ALTER TABLE strains DROP COLUMN note").await;

        // A trigger more: the plan still fits the tables, the green report does not fit the code.
        let (sly, gone) = match bed.db.family() {
            Family::Sqlite => (
                "CREATE TRIGGER sly AFTER INSERT ON comments BEGIN SELECT 1; END",
                "DROP TRIGGER sly",
            ),
            Family::Postgres => (
                "CREATE FUNCTION sly() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$; CREATE TRIGGER sly AFTER INSERT ON comments FOR EACH ROW EXECUTE FUNCTION sly()",
                "DROP TRIGGER sly ON comments; DROP FUNCTION sly",
            ),
            _ => (
                "CREATE TRIGGER sly AFTER INSERT ON comments FOR EACH ROW SET @seen = 1",
                "DROP TRIGGER sly",
            ),
        };
        bed.db.execute_script(sly).await;
        assert_eq!(refused(&bed, &plan, &full).await, ["schema-changed"], "{}", bed.db);
        bed.db.execute_script(gone).await;

        let clearance = guard::clear(&bed.target, &plan, &full).await.unwrap();
        let outcome = run(&clearance, &plan, &[&generator], &RunOptions::new(now())).await;
        assert_eq!(outcome.unwrap().tables().len(), 3, "{}", bed.db);
    }
}

#[tokio::test]
async fn production_is_recognised_under_any_name() {
    let policy = Policy::default();
    for db in Database::each().await {
        let url = db.url().to_owned();
        let bed = Bed::new(db, Stage::Development).await;
        let plan = bed.plan(&Lists::new(3)).await;
        let endpoints = [Endpoint::parse("live", &url).unwrap()];
        let disguised = GuardInput { production: &endpoints, ..input(&policy) };
        let guards = refused(&bed, &plan, &disguised).await;
        let expected = ["is-production", "no-consent", "no-staging-run", "not-validated"];
        assert_eq!(guards, expected, "{}", bed.db);
    }
}

#[tokio::test]
async fn a_run_on_a_laptop_or_a_red_one_is_no_staging_run() {
    let bed = Bed::new(Database::sqlite().await, Stage::Development).await;
    let generator = Lists::new(3);
    let plan = bed.plan(&generator).await;
    let clearance = bed.clear(&plan).await.unwrap();
    let outcome = run(&clearance, &plan, &[&generator], &RunOptions::new(now())).await.unwrap();
    let checked = verify(&bed.target, &bed.schema, &VerifyOptions::default()).await.unwrap();
    ledger::record_verification(&clearance, outcome.run(), &checked).await.unwrap();
    assert_eq!(outcome.receipt(&checked), None);
    assert_eq!(ledger::receipt(&bed.target, &plan.hash()).await.unwrap(), None);

    // The checks of one database say nothing about another.
    let other = Bed::new(Database::sqlite().await, Stage::Staging).await;
    let checked = verify(&other.target, &other.schema, &VerifyOptions::default()).await.unwrap();
    let mixed = ledger::record_verification(&clearance, outcome.run(), &checked).await;
    assert!(mixed.unwrap_err().to_string().contains("not on the database that was verified"));
}

#[tokio::test]
async fn the_holder_of_the_lock_is_named() {
    for bed in Bed::each(Stage::Staging).await {
        let plan = bed.plan(&Lists::new(3)).await;
        let held = bed.clear(&plan).await.unwrap();
        let second = Target::connect(bed.db.url(), environment(Stage::Staging)).await.unwrap();
        let policy = Policy::default();
        let refusal = guard::clear(&second, &plan, &input(&policy)).await.unwrap_err();
        let [Reason::Locked { holder }] = refusal.reasons.as_slice() else {
            panic!("{refusal}");
        };
        assert!(holder.contains("pid ") || holder.contains("connection "), "{}: {holder}", bed.db);
        held.release().await;
        assert!(guard::clear(&second, &plan, &input(&policy)).await.is_ok(), "{}", bed.db);
    }
}

#[tokio::test]
async fn a_lock_that_is_held_over_several_steps_is_shared_with_nobody_else() {
    for bed in Bed::each(Stage::Staging).await {
        let plan = bed.plan(&Lists::new(3)).await;
        let second = Target::connect(bed.db.url(), environment(Stage::Staging)).await.unwrap();
        let policy = Policy::default();
        let hold = Hold::take(&bed.target, now()).await.unwrap();
        for _ in 0..2 {
            // Each step of the holder has its clearance; between them nobody else gets one.
            bed.clear(&plan).await.unwrap().release().await;
            let refusal = guard::clear(&second, &plan, &input(&policy)).await.unwrap_err();
            assert!(matches!(refusal.reasons[..], [Reason::Locked { .. }]), "{refusal}");
        }
        let held = Hold::take(&second, now()).await;
        assert!(matches!(held, Err(LockError::Held { .. })), "{}: {held:?}", bed.db);
        hold.release(&bed.target).await;
        Hold::take(&second, now()).await.unwrap().release(&second).await;
    }
}

#[tokio::test]
async fn a_clearance_does_not_survive_its_connection() {
    for db in [Database::postgres().await, Database::mariadb().await] {
        let bed = Bed::new(db, Stage::Staging).await;
        let generator = Lists::new(3);
        let plan = bed.plan(&generator).await;
        let clearance = bed.clear(&plan).await.unwrap();
        let kill = match bed.db.family() {
            seedbed_schema_model::Family::Postgres => {
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
                 WHERE datname = current_database() AND application_name = 'seedbed'"
            }
            _ => {
                "BEGIN NOT ATOMIC FOR p IN (SELECT id FROM information_schema.processlist \
                 WHERE db = DATABASE() AND id <> CONNECTION_ID()) DO KILL p.id; END FOR; END"
            }
        };
        bed.db.execute_script(kill).await;
        let options = RunOptions::new(now());
        // The first statement finds the connection gone; the next gets another, without the lock.
        for _ in 0..3 {
            assert!(run(&clearance, &plan, &[&generator], &options).await.is_err(), "{}", bed.db);
        }
        assert_eq!(bed.count("tasks").await, 0, "{}", bed.db);
    }
}
