//! The form in which a table is compared: the normal form, with names folded where the engine folds
//! them, beside the table as it was read.

use std::{borrow::Cow, collections::BTreeMap};

use seedbed_schema_model::{
    Check, Column, Family, Fingerprint, ForeignKey, Index, IndexKey, IndexPart, Key, Schema, Table,
    TableName, normal,
};

use super::text;

/// A table as read and as compared.
pub(crate) struct Form<'a> {
    pub(crate) raw: &'a Table,
    pub(crate) table: Cow<'a, Table>,
    family: Family,
}

/// The tables of a whole schema as compared, made once.
pub(crate) struct Forms<'s> {
    schema: &'s Schema,
    tables: BTreeMap<TableName, Table>,
}

impl<'s> Forms<'s> {
    /// The forms of a schema, and its fingerprint.
    pub(crate) fn of(schema: &'s Schema) -> (Self, Fingerprint) {
        let mut tables = normal::table_forms(schema);
        let fingerprint = Fingerprint::of_forms(schema, &tables);
        tables.values_mut().for_each(|table| finish(schema, table));
        (Self { schema, tables }, fingerprint)
    }

    /// The forms of two schemas, each on a thread of its own when they are large.
    pub(crate) fn of_both(
        a: &'s Schema,
        b: &'s Schema,
    ) -> ((Self, Fingerprint), (Self, Fingerprint)) {
        const LARGE: usize = 50;
        if a.tables.len().min(b.tables.len()) < LARGE {
            return (Self::of(a), Self::of(b));
        }
        std::thread::scope(|scope| {
            let other = std::thread::Builder::new().spawn_scoped(scope, || Self::of(a));
            let of_b = Self::of(b);
            // Without another thread it is done on this one.
            let of_a = other.ok().and_then(|thread| thread.join().ok());
            (of_a.unwrap_or_else(|| Self::of(a)), of_b)
        })
    }

    /// The form of a table of `schema`, which is the schema itself or one made from it.
    pub(crate) fn form<'a>(&'a self, schema: &Schema, raw: &'a Table) -> Form<'a> {
        // Such a key takes the columns it refers to from the other table.
        let alone = || raw.foreign_keys.iter().all(|key| !key.target_columns.is_empty());
        let same = |t: &Table| std::ptr::eq(self.schema, schema) || (t == raw && alone());
        let known = self.schema.tables.get(&raw.name).filter(|t| same(t));
        match known.and_then(|_| self.tables.get(&raw.name)) {
            Some(table) => Form { raw, table: Cow::Borrowed(table), family: schema.dialect.family },
            None => Form::of(schema, raw),
        }
    }
}

/// How a table's name is matched: SQLite does not tell cases apart.
pub(crate) fn table_key(family: Family, name: &TableName) -> TableName {
    match family {
        Family::Sqlite => TableName {
            schema: name.schema.as_deref().map(str::to_ascii_lowercase),
            name: name.name.to_ascii_lowercase(),
        },
        _ => name.clone(),
    }
}

/// How a column's, index's or constraint's name is matched: only PostgreSQL tells cases apart.
pub(crate) fn name_key(family: Family, name: &str) -> String {
    match family {
        Family::Postgres => name.to_owned(),
        _ => name.to_lowercase(),
    }
}

impl<'a> Form<'a> {
    pub(crate) fn of(schema: &Schema, raw: &'a Table) -> Self {
        let mut table = normal::table_form(schema, raw);
        finish(schema, &mut table);
        Self { raw, table: Cow::Owned(table), family: schema.dialect.family }
    }

    /// The columns as compared, by the name they are matched by, with the column as read.
    pub(crate) fn columns(&self) -> BTreeMap<String, (&'a Column, &Column)> {
        let raw: BTreeMap<_, _> =
            self.raw.columns.iter().map(|c| (name_key(self.family, &c.name), c)).collect();
        let mut all = BTreeMap::new();
        for form in &self.table.columns {
            let key = name_key(self.family, &form.name);
            if let Some(raw) = raw.get(&key) {
                all.insert(key, (*raw, form));
            }
        }
        all
    }

    fn same_name(&self, a: Option<&String>, b: Option<&String>) -> bool {
        matches!((a, b), (Some(a), Some(b)) if a == b
            || (self.family != Family::Postgres && a.to_lowercase() == b.to_lowercase()))
    }

    /// Columns' names as the table spells them.
    pub(crate) fn spelled(&self, names: &[String]) -> Vec<String> {
        let raw = |name: &String| {
            let mut columns = self.raw.columns.iter();
            columns.find(|c| name_key(self.family, &c.name) == name_key(self.family, name))
        };
        names.iter().map(|name| raw(name).map_or(name, |c| &c.name).clone()).collect()
    }

