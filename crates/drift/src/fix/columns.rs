//! Steps for columns: added, changed in place, dropped.

use std::collections::BTreeMap;

use seedbed_schema_model::{
    Column, Dialect, Family, Identity, Index, IndexKey, ObjectKind, Schema, Table, TableName,
    TypeKind, ddl, normal,
};

use super::{
    Hazard, HazardKind, ask,
    work::{Both, Phase, Work},
};
use crate::{Finding, RuleId, compare::name_key};

impl Work<'_> {
    pub(super) fn columns(&mut self, both: &Both<'_>, findings: &[(&Finding, RuleId)]) {
        let family = self.dialect().family;
        let mut by_column: BTreeMap<String, Vec<(&Finding, RuleId)>> = BTreeMap::new();
        for (finding, rule) in findings {
            if finding.at.kind == ObjectKind::Column
                && let Some(part) = &finding.at.part
            {
                by_column.entry(name_key(family, part)).or_default().push((finding, *rule));
            }
        }
        let (declared, live) = (both.declared.columns(), both.live.columns());
        for (key, findings) in by_column {
            let because: Vec<_> = findings.iter().map(|(f, _)| *f).collect();
            match (declared.get(&key), live.get(&key)) {
                (Some((to, _)), None) => self.add_column(both, &because, to),
                (None, Some((from, _))) => {
                    if self.drops(because[0]) {
                        self.drop_column(both, &because, from);
                    }
                }
                (Some((to, _)), Some((from, _))) => {
                    self.alter_column(both, &because, from, to);
                }
                (None, None) => {}
            }
        }
    }

    fn add_column(&mut self, both: &Both<'_>, because: &[&Finding], column: &Column) {
        let dialect = self.dialect();
        let written = ddl::add_column(&self.declared, both.live.raw, column);
        let Some(add) = self.written(because, written) else { return };
        let reverse = ddl::drop_column(dialect, both.name, &column.name).ok();
        let hazards = new_column(dialect, both.name, column);
        self.add(Phase::Columns, because, add, reverse, hazards);
    }

    fn drop_column(&mut self, both: &Both<'_>, because: &[&Finding], column: &Column) {
        let dialect = self.dialect();
        let written = ddl::drop_column(dialect, both.name, &column.name);
        let Some(drop) = self.written(because, written) else { return };
        let reverse = ddl::add_column(self.live, both.live.raw, column).ok();
        let hazard = Hazard::new(HazardKind::DataLoss, "the column and its values are dropped")
            .ask(ask::not_nulls(dialect, both.name, &column.name));
        self.add(Phase::DropColumns, because, drop, reverse, vec![hazard]);
    }

    fn alter_column(&mut self, both: &Both<'_>, because: &[&Finding], from: &Column, to: &Column) {
        let written = ddl::alter_column(&self.declared, both.live.raw, from, to);
        let Some(alter) = self.written(because, written) else { return };
        let reverse = ddl::alter_column(self.live, both.live.raw, to, from).ok();
        let hazards = changed_column(self.dialect(), both.name, from, to);
        if !same_type(self.dialect(), from, to)
            && self.dialect().is_mysql_like()
            && !self.release_keys(both, because, &from.name)
        {
            return;
        }
        if self.dialect().is_mysql_like()
            && numbers_itself(to)
            && !is_keyed(both.live.raw, &from.name)
        {
            return self.number_after_keys(both, because, (from, to), alter, reverse, hazards);
        }
        self.add(Phase::Changes, because, alter, reverse, hazards);
    }

    /// MySQL lets only a column with a key number itself: it is changed first, gets its key, and
    /// numbers itself then.
    fn number_after_keys(
        &mut self,
        both: &Both<'_>,
        because: &[&Finding],
        (from, to): (&Column, &Column),
        numbering: Vec<String>,
        reverse: Option<Vec<String>>,
        hazards: Vec<Hazard>,
    ) {
        let plain = Column { identity: None, ..to.clone() };
        let written = ddl::alter_column(&self.declared, both.live.raw, from, &plain);
        let Some(alter) = self.written(because, written) else { return };
        let stop = ddl::alter_column(&self.declared, both.live.raw, to, &plain).ok();
        self.add(Phase::Changes, because, alter, reverse, hazards);
        self.add(Phase::Numbering, because, numbering, stop, Vec::new());
    }

    /// MySQL does not change the type of a column that a foreign key is on, or refers to: those keys
    /// are dropped before, and made again as they were after. Keys with a finding of their own are
    /// replaced anyway. False when a key that is not declared is in the way and may not be dropped.
    fn release_keys(&mut self, both: &Both<'_>, because: &[&Finding], column: &str) -> bool {
        let dialect = self.dialect();
        let is = |names: &[String]| names.iter().any(|c| c.eq_ignore_ascii_case(column));
        let mut keys = Vec::new();
        for table in self.live.tables.values() {
            for key in &table.foreign_keys {
                let on = table.name == *both.name && is(&key.columns);
                let to = key.target == *both.name && is(&key.target_columns);
                if let Some(name) = key.name.as_ref().filter(|_| on || to) {
                    let declared = self.declared.table(&table.name).is_some();
                    keys.push((&table.name, name, key, declared));
                }
            }
        }
        let in_the_way = |(table, name, _, declared): &(&TableName, &String, _, bool)| {
            !declared || self.has(RuleId::ExtraForeignKey, table, name)
        };
        if let Some((table, name, ..)) = keys.iter().find(|key| in_the_way(key))
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
            if !self.release(table, name) {
                continue;
            }
            let drop = ddl::drop_constraint(dialect, table, ObjectKind::ForeignKey, name);
            let add = ddl::add_foreign_key(dialect, table, key);
            let written = self.written(because, drop.and_then(|drop| Ok((drop, add?))));
            let Some((drop, add)) = written else { return false };
            let text = "the foreign key is not kept while the column changes";
            let hazard = || vec![Hazard::new(HazardKind::Lock, text)];
            self.add(Phase::Release, because, drop.clone(), Some(add.clone()), hazard());
            // The key of a table that is dropped is not missed.
            if declared {
                self.add(Phase::ForeignKeys, because, add, Some(drop), hazard());
            }
        }
        true
    }
}

