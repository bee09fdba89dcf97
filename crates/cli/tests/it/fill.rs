//! Filling databases nobody prepared: `seed URL` without a configuration, on three engines.

use seedbed_schema_model::Family;
use seedbed_testkit::Database;

use crate::command::Folder;

const POSTGRES: &str = include_str!("fill/postgres.sql");
const MARIADB: &str = include_str!("fill/mariadb.sql");
const SQLITE: &str = include_str!("fill/sqlite.sql");

fn script(database: &Database) -> &'static str {
    match database.family() {
        Family::Sqlite => SQLITE,
        Family::Postgres => POSTGRES,
        _ => MARIADB,
    }
}

/// What must be 0 of the rows, in plain SQL of all three engines. The engines have checked keys,
/// foreign keys and conditions already; SQLite's foreign keys are asked again below.
const JUDGE: &[(&str, &str)] = &[
    (
        "orphans",
        "select count(*) from order_lines l left join orders o on o.id = l.order_id where o.id is null",
    ),
    (
        "a tenant's order is of a customer of that tenant",
        "select count(*) from orders o where not exists (select 1 from customers c \
         where c.tenant_id = o.tenant_id and c.id = o.customer_id)",
    ),
    ("ends before it starts", "select count(*) from orders where ends_at <= starts_at"),
    ("updated before created", "select count(*) from customers where updated_at < created_at"),
    (
        "ordered before the customer came to be",
        "select count(*) from orders o join customers c \
         on c.tenant_id = o.tenant_id and c.id = o.customer_id where o.created_at < c.created_at",
    ),
    ("not a status", "select count(*) from orders where status not in ('new', 'paid', 'void')"),
    ("a category under itself", "select count(*) from categories where parent_id >= id"),
];

#[tokio::test]
async fn every_table_is_filled_without_a_configuration() {
    for database in Database::each().await {
        let url = database.url();
        database.execute_script(script(&database)).await;
        let folder = Folder::new();
        let said = folder.seedbed(&["seed", url]);
        assert_eq!(said.code, 0, "{url}\n{}{}", said.out, said.err);
        // Named with the reason, and what depends on it too.
        assert!(said.err.contains("not filled: never: "), "{}", said.err);
        assert!(
            said.err.contains("not filled: needs_never: it needs a row of never"),
            "{}",
            said.err
        );
        let skipped = said.err.lines().filter(|l| l.starts_with("not filled"));
        let skipped = skipped.filter(|l| !l.contains("it is a partition")).count();
        assert_eq!(skipped, 2, "{}", said.err);
        let filled = [
            "tenants",
            "customers",
            "orders",
            "order_lines",
            "tags",
            "order_tags",
            "categories",
            "zoo",
            "zoo_more",
            "domains",
            "days",
            "kinds",
        ];
        for table in filled {
            let rows = database.query_text(&format!("select count(*) from {table}")).await;
            assert_eq!(rows, [[Some("100".to_owned())]], "{url} {table}");
        }
        let flags = database.query_text("select count(*) from flags").await;
        assert_eq!(flags, [[Some("2".to_owned())]], "a boolean key has two values");
        for (what, sql) in JUDGE {
            assert_eq!(database.query_text(sql).await, [[Some("0".to_owned())]], "{url} {what}");
        }
        if database.family() == Family::Sqlite {
            let broken = database.query_text("select * from pragma_foreign_key_check").await;
            assert!(broken.is_empty(), "{broken:?}");
        }
        // The application goes on numbering after the last key.
        database
            .execute_script("insert into categories (name) values ('by the application')")
            .await;

        let before = database.query_text("select count(*), sum(id) from orders").await;
        let said = folder.seedbed(&["seed", url]);
        assert_eq!(said.code, 0, "{url}\n{}", said.err);
        assert!(said.err.contains("already seeded"), "{}", said.err);
        assert_eq!(database.query_text("select count(*), sum(id) from orders").await, before);
    }
}

