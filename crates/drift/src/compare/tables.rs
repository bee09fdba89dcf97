//! Whole tables: present on one side only, and the parts of those on both.

use std::collections::BTreeMap;

use seedbed_schema_model::{ConflictOf, Place, Schema, Table, TableName, TableOptions};

use super::{Sides, checks, columns, exclusions, form::table_key, indexes, keys, text};
use crate::{
    RuleId,
    finding::{Difference, Value},
    rules::Aspect,
};

pub(super) fn compare(sides: &Sides<'_>, found: &mut Vec<Difference>) {
    let by_key = |schema: &'_ Schema| -> BTreeMap<TableName, TableName> {
        let family = schema.dialect.family;
        schema.tables.keys().map(|name| (table_key(family, name), name.clone())).collect()
    };
    let (declared, live) = (by_key(sides.declared), by_key(sides.live));
    for (key, name) in &declared {
        let Some(table) = sides.declared.table(name) else { continue };
        match live.get(key).and_then(|name| sides.live.table(name)) {
            Some(other) => parts(sides, name, table, other, found),
            None => found.push(Difference::missing(
                RuleId::MissingTable,
                Place::table(name),
                Value::plain(size(table)),
            )),
        }
    }
    for (key, name) in &live {
        if !declared.contains_key(key)
            && let Some(table) = sides.live.table(name)
        {
            found.push(Difference::extra(
                RuleId::ExtraTable,
                Place::table(name),
                Value::plain(size(table)),
            ));
        }
    }
}

/// A table whose columns the declaration does not say, and that is not there.
pub(super) fn absent(name: &&TableName) -> Difference {
    let what = Value::plain("a table whose columns come from a query".to_owned());
    Difference::missing(RuleId::MissingTable, Place::table(name), what)
}

fn size(table: &Table) -> String {
    if table.options.module.is_some() {
        return format!("a virtual table: {}", text::options(&table.options));
    }
    match table.columns.len() {
        1 => "a table with 1 column".to_owned(),
        n => format!("a table with {n} columns"),
    }
}

fn parts(
    sides: &Sides<'_>,
    name: &TableName,
    declared: &Table,
    live: &Table,
    found: &mut Vec<Difference>,
) {
    let forms =
        (sides.forms.0.form(sides.declared, declared), sides.forms.1.form(sides.live, live));
    let (declared, live) = forms;
    if declared.table == live.table {
        return;
    }
    let kept = |one: &Table, other: &Table| {
        let mut options = one.options.clone();
        options.conflicts.retain(|c| holds(other, &c.of));
        options
    };
    let (d, l) = (kept(&declared.table, &live.table), kept(&live.table, &declared.table));
    options(name, &d, &l, found);
    comment(
        Place::table(name),
        (declared.table.comment.as_deref(), live.table.comment.as_deref()),
        found,
    );
    columns::compare(sides, name, &declared, &live, found);
    keys::primary(name, &declared, &live, found);
    let forms = (&declared, &live);
    let (uniques, indexes) = indexes::kept_by_the_other_form(name, forms, found);
    keys::uniques(name, forms, (&uniques.0, &uniques.1), found);
    keys::foreign(name, &declared, &live, found);
    indexes::compare(name, forms, (&indexes.0, &indexes.1), found);
    checks::compare(sides, name, &declared, &live, found);
    exclusions::compare(sides, name, &declared, &live, found);
}

/// Whether a table has a constraint at all: one that is missing says so itself.
fn holds(table: &Table, of: &ConflictOf) -> bool {
    match of {
        ConflictOf::PrimaryKey => table.primary_key.is_some(),
        ConflictOf::Unique(columns) => table.uniques.iter().any(|key| key.columns == *columns),
        ConflictOf::NotNull(column) => {
            table.columns.iter().any(|c| c.name == *column && !c.nullable)
        }
    }
}

fn options(
    name: &TableName,
    declared: &TableOptions,
    live: &TableOptions,
    found: &mut Vec<Difference>,
) {
    if declared == live {
        return;
    }
    let gives_up = (declared.strict && !live.strict)
        || (live.unlogged && !declared.unlogged)
        || (live.engine.is_some() && declared.engine.is_none());
    let difference = Difference::changed(
        RuleId::TableOptionChanged,
        Place::table(name),
        Value::plain(text::options(declared)),
        Value::plain(text::options(live)),
    );
    found.push(difference.aspect(if gives_up { Aspect::Looser } else { Aspect::Plain }));
}

/// A comment that differs, on either side or both.
pub(super) fn comment(
    at: Place,
    (declared, live): (Option<&str>, Option<&str>),
    found: &mut Vec<Difference>,
) {
    if declared != live {
        let value = |text: &str| Value::plain(text::value(text));
        let (declared, live) = (declared.map(value), live.map(value));
        let by = crate::DecidedBy::Identical;
        found.push(Difference::of(RuleId::CommentChanged, at, declared, live, by));
    }
}
