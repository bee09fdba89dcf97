//! SQLite: what ALTER TABLE can do is done by it, anything else by one rebuild of the table.

use seedbed_schema_model::{Column, Table, ddl};

use super::{
    Hazard, HazardKind, ask,
    columns::{changed_column, new_column},
    work::{Both, Phase, Work},
};
use crate::{Finding, RuleId};

impl Work<'_> {
    pub(super) fn sqlite_table(&mut self, both: &Both<'_>, findings: &[(&Finding, RuleId)]) {
        let mut to_do = Vec::new();
        for (finding, rule) in findings {
            let wanted = match rule {
                RuleId::NameChanged | RuleId::UniqueFormChanged | RuleId::CommentChanged => false,
                rule if is_extra(*rule) => self.drops(finding),
                _ => true,
            };
            if wanted {
                to_do.push((*finding, *rule));
            }
        }
        if to_do.iter().all(|(finding, rule)| self.alter_can(both, finding, *rule)) {
            self.columns(both, &to_do);
            for (finding, rule) in &to_do {
                if finding.at.kind == seedbed_schema_model::ObjectKind::Index {
                    self.index(both, finding, *rule);
                }
            }
            return;
        }
        let because: Vec<_> = to_do.iter().map(|(f, _)| *f).collect();
        let target = self.target(both);
        let written = ddl::rebuild_table(&self.declared, both.live.raw, &target);
        let Some(rebuild) = self.written(&because, written) else { return };
        let hazards = self.rebuild_hazards(both, &target);
        let reverse = ddl::rebuild_table(self.live, &target, both.live.raw).ok();
        self.add(Phase::Changes, &because, rebuild, reverse, hazards);
    }

    /// Whether the finding is closed by ALTER TABLE or an index statement alone.
    fn alter_can(&self, both: &Both<'_>, finding: &Finding, rule: RuleId) -> bool {
        match rule {
            RuleId::MissingIndex
            | RuleId::ExtraIndex
            | RuleId::IndexChanged
            | RuleId::IndexInvalid => true,
            RuleId::MissingColumn => {
                let column = finding.at.part.as_ref().and_then(|p| both.declared.raw.column(p));
                column.is_some_and(can_be_added)
            }
            _ => false,
        }
    }

    /// The declared table, with what is not declared kept unless it is to be dropped.
    fn target(&self, both: &Both<'_>) -> Table {
        let mut target = both.declared.raw.clone();
        target.name.clone_from(both.name);
        if self.destructive() {
            return target;
        }
        let declared = both.declared.columns();
        for (key, (column, _)) in both.live.columns() {
            if !declared.contains_key(&key) {
                target.columns.push(column.clone());
            }
        }
        let (form, live) = (&both.declared.table, &both.live.table);
        if target.primary_key.is_none() {
            target.primary_key.clone_from(&both.live.raw.primary_key);
        }
        for key in &live.uniques {
            let replaced = |d: &seedbed_schema_model::Key| {
                d.columns == key.columns || (d.name.is_some() && d.name == key.name)
            };
            if !form.uniques.iter().any(replaced) {
                target.uniques.push(both.live.raw_unique(key).clone());
            }
        }
        for key in &live.foreign_keys {
            let replaced = |d: &seedbed_schema_model::ForeignKey| {
                d.columns == key.columns || (d.name.is_some() && d.name == key.name)
            };
            if !form.foreign_keys.iter().any(replaced) {
                target.foreign_keys.push(both.live.raw_foreign_key(key).clone());
            }
        }
        for check in &live.checks {
            let replaced = |d: &seedbed_schema_model::Check| {
                d.expr == check.expr || (d.name.is_some() && d.name == check.name)
            };
            if !form.checks.iter().any(replaced) {
                target.checks.push(both.live.raw_check(self.live, check).clone());
            }
        }
        for index in &live.indexes {
            let replaced = |d: &seedbed_schema_model::Index| {
                d.parts == index.parts || (d.name.is_some() && d.name == index.name)
            };
            if !form.indexes.iter().any(replaced) {
                target.indexes.push(both.live.raw_index(index).clone());
            }
        }
        target
    }

    fn rebuild_hazards(&self, both: &Both<'_>, target: &Table) -> Vec<Hazard> {
        let dialect = self.dialect();
        let text = "the table is copied while others wait; its triggers go with the old one";
        let mut hazards = vec![Hazard::new(HazardKind::Lock, text)];
        let live = both.live.columns();
        for column in &target.columns {
            match live.get(&column.name.to_lowercase()) {
                None => hazards.extend(new_column(dialect, both.name, column)),
                Some((from, _)) => {
                    hazards.extend(changed_column(dialect, both.name, from, column));
                }
            }
        }
        for (_, (column, _)) in live {
            let kept = |c: &Column| c.name.eq_ignore_ascii_case(&column.name);
            if !target.columns.iter().any(kept) {
                let text = format!("the column {} and its values are dropped", column.name);
                hazards.push(Hazard::new(HazardKind::DataLoss, text).ask(ask::not_nulls(
                    dialect,
                    both.name,
                    &column.name,
                )));
            }
        }
        hazards
    }
}

fn is_extra(rule: RuleId) -> bool {
    rule.rule().name.starts_with("extra-")
}

/// SQLite adds a column that is nullable, or has a default that is a constant.
/// <https://www.sqlite.org/lang_altertable.html#altertabaddcol>
fn can_be_added(column: &Column) -> bool {
    let constant = column.default.as_ref().is_none_or(|default| {
        let text = default.as_str().trim();
        !text.contains('(') && !text.to_ascii_uppercase().starts_with("CURRENT_")
    });
    let stored = column.generated.as_ref().is_some_and(|g| g.stored);
    constant && !stored && column.identity.is_none() && !column.must_be_given()
}