#[tokio::test]
async fn the_same_rows_come_again_and_with_other_threads() {
    let mut tables = Vec::new();
    for threads in ["1", "8"] {
        let database = Database::sqlite().await;
        database.execute_script(SQLITE).await;
        let folder = Folder::new();
        folder.write(
            "seedbed.toml",
            &format!(
                "[env.dev]\nurl = \"{}\"\n[seed]\nseed = 5\ntoday = \"2025-12-11\"\nthreads = {threads}\n\
                 [seed.fill]\nrows = 60\nby_table = {{ tags = 7 }}\n",
                database.url()
            ),
        );
        let said = folder.seedbed(&["seed"]);
        assert_eq!(said.code, 0, "{}{}", said.out, said.err);
        let tags = database.query_text("select count(*) from tags").await;
        assert_eq!(tags, [[Some("7".to_owned())]]);
        tables.push(said.out);
    }
    assert_eq!(tables[0], tables[1]);
}

#[tokio::test]
async fn a_plan_says_what_each_column_holds_and_why() {
    let database = Database::sqlite().await;
    database.execute_script(SQLITE).await;
    let folder = Folder::new();
    let said = folder.seedbed(&["plan", database.url(), "--explain"]);
    assert_eq!(said.code, 0, "{}", said.err);
    for line in [
        "Email (95 %): the name says `email`",
        "reference to customers (100 %): a foreign key to customers",
        "2 rows instead of 100: (flag) is unique and has no more values",
    ] {
        assert!(said.out.contains(line), "{line}\n{}", said.out);
    }
    let rows = database.query_text("select count(*) from customers").await;
    assert_eq!(rows, [[Some("0".to_owned())]], "nothing is written");
}

#[tokio::test]
async fn a_table_that_is_not_there_is_an_error_and_a_pattern_may_have_several_stars() {
    let database = Database::sqlite().await;
    database.execute_script(SQLITE).await;
    let folder = Folder::new();
    let run = |fill: &str| {
        let env = format!("[env.dev]\nurl = \"{}\"\n", database.url());
        folder.write("seedbed.toml", &format!("{env}[seed.fill]\n{fill}\n"));
        folder.seedbed(&["seed"])
    };
    for wrong in ["by_table = { custmers = 3 }", "tables = [\"custmers\"]"] {
        let said = run(wrong);
        assert_eq!(said.code, 3, "{}", said.err);
        assert!(said.err.contains("no table is called `custmers`"), "{}", said.err);
        assert!(said.err.contains("did you mean `customers`?"), "{}", said.err);
    }
    let said = run("tables = [\"t*n*ts\"]");
    assert_eq!(said.code, 0, "{}", said.err);
    let rows = database
        .query_text("select (select count(*) from tenants), (select count(*) from tags)")
        .await;
    assert_eq!(rows, [[Some("100".to_owned()), Some("0".to_owned())]]);
}

/// One schema in types that every engine has.
const PORTABLE: &str = "
create table clients (
  id int not null primary key, name varchar(60) not null, email varchar(80) not null unique,
  city varchar(40), created_at timestamp not null);
create table orders (
  id int not null primary key, client_id int not null, code varchar(12) not null unique,
  status varchar(10) not null check (status in ('new', 'paid', 'void')), total decimal(8,2) not null check (total > 0),
  due_on date not null, foreign key (client_id) references clients (id));
create table order_lines (
  order_id int not null, line int not null, quantity int not null, primary key (order_id, line),
  foreign key (order_id) references orders (id));
create table order_tags (
  order_id int not null, client_id int not null, primary key (order_id, client_id),
  foreign key (order_id) references orders (id), foreign key (client_id) references clients (id));
";

const PORTABLE_ROWS: &[&str] = &[
    "select id, name, email, city, created_at from clients order by id",
    "select id, client_id, code, status, round(total * 100), due_on from orders order by id",
    "select order_id, line, quantity from order_lines order by order_id, line",
    "select order_id, client_id from order_tags order by order_id, client_id",
];

#[tokio::test]
async fn the_rows_are_the_same_on_every_engine() {
    let mut all = Vec::new();
    for database in Database::each().await {
        database.execute_script(PORTABLE).await;
        let said = Folder::new().seedbed(&["seed", database.url()]);
        assert_eq!(said.code, 0, "{}\n{}{}", database.url(), said.out, said.err);
        let mut rows = Vec::new();
        for sql in PORTABLE_ROWS {
            let found = database.query_text(sql).await;
            assert_eq!(found.len(), 100, "{sql}");
            // Each engine has its own way to write a whole number that was a decimal.
            let plain = |cell: Option<String>| cell.map(|c| c.trim_end_matches(".0").to_owned());
            for row in found {
                rows.push(row.into_iter().map(plain).collect::<Vec<_>>());
            }
        }
        all.push(rows);
    }
    assert_eq!(all.len(), 3);
    for (i, row) in all[0].iter().enumerate() {
        assert_eq!((row, row), (&all[1][i], &all[2][i]));
    }
}

