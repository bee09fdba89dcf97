//! The names engines make up for what a declaration leaves unnamed. Needed because a later statement
//! may use them: `DROP CONSTRAINT t_a_key`.

use seedbed_schema_model::{DomainType, Family, IndexKey, IndexPart, Table};

use super::{
    cursor::{Names, truncated},
    lex::{Kind, Lexer},
};

/// PostgreSQL's `makeObjectName`: both parts are shortened until everything fits into 63 bytes.
fn object_name(first: &str, second: &str, label: &str) -> String {
    let overhead = label.len() + 1 + usize::from(!second.is_empty());
    let available = 63usize.saturating_sub(overhead);
    let (mut a, mut b) = (first.len(), second.len());
    while a + b > available {
        if a > b { a -= 1 } else { b -= 1 }
    }
    let (first, second) = (truncated(first.to_owned(), a), truncated(second.to_owned(), b));
    let join = if second.is_empty() { "" } else { "_" };
    format!("{first}{join}{second}_{label}")
}

/// The first of `base`, `base1`, `base2`, … that is free.
fn free(base: impl Fn(&str) -> String, taken: &dyn Fn(&str) -> bool) -> String {
    let mut name = base("");
    let mut number = 1u32;
    while taken(&name) {
        name = base(&number.to_string());
        number += 1;
    }
    name
}

/// The name PostgreSQL gives the sequence of a serial or identity column.
pub(super) fn postgres_sequence(table: &str, column: &str) -> String {
    object_name(table, column, "seq")
}

/// The name PostgreSQL gives an unnamed index.
pub(super) fn postgres_index(
    table: &str,
    parts: &[IndexPart],
    taken: &dyn Fn(&str) -> bool,
) -> String {
    let columns: Vec<&str> = parts.iter().map(part_name).collect();
    let columns = columns.join("_");
    free(|n| object_name(table, &columns, &format!("idx{n}")), taken)
}

fn part_name(part: &IndexPart) -> &str {
    match &part.key {
        IndexKey::Column(column) => column.as_str(),
        IndexKey::Expression(expr) => call_name(expr.as_str()),
    }
}

/// The name PostgreSQL gives an index column that is an expression: the function's, or `expr`.
fn call_name(expr: &str) -> &str {
    let end = expr.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(expr.len());
    if expr[end..].starts_with('(') && expr.ends_with(')') { &expr[..end] } else { "expr" }
}

/// The name MySQL gives an unnamed key: its first column's, with `_2` and on when taken.
pub(super) fn mysql_index(table: &Table, names: &Names, first_column: Option<&str>) -> String {
    let base = first_column.unwrap_or("functional_index");
    let taken = |name: &str| {
        let keys = table.uniques.iter().filter_map(|k| k.name.as_deref());
        let indexes = table.indexes.iter().filter_map(|i| i.name.as_deref());
        keys.chain(indexes).any(|n| names.same(n, name)) || name.eq_ignore_ascii_case("primary")
    };
    let mut name = base.to_owned();
    let mut number = 2u32;
    while taken(&name) {
        name = format!("{base}_{number}");
        number += 1;
    }
    name
}

/// Writes into the table the names its engine has made up for its unnamed constraints.
pub(super) fn fill(table: &mut Table, names: &Names) {
    match names.dialect.family {
        Family::Sqlite => {}
        Family::Postgres => fill_postgres(table),
        Family::MySql | Family::MariaDb => fill_mysql(table, names.dialect.family),
    }
}

/// Makes sure that a constraint of this name has it, if the name is one its engine made up; false when
/// the table has no such constraint.
pub(super) fn settle(table: &mut Table, names: &Names, constraint: &str) -> bool {
    if constraint_names(table).any(|n| n == constraint) {
        return true;
    }
    let mut filled = table.clone();
    fill(&mut filled, names);
    let found = constraint_names(&filled).any(|n| n == constraint);
    if found {
        *table = filled;
    }
    found
}

