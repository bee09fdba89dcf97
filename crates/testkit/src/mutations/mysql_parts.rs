//! MySQL's changes of keys, indexes, checks and whole objects.

use super::{Change, Mutation, both, none, sql};

pub(super) fn keys() -> Vec<Mutation> {
    vec![
        sql(
            "primary key dropped",
            "ALTER TABLE orders DROP PRIMARY KEY",
            "ALTER TABLE orders ADD PRIMARY KEY (id)",
            "missing-primary-key",
            "orders (primary key)",
            "extra-primary-key",
        ),
        both(
            "primary key over more",
            "ALTER TABLE orders DROP PRIMARY KEY, ADD PRIMARY KEY (id, number)",
            "ALTER TABLE orders DROP PRIMARY KEY, ADD PRIMARY KEY (id)",
            "primary-key-changed",
            "orders (primary key)",
        ),
        both(
            "primary key in another order",
            "ALTER TABLE seats DROP PRIMARY KEY, ADD PRIMARY KEY (seat, hall)",
            "ALTER TABLE seats DROP PRIMARY KEY, ADD PRIMARY KEY (hall, seat)",
            "primary-key-changed",
            "seats (primary key)",
        ),
        sql(
            "unique dropped",
            "ALTER TABLE clients DROP KEY clients_email",
            "ALTER TABLE clients ADD UNIQUE KEY clients_email (email)",
            "missing-unique",
            "clients (unique constraint clients_email)",
            "extra-unique",
        ),
        sql(
            "unique added",
            "ALTER TABLE clients ADD UNIQUE KEY clients_nick (nick)",
            "ALTER TABLE clients DROP KEY clients_nick",
            "extra-unique",
            "clients (unique constraint clients_nick)",
            "missing-unique",
        ),
        both(
            "unique over more",
            "ALTER TABLE orders DROP KEY orders_number, ADD UNIQUE KEY orders_number (client_id, number, quantity)",
            "ALTER TABLE orders DROP KEY orders_number, ADD UNIQUE KEY orders_number (client_id, number)",
            "unique-changed",
            "orders (unique constraint orders_number)",
        ),
        both(
            "unique in another order",
            "ALTER TABLE clients DROP KEY clients_email, ADD UNIQUE KEY clients_email (email, age); ALTER TABLE clients DROP KEY clients_email, ADD UNIQUE KEY clients_email (age, email)",
            "ALTER TABLE clients DROP KEY clients_email, ADD UNIQUE KEY clients_email (email)",
            "unique-changed",
            "clients (unique constraint clients_email)",
        ),
        both(
            "unique renamed",
            "ALTER TABLE clients RENAME KEY clients_email TO one_email",
            "ALTER TABLE clients RENAME KEY one_email TO clients_email",
            "name-changed",
            "clients (unique constraint (email))",
        ),
    ]
}

