//! What can only be said once everything is declared: named types, owned sequences, the targets of
//! foreign keys, collations that are their table's own.

use std::collections::BTreeMap;

use seedbed_schema_model::{
    Column, Family, Identity, Schema, Table, TableName, TypeKind, normal, normal::charset,
};

use super::{
    cursor::Names,
    declared::Declared,
    names,
    objects::{named_type, nextval_of},
};

impl Declared {
    /// Brings the schema to what a live reader gives.
    pub(super) fn finish(&mut self) {
        let dialect = self.names.dialect;
        // Names in stored texts are understood as at the end of the file.
        let names = Names { current: None, ..self.names.clone() };
        if dialect.family == Family::Postgres {
            self.without_home();
            self.own_sequences(&names);
            named_types(&mut self.schema, &names);
        }
        if dialect.family == Family::Sqlite {
            crate::shadow::leave_out(&mut self.schema);
        }
        if dialect.family == Family::MariaDb {
            self.schema.tables.values_mut().for_each(ends_of_rows);
        }
        targets(&mut self.schema, &names);
        collations(&mut self.schema);
        let columns = self.schema.tables.values_mut().flat_map(|t| &mut t.columns);
        for column in columns {
            let numbering = column.numbering.take();
            column.numbering = numbering.and_then(|n| normal::numbering_form(dialect, &n));
        }
    }

    /// An owned sequence is part of its column: with a default of `nextval` it makes it serial.
    fn own_sequences(&mut self, names: &Names) {
        for (sequence, (table, column)) in std::mem::take(&mut self.owners) {
            let owner = self.schema.tables.get_mut(&table);
            let Some(column) = owner.and_then(|t| t.columns.iter_mut().find(|c| c.name == column))
            else {
                // Its column is gone, and so is the sequence.
                self.schema.sequences.remove(&sequence);
                continue;
            };
            let default = column.default.as_ref().map(|d| d.as_str());
            let numbers = default.and_then(|d| nextval_of(names, d)) == Some(sequence.clone());
            let own = match &column.identity {
                Some(Identity::Serial { sequence: Some(own) }) => *own == sequence,
                Some(_) => names::postgres_sequence(&table.name, &column.name) == sequence.name,
                None => false,
            };
            // Another that is owned goes with the column, and is a sequence of its own.
            if !numbers && !own {
                continue;
            }
            let numbering = self.schema.sequences.remove(&sequence).map(|s| s.numbering());
            if numbers {
                column.default = None;
                column.identity = Some(Identity::Serial { sequence: Some(sequence) });
            }
            column.numbering = numbering.or(column.numbering);
        }
    }
}

/// Gives columns of enum and domain types their meaning.
pub(super) fn named_types(schema: &mut Schema, names: &Names) {
    let known = |raw: &str, schema: &Schema| {
        let (name, _) = named_type(names, raw)?;
        if let Some(ty) = schema.enums.get(&name) {
            return Some(TypeKind::Enum { name: Some(name), values: ty.values.clone() });
        }
        schema.domains.contains_key(&name).then_some(TypeKind::Domain { name })
    };
    let mut found: BTreeMap<String, TypeKind> = BTreeMap::new();
    let columns = schema.tables.values().flat_map(|t| &t.columns).map(|c| &c.ty);
    for ty in columns.chain(schema.domains.values().map(|d| &d.base)) {
        if is_named(&ty.kind)
            && !found.contains_key(&ty.raw)
            && let Some(kind) = known(&ty.raw, schema)
        {
            found.insert(ty.raw.clone(), kind);
        }
    }
    let columns = schema.tables.values_mut().flat_map(|t| &mut t.columns).map(|c| &mut c.ty);
    for ty in columns.chain(schema.domains.values_mut().map(|d| &mut d.base)) {
        if let Some(kind) = found.get(&ty.raw) {
            *innermost(&mut ty.kind) = kind.clone();
        }
    }
}

fn is_named(kind: &TypeKind) -> bool {
    match kind {
        TypeKind::Other { .. } => true,
        TypeKind::Array { of } => is_named(of),
        _ => false,
    }
}

fn innermost(kind: &mut TypeKind) -> &mut TypeKind {
    match kind {
        TypeKind::Array { of } => innermost(of),
        kind => kind,
    }
}

