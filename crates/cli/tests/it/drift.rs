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

/// Everything a fix can close, on tables that hold rows: a table, columns with and without a
/// default, types, NULLs, defaults, keys, a check, an index. `KEY` is a number that the database
/// gives.
const REPAIRED: &str = "
create table shops (id KEY primary key, name varchar(80) not null default 'shop', unique (name));
create table sales (
  id KEY primary key,
  shop_id integer not null,
  amount numeric(10,2) not null default 0,
  sold_on date,
  note varchar(200),
  state varchar(10) not null default 'open',
  constraint sales_shop foreign key (shop_id) references shops (id) on delete cascade,
  constraint sales_amount check (amount >= 0)
);
create table lines_sold (
  id integer primary key,
  sale_id integer not null,
  constraint lines_sale foreign key (sale_id) references sales (id) on delete cascade
);
create table returns (
  id integer primary key,
  line_id integer,
  constraint returns_line foreign key (line_id) references lines_sold (id)
);
create index sales_by_day on sales (sold_on);
";

const WORN: &str = "
create table shops (id integer not null, name varchar(20));
create table sales (
  id integer not null, shop_id integer, amount integer default 7, sold_on date not null,
  state varchar(5)
);
create table lines_sold (id integer not null, sale_id integer not null);
insert into shops values (1, 'one'), (2, 'two');
insert into sales values (10, 1, 5, '2026-01-01', 'a'), (11, 2, 0, '2026-01-02', 'b');
insert into lines_sold values (100, 10), (101, 11), (102, 11);
";

/// What a rebuild of the tables could lose besides.
const WORN_SQLITE: &str = "
drop table lines_sold;
create unique index sales_id on sales (id);
create table lines_sold (
  id integer not null, sale_id integer not null references sales (id) on delete cascade
);
insert into lines_sold values (100, 10), (101, 11), (102, 11);
create index kept on sales (state);
";

/// Goes with its table when that is made anew.
const TRIGGER_SQLITE: &str = "
create trigger sold after insert on sales begin
  update shops set name = 'sold; ''here'' too' where id = new.shop_id;
end;
";

