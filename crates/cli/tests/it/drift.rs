//! check, diff, snapshot, coverage, fix, baseline on the three engines.

use seedbed_testkit::Database;

use crate::command::Folder;

/// Written in the dialect all three read.
const DECLARED: &str = "
create table shops (id integer primary key, name varchar(80) not null);
create table sales (
  id integer primary key,
  shop_id integer not null,
  amount numeric(10,2) not null default 0,
  sold_on date,
  note varchar(200),
  constraint sales_shop foreign key (shop_id) references shops (id) on delete cascade
);
create index sales_by_day on sales (sold_on);
";

/// The same without a column and the index, with one column that is not declared.
const LIVE: &str = "
create table shops (id integer primary key, name varchar(80) not null);
create table sales (
  id integer primary key,
  shop_id integer not null,
  amount numeric(10,2) not null default 0,
  sold_on date,
  legacy varchar(10),
  constraint sales_shop foreign key (shop_id) references shops (id) on delete cascade
);
";

fn rules(json: &str) -> Vec<String> {
    let report: serde_json::Value = serde_json::from_str(json).unwrap();
    let mut rules: Vec<_> = report["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|f| format!("{} {}", f["severity"].as_str().unwrap(), f["rule"].as_str().unwrap()))
        .collect();
    rules.sort();
    rules
}

#[tokio::test]
async fn an_undrifted_database_is_green_everywhere() {
    for database in Database::each().await {
        database.execute_script(DECLARED).await;
        let folder = Folder::new();
        folder.write("declared.sql", DECLARED);
        let url = database.url();
        let said = folder.seedbed(&["check", "--declared", "declared.sql", "--live", url]);
        assert_eq!(said.code, 0, "{url}\n{}{}", said.out, said.err);
        let said = folder.seedbed(&["diff", url, url]);
        assert_eq!(said.code, 0, "{url}\n{}{}", said.out, said.err);
        let said = folder.seedbed(&["snapshot", url, "-o", "snap.json"]);
        assert_eq!(said.code, 0, "{url}\n{}", said.err);
        let said = folder.seedbed(&["diff", "snap.json", url]);
        assert_eq!(said.code, 0, "{url}\n{}{}", said.out, said.err);
        let said = folder.seedbed(&["diff", "declared.sql", "snap.json"]);
        assert_eq!(said.code, 0, "{url}\n{}{}", said.out, said.err);
    }
}

#[tokio::test]
async fn drift_is_named_gated_accepted_fixed_and_pruned() {
    for database in Database::each().await {
        database.execute_script(LIVE).await;
        let folder = Folder::new();
        folder.write("declared.sql", DECLARED);
        folder.write(
            "seedbed.toml",
            &format!(
                "[schema]\ndeclared = \"declared.sql\"\n[env.live]\nurl = \"{}\"\n\
                 [check]\nbaseline = \"baseline.toml\"\narchive = \"reports\"\n",
                database.url()
            ),
        );
        let url = database.url();
        let said = folder.seedbed(&["check", "--format", "json"]);
        assert_eq!(said.code, 1, "{url}\n{}", said.err);
        assert_eq!(
            rules(&said.out),
            ["critical missing-column", "low extra-column", "medium missing-index"],
            "{url}\n{}",
            said.out
        );
        let archived: Vec<_> = walk(folder.path().join("reports"));
        assert_eq!(archived.len(), 2, "{archived:?}");
        assert!(archived.iter().all(|p| p.contains("-live-check.")), "{archived:?}");

        let accept = ["baseline", "--all", "--owner", "data team", "--reason", "known"];
        let said = folder.seedbed(&[&accept[..], &["--expires", "2999-01-01"]].concat());
        assert_eq!(said.code, 0, "{}", said.err);
        assert_eq!(folder.seedbed(&["check"]).code, 0);
        assert_eq!(folder.seedbed(&["check", "--no-baseline"]).code, 1);

        let said = folder.seedbed(&["fix", "--destructive"]);
        assert_eq!(said.code, 0, "{url}\n{}{}", said.out, said.err);
        database.execute_script(&said.out).await;
        let said = folder.seedbed(&["check", "--no-baseline"]);
        assert_eq!(said.code, 0, "{url}\n{}{}", said.out, said.err);
        assert_eq!(folder.seedbed(&["fix"]).out.trim(), "", "a second fix is empty");

        let said = folder.seedbed(&["baseline", "--prune"]);
        assert_eq!(said.code, 0, "{}", said.err);
        assert!(!folder.read("baseline.toml").contains("[[finding]]"));
    }
}

#[tokio::test]
async fn a_new_finding_fails_although_an_accepted_one_was_fixed() {
    let database = Database::sqlite().await;
    database.execute_script(LIVE).await;
    let folder = Folder::new();
    folder.write("declared.sql", DECLARED);
    let sides = ["--declared", "declared.sql", "--live", database.url()];
    let accept = ["--all", "--owner", "o", "--reason", "r", "--expires", "2999-01-01"];
    let file = ["--file", "b.toml"];
    let said = folder.seedbed(&[&["baseline"][..], &sides, &accept, &file].concat());
    assert_eq!(said.code, 0, "{}", said.err);
    database
        .execute_script(
            "alter table sales add column note varchar(200); alter table shops add column x int",
        )
        .await;
    let check = [&["check", "--baseline", "b.toml", "--format", "json"][..], &sides].concat();
    let said = folder.seedbed(&check);
    assert_eq!(said.code, 1);
    let report: serde_json::Value = serde_json::from_str(&said.out).unwrap();
    assert_eq!(report["summary"]["new"], 1);
    assert_eq!(report["summary"]["stale"], 1);
}

#[tokio::test]
async fn an_empty_database_is_never_clean() {
    for database in Database::each().await {
        let folder = Folder::new();
        folder.write("declared.sql", DECLARED);
        let url = database.url();
        let said = folder.seedbed(&["check", "--declared", "declared.sql", "--live", url]);
        assert_eq!(said.code, 7, "{url}\n{}{}", said.out, said.err);
        assert_eq!(folder.seedbed(&["snapshot", url]).code, 7);
        assert_eq!(folder.seedbed(&["coverage", url]).code, 7);
    }
}

#[tokio::test]
async fn coverage_agrees_with_counting() {
    for database in Database::each().await {
        database.execute_script(DECLARED).await;
        database
            .execute_script(
                "insert into shops (id, name) values (1, 'a'), (2, 'b');
                 insert into sales (id, shop_id) values (1, 1), (2, 1), (3, 2)",
            )
            .await;
        let said = Folder::new().seedbed(&["coverage", database.url(), "--format", "json"]);
        assert_eq!(said.code, 0, "{}", said.err);
        let coverage: serde_json::Value = serde_json::from_str(&said.out).unwrap();
        for table in coverage["rows"].as_array().unwrap() {
            let name = table["table"]["name"].as_str().unwrap();
            let counted =
                database.query_text(&format!("select cast(count(*) as char(9)) from {name}")).await;
            let counted = counted[0][0].clone().unwrap();
            assert_eq!(table["rows"].to_string(), counted.trim(), "{name}");
        }
        assert_eq!(coverage["with_data"], 2);
    }
}

fn walk(folder: std::path::PathBuf) -> Vec<String> {
    crate::command::contents(&folder).into_iter().map(|(path, _)| path).collect()
}
