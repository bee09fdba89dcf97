//! Steps for views. A view that changes, or that stands on something that changes, is dropped first
//! with the views on it, and all of them are made again at the end.

use std::collections::{BTreeMap, BTreeSet};

use seedbed_schema_model::{
    Family, Index, ObjectKind, Routine, TableName, View, ddl, normal, rename,
};

use super::{
    Hazard, HazardKind, Stage, sql,
    work::{Phase, Work},
};
use crate::{Finding, FindingId, RuleId, compare::text};

/// What becomes of the views.
#[derive(Debug, Default)]
pub(super) struct Views {
    /// Dropped before everything else, and why.
    out: BTreeMap<TableName, Vec<FindingId>>,
    /// Made at the end, and why.
    made: BTreeMap<TableName, (View, Vec<FindingId>)>,
}

impl Work<'_> {
    pub(super) fn views(&mut self) {
        for (finding, rule) in self.of_kind(ObjectKind::View) {
            let name = finding.at.object.clone();
            let declared = self.declared.views.get(&name).cloned();
            match (rule, declared) {
                (RuleId::MissingView, Some(view)) => {
                    self.views.made.insert(name, (view, vec![finding.id.clone()]));
                }
                (RuleId::ViewChanged, Some(view)) if self.live.views.contains_key(&name) => {
                    self.views.out.insert(name.clone(), vec![finding.id.clone()]);
                    self.views.made.insert(name, (view, vec![finding.id.clone()]));
                }
                _ => {}
            }
        }
    }

    /// Takes the views out of the way of a column that changes. Only PostgreSQL keeps views to their
    /// columns; what a view names is told from its text, so that one may be made again needlessly.
    pub(super) fn release_views(&mut self, because: &[&Finding], table: &TableName, column: &str) {
        let dialect = self.dialect();
        if dialect.family != Family::Postgres {
            return;
        }
        let names = |view: &View| {
            rename::column_in_query(dialect, &view.definition.0, table, column, "x").is_some()
        };
        let on: Vec<_> =
            self.live.views.values().filter(|v| names(v)).map(|v| v.name.clone()).collect();
        for name in on {
            let why = self.views.out.entry(name).or_default();
            why.extend(because.iter().map(|f| f.id.clone()));
        }
    }

    /// The views on those that go go with them, and come back.
    fn with_dependants(&mut self) {
        let dialect = self.dialect();
        if dialect.family != Family::Postgres {
            return;
        }
        let mut queue: Vec<TableName> = self.views.out.keys().cloned().collect();
        while let Some(name) = queue.pop() {
            let why = self.views.out.get(&name).cloned().unwrap_or_default();
            for view in self.live.views.values().filter(|v| v.name != name) {
                let on = rename::table_in_query(
                    dialect,
                    &view.definition.0,
                    &name,
                    &TableName::new("x"),
                );
                if on.is_some() && !self.views.out.contains_key(&view.name) {
                    self.views.out.insert(view.name.clone(), why.clone());
                    queue.push(view.name.clone());
                }
            }
        }
    }

    pub(super) fn view_steps(&mut self) {
        let dialect = self.dialect();
        self.with_dependants();
        let extra: BTreeMap<TableName, &Finding> =
            self.of_rule(RuleId::ExtraView).into_iter().map(|f| (f.at.object.clone(), f)).collect();
        let gone: BTreeSet<_> =
            if self.destructive() { extra.keys().cloned().collect() } else { BTreeSet::new() };
        let out = std::mem::take(&mut self.views.out);
        for (name, why) in &out {
            if !gone.contains(name)
                && !self.views.made.contains_key(name)
                && let Some(view) = self.live.views.get(name)
            {
                self.views.made.insert(name.clone(), (view.clone(), why.clone()));
            }
        }
        self.indexes_of_views();
        let live: Vec<&View> = ddl::in_order(dialect, self.live.views.values().collect());
        for view in live.into_iter().rev() {
            let drop = vec![sql::drop_view(dialect, view)];
            let back = self.whole_view(view).ok();
            if let Some(finding) = extra.get(&view.name)
                && self.drops(finding)
            {
                let hazards = vec![Hazard::new(HazardKind::DataLoss, "the view is dropped")];
                let early = out.contains_key(&view.name);
                let phase = if early { Phase::ReleaseViews } else { Phase::DropViews };
                self.add(phase, &[*finding], drop, back, hazards);
                continue;
            }
            if let Some(why) = out.get(&view.name) {
                let text = if view.materialized {
                    "the view is not there meanwhile; its rows are computed again, and the rights \
                     on it have to be given again"
                } else {
                    "the view is not there meanwhile, and the rights on it have to be given again"
                };
                let hazards = vec![Hazard::new(HazardKind::RefusesWrites, text)];
                self.push(Phase::ReleaseViews, Stage::Careful, why.clone(), (drop, back), hazards);
            }
        }
        let made = std::mem::take(&mut self.views.made);
        let views: Vec<&View> =
            ddl::in_order(dialect, made.values().map(|(view, _)| view).collect());
        for view in views {
            let Some((_, why)) = made.get(&view.name) else { continue };
            let because: Vec<_> = self.with_ids(why);
            let written = self.whole_view(view);
            let Some(create) = self.written(&because, written) else { continue };
            let drop = vec![sql::drop_view(dialect, view)];
            let stage = if out.contains_key(&view.name) { Stage::Careful } else { Stage::Safe };
            self.push(Phase::Views, stage, why.clone(), (create, Some(drop)), Vec::new());
        }
    }

    /// PostgreSQL: takes the views out of the way that call a function.
    pub(super) fn release_views_that_call(&mut self, because: &[&Finding], routine: &Routine) {
        let calls =
            |view: &&View| normal::mentions(self.dialect(), &view.definition, &routine.name.name);
        let on: Vec<_> = self.live.views.values().filter(calls).map(|v| v.name.clone()).collect();
        for name in on {
            let why = self.views.out.entry(name).or_default();
            why.extend(because.iter().map(|f| f.id.clone()));
        }
    }

    /// Indexes of materialized views: with the view where it is made anyway, else by themselves.
    fn indexes_of_views(&mut self) {
        let dialect = self.dialect();
        for (finding, rule) in self.of_kind(ObjectKind::Index) {
            let name = &finding.at.object;
            let (Some(to), Some(from)) =
                (self.declared.views.get(name).cloned(), self.live.views.get(name).cloned())
            else {
                continue;
            };
            if rule == RuleId::ExtraIndex && !self.drops(finding) {
                continue;
            }
            if let Some((view, why)) = self.views.made.get_mut(name) {
                view.indexes.clone_from(&to.indexes);
                why.push(finding.id.clone());
                continue;
            }
            let of = |view: &View, said: &Option<String>| {
                let named = |i: &&Index| match rule {
                    RuleId::NameChanged => i.name == *said,
                    _ => i.name == finding.at.part || said.as_deref() == Some(&*text::index(i)),
                };
                said.as_ref().and_then(|_| view.indexes.iter().find(named)).cloned()
            };
            let (to, from) = (of(&to, &finding.declared), of(&from, &finding.live));
            let change = |out: &Option<Index>, new: &Option<Index>| -> ddl::Statements {
                let mut sql = Vec::new();
                if let Some(index) = out.as_ref().and_then(|i| i.name.as_ref()) {
                    sql.extend(ddl::drop_index(dialect, name, index)?);
                }
                if let Some(index) = new {
                    sql.extend(ddl::create_index(dialect, name, index)?);
                }
                Ok(sql)
            };
            let because = [finding];
            let Some(sql) = self.written(&because, change(&from, &to)) else { continue };
            if sql.is_empty() {
                continue;
            }
            let back = change(&to, &from).ok();
            let hazards = vec![Hazard::new(HazardKind::Lock, "it is built over the whole view")];
            self.add(Phase::Indexes, &because, sql, back, hazards);
        }
    }

    /// A view with its indexes, and the triggers that have no step of their own.
    fn whole_view(&self, view: &View) -> ddl::Statements {
        let dialect = self.dialect();
        let mut out = vec![ddl::create_view(dialect, view)?];
        for index in &view.indexes {
            out.extend(ddl::create_index(dialect, &view.name, index)?);
        }
        // A view that is only declared brings all of them.
        let triggers = match self.live.views.contains_key(&view.name) {
            true => self.kept_triggers(&view.name, &view.triggers),
            false => view.triggers.clone(),
        };
        out.extend(self.with_triggers(&view.name, &triggers)?);
        Ok(out)
    }
}
