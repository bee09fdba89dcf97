//! What fills any schema, without a database.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use proptest::prelude::*;
use seedbed_schema_model::{
    Check, Column, ColumnType, Dialect, Expr, ForeignKey, Key, Schema, Table, TableName, normal,
};

use super::{Fill, FillOptions};
use crate::{Anchors, Dense, Generator as _, KeyBlock, Rows, Span, TableRows, Unit, Value, World};

pub(super) fn table(name: &str, columns: &[(&str, &str)]) -> Table {
    let mut table = Table::new(name);
    for (name, ty) in columns {
        let (raw, required) = match ty.strip_suffix('!') {
            Some(raw) => (raw, true),
            None => (*ty, false),
        };
        let kind = normal::type_kind(Dialect::POSTGRES, raw);
        let mut column = Column::new(*name, ColumnType { raw: raw.into(), kind });
        column.nullable = !required;
        table.columns.push(column);
    }
    table
}

pub(super) fn names(list: &[&str]) -> Vec<String> {
    list.iter().map(|n| (*n).to_owned()).collect()
}

pub(super) fn keyed(mut table: Table, columns: &[&str]) -> Table {
    table.primary_key = Some(Key::unnamed(names(columns)));
    table
}

pub(super) fn refers(mut table: Table, columns: &[&str], target: &str, to: &[&str]) -> Table {
    table.foreign_keys.push(ForeignKey::unnamed(names(columns), TableName::new(target), names(to)));
    table
}

pub(super) fn checked(mut table: Table, condition: &str) -> Table {
    table.checks.push(Check::new(None, Expr::from(condition)));
    table
}

pub(super) fn schema(tables: Vec<Table>) -> Schema {
    let mut schema = Schema::empty(Dialect::POSTGRES);
    tables.into_iter().for_each(|t| schema.insert(t));
    schema
}

/// A shop with two tenants' worth of traps: a natural key, a tenant in two foreign keys, a junction,
/// a table that refers to itself, a check over two columns.
pub(super) fn shop() -> Schema {
    let tenant = keyed(table("tenants", &[("code", "varchar(6)!"), ("name", "text!")]), &["code"]);
    let member =
        [("tenant", "varchar(6)!"), ("id", "integer!"), ("email", "text!"), ("boss", "integer")];
    let mut member = refers(
        keyed(table("members", &member), &["tenant", "id"]),
        &["tenant"],
        "tenants",
        &["code"],
    );
    member.uniques.push(Key::unnamed(names(&["email"])));
    let project = [
        ("id", "integer!"),
        ("tenant", "varchar(6)!"),
        ("owner", "integer!"),
        ("starts_at", "timestamp!"),
        ("ends_at", "timestamp!"),
        ("price", "numeric(8,2)!"),
    ];
    let project = keyed(table("projects", &project), &["id"]);
    let project = refers(project, &["tenant"], "tenants", &["code"]);
    let project = refers(project, &["tenant", "owner"], "members", &["tenant", "id"]);
    let project = checked(checked(project, "ends_at > starts_at"), "price > 0");
    let tag = keyed(table("tags", &[("tag", "varchar(9)!")]), &["tag"]);
    let both = keyed(
        table("project_tags", &[("project", "integer!"), ("tag", "varchar(9)!")]),
        &["project", "tag"],
    );
    let both = refers(refers(both, &["project"], "projects", &["id"]), &["tag"], "tags", &["tag"]);
    let category = [("id", "integer!"), ("parent", "integer"), ("kind", "text!")];
    let category = keyed(table("categories", &category), &["id"]);
    let category = refers(category, &["parent"], "categories", &["id"]);
    let category = checked(category, "kind in ('leaf', 'branch')");
    schema(vec![tenant, member, project, tag, both, category])
}

