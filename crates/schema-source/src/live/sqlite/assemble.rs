//! From recorded SQLite rows to a schema.

use std::collections::BTreeMap;

use seedbed_schema_model::{
    Check, Column, ColumnType, Dialect, Expr, Family, ForeignKey, Gap, Generated, GoesWith,
    Identity, Index, IndexKey, IndexPart, Key, Origin, Reading, Schema, Table, TableName, View,
};

use super::{
    create_sql::{self, CreateTable},
    fetch::{ColumnRow, ForeignKeyRow, IndexRow, ObjectRow, Rows},
};
use crate::{
    live::{action, default_expr, unmodelled, version},
    shadow,
    sql::stored,
    types::parse_type,
};

/// Assembles a reading; pure.
pub fn assemble(origin: Origin, rows: &Rows) -> Reading {
    let dialect = Dialect { family: Family::Sqlite, version: version(&rows.version) };
    let catalog = Catalog::new(rows);
    let mut schema = Schema::empty(dialect);
    let mut gaps = Vec::new();
    for object in rows.objects.iter().filter(|o| !o.name.starts_with("sqlite_")) {
        match (object.kind.as_str(), object.storage.as_deref()) {
            ("table", Some("table")) => {
                let table = catalog.table(dialect, object);
                schema.insert(table);
            }
            ("table", Some("virtual")) => {
                let mut table = Table::new(TableName::new(&object.name));
                let module = create_sql::module(object.sql.as_deref().unwrap_or_default());
                table.options.module = Some(module);
                schema.insert(table);
            }
            ("view", _) => {
                let (query, columns) = create_sql::view(object.sql.as_deref().unwrap_or_default());
                let name = TableName::new(&object.name);
                let columns = columns.map(|text| stored::list(dialect, &text)).unwrap_or_default();
                let view = View { columns, ..View::new(name.clone(), Expr(query)) };
                schema.views.insert(name, view);
            }
            _ => {}
        }
    }
    for object in rows.objects.iter().filter(|o| o.kind == "trigger") {
        trigger(&mut schema, object, &mut gaps);
    }
    shadow::leave_out(&mut schema);
    fill_targets(&mut schema);
    Reading { gaps, ..Reading::new(origin, schema) }
}

/// A trigger, with the table or view it is on.
fn trigger(schema: &mut Schema, object: &ObjectRow, gaps: &mut Vec<Gap>) {
    let text = object.sql.as_deref().unwrap_or_default();
    let on = |name: &TableName| name.name.eq_ignore_ascii_case(&object.table);
    let dialect = schema.dialect;
    let tables = schema.tables.values_mut().filter(|t| on(&t.name)).map(|t| &mut t.triggers);
    let views = schema.views.values_mut().filter(|v| on(&v.name)).map(|v| &mut v.triggers);
    let list = tables.chain(views).next();
    match (list, stored::trigger(dialect, None, text)) {
        (Some(list), Some(trigger)) => list.push(trigger),
        _ => {
            let place = format!("{}.{}", object.table, object.name);
            let gap = unmodelled(&place, "trigger", object.sql.as_deref());
            let goes_with = object.sql.as_ref().map(|sql| GoesWith {
                table: TableName::new(&object.table),
                sql: sql.trim().trim_end_matches(';').to_owned(),
            });
            gaps.push(Gap { goes_with, ..gap });
        }
    }
}

/// The recorded rows by table.
struct Catalog<'r> {
    columns: BTreeMap<&'r str, Vec<&'r ColumnRow>>,
    foreign_keys: BTreeMap<&'r str, Vec<&'r ForeignKeyRow>>,
    indexes: BTreeMap<&'r str, Vec<&'r IndexRow>>,
    index_sql: BTreeMap<&'r str, &'r str>,
}

impl<'r> Catalog<'r> {
    fn new(rows: &'r Rows) -> Self {
        fn by_table<T>(rows: &[T], table: fn(&T) -> &str) -> BTreeMap<&str, Vec<&T>> {
            let mut out = BTreeMap::<_, Vec<_>>::new();
            for row in rows {
                out.entry(table(row)).or_default().push(row);
            }
            out
        }
        let indexes = rows.objects.iter().filter(|o| o.kind == "index");
        Self {
            columns: by_table(&rows.columns, |r| &r.table),
            foreign_keys: by_table(&rows.foreign_keys, |r| &r.table),
            indexes: by_table(&rows.indexes, |r| &r.table),
            index_sql: indexes.filter_map(|o| Some((o.name.as_str(), o.sql.as_deref()?))).collect(),
        }
    }

