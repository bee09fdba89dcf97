//! The layout up to version 0.31: `tables`, each with its `columns`, `indexes`, `foreignKeys`, ….

use seedbed_schema_model::{Dialect, Family, GapKind, Topic};

use super::{At, Draft, postgres_type, table_name};
use crate::outline::{
    Check, Column, Enum, ForeignKey, Generated, Identity, Index, Key, Numbering, Part, Sequence,
    Table, Unfit, View,
};
use crate::sql::fragment;

pub(super) fn read(file: &str, top: &At<'_>, draft: &mut Draft) -> Result<(), Unfit> {
    let family = draft.outline.dialect.family;
    if family == Family::Postgres {
        for (key, at) in top.entries_of("enums")? {
            draft.outline.enums.push(enumeration(key, &at)?);
        }
        for (_, at) in top.entries_of("sequences")? {
            let schema = at.get_text("schema")?;
            let name = table_name(schema.as_deref(), at.need_text("name")?);
            let numbering = numbering(&at)?;
            draft.outline.sequences.push(Sequence { line: at.line(), name, numbering });
        }
    }
    let internal = top.get("internal")?;
    for (_, at) in top.need("tables")?.entries()? {
        let table = table(draft, &at, internal.as_ref())?;
        draft.outline.tables.push(table);
        for (name, policy) in at.entries_of("policies")? {
            let why = "row level security is not modelled";
            draft.leave(file, &policy, format!("policy {name}"), why, GapKind::Unmodelled);
        }
    }
    for (key, at) in top.entries_of("views")? {
        if at.flag("isExisting")? {
            let why = "declared as existing: no migration makes it";
            draft.leave(file, &at, format!("view {key}"), why, GapKind::Skipped);
        } else {
            let view = view(family, &at)?;
            draft.outline.views.push(view);
        }
    }
    older(top, draft)
}

/// What an older version of the format had no words for.
fn older(top: &At<'_>, draft: &mut Draft) -> Result<(), Unfit> {
    let mysql = draft.outline.dialect.is_mysql_like();
    let checks = if mysql { "checkConstraint" } else { "checkConstraints" };
    let tables = top.need("tables")?.entries()?;
    let mut unsaid = |topic, said: bool| {
        if !said {
            draft.silent_on.insert(topic);
        }
    };
    unsaid(Topic::Checks, tables.is_empty() || tables.iter().any(|(_, t)| t.has(checks)));
    unsaid(Topic::Views, top.has("views"));
    if draft.outline.dialect.family == Family::Postgres {
        unsaid(Topic::Sequences, top.has("sequences"));
    }
    Ok(())
}

fn enumeration(key: &str, at: &At<'_>) -> Result<Enum, Unfit> {
    let schema = at.get_text("schema")?;
    let name = match at.get_text("name")? {
        Some(name) => name,
        None => key.to_owned(),
    };
    let values = at.need("values")?;
    let values = if values.is_list() {
        at.texts("values")?
    } else {
        // Up to version 5: an object that says each twice.
        let entries = values.entries()?;
        entries.iter().map(|(_, v)| v.text().map(str::to_owned)).collect::<Result<_, _>>()?
    };
    Ok(Enum { line: at.line(), name: table_name(schema.as_deref(), name), values })
}

pub(super) fn numbering(at: &At<'_>) -> Result<Numbering, Unfit> {
    let one_of = |names: [&str; 2]| -> Result<Option<String>, Unfit> {
        match at.get_scalar(names[0])? {
            Some(text) => Ok(Some(text)),
            None => at.get_scalar(names[1]),
        }
    };
    Ok(Numbering {
        increment: one_of(["increment", "incrementBy"])?,
        min: at.get_scalar("minValue")?,
        max: at.get_scalar("maxValue")?,
        start: at.get_scalar("startWith")?,
        cache: one_of(["cache", "cacheSize"])?,
        cycle: at.flag("cycle")?,
    })
}

