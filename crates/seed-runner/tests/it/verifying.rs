//! Checks find what is wrong, whatever the declarations say.

use seedbed_generators::{DataCheck, Generator as _};
use seedbed_schema_model::Family;
use seedbed_seed_runner::{CheckKind, RunOptions, Smoke, Stage, VerifyOptions, audit, verify};

use crate::fixture::{Bed, Lists, ODD, now};

fn smoke(name: &str, sql: &str, expect: &str) -> Smoke {
    Smoke { name: name.into(), sql: sql.into(), expect: expect.into() }
}

#[tokio::test]
async fn a_seeded_database_is_green_and_every_kind_of_damage_is_found() {
    for bed in Bed::each(Stage::Staging).await {
        let generator = Lists::new(6);
        let outcome = bed.seed(&generator, RunOptions::new(now())).await.unwrap();
        let (references, d) = (generator.spec().references, bed.schema.dialect);
        let checks: Vec<DataCheck> = generator.checks(d);
        let smokes = [
            smoke("count", "SELECT count(*) FROM tasks", "18"),
            smoke("sum", "SELECT sum(1.50) FROM strains", "3"),
            smoke("text", "SELECT max(name) FROM strains WHERE id = 2", "Red"),
        ];
        let options = VerifyOptions {
            references: &references,
            checks: &checks,
            smokes: &smokes,
            uniques: true,
        };
        let green = verify(&bed.target, &bed.schema, &options).await.unwrap();
        assert!(green.green(), "{}: {:?}", bed.db, green.red().collect::<Vec<_>>());
        for kind in [
            CheckKind::ForeignKey,
            CheckKind::Reference,
            CheckKind::Invariant,
            CheckKind::Smoke,
            CheckKind::Unique,
        ] {
            assert!(green.checks().iter().any(|c| c.kind == kind), "{} {kind:?}", bed.db);
        }
        assert_eq!(green.checks().iter().filter(|c| c.kind == CheckKind::ForeignKey).count(), 3);

        let (off, on) = match bed.db.family() {
            Family::Sqlite => ("PRAGMA foreign_keys = OFF;", ""),
            Family::Postgres => ("SET session_replication_role = replica;", ""),
            _ => ("SET foreign_key_checks = 0;", "SET foreign_key_checks = 1;"),
        };
        let odd = d.quote(ODD);
        bed.db
            .execute_script(&format!(
                "{off} DELETE FROM users WHERE id IN (SELECT owner_id FROM {odd} WHERE id = 1);
                 UPDATE comments SET on_id = 'nobody' WHERE id = 1;
                 UPDATE comments SET on_type = 'planet' WHERE id = 2;
                 INSERT INTO strains VALUES (3, 'Zed'); {on}"
            ))
            .await;
        let red = verify(&bed.target, &bed.schema, &options).await.unwrap();
        let names: Vec<&str> = red.red().map(|c| c.name.as_str()).collect();
        let fk = format!("fk/{ODD}.owner_id");
        let expected = [
            fk.as_str(),
            "ref/comments.on_id[task]->tasks.id",
            "ref/comments.on_type is known",
            "sum",
        ];
        assert_eq!(names, expected, "{}", bed.db);
        assert!(!red.green());

        let plan = bed.plan(&Lists::new(7)).await;
        let record = audit::AuditRecord::of(&plan, bed.target.identity(), "ann@desk", now())
            .with_run(&outcome)
            .with_checks(&red);
        assert_eq!(record.outcome, audit::Outcome::Red);
        let json = record.to_json();
        assert!(!json.contains("instead of") && !json.contains("nobody"), "{json}");
        if bed.db.family() == Family::Sqlite {
            let mut record = record;
            record.target.host = "/data".into();
            record.target.version = "3".into();
            record.plan = "PLAN".into();
            record.recipe = "RECIPE".into();
            record.run = Some("RUN".into());
            let schema = record.fingerprint_before.to_string();
            insta::assert_snapshot!(record.to_markdown().replace(&schema, "SCHEMA"));
        }
    }
}

#[tokio::test]
async fn nulls_under_not_null_are_found_although_sqlite_denies_them() {
    let bed = Bed::new(seedbed_testkit::Database::sqlite().await, Stage::Staging).await;
    bed.db
        .execute_script(
            "CREATE TABLE loose (id integer primary key, a int, b int REFERENCES users (id));
             INSERT INTO loose VALUES (1, NULL, 1);
             PRAGMA writable_schema = ON;
             UPDATE sqlite_master SET sql = 'CREATE TABLE loose (id integer primary key, a int NOT NULL, b int REFERENCES users (id))' WHERE name = 'loose'",
        )
        .await;
    let target = seedbed_seed_runner::Target::connect(
        bed.db.url(),
        crate::fixture::environment(Stage::Staging),
    )
    .await
    .unwrap();
    let schema = target.read().await.unwrap().schema;
    let found = verify(&target, &schema, &VerifyOptions::default()).await.unwrap();
    let red: Vec<_> = found.red().map(|c| (c.name.as_str(), c.violations)).collect();
    assert_eq!(red, [("not-null/loose", 1)]);
}

#[tokio::test]
async fn a_smoke_check_whose_query_fails_is_red_and_says_why() {
    for bed in Bed::each(Stage::Staging).await {
        let smokes = [
            smoke("typo", "SELECT cuont(*) FROM tasks", "0"),
            smoke("two", "SELECT id FROM strains", "1"),
        ];
        let options = VerifyOptions { smokes: &smokes, ..VerifyOptions::default() };
        let found = verify(&bed.target, &bed.schema, &options).await.unwrap();
        let red: Vec<_> = found.red().collect();
        assert_eq!(red.len(), 2, "{}", bed.db);
        assert!(red[0].found.starts_with("the query failed: "), "{}", red[0].found);
        assert!(red[1].found.contains("2 rows where one is wanted"), "{}", red[1].found);
    }
}
