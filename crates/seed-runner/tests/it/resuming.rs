//! A run that died goes on where it was, and ends as if nothing had happened.

use std::{
    process::Command,
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

use seedbed_drift::Policy;
use seedbed_schema_model::Family;
use seedbed_seed_runner::{
    Event, Observer, RunError, RunOptions, RunOutcome, Stage, Target, guard, ledger, run,
};
use seedbed_testkit::Database;
use tokio::sync::Notify;

use crate::fixture::{Bed, Lists, environment, input, now, table};

fn small() -> RunOptions<'static> {
    RunOptions { chunk_units: Some(3), ..RunOptions::new(now()) }
}

/// The same run on another database of the engine, never disturbed.
async fn undisturbed(bed: &Bed, generator: &Lists) -> Vec<(String, seedbed_testkit::Rows)> {
    let other = match bed.db.family() {
        Family::Sqlite => Database::sqlite().await,
        Family::Postgres => Database::postgres().await,
        _ => Database::mariadb().await,
    };
    let other = Bed::new(other, Stage::Staging).await;
    other.seed(generator, small()).await.unwrap();
    other.dump().await
}

async fn resumed(bed: &Bed, generator: &Lists) -> RunOutcome {
    let outcome = bed.seed(generator, small()).await.unwrap();
    assert!(outcome.resumed(), "{}", bed.db);
    assert_eq!(outcome.chunks(), 7, "{}", bed.db);
    let lists = outcome.tables().iter().find(|t| t.table == table("tasks")).unwrap();
    assert_eq!((lists.before, lists.inserted, lists.after), (0, 60, 60), "{}", bed.db);
    outcome
}

#[tokio::test]
async fn a_failing_chunk_leaves_nothing_and_the_run_goes_on_after_it_is_mended() {
    for bed in Bed::each(Stage::Staging).await {
        let generator = Lists::new(20);
        let (trigger, mend) = match bed.db.family() {
            Family::Sqlite => (
                "CREATE TRIGGER broken BEFORE INSERT ON comments WHEN NEW.body = 'Said 1 of 7' BEGIN SELECT RAISE(ABORT, 'no more'); END",
                "DROP TRIGGER broken",
            ),
            Family::Postgres => (
                "CREATE FUNCTION broken() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'no more'; END $$; CREATE TRIGGER broken BEFORE INSERT ON comments FOR EACH ROW WHEN (NEW.body = 'Said 1 of 7') EXECUTE FUNCTION broken()",
                "DROP TRIGGER broken ON comments; DROP FUNCTION broken",
            ),
            _ => (
                "CREATE TRIGGER broken BEFORE INSERT ON comments FOR EACH ROW BEGIN IF NEW.body = 'Said 1 of 7' THEN SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'no more'; END IF; END",
                "DROP TRIGGER broken",
            ),
        };
        bed.db.execute_script(trigger).await;
        let error = bed.seed(&generator, small()).await.unwrap_err();
        let RunError::Chunk { number, units, committed, .. } = &error else { panic!("{error}") };
        assert_eq!((*number, *units, *committed), (3, (6, 9), 2), "{}", bed.db);
        assert!(error.to_string().contains("no more"), "{error}");
        assert!(!error.summary().contains("no more"), "{}", error.summary());
        for (name, rows) in [("tasks", 18), ("comments", 12)] {
            assert_eq!(bed.count(name).await, rows, "{} {name}", bed.db);
        }
        // Another plan has to wait.
        let other = Lists::new(21);
        let waits = bed.seed(&other, small()).await;
        assert!(matches!(waits, Err(RunError::Unfinished { .. })), "{}", bed.db);
        bed.db.execute_script(mend).await;
        resumed(&bed, &generator).await;
        assert_eq!(bed.dump().await, undisturbed(&bed, &generator).await, "{}", bed.db);
        assert!(ledger::unfinished(&bed.target).await.unwrap().is_none());
    }
}

/// Tells when so many chunks are there.
struct After {
    chunks: u64,
    seen: AtomicU64,
    then: Notify,
}

impl Observer for After {
    fn event(&self, event: &Event<'_>) {
        let counts = matches!(event, Event::Chunk { .. });
        if counts && self.seen.fetch_add(1, Ordering::Relaxed) + 1 == self.chunks {
            self.then.notify_one();
        }
    }
}

