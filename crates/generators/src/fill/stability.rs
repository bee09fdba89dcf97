//! What may change when something is added: nothing else. Of the references to a table that grows, at
//! most a share.

use std::collections::BTreeMap;

use seedbed_schema_model::{ForeignKey, Key, Schema, TableName};

use super::{
    Fill, FillOptions,
    tests::{checked, column, judge, keyed, made, names, refers, schema, shop, table, world},
};
use crate::{AnchorTable, Anchors, Generator as _, Rows, TableRows, Unit, Value, World, generate};

/// A music shop as Chinook has it: keys, chains of parents, a junction, people who report to people.
fn music() -> Schema {
    let artist = keyed(table("artist", &[("id", "integer!"), ("name", "varchar(120)")]), &["id"]);
    let album = [("id", "integer!"), ("title", "varchar(160)!"), ("artist_id", "integer!")];
    let album = refers(keyed(table("album", &album), &["id"]), &["artist_id"], "artist", &["id"]);
    let genre = keyed(table("genre", &[("id", "integer!"), ("name", "varchar(120)")]), &["id"]);
    let track = [
        ("id", "integer!"),
        ("name", "varchar(200)!"),
        ("album_id", "integer"),
        ("genre_id", "integer"),
        ("milliseconds", "integer!"),
        ("unit_price", "numeric(10,2)!"),
    ];
    let track = keyed(table("track", &track), &["id"]);
    let track = refers(track, &["album_id"], "album", &["id"]);
    let track = checked(refers(track, &["genre_id"], "genre", &["id"]), "unit_price > 0");
    let list = keyed(table("playlist", &[("id", "integer!"), ("name", "varchar(120)")]), &["id"]);
    let both = table("playlist_track", &[("playlist_id", "integer!"), ("track_id", "integer!")]);
    let both = keyed(both, &["playlist_id", "track_id"]);
    let both = refers(both, &["playlist_id"], "playlist", &["id"]);
    let both = refers(both, &["track_id"], "track", &["id"]);
    let employee = [
        ("id", "integer!"),
        ("last_name", "varchar(20)!"),
        ("first_name", "varchar(20)!"),
        ("reports_to", "integer"),
        ("birth_date", "timestamp"),
        ("hire_date", "timestamp"),
        ("email", "varchar(60)"),
    ];
    let employee = keyed(table("employee", &employee), &["id"]);
    let employee = refers(employee, &["reports_to"], "employee", &["id"]);
    let customer = [
        ("id", "integer!"),
        ("first_name", "varchar(40)!"),
        ("email", "varchar(60)!"),
        ("support_rep_id", "integer"),
        ("created_at", "timestamp!"),
    ];
    let customer = keyed(table("customer", &customer), &["id"]);
    let mut customer = refers(customer, &["support_rep_id"], "employee", &["id"]);
    customer.uniques.push(Key::unnamed(names(&["email"])));
    let invoice = [
        ("id", "integer!"),
        ("customer_id", "integer!"),
        ("created_at", "timestamp!"),
        ("billing_city", "varchar(40)"),
        ("total", "numeric(10,2)!"),
    ];
    let invoice = keyed(table("invoice", &invoice), &["id"]);
    let invoice = refers(invoice, &["customer_id"], "customer", &["id"]);
    let line = [
        ("invoice_id", "integer!"),
        ("line", "integer!"),
        ("track_id", "integer!"),
        ("quantity", "integer!"),
    ];
    let line = keyed(table("invoice_line", &line), &["invoice_id", "line"]);
    let line = refers(line, &["invoice_id"], "invoice", &["id"]);
    let line = refers(line, &["track_id"], "track", &["id"]);
    // A key of its own, and a pair that is unique.
    let rating = [
        ("id", "integer!"),
        ("customer_id", "integer!"),
        ("track_id", "integer!"),
        ("stars", "smallint!"),
    ];
    let rating = keyed(table("rating", &rating), &["id"]);
    let rating = refers(rating, &["customer_id"], "customer", &["id"]);
    let mut rating = refers(rating, &["track_id"], "track", &["id"]);
    rating.uniques.push(Key::unnamed(names(&["customer_id", "track_id"])));
    schema(vec![artist, album, genre, track, list, both, employee, customer, invoice, line, rating])
}

