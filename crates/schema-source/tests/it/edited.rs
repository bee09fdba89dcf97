//! A migration's file that was edited after it was applied, by the checksums of four tools.

use std::{fs, path::Path};

use seedbed_drift::{Migrated, Policy, three_way};
use seedbed_schema_model::{Dialect, Family};
use seedbed_schema_source::{
    live::{self, ledger},
    migrations, sql,
};
use seedbed_testkit::Database;
use sha2::{Digest as _, Sha256, Sha384};

const FIRST: &str = "create table shops (id int primary key);\n";
const SECOND: &str = "alter table shops add column city varchar(20);\n";
/// What zlib makes of the line.
const CRC_FIRST: &str = "516945050";
const CRC_SECOND: &str = "1721687990";

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

async fn said(database: &Database, folder: &Path) -> Vec<String> {
    let connection = database.connect().await;
    let found = live::read(&connection, None).await.unwrap();
    let (ledgers, gaps) = ledger::read(&connection, &found.schema).await;
    assert_eq!((gaps, ledgers.len()), (vec![], 1), "{database}");
    connection.close().await.unwrap();
    let dialect: Dialect = found.schema.dialect;
    let declared = sql::read_text(dialect, "declared.sql", &format!("{FIRST}{SECOND}"));
    let files = migrations::list(folder).unwrap();
    let paper = migrations::on_paper(&files, &ledgers, None, &found).unwrap();
    let (history, applied, all, unlisted) =
        (&paper.history, &paper.applied, &paper.all, &paper.unlisted);
    let migrated = Migrated { history, applied, all, unlisted };
    let report = three_way(&declared, &migrated, &found, &Policy::default());
    report.findings().iter().map(|f| format!("{} {}", f.rule, f.at)).collect()
}

/// The bytes of hexadecimal digits as a literal.
fn bytes(family: Family, hex: &str) -> String {
    match family {
        Family::Postgres => format!("'\\x{hex}'"),
        _ => format!("X'{hex}'"),
    }
}

/// Ledger and its two rows, for the texts of the files.
fn tools(family: Family) -> [(&'static str, String); 3] {
    let blob = if family == Family::Postgres { "bytea" } else { "blob" };
    let sqlx = |n: i32, text: &str| {
        let sum = bytes(family, &hex(&Sha384::digest(text)));
        format!("insert into _sqlx_migrations values ({n}, 'x', '', true, {sum}, 0);")
    };
    let prisma = |n: i32, text: &str, name: &str| {
        let sum = hex(&Sha256::digest(text));
        format!(
            "insert into _prisma_migrations values ('{n}', '{sum}', 'x', '{name}', '{n}', null);"
        )
    };
    [
        (
            "sqlx",
            format!(
                "create table _sqlx_migrations (version bigint primary key, description text not \
                 null, installed_on varchar(9), success boolean not null, checksum {blob} not null, \
                 execution_time bigint);{}{}",
                sqlx(1, FIRST),
                sqlx(2, SECOND)
            ),
        ),
        (
            "prisma",
            format!(
                "create table _prisma_migrations (id varchar(36) primary key, checksum varchar(64) \
                 not null, finished_at varchar(9), migration_name varchar(255), started_at \
                 varchar(9), rolled_back_at varchar(9));{}{}",
                prisma(1, FIRST, "1_first"),
                prisma(2, SECOND, "2_second")
            ),
        ),
        (
            "flyway",
            "create table flyway_schema_history (installed_rank int primary key, version \
             varchar(50), description varchar(200), type varchar(20), script varchar(99), checksum \
             int, installed_by varchar(9), installed_on varchar(9), execution_time int, success \
             boolean);\
             insert into flyway_schema_history values (1, '1', 'x', 'SQL', '1_first.sql', FIRST, 'x', 'x', 0, true);\
             insert into flyway_schema_history values (2, '2', 'x', 'SQL', '2_second.sql', SECOND, 'x', 'x', 0, true);"
                .to_owned(),
        ),
    ]
}

#[tokio::test]
async fn a_file_that_is_not_what_was_applied_is_named() {
    for family in [Family::Sqlite, Family::Postgres, Family::MariaDb] {
        for (tool, ledger) in tools(family) {
            let database = match family {
                Family::Sqlite => Database::sqlite().await,
                Family::Postgres => Database::postgres().await,
                _ => Database::mariadb().await,
            };
            let ledger = ledger.replace("FIRST", CRC_FIRST).replace("SECOND", CRC_SECOND);
            database.execute_script(&format!("{FIRST}{SECOND}{ledger}")).await;
            let folder = tempfile::tempdir().unwrap();
            let path = |name: &str| folder.path().join(name);
            let (first, second) = match tool {
                "prisma" => {
                    fs::create_dir_all(path("1_first")).unwrap();
                    fs::create_dir_all(path("2_second")).unwrap();
                    (path("1_first/migration.sql"), path("2_second/migration.sql"))
                }
                _ => (path("1_first.sql"), path("2_second.sql")),
            };
            fs::write(&first, FIRST).unwrap();
            fs::write(&second, SECOND).unwrap();
            let none = Vec::<String>::new();
            assert_eq!(said(&database, folder.path()).await, none, "{database} {tool}");
            // Checked out on another system: the same file.
            fs::write(&first, FIRST.replace('\n', "\r\n")).unwrap();
            assert_eq!(said(&database, folder.path()).await, none, "{database} {tool}");
            fs::write(&first, format!("-- mended\n{FIRST}")).unwrap();
            let name = if tool == "prisma" { "1_first" } else { "1_first.sql" };
            let expected = [format!("migration-edited {name} (migration)")];
            assert_eq!(said(&database, folder.path()).await, expected, "{database} {tool}");
            // What was written into it since is missing, and that is this one finding too, beside
            // that the migrations make something that is not declared.
            fs::write(&first, format!("{FIRST}create table more (id int);\n")).unwrap();
            let found = said(&database, folder.path()).await;
            assert!(found.contains(&expected[0]), "{database} {tool} {found:?}");
            assert!(
                !found.iter().any(|f| f.contains("half-applied")),
                "{database} {tool} {found:?}"
            );
        }
    }
}
