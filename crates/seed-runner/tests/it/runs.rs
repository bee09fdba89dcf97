//! What a run writes, and what it leaves alone.

use std::sync::Mutex;

use seedbed_drift::Policy;
use seedbed_generators::Generator;
use seedbed_schema_model::Family;
use seedbed_seed_runner::{Event, Observer, RunError, RunOptions, Stage, checksum, guard, run};

use crate::fixture::{Bed, Lists, ODD, input, now, table};

#[tokio::test]
async fn every_row_arrives_and_the_outcome_says_so() {
    for bed in Bed::each(Stage::Staging).await {
        let outcome = bed.seed(&Lists::new(40), RunOptions::new(now())).await.unwrap();
        let told: Vec<_> = outcome
            .tables()
            .iter()
            .map(|t| (t.table.name.as_str(), t.before, t.inserted, t.after))
            .collect();
        let expected = [("comments", 0, 80, 80), (ODD, 0, 40, 40), ("tasks", 0, 120, 120)];
        assert_eq!(told, expected, "{}", bed.db);
        for (name, _, _, after) in expected {
            assert_eq!(bed.count(name).await, after, "{}", bed.db);
        }
        let preserved: Vec<_> =
            outcome.preserved().iter().map(|p| (p.table.name.as_str(), p.rows)).collect();
        assert_eq!(preserved, [("strains", 2), ("users", 4)], "{}", bed.db);
        // The independent judge: soft-deleted users own nothing, texts arrive as they are.
        let d = bed.schema.dialect;
        let gone = format!("SELECT count(*) FROM {} WHERE owner_id = 11", d.quote(ODD));
        assert_eq!(bed.number(&gone).await, 0);
        let title = "SELECT DISTINCT title FROM tasks ORDER BY 1";
        let titles = bed.db.query_text(title).await;
        assert_eq!(titles[0][0].as_deref(), Some("Task 0; it's \\ 'quoted' \u{1f33f}"));
        let row = format!(
            "SELECT price_text, created, due, ratio, extra FROM {} WHERE id = 1",
            d.quote(ODD)
        );
        insta::assert_debug_snapshot!(
            format!("row-{}", bed.db.family().label()),
            bed.db.query_text(&row).await
        );
    }
}

#[tokio::test]
async fn two_databases_and_any_number_of_threads_give_the_same_content() {
    for (one, other) in
        Bed::each(Stage::Staging).await.into_iter().zip(Bed::each(Stage::Development).await)
    {
        let generator = Lists::new(50);
        let eight = RunOptions { threads: 8, chunk_units: Some(7), ..RunOptions::new(now()) };
        let a = one.seed(&generator, RunOptions::new(now())).await.unwrap();
        let b = other.seed(&generator, eight).await.unwrap();
        assert_eq!((a.chunks(), b.chunks()), (1, 8));
        assert_eq!(a.tables(), b.tables(), "{}", one.db);
        assert_eq!(a.streams(), b.streams(), "{}", one.db);
        let tables: Vec<_> = one.dump().await;
        let others: Vec<_> = other.dump().await;
        assert_eq!(tables, others, "{}", one.db);
    }
}

#[tokio::test]
async fn a_checksum_notices_one_changed_cell() {
    for bed in Bed::each(Stage::Staging).await {
        bed.seed(&Lists::new(5), RunOptions::new(now())).await.unwrap();
        let of = |name: &str| {
            let name = table(name);
            let (target, schema) = (&bed.target, &bed.schema);
            async move { checksum::content(target, schema, &[name]).await.unwrap().remove(0) }
        };
        let before = of(ODD).await;
        let odd = bed.schema.dialect.quote(ODD);
        for change in ["ratio = ratio + 0.0000001", "price = NULL", "extra = ''"] {
            bed.db.execute_script(&format!("UPDATE {odd} SET {change} WHERE id = 3")).await;
            let after = of(ODD).await;
            assert_eq!(before.rows, after.rows);
            assert_ne!(before.checksum, after.checksum, "{} {change}", bed.db);
        }
        let users = of("users").await;
        bed.db.execute_script("UPDATE users SET name = 'X' WHERE id = 1").await;
        bed.db.execute_script("UPDATE users SET name = 'Ann' WHERE id = 1").await;
        assert_eq!(users, of("users").await, "{}", bed.db);
    }
}

#[tokio::test]
async fn the_numbering_goes_on_after_the_keys_that_were_given() {
    for bed in Bed::each(Stage::Staging).await {
        bed.seed(&Lists::new(9), RunOptions::new(now())).await.unwrap();
        bed.db
            .execute_script("INSERT INTO comments (on_type, on_id, body) VALUES ('x', 'y', 'z')")
            .await;
        let id = bed.number("SELECT id FROM comments WHERE on_type = 'x'").await;
        assert!(id > 18, "{}: {id}", bed.db);
    }
}

