//! SQLite: what ALTER TABLE can do is done by it, anything else by one rebuild of the table.

use std::collections::BTreeMap;

use seedbed_schema_model::{
    Column, Dialect, ForeignKey, Key, ObjectKind, Schema, Table, TableName, ddl, rename,
};

use super::{
    Hazard, HazardKind, ask,
    columns::{changed_column, required},
    work::{Both, Phase, Work},
};
use crate::{Finding, RuleId};

impl Work<'_> {
    pub(super) fn sqlite_table(&mut self, both: &Both<'_>, findings: &[(&Finding, RuleId)]) {
        let mut to_do = Vec::new();
        for (finding, rule) in findings {
            let wanted = match rule {
                RuleId::CommentChanged => false,
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
                if finding.at.kind == ObjectKind::Index {
                    self.index(both, finding, *rule);
                }
            }
            return;
        }
        let target = self.target(both);
        let required = new_required(both, &target);
        if required.is_empty() {
            return self.rebuild(both, Phase::Changes, both.live.raw, &target, &to_do);
        }
        // Rows have no value in a new required column: everything else first, with the column as one
        // that allows NULL; then what they get in it; then what needs it.
        let mut open = target.clone();
        for column in open.columns.iter_mut().filter(|c| required.contains(&c.name)) {
            column.nullable = true;
        }
        let needs = |key: &Key| key.columns.iter().any(|c| required.contains(c));
        let new_key = target.primary_key.as_ref().is_some_and(needs);
        if new_key {
            // Of the old key only what stays can be kept until then.
            let there = |c: &String| open.column(c).is_some();
            let old = both.live.raw.primary_key.clone();
            open.primary_key = old.filter(|key| key.columns.iter().all(there));
        }
        let (last, first): (Vec<_>, Vec<_>) =
            to_do.into_iter().partition(|(f, _)| is_about(f, &required, new_key));
        let all: Vec<_> = first.iter().chain(&last).copied().collect();
        self.rebuild(both, Phase::Changes, both.live.raw, &open, &all);
        for name in &required {
            let because: Vec<_> = last.iter().map(|(f, _)| *f).collect();
            self.fill(both, Phase::Changes, &because, name);
        }
        self.rebuild(both, Phase::Require, &open, &target, &last);
    }

    fn rebuild(
        &mut self,
        both: &Both<'_>,
        phase: Phase,
        from: &Table,
        to: &Table,
        findings: &[(&Finding, RuleId)],
    ) {
        let because: Vec<_> = findings.iter().map(|(f, _)| *f).collect();
        // Those with a step of their own are gone by then.
        let kept = self.kept_triggers(both.name, &both.live.raw.triggers);
        let (from, to) = (
            &Table { triggers: kept.clone(), ..from.clone() },
            &Table { triggers: kept, ..to.clone() },
        );
        let written = ddl::rebuild_table(&self.declared, from, to);
        let Some(rebuild) = self.written(&because, written) else { return };
        let hazards = self.rebuild_hazards(both, from, to);
        let reverse = ddl::rebuild_table(self.live, to, from).ok();
        let triggers: Vec<_> = self.going_with(both.name).collect();
        let (old, new) = (self.countable(from, from), self.countable(to, to));
        let kept = |keys: &[ForeignKey], others: &[ForeignKey]| -> Vec<ForeignKey> {
            let same =
                |a: &ForeignKey, b: &ForeignKey| a.columns == b.columns && a.target == b.target;
            keys.iter().filter(|key| others.iter().any(|o| same(key, o))).cloned().collect()
        };
        let whole = |rebuild: Vec<String>, before: &[ForeignKey], after: &[ForeignKey]| {
            let known = kept(before, after);
            guarded(both.name, (&known, after), [rebuild, triggers.clone()].concat())
        };
        let rebuild = whole(rebuild, &old, &new);
        let reverse = reverse.map(|reverse| whole(reverse, &new, &old));
        self.add(phase, &because, rebuild, reverse, hazards);
    }

    /// The foreign keys of a table whose orphans can be counted while it is rebuilt: what they refer
    /// to is there. `itself` is the table as it is then.
    fn countable(&self, of: &Table, itself: &Table) -> Vec<ForeignKey> {
        let dialect = self.dialect();
        let find = |schema: &'_ Schema, name: &TableName| {
            let mut all = schema.tables.values();
            all.find(|t| rename::same_table(dialect, &t.name, name)).cloned()
        };
        let there = |key: &&ForeignKey| {
            let target = if rename::same_table(dialect, &key.target, &itself.name) {
                Some(itself.clone())
            } else {
                find(self.live, &key.target).or_else(|| find(&self.declared, &key.target))
            };
            target.is_some_and(|target| {
                let has =
                    |c: &String| target.columns.iter().any(|o| rename::same(dialect, &o.name, c));
                key.target_columns.iter().all(has)
            })
        };
        of.foreign_keys.iter().filter(there).cloned().collect()
    }

    /// Whether the finding is closed by ALTER TABLE or an index statement alone.
    fn alter_can(&self, both: &Both<'_>, finding: &Finding, rule: RuleId) -> bool {
        match rule {
            RuleId::NameChanged => finding.at.kind == ObjectKind::Index,
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
        // They go with the old table; what differs about them has steps of its own.
        target.triggers.clone_from(&both.live.raw.triggers);
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

    fn rebuild_hazards(&self, both: &Both<'_>, from: &Table, target: &Table) -> Vec<Hazard> {
        let dialect = self.dialect();
        let text = "the table is copied while others wait; run it outside a transaction, where \
                    foreign keys can be turned off, and stop at the first error (sqlite3 -bail): \
                    the old table is dropped after the copy";
        let mut hazards = vec![Hazard::new(HazardKind::Rewrite, text)];
        let live: BTreeMap<_, _> =
            from.columns.iter().map(|c| (c.name.to_lowercase(), c)).collect();
        for column in &target.columns {
            match live.get(&column.name.to_lowercase()) {
                // In the second of two rebuilds the column is there, but not before the first.
                Some(old) if both.live.raw.column(&old.name).is_none() => {
                    let then = old.nullable && !column.nullable;
                    let new = then.then(|| required(self, both.name, &column.name));
                    hazards.extend(new.into_iter().flatten());
                }
                Some(old) => hazards.extend(changed_column(dialect, both.name, old, column)),
                None => {}
            }
        }
        self.new_constraints(both, from, target, &mut hazards);
        for column in live.values() {
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
    fn new_constraints(
        &self,
        both: &Both<'_>,
        live: &Table,
        target: &Table,
        hazards: &mut Vec<Hazard>,
    ) {
        let dialect = self.dialect();
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
            let text = "it fails while rows refer to nothing";
            let ask = ask::orphans(dialect, both.name, key);
            hazards.push(Hazard { ask, ..Hazard::new(HazardKind::FailsOnData, text) });
        }
    }
}

/// Dropping the old table deletes its rows first, and that cascades while foreign keys are on.
/// <https://www.sqlite.org/foreignkeys.html#fk_schemacommands> They cannot be turned off in a
/// transaction, so the rebuild begins its own: where one is open already, that is refused before
/// anything is lost.
pub(super) fn without_cascades(rebuild: Vec<String>) -> Vec<String> {
    let lines = |all: [&str; 2]| all.map(ToOwned::to_owned).to_vec();
    [
        lines(["PRAGMA foreign_keys = OFF", "BEGIN IMMEDIATE"]),
        rebuild,
        lines(["COMMIT", "PRAGMA foreign_keys = ON"]),
    ]
    .concat()
}

/// New columns that every row needs.
fn new_required(both: &Both<'_>, target: &Table) -> Vec<String> {
    let live = both.live.columns();
    let new = target.columns.iter().filter(|c| !live.contains_key(&c.name.to_lowercase()));
    new.filter(|c| c.must_be_given()).map(|c| c.name.clone()).collect()
}

/// Whether a finding is about such a column, or about a part of the table that needs one.
fn is_about(finding: &Finding, required: &[String], new_key: bool) -> bool {
    let at = finding.at.part.as_ref().is_some_and(|part| required.contains(part));
    at || (finding.at.kind == ObjectKind::PrimaryKey && new_key)
}

/// A rebuild that does not leave more rows without what they refer to than there were. Counted by
/// queries of our own: SQLite's check gives up where a table referred to has no key yet.
fn guarded(
    table: &TableName,
    (before, after): (&[ForeignKey], &[ForeignKey]),
    rebuild: Vec<String>,
) -> Vec<String> {
    let counted = |keys: &[ForeignKey]| {
        let of = |key: &ForeignKey| ask::orphans(Dialect::SQLITE, table, key);
        let all: Vec<_> = keys.iter().filter_map(of).map(|sql| format!("({sql})")).collect();
        if all.is_empty() { "0".to_owned() } else { all.join(" + ") }
    };
    let before = format!("CREATE TEMP TABLE seedbed_orphans AS SELECT {} AS n", counted(before));
    let after = counted(after);
    // NULL in a column that refuses it stops the transaction.
    let check = vec![
        "CREATE TEMP TABLE seedbed_no_more_orphans (fewer INTEGER NOT NULL)".to_owned(),
        format!(
            "INSERT INTO seedbed_no_more_orphans SELECT CASE WHEN {after} <= n THEN 1 END FROM \
             seedbed_orphans"
        ),
        "DROP TABLE temp.seedbed_no_more_orphans".to_owned(),
        "DROP TABLE temp.seedbed_orphans".to_owned(),
    ];
    without_cascades([vec![before], rebuild, check].concat())
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
