//! The migrations lead from live to declared, with the data.

use seedbed_schema_model::Family;
use seedbed_testkit::{Database, Rows, fixture_text};

use crate::statements::{folder, schema, settings, split};

const BEFORE: &str = r#"
INSERT INTO users (id, "openId") VALUES (1, 'a');
INSERT INTO clients (id, teri_code, name) VALUES (1, 'C1', 'C');
INSERT INTO batches (id, code, sku, "productId", "lotId", "cogsMode", "paymentTerms")
VALUES (1, 'B', 'S', 1, 1, 'FIXED', 'COD');
INSERT INTO orders (id, order_number, "orderType", client_id, items, subtotal, total, created_by)
VALUES (1, 'O1', 'SALE', 1, '[]', 1, 1, 1), (2, 'O2', 'SALE', 1, '[]', 1, 1, 1);
INSERT INTO order_status_history (id, order_id, "fulfillmentStatus", changed_by, changed_at, notes)
VALUES
  (10, 1, 'PENDING', 1, '2025-01-01 00:00:00', 'taken'),
  (5, 1, 'SHIPPED', 1, '2025-01-03 00:00:00', NULL),
  (7, 1, 'PACKED', 1, '2025-01-02 00:00:00', NULL),
  (8, 2, 'PENDING', 1, '2025-01-01 00:00:00', NULL),
  (9, 2, 'PACKED', 1, '2025-01-01 00:00:00', NULL),
  (99, 2, 'PACKED', 1, '2025-01-01 00:00:00', NULL);
DELETE FROM order_status_history WHERE id = 99;
INSERT INTO "inventoryMovements" (id, "batchId", "inventoryMovementType", "quantityChange",
  "quantityBefore", "quantityAfter", "performedBy", reason)
VALUES
  (1, 1, 'INTAKE', '1', '0', '1', 1, 'Damaged at intake'),
  (2, 1, 'ADJUSTMENT', '1', '0', '1', 1, 'Box DAMAGED in transit'),
  (3, 1, 'ADJUSTMENT', '1', '0', '1', 1, 'Expired in the cold room'),
  (4, 1, 'ADJUSTMENT', '1', '0', '1', 1, 'Missing from the shelf'),
  (5, 1, 'ADJUSTMENT', '1', '0', '1', 1, 'Lost on the way'),
  (6, 1, 'ADJUSTMENT', '1', '0', '1', 1, 'Stolen'),
  (7, 1, 'ADJUSTMENT', '1', '0', '1', 1, 'Cycle check'),
  (8, 1, 'ADJUSTMENT', '1', '0', '1', 1, 'Mould found'),
  (9, 1, 'ADJUSTMENT', '1', '0', '1', 1, 'Weight was off'),
  (10, 1, 'ADJUSTMENT', '1', '0', '1', 1, 'A present'),
  (11, 1, 'ADJUSTMENT', '1', '0', '1', 1, NULL);
"#;

/// Runs both migrations as the runner does: in one transaction where the engine has that for DDL.
async fn migrate(db: &Database) {
    for name in ["0001_adjustment_reason", "0002_order_status_history"] {
        let sql =
            fixture_text(format!("examples/terp/migrations/{}/{name}.sql", folder(db.family())));
        match db.family() {
            Family::Sqlite | Family::Postgres => {
                db.execute_script(&format!("BEGIN;\n{sql}\nCOMMIT;")).await;
            }
            _ => {
                for statement in split(&sql) {
                    db.execute_script(&statement).await;
                }
            }
        }
    }
}

fn cells(rows: &[&[&str]]) -> Rows {
    rows.iter().map(|r| r.iter().map(|c| (*c != "-").then(|| (*c).to_owned())).collect()).collect()
}