    fn table(&self, dialect: Dialect, object: &ObjectRow) -> Table {
        let name = object.name.as_str();
        let text = create_sql::table(object.sql.as_deref().unwrap_or_default());
        let rows = self.columns.get(name).map_or(&[][..], Vec::as_slice);
        let mut table = Table::new(TableName::new(name));
        table.options.strict = object.strict;
        table.options.without_rowid = object.without_rowid;
        table.options.conflicts.clone_from(&text.conflicts);
        let keys = self.keys(name);
        let rowid = rowid_column(object, rows, &keys);
        let mut primary = BTreeMap::new();
        for row in rows.iter().filter(|c| c.hidden != 1) {
            if row.pk > 0 {
                primary.insert(row.pk, row.name.clone());
            }
            table.columns.push(column(dialect, object, row, &text, rowid));
        }
        if !primary.is_empty() {
            let mut key = Key::unnamed(primary.into_values().collect());
            key.name.clone_from(&text.primary_key);
            table.primary_key = Some(key);
        }
        table.checks = text
            .checks
            .iter()
            .map(|(name, condition)| Check::new(name.clone(), Expr(condition.clone())))
            .collect();
        for (index, parts) in keys {
            match parts.first().map(|p| p.origin.as_str()) {
                Some("u") => table.uniques.push(unique(&text, &parts)),
                Some("c") => {
                    let index = self.index(&table, index, &parts);
                    table.indexes.push(index);
                }
                _ => {}
            }
        }
        table.uniques.sort_by_key(|key| {
            text.uniques.iter().position(|(_, columns)| same(columns, &key.columns))
        });
        table.foreign_keys = self.references(name, &text);
        table
    }

    /// The parts of each index of a table.
    fn keys(&self, table: &str) -> BTreeMap<&'r str, Vec<&'r IndexRow>> {
        let mut out = BTreeMap::<_, Vec<_>>::new();
        for &row in self.indexes.get(table).into_iter().flatten() {
            out.entry(row.index.as_str()).or_default().push(row);
        }
        out
    }

    fn index(&self, table: &Table, name: &str, rows: &[&IndexRow]) -> Index {
        let text = self.index_sql.get(name).map(|sql| create_sql::index(sql)).unwrap_or_default();
        let parts = rows.iter().enumerate().map(|(i, row)| {
            let written = text.parts.get(i);
            let (key, natural) = match &row.column {
                Some(column) => {
                    let natural = table.column(column).and_then(|c| c.collation.as_deref());
                    (IndexKey::Column(column.clone()), natural.unwrap_or("BINARY"))
                }
                // The rowid itself has no name in the pragma either, but one in the text.
                None => {
                    let text = written.map(|p| p.text.as_str()).unwrap_or_default();
                    let is_rowid = ["rowid", "oid", "_rowid_"].contains(&&*text.to_lowercase());
                    let key = if is_rowid {
                        IndexKey::Column(text.to_owned())
                    } else {
                        IndexKey::Expression(text.into())
                    };
                    (key, "BINARY")
                }
            };
            let collation = row.collation.clone().filter(|c| !c.eq_ignore_ascii_case(natural));
            IndexPart {
                key,
                descending: row.descending,
                nulls_first: None,
                collation,
                opclass: None,
                prefix: None,
            }
        });
        Index {
            name: Some(name.to_owned()),
            unique: rows.first().is_some_and(|r| r.unique),
            predicate: text.predicate.map(Expr),
            ..Index::over(parts.collect())
        }
    }

