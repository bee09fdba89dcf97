//! Steps for views. A view that changes, or that stands on something that changes, is dropped first
//! with the views on it, and all of them are made again at the end.

use std::collections::{BTreeMap, BTreeSet};

use seedbed_schema_model::{Family, ObjectKind, TableName, View, ddl, rename};

use super::{
    Hazard, HazardKind, Stage, sql,
    work::{Phase, Work},
};
use crate::{Finding, FindingId, RuleId};

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
        let live: Vec<&View> = ddl::in_order(dialect, self.live.views.values().collect());
        for view in live.into_iter().rev() {
            let drop = vec![sql::drop_view(dialect, view)];
            let back = ddl::create_view(dialect, view).ok().map(|sql| vec![sql]);
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
                    "the view is not there meanwhile; its rows are computed again, and its indexes \
                     and the rights on it have to be given again"
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
            let Some(create) = self.written(&because, ddl::create_view(dialect, view)) else {
                continue;
            };
            let drop = vec![sql::drop_view(dialect, view)];
            let stage = if out.contains_key(&view.name) { Stage::Careful } else { Stage::Safe };
            self.push(Phase::Views, stage, why.clone(), (vec![create], Some(drop)), Vec::new());
        }
    }
}