fn both() -> [Schema; 2] {
    [shop(), music()]
}

/// The cells that differ, as `table.column`, with how many; only rows and columns of both.
fn changed(before: &Rows, after: &Rows) -> BTreeMap<String, usize> {
    let mut all = BTreeMap::new();
    for old in before.tables() {
        let new = after.table(&old.table).unwrap();
        for name in &old.columns {
            let pairs = column(old, name).into_iter().zip(column(new, name));
            let count = pairs.filter(|(a, b)| a != b).count();
            if count > 0 {
                all.insert(format!("{}.{name}", old.table), count);
            }
        }
    }
    all
}

#[test]
fn a_column_a_table_or_another_order_of_both_changes_no_other_cell() {
    for schema in both() {
        let (_, before) = made(&schema, &FillOptions::default());
        judge(&schema, &before);
        let mut wider = schema.clone();
        wider.insert(keyed(table("a_new", &[("id", "integer!"), ("title", "text!")]), &["id"]));
        let names: Vec<TableName> = schema.tables.keys().cloned().collect();
        for name in names {
            let mut one = wider.tables[&name].clone();
            one.columns.push(table("x", &[("color", "text!")]).columns.remove(0));
            one.columns
                .insert(1, table("x", &[("weight_in_kg", "numeric(6,2)")]).columns.remove(0));
            wider.insert(one);
        }
        let (_, after) = made(&wider, &FillOptions::default());
        assert_eq!(changed(&before, &after), BTreeMap::new());
    }
}

#[test]
fn more_rows_of_a_table_move_only_a_share_of_the_references_to_it() {
    for schema in both() {
        let (_, before) = made(&schema, &FillOptions::default());
        for name in schema.tables.keys() {
            for more in [1u64, 10] {
                let mut options = FillOptions::default();
                options.by_table.insert(name.to_string(), 100 + more);
                let (_, after) = made(&schema, &options);
                judge(&schema, &after);
                assert_eq!(after.table(name).unwrap().len() as u64, 100 + more);
                for (place, count) in changed(&before, &after) {
                    let (of, column) = place.split_once('.').unwrap();
                    let table = &schema.tables[&TableName::new(of)];
                    let to = |k: &&ForeignKey| k.target == *name;
                    let referring: Vec<&String> =
                        table.foreign_keys.iter().filter(to).flat_map(|k| &k.columns).collect();
                    let refers = referring.iter().any(|c| *c == column);
                    // A time follows that of what is referred to; a pair stays unique.
                    let keys = table.primary_key.iter().chain(&table.uniques);
                    let mut pairs = keys.filter(|k| k.columns.iter().any(|c| c == column));
                    let follows = column.ends_with("_at")
                        || pairs.any(|k| k.columns.iter().any(|c| referring.contains(&c)));
                    assert!(refers || follows, "{name} + {more}: {place} changed {count} times");
                    // Of 100 rows, twice the share of the new ones at most.
                    let share = 2 * more * 100 / (100 + more);
                    assert!(count as u64 <= share.max(2), "{name} + {more}: {place} {count}");
                }
            }
        }
    }
}

