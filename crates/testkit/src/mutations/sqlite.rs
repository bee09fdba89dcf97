//! SQLite's changes: most are of the text a database is made from, because SQLite alters little.

use super::{Change, Mutation, none, sql, text};

pub(super) const BASE: &str = "
CREATE TABLE staff (id integer PRIMARY KEY, name text NOT NULL);
CREATE TABLE clients (
  id integer PRIMARY KEY AUTOINCREMENT,
  email varchar(320) NOT NULL CONSTRAINT clients_email UNIQUE,
  name text,
  nick varchar(40) COLLATE NOCASE,
  mood text NOT NULL DEFAULT 'even' CONSTRAINT clients_mood CHECK (mood IN ('low', 'even', 'high')),
  credit decimal(10,2) NOT NULL DEFAULT 0,
  made_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP
);
CREATE TABLE strains (
  code varchar(20) NOT NULL,
  region char(2) NOT NULL,
  title text NOT NULL,
  PRIMARY KEY (code, region)
);
CREATE TABLE seats (hall integer NOT NULL, seat integer NOT NULL, PRIMARY KEY (hall, seat));
CREATE TABLE loose (code text PRIMARY KEY);
CREATE TABLE exact (id integer PRIMARY KEY, body blob CHECK (body <> '')) STRICT;
CREATE TABLE pairs (a text NOT NULL, b text NOT NULL, PRIMARY KEY (a)) WITHOUT ROWID;
CREATE TABLE orders (
  id integer PRIMARY KEY,
  client_id integer NOT NULL,
  backup_id integer,
  strain_code varchar(20),
  strain_region char(2),
  number integer NOT NULL,
  status varchar(20) NOT NULL DEFAULT 'PENDING',
  price decimal(10,2) NOT NULL,
  quantity integer NOT NULL DEFAULT 1,
  total decimal(12,2) GENERATED ALWAYS AS (price * quantity) STORED,
  doubled decimal(12,2) AS (price * 2) VIRTUAL,
  note text,
  rate real,
  body blob,
  placed_on date,
  CONSTRAINT orders_client FOREIGN KEY (client_id) REFERENCES clients (id) ON DELETE CASCADE,
  CONSTRAINT orders_strain FOREIGN KEY (strain_code, strain_region) REFERENCES strains (code, region),
  CONSTRAINT orders_number UNIQUE (client_id, number),
  CONSTRAINT orders_price CHECK (price >= 0)
);
CREATE INDEX orders_by_status ON orders (status, placed_on);
CREATE INDEX orders_open ON orders (placed_on) WHERE status = 'PENDING';
CREATE INDEX orders_lower ON orders (lower(note));
CREATE UNIQUE INDEX orders_once ON orders (number, placed_on);
CREATE UNIQUE INDEX orders_one_open ON orders (backup_id) WHERE status = 'PENDING';
CREATE VIEW strain_titles AS SELECT title FROM strains WHERE region = 'eu';
";

pub(super) fn all() -> Vec<Mutation> {
    let mut all = columns();
    all.extend(keys());
    all.extend(indexes_and_checks());
    all.extend(tables_and_views());
    all
}

const fn same(rule: &'static str) -> (&'static str, &'static str) {
    (rule, rule)
}