#[tokio::test]
async fn the_configuration_says_what_a_column_holds() {
    for database in Database::each().await {
        database.execute_script(PORTABLE).await;
        let folder = Folder::new();
        let env = format!("[env.dev]\nurl = \"{}\"\n", database.url());
        folder.write(
            "seedbed.toml",
            &format!(
                "{env}[seed]\nseed = 5\n[seed.fill]\nrows = 200\nby_table = {{ clients = 30 }}\n\
                 [seed.fill.columns.\"orders.status\"]\nvalues = [\"new\", \"paid\"]\nweights = [1, 9]\n\
                 [seed.fill.columns.\"orders.total\"]\nmin = 10\nmax = 20.5\n\
                 [seed.fill.columns.\"orders.due_on\"]\nmin = 2024-03-01\nmax = \"2024-03-31\"\n\
                 [seed.fill.columns.\"clients.city\"]\nnull = 0.5\nprovider = \"country\"\n\
                 [seed.fill.columns.\"clients.name\"]\ntemplate = \"Client {{row}} of {{city}}\"\n\
                 [seed.fill.columns.\"order_lines.quantity\"]\nconstant = 7\n"
            ),
        );
        let said = folder.seedbed(&["seed"]);
        assert_eq!(said.code, 0, "{}{}", said.out, said.err);
        for (expected, sql) in [
            ("30", "select count(*) from clients"),
            ("30", "select count(*) from clients where name like concat_('Client ', id, ' of %')"),
            ("200", "select count(*) from orders where status in ('new', 'paid')"),
            (
                "1",
                "select case when count(*) between 160 and 195 then 1 else 0 end from orders where status = 'paid'",
            ),
            ("200", "select count(*) from orders where total between 10 and 20.5"),
            (
                "200",
                "select count(*) from orders where due_on between '2024-03-01' and '2024-03-31'",
            ),
            (
                "1",
                "select case when count(*) between 7 and 23 then 1 else 0 end from clients where city is null",
            ),
            ("200", "select count(*) from order_lines where quantity = 7"),
        ] {
            let sql = match database.family() {
                Family::Postgres | Family::Sqlite => {
                    sql.replace("concat_('Client ', id, ' of %')", "'Client ' || id || ' of %'")
                }
                _ => sql.replace("concat_", "concat"),
            };
            let found = database.query_text(&sql).await;
            assert_eq!(found, [[Some(expected.to_owned())]], "{} {sql}", database.url());
        }
        let said = folder.seedbed(&["seed"]);
        assert_eq!(said.code, 0, "{}", said.err);
        assert!(said.err.contains("already seeded"), "{}", said.err);
    }
}

#[tokio::test]
async fn what_cannot_be_done_as_asked_is_said_at_once_and_nothing_is_written() {
    for database in Database::each().await {
        database.execute_script(script(&database)).await;
        let folder = Folder::new();
        let env = format!("[env.dev]\nurl = \"{}\"\n", database.url());
        folder.write(
            "seedbed.toml",
            &format!(
                "{env}[seed.fill]\nby_table = {{ flags = 5, never = 3, needs_never = 1 }}\n\
                 [seed.fill.columns.\"orders.statu\"]\nvalues = [\"new\"]\n\
                 [seed.fill.columns.\"orders.status\"]\nvalues = [\"nwe\"]\n\
                 [seed.fill.columns.\"customers.email\"]\nprovider = \"emial\"\n"
            ),
        );
        for verb in ["plan", "seed"] {
            let said = folder.seedbed(&[verb]);
            assert_eq!(said.code, 4, "{}{}", said.out, said.err);
            for line in [
                "[seed.fill] cannot be done; nothing was written",
                "flags: 2 rows instead of 5: (flag) is unique and has no more values (ask for 2 at most",
                "never: never.c: its checks ask for at least 5 and at most 5 (change one of the checks",
                "needs_never: it needs a row of never, which is empty and not filled",
                "seedbed.toml:5 (orders.statu): orders has no column `statu` (did you mean `status`?)",
                "seedbed.toml:7 (orders.status): `nwe` is not one of the values it may hold (did you mean `new`?)",
                "seedbed.toml:9 (customers.email): no provider is called `emial` (did you mean `email`?)",
            ] {
                assert!(said.err.contains(line), "{line}\n{}", said.err);
            }
        }
        let rows = database.query_text("select count(*) from customers").await;
        assert_eq!(rows, [[Some("0".to_owned())]]);
        // Two ways at once, and a word that is no setting.
        folder.write(
            "seedbed.toml",
            &format!("{env}[seed.fill.columns.\"a.b\"]\nprovider = \"email\"\nconstant = 1\n"),
        );
        let said = folder.seedbed(&["seed"]);
        assert_eq!(said.code, 3, "{}", said.err);
        let line = "seedbed.toml:3 (a.b): provider and constant cannot stand together: leave one";
        assert!(said.err.contains(line), "{}", said.err);
        folder.write(
            "seedbed.toml",
            &format!("{env}[seed.fill.columns.\"a.b\"]\nprovidr = \"email\"\n"),
        );
        let said = folder.seedbed(&["seed"]);
        assert_eq!(said.code, 3, "{}", said.err);
        assert!(said.err.contains("did you mean `provider`?"), "{}", said.err);
    }
}