#[tokio::test]
async fn what_is_there_already_is_not_seeded_twice_unless_asked() {
    for bed in Bed::each(Stage::Staging).await {
        let generator = Lists::new(4);
        let first = bed.seed(&generator, RunOptions::new(now())).await.unwrap();
        let before = bed.dump().await;
        let second = bed.seed(&generator, RunOptions::new(now())).await;
        assert!(matches!(second, Err(RunError::AlreadySeeded { run }) if run == first.run()));
        assert_eq!(bed.dump().await, before, "{}", bed.db);
        // Asked for, the same recipe finds other keys, also where they are UUIDs.
        let again = RunOptions { again: true, ..RunOptions::new(now()) };
        let third = bed.seed(&generator, again).await.unwrap();
        assert_ne!(third.run(), first.run());
        assert_eq!((bed.count("tasks").await, bed.count("comments").await), (24, 16), "{}", bed.db);
    }
}

#[tokio::test]
async fn rows_of_another_recipe_are_not_mixed_in_unless_asked() {
    for bed in Bed::each(Stage::Staging).await {
        let first = bed.seed(&Lists::new(4), RunOptions::new(now())).await.unwrap();
        let before = bed.dump().await;
        let other = bed.seed(&Lists::new(5), RunOptions::new(now())).await.unwrap_err();
        let RunError::SeededOtherwise { run, tables } = &other else { panic!("{other}") };
        assert_eq!((run.as_str(), tables.len()), (first.run(), 3), "{}: {tables:?}", bed.db);
        assert!(other.untouched());
        assert_eq!(bed.dump().await, before, "{}", bed.db);
        let again = RunOptions { again: true, ..RunOptions::new(now()) };
        bed.seed(&Lists::new(5), again).await.unwrap();
        assert_eq!(bed.count("tasks").await, 27, "{}", bed.db);
    }
}

#[tokio::test]
async fn a_run_that_was_never_verified_gives_its_outcome_again() {
    for bed in Bed::each(Stage::Staging).await {
        let generator = Lists::new(4);
        let first = bed.seed(&generator, RunOptions::new(now())).await.unwrap();
        let before = bed.dump().await;
        let unverified = RunOptions { unverified: true, ..RunOptions::new(now()) };
        // Its own rows are among those it might have referred to by now; nothing is made of them.
        let second = bed.seed(&generator, unverified).await.unwrap();
        assert!(second.resumed());
        assert_eq!((second.run(), second.tables()), (first.run(), first.tables()), "{}", bed.db);
        assert_eq!(bed.dump().await, before, "{}", bed.db);
    }
}

struct Told(Mutex<Vec<String>>);

impl Observer for Told {
    fn event(&self, event: &Event<'_>) {
        let line = match event {
            Event::Begun { chunks, done, .. } => format!("begun {done}/{chunks}"),
            Event::Chunk { generator, units, rows } => format!("{generator} {units:?} {rows}"),
            Event::Loaded => "loaded".into(),
            _ => return,
        };
        self.0.lock().unwrap().push(line);
    }
}

#[tokio::test]
async fn whoever_watches_is_told_of_every_chunk() {
    let bed = Bed::new(seedbed_testkit::Database::sqlite().await, Stage::Staging).await;
    let told = Told(Mutex::default());
    let options =
        RunOptions { chunk_units: Some(4), observer: Some(&told), ..RunOptions::new(now()) };
    bed.seed(&Lists::new(10), options).await.unwrap();
    let told = told.0.into_inner().unwrap();
    let expected =
        ["begun 0/3", "lists (0, 4) 24", "lists (4, 8) 24", "lists (8, 10) 12", "loaded"];
    assert_eq!(told, expected);
}

#[tokio::test]
async fn a_trigger_that_touches_a_preserved_table_is_caught_and_rolled_back() {
    for bed in Bed::each(Stage::Staging).await {
        let trigger = match bed.db.family() {
            Family::Sqlite => {
                "CREATE TRIGGER sly AFTER INSERT ON comments BEGIN UPDATE strains SET name = 'X' WHERE id = 1; END"
            }
            Family::Postgres => {
                "CREATE FUNCTION sly() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN UPDATE strains SET name = 'X' WHERE id = 1; RETURN NEW; END $$; CREATE TRIGGER sly AFTER INSERT ON comments FOR EACH ROW EXECUTE FUNCTION sly()"
            }
            _ => {
                "CREATE TRIGGER sly AFTER INSERT ON comments FOR EACH ROW UPDATE strains SET name = 'X' WHERE id = 1"
            }
        };
        bed.db.execute_script(trigger).await;
        let before = bed.dump().await;
        let failed = bed.seed(&Lists::new(6), RunOptions::new(now())).await.unwrap_err();
        assert!(failed.to_string().contains("preserved table strains changed"), "{failed}");
        assert_eq!((failed.committed(), failed.untouched()), (0, false));
        assert_eq!(bed.dump().await, before, "{}", bed.db);
    }
}

