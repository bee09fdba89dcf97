//! `lint` through the binary: what it says of schemas with known mistakes, in every dialect.

use serde_json::Value;

use crate::command::{Folder, Said};

const DIALECTS: [&str; 4] = ["sqlite", "postgres", "mysql", "mariadb"];

/// `severity rule place line`, sorted, of the rules asked about.
fn found(said: &Said, about: &[&str]) -> Vec<String> {
    let report: Value =
        serde_json::from_str(&said.out).unwrap_or_else(|e| panic!("{e}\n{}{}", said.out, said.err));
    assert_eq!(report["kind"], "lint");
    let mut all: Vec<_> = report["findings"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|f| about.is_empty() || about.contains(&f["rule"].as_str().unwrap()))
        .map(|f| {
            let at = &f["at"];
            let part = ["column", "index", "constraint"].iter().find_map(|k| at[k].as_str());
            let object = ["table", "type", "view"].iter().find_map(|k| at[k].as_str()).unwrap();
            let line = f["declared_at"].as_str().map_or("-", |l| l.rsplit(':').next().unwrap());
            let part = part.map_or(String::new(), |p| format!(".{p}"));
            let (severity, rule) = (f["severity"].as_str().unwrap(), f["rule"].as_str().unwrap());
            format!("{severity} {rule} {object}{part} {line}")
        })
        .collect();
    all.sort();
    all
}

fn lint(dialect: &str, text: &str) -> Said {
    let folder = Folder::new();
    folder.write("schema.sql", text);
    folder.seedbed(&["lint", "schema.sql", "--dialect", dialect, "--format", "json"])
}

/// Two fields on one column, through a helper whose argument is the column's name: what a code first
/// tool writes for it.
#[test]
fn two_fields_on_one_column() {
    for dialect in DIALECTS {
        let ty = match dialect {
            "mysql" | "mariadb" => "enum('PENDING','PACKED')",
            _ => "varchar(20)",
        };
        let text = format!(
            "create table order_status_history (\n id integer primary key,\n \
             \"fulfillmentStatus\" {ty},\n \"fulfillmentStatus\" {ty} not null,\n \
             changed_at varchar(20)\n);\n\
             create table samples (\n id integer primary key,\n \"sampleLocation\" {ty},\n \
             \"sampleLocation\" {ty},\n \"sampleLocation\" {ty}\n);\n"
        );
        let quote = if dialect.starts_with('m') { "`" } else { "\"" };
        let said = lint(dialect, &text.replace('"', quote));
        assert_eq!(said.code, 1, "{dialect}\n{}", said.err);
        assert_eq!(
            found(&said, &["column-declared-twice"]),
            [
                "high column-declared-twice order_status_history.fulfillmentStatus 4",
                "high column-declared-twice samples.sampleLocation 10",
            ],
            "{dialect}: the third is the same fact as the second"
        );
        assert!(said.out.contains("is NOT NULL here and nullable there"), "{}", said.out);
    }
}

#[test]
fn one_table_in_two_files() {
    for dialect in DIALECTS {
        let folder = Folder::new();
        folder.write(
            "schema/a.sql",
            "create table referral_settings (id integer primary key, rate integer);",
        );
        folder.write(
            "schema/b.sql",
            "create table users (id integer primary key);\n\
             create table referral_settings (id integer primary key, percent integer, client integer);",
        );
        let said = folder.seedbed(&["lint", "schema", "--dialect", dialect, "--format", "json"]);
        assert_eq!(said.code, 1);
        assert_eq!(
            found(&said, &["table-declared-twice"]),
            ["high table-declared-twice referral_settings 2"],
            "{dialect}"
        );
        assert!(said.out.contains("percent is only here"), "{}", said.out);
        assert!(said.out.contains("first at schema/a.sql:1"), "{}", said.out);
    }
}

#[test]
fn names_that_are_too_long() {
    let long = "a_table_with_a_name_that_says_everything_about_what_is_in_it";
    let name = format!("{long}_and_then_some_more_of_it");
    let text = format!(
        "create table t (id integer primary key);\ncreate table {long} (\n id integer primary key,\n \
         t_id integer,\n constraint {name} foreign key (t_id) references t (id),\n \
         foreign key (id) references t (id)\n);\n"
    );
    for dialect in DIALECTS {
        let all = found(&lint(dialect, &text), &["name-too-long"]);
        let cut = &name[..63];
        match dialect {
            "sqlite" => assert!(all.is_empty(), "{all:?}"),
            "postgres" => assert_eq!(
                all,
                [
                    format!("low name-too-long {long}.(id) 6"),
                    format!("medium name-too-long {long}.{cut} 5")
                ]
            ),
            _ => assert_eq!(
                all,
                [
                    format!("high name-too-long {long}.(id) 6"),
                    format!("high name-too-long {long}.{name} 5")
                ]
            ),
        }
    }
}