pub(super) fn foreign_keys() -> Vec<Mutation> {
    const CLIENT: &str = "ALTER TABLE orders DROP FOREIGN KEY orders_client; ALTER TABLE orders ADD CONSTRAINT orders_client FOREIGN KEY (client_id) REFERENCES clients (id) ON DELETE CASCADE";
    const AT: &str = "orders (foreign key orders_client)";
    vec![
        sql(
            "foreign key dropped",
            "ALTER TABLE orders DROP FOREIGN KEY orders_client",
            "ALTER TABLE orders ADD CONSTRAINT orders_client FOREIGN KEY (client_id) REFERENCES clients (id) ON DELETE CASCADE",
            "missing-foreign-key",
            AT,
            "extra-foreign-key",
        ),
        sql(
            "foreign key added",
            "ALTER TABLE orders ADD CONSTRAINT orders_backup FOREIGN KEY (backup_id) REFERENCES clients (id)",
            "ALTER TABLE orders DROP FOREIGN KEY orders_backup",
            "extra-foreign-key",
            "orders (foreign key orders_backup)",
            "missing-foreign-key",
        ),
        both(
            "another target",
            "ALTER TABLE orders DROP FOREIGN KEY orders_client; ALTER TABLE orders ADD CONSTRAINT orders_client FOREIGN KEY (client_id) REFERENCES staff (id) ON DELETE CASCADE",
            CLIENT,
            "foreign-key-changed",
            AT,
        ),
        both(
            "from another column",
            "ALTER TABLE orders DROP FOREIGN KEY orders_client; ALTER TABLE orders ADD CONSTRAINT orders_client FOREIGN KEY (backup_id) REFERENCES clients (id) ON DELETE CASCADE",
            CLIENT,
            "foreign-key-changed",
            AT,
        ),
        both(
            "ON DELETE",
            "ALTER TABLE orders DROP FOREIGN KEY orders_client; ALTER TABLE orders ADD CONSTRAINT orders_client FOREIGN KEY (client_id) REFERENCES clients (id)",
            CLIENT,
            "foreign-key-action-changed",
            AT,
        ),
        both(
            "ON UPDATE",
            "ALTER TABLE orders DROP FOREIGN KEY orders_client; ALTER TABLE orders ADD CONSTRAINT orders_client FOREIGN KEY (client_id) REFERENCES clients (id) ON DELETE CASCADE ON UPDATE CASCADE",
            CLIENT,
            "foreign-key-action-changed",
            AT,
        ),
        both(
            "ON DELETE SET NULL",
            "ALTER TABLE orders DROP FOREIGN KEY orders_strain; ALTER TABLE orders ADD CONSTRAINT orders_strain FOREIGN KEY (strain_code, strain_region) REFERENCES strains (code, region) ON DELETE SET NULL",
            "ALTER TABLE orders DROP FOREIGN KEY orders_strain; ALTER TABLE orders ADD CONSTRAINT orders_strain FOREIGN KEY (strain_code, strain_region) REFERENCES strains (code, region)",
            "foreign-key-action-changed",
            "orders (foreign key orders_strain)",
        ),
        both(
            "foreign key renamed",
            "ALTER TABLE orders DROP FOREIGN KEY orders_client; ALTER TABLE orders ADD CONSTRAINT of_client FOREIGN KEY (client_id) REFERENCES clients (id) ON DELETE CASCADE",
            "ALTER TABLE orders DROP FOREIGN KEY of_client; ALTER TABLE orders ADD CONSTRAINT orders_client FOREIGN KEY (client_id) REFERENCES clients (id) ON DELETE CASCADE",
            "name-changed",
            "orders (foreign key (client_id))",
        ),
        none(
            "RESTRICT for NO ACTION",
            Change::Sql(
                "ALTER TABLE orders DROP FOREIGN KEY orders_strain; ALTER TABLE orders ADD CONSTRAINT orders_strain FOREIGN KEY (strain_code, strain_region) REFERENCES strains (code, region) ON DELETE RESTRICT",
                "ALTER TABLE orders DROP FOREIGN KEY orders_strain; ALTER TABLE orders ADD CONSTRAINT orders_strain FOREIGN KEY (strain_code, strain_region) REFERENCES strains (code, region)",
            ),
        ),
    ]
}

