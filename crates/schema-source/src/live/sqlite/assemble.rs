//! From recorded SQLite rows to a schema.

use std::collections::BTreeMap;

use seedbed_schema_model::{
    Column, ColumnType, Dialect, Expr, Family, Key, Origin, Reading, Schema, Table, TableName,
};

use super::fetch::Rows;
use crate::{live::version, types::parse_type};

/// Assembles a reading; pure.
pub fn assemble(origin: Origin, rows: &Rows) -> Reading {
    let dialect = Dialect { family: Family::Sqlite, version: version(&rows.version) };
    let mut schema = Schema::empty(dialect);
    for object in rows.objects.iter().filter(|o| o.storage.as_deref() == Some("table")) {
        let mut table = Table::new(TableName::new(&object.name));
        let mut key = BTreeMap::new();
        for row in rows.columns.iter().filter(|c| c.table == object.name) {
            let ty = ColumnType { raw: row.ty.clone(), kind: parse_type(dialect, &row.ty) };
            let mut column = Column::new(&row.name, ty);
            column.nullable = !row.not_null;
            column.default = row.default.as_deref().map(Expr::from);
            if row.pk > 0 {
                key.insert(row.pk, row.name.clone());
            }
            table.columns.push(column);
        }
        if !key.is_empty() {
            table.primary_key = Some(Key::unnamed(key.into_values().collect()));
        }
        schema.insert(table);
    }
    Reading { origin, schema, gaps: Vec::new(), locations: BTreeMap::new() }
}
