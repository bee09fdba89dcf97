//! The judge of the SQL reader is the engine: the same text is applied to a real database, read from
//! its catalog, and both readings must have one normal form.

use std::{fs, path::Path};

use seedbed_schema_model::{Dialect, Family, Reading, normal};
use seedbed_schema_source::sql;
use seedbed_testkit::Database;

use crate::read;

/// Applies `file`, and holds the reading of it against the catalog.
async fn judged(database: Database, file: &str) {
    judged_as(database, file, file).await;
}

/// Applies `file`, and holds the reading of `written` against the catalog.
async fn judged_as(database: Database, file: &str, written: &str) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/sql");
    let applied = fs::read_to_string(root.join(file)).unwrap();
    let text = fs::read_to_string(root.join(written)).unwrap();
    if let Err(why) = database.try_script(&applied).await {
        panic!("{file} is not what {database} accepts: {why}");
    }
    let live = read(database.url()).await;
    let mut declared = sql::read_text(live.schema.dialect, written, &text);
    assert_eq!(matter(&declared), Vec::<String>::new(), "{written}");
    if let Some(default) = &live.schema.default_collation {
        declared.schema = declared.schema.relative_to_collation(default);
    }
    assert_same(&declared, &live);
}

/// Compares the two readings object by object, so that a failure shows little more than the cause.
pub(crate) fn assert_same(declared: &Reading, live: &Reading) {
    let (ours, theirs) = (&declared.schema, &live.schema);
    let mut wrong = Vec::new();
    let mut compare = |what: String, ours: Option<String>, theirs: Option<String>| {
        if ours != theirs {
            wrong.push(format!("{what}\n  declared {ours:?}\n  live     {theirs:?}"));
        }
    };
    macro_rules! each {
        ($kind:ident, $form:expr) => {
            let names = ours.$kind.keys().chain(theirs.$kind.keys());
            for name in names.collect::<std::collections::BTreeSet<_>>() {
                let form = |schema: &seedbed_schema_model::Schema| {
                    schema.$kind.get(name).map(|o| $form(schema, o))
                };
                compare(format!("{} {name}", stringify!($kind)), form(ours), form(theirs));
            }
        };
    }
    each!(enums, |_, e| format!("{e:?}"));
    each!(domains, |s, d| format!("{:?}", normal::domain_form(s, d)));
    each!(sequences, |_, s| format!("{s:?}"));
    each!(views, |_, v: &seedbed_schema_model::View| format!("{} {}", v.name, v.materialized));
    each!(types, |s: &seedbed_schema_model::Schema, t| {
        format!("{:?}", normal::custom_type_form(s.dialect, t))
    });
    let keys = ours.routines.keys().chain(theirs.routines.keys());
    for key in keys.collect::<std::collections::BTreeSet<_>>() {
        let form = |s: &seedbed_schema_model::Schema| {
            s.routines.get(key).map(|r| format!("{:?}", normal::routine_form(s, r)))
        };
        compare(format!("routine {key:?}"), form(ours), form(theirs));
    }
    let names = ours.tables.keys().chain(theirs.tables.keys());
    for name in names.collect::<std::collections::BTreeSet<_>>() {
        let form = |s: &seedbed_schema_model::Schema| {
            s.tables.get(name).map(|t| {
                let form = normal::table_form(s, t);
                let mut lines = vec![format!("{:?} {:?}", form.options, form.comment)];
                lines.extend(form.columns.iter().map(|c| format!("{c:?}")));
                lines.push(format!("{:?}", form.primary_key));
                lines.extend(form.uniques.iter().map(|k| format!("{k:?}")));
                lines.extend(form.foreign_keys.iter().map(|k| format!("{k:?}")));
                lines.extend(form.indexes.iter().map(|i| format!("{i:?}")));
                lines.extend(form.checks.iter().map(|c| format!("{c:?}")));
                lines.extend(form.exclusions.iter().map(|e| format!("{e:?}")));
                lines.extend(form.triggers.iter().map(|t| format!("{t:?}")));
                lines
            })
        };
        let (Some(ours), Some(theirs)) = (form(ours), form(theirs)) else {
            compare(format!("table {name}"), form(ours).map(|_| "here".into()), None);
            continue;
        };
        for line in ours.iter().filter(|l| !theirs.contains(l)) {
            compare(format!("table {name}"), Some(line.clone()), None);
        }
        for line in theirs.iter().filter(|l| !ours.contains(l)) {
            compare(format!("table {name}"), None, Some(line.clone()));
        }
    }
    assert!(wrong.is_empty(), "{} differences\n{}", wrong.len(), wrong.join("\n"));
    assert!(!ours.tables.is_empty(), "nothing was compared");
}

