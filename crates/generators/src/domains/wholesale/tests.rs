//! The wholesale world over the example's schema.

use std::collections::BTreeSet;

use chrono::{NaiveDate, NaiveDateTime};
use proptest::prelude::*;
use rust_decimal::Decimal;

use super::*;
use crate::{Anchors, TableRows, World, domains::terp, generate};

const TODAY: &str = "2025-12-11";

fn generator(volumes: &[(&str, u64)]) -> Box<dyn Generator> {
    let volumes = volumes.iter().map(|(n, v)| ((*n).to_owned(), *v)).collect();
    let options = DomainOptions { volumes, ..DomainOptions::default() };
    (DOMAIN.bind)(&terp::schema("declared"), &options).unwrap()
}

fn world(generator: &dyn Generator, seed: u64) -> World {
    terp::world(generator, seed, TODAY, Anchors::default())
}

fn all(generator: &dyn Generator, seed: u64) -> Rows {
    let world = world(generator, seed);
    generate(generator, &world, 0..world.units, 2).unwrap()
}

#[test]
fn sample() {
    let generator = generator(&[]);
    let rows = all(&*generator, 20251211);
    let mut text = String::new();
    for (table, most) in [
        ("users", 6),
        ("clients", 8),
        ("vendors", 3),
        ("brands", 4),
        ("strains", 8),
        ("products", 12),
        ("lots", 4),
        ("batches", 8),
        ("orders", 8),
        ("order_line_items", 6),
    ] {
        text += &terp::show(&rows, table, most);
    }
    insta::assert_snapshot!(text);
    insta::assert_snapshot!("golden", terp::hashes(&rows));
}

#[test]
fn is_pure() {
    let generator = generator(&[("orders", 60), ("batches", 40), ("clients", 20)]);
    terp::assert_pure(&*generator, &world(&*generator, 3));
}

/// A table with its columns by name.
struct Table<'r>(&'r TableRows);

impl Table<'_> {
    fn value(&self, row: usize, column: &str) -> &Value {
        self.0.get(row, column).unwrap_or_else(|| panic!("{}.{column}", self.0.table))
    }

    fn int(&self, row: usize, column: &str) -> i64 {
        self.value(row, column).as_int().unwrap_or_else(|| panic!("{column}"))
    }

    fn money(&self, row: usize, column: &str) -> Decimal {
        self.value(row, column).as_decimal().unwrap_or_else(|| panic!("{column}"))
    }

    fn text(&self, row: usize, column: &str) -> &str {
        self.value(row, column).as_str().unwrap_or("")
    }

    fn time(&self, row: usize, column: &str) -> Option<NaiveDateTime> {
        self.value(row, column).as_datetime()
    }

    fn len(&self) -> usize {
        self.0.len()
    }

    fn distinct(&self, column: &str) -> bool {
        let texts: BTreeSet<String> =
            (0..self.len()).map(|r| self.text(r, column).to_lowercase()).collect();
        texts.len() == self.len()
    }
}

