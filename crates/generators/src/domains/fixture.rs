//! Schemas and worlds for the tests of the domains.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use seedbed_schema_model::{
    Column, ColumnType, Dialect, Expr, ForeignKey, Identity, Schema, Table, TypeKind,
};

use crate::{
    AnchorTable, Anchors, Dense, Generator, KeyBlock, Rows, Span, TableRows, Value, World, generate,
};

/// The wholesale ERP's own tables, as far as these domains touch them.
pub(crate) const TERP: &str = "
users: id pk | openId var64! | createdAt ts! | deleted_at ts | name text | email var320 | role enum(user,admin)!=
clients: id pk | teri_code var50! | name var255! | created_at ts! | deleted_at ts
orders: id pk | order_number var50! | client_id int! >clients | created_at ts!
batches: id pk | code var50! | sku var100! | createdAt ts! | deleted_at ts
todo_lists: id pk | name var255! | description text | owner_id int! >users | is_shared bool!= | created_at ts!= | updated_at ts!=
todo_list_members: id pk | list_id int! >todo_lists | user_id int! >users | role enum(owner,editor,viewer)!= | added_at ts!= | added_by int! >users
todo_tasks: id pk | list_id int! >todo_lists | title var500! | description text | status enum(todo,in_progress,done)!= | priority enum(low,medium,high,urgent)= | due_date ts | assigned_to int >users | created_by int! >users | position int!= | is_completed bool!= | completed_at ts | completed_by int >users | created_at ts!= | updated_at ts!=
todo_task_activity: id pk | task_id int! >todo_tasks | user_id int! >users | action enum(created,updated,status_changed,assigned,completed,deleted)! | field_changed var100 | old_value text | new_value text | created_at ts!=
comments: id pk | commentable_type var50! | commentable_id int! | user_id int! >users | content text! | is_resolved bool!= | resolved_at ts | resolved_by int >users | created_at ts!= | updated_at ts!=
comment_mentions: id pk | comment_id int! >comments | mentioned_user_id int! >users | mentioned_by_user_id int! >users | created_at ts!=
userDashboardPreferences: id pk | userId int! >users | deleted_at ts | activeLayout var50!= | widgetConfig json! | createdAt ts!= | updatedAt ts!=
dashboard_widget_layouts: id pk | userId int >users | deleted_at ts | role enum(user,admin) | widgetType var100! | position int! | width int!= | height int!= | isVisible bool!= | config json | createdAt ts!= | updatedAt ts!=
dashboard_kpi_configs: id pk | role enum(user,admin)! | kpiType var100! | deleted_at ts | position int! | isVisible bool!= | createdAt ts!= | updatedAt ts!=
";

/// A schema written a table a line: `name: column type[!][=] [>target] | …` (`!` NOT NULL, `=` with
/// a default).
pub(crate) fn schema(text: &str) -> Schema {
    let mut schema = Schema::empty(Dialect::SQLITE);
    for line in text.lines().filter(|l| !l.trim().is_empty()) {
        let (name, columns) = line.split_once(':').unwrap();
        let mut table = Table::new(name.trim());
        for column in columns.split('|') {
            let mut words = column.split_whitespace();
            let (name, ty) = (words.next().unwrap(), words.next().unwrap());
            let kind = kind(ty.trim_end_matches(['!', '=']));
            let mut column = Column::new(name, ColumnType { raw: ty.to_owned(), kind });
            column.nullable = !ty.contains('!') && ty != "pk";
            column.identity = (ty == "pk").then_some(Identity::AutoIncrement);
            column.default = ty.contains('=').then(|| Expr("1".into()));
            table.columns.push(column);
            if let Some(target) = words.next() {
                table.foreign_keys.push(ForeignKey::unnamed(
                    vec![name.into()],
                    target.trim_start_matches('>').into(),
                    vec!["id".into()],
                ));
            }
        }
        schema.insert(table);
    }
    schema
}

fn kind(ty: &str) -> TypeKind {
    if let Some(length) = ty.strip_prefix("var") {
        return TypeKind::VarChar { length: length.parse().ok() };
    }
    if let Some(values) = ty.strip_prefix("enum(") {
        let values = values.trim_end_matches(')').split(',').map(str::to_owned).collect();
        return TypeKind::Enum { name: None, values };
    }
    match ty {
        "bool" => TypeKind::Boolean,
        "uuid" => TypeKind::Uuid,
        "ts" => TypeKind::Instant { precision: None },
        "json" => TypeKind::Json { binary: false },
        "text" => TypeKind::Text { bytes: None },
        _ => TypeKind::Integer { bits: 32, unsigned: false },
    }
}

pub(crate) fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2025, 12, 11).unwrap()
}

const NAMES: &[&str] = &[
    "Dana Whitfield",
    "Oscar Lindqvist",
    "Farah Aziz",
    "Miguel Santos",
    "Ruth Abara",
    "Kenji Mori",
    "Alice Novak",
    "Peter Hall",
];

const COMPANIES: &[&str] = &[
    "Tidewater Wellness",
    "Elm & Ash Goods",
    "Corner Leaf Co.",
    "Rosewood Retail Partners",
    "Mile Nine",
    "Greenline Depot #4",
    "Saltmarsh Collective",
];

