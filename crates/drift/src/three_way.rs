//! Three-way truth: what is declared, what the migrations make, and what is there. Each difference says
//! which two agree and which one is the odd one out; each migration says how far it has got.

use std::collections::BTreeSet;

use seedbed_schema_model::{
    FileHistory, History, ObjectKind, Place, Progress, Reading, Replay, Step, TableName,
};
use serde::{Deserialize, Serialize};

use crate::{
    DecidedBy, Finding, Policy, Report, RuleId, compare,
    finding::{Difference, Value},
};

/// What is known of the migrations of the database that is compared.
#[derive(Debug, Clone, Copy)]
pub struct Migrated<'a> {
    /// The files, and what the ledgers say of each.
    pub history: &'a History,
    /// What the migrations make that the ledgers have.
    pub applied: &'a Replay,
    /// What all migrations make that the tool applies, pending ones included.
    pub all: &'a Replay,
    /// For each file that the tool's own list does not name, what it would make of
    /// [`applied`](Self::applied).
    pub unlisted: &'a [Replay],
}

/// The one of three that does not agree with the two others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum OddOneOut {
    /// The migrations made what is there, and something else is declared.
    Declared,
    /// What is declared is there, and no migration makes it.
    Migrations,
    /// The migrations make what is declared, and something else is there.
    Live,
    /// None: all three differ.
    All,
}

/// How a difference stands between the three.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    /// The odd one out; absent when the migrations do not say what they make of the place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub odd_one_out: Option<OddOneOut>,
    /// What the migrations make of the place; absent when they make nothing of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub migrations: Option<String>,
    /// `file:line` of the last statement that changes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub changed_at: Option<String>,
    /// That statement is in a migration that is not applied yet.
    #[serde(default)]
    pub pending: bool,
}

/// Compares the declared side with the live one, and says of every difference what the migrations make
/// of its place; adds what is wrong with the migrations themselves.
pub fn three_way(
    declared: &Reading,
    migrated: &Migrated<'_>,
    live: &Reading,
    policy: &Policy,
) -> Report {
    compare(declared, live, policy).with_migrations(declared, migrated, live, policy)
}

impl Report {
    /// The report with the migrations as the third side: as [`three_way`], for a report that is there
    /// already. `declared` is the declaration as it is written, also where the report is about what
    /// became of it in a scratch database.
    #[must_use]
    pub fn with_migrations(
        self,
        declared: &Reading,
        migrated: &Migrated<'_>,
        live: &Reading,
        policy: &Policy,
    ) -> Self {
        third_side(self, declared, migrated, live, policy)
    }
}

fn third_side(
    report: Report,
    declared: &Reading,
    migrated: &Migrated<'_>,
    live: &Reading,
    policy: &Policy,
) -> Report {
    if report.obstacles().iter().any(|o| matches!(o, crate::Obstacle::DifferentEngines { .. })) {
        return report;
    }
    // What the rows are in is no matter of migrations.
    let live = &Reading { states: Vec::new(), ..live.clone() };
    // What was applied to a scratch database is the declared side; the replays were not.
    let paper = Policy { scratch: false, ..policy.clone() };
    let found = |a: &Reading, b: &Reading| compare(a, b, &paper).findings().to_vec();
    let three = Three {
        migrated,
        declared_against_all: found(declared, &migrated.all.reading),
        applied_against_live: found(&migrated.applied.reading, live),
        all_against_live: found(&migrated.all.reading, live),
    };
    let unlisted: Vec<_> = migrated.unlisted.iter().map(|r| (r, found(&r.reading, live))).collect();
    let mut added = three.only_the_migrations(&report);
    for file in &migrated.history.files {
        added.extend(three.file(file, &unlisted));
    }
    for lost in &migrated.history.lost {
        let at = migration(&lost.row);
        let value = Value::plain(format!("recorded in {}", lost.ledger));
        added.push(Difference::extra(RuleId::MigrationFileMissing, at, value).into_finding(None));
    }
    report.three_way(migrated.history.clone(), added, &|finding| three.standing(finding))
}

fn migration(name: &str) -> Place {
    Place::object(ObjectKind::Migration, &TableName::new(name))
}

struct Three<'a> {
    migrated: &'a Migrated<'a>,
    declared_against_all: Vec<Finding>,
    applied_against_live: Vec<Finding>,
    all_against_live: Vec<Finding>,
}

/// Whether a finding says that one side has nothing there.
fn is_presence(finding: &Finding) -> bool {
    finding.declared.is_none() || finding.live.is_none()
}

/// The finding of another pair that is about the same thing.
fn same<'f>(findings: &'f [Finding], of: &Finding) -> Option<&'f Finding> {
    let table = Place::table(&of.at.object);
    findings.iter().find(|f| {
        let aspect = f.rule == of.rule || is_presence(f) || is_presence(of);
        (f.at == of.at && aspect) || (f.at == table && is_presence(f))
    })
}

/// The last statement that changes a place.
fn last<'r>(replay: &'r Replay, at: &Place) -> Option<&'r Step> {
    replay.steps.iter().rev().find(|step| touches(step, at))
}

