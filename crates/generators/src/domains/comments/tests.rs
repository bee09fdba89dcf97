//! The rules of comments, read off the rows themselves.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use seedbed_schema_model::Dialect;

use super::*;
use crate::{
    Generator, Rows, TableRows, Value, World,
    domains::fixture::{
        TERP, all, column, commonest, distinct_ratio, hash, is_pure, lines, schema, today, world,
    },
    when,
};

const THREADS: &str = "comments: id pk | entity_type enum(Client,Order)! | entity_id int! | author_id int! >users | body var200! | parent_id int >comments | created_at ts!";

fn options(count: u64, mentions: u64, on: &[(&str, &str)]) -> DomainOptions {
    DomainOptions {
        volumes: [("count".to_owned(), count), ("mentions".to_owned(), mentions)].into(),
        on: on.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect(),
        ..DomainOptions::default()
    }
}

fn generator(count: u64, mentions: u64) -> CommentsGenerator<Wholesale> {
    let on = [("client", "clients"), ("order", "orders")];
    CommentsGenerator::bind(&schema(TERP), &options(count, mentions, &on), Wholesale).unwrap()
}

fn made(count: u64, mentions: u64, seed: u64, users: usize) -> (Rows, World) {
    let generator = generator(count, mentions);
    let world = world(&generator, seed, &[("users", users)]);
    (all(&generator, &world), world)
}

fn table<'r>(rows: &'r Rows, name: &str) -> &'r TableRows {
    rows.table(&name.into()).unwrap()
}

fn int(rows: &TableRows, i: usize, column: &str) -> i64 {
    rows.get(i, column).unwrap().as_int().unwrap()
}

/// The users a text mentions.
fn mentioned(text: &str) -> Vec<i64> {
    text.split("@[")
        .skip(1)
        .map(|rest| rest.split_once("](").unwrap().1.split(')').next().unwrap().parse().unwrap())
        .collect()
}

fn assert_coherent(rows: &Rows, world: &World) {
    let comments = table(rows, "comments");
    let now = when::now(today());
    let mut recorded: BTreeMap<i64, BTreeSet<i64>> = BTreeMap::new();
    if let Some(mentions) = rows.table(&"comment_mentions".into()) {
        let authors: BTreeMap<i64, i64> = (0..comments.len())
            .map(|i| (int(comments, i, "id"), int(comments, i, "user_id")))
            .collect();
        for i in 0..mentions.len() {
            let (comment, user) =
                (int(mentions, i, "comment_id"), int(mentions, i, "mentioned_user_id"));
            assert!(recorded.entry(comment).or_default().insert(user), "a user once");
            assert_eq!(int(mentions, i, "mentioned_by_user_id"), authors[&comment]);
            assert_ne!(user, authors[&comment]);
        }
    }
    for i in 0..comments.len() {
        let text = comments.get(i, "content").unwrap().as_str().unwrap();
        let in_text = mentioned(text);
        let distinct: BTreeSet<i64> = in_text.iter().copied().collect();
        assert_eq!(in_text.len(), distinct.len(), "{text}");
        assert_eq!(distinct, recorded.remove(&int(comments, i, "id")).unwrap_or_default());
        assert!(!text.contains(['{', '}']), "{text}");
        let kind = comments.get(i, "commentable_type").unwrap().as_str().unwrap();
        let anchor = world.anchors.get(&format!("on.{kind}")).unwrap();
        let key = comments.get(i, "commentable_id").unwrap();
        let row = (0..anchor.len()).find(|r| anchor.key(*r) == Some(key)).unwrap();
        let born = anchor.get(row, "created_at").unwrap().as_datetime().unwrap();
        let at = |c: &str| comments.get(i, c).unwrap().as_datetime();
        let (created, updated) = (at("created_at").unwrap(), at("updated_at").unwrap());
        assert!(born <= created && created <= updated && updated <= now);
        // Whoever writes, is mentioned or settles it was a user by then.
        let users = world.anchors.get("users").unwrap();
        let since = |id: i64| {
            let row = (0..users.len()).find(|r| users.key(*r) == Some(&Value::Int(id))).unwrap();
            users.get(row, "createdAt").unwrap().as_datetime().unwrap()
        };
        for user in in_text.iter().copied().chain([int(comments, i, "user_id")]) {
            assert!(since(user) <= created, "{user} was not there");
        }
        if let Some(user) = comments.get(i, "resolved_by").unwrap().as_int() {
            assert!(Some(since(user)) <= at("resolved_at"), "{user} was not there");
        }
        let resolved = comments.get(i, "is_resolved").unwrap().as_bool().unwrap();
        assert_eq!(at("resolved_at").is_some(), resolved);
        assert_eq!(comments.get(i, "resolved_by").unwrap().as_int().is_some(), resolved);
        assert!(at("resolved_at").is_none_or(|t| t >= created && t <= updated));
    }
    assert!(recorded.is_empty());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn rows_are_coherent_at_any_volume(count in 1u64..300, mentions in 0u64..200, seed: u64, users in 2usize..12) {
        let (rows, world) = made(count, mentions, seed, users);
        prop_assert_eq!(table(&rows, "comments").len() as u64, count);
        assert_coherent(&rows, &world);
        // Exact wherever there are enough people to mention.
        if mentions <= count * (users as u64 - 1).min(4) / 2 {
            let n = rows.table(&"comment_mentions".into()).map_or(0, TableRows::len);
            prop_assert_eq!(n as u64, mentions);
        }
    }

    #[test]
    fn all_types_are_covered(seed: u64) {
        let (rows, _) = made(100, 40, seed, 8);
        prop_assert_eq!(table(&rows, "comment_mentions").len(), 40);
        let kinds = column(table(&rows, "comments"), "commentable_type");
        let count = |k: &str| kinds.iter().filter(|v| v.as_str() == Some(k)).count();
        prop_assert!((40..=46).contains(&count("client")), "{}", count("client"));
        prop_assert_eq!(count("client") + count("order"), 100);
    }
}