pub(super) fn world(fill: &Fill, seed: u64) -> World {
    let keys = fill.spec().tables.into_iter().filter_map(|t| {
        let Span::Total(len) = t.key?.span else { return None };
        Some((t.table, KeyBlock::Dense(Dense { first: 1, len })))
    });
    World {
        seed,
        today: NaiveDate::from_ymd_opt(2025, 12, 11).unwrap(),
        keys: keys.collect(),
        anchors: Anchors::default(),
        units: 0,
    }
}

pub(super) fn made(schema: &Schema, options: &FillOptions) -> (Fill, Rows) {
    let fill = Fill::over(schema, &BTreeMap::new(), options);
    let world = world(&fill, 7);
    let mut rows = Rows::new();
    for index in 0..fill.spec().units.count(&world.anchors) {
        fill.unit(Unit { index, world: &world }, &mut rows).unwrap();
    }
    (fill, rows)
}

pub(super) fn column<'r>(rows: &'r TableRows, name: &str) -> Vec<&'r Value> {
    (0..rows.len()).map(|i| rows.get(i, name).unwrap()).collect()
}

fn tuples(rows: &TableRows, columns: &[String]) -> Vec<String> {
    (0..rows.len())
        .map(|i| columns.iter().map(|c| format!("{:?} ", rows.get(i, c).unwrap())).collect())
        .collect()
}

/// Every key and reference of the schema, judged on the rows.
pub(super) fn judge(schema: &Schema, rows: &Rows) {
    for table in schema.tables.values() {
        let Some(own) = rows.table(&table.name) else { continue };
        for key in table.primary_key.iter().chain(&table.uniques) {
            let all = tuples(own, &key.columns);
            let distinct: BTreeSet<&String> = all.iter().collect();
            assert_eq!(distinct.len(), all.len(), "{} {:?}", table.name, key.columns);
        }
        for key in &table.foreign_keys {
            let theirs = rows.table(&key.target).unwrap();
            let there: BTreeSet<String> = tuples(theirs, &key.target_columns).into_iter().collect();
            for tuple in tuples(own, &key.columns).iter().filter(|t| !t.contains("Null")) {
                assert!(there.contains(tuple), "{} {:?} {tuple}", table.name, key.columns);
            }
        }
        for one in table.columns.iter().filter(|c| !c.nullable) {
            assert!(
                column(own, &one.name).iter().all(|v| !v.is_null()),
                "{}.{}",
                table.name,
                one.name
            );
        }
    }
}

#[test]
fn every_key_reference_and_check_holds() {
    let schema = shop();
    let (fill, rows) = made(&schema, &FillOptions::default());
    assert_eq!(fill.skipped(), []);
    judge(&schema, &rows);
    assert_eq!(rows.len(), 600);
    let projects = rows.table(&"projects".into()).unwrap();
    let at = |i, c| projects.get(i, c).unwrap().as_datetime().unwrap();
    assert!((0..100).all(|i| at(i, "ends_at") > at(i, "starts_at")));
    let kinds = column(rows.table(&"categories".into()).unwrap(), "kind");
    assert!(kinds.iter().all(|v| matches!(v.as_str(), Some("leaf" | "branch"))));
}

#[test]
fn a_table_that_refers_to_itself_has_no_circle() {
    let (_, rows) = made(&shop(), &FillOptions::default());
    let categories = rows.table(&"categories".into()).unwrap();
    let mut with_parent = 0;
    for i in 0..categories.len() {
        if let Some(parent) = categories.get(i, "parent").unwrap().as_int() {
            assert!(parent < categories.get(i, "id").unwrap().as_int().unwrap());
            with_parent += 1;
        }
    }
    assert!(with_parent > 50, "{with_parent}");
}

