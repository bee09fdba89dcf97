//! What is declared twice, and names that are cut: the reader's remarks.

use seedbed_schema_model::{ObjectKind, Place, RemarkKind, Schema};

use super::{Lint, rules};
use crate::{Severity, finding::Value};

pub(super) fn check(lint: &mut Lint<'_>) {
    for remark in &lint.reading.remarks {
        let first = remark.first.as_ref().map_or(String::new(), |l| format!(" (first at {l})"));
        let same = remark.said.is_empty();
        let how = match same {
            true => "the second is the same".to_owned(),
            false => remark.said.join("; "),
        };
        let (rule, severity) = match (remark.kind, same) {
            (RemarkKind::ColumnTwice, _) => (&rules::COLUMN_TWICE, Severity::High),
            (RemarkKind::TableTwice, false) => (&rules::TABLE_TWICE, Severity::High),
            (RemarkKind::TableTwice, true) => (&rules::TABLE_TWICE, Severity::Low),
            (RemarkKind::TableSkipped, false) => (&rules::TABLE_TWICE, Severity::Medium),
            (RemarkKind::TableSkipped, true) => continue,
            (RemarkKind::NameCut, _) => {
                cut(lint, remark);
                continue;
            }
        };
        let (at, place) = (Some(remark.at.clone()), remark.place.clone());
        // The identity says which declaration differs, not where the lines are.
        let said = Value::new(how.clone(), how.clone());
        lint.add_at(rule, severity, place, Some(said), format!("{how}{first}"), at);
    }
}

fn cut(lint: &mut Lint<'_>, remark: &seedbed_schema_model::Remark) {
    let Some(full) = remark.said.first() else { return };
    let kept = remark.place.object.name.as_str();
    let Some(place) = named(lint.schema, kept) else { return };
    let note = format!("{} bytes; PostgreSQL keeps {kept} of it", full.len());
    let said = Some(Value::plain(full.clone()));
    lint.add_at(
        &rules::NAME_TOO_LONG,
        Severity::Medium,
        place,
        said,
        note,
        Some(remark.at.clone()),
    );
}

/// The first object of this name.
fn named(schema: &Schema, name: &str) -> Option<Place> {
    let is = |n: &Option<String>| n.as_deref() == Some(name);
    let whole = schema.tables.keys().find(|t| t.name == name).map(Place::table);
    let views = || schema.views.keys().find(|v| v.name == name);
    let types = || schema.enums.keys().chain(schema.domains.keys()).find(|t| t.name == name);
    let sequences = || schema.sequences.keys().find(|s| s.name == name);
    let part = || {
        schema.tables.values().find_map(|t| {
            let at = |kind| Some(Place::part(kind, &t.name, name));
            if t.columns.iter().any(|c| c.name == name) {
                at(ObjectKind::Column)
            } else if t.indexes.iter().any(|i| is(&i.name)) {
                at(ObjectKind::Index)
            } else if t.foreign_keys.iter().any(|k| is(&k.name)) {
                at(ObjectKind::ForeignKey)
            } else if t.uniques.iter().any(|k| is(&k.name)) {
                at(ObjectKind::Unique)
            } else if t.checks.iter().any(|c| is(&c.name)) {
                at(ObjectKind::Check)
            } else if t.primary_key.as_ref().is_some_and(|k| is(&k.name)) {
                at(ObjectKind::PrimaryKey)
            } else {
                None
            }
        })
    };
    whole
        .or_else(part)
        .or_else(|| views().map(|v| Place::object(ObjectKind::View, v)))
        .or_else(|| types().map(|t| Place::object(ObjectKind::Type, t)))
        .or_else(|| sequences().map(|s| Place::object(ObjectKind::Sequence, s)))
}