fn holds(rows: &Rows, today: NaiveDate) -> Result<(), TestCaseError> {
    let table = |name: &str| rows.table(&name.into()).map(Table);
    for (name, columns) in [
        ("users", &["openId", "email"][..]),
        ("clients", &["teri_code", "name", "email"]),
        ("strains", &["name"]),
        ("brands", &["name"]),
        ("lots", &["code"]),
        ("batches", &["code", "sku"]),
        ("orders", &["order_number"]),
    ] {
        for column in columns {
            if let Some(table) = table(name) {
                prop_assert!(table.distinct(column), "{name}.{column}");
            }
        }
    }
    // Keys are 1.. on empty tables, so a reference is a row number and nothing may lie outside.
    for (from, column, to) in [
        ("brands", "vendorId", "vendors"),
        ("products", "brandId", "brands"),
        ("products", "strainId", "strains"),
        ("strains", "parentStrainId", "strains"),
        ("lots", "vendorId", "vendors"),
        ("batches", "productId", "products"),
        ("batches", "lotId", "lots"),
        ("orders", "client_id", "clients"),
        ("orders", "created_by", "users"),
        ("orders", "packed_by", "users"),
        ("order_line_items", "batch_id", "batches"),
        ("order_line_items", "order_id", "orders"),
    ] {
        let Some(from) = table(from) else { continue };
        let most = table(to).map_or(0, |t| t.len()) as i64;
        for row in 0..from.len() {
            if let Some(id) = from.value(row, column).as_int() {
                prop_assert!((1..=most).contains(&id), "{column} {id} of {most}");
            }
        }
    }
    for table in rows.tables() {
        for (at, value) in table.cells.iter().enumerate() {
            let column = &table.columns[at % table.columns.len()];
            if let Some(time) = value
                .as_datetime()
                .filter(|_| !["due_date", "valid_until"].contains(&column.as_str()))
            {
                prop_assert!(time.date() <= today, "{}.{column} {time}", table.table);
            }
        }
    }
    if let Some(batches) = table("batches") {
        for row in 0..batches.len() {
            let on_hand = batches.money(row, "onHandQty");
            let parts: Decimal =
                ["reservedQty", "quarantineQty", "holdQty", "defectiveQty", "sampleQty"]
                    .iter()
                    .map(|c| batches.money(row, c))
                    .sum();
            prop_assert!(parts <= on_hand);
            let status = batches.text(row, "batchStatus");
            let gone = ["SOLD_OUT", "CLOSED", "AWAITING_INTAKE"].contains(&status);
            prop_assert_eq!(on_hand.is_zero(), gone, "{}", status);
        }
    }
    let (Some(orders), Some(lines), Some(batches), Some(clients)) =
        (table("orders"), table("order_line_items"), table("batches"), table("clients"))
    else {
        return Ok(());
    };
    let mut subtotals = vec![Decimal::ZERO; orders.len()];
    for row in 0..lines.len() {
        let order = lines.int(row, "order_id") as usize - 1;
        let batch = lines.int(row, "batch_id") as usize - 1;
        let exact = lines.money(row, "quantity") * lines.money(row, "unit_price");
        prop_assert!((lines.money(row, "line_total") - exact).abs() <= Decimal::new(5, 3));
        prop_assert_eq!(lines.value(row, "product_id"), batches.value(batch, "productId"));
        prop_assert!(batches.time(batch, "createdAt") <= orders.time(order, "created_at"));
        prop_assert!(batches.text(batch, "batchStatus") != "AWAITING_INTAKE");
        subtotals[order] += lines.money(row, "line_total");
    }
    let mut spent = vec![Decimal::ZERO; clients.len()];
    let mut owed = vec![Decimal::ZERO; clients.len()];
    for (row, subtotal) in subtotals.into_iter().enumerate() {
        let total = orders.money(row, "total");
        prop_assert_eq!(orders.money(row, "subtotal"), subtotal);
        prop_assert!(subtotal > Decimal::ZERO);
        prop_assert_eq!(total, subtotal + orders.money(row, "tax") - orders.money(row, "discount"));
        let items: Vec<serde_json::Value> =
            serde_json::from_str(orders.text(row, "items")).unwrap();
        let of_order = |l: &usize| lines.int(*l, "order_id") as usize - 1 == row;
        let own: Vec<usize> = (0..lines.len()).filter(of_order).collect();
        prop_assert_eq!(items.len(), own.len());
        for (item, line) in items.iter().zip(own) {
            prop_assert_eq!(item["batchId"].as_i64(), lines.value(line, "batch_id").as_int());
            let said = Decimal::try_from(item["lineTotal"].as_f64().unwrap()).unwrap();
            prop_assert_eq!(said, lines.money(line, "line_total"));
        }
        let client = orders.int(row, "client_id") as usize - 1;
        prop_assert!(clients.time(client, "created_at") <= orders.time(row, "created_at"));
        let sold = orders.text(row, "orderType") == "SALE"
            && orders.value(row, "is_draft").as_bool() == Some(false)
            && orders.text(row, "saleStatus") != "CANCELLED";
        if sold {
            spent[client] += total;
            if orders.text(row, "saleStatus") != "PAID" {
                owed[client] += total - orders.money(row, "cash_payment");
            }
        }
        let (packed, shipped) = (orders.time(row, "packed_at"), orders.time(row, "shipped_at"));
        let stands = match (packed, shipped) {
            _ if orders.text(row, "orderType") == "QUOTE" => "",
            (Some(p), Some(s)) if p < s => "SHIPPED",
            (Some(_), None) => "PACKED",
            (None, None) => "PENDING",
            other => panic!("{other:?}"),
        };
        prop_assert_eq!(orders.text(row, "fulfillmentStatus"), stands);
    }
    for row in 0..clients.len() {
        prop_assert_eq!(clients.money(row, "total_spent"), spent[row]);
        prop_assert_eq!(clients.money(row, "total_owed"), owed[row]);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn every_world_is_coherent(
        users in 1u64..15, clients in 1u64..40, strains in 0u64..40, products in 1u64..40,
        batches in 1u64..60, orders in 0u64..50, seed: u64, day in 0u64..4000,
    ) {
        let generator = generator(&[
            ("users", users), ("clients", clients), ("strains", strains), ("products", products),
            ("batches", batches), ("orders", orders),
        ]);
        let today = NaiveDate::from_ymd_opt(2020, 2, 28).unwrap() + chrono::Days::new(day);
        let world = terp::world(&*generator, seed, &today.to_string(), Anchors::default());
        let rows = generate(&*generator, &world, 0..world.units, 1).unwrap();
        for (table, n) in [
            ("users", users), ("clients", clients), ("strains", strains), ("products", products),
            ("batches", batches), ("orders", orders),
        ] {
            prop_assert_eq!(rows.table(&table.into()).map_or(0, TableRows::len) as u64, n);
        }
        holds(&rows, today)?;
    }
}

#[test]
fn the_default_world_is_the_business_it_claims_to_be() {
    let rows = all(&*generator(&[]), 20251211);
    let table = |name: &str| Table(rows.table(&name.into()).unwrap());
    let (orders, clients, products) = (table("orders"), table("clients"), table("products"));
    let count = |t: &Table<'_>, column: &str, text: &str| {
        (0..t.len()).filter(|r| t.text(*r, column) == text).count()
    };
    assert_eq!(count(&products, "category", "Flower"), 90);
    let drafts = (0..400).filter(|r| orders.value(*r, "is_draft") == &Value::Bool(true)).count();
    assert!((34..=62).contains(&drafts), "{drafts} drafts");
    let today = TODAY.parse().unwrap();
    let now = (0..400).filter(|r| orders.time(*r, "created_at").unwrap().date() == today).count();
    assert!((3..=5).contains(&now), "{now} orders today");
    let sellers = (0..60).filter(|r| clients.value(*r, "is_seller") == &Value::Bool(true)).count();
    assert_eq!(sellers, 8);

    let mut spent: Vec<Decimal> = (0..60).map(|r| clients.money(r, "total_spent")).collect();
    spent.sort_unstable();
    let all: Decimal = spent.iter().sum();
    let whales: Decimal = spent.iter().rev().take(10).sum();
    let share = whales * Decimal::ONE_HUNDRED / all;
    assert!((Decimal::from(62)..Decimal::from(80)).contains(&share), "whales bring {share} %");
    let statuses: BTreeSet<&str> = (0..200)
        .map(|r| table("batches").0.get(r, "batchStatus").unwrap().as_str().unwrap())
        .collect();
    assert_eq!(statuses.len(), 7, "{statuses:?}");
    let longest = (0..400u64)
        .map(|o| {
            (0..1200)
                .filter(|l| table("order_line_items").int(*l, "order_id") as u64 == o + 1)
                .count()
        })
        .max();
    assert_eq!(longest, Some(5));
}

