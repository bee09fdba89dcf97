//! Steps for what only has another name: it is renamed, first of all, so that everything after it
//! speaks of the declared names.

use seedbed_schema_model::{
    Dialect, Family, ObjectKind, Reading, Schema, Table, TableName, Trigger, ddl, rename,
    rename_value,
};

use super::{
    Fix, Hazard, HazardKind,
    work::{Phase, Work},
};
use crate::{Finding, Report, RuleId};

/// One rename of a report, from the live name to the declared one.
#[derive(Debug, Clone)]
pub(super) enum Rename {
    Type {
        from: TableName,
        to: TableName,
    },
    Table {
        from: TableName,
        to: TableName,
    },
    /// Of a type.
    Value {
        ty: TableName,
        from: String,
        to: String,
    },
    /// The table by its declared name.
    Column {
        table: TableName,
        from: String,
        to: String,
    },
}

/// The renames of a report in the order to carry them out: types, tables, columns.
pub(super) fn of<'r>(report: &'r Report, live: &Schema) -> Vec<(&'r Finding, Rename)> {
    let mut found = Vec::new();
    for rule in
        [RuleId::TypeRenamed, RuleId::TableRenamed, RuleId::ColumnRenamed, RuleId::EnumValueRenamed]
    {
        for finding in report.findings().iter().filter(|f| f.rule == rule.rule().name) {
            let Some(from) = finding.live.clone() else { continue };
            let to = finding.at.object.clone();
            let named = |mut names: Box<dyn Iterator<Item = &TableName> + '_>| {
                names.find(|name| name.to_string() == from).cloned()
            };
            found.push(match rule {
                RuleId::EnumValueRenamed => {
                    // The values of a column are renamed in its own step.
                    let named = finding.at.kind == ObjectKind::Type;
                    let Some(to) = finding.declared.clone().filter(|_| named) else { continue };
                    (finding, Rename::Value { ty: finding.at.object.clone(), from, to })
                }
                RuleId::ColumnRenamed => {
                    let Some(part) = finding.at.part.clone() else { continue };
                    // Tables are renamed by then; SQLite may spell this one otherwise.
                    let same = |name: &&TableName| rename::same_table(live.dialect, name, &to);
                    let table = live.tables.keys().find(same).cloned().unwrap_or(to);
                    (finding, Rename::Column { table, from, to: part })
                }
                RuleId::TypeRenamed => {
                    let types = live.enums.keys().chain(live.domains.keys());
                    let Some(from) = named(Box::new(types)) else { continue };
                    (finding, Rename::Type { from, to })
                }
                _ => {
                    let Some(from) = named(Box::new(live.tables.keys())) else { continue };
                    (finding, Rename::Table { from, to })
                }
            });
        }
    }
    found
}

/// The live side as it is once the renames are carried out.
pub(super) fn carried_out(live: &Reading, renames: &[(&Finding, Rename)]) -> Reading {
    let mut live = live.clone();
    let dialect = live.schema.dialect;
    for (_, rename) in renames {
        match rename {
            Rename::Type { from, to } => rename::named_type(&mut live.schema, from, to),
            Rename::Value { ty, from, to } => {
                rename_value::of_type(&mut live.schema, ty, from, to);
            }
            Rename::Table { from, to } => rename::table(&mut live.schema, from, to),
            Rename::Column { table, from, to } => {
                rename::column(&mut live.schema, table, from, to);
            }
        }
        for state in &mut live.states {
            let place = &mut state.place;
            match rename {
                Rename::Table { from, to } if place.object == *from => place.object.clone_from(to),
                Rename::Column { table, from, to }
                    if place.object == *table
                        && place.kind == ObjectKind::Column
                        && place.part.as_ref() == Some(from) =>
                {
                    place.part = Some(to.clone());
                }
                _ => {}
            }
        }
        for with in live.gaps.iter_mut().filter_map(|gap| gap.goes_with.as_mut()) {
            let new = match rename {
                Rename::Type { .. } | Rename::Value { .. } => None,
                Rename::Table { from, to } => {
                    if rename::same_table(dialect, &with.table, from) {
                        with.table.clone_from(to);
                    }
                    rename::table_in_query(dialect, &with.sql, from, to)
                }
                Rename::Column { table, from, to } => {
                    let its = rename::same_table(dialect, &with.table, table);
                    its.then(|| rename::column_in_expression(dialect, &with.sql, from, to))
                        .flatten()
                }
            };
            with.sql = new.unwrap_or_else(|| std::mem::take(&mut with.sql));
        }
    }
    live
}

/// The data is asked before anything is renamed.
pub(super) fn ask_by_the_old_names(
    fix: &mut Fix,
    dialect: Dialect,
    renames: &[(&Finding, Rename)],
) {
    let asks = fix.steps.iter_mut().flat_map(|s| &mut s.hazards).filter_map(|h| h.ask.as_mut());
    for ask in asks {
        for (_, rename) in renames.iter().rev() {
            let old = match rename {
                Rename::Type { .. } | Rename::Value { .. } => None,
                Rename::Table { from, to } => rename::table_in_query(dialect, ask, to, from),
                Rename::Column { table, from, to } => {
                    rename::column_in_query(dialect, ask, table, to, from)
                }
            };
            if let Some(old) = old {
                *ask = old;
            }
        }
    }
}