#[test]
fn names_that_are_taken() {
    let text = "create table a (id integer primary key, s integer, constraint f foreign key (s) references b (id));\n\
                create table b (id integer primary key, s integer, constraint f foreign key (s) references a (id));\n\
                create index idx_status on a (s);\n\
                create index idx_status on b (s);\n";
    for dialect in DIALECTS {
        let expected = match dialect {
            "sqlite" | "postgres" => ["high name-collision b.idx_status 4"],
            _ => ["high name-collision b.f 2"],
        };
        assert_eq!(found(&lint(dialect, text), &["name-collision"]), expected, "{dialect}");
    }
}

/// One mistake of each kind, in the words all four engines read.
const MISTAKES: &str = "\
create table clients (id integer primary key, name varchar(80));
create table lines_sold (
  id integer primary key,
  client_id integer,
  unit_price float,
  total varchar(20),
  sale_id integer not null,
  constraint to_sales foreign key (sale_id) references sales (id) on delete set null,
  constraint to_nothing foreign key (client_id) references customers (id)
);
create table sales (id bigint primary key, clientId integer, external_id integer, owner_type varchar(9), owner_id integer);
create table log_entries (what varchar(80));
create table half_keyed (code varchar(9) not null, constraint by_code unique (code));
create index by_client on sales (clientId);
create index by_client_again on sales (clientId);
create index by_client_and_more on sales (clientId, external_id);
create table \"order\" (id integer primary key, total decimal(10,2), price_per_unit decimal(9,2));
";

#[test]
fn one_of_each() {
    for dialect in DIALECTS {
        let quote = if dialect.starts_with('m') { "`" } else { "\"" };
        let all = found(&lint(dialect, &MISTAKES.replace('"', quote)), &[]);
        // PostgreSQL folds what is not quoted.
        let client = if dialect == "postgres" { "clientid" } else { "clientId" };
        let mut expected = vec![
            "high foreign-key-action-impossible lines_sold.to_sales 8".to_owned(),
            "high foreign-key-to-nowhere lines_sold.to_nothing 9".to_owned(),
            "high no-primary-key log_entries 12".to_owned(),
            "low redundant-index sales.by_client 14".to_owned(),
            "low reserved-word order 17".to_owned(),
            "medium duplicate-index sales.by_client_again 15".to_owned(),
            "medium money-in-float lines_sold.unit_price 5".to_owned(),
            format!("medium no-foreign-key sales.{client} 11"),
            "medium no-primary-key half_keyed 13".to_owned(),
            "medium number-in-text lines_sold.total 6".to_owned(),
        ];
        match dialect {
            "sqlite" => {}
            "postgres" => expected.push("medium foreign-key-type lines_sold.sale_id 7".to_owned()),
            _ => expected.push("high foreign-key-type lines_sold.sale_id 7".to_owned()),
        }
        if dialect != "postgres" {
            expected.push("low mixed-naming sales 11".to_owned());
        }
        if dialect == "sqlite" {
            expected.push("medium nullable-key sales.id 11".to_owned());
        }
        if !dialect.starts_with('m') {
            expected.push("medium foreign-key-without-index lines_sold.to_nothing 9".to_owned());
            expected.push("medium foreign-key-without-index lines_sold.to_sales 8".to_owned());
        }
        expected.sort();
        assert_eq!(all, expected, "{dialect}");
    }
}

#[test]
fn enums() {
    let mysql = "create table orders (id int primary key, order_no int, client_no int,\n \
                 `fulfillmentStatus` enum('a','b') default 'c');\n\
                 create table history (id int primary key, order_no int, changed_by int,\n \
                 `fulfillmentStatus` enum('a','b'), kind enum('x','X'));\n";
    for dialect in ["mysql", "mariadb"] {
        assert_eq!(
            found(
                &lint(dialect, mysql),
                &["enum-shared", "enum-value-twice", "default-not-in-enum"]
            ),
            [
                "high default-not-in-enum orders.fulfillmentStatus 2",
                "high enum-value-twice history.kind 4",
                "low enum-shared history.fulfillmentStatus 4",
                "low enum-shared orders.fulfillmentStatus 2",
            ],
            "{dialect}"
        );
    }
    let postgres = "create type status as enum ('a', 'b');\n\
                    create table t (id int primary key, old_status status, new_status status default 'c',\n \
                    a timestamp, b timestamptz);\n";
    assert_eq!(
        found(&lint("postgres", postgres), &[]),
        [
            "high default-not-in-enum t.new_status 2",
            "info enum-shared t 2",
            "low mixed-timestamps t 2",
        ]
    );
}

