//! Choosing the table of each role.

use std::collections::{BTreeMap, BTreeSet};

use seedbed_schema_model::{Schema, Table, TableName, is_known_ledger, is_own_table};

use super::{BindProblem, Need, Overrides, Role, columns, words};

/// The tables chosen so far, by role.
pub(super) type Chosen<'s> = BTreeMap<&'static str, &'s Table>;

/// How many candidates a problem names.
const CANDIDATES: usize = 5;

/// The table of every role that has one; the others that should have one are problems.
pub(super) fn choose<'s>(
    schema: &'s Schema,
    domain: &str,
    roles: &[Role],
    overrides: &Overrides,
    problems: &mut Vec<BindProblem>,
) -> Chosen<'s> {
    let common = words::common_prefix(theirs(schema).map(|t| t.name.name.as_str()));
    let mut chosen = Chosen::new();
    let mut taken = BTreeSet::new();
    for role in roles {
        let Some(written) = overrides.tables.get(role.name).filter(|t| !t.is_empty()) else {
            continue;
        };
        match named(schema, written) {
            Some(table) => {
                taken.insert(&table.name);
                chosen.insert(role.name, table);
            }
            None => problems.push(problem(
                schema,
                domain,
                role,
                &taken,
                format!("the configuration maps it to `{written}`, and there is no such table"),
                &[written],
            )),
        }
    }
    for role in roles {
        match overrides.tables.get(role.name).map(String::as_str) {
            Some("") if role.need == Need::Required => problems.push(problem(
                schema,
                domain,
                role,
                &taken,
                "the configuration leaves it out, and the domain cannot work without it".into(),
                role.tables,
            )),
            Some(_) => {}
            None => {
                let matching: Vec<&Table> = matching(schema, role, common.as_deref())
                    .into_iter()
                    .filter(|t| !taken.contains(&t.name))
                    .collect();
                // The best name wins, unless only a lesser one has the columns.
                let fits = |t: &&&Table| columns::required_fit(role, t, &chosen, overrides);
                match matching.iter().find(fits).or(matching.first()) {
                    Some(table) => {
                        taken.insert(&table.name);
                        chosen.insert(role.name, table);
                    }
                    None if role.need == Need::Required => problems.push(problem(
                        schema,
                        domain,
                        role,
                        &taken,
                        "no table has a name that means this".into(),
                        role.tables,
                    )),
                    None => {}
                }
            }
        }
    }
    chosen
}

/// The tables whose names mean a role, best name first.
fn matching<'s>(schema: &'s Schema, role: &Role, common: Option<&str>) -> Vec<&'s Table> {
    let mut found: Vec<(usize, bool, &Table)> = theirs(schema)
        .filter(|t| t.options.partition_of.is_none())
        .filter_map(|t| {
            let rank = |k: &str| role.tables.iter().position(|a| words::key(a) == k);
            let whole = rank(&words::key(&t.name.name)).map(|r| (r, false));
            let bare =
                || words::bare_key(&t.name.name, common).and_then(|k| rank(&k)).map(|r| (r, true));
            whole.or_else(bare).map(|(r, b)| (r, b, t))
        })
        .collect();
    // Tables come by name, the default schema first, and the sort keeps that order.
    found.sort_by_key(|(rank, bare, _)| (*rank, *bare));
    found.into_iter().map(|(_, _, t)| t).collect()
}

/// The application's tables: our own and those of migration tools bind to nothing.
fn theirs(schema: &Schema) -> impl Iterator<Item = &Table> {
    schema.tables.values().filter(|t| !is_own_table(&t.name) && !is_known_ledger(t))
}

/// A table as people write it: `schema.table`, or `table` in any schema, the default one first.
fn named<'s>(schema: &'s Schema, written: &str) -> Option<&'s Table> {
    let whole = |n: &TableName| n.to_string() == written;
    let last = |n: &TableName| n.name == written;
    let folded = |n: &TableName| n.name.eq_ignore_ascii_case(written);
    let by = |test: &dyn Fn(&TableName) -> bool| theirs(schema).find(|t| test(&t.name));
    by(&whole).or_else(|| by(&last)).or_else(|| by(&folded))
}

fn problem<A: AsRef<str>>(
    schema: &Schema,
    domain: &str,
    role: &Role,
    taken: &BTreeSet<&TableName>,
    why: String,
    wanted: &[A],
) -> BindProblem {
    let free = theirs(schema).map(|t| &t.name).filter(|t| !taken.contains(t));
    let candidates = nearest(free.map(ToString::to_string), wanted);
    let alike =
        |name: &&String| wanted.iter().any(|w| words::likeness(w.as_ref(), name) >= words::ALIKE);
    let first = candidates.first().filter(alike).map_or("<table>", String::as_str);
    let hint = format!("[seed.{domain}.bind]\n{} = \"{first}\"", role.name);
    BindProblem { place: role.name.to_owned(), why, candidates, hint }
}

/// The names most like any of those wanted, nearest first.
pub(super) fn nearest<A: AsRef<str>>(
    names: impl Iterator<Item = String>,
    wanted: &[A],
) -> Vec<String> {
    let mut all: Vec<(f64, String)> = names
        .map(|n| {
            let best = wanted.iter().map(|w| words::likeness(w.as_ref(), &n)).fold(0.0, f64::max);
            (best, n)
        })
        .collect();
    all.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    all.into_iter().take(CANDIDATES).map(|(_, n)| n).collect()
}

/// Overrides for roles and columns that the domain does not have.
pub(super) fn unknown_overrides(
    domain: &str,
    roles: &[Role],
    overrides: &Overrides,
) -> Vec<BindProblem> {
    let places: Vec<String> = roles
        .iter()
        .flat_map(|r| r.columns.iter().map(|c| format!("{}.{}", r.name, c.name)))
        .collect();
    let mut problems = Vec::new();
    let mut unknown = |key: &str, value: &str, known: Vec<String>, what: &str| {
        if known.iter().any(|k| k == key) {
            return;
        }
        let candidates = nearest(known.into_iter(), &[key]);
        let first = candidates.first().map_or("<role>", String::as_str);
        let quoted = if first.contains('.') { format!("\"{first}\"") } else { first.to_owned() };
        problems.push(BindProblem {
            place: key.to_owned(),
            why: format!("the configuration maps it, but {domain} has no such {what}"),
            hint: format!("[seed.{domain}.bind]\n{quoted} = \"{value}\""),
            candidates,
        });
    };
    for (role, table) in &overrides.tables {
        unknown(role, table, roles.iter().map(|r| r.name.to_owned()).collect(), "role");
    }
    for (place, column) in &overrides.columns {
        unknown(place, column, places.clone(), "column");
    }
    problems
}
