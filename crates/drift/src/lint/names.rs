//! Names: too long, taken, differing in case only, in mixed styles, reserved.

use std::collections::BTreeMap;

use seedbed_schema_model::{Family, ObjectKind, Place, Table, TableName};

use super::{Lint, listed, reserved, rules, words::Style};
use crate::{Severity, finding::Value};

/// Characters of a MySQL identifier.
const MYSQL_MOST: usize = 64;
/// Bytes of a PostgreSQL identifier.
const POSTGRES_MOST: usize = 63;

pub(super) fn check(lint: &mut Lint<'_>) {
    let schema = lint.schema;
    for table in schema.tables.values() {
        for (place, name) in names(table) {
            length(lint, place, name);
        }
        generated(lint, table);
        styles_of_columns(lint, table);
        cases(
            lint,
            table.columns.iter().map(|c| (Place::column(&table.name, &c.name), c.name.as_str())),
        );
        for (place, name) in std::iter::once((Place::table(&table.name), table.name.name.as_str()))
            .chain(
                table
                    .columns
                    .iter()
                    .map(|c| (Place::column(&table.name, &c.name), c.name.as_str())),
            )
        {
            if reserved::is_reserved(lint.family(), name) {
                let severity = match place.kind {
                    ObjectKind::Table => Severity::Low,
                    _ => Severity::Info,
                };
                lint.add_as(&rules::RESERVED_WORD, severity, place, None, "");
            }
        }
    }
    styles_of_tables(lint);
    let tables: Vec<_> = schema
        .tables
        .keys()
        .filter(|t| t.schema.is_none())
        .map(|t| (Place::table(t), t.name.as_str()))
        .collect();
    cases(lint, tables.into_iter());
    collisions(lint);
}

/// Every name in a table that somebody gave, with its place.
fn names(table: &Table) -> Vec<(Place, &str)> {
    let mut all = vec![(Place::table(&table.name), table.name.name.as_str())];
    all.extend(
        table.columns.iter().map(|c| (Place::column(&table.name, &c.name), c.name.as_str())),
    );
    all.extend(constraints(table));
    all
}

/// The names of keys, constraints and indexes.
fn constraints<'t>(table: &'t Table) -> Vec<(Place, &'t str)> {
    let mut all = Vec::new();
    let mut add = |kind, name: &'t Option<String>| {
        let name = name.as_deref();
        all.extend(name.map(|n| (Place::part(kind, &table.name, n), n)));
    };
    table.primary_key.iter().for_each(|k| add(ObjectKind::PrimaryKey, &k.name));
    table.uniques.iter().for_each(|k| add(ObjectKind::Unique, &k.name));
    table.foreign_keys.iter().for_each(|k| add(ObjectKind::ForeignKey, &k.name));
    table.checks.iter().for_each(|c| add(ObjectKind::Check, &c.name));
    table.indexes.iter().for_each(|i| add(ObjectKind::Index, &i.name));
    all
}

fn length(lint: &mut Lint<'_>, place: Place, name: &str) {
    let value = Some(Value::plain(name));
    match lint.family() {
        Family::MySql | Family::MariaDb if name.chars().count() > MYSQL_MOST => {
            let note = format!("{} characters, {MYSQL_MOST} are allowed", name.chars().count());
            lint.add(&rules::NAME_TOO_LONG, place, value, note);
        }
        // The reader of SQL text cuts names itself, and remarks it; other sources do not.
        Family::Postgres if name.len() > POSTGRES_MOST => {
            let note = format!("{} bytes, PostgreSQL keeps {POSTGRES_MOST}", name.len());
            lint.add_as(&rules::NAME_TOO_LONG, Severity::Medium, place, value, note);
        }
        _ => {}
    }
}

/// Names that the engine makes up, from a table's name that leaves no room for them.
fn generated(lint: &mut Lint<'_>, table: &Table) {
    let own = &table.name.name;
    match lint.family() {
        Family::MySql | Family::MariaDb => {
            let unnamed = table.foreign_keys.iter().filter(|k| k.name.is_none()).enumerate();
            for (i, key) in unnamed {
                let name = format!("{own}_ibfk_{}", i + 1);
                if name.chars().count() > MYSQL_MOST {
                    let part = format!("({})", key.columns.join(", "));
                    let place = Place::part(ObjectKind::ForeignKey, &table.name, part);
                    let note = format!("the name made up for it is {name}");
                    let value = Some(Value::plain(name));
                    lint.add(&rules::NAME_TOO_LONG, place, value, note);
                }
            }
        }
        Family::Postgres => {
            let keys = table
                .foreign_keys
                .iter()
                .map(|k| (ObjectKind::ForeignKey, &k.name, &k.columns, "fkey"));
            let uniques =
                table.uniques.iter().map(|k| (ObjectKind::Unique, &k.name, &k.columns, "key"));
            for (kind, name, columns, label) in keys.chain(uniques) {
                let whole = format!("{own}_{}_{label}", columns.join("_"));
                if name.is_none() && whole.len() > POSTGRES_MOST {
                    let part = format!("({})", columns.join(", "));
                    let place = Place::part(kind, &table.name, part);
                    let note = format!("the name made up for it, {whole}, is cut");
                    let value = Some(Value::plain(whole));
                    lint.add_as(&rules::NAME_TOO_LONG, Severity::Low, place, value, note);
                }
            }
        }
        Family::Sqlite => {}
    }
}

