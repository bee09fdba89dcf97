//! The order of the work: which finding becomes which step, and what is left over.

use std::collections::{BTreeMap, BTreeSet};

use seedbed_schema_model::{
    Dialect, Family, GoesWith, ObjectKind, Reading, Schema, Table, TableName,
    ddl::{self, DdlError},
    graph,
};

use super::{Fix, FixOptions, Hazard, HazardKind, Stage, Step, Unfixed, ask, sql};
use crate::{
    Finding, FindingId, Report, RuleId,
    compare::{Form, table_key},
    rules,
};

/// The order in which steps are carried out; each needs only what comes before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Phase {
    /// Everything after it speaks of the new names.
    Renames,
    /// Constraints that stand in the way of a change, or are made anew.
    Release,
    Types,
    Tables,
    Columns,
    Changes,
    Keys,
    ForeignKeys,
    Checks,
    Indexes,
    /// AUTO_INCREMENT on columns that have a key only now.
    Numbering,
    Views,
    /// Drops of what is not declared, the dependent ones first.
    DropViews,
    DropParts,
    DropColumns,
    DropTables,
    DropTypes,
}

pub(super) struct Work<'a> {
    findings: Vec<(&'a Finding, RuleId)>,
    /// The declared schema, in the live dialect (whose version is known).
    pub(super) declared: Schema,
    pub(super) live: &'a Schema,
    /// What is not modelled and goes when its table goes.
    go_with: Vec<&'a GoesWith>,
    options: FixOptions,
    steps: Vec<(Phase, Step)>,
    unfixed: Vec<Unfixed>,
    covered: BTreeSet<FindingId>,
    /// Foreign keys dropped for the time of a change.
    released: BTreeSet<(TableName, String)>,
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
        let live = &live.schema;
        let findings =
            report.findings().iter().filter_map(|f| Some((f, rules::find(&f.rule)?.id))).collect();
        let declared = Schema { dialect: live.dialect, ..declared.clone() };
        Self {
            findings,
            declared,
            live,
            go_with,
            options,
            steps: Vec::new(),
            unfixed: Vec::new(),
            covered: BTreeSet::new(),
            released: BTreeSet::new(),
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
        self.beside_tables();
        self.new_tables();
        self.tables_on_both_sides();
        self.tables_to_drop();
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
        let mut ids: Vec<_> = because.iter().map(|f| f.id.clone()).collect();
        ids.sort_unstable();
        ids.dedup();
        self.covered.extend(ids.iter().cloned());
        self.steps.push((phase, Step { stage, sql, reverse, because: ids, hazards }));
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

    pub(super) fn drops(&mut self, finding: &Finding) -> bool {
        if !self.options.destructive {
            let reason = "it would drop what is there; ask for it with --destructive";
            self.cannot(&[finding], reason);
        }
        self.options.destructive
    }

    fn new_tables(&mut self) {
        let missing: BTreeMap<TableName, &'a Finding> = self
            .findings
            .iter()
            .filter(|(_, rule)| *rule == RuleId::MissingTable)
            .map(|(f, _)| (f.at.object.clone(), *f))
            .collect();
        let names: Vec<_> = missing.keys().cloned().collect();
        let ordered: Vec<_> = graph::insertion_order(&self.declared, &names)
            .into_iter()
            .flat_map(|c| c.tables)
            .collect();
        let dialect = self.dialect();
        for name in ordered {
            let (Some(finding), Some(table)) =
                (missing.get(&name), self.declared.table(&name).cloned())
            else {
                continue;
            };
            // SQLite takes references to tables that come later, and cannot add them afterwards;
            // the others are the other way round.
            let inline = dialect.family == Family::Sqlite;
            let mut bare = table.clone();
            if !inline {
                bare.foreign_keys.clear();
            }
            let created = ddl::create_table(&self.declared, &bare);
            let Some(create) = self.written(&[finding], created) else { continue };
            let home = self.written(&[finding], self.schema_of(&name)).unwrap_or_default();
            let drop = ddl::drop_table(dialect, &name).ok();
            self.add(Phase::Tables, &[finding], [home, create].concat(), drop, vec![]);
            for key in table.foreign_keys.iter().filter(|_| !inline) {
                // A new table holds no row that could refer to nothing.
                self.add_foreign_key(finding, &name, key, false);
            }
        }
    }

    /// What makes the schema of a new table, where live is not known to have it.
    fn schema_of(&self, name: &TableName) -> ddl::Statements {
        let known = self.live.tables.keys().any(|t| t.schema == name.schema);
        if name.schema.is_none() || known || self.dialect().family != Family::Postgres {
            return Ok(Vec::new());
        }
        let mut only = Schema::empty(self.dialect());
        only.insert(Table::new(name.clone()));
        ddl::create_types(&only)
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
                ObjectKind::Type | ObjectKind::Sequence | ObjectKind::View
            );
            if !whole && !beside {
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
                ObjectKind::Table => self.whole_table(both, finding, *rule),
                _ => {}
            }
        }
    }

    fn whole_table(&mut self, both: &Both<'_>, finding: &Finding, rule: RuleId) {
        let dialect = self.dialect();
        let comment =
            |table: &Table| sql::comment_table(dialect, both.name, table.comment.as_deref());
        if rule == RuleId::CommentChanged
            && let (Some(to), Some(from)) = (comment(both.declared.raw), comment(both.live.raw))
        {
            self.add(Phase::Changes, &[finding], vec![to], Some(vec![from]), vec![]);
        }
    }

    fn tables_to_drop(&mut self) {
        let extra: BTreeMap<TableName, &'a Finding> = self
            .findings
            .iter()
            .filter(|(_, rule)| *rule == RuleId::ExtraTable)
            .map(|(f, _)| (f.at.object.clone(), *f))
            .collect();
        let names: Vec<_> = extra.keys().cloned().collect();
        let ordered = graph::insertion_order(self.live, &names).into_iter().flat_map(|c| c.tables);
        let dialect = self.dialect();
        for name in ordered.collect::<Vec<_>>().into_iter().rev() {
            let (Some(finding), Some(table)) = (extra.get(&name), self.live.table(&name)) else {
                continue;
            };
            if !self.drops(finding) {
                continue;
            }
            let hazard = Hazard::new(HazardKind::DataLoss, "the table and its rows are dropped")
                .ask(ask::rows(dialect, &name));
            let reverse = ddl::create_table(self.live, table).ok();
            let written = ddl::drop_table(dialect, &name);
            let Some(drop) = self.written(&[finding], written) else { continue };
            self.add(Phase::DropTables, &[finding], drop, reverse, vec![hazard]);
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
                    RuleId::ViewChanged => {
                        "what stands on a view would go with it; replace it by hand"
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

    /// Whether a foreign key is to be dropped for the time of a change: not twice, and not when a
    /// finding of its own replaces it.
    pub(super) fn release(&mut self, table: &TableName, name: &str) -> bool {
        let own = |(f, _): &(&Finding, RuleId)| {
            f.at.kind == ObjectKind::ForeignKey
                && f.at.object == *table
                && f.at.part.as_deref() == Some(name)
        };
        !self.findings.iter().any(own) && self.released.insert((table.clone(), name.to_owned()))
    }

    pub(super) fn destructive(&self) -> bool {
        self.options.destructive
    }
}
