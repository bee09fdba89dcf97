//! SQLite: families of spellings, each pair twice, from a file and from what another database keeps:
//! what is the same is not named, what differs is one finding.

use std::collections::BTreeMap;

use seedbed_testkit::Database;

use crate::command::Folder;

/// Spellings of a column that are the same.
const SAME_COLUMN: &[(&str, &str)] = &[
    ("int", "INTEGER"),
    ("int", "bigint"),
    ("unsigned big int", "int8"),
    ("varchar(9)", "VARCHAR (9)"),
    ("nchar(5)", "NCHAR( 5 )"),
    ("decimal(10,2)", "DECIMAL(10, 2)"),
    ("double precision", "DOUBLE PRECISION"),
    ("", ""),
    ("integer non null", "integer non"),
    ("boolean default true", "boolean default 1"),
    ("boolean default false", "boolean default 0"),
    ("boolean default TRUE", "boolean default (1)"),
    ("text default \"y\"", "text default 'y'"),
    ("text default \"it's\"", "text default 'it''s'"),
    ("text default ''", "text default \"\""),
    ("text default null", "text"),
    ("text default (null)", "text"),
    ("int default 1", "int default (1)"),
    ("int default +1", "int default 1"),
    ("int default -1", "int default (-1)"),
    ("int default - 1", "int default -1"),
    ("real default 1e3", "real default 1000.0"),
    ("real default .5", "real default 0.5"),
    ("int default 0x10", "int default 16"),
    ("blob default x'ab'", "blob default X'AB'"),
    ("text default current_timestamp", "text default CURRENT_TIMESTAMP"),
    ("text default current_date", "text default (CURRENT_DATE)"),
    ("text default (datetime('now'))", "text default (DATETIME( 'now' ))"),
    ("text default (lower('A' || 'b'))", "text default (LOWER('A'||'b'))"),
    ("int default 5 not null", "int not null default 5"),
    ("int null", "int"),
    ("int /* x */ not -- y\n null", "int not null"),
    ("text collate nocase", "text COLLATE NOCASE"),
    ("text collate \"nocase\"", "text collate [NoCase]"),
    ("text collate binary", "text"),
    ("int check (c > 0)", "int check ((c > 0))"),
    ("int check (c > 0)", "int constraint k check (c>0)"),
    ("int check (\"c\" > 0)", "int check ([c] > 0)"),
    ("text check (c in ('a','b'))", "text check (c in ('a', 'b'))"),
    ("text check (c <> '')", "text check (c != '')"),
    ("int check (c == 1)", "int check (c = 1)"),
    ("text check (c is not null)", "text check (c notnull)"),
    ("text check (c is null or c > 'a')", "text check (c isnull or c > 'a')"),
    ("int check (c between 1 and 3)", "int check (c >= 1 and c <= 3)"),
    ("int check (c not in (1, 2))", "int check (not c in (1,2))"),
    ("text check (length(c) > 2)", "text check (LENGTH( c )>2)"),
    ("text check (c like 'a%')", "text check (c LIKE 'a%')"),
    ("int as (id+1) stored", "int generated always as (id + 1) stored"),
    ("int as (id+1)", "int as ((id+1)) virtual"),
    ("int unique", "int unique on conflict abort"),
    ("int unique", "int constraint u unique"),
    ("int not null on conflict abort", "int not null"),
];

/// Spellings of a column that differ, and the rule that says so.
const OTHER_COLUMN: &[(&str, &str, &str)] = &[
    ("int", "text", "type-changed"),
    ("int", "real", "type-changed"),
    ("numeric", "blob", "type-changed"),
    ("varchar(9)", "varchar(10)", "length-changed"),
    ("decimal(10,2)", "decimal(10,3)", "length-changed"),
    ("int not null", "int", "nullability-changed"),
    ("int default 1", "int default 2", "default-changed"),
    ("int default 1", "int", "default-changed"),
    ("text default '1'", "text default 'x'", "default-changed"),
    ("text default 'a'", "text default 'A'", "default-changed"),
    ("text default ''", "text", "default-changed"),
    ("text default 'current_date'", "text default current_date", "default-changed"),
    ("text default current_date", "text default current_time", "default-changed"),
    ("blob default x'ab'", "blob default x'ac'", "default-changed"),
    ("text collate nocase", "text", "collation-changed"),
    ("text collate nocase", "text collate rtrim", "collation-changed"),
    ("int unique", "int", "missing-unique"),
    ("int", "int unique", "extra-unique"),
    ("int check (c > 0)", "int", "missing-check"),
    ("int", "int check (c > 0)", "extra-check"),
    ("int as (id+1) stored", "int as (id+2) stored", "generated-changed"),
    ("int as (id+1) stored", "int as (id+1) virtual", "generated-changed"),
    ("int as (id+1)", "int", "generated-changed"),
    ("int unique on conflict replace", "int unique", "table-option-changed"),
    ("int unique on conflict replace", "int unique on conflict ignore", "table-option-changed"),
    ("int not null on conflict ignore", "int not null", "table-option-changed"),
];