#[tokio::test]
async fn data_is_carried_over() {
    for db in Database::each().await {
        db.execute_script(&schema(db.family(), "live")).await;
        db.execute_script(&format!("{}{BEFORE}", settings(db.family()))).await;
        migrate(&db).await;
        let read =
            async |sql: &str| db.query_text(&format!("{}{sql}", settings(db.family()))).await;
        assert_eq!(
            read(r#"SELECT id, "adjustmentReason", notes FROM "inventoryMovements" ORDER BY id"#)
                .await,
            cells(&[
                &["1", "-", "Damaged at intake"],
                &["2", "DAMAGED", "Box DAMAGED in transit"],
                &["3", "EXPIRED", "Expired in the cold room"],
                &["4", "LOST", "Missing from the shelf"],
                &["5", "LOST", "Lost on the way"],
                &["6", "THEFT", "Stolen"],
                &["7", "COUNT_DISCREPANCY", "Cycle check"],
                &["8", "QUALITY_ISSUE", "Mould found"],
                &["9", "REWEIGH", "Weight was off"],
                &["10", "OTHER", "A present"],
                &["11", "OTHER", "-"],
            ]),
            "{db}"
        );
        assert_eq!(
            read(
                r#"SELECT id, "fromStatus", "toStatus", changed_at, notes FROM order_status_history
                   ORDER BY order_id, changed_at, id"#
            )
            .await,
            cells(&[
                &["10", "-", "PENDING", "2025-01-01 00:00:00", "taken"],
                &["7", "PENDING", "PACKED", "2025-01-02 00:00:00", "-"],
                &["5", "PACKED", "SHIPPED", "2025-01-03 00:00:00", "-"],
                &["8", "-", "PENDING", "2025-01-01 00:00:00", "-"],
                &["9", "PENDING", "PACKED", "2025-01-01 00:00:00", "-"],
            ]),
            "{db}"
        );
    }
}

/// Everything the engine itself says about the two tables, column order included.
async fn described(db: &Database) -> Rows {
    let mut rows = Rows::new();
    for table in ["inventoryMovements", "order_status_history"] {
        let queries: Vec<String> = match db.family() {
            Family::Sqlite => vec![
                format!("SELECT * FROM pragma_table_xinfo('{table}')"),
                format!("SELECT * FROM pragma_foreign_key_list('{table}')"),
                format!(
                    "SELECT l.name, l.\"unique\", l.origin, i.seqno, i.name
                     FROM pragma_index_list('{table}') AS l, pragma_index_info(l.name) AS i
                     ORDER BY 1, 4"
                ),
                // The checks stand in the text alone; a renamed table's name comes back quoted.
                format!(
                    "SELECT replace(replace(replace(replace(sql, ' ', ''), char(10), ''),
                       '\"', ''), 'ADDCOLUMN', '')
                     FROM sqlite_schema WHERE tbl_name = '{table}' AND sql IS NOT NULL
                     ORDER BY type, name"
                ),
            ],
            Family::Postgres => vec![
                format!(
                    "SELECT a.attnum, a.attname, format_type(a.atttypid, a.atttypmod),
                       a.attnotnull, pg_get_expr(d.adbin, d.adrelid)
                     FROM pg_attribute AS a
                     LEFT JOIN pg_attrdef AS d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
                     WHERE a.attrelid = '\"{table}\"'::regclass AND a.attnum > 0 ORDER BY 1"
                ),
                format!(
                    "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint
                     WHERE conrelid = '\"{table}\"'::regclass ORDER BY 1"
                ),
                format!("SELECT indexdef FROM pg_indexes WHERE tablename = '{table}' ORDER BY 1"),
                "SELECT t.typname, e.enumlabel FROM pg_enum AS e JOIN pg_type AS t
                 ON t.oid = e.enumtypid ORDER BY 1, e.enumsortorder"
                    .to_owned(),
            ],
            _ => vec![format!("SHOW CREATE TABLE `{table}`")],
        };
        for query in queries {
            rows.extend(db.query_text(&query).await);
        }
    }
    rows
}

#[tokio::test]
async fn the_migrated_schema_is_the_declared_one() {
    for (declared, migrated) in Database::each().await.into_iter().zip(Database::each().await) {
        declared.execute_script(&schema(declared.family(), "declared")).await;
        migrated.execute_script(&schema(migrated.family(), "live")).await;
        let expected = described(&declared).await;
        assert!(expected.len() > 1, "{declared}");
        assert_ne!(described(&migrated).await, expected, "{migrated} before the migrations");
        migrate(&migrated).await;
        assert_eq!(described(&migrated).await, expected, "{migrated}");
    }
}

#[tokio::test]
async fn sqlite_does_not_give_out_the_key_of_a_deleted_entry_again() {
    let db = Database::sqlite().await;
    db.execute_script(&schema(Family::Sqlite, "live")).await;
    db.execute_script(BEFORE).await;
    migrate(&db).await;
    db.execute_script(
        r#"INSERT INTO order_status_history (order_id, "toStatus", changed_by) VALUES (2, 'SHIPPED', 1)"#,
    )
    .await;
    assert_eq!(db.query_text("SELECT max(id) FROM order_status_history").await, cells(&[&["100"]]));
}
