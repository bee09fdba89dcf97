//! What speaks for and against two tables being one under two names.

use std::collections::{BTreeMap, BTreeSet};

use seedbed_schema_model::{Schema, Table, TableName, normal};

use super::{
    Candidate, alike,
    points::{Points, best_pairs},
};
use crate::compare::{name_key, table_key};

/// More pairs than this are not looked at: two schemas that have little in common.
const MOST_PAIRS: usize = 100_000;

struct Alone<'a> {
    name: &'a TableName,
    columns: BTreeMap<String, String>,
    parts: [usize; 5],
    /// Who refers to it: table and columns.
    referred: BTreeSet<(TableName, Vec<String>)>,
}

/// The candidates among the tables that only one side has, scored.
pub(super) fn candidates(declared: &Schema, live: &Schema) -> Vec<Candidate> {
    let (missing, extra) = (only(declared, live), only(live, declared));
    if missing.is_empty() || extra.is_empty() || missing.len() * extra.len() > MOST_PAIRS {
        return Vec::new();
    }
    let missing: Vec<_> = missing.iter().map(|table| alone(declared, table)).collect();
    let extra: Vec<_> = extra.iter().map(|table| alone(live, table)).collect();
    let mut scores = Vec::new();
    for d in &missing {
        for l in extra.iter().filter(|l| l.name.schema == d.name.schema) {
            if let Some(points) = points(d, l) {
                scores.push((d.name.to_string(), l.name.to_string(), points));
            }
        }
    }
    best_pairs(scores)
}

/// The tables of one schema that the other lacks.
pub(super) fn only<'a>(of: &'a Schema, other: &Schema) -> Vec<&'a Table> {
    let family = of.dialect.family;
    let there: BTreeSet<_> = other.tables.keys().map(|name| table_key(family, name)).collect();
    let tables = of.tables.iter();
    tables.filter(|(name, _)| !there.contains(&table_key(family, name))).map(|(_, t)| t).collect()
}

fn alone<'a>(schema: &Schema, table: &'a Table) -> Alone<'a> {
    let family = schema.dialect.family;
    let column = |c: &seedbed_schema_model::Column| {
        (name_key(family, &c.name), normal::type_form(schema, &c.ty))
    };
    let mut referred = BTreeSet::new();
    for other in schema.tables.values().filter(|other| other.name != table.name) {
        for key in &other.foreign_keys {
            if table_key(family, &key.target) == table_key(family, &table.name) {
                let columns = key.columns.iter().map(|c| name_key(family, c)).collect();
                referred.insert((table_key(family, &other.name), columns));
            }
        }
    }
    Alone {
        name: &table.name,
        columns: table.columns.iter().map(column).collect(),
        parts: [
            usize::from(table.primary_key.is_some()),
            table.uniques.len(),
            table.foreign_keys.len(),
            table.indexes.len(),
            table.checks.len(),
        ],
        referred,
    }
}

fn points(d: &Alone<'_>, l: &Alone<'_>) -> Option<Points> {
    let all = d.columns.len() + l.columns.len();
    if all == 0 {
        return None;
    }
    let (mut alike, mut special) = (0, 0);
    for (name, ty) in &d.columns {
        let Some(other) = l.columns.get(name) else { continue };
        // In hundredths: the type may have changed too.
        let weight = if ty == other { 100 } else { 50 };
        alike += weight;
        let words = alike::words(name);
        let general = words.iter().all(|w| alike::GENERAL.contains(&w.as_str()))
            || name.ends_with("_at")
            || name.ends_with("At");
        special += if general { weight / 2 } else { weight };
    }
    let share = alike * 2 / all;
    if share < 50 {
        return None;
    }
    let mut points = Points::default();
    let shared = d.columns.keys().filter(|name| l.columns.contains_key(*name)).count();
    // A table of two columns says little, one of five of its own kind says enough.
    let structure = 55 * share / 100 * special.min(500) / 500;
    let of = d.columns.len().max(l.columns.len());
    points.add(
        i32::try_from(structure).unwrap_or(0),
        format!("{shared} of {of} columns are the same"),
    );
    if d.parts == l.parts {
        points.add(10, "as many keys, indexes and checks");
    }
    let names = alike::names(&d.name.name, &l.name.name);
    match names {
        None => points.add(-40, "names that differ in a number only"),
        Some(0) => points.add(0, "names that have nothing in common"),
        Some(alike) => {
            points.add(i32::try_from(alike * 30 / 100).unwrap_or(0), "similar names");
            if alike >= 60 && share >= 90 {
                points.add(20, "");
            }
        }
    }
    if !d.referred.is_empty() && d.referred == l.referred {
        let by: Vec<_> = d.referred.iter().map(|(table, _)| table.to_string()).collect();
        let strong = share >= 80;
        points.add(if strong { 45 } else { 20 }, format!("referred to by {}", by.join(", ")));
    } else if d.referred.is_disjoint(&l.referred)
        && !d.referred.is_empty()
        && !l.referred.is_empty()
    {
        points.add(-10, "referred to by others");
    }
    Some(points)
}
