//! From what entities state to an outline of the schema.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{ColumnType, sea_query::StringLen};
use seedbed_schema_model::{Dialect, Family, Location, Place, Remark, RemarkKind, TableName};

use super::{
    stated::{self, Stated},
    types,
};
use crate::{
    ReadError,
    outline::{Column, Enum, ForeignKey, Identity, Index, Key, Numbering, Outline, Part, Table},
};

/// An outline, and what to know of its parts when it has been read.
pub(super) struct Drawn {
    pub(super) outline: Outline,
    /// Names of foreign keys that were given.
    pub(super) names: BTreeSet<String>,
    /// Columns of texts whose length is not said.
    pub(super) open: BTreeSet<(TableName, String)>,
    /// Second fields on one column.
    twice: Vec<Place>,
}

impl Drawn {
    pub(super) fn remarks(&self, file: &str, line: u32) -> impl Iterator<Item = Remark> {
        self.twice.iter().map(move |place| Remark {
            kind: RemarkKind::ColumnTwice,
            place: place.clone(),
            at: Location { file: file.to_owned(), line },
            first: None,
            said: Vec::new(),
        })
    }
}

fn unfit(place: impl Into<String>, why: impl Into<String>) -> ReadError {
    ReadError::Entity { place: place.into(), why: why.into() }
}

/// The outline of entities, each with its path.
pub(super) fn draw(
    dialect: Dialect,
    line: u32,
    all: &[(&'static str, Stated)],
) -> Result<Drawn, ReadError> {
    let mut drawn = Drawn {
        outline: Outline::new(dialect),
        names: BTreeSet::new(),
        open: BTreeSet::new(),
        twice: Vec::new(),
    };
    let mut paths = BTreeMap::new();
    for (path, stated) in all {
        let name = name(dialect, stated.schema.as_deref(), &stated.table);
        let key = match dialect.family {
            Family::Sqlite => name.to_string().to_lowercase(),
            _ => name.to_string(),
        };
        if let Some(first) = paths.insert(key, *path) {
            let why = if first == *path {
                "is listed twice".to_owned()
            } else {
                format!("has the table of {first}: one entity declares a table")
            };
            return Err(unfit(format!("{path} ({name})"), why));
        }
        let table = drawn.table(dialect, line, name, (path, stated))?;
        drawn.outline.tables.push(table);
    }
    Ok(drawn)
}

fn name(dialect: Dialect, schema: Option<&str>, table: &str) -> TableName {
    match schema.filter(|s| dialect.family == Family::Postgres && *s != "public") {
        Some(schema) => TableName::in_schema(schema, table),
        None => TableName::new(table),
    }
}

impl Drawn {
    fn table(
        &mut self,
        dialect: Dialect,
        line: u32,
        name: TableName,
        (path, stated): (&str, &Stated),
    ) -> Result<Table, ReadError> {
        let mut table = Table::new(line, name);
        // sea-orm writes comments on MySQL only.
        let commented = dialect.is_mysql_like();
        table.comment = stated.comment.clone().filter(|_| commented);
        let folded = |name: &str| match dialect.family {
            Family::Postgres => name.to_owned(),
            _ => name.to_lowercase(),
        };
        let mut seen = BTreeSet::new();
        for column in &stated.columns {
            if !seen.insert(folded(&column.name)) {
                self.twice.push(Place::column(&table.name, &column.name));
                continue;
            }
            let at = || format!("{path} ({}.{})", table.name, column.name);
            self.enumeration(line, &column.ty, &at)?;
            let ty = types::text(dialect, &column.ty).map_err(|what| {
                unfit(at(), format!("{} has no type for {what}", dialect.family.label()))
            })?;
            if let ColumnType::String(StringLen::None) | ColumnType::VarBinary(StringLen::None) =
                column.ty
            {
                self.open.insert((table.name.clone(), column.name.clone()));
            }
            let spec = &column.spec;
            let numbered = spec.auto_increment;
            let postgres = dialect.family == Family::Postgres;
            table.columns.push(Column {
                line,
                name: column.name.clone(),
                ty,
                not_null: spec.nullable == Some(false),
                default: spec.default.as_ref().map(|d| types::default(dialect, d)),
                identity: (numbered && postgres)
                    .then(|| Identity { always: false, numbering: Numbering::default() }),
                auto_increment: numbered && !postgres,
                primary: spec.primary_key,
                comment: spec.comment.clone().filter(|_| commented),
                extra: spec.extra.clone().filter(|e| !e.trim().is_empty()),
                ..Column::default()
            });
            if spec.unique && !spec.primary_key {
                table.uniques.push(key(line, vec![column.name.clone()]));
            }
        }
        if !stated.primary_key.is_empty() {
            table.primary_key = Some(key(line, stated.primary_key.clone()));
        }
        for index in &stated.indexes {
            // To MySQL the two are one.
            if index.unique && dialect.is_mysql_like() {
                table.uniques.push(key(line, index.columns.clone()));
                continue;
            }
            let parts = index.columns.iter().map(Part::column).collect();
            let (name, unique) = (Some(index.name.clone()), index.unique);
            table.indexes.push(Index { line, name, unique, parts, method: None, predicate: None });
        }
        for relation in &stated.foreign_keys {
            let foreign = self.foreign_key(dialect, line, relation);
            let same = |k: &ForeignKey| {
                k.columns == foreign.columns
                    && k.target == foreign.target
                    && k.target_columns == foreign.target_columns
            };
            // Two relations over one key, told apart by a condition.
            if !table.foreign_keys.iter().any(same) {
                table.foreign_keys.push(foreign);
            }
        }
        Ok(table)
    }

    fn foreign_key(
        &mut self,
        dialect: Dialect,
        line: u32,
        stated: &stated::ForeignKey,
    ) -> ForeignKey {
        // sea-query leaves the name out on SQLite.
        let name = stated.name.clone().filter(|_| dialect.family != Family::Sqlite);
        self.names.extend(name.clone());
        ForeignKey {
            line,
            name,
            columns: stated.columns.clone(),
            target: self::name(dialect, stated.target.0.as_deref(), &stated.target.1),
            target_columns: stated.target_columns.clone(),
            on_delete: stated.on_delete.map(str::to_owned),
            on_update: stated.on_update.map(str::to_owned),
        }
    }

    /// PostgreSQL: an enum is a type of its own, which several columns may have.
    fn enumeration(
        &mut self,
        line: u32,
        ty: &ColumnType,
        at: &dyn Fn() -> String,
    ) -> Result<(), ReadError> {
        let ty = match ty {
            ColumnType::Array(of) => of,
            other => other,
        };
        let ColumnType::Enum { name, variants } = ty else { return Ok(()) };
        if self.outline.dialect.family != Family::Postgres {
            return Ok(());
        }
        let name = TableName::new(name.to_string());
        let values: Vec<_> = variants.iter().map(ToString::to_string).collect();
        match self.outline.enums.iter().find(|e| e.name == name) {
            None => self.outline.enums.push(Enum { line, name, values }),
            Some(known) if known.values == values => {}
            Some(known) => {
                let (known, values) = (known.values.join(", "), values.join(", "));
                let why = format!(
                    "the enum type {name} has the values {values} here and {known} elsewhere"
                );
                return Err(unfit(at(), why));
            }
        }
        Ok(())
    }
}

fn key(line: u32, columns: Vec<String>) -> Key {
    Key { line, name: None, columns, nulls_not_distinct: false }
}