#[tokio::test]
async fn a_dropped_run_is_resumed_on_the_same_connection() {
    for bed in Bed::each(Stage::Staging).await {
        let generator = Lists::new(20);
        let plan = bed.plan(&generator).await;
        let clearance = bed.clear(&plan).await.unwrap();
        let after = After { chunks: 4, seen: AtomicU64::new(0), then: Notify::new() };
        let options = RunOptions { observer: Some(&after), ..small() };
        let generators: [&dyn seedbed_generators::Generator; 1] = [&generator];
        tokio::select! {
            biased;
            () = after.then.notified() => {}
            done = run(&clearance, &plan, &generators, &options) => panic!("finished: {done:?}"),
        }
        // Half a run cannot be called verified, however green the half is.
        let half = ledger::unfinished(&bed.target).await.unwrap().unwrap().run;
        let options = seedbed_seed_runner::VerifyOptions::default();
        let checked =
            seedbed_seed_runner::verify(&bed.target, &bed.schema, &options).await.unwrap();
        assert!(checked.green(), "{}", bed.db);
        let early = ledger::record_verification(&clearance, &half, &checked).await;
        assert!(matches!(early, Err(ledger::LedgerError::NotFinished { .. })), "{}", bed.db);
        clearance.release().await;
        assert_eq!(ledger::unfinished(&bed.target).await.unwrap().unwrap().chunks, 4);
        assert_eq!(bed.count("tasks").await, 36, "{}", bed.db);
        resumed(&bed, &generator).await;
        assert_eq!(bed.dump().await, undisturbed(&bed, &generator).await, "{}", bed.db);
    }
}

/// What the killed process does; nothing when it is not that process.
#[tokio::test(flavor = "multi_thread")]
async fn child_that_dies() {
    struct Dies(AtomicU64);
    impl Observer for Dies {
        fn event(&self, event: &Event<'_>) {
            let counts = matches!(event, Event::Chunk { .. });
            if counts && self.0.fetch_add(1, Ordering::Relaxed) + 1 == 3 {
                std::thread::spawn(|| {
                    std::thread::sleep(Duration::from_millis(2));
                    std::process::abort();
                });
            }
        }
    }
    let Ok(url) = std::env::var("SEEDBED_TEST_CHILD") else { return };
    let target = Target::connect(&url, environment(Stage::Staging)).await.unwrap();
    let schema = target.read().await.unwrap().schema;
    let generator = Lists::new(20);
    let mut options = seedbed_seed_runner::PlanOptions::new(7, crate::fixture::today());
    options.preserve = vec![table("users"), table("strains")];
    let plan =
        seedbed_seed_runner::Plan::make(&target, &schema, &[&generator], &options).await.unwrap();
    let policy = Policy::default();
    let clearance = guard::clear(&target, &plan, &input(&policy)).await.unwrap();
    let dies = Dies(AtomicU64::new(0));
    let options = RunOptions { observer: Some(&dies), ..small() };
    let _ = run(&clearance, &plan, &[&generator], &options).await;
    // Faster than the thread: it dies all the same, and has finished then.
    std::thread::sleep(Duration::from_secs(60));
}

#[tokio::test]
async fn a_killed_process_is_resumed_by_another() {
    for bed in Bed::each(Stage::Staging).await {
        let generator = Lists::new(20);
        let child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "resuming::child_that_dies", "--nocapture"])
            .env("SEEDBED_TEST_CHILD", bed.db.url())
            .output()
            .unwrap();
        assert!(!child.status.success(), "the child was to die: {child:?}");
        let left = ledger::runs(&bed.target).await.unwrap().remove(0);
        assert!(left.chunks >= 3, "{}: {left:?}", bed.db);
        assert_eq!(bed.count("tasks").await, left.rows["tasks"], "{}: ledger and rows", bed.db);
        if left.state != ledger::RunState::Running {
            continue;
        }
        // The server notices the closed socket in its own time.
        let plan = bed.plan(&generator).await;
        for _ in 0..100 {
            match bed.clear(&plan).await {
                Ok(clearance) => {
                    clearance.release().await;
                    break;
                }
                Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
            }
        }
        resumed(&bed, &generator).await;
        assert_eq!(bed.dump().await, undisturbed(&bed, &generator).await, "{}", bed.db);
    }
}
