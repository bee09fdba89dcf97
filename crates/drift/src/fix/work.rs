//! The order of the work: which finding becomes which step, and what is left over.

use std::collections::{BTreeMap, BTreeSet};

use seedbed_schema_model::{
    Dialect, Family, GoesWith, ObjectKind, Reading, Schema, State, Table, TableName, ddl::DdlError,
};

use super::{Fix, FixOptions, Hazard, HazardKind, Stage, Step, Unfixed, locks};
use crate::{
    DecidedBy, Finding, FindingId, Report, RuleId,
    compare::{Form, table_key},
    rules,
};

/// The order in which steps are carried out; each needs only what comes before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Phase {
    /// Everything after it speaks of the new names.
    Renames,
    /// Numbers that are taken already.
    Numbers,
    /// What stands in the way of a change, or is made anew: what stands on other things first.
    ReleaseTriggers,
    ReleaseViews,
    ReleaseRoutines,
    ReleaseForeignKeys,
    ReleaseChecks,
    ReleaseIndexes,
    ReleaseKeys,
    ReleaseColumns,
    Types,
    Routines,
    Tables,
    /// New columns, without what rows could break.
    Columns,
    /// What rows get in them.
    Fill,
    Changes,
    /// Columns that are computed from others.
    Computed,
    Require,
    Keys,
    Indexes,
    ForeignKeys,
    Checks,
    /// Looking at the rows that a constraint was added without looking at.
    Validate,
    /// AUTO_INCREMENT on columns that have a key only now.
    Numbering,
    Views,
    /// Code over what is there only now.
    LateRoutines,
    Triggers,
    /// Whether triggers fire.
    States,
    Events,
    /// Drops of what is not declared, the dependent ones first.
    DropViews,
    DropParts,
    DropColumns,
    DropRoutines,
    DropTables,
    /// Code that tables call.
    DropCode,
    DropTypes,
}

pub(super) struct Work<'a> {
    findings: Vec<(&'a Finding, RuleId)>,
    /// The declared schema, in the live dialect (whose version is known).
    pub(super) declared: Schema,
    pub(super) live: &'a Schema,
    /// What is wrong with its rows.
    pub(super) states: &'a [State],
    /// What is not modelled and goes when its table goes.
    go_with: Vec<&'a GoesWith>,
    options: FixOptions,
    steps: Vec<(Phase, Step)>,
    unfixed: Vec<Unfixed>,
    covered: BTreeSet<FindingId>,
    /// Parts of tables that are dropped for the time of a change.
    pub(super) released: BTreeSet<(TableName, ObjectKind, String)>,
    pub(super) views: super::views::Views,
}

/// A table on both sides, with the live one's name.
pub(super) struct Both<'w> {
    pub(super) name: &'w TableName,
    pub(super) declared: Form<'w>,
    pub(super) live: Form<'w>,
}

impl<'a> Work<'a> {
    pub(super) fn new(
        report: &'a Report,
        declared: &Schema,
        live: &'a Reading,
        options: FixOptions,
    ) -> Self {
        let go_with = live.gaps.iter().filter_map(|gap| gap.goes_with.as_ref()).collect();
        let states = &live.states;
        let live = &live.schema;
        // What is wrong with the migrations is not mended by another statement.
        let of_schemas =
            report.findings().iter().filter(|f| f.category != crate::Category::Migration);
        let findings = of_schemas.filter_map(|f| Some((f, rules::find(&f.rule)?.id))).collect();
        let declared = Schema { dialect: live.dialect, ..declared.clone() };
        Self {
            findings,
            declared,
            live,
            states,
            go_with,
            options,
            steps: Vec::new(),
            unfixed: Vec::new(),
            covered: BTreeSet::new(),
            released: BTreeSet::new(),
            views: super::views::Views::default(),
        }
    }

    /// The statements that make again what goes when the table goes, such as its triggers.
    pub(super) fn going_with(&self, table: &TableName) -> impl Iterator<Item = String> {
        let family = self.dialect().family;
        let key = table_key(family, table);
        let its = move |with: &&&GoesWith| table_key(family, &with.table) == key;
        self.go_with.iter().filter(its).map(|with| with.sql.clone())
    }

