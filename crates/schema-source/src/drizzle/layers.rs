//! The layout of version 1: `ddl`, one flat list of entities that name the table they belong to.

use std::collections::BTreeMap;

use seedbed_schema_model::{Family, GapKind, TableName, Topic};

use super::{At, Draft, postgres_type, table_name, tables};
use crate::outline::{
    Check, Column, Enum, ForeignKey, Index, Key, Part, Sequence, Table, Unfit, View,
};

pub(super) fn read(file: &str, top: &At<'_>, draft: &mut Draft) -> Result<(), Unfit> {
    let family = draft.outline.dialect.family;
    let entities = top.need("ddl")?.items()?;
    let kinds: Vec<&str> =
        entities.iter().map(|at| at.need("entityType")?.text()).collect::<Result<_, _>>()?;
    let of = |kind: &str| {
        let pairs = entities.iter().zip(&kinds);
        pairs.filter(|(_, k)| **k == kind).map(|(at, _)| at.clone()).collect::<Vec<_>>()
    };
    for at in of("enums") {
        let (line, name) = (at.line(), named(&at, "name")?);
        draft.outline.enums.push(Enum { line, name, values: at.texts("values")? });
    }
    for at in of("sequences") {
        let (line, name) = (at.line(), named(&at, "name")?);
        draft.outline.sequences.push(Sequence { line, name, numbering: tables::numbering(&at)? });
    }
    let mut all: BTreeMap<TableName, Table> = BTreeMap::new();
    for at in of("tables") {
        let name = named(&at, "name")?;
        if all.insert(name.clone(), Table::new(at.line(), name)).is_some() {
            return Err(at.unfit("is a table of this name again"));
        }
    }
    for (at, kind) in entities.iter().zip(&kinds) {
        let part_of_a_table =
            ["columns", "pks", "uniques", "fks", "indexes", "checks"].contains(kind);
        if part_of_a_table {
            let name = named(at, "table")?;
            let Some(table) = all.get_mut(&name) else {
                return Err(at.unfit(format!("belongs to the table {name}, which is not there")));
            };
            part(draft, table, kind, at)?;
            continue;
        }
        match *kind {
            "tables" | "enums" | "sequences" | "schemas" => {}
            "views" if at.flag("isExisting")? => {
                let name = named(at, "name")?;
                let why = "declared as existing: no migration makes it";
                draft.leave(file, at, format!("view {name}"), why, GapKind::Skipped);
            }
            "views" => {
                let view = view(family, at)?;
                draft.outline.views.push(view);
            }
            other => {
                let name = at.get_text("name")?.unwrap_or_default();
                let why = "not modelled";
                draft.leave(file, at, format!("{other} {name}"), why, GapKind::Unmodelled);
            }
        }
    }
    for mut table in all.into_values() {
        if let Some(key) = &table.primary_key
            && let [only] = key.columns.as_slice()
            && let Some(column) = table.columns.iter_mut().find(|c| c.name == *only)
            && column.auto_increment
            && family == Family::Sqlite
        {
            // SQLite has the word only beside the column.
            column.primary = true;
            table.primary_key = None;
        }
        draft.outline.tables.push(table);
    }
    if draft.outline.dialect.is_mysql_like() {
        draft.silent_on.remove(&Topic::Collations);
    }
    Ok(())
}

fn named(at: &At<'_>, key: &str) -> Result<TableName, Unfit> {
    let schema = at.get_text("schema")?;
    Ok(table_name(schema.as_deref(), at.need_text(key)?))
}

