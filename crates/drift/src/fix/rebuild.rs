//! SQLite: what ALTER TABLE can do is done by it, anything else by one rebuild of the table.

use seedbed_schema_model::{Column, Table, ddl};

use super::{
    Hazard, HazardKind, ask,
    columns::{changed_column, new_column},
    work::{Both, Phase, Work},
};
use crate::{Finding, RuleId, compare::text};

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
        let mut target = self.target(both);
        let mut written = ddl::rebuild_table(&self.declared, both.live.raw, &target);
        if let Err(error) = &written {
            // New required columns have no value for the rows that are there. What else the table
            // needs is done without them.
            let reason = error.to_string();
            let (refused, rest): (Vec<_>, Vec<_>) =
                to_do.into_iter().partition(|(f, rule)| speaks_of_required(both, f, *rule));
            let refused: Vec<_> = refused.into_iter().map(|(f, _)| f).collect();
            self.cannot(&refused, &reason);
            to_do = rest;
            if refused.is_empty() || to_do.is_empty() {
                let rest: Vec<_> = to_do.iter().map(|(f, _)| *f).collect();
                return self.cannot(&rest, &reason);
            }
            leave_out_required(both, &mut target);
            written = ddl::rebuild_table(&self.declared, both.live.raw, &target);
        }
        let because: Vec<_> = to_do.iter().map(|(f, _)| *f).collect();
        let Some(rebuild) = self.written(&because, written) else { return };
        let hazards = self.rebuild_hazards(both, &target);
        let reverse = ddl::rebuild_table(self.live, &target, both.live.raw).ok();
        let triggers: Vec<_> = self.going_with(both.name).collect();
        let whole = |rebuild: Vec<String>| without_cascades([rebuild, triggers.clone()].concat());
        let (rebuild, reverse) = (whole(rebuild), reverse.map(whole));
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
        let text = "the table is copied while others wait; run it outside a transaction, where \
                    foreign keys can be turned off, and stop at the first error (sqlite3 -bail): \
                    the old table is dropped after the copy";
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
        self.new_constraints(both, target, &mut hazards);
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

impl Work<'_> {
    /// What the rows that are there may not meet.
    fn new_constraints(&self, both: &Both<'_>, target: &Table, hazards: &mut Vec<Hazard>) {
        let dialect = self.dialect();
        let live = both.live.raw;
        let had = |columns: &[String]| {
            live.primary_key.iter().chain(&live.uniques).any(|key| key.columns == columns)
        };
        for key in target.primary_key.iter().chain(&target.uniques) {
            if !had(&key.columns) {
                hazards.push(
                    Hazard::new(HazardKind::FailsOnData, "it fails while rows share a key")
                        .ask(ask::duplicates(dialect, both.name, &key.columns)),
                );
            }
        }
        for check in target.checks.iter().filter(|c| !live.checks.contains(c)) {
            hazards.push(
                Hazard::new(HazardKind::FailsOnData, "it fails while rows break the condition")
                    .ask(ask::breaking(dialect, both.name, check.expr.as_str())),
            );
        }
        for key in target.foreign_keys.iter().filter(|key| !live.foreign_keys.contains(key)) {
            let text = "rows that refer to nothing stay, and are refused when they change";
            let ask = ask::orphans(dialect, both.name, key);
            hazards.push(Hazard { ask, ..Hazard::new(HazardKind::RefusesWrites, text) });
        }
    }
}

/// Dropping the old table deletes its rows first, and that cascades while foreign keys are on.
/// <https://www.sqlite.org/foreignkeys.html#fk_schemacommands> They cannot be turned off in a
/// transaction, so the rebuild begins its own: where one is open already, that is refused before
/// anything is lost.
fn without_cascades(rebuild: Vec<String>) -> Vec<String> {
    let lines = |all: [&str; 2]| all.map(ToOwned::to_owned).to_vec();
    [
        lines(["PRAGMA foreign_keys = OFF", "BEGIN IMMEDIATE"]),
        rebuild,
        lines(["COMMIT", "PRAGMA foreign_keys = ON"]),
    ]
    .concat()
}

/// Declared columns that live lacks and that every row needs.
fn new_required(both: &Both<'_>) -> Vec<String> {
    let live = both.live.columns();
    let declared = both.declared.columns();
    let new = declared.iter().filter(|(key, _)| !live.contains_key(*key));
    new.filter(|(_, (c, _))| c.must_be_given()).map(|(_, (c, _))| c.name.clone()).collect()
}

/// Whether a finding is about such a column, or about a part of the table that needs one.
fn speaks_of_required(both: &Both<'_>, finding: &Finding, rule: RuleId) -> bool {
    let words = |text: &Option<String>| -> Vec<String> {
        let text = text.as_deref().unwrap_or_default();
        text.split(|c: char| !(c.is_alphanumeric() || c == '_')).map(str::to_owned).collect()
    };
    let said = words(&finding.declared);
    new_required(both).iter().any(|name| match rule {
        RuleId::MissingColumn => finding.at.part.as_ref() == Some(name),
        _ => said.iter().any(|word| word == name),
    })
}

fn leave_out_required(both: &Both<'_>, target: &mut Table) {
    let required = new_required(both);
    let has = |columns: &[String]| columns.iter().any(|c| required.contains(c));
    let mentions = |text: &str| {
        text.split(|c: char| !(c.is_alphanumeric() || c == '_'))
            .any(|word| required.iter().any(|name| name == word))
    };
    let live = both.live.raw;
    target.columns.retain(|c| !required.contains(&c.name));
    if target.primary_key.as_ref().is_some_and(|key| has(&key.columns)) {
        target.primary_key.clone_from(&live.primary_key);
    }
    keep(&mut target.uniques, &live.uniques, |key| has(&key.columns), |key| &key.name);
    keep(&mut target.foreign_keys, &live.foreign_keys, |key| has(&key.columns), |key| &key.name);
    keep(&mut target.indexes, &live.indexes, |i| mentions(&text::index(i)), |i| &i.name);
    keep(&mut target.checks, &live.checks, |c| mentions(&c.expr.0), |c| &c.name);
}

/// Takes out what needs such a column, and keeps what live has under that name.
fn keep<T: Clone>(
    target: &mut Vec<T>,
    live: &[T],
    needs: impl Fn(&T) -> bool,
    name: impl Fn(&T) -> &Option<String>,
) {
    let (out, mut kept): (Vec<T>, Vec<T>) = std::mem::take(target).into_iter().partition(needs);
    for gone in out.iter().filter(|gone| name(gone).is_some()) {
        kept.extend(live.iter().filter(|old| name(old) == name(gone)).cloned());
    }
    *target = kept;
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