pub(super) fn indexes() -> Vec<Mutation> {
    const STATUS: &str = "ALTER TABLE orders DROP KEY orders_by_status, ADD KEY orders_by_status (status, placed_on)";
    const NOTE: &str =
        "ALTER TABLE orders DROP KEY orders_by_note, ADD KEY orders_by_note (note(20))";
    const AT: &str = "orders (index orders_by_status)";
    vec![
        sql(
            "index dropped",
            "ALTER TABLE orders DROP KEY orders_by_status",
            "ALTER TABLE orders ADD KEY orders_by_status (status, placed_on)",
            "missing-index",
            AT,
            "extra-index",
        ),
        sql(
            "index added",
            "CREATE INDEX orders_by_day ON orders (placed_on)",
            "DROP INDEX orders_by_day ON orders",
            "extra-index",
            "orders (index orders_by_day)",
            "missing-index",
        ),
        sql(
            "index twice",
            "CREATE INDEX again ON orders (status, placed_on)",
            "DROP INDEX again ON orders",
            "extra-index",
            "orders (index again)",
            "missing-index",
        ),
        both(
            "index over more",
            "ALTER TABLE orders DROP KEY orders_by_status, ADD KEY orders_by_status (status, placed_on, number)",
            STATUS,
            "index-changed",
            AT,
        ),
        both(
            "index in another order",
            "ALTER TABLE orders DROP KEY orders_by_status, ADD KEY orders_by_status (placed_on, status)",
            STATUS,
            "index-changed",
            AT,
        ),
        both(
            "index descending",
            "ALTER TABLE orders DROP KEY orders_by_status, ADD KEY orders_by_status (status, placed_on DESC)",
            STATUS,
            "index-changed",
            AT,
        ),
        both(
            "index prefix longer",
            "ALTER TABLE orders DROP KEY orders_by_note, ADD KEY orders_by_note (note(30))",
            NOTE,
            "index-changed",
            "orders (index orders_by_note)",
        ),
        both(
            "index prefix gained",
            "ALTER TABLE orders DROP KEY orders_by_status, ADD KEY orders_by_status (status(5), placed_on)",
            STATUS,
            "index-changed",
            AT,
        ),
        both(
            "index unique",
            "ALTER TABLE orders DROP KEY orders_by_note, ADD UNIQUE KEY orders_by_note (note(20))",
            NOTE,
            "index-changed",
            "orders (index orders_by_note)",
        ),
        both(
            "unique key made plain",
            "ALTER TABLE clients DROP KEY clients_email, ADD KEY clients_email (email)",
            "ALTER TABLE clients DROP KEY clients_email, ADD UNIQUE KEY clients_email (email)",
            "unique-changed",
            "clients (unique constraint clients_email)",
        ),
        sql(
            "fulltext dropped",
            "ALTER TABLE orders DROP KEY orders_words",
            "ALTER TABLE orders ADD FULLTEXT KEY orders_words (note)",
            "missing-index",
            "orders (index orders_words)",
            "extra-index",
        ),
        both(
            "index renamed",
            "ALTER TABLE orders RENAME KEY orders_by_status TO by_status",
            "ALTER TABLE orders RENAME KEY by_status TO orders_by_status",
            "name-changed",
            "orders (index (status, placed_on))",
        ),
        none(
            "an index spelled otherwise",
            Change::Sql(
                "ALTER TABLE orders DROP KEY orders_by_status, ADD KEY orders_by_status (status ASC, placed_on) USING BTREE",
                STATUS,
            ),
        ),
    ]
}

