//! Values of enums under two names: at the same place among the others, and alike or the only ones that
//! differ; or decided.

use std::borrow::Cow;

use seedbed_schema_model::{Column, ObjectKind, Place, Schema, TableName, TypeKind, rename_value};

use super::{Candidate, Renames, alike};
use crate::{
    RuleId,
    compare::{name_key, table_key},
    decisions::{Decisions, Subject},
};

/// How alike two names have to be at the same place.
const ALIKE: u32 = 50;

impl Renames {
    pub(super) fn values(
        &mut self,
        declared: &Schema,
        live: &mut Cow<'_, Schema>,
        decisions: &Decisions,
    ) {
        let mut found = Vec::new();
        for (name, ty) in &declared.enums {
            if let Some(other) = live.enums.get(name) {
                let at = Place::object(ObjectKind::Type, name);
                found.push((at.clone(), at, ty.values.clone(), other.values.clone()));
            }
        }
        let family = declared.dialect.family;
        let lists = |c: &&Column| matches!(c.ty.kind, TypeKind::Enum { .. } | TypeKind::Set { .. });
        for (name, table) in declared.tables.iter().filter(|_| declared.dialect.is_mysql_like()) {
            let Some(other) = live.table(&table_key(family, name)) else { continue };
            for column in table.columns.iter().filter(lists) {
                let key = name_key(family, &column.name);
                let live = other.columns.iter().find(|c| name_key(family, &c.name) == key);
                if let Some(live) = live
                    && let Some((ours, theirs)) = listed(column, live)
                {
                    let at = Place::column(name, &*column.name);
                    let live = Place::column(&other.name, &*live.name);
                    found.push((at, live, ours, theirs));
                }
            }
        }
        for (at, live_at, ours, theirs) in found {
            if ours == theirs {
                continue;
            }
            let only = |a: &[String], b: &[String]| -> Vec<String> {
                a.iter().filter(|v| !b.contains(v)).cloned().collect()
            };
            let (missing, extra) = (only(&ours, &theirs), only(&theirs, &ours));
            let mut candidates = candidates((&ours, &missing), (&theirs, &extra));
            let of = TableName::new(at.to_string().trim_end_matches(" (type)"));
            self.decide(decisions, Subject::Value, &[&of], (&missing, &extra), &mut candidates);
            for candidate in candidates {
                let (to, from) = (candidate.declared.clone(), candidate.live.clone());
                let places = (at.clone(), live_at.clone());
                if !candidate.certain || !self.settle(RuleId::EnumValueRenamed, places, candidate) {
                    continue;
                }
                let live = live.to_mut();
                match &live_at.part {
                    Some(part) => {
                        rename_value::of_column(live, &live_at.object, part, &from, &to);
                    }
                    None => rename_value::of_type(live, &live_at.object, &from, &to),
                }
            }
        }
    }
}

fn listed(a: &Column, b: &Column) -> Option<(Vec<String>, Vec<String>)> {
    match (&a.ty.kind, &b.ty.kind) {
        (TypeKind::Enum { values: a, name: None }, TypeKind::Enum { values: b, name: None })
        | (TypeKind::Set { values: a }, TypeKind::Set { values: b }) => {
            Some((a.clone(), b.clone()))
        }
        _ => None,
    }
}

/// Pairs of values, each in one pair at most.
fn candidates(
    (ours, missing): (&[String], &[String]),
    (theirs, extra): (&[String], &[String]),
) -> Vec<Candidate> {
    // The values on both sides that are next to it.
    let around = |all: &[String], other: &[String], value: &String| {
        let at = all.iter().position(|v| v == value).unwrap_or(0);
        let common = |v: &&String| other.contains(v);
        let before = all[..at].iter().rev().find(common).cloned();
        (before, all[at + 1..].iter().find(common).cloned())
    };
    // Everything else is the same.
    let alone = missing.len() == 1 && extra.len() == 1 && ours.len() == theirs.len();
    let mut pairs = Vec::new();
    for a in missing {
        for b in extra {
            let place = around(ours, theirs, a) == around(theirs, ours, b);
            // Names that differ in digits only are two things'.
            let Some(alike) = alike::names(a, b) else { continue };
            if place && (alike >= ALIKE || alone) {
                pairs.push((alike, a, b));
            }
        }
    }
    pairs.sort_by(|x, y| y.0.cmp(&x.0).then((x.1, x.2).cmp(&(y.1, y.2))));
    let mut found: Vec<Candidate> = Vec::new();
    for (alike, a, b) in pairs {
        if found.iter().any(|c| c.declared == *a || c.live == *b) {
            continue;
        }
        found.push(Candidate {
            declared: a.clone(),
            live: b.clone(),
            certain: true,
            confidence: u8::try_from((40 + alike * 59 / 100).max(if alone { 60 } else { 0 }))
                .unwrap_or(99),
            evidence: vec![
                "the same place among the others".to_owned(),
                if alike < ALIKE {
                    "the only value that differs".to_owned()
                } else {
                    format!("names that are alike by {alike} %")
                },
            ],
        });
    }
    found
}