    pub(super) fn dialect(&self) -> Dialect {
        self.live.dialect
    }

    pub(super) fn done(mut self) -> Fix {
        self.state_steps();
        self.beside_tables();
        self.code();
        self.new_tables();
        self.tables_on_both_sides();
        self.tables_to_drop();
        self.view_steps();
        self.left_over();
        // Stable: steps of one phase stay in the order they were found in.
        self.steps.sort_by_key(|(phase, _)| *phase);
        self.unfixed.sort_by(|a, b| (&a.at, &a.id).cmp(&(&b.at, &b.id)));
        Fix { steps: self.steps.into_iter().map(|(_, step)| step).collect(), unfixed: self.unfixed }
    }

    pub(super) fn add(
        &mut self,
        phase: Phase,
        because: &[&Finding],
        sql: Vec<String>,
        reverse: Option<Vec<String>>,
        hazards: Vec<Hazard>,
    ) {
        let stage = match () {
            () if hazards.iter().any(|h| h.kind == HazardKind::DataLoss) => Stage::Destructive,
            () if hazards.is_empty() => Stage::Safe,
            () => Stage::Careful,
        };
        let ids = because.iter().map(|f| f.id.clone()).collect();
        self.push(phase, stage, ids, (sql, reverse), hazards);
    }

    pub(super) fn push(
        &mut self,
        phase: Phase,
        stage: Stage,
        mut ids: Vec<FindingId>,
        (sql, reverse): (Vec<String>, Option<Vec<String>>),
        hazards: Vec<Hazard>,
    ) {
        ids.sort_unstable();
        ids.dedup();
        self.covered.extend(ids.iter().cloned());
        let lock = locks::of(self.dialect(), &sql);
        let renames = phase == Phase::Renames;
        let step = Step { stage, sql, reverse, because: ids, hazards, lock, renames };
        self.steps.push((phase, step));
    }

    pub(super) fn cannot(&mut self, because: &[&Finding], reason: &str) {
        for finding in because {
            if self.covered.insert(finding.id.clone()) {
                self.unfixed.push(Unfixed {
                    id: finding.id.clone(),
                    at: finding.at.to_string(),
                    reason: reason.to_owned(),
                });
            }
        }
    }

    /// What the dialect cannot express is listed, like everything else that has no step.
    pub(super) fn written<T>(
        &mut self,
        because: &[&Finding],
        result: Result<T, DdlError>,
    ) -> Option<T> {
        result.map_err(|error| self.cannot(because, &error.to_string())).ok()
    }

    pub(super) fn of_kind(&self, kind: ObjectKind) -> Vec<(&'a Finding, RuleId)> {
        self.findings.iter().filter(|(f, _)| f.at.kind == kind).copied().collect()
    }

