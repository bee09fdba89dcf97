//! The steps of a fix: their order, stages, hazards and ways back.

use seedbed_drift::{Fix, FixError, FixOptions, Stage, fix as fix_report};
use seedbed_schema_model::{Action, Dialect, Gap, GapKind, GoesWith, Schema, Table, TableName};

use crate::support::*;

fn fix(d: &Schema, l: &Schema, destructive: bool) -> Fix {
    let options = FixOptions { destructive, ..FixOptions::default() };
    fix_report(&report(d, l), &declared(d.clone()), &live(l.clone()), options).unwrap()
}

/// The steps as people would read them.
fn script(fix: &Fix) -> String {
    let mut out = String::new();
    for step in &fix.steps {
        out.push_str(&format!("-- {:?}, {} finding(s)\n", step.stage, step.because.len()));
        for hazard in &step.hazards {
            let ask = hazard.ask.as_deref().unwrap_or("nothing to ask");
            out.push_str(&format!("--   {:?}: {} [{ask}]\n", hazard.kind, hazard.text));
        }
        for sql in &step.sql {
            out.push_str(&format!("{sql};\n"));
        }
        for sql in step.reverse.iter().flatten() {
            out.push_str(&format!("--   back: {sql};\n"));
        }
    }
    for unfixed in &fix.unfixed {
        out.push_str(&format!("-- by hand: {}: {}\n", unfixed.at, unfixed.reason));
    }
    out
}

/// Much of the shop is missing or wrong, and there are things that are not declared.
fn worn(dialect: Dialect) -> Schema {
    let mut schema = shop(dialect);
    let users = table(&mut schema, "users");
    users.uniques.clear();
    users.columns.push(nullable("nickname", text()));
    column_of(&mut schema, "users", "email").ty = varchar(100);
    column_of(&mut schema, "users", "name").nullable = false;
    let orders = table(&mut schema, "orders");
    orders.columns.retain(|c| c.name != "note");
    orders.foreign_keys[0].on_delete = Action::Restrict;
    orders.checks.clear();
    orders.indexes[0].parts[1].descending = true;
    schema.insert(Table::new("left_over"));
    if dialect == postgres() {
        let values = &mut schema.enums.values_mut().next().unwrap().values;
        values.retain(|v| v == "ok");
        schema.domains.clear();
        schema.sequences.clear();
    }
    schema
}

#[test]
fn postgresql() {
    let (declared, live) = (shop(postgres()), worn(postgres()));
    insta::assert_snapshot!(script(&fix(&declared, &live, false)));
}

#[test]
fn mariadb() {
    let (declared, live) = (shop(Dialect::MARIADB), worn(Dialect::MARIADB));
    insta::assert_snapshot!(script(&fix(&declared, &live, true)));
}

#[test]
fn sqlite_rebuilds_a_table_once() {
    let (declared, live) = (shop(Dialect::SQLITE), worn(Dialect::SQLITE));
    let fix = fix(&declared, &live, false);
    insta::assert_snapshot!(script(&fix));
    let rebuilds: Vec<_> = fix.steps.iter().filter(|s| s.because.len() > 1).collect();
    assert_eq!(rebuilds.len(), 2, "users and orders, each once");
}

