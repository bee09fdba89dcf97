//! Primary keys, foreign keys, and columns that look like one.

use seedbed_schema_model::{
    Action, Column, Family, ForeignKey, Index, IndexKey, ObjectKind, Place, Table, TableName,
    TypeKind,
};

use super::{Lint, listed, rules, words};
use crate::{Severity, finding::Value};

pub(super) fn check(lint: &mut Lint<'_>) {
    let schema = lint.schema;
    for table in schema.tables.values() {
        primary(lint, table);
        for key in &table.foreign_keys {
            target(lint, table, key);
            action(lint, table, key);
        }
        without_index(lint, table);
        looks_like_one(lint, table);
    }
}

fn primary(lint: &mut Lint<'_>, table: &Table) {
    let at = Place::table(&table.name);
    let Some(key) = &table.primary_key else {
        if table.options.partition_of.is_some() || table.columns.is_empty() {
            return;
        }
        let required = |name: &String| table.column(name).is_some_and(|c| !c.nullable);
        let uniques = table.uniques.iter().map(|k| k.columns.clone());
        let indexes = table.indexes.iter().filter(|i| i.unique && i.predicate.is_none());
        let mut candidates = uniques.chain(indexes.filter_map(columns_of));
        match candidates.find(|columns| columns.iter().all(required)) {
            Some(columns) => lint.add_as(
                &rules::NO_PRIMARY_KEY,
                Severity::Medium,
                at,
                None,
                format!("({}) could be one", columns.join(", ")),
            ),
            None => lint.add(&rules::NO_PRIMARY_KEY, at, None, ""),
        }
        return;
    };
    if lint.family() != Family::Sqlite {
        return;
    }
    for name in &key.columns {
        let nullable = table.column(name).is_some_and(|c| c.nullable);
        if nullable {
            let at = Place::column(&table.name, name);
            lint.add(&rules::NULLABLE_KEY, at, None, "");
        }
    }
}

fn place(table: &Table, key: &ForeignKey) -> Place {
    let part = key.name.clone().unwrap_or_else(|| format!("({})", key.columns.join(", ")));
    Place::part(ObjectKind::ForeignKey, &table.name, part)
}

fn said(key: &ForeignKey) -> Option<Value> {
    Some(Value::plain(format!(
        "({}) → {} ({})",
        key.columns.join(", "),
        key.target,
        key.target_columns.join(", ")
    )))
}

/// Names as the engine tells them apart.
fn same(family: Family, a: &str, b: &str) -> bool {
    match family {
        Family::Postgres => a == b,
        _ => a.to_lowercase() == b.to_lowercase(),
    }
}

/// The table of a name, ignored ones included: an ignored table is there all the same.
fn find_table<'a>(lint: &Lint<'a>, name: &TableName) -> Option<&'a Table> {
    let family = lint.family();
    let tables = &lint.reading.schema.tables;
    tables.get(name).or_else(|| {
        let alike =
            |t: &&Table| t.name.schema == name.schema && same(family, &t.name.name, &name.name);
        tables.values().find(alike)
    })
}

fn target(lint: &mut Lint<'_>, table: &Table, key: &ForeignKey) {
    let family = lint.family();
    let Some(target) = find_table(lint, &key.target) else {
        // Another schema may be outside of what was read.
        let known = |t: &TableName| t.schema == key.target.schema;
        if key.target.schema.is_none() || lint.reading.schema.tables.keys().any(known) {
            let note = format!("there is no table {}", key.target);
            lint.add(&rules::FOREIGN_KEY_NOWHERE, place(table, key), said(key), note);
        }
        return;
    };
    let find = |table: &'_ Table, name: &str| -> Option<Column> {
        table.columns.iter().find(|c| same(family, &c.name, name)).cloned()
    };
    let absent: Vec<&str> = key
        .target_columns
        .iter()
        .filter(|c| find(target, c).is_none())
        .map(String::as_str)
        .collect();
    if !absent.is_empty() || key.target_columns.is_empty() {
        let note = match absent.is_empty() {
            true => format!("{} has no primary key", target.name),
            false => format!("{} has no column {}", target.name, listed(&absent)),
        };
        lint.add(&rules::FOREIGN_KEY_NOWHERE, place(table, key), said(key), note);
        return;
    }
    if !is_key(family, target, &key.target_columns) {
        let severity = match lint.dialect().is_mysql_like() {
            true => Severity::Medium,
            false => Severity::High,
        };
        let note = format!("{} ({}) is no key", target.name, key.target_columns.join(", "));
        let rule = &rules::FOREIGN_KEY_NOT_UNIQUE;
        lint.add_as(rule, severity, place(table, key), said(key), note);
    }
    for (own, theirs) in key.columns.iter().zip(&key.target_columns) {
        let (Some(own), Some(theirs)) = (find(table, own), find(target, theirs)) else { continue };
        let Some(severity) = mismatch(lint, &own, &theirs) else { continue };
        let note = format!(
            "{} is {} and {}.{} is {}",
            own.name, own.ty.raw, target.name, theirs.name, theirs.ty.raw
        );
        let both = Value::plain(format!("{} → {}", own.ty.raw, theirs.ty.raw));
        let at = Place::column(&table.name, &own.name);
        lint.add_as(&rules::FOREIGN_KEY_TYPE, severity, at, Some(both), note);
    }
}

