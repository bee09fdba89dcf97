//! What speaks for and against two named types being one under two names. PostgreSQL only: elsewhere
//! types have no names.

use seedbed_schema_model::{Schema, TableName, TypeKind};

use super::{
    Candidate, alike,
    points::{Points, best_pairs},
};

/// The candidates among the enums that only one side has, scored.
pub(super) fn candidates(declared: &Schema, live: &Schema) -> Vec<Candidate> {
    let mut scores = Vec::new();
    for d in declared.enums.values().filter(|e| !live.enums.contains_key(&e.name)) {
        for l in live.enums.values().filter(|e| !declared.enums.contains_key(&e.name)) {
            if d.name.schema != l.name.schema || d.values != l.values || d.values.is_empty() {
                continue;
            }
            let mut points = Points::default();
            points.add(40, "the same values in the same order");
            let (ours, theirs) = (columns_of(declared, &d.name), columns_of(live, &l.name));
            if !ours.is_empty() && ours == theirs {
                points.add(30, format!("the type of {}", ours.join(", ")));
            }
            match alike::names(&d.name.name, &l.name.name) {
                None => points.add(-40, "names that differ in a number only"),
                Some(0) => points.add(0, "names that have nothing in common"),
                Some(alike) => {
                    points.add(i32::try_from(alike * 30 / 100).unwrap_or(0), "similar names");
                }
            }
            scores.push((d.name.to_string(), l.name.to_string(), points));
        }
    }
    best_pairs(scores)
}

/// The enums of one schema that the other lacks.
pub(super) fn only<'a>(of: &'a Schema, other: &'a Schema) -> impl Iterator<Item = &'a TableName> {
    of.enums.keys().filter(|name| !other.enums.contains_key(*name))
}

fn columns_of(schema: &Schema, ty: &TableName) -> Vec<String> {
    let mut found = Vec::new();
    for table in schema.tables.values() {
        for column in &table.columns {
            let kind = match &column.ty.kind {
                TypeKind::Array { of } => of,
                kind => kind,
            };
            if matches!(kind, TypeKind::Enum { name: Some(name), .. } if name == ty) {
                found.push(format!("{}.{}", table.name, column.name));
            }
        }
    }
    found
}