/// Whole definitions that are the same; `T` is the table.
const SAME: &[(&str, &str)] = &[
    (
        "create table T (id integer primary key, a int)",
        "create table T (id integer, a int, primary key (id))",
    ),
    (
        "create table T (id integer primary key asc)",
        "create table T (id integer constraint p primary key not null)",
    ),
    (
        "create table T (a int, b int, primary key (a, b)) without rowid",
        "create table T (a int not null, b int not null, primary key (a, b)) without rowid",
    ),
    (
        "create table T (id int primary key, a any) strict",
        "create table T (id int not null primary key, a any) strict",
    ),
    (
        "create table T (id integer primary key, p references T_p); create table T_p (id integer primary key)",
        "create table T (id integer primary key, p, foreign key (p) references T_p (id) match simple \
         on delete no action not deferrable); create table T_p (id integer primary key)",
    ),
    (
        "create table T (id integer primary key, p int references T on delete set null)",
        "create table T (id integer primary key, p int references \"T\" (ID) on delete set null)",
    ),
    (
        "create table T (id integer primary key, p int references T deferrable initially deferred)",
        "create table T (id integer primary key, p int, foreign key (p) references T (id) deferrable \
         initially deferred)",
    ),
    (
        "create table T (a int, b int); create index T_i on T (a, b desc)",
        "create table T (a int, b int); create index if not exists main.T_i on T (a asc, b DESC)",
    ),
    (
        "create table T (a text); create index T_i on T (lower(a)) where a is not null",
        "create table T (a text); create index T_i on T (LOWER( a )) where (a NOTNULL)",
    ),
    (
        "create table T (a text collate nocase); create index T_i on T (a)",
        "create table T (a text collate nocase); create index T_i on T (a collate NOCASE)",
    ),
    (
        "create table T (a int, unique (a))",
        "create table T (a int); create unique index T_a on T (a)",
    ),
    (
        "create table [T T'able] (id integer primary key, [a b] int, `c\"d` int, 'e' int, \"Größe\" text)",
        "create table \"T T'able\" (id integer primary key, 'a b' int, \"c\"\"d\" int, [e] int, `Größe` text)",
    ),
    (
        "create table T (ID integer primary key, Name text)",
        "create table t (id integer primary key, name text)",
    ),
    (
        "create table T (id integer primary key, a int, b text default 'x')",
        "create table T (id integer primary key, a int); alter table T add column b text default 'x'",
    ),
    (
        "create table T (id integer primary key, b int check (b > 0)); create index T_i on T (b)",
        "create table T (id integer primary key, a int check (a > 0)); create index T_i on T (a); \
         alter table T rename column a to b",
    ),
    (
        "create table T (id integer primary key, p int references T (id))",
        "create table T_x (id integer primary key, p int references T_x (id)); alter table T_x rename to T",
    ),
    (
        "create table T (id integer primary key, a int)",
        "create table T (id integer primary key, x int, a int); alter table T drop column x",
    ),
    (
        "create table T (id integer primary key, a int, constraint k check (a > 0) unique (a) \
         foreign key (a) references T (id))",
        "create table T (id integer primary key, a int, constraint k check (a > 0), unique (a), \
         foreign key (a) references T (id))",
    ),
    (
        "create table T (c int); create view T_v as select c from T where c > 0",
        "create table T (c int); create view T_v as SELECT c FROM \"T\" WHERE c>0;",
    ),
    (
        "create virtual table T using fts5(a, b, tokenize = 'porter ascii')",
        "create virtual table if not exists T USING fts5(a,b,tokenize='porter ascii')",
    ),
    (
        "create virtual table T using rtree(id, a, b)",
        "create virtual table \"T\" using rtree(id, a, b)",
    ),
    (
        "create table T (a int); create temp table T_temp (a int); create temp view T_tv as select 1",
        "create table T (a int)",
    ),
];