fn is_key(family: Family, table: &Table, columns: &[String]) -> bool {
    let equal = |key: &[String]| {
        key.len() == columns.len() && key.iter().all(|k| columns.iter().any(|c| same(family, k, c)))
    };
    let keys = table.primary_key.iter().chain(&table.uniques).map(|k| k.columns.clone());
    let indexes = table.indexes.iter().filter(|i| i.unique && i.predicate.is_none());
    let mut keys = keys.chain(indexes.filter_map(columns_of));
    keys.any(|key| equal(&key))
        // The rowid under its own name.
        || (family == Family::Sqlite && columns.len() == 1 && same(family, &columns[0], "rowid"))
}

/// The columns of an index that indexes nothing else.
pub(super) fn columns_of(index: &Index) -> Option<Vec<String>> {
    let column = |p: &seedbed_schema_model::IndexPart| match &p.key {
        IndexKey::Column(column) if p.prefix.is_none() => Some(column.clone()),
        _ => None,
    };
    index.parts.iter().map(column).collect()
}

/// What a type is, as far as a reference has to agree with it.
#[derive(PartialEq)]
enum Class {
    Integer { bits: u8, unsigned: bool },
    Number,
    Text,
    Exactly(TypeKind),
}

fn class(lint: &Lint<'_>, kind: &TypeKind) -> Class {
    match kind {
        TypeKind::Integer { bits, unsigned } => Class::Integer { bits: *bits, unsigned: *unsigned },
        TypeKind::Decimal { .. } | TypeKind::Float { .. } => Class::Number,
        TypeKind::Char { .. } | TypeKind::VarChar { .. } | TypeKind::Text { .. } => Class::Text,
        TypeKind::Binary { .. } | TypeKind::Blob { .. } => {
            Class::Exactly(TypeKind::Blob { bytes: None })
        }
        TypeKind::Domain { name } => match lint.reading.schema.domains.get(name) {
            Some(domain) if !matches!(domain.base.kind, TypeKind::Domain { .. }) => {
                class(lint, &domain.base.kind)
            }
            _ => Class::Exactly(kind.clone()),
        },
        // A precision is no obstacle.
        TypeKind::DateTime { .. } => Class::Exactly(TypeKind::DateTime { precision: None }),
        TypeKind::Instant { .. } => Class::Exactly(TypeKind::Instant { precision: None }),
        kind => Class::Exactly(kind.clone()),
    }
}

fn mismatch(lint: &Lint<'_>, own: &Column, theirs: &Column) -> Option<Severity> {
    let mysql = lint.dialect().is_mysql_like();
    match (class(lint, &own.ty.kind), class(lint, &theirs.ty.kind)) {
        (a, b) if a == b => None,
        (Class::Integer { .. }, Class::Integer { .. }) => match lint.family() {
            // One affinity: the engine sees no difference.
            Family::Sqlite => None,
            _ if mysql => Some(Severity::High),
            _ => Some(Severity::Medium),
        },
        (Class::Number, Class::Integer { .. }) | (Class::Integer { .. }, Class::Number)
            if !mysql =>
        {
            Some(Severity::Medium)
        }
        // SQLite keeps what it is given: a type without a meaning there fits anything.
        (Class::Exactly(TypeKind::Other { .. }), _)
        | (_, Class::Exactly(TypeKind::Other { .. }))
            if lint.family() == Family::Sqlite =>
        {
            None
        }
        _ => Some(Severity::High),
    }
}

fn action(lint: &mut Lint<'_>, table: &Table, key: &ForeignKey) {
    for (when, action) in [("delete", key.on_delete), ("update", key.on_update)] {
        let cannot: Vec<&str> = key
            .columns
            .iter()
            .filter(|name| {
                let Some(column) = table.column(name) else { return false };
                match action {
                    Action::SetNull => !column.nullable,
                    Action::SetDefault => !column.nullable && column.default.is_none(),
                    _ => false,
                }
            })
            .map(String::as_str)
            .collect();
        if !cannot.is_empty() {
            let what = action.sql();
            let note = format!("on {when} {what}, and {} is NOT NULL", listed(&cannot));
            let value = Value::plain(format!("ON {} {what}", when.to_uppercase()));
            lint.add(&rules::FOREIGN_KEY_ACTION, place(table, key), Some(value), note);
        }
    }
}

