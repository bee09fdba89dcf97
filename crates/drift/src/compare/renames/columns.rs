//! What speaks for and against two columns of a table being one under two names.

use std::collections::{BTreeMap, BTreeSet};

use seedbed_schema_model::{Column, Dialect, IndexKey, Table, rename};

use super::{
    Candidate, alike,
    points::{Points, best_pairs},
};
use crate::compare::{Form, name_key};

/// A column on one side only.
struct Alone<'a> {
    raw: &'a Column,
    form: &'a Column,
    place: Place<'a>,
    part_of: BTreeSet<String>,
}

/// Where a column stands: between which columns that both sides have, and as which of those of its
/// type there.
struct Place<'a> {
    after: Option<String>,
    before: Option<String>,
    nth: usize,
    of: usize,
    ty: &'a str,
}

/// The candidates among the columns that only one side has, scored.
pub(super) fn candidates(dialect: Dialect, declared: &Form<'_>, live: &Form<'_>) -> Vec<Candidate> {
    let (ours, theirs) = (declared.columns(), live.columns());
    let only = |of: &BTreeMap<String, (&Column, &Column)>,
                other: &BTreeMap<String, (&Column, &Column)>| {
        of.keys().filter(|key| !other.contains_key(*key)).cloned().collect::<BTreeSet<_>>()
    };
    let (missing, extra) = (only(&ours, &theirs), only(&theirs, &ours));
    if missing.is_empty() || extra.is_empty() {
        return Vec::new();
    }
    let missing = alone(dialect, declared, &ours, &missing);
    let extra = alone(dialect, live, &theirs, &extra);
    let scores = missing
        .iter()
        .flat_map(|d| extra.iter().map(|l| (d.raw.name.clone(), l.raw.name.clone(), points(d, l))));
    best_pairs(scores.collect())
}

fn alone<'a>(
    dialect: Dialect,
    form: &'a Form<'_>,
    columns: &BTreeMap<String, (&'a Column, &'a Column)>,
    only: &BTreeSet<String>,
) -> Vec<Alone<'a>> {
    let family = dialect.family;
    let order: Vec<_> = form.raw.columns.iter().map(|c| name_key(family, &c.name)).collect();
    let slot = |at: usize| {
        let common = |key: &&String| !only.contains(*key);
        let after = order[..at].iter().rev().find(common).cloned();
        (after, order[at + 1..].iter().find(common).cloned())
    };
    let ty = |key: &String| columns.get(key).map_or("", |(_, form)| form.ty.raw.as_str());
    let mut all = Vec::new();
    for (at, key) in order.iter().enumerate().filter(|(_, key)| only.contains(*key)) {
        let Some((raw, column)) = columns.get(key) else { continue };
        let here = slot(at);
        let alike = |other: &usize| {
            only.contains(&order[*other]) && slot(*other) == here && ty(&order[*other]) == ty(key)
        };
        let place = Place {
            nth: (0..at).filter(alike).count(),
            of: (0..order.len()).filter(alike).count(),
            after: here.0,
            before: here.1,
            ty: &column.ty.raw,
        };
        let part_of = memberships(dialect, &form.table, key, only);
        all.push(Alone { raw, form: column, place, part_of });
    }
    all
}

/// The keys, indexes, checks and generated columns that a column is part of, without its name.
fn memberships(
    dialect: Dialect,
    table: &Table,
    key: &str,
    only: &BTreeSet<String>,
) -> BTreeSet<String> {
    const ITSELF: &str = "·";
    let family = dialect.family;
    let shown = |name: &String| match name_key(family, name) {
        name if name == key => ITSELF.to_owned(),
        name if only.contains(&name) => "?".to_owned(),
        name => name,
    };
    let list = |columns: &[String]| columns.iter().map(shown).collect::<Vec<_>>().join(", ");
    let within = |columns: &[String]| columns.iter().any(|c| name_key(family, c) == key);
    let mut found = BTreeSet::new();
    if let Some(primary) = table.primary_key.as_ref().filter(|k| within(&k.columns)) {
        found.insert(format!("the primary key ({})", list(&primary.columns)));
    }
    for unique in table.uniques.iter().filter(|k| within(&k.columns)) {
        found.insert(format!("a unique constraint ({})", list(&unique.columns)));
    }
    for foreign in table.foreign_keys.iter().filter(|k| within(&k.columns)) {
        let to = format!("{} ({})", foreign.target, foreign.target_columns.join(", "));
        found.insert(format!("a foreign key ({}) to {to}", list(&foreign.columns)));
    }
    // An expression over the column, with every name that the other side lacks made neutral.
    let neutral = |text: &str| {
        let mut text = rename::column_in_expression(dialect, text, key, ITSELF)?;
        for other in only {
            text = rename::column_in_expression(dialect, &text, other, "?").unwrap_or(text);
        }
        Some(text)
    };
    for index in &table.indexes {
        let mut its = false;
        let mut parts = Vec::new();
        for part in &index.parts {
            parts.push(match &part.key {
                IndexKey::Column(name) => {
                    its |= name_key(family, name) == key;
                    shown(name)
                }
                IndexKey::Expression(expr) => {
                    let text = neutral(&expr.0);
                    its |= text.is_some();
                    text.unwrap_or_default()
                }
            });
        }
        let predicate = index.predicate.as_ref().and_then(|p| neutral(&p.0));
        if its || within(&index.include) || predicate.is_some() {
            let unique = if index.unique { "unique " } else { "" };
            found.insert(format!("an {unique}index ({})", parts.join(", ")));
        }
    }
    for text in table.checks.iter().filter_map(|check| neutral(&check.expr.0)) {
        found.insert(format!("a check ({text})"));
    }
    for column in table.columns.iter().filter(|c| name_key(family, &c.name) != key) {
        if column.generated.as_ref().is_some_and(|g| neutral(&g.expr.0).is_some()) {
            found.insert(format!("what {} is computed from", shown(&column.name)));
        }
    }
    found
}

