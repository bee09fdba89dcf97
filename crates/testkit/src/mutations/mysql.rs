//! MariaDB's and MySQL's changes.

use seedbed_schema_model::Family;

use super::{Change, Mutation, both, mysql_parts, none, sql};

pub(super) const BASE: &str = "
CREATE TABLE staff (id int NOT NULL, name varchar(40) NOT NULL, PRIMARY KEY (id));
CREATE TABLE clients (
  id int NOT NULL AUTO_INCREMENT,
  email varchar(320) NOT NULL,
  name varchar(80),
  nick varchar(40) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin COMMENT 'what they are called',
  mood enum('low','even','high') NOT NULL DEFAULT 'even',
  marks set('a','b','c'),
  credit decimal(10,2) NOT NULL DEFAULT 0,
  age smallint unsigned,
  made_at datetime(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
  seen_at datetime NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP,
  PRIMARY KEY (id),
  UNIQUE KEY clients_email (email)
) COMMENT 'who buys';
CREATE TABLE strains (
  code varchar(20) NOT NULL,
  region char(2) NOT NULL,
  title varchar(60) NOT NULL,
  PRIMARY KEY (code, region)
);
CREATE TABLE seats (hall int NOT NULL, seat int NOT NULL, PRIMARY KEY (hall, seat));
CREATE TABLE orders (
  id bigint NOT NULL,
  client_id int NOT NULL,
  backup_id int,
  strain_code varchar(20),
  strain_region char(2),
  number int NOT NULL,
  status varchar(20) NOT NULL DEFAULT 'PENDING',
  price decimal(10,2) NOT NULL,
  quantity int NOT NULL DEFAULT 1,
  total decimal(12,2) GENERATED ALWAYS AS (price * quantity) STORED,
  doubled decimal(12,2) GENERATED ALWAYS AS (price * 2) VIRTUAL,
  note text,
  body json,
  flags bit(4),
  digest varbinary(32),
  placed_on date,
  PRIMARY KEY (id),
  KEY orders_by_status (status, placed_on),
  KEY orders_by_note (note(20)),
  FULLTEXT KEY orders_words (note),
  UNIQUE KEY orders_number (client_id, number),
  KEY orders_backup_id (backup_id),
  CONSTRAINT orders_client FOREIGN KEY (client_id) REFERENCES clients (id) ON DELETE CASCADE,
  CONSTRAINT orders_strain FOREIGN KEY (strain_code, strain_region) REFERENCES strains (code, region),
  CONSTRAINT orders_price CHECK (price >= 0)
);
CREATE TABLE events (id int NOT NULL, day int NOT NULL) PARTITION BY HASH (day) PARTITIONS 2;
CREATE VIEW strain_titles AS SELECT title FROM strains WHERE region = 'eu';
";

pub(super) fn all(family: Family) -> Vec<Mutation> {
    let mut all = columns();
    all.extend(mysql_parts::keys());
    all.extend(mysql_parts::foreign_keys());
    all.extend(mysql_parts::indexes());
    all.extend(mysql_parts::checks_tables_and_views());
    all.extend(if family == Family::MariaDb {
        mysql_parts::mariadb()
    } else {
        mysql_parts::mysql()
    });
    all
}

fn columns() -> Vec<Mutation> {
    const DROP: &str = "ALTER TABLE orders DROP COLUMN extra";
    const NICK: &str = "ALTER TABLE clients MODIFY nick varchar(40) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin COMMENT 'what they are called'";
    const MOOD: &str =
        "ALTER TABLE clients MODIFY mood enum('low','even','high') NOT NULL DEFAULT 'even'";
    const MARKS: &str = "ALTER TABLE clients MODIFY marks set('a','b','c')";
    const CREDIT: &str = "ALTER TABLE clients MODIFY credit decimal(10,2) NOT NULL DEFAULT 0";
    const MADE: &str =
        "ALTER TABLE clients MODIFY made_at datetime(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3)";
    const SEEN: &str = "ALTER TABLE clients MODIFY seen_at datetime NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP";
    const STATUS: &str = "ALTER TABLE orders MODIFY status varchar(20) NOT NULL DEFAULT 'PENDING'";
    const TOTAL: &str = "ALTER TABLE orders DROP COLUMN total, ADD COLUMN total decimal(12,2) GENERATED ALWAYS AS (price * quantity) STORED";
    vec![
        sql(
            "column added",
            "ALTER TABLE orders ADD COLUMN extra text",
            DROP,
            "extra-column",
            "orders.extra",
            "missing-column",
        ),
        sql(
            "required column added",
            "ALTER TABLE orders ADD COLUMN extra int NOT NULL",
            DROP,
            "extra-required-column",
            "orders.extra",
            "missing-column",
        ),
        sql(
            "required column with a default added",
            "ALTER TABLE orders ADD COLUMN extra int NOT NULL DEFAULT 0",
            DROP,
            "extra-column",
            "orders.extra",
            "missing-column",
        ),
        sql(
            "column dropped",
            "ALTER TABLE orders DROP COLUMN digest",
            "ALTER TABLE orders ADD COLUMN digest varbinary(32)",
            "missing-column",
            "orders.digest",
            "extra-column",
        ),
        both(
            "column renamed",
            "ALTER TABLE orders RENAME COLUMN digest TO body_digest",
            "ALTER TABLE orders RENAME COLUMN body_digest TO digest",
            "column-renamed",
            "orders.digest",
        ),
        both(
            "indexed column renamed",
            "ALTER TABLE orders RENAME COLUMN note TO remark",
            "ALTER TABLE orders RENAME COLUMN remark TO note",
            "column-renamed",
            "orders.note",
        ),
        both(
            "type wider",
            "ALTER TABLE orders MODIFY number bigint NOT NULL",
            "ALTER TABLE orders MODIFY number int NOT NULL",
            "type-changed",
            "orders.number",
        ),
        both(
            "sign",
            "ALTER TABLE clients MODIFY age smallint",
            "ALTER TABLE clients MODIFY age smallint unsigned",
            "type-changed",
            "clients.age",
        ),
        both(
            "zerofill",
            "ALTER TABLE clients MODIFY age smallint(4) unsigned zerofill",
            "ALTER TABLE clients MODIFY age smallint unsigned",
            "type-changed",
            "clients.age",
        ),
        both(
            "moment for day",
            "ALTER TABLE orders MODIFY placed_on datetime",
            "ALTER TABLE orders MODIFY placed_on date",
            "type-changed",
            "orders.placed_on",
        ),
        both(
            "timestamp for datetime",
            "ALTER TABLE clients MODIFY made_at timestamp(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3)",
            MADE,
            "type-changed",
            "clients.made_at",
        ),
        both(
            "text for json",
            "ALTER TABLE orders MODIFY body longtext",
            "ALTER TABLE orders MODIFY body json",
            "type-changed",
            "orders.body",
        ),
        both(
            "text for an enum",
            "ALTER TABLE clients MODIFY mood varchar(10) NOT NULL DEFAULT 'even'",
            MOOD,
            "type-changed",
            "clients.mood",
        ),
        both(
            "length smaller",
            "ALTER TABLE clients MODIFY email varchar(100) NOT NULL",
            "ALTER TABLE clients MODIFY email varchar(320) NOT NULL",
            "length-changed",
            "clients.email",
        ),
        both(
            "length larger",
            "ALTER TABLE clients MODIFY name varchar(90)",
            "ALTER TABLE clients MODIFY name varchar(80)",
            "length-changed",
            "clients.name",
        ),
        both(
            "size of a text",
            "ALTER TABLE orders MODIFY note mediumtext",
            "ALTER TABLE orders MODIFY note text",
            "length-changed",
            "orders.note",
        ),
        both(
            "length of bytes",
            "ALTER TABLE orders MODIFY digest varbinary(64)",
            "ALTER TABLE orders MODIFY digest varbinary(32)",
            "length-changed",
            "orders.digest",
        ),
        both(
            "precision",
            "ALTER TABLE clients MODIFY credit decimal(12,2) NOT NULL DEFAULT 0",
            CREDIT,
            "length-changed",
            "clients.credit",
        ),
        both(
            "scale",
            "ALTER TABLE clients MODIFY credit decimal(10,4) NOT NULL DEFAULT 0",
            CREDIT,
            "length-changed",
            "clients.credit",
        ),
        both(
            "digits of a second",
            "ALTER TABLE clients MODIFY seen_at datetime(6) NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6)",
            SEEN,
            "length-changed",
            "clients.seen_at",
        ),
        both(
            "bits",
            "ALTER TABLE orders MODIFY flags bit(8)",
            "ALTER TABLE orders MODIFY flags bit(4)",
            "length-changed",
            "orders.flags",
        ),
        sql(
            "enum value missing",
            "ALTER TABLE clients MODIFY mood enum('low','even') NOT NULL DEFAULT 'even'",
            MOOD,
            "enum-value-missing",
            "clients.mood",
            "enum-value-extra",
        ),
        sql(
            "enum value added",
            "ALTER TABLE clients MODIFY mood enum('low','even','high','top') NOT NULL DEFAULT 'even'",
            MOOD,
            "enum-value-extra",
            "clients.mood",
            "enum-value-missing",
        ),
        both(
            "enum order",
            "ALTER TABLE clients MODIFY mood enum('even','low','high') NOT NULL DEFAULT 'even'",
            MOOD,
            "enum-order-changed",
            "clients.mood",
        ),
        both(
            "enum value renamed",
            "ALTER TABLE clients MODIFY mood enum('bad','even','high') NOT NULL DEFAULT 'even'",
            MOOD,
            "enum-value-renamed",
            "clients.mood",
        ),
        sql(
            "set value added",
            "ALTER TABLE clients MODIFY marks set('a','b','c','d')",
            MARKS,
            "enum-value-extra",
            "clients.marks",
            "enum-value-missing",
        ),
        both(
            "set order",
            "ALTER TABLE clients MODIFY marks set('b','a','c')",
            MARKS,
            "enum-order-changed",
            "clients.marks",
        ),
        both(
            "NOT NULL gained",
            "ALTER TABLE clients MODIFY name varchar(80) NOT NULL",
            "ALTER TABLE clients MODIFY name varchar(80)",
            "nullability-changed",
            "clients.name",
        ),
        both(
            "NOT NULL lost",
            "ALTER TABLE orders MODIFY price decimal(10,2)",
            "ALTER TABLE orders MODIFY price decimal(10,2) NOT NULL",
            "nullability-changed",
            "orders.price",
        ),
        both(
            "default added",
            "ALTER TABLE clients MODIFY name varchar(80) DEFAULT 'nobody'",
            "ALTER TABLE clients MODIFY name varchar(80)",
            "default-changed",
            "clients.name",
        ),
        both(
            "default the word NULL",
            "ALTER TABLE clients MODIFY name varchar(80) DEFAULT 'NULL'",
            "ALTER TABLE clients MODIFY name varchar(80)",
            "default-changed",
            "clients.name",
        ),
        both(
            "default dropped",
            "ALTER TABLE orders ALTER COLUMN quantity DROP DEFAULT",
            "ALTER TABLE orders ALTER COLUMN quantity SET DEFAULT 1",
            "default-changed",
            "orders.quantity",
        ),
        both(
            "default of text changed",
            "ALTER TABLE orders ALTER COLUMN status SET DEFAULT 'NEW'",
            STATUS,
            "default-changed",
            "orders.status",
        ),
        both(
            "default of a number changed",
            "ALTER TABLE clients ALTER COLUMN credit SET DEFAULT 0.01",
            CREDIT,
            "default-changed",
            "clients.credit",
        ),
        both(
            "default of an enum changed",
            "ALTER TABLE clients ALTER COLUMN mood SET DEFAULT 'low'",
            MOOD,
            "default-changed",
            "clients.mood",
        ),
        both(
            "ON UPDATE lost",
            "ALTER TABLE clients MODIFY seen_at datetime NULL DEFAULT CURRENT_TIMESTAMP",
            SEEN,
            "on-update-changed",
            "clients.seen_at",
        ),
        both(
            "ON UPDATE gained",
            "ALTER TABLE clients MODIFY made_at datetime(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3) ON UPDATE CURRENT_TIMESTAMP(3)",
            MADE,
            "on-update-changed",
            "clients.made_at",
        ),
        both(
            "generated otherwise",
            "ALTER TABLE orders DROP COLUMN total, ADD COLUMN total decimal(12,2) GENERATED ALWAYS AS (price + quantity) STORED",
            TOTAL,
            "generated-changed",
            "orders.total",
        ),
        both(
            "no longer generated",
            "ALTER TABLE orders MODIFY total decimal(12,2)",
            TOTAL,
            "generated-changed",
            "orders.total",
        ),
        both(
            "stored for virtual",
            "ALTER TABLE orders DROP COLUMN doubled, ADD COLUMN doubled decimal(12,2) GENERATED ALWAYS AS (price * 2) STORED",
            "ALTER TABLE orders DROP COLUMN doubled, ADD COLUMN doubled decimal(12,2) GENERATED ALWAYS AS (price * 2) VIRTUAL",
            "generated-changed",
            "orders.doubled",
        ),
        both(
            "AUTO_INCREMENT dropped",
            "ALTER TABLE seats ENGINE = InnoDB; SET foreign_key_checks = 0; ALTER TABLE clients MODIFY id int NOT NULL; SET foreign_key_checks = 1",
            "SET foreign_key_checks = 0; ALTER TABLE clients MODIFY id int NOT NULL AUTO_INCREMENT; SET foreign_key_checks = 1",
            "identity-changed",
            "clients.id",
        ),
        both(
            "AUTO_INCREMENT gained",
            "ALTER TABLE orders MODIFY id bigint NOT NULL AUTO_INCREMENT",
            "ALTER TABLE orders MODIFY id bigint NOT NULL",
            "identity-changed",
            "orders.id",
        ),
        both(
            "collation changed",
            "ALTER TABLE clients MODIFY nick varchar(40) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci COMMENT 'what they are called'",
            NICK,
            "collation-changed",
            "clients.nick",
        ),
        both(
            "character set changed",
            "ALTER TABLE clients MODIFY nick varchar(40) CHARACTER SET latin1 COLLATE latin1_bin COMMENT 'what they are called'",
            NICK,
            "collation-changed",
            "clients.nick",
        ),
        both(
            "collation added",
            "ALTER TABLE clients MODIFY name varchar(80) COLLATE utf8mb4_bin",
            "ALTER TABLE clients MODIFY name varchar(80)",
            "collation-changed",
            "clients.name",
        ),
        both(
            "comment changed",
            "ALTER TABLE clients MODIFY nick varchar(40) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin COMMENT 'a nickname'",
            NICK,
            "comment-changed",
            "clients.nick",
        ),
        both(
            "comment added",
            "ALTER TABLE clients MODIFY age smallint unsigned COMMENT 'in years'",
            "ALTER TABLE clients MODIFY age smallint unsigned",
            "comment-changed",
            "clients.age",
        ),
        none(
            "columns in another order",
            Change::Sql(
                "ALTER TABLE clients MODIFY name varchar(80) FIRST",
                "ALTER TABLE clients MODIFY name varchar(80) AFTER email",
            ),
        ),
        none(
            "a display width",
            Change::Sql(
                "ALTER TABLE orders MODIFY number int(10) NOT NULL",
                "ALTER TABLE orders MODIFY number int NOT NULL",
            ),
        ),
    ]
}