/// What adding a column could do.
pub(super) fn new_column(dialect: Dialect, table: &TableName, column: &Column) -> Vec<Hazard> {
    if !column.must_be_given() {
        return Vec::new();
    }
    let text = if dialect.is_mysql_like() {
        "the column is required and has no default: rows that are there get the type's own zero value"
    } else {
        "the column is required and has no default: it fails while the table holds rows"
    };
    vec![Hazard::new(HazardKind::FailsOnData, text).ask(ask::rows(dialect, table))]
}

/// What changing a column could do.
pub(super) fn changed_column(
    dialect: Dialect,
    table: &TableName,
    from: &Column,
    to: &Column,
) -> Vec<Hazard> {
    let mut hazards = Vec::new();
    let name = from.name.as_str();
    if from.nullable && !to.nullable {
        hazards.push(
            Hazard::new(HazardKind::FailsOnData, "it fails while rows hold NULL there")
                .ask(ask::nulls(dialect, table, name)),
        );
    }
    if same_type(dialect, from, to) {
        return hazards;
    }
    match (&from.ty.kind, &to.ty.kind) {
        (
            TypeKind::Enum { values: had, .. } | TypeKind::Set { values: had },
            TypeKind::Enum { values: keep, .. } | TypeKind::Set { values: keep },
        ) => {
            let gone: Vec<_> = had.iter().filter(|v| !keep.contains(v)).cloned().collect();
            if !gone.is_empty() {
                let text = "it fails, or on a lax MySQL stores an empty text, where rows hold a \
                            value that is taken away";
                hazards.push(
                    Hazard::new(HazardKind::FailsOnData, text)
                        .ask(ask::holding(dialect, table, name, &gone)),
                );
            }
        }
        (
            _,
            TypeKind::VarChar { length: Some(length) } | TypeKind::Char { length: Some(length) },
        ) => {
            if !fits(&from.ty.kind, *length) {
                hazards.push(
                    Hazard::new(HazardKind::FailsOnData, "it fails, or cuts, where text is longer")
                        .ask(ask::longer(dialect, table, name, *length)),
                );
            }
        }
        _ => {
            let text = "every value is converted; those that do not fit fail or are rounded";
            hazards.push(
                Hazard::new(HazardKind::FailsOnData, text)
                    .ask(ask::not_nulls(dialect, table, name)),
            );
        }
    }
    if dialect.family != Family::Sqlite {
        let text = "the table may be rewritten, and nobody reads or writes it meanwhile";
        hazards.push(Hazard::new(HazardKind::Lock, text));
    }
    hazards
}

fn numbers_itself(column: &Column) -> bool {
    column.identity == Some(Identity::AutoIncrement)
}

/// Whether a key or index starts with the column.
fn is_keyed(table: &Table, column: &str) -> bool {
    let is = |name: Option<&String>| name.is_some_and(|n| n.eq_ignore_ascii_case(column));
    let mut keys = table.primary_key.iter().chain(&table.uniques);
    let index = |index: &Index| match index.parts.first().map(|p| &p.key) {
        Some(IndexKey::Column(name)) => is(Some(name)),
        _ => false,
    };
    keys.any(|key| is(key.columns.first())) || table.indexes.iter().any(index)
}

/// Whether two types are spellings of one.
fn same_type(dialect: Dialect, from: &Column, to: &Column) -> bool {
    let schema = Schema::empty(dialect);
    from.ty == to.ty || normal::type_form(&schema, &from.ty) == normal::type_form(&schema, &to.ty)
}

fn fits(kind: &TypeKind, length: u32) -> bool {
    match kind {
        TypeKind::VarChar { length: Some(old) } | TypeKind::Char { length: Some(old) } => {
            *old <= length
        }
        _ => false,
    }
}