fn columns() -> Vec<Mutation> {
    const DROP: &str = "ALTER TABLE orders DROP COLUMN extra";
    vec![
        sql(
            "column added",
            "ALTER TABLE orders ADD COLUMN extra text",
            DROP,
            "extra-column",
            "orders.extra",
            "missing-column",
        ),
        text(
            "required column added",
            "  note text,\n",
            "  note text,\n  extra text NOT NULL,\n",
            ("extra-required-column", "missing-column"),
            "orders.extra",
        ),
        sql(
            "required column with a default added",
            "ALTER TABLE orders ADD COLUMN extra text NOT NULL DEFAULT ''",
            DROP,
            "extra-column",
            "orders.extra",
            "missing-column",
        ),
        sql(
            "generated column added",
            "ALTER TABLE orders ADD COLUMN extra text AS (note || '!')",
            DROP,
            "extra-column",
            "orders.extra",
            "missing-column",
        ),
        sql(
            "column dropped",
            "ALTER TABLE orders DROP COLUMN body",
            "ALTER TABLE orders ADD COLUMN body blob",
            "missing-column",
            "orders.body",
            "extra-column",
        ),
        sql(
            "column renamed",
            "ALTER TABLE orders RENAME COLUMN body TO body_json",
            "ALTER TABLE orders RENAME COLUMN body_json TO body",
            "column-renamed",
            "orders.body",
            "column-renamed",
        ),
        sql(
            "indexed column renamed",
            "ALTER TABLE orders RENAME COLUMN note TO remark",
            "ALTER TABLE orders RENAME COLUMN remark TO note",
            "column-renamed",
            "orders.note",
            "column-renamed",
        ),
        text(
            "type of another affinity",
            "  number integer NOT NULL",
            "  number text NOT NULL",
            same("type-changed"),
            "orders.number",
        ),
        text(
            "real to integer",
            "  rate real",
            "  rate integer",
            same("type-changed"),
            "orders.rate",
        ),
        text("blob to text", "  body blob,", "  body text,", same("type-changed"), "orders.body"),
        text("no type at all", "  rate real", "  rate", same("type-changed"), "orders.rate"),
        text(
            "key of another type",
            "CREATE TABLE staff (id integer PRIMARY KEY",
            "CREATE TABLE staff (id text PRIMARY KEY",
            same("type-changed"),
            "staff.id",
        ),
        text(
            "length smaller",
            "varchar(320)",
            "varchar(100)",
            same("length-changed"),
            "clients.email",
        ),
        text(
            "length given",
            "  name text,",
            "  name varchar(80),",
            same("length-changed"),
            "clients.name",
        ),
        text(
            "precision",
            "credit decimal(10,2)",
            "credit decimal(12,2)",
            same("length-changed"),
            "clients.credit",
        ),
        text(
            "scale",
            "credit decimal(10,2)",
            "credit decimal(10,4)",
            same("length-changed"),
            "clients.credit",
        ),
        text(
            "NOT NULL gained",
            "  name text,",
            "  name text NOT NULL,",
            same("nullability-changed"),
            "clients.name",
        ),
        text(
            "NOT NULL lost",
            "price decimal(10,2) NOT NULL",
            "price decimal(10,2)",
            same("nullability-changed"),
            "orders.price",
        ),
        text(
            "NOT NULL lost in a key",
            "(hall integer NOT NULL, seat",
            "(hall integer, seat",
            same("nullability-changed"),
            "seats.hall",
        ),
        text(
            "default added",
            "  name text,",
            "  name text DEFAULT 'nobody',",
            same("default-changed"),
            "clients.name",
        ),
        text(
            "default dropped",
            "quantity integer NOT NULL DEFAULT 1",
            "quantity integer NOT NULL",
            same("default-changed"),
            "orders.quantity",
        ),
        text(
            "default of text changed",
            "DEFAULT 'PENDING'",
            "DEFAULT 'NEW'",
            same("default-changed"),
            "orders.status",
        ),
        text(
            "default of a number changed",
            "credit decimal(10,2) NOT NULL DEFAULT 0",
            "credit decimal(10,2) NOT NULL DEFAULT 1",
            same("default-changed"),
            "clients.credit",
        ),
        text(
            "another clock",
            "timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP",
            "timestamp NOT NULL DEFAULT CURRENT_DATE",
            same("default-changed"),
            "clients.made_at",
        ),
        text(
            "default an expression",
            "timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP",
            "timestamp NOT NULL DEFAULT (datetime('now', '+1 day'))",
            same("default-changed"),
            "clients.made_at",
        ),
        text(
            "generated otherwise",
            "(price * quantity)",
            "(price + quantity)",
            same("generated-changed"),
            "orders.total",
        ),
        text(
            "no longer generated",
            " GENERATED ALWAYS AS (price * quantity) STORED",
            "",
            same("generated-changed"),
            "orders.total",
        ),
        text(
            "virtual for stored",
            "AS (price * quantity) STORED",
            "AS (price * quantity) VIRTUAL",
            same("generated-changed"),
            "orders.total",
        ),
        text("AUTOINCREMENT dropped", " AUTOINCREMENT", "", same("identity-changed"), "clients.id"),
        text(
            "AUTOINCREMENT gained",
            "CREATE TABLE staff (id integer PRIMARY KEY",
            "CREATE TABLE staff (id integer PRIMARY KEY AUTOINCREMENT",
            same("identity-changed"),
            "staff.id",
        ),
        text(
            "INT for INTEGER in a key",
            "CREATE TABLE staff (id integer PRIMARY KEY",
            "CREATE TABLE staff (id int PRIMARY KEY",
            same("identity-changed"),
            "staff.id",
        ),
        text(
            "collation changed",
            "COLLATE NOCASE",
            "COLLATE RTRIM",
            same("collation-changed"),
            "clients.nick",
        ),
        text("collation dropped", " COLLATE NOCASE", "", same("collation-changed"), "clients.nick"),
        text(
            "collation added",
            "  name text,",
            "  name text COLLATE NOCASE,",
            same("collation-changed"),
            "clients.name",
        ),
        none(
            "columns in another order",
            Change::Text("  note text,\n  rate real,\n", "  rate real,\n  note text,\n"),
        ),
        none(
            "a type of the same affinity",
            Change::Text("  number integer NOT NULL", "  number BIGINT NOT NULL"),
        ),
        none(
            "a default spelled otherwise",
            Change::Text(
                "quantity integer NOT NULL DEFAULT 1",
                "quantity integer NOT NULL DEFAULT (1)",
            ),
        ),
    ]
}

