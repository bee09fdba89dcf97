//! Entities as a declaration, judged by what sea-orm itself makes of them and by schemas written by
//! hand.

mod shop;
mod wrong;

use sea_orm::Schema;
use seedbed_drift::{Policy, Report, compare};
use seedbed_schema_model::{Dialect, Family, OriginKind, TableName, Topic, TypeKind};
use seedbed_schema_source::{Entities, entities, live};
use seedbed_testkit::Database;

use self::shop::{accounts, countries, lines, orders};

fn all() -> Entities {
    entities![accounts::Entity, orders::Entity, lines::Entity, countries::Entity]
}

/// Makes the tables as sea-orm does.
async fn make(database: &Database) {
    let connection = database.connect().await;
    let backend = sea_orm::ConnectionTrait::get_database_backend(&connection);
    let builder = Schema::new(backend).builder();
    let builder = builder.register(countries::Entity).register(accounts::Entity);
    let builder = builder.register(orders::Entity).register(lines::Entity);
    builder.apply(&connection).await.unwrap_or_else(|e| panic!("{database}: {e}"));
    connection.close().await.unwrap();
}

async fn fresh(family: Family) -> Database {
    match family {
        Family::Sqlite => Database::sqlite().await,
        Family::Postgres => Database::postgres().await,
        _ => Database::mariadb().await,
    }
}

async fn compared(entities: &Entities, database: &Database) -> Report {
    let connection = database.connect().await;
    let found = live::read(&connection, None).await.unwrap();
    connection.close().await.unwrap();
    let declared = entities.read(found.schema.dialect).unwrap();
    assert_eq!(declared.gaps, [], "{database}");
    compare(&declared, &found, &Policy::default())
}

fn lines_of(report: &Report) -> Vec<String> {
    report.findings().iter().map(|f| format!("{} {}", f.rule, f.at)).collect()
}

#[tokio::test]
async fn what_sea_orm_makes_of_entities_is_what_they_declare() {
    let mut databases = Vec::from(Database::each().await);
    databases.extend(Database::mysql().await);
    for database in databases {
        make(&database).await;
        let report = compared(&all(), &database).await;
        assert_eq!(lines_of(&report), Vec::<String>::new(), "{database} {:#?}", report.findings());
        assert_eq!(report.summary().tables, 4);
        assert!(report.obstacles().is_empty(), "{database} {:?}", report.obstacles());
    }
}