/// How many of the rows of a table that both have differ, or are only in the first.
fn changed(few: &Rows, more: &Rows, table: &str, but: &[&str]) -> usize {
    let (few, more) = (few.table(&table.into()).unwrap(), more.table(&table.into()).unwrap());
    let by_key: std::collections::BTreeMap<i64, usize> =
        (0..more.len()).map(|r| (more.get(r, "id").unwrap().as_int().unwrap(), r)).collect();
    let columns: Vec<&String> = few.columns.iter().filter(|c| !but.contains(&c.as_str())).collect();
    (0..few.len())
        .filter(|r| {
            let there = by_key.get(&few.get(*r, "id").unwrap().as_int().unwrap());
            there.is_none_or(|t| columns.iter().any(|c| few.get(*r, c) != more.get(*t, c)))
        })
        .count()
}

const SUMS: &[&str] = &[
    "total_spent",
    "total_profit",
    "total_owed",
    "avg_profit_margin",
    "oldest_debt_days",
    "updated_at",
];

#[test]
fn more_rows_of_any_kind_change_none_that_are_there() {
    let kinds = [
        ("users", 12u64),
        ("clients", 60),
        ("strains", 300),
        ("products", 100),
        ("batches", 200),
        ("orders", 400),
    ];
    for seed in [1, 20251211] {
        let few = all(&*generator(&[]), seed);
        for (kind, n) in kinds {
            for more in [n + 1, n + n.div_ceil(10), n * 3] {
                let grown = all(&*generator(&[(kind, more)]), seed);
                // Rows that refer to what has become more: a share of them moves.
                let moves = |table: &str| match kind {
                    "users" => table == "orders",
                    "clients" => ["orders", "order_line_items", "lots", "brands"].contains(&table),
                    "strains" => table == "products",
                    "products" => {
                        ["batches", "orders", "order_line_items", "products"].contains(&table)
                    }
                    "batches" => ["orders", "order_line_items"].contains(&table),
                    _ => false,
                };
                for table in few.tables() {
                    let name = table.table.name.as_str();
                    let moved =
                        changed(&few, &grown, name, if name == "clients" { SUMS } else { &[] });
                    let share = 2 * table.len() as u64 * (more - n) / more;
                    // An order names three users and holds three lines.
                    let share = if name == "orders" { 3 * share + 20 } else { share + 12 };
                    let most = if moves(name) { share } else { 0 };
                    assert!(
                        moved as u64 <= most,
                        "{kind} {n} to {more}: {moved} of {} {name}",
                        table.len()
                    );
                }
            }
        }
    }
}

#[test]
fn orders_without_anybody_to_order_are_refused() {
    let generator = generator(&[("clients", 0), ("batches", 0)]);
    let world = world(&*generator, 1);
    let refused = generate(&*generator, &world, 0..1, 1).unwrap_err();
    insta::assert_snapshot!(refused, @"wholesale: orders need at least one of clients; raise `clients` or set `orders` to 0");
}