#[test]
fn alone_nobody_is_mentioned() {
    let (rows, world) = made(100, 40, 3, 1);
    assert_coherent(&rows, &world);
    assert!(rows.table(&"comment_mentions".into()).is_none());
}

#[test]
fn a_unit_depends_on_nothing_but_its_number() {
    let generator = generator(100, 40);
    is_pure(&generator, &world(&generator, 20251211, &[]));
}

#[test]
fn ten_percent_more_comments_change_none_before_them() {
    let ((few, _), (more, _)) = (made(100, 40, 7, 9), made(110, 44, 7, 9));
    for name in ["comments", "comment_mentions"] {
        let (few, more) = (table(&few, name), table(&more, name));
        assert_eq!(few.cells[..], more.cells[..few.cells.len()], "{name}");
    }
}

#[test]
fn one_more_row_moves_only_its_share() {
    let generator = generator(3000, 0);
    let targets = |orders| {
        let world = world(&generator, 7, &[("on.order", orders)]);
        let rows = all(&generator, &world);
        column(table(&rows, "comments"), "commentable_id").into_iter().cloned().collect::<Vec<_>>()
    };
    let (before, after) = (targets(50), targets(51));
    let moved = before.iter().zip(&after).filter(|(a, b)| a != b).count();
    assert!(moved > 0 && moved <= 3000 * 2 / 51, "{moved}");
}

#[test]
fn what_is_said_fits_where_it_stands() {
    let text = TERP.replace(
        "client_id int! >clients | created_at ts!",
        "client_id int! >clients | created_at ts! | shippedAt ts | orderType enum(QUOTE,SALE)!",
    );
    let on = [("order", "orders")];
    let made = CommentsGenerator::bind(&schema(&text), &options(400, 0, &on), Wholesale).unwrap();
    let mut world = world(&made, 4, &[]);
    // Every second order was shipped a day after it came, every fourth is a quote.
    let orders = world.anchors.0.get_mut("on.order").unwrap();
    let spec = made.spec().anchors.into_iter().find(|a| a.name == "on.order").unwrap();
    let columns: Vec<String> = std::iter::once(spec.key).chain(spec.columns).collect();
    let rows = (0..orders.len()).map(|i| {
        let born = orders.get(i, "created_at").unwrap().as_datetime().unwrap();
        let cell = |column: &String| match column.as_str() {
            "shippedAt" if i % 2 == 0 => Value::DateTime(born + chrono::Duration::days(1)),
            "orderType" => Value::from(if i % 4 == 1 { "QUOTE" } else { "SALE" }),
            other => orders.get(i, other).unwrap().clone(),
        };
        columns.iter().map(cell).collect()
    });
    *orders = crate::AnchorTable::new(columns.clone(), rows.collect());
    let orders = orders.clone();
    let comments = all(&made, &world);
    let comments = table(&comments, "comments");
    let mut seen = BTreeSet::new();
    for i in 0..comments.len() {
        let key = comments.get(i, "commentable_id").unwrap();
        let row = (0..orders.len()).find(|r| orders.key(*r) == Some(key)).unwrap();
        let at = comments.get(i, "created_at").unwrap().as_datetime();
        let shipped = orders.get(row, "shippedAt").unwrap().as_datetime();
        let stage = match shipped {
            _ if row % 4 == 1 => Stage::Offered,
            Some(shipped) if Some(shipped) <= at => Stage::Closed,
            _ => Stage::Open,
        };
        let text = comments.get(i, "content").unwrap().as_str().unwrap();
        let number = orders.get(row, "order_number").unwrap().as_str().unwrap();
        let starts = |opening: &&str| {
            let end = opening.split("{it}").nth(1).unwrap().split('{').next().unwrap();
            text.contains(&format!("{number}{end}"))
        };
        assert!(phrases::openings(Kind::Order, stage).iter().any(starts), "{stage:?} {text}");
        seen.insert(stage);
    }
    assert_eq!(seen.len(), 3);
}