    fn references(&self, table: &str, text: &CreateTable) -> Vec<ForeignKey> {
        let mut by_id = BTreeMap::<_, Vec<_>>::new();
        for &row in self.foreign_keys.get(table).into_iter().flatten() {
            by_id.entry(row.id).or_default().push(row);
        }
        // The pragma numbers them from the last declared to the first.
        let rows = by_id.into_values().rev().enumerate();
        rows.filter_map(|(i, rows)| {
            let first = rows.first()?;
            let (name, deferrable) = text.foreign_keys.get(i).cloned().unwrap_or_default();
            Some(ForeignKey {
                name,
                on_delete: action(&first.on_delete),
                on_update: action(&first.on_update),
                deferrable,
                ..ForeignKey::unnamed(
                    rows.iter().map(|r| r.from.clone()).collect(),
                    TableName::new(&first.target),
                    rows.iter().filter_map(|r| r.to.clone()).collect(),
                )
            })
        })
        .collect()
    }
}

/// The column that is the rowid: a lone primary key column of the exact type INTEGER for which
/// SQLite made no index (it makes one for `INTEGER PRIMARY KEY DESC`).
fn rowid_column<'r>(
    object: &ObjectRow,
    columns: &[&'r ColumnRow],
    keys: &BTreeMap<&str, Vec<&IndexRow>>,
) -> Option<&'r str> {
    let mut key = columns.iter().filter(|c| c.pk > 0);
    let (only, None) = (key.next()?, key.next()) else { return None };
    let indexed = keys.values().flatten().any(|i| i.origin == "pk");
    (!object.without_rowid && !indexed && only.ty.eq_ignore_ascii_case("integer"))
        .then_some(only.name.as_str())
}

fn column(
    dialect: Dialect,
    object: &ObjectRow,
    row: &ColumnRow,
    text: &CreateTable,
    rowid: Option<&str>,
) -> Column {
    let written = text.columns.iter().find(|c| c.name == row.name);
    let ty = ColumnType { raw: row.ty.clone(), kind: parse_type(dialect, &row.ty) };
    let mut column = Column::new(&row.name, ty);
    let is_rowid = rowid == Some(row.name.as_str());
    let implied = row.pk > 0 && (object.strict || object.without_rowid || is_rowid);
    column.nullable = !(row.not_null || implied);
    column.default = row.default.as_deref().and_then(default_expr);
    if matches!(row.hidden, 2 | 3) {
        let expr = written.and_then(|c| c.generated.clone()).unwrap_or_default();
        column.generated = Some(Generated { expr: Expr(expr), stored: row.hidden == 3 });
    }
    if is_rowid {
        let autoincrement = written.is_some_and(|c| c.autoincrement);
        column.identity = Some(Identity::Rowid { autoincrement });
    }
    column.collation =
        written.and_then(|c| c.collation.clone()).filter(|c| !c.eq_ignore_ascii_case("binary"));
    column
}

fn unique(text: &CreateTable, rows: &[&IndexRow]) -> Key {
    let columns: Vec<_> = rows.iter().filter_map(|r| r.column.clone()).collect();
    let written = text.uniques.iter().find(|(_, written)| same(written, &columns));
    Key { name: written.and_then(|(name, _)| name.clone()), ..Key::unnamed(columns) }
}

/// Column names are compared as SQLite does.
fn same(a: &[String], b: &[String]) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.eq_ignore_ascii_case(b))
}

/// Spells the targets of foreign keys as they are declared (SQLite ignores case), and fills in the
/// primary key where the source names no columns.
fn fill_targets(schema: &mut Schema) {
    let tables: BTreeMap<String, (TableName, Vec<String>, Vec<String>)> = schema
        .tables
        .values()
        .map(|t| {
            let columns = t.columns.iter().map(|c| c.name.clone()).collect();
            let key = t.primary_key.as_ref().map(|k| k.columns.clone()).unwrap_or_default();
            (t.name.name.to_ascii_lowercase(), (t.name.clone(), columns, key))
        })
        .collect();
    for key in schema.tables.values_mut().flat_map(|t| &mut t.foreign_keys) {
        let Some((name, columns, primary)) = tables.get(&key.target.name.to_ascii_lowercase())
        else {
            continue;
        };
        key.target = name.clone();
        if key.target_columns.is_empty() {
            key.target_columns.clone_from(primary);
        }
        for column in &mut key.target_columns {
            if let Some(exact) = columns.iter().find(|c| c.eq_ignore_ascii_case(column)) {
                column.clone_from(exact);
            }
        }
    }
}
