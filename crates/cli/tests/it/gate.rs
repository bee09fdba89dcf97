//! The gate through the binary, on the three engines: what is ignored, what is judged otherwise,
//! what cannot be judged, and the life of a baseline.

use seedbed_testkit::Database;

use crate::command::Folder;

const DECLARED: &str = "
create table shops (id integer primary key, name varchar(80) not null);
create table sales (id integer primary key, shop_id integer not null, sold_on date);
create index sales_by_day on sales (sold_on);
";

/// The same, with much that is nobody's business.
const LIVE: &str = "
create table shops (id integer primary key, name varchar(80) not null);
create table sales (id integer primary key, shop_id integer not null, sold_on date,
  legacy_code varchar(10), legacy_note varchar(10));
create index sales_by_day on sales (sold_on);
create index sales_by_shop_old on sales (shop_id);
create table tmp_import (a integer);
create view tmp_sales as select id from sales;
create table schema_migrations (version varchar(255) not null primary key);
";

/// Without the breaks of lines.
fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

struct Live {
    folder: Folder,
    url: String,
    _database: Database,
}

impl Live {
    async fn each(live: &str, config: &str) -> Vec<Self> {
        let mut all = Vec::new();
        for database in Database::each().await {
            database.execute_script(live).await;
            let folder = Folder::new();
            folder.write("declared.sql", DECLARED);
            let url = database.url().to_owned();
            let text = format!(
                "[schema]\ndeclared = \"declared.sql\"\nIGNORE\n[env.live]\nurl = \"{url}\"\n{config}"
            );
            folder.write("template.toml", &text);
            folder.write("seedbed.toml", &text.replace("IGNORE", ""));
            all.push(Self { folder, url, _database: database });
        }
        all
    }

    fn ignoring(&self, patterns: &str) {
        let text = self.folder.read("template.toml");
        self.folder.write("seedbed.toml", &text.replace("IGNORE", &format!("ignore = {patterns}")));
    }

    fn places(&self, words: &[&str]) -> (i32, Vec<String>) {
        let said = self.folder.seedbed(&[&["check", "--format", "json"][..], words].concat());
        let report: serde_json::Value = serde_json::from_str(&said.out)
            .unwrap_or_else(|e| panic!("{}: {e}\n{}{}", self.url, said.out, said.err));
        let mut all: Vec<_> = report["findings"]
            .as_array()
            .unwrap()
            .iter()
            .map(|f| {
                let at = &f["at"];
                let part = at.get("column").or_else(|| at.get("index"));
                let object = at.get("table").or_else(|| at.get("view")).unwrap();
                let part = part.map(|p| format!(".{}", p.as_str().unwrap()));
                let severity = f["severity"].as_str().unwrap();
                format!("{severity} {}{}", object.as_str().unwrap(), part.unwrap_or_default())
            })
            .collect();
        all.sort();
        (said.code, all)
    }
}

#[tokio::test]
async fn what_is_ignored_is_what_is_named_and_nothing_more() {
    for live in Live::each(LIVE, "[check]\nfail_on = \"info\"\n").await {
        // The ledger is known by its name and columns, and not listed anywhere.
        let all = [
            "info sales.sales_by_shop_old",
            "info tmp_import",
            "info tmp_sales",
            "low sales.legacy_code",
            "low sales.legacy_note",
        ];
        assert_eq!(live.places(&[]), (1, all.map(String::from).to_vec()), "{}", live.url);
        live.ignoring("[\"table:tmp_*\", \"column:sales.*_code\", \"index:*_old\"]");
        let left = ["info tmp_sales", "low sales.legacy_note"];
        assert_eq!(live.places(&[]), (1, left.map(String::from).to_vec()), "{}", live.url);
        live.ignoring("[\"tmp_*\", \"column:legacy_*\", \"index:sales.*_old\"]");
        assert_eq!(live.places(&[]), (0, Vec::new()), "{}", live.url);
        live.ignoring("[\"tables:tmp_*\", \"colum:legacy_*\"]");
        let said = live.folder.seedbed(&["check"]);
        assert_eq!(said.code, 3);
        assert!(said.err.contains("did you mean `column`?"), "{}", said.err);
    }
}

#[tokio::test]
async fn a_severity_of_ones_own_decides() {
    let config = "[check]\nfail_on = \"high\"\n[check.severity]\nextra-column = \"high\"\n\
                  extra-index = \"ignore\"\nextra-table = \"low\"\n";
    for live in Live::each(LIVE, config).await {
        let expected = [
            "high sales.legacy_code",
            "high sales.legacy_note",
            "info tmp_sales",
            "low tmp_import",
        ];
        assert_eq!(live.places(&[]), (1, expected.map(String::from).to_vec()), "{}", live.url);
        assert_eq!(live.places(&["--fail-on", "critical"]).0, 0);
    }
}

