//! What stands in the way of a change, and is not to change itself: it is dropped before and made
//! again, as it was, after.

use seedbed_schema_model::{
    Check, ForeignKey, Index, IndexKey, Key, ObjectKind, Table, TableName, ddl, rename,
};

use super::{
    Hazard, HazardKind,
    work::{Both, Phase, Work},
};
use crate::{Finding, RuleId, compare::name_key};

/// Which parts over a column have to go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Over {
    /// Everything: the column itself is made anew.
    Everything,
    /// Conditions and computed values: its type becomes another.
    Conditions,
    /// Computed values: its type keeps its kind.
    Computed,
}

impl Work<'_> {
    /// Takes foreign keys out of the way. False when one that is not declared is in the way and may
    /// not be dropped.
    pub(super) fn release_foreign_keys(
        &mut self,
        because: &[&Finding],
        in_the_way: impl Fn(&TableName, &ForeignKey) -> bool,
    ) -> bool {
        let dialect = self.dialect();
        let mut keys = Vec::new();
        for table in self.live.tables.values() {
            for key in &table.foreign_keys {
                if let Some(name) = key.name.as_ref().filter(|_| in_the_way(&table.name, key)) {
                    let declared = self.declared.table(&table.name).is_some();
                    keys.push((&table.name, name, key, declared));
                }
            }
        }
        let undeclared = |(table, name, _, declared): &(&TableName, &String, _, bool)| {
            !declared || self.has(RuleId::ExtraForeignKey, table, name)
        };
        if let Some((table, name, ..)) = keys.iter().find(|key| undeclared(key))
            && !self.destructive()
        {
            let reason = format!(
                "the foreign key {name} of {table}, which is not declared, is in the way; ask for \
                 its drop with --destructive"
            );
            self.cannot(because, &reason);
            return false;
        }
        for (table, name, key, declared) in keys {
            if self.has_finding(table, ObjectKind::ForeignKey, name)
                || !self.released.insert((table.clone(), ObjectKind::ForeignKey, name.clone()))
            {
                continue;
            }
            let drop = ddl::drop_constraint(dialect, table, ObjectKind::ForeignKey, name);
            let add = ddl::add_foreign_key(dialect, table, key);
            let written = self.written(because, drop.and_then(|drop| Ok((drop, add?))));
            let Some((drop, add)) = written else { return false };
            let text = "the foreign key is not kept while the change is made";
            let hazard = || vec![Hazard::new(HazardKind::Lock, text)];
            let phase = Phase::ReleaseForeignKeys;
            self.add(phase, because, drop.clone(), Some(add.clone()), hazard());
            // The key of a table that is dropped is not missed.
            if declared {
                self.add(Phase::ForeignKeys, because, add, Some(drop), hazard());
            }
        }
        true
    }

    /// Takes the foreign keys out of the way that need a key or unique index over these columns.
    pub(super) fn release_references(
        &mut self,
        because: &[&Finding],
        table: &TableName,
        columns: &[String],
    ) -> bool {
        let family = self.dialect().family;
        let mysql = self.dialect().is_mysql_like();
        let folded = |names: &[String]| {
            let mut names: Vec<_> = names.iter().map(|n| name_key(family, n)).collect();
            // PostgreSQL takes any order, InnoDB an index that begins with the columns.
            if !mysql {
                names.sort_unstable();
            }
            names
        };
        let wanted = folded(columns);
        let live = self.live.table(table).cloned();
        let table = table.clone();
        self.release_foreign_keys(because, move |of, key| {
            let serves = |columns: &[String]| {
                let columns = folded(columns);
                if !mysql {
                    return wanted == columns;
                }
                // InnoDB is content as long as another one is there.
                let others =
                    live.iter().flat_map(all_keys).filter(|k| folded(k).starts_with(&columns));
                wanted.starts_with(&columns) && others.count() < 2
            };
            (key.target == table && serves(&key.target_columns))
                || (mysql && *of == table && serves(&key.columns))
        })
    }

    /// Takes everything out of the way that is over a column.
    pub(super) fn release_column(
        &mut self,
        both: &Both<'_>,
        because: &[&Finding],
        column: &str,
        over: Over,
    ) -> bool {
        let dialect = self.dialect();
        self.release_views(because, both.name, column);
        self.release_triggers(because, both.name, column);
        let live: &Table = both.live.raw;
        let is = |name: &String| rename::same(dialect, name, column);
        let mentions =
            |text: &str| rename::column_in_expression(dialect, text, column, "x").is_some();
        let checks = live.checks.iter().filter(|c| over != Over::Computed && mentions(&c.expr.0));
        for check in checks {
            self.release_check(both, because, check);
        }
        for index in live.indexes.iter().filter(|_| over != Over::Computed) {
            let on = index.include.iter().any(is)
                || index.parts.iter().any(|p| matches!(&p.key, IndexKey::Column(c) if is(c)));
            let condition = index.predicate.as_ref().is_some_and(|p| mentions(&p.0))
                || index
                    .parts
                    .iter()
                    .any(|p| matches!(&p.key, IndexKey::Expression(e) if mentions(&e.0)));
            if condition || (on && over == Over::Everything) {
                self.release_index(both, because, index);
            }
        }
        if over == Over::Everything {
            let keys = live.uniques.iter().filter(|key| key.columns.iter().any(is));
            for key in keys.collect::<Vec<_>>() {
                if !self.release_unique(both, because, key) {
                    return false;
                }
            }
            let own =
                |of: &TableName, key: &ForeignKey| *of == *both.name && key.columns.iter().any(is);
            if !self.release_foreign_keys(because, own) {
                return false;
            }
        }
        for computed in &live.columns {
            let from = computed.generated.as_ref().is_some_and(|g| mentions(&g.expr.0));
            if from && !is(&computed.name) && !self.release_computed(both, because, &computed.name)
            {
                return false;
            }
        }
        true
    }

    fn release_check(&mut self, both: &Both<'_>, because: &[&Finding], check: &Check) {
        let (dialect, kind) = (self.dialect(), ObjectKind::Check);
        let Some(name) = check.name.clone() else { return };
        // MariaDB: the check of a column goes with it.
        let of_column = dialect.is_mysql_like() && both.live.raw.column(&name).is_some();
        if of_column || self.has_finding(both.name, kind, &name) || !self.release(both, kind, &name)
        {
            return;
        }
        let drop = ddl::drop_constraint(dialect, both.name, kind, &name);
        let add = ddl::add_check(dialect, both.name, check);
        self.out_and_in(because, (Phase::ReleaseChecks, Phase::Checks), drop, add);
    }

    fn release_index(&mut self, both: &Both<'_>, because: &[&Finding], index: &Index) {
        let (dialect, kind) = (self.dialect(), ObjectKind::Index);
        let Some(name) = index.name.clone() else { return };
        if self.has_finding(both.name, kind, &name) || !self.release(both, kind, &name) {
            return;
        }
        let drop = ddl::drop_index(dialect, both.name, &name);
        let add = ddl::create_index(dialect, both.name, index);
        self.out_and_in(because, (Phase::ReleaseIndexes, Phase::Indexes), drop, add);
    }

    fn release_unique(&mut self, both: &Both<'_>, because: &[&Finding], key: &Key) -> bool {
        let (dialect, kind) = (self.dialect(), ObjectKind::Unique);
        let Some(name) = key.name.clone() else { return true };
        if self.has_finding(both.name, kind, &name) || !self.release(both, kind, &name) {
            return true;
        }
        if !self.release_references(because, both.name, &key.columns) {
            return false;
        }
        let drop = ddl::drop_constraint(dialect, both.name, kind, &name);
        let add = ddl::add_unique(dialect, both.name, key);
        self.out_and_in(because, (Phase::ReleaseKeys, Phase::Keys), drop, add);
        true
    }

    /// A column that is computed from one that changes.
    fn release_computed(&mut self, both: &Both<'_>, because: &[&Finding], name: &str) -> bool {
        let dialect = self.dialect();
        let kind = ObjectKind::Column;
        if self.has_finding(both.name, kind, name) || !self.release(both, kind, name) {
            return true;
        }
        let Some(column) = both.live.raw.column(name).cloned() else { return true };
        if !self.release_column(both, because, name, Over::Everything) {
            return false;
        }
        let drop = ddl::drop_column(dialect, both.name, name);
        let add = ddl::add_column(self.live, both.live.raw, &column);
        self.out_and_in(because, (Phase::ReleaseColumns, Phase::Computed), drop, add);
        true
    }

    /// Whether this is the first time that the part is to be released.
    fn release(&mut self, both: &Both<'_>, kind: ObjectKind, name: &str) -> bool {
        self.released.insert((both.name.clone(), kind, name.to_owned()))
    }

    fn out_and_in(
        &mut self,
        because: &[&Finding],
        (out, back): (Phase, Phase),
        drop: ddl::Statements,
        add: ddl::Statements,
    ) {
        let written = self.written(because, drop.and_then(|drop| Ok((drop, add?))));
        let Some((drop, add)) = written else { return };
        let hazard = |text| vec![Hazard::new(HazardKind::Lock, text)];
        let text = "it is not there while the change is made";
        self.add(out, because, drop.clone(), Some(add.clone()), hazard(text));
        self.add(back, because, add, Some(drop), hazard("it is built over the whole table"));
    }
}

/// The columns of every key and plain index of a table.
pub(super) fn all_keys(table: &Table) -> Vec<Vec<String>> {
    let mut all: Vec<Vec<String>> =
        table.primary_key.iter().chain(&table.uniques).map(|k| k.columns.clone()).collect();
    for index in &table.indexes {
        let columns = index.parts.iter().map_while(|part| match &part.key {
            IndexKey::Column(name) => Some(name.clone()),
            IndexKey::Expression(_) => None,
        });
        all.push(columns.collect());
    }
    all
}