/// One change in the database, and the one finding it makes.
const MUTATIONS: &[(Family, &str, &str)] = &[
    (Family::Sqlite, "DROP TABLE countries", "missing-table countries"),
    (Family::Sqlite, "CREATE TABLE more (a int)", "extra-table more"),
    (Family::Sqlite, "ALTER TABLE accounts ADD COLUMN b text", "extra-column accounts.b"),
    (Family::Sqlite, "ALTER TABLE accounts DROP COLUMN grade", "missing-column accounts.grade"),
    (
        Family::Sqlite,
        "DROP INDEX \"idx-accounts-active\"",
        "missing-index accounts (index (active))",
    ),
    (
        Family::Sqlite,
        "DROP INDEX \"idx-order-number\"",
        "missing-unique order (unique constraint (select, year))",
    ),
    (Family::Sqlite, "CREATE INDEX more ON accounts (score)", "extra-index accounts (index more)"),
    (
        Family::Postgres,
        "ALTER TABLE accounts ALTER name TYPE varchar(70)",
        "length-changed accounts.name",
    ),
    (Family::Postgres, "ALTER TABLE accounts ALTER level TYPE int", "type-changed accounts.level"),
    (
        Family::Postgres,
        "ALTER TABLE accounts ALTER email DROP NOT NULL",
        "nullability-changed accounts.email",
    ),
    (
        Family::Postgres,
        "ALTER TABLE accounts ALTER motto SET DEFAULT 'x'",
        "default-changed accounts.motto",
    ),
    (
        Family::Postgres,
        "ALTER TABLE accounts ALTER id DROP IDENTITY",
        "identity-changed accounts.id",
    ),
    (
        Family::Postgres,
        "ALTER TYPE account_role ADD VALUE 'guest'",
        "enum-value-extra account_role",
    ),
    (
        Family::Postgres,
        "ALTER TABLE accounts DROP CONSTRAINT accounts_email_key",
        "missing-unique accounts (unique constraint (email))",
    ),
    (
        Family::Postgres,
        "ALTER TABLE \"order\" DROP CONSTRAINT order_sold_by",
        "missing-foreign-key order (foreign key order_sold_by)",
    ),
    (
        Family::Postgres,
        "ALTER TABLE \"order\" RENAME CONSTRAINT order_sold_by TO b",
        "name-changed order (foreign key (seller_id))",
    ),
    (
        Family::Postgres,
        "ALTER TABLE \"order\" DROP CONSTRAINT order_amount_check",
        "missing-check order",
    ),
    (
        Family::Postgres,
        "ALTER TABLE \"Order'Lines\" DROP CONSTRAINT \"pk-Order'Lines\"",
        "missing-primary-key Order'Lines",
    ),
    (
        Family::MariaDb,
        "ALTER TABLE accounts MODIFY name varchar(70) COMMENT 'the user''s own'",
        "length-changed accounts.name",
    ),
    (
        Family::MariaDb,
        "ALTER TABLE accounts MODIFY name varchar(80)",
        "comment-changed accounts.name",
    ),
    (
        Family::MariaDb,
        "ALTER TABLE accounts MODIFY former_role enum('member','vice admin')",
        "enum-value-missing accounts.former_role",
    ),
    (
        Family::MariaDb,
        "ALTER TABLE accounts MODIFY active bool NOT NULL DEFAULT FALSE",
        "default-changed accounts.active",
    ),
    (
        Family::MariaDb,
        "ALTER TABLE `order` DROP KEY `idx-order-number`",
        "missing-unique order (unique constraint (select, year))",
    ),
    (
        Family::MariaDb,
        "ALTER TABLE `order` DROP FOREIGN KEY order_sold_by, DROP KEY order_sold_by",
        "missing-foreign-key order (foreign key order_sold_by)",
    ),
];