fn matter(reading: &Reading) -> Vec<String> {
    let gaps = reading.gaps.iter().filter(|g| g.kind.matters());
    gaps.map(|g| format!("{} {} | {}", g.place, g.what, g.why)).collect()
}

#[tokio::test]
async fn sqlite_reads_a_rich_file_as_its_catalog_does() {
    judged(Database::sqlite().await, "sqlite/rich.sql").await;
}

/// The files `dumped.sql` were written by sqlite3, pg_dump and mariadb-dump from `rich.sql`.
#[tokio::test]
async fn dumps_of_the_engines_own_tools_read_as_what_was_dumped() {
    judged_as(Database::sqlite().await, "sqlite/rich.sql", "sqlite/dumped.sql").await;
    judged_as(Database::postgres().await, "postgres/rich.sql", "postgres/dumped.sql").await;
    judged_as(Database::mariadb().await, "mariadb/rich.sql", "mariadb/dumped.sql").await;
}

#[tokio::test]
async fn sqlite_reads_drizzle_migrations_as_its_catalog_does() {
    judged(Database::sqlite().await, "sqlite/drizzle.sql").await;
}

#[tokio::test]
async fn postgres_reads_a_rich_file_as_its_catalog_does() {
    judged(Database::postgres().await, "postgres/rich.sql").await;
}

#[tokio::test]
async fn postgres_follows_migrations_as_its_catalog_does() {
    judged(Database::postgres().await, "postgres/evolve.sql").await;
}

#[tokio::test]
async fn postgres_blocks_that_look_before_they_define_read_as_the_catalog_says() {
    judged(Database::postgres().await, "postgres/guarded.sql").await;
}

#[tokio::test]
async fn names_are_of_the_schema_that_the_search_path_finds_them_in() {
    for file in ["path", "path_config", "path_both"] {
        judged(Database::postgres().await, &format!("postgres/{file}.sql")).await;
    }
}

#[tokio::test]
async fn what_gets_another_name_is_followed_wherever_it_is_used() {
    for file in ["functions", "types", "sequences", "relations", "schemas"] {
        judged(Database::postgres().await, &format!("postgres/follow_{file}.sql")).await;
    }
}

#[tokio::test]
async fn postgres_spells_routines_triggers_and_domains_in_many_ways() {
    for file in ["literals", "routines", "options", "triggers", "domains", "like"] {
        judged(Database::postgres().await, &format!("postgres/{file}.sql")).await;
    }
}

#[tokio::test]
async fn columns_of_domains_and_case_blind_text_are_known_by_what_they_are_based_on() {
    judged(Database::postgres().await, "postgres/based.sql").await;
}

/// Partitions of PostgreSQL 17 and later share the identity of the whole.
#[tokio::test]
async fn partitions_and_copies_are_numbered_as_the_catalog_says() {
    judged(Database::postgres().await, "postgres/numbered.sql").await;
}

#[tokio::test]
async fn postgres_reads_drizzle_migrations_as_its_catalog_does() {
    judged(Database::postgres().await, "postgres/drizzle.sql").await;
}

#[tokio::test]
async fn mariadb_follows_migrations_as_its_catalog_does() {
    judged(Database::mariadb().await, "mariadb/evolve.sql").await;
}

#[tokio::test]
async fn mariadb_reads_a_rich_file_as_its_catalog_does() {
    judged(Database::mariadb().await, "mariadb/rich.sql").await;
}

#[tokio::test]
async fn odd_spellings_read_as_the_catalog_says_them() {
    judged(Database::postgres().await, "postgres/odds.sql").await;
    judged(Database::mariadb().await, "mariadb/odds.sql").await;
}

#[tokio::test]
async fn a_well_known_example_with_partitions_rules_and_views_is_read_whole() {
    judged(Database::postgres().await, "postgres/pagila.sql").await;
}

#[test]
fn files_that_engines_accept_leave_no_gap_that_matters() {
    let cases = [
        (Family::Sqlite, "sqlite/rich.sql"),
        (Family::Sqlite, "sqlite/drizzle.sql"),
        (Family::Postgres, "postgres/rich.sql"),
        (Family::Postgres, "postgres/pg_dump.sql"),
        (Family::Postgres, "postgres/evolve.sql"),
        (Family::Postgres, "postgres/drizzle.sql"),
        (Family::MariaDb, "mariadb/evolve.sql"),
        (Family::MariaDb, "mariadb/rich.sql"),
        (Family::MariaDb, "mariadb/dump.sql"),
        (Family::MySql, "mysql/mysqldump.sql"),
    ];
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/sql");
    for (family, file) in cases {
        let text = fs::read_to_string(root.join(file)).unwrap();
        let reading = sql::read_text(Dialect::unversioned(family), file, &text);
        assert_eq!(matter(&reading), Vec::<String>::new(), "{file}");
    }
}