fn table(draft: &Draft, at: &At<'_>, internal: Option<&At<'_>>) -> Result<Table, Unfit> {
    let dialect = draft.outline.dialect;
    let schema = at.get_text("schema")?;
    let name = table_name(schema.as_deref(), at.need_text("name")?);
    let mut table = Table::new(at.line(), name);
    let mut primary = Vec::new();
    for (_, at) in at.need("columns")?.entries()? {
        let mut column = column(draft, &at)?;
        if at.flag("primaryKey")? {
            primary.push(column.name.clone());
            column.primary = true;
        }
        table.columns.push(column);
    }
    for (_, at) in at.entries_of("compositePrimaryKeys")? {
        table.primary_key = Some(key(&at)?);
    }
    if table.primary_key.is_some() || primary.len() > 1 {
        table.columns.iter_mut().for_each(|c| c.primary = false);
        if table.primary_key.is_none() {
            let columns = primary;
            let line = table.line;
            table.primary_key = Some(Key { line, name: None, columns, nulls_not_distinct: false });
        }
    }
    for (_, at) in at.entries_of("uniqueConstraints")? {
        table.uniques.push(key(&at)?);
    }
    for (_, at) in at.entries_of("foreignKeys")? {
        let mut key = foreign_key(&at)?;
        if dialect.family == Family::Sqlite {
            // Not in the SQL that is made of it.
            key.name = None;
        }
        table.foreign_keys.push(key);
    }
    let checks = if dialect.is_mysql_like() { "checkConstraint" } else { "checkConstraints" };
    for (_, at) in at.entries_of(checks)? {
        let name = at.get_text("name")?;
        table.checks.push(Check { line: at.line(), name, expr: at.need_text("value")? });
    }
    for (_, at) in at.entries_of("indexes")? {
        let index = index(&table, &at, internal)?;
        let plain = index.parts.iter().all(|p| matches!(p, Part::Column { .. }));
        if dialect.is_mysql_like() && index.unique && plain {
            let columns = at.texts("columns")?;
            let (line, name) = (index.line, index.name);
            table.uniques.push(Key { line, name, columns, nulls_not_distinct: false });
        } else {
            table.indexes.push(index);
        }
    }
    Ok(table)
}

fn column(draft: &Draft, at: &At<'_>) -> Result<Column, Unfit> {
    let family = draft.outline.dialect.family;
    let raw = at.need_text("type")?;
    let schema = at.get_text("typeSchema")?;
    let ty = match family {
        Family::Postgres => postgres_type(&draft.outline, &raw, schema.as_deref()),
        _ => raw,
    };
    let identity = at.get("identity")?;
    Ok(Column {
        line: at.line(),
        name: at.need_text("name")?,
        ty,
        not_null: at.flag("notNull")?,
        default: at.get_scalar("default")?.map(|text| mended(draft.outline.dialect, text)),
        on_update: at.flag("onUpdate")?.then(|| "CURRENT_TIMESTAMP".to_owned()),
        generated: at.get("generated")?.map(|g| generated(&g)).transpose()?,
        identity: match identity.filter(|_| family == Family::Postgres) {
            Some(at) => Some(self::identity(&at)?),
            None => None,
        },
        auto_increment: at.flag("autoincrement")?,
        ..Column::default()
    })
}

/// A literal whose quotes drizzle-kit did not double, as it does to JSON and arrays: what is meant is
/// plain, and what it made of it no engine takes.
fn mended(dialect: Dialect, text: String) -> String {
    let end = text.rfind('\'').filter(|end| *end > 0 && text.starts_with('\''));
    let Some(end) = end.filter(|_| fragment(dialect, &text, false).is_err()) else { return text };
    format!("'{}{}", text[1..end].replace('\'', "''"), &text[end..])
}

/// An identity is an object, except in versions that squash it into a text, which none writes to a
/// file.
pub(super) fn identity(at: &At<'_>) -> Result<Identity, Unfit> {
    let kind = at.need("type")?;
    let always = match kind.text()? {
        "always" => true,
        "byDefault" => false,
        other => return Err(kind.unfit(format!("`{other}` is neither always nor byDefault"))),
    };
    Ok(Identity { always, numbering: numbering(at)? })
}

pub(super) fn generated(at: &At<'_>) -> Result<Generated, Unfit> {
    let stored = at.get_text("type")?.is_none_or(|kind| kind != "virtual");
    Ok(Generated { expr: at.need_text("as")?, stored })
}

fn key(at: &At<'_>) -> Result<Key, Unfit> {
    Ok(Key {
        line: at.line(),
        name: at.get_text("name")?,
        columns: at.texts("columns")?,
        nulls_not_distinct: at.flag("nullsNotDistinct")?,
    })
}

fn foreign_key(at: &At<'_>) -> Result<ForeignKey, Unfit> {
    let schema = at.get_text("schemaTo")?;
    Ok(ForeignKey {
        line: at.line(),
        name: at.get_text("name")?,
        columns: at.texts("columnsFrom")?,
        target: table_name(schema.as_deref(), at.need_text("tableTo")?),
        target_columns: at.texts("columnsTo")?,
        on_delete: at.get_text("onDelete")?,
        on_update: at.get_text("onUpdate")?,
    })
}