#[tokio::test]
async fn volumes_are_exact_at_every_scale_and_coverage_knows_them() {
    for database in Database::each().await {
        database.execute_script(PORTABLE).await;
        let folder = Folder::new();
        folder.write(
            "seedbed.toml",
            &format!(
                "[env.dev]\nurl = \"{}\"\n[seed.fill]\nrows = 40\nby_table = {{ clients = 7 }}\n",
                database.url()
            ),
        );
        let said = folder.seedbed(&["coverage"]);
        assert_eq!(said.code, 0, "{}", said.err);
        let line = "to be seeded and empty: clients, order_lines, order_tags, orders";
        assert!(said.out.contains(line), "{}", said.out);
        let said = folder.seedbed(&["seed", "--scale", "0"]);
        assert_eq!(said.code, 2, "{}", said.err);
        let said = folder.seedbed(&["plan", "--size", "small"]);
        assert!(
            said.out.contains("about 4 more") && said.out.contains("about 1 more"),
            "{}",
            said.out
        );
        let said = folder.seedbed(&["seed", "--scale", "10"]);
        assert_eq!(said.code, 0, "{}", said.err);
        let counts = "select (select count(*) from clients), (select count(*) from orders), \
                      (select count(*) from order_lines), (select count(*) from order_tags)";
        let expected = ["70", "400", "400", "400"].map(|n| Some(n.to_owned()));
        assert_eq!(database.query_text(counts).await, [expected]);
        let said = folder.seedbed(&["coverage"]);
        assert!(!said.out.contains("to be seeded and empty"), "{}", said.out);
        // Nobody has to be able to write for this.
        let said = folder.seedbed(&["verify", &database.readonly_url().await]);
        assert_eq!(said.code, 0, "{}{}", said.out, said.err);
    }
}

#[tokio::test]
async fn every_problem_of_every_generator_is_said_in_one_pass() {
    let database = Database::sqlite().await;
    database.execute_script(PORTABLE).await;
    let folder = Folder::new();
    folder.write(
        "seedbed.toml",
        &format!(
            "[env.dev]\nurl = \"{}\"\n[seed.todos]\ntaks = 3\n[seed.comments]\ncount = 3\n[seed.pricng]\n\
             [seed.fill]\nby_table = {{ clientz = 3 }}\n\
             [seed.fill.columns.\"orders.statu\"]\nconstant = \"new\"\n",
            database.url()
        ),
    );
    let said = folder.seedbed(&["seed"]);
    assert_eq!(said.code, 3, "{}", said.err);
    for line in [
        "[seed.todos] has no volume `taks`",
        "comments cannot bind to this schema",
        "[seed.pricng]: there is no such generator",
        "did you mean `pricing`?",
        "no table is called `clientz` (did you mean `clients`?)",
        "orders has no column `statu` (did you mean `status`?)",
    ] {
        assert!(said.err.contains(line), "{line}\n{}", said.err);
    }
    let rows = database.query_text("select count(*) from clients").await;
    assert_eq!(rows, [[Some("0".to_owned())]]);
}