    pub(super) fn of_rule(&self, rule: RuleId) -> Vec<&'a Finding> {
        self.findings.iter().filter(|(_, r)| *r == rule).map(|(f, _)| *f).collect()
    }

    pub(super) fn drops(&mut self, finding: &Finding) -> bool {
        if !self.options.destructive {
            let reason = "it would drop what is there; ask for it with --destructive";
            self.cannot(&[finding], reason);
        }
        self.options.destructive
    }

    fn tables_on_both_sides(&mut self) {
        let mut by_table: BTreeMap<TableName, Vec<(&'a Finding, RuleId)>> = BTreeMap::new();
        for (finding, rule) in &self.findings {
            let whole = matches!(
                rule,
                RuleId::MissingTable
                    | RuleId::ExtraTable
                    | RuleId::TableRenamed
                    | RuleId::ColumnRenamed
            );
            let beside = matches!(
                finding.at.kind,
                ObjectKind::Type | ObjectKind::Sequence | ObjectKind::View | ObjectKind::Trigger
            );
            if !whole && !beside && !of_rows(finding) {
                by_table.entry(finding.at.object.clone()).or_default().push((*finding, *rule));
            }
        }
        let family = self.dialect().family;
        // Copies, so that the steps can be added while the tables are looked at.
        let declared_schema = self.declared.clone();
        for (name, findings) in by_table {
            let key = table_key(family, &name);
            let of = |schema: &'_ Schema| -> Option<Table> {
                let mut all = schema.tables.values();
                all.find(|t| table_key(family, &t.name) == key).cloned()
            };
            let (Some(declared), Some(live)) = (of(&declared_schema), of(self.live)) else {
                continue;
            };
            let both = Both {
                name: &live.name,
                declared: Form::of(&declared_schema, &declared),
                live: Form::of(self.live, &live),
            };
            if family == Family::Sqlite {
                self.sqlite_table(&both, &findings);
            } else {
                self.alter_table(&both, &findings);
            }
        }
    }

    fn alter_table(&mut self, both: &Both<'_>, findings: &[(&'a Finding, RuleId)]) {
        self.columns(both, findings);
        for (finding, rule) in findings {
            match finding.at.kind {
                ObjectKind::PrimaryKey => self.primary_key(both, finding),
                ObjectKind::Unique => self.unique(both, finding, *rule),
                ObjectKind::ForeignKey => self.foreign_key(both, finding, *rule),
                ObjectKind::Check => self.check(both, finding, *rule),
                ObjectKind::Index => self.index(both, finding, *rule),
                ObjectKind::Exclusion => self.exclusion(both, finding, *rule),
                ObjectKind::Table => self.whole_table(both, finding, *rule),
                _ => {}
            }
        }
    }

    fn left_over(&mut self) {
        for (finding, rule) in self.findings.clone() {
            if self.covered.contains(&finding.id) {
                continue;
            }
            self.cannot(
                &[finding],
                match rule {
                    RuleId::NameChanged | RuleId::UniqueFormChanged => {
                        "it does the same; rename or replace it by hand when the name matters"
                    }
                    RuleId::TableOptionChanged => {
                        "a trait of the whole table needs the table made anew; do it by hand"
                    }
                    _ => "no statement is known for it; change it by hand",
                },
            );
        }
    }

    /// Whether a foreign key has a finding of this rule.
    pub(super) fn has(&self, rule: RuleId, table: &TableName, name: &str) -> bool {
        self.findings
            .iter()
            .any(|(f, r)| *r == rule && f.at.object == *table && f.at.part.as_deref() == Some(name))
    }

    /// Whether a part of a table has a finding of its own, which replaces or drops it anyway.
    pub(super) fn has_finding(&self, table: &TableName, kind: ObjectKind, name: &str) -> bool {
        self.findings.iter().any(|(f, rule)| {
            f.at.kind == kind
                && f.at.object == *table
                && f.at.part.as_deref() == Some(name)
                && *rule != RuleId::NameChanged
                && !of_rows(f)
        })
    }

    /// Whether a finding has been given up on.
    pub(super) fn unfixed(&self, finding: &Finding) -> bool {
        self.unfixed.iter().any(|u| u.id == finding.id)
    }

    /// The findings of these identities.
    pub(super) fn with_ids(&self, ids: &[FindingId]) -> Vec<&'a Finding> {
        self.findings.iter().filter(|(f, _)| ids.contains(&f.id)).map(|(f, _)| *f).collect()
    }

    pub(super) fn findings(&self) -> impl Iterator<Item = (&'a Finding, RuleId)> {
        self.findings.iter().copied()
    }

    /// Whether a part is dropped for the time of a change, and made again by a step of its own.
    pub(super) fn is_released(&self, on: &TableName, kind: ObjectKind, name: &str) -> bool {
        self.released.contains(&(on.clone(), kind, name.to_owned()))
    }

    pub(super) fn options(&self) -> &FixOptions {
        &self.options
    }

    pub(super) fn destructive(&self) -> bool {
        self.options.destructive
    }
}

/// Whether a finding is about the rows that are there, not about what they are in.
fn of_rows(finding: &Finding) -> bool {
    finding.decided_by == DecidedBy::Rows
}
