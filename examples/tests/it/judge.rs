//! The independent judge: plain SQL over a database of TERP, and proof that every rule can fail.

use std::collections::BTreeSet;

use sea_orm::{ConnectionTrait, Statement, TransactionTrait};
use seedbed_schema_model::Family;
use seedbed_testkit::{Database, ask, fixture_text};

use crate::statements::{folder, load_sample, settings, split};

/// Every rule's name and its complete query.
fn rules(family: Family) -> Vec<(String, String)> {
    let prelude = fixture_text(format!("examples/terp/judge/prelude/{}.sql", folder(family)));
    split(&fixture_text("examples/terp/judge/rules.sql"))
        .into_iter()
        .map(|rule| {
            let name = rule.split('\'').nth(1).unwrap_or_default().to_owned();
            (name, format!("{prelude}{rule}"))
        })
        .collect()
}

/// What the judge finds wrong with a database: rules and how often each is violated. The schema
/// must be the declared one.
pub(crate) async fn violations(family: Family, url: &str) -> Vec<(String, u64)> {
    let mut found = Vec::new();
    for (name, query) in rules(family) {
        let rows = ask(url, &format!("{}{query}", settings(family))).await;
        let count = rows[0][1].as_deref().and_then(|n| n.parse().ok());
        match count.unwrap_or_else(|| panic!("{name}: {rows:?}")) {
            0 => {}
            n => found.push((name, n)),
        }
    }
    if family == Family::Sqlite {
        // The other engines never let a dangling foreign key in.
        let dangling = ask(url, "PRAGMA foreign_key_check").await.len() as u64;
        if dangling > 0 {
            found.push(("foreign keys".to_owned(), dangling));
        }
    }
    found
}

#[tokio::test]
async fn the_sample_breaks_no_rule() {
    for db in Database::each().await {
        load_sample(&db).await;
        assert_eq!(violations(db.family(), db.url()).await, [], "{db}");
    }
}

#[tokio::test]
async fn sqlite_reports_dangling_keys() {
    let db = Database::sqlite().await;
    load_sample(&db).await;
    db.execute_script("PRAGMA foreign_keys = OFF; DELETE FROM todo_lists WHERE id = 2").await;
    let found = violations(db.family(), db.url()).await;
    assert_eq!(found, [("foreign keys".to_owned(), 1)]);
}

#[test]
fn every_rule_has_a_name_of_its_own_and_something_that_breaks_it() {
    let named: Vec<String> = rules(Family::Sqlite).into_iter().map(|(name, _)| name).collect();
    let distinct: BTreeSet<&str> = named.iter().map(String::as_str).collect();
    assert_eq!(distinct.len(), named.len());
    let breakable: BTreeSet<&str> = BREAKS.iter().chain(REFUSED).map(|(rule, _)| *rule).collect();
    assert_eq!(breakable, distinct);
}

#[tokio::test]
async fn every_rule_notices_what_breaks_it() {
    for db in Database::each().await {
        load_sample(&db).await;
        let rules = rules(db.family());
        let pool = db.connect().await;
        for (rule, change) in BREAKS {
            if rule.starts_with("time:") && db.family() != Family::Sqlite {
                continue; // a real timestamp cannot be written in an odd way
            }
            let run = pool.begin().await.unwrap();
            let prepared = settings(db.family());
            if !prepared.is_empty() {
                run.execute_unprepared(prepared).await.unwrap();
            }
            let done = run.execute_unprepared(change).await;
            let done = done.unwrap_or_else(|e| panic!("{db}: {rule}: {e}"));
            assert!(done.rows_affected() > 0, "{db}: {rule}: the change changes nothing");
            let query = &rules.iter().find(|(name, _)| name == rule).unwrap().1;
            let statement = Statement::from_string(pool.get_database_backend(), query);
            let row = run.query_one_raw(statement).await;
            let row = row.unwrap_or_else(|e| panic!("{db}: {rule}: {e}")).unwrap();
            let count: i64 = row.try_get("", "violations").unwrap();
            assert!(count > 0, "{db}: {rule}: not noticed");
            run.rollback().await.unwrap();
        }
        pool.close().await.unwrap();
        assert_eq!(violations(db.family(), db.url()).await, [], "{db}: rolled back");
    }
}