#[test]
fn one_more_anchor_anywhere_moves_only_its_share() {
    let schema = music();
    let census =
        BTreeMap::from([(TableName::new("customer"), 100), (TableName::new("track"), 100)]);
    let fill = Fill::over(&schema, &census, &FillOptions::default());
    let rows_with = |customers: &[i64]| {
        let mut world = world(&fill, 7);
        for spec in fill.spec().anchors {
            let ids: Vec<i64> = if spec.table.name == "customer" {
                customers.to_vec()
            } else {
                (1..=100).collect()
            };
            let columns: Vec<String> =
                std::iter::once(&spec.key).chain(&spec.columns).cloned().collect();
            let day = chrono::NaiveDate::from_ymd_opt(2024, 5, 2).unwrap();
            let row = |id: i64| {
                let others = spec.columns.iter().map(|_| Value::from(day));
                std::iter::once(Value::Int(id)).chain(others).collect()
            };
            let rows = ids.into_iter().map(row).collect();
            world.anchors.0.insert(spec.name, AnchorTable::new(columns, rows));
        }
        all(&fill, &world)
    };
    let ids: Vec<i64> = (1..=100).map(|i| i * 10).collect();
    let before = rows_with(&ids);
    for new in [5i64, 505, 2000] {
        let mut more = ids.clone();
        more.push(new);
        more.sort_unstable();
        let after = rows_with(&more);
        for (place, count) in changed(&before, &after) {
            assert!(place.ends_with(".customer_id") || place.ends_with("_at"), "{new} {place}");
            assert!(count <= 3, "{new}: {place} {count}");
        }
    }
    let born = column(before.table(&"invoice".into()).unwrap(), "created_at");
    let there = chrono::NaiveDate::from_ymd_opt(2024, 5, 2).unwrap().and_hms_opt(0, 0, 0).unwrap();
    assert!(born.iter().all(|v| v.as_datetime().unwrap() >= there), "children after anchors");
}

fn all(fill: &Fill, world: &World) -> Rows {
    let mut rows = Rows::new();
    for index in 0..fill.spec().units.count(&world.anchors) {
        fill.unit(Unit { index, world }, &mut rows).unwrap();
    }
    rows
}

#[test]
fn one_worker_eight_workers_and_three_processes_make_the_same_rows() {
    for schema in both() {
        let options = FillOptions { rows: 333, ..FillOptions::default() };
        let (fill, one) = made(&schema, &options);
        let units = fill.spec().units.count(&Anchors::default());
        assert_eq!(generate(&fill, &world(&fill, 7), 0..units, 8).unwrap(), one);
        // Each process decides for itself and makes part k of 3, the last one first.
        let mut parts: Vec<Rows> = (0..3)
            .rev()
            .map(|k| {
                let fill = Fill::over(&schema, &BTreeMap::new(), &options);
                let range = units * k / 3..units * (k + 1) / 3;
                generate(&fill, &world(&fill, 7), range, 2).unwrap()
            })
            .collect();
        let mut joined = parts.pop().unwrap();
        while let Some(part) = parts.pop() {
            joined.append(part).unwrap();
        }
        assert_eq!(joined, one);
    }
}

#[test]
fn a_row_comes_after_those_it_refers_to() {
    let schema = music();
    let (_, rows) = made(&schema, &FillOptions { rows: 400, ..FillOptions::default() });
    let (customers, invoices) =
        (rows.table(&"customer".into()).unwrap(), rows.table(&"invoice".into()).unwrap());
    let time =
        |rows: &TableRows, i: usize| rows.get(i, "created_at").unwrap().as_datetime().unwrap();
    let today = chrono::NaiveDate::from_ymd_opt(2025, 12, 11).unwrap();
    let mut on_today = 0;
    for i in 0..invoices.len() {
        let customer = invoices.get(i, "customer_id").unwrap().as_int().unwrap();
        let customer = usize::try_from(customer - 1).unwrap();
        let (before, after) = (time(customers, customer), time(invoices, i));
        assert!(after > before, "invoice {i}: {after}, its customer {before}");
        on_today += usize::from(time(invoices, i).date() == today);
    }
    assert!((1..100).contains(&on_today), "{on_today}");
}

#[test]
fn the_bytes_of_each_table_are_golden() {
    let (_, rows) = made(&music(), &FillOptions::default());
    let hash = |rows: &TableRows| {
        let hash = blake3::hash(format!("{:?}", rows.cells).as_bytes()).to_hex();
        format!("{} {}", rows.table, &hash[..16])
    };
    let all: Vec<String> = rows.tables().iter().map(hash).collect();
    insta::assert_snapshot!(all.join("\n"));
}