/// Whole definitions that differ, and the rule that says so.
const OTHER: &[(&str, &str, &str)] = &[
    (
        "create table T (id integer primary key autoincrement)",
        "create table T (id integer primary key)",
        "identity-changed",
    ),
    (
        "create table T (id integer primary key)",
        "create table T (id int primary key)",
        "identity-changed",
    ),
    (
        "create table T (id integer primary key)",
        "create table T (id integer primary key desc)",
        "identity-changed",
    ),
    (
        "create table T (id int primary key) strict",
        "create table T (id int primary key)",
        "table-option-changed",
    ),
    (
        "create table T (id int primary key) without rowid",
        "create table T (id int primary key)",
        "table-option-changed",
    ),
    (
        "create table T (a int, primary key (a) on conflict replace)",
        "create table T (a int, primary key (a))",
        "table-option-changed",
    ),
    (
        "create table T (a int, b int, primary key (a, b))",
        "create table T (a int, b int, primary key (b, a))",
        "primary-key-changed",
    ),
    (
        "create table T (id integer primary key, p int references T on delete cascade)",
        "create table T (id integer primary key, p int references T)",
        "foreign-key-action-changed",
    ),
    (
        "create table T (id integer primary key, p int references T deferrable initially deferred)",
        "create table T (id integer primary key, p int references T)",
        "foreign-key-changed",
    ),
    (
        "create table T (a int); create index T_i on T (a) where a > 0",
        "create table T (a int); create index T_i on T (a) where a > 1",
        "index-changed",
    ),
    (
        "create table T (a text); create index T_i on T (lower(a))",
        "create table T (a text); create index T_i on T (upper(a))",
        "index-changed",
    ),
    (
        "create table T (a text); create index T_i on T (a)",
        "create table T (a text); create index T_i on T (a desc)",
        "index-changed",
    ),
    (
        "create table T (a text); create index T_i on T (a)",
        "create table T (a text); create index T_i on T (a collate nocase)",
        "index-changed",
    ),
    (
        "create table T (a text); create index T_i on T (a)",
        "create table T (a text)",
        "missing-index",
    ),
    (
        "create table T (c int); create view T_v as select c from T where c > 0",
        "create table T (c int); create view T_v as select c from T where c > 1",
        "view-changed",
    ),
    (
        "create virtual table T using fts5(a, b)",
        "create virtual table T using fts5(a)",
        "table-option-changed",
    ),
    (
        "create table T (id integer primary key); create virtual table T_f using fts5(a)",
        "create table T (id integer primary key)",
        "missing-table",
    ),
    (
        "create table T (id integer primary key)",
        "create table T_x (id integer primary key, b int)",
        "two",
    ),
];

