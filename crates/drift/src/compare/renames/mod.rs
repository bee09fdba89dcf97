//! Renames: what one side has under one name and the other under another, found by evidence or
//! settled by a decision. Everything else is compared as if the live side had the declared names, so
//! that a rename is one finding whatever keys, indexes, checks and views are on the renamed thing.

mod alike;
mod columns;
mod points;
mod tables;
mod types;
mod values;

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
};

use seedbed_schema_model::{ObjectKind, Place, Schema, TableName, rename};

use super::{Form, name_key, table_key};
use crate::{
    DecidedBy, Evidence, RuleId,
    decisions::{Decisions, Subject},
    finding::{Difference, Value},
};

/// Two names that may be one thing's.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Candidate {
    declared: String,
    live: String,
    /// Above the threshold, and no other pair comes close.
    certain: bool,
    confidence: u8,
    evidence: Vec<String>,
}

/// What was found to be renamed.
#[derive(Debug, Default)]
pub(super) struct Renames {
    found: Vec<Difference>,
    /// What to say of names on one side only, by whether it is the declared side.
    notes: BTreeMap<(bool, Place), String>,
    used: BTreeSet<usize>,
}

impl Renames {
    /// Finds the renames, and gives the live schema as it reads under the declared names.
    pub(super) fn find<'l>(
        declared: &Schema,
        live: &'l Schema,
        decisions: &Decisions,
    ) -> (Self, Cow<'l, Schema>) {
        let mut renames = Self::default();
        let mut live = Cow::Borrowed(live);
        renames.types(declared, &mut live, decisions);
        renames.tables(declared, &mut live, decisions);
        renames.columns(declared, &mut live, decisions);
        renames.values(declared, &mut live, decisions);
        (renames, live)
    }

    /// The differences of everything else, with what is to be said of candidates, and the renames.
    pub(super) fn with(self, mut differences: Vec<Difference>) -> Vec<Difference> {
        for difference in &mut differences {
            let side = match difference.rule {
                RuleId::MissingColumn | RuleId::MissingTable | RuleId::MissingEnum => true,
                RuleId::ExtraColumn
                | RuleId::ExtraRequiredColumn
                | RuleId::ExtraTable
                | RuleId::ExtraEnum => false,
                _ => continue,
            };
            if let Some(note) = self.notes.get(&(side, difference.at.clone())) {
                difference.note = Some(note.clone());
            }
        }
        differences.extend(self.found);
        differences
    }

    /// A place of the live side by its declared names.
    pub(super) fn by_declared_names(&self, place: &Place) -> Place {
        let mut place = place.clone();
        let was = |d: &Difference, name: &str| d.live.as_ref().is_some_and(|live| live.raw == name);
        let of = |rule: RuleId| self.found.iter().filter(move |d| d.rule == rule);
        let called = place.object.to_string();
        if let Some(table) = of(RuleId::TableRenamed).find(|d| was(d, &called)) {
            place.object.clone_from(&table.at.object);
        }
        if place.kind == ObjectKind::Column
            && let Some(part) = &place.part
            && let Some(column) =
                of(RuleId::ColumnRenamed).find(|d| d.at.object == place.object && was(d, part))
        {
            place.part.clone_from(&column.at.part);
        }
        place
    }

    /// The decisions that settled nothing, for people.
    pub(super) fn stale(&self, decisions: &Decisions) -> Vec<String> {
        decisions.except(&self.used)
    }

    fn types(&mut self, declared: &Schema, live: &mut Cow<'_, Schema>, decisions: &Decisions) {
        let mut candidates = types::candidates(declared, live);
        let ours: Vec<_> = types::only(declared, live).map(ToString::to_string).collect();
        let theirs: Vec<_> = types::only(live, declared).map(ToString::to_string).collect();
        self.decide(decisions, Subject::Type, &[], (&ours, &theirs), &mut candidates);
        for candidate in candidates {
            let name = |of: &Schema, text: &str| {
                let mut names = of.enums.keys().chain(of.domains.keys());
                names.find(|name| name.to_string() == text).cloned()
            };
            let from = name(live, &candidate.live);
            let Some((to, from)) = name(declared, &candidate.declared).zip(from) else { continue };
            let at = |name| Place::object(ObjectKind::Type, name);
            if self.settle(RuleId::TypeRenamed, (at(&to), at(&from)), candidate) {
                rename::named_type(live.to_mut(), &from, &to);
            }
        }
    }

    fn tables(&mut self, declared: &Schema, live: &mut Cow<'_, Schema>, decisions: &Decisions) {
        let mut candidates = tables::candidates(declared, live);
        let names = |of: &Schema, other: &Schema| {
            let only = tables::only(of, other);
            only.iter().map(|t| t.name.to_string()).collect::<Vec<_>>()
        };
        if !decisions.is_empty() {
            let sides = (&*names(declared, live), &*names(live, declared));
            self.decide(decisions, Subject::Table, &[], sides, &mut candidates);
        }
        for candidate in candidates {
            let name = |of: &Schema, text: &str| {
                of.tables.keys().find(|name| name.to_string() == text).cloned()
            };
            let from = name(live, &candidate.live);
            let Some((to, from)) = name(declared, &candidate.declared).zip(from) else { continue };
            let at = (Place::table(&to), Place::table(&from));
            if self.settle(RuleId::TableRenamed, at, candidate) {
                rename::table(live.to_mut(), &from, &to);
            }
        }
    }

    fn columns(&mut self, declared: &Schema, live: &mut Cow<'_, Schema>, decisions: &Decisions) {
        let family = declared.dialect.family;
        let names: BTreeMap<TableName, TableName> =
            live.tables.keys().map(|name| (table_key(family, name), name.clone())).collect();
        let mut to_rename = Vec::new();
        for (name, table) in &declared.tables {
            let Some(live_name) = names.get(&table_key(family, name)) else { continue };
            let Some(other) = live.table(live_name) else { continue };
            let only = |a: &seedbed_schema_model::Table, b: &seedbed_schema_model::Table| {
                let there: BTreeSet<String> =
                    b.columns.iter().map(|c| name_key(family, &c.name)).collect();
                let names = a.columns.iter().map(|c| &c.name);
                let names = names.filter(|name| !there.contains(&name_key(family, name)));
                names.cloned().collect::<Vec<_>>()
            };
            let (missing, extra) = (only(table, other), only(other, table));
            if missing.is_empty() || extra.is_empty() {
                continue;
            }
            let forms = (Form::of(declared, table), Form::of(live, other));
            let mut candidates = columns::candidates(declared.dialect, &forms.0, &forms.1);
            // A decision names the table as either side calls it.
            let called = self
                .found
                .iter()
                .filter(|d| d.rule == RuleId::TableRenamed && d.at.object == *name);
            let called: Vec<_> =
                called.filter_map(|d| d.live.as_ref()).map(|v| TableName::new(&*v.raw)).collect();
            let tables: Vec<_> = [name, live_name].into_iter().chain(&called).collect();
            self.decide(decisions, Subject::Column, &tables, (&missing, &extra), &mut candidates);
            for candidate in candidates {
                let (to, from) = (candidate.declared.clone(), candidate.live.clone());
                let at = (Place::column(name, &to), Place::column(name, &from));
                if self.settle(RuleId::ColumnRenamed, at, candidate) {
                    to_rename.push((live_name.clone(), from, to));
                }
            }
        }
        for (table, from, to) in to_rename {
            rename::column(live.to_mut(), &table, &from, &to);
        }
    }

    /// Lets the decisions have the last word over the candidates.
    fn decide(
        &mut self,
        decisions: &Decisions,
        subject: Subject,
        tables: &[&TableName],
        (missing, extra): (&[String], &[String]),
        candidates: &mut Vec<Candidate>,
    ) {
        if decisions.is_empty() {
            return;
        }
        for declared in missing {
            for live in extra {
                let Some((number, rename)) = decisions.about(subject, tables, (declared, live))
                else {
                    continue;
                };
                self.used.insert(number);
                candidates.retain(|c| {
                    let it = c.declared == *declared && c.live == *live;
                    // What a decided rename takes is not free for another.
                    let taken = rename && (c.declared == *declared || c.live == *live);
                    !it && !taken
                });
                if rename {
                    let (declared, live) = (declared.clone(), live.clone());
                    let evidence = Vec::new();
                    candidates.push(Candidate {
                        declared,
                        live,
                        certain: true,
                        confidence: 100,
                        evidence,
                    });
                }
            }
        }
    }

    /// Keeps a candidate as a rename, or as something to mention.
    fn settle(&mut self, rule: RuleId, (declared, live): (Place, Place), found: Candidate) -> bool {
        let Candidate { certain, confidence, evidence, .. } = found;
        let decided = confidence == 100;
        let why = if decided { "a decision says so".to_owned() } else { evidence.join(", ") };
        if !certain {
            let note = |side: &str, name: &str| {
                format!(
                    "{side} has {name}, perhaps the same thing renamed ({confidence} % sure: {why}); \
                     a decision on file settles it"
                )
            };
            self.notes.insert((true, declared.clone()), note("live", &found.live));
            self.notes.insert((false, live), note("the declaration", &found.declared));
            return false;
        }
        let note = if decided {
            format!("live calls it {}; {why}", found.live)
        } else {
            format!("live calls it {} ({confidence} % sure: {why})", found.live)
        };
        let values = (Value::plain(&*found.declared), Value::plain(&*found.live));
        let mut difference = Difference::changed(rule, declared, values.0, values.1).note(note);
        difference.evidence = Some(Evidence { confidence, points: evidence });
        difference.decided_by = if decided { DecidedBy::Decision } else { DecidedBy::Evidence };
        self.found.push(difference);
        true
    }
}
