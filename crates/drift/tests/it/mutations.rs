//! For each kind of change, one mutation of the live side gives exactly one finding, of the right
//! rule and severity, at the right place.

use std::collections::BTreeSet;

use seedbed_drift::{Category, Severity, rules::RULES};
use seedbed_schema_model::{
    Action, Deferrable, Dialect, Generated, Identity, Schema, Table, TableName, TypeKind, View,
};

use crate::support::*;

struct Mutation {
    dialect: Dialect,
    change: Box<dyn Fn(&mut Schema)>,
    expected: &'static str,
}

fn on(dialect: Dialect, expected: &'static str, change: fn(&mut Schema)) -> Mutation {
    Mutation { dialect, change: Box::new(change), expected }
}

/// Both ways: the change, and its opposite (declared changed, live as it was).
fn mutations() -> Vec<(Mutation, &'static str)> {
    let (pg, my, lite) = (postgres(), Dialect::MARIADB, Dialect::SQLITE);
    vec![
        (
            on(pg, "missing-table Critical users: a table with 3 columns → –", |s| {
                table(s, "orders").foreign_keys.clear();
                s.tables.remove(&TableName::new("users"));
            }),
            "extra-table Info users: – → a table with 3 columns",
        ),
        (
            on(my, "table-option-changed Medium orders: none → ENGINE myisam", |s| {
                table(s, "orders").options.engine = Some("myisam".into());
            }),
            "table-option-changed Low orders: ENGINE myisam → none",
        ),
        (
            on(pg, "table-renamed Critical users: users → accounts", |s| {
                let mut users = s.tables.remove(&TableName::new("users")).unwrap();
                users.name = TableName::new("accounts");
                s.insert(users);
                table(s, "orders").foreign_keys[0].target = TableName::new("accounts");
            }),
            "table-renamed Critical accounts: accounts → users",
        ),
        (
            on(my, "column-renamed Critical orders.total: total → amount", |s| {
                let orders = TableName::new("orders");
                seedbed_schema_model::rename::column(s, &orders, "total", "amount");
            }),
            "column-renamed Critical orders.amount: amount → total",
        ),
        (
            on(lite, "column-renamed Critical orders.status: status → state", |s| {
                let orders = TableName::new("orders");
                seedbed_schema_model::rename::column(s, &orders, "status", "state");
            }),
            "column-renamed Critical orders.state: state → status",
        ),
        (
            on(pg, "type-renamed High mood (type): mood → moods", |s| {
                let (from, to) = (TableName::new("mood"), TableName::new("moods"));
                seedbed_schema_model::rename::named_type(s, &from, &to);
            }),
            "type-renamed High moods (type): moods → mood",
        ),
        (
            on(pg, "missing-column Critical orders.note: text → –", |s| {
                table(s, "orders").columns.retain(|c| c.name != "note");
            }),
            "extra-column Low orders.note: – → text",
        ),
        (
            on(pg, "extra-required-column High users.age: – → integer NOT NULL", |s| {
                table(s, "users").columns.push(column("age", integer(32)));
            }),
            "missing-column Critical users.age: integer NOT NULL → –",
        ),
        (
            on(pg, "extra-column Low users.age: – → integer NOT NULL DEFAULT 0", |s| {
                let age = with_default(column("age", integer(32)), "0");
                table(s, "users").columns.push(age);
            }),
            "missing-column Critical users.age: integer NOT NULL DEFAULT 0 → –",
        ),
        (
            on(pg, "type-changed Medium orders.user_id: integer → bigint", |s| {
                column_of(s, "orders", "user_id").ty = integer(64);
            }),
            "type-changed High orders.user_id: bigint → integer",
        ),
        (
            on(pg, "type-changed High orders.total: decimal(10,2) → double precision", |s| {
                column_of(s, "orders", "total").ty =
                    ty("double precision", TypeKind::Float { bits: 64 });
            }),
            "type-changed High orders.total: double precision → decimal(10,2)",
        ),
        (
            on(pg, "length-changed High users.email: varchar(320) → varchar(100)", |s| {
                column_of(s, "users", "email").ty = varchar(100);
            }),
            "length-changed Low users.email: varchar(100) → varchar(320)",
        ),
        (
            on(lite, "length-changed Low users.email: varchar(320) → varchar(100)", |s| {
                column_of(s, "users", "email").ty = varchar(100);
            }),
            "length-changed Low users.email: varchar(100) → varchar(320)",
        ),
        (
            on(my, "length-changed High orders.total: decimal(10,2) → decimal(8,2)", |s| {
                column_of(s, "orders", "total").ty = decimal(8, 2);
            }),
            "length-changed Low orders.total: decimal(8,2) → decimal(10,2)",
        ),
        (
            on(pg, "nullability-changed High users.name: NULL → NOT NULL", |s| {
                column_of(s, "users", "name").nullable = false;
            }),
            "nullability-changed Medium users.name: NOT NULL → NULL",
        ),
        (
            on(pg, "default-changed High orders.status: 'PENDING' → none", |s| {
                column_of(s, "orders", "status").default = None;
            }),
            "default-changed Low orders.status: none → 'PENDING'",
        ),
        (
            on(pg, "default-changed Medium orders.status: 'PENDING' → 'PACKED'", |s| {
                column_of(s, "orders", "status").default = Some("'PACKED'".into());
            }),
            "default-changed Medium orders.status: 'PACKED' → 'PENDING'",
        ),
        (
            on(my, "on-update-changed Medium orders.note: none → current_timestamp()", |s| {
                column_of(s, "orders", "note").on_update = Some("current_timestamp()".into());
            }),
            "on-update-changed Medium orders.note: current_timestamp() → none",
        ),
        (
            on(my, "visibility-changed Low orders.note: visible → INVISIBLE", |s| {
                column_of(s, "orders", "note").invisible = true;
            }),
            "visibility-changed Low orders.note: INVISIBLE → visible",
        ),
        (
            on(
                pg,
                "generated-changed High orders.note: not generated → \
                 GENERATED ALWAYS AS (upper(status)) STORED",
                |s| {
                    column_of(s, "orders", "note").generated =
                        Some(Generated { expr: "upper(status)".into(), stored: true });
                },
            ),
            "generated-changed High orders.note: GENERATED ALWAYS AS (upper(status)) STORED → \
             not generated",
        ),
        (
            on(my, "identity-changed High users.id: AUTO_INCREMENT → none", |s| {
                column_of(s, "users", "id").identity = None;
            }),
            "identity-changed High users.id: none → AUTO_INCREMENT",
        ),
        (
            on(lite, "identity-changed Low users.id: rowid → rowid AUTOINCREMENT", |s| {
                column_of(s, "users", "id").identity =
                    Some(Identity::Rowid { autoincrement: true });
            }),
            "identity-changed Low users.id: rowid AUTOINCREMENT → rowid",
        ),
        (
            // A default in place of an identity is one difference, not two.
            on(
                pg,
                "identity-changed High users.id: GENERATED BY DEFAULT AS IDENTITY → \
                 nextval('shared_seq'::regclass)",
                |s| {
                    let id = column_of(s, "users", "id");
                    id.identity = None;
                    id.default = Some("nextval('shared_seq'::regclass)".into());
                },
            ),
            "identity-changed High users.id: nextval('shared_seq'::regclass) → \
             GENERATED BY DEFAULT AS IDENTITY",
        ),
        (
            on(my, "collation-changed Medium users.email: the default → utf8mb4_bin", |s| {
                column_of(s, "users", "email").collation = Some("utf8mb4_bin".into());
            }),
            "collation-changed Medium users.email: utf8mb4_bin → the default",
        ),
        (
            on(
                pg,
                "missing-primary-key High orders (primary key): PRIMARY KEY (number) → –",
                |s| table(s, "orders").primary_key = None,
            ),
            "extra-primary-key Medium orders (primary key): – → PRIMARY KEY (number)",
        ),
        (
            on(
                pg,
                "primary-key-changed High orders (primary key): PRIMARY KEY (number) → \
                 PRIMARY KEY (number, user_id)",
                |s| {
                    let columns = values(&["number", "user_id"]);
                    table(s, "orders").primary_key.as_mut().unwrap().columns = columns;
                },
            ),
            "primary-key-changed High orders (primary key): PRIMARY KEY (number, user_id) → \
             PRIMARY KEY (number)",
        ),
        (
            on(
                pg,
                "missing-unique High users (unique constraint users_email_unique): \
                 UNIQUE (email) → –",
                |s| table(s, "users").uniques.clear(),
            ),
            "extra-unique Medium users (unique constraint users_email_unique): – → UNIQUE (email)",
        ),
        (
            on(
                pg,
                "unique-changed High users (unique constraint users_email_unique): \
                 UNIQUE (email) → UNIQUE (email, name)",
                |s| table(s, "users").uniques[0].columns.push("name".into()),
            ),
            "unique-changed High users (unique constraint users_email_unique): \
             UNIQUE (email, name) → UNIQUE (email)",
        ),
        (
            on(
                pg,
                "unique-changed High users (unique constraint users_email_unique): \
                 UNIQUE (email) → UNIQUE (email) DEFERRABLE",
                |s| {
                    table(s, "users").uniques[0].deferrable = Deferrable::InitiallyImmediate;
                },
            ),
            "unique-changed High users (unique constraint users_email_unique): \
             UNIQUE (email) DEFERRABLE → UNIQUE (email)",
        ),
        (
            on(
                pg,
                "unique-form-changed Info users (unique constraint users_email_unique): \
                 UNIQUE (email) → UNIQUE INDEX (email)",
                |s| {
                    let users = table(s, "users");
                    users.uniques.clear();
                    let mut unique = index("users_email_idx", &["email"]);
                    unique.unique = true;
                    users.indexes.push(unique);
                },
            ),
            "unique-form-changed Info users (unique constraint users_email_unique): \
             UNIQUE INDEX (email) → UNIQUE (email)",
        ),
        (
            on(
                pg,
                "missing-foreign-key Medium orders (foreign key orders_user_fk): \
                 FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE → –",
                |s| table(s, "orders").foreign_keys.clear(),
            ),
            "extra-foreign-key Medium orders (foreign key orders_user_fk): – → \
             FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE",
        ),
        (
            on(
                pg,
                "foreign-key-action-changed High orders (foreign key orders_user_fk): \
                 FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE → \
                 FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE RESTRICT",
                |s| table(s, "orders").foreign_keys[0].on_delete = Action::Restrict,
            ),
            "foreign-key-action-changed High orders (foreign key orders_user_fk): \
             FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE RESTRICT → \
             FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE",
        ),
        (
            on(
                pg,
                "foreign-key-changed Medium orders (foreign key orders_user_fk): \
                 FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE → \
                 FOREIGN KEY (user_id) REFERENCES clients (id) ON DELETE CASCADE",
                |s| table(s, "orders").foreign_keys[0].target = TableName::new("clients"),
            ),
            "foreign-key-changed Medium orders (foreign key orders_user_fk): \
             FOREIGN KEY (user_id) REFERENCES clients (id) ON DELETE CASCADE → \
             FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE",
        ),
        (
            on(
                pg,
                "foreign-key-not-validated Medium orders (foreign key orders_user_fk): \
                 FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE → \
                 FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE NOT VALID",
                |s| table(s, "orders").foreign_keys[0].validated = false,
            ),
            "foreign-key-not-validated Medium orders (foreign key orders_user_fk): \
             FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE NOT VALID → \
             FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE",
        ),
        (
            on(
                pg,
                "missing-index Medium orders (index idx_orders_status): \
                 INDEX (status, total) → –",
                |s| table(s, "orders").indexes.clear(),
            ),
            "extra-index Info orders (index idx_orders_status): – → INDEX (status, total)",
        ),
        (
            on(
                pg,
                "extra-index Medium orders (index note_once): – → \
                 UNIQUE INDEX (note) WHERE note <> ''",
                |s| {
                    let mut once = index("note_once", &["note"]);
                    once.unique = true;
                    once.predicate = Some("note <> ''".into());
                    table(s, "orders").indexes.push(once);
                },
            ),
            "missing-index High orders (index note_once): \
             UNIQUE INDEX (note) WHERE note <> '' → –",
        ),
        (
            on(
                pg,
                "index-changed Medium orders (index idx_orders_status): \
                 INDEX (status, total) → INDEX (status, total DESC)",
                |s| table(s, "orders").indexes[0].parts[1].descending = true,
            ),
            "index-changed Medium orders (index idx_orders_status): \
             INDEX (status, total DESC) → INDEX (status, total)",
        ),
        (
            on(
                pg,
                "index-invalid High orders (index idx_orders_status): \
                 INDEX (status, total) → INDEX (status, total) INVALID",
                |s| table(s, "orders").indexes[0].valid = false,
            ),
            "index-invalid High orders (index idx_orders_status): \
             INDEX (status, total) INVALID → INDEX (status, total)",
        ),
        (
            on(
                pg,
                "missing-check Medium orders (check constraint orders_total_positive): \
                 CHECK (total >= 0) → –",
                |s| table(s, "orders").checks.clear(),
            ),
            "extra-check Medium orders (check constraint orders_total_positive): – → \
             CHECK (total >= 0)",
        ),
        (
            on(
                pg,
                "check-changed Medium orders (check constraint orders_total_positive): \
                 CHECK (total >= 0) → CHECK (total > 0)",
                |s| table(s, "orders").checks[0].expr = "total > 0".into(),
            ),
            "check-changed Medium orders (check constraint orders_total_positive): \
             CHECK (total > 0) → CHECK (total >= 0)",
        ),
        (
            on(
                pg,
                "check-not-validated Low orders (check constraint orders_total_positive): \
                 CHECK (total >= 0) → CHECK (total >= 0) NOT VALID",
                |s| table(s, "orders").checks[0].validated = false,
            ),
            "check-not-validated Low orders (check constraint orders_total_positive): \
             CHECK (total >= 0) NOT VALID → CHECK (total >= 0)",
        ),
        (
            on(
                pg,
                "name-changed Info orders (index (status, total)): \
                 idx_orders_status → orders_by_status",
                |s| table(s, "orders").indexes[0].name = Some("orders_by_status".into()),
            ),
            "name-changed Info orders (index (status, total)): \
             orders_by_status → idx_orders_status",
        ),
        (
            on(pg, "comment-changed Info users: – → 'people'", |s| {
                table(s, "users").comment = Some("people".into());
            }),
            "comment-changed Info users: 'people' → –",
        ),
        (
            on(pg, "missing-enum High mood (type): ENUM ('sad', 'ok', 'happy') → –", |s| {
                s.enums.clear();
            }),
            "extra-enum Info mood (type): – → ENUM ('sad', 'ok', 'happy')",
        ),
        (
            on(pg, "enum-value-missing High mood (type): 'ok' → –", |s| {
                enum_values(s).retain(|v| v != "ok");
            }),
            "enum-value-extra Medium mood (type): – → 'ok'",
        ),
        (
            on(
                pg,
                "enum-order-changed Medium mood (type): 'sad', 'ok', 'happy' → \
                 'happy', 'ok', 'sad'",
                |s| enum_values(s).reverse(),
            ),
            "enum-order-changed Medium mood (type): 'happy', 'ok', 'sad' → 'sad', 'ok', 'happy'",
        ),
        (
            on(pg, "enum-value-renamed High mood (type): happy → very_happy", |s| {
                enum_values(s)[2] = "very_happy".into();
            }),
            "enum-value-renamed High mood (type): very_happy → happy",
        ),
        (
            on(my, "enum-value-missing High orders.status: 'SHIPPED' → –", |s| {
                column_of(s, "orders", "status").ty = inline_enum(&["PENDING", "PACKED"]);
            }),
            "enum-value-extra Medium orders.status: – → 'SHIPPED'",
        ),
        (
            on(
                my,
                "enum-order-changed Medium orders.status: 'PENDING', 'PACKED', 'SHIPPED' → \
                 'PACKED', 'PENDING', 'SHIPPED'",
                |s| {
                    column_of(s, "orders", "status").ty =
                        inline_enum(&["PACKED", "PENDING", "SHIPPED"]);
                },
            ),
            "enum-order-changed Medium orders.status: 'PACKED', 'PENDING', 'SHIPPED' → \
             'PENDING', 'PACKED', 'SHIPPED'",
        ),
        (
            on(
                pg,
                "missing-domain High positive (type): decimal(10,2) CHECK (VALUE > 0) → –",
                |s| s.domains.clear(),
            ),
            "extra-domain Info positive (type): – → decimal(10,2) CHECK (VALUE > 0)",
        ),
        (
            on(
                pg,
                "domain-changed Medium positive (type): decimal(10,2) CHECK (VALUE > 0) → \
                 decimal(10,2) NOT NULL CHECK (VALUE > 0)",
                |s| s.domains.values_mut().next().unwrap().not_null = true,
            ),
            "domain-changed Medium positive (type): decimal(10,2) NOT NULL CHECK (VALUE > 0) → \
             decimal(10,2) CHECK (VALUE > 0)",
        ),
        (
            on(
                pg,
                "missing-sequence High order_numbers (sequence): START 1 INCREMENT 1 → –",
                |s| {
                    s.sequences.clear();
                },
            ),
            "extra-sequence Info order_numbers (sequence): – → START 1 INCREMENT 1",
        ),
        (
            on(
                pg,
                "sequence-changed Low order_numbers (sequence): START 1 INCREMENT 1 → \
                 START 1 INCREMENT 10",
                |s| s.sequences.values_mut().next().unwrap().increment = 10,
            ),
            "sequence-changed Low order_numbers (sequence): START 1 INCREMENT 10 → \
             START 1 INCREMENT 1",
        ),
        (
            on(
                lite,
                "missing-view Critical open_orders (view): \
                 VIEW AS SELECT number FROM orders WHERE status = 'PENDING' → –",
                |s| s.views.clear(),
            ),
            "extra-view Info open_orders (view): – → \
             VIEW AS SELECT number FROM orders WHERE status = 'PENDING'",
        ),
        (
            on(
                lite,
                "view-changed Medium open_orders (view): \
                 VIEW AS SELECT number FROM orders WHERE status = 'PENDING' → \
                 VIEW AS SELECT number FROM orders",
                |s| view(s).definition = "SELECT number FROM orders".into(),
            ),
            "view-changed Medium open_orders (view): VIEW AS SELECT number FROM orders → \
             VIEW AS SELECT number FROM orders WHERE status = 'PENDING'",
        ),
    ]
}

