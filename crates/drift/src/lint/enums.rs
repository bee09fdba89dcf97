//! Enums: one for several columns, values listed twice, defaults that are no value.

use std::collections::{BTreeMap, BTreeSet};

use seedbed_schema_model::{ObjectKind, Place, Table, TableName, TypeKind};

use super::{Lint, listed, rules, words::Style};
use crate::{Severity, finding::Value};

pub(super) fn check(lint: &mut Lint<'_>) {
    let schema = lint.schema;
    for (name, ty) in &schema.enums {
        twice(lint, Place::object(ObjectKind::Type, name), &ty.values);
    }
    let carried = carried_names(lint);
    for table in schema.tables.values() {
        shared_in_table(lint, table);
        for column in &table.columns {
            let TypeKind::Enum { name, values } = &column.ty.kind else { continue };
            let at = Place::column(&table.name, &column.name);
            if name.is_none() {
                twice(lint, at.clone(), values);
            }
            let default = column.default.as_ref().and_then(|d| literal(d.as_str()));
            if let Some(default) = default.filter(|d| !is_value(lint, values, d)) {
                let note = format!("'{default}' is not one of {}", quoted(values));
                lint.add(
                    &rules::DEFAULT_NOT_IN_ENUM,
                    at.clone(),
                    Some(Value::plain(default)),
                    note,
                );
            }
            if name.is_none() && carried.contains(&(table.name.clone(), column.name.clone())) {
                let style = Style::of(&column.name).map_or("", Style::label);
                let note = format!(
                    "the name {} is {style} among columns that are not, and another table has it \
                     with the same values",
                    column.name
                );
                lint.add_as(&rules::ENUM_SHARED, Severity::Low, at, None, note);
            }
        }
    }
}

fn twice(lint: &mut Lint<'_>, at: Place, values: &[String]) {
    let mut seen = BTreeSet::new();
    // MySQL's labels are compared by the collation, which folds cases.
    let fold = lint.dialect().is_mysql_like();
    let key = |v: &String| if fold { v.trim_end().to_lowercase() } else { v.clone() };
    for value in values {
        if !seen.insert(key(value)) {
            let note = format!("'{value}'");
            lint.add(&rules::ENUM_VALUE_TWICE, at.clone(), Some(Value::plain(value.clone())), note);
        }
    }
}

/// One named type for several columns of a table.
fn shared_in_table(lint: &mut Lint<'_>, table: &Table) {
    let mut by_type: BTreeMap<&TableName, Vec<&str>> = BTreeMap::new();
    for column in &table.columns {
        if let TypeKind::Enum { name: Some(name), .. } = &column.ty.kind {
            by_type.entry(name).or_default().push(&column.name);
        }
    }
    for (name, columns) in by_type.into_iter().filter(|(_, columns)| columns.len() > 1) {
        let note = format!("{name} is the type of {}", listed(&columns));
        let value = Some(Value::new(columns.join(", "), name.to_string()));
        lint.add(&rules::ENUM_SHARED, Place::table(&table.name), value, note);
    }
}

/// Columns of inline enums that another table has too, by name and values, in a style that is not
/// that of their table: the name came with the enum.
fn carried_names(lint: &Lint<'_>) -> BTreeSet<(TableName, String)> {
    let mut places: BTreeMap<(&str, &[String]), Vec<&Table>> = BTreeMap::new();
    for table in lint.schema.tables.values() {
        for column in &table.columns {
            if let TypeKind::Enum { name: None, values } = &column.ty.kind {
                places.entry((&column.name, values)).or_default().push(table);
            }
        }
    }
    let mut found = BTreeSet::new();
    for ((name, _), tables) in places.into_iter().filter(|(_, tables)| tables.len() > 1) {
        let Some(style) = Style::of(name) else { continue };
        for table in tables {
            let styles = table.columns.iter().filter_map(|c| Style::of(&c.name));
            let (same, other): (Vec<_>, Vec<_>) = styles.partition(|s| *s == style);
            // The column itself is one of the same.
            if same.len() == 1 && other.len() > 1 {
                found.insert((table.name.clone(), name.to_owned()));
            }
        }
    }
    found
}

fn is_value(lint: &Lint<'_>, values: &[String], text: &str) -> bool {
    match lint.dialect().is_mysql_like() {
        true => values.iter().any(|v| v.to_lowercase() == text.to_lowercase()),
        false => values.iter().any(|v| v == text),
    }
}

/// The text of a default that is nothing but a literal, with or without a cast.
fn literal(default: &str) -> Option<String> {
    let rest = default.trim().strip_prefix('\'')?;
    let mut text = String::new();
    let mut chars = rest.chars().peekable();
    while let Some(c) = chars.next() {
        if c == '\'' {
            if chars.peek() != Some(&'\'') {
                let rest: String = chars.collect();
                let cast = rest.is_empty() || rest.starts_with("::");
                return cast.then_some(text);
            }
            chars.next();
        }
        text.push(c);
    }
    None
}

fn quoted(values: &[String]) -> String {
    let all: Vec<_> = values.iter().map(|v| format!("'{v}'")).collect();
    listed(&all.iter().map(String::as_str).collect::<Vec<_>>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literals() {
        for (default, expected) in [
            ("'a'", Some("a")),
            ("'it''s'::mood", Some("it's")),
            ("'a' || 'b'", None),
            ("now()", None),
            ("'open", None),
        ] {
            assert_eq!(literal(default).as_deref(), expected, "{default}");
        }
    }
}