#[test]
fn comments_read_differently() {
    let (rows, _) = made(100, 40, 20251211, 8);
    assert!(distinct_ratio(table(&rows, "comments"), "content") >= 0.95);
    let generator = generator(100_000, 40_000);
    let sizes = [("users", 30), ("on.client", 60), ("on.order", 400), ("on.inventory_batch", 200)];
    let rows = all(&generator, &world(&generator, 1, &sizes));
    let comments = table(&rows, "comments");
    assert_eq!(comments.len(), 100_000);
    let ratio = distinct_ratio(comments, "content");
    assert!(ratio >= 0.9, "{ratio}");
    let (share, text) = commonest(comments, "content");
    assert!(share <= 0.001, "{text} is {share}");
}

#[test]
fn without_configuration_whatever_is_there_is_commented_on() {
    let made =
        CommentsGenerator::bind(&schema(TERP), &DomainOptions::default(), Wholesale).unwrap();
    let references: Vec<_> = made
        .spec()
        .references
        .into_iter()
        .map(|r| format!("{}.{} {:?} {}", r.table, r.column, r.when.unwrap().1, r.target))
        .collect();
    assert_eq!(
        references,
        [
            "comments.commentable_id \"client\" clients",
            "comments.commentable_id \"order\" orders",
            "comments.commentable_id \"inventory_batch\" batches",
            "comments.commentable_id \"task\" todo_tasks",
        ]
    );
    // Types without rows are passed over.
    let world = world(&made, 4, &[("on.task", 0), ("on.client", 0)]);
    let rows = all(&made, &world);
    let kinds: BTreeSet<_> = column(table(&rows, "comments"), "commentable_type")
        .into_iter()
        .filter_map(Value::as_str)
        .collect();
    assert_eq!(kinds, ["inventory_batch", "order"].into());
}

#[test]
fn replies_stay_with_what_they_answer() {
    let text = format!(
        "{THREADS}\n{}",
        TERP.lines().filter(|l| !l.starts_with("comment")).collect::<Vec<_>>().join("\n")
    );
    let on = [("client", "clients"), ("order", "orders")];
    let made = CommentsGenerator::bind(&schema(&text), &options(200, 40, &on), Wholesale).unwrap();
    let rows = all(&made, &world(&made, 4, &[]));
    let comments = table(&rows, "comments");
    let by_id: BTreeMap<i64, usize> =
        (0..comments.len()).map(|i| (int(comments, i, "id"), i)).collect();
    let mut replies = 0;
    for i in 0..comments.len() {
        // The enum's own spelling, and no mention where none can be recorded.
        let kind = comments.get(i, "entity_type").unwrap().as_str().unwrap();
        assert!(["Client", "Order"].contains(&kind));
        assert!(!comments.get(i, "body").unwrap().as_str().unwrap().contains("@["));
        let Some(parent) = comments.get(i, "parent_id").unwrap().as_int() else { continue };
        let parent = by_id[&parent];
        replies += 1;
        assert!(parent < i && comments.get(parent, "parent_id") == Some(&Value::Null));
        for same in ["entity_type", "entity_id"] {
            assert_eq!(comments.get(i, same), comments.get(parent, same));
        }
        let at = |row| comments.get(row, "created_at").unwrap().as_datetime();
        assert!(at(i) >= at(parent));
    }
    assert!((20..=70).contains(&replies), "{replies}");
}

#[test]
fn what_cannot_be_commented_on_is_said() {
    let bind = |on: &[(&str, &str)], text: &str| {
        CommentsGenerator::bind(&schema(text), &options(10, 4, on), Wholesale).unwrap_err().problems
    };
    let problems = bind(&[("order", "ordres"), ("client", "clients")], TERP);
    insta::assert_debug_snapshot!(problems);
    let places: Vec<_> = bind(&[("task", "todo_tasks")], &format!("{}\n{THREADS}", TERP))
        .into_iter()
        .map(|p| (p.place, p.why))
        .collect();
    assert_eq!(
        places,
        [("on.task".to_owned(), "comments.entity_type does not allow this type".to_owned())]
    );
}

#[test]
fn bytes_are_pinned() {
    let (rows, _) = made(100, 40, 20251211, 20);
    let hashes: Vec<_> =
        rows.tables().iter().map(|t| format!("{} {} {}", t.table, t.len(), hash(t))).collect();
    insta::assert_snapshot!(hashes.join("\n"));
}

#[test]
fn a_sample_reads_well() {
    let made =
        CommentsGenerator::bind(&schema(TERP), &DomainOptions::default(), Wholesale).unwrap();
    let rows = all(&made, &world(&made, 20251211, &[("users", 8)]));
    let columns =
        ["commentable_type", "commentable_id", "user_id", "content", "created_at", "resolved_at"];
    insta::assert_snapshot!(lines(table(&rows, "comments"), &columns, 60));
}

#[test]
fn every_rule_is_a_check() {
    for dialect in [Dialect::SQLITE, Dialect::POSTGRES, Dialect::MARIADB] {
        let checks: String = generator(100, 40)
            .checks(dialect)
            .into_iter()
            .map(|c| format!("{}\n  {}\n", c.name, c.sql))
            .collect();
        insta::assert_snapshot!(format!("checks-{}", dialect.family.label()), checks);
    }
}