async fn mutated(family: Family) {
    let mut wrong = Vec::new();
    for (_, change, expected) in MUTATIONS.iter().filter(|(f, ..)| *f == family) {
        let database = fresh(family).await;
        make(&database).await;
        database.execute_script(change).await;
        let found = lines_of(&compared(&all(), &database).await);
        if found.len() != 1 || !found[0].starts_with(expected) {
            wrong.push(format!("{change}: {found:?}, not {expected}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test]
async fn one_change_in_sqlite_is_one_finding() {
    mutated(Family::Sqlite).await;
}

#[tokio::test]
async fn one_change_in_postgres_is_one_finding() {
    mutated(Family::Postgres).await;
}

#[tokio::test]
async fn one_change_in_mariadb_is_one_finding() {
    mutated(Family::MariaDb).await;
}

/// The same tables as people write them: other names, unique indexes for unique constraints, lengths,
/// serials, and whatever entities have no words for.
const BY_HAND: &[(Family, &str)] = &[
    (
        Family::Sqlite,
        "CREATE TABLE countries (code CHAR(2) NOT NULL PRIMARY KEY, number INTEGER NOT NULL);
         CREATE UNIQUE INDEX country_numbers ON countries (number);
         CREATE TABLE accounts (
           id INTEGER PRIMARY KEY NOT NULL, email TEXT NOT NULL COLLATE NOCASE UNIQUE,
           name VARCHAR(80), role TEXT NOT NULL DEFAULT 'member', former_role TEXT,
           balance DECIMAL(12, 2) NOT NULL DEFAULT 0, active BOOLEAN NOT NULL DEFAULT TRUE,
           created_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP, seen_at DATETIME, born DATE,
           wakes TIME, score DOUBLE NOT NULL DEFAULT -1.5, ratio FLOAT, story TEXT, motto VARCHAR(60) NOT NULL
           DEFAULT 'it''s \"so\"', settings JSON NOT NULL, token BLOB UNIQUE, picture BLOB,
           level SMALLINT NOT NULL DEFAULT 0, grade TINYINT, country CHAR(2) NOT NULL,
           CONSTRAINT sane CHECK (level < 100));
         CREATE INDEX act ON accounts (active);
         CREATE INDEX several ON accounts (active, level);
         CREATE INDEX part ON accounts (lower(email)) WHERE active;
         CREATE TABLE \"order\" (
           id INTEGER PRIMARY KEY NOT NULL,
           buyerId BIGINT NOT NULL REFERENCES accounts ON DELETE CASCADE ON UPDATE RESTRICT,
           seller_id BIGINT REFERENCES accounts (id) ON DELETE SET NULL, year INT NOT NULL,
           \"select\" INT NOT NULL, amount INT NOT NULL CHECK (amount >= 0), replaces INT
           REFERENCES \"order\" DEFERRABLE INITIALLY DEFERRED,
           CONSTRAINT numbers UNIQUE (year, \"select\"));
         CREATE INDEX b ON \"order\" (buyerId);
         CREATE TABLE \"Order'Lines\" (order_id INT NOT NULL REFERENCES \"order\" (id) ON DELETE CASCADE,
           position INT NOT NULL, note TEXT, PRIMARY KEY (order_id, position)) WITHOUT ROWID;
         CREATE VIEW active AS SELECT * FROM accounts WHERE active;
         CREATE TRIGGER t AFTER INSERT ON accounts BEGIN SELECT 1; END;",
    ),
    (
        Family::Postgres,
        "CREATE TYPE account_role AS ENUM ('member', 'vice admin', 'ADMIN');
         CREATE DOMAIN positive AS int CHECK (VALUE > 0);
         CREATE TABLE countries (code char(2) CONSTRAINT c PRIMARY KEY, number int NOT NULL);
         CREATE UNIQUE INDEX country_numbers ON countries (number);
         CREATE TABLE accounts (
           id bigserial PRIMARY KEY, email text COLLATE \"C\" NOT NULL UNIQUE DEFERRABLE,
           name varchar(80), role account_role NOT NULL DEFAULT 'member',
           former_role account_role, balance numeric(12, 2) NOT NULL DEFAULT 0,
           active boolean NOT NULL DEFAULT true, created_at timestamp NOT NULL DEFAULT now(),
           seen_at timestamp, born date, wakes time, score float8 NOT NULL DEFAULT -1.5,
           ratio float4, story text, motto varchar(60) NOT NULL DEFAULT 'it''s \"so\"', settings jsonb NOT NULL,
           token uuid UNIQUE, picture bytea, level int2 NOT NULL DEFAULT 0, grade int2,
           country char(2) NOT NULL, CONSTRAINT sane CHECK (level < 100),
           EXCLUDE USING btree (born WITH =));
         CREATE INDEX act ON accounts (active);
         CREATE INDEX several ON accounts (active, level);
         CREATE INDEX part ON accounts (lower(email)) WHERE active;
         COMMENT ON TABLE accounts IS 'another text';
         COMMENT ON COLUMN accounts.score IS 'of ten';
         CREATE SEQUENCE numbers;
         CREATE TABLE \"order\" (
           id int GENERATED ALWAYS AS IDENTITY (START WITH 1000) PRIMARY KEY,
           \"buyerId\" bigint NOT NULL REFERENCES accounts ON DELETE CASCADE ON UPDATE RESTRICT,
           seller_id bigint CONSTRAINT order_sold_by REFERENCES accounts ON DELETE SET NULL,
           year int NOT NULL, \"select\" int NOT NULL, amount int NOT NULL CHECK (amount >= 0),
           replaces int REFERENCES \"order\" DEFERRABLE,
           CONSTRAINT numbered UNIQUE (year, \"select\"));
         CREATE INDEX b ON \"order\" (\"buyerId\");
         CREATE TABLE \"Order'Lines\" (order_id int NOT NULL REFERENCES \"order\" ON DELETE CASCADE,
           position int NOT NULL, note varchar(500), PRIMARY KEY (order_id, position));
         CREATE VIEW active AS SELECT * FROM accounts WHERE active;
         CREATE FUNCTION one() RETURNS int LANGUAGE sql AS 'SELECT 1';",
    ),
    (
        Family::MariaDb,
        "CREATE TABLE countries (code char(2) PRIMARY KEY, number int NOT NULL UNIQUE)
           ENGINE = Aria COMMENT 'of the world';
         CREATE TABLE accounts (
           id bigint AUTO_INCREMENT PRIMARY KEY, email varchar(190) NOT NULL,
           name varchar(80) COLLATE utf8mb4_bin COMMENT 'the user''s own',
           role enum('member', 'vice admin', 'ADMIN') NOT NULL DEFAULT 'member',
           former_role enum('member', 'vice admin', 'ADMIN'),
           balance decimal(12, 2) NOT NULL DEFAULT 0, active boolean NOT NULL DEFAULT true,
           created_at timestamp NOT NULL DEFAULT now() ON UPDATE now(), seen_at datetime,
           born date COMMENT 'birthday', wakes time, score double NOT NULL DEFAULT -1.5,
           ratio float, story text, motto varchar(60) NOT NULL DEFAULT ('it''s \"so\"'), settings json NOT NULL,
           token binary(16), picture varbinary(2000), level smallint NOT NULL DEFAULT 0, grade tinyint,
           country char(2) NOT NULL, CONSTRAINT sane CHECK (level < 100),
           UNIQUE KEY uq_email (email), UNIQUE KEY uq_token (token), KEY act (active),
           KEY several (active, level), KEY part (motto(10))) COMMENT 'who may log in';
         CREATE TABLE `order` (
           id int AUTO_INCREMENT PRIMARY KEY, buyerId bigint NOT NULL, seller_id bigint,
           year int NOT NULL, `select` int NOT NULL, amount int NOT NULL CHECK (amount >= 0),
           replaces int, UNIQUE KEY numbers (year, `select`), KEY s (seller_id),
           CONSTRAINT bought FOREIGN KEY (buyerId) REFERENCES accounts (id)
             ON DELETE CASCADE ON UPDATE RESTRICT,
           CONSTRAINT order_sold_by FOREIGN KEY (seller_id) REFERENCES accounts (id)
             ON DELETE SET NULL,
           FOREIGN KEY (replaces) REFERENCES `order` (id));
         CREATE TABLE `Order'Lines` (order_id int NOT NULL, position int NOT NULL,
           note varchar(500), PRIMARY KEY (order_id, position),
           FOREIGN KEY (order_id) REFERENCES `order` (id) ON DELETE CASCADE);
         CREATE VIEW active AS SELECT * FROM accounts WHERE active;
         CREATE TRIGGER t BEFORE INSERT ON accounts FOR EACH ROW SET NEW.level = 1;",
    ),
];

#[tokio::test]
async fn what_entities_cannot_say_is_no_drift() {
    let mut wrong = Vec::new();
    for (family, script) in BY_HAND {
        let database = fresh(*family).await;
        database.execute_script(script).await;
        let report = compared(&all(), &database).await;
        let lines = |f: &seedbed_drift::Finding| {
            format!("{} {} {}: {:?} / {:?}", family.label(), f.rule, f.at, f.declared, f.live)
        };
        wrong.extend(report.findings().iter().map(lines));
        let said: Vec<_> = report.silent().iter().map(|s| s.topic).collect();
        assert!(said.contains(&Topic::Names) && said.contains(&Topic::Views), "{said:?}");
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