#[tokio::test]
async fn another_database_cannot_be_judged() {
    let other = "create table birds (id integer primary key); create table nests (id integer);";
    for live in Live::each(other, "").await {
        let said = live.folder.seedbed(&["check"]);
        assert_eq!(said.code, 7, "{}\n{}{}", live.url, said.out, said.err);
        assert!(words(&said.out).contains("this looks like another database"), "{}", said.out);
    }
    for live in Live::each(DECLARED, "").await {
        assert_eq!(live.folder.seedbed(&["check"]).code, 0, "{}", live.url);
        let config = live.folder.read("seedbed.toml");
        let engine = if live.url.starts_with("mysql") { "sqlite" } else { "mysql" };
        for (line, said_of_it) in [
            ("database = \"shop_production\"".to_owned(), "shop_production"),
            (format!("engine = \"{engine}\""), "expects"),
        ] {
            live.folder.write("seedbed.toml", &format!("{config}\n{line}\n"));
            let said = live.folder.seedbed(&["check"]);
            assert_eq!(said.code, 7, "{}\n{}{}", live.url, said.out, said.err);
            assert!(words(&said.out).contains(said_of_it), "{}", said.out);
        }
    }
}

#[tokio::test]
async fn a_baseline_goes_by_identity_and_by_date() {
    let config = "[check]\nbaseline = \"accepted.toml\"\n";
    for live in Live::each(LIVE, config).await {
        let url = &live.url;
        let accept = ["baseline", "--all", "--owner", "ann", "--reason", "debt"];
        // Owner, reason and expiry are required.
        assert_eq!(live.folder.seedbed(&accept).code, 2);
        let said = live.folder.seedbed(&[&accept[..], &["--expires", "2999-01-01"]].concat());
        assert_eq!(said.code, 0, "{url}\n{}", said.err);
        assert_eq!(live.folder.seedbed(&["check"]).code, 0, "{url}");

        // One is fixed and another appears: red, and the fixed one is named.
        live._database
            .execute_script(
                "alter table sales drop column legacy_note; \
                 alter table shops add column since date",
            )
            .await;
        let said = live.folder.seedbed(&["check"]);
        assert_eq!(said.code, 1, "{url}\n{}", said.out);
        assert!(said.out.contains("1 baseline entry fixed since"), "{}", said.out);
        assert!(said.out.contains("sales.legacy_note"), "{}", said.out);
        assert!(said.out.contains("shops.since"), "{}", said.out);

        // The new one goes, the rest runs out.
        live._database.execute_script("alter table shops drop column since").await;
        assert_eq!(live.folder.seedbed(&["check"]).code, 0, "{url}");
        let text = live.folder.read("accepted.toml");
        live.folder.write("accepted.toml", &text.replace("2999", "2020"));
        let said = live.folder.seedbed(&["check"]);
        assert_eq!(said.code, 1, "{url}\n{}", said.out);
        assert!(said.out.contains("expired"), "{}", said.out);
        live.folder.write("accepted.toml", &text);

        // Pruning drops what is fixed and nothing else.
        let said = live.folder.seedbed(&["baseline", "--prune"]);
        assert_eq!(said.code, 0, "{}", said.err);
        assert!(said.err.contains("sales.legacy_note"), "{}", said.err);
        let left = live.folder.read("accepted.toml");
        assert_eq!(
            left.matches("[[finding]]").count() + 1,
            text.matches("[[finding]]").count(),
            "{left}"
        );
        assert!(!left.contains("legacy_note") && left.contains("legacy_code"), "{left}");
    }
}

#[tokio::test]
async fn one_report_against_another_and_the_shape_of_terps() {
    for live in Live::each(LIVE, "").await {
        let report = |name: &str| {
            let said = live.folder.seedbed(&["check", "--format", "json"]);
            live.folder.write(name, &said.out);
        };
        report("old.json");
        let terp = live.folder.seedbed(&["check", "--compat", "terp"]);
        assert_eq!(terp.code, 1, "{}", terp.err);
        let issues: serde_json::Value = serde_json::from_str(&terp.out).unwrap();
        assert_eq!(issues["totalIssues"], 2, "{}", terp.out);
        assert_eq!(issues["issuesBySeverity"]["Low"], 2);
        assert_eq!(issues["allIssues"][0]["category"], "Missing", "in the database, not declared");
        live.folder.write("theirs.json", &terp.out);

        assert_eq!(live.folder.seedbed(&["diff", "old.json", "old.json"]).code, 0);
        live._database.execute_script("alter table sales drop column legacy_note").await;
        report("fixed.json");
        let said = live.folder.seedbed(&["diff", "old.json", "fixed.json"]);
        assert_eq!(said.code, 0, "{}\n{}{}", live.url, said.out, said.err);
        assert!(said.out.contains("new (0)") && said.out.contains("fixed (1)"), "{}", said.out);
        live._database.execute_script("alter table shops drop column name").await;
        report("new.json");
        for old in ["fixed.json", "theirs.json"] {
            let said = live.folder.seedbed(&["diff", old, "new.json", "--format", "json"]);
            assert_eq!(said.code, 1, "{}\n{}{}", live.url, said.out, said.err);
            let changes: serde_json::Value = serde_json::from_str(&said.out).unwrap();
            assert_eq!(changes["appeared"].as_array().unwrap().len(), 1, "{old}");
            assert_eq!(changes["appeared"][0]["at"], "shops.name");
        }
    }
}
