//! Findings of lint and of migrations, accepted and explained as those of a check are.

use seedbed_testkit::Database;
use serde_json::Value;

use crate::command::{Folder, Said};

/// The id of the finding of a rule.
fn id(said: &Said, rule: &str) -> String {
    let report: Value = serde_json::from_str(&said.out).unwrap_or_else(|e| panic!("{e} {said:?}"));
    let all = report["findings"].as_array().unwrap();
    let found = all.iter().find(|f| f["rule"] == rule);
    found.unwrap_or_else(|| panic!("no {rule} in {report:#}"))["id"].as_str().unwrap().to_owned()
}

const KEYLESS: &str =
    "create table logs (what varchar(80));\ncreate table t (id integer primary key);\n";

const BY_ANN: [&str; 6] = ["--owner", "ann", "--reason", "later", "--expires", "2999-01-01"];

fn code(folder: &Folder, words: &[&str]) -> i32 {
    let said = folder.seedbed(words);
    assert!(said.code < 2, "{said:?}");
    said.code
}

#[test]
fn findings_of_lint_are_accepted_and_dropped_without_a_database() {
    let folder = Folder::new();
    folder.write("schema.sql", KEYLESS);
    folder.write("seedbed.toml", "[check]\nbaseline = \"accepted.toml\"\n");
    let lint = ["lint", "schema.sql", "--dialect", "postgres", "--format", "json"];
    let said = folder.seedbed(&lint);
    assert_eq!(said.code, 1);
    let id = id(&said, "no-primary-key");
    let on = ["baseline", "--lint", "--declared", "schema.sql", "--dialect", "postgres"];
    let said = folder.seedbed(&[&on[..], &[&id[..6]], &BY_ANN].concat());
    assert_eq!(said.code, 0, "{said:?}");
    assert!(said.err.contains(&format!("accepted {id} logs (no-primary-key)")), "{said:?}");
    assert_eq!(code(&folder, &lint), 0);
    let text = folder.read("accepted.toml");
    for line in ["rule = \"no-primary-key\"", "owner = \"ann\"", "expires = \"2999-01-01\""] {
        assert!(text.contains(line), "{text}");
    }
    // Nothing is fixed: nothing is dropped. Then it is.
    let prune = [&on[..], &["--prune"]].concat();
    assert_eq!(folder.seedbed(&prune).code, 0);
    assert_eq!(folder.read("accepted.toml"), text);
    folder.write("schema.sql", &KEYLESS.replace("(what", "(id integer primary key, what"));
    let said = folder.seedbed(&prune);
    assert!(said.err.contains(&format!("dropped {id} logs (no-primary-key)")), "{said:?}");
    assert!(!folder.read("accepted.toml").contains("[[finding]]"));
    // Without an owner, or with an id that is nobody's, nothing is accepted.
    assert_eq!(folder.seedbed(&[&on[..], &["abc"]].concat()).code, 2);
    let said = folder.seedbed(&[&on[..], &["abcdef"], &BY_ANN].concat());
    assert!(said.code == 2 && said.err.contains("see `seedbed lint`"), "{said:?}");
}

#[tokio::test]
async fn one_file_holds_what_check_and_what_lint_found() {
    for database in Database::each().await {
        let folder = Folder::new();
        folder.write("schema.sql", KEYLESS);
        folder.write("seedbed.toml", "[check]\nbaseline = \"accepted.toml\"\n");
        database
            .execute_script(
                "create table logs (what varchar(80), more int);
                 create table t (id integer primary key);",
            )
            .await;
        let sides = ["--declared", "schema.sql", "--live", database.url()];
        let check = [&["check"], &sides[..], &["--format", "json"]].concat();
        let engine = match database.family() {
            seedbed_schema_model::Family::Sqlite => "sqlite",
            seedbed_schema_model::Family::Postgres => "postgres",
            _ => "mariadb",
        };
        let lint = ["lint", "schema.sql", "--dialect", engine, "--format", "json"];
        let extra = id(&folder.seedbed(&check), "extra-column");
        let keyless = id(&folder.seedbed(&lint), "no-primary-key");
        let both = [&["baseline", &extra, &keyless], &sides[..], &BY_ANN].concat();
        let said = folder.seedbed(&both);
        assert_eq!(said.code, 0, "{said:?}");
        assert_eq!((code(&folder, &check), code(&folder, &lint)), (0, 0), "{database}");
        // Explained by the same ids.
        let said = folder.seedbed(&[&["explain", &keyless], &sides[..]].concat());
        assert_eq!(said.code, 0, "{said:?}");
        assert!(said.out.starts_with("no-primary-key at logs"), "{said:?}");
        assert!(said.out.contains("cannot be told apart") && !said.out.contains("normal form"));
        // What is fixed is dropped, each by whoever found it.
        folder.write("schema.sql", &KEYLESS.replace("(what", "(id integer primary key, what"));
        database.execute_script("alter table logs drop column more").await;
        let said = folder.seedbed(&[&["baseline", "--prune"], &sides[..]].concat());
        assert_eq!(said.code, 0, "{said:?}");
        for id in [&extra, &keyless] {
            assert!(said.err.contains(&format!("dropped {id}")), "{said:?}");
        }
    }
}

#[tokio::test]
async fn findings_about_migrations_are_explained_and_accepted() {
    let database = Database::sqlite().await;
    let folder = Folder::new();
    let shops = "create table shops (id integer primary key, name text)";
    folder.write("schema.sql", &format!("{shops};\n"));
    folder.write("migrations/1_shops.sql", &format!("{shops};\n"));
    folder.write("migrations/2_city.sql", "alter table shops add column city text;\n");
    database.execute_script(shops).await;
    database
        .execute_script(
            "create table _sqlx_migrations (version bigint primary key, description text not null, \
             installed_on timestamp, success boolean not null, checksum blob, execution_time bigint);
             insert into _sqlx_migrations values (1, 'shops', null, true, '', 0), \
             (9, 'gone', null, true, '', 0);",
        )
        .await;
    let sides =
        ["--declared", "schema.sql", "--live", database.url(), "--migrations", "migrations"];
    let said = folder.seedbed(&[&["check"], &sides[..], &["--format", "json"]].concat());
    let missing = id(&said, "migration-file-missing");
    let differ = id(&said, "migrations-differ");
    let said = folder.seedbed(&[&["explain", &missing], &sides[..]].concat());
    assert_eq!(said.code, 0, "{said:?}");
    assert!(said.out.starts_with("migration-file-missing at 9"), "{said:?}");
    assert!(said.out.contains("database     recorded in _sqlx_migrations"), "{said:?}");
    let said = folder.seedbed(&[&["explain", &differ], &sides[..]].concat());
    assert_eq!(said.code, 0, "{said:?}");
    assert!(said.out.contains("odd one out  the migrations"), "{said:?}");
    assert!(said.out.contains("(migrations/2_city.sql:1), not applied yet"), "{said:?}");
    folder.write("accepted.toml", "");
    let accept = [&["baseline", &missing, "--file", "accepted.toml"], &sides[..], &BY_ANN].concat();
    assert_eq!(folder.seedbed(&accept).code, 0);
    assert!(folder.read("accepted.toml").contains("migration-file-missing"));
}