fn keys() -> Vec<Mutation> {
    const AT: &str = "orders (foreign key orders_client)";
    vec![
        text(
            "primary key dropped",
            "seat integer NOT NULL, PRIMARY KEY (hall, seat))",
            "seat integer NOT NULL)",
            ("missing-primary-key", "extra-primary-key"),
            "seats (primary key)",
        ),
        text(
            "rowid key dropped",
            "CREATE TABLE staff (id integer PRIMARY KEY",
            "CREATE TABLE staff (id integer",
            ("missing-primary-key", "extra-primary-key"),
            "staff (primary key)",
        ),
        text(
            "primary key over less",
            "seat integer NOT NULL, PRIMARY KEY (hall, seat))",
            "seat integer NOT NULL, PRIMARY KEY (hall))",
            same("primary-key-changed"),
            "seats (primary key)",
        ),
        text(
            "rowid key over more",
            "CREATE TABLE staff (id integer PRIMARY KEY, name text NOT NULL",
            "CREATE TABLE staff (id integer NOT NULL, name text NOT NULL, PRIMARY KEY (id, name)",
            same("primary-key-changed"),
            "staff (primary key)",
        ),
        text(
            "primary key in another order",
            "PRIMARY KEY (hall, seat)",
            "PRIMARY KEY (seat, hall)",
            same("primary-key-changed"),
            "seats (primary key)",
        ),
        text(
            "unique dropped",
            " CONSTRAINT clients_email UNIQUE",
            "",
            ("missing-unique", "extra-unique"),
            "clients (unique constraint clients_email)",
        ),
        text(
            "unique added",
            "  name text,",
            "  name text CONSTRAINT clients_name UNIQUE,",
            ("extra-unique", "missing-unique"),
            "clients (unique constraint clients_name)",
        ),
        text(
            "unique over less",
            "UNIQUE (client_id, number)",
            "UNIQUE (number)",
            same("unique-changed"),
            "orders (unique constraint orders_number)",
        ),
        text(
            "unique in another order",
            "UNIQUE (client_id, number)",
            "UNIQUE (number, client_id)",
            same("unique-changed"),
            "orders (unique constraint orders_number)",
        ),
        text(
            "unique renamed",
            "CONSTRAINT clients_email UNIQUE",
            "CONSTRAINT one_email UNIQUE",
            same("name-changed"),
            "clients (unique constraint (email))",
        ),
        text(
            "foreign key dropped",
            "  CONSTRAINT orders_client FOREIGN KEY (client_id) REFERENCES clients (id) ON DELETE CASCADE,\n",
            "",
            ("missing-foreign-key", "extra-foreign-key"),
            AT,
        ),
        text(
            "foreign key added",
            "  backup_id integer,",
            "  backup_id integer CONSTRAINT orders_backup REFERENCES clients (id),",
            ("extra-foreign-key", "missing-foreign-key"),
            "orders (foreign key orders_backup)",
        ),
        text(
            "another target",
            "REFERENCES clients (id) ON DELETE",
            "REFERENCES staff (id) ON DELETE",
            same("foreign-key-changed"),
            AT,
        ),
        text(
            "from another column",
            "FOREIGN KEY (client_id) REFERENCES",
            "FOREIGN KEY (backup_id) REFERENCES",
            same("foreign-key-changed"),
            AT,
        ),
        text("ON DELETE", " ON DELETE CASCADE,", ",", same("foreign-key-action-changed"), AT),
        text(
            "ON UPDATE",
            " ON DELETE CASCADE,",
            " ON DELETE CASCADE ON UPDATE CASCADE,",
            same("foreign-key-action-changed"),
            AT,
        ),
        text(
            "ON DELETE RESTRICT for NO ACTION",
            "REFERENCES strains (code, region)",
            "REFERENCES strains (code, region) ON DELETE RESTRICT",
            same("foreign-key-action-changed"),
            "orders (foreign key orders_strain)",
        ),
        text(
            "foreign key deferred",
            " ON DELETE CASCADE,",
            " ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,",
            same("foreign-key-changed"),
            AT,
        ),
        text(
            "foreign key renamed",
            "CONSTRAINT orders_client FOREIGN",
            "CONSTRAINT of_client FOREIGN",
            same("name-changed"),
            "orders (foreign key (client_id))",
        ),
        none(
            "the target's key spelled out or not",
            Change::Text("REFERENCES clients (id) ON", "REFERENCES clients ON"),
        ),
    ]
}