#[tokio::test]
async fn what_a_unique_key_guards_is_refused_by_the_engine() {
    for db in Database::each().await {
        load_sample(&db).await;
        for (rule, change) in REFUSED {
            let outcome = db.try_script(&format!("{}{change}", settings(db.family()))).await;
            let refusal = outcome.expect_err(rule).to_lowercase();
            assert!(refusal.contains("unique") || refusal.contains("duplicate"), "{db}: {refusal}");
        }
    }
}

/// Rules that a unique key of the declared schema also guards, and what it refuses.
const REFUSED: &[(&str, &str)] = &[
    (
        "todos: a user is a member of a list once",
        "INSERT INTO todo_list_members (list_id, user_id, added_by) VALUES (1, 2, 1)",
    ),
    (
        "comments: a user is mentioned once in a comment",
        "INSERT INTO comment_mentions (comment_id, mentioned_user_id, mentioned_by_user_id)
         VALUES (1, 2, 1)",
    ),
    (
        "pricing: a category has one default",
        "INSERT INTO pricing_defaults (product_category, default_margin_percent)
         VALUES ('Flower', 20)",
    ),
];

/// A change to the sample for every other rule, which that rule must notice.
const BREAKS: &[(&str, &str)] = &[
    (
        "todos: a done task is completed, when and by whom",
        "UPDATE todo_tasks SET is_completed = false WHERE id = 1",
    ),
    (
        "todos: only a done task is completed",
        "UPDATE todo_tasks SET status = 'in_progress' WHERE id = 1",
    ),
    ("todos: only the owner has the role of owner", "UPDATE todo_list_members SET role = 'owner'"),
    (
        "todos: only shared lists have members beside the owner",
        "UPDATE todo_lists SET is_shared = false WHERE id = 1",
    ),
    (
        "todos: a shared list has a member beside the owner",
        "UPDATE todo_lists SET is_shared = true WHERE id = 2",
    ),
    (
        "todos: nobody joins a list before it exists",
        "UPDATE todo_list_members SET added_at = '2025-01-01 00:00:00'",
    ),
    (
        "todos: the assignee is the owner or a member",
        "UPDATE todo_tasks SET assigned_to = 3 WHERE id = 2",
    ),
    (
        "todos: who completed a task is the owner or a member",
        "UPDATE todo_tasks SET completed_by = 3 WHERE id = 1",
    ),
    (
        "todos: who created a task is the owner or a member",
        "UPDATE todo_tasks SET created_by = 3 WHERE id = 1",
    ),
    (
        "todos: positions order the tasks of a list",
        "UPDATE todo_tasks SET position = 0 WHERE id = 2",
    ),
    (
        "todos: created, then completed, then last updated",
        "UPDATE todo_tasks SET updated_at = '2025-02-02 09:00:00' WHERE id = 1",
    ),
    (
        "todos: no task is older than its list",
        "UPDATE todo_tasks SET created_at = '2025-01-01 00:00:00' WHERE id = 1",
    ),
    (
        "todos: the activity of a task starts with created",
        "UPDATE todo_task_activity SET action = 'updated' WHERE id = 7",
    ),
    (
        "todos: a task is created once",
        "UPDATE todo_task_activity SET action = 'created' WHERE id = 4",
    ),
    (
        "todos: no activity before its task",
        "UPDATE todo_task_activity SET created_at = '2025-02-01 00:00:00' WHERE id = 1",
    ),
    (
        "todos: a change of status says from what to what",
        "UPDATE todo_task_activity SET old_value = NULL WHERE id = 2",
    ),
    (
        "todos: changes of status form a chain from todo",
        "UPDATE todo_task_activity SET old_value = 'todo' WHERE id = 3",
    ),
    (
        "todos: the last change of status led to the status",
        "UPDATE todo_tasks SET status = 'todo' WHERE id = 2",
    ),
    (
        "comments: the type is one that the application shows",
        "UPDATE comments SET commentable_type = 'Client' WHERE id = 1",
    ),
    (
        "comments: a client commented on exists",
        "UPDATE comments SET commentable_id = 99 WHERE id = 1",
    ),
    (
        "comments: an order commented on exists",
        "UPDATE comments SET commentable_id = 99 WHERE id = 2",
    ),
    (
        "comments: a batch commented on exists and is not deleted",
        "UPDATE comments SET commentable_id = 4 WHERE id = 3",
    ),
    (
        "comments: a task commented on exists",
        "UPDATE comments SET commentable_id = 99 WHERE id = 4",
    ),
    ("comments: there is one dashboard", "UPDATE comments SET commentable_id = 2 WHERE id = 5"),
    (
        "comments: no comment is older than what it is on",
        "UPDATE orders SET created_at = '2025-02-05 00:00:00' WHERE id = 1",
    ),
    ("comments: a comment says something", "UPDATE comments SET content = ' ' WHERE id = 2"),
    (
        "comments: resolved goes with when and by whom",
        "UPDATE comments SET is_resolved = true WHERE id = 2",
    ),
    (
        "comments: created, then resolved, then last updated",
        "UPDATE comments SET resolved_at = '2025-02-03 00:00:00' WHERE id = 1",
    ),
    (
        "comments: a mention stands in the text, under the name of the user",
        "UPDATE comments SET content = 'Ask @[Benny](2) or @[Cleo Lund](3)' WHERE id = 1",
    ),
    ("comments: whom the text mentions has a mention", "DELETE FROM comment_mentions WHERE id = 2"),
    (
        "comments: the text mentions users that exist, and is well-formed",
        "UPDATE comments SET content = 'Ask @[Nobody](77)' WHERE id = 2",
    ),
    (
        "comments: the author of the comment is who mentions",
        "UPDATE comment_mentions SET mentioned_by_user_id = 2 WHERE id = 1",
    ),
    (
        "comments: no mention is older than its comment",
        "UPDATE comment_mentions SET created_at = '2025-02-03 00:00:00' WHERE id = 1",
    ),
    (
        "dashboards: every user has preferences, once",
        r#"DELETE FROM "userDashboardPreferences" WHERE id = 3"#,
    ),
    (
        "dashboards: the active layout exists",
        r#"UPDATE "userDashboardPreferences" SET "activeLayout" = 'default' WHERE id = 1"#,
    ),
    (
        "dashboards: the widget configuration is an array of objects",
        r#"UPDATE "userDashboardPreferences" SET "widgetConfig" = '{"id": "inbox"}' WHERE id = 1"#,
    ),
    (
        "dashboards: every widget has an id and a visibility",
        r#"UPDATE "userDashboardPreferences" SET "widgetConfig" = '[{"id": "inbox", "isVisible": 1}]' WHERE id = 1"#,
    ),
    (
        "dashboards: a widget has an order, settings, and nothing else",
        r#"UPDATE "userDashboardPreferences" SET "widgetConfig" = '[{"id": "inbox", "isVisible": true, "width": 2}]' WHERE id = 1"#,
    ),
    (
        "dashboards: every widget is one of the application",
        r#"UPDATE "userDashboardPreferences" SET "widgetConfig" = '[{"id": "weather", "isVisible": true}]' WHERE id = 1"#,
    ),
    (
        "dashboards: a widget stands once, at a place of its own",
        r#"UPDATE "userDashboardPreferences" SET "widgetConfig" = '[{"id": "inbox", "isVisible": true, "order": 1}, {"id": "cash-flow", "isVisible": true, "order": 1}]' WHERE id = 1"#,
    ),
    (
        "dashboards: a layout belongs to a user or to a role",
        "UPDATE dashboard_widget_layouts SET role = 'user' WHERE id = 1",
    ),
    (
        "dashboards: positions order the layout of a user or role",
        "UPDATE dashboard_widget_layouts SET position = 0 WHERE id = 2",
    ),
    (
        "dashboards: a layout shows a widget once",
        r#"UPDATE dashboard_widget_layouts SET "widgetType" = 'cash-flow' WHERE id = 2"#,
    ),
    (
        "dashboards: a widget has a size",
        "UPDATE dashboard_widget_layouts SET width = 0 WHERE id = 1",
    ),
    (
        "dashboards: the configuration of a layout is an object",
        "UPDATE dashboard_widget_layouts SET config = '[1]' WHERE id = 1",
    ),
    (
        "dashboards: a role has a figure once",
        r#"UPDATE dashboard_kpi_configs SET "kpiType" = 'revenue' WHERE id = 2"#,
    ),
    (
        "dashboards: positions order the figures of a role",
        "UPDATE dashboard_kpi_configs SET position = 0 WHERE id = 2",
    ),
    (
        "pricing: an adjustment is positive, a markdown at most everything",
        "UPDATE pricing_rules SET adjustment_value = 101 WHERE id = 1",
    ),
    ("pricing: a rule has conditions", "UPDATE pricing_rules SET conditions = '{}' WHERE id = 1"),
    (
        "pricing: the application knows every condition",
        r#"UPDATE pricing_rules SET conditions = '{"clientId": 1}' WHERE id = 1"#,
    ),
    (
        "pricing: price bounds are numbers",
        r#"UPDATE pricing_rules SET conditions = '{"priceMin": "10"}' WHERE id = 1"#,
    ),
    (
        "pricing: price bounds leave room",
        r#"UPDATE pricing_rules SET conditions = '{"priceMin": 10.5, "priceMax": 9}' WHERE id = 1"#,
    ),
    (
        "pricing: the category of a rule has a live product",
        r#"UPDATE pricing_rules SET conditions = '{"category": "Topicals"}' WHERE id = 1"#,
    ),
    (
        "pricing: the subcategory of a rule has a live product",
        r#"UPDATE pricing_rules SET conditions = '{"category": "Edibles", "subcategory": "Smalls"}' WHERE id = 1"#,
    ),
    (
        "pricing: the strain of a rule has a live product",
        r#"UPDATE pricing_rules SET conditions = '{"strain": "Blue Dawn 2"}' WHERE id = 1"#,
    ),
    (
        "pricing: the grade of a rule has a batch",
        r#"UPDATE pricing_rules SET conditions = '{"grade": "Z"}' WHERE id = 1"#,
    ),
    (
        "pricing: the vendor of a rule exists",
        r#"UPDATE pricing_rules SET conditions = '{"vendor": "Nobody"}' WHERE id = 1"#,
    ),
    (
        "pricing: the rules of a profile are a non-empty array",
        "UPDATE pricing_profiles SET rules = '[]'",
    ),
    (
        "pricing: a profile gives each rule an id and a priority, nothing else",
        r#"UPDATE pricing_profiles SET rules = '[{"ruleId": 1}]'"#,
    ),
    (
        "pricing: the rules of a profile are live",
        r#"UPDATE pricing_profiles SET rules = '[{"ruleId": 3, "priority": 1}]'"#,
    ),
    (
        "pricing: a profile has a rule once",
        r#"UPDATE pricing_profiles SET rules = '[{"ruleId": 1, "priority": 1}, {"ruleId": 1, "priority": 2}]'"#,
    ),
    (
        "pricing: the profile of a client is live",
        "UPDATE pricing_profiles SET deleted_at = '2025-02-01 00:00:00'",
    ),
    (
        "pricing: every category of a live product has a default",
        "DELETE FROM pricing_defaults WHERE id = 2",
    ),
    (
        "pricing: a default margin lies between nothing and everything",
        "UPDATE pricing_defaults SET default_margin_percent = 100 WHERE id = 1",
    ),
    (
        "inventory: quantities are decimal numbers",
        r#"UPDATE batches SET "holdQty" = '1e1' WHERE id = 1"#,
    ),
    (
        "inventory: after is before plus change",
        r#"UPDATE "inventoryMovements" SET "quantityChange" = '-19' WHERE id = 2"#,
    ),
    (
        "inventory: every movement starts where the one before ended",
        r#"UPDATE "inventoryMovements" SET "quantityBefore" = '100', "quantityAfter" = '80' WHERE id = 2"#,
    ),
    (
        "inventory: a batch starts with an intake into nothing",
        r#"UPDATE "inventoryMovements" SET "inventoryMovementType" = 'RETURN' WHERE id = 1"#,
    ),
    (
        "inventory: the last movement leaves what is on hand",
        r#"UPDATE batches SET "onHandQty" = '70' WHERE id = 1"#,
    ),
    (
        "inventory: all changes add up to what is on hand",
        r#"UPDATE "inventoryMovements" SET "quantityChange" = '-6' WHERE id = 4"#,
    ),
    (
        "inventory: the sign of a change follows its type",
        r#"UPDATE "inventoryMovements" SET "inventoryMovementType" = 'RETURN' WHERE id = 4"#,
    ),
    (
        "inventory: an adjustment, and nothing else, has a reason",
        r#"UPDATE "inventoryMovements" SET "adjustmentReason" = NULL WHERE id = 3"#,
    ),
    (
        "inventory: no quantity is negative",
        r#"UPDATE batches SET "defectiveQty" = '-1' WHERE id = 1"#,
    ),
    (
        "inventory: no more is set aside than is on hand",
        r#"UPDATE batches SET "holdQty" = '60.6' WHERE id = 1"#,
    ),
    (
        "inventory: sold out means nothing is available, and live that something is",
        r#"UPDATE batches SET "batchStatus" = 'LIVE' WHERE id = 2"#,
    ),
    (
        "inventory: a reference has a type and an id",
        r#"UPDATE "inventoryMovements" SET "referenceId" = NULL WHERE id = 2"#,
    ),
    (
        "inventory: an order referred to is a sale that exists",
        r#"UPDATE "inventoryMovements" SET "referenceId" = 4 WHERE id = 2"#,
    ),
    (
        "orders: fulfilment goes from pending to packed to shipped",
        r#"UPDATE order_status_history SET "toStatus" = 'SHIPPED' WHERE id = 5"#,
    ),
    (
        "orders: every change starts from what the one before led to",
        r#"UPDATE order_status_history SET "fromStatus" = NULL WHERE id = 5"#,
    ),
    (
        "orders: the last change led to the fulfilment status",
        r#"UPDATE orders SET "fulfillmentStatus" = 'PACKED' WHERE id = 1"#,
    ),
    (
        "orders: only a sale that is no draft is fulfilled",
        "UPDATE orders SET is_draft = true WHERE id = 3",
    ),
    ("orders: packed says when and by whom", "UPDATE orders SET packed_by = NULL WHERE id = 1"),
    (
        "orders: shipped says when and by whom",
        "UPDATE orders SET shipped_at = '2025-02-04 10:00:00' WHERE id = 2",
    ),
    (
        "orders: created, then packed, then shipped",
        "UPDATE orders SET shipped_at = '2025-02-02 09:00:00' WHERE id = 1",
    ),
    (
        "orders: the history says the same as the order",
        "UPDATE orders SET packed_by = 3 WHERE id = 1",
    ),
    (
        "orders: the lines add up to the subtotal",
        "UPDATE orders SET subtotal = 251, total = 261 WHERE id = 1",
    ),
    (
        "orders: a line is quantity times price",
        "UPDATE order_line_items SET quantity = 21 WHERE id = 1",
    ),
    (
        "orders: a line has a quantity, and a price",
        "UPDATE order_line_items SET quantity = 0 WHERE id = 1",
    ),
    (
        "orders: the total is the subtotal with tax, less discount",
        "UPDATE orders SET tax = 21 WHERE id = 1",
    ),
    (
        "orders: nothing about an order is negative",
        "UPDATE orders SET cash_payment = -1 WHERE id = 1",
    ),
    (
        "orders: the due date follows the terms",
        "UPDATE orders SET due_date = '2025-03-04' WHERE id = 1",
    ),
    ("orders: the items are an array", "UPDATE orders SET items = '{}' WHERE id = 1"),
    ("references: the vendor of a brand", r#"UPDATE brands SET "vendorId" = 9 WHERE id = 1"#),
    ("references: the vendor of a lot", r#"UPDATE lots SET "vendorId" = 9"#),
    (
        "references: the parent of a strain",
        r#"UPDATE strains SET "parentStrainId" = id WHERE id = 2"#,
    ),
    ("references: the brand of a product", r#"UPDATE products SET "brandId" = 9 WHERE id = 1"#),
    ("references: the strain of a product", r#"UPDATE products SET "strainId" = 9 WHERE id = 1"#),
    ("references: the product of a batch", r#"UPDATE batches SET "productId" = 9 WHERE id = 4"#),
    ("references: the lot of a batch", r#"UPDATE batches SET "lotId" = 9 WHERE id = 4"#),
    (
        "references: the batch of an order line",
        "UPDATE order_line_items SET batch_id = 9 WHERE id = 1",
    ),
    (
        "references: the product of an order line is that of its batch",
        "UPDATE order_line_items SET product_id = 2 WHERE id = 1",
    ),
    (
        "time: written so that it sorts",
        "UPDATE comments SET created_at = '2025-02-04T08:00:00Z' WHERE id = 1",
    ),
];
