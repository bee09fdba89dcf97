//! Short ways to build schemas in tests.

use seedbed_schema_model::{
    Check, Column, ColumnType, Dialect, ForeignKey, Index, IndexKey, IndexPart, Key, Schema, Table,
    normal,
};

pub(crate) fn schema(dialect: Dialect, tables: impl IntoIterator<Item = Table>) -> Schema {
    let mut schema = Schema::empty(dialect);
    tables.into_iter().for_each(|t| schema.insert(t));
    schema
}

/// A table whose `id` is its primary key.
pub(crate) fn table(dialect: Dialect, name: &str, columns: &[(&str, &str)]) -> Table {
    let mut table = Table::new(name);
    table.columns = columns.iter().map(|(name, raw)| column(dialect, name, raw)).collect();
    if table.column("id").is_some() {
        table.primary_key = Some(Key::unnamed(vec!["id".into()]));
        for column in table.columns.iter_mut().filter(|c| c.name == "id") {
            column.nullable = false;
        }
    }
    table
}

/// A column of a type as the source writes it.
pub(crate) fn column(dialect: Dialect, name: &str, raw: &str) -> Column {
    Column::new(name, ColumnType { raw: raw.into(), kind: normal::type_kind(dialect, raw) })
}

pub(crate) fn names(columns: &[&str]) -> Vec<String> {
    columns.iter().map(|c| (*c).to_owned()).collect()
}

pub(crate) fn fk(columns: &[&str], target: &str, target_columns: &[&str]) -> ForeignKey {
    ForeignKey::unnamed(names(columns), target.into(), names(target_columns))
}

pub(crate) fn index(name: &str, columns: &[&str]) -> Index {
    Index {
        name: (!name.is_empty()).then(|| name.to_owned()),
        ..Index::over(columns.iter().map(|c| IndexPart::column(*c)).collect())
    }
}

pub(crate) fn expression_index(name: &str, expression: &str) -> Index {
    let part = IndexPart { key: IndexKey::Expression(expression.into()), ..IndexPart::column("") };
    Index { parts: vec![part], ..index(name, &[]) }
}

pub(crate) fn check(name: &str, expr: &str) -> Check {
    Check::new((!name.is_empty()).then(|| name.to_owned()), expr.into())
}

pub(crate) fn key(name: &str, columns: &[&str]) -> Key {
    Key { name: (!name.is_empty()).then(|| name.to_owned()), ..Key::unnamed(names(columns)) }
}
