//! Movements and histories over the wholesale world.

use chrono::{Duration, NaiveDateTime};
use proptest::prelude::*;
use rust_decimal::Decimal;

use super::*;
use crate::{
    AnchorTable, Anchors, Rows,
    domains::{terp, wholesale},
    generate,
};

const TODAY: &str = "2025-12-11";

/// The wholesale world, and the stories told over it.
fn told(schema: &str, volumes: &[(&str, u64)], seed: u64) -> (Rows, Rows) {
    let schema = terp::schema(schema);
    let volumes = volumes.iter().map(|(n, v)| ((*n).to_owned(), *v)).collect();
    let options = DomainOptions { volumes, ..DomainOptions::default() };
    let base = (wholesale::DOMAIN.bind)(&schema, &options).unwrap();
    let world = terp::world(&*base, seed, TODAY, crate::Anchors::default());
    let base = generate(&*base, &world, 0..world.units, 2).unwrap();
    let stories = (DOMAIN.bind)(&schema, &DomainOptions::default()).unwrap();
    let world = terp::world(&*stories, seed, TODAY, terp::anchors(&stories.spec(), &base));
    let rows = generate(&*stories, &world, 0..world.units, 2).unwrap();
    (base, rows)
}

#[test]
fn sample() {
    for schema in ["declared", "live"] {
        let (_, rows) = told(schema, &[], 20251211);
        let mut text = terp::show(&rows, "inventoryMovements", 60);
        text += &terp::show(&rows, "order_status_history", 14);
        insta::assert_snapshot!(schema, text);
        insta::assert_snapshot!(format!("{schema}-golden"), terp::hashes(&rows));
    }
}

#[test]
fn is_pure() {
    let (base, _) = told("declared", &[("orders", 60), ("batches", 40)], 5);
    let stories = (DOMAIN.bind)(&terp::schema("declared"), &DomainOptions::default()).unwrap();
    let world = terp::world(&*stories, 5, TODAY, terp::anchors(&stories.spec(), &base));
    terp::assert_pure(&*stories, &world);
}