#[tokio::test]
async fn a_fix_leads_to_zero_and_keeps_every_row() {
    for database in Database::each().await {
        let url = database.url();
        let key = match url.split(':').next() {
            Some("sqlite") => "integer",
            Some("postgres") => "integer generated by default as identity",
            _ => "integer auto_increment",
        };
        let sqlite = url.starts_with("sqlite:");
        database.execute_script(WORN).await;
        if sqlite {
            database.execute_script(WORN_SQLITE).await;
            database.execute_script(TRIGGER_SQLITE).await;
        }
        let folder = Folder::new();
        let trigger = if sqlite { TRIGGER_SQLITE } else { "" };
        folder.write("declared.sql", &format!("{}{trigger}", REPAIRED.replace("KEY", key)));
        let sides = ["--declared", "declared.sql", "--live", url];
        let fix = folder.seedbed(&[&["fix", "--quiet"][..], &sides].concat());
        database.execute_script(&fix.out).await;
        let check = folder.seedbed(&[&["check"][..], &sides].concat());
        assert_eq!(check.code, 0, "{url}\n{}\n{}{}", fix.out, check.out, check.err);
        let again = folder.seedbed(&[&["fix"][..], &sides].concat());
        assert_eq!(again.out.trim(), "", "{url}: a second fix is empty");

        for (sql, expected) in [
            ("select count(*) from shops", "2"),
            ("select sum(amount) from sales", "5"),
            ("select count(*) from sales where note is null", "2"),
            ("select count(*) from lines_sold", "3"),
        ] {
            let found = database.query_text(&format!("select cast(({sql}) as char(9))")).await;
            let found = found[0][0].clone().unwrap();
            assert_eq!(found.trim().trim_end_matches(".00"), expected, "{url}: {sql}");
        }
        // The database gives numbers that no row has.
        database
            .execute_script(
                "insert into sales (shop_id, sold_on) values (2, '2026-01-03');
                 insert into shops (name) values ('three')",
            )
            .await;
        let sum = "select cast((select sum(id) from shops) as char(9))";
        assert_eq!(database.query_text(sum).await[0][0].clone().unwrap().trim(), "6", "{url}");
        if sqlite {
            let sold = database.query_text("select name from shops where id = 2").await;
            assert_eq!(sold[0][0].as_deref(), Some("sold; 'here' too"), "the trigger is there");
            let kept = "select name from sqlite_schema where name in ('kept', 'sold')";
            assert_eq!(database.query_text(kept).await.len(), 2);
        }
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

/// `rule place odd-one-out` of each finding.
fn standings(json: &str) -> Vec<String> {
    let report: serde_json::Value = serde_json::from_str(json).unwrap();
    let text = |v: &serde_json::Value| v.as_str().unwrap_or("–").to_owned();
    let place = |at: &serde_json::Value| {
        let parts = ["migration", "table", "column"];
        parts.iter().filter_map(|p| at[p].as_str()).collect::<Vec<_>>().join(".")
    };
    let findings = report["findings"].as_array().unwrap().iter();
    findings
        .map(|f| {
            let odd = text(&f["three_way"]["odd_one_out"]);
            format!("{} {} {odd}", text(&f["rule"]), place(&f["at"]))
        })
        .collect()
}

#[tokio::test]
async fn check_with_migrations_says_which_two_agree() {
    for database in Database::each().await {
        let url = database.url();
        let folder = Folder::new();
        let create = "create table shops (id integer primary key, name varchar(80) not null";
        let add = "alter table shops add column city varchar(40);\nalter table shops add column zip varchar(9);\n";
        folder.write("migrations/1_shops.sql", &format!("{create});\n"));
        folder.write("migrations/2_city.sql", add);
        folder.write("declared.sql", &format!("{create}, city varchar(40), zip varchar(9));\n"));
        database.execute_script(&format!("{create})")).await;
        let ledger = "create table _sqlx_migrations (version bigint primary key, description text not null, \
            installed_on varchar(30), success boolean not null, checksum varchar(9) not null, execution_time bigint not null)";
        database.execute_script(ledger).await;
        let record =
            |n: i32| format!("insert into _sqlx_migrations values ({n}, 'x', '', true, '', 0)");
        database.execute_script(&record(1)).await;
        let args =
            ["check", "--declared", "declared.sql", "--live", url, "--migrations", "migrations"];
        let json = [&args[..], &["--format", "json"]].concat();
        let said = folder.seedbed(&json);
        assert_eq!(said.code, 1, "{}", said.err);
        let pending = [
            "missing-column shops.city live",
            "missing-column shops.zip live",
            "migration-pending 2_city.sql –",
        ];
        assert_eq!(standings(&said.out), pending, "{url}");
        // Recorded as applied, and half of it is there.
        database.execute_script("alter table shops add column city varchar(40)").await;
        database.execute_script(&record(2)).await;
        let half = ["missing-column shops.zip live", "migration-half-applied 2_city.sql –"];
        assert_eq!(standings(&folder.seedbed(&json).out), half, "{url}");
        let said = folder.seedbed(&args);
        let text = said.out.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(text.contains("ledger _sqlx_migrations · 2 applied"), "{text}");
        assert!(
            text.contains("1 of its statements is there, missing is migrations/2_city.sql:2"),
            "{text}"
        );
        // All there: green, migrations and all.
        database.execute_script("alter table shops add column zip varchar(9)").await;
        let said = folder.seedbed(&args);
        assert_eq!(said.code, 0, "{url}\n{}{}", said.out, said.err);
        // A file nobody applied and nobody needs is Info and blocks nothing.
        folder.write("migrations/3_data.sql", "insert into shops (id, name) values (1, 'a');\n");
        let said = folder.seedbed(&json);
        let data = vec!["migration-pending 3_data.sql –".to_owned()];
        assert_eq!((said.code, standings(&said.out)), (0, data), "{url}");
    }
}