fn points(d: &Alone<'_>, l: &Alone<'_>) -> Points {
    let mut points = Points::default();
    let (a, b) = (d.form, l.form);
    if a.ty.raw == b.ty.raw {
        points.add(30, format!("same type ({})", d.raw.ty.raw));
    } else if std::mem::discriminant(&d.raw.ty.kind) == std::mem::discriminant(&l.raw.ty.kind) {
        points.add(15, format!("types of one kind ({}, {})", d.raw.ty.raw, l.raw.ty.raw));
    } else {
        points.add(-20, format!("other type ({}, {})", d.raw.ty.raw, l.raw.ty.raw));
    }
    let required = d.raw.must_be_given() && l.raw.must_be_given();
    place(&mut points, &d.place, &l.place, required);
    match alike::names(&d.raw.name, &l.raw.name) {
        None => points.add(-40, "names that differ in a number only"),
        Some(100) => points.add(40, "the same words in the name"),
        Some(0) => points.add(0, "names that have nothing in common"),
        Some(alike) => points.add(score(alike * 35 / 100), "similar names"),
    }
    membership(&mut points, &d.part_of, &l.part_of);
    let (nullable, default) = (a.nullable == b.nullable, a.default == b.default);
    if nullable && default {
        let spelled = a.default.is_some();
        points.add(if spelled { 10 } else { 7 }, "same nullability and default");
    } else {
        let what = match (nullable, default) {
            (false, false) => "other nullability and default",
            (false, true) => "other nullability",
            _ => "another default",
        };
        points.add(-4 * (i32::from(!nullable) + i32::from(!default)), what);
    }
    let numbered = a.identity.is_some() == b.identity.is_some();
    if !numbered || a.generated.is_some() != b.generated.is_some() {
        points.add(-15, "one fills itself, the other does not");
    } else if a.collation == b.collation {
        points.add(3, "");
    }
    if a.comment.is_some() && a.comment == b.comment {
        points.add(10, "the same comment");
    }
    points
}

fn score(points: u32) -> i32 {
    i32::try_from(points).unwrap_or(0)
}

fn place(points: &mut Points, d: &Place<'_>, l: &Place<'_>, required: bool) {
    if d.after != l.after || d.before != l.before {
        if d.after == l.after || (d.before == l.before && d.before.is_some()) {
            points.add(6, "a place close by");
        } else {
            points.add(0, "another place in the table");
        }
        return;
    }
    let where_ = match (&d.after, &d.before) {
        (Some(a), Some(b)) => format!("same place between {a} and {b}"),
        (None, Some(b)) => format!("same place before {b}"),
        (Some(a), None) => format!("both at the end, after {a}"),
        (None, None) => "no other column to tell the place by".to_owned(),
    };
    let exact = d.ty == l.ty && d.of == l.of && d.nth == l.nth;
    // New columns come at the end, so that the end says less; but hardly a required one.
    let weight = match (exact, &d.before) {
        (true, Some(_)) => 25,
        (true, None) if required => 22,
        _ => 12,
    };
    points.add(weight, where_);
}

fn membership(points: &mut Points, d: &BTreeSet<String>, l: &BTreeSet<String>) {
    let common: Vec<_> = d.intersection(l).cloned().collect();
    match (d.is_empty(), l.is_empty()) {
        (true, true) => {}
        _ if d == l => {
            let strong = common.iter().any(|c| !c.starts_with("an index"));
            points.add(
                if strong { 20 } else { 15 },
                format!("both part of {}", common.join(" and ")),
            );
        }
        _ if !common.is_empty() => points.add(5, format!("both part of {}", common.join(" and "))),
        (false, false) => points.add(-15, "parts of other keys and indexes"),
        _ => points.add(-10, "only one is part of keys and indexes"),
    }
}