/// What a hand-made world has: `(on hand in hundredths, status, hours before today it came)`,
/// orders as `(hours before today, status, draft)`, lines as `(order, batch, hundredths)`.
fn hand_made(
    batches: &[(i64, &'static str, i64)],
    orders: &[(i64, &'static str, bool)],
    lines: &[(usize, usize, i64)],
) -> Anchors {
    let stories = (DOMAIN.bind)(&terp::schema("declared"), &DomainOptions::default()).unwrap();
    let noon: NaiveDateTime = "2025-12-11T12:00:00".parse().unwrap();
    let ago = |hours: i64| Value::DateTime(noon - Duration::hours(hours));
    let cell = |role: &str, column: &str, row: usize| -> Value {
        match (role, column) {
            (_, "id") => Value::Int(row as i64 + 1),
            ("batch", "onHandQty") => {
                Value::Text(Decimal::new(batches[row].0, 2).to_string().into())
            }
            ("batch", "batchStatus") => batches[row].1.into(),
            ("batch", "createdAt") => ago(batches[row].2),
            ("batch", "lotId") => Value::Int(1),
            ("order", "orderType") => "SALE".into(),
            ("order", "is_draft") => Value::Bool(orders[row].2),
            ("order", "created_at") => ago(orders[row].0),
            ("order", "fulfillmentStatus") => orders[row].1.into(),
            ("order", "shipped_at") if orders[row].1 == "SHIPPED" => ago(orders[row].0 - 3),
            ("line", "order_id") => Value::Int(lines[row].0 as i64 + 1),
            ("line", "batch_id") => Value::Int(lines[row].1 as i64 + 1),
            ("line", "quantity") => Value::Decimal(Decimal::new(lines[row].2, 2)),
            _ => Value::Null,
        }
    };
    let tables = stories.spec().anchors.into_iter().map(|spec| {
        let n = match spec.name.as_str() {
            "user" => 3,
            "batch" => batches.len(),
            "order" => orders.len(),
            "line" => lines.len(),
            _ => 0,
        };
        let columns: Vec<String> = [spec.key].into_iter().chain(spec.columns).collect();
        let rows =
            (0..n).map(|r| columns.iter().map(|c| cell(&spec.name, c, r)).collect()).collect();
        (spec.name, AnchorTable::new(columns, rows))
    });
    Anchors(tables.collect())
}

/// The laws of chains, told from the rows alone.
fn chains_hold(rows: &Rows, batches: &[(i64, &'static str, i64)]) -> Result<(), TestCaseError> {
    let noon: NaiveDateTime = "2025-12-11T12:00:00".parse().unwrap();
    let table = rows.table(&"inventoryMovements".into());
    for (b, (on_hand, status, hours)) in batches.iter().enumerate() {
        let own: Vec<usize> = table.map_or(Vec::new(), |t| {
            (0..t.len())
                .filter(|r| t.get(*r, "batchId") == Some(&Value::Int(b as i64 + 1)))
                .collect()
        });
        let (mut stock, mut last) = (Decimal::ZERO, None);
        for (k, row) in own.iter().enumerate() {
            let get = |c: &str| table.unwrap().get(*row, c).unwrap();
            let number = |c: &str| get(c).as_decimal().unwrap();
            let (kind, change) =
                (get("inventoryMovementType").as_str().unwrap(), number("quantityChange"));
            prop_assert_eq!(kind == "INTAKE", k == 0);
            prop_assert_eq!(number("quantityBefore"), stock);
            stock += change;
            prop_assert_eq!(number("quantityAfter"), stock);
            prop_assert!(stock >= Decimal::ZERO);
            match kind {
                "INTAKE" | "RETURN" => prop_assert!(change > Decimal::ZERO),
                "SALE" | "SAMPLE" | "DISPOSAL" => prop_assert!(change < Decimal::ZERO),
                _ => prop_assert!(!change.is_zero()),
            }
            prop_assert_eq!(get("adjustmentReason").is_null(), kind != "ADJUSTMENT");
            if kind == "SALE" {
                prop_assert_eq!(get("referenceType").as_str(), Some("ORDER"));
            }
            let at = get("createdAt").as_datetime().unwrap();
            prop_assert!(last.is_none_or(|last| last < at));
            prop_assert!(at >= noon - Duration::hours(*hours));
            prop_assert!(at.date() <= noon.date());
            prop_assert!(!get("performedBy").is_null());
            last = Some(at);
            if k + 1 == own.len() && stock.is_zero() {
                prop_assert!(kind == "SALE" || kind == "DISPOSAL", "{}", kind);
            }
        }
        prop_assert_eq!(stock, Decimal::new(*on_hand, 2));
        if *on_hand == 0 && own.is_empty() {
            prop_assert_eq!(*status, "AWAITING_INTAKE");
        }
    }
    Ok(())
}

fn status() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "AWAITING_INTAKE",
        "LIVE",
        "ON_HOLD",
        "QUARANTINED",
        "SOLD_OUT",
        "CLOSED",
    ])
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn chains_reconcile_with_any_batch(
        batches in prop::collection::vec((prop_oneof![Just(0i64), 1i64..30, 100i64..50_000, (1i64..90).prop_map(|n| n * 100)], status(), 4i64..20_000), 1..6),
        orders in prop::collection::vec((3i64..20_000, prop::sample::select(vec!["PENDING", "PACKED", "SHIPPED"]), any::<bool>()), 0..8),
        lines in prop::collection::vec((0usize..8, 0usize..6, 1i64..9_000), 0..50),
        seed: u64,
    ) {
        let lines: Vec<_> = lines
            .into_iter()
            .filter(|(o, b, _)| *o < orders.len() && *b < batches.len())
            .collect();
        let stories = (DOMAIN.bind)(&terp::schema("declared"), &DomainOptions::default()).unwrap();
        let world = terp::world(&*stories, seed, TODAY, hand_made(&batches, &orders, &lines));
        let rows = generate(&*stories, &world, 0..world.units, 1).unwrap();
        chains_hold(&rows, &batches)?;
        let told = |order: usize| {
            rows.table(&"order_status_history".into()).map_or(Vec::new(), |t| {
                (0..t.len())
                    .filter(|r| t.get(*r, "order_id") == Some(&Value::Int(order as i64 + 1)))
                    .map(|r| {
                        let text = |c: &str| t.get(r, c).unwrap().as_str().unwrap_or("").to_owned();
                        (text("fromStatus"), text("toStatus"), t.get(r, "changed_at").unwrap().as_datetime())
                    })
                    .collect()
            })
        };
        for (o, (hours, stands, draft)) in orders.iter().enumerate() {
            let entries = told(o);
            let way = ["", "PENDING", "PACKED", "SHIPPED"];
            let steps = if *draft { 0 } else { way.iter().position(|s| s == stands).unwrap() };
            prop_assert_eq!(entries.len(), steps);
            for (k, (from, to, at)) in entries.iter().enumerate() {
                prop_assert_eq!((from.as_str(), to.as_str()), (way[k], way[k + 1]));
                prop_assert!(k == 0 || entries[k - 1].2 < *at);
                if to == "SHIPPED" {
                    let noon: NaiveDateTime = "2025-12-11T12:00:00".parse().unwrap();
                    prop_assert_eq!(*at, Some(noon - Duration::hours(hours - 3)));
                }
            }
        }
    }
}

#[test]
fn what_is_told_already_is_left_alone() {
    let (base, rows) = told("declared", &[("orders", 60), ("batches", 40)], 5);
    let mut all = base;
    all.append(rows).unwrap();
    let stories = (DOMAIN.bind)(&terp::schema("declared"), &DomainOptions::default()).unwrap();
    let world = terp::world(&*stories, 5, TODAY, terp::anchors(&stories.spec(), &all));
    let again = generate(&*stories, &world, 0..world.units, 1).unwrap();
    assert_eq!(again.len(), 0);
}

#[test]
fn less_than_nothing_on_hand_is_refused() {
    let stories = (DOMAIN.bind)(&terp::schema("declared"), &DomainOptions::default()).unwrap();
    let anchors = hand_made(&[(-300, "LIVE", 900)], &[], &[]);
    let world = terp::world(&*stories, 5, TODAY, anchors);
    let refused = generate(&*stories, &world, 0..1, 1).unwrap_err();
    insta::assert_snapshot!(refused, @"batches with key 1: `-3.00` on hand, where no chain of movements can end; correct the quantity first");
}

/// The words by which the example's migration reads a reason out of a note, in its order.
const MIGRATION: &[(&str, &[&str])] = &[
    ("DAMAGED", &["damag"]),
    ("EXPIRED", &["expir"]),
    ("LOST", &["lost", "missing"]),
    ("THEFT", &["theft", "stolen"]),
    ("COUNT_DISCREPANCY", &["count", "cycle"]),
    ("QUALITY_ISSUE", &["quality", "mould"]),
    ("REWEIGH", &["reweigh", "weight"]),
];

#[test]
fn every_reason_can_be_read_out_of_its_notes() {
    for reason in Reason::ALL {
        for note in phrases::adjustment(reason) {
            let note = note.to_lowercase();
            let read = MIGRATION
                .iter()
                .find(|(_, words)| words.iter().any(|w| note.contains(w)))
                .map_or("OTHER", |(label, _)| label);
            assert_eq!(read, reason.label(), "{note}");
            assert!(phrases::REASON_WORDS.iter().any(|w| note.contains(w)), "{note}");
        }
    }
}

/// Another warehouse: everything is counted every time.
struct Counting;

impl Inventory for Counting {
    fn happenings(&self, _: &BatchContext<'_>) -> Vec<Happening> {
        let kind = MovementKind::Adjustment(Reason::CountDiscrepancy);
        vec![
            Happening { kind, percent: 2, found: true },
            Happening { kind, percent: 2, found: false },
        ]
    }
}

#[test]
fn one_method_changes_the_story_and_keeps_it_coherent() {
    let stories =
        InventoryGenerator::bind(&terp::schema("declared"), &DomainOptions::default(), Counting)
            .unwrap();
    let batches = [(5_000, "LIVE", 900), (0, "SOLD_OUT", 2000)];
    let anchors = hand_made(&batches, &[(500, "SHIPPED", false)], &[(0, 1, 700)]);
    let world = terp::world(&stories, 5, TODAY, anchors);
    let rows = generate(&stories, &world, 0..world.units, 1).unwrap();
    chains_hold(&rows, &batches).unwrap();
    let table = rows.table(&"inventoryMovements".into()).unwrap();
    let counted = (0..table.len())
        .filter(|r| table.get(*r, "adjustmentReason") == Some(&Value::from("COUNT_DISCREPANCY")))
        .count();
    // Nothing can be found of a batch that is gone.
    assert_eq!(counted, 3);
}