/// Name, both definitions, and the rules expected.
type Case = (String, String, String, Vec<&'static str>);

/// Every case: its name, both definitions, and the rules expected.
fn cases() -> Vec<Case> {
    let mut all: Vec<(String, String, Vec<&'static str>)> = Vec::new();
    let column = |c: &str| format!("create table T (id integer primary key, c {c})");
    all.extend(SAME_COLUMN.iter().map(|(a, b)| (column(a), column(b), vec![])));
    all.extend(OTHER_COLUMN.iter().map(|(a, b, rule)| (column(a), column(b), vec![*rule])));
    let text = |s: &str| s.to_owned();
    all.extend(SAME.iter().map(|(a, b)| (text(a), text(b), vec![])));
    all.extend(OTHER.iter().map(|(a, b, rule)| {
        let rules = if *rule == "two" { vec!["extra-table", "missing-table"] } else { vec![*rule] };
        (text(a), text(b), rules)
    }));
    let named = |(i, (a, b, rules)): (usize, (String, String, Vec<&'static str>))| {
        let table = format!("t{i:03}");
        // Whole words and prefixes alone: types and keywords hold a T too.
        let put = |s: &str| {
            s.replace(" T_", &format!(" {table}_"))
                .replace(".T_", &format!(".{table}_"))
                .replace(" T ", &format!(" {table} "))
                .replace("\"T\"", &format!("\"{table}\""))
                .replace("[T T'", &format!("[{table} T'"))
                .replace("\"T T'", &format!("\"{table} T'"))
                .replace(" T;", &format!(" {table};"))
                .replace(" T(", &format!(" {table}("))
                .replace(" T)", &format!(" {table})"))
                .replace(" t (", &format!(" {} (", table.to_uppercase()))
        };
        // The last word may be the name.
        let end = |s: String| if s.ends_with(';') { s } else { s + ";" };
        (table.clone(), put(&end(a)), put(&end(b)), rules)
    };
    all.into_iter().enumerate().map(named).collect()
}

fn wrong(json: &str, cases: &[Case]) -> Vec<String> {
    let report: serde_json::Value = serde_json::from_str(json).unwrap();
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for finding in report["findings"].as_array().unwrap() {
        let at = &finding["at"];
        let name = ["table", "view"].iter().find_map(|k| at[*k].as_str()).unwrap();
        let rule = finding["rule"].as_str().unwrap().to_owned();
        if rule != "name-changed" {
            found.entry(name[..4].to_lowercase()).or_default().push(rule);
        }
    }
    let mut wrong = Vec::new();
    for (table, a, b, rules) in cases {
        let mut said = found.remove(table).unwrap_or_default();
        said.sort();
        if said != *rules {
            wrong.push(format!("{a}\n{b}\n  expected {rules:?}, found {said:?}"));
        }
    }
    let gaps = report["gaps"].as_array().unwrap();
    let bad = gaps.iter().filter(|g| g["kind"] == "unparsed" || g["kind"] == "privilege");
    wrong.extend(bad.map(ToString::to_string));
    wrong
}

#[tokio::test]
async fn what_is_the_same_is_not_named_and_what_differs_is_one_finding() {
    let cases = cases();
    let (a, b) = (Database::sqlite().await, Database::sqlite().await);
    let script = |pick: fn(&Case) -> &String| {
        cases.iter().map(|c| format!("{}\n", pick(c))).collect::<String>()
    };
    let (declared, live) = (script(|c| &c.1), script(|c| &c.2));
    // One transaction: a file synced for each table takes seconds.
    a.execute_script(&format!("begin; {declared} commit;")).await;
    b.execute_script(&format!("begin; {live} commit;")).await;
    let folder = Folder::new();
    folder.write("a.sql", &declared).write("b.sql", &live);
    let diff = |a: &str, b: &str, more: &[&str]| {
        let said = folder.seedbed(&[&["diff", a, b, "--format", "json"][..], more].concat());
        assert!(said.code <= 1, "{}", said.err);
        wrong(&said.out, &cases).join("\n")
    };
    assert_eq!(diff("a.sql", b.url(), &[]), "", "file and live");
    assert_eq!(diff("a.sql", b.url(), &["--no-scratch"]), "", "file and live, by the rules alone");
    assert_eq!(diff("a.sql", b.url(), &["--scratch", "sqlite::memory:"]), "", "file by the engine");
    assert_eq!(diff(a.url(), b.url(), &[]), "", "live and live");
    // Recorded: what a snapshot kept.
    assert_eq!(folder.seedbed(&["snapshot", a.url(), "-o", "a.json"]).code, 0);
    assert_eq!(diff("a.json", b.url(), &["--no-scratch"]), "", "snapshot and live");
    // Each side against itself.
    for (file, database) in [("a.sql", &a), ("b.sql", &b)] {
        let said = folder.seedbed(&["diff", file, database.url()]);
        assert_eq!(said.code, 0, "{}{}", said.out, said.err);
        let said =
            folder.seedbed(&["check", "--doctor", "--declared", file, "--live", database.url()]);
        assert_eq!(said.code, 0, "{}{}", said.out, said.err);
    }
}

#[tokio::test]
async fn a_dump_of_virtual_tables_is_read_as_what_it_makes() {
    let database = Database::sqlite().await;
    let honest = "create table notes (id integer primary key, body text);\n\
                  create virtual table search using fts5(body, content='notes');\n\
                  create virtual table place using rtree(id, a, b);\n";
    database.execute_script(honest).await;
    // As the shell writes them: rows of the schema table, and their content as if it were anybody's.
    let dump = "PRAGMA foreign_keys=OFF;\nBEGIN TRANSACTION;\n\
        CREATE TABLE notes (id integer primary key, body text);\n\
        PRAGMA writable_schema=ON;\n\
        INSERT INTO sqlite_schema(type,name,tbl_name,rootpage,sql)VALUES('table','search','search',0,\
        'CREATE VIRTUAL TABLE search using fts5(body, content=''notes'')');\n\
        CREATE TABLE IF NOT EXISTS 'search_data'(id INTEGER PRIMARY KEY, block BLOB);\n\
        INSERT INTO search_data VALUES(1,X'');\n\
        CREATE TABLE IF NOT EXISTS 'search_idx'(segid, term, pgno, PRIMARY KEY(segid, term)) WITHOUT ROWID;\n\
        CREATE TABLE IF NOT EXISTS 'search_docsize'(id INTEGER PRIMARY KEY, sz BLOB);\n\
        CREATE TABLE IF NOT EXISTS 'search_config'(k PRIMARY KEY, v) WITHOUT ROWID;\n\
        INSERT INTO sqlite_schema(type,name,tbl_name,rootpage,sql)VALUES('table','place','place',0,\
        'CREATE VIRTUAL TABLE place using rtree(id, a, b)');\n\
        CREATE TABLE IF NOT EXISTS \"place_rowid\"(rowid INTEGER PRIMARY KEY,nodeno);\n\
        CREATE TABLE IF NOT EXISTS \"place_node\"(nodeno INTEGER PRIMARY KEY,data);\n\
        CREATE TABLE IF NOT EXISTS \"place_parent\"(nodeno INTEGER PRIMARY KEY,parentnode);\n\
        PRAGMA writable_schema=OFF;\nCOMMIT;\n";
    let folder = Folder::new();
    folder.write("dump.sql", dump);
    let said = folder.seedbed(&["diff", "dump.sql", database.url(), "--dialect", "sqlite"]);
    assert_eq!(said.code, 0, "{}{}", said.out, said.err);
    assert!(said.out.contains("3 tables"), "{}", said.out);
}
