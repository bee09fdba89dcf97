//! Binding the columns of a role to those of its table.

use std::collections::{BTreeMap, BTreeSet};

use seedbed_schema_model::{Column, Schema, Table};

use super::{
    BindProblem, BoundColumn, BoundTable, Need, Overrides, Role, RoleColumn, allowed,
    tables::{Chosen, nearest},
    words,
};

/// What binding a role's columns gave.
pub(super) struct Found {
    pub(super) table: BoundTable,
    pub(super) problems: Vec<BindProblem>,
}

/// Whether all required columns would bind.
pub(super) fn required_fit(
    role: &Role,
    table: &Table,
    chosen: &Chosen<'_>,
    overrides: &Overrides,
) -> bool {
    let names = by_meaning(role, table, chosen, overrides);
    role.columns.iter().all(|c| c.need == Need::Optional || names.contains_key(c.name))
}

/// Binds the columns, or says what is wrong with each that should have bound.
pub(super) fn bind(
    schema: &Schema,
    domain: &str,
    role: &Role,
    table: &Table,
    chosen: &Chosen<'_>,
    overrides: &Overrides,
) -> Found {
    let names = by_meaning(role, table, chosen, overrides);
    let mut problems = Vec::new();
    let mut columns = BTreeMap::new();
    let mut unbound = Vec::new();
    let taken: BTreeSet<&str> = names.values().map(|c| c.name.as_str()).collect();
    for wanted in role.columns {
        let place = format!("{}.{}", role.name, wanted.name);
        let written = overrides.columns.get(&place);
        match names.get(wanted.name) {
            Some(column) => {
                columns.insert(wanted.name, bound(schema, table, column));
            }
            None => {
                unbound.push(wanted.name);
                let why = match written.map(String::as_str) {
                    Some("") if wanted.need == Need::Optional => continue,
                    Some("") => "the configuration leaves it out, and it is needed".to_owned(),
                    Some(written) => format!(
                        "the configuration maps it to `{written}`, and {} has no such column",
                        table.name
                    ),
                    None if wanted.need == Need::Optional => continue,
                    None => format!("no column of {} has a name that means this", table.name),
                };
                problems.push(missing(domain, role, wanted, table, chosen, &taken, why, written));
            }
        }
    }
    if role.writes {
        for column in table.columns.iter().filter(|c| c.must_be_given()) {
            if !taken.contains(column.name.as_str()) {
                problems.push(unfilled(domain, role, table, column, &unbound));
            }
        }
    }
    Found { table: BoundTable::new(table.name.clone(), columns, unbound), problems }
}

fn bound(schema: &Schema, table: &Table, column: &Column) -> BoundColumn {
    let (kind, allowed) = allowed::resolve(schema, table, column);
    BoundColumn { name: column.name.clone(), kind, nullable: column.nullable, allowed }
}

/// The column of each role column that has one: by override, by name (the best alias first over all
/// columns, so that a lesser alias never takes what another means exactly), by name without the
/// table's own words, and at last by being the only foreign key to the role referred to, or the
/// primary key.
fn by_meaning<'t>(
    role: &Role,
    table: &'t Table,
    chosen: &Chosen<'_>,
    overrides: &Overrides,
) -> BTreeMap<&'static str, &'t Column> {
    let mut found: BTreeMap<&'static str, &'t Column> = BTreeMap::new();
    let mut taken: BTreeSet<&'t str> = BTreeSet::new();
    let mut open: Vec<&RoleColumn> = Vec::new();
    for wanted in role.columns {
        match overrides.columns.get(&format!("{}.{}", role.name, wanted.name)) {
            None => open.push(wanted),
            Some(written) => {
                let exact = table.column(written);
                let folded = || table.columns.iter().find(|c| c.name.eq_ignore_ascii_case(written));
                if let Some(column) = exact.or_else(folded) {
                    taken.insert(&column.name);
                    found.insert(wanted.name, column);
                }
            }
        }
    }
    let keys: Vec<(&Column, String, Option<String>)> = table
        .columns
        .iter()
        .filter(|c| c.generated.is_none())
        .map(|c| (c, words::key(&c.name), words::key_in_table(&c.name, &table.name.name)))
        .collect();
    let longest = open.iter().map(|w| w.aliases.len()).max().unwrap_or(0);
    for whole_name in [true, false] {
        for rank in 0..longest {
            for wanted in &open {
                let Some(alias) = wanted.aliases.get(rank) else { continue };
                if found.contains_key(wanted.name) {
                    continue;
                }
                let alias = words::key(alias);
                let hit = keys.iter().find(|(column, key, inner)| {
                    let same =
                        if whole_name { *key == alias } else { inner.as_ref() == Some(&alias) };
                    same && !taken.contains(column.name.as_str())
                        && !refers_elsewhere(wanted, table, column, chosen)
                });
                if let Some((column, ..)) = hit {
                    taken.insert(&column.name);
                    found.insert(wanted.name, column);
                }
            }
        }
    }
    for wanted in &open {
        let Some(refers) = wanted.refers else { continue };
        let alone = role.columns.iter().filter(|c| c.refers == Some(refers)).count() == 1;
        if found.contains_key(wanted.name) || !alone {
            continue;
        }
        let mut pointing = table.columns.iter().filter(|c| {
            !taken.contains(c.name.as_str()) && points_to(table, c, refers, chosen) == Some(true)
        });
        if let (Some(column), None) = (pointing.next(), pointing.next()) {
            taken.insert(&column.name);
            found.insert(wanted.name, column);
        }
    }
    // Whatever it is called, the one column of the primary key is the key.
    if open.iter().any(|w| w.name == "id" && !found.contains_key(w.name))
        && let Some([key]) = table.primary_key.as_ref().map(|k| k.columns.as_slice())
        && let Some(column) = table.column(key)
        && !taken.contains(key.as_str())
    {
        found.insert("id", column);
    }
    found
}