fn by_style<'n>(names: impl Iterator<Item = &'n str>) -> ByStyle<'n> {
    let mut styles: ByStyle<'n> = BTreeMap::new();
    for name in names {
        if let Some(style) = Style::of(name) {
            styles.entry(style).or_default().push(name);
        }
    }
    styles
}

/// Names by style.
type ByStyle<'n> = BTreeMap<Style, Vec<&'n str>>;

/// The commonest style, and all the others with their names.
fn minority<'n>(styles: &ByStyle<'n>) -> Option<(Style, ByStyle<'n>)> {
    // The first of equals: styles have an order.
    let most = styles.iter().rev().max_by_key(|(_, names)| names.len()).map(|(s, _)| *s)?;
    let rest: ByStyle<'n> =
        styles.iter().filter(|(s, _)| **s != most).map(|(s, n)| (*s, n.clone())).collect();
    (!rest.is_empty()).then_some((most, rest))
}

fn styles_of_columns(lint: &mut Lint<'_>, table: &Table) {
    let styles = by_style(table.columns.iter().map(|c| c.name.as_str()));
    let Some((most, rest)) = minority(&styles) else { return };
    for (style, names) in rest {
        let note = format!(
            "most columns are {}, and {} is {}",
            most.label(),
            listed(&names),
            style.label()
        );
        // A column more in the same style is the same finding.
        let value = Value::new(names.join(", "), style.label());
        lint.add(&rules::MIXED_NAMING, Place::table(&table.name), Some(value), note);
    }
}

fn styles_of_tables(lint: &mut Lint<'_>) {
    let schema = lint.schema;
    let styles = by_style(schema.tables.keys().map(|t| t.name.as_str()));
    let Some((most, rest)) = minority(&styles) else { return };
    for (style, names) in rest {
        let first = schema.tables.keys().find(|t| Style::of(&t.name) == Some(style));
        let Some(first) = first else { continue };
        let note = format!(
            "most tables are {}, and {} {} {}",
            most.label(),
            listed(&names),
            if names.len() == 1 { "is" } else { "are" },
            style.label()
        );
        let value = Value::new(names.join(", "), format!("tables in {}", style.label()));
        lint.add(&rules::MIXED_NAMING, Place::table(first), Some(value), note);
    }
}

fn cases<'n>(lint: &mut Lint<'_>, names: impl Iterator<Item = (Place, &'n str)>) {
    let mut known: BTreeMap<String, &str> = BTreeMap::new();
    for (place, name) in names {
        match known.get(&name.to_lowercase()) {
            Some(other) if *other != name => {
                let note = format!("{other} and {name}");
                lint.add(&rules::NAMES_DIFFER_IN_CASE, place, Some(Value::plain(name)), note);
            }
            _ => {
                known.insert(name.to_lowercase(), name);
            }
        }
    }
}

/// Names that share one space.
fn collisions(lint: &mut Lint<'_>) {
    let schema = lint.schema;
    let family = lint.family();
    let mut all: Vec<(Option<String>, Place, String)> = Vec::new();
    let mut add = |schema: &TableName, place: Place, name: &str| {
        let name = if family == Family::Postgres { name.to_owned() } else { name.to_lowercase() };
        all.push((schema.schema.clone(), place, name));
    };
    let mysql = lint.dialect().is_mysql_like();
    if !mysql {
        for name in schema.tables.keys() {
            add(name, Place::table(name), &name.name);
        }
        for name in schema.views.keys() {
            add(name, Place::object(ObjectKind::View, name), &name.name);
        }
        for name in schema.sequences.keys().filter(|_| family == Family::Postgres) {
            add(name, Place::object(ObjectKind::Sequence, name), &name.name);
        }
    }
    for table in schema.tables.values() {
        for (place, name) in constraints(table) {
            let shares = match place.kind {
                ObjectKind::Index => !mysql,
                // A key's index has its name on PostgreSQL; SQLite makes up another.
                ObjectKind::PrimaryKey | ObjectKind::Unique => family == Family::Postgres,
                ObjectKind::ForeignKey => mysql,
                // MariaDB's checks belong to their table.
                ObjectKind::Check => family == Family::MySql,
                _ => false,
            };
            if shares {
                add(&table.name, place, name);
            }
        }
    }
    let mut known: BTreeMap<(Option<String>, bool, String), Place> = BTreeMap::new();
    for (schema, place, name) in all {
        // MySQL keeps the names of foreign keys and of checks apart.
        let apart = mysql && place.kind == ObjectKind::Check;
        match known.get(&(schema.clone(), apart, name.clone())) {
            Some(other) => {
                let note = format!("{other} has the name {name} too");
                let value = Value::plain(name.clone());
                lint.add(&rules::NAME_COLLISION, place, Some(value), note);
            }
            None => {
                known.insert((schema, apart, name), place);
            }
        }
    }
}