fn enum_values(schema: &mut Schema) -> &mut Vec<String> {
    &mut schema.enums.values_mut().next().unwrap().values
}

fn view(schema: &mut Schema) -> &mut View {
    schema.views.values_mut().next().unwrap()
}

#[test]
fn one_mutation_is_one_finding_in_both_directions() {
    for (mutation, opposite) in mutations() {
        let before = shop(mutation.dialect);
        let mut after = before.clone();
        (mutation.change)(&mut after);
        // The table whose foreign key had to go first.
        let mut declared = before;
        if mutation.expected.starts_with("missing-table") {
            table(&mut declared, "orders").foreign_keys.clear();
        }
        assert_eq!(lines(report(&declared, &after).findings()), [mutation.expected]);
        assert_eq!(lines(report(&after, &declared).findings()), [opposite]);
    }
}

#[test]
fn every_rule_is_reached_by_a_mutation() {
    let mut reached: BTreeSet<&str> = BTreeSet::new();
    let all = mutations();
    for (mutation, opposite) in &all {
        for line in [mutation.expected, opposite] {
            reached.extend(line.split(' ').next());
        }
    }
    let code = crate::code::mutations();
    for (_, _, expected, opposite) in &code {
        reached.extend([expected, opposite].into_iter().filter_map(|line| line.split(' ').next()));
    }
    // Migrations and rows are no part of a schema: three_way and states have tests of their own.
    let apart = |r: &&seedbed_drift::Rule| {
        matches!(r.category, Category::Migration | Category::Data) || r.name == "foreign-key-unkept"
    };
    let of_schemas = RULES.iter().filter(|r| !apart(r)).map(|r| r.name);
    let unreached: Vec<_> = of_schemas.filter(|name| !reached.contains(name)).collect();
    assert_eq!(unreached, Vec::<&str>::new());
}

#[test]
fn a_missing_column_points_at_what_it_may_have_been_renamed_to() {
    let mut after = shop(postgres());
    column_of(&mut after, "orders", "note").name = "remark".into();
    let report = report(&shop(postgres()), &after);
    assert_eq!(
        lines(report.findings()),
        [
            "missing-column Critical orders.note: text → –",
            "extra-column Low orders.remark: – → text"
        ]
    );
    assert_eq!(
        report.findings()[0].because,
        "a declared column is absent: live has remark, perhaps the same thing renamed (52 % sure: \
         same type (text), both at the end, after total, names that have nothing in common, same \
         nullability and default); a decision on file settles it"
    );
}

#[test]
fn a_missing_table_is_critical_however_empty_and_tables_only_live_are_walked_too() {
    let mut declared = shop(postgres());
    declared.insert(Table::new("nothing"));
    let mut live = shop(postgres());
    live.insert(Table::new("everything"));
    let report = report(&declared, &live);
    let severities: Vec<_> =
        report.findings().iter().map(|f| (f.at.to_string(), f.severity)).collect();
    assert_eq!(
        severities,
        [("nothing".into(), Severity::Critical), ("everything".into(), Severity::Info)]
    );
}
