//! The order tables depend on each other in, from their foreign keys.
//!
//! Everything here is iterative: a chain of ten thousand foreign keys costs no stack. A cycle is a
//! result, not an error, and a target that the schema does not have is no dependency.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet, BinaryHeap, VecDeque},
};

use crate::{Action, Deferrable, Family, ForeignKey, Schema, Table, TableName};

/// Tables that can be filled together: one table, or several that refer to each other in a cycle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Component {
    /// The tables, in an order in which no reference points ahead that must not; else by name.
    pub tables: Vec<TableName>,
    /// Whether they form a cycle (a table that refers to itself is one too).
    pub cyclic: bool,
}

/// The components of a schema, parents before children; ties broken by name, so that the order is
/// the same on every machine.
pub fn components(schema: &Schema) -> Vec<Component> {
    order(schema, schema.tables.values().collect())
}

/// The components of only these tables, parents before children. Foreign keys to other tables do
/// not count: their rows are there already. Names the schema does not have are left out, and a name
/// given twice counts once.
pub fn insertion_order(schema: &Schema, tables: &[TableName]) -> Vec<Component> {
    let chosen: BTreeSet<&TableName> = tables.iter().collect();
    order(schema, chosen.into_iter().filter_map(|name| schema.table(name)).collect())
}

/// The table a foreign key refers to. SQLite finds tables whatever the case of the name.
pub fn target<'s>(schema: &'s Schema, key: &ForeignKey) -> Option<&'s Table> {
    schema.table(&key.target).or_else(|| {
        if schema.dialect.family != Family::Sqlite {
            return None;
        }
        let same = |t: &&Table| t.name.name.eq_ignore_ascii_case(&key.target.name);
        schema.tables.values().find(same)
    })
}

/// The foreign keys that refer to a table (its own included), by the name of the table they are on.
pub fn referencing<'s>(schema: &'s Schema, name: &TableName) -> Vec<(&'s Table, &'s ForeignKey)> {
    let refers = |fk: &&ForeignKey| target(schema, fk).is_some_and(|t| &t.name == name);
    let of_table = |t: &'s Table| t.foreign_keys.iter().filter(refers).map(move |fk| (t, fk));
    schema.tables.values().flat_map(of_table).collect()
}

/// The foreign keys that point at a table filled later, in this order of tables. Keys to the
/// table itself are not among them: its rows can be written in an order that suits them.
pub fn ahead<'s>(schema: &'s Schema, order: &[TableName]) -> Vec<(&'s Table, &'s ForeignKey)> {
    let position = |name: &TableName| order.iter().position(|t| t == name);
    let mut found = Vec::new();
    for (i, table) in order.iter().enumerate().filter_map(|(i, t)| Some((i, schema.table(t)?))) {
        for key in &table.foreign_keys {
            let target = target(schema, key).and_then(|t| position(&t.name));
            if target.is_some_and(|t| t > i) {
                found.push((table, key));
            }
        }
    }
    found
}

/// Whether the engine can check the key at the end of the transaction.
pub fn can_wait(schema: &Schema, key: &ForeignKey) -> bool {
    match schema.dialect.family {
        Family::Sqlite => true,
        Family::Postgres => key.deferrable != Deferrable::No,
        Family::MySql | Family::MariaDb => false,
    }
}

fn nullable(table: &Table, key: &ForeignKey) -> bool {
    key.columns.iter().any(|c| table.column(c).is_some_and(|c| c.nullable))
}

/// The foreign keys that make a cycle impossible to fill.
pub fn unbreakable<'s>(
    schema: &'s Schema,
    order: &[TableName],
) -> Vec<(&'s TableName, &'s ForeignKey)> {
    ahead(schema, order)
        .into_iter()
        .filter(|(table, key)| {
            let by_update = nullable(table, key) && single_key(table);
            !can_wait(schema, key) && !by_update
        })
        .map(|(table, key)| (&table.name, key))
        .collect()
}

fn single_key(table: &Table) -> bool {
    table.primary_key.as_ref().is_some_and(|key| key.columns.len() == 1)
}

/// One step of a cascade: the table whose rows are touched, and the foreign key on it that does so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hop<'s> {
    /// The table that holds the foreign key.
    pub table: &'s Table,
    /// The foreign key.
    pub key: &'s ForeignKey,
}