/// Spells the targets of foreign keys as they are declared, and fills in the primary key where no
/// columns were named.
fn targets(schema: &mut Schema, names: &Names) {
    let fold = |name: &TableName| match names.dialect.family {
        Family::Postgres => name.clone(),
        _ => TableName { schema: name.schema.clone(), name: name.name.to_lowercase() },
    };
    let what = |t: &Table| -> (TableName, Vec<String>, Vec<String>) {
        let key = t.primary_key.as_ref().map(|k| k.columns.clone()).unwrap_or_default();
        (t.name.clone(), key, t.columns.iter().map(|c| c.name.clone()).collect())
    };
    // As it is spelled comes before any other case.
    let tables = || schema.tables.values();
    let folded = tables().map(|t| (fold(&t.name), what(t)));
    let known: BTreeMap<_, _> = folded.chain(tables().map(|t| (t.name.clone(), what(t)))).collect();
    for key in schema.tables.values_mut().flat_map(|t| &mut t.foreign_keys) {
        let exact = known.get(&key.target);
        let Some((name, primary, columns)) = exact.or_else(|| known.get(&fold(&key.target))) else {
            continue;
        };
        key.target.clone_from(name);
        if key.target_columns.is_empty() {
            key.target_columns.clone_from(primary);
        }
        for column in &mut key.target_columns {
            if let Some(exact) = columns.iter().find(|c| names.same(c, column)) {
                column.clone_from(exact);
            }
        }
    }
}

/// MariaDB puts the end of a row's version into every key that has neither bound: old versions are rows
/// too.
fn ends_of_rows(table: &mut Table) {
    let ends = |c: &&Column| c.generated.as_ref().is_some_and(|g| g.expr.0 == "ROW END");
    let Some(end) = table.columns.iter().find(ends).map(|c| c.name.clone()) else { return };
    let begins = |c: &&Column| c.generated.as_ref().is_some_and(|g| g.expr.0 == "ROW START");
    let start = table.columns.iter().find(begins).map(|c| c.name.clone());
    for key in table.primary_key.iter_mut().chain(&mut table.uniques) {
        let has = key.columns.iter().any(|c| *c == end || Some(c) == start.as_ref());
        if table.options.versioned && !has {
            key.columns.push(end.clone());
        }
    }
}

/// `USING …` says something where the storage engine has a choice.
fn methods(table: &mut Table) {
    if table.options.engine.as_deref() == Some("memory") {
        return;
    }
    for index in &mut table.indexes {
        index.method.take_if(|m| matches!(m.as_str(), "btree" | "hash"));
    }
}

/// A collation that is the default of the table (or of the column, for an index part) goes unsaid.
fn collations(schema: &mut Schema) {
    let family = schema.dialect.family;
    for table in schema.tables.values_mut() {
        if schema.dialect.is_mysql_like() {
            methods(table);
        }
        let default = table.options.collation.clone().filter(|c| !charset::is_open(c));
        for column in &mut table.columns {
            if let Some(default) = &default {
                let own = column.collation.take();
                let of_database = own.as_deref() == Some(charset::OF_DATABASE);
                column.collation =
                    own.map(|c| if of_database { c } else { charset::closed(&c, default) });
            }
            let own = column.collation.as_deref();
            let unsaid = match family {
                Family::Sqlite => own.is_some_and(|c| c.eq_ignore_ascii_case("binary")),
                Family::Postgres => own == Some("default"),
                Family::MySql | Family::MariaDb => {
                    own.is_some() && own == table.options.collation.as_deref()
                }
            };
            if unsaid {
                column.collation = None;
            }
        }
        if family != Family::Sqlite {
            continue;
        }
        for part in table.indexes.iter_mut().flat_map(|i| &mut i.parts) {
            let natural = match &part.key {
                seedbed_schema_model::IndexKey::Column(name) => table
                    .columns
                    .iter()
                    .find(|c| c.name == *name)
                    .and_then(|c| c.collation.as_deref()),
                seedbed_schema_model::IndexKey::Expression(_) => None,
            };
            let natural = natural.unwrap_or("BINARY");
            part.collation = part.collation.take().filter(|c| !c.eq_ignore_ascii_case(natural));
        }
    }
}