/// Live rows for an anchor: `n` of them, created in the past months, with names and codes.
pub(crate) fn rows(anchor: &str, columns: &[String], n: usize) -> AnchorTable {
    let born = |i: usize| {
        let day = today() - chrono::Duration::days(400 - (i as i64 * 37) % 399);
        Value::from(day.and_hms_opt(9, 30, 0).unwrap())
    };
    let rows = (0..n).map(|i| {
        let cell = |(at, column): (usize, &String)| match column.as_str() {
            _ if at == 0 => Value::Int(i as i64 * 2 + 1),
            "name" if anchor.contains("client") && i >= 20 => {
                Value::from(format!("{} No. {}", COMPANIES[i % COMPANIES.len()], i / 7))
            }
            "name" if anchor.contains("client") => Value::from(COMPANIES[i % COMPANIES.len()]),
            "name" if i < NAMES.len() => Value::from(NAMES[i]),
            "name" => Value::from(format!("Person{} Nr{i}", ["a", "b", "c"][i % 3])),
            "order_number" => Value::from(format!("ORD-{:05}", i + 1)),
            "category_name" => Value::from(["Tea", "Coffee", "Cocoa"][i % 3]),
            "sub_category" => Value::from(["Green", "Black"][i % 2]),
            "remaining_quantity" => Value::Int(i as i64 % 5 * 40),
            "code" => Value::from(format!("BATCH-{:06}", i + 1)),
            "role" => Value::from(if i % 4 == 0 { "admin" } else { "user" }),
            "created_at" | "createdAt" => born(i),
            _ => Value::Null,
        };
        columns.iter().enumerate().map(cell).collect()
    });
    AnchorTable::new(columns.to_vec(), rows.collect())
}

/// A world with `sizes` rows for each anchor by name (20 where it is not given).
pub(crate) fn world(generator: &dyn Generator, seed: u64, sizes: &[(&str, usize)]) -> World {
    let spec = generator.spec();
    let mut anchors = BTreeMap::new();
    for anchor in &spec.anchors {
        let n = sizes.iter().find(|(name, _)| *name == anchor.name).map_or(20, |(_, n)| *n);
        let mut columns = vec![anchor.key.clone()];
        columns.extend(anchor.columns.clone());
        anchors.insert(anchor.name.clone(), rows(&anchor.name, &columns, n));
    }
    let anchors = Anchors(anchors);
    let units = spec.units.count(&anchors);
    let keys = spec
        .tables
        .iter()
        .filter_map(|t| {
            let len = match t.key.as_ref()?.span {
                Span::Total(n) => n,
                Span::PerUnit(n) => n * units,
            };
            Some((t.table.clone(), KeyBlock::Dense(Dense { first: 1001, len })))
        })
        .collect();
    World { seed, today: today(), anchors, keys, units }
}

/// All rows of a world.
pub(crate) fn all(generator: &dyn Generator, world: &World) -> Rows {
    generate(generator, world, 0..world.units, 1).unwrap()
}

/// One column of a table.
pub(crate) fn column<'r>(rows: &'r TableRows, name: &str) -> Vec<&'r Value> {
    (0..rows.len()).map(|i| rows.get(i, name).unwrap()).collect()
}

/// A short hash of everything in a table.
pub(crate) fn hash(rows: &TableRows) -> String {
    let mut hasher = blake3::Hasher::new();
    hasher.update(rows.columns.join(",").as_bytes());
    for cell in &rows.cells {
        hasher.update(serde_json::to_string(cell).unwrap().as_bytes());
        hasher.update(b"\n");
    }
    hasher.finalize().to_hex()[..16].to_owned()
}

/// Asserts what holds of every generator: the same rows in any order, part and number of threads.
pub(crate) fn is_pure(generator: &dyn Generator, world: &World) {
    let whole = all(generator, world);
    assert_eq!(generate(generator, world, 0..world.units, 8).unwrap(), whole);
    let middle = world.units / 3;
    let mut parts = generate(generator, world, 0..middle, 2).unwrap();
    parts.append(generate(generator, world, middle..world.units, 1).unwrap()).unwrap();
    assert_eq!(parts, whole);
    // Backwards, unit by unit: nothing is carried over.
    let mut backwards: Vec<Rows> =
        (0..world.units).rev().map(|u| generate(generator, world, u..u + 1, 1).unwrap()).collect();
    let mut joined = Rows::new();
    while let Some(unit) = backwards.pop() {
        joined.append(unit).unwrap();
    }
    assert_eq!(joined, whole);
}

/// The share of distinct texts in a column.
pub(crate) fn distinct_ratio(rows: &TableRows, name: &str) -> f64 {
    let texts: std::collections::BTreeSet<_> =
        column(rows, name).into_iter().filter_map(Value::as_str).collect();
    texts.len() as f64 / rows.len() as f64
}

/// How often the commonest text comes, as a share.
pub(crate) fn commonest(rows: &TableRows, name: &str) -> (f64, String) {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for text in column(rows, name).into_iter().filter_map(Value::as_str) {
        *counts.entry(text).or_default() += 1;
    }
    let (text, n) = counts.into_iter().max_by_key(|(_, n)| *n).unwrap();
    (n as f64 / rows.len() as f64, text.to_owned())
}

/// A table as lines, for reading.
pub(crate) fn lines(rows: &TableRows, columns: &[&str], n: usize) -> String {
    (0..rows.len().min(n))
        .map(|i| {
            let cells = columns.iter().map(|c| match rows.get(i, c).unwrap() {
                Value::Text(t) => t.to_string(),
                Value::Int(n) => n.to_string(),
                Value::Bool(b) => b.to_string(),
                Value::DateTime(t) => t.format("%a %Y-%m-%d %H:%M").to_string(),
                Value::Json(j) => j.clone(),
                Value::Null => "-".into(),
                other => format!("{other:?}"),
            });
            cells.collect::<Vec<_>>().join(" | ") + "\n"
        })
        .collect()
}