#[test]
fn a_short_key_lowers_the_rows_and_says_so() {
    let flags = keyed(table("flags", &[("flag", "boolean!"), ("note", "text")]), &["flag"]);
    let pairs =
        keyed(table("pairs", &[("flag", "boolean!"), ("level", "smallint!")]), &["flag", "level"]);
    let pairs = checked(refers(pairs, &["flag"], "flags", &["flag"]), "level between 1 and 3");
    let schema = schema(vec![flags, pairs]);
    let (fill, rows) = made(&schema, &FillOptions::default());
    judge(&schema, &rows);
    let counts: Vec<_> = fill.tables().map(|(t, n)| (t.to_string(), n)).collect();
    assert_eq!(counts, [("flags".to_owned(), 2), ("pairs".to_owned(), 6)]);
    let said = fill.choices().into_iter().filter(|c| c.because.contains("is unique")).count();
    assert_eq!(said, 2);
}

#[test]
fn what_cannot_be_filled_is_named_with_its_reason_and_takes_along_only_what_needs_it() {
    let bad = checked(
        keyed(table("bad", &[("id", "integer!"), ("c", "integer!")]), &["id"]),
        "c > 5 and c < 5",
    );
    let needs = keyed(table("needs", &[("id", "integer!"), ("bad", "integer!")]), &["id"]);
    let needs = refers(needs, &["bad"], "bad", &["id"]);
    let may = keyed(table("may", &[("id", "integer!"), ("bad", "integer")]), &["id"]);
    let may = refers(may, &["bad"], "bad", &["id"]);
    let ring = |name: &str, other: &str| {
        let ring = keyed(table(name, &[("id", "integer!"), ("other", "integer!")]), &["id"]);
        refers(ring, &["other"], other, &["id"])
    };
    let schema = schema(vec![bad, needs, may, ring("ring_a", "ring_b"), ring("ring_b", "ring_a")]);
    let (fill, rows) = made(&schema, &FillOptions::default());
    let skipped: Vec<_> =
        fill.skipped().iter().map(|s| format!("{}: {} ({})", s.table, s.why, s.remedy)).collect();
    assert_eq!(skipped.len(), 4, "{skipped:#?}");
    assert!(
        skipped[0].contains("bad.c: its checks ask for at least 5 and at most 5"),
        "{skipped:?}"
    );
    assert!(skipped.iter().any(|s| s.starts_with("needs: it needs a row of bad")), "{skipped:?}");
    assert!(skipped.iter().any(|s| s.contains("make it nullable or the foreign key DEFERRABLE")));
    let may = column(rows.table(&"may".into()).unwrap(), "bad");
    assert!(may.iter().all(|v| v.is_null()) && may.len() == 100);
}

#[test]
fn e_mail_and_name_are_of_one_person() {
    let people =
        [("id", "integer!"), ("first_name", "text!"), ("last_name", "text!"), ("email", "text!")];
    let schema = schema(vec![keyed(table("people", &people), &["id"])]);
    let (_, rows) = made(&schema, &FillOptions::default());
    let people = rows.table(&"people".into()).unwrap();
    for i in 0..people.len() {
        let text = |c| people.get(i, c).unwrap().as_str().unwrap().to_lowercase();
        let letters = |t: String| t.chars().filter(char::is_ascii_alphanumeric).collect::<String>();
        let name = format!("{}.{}@", letters(text("first_name")), letters(text("last_name")));
        assert!(text("email").starts_with(&name), "{} {name}", text("email"));
    }
}