/// Whether a column's foreign key goes to a role's table; `None` when it has no foreign key or the
/// role has no table.
fn points_to(table: &Table, column: &Column, role: &str, chosen: &Chosen<'_>) -> Option<bool> {
    // A role may refer to itself (a reply to a comment): then its own table counts.
    let target = &chosen.get(role)?.name;
    let mut keys =
        table.foreign_keys.iter().filter(|f| f.columns.contains(&column.name)).peekable();
    keys.peek()?;
    Some(keys.any(|f| f.target == *target))
}

fn refers_elsewhere(
    wanted: &RoleColumn,
    table: &Table,
    column: &Column,
    chosen: &Chosen<'_>,
) -> bool {
    wanted.refers.is_some_and(|role| points_to(table, column, role, chosen) == Some(false))
}

#[expect(clippy::too_many_arguments, reason = "one message needs to know all of it")]
fn missing(
    domain: &str,
    role: &Role,
    wanted: &RoleColumn,
    table: &Table,
    chosen: &Chosen<'_>,
    taken: &BTreeSet<&str>,
    why: String,
    written: Option<&String>,
) -> BindProblem {
    let free = || table.columns.iter().filter(|c| !taken.contains(c.name.as_str()));
    let pointing =
        |c: &&Column| wanted.refers.is_some_and(|r| points_to(table, c, r, chosen) == Some(true));
    let mut like: Vec<&str> =
        written.iter().map(|w| w.as_str()).filter(|w| !w.is_empty()).collect();
    if like.is_empty() {
        like.extend(wanted.aliases);
    }
    // Those with a foreign key to the right table first.
    let mut candidates = nearest(free().filter(pointing).map(|c| c.name.clone()), &like);
    for name in nearest(free().map(|c| c.name.clone()), &like) {
        if !candidates.contains(&name) {
            candidates.push(name);
        }
    }
    let first = candidates.first().map_or("<column>", String::as_str);
    BindProblem {
        place: format!("{}.{}", role.name, wanted.name),
        why,
        hint: format!("[seed.{domain}.bind]\n\"{}.{}\" = \"{first}\"", role.name, wanted.name),
        candidates,
    }
}

fn unfilled(
    domain: &str,
    role: &Role,
    table: &Table,
    column: &Column,
    unbound: &[&'static str],
) -> BindProblem {
    let candidates: Vec<String> = nearest(unbound.iter().map(|u| (*u).to_owned()), &[&column.name])
        .into_iter()
        .map(|c| format!("{}.{c}", role.name))
        .collect();
    let hint = match candidates.first() {
        Some(place) => format!("[seed.{domain}.bind]\n\"{place}\" = \"{}\"", column.name),
        None => format!("give {}.{} a default, or allow NULL", table.name, column.name),
    };
    let by = if role.need == Need::Optional {
        format!(
            "it is NOT NULL without default, and {domain} has nothing to put there (`{} = \"\"` \
             leaves the table out)",
            role.name
        )
    } else {
        format!("it is NOT NULL without default, and {domain} has nothing to put there")
    };
    BindProblem { place: format!("{}.{}", table.name, column.name), why: by, candidates, hint }
}