/// Gives a check of a domain the name that PostgreSQL made up for it, if this is it.
pub(super) fn settle_domain(domain: &mut DomainType, constraint: &str) {
    let named = |d: &DomainType| d.checks.iter().any(|c| c.name.as_deref() == Some(constraint));
    if named(domain) {
        return;
    }
    let mut filled = domain.clone();
    let mut used: Vec<String> = domain.checks.iter().filter_map(|c| c.name.clone()).collect();
    for check in filled.checks.iter_mut().filter(|c| c.name.is_none()) {
        let taken = |n: &str| used.iter().any(|u| u == n);
        let name = free(|n| object_name(&domain.name.name, "", &format!("check{n}")), &taken);
        used.push(name.clone());
        check.name = Some(name);
    }
    if named(&filled) {
        *domain = filled;
    }
}

fn fill_postgres(table: &mut Table) {
    let own = table.name.name.clone();
    let mut used: Vec<String> = constraint_names(table).map(str::to_owned).collect();
    let mut choose = |name: &mut Option<String>, columns: &str, label: &str| {
        if name.is_none() {
            let taken = |n: &str| used.iter().any(|u| u == n);
            let chosen = free(|n| object_name(&own, columns, &format!("{label}{n}")), &taken);
            used.push(chosen.clone());
            *name = Some(chosen);
        }
    };
    if let Some(key) = &mut table.primary_key {
        choose(&mut key.name, "", "pkey");
    }
    for key in &mut table.uniques {
        choose(&mut key.name, &key.columns.join("_"), "key");
    }
    for key in &mut table.foreign_keys {
        choose(&mut key.name, &key.columns.join("_"), "fkey");
    }
    for exclusion in &mut table.exclusions {
        let parts: Vec<&str> = exclusion.parts.iter().map(|p| part_name(&p.part)).collect();
        choose(&mut exclusion.name, &parts.join("_"), "excl");
    }
    let columns: Vec<&str> = table.columns.iter().map(|c| c.name.as_str()).collect();
    for check in &mut table.checks {
        let mut used = mentioned(check.expr.as_str(), &columns);
        let only = if used.len() == 1 { used.pop() } else { None };
        choose(&mut check.name, only.unwrap_or_default(), "check");
    }
}

/// The columns of `columns` that an expression names.
fn mentioned<'c>(expr: &str, columns: &[&'c str]) -> Vec<&'c str> {
    let mut lexer = Lexer::new(seedbed_schema_model::Dialect::POSTGRES, expr);
    let mut found = Vec::new();
    while let Some(token) = lexer.token() {
        let text = &expr[token.start..token.end];
        let name = match token.kind {
            Kind::Word => text.to_ascii_lowercase(),
            Kind::Quoted => super::cursor::unquote_name(text),
            _ => continue,
        };
        let column = columns.iter().find(|c| **c == name);
        if let Some(column) = column.filter(|c| !found.contains(*c)) {
            found.push(*column);
        }
    }
    found
}

fn fill_mysql(table: &mut Table, family: Family) {
    let own = table.name.name.clone();
    let unnamed = table.foreign_keys.iter_mut().filter(|k| k.name.is_none());
    for (i, key) in unnamed.enumerate() {
        key.name = Some(format!("{own}_ibfk_{}", i + 1));
    }
    let unnamed = table.checks.iter_mut().filter(|c| c.name.is_none());
    for (i, check) in unnamed.enumerate() {
        check.name = Some(match family {
            Family::MariaDb => format!("CONSTRAINT_{}", i + 1),
            _ => format!("{own}_chk_{}", i + 1),
        });
    }
}

/// The names of all constraints and indexes of a table.
fn constraint_names(table: &Table) -> impl Iterator<Item = &str> {
    let keys = table.primary_key.iter().chain(&table.uniques).map(|k| &k.name);
    let foreign = table.foreign_keys.iter().map(|k| &k.name);
    let checks = table.checks.iter().map(|c| &c.name);
    let exclusions = table.exclusions.iter().map(|e| &e.name);
    let indexes = table.indexes.iter().map(|i| &i.name);
    keys.chain(foreign).chain(checks).chain(exclusions).chain(indexes).filter_map(|n| n.as_deref())
}