#[test]
fn the_bytes_are_golden() {
    let (_, rows) = made(&shop(), &FillOptions::default());
    let hash = |rows: &TableRows| {
        let hash = blake3::hash(format!("{:?}", rows.cells).as_bytes()).to_hex();
        format!("{} {}", rows.table, &hash[..16])
    };
    let all: Vec<String> = rows.tables().iter().map(hash).collect();
    insta::assert_snapshot!(all.join("\n"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn any_volume_satisfies_the_keys(rows in 1u64..400, tags in 1u64..30) {
        let schema = shop();
        let mut options = FillOptions { rows, ..FillOptions::default() };
        options.by_table.insert("tags".into(), tags);
        let (_, rows) = made(&schema, &options);
        judge(&schema, &rows);
    }
}

mod rules {
    use super::*;
    use crate::fill::ColumnRule;

    fn rule(place: u32) -> ColumnRule {
        ColumnRule { place: format!("seedbed.toml:{place}"), ..ColumnRule::default() }
    }

    fn text(t: &'static str) -> Value {
        Value::from(t)
    }

    #[test]
    fn a_column_holds_what_the_configuration_says() {
        let mut options = FillOptions { rows: 400, ..FillOptions::default() };
        let mut set = |name: &str, rule: ColumnRule| {
            options.columns.insert(name.to_owned(), rule);
        };
        let both = vec![text("leaf"), text("branch")];
        let weights = vec![9, 1];
        set("categories.kind", ColumnRule { values: both, weights, ..rule(1) });
        let (min, max) = (Some(Value::Int(10)), Some(Value::Int(12)));
        set("projects.price", ColumnRule { min, max, ..rule(2) });
        set("categories.parent", ColumnRule { null: Some(0.5), ..rule(3) });
        let template = Some("{tenant}-{row}@{domain}".to_owned());
        set("members.email", ColumnRule { template, ..rule(4) });
        set("tenants.name", ColumnRule { provider: Some("company".into()), ..rule(5) });
        let (fill, rows) = made(&shop(), &options);
        assert_eq!(fill.problems(), []);
        judge(&shop(), &rows);
        let of = |table: &str, name| column(rows.table(&table.into()).unwrap(), name);
        let leaves = of("categories", "kind").iter().filter(|v| ***v == text("leaf")).count();
        assert!((330..=390).contains(&leaves), "{leaves}");
        let prices = of("projects", "price");
        let prices = prices.iter().map(|v| v.as_decimal().unwrap());
        assert!(prices.clone().all(|p| p >= 10.into() && p <= 12.into()));
        let nulls = of("categories", "parent").iter().filter(|v| v.is_null()).count();
        assert!((160..=240).contains(&nulls), "{nulls}");
        for (i, mail) in of("members", "email").iter().enumerate() {
            let tenant = of("members", "tenant")[i].as_str().unwrap().to_owned();
            assert!(
                mail.as_str().unwrap().starts_with(&format!("{tenant}-{}@", i + 1)),
                "{mail:?}"
            );
        }
        let said = fill.choices().into_iter().find(|c| c.place == "tenants.name").unwrap();
        assert_eq!(
            (said.holds.as_str(), said.because.as_str()),
            ("Company", "seedbed.toml:5 says so")
        );
    }

    #[test]
    fn every_rule_that_does_not_fit_is_said_at_once_with_what_to_write() {
        let mut options = FillOptions::default();
        let mut set = |name: &str, rule: ColumnRule| {
            options.columns.insert(name.to_owned(), rule);
        };
        let provider = |name: &str| Some(name.to_owned());
        set("tennants.name", rule(1));
        set("tenants.nam", rule(2));
        set("tenants.name", ColumnRule { provider: provider("compny"), ..rule(3) });
        set("categories.kind", ColumnRule { values: vec![text("leafs")], ..rule(4) });
        set("categories.id", ColumnRule { values: vec![Value::Int(1)], ..rule(5) });
        set("members.boss", ColumnRule { values: vec![Value::Int(1)], ..rule(6) });
        let (min, max) = (Some(Value::Int(5)), Some(Value::Int(4)));
        set("projects.price", ColumnRule { min, max, ..rule(7) });
        set("projects.owner", ColumnRule { null: Some(0.1), ..rule(8) });
        set("members.email", ColumnRule { template: provider("{rwo}"), ..rule(9) });
        options.by_table.insert("flags".into(), 3);
        let mut schema = shop();
        schema.insert(keyed(table("flags", &[("flag", "boolean!")]), &["flag"]));
        let fill = Fill::over(&schema, &BTreeMap::new(), &options);
        let mut said: Vec<String> = fill
            .problems()
            .iter()
            .map(|p| format!("{}: {} ({})", p.place, p.why, p.remedy))
            .collect();
        said.sort();
        insta::assert_snapshot!(said.join("\n"));
    }

    #[test]
    fn patterns_of_checks_hold() {
        let rooms = [
            ("id", "integer!"),
            ("code", "varchar(9)!"),
            ("mail", "text!"),
            ("zip", "varchar(12)!"),
        ];
        let mut rooms = keyed(table("rooms", &rooms), &["id"]);
        rooms.uniques.push(Key::unnamed(names(&["code"])));
        let rooms = checked(rooms, "code ~ '^[A-Z]{2}-[0-9]{3}$'");
        let rooms = checked(rooms, "mail ~* '^[a-z0-9.]+@[a-z0-9.]+$'");
        let rooms = checked(rooms, r"zip ~ '^\d{5}$' or zip ~ '^\d{5}-\d{4}$'");
        let (fill, rows) = made(&schema(vec![rooms]), &FillOptions::default());
        assert_eq!(fill.skipped(), []);
        let rows = rows.table(&"rooms".into()).unwrap();
        let all =
            |name, of: fn(&str) -> bool| column(rows, name).iter().all(|v| of(v.as_str().unwrap()));
        assert!(all("code", |t| t.len() == 6
            && t.as_bytes()[2] == b'-'
            && t[..2].chars().all(upper_of)));
        assert!(all("mail", |t| t.contains("@") && t.contains("example")));
        assert!(all("zip", |t| t.len() >= 5 && t[..5].chars().all(|c| c.is_ascii_digit())));
        let distinct: BTreeSet<_> =
            column(rows, "code").iter().map(|v| v.as_str().unwrap()).collect();
        assert_eq!(distinct.len(), 100);
    }

    fn upper_of(c: char) -> bool {
        c.is_ascii_uppercase()
    }
}

#[test]
fn a_check_that_leaves_a_choice_is_satisfied_in_all_its_ways() {
    let log = [
        ("id", "integer!"),
        ("kind", "text!"),
        ("person", "integer"),
        ("post", "integer"),
        ("comment", "integer"),
        ("price", "integer"),
    ];
    let person = keyed(table("person", &[("id", "integer!")]), &["id"]);
    let log = refers(keyed(table("log", &log), &["id"]), &["person"], "person", &["id"]);
    let log = checked(
        log,
        "kind = 'ban' and num_nonnulls(person) = 1 and num_nulls(post, comment, price) = 3 or \
         kind = 'sale' and price between 9000 and 9010 and num_nulls(person, post, comment) = 3 or \
         kind = 'remove' and num_nonnulls(post, comment) = 1 and person is null and price is null",
    );
    let (fill, rows) = made(&schema(vec![person, log]), &FillOptions::default());
    assert_eq!(fill.skipped(), []);
    let rows = rows.table(&"log".into()).unwrap();
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    for i in 0..rows.len() {
        let given = |c: &str| usize::from(!rows.get(i, c).unwrap().is_null());
        let kind = rows.get(i, "kind").unwrap().as_str().unwrap();
        *kinds.entry(kind).or_default() += 1;
        let counts = (given("person"), given("post") + given("comment"), given("price"));
        match kind {
            "ban" => assert_eq!(counts, (1, 0, 0)),
            // NULL passes a check, as everywhere in SQL.
            "sale" => {
                assert_eq!((counts.0, counts.1), (0, 0));
                let price = rows.get(i, "price").unwrap().as_int();
                assert!(price.is_none_or(|p| (9000..=9010).contains(&p)), "{price:?}");
            }
            "remove" => assert_eq!(counts, (0, 1, 0)),
            other => panic!("{other}"),
        }
    }
    assert!(kinds.len() == 3 && kinds.values().all(|n| *n > 10), "{kinds:?}");
}