fn touches(step: &Step, at: &Place) -> bool {
    let same = |place: &Place| {
        place.object == at.object
            && place.kind == at.kind
            && (place.part == at.part || place.part.is_none() && at.part.is_some())
    };
    step.touches.iter().any(same)
}

fn place_of(step: &Step) -> String {
    format!("{}:{}", step.file, step.line)
}

/// What a file's statements did, as far as it can be told.
struct Effects<'r> {
    there: Vec<&'r Step>,
    missing: Vec<&'r Step>,
}

/// `on_live`: the replay began with what is there, so that a definition that changes nothing is there.
fn effects<'r>(
    replay: &'r Replay,
    file: &FileHistory,
    against_live: &[Finding],
    on_live: bool,
) -> Effects<'r> {
    let mut effects = Effects { there: Vec::new(), missing: Vec::new() };
    let missing: BTreeSet<usize> = against_live
        .iter()
        .filter_map(|f| last(replay, &f.at).or_else(|| remade(replay, &f.at)))
        .map(|step| position(replay, step))
        .collect();
    for (at, step) in replay.steps.iter().enumerate() {
        if step.file != file.file {
            continue;
        }
        if step.touches.is_empty() {
            let defines = ["CREATE", "ALTER", "DROP", "RENAME"].iter().any(|w| {
                step.what.get(..w.len()).is_some_and(|start| start.eq_ignore_ascii_case(w))
            });
            effects.there.extend((on_live && defines).then_some(step));
            continue;
        }
        if missing.contains(&at) {
            effects.missing.push(step);
            continue;
        }
        // What a later statement changed again says nothing about this one.
        let stands = |place: &&Place| {
            let later = &replay.steps[at + 1..];
            !later
                .iter()
                .any(|s| touches(s, place) || s.touches.contains(&Place::table(&place.object)))
        };
        if step.touches.iter().any(|place| stands(&place)) {
            effects.there.push(step);
        }
    }
    effects
}

/// The statement that put a table made anew in its place: SQLite changes most of a table like that.
fn remade<'r>(replay: &'r Replay, at: &Place) -> Option<&'r Step> {
    let step = last(replay, &Place::table(&at.object))?;
    let create = step.what.get(..6).is_some_and(|w| w.eq_ignore_ascii_case("create"));
    (!create).then_some(step)
}

fn position(replay: &Replay, step: &Step) -> usize {
    replay.steps.iter().position(|s| std::ptr::eq(s, step)).unwrap_or(usize::MAX)
}

fn listed(steps: &[&Step]) -> String {
    let each: Vec<_> = steps.iter().map(|s| format!("{} `{}`", place_of(s), s.what)).collect();
    each.join(", ")
}