fn indexes_and_checks() -> Vec<Mutation> {
    const AT: &str = "orders (index orders_by_status)";
    const CHECK: &str = "orders (check constraint orders_price)";
    vec![
        sql(
            "index dropped",
            "DROP INDEX orders_by_status",
            "CREATE INDEX orders_by_status ON orders (status, placed_on)",
            "missing-index",
            AT,
            "extra-index",
        ),
        sql(
            "index added",
            "CREATE INDEX orders_by_day ON orders (placed_on)",
            "DROP INDEX orders_by_day",
            "extra-index",
            "orders (index orders_by_day)",
            "missing-index",
        ),
        sql(
            "index twice",
            "CREATE INDEX again ON orders (status, placed_on)",
            "DROP INDEX again",
            "extra-index",
            "orders (index again)",
            "missing-index",
        ),
        sql(
            "unique index dropped",
            "DROP INDEX orders_once",
            "CREATE UNIQUE INDEX orders_once ON orders (number, placed_on)",
            "missing-unique",
            "orders (unique constraint orders_once)",
            "extra-unique",
        ),
        sql(
            "partial unique index dropped",
            "DROP INDEX orders_one_open",
            "CREATE UNIQUE INDEX orders_one_open ON orders (backup_id) WHERE status = 'PENDING'",
            "missing-index",
            "orders (index orders_one_open)",
            "extra-index",
        ),
        text(
            "index over more",
            "orders_by_status ON orders (status, placed_on)",
            "orders_by_status ON orders (status, placed_on, number)",
            same("index-changed"),
            AT,
        ),
        text(
            "index in another order",
            "orders_by_status ON orders (status, placed_on)",
            "orders_by_status ON orders (placed_on, status)",
            same("index-changed"),
            AT,
        ),
        text(
            "index descending",
            "orders_by_status ON orders (status, placed_on)",
            "orders_by_status ON orders (status, placed_on DESC)",
            same("index-changed"),
            AT,
        ),
        text(
            "index collation",
            "orders_by_status ON orders (status, placed_on)",
            "orders_by_status ON orders (status COLLATE NOCASE, placed_on)",
            same("index-changed"),
            AT,
        ),
        text(
            "index unique",
            "CREATE INDEX orders_lower",
            "CREATE UNIQUE INDEX orders_lower",
            same("index-changed"),
            "orders (index orders_lower)",
        ),
        text(
            "unique index made plain",
            "CREATE UNIQUE INDEX orders_once",
            "CREATE INDEX orders_once",
            same("unique-changed"),
            "orders (unique constraint orders_once)",
        ),
        text(
            "unnamed check changed",
            "CHECK (body <> '')",
            "CHECK (body <> 'x')",
            same("check-changed"),
            "exact (check constraint (body <> ''))",
        ),
        text(
            "partial index no longer unique",
            "CREATE UNIQUE INDEX orders_one_open",
            "CREATE INDEX orders_one_open",
            same("index-changed"),
            "orders (index orders_one_open)",
        ),
        text(
            "predicate changed",
            "orders (placed_on) WHERE status = 'PENDING'",
            "orders (placed_on) WHERE status = 'PACKED'",
            same("index-changed"),
            "orders (index orders_open)",
        ),
        text(
            "predicate dropped",
            "orders (placed_on) WHERE status = 'PENDING'",
            "orders (placed_on)",
            same("index-changed"),
            "orders (index orders_open)",
        ),
        text(
            "indexed expression",
            "(lower(note))",
            "(upper(note))",
            same("index-changed"),
            "orders (index orders_lower)",
        ),
        text(
            "index renamed",
            "INDEX orders_open",
            "INDEX still_open",
            same("name-changed"),
            "orders (index (placed_on))",
        ),
        none(
            "an index spelled otherwise",
            Change::Text(
                "orders_by_status ON orders (status, placed_on)",
                "orders_by_status ON \"orders\" ([status] ASC, `placed_on`)",
            ),
        ),
        text(
            "check dropped",
            ",\n  CONSTRAINT orders_price CHECK (price >= 0)",
            "",
            ("missing-check", "extra-check"),
            CHECK,
        ),
        text(
            "check added",
            ",\n  CONSTRAINT orders_price",
            ",\n  CONSTRAINT orders_some CHECK (quantity > 0),\n  CONSTRAINT orders_price",
            ("extra-check", "missing-check"),
            "orders (check constraint orders_some)",
        ),
        text(
            "check changed",
            "CHECK (price >= 0)",
            "CHECK (price > 0)",
            same("check-changed"),
            CHECK,
        ),
        text(
            "check renamed",
            "CONSTRAINT orders_price CHECK",
            "CONSTRAINT no_refunds CHECK",
            same("name-changed"),
            "orders (check constraint (price >= 0))",
        ),
        text(
            "list without a value",
            "('low', 'even', 'high')",
            "('low', 'even')",
            same("check-changed"),
            "clients (check constraint clients_mood)",
        ),
        text(
            "list with a value more",
            "('low', 'even', 'high')",
            "('low', 'even', 'high', 'top')",
            same("check-changed"),
            "clients (check constraint clients_mood)",
        ),
        none(
            "a check spelled otherwise",
            Change::Text("CHECK (price >= 0)", "CHECK ((\"price\") >= (0))"),
        ),
    ]
}

