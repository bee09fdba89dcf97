//! Steps for whole tables: new ones, their traits, and those that go.

use std::collections::BTreeMap;

use seedbed_schema_model::{Family, Schema, Table, TableName, ddl, graph};

use super::{
    Hazard, HazardKind, ask, sql,
    work::{Both, Phase, Work},
};
use crate::{Finding, RuleId};

impl<'a> Work<'a> {
    pub(super) fn new_tables(&mut self) {
        let missing: BTreeMap<TableName, &'a Finding> = self
            .of_rule(RuleId::MissingTable)
            .into_iter()
            .map(|f| (f.at.object.clone(), f))
            .collect();
        for (name, finding) in &missing {
            if self.declared.table(name).is_none() {
                self.cannot(&[finding], "its columns come from a query, which is not evaluated");
            }
        }
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
            let written = self.with_triggers(&name, &table.triggers);
            let triggers = self.written(&[finding], written).unwrap_or_default();
            if !triggers.is_empty() {
                // They go with the table.
                self.add(Phase::Triggers, &[finding], triggers, Some(Vec::new()), vec![]);
            }
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

    pub(super) fn whole_table(&mut self, both: &Both<'_>, finding: &Finding, rule: RuleId) {
        let dialect = self.dialect();
        if rule == RuleId::CommentChanged {
            let comment =
                |table: &Table| sql::comment_table(dialect, both.name, table.comment.as_deref());
            if let (Some(to), Some(from)) = (comment(both.declared.raw), comment(both.live.raw)) {
                self.add(Phase::Changes, &[finding], vec![to], Some(vec![from]), vec![]);
            }
        }
        if rule == RuleId::TableOptionChanged {
            let mut to = both.declared.raw.clone();
            let mut from = both.live.raw.clone();
            // The default of the database has no name of its own to go back to.
            for (table, schema) in [(&mut to, &self.declared), (&mut from, self.live)] {
                if dialect.is_mysql_like() && table.options.collation.is_none() {
                    table.options.collation.clone_from(&schema.default_collation);
                }
            }
            if to.options.collation.is_none() {
                to.options.collation.clone_from(&self.live.default_collation);
            }
            let written = ddl::alter_options(dialect, &from, &to);
            let Some(alter) = self.written(&[finding], written) else { return };
            let reverse = ddl::alter_options(dialect, &to, &from).ok();
            let text = "the table is copied, and nobody writes to it meanwhile";
            let hazard = Hazard::new(HazardKind::Rewrite, text);
            self.add(Phase::Columns, &[finding], alter, reverse, vec![hazard]);
        }
    }

    pub(super) fn tables_to_drop(&mut self) {
        let extra: BTreeMap<TableName, &'a Finding> = self
            .of_rule(RuleId::ExtraTable)
            .into_iter()
            .map(|f| (f.at.object.clone(), f))
            .collect();
        let names: Vec<_> = extra.keys().cloned().collect();
        let dialect = self.dialect();
        for component in graph::insertion_order(self.live, &names).into_iter().rev() {
            let tables: Vec<_> = component
                .tables
                .iter()
                .filter_map(|name| Some((*extra.get(name)?, self.live.table(name)?)))
                .collect();
            let tables: Vec<_> =
                tables.into_iter().filter(|(finding, _)| self.drops(finding)).collect();
            let because: Vec<_> = tables.iter().map(|(finding, _)| *finding).collect();
            let tables: Vec<_> = tables.iter().map(|(_, table)| *table).collect();
            if tables.is_empty() {
                continue;
            }
            let hazards = tables.iter().map(|table| {
                Hazard::new(HazardKind::DataLoss, "the table and its rows are dropped")
                    .ask(ask::rows(dialect, &table.name))
            });
            let hazards = hazards.collect();
            let Some(drop) = self.written(&because, self.drop_together(&tables)) else { continue };
            let reverse = self.made_together(&tables).ok();
            self.add(Phase::DropTables, &because, drop, reverse, hazards);
        }
    }

    /// Drops tables that may refer to each other.
    fn drop_together(&self, tables: &[&Table]) -> ddl::Statements {
        let dialect = self.dialect();
        let mut out = Vec::new();
        let circular = tables.len() > 1;
        if circular && dialect.family != Family::Sqlite {
            for table in tables {
                for key in &table.foreign_keys {
                    let Some(name) = &key.name else { continue };
                    let kind = seedbed_schema_model::ObjectKind::ForeignKey;
                    out.extend(ddl::drop_constraint(dialect, &table.name, kind, name)?);
                }
            }
        }
        for table in tables {
            out.extend(ddl::drop_table(dialect, &table.name)?);
        }
        let lite = circular && dialect.family == Family::Sqlite;
        Ok(if lite { super::rebuild::without_cascades(out) } else { out })
    }

    /// Makes them again, empty, with what stood on them.
    fn made_together(&self, tables: &[&Table]) -> ddl::Statements {
        let dialect = self.dialect();
        let mut out = Vec::new();
        let inline = dialect.family == Family::Sqlite;
        for table in tables {
            let mut bare = (*table).clone();
            if !inline {
                bare.foreign_keys.clear();
            }
            out.extend(ddl::create_table(self.live, &bare)?);
            out.extend(self.going_with(&table.name));
        }
        for table in tables {
            out.extend(self.with_triggers(&table.name, &table.triggers)?);
        }
        for table in tables.iter().filter(|_| !inline) {
            for key in &table.foreign_keys {
                out.extend(ddl::add_foreign_key(dialect, &table.name, key)?);
            }
        }
        Ok(out)
    }
}