impl Three<'_> {
    fn is_pending(&self, step: &Step) -> bool {
        let files = &self.migrated.history.files;
        let done = [Progress::Applied, Progress::Unrecorded];
        files.iter().any(|f| f.file == step.file && !done.contains(&f.progress))
    }

    /// How a difference between what is declared and what is there stands.
    fn standing(&self, finding: &Finding) -> (Standing, String) {
        let from_declared = same(&self.declared_against_all, finding);
        let from_live = same(&self.applied_against_live, finding);
        let step = last(self.migrated.all, &finding.at)
            .or_else(|| last(self.migrated.all, &Place::table(&finding.at.object)));
        let mut standing = Standing {
            odd_one_out: None,
            migrations: match from_declared {
                Some(other) => other.live.clone(),
                None => finding.declared.clone(),
            },
            changed_at: step.map(place_of),
            pending: step.is_some_and(|s| self.is_pending(s)) && from_declared.is_none(),
        };
        let at = standing.changed_at.as_ref().map_or(String::new(), |at| format!(" ({at})"));
        let unlisted = self.migrated.unlisted.iter().find_map(|r| {
            let step = last(r, &finding.at)?;
            self.migrated.history.files.iter().find(|f| f.file == step.file).map(|_| step)
        });
        let beside = match unlisted {
            Some(step) => {
                format!("; {} changes it and is in no list, so it is never applied", place_of(step))
            }
            None => String::new(),
        };
        if let Some(amid) = &self.migrated.history.starts_amid {
            let note = if standing.pending {
                standing.odd_one_out = Some(OddOneOut::Live);
                format!("a pending migration makes what is declared{at}")
            } else {
                standing.migrations = None;
                format!(
                    "no pending migration makes what is declared (what the applied ones made is not known: {amid})"
                )
            };
            return (standing, note + &beside);
        }
        let (odd, note) = match (from_declared, from_live) {
            (None, _) if standing.pending => (
                OddOneOut::Live,
                format!(
                    "declaration and migrations agree, the database is the odd one out: a pending migration makes it{at}"
                ),
            ),
            (None, _) => (
                OddOneOut::Live,
                format!("declaration and migrations agree, the database is the odd one out{at}"),
            ),
            (Some(_), None) => (
                OddOneOut::Declared,
                format!("migrations and database agree, the declaration is the odd one out{at}"),
            ),
            (Some(_), Some(_)) => {
                let made = standing.migrations.as_deref().unwrap_or("nothing there");
                (OddOneOut::All, format!("all three differ: the migrations make {made}{at}"))
            }
        };
        standing.odd_one_out = Some(odd);
        (standing, note + &beside)
    }

    /// What is declared and there, and that the migrations make something else of.
    fn only_the_migrations(&self, report: &Report) -> Vec<Finding> {
        if self.migrated.history.starts_amid.is_some() {
            return Vec::new();
        }
        let alone = self.declared_against_all.iter().filter(|f| {
            same(report.findings(), f).is_none() && same(&self.all_against_live, f).is_some()
        });
        let mut findings = Vec::new();
        for finding in alone {
            let made = finding.live.as_deref().unwrap_or("nothing");
            let step = last(self.migrated.all, &finding.at);
            let at = step.map_or(String::new(), |s| format!(" ({})", place_of(s)));
            let there = finding.declared.clone().unwrap_or_else(|| "absent".to_owned());
            let value = format!("{there}; the migrations make {made}");
            let mut difference = Difference::changed(
                RuleId::MigrationsDiffer,
                finding.at.clone(),
                Value::plain(there),
                Value::plain(value),
            );
            if step.is_some_and(|s| self.is_pending(s)) {
                difference = difference.note(format!("a pending migration changes it{at}"));
            } else if !at.is_empty() {
                difference = difference.note(format!("the last statement that changes it is{at}"));
            }
            let mut added = difference.into_finding(finding.declared_at.clone());
            added.three_way = Some(Standing {
                odd_one_out: Some(OddOneOut::Migrations),
                migrations: finding.live.clone(),
                changed_at: step.map(place_of),
                pending: step.is_some_and(|s| self.is_pending(s)),
            });
            findings.push(added);
        }
        findings
    }

    /// What is to be said of a migration.
    fn file(&self, file: &FileHistory, unlisted: &[(&Replay, Vec<Finding>)]) -> Option<Finding> {
        let own = unlisted.iter().find(|(r, _)| r.steps.iter().any(|s| s.file == file.file));
        let known = self.migrated.history.starts_amid.is_none();
        let effects = match (file.progress, own) {
            (Progress::Applied | Progress::Unrecorded, _) if known => {
                effects(self.migrated.applied, file, &self.applied_against_live, false)
            }
            (Progress::Unlisted, Some((replay, findings))) => {
                effects(replay, file, findings, !known)
            }
            (Progress::Pending | Progress::Failed | Progress::Unfinished, _) => {
                effects(self.migrated.all, file, &self.all_against_live, !known)
            }
            _ => Effects { there: Vec::new(), missing: Vec::new() },
        };
        let Effects { there, missing } = effects;
        let counts = || {
            format!(
                "{} of its statements {} there, missing is {}",
                there.len(),
                if there.len() == 1 { "is" } else { "are" },
                listed(&missing)
            )
        };
        let (rule, state, note) = match file.progress {
            // What is missing may be what was written into it since.
            Progress::Applied if file.edited => (
                RuleId::MigrationEdited,
                "recorded with another checksum",
                (!missing.is_empty()).then(counts),
            ),
            Progress::Applied | Progress::Unrecorded if missing.is_empty() => return None,
            Progress::Unrecorded if there.is_empty() => {
                (RuleId::MigrationPending, "no ledger in the database", None)
            }
            Progress::Unrecorded => {
                (RuleId::MigrationHalfApplied, "no ledger in the database", Some(counts()))
            }
            Progress::Applied if there.is_empty() => (
                RuleId::MigrationNotThere,
                "recorded as applied",
                Some(format!("missing is {}", listed(&missing))),
            ),
            Progress::Applied => {
                (RuleId::MigrationHalfApplied, "recorded as applied", Some(counts()))
            }
            Progress::Failed => (RuleId::MigrationFailed, "recorded as failed", Some(counts())),
            Progress::Unfinished => {
                (RuleId::MigrationFailed, "recorded as begun and not ended", Some(counts()))
            }
            Progress::PassedOver => (RuleId::MigrationPassedOver, "not recorded", None),
            Progress::Pending if !there.is_empty() && !missing.is_empty() => {
                (RuleId::MigrationHalfApplied, "not recorded", Some(counts()))
            }
            Progress::Unlisted if !there.is_empty() && !missing.is_empty() => {
                (RuleId::MigrationNotListed, "half applied by hand", Some(counts()))
            }
            Progress::Pending | Progress::Unlisted => {
                let rule = match file.progress {
                    Progress::Pending => RuleId::MigrationPending,
                    _ => RuleId::MigrationNotListed,
                };
                let by_hand = !there.is_empty();
                let note = by_hand
                    .then(|| "its effects are there already: it was applied by hand".to_owned());
                (rule, "not recorded", note)
            }
            _ => return None,
        };
        let mut difference = Difference::of(
            rule,
            migration(&file.name),
            Some(Value::new(file.file.clone(), file.name.clone())),
            Some(Value::plain(state)),
            DecidedBy::Rule,
        );
        difference.note = note;
        Some(difference.into_finding(None))
    }
}
