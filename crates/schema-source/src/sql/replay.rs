//! Carries migrations out on paper, statement by statement, and notes what each of them changed.

use std::collections::BTreeMap;

use seedbed_schema_model::{
    Dialect, ObjectKind, OriginKind, Place, Replay, Schema, Step, Table, TableName,
};

use super::{
    cursor::Names,
    declared::{Declared, Source},
};
use crate::{ReadError, migrations::Migration};

/// What the migrations make of `base`, or of nothing.
///
/// # Errors
/// When a file cannot be read.
pub fn replay(
    dialect: Dialect,
    search_path: &[String],
    label: &str,
    base: Option<&Schema>,
    files: &[Migration],
) -> Result<Replay, ReadError> {
    let mut declared = Declared::with(Names::on(dialect, search_path));
    if let Some(base) = base {
        declared.schema = base.clone();
        declared.schema.dialect = dialect;
    }
    let mut steps = Vec::new();
    for migration in files {
        let (file, text) = (migration.path.display().to_string(), migration.text()?);
        let source = Source::new(&file, &text);
        let mut before = declared.schema.clone();
        declared.read_watched(&source, &mut |schema, at| {
            let touches = catch_up(&mut before, schema);
            let (line, what) = (source.line(at), source.shortened(at));
            steps.push(Step { file: file.clone(), line, what, touches });
        });
    }
    let mut reading = super::reading(declared, OriginKind::Folder, label);
    if let Some(base) = base {
        reading.schema.default_collation.clone_from(&base.default_collation);
    }
    Ok(Replay { reading, steps })
}

/// The places in which a schema differs from what it was; afterwards it was the same.
fn catch_up(before: &mut Schema, now: &Schema) -> Vec<Place> {
    let mut places = Vec::new();
    follow(&mut before.tables, &now.tables, &mut |name, old, new| match (old, new) {
        (Some(old), Some(new)) => parts(name, old, new, &mut places),
        _ => places.push(Place::table(name)),
    });
    let of = |kind: ObjectKind| {
        move |places: &mut Vec<Place>, name: &TableName| {
            places.push(Place::object(kind, name));
        }
    };
    let (types, views, sequences) =
        (of(ObjectKind::Type), of(ObjectKind::View), of(ObjectKind::Sequence));
    follow(&mut before.enums, &now.enums, &mut |n, _, _| types(&mut places, n));
    follow(&mut before.domains, &now.domains, &mut |n, _, _| types(&mut places, n));
    follow(&mut before.types, &now.types, &mut |n, _, _| types(&mut places, n));
    follow(&mut before.views, &now.views, &mut |n, _, _| views(&mut places, n));
    follow(&mut before.sequences, &now.sequences, &mut |n, _, _| sequences(&mut places, n));
    places
}

/// What is told of a name: what it was, and what it is.
type Say<'s, T> = dyn FnMut(&TableName, Option<&T>, Option<&T>) + 's;

/// Says what is new, gone or another, and makes the old map the new one.
fn follow<T: Clone + PartialEq>(
    old: &mut BTreeMap<TableName, T>,
    new: &BTreeMap<TableName, T>,
    say: &mut Say<'_, T>,
) {
    let gone: Vec<_> = old.keys().filter(|k| !new.contains_key(*k)).cloned().collect();
    for name in gone {
        let was = old.remove(&name);
        say(&name, was.as_ref(), None);
    }
    for (name, is) in new {
        let was = old.get(name);
        if was != Some(is) {
            say(name, was, Some(is));
            old.insert(name.clone(), is.clone());
        }
    }
}

/// The parts of a table that are not what they were.
fn parts(name: &TableName, old: &Table, new: &Table, places: &mut Vec<Place>) {
    for column in new.columns.iter().filter(|c| old.column(&c.name) != Some(c)) {
        places.push(Place::column(name, &column.name));
    }
    for column in old.columns.iter().filter(|c| new.column(&c.name).is_none()) {
        places.push(Place::column(name, &column.name));
    }
    if old.primary_key != new.primary_key {
        places.push(Place { part: None, ..Place::part(ObjectKind::PrimaryKey, name, "") });
    }
    let mut listed = |kind, differ: Vec<Option<String>>| {
        for part in differ {
            places.push(Place { object: name.clone(), kind, part });
        }
    };
    listed(ObjectKind::Unique, differ(&old.uniques, &new.uniques, |k| k.name.clone()));
    listed(
        ObjectKind::ForeignKey,
        differ(&old.foreign_keys, &new.foreign_keys, |k| k.name.clone()),
    );
    listed(ObjectKind::Index, differ(&old.indexes, &new.indexes, |i| i.name.clone()));
    listed(ObjectKind::Check, differ(&old.checks, &new.checks, |c| c.name.clone()));
    listed(ObjectKind::Trigger, differ(&old.triggers, &new.triggers, |t| Some(t.name.clone())));
    if (&old.options, &old.comment) != (&new.options, &new.comment) {
        places.push(Place::table(name));
    }
}

fn differ<T: PartialEq>(
    old: &[T],
    new: &[T],
    name: impl Fn(&T) -> Option<String>,
) -> Vec<Option<String>> {
    let gone = old.iter().filter(|o| !new.contains(o));
    let come = new.iter().filter(|n| !old.contains(n));
    let mut names: Vec<_> = gone.chain(come).map(name).collect();
    names.sort();
    names.dedup();
    names
}