pub(super) fn checks_tables_and_views() -> Vec<Mutation> {
    const AT: &str = "orders (check constraint orders_price)";
    const EVENTS: &str = "DROP TABLE events; CREATE TABLE events (id int NOT NULL, day int NOT NULL) PARTITION BY HASH (day) PARTITIONS 2";
    vec![
        sql(
            "check dropped",
            "ALTER TABLE orders DROP CONSTRAINT orders_price",
            "ALTER TABLE orders ADD CONSTRAINT orders_price CHECK (price >= 0)",
            "missing-check",
            AT,
            "extra-check",
        ),
        sql(
            "check added",
            "ALTER TABLE orders ADD CONSTRAINT orders_some CHECK (quantity > 0)",
            "ALTER TABLE orders DROP CONSTRAINT orders_some",
            "extra-check",
            "orders (check constraint orders_some)",
            "missing-check",
        ),
        both(
            "check changed",
            "ALTER TABLE orders DROP CONSTRAINT orders_price; ALTER TABLE orders ADD CONSTRAINT orders_price CHECK (price > 0)",
            "ALTER TABLE orders DROP CONSTRAINT orders_price; ALTER TABLE orders ADD CONSTRAINT orders_price CHECK (price >= 0)",
            "check-changed",
            AT,
        ),
        both(
            "check renamed",
            "ALTER TABLE orders DROP CONSTRAINT orders_price; ALTER TABLE orders ADD CONSTRAINT no_refunds CHECK (price >= 0)",
            "ALTER TABLE orders DROP CONSTRAINT no_refunds; ALTER TABLE orders ADD CONSTRAINT orders_price CHECK (price >= 0)",
            "name-changed",
            "orders (check constraint (price >= 0))",
        ),
        sql(
            "table dropped",
            "DROP TABLE seats",
            "CREATE TABLE seats (hall int NOT NULL, seat int NOT NULL, PRIMARY KEY (hall, seat))",
            "missing-table",
            "seats",
            "extra-table",
        ),
        sql(
            "table added",
            "CREATE TABLE extra (id int PRIMARY KEY)",
            "DROP TABLE extra",
            "extra-table",
            "extra",
            "missing-table",
        ),
        both(
            "table renamed",
            "RENAME TABLE clients TO customers",
            "RENAME TABLE customers TO clients",
            "table-renamed",
            "clients",
        ),
        both(
            "storage engine",
            "ALTER TABLE seats ENGINE = MyISAM",
            "ALTER TABLE seats ENGINE = InnoDB",
            "table-option-changed",
            "seats",
        ),
        both(
            "table comment",
            "ALTER TABLE clients COMMENT 'buyers'",
            "ALTER TABLE clients COMMENT 'who buys'",
            "comment-changed",
            "clients",
        ),
        both(
            "table collation",
            "ALTER TABLE seats COLLATE latin1_bin",
            "ALTER TABLE seats COLLATE utf8mb4_general_ci",
            "table-option-changed",
            "seats",
        ),
        both(
            "partitioned otherwise",
            "DROP TABLE events; CREATE TABLE events (id int NOT NULL, day int NOT NULL) PARTITION BY HASH (id) PARTITIONS 2",
            EVENTS,
            "table-option-changed",
            "events",
        ),
        both(
            "more partitions",
            "DROP TABLE events; CREATE TABLE events (id int NOT NULL, day int NOT NULL) PARTITION BY HASH (day) PARTITIONS 3",
            EVENTS,
            "table-option-changed",
            "events",
        ),
        both(
            "no longer partitioned",
            "ALTER TABLE events REMOVE PARTITIONING",
            EVENTS,
            "table-option-changed",
            "events",
        ),
        sql(
            "view dropped",
            "DROP VIEW strain_titles",
            "CREATE VIEW strain_titles AS SELECT title FROM strains WHERE region = 'eu'",
            "missing-view",
            "strain_titles (view)",
            "extra-view",
        ),
        sql(
            "view added",
            "CREATE VIEW names AS SELECT name FROM clients",
            "DROP VIEW names",
            "extra-view",
            "names (view)",
            "missing-view",
        ),
        both(
            "view changed",
            "CREATE OR REPLACE VIEW strain_titles AS SELECT title FROM strains WHERE region = 'us'",
            "CREATE OR REPLACE VIEW strain_titles AS SELECT title FROM strains WHERE region = 'eu'",
            "view-changed",
            "strain_titles (view)",
        ),
    ]
}

pub(super) fn mariadb() -> Vec<Mutation> {
    vec![
        both(
            "index ignored",
            "ALTER TABLE orders ALTER INDEX orders_by_status IGNORED",
            "ALTER TABLE orders ALTER INDEX orders_by_status NOT IGNORED",
            "index-invalid",
            "orders (index orders_by_status)",
        ),
        sql(
            "sequence added",
            "CREATE SEQUENCE order_numbers START WITH 100",
            "DROP SEQUENCE order_numbers",
            "extra-sequence",
            "order_numbers (sequence)",
            "missing-sequence",
        ),
    ]
}

pub(super) fn mysql() -> Vec<Mutation> {
    vec![
        both(
            "index invisible",
            "ALTER TABLE orders ALTER INDEX orders_by_status INVISIBLE",
            "ALTER TABLE orders ALTER INDEX orders_by_status VISIBLE",
            "index-invalid",
            "orders (index orders_by_status)",
        ),
        both(
            "check not enforced",
            "ALTER TABLE orders ALTER CHECK orders_price NOT ENFORCED",
            "ALTER TABLE orders ALTER CHECK orders_price ENFORCED",
            "check-not-validated",
            "orders (check constraint orders_price)",
        ),
        sql(
            "index on an expression",
            "ALTER TABLE orders ADD KEY by_sum ((price * quantity))",
            "ALTER TABLE orders DROP KEY by_sum",
            "extra-index",
            "orders (index by_sum)",
            "missing-index",
        ),
    ]
}