/// A table that deleting rows elsewhere changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reach<'s> {
    /// The table reached.
    pub table: &'s Table,
    /// What happens to its rows: `Cascade` deletes them, `SetNull` and `SetDefault` change them.
    pub effect: Action,
    /// A shortest way there, from the table asked about.
    pub path: Vec<Hop<'s>>,
}

/// Every table that deleting rows of `name` would change, nearest first, once for each effect.
/// A cascade goes on from deleted rows only: rows set to NULL stay, and what refers to them too.
pub fn cascade_reach<'s>(schema: &'s Schema, name: &TableName) -> Vec<Reach<'s>> {
    let mut children: BTreeMap<&TableName, Vec<Hop<'s>>> = BTreeMap::new();
    for table in schema.tables.values() {
        for key in &table.foreign_keys {
            if let Some(parent) = target(schema, key) {
                children.entry(&parent.name).or_default().push(Hop { table, key });
            }
        }
    }
    // Paths are kept as links to the reach before, so that a long chain stays linear in memory
    // until it is written out.
    let mut found: Vec<(Option<usize>, Hop<'s>)> = Vec::new();
    let mut seen: BTreeSet<(&TableName, Action)> = BTreeSet::new();
    let mut queue: VecDeque<(Option<usize>, &TableName)> = VecDeque::new();
    queue.extend(schema.tables.get_key_value(name).map(|(key, _)| (None, key)));
    while let Some((from, parent)) = queue.pop_front() {
        for hop in children.get(parent).into_iter().flatten() {
            let effect = hop.key.on_delete;
            let touches = matches!(effect, Action::Cascade | Action::SetNull | Action::SetDefault);
            if !touches || !seen.insert((&hop.table.name, effect)) {
                continue;
            }
            found.push((from, *hop));
            if effect == Action::Cascade {
                queue.push_back((Some(found.len() - 1), &hop.table.name));
            }
        }
    }
    let reach = |(_, hop): &(Option<usize>, Hop<'s>), path| Reach {
        table: hop.table,
        effect: hop.key.on_delete,
        path,
    };
    (0..found.len()).map(|i| reach(&found[i], path_to(&found, i))).collect()
}

fn path_to<'s>(found: &[(Option<usize>, Hop<'s>)], end: usize) -> Vec<Hop<'s>> {
    let mut path = Vec::new();
    let mut at = Some(end);
    while let Some((before, hop)) = at.map(|i| found[i]) {
        path.push(hop);
        at = before;
    }
    path.reverse();
    path
}

/// Components of `tables` (sorted by name), ordered.
fn order(schema: &Schema, tables: Vec<&Table>) -> Vec<Component> {
    let parents = parents(schema, &tables, |_, _| true);
    grouped(&parents)
        .into_iter()
        .map(|members| {
            let cyclic = members.len() > 1 || parents[members[0]].contains(&members[0]);
            let members: Vec<&Table> = members.into_iter().map(|i| tables[i]).collect();
            Component { tables: within(schema, &members), cyclic }
        })
        .collect()
}

/// The tables of a cycle, with those first that others must find there: a reference that may be NULL
/// at first, or that the engine checks at the end, can point ahead.
fn within(schema: &Schema, tables: &[&Table]) -> Vec<TableName> {
    let must_be_there = |table: &Table, key: &ForeignKey| {
        !(can_wait(schema, key) || nullable(table, key) && single_key(table))
    };
    let order = match tables {
        [_] => vec![vec![0]],
        several => grouped(&parents(schema, several, must_be_there)),
    };
    order.into_iter().flatten().filter_map(|i| tables.get(i)).map(|t| t.name.clone()).collect()
}

/// The tables each table refers to, by the keys that count.
fn parents(
    schema: &Schema,
    tables: &[&Table],
    counts: impl Fn(&Table, &ForeignKey) -> bool,
) -> Vec<Vec<usize>> {
    let index: BTreeMap<&TableName, usize> =
        tables.iter().enumerate().map(|(i, t)| (&t.name, i)).collect();
    let of_table = |table: &&Table| {
        let keys = table.foreign_keys.iter().filter(|fk| counts(table, fk));
        let of = |fk| target(schema, fk).and_then(|p| index.get(&p.name).copied());
        let all: BTreeSet<usize> = keys.filter_map(of).collect();
        all.into_iter().collect()
    };
    tables.iter().map(of_table).collect()
}