#[test]
fn findings_are_accepted_ignored_and_gated_as_those_of_a_check() {
    let folder = Folder::new();
    folder.write(
        "schema.sql",
        "create table log_entries (what varchar(80));\ncreate table tmp_x (a int);",
    );
    let lint = ["lint", "schema.sql", "--dialect", "sqlite", "--format", "json"];
    let said = folder.seedbed(&lint);
    assert_eq!((said.code, found(&said, &[]).len()), (1, 2));
    assert_eq!(folder.seedbed(&[&lint[..], &["--fail-on", "critical"]].concat()).code, 0);
    folder.write(
        "seedbed.toml",
        "[schema]\nignore = [\"tmp_*\"]\n[check.severity]\nno-primary-key = \"low\"\n",
    );
    let said = folder.seedbed(&lint);
    assert_eq!(said.code, 0, "{}{}", said.out, said.err);
    assert_eq!(found(&said, &[]), ["low no-primary-key log_entries 1"]);
    folder.write(
        "seedbed.toml",
        "[lint]\nfail_on = \"info\"\n[check]\nbaseline = \"accepted.toml\"\n",
    );
    let report: Value = serde_json::from_str(&folder.seedbed(&lint).out).unwrap();
    let accepted: String = report["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|f| {
            format!(
                "[[finding]]\nid = {}\nrule = {}\nat = \"x\"\nowner = \"ann\"\nreason = \"later\"\nexpires = \"2999-01-01\"\n",
                f["id"], f["rule"]
            )
        })
        .collect();
    folder.write("accepted.toml", &accepted);
    let said = folder.seedbed(&lint);
    assert_eq!(said.code, 0, "{}{}", said.out, said.err);
    let said = folder.seedbed(&["lint", "schema.sql", "--dialect", "sqlite"]);
    insta::assert_snapshot!(dated(&said.out));
    assert_eq!(folder.seedbed(&["lint"]).code, 2);
    assert!(folder.seedbed(&["explain", "no-primary-key"]).out.contains("cannot be told apart"));
}

/// Without the moment.
fn dated(text: &str) -> String {
    let line = text.lines().next().unwrap();
    text.replace(line, line.split(" · ").next().unwrap())
}

#[test]
fn formats_of_findings_are_for_findings() {
    let folder = Folder::new();
    folder.write("schema.sql", "create table log_entries (what varchar(80));");
    let lint = ["lint", "schema.sql", "--dialect", "sqlite", "--format"];
    for (format, begins) in
        [("sarif", "{\n"), ("junit", "<?xml"), ("github", "::error file=schema.sql,line=1,title=")]
    {
        let said = folder.seedbed(&[&lint[..], &[format]].concat());
        assert_eq!(said.code, 1, "{}", said.err);
        assert!(said.out.starts_with(begins), "{}", said.out);
    }
    let said = folder.seedbed(&["snapshot", "schema.sql", "--format", "sarif"]);
    assert_eq!(said.code, 2);
    assert!(said.err.contains("check, diff and lint"), "{}", said.err);
}

/// Real schemas: something to say, and not too much.
#[test]
fn real_schemas_are_read_without_noise() {
    for (engine, high, medium) in [("sqlite", 0, 40), ("postgres", 0, 40), ("mysql", 0, 25)] {
        let file = seedbed_testkit::fixture(format!("examples/terp/schema/{engine}/declared.sql"));
        let file = file.to_str().unwrap();
        let words = ["lint", file, "--dialect", engine, "--format", "json"];
        let all = found(&Folder::new().seedbed(&words), &[]);
        let count = |s: &str| all.iter().filter(|l| l.starts_with(s)).count();
        assert_eq!((count("critical"), count("high")), (0, high), "{all:?}");
        assert!(count("medium") <= medium && count("medium") > 10, "{all:?}");
    }
}