    /// The unique constraint as read that became this one.
    pub(crate) fn raw_unique<'f>(&'f self, form: &'f Key) -> &'f Key {
        let folded = |key: &Key| self.folded(&key.columns);
        let all = self.raw.uniques.iter().filter(|key| folded(key) == form.columns);
        // What has a name of its own is not the one without.
        let of_another = |key: &Key| {
            let mut others = self.table.uniques.iter().filter(|k| k.name.is_some());
            others.any(|k| self.same_name(key.name.as_ref(), k.name.as_ref()))
        };
        // Here and below: of several that cannot be told apart, the same one in whatever order they
        // were read.
        let like = |key: &Key| {
            let named = self.same_name(key.name.as_ref(), form.name.as_ref());
            let same = key.deferrable == form.deferrable
                && key.nulls_not_distinct == form.nulls_not_distinct;
            (!named, form.name.is_none() && of_another(key), !same, text::key("", key))
        };
        all.min_by_key(|key| like(key)).unwrap_or(form)
    }

    /// The foreign key as read that became this one.
    pub(crate) fn raw_foreign_key<'f>(&'f self, form: &'f ForeignKey) -> &'f ForeignKey {
        let all = self.raw.foreign_keys.iter().filter(|raw| {
            self.folded(&raw.columns) == form.columns
                && table_key(self.family, &raw.target) == form.target
        });
        let like = |key: &ForeignKey| {
            let named = self.same_name(key.name.as_ref(), form.name.as_ref());
            let same = (key.on_delete == form.on_delete, key.on_update == form.on_update);
            (!named, !same.0, !same.1, text::foreign_key(key))
        };
        all.min_by_key(|key| like(key)).unwrap_or(form)
    }

    fn folded(&self, names: &[String]) -> Vec<String> {
        names.iter().map(|name| name_key(self.family, name)).collect()
    }

    /// The index as read that became this one; the form itself when that cannot be told.
    pub(crate) fn raw_index<'f>(&'f self, form: &'f Index) -> &'f Index {
        let named = |raw: &Index| self.same_name(raw.name.as_ref(), form.name.as_ref());
        let same = |raw: &&Index| {
            let mut parts = raw.parts.iter().zip(&form.parts);
            raw.unique == form.unique
                && raw.method == form.method
                && raw.predicate.is_some() == form.predicate.is_some()
                && raw.include.len() == form.include.len()
                && raw.parts.len() == form.parts.len()
                && parts.all(|(r, f)| r.descending == f.descending && self.same_key(r, f))
        };
        // The usual case first: a table may have thousands.
        if let Some(one) = self.raw.indexes.iter().find(|i| named(i) && same(i)) {
            return one;
        }
        let all = self.raw.indexes.iter().filter(|i| named(i) || same(i));
        all.min_by_key(|i| (!named(i), !same(i), text::index(i))).unwrap_or(form)
    }

    fn same_key(&self, raw: &IndexPart, form: &IndexPart) -> bool {
        match (&raw.key, &form.key) {
            (IndexKey::Column(r), IndexKey::Column(f)) => name_key(self.family, r) == *f,
            (IndexKey::Expression(_), IndexKey::Expression(_)) => true,
            _ => false,
        }
    }

    /// The check as read that became this one; the form itself when that cannot be told.
    pub(crate) fn raw_check<'f>(&'f self, schema: &Schema, form: &'f Check) -> &'f Check {
        let named = |c: &Check| self.same_name(c.name.as_ref(), form.name.as_ref());
        let same = |c: &Check| normal::expr_form_in(schema, self.raw, &c.expr) == form.expr.0;
        // Each condition is read anew to tell: the one of its name first.
        if let Some(one) = self.raw.checks.iter().find(|c| named(c) && same(c)) {
            return one;
        }
        let all = self.raw.checks.iter().filter(|c| named(c) || same(c));
        all.min_by_key(|c| (!same(c), !named(c), &c.expr.0)).unwrap_or(form)
    }
}

/// From the normal form to the one for comparing.
fn finish(schema: &Schema, table: &mut Table) {
    for key in &mut table.foreign_keys {
        if key.target_columns.is_empty()
            && let Some(target) = schema.table(&key.target)
            && let Some(primary) = &target.primary_key
        {
            key.target_columns.clone_from(&primary.columns);
        }
    }
    if schema.dialect.family != Family::Postgres {
        fold(schema.dialect.family, table);
    }
}

/// Folds the names inside definitions, so that definitions can be compared for equality.
fn fold(family: Family, table: &mut Table) {
    let columns = |names: &mut Vec<String>| {
        for name in names {
            *name = name_key(family, name);
        }
    };
    for column in &mut table.columns {
        column.name = name_key(family, &column.name);
    }
    for key in table.primary_key.iter_mut().chain(&mut table.uniques) {
        columns(&mut key.columns);
    }
    for key in &mut table.foreign_keys {
        columns(&mut key.columns);
        columns(&mut key.target_columns);
        key.target = table_key(family, &key.target);
    }
    for index in &mut table.indexes {
        columns(&mut index.include);
        for part in &mut index.parts {
            if let IndexKey::Column(name) = &mut part.key {
                *name = name_key(family, name);
            }
        }
    }
}