#[tokio::test]
async fn rows_added_after_the_plan_was_made_stop_it_before_anything_is_written() {
    for bed in Bed::each(Stage::Staging).await {
        let generator = Lists::new(3);
        let plan = bed.plan(&generator).await;
        let generators: [&dyn Generator; 1] = [&generator];
        bed.db
            .execute_script("INSERT INTO comments (on_type, on_id, body) VALUES ('x', 'y', 'z')")
            .await;
        let policy = Policy::default();
        let clearance = guard::clear(&bed.target, &plan, &input(&policy)).await.unwrap();
        let moved = run(&clearance, &plan, &generators, &RunOptions::new(now())).await;
        assert!(matches!(&moved, Err(RunError::Moved { table }) if table.name == "comments"));
        bed.db.execute_script("INSERT INTO users VALUES (12, 'New', NULL)").await;
        let changed = run(&clearance, &plan, &generators, &RunOptions::new(now())).await;
        assert!(matches!(changed, Err(RunError::AnchorsChanged { .. })), "{}", bed.db);
        assert_eq!(bed.count("tasks").await, 0);
    }
}

#[tokio::test]
async fn cycles_of_tables_are_filled_on_every_engine() {
    for db in seedbed_testkit::Database::each().await {
        let ddl = "CREATE TABLE a (id int PRIMARY KEY, b_id int NULL);
             CREATE TABLE b (id int PRIMARY KEY, a_id int NOT NULL, FOREIGN KEY (a_id) REFERENCES a (id));";
        let ddl = if db.family() == Family::Sqlite {
            "CREATE TABLE a (id int PRIMARY KEY, b_id int NULL REFERENCES b (id));
             CREATE TABLE b (id int PRIMARY KEY, a_id int NOT NULL REFERENCES a (id));"
                .to_owned()
        } else {
            format!("{ddl} ALTER TABLE a ADD FOREIGN KEY (b_id) REFERENCES b (id);")
        };
        let bed = Bed::with(db, Stage::Staging, &ddl).await;
        let options = seedbed_seed_runner::PlanOptions::new(1, crate::fixture::today());
        let generators: [&dyn Generator; 1] = [&Pairs];
        let plan =
            seedbed_seed_runner::Plan::make(&bed.target, &bed.schema, &generators, &options).await;
        let plan = plan.unwrap_or_else(|e| panic!("{}: {e}", bed.db));
        assert!(plan.tables.iter().all(|t| t.cyclic));
        let clearance = bed.clear(&plan).await.unwrap();
        run(&clearance, &plan, &generators, &RunOptions::new(now())).await.unwrap();
        let closed = "SELECT count(*) FROM a JOIN b ON a.b_id = b.id AND b.a_id = a.id";
        assert_eq!(bed.number(closed).await, 700, "{}", bed.db);
    }
}

/// Rows of two tables that refer to each other.
struct Pairs;

impl Generator for Pairs {
    fn spec(&self) -> seedbed_generators::Spec {
        let keyed = |name: &str| seedbed_generators::TableSpec {
            table: table(name),
            key: Some(seedbed_generators::KeySpec {
                column: "id".into(),
                span: seedbed_generators::Span::PerUnit(1),
            }),
        };
        seedbed_generators::Spec {
            name: "pairs".into(),
            version: 1,
            units: seedbed_generators::Units::Fixed(700),
            tables: vec![keyed("a"), keyed("b")],
            anchors: Vec::new(),
            references: Vec::new(),
            options: Default::default(),
        }
    }

    fn unit(
        &self,
        unit: seedbed_generators::Unit<'_>,
        rows: &mut seedbed_generators::Rows,
    ) -> Result<(), seedbed_generators::GenerateError> {
        let (a, b) = (unit.key(&table("a"), unit.index)?, unit.key(&table("b"), unit.index)?);
        rows.push(&table("a"), [("id", a.clone()), ("b_id", b.clone())])?;
        rows.push(&table("b"), [("id", b), ("a_id", a)])
    }
}