fn without_index(lint: &mut Lint<'_>, table: &Table) {
    // MySQL makes one by itself; a partition's are those of its parent.
    if lint.dialect().is_mysql_like() || table.options.partition_of.is_some() {
        return;
    }
    let family = lint.family();
    let keys = table.primary_key.iter().chain(&table.uniques).map(|k| k.columns.clone());
    let plain = |i: &&Index| i.predicate.is_none() && i.valid && i.method.is_none();
    let leading = |i: &Index| -> Vec<String> {
        let column = |p: &seedbed_schema_model::IndexPart| match &p.key {
            IndexKey::Column(column) => Some(column.clone()),
            IndexKey::Expression(_) => None,
        };
        i.parts.iter().map_while(column).collect()
    };
    let served: Vec<Vec<String>> =
        keys.chain(table.indexes.iter().filter(plain).map(leading)).collect();
    for key in &table.foreign_keys {
        let count = key.columns.len();
        let serves = |index: &Vec<String>| {
            index.len() >= count
                && index[..count].iter().all(|i| key.columns.iter().any(|c| same(family, c, i)))
        };
        // A partial index on exactly the rows that refer to something serves too.
        let partial = table.indexes.iter().any(|i| {
            i.predicate.as_ref().is_some_and(|p| {
                let text = p.as_str().to_lowercase();
                text.contains("is not null") && !text.contains(" and ") && serves(&leading(i))
            })
        });
        if !partial && !served.iter().any(serves) {
            lint.add(&rules::FOREIGN_KEY_INDEX, place(table, key), said(key), "");
        }
    }
}

/// `client_id` and `clientId` where a table of clients is declared.
fn looks_like_one(lint: &mut Lint<'_>, table: &Table) {
    if table.options.partition_of.is_some() {
        return;
    }
    for column in &table.columns {
        let taken = table.foreign_keys.iter().any(|k| k.columns.contains(&column.name));
        if taken || column.generated.is_some() {
            continue;
        }
        let mut stem = words::of(&column.name);
        match stem.pop() {
            Some(last) if last == "id" && !stem.is_empty() => {}
            // `clientId` as PostgreSQL keeps it when nobody quotes it.
            Some(last) if stem.is_empty() && last.len() > 4 && last.ends_with("id") => {
                stem.push(last[..last.len() - 2].to_owned());
            }
            _ => continue,
        }
        // `commentable_type` beside `commentable_id`: which table is meant is in the row.
        let polymorphic = table.columns.iter().any(|other| {
            let mut words = words::of(&other.name);
            words.pop().is_some_and(|last| last == "type" || last == "kind") && words == stem
        });
        if polymorphic {
            continue;
        }
        let Some((target, exact)) = likely_target(lint, table, column, &stem) else { continue };
        let severity = if exact { Severity::Medium } else { Severity::Low };
        let to = format!("{}.{}", target.0, target.1);
        let note = format!("it probably refers to {to}");
        let at = Place::column(&table.name, &column.name);
        let value = Some(Value::new(column.ty.raw.clone(), to));
        lint.add_as(&rules::FOREIGN_KEY_MISSING, severity, at, value, note);
    }
}

/// A table whose name is the stem, or its end, and whose key could be referred to.
fn likely_target(
    lint: &Lint<'_>,
    from: &Table,
    column: &Column,
    stem: &[String],
) -> Option<((TableName, String), bool)> {
    let stem = words::singulars(stem);
    let own = from.primary_key.as_ref().is_some_and(|k| k.columns == [column.name.clone()]);
    let mut best: Option<(usize, bool, (TableName, String))> = None;
    for table in lint.schema.tables.values() {
        let Some([key]) = table.primary_key.as_ref().map(|k| k.columns.as_slice()) else {
            continue;
        };
        let Some(theirs) = table.column(key) else { continue };
        // A table's own key is no reference, whatever it is called.
        if (own && table.name == from.name) || mismatch(lint, column, theirs).is_some() {
            continue;
        }
        let name = words::singulars(&words::of(&table.name.name));
        if !stem.ends_with(&name) || name.is_empty() {
            continue;
        }
        let exact = stem == name && !own;
        let here = table.name.schema == from.name.schema;
        let rank = name.len() * 2 + usize::from(here);
        if best.as_ref().is_none_or(|(known, ..)| rank > *known) {
            best = Some((rank, exact, (table.name.clone(), key.clone())));
        }
    }
    best.map(|(_, exact, target)| (target, exact))
}