#[test]
fn sqlite_adds_a_plain_column_without_a_rebuild() {
    let mut live = shop(Dialect::SQLITE);
    table(&mut live, "orders").columns.retain(|c| c.name != "note");
    let fix = fix(&shop(Dialect::SQLITE), &live, false);
    assert_eq!(fix.steps.len(), 1);
    assert_eq!(fix.steps[0].stage, Stage::Safe);
    assert_eq!(fix.steps[0].sql, [r#"ALTER TABLE "orders" ADD COLUMN "note" text"#]);
}

#[test]
fn nothing_is_dropped_unless_asked_for() {
    let (declared, live) = (shop(Dialect::MARIADB), worn(Dialect::MARIADB));
    let kept = fix(&declared, &live, false);
    assert!(kept.steps.iter().all(|s| s.stage != Stage::Destructive));
    assert_eq!(
        kept.unfixed.iter().map(|u| u.at.as_str()).collect::<Vec<_>>(),
        ["left_over", "users.nickname"]
    );
    let dropped = fix(&declared, &live, true);
    assert!(dropped.unfixed.is_empty());
    // What loses data comes last.
    let stages: Vec<_> = dropped.steps.iter().map(|s| s.stage == Stage::Destructive).collect();
    assert!(stages.is_sorted(), "{stages:?}");
    assert_eq!(stages.iter().filter(|d| **d).count(), 2);
}

#[test]
fn an_empty_database_gets_everything_in_order() {
    for dialect in [postgres(), Dialect::MARIADB, Dialect::SQLITE] {
        let fix = fix(&shop(dialect), &Schema::empty(dialect), false);
        let all = fix.steps.iter().flat_map(|s| &s.sql).cloned().collect::<Vec<_>>().join("\n");
        let at = |what: &str| all.find(what).unwrap_or_else(|| panic!("{what} in {all}"));
        let (q, users, orders) = match dialect {
            Dialect::MARIADB => ('`', "CREATE TABLE `users`", "CREATE TABLE `orders`"),
            _ => ('"', "CREATE TABLE \"users\"", "CREATE TABLE \"orders\""),
        };
        assert!(at(users) < at(orders));
        assert!(at(orders) < at(&format!("CREATE VIEW {q}open_orders{q}")));
        assert!(at("REFERENCES") > at(users));
    }
}

#[test]
fn equal_schemas_need_no_fix() {
    let shop = shop(postgres());
    assert_eq!(fix(&shop, &shop, true), Fix::default());
}

#[test]
fn what_could_not_be_judged_is_not_acted_on() {
    let (d, l) = (declared(shop(Dialect::SQLITE)), live(shop(Dialect::MARIADB)));
    let report = seedbed_drift::compare(&d, &l, &seedbed_drift::Policy::default());
    let error = fix_report(&report, &d, &l, FixOptions::default()).unwrap_err();
    assert!(matches!(error, FixError::CannotJudge(_)));
    assert!(error.to_string().starts_with("nothing to act on: the declaration is for SQLite"));
    let name = TableName::new("users");
    assert!(d.schema.table(&name).is_some());
}

#[test]
fn mariadb_lets_go_of_foreign_keys_while_their_columns_change() {
    let mut live = shop(Dialect::MARIADB);
    column_of(&mut live, "orders", "user_id").ty = integer(64);
    column_of(&mut live, "users", "id").ty = integer(64);
    let fix = fix(&shop(Dialect::MARIADB), &live, false);
    let all: Vec<_> = fix.steps.iter().flat_map(|s| &s.sql).cloned().collect();
    insta::assert_snapshot!(all.join(";\n"));
    let drops = all.iter().filter(|sql| sql.contains("DROP FOREIGN KEY")).count();
    assert_eq!(drops, 1, "{all:?}");
}

#[test]
fn sqlite_does_the_rest_when_a_required_column_cannot_be_filled() {
    let mut declared = shop(Dialect::SQLITE);
    let orders = table(&mut declared, "orders");
    orders.columns.push(column("shipped_by", integer(32)));
    orders.indexes.push(index("idx_shipped_by", &["shipped_by"]));
    let mut live = shop(Dialect::SQLITE);
    table(&mut live, "orders").checks.clear();
    insta::assert_snapshot!(script(&fix(&declared, &live, false)));
}

#[test]
fn mariadb_does_not_stumble_over_a_foreign_key_that_is_not_declared() {
    let mut live = shop(Dialect::MARIADB);
    column_of(&mut live, "users", "id").ty = integer(64);
    column_of(&mut live, "orders", "user_id").ty = integer(64);
    let mut left_over = Table::new("left_over");
    left_over.columns = vec![column("user_id", integer(64))];
    left_over.foreign_keys = vec![foreign_key("left_over_fk", "user_id", "users")];
    live.insert(left_over);
    let kept = fix(&shop(Dialect::MARIADB), &live, false);
    let reasons: Vec<_> = kept.unfixed.iter().map(|u| format!("{}: {}", u.at, u.reason)).collect();
    assert_eq!(
        reasons,
        [
            "left_over: it would drop what is there; ask for it with --destructive",
            "users.id: the foreign key left_over_fk of left_over, which is not declared, is in the \
         way; ask for its drop with --destructive",
        ]
    );
    let dropped = fix(&shop(Dialect::MARIADB), &live, true);
    assert!(dropped.unfixed.is_empty());
    let all = dropped.steps.iter().flat_map(|s| &s.sql).cloned().collect::<Vec<_>>().join(";\n");
    assert_eq!(all.matches("`left_over_fk`").count(), 1, "dropped, not made again: {all}");
    assert_eq!(all.matches("`orders_user_fk`").count(), 2, "dropped and made again: {all}");
}

#[test]
fn sqlite_makes_the_triggers_of_a_rebuilt_table_again() {
    let mut live = live(worn(Dialect::SQLITE));
    for (table, sql) in [
        ("Users", "CREATE TRIGGER touch AFTER INSERT ON users BEGIN SELECT 1; END"),
        ("o", "other"),
    ] {
        live.gaps.push(Gap {
            place: format!("{table}.touch"),
            what: "trigger".into(),
            why: "listed only".into(),
            kind: GapKind::Unmodelled,
            goes_with: Some(GoesWith { table: table.into(), sql: sql.into() }),
        });
    }
    let declared = declared(shop(Dialect::SQLITE));
    let report = seedbed_drift::compare(&declared, &live, &seedbed_drift::Policy::default());
    let fix = fix_report(&report, &declared, &live, FixOptions::default()).unwrap();
    let rebuild = fix.steps.iter().find(|s| s.sql.iter().any(|l| l == "DROP TABLE \"users\""));
    for sql in [&rebuild.unwrap().sql, rebuild.unwrap().reverse.as_ref().unwrap()] {
        let [first, begin, .., trigger, _, _, _, _, commit, last] = sql.as_slice() else {
            panic!("{sql:?}")
        };
        assert_eq!([first, begin], ["PRAGMA foreign_keys = OFF", "BEGIN IMMEDIATE"]);
        assert!(trigger.starts_with("CREATE TRIGGER touch"), "{trigger}");
        assert_eq!([commit, last], ["COMMIT", "PRAGMA foreign_keys = ON"]);
    }
    assert!(!script(&fix).contains("other;"), "triggers of other tables are not touched");
}

#[test]
fn sqlite_says_nothing_of_values_that_stay_as_they_are() {
    let mut live = shop(Dialect::SQLITE);
    column_of(&mut live, "orders", "user_id").ty.raw = "INTEGER".into();
    table(&mut live, "orders").checks.clear();
    let script = script(&fix(&shop(Dialect::SQLITE), &live, false));
    assert!(script.contains("seedbed_rebuild_orders"), "{script}");
    assert!(!script.contains("converted"), "{script}");
}

#[test]
fn a_mysql_column_numbers_itself_once_it_has_its_key() {
    let mut live = shop(Dialect::MARIADB);
    let users = table(&mut live, "users");
    users.primary_key = None;
    users.columns[0].identity = None;
    table(&mut live, "orders").foreign_keys.clear();
    let fix = fix(&shop(Dialect::MARIADB), &live, false);
    let sql: Vec<_> = fix.steps.iter().flat_map(|s| &s.sql).collect();
    assert_eq!(sql[0], "ALTER TABLE `users` MODIFY COLUMN `id` integer NOT NULL");
    assert_eq!(sql[1], "ALTER TABLE `users` ADD PRIMARY KEY (`id`)");
    let numbering = "ALTER TABLE `users` MODIFY COLUMN `id` integer NOT NULL AUTO_INCREMENT";
    assert_eq!(sql[3], numbering, "{sql:?}");
}

#[test]
fn a_new_table_brings_its_schema() {
    let mut declared = shop(postgres());
    let name = TableName { schema: Some("Back Office".into()), name: "notes".into() };
    let mut notes = Table::new(name);
    notes.columns = vec![nullable("text", text())];
    declared.insert(notes);
    let fix = fix(&declared, &shop(postgres()), false);
    assert_eq!(fix.steps[0].sql[0], "CREATE SCHEMA IF NOT EXISTS \"Back Office\"");
    assert_eq!(fix.steps.len(), 1);
}

/// PostgreSQL cannot validate what is not enforced: it is made anew.
#[test]
fn what_is_not_enforced_is_enforced() {
    let dialect = Dialect {
        version: seedbed_schema_model::Version { major: 18, minor: 0, patch: 0 },
        ..postgres()
    };
    let declared = shop(dialect);
    let mut live = declared.clone();
    let orders = table(&mut live, "orders");
    (orders.checks[0].validated, orders.checks[0].not_enforced) = (false, true);
    (orders.foreign_keys[0].validated, orders.foreign_keys[0].not_enforced) = (false, true);
    let fixed = fix(&declared, &live, false);
    assert_eq!(fixed.unfixed, []);
    let sql: Vec<_> = fixed.steps.iter().flat_map(|s| &s.sql).collect();
    assert_eq!(
        sql,
        [
            "ALTER TABLE \"orders\" DROP CONSTRAINT \"orders_user_fk\"",
            "ALTER TABLE \"orders\" DROP CONSTRAINT \"orders_total_positive\"",
            "ALTER TABLE \"orders\" ADD CONSTRAINT \"orders_user_fk\" FOREIGN KEY (\"user_id\") \
             REFERENCES \"users\" (\"id\") ON DELETE CASCADE NOT VALID",
            "ALTER TABLE \"orders\" ADD CONSTRAINT \"orders_total_positive\" CHECK (total >= 0) NOT VALID",
            "ALTER TABLE \"orders\" VALIDATE CONSTRAINT \"orders_user_fk\"",
            "ALTER TABLE \"orders\" VALIDATE CONSTRAINT \"orders_total_positive\"",
        ]
    );
    let back: Vec<_> = fixed.steps.iter().flat_map(|s| s.reverse.iter().flatten()).collect();
    assert!(back.iter().any(|sql| sql.contains("CHECK (total >= 0) NOT ENFORCED")), "{back:?}");
}