fn part(draft: &Draft, table: &mut Table, kind: &str, at: &At<'_>) -> Result<(), Unfit> {
    let (line, name) = (at.line(), at.get_text("name")?);
    let nulls_not_distinct = at.flag("nullsNotDistinct")?;
    // A name that nobody gave is the engine's business.
    let given = at.maybe_flag("nameExplicit")?.unwrap_or(true);
    match kind {
        "columns" => table.columns.push(column(draft, at)?),
        "pks" => {
            let name = name.filter(|n| given && n != "PRIMARY");
            let columns = at.texts("columns")?;
            table.primary_key = Some(Key { line, name, columns, nulls_not_distinct });
        }
        "uniques" => {
            let columns = at.texts("columns")?;
            table.uniques.push(Key { line, name, columns, nulls_not_distinct });
        }
        "fks" => {
            let schema = at.get_text("schemaTo")?;
            table.foreign_keys.push(ForeignKey {
                line,
                name,
                columns: at.texts("columns")?,
                target: table_name(schema.as_deref(), at.need_text("tableTo")?),
                target_columns: at.texts("columnsTo")?,
                on_delete: at.get_text("onDelete")?,
                on_update: at.get_text("onUpdate")?,
            });
        }
        "checks" => table.checks.push(Check { line, name, expr: at.need_text("value")? }),
        _ => {
            let index = index(at)?;
            let plain = |p: &Part| match p {
                Part::Column { name, .. } => Some(name.clone()),
                Part::Expression(_) => None,
            };
            let columns: Option<Vec<String>> = index.parts.iter().map(plain).collect();
            match columns.filter(|_| draft.outline.dialect.is_mysql_like() && index.unique) {
                Some(columns) => {
                    table.uniques.push(Key { line, name, columns, nulls_not_distinct: false });
                }
                None => table.indexes.push(index),
            }
        }
    }
    Ok(())
}

fn column(draft: &Draft, at: &At<'_>) -> Result<Column, Unfit> {
    let family = draft.outline.dialect.family;
    let raw = at.need_text("type")?;
    let ty = match family {
        Family::Postgres => {
            let dimensions: usize = match at.get_scalar("dimensions")? {
                Some(n) => n.parse().ok().filter(|n| *n <= 6).ok_or_else(|| {
                    at.unfit(format!("`{n}` is no number of dimensions of an array"))
                })?,
                None => 0,
            };
            let schema = at.get_text("typeSchema")?;
            postgres_type(&draft.outline, &raw, schema.as_deref()) + &"[]".repeat(dimensions)
        }
        _ => raw,
    };
    let fsp = at.get_scalar("onUpdateNowFsp")?;
    let moment = fsp.map_or("CURRENT_TIMESTAMP".to_owned(), |n| format!("CURRENT_TIMESTAMP({n})"));
    Ok(Column {
        line: at.line(),
        name: at.need_text("name")?,
        ty,
        not_null: at.flag("notNull")?,
        default: at.get_scalar("default")?,
        on_update: at.flag("onUpdateNow")?.then_some(moment),
        generated: at.get("generated")?.map(|g| tables::generated(&g)).transpose()?,
        identity: match at.get("identity")? {
            Some(identity) => Some(tables::identity(&identity)?),
            None => None,
        },
        auto_increment: at.flag("autoIncrement")? || at.flag("autoincrement")?,
        primary: false,
        charset: at.get_text("charSet")?,
        collation: at.get_text("collation")?,
        comment: None,
        extra: None,
    })
}

fn index(at: &At<'_>) -> Result<Index, Unfit> {
    let mut parts = Vec::new();
    for part in at.need("columns")?.items()? {
        let text = part.need_text("value")?;
        if part.flag("isExpression")? {
            parts.push(Part::Expression(text));
            continue;
        }
        let opclass = match part.get("opclass")? {
            Some(class) if !class.flag("default")? => Some(class.need_text("name")?),
            _ => None,
        };
        let ascending = part.maybe_flag("asc")?.unwrap_or(true);
        let nulls_first = part.maybe_flag("nullsFirst")?.filter(|first| *first == ascending);
        parts.push(Part::Column { name: text, opclass, descending: !ascending, nulls_first });
    }
    Ok(Index {
        line: at.line(),
        name: at.get_text("name")?,
        unique: at.flag("isUnique")?,
        parts,
        method: at.get_text("method")?.filter(|m| m != "btree"),
        predicate: at.get_text("where")?,
    })
}

fn view(family: Family, at: &At<'_>) -> Result<View, Unfit> {
    let mut view = View {
        line: at.line(),
        name: named(at, "name")?,
        materialized: at.flag("materialized")?,
        kind: String::new(),
        with: String::new(),
        query: at.need_text("definition")?,
        after: String::new(),
    };
    match family {
        Family::Postgres => view.with = tables::options(at)?,
        Family::MySql | Family::MariaDb => (view.kind, view.after) = tables::mysql_view(at)?,
        Family::Sqlite => {}
    }
    Ok(view)
}