/// The strongly connected groups, parents before children.
fn grouped(parents: &[Vec<usize>]) -> Vec<Vec<usize>> {
    let groups = strongly_connected(parents);
    let mut group_of = vec![0; parents.len()];
    for (g, members) in groups.iter().enumerate() {
        members.iter().for_each(|&i| group_of[i] = g);
    }
    ready_by_name(parents, &groups, &group_of).into_iter().map(|g| groups[g].clone()).collect()
}

/// Kahn's order over the groups: of those whose parents are all out, the one with the smallest
/// first member goes next.
fn ready_by_name(parents: &[Vec<usize>], groups: &[Vec<usize>], group_of: &[usize]) -> Vec<usize> {
    let mut waits: Vec<usize> = vec![0; groups.len()];
    let mut children: Vec<BTreeSet<usize>> = vec![BTreeSet::new(); groups.len()];
    for (node, its) in parents.iter().enumerate() {
        for &parent in its {
            let (child, parent) = (group_of[node], group_of[parent]);
            if child != parent && children[parent].insert(child) {
                waits[child] += 1;
            }
        }
    }
    let entry = |g: usize| Reverse((groups[g][0], g));
    let mut ready: BinaryHeap<_> =
        (0..groups.len()).filter(|&g| waits[g] == 0).map(entry).collect();
    let mut out = Vec::with_capacity(groups.len());
    while let Some(Reverse((_, g))) = ready.pop() {
        out.push(g);
        for &child in &children[g] {
            waits[child] -= 1;
            if waits[child] == 0 {
                ready.push(entry(child));
            }
        }
    }
    out
}

