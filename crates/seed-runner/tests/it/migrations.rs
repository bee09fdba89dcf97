//! Migrations are applied once, whole or resumed, and never edited.

use seedbed_drift::Policy;
use seedbed_schema_model::{Family, is_own_table};
use seedbed_seed_runner::{
    Applied, CreateError, GuardInput, MigrateError, Stage, Target, apply_migrations, apply_schema,
    creation_unfinished, finish_migrations, guard, unfinished_migrations,
};
use seedbed_testkit::Database;

use crate::fixture::{Bed, ddl, environment, input};

/// A folder of files.
struct Folder(std::path::PathBuf);

impl Folder {
    fn beside(db: &Database, files: &[(&str, &str)]) -> Self {
        let name = db.name().replace('.', "_");
        let path =
            std::env::temp_dir().join(format!("seedbed-migrations-{}-{name}", std::process::id()));
        let folder = Self(path);
        std::fs::create_dir_all(&folder.0).unwrap();
        files.iter().for_each(|(name, text)| folder.write(name, text));
        folder
    }

    fn write(&self, name: &str, text: &str) {
        std::fs::write(self.0.join(name), text).unwrap();
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

async fn apply(bed: &Bed, folder: &Folder) -> Result<Vec<Applied>, MigrateError> {
    let policy = Policy::default();
    let clearance = guard::clear_migrations(&bed.target, &input(&policy)).await.unwrap();
    let done = apply_migrations(&clearance, &folder.0).await;
    clearance.release().await;
    done
}

fn names(applied: &[Applied]) -> Vec<(&str, u64)> {
    applied.iter().map(|a| (a.name.as_str(), a.statements)).collect()
}

#[tokio::test]
async fn each_file_is_applied_once() {
    for bed in Bed::each(Stage::Staging).await {
        let folder = Folder::beside(
            &bed.db,
            &[
                ("0002_fill.sql", "UPDATE strains SET note = 'a;b' WHERE id = 1;\n-- end\n"),
                ("0001_note.sql", "BEGIN;\nALTER TABLE strains ADD note varchar(9);\nCOMMIT;"),
                ("0001_note.down.sql", "ALTER TABLE strains DROP COLUMN note"),
                ("README.md", "not a migration"),
            ],
        );
        let first = apply(&bed, &folder).await.unwrap();
        assert_eq!(names(&first), [("0001_note.sql", 1), ("0002_fill.sql", 1)], "{}", bed.db);
        assert_eq!(bed.number("SELECT count(*) FROM strains WHERE note = 'a;b'").await, 1);
        assert_eq!(apply(&bed, &folder).await.unwrap(), [], "{}", bed.db);
        folder.write("0003_more.sql", "CREATE TABLE more (x int)");
        assert_eq!(names(&apply(&bed, &folder).await.unwrap()), [("0003_more.sql", 1)]);
        folder.write("0002_fill.sql", "UPDATE strains SET note = 'b'");
        let edited = apply(&bed, &folder).await;
        assert!(matches!(edited, Err(MigrateError::Edited { name }) if name == "0002_fill.sql"));
        // Our own books are nobody's drift.
        assert!(bed.green().await.known().is_empty());
    }
}

/// Whether `strains` has the columns `a` and `b`.
async fn added(bed: &Bed) -> [bool; 2] {
    let schema = bed.target.read().await.unwrap().schema;
    let table = schema.table(&crate::fixture::table("strains")).unwrap();
    ["a", "b"].map(|n| table.column(n).is_some())
}

#[tokio::test]
async fn a_failing_file_is_rolled_back_or_goes_on_where_it_failed() {
    for bed in Bed::each(Stage::Staging).await {
        let broken = "ALTER TABLE strains ADD a int;\nUPDATE strains SET a = 1;\n\
                      INSERT INTO strains (id, name) VALUES (1, 'twice');\nALTER TABLE strains ADD b int;";
        let folder = Folder::beside(&bed.db, &[("0001.sql", broken)]);
        let error = apply(&bed, &folder).await.unwrap_err();
        assert!(error.to_string().starts_with("0001.sql:3: "), "{error}");
        let whole = bed.schema.dialect.has_transactional_ddl();
        assert_eq!(added(&bed).await, if whole { [false, false] } else { [true, false] });
        bed.db.execute_script("DELETE FROM strains WHERE id = 1").await;
        let done = apply(&bed, &folder).await.unwrap();
        assert_eq!(names(&done), [("0001.sql", if whole { 4 } else { 2 })], "{}", bed.db);
        assert_eq!(added(&bed).await, [true, true]);
    }
}

#[tokio::test]
async fn a_definition_that_took_effect_before_a_kill_is_not_run_again() {
    let bed = Bed::new(Database::mariadb().await, Stage::Staging).await;
    let text = "ALTER TABLE strains ADD a int;\nALTER TABLE strains ADD b int;";
    let folder = Folder::beside(&bed.db, &[("0001.sql", text)]);
    apply(&bed, &folder).await.unwrap();
    // As a kill between the second statement and its record leaves it: begun, from a schema that
    // was another one.
    bed.db
        .execute_script("UPDATE seedbed_migration SET done = 1, begun = 1, before_it = 'another'")
        .await;
    assert_eq!(names(&apply(&bed, &folder).await.unwrap()), [("0001.sql", 0)]);
    // And between the record and the statement: begun, and the schema is as it was.
    let before = seedbed_schema_model::Fingerprint::of(&bed.target.read().await.unwrap().schema);
    bed.db
        .execute_script(
            "ALTER TABLE strains DROP COLUMN b;
             UPDATE seedbed_migration SET done = 1, begun = 1, before_it = 'x'",
        )
        .await;
    let now = seedbed_schema_model::Fingerprint::of(&bed.target.read().await.unwrap().schema);
    assert_ne!(before, now);
    bed.db.execute_script(&format!("UPDATE seedbed_migration SET before_it = '{now}'")).await;
    assert_eq!(names(&apply(&bed, &folder).await.unwrap()), [("0001.sql", 1)]);
    let after = seedbed_schema_model::Fingerprint::of(&bed.target.read().await.unwrap().schema);
    assert_eq!(before, after);
}

#[tokio::test]
async fn sqlite_rebuilds_a_table_that_others_refer_to_and_orphans_are_refused() {
    let bed = Bed::new(Database::sqlite().await, Stage::Staging).await;
    bed.db.execute_script("CREATE TABLE child (id int, user_id int REFERENCES users (id) ON DELETE CASCADE); INSERT INTO child VALUES (1, 10)").await;
    let rebuild = "PRAGMA foreign_keys=OFF;
        CREATE TABLE new_users (id bigint PRIMARY KEY, name varchar(60) NOT NULL);
        INSERT INTO new_users SELECT id, name FROM users;
        DROP TABLE users;
        ALTER TABLE new_users RENAME TO users;
        PRAGMA foreign_keys=ON;";
    let folder = Folder::beside(&bed.db, &[("0001.sql", rebuild)]);
    assert_eq!(names(&apply(&bed, &folder).await.unwrap()), [("0001.sql", 4)]);
    assert_eq!((bed.count("users").await, bed.count("child").await), (4, 1));
    folder.write("0002.sql", "DELETE FROM users WHERE id = 10");
    let orphans = apply(&bed, &folder).await;
    assert!(matches!(orphans, Err(MigrateError::Orphans { count: 1, .. })), "{orphans:?}");
    assert_eq!(bed.count("users").await, 4);
}

#[tokio::test]
async fn statements_about_other_databases_are_never_run() {
    for bed in Bed::each(Stage::Staging).await {
        for forbidden in ["DROP DATABASE x", "USE x", "ATTACH 'y' AS z", "VACUUM INTO 'f'"] {
            let text = format!("CREATE TABLE first (x int);\n{forbidden};");
            let folder = Folder::beside(&bed.db, &[("0001.sql", &text)]);
            let error = apply(&bed, &folder).await.unwrap_err();
            assert!(
                matches!(&error, MigrateError::Forbidden { line: 2, .. }),
                "{} {error}",
                bed.db
            );
        }
        assert!(!bed.tables().await.contains(&"first".to_owned()), "{}", bed.db);
    }
}

#[tokio::test]
async fn a_schema_is_applied_to_an_empty_database_only() {
    for db in Database::each().await {
        let target = Target::connect(db.url(), environment(Stage::Production)).await.unwrap();
        let foreign = apply_schema(&target, "CREATE TABLE t (x int); DROP DATABASE x").await;
        assert!(matches!(foreign, Err(CreateError::NotDefinition { line: 1, .. })), "{db}");
        assert!(target.read().await.unwrap().schema.tables.is_empty(), "{db}");
        apply_schema(&target, &ddl(db.family())).await.unwrap_or_else(|e| panic!("{db}: {e}"));
        let tables = target.read().await.unwrap().schema.tables;
        assert_eq!(tables.keys().filter(|t| !is_own_table(t)).count(), 5, "{db}");
        let again = apply_schema(&target, "CREATE TABLE one_more (x int)").await;
        assert!(matches!(again, Err(CreateError::NotEmpty { .. })), "{db}");
        if db.family() != Family::MariaDb {
            let other = match db.family() {
                Family::Sqlite => Database::sqlite().await,
                _ => Database::postgres().await,
            };
            let target = Target::connect(other.url(), environment(Stage::Staging)).await.unwrap();
            let broken = "CREATE TABLE a (x int);\nCREATE TABLE b (y int,);";
            let error = apply_schema(&target, broken).await.unwrap_err();
            assert!(error.to_string().starts_with("line 2: "), "{error}");
            assert!(target.read().await.unwrap().schema.tables.is_empty(), "{db}");
        }
    }
}

#[tokio::test]
async fn a_schema_cut_short_goes_on_where_definitions_commit() {
    let db = Database::mariadb().await;
    let target = Target::connect(db.url(), environment(Stage::Staging)).await.unwrap();
    let broken = "CREATE TABLE a (x int);\nCREATE TABLE b (y int,);\nCREATE INDEX i ON a (x);";
    let error = apply_schema(&target, broken).await.unwrap_err();
    assert!(error.to_string().starts_with("(schema):2: "), "{error}");
    assert!(creation_unfinished(&target).await.unwrap());
    // What is done must stay as it was; the rest may be corrected.
    let other = apply_schema(&target, "CREATE TABLE z (x int);\nCREATE TABLE b (y int);").await;
    assert!(matches!(other, Err(CreateError::Step(MigrateError::Edited { .. }))), "{other:?}");
    let whole = "CREATE TABLE a (x int);\nCREATE TABLE b (y int);\nCREATE INDEX i ON a (x);";
    apply_schema(&target, whole).await.unwrap();
    assert!(!creation_unfinished(&target).await.unwrap());
    // As a kill leaves it between a statement and its record: nothing is made twice.
    let undo = ["DROP INDEX i ON a; DROP TABLE b;", "DROP INDEX i ON a;", ""];
    for (done, undo) in undo.into_iter().enumerate() {
        let books = format!("UPDATE seedbed_migration SET done = {done}, begun = 1");
        db.execute_script(&format!("{undo} {books}")).await;
        apply_schema(&target, whole).await.unwrap_or_else(|e| panic!("{done}: {e}"));
        let schema = target.read().await.unwrap().schema;
        assert_eq!(schema.tables.keys().filter(|t| !is_own_table(t)).count(), 2);
        assert_eq!(schema.table(&crate::fixture::table("a")).unwrap().indexes.len(), 1);
    }
    let full = apply_schema(&target, whole).await;
    assert!(matches!(full, Err(CreateError::NotEmpty { .. })), "{full:?}");
}

#[tokio::test]
async fn a_statement_that_failed_may_be_corrected_and_only_what_was_begun_is_finished() {
    let bed = Bed::new(Database::mariadb().await, Stage::Production).await;
    let broken = "ALTER TABLE strains ADD a int;\nALTER TABLE strains ADD b oops;";
    let folder = Folder::beside(&bed.db, &[("0001.sql", broken)]);
    let policy = Policy::default();
    let green = bed.green().await;
    let full = GuardInput { green: Some(&green), consent: Some(bed.db.name()), ..input(&policy) };
    let clearance = guard::clear_migrations(&bed.target, &full).await.unwrap();
    apply_migrations(&clearance, &folder.0).await.unwrap_err();
    clearance.release().await;
    assert_eq!(unfinished_migrations(&bed.target).await.unwrap(), ["0001.sql"]);

    // No green report can be had in the middle; consent is asked for all the same.
    let refused = guard::clear_unfinished(&bed.target, &input(&policy)).await.unwrap_err();
    assert!(matches!(refused.reasons[..], [guard::Reason::NoConsent { .. }]), "{refused}");
    let consented = GuardInput { consent: Some(bed.db.name()), ..input(&policy) };
    let clearance = guard::clear_unfinished(&bed.target, &consented).await.unwrap();
    let other = apply_migrations(&clearance, &folder.0).await;
    assert!(matches!(other, Err(MigrateError::NotCleared)), "{other:?}");
    folder.write("0001.sql", "ALTER TABLE strains ADD aa int;\nALTER TABLE strains ADD b int;");
    let edited = finish_migrations(&clearance, &folder.0).await;
    assert!(matches!(edited, Err(MigrateError::Edited { .. })), "{edited:?}");
    folder.write("0001.sql", "ALTER TABLE strains ADD a int;\nALTER TABLE strains ADD b int;");
    folder.write("0002.sql", "ALTER TABLE strains ADD c int;");
    let done = finish_migrations(&clearance, &folder.0).await.unwrap();
    assert_eq!(names(&done), [("0001.sql", 1)]);
    clearance.release().await;
    assert_eq!(added(&bed).await, [true, true]);
    assert!(unfinished_migrations(&bed.target).await.unwrap().is_empty());
}