fn index(table: &Table, at: &At<'_>, internal: Option<&At<'_>>) -> Result<Index, Unfit> {
    let name = at.get_text("name")?;
    let mut parts = Vec::new();
    for part in at.need("columns")?.items()? {
        parts.push(if part.is_text() {
            // Up to version 6, and on MySQL and SQLite: a text, which is a column when there is one.
            let text = part.text()?;
            match table.columns.iter().any(|c| c.name == text) {
                true if !said_expression(internal, name.as_deref(), text)? => Part::column(text),
                _ => Part::Expression(text.to_owned()),
            }
        } else {
            let text = part.need_text("expression")?;
            if part.flag("isExpression")? { Part::Expression(text) } else { ordered(&part, text)? }
        });
    }
    let method = at.get_text("method")?.filter(|m| m != "btree");
    let predicate = at.get_text("where")?;
    Ok(Index { line: at.line(), name, unique: at.flag("isUnique")?, parts, method, predicate })
}

/// Where a column's name is the text of an expression too, `internal` says which is meant.
fn said_expression(
    internal: Option<&At<'_>>,
    index: Option<&str>,
    text: &str,
) -> Result<bool, Unfit> {
    let mut at = internal.cloned();
    for key in ["indexes", index.unwrap_or_default(), "columns", text] {
        let Some(here) = at else { return Ok(false) };
        at = here.get(key)?;
    }
    at.map_or(Ok(false), |at| at.flag("isExpression"))
}

/// As drizzle-kit writes it: with an operator class, there is no order.
fn ordered(part: &At<'_>, name: String) -> Result<Part, Unfit> {
    let opclass = part.get_text("opclass")?;
    if opclass.is_some() {
        return Ok(Part::Column { name, opclass, descending: false, nulls_first: None });
    }
    let ascending = part.maybe_flag("asc")?.unwrap_or(true);
    let nulls_first = part.get_text("nulls")?.map(|n| n.eq_ignore_ascii_case("first"));
    Ok(Part::Column {
        name,
        opclass: None,
        descending: !ascending,
        nulls_first: nulls_first.filter(|first| *first == ascending),
    })
}

fn view(family: Family, at: &At<'_>) -> Result<View, Unfit> {
    let schema = at.get_text("schema")?;
    let name = table_name(schema.as_deref(), at.need_text("name")?);
    let mut view = View {
        line: at.line(),
        name,
        materialized: at.flag("materialized")?,
        kind: String::new(),
        with: String::new(),
        query: at.need_text("definition")?,
        after: String::new(),
    };
    match family {
        Family::Postgres => view.with = options(at)?,
        Family::MySql | Family::MariaDb => {
            (view.kind, view.after) = mysql_view(at)?;
        }
        Family::Sqlite => {}
    }
    Ok(view)
}

/// `WITH (security_invoker = true)`.
pub(super) fn options(at: &At<'_>) -> Result<String, Unfit> {
    let mut options = Vec::new();
    for (key, value) in at.entries_of("with")? {
        let word = |k: &str| k.chars().all(|c| c.is_ascii_alphanumeric());
        // Storage is not part of what a view says.
        let name = match key {
            "securityInvoker" => "security_invoker",
            "securityBarrier" => "security_barrier",
            "checkOption" => "check_option",
            _ => continue,
        };
        if !value.has_value() {
            continue;
        }
        let text = value.scalar()?;
        if !word(&text) {
            return Err(value.unfit("is not one word"));
        }
        options.push(format!("{name} = {text}"));
    }
    Ok(if options.is_empty() { String::new() } else { format!(" WITH ({})", options.join(", ")) })
}

/// What stands before VIEW, and after the query.
pub(super) fn mysql_view(at: &At<'_>) -> Result<(String, String), Unfit> {
    let word = |key: &str| -> Result<Option<String>, Unfit> {
        let Some(value) = at.get(key)? else { return Ok(None) };
        let text = value.text()?.to_owned();
        let fine = text.chars().all(|c| c.is_ascii_alphabetic());
        if fine { Ok(Some(text)) } else { Err(value.unfit("is not one word")) }
    };
    let mut kind = String::new();
    if let Some(algorithm) = word("algorithm")? {
        kind += &format!("ALGORITHM = {algorithm} ");
    }
    if let Some(security) = word("sqlSecurity")? {
        kind += &format!("SQL SECURITY {security} ");
    }
    let check = word("withCheckOption")?;
    Ok((kind, check.map_or(String::new(), |c| format!(" WITH {c} CHECK OPTION"))))
}