impl<'a> Work<'a> {
    pub(super) fn renames(&mut self, renames: &[(&'a Finding, Rename)], before: &Schema) {
        let mut schema = before.clone();
        for (finding, rename) in renames {
            let written = self.rename(&schema, rename);
            let (forward, back) = match written {
                Ok(both) => both,
                Err(error) => {
                    self.cannot(&[finding], &error.to_string());
                    continue;
                }
            };
            let mut after = schema.clone();
            match rename {
                Rename::Type { from, to } => rename::named_type(&mut after, from, to),
                Rename::Value { ty, from, to } => {
                    rename_value::of_type(&mut after, ty, from, to);
                }
                Rename::Table { from, to } => rename::table(&mut after, from, to),
                Rename::Column { table, from, to } => rename::column(&mut after, table, from, to),
            }
            let triggers = self.triggers_that_do_not_follow(&schema, &after);
            for (on, trigger, _) in &triggers {
                let drop = ddl::drop_trigger(schema.dialect, on, &trigger.name);
                let Some(drop) = self.written(&[finding], drop) else { continue };
                let back = ddl::create_trigger(schema.dialect, on, trigger).ok();
                self.add(Phase::Renames, &[finding], drop, back, vec![unseen()]);
            }
            let text = format!(
                "{}; whatever uses the old name fails from then on",
                lock(self.dialect(), rename)
            );
            let hazard = Hazard::new(HazardKind::RefusesWrites, text);
            self.add(Phase::Renames, &[finding], forward, Some(back), vec![hazard]);
            for (on, trigger, new) in &triggers {
                let on = match rename {
                    Rename::Table { from, to } if from == on => to,
                    _ => on,
                };
                let create = ddl::create_trigger(schema.dialect, on, new);
                let Some(create) = self.written(&[finding], create) else { continue };
                let drop = ddl::drop_trigger(schema.dialect, on, &trigger.name).ok();
                self.add(Phase::Renames, &[finding], create, drop, vec![unseen()]);
            }
            let views = std::mem::replace(&mut schema, after);
            self.views_that_do_not_follow(finding, &views, &schema);
        }
    }

    fn rename(
        &self,
        schema: &Schema,
        rename: &Rename,
    ) -> Result<(Vec<String>, Vec<String>), ddl::DdlError> {
        Ok(match rename {
            Rename::Type { from, to } => (
                ddl::rename_type(schema.dialect, from, to)?,
                ddl::rename_type(schema.dialect, to, from)?,
            ),
            Rename::Value { ty, from, to } => {
                let dialect = schema.dialect;
                let one = |from: &str, to: &str| {
                    let (from, to) = (dialect.literal(from), dialect.literal(to));
                    vec![format!(
                        "ALTER TYPE {} RENAME VALUE {from} TO {to}",
                        dialect.quote_table(ty)
                    )]
                };
                (one(from, to), one(to, from))
            }
            Rename::Table { from, to } => (
                ddl::rename_table(schema.dialect, from, to)?,
                ddl::rename_table(schema.dialect, to, from)?,
            ),
            Rename::Column { table, from, to } => {
                let mut after = schema.clone();
                rename::column(&mut after, table, from, to);
                (
                    ddl::rename_column(schema, table, from, to)?,
                    ddl::rename_column(&after, table, to, from)?,
                )
            }
        })
    }

    /// MySQL does not follow a rename into the code of its triggers: each as it was and as it has to be,
    /// on its table by the name before.
    fn triggers_that_do_not_follow(
        &self,
        before: &Schema,
        after: &Schema,
    ) -> Vec<(TableName, Trigger, Trigger)> {
        if !before.dialect.is_mysql_like() {
            return Vec::new();
        }
        // The name of a trigger is its own in the whole schema.
        let of = |schema: &Schema| -> Vec<(TableName, Trigger)> {
            let each = |t: &Table| {
                t.triggers.iter().map(|g| (t.name.clone(), g.clone())).collect::<Vec<_>>()
            };
            schema.tables.values().flat_map(each).collect()
        };
        let new = of(after);
        let changed = of(before).into_iter().filter_map(|(on, old)| {
            let (_, new) = new.iter().find(|(_, t)| t.name == old.name)?;
            (*new != old).then(|| (on, old, new.clone()))
        });
        changed.collect()
    }

    /// MySQL does not follow a rename into its views: they are written anew.
    fn views_that_do_not_follow(&mut self, finding: &Finding, before: &Schema, after: &Schema) {
        if !self.dialect().is_mysql_like() {
            return;
        }
        for (name, view) in &before.views {
            let Some(new) = after.views.get(name).filter(|new| *new != view) else { continue };
            let replace = |view: &seedbed_schema_model::View| {
                let mut sql = ddl::create_view(before.dialect, view)?;
                sql.replace_range(.."CREATE".len(), "CREATE OR REPLACE");
                Ok(vec![sql])
            };
            let Some(forward) = self.written(&[finding], replace(new)) else { continue };
            self.add(Phase::Renames, &[finding], forward, replace(view).ok(), Vec::new());
        }
    }
}

fn unseen() -> Hazard {
    Hazard::new(
        HazardKind::LosesGuarantee,
        "what is written meanwhile is not looked at by the trigger",
    )
}

/// What a rename locks.
fn lock(dialect: Dialect, rename: &Rename) -> &'static str {
    match (dialect.family, rename) {
        (Family::Postgres, Rename::Type { .. } | Rename::Value { .. }) => {
            "the type is locked for a moment"
        }
        (Family::Postgres, _) => "ACCESS EXCLUSIVE for a moment, nothing is rewritten",
        (Family::Sqlite, _) => "the database is locked for a moment, nothing is copied",
        (Family::MySql | Family::MariaDb, Rename::Table { .. }) => {
            "metadata lock for a moment, nothing is copied"
        }
        (Family::MySql | Family::MariaDb, _) => "ALGORITHM=INPLACE, metadata only",
    }
}