/// Tarjan's strongly connected components with an explicit stack; members in ascending order.
fn strongly_connected(edges: &[Vec<usize>]) -> Vec<Vec<usize>> {
    const UNSEEN: usize = usize::MAX;
    let n = edges.len();
    let (mut index, mut low) = (vec![UNSEEN; n], vec![0; n]);
    let mut on_stack = vec![false; n];
    let (mut stack, mut groups) = (Vec::new(), Vec::new());
    let mut clock = 0;
    for root in 0..n {
        if index[root] != UNSEEN {
            continue;
        }
        // Each call is a node and the number of its edges already followed.
        let mut calls = vec![(root, 0)];
        while let Some((v, followed)) = calls.last_mut() {
            let v = *v;
            if *followed == 0 && index[v] == UNSEEN {
                index[v] = clock;
                low[v] = clock;
                clock += 1;
                stack.push(v);
                on_stack[v] = true;
            }
            if let Some(&w) = edges[v].get(*followed) {
                *followed += 1;
                if index[w] == UNSEEN {
                    calls.push((w, 0));
                } else if on_stack[w] {
                    low[v] = low[v].min(index[w]);
                }
                continue;
            }
            calls.pop();
            if let Some(&(caller, _)) = calls.last() {
                low[caller] = low[caller].min(low[v]);
            }
            if low[v] == index[v] {
                let mut group = Vec::new();
                while let Some(w) = stack.pop() {
                    on_stack[w] = false;
                    group.push(w);
                    if w == v {
                        break;
                    }
                }
                group.sort_unstable();
                groups.push(group);
            }
        }
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Dialect;

    fn fk(to: &str, on_delete: Action) -> ForeignKey {
        ForeignKey {
            on_delete,
            ..ForeignKey::unnamed(vec![format!("{to}_id")], to.into(), vec!["id".into()])
        }
    }

    fn schema(tables: &[(&str, &[(&str, Action)])]) -> Schema {
        let mut schema = Schema::empty(Dialect::SQLITE);
        for (name, parents) in tables {
            let mut table = Table::new(*name);
            table.foreign_keys = parents.iter().map(|(to, action)| fk(to, *action)).collect();
            schema.insert(table);
        }
        schema
    }

    fn plain<'a>(parents: &[&'a str]) -> Vec<(&'a str, Action)> {
        parents.iter().map(|p| (*p, Action::NoAction)).collect()
    }

    fn shown(components: &[Component]) -> Vec<String> {
        let one = |c: &Component| {
            let names: Vec<_> = c.tables.iter().map(ToString::to_string).collect();
            format!("{}{}", names.join("+"), if c.cyclic { "*" } else { "" })
        };
        components.iter().map(one).collect()
    }

    #[test]
    fn parents_come_first_and_ties_go_by_name() {
        let s = schema(&[
            ("a_line", &plain(&["order", "product"])),
            ("order", &plain(&["user"])),
            ("product", &[]),
            ("user", &[]),
            ("zebra", &[]),
        ]);
        assert_eq!(shown(&components(&s)), ["product", "user", "order", "a_line", "zebra"]);
    }

    #[test]
    fn cycles_are_a_result() {
        let s = schema(&[
            ("a", &plain(&["b"])),
            ("b", &plain(&["c"])),
            ("c", &plain(&["a", "root"])),
            ("leaf", &plain(&["a"])),
            ("root", &plain(&["root"])),
        ]);
        assert_eq!(shown(&components(&s)), ["root*", "a+b+c*", "leaf"]);
    }

    #[test]
    fn a_missing_target_is_no_dependency_and_sqlite_ignores_case() {
        let s = schema(&[("a", &plain(&["USERS", "nowhere"])), ("users", &[])]);
        assert_eq!(shown(&components(&s)), ["users", "a"]);
        let mut on_postgres = s;
        on_postgres.dialect = Dialect::POSTGRES;
        assert_eq!(shown(&components(&on_postgres)), ["a", "users"]);
    }

    #[test]
    fn only_the_chosen_tables_are_ordered() {
        let s = schema(&[
            ("a", &plain(&["b"])),
            ("b", &plain(&["a", "c"])),
            ("c", &[]),
            ("d", &plain(&["c"])),
        ]);
        let chosen = ["d".into(), "a".into(), "c".into(), "a".into(), "nope".into()];
        assert_eq!(shown(&insertion_order(&s, &chosen)), ["a", "c", "d"]);
    }

    #[test]
    fn ten_thousand_long_chains_and_cycles_cost_no_stack() {
        let name = |i: usize| format!("t{i:05}");
        let n = 10_000;
        let mut chain = Schema::empty(Dialect::SQLITE);
        for i in 0..n {
            let mut table = Table::new(name(i).as_str());
            if i + 1 < n {
                table.foreign_keys.push(fk(&name(i + 1), Action::Cascade));
            }
            chain.insert(table);
        }
        let order = components(&chain);
        assert_eq!(order.len(), n);
        assert_eq!(order[0].tables[0].name, name(n - 1));
        assert_eq!(order[n - 1].tables[0].name, name(0));
        assert!(order.iter().all(|c| !c.cyclic));
        let last = TableName::new(name(n - 1));
        chain.tables.get_mut(&last).unwrap().foreign_keys.push(fk(&name(0), Action::NoAction));
        let order = components(&chain);
        assert_eq!(order.len(), 1);
        assert_eq!(order[0].tables.len(), n);
        assert!(order[0].cyclic);
    }

    #[test]
    fn referencing_names_every_foreign_key_including_its_own() {
        let s = schema(&[("a", &plain(&["b", "b"])), ("b", &plain(&["b"])), ("c", &plain(&["a"]))]);
        let found = referencing(&s, &"b".into());
        let names: Vec<_> = found.iter().map(|(t, _)| t.name.name.as_str()).collect();
        assert_eq!(names, ["a", "a", "b"]);
    }

    #[test]
    fn a_cascade_goes_on_from_deleted_rows_only() {
        let s = schema(&[
            ("users", &[]),
            ("lists", &[("users", Action::Cascade)]),
            ("tasks", &[("lists", Action::Cascade), ("users", Action::SetNull)]),
            ("activity", &[("tasks", Action::Cascade)]),
            ("orders", &[("users", Action::SetNull)]),
            ("lines", &[("orders", Action::Cascade)]),
            ("audits", &[("users", Action::Restrict)]),
        ]);
        let reach = cascade_reach(&s, &"users".into());
        let shown: Vec<String> = reach
            .iter()
            .map(|r| {
                let path: Vec<_> = r.path.iter().map(|h| h.table.name.name.as_str()).collect();
                format!("{} {}", r.effect.sql(), path.join(">"))
            })
            .collect();
        assert_eq!(
            shown,
            [
                "CASCADE lists",
                "SET NULL orders",
                "SET NULL tasks",
                "CASCADE lists>tasks",
                "CASCADE lists>tasks>activity",
            ]
        );
        assert!(cascade_reach(&s, &"nowhere".into()).is_empty());
    }

    #[test]
    fn a_cascade_around_a_cycle_ends() {
        let s = schema(&[("a", &[("b", Action::Cascade)]), ("b", &[("a", Action::Cascade)])]);
        let reach = cascade_reach(&s, &"a".into());
        let names: Vec<_> = reach.iter().map(|r| r.table.name.name.as_str()).collect();
        assert_eq!(names, ["b", "a"]);
    }
}