fn tables_and_views() -> Vec<Mutation> {
    vec![
        text(
            "table dropped",
            "CREATE TABLE seats (hall integer NOT NULL, seat integer NOT NULL, PRIMARY KEY (hall, seat));\n",
            "",
            ("missing-table", "extra-table"),
            "seats",
        ),
        sql(
            "table added",
            "CREATE TABLE extra (id integer PRIMARY KEY)",
            "DROP TABLE extra",
            "extra-table",
            "extra",
            "missing-table",
        ),
        sql(
            "table renamed",
            "ALTER TABLE clients RENAME TO customers",
            "ALTER TABLE customers RENAME TO clients",
            "table-renamed",
            "clients",
            "table-renamed",
        ),
        text(
            "STRICT dropped",
            "body blob CHECK (body <> '')) STRICT",
            "body blob CHECK (body <> ''))",
            same("table-option-changed"),
            "exact",
        ),
        text(
            "STRICT gained",
            "seat integer NOT NULL, PRIMARY KEY (hall, seat));",
            "seat integer NOT NULL, PRIMARY KEY (hall, seat)) STRICT;",
            same("table-option-changed"),
            "seats",
        ),
        text("WITHOUT ROWID dropped", " WITHOUT ROWID", "", same("table-option-changed"), "pairs"),
        text(
            "WITHOUT ROWID gained by a key that may be null",
            "CREATE TABLE loose (code text PRIMARY KEY);",
            "CREATE TABLE loose (code text PRIMARY KEY) WITHOUT ROWID;",
            same("table-option-changed"),
            "loose",
        ),
        text(
            "WITHOUT ROWID gained",
            "seat integer NOT NULL, PRIMARY KEY (hall, seat));",
            "seat integer NOT NULL, PRIMARY KEY (hall, seat)) WITHOUT ROWID;",
            same("table-option-changed"),
            "seats",
        ),
        text(
            "view dropped",
            "CREATE VIEW strain_titles AS SELECT title FROM strains WHERE region = 'eu';\n",
            "",
            ("missing-view", "extra-view"),
            "strain_titles (view)",
        ),
        sql(
            "view added",
            "CREATE VIEW names AS SELECT name FROM clients",
            "DROP VIEW names",
            "extra-view",
            "names (view)",
            "missing-view",
        ),
        text(
            "view changed",
            "region = 'eu'",
            "region = 'us'",
            same("view-changed"),
            "strain_titles (view)",
        ),
        none(
            "names in other cases",
            Change::Text("CREATE TABLE seats (hall", "CREATE TABLE Seats (HALL"),
        ),
    ]
}
