//! Writing DDL. What a dialect cannot express is an error that says so, never a clause left out.
//!
//! Statements are written from the raw texts of the model (types, defaults, expressions), in the
//! model's own dialect; every name and literal is quoted. An expression that could end the
//! statement it stands in (an open quote, a stray parenthesis, a semicolon) is refused.

mod casts;
mod change;
mod code;
mod mysql;
mod postgres;
mod sqlite;
mod text;

use std::collections::BTreeSet;

pub use change::{
    alter_composite, alter_domain, alter_options, alter_sequence, rename_part, replace_column,
    swap_domain, swap_enum, validate_constraint,
};
pub use code::{
    add_exclusion, create_custom_type, create_event, create_routine, create_trigger, drop_event,
    drop_routine, drop_trigger, set_trigger_state,
};
use text::Text;

use crate::{
    Check, Column, Dialect, Expr, Family, ForeignKey, Index, IndexKey, IndexPart, Key, ObjectKind,
    Place, Routine, RoutineBody, RoutineKind, Schema, Table, TableName, View, graph, normal,
};

/// What could not be written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{place}: {dialect} cannot express {what}")]
#[non_exhaustive]
pub struct DdlError {
    /// The object.
    pub place: String,
    /// The engine.
    pub dialect: String,
    /// What it cannot express.
    pub what: String,
}

/// Statements without their final semicolon, in the order to run them.
pub type Statements = Result<Vec<String>, DdlError>;

/// Everything in `schema`, in dependency order; foreign keys of cycles come last where the engine
/// allows adding them. Our own tables are left out.
pub fn create_schema(schema: &Schema) -> Statements {
    let mut out = create_types(schema)?;
    if schema.dialect.family == Family::Postgres
        && schema.routines.values().any(|r| r.language.eq_ignore_ascii_case("sql"))
    {
        // Their bodies name what comes later.
        out.push("SET check_function_bodies = false".to_owned());
    }
    let mut routines: Vec<&Routine> = schema.routines.values().collect();
    // An aggregate is made of functions.
    routines.sort_by_key(|r| r.kind == RoutineKind::Aggregate);
    let (early, late): (Vec<_>, Vec<_>) =
        routines.into_iter().partition(|routine| needed_by_tables(schema, routine));
    // The engine looks at once for what an SQL-standard body names.
    let (parsed, late): (Vec<_>, Vec<_>) =
        late.into_iter().partition(|r| matches!(r.body, RoutineBody::Parsed(_)));
    let create = |routines: Vec<&Routine>| {
        let each = routines.into_iter().map(|r| create_routine(schema.dialect, r));
        each.collect::<Result<Vec<_>, _>>().map(|all| all.concat())
    };
    out.extend(create(early)?);
    let mut created: BTreeSet<&TableName> = BTreeSet::new();
    let mut late_keys = Vec::new();
    let order = graph::components(schema);
    let tables = order.iter().flat_map(|c| &c.tables).filter_map(|name| schema.table(name));
    let tables: Vec<_> = tables.filter(|t| !crate::is_own_table(&t.name)).collect();
    for table in &tables {
        created.insert(&table.name);
        // SQLite does not look for the target before rows come, and cannot add a key later.
        let (now, later): (Vec<_>, Vec<_>) = table.foreign_keys.iter().partition(|fk| {
            schema.dialect.family == Family::Sqlite
                || graph::target(schema, fk).is_none_or(|t| created.contains(&t.name))
        });
        out.extend(table_with(schema, table, &now)?);
        late_keys.extend(later.into_iter().map(|fk| (&table.name, fk)));
    }
    for (table, key) in late_keys {
        out.extend(add_foreign_key(schema.dialect, table, key)?);
    }
    out.extend(create(late)?);
    for view in views_in_order(schema) {
        out.push(create_view(schema.dialect, view)?);
        for index in &view.indexes {
            out.extend(create_index(schema.dialect, &view.name, index)?);
        }
    }
    out.extend(create(parsed)?);
    let views = schema.views.values().map(|v| (&v.name, &v.triggers));
    for (on, triggers) in tables.iter().map(|t| (&t.name, &t.triggers)).chain(views) {
        for trigger in triggers {
            out.extend(create_trigger(schema.dialect, on, trigger)?);
        }
    }
    for event in schema.events.values() {
        out.extend(create_event(schema.dialect, event)?);
    }
    Ok(out)
}

/// Whether a default, check, index or computed column calls the routine.
pub fn needed_by_tables(schema: &Schema, routine: &Routine) -> bool {
    let calls = |expr: &Expr| normal::mentions(schema.dialect, expr, &routine.name.name);
    let index = |i: &Index| {
        let part = |p: &IndexPart| matches!(&p.key, IndexKey::Expression(e) if calls(e));
        i.parts.iter().any(part) || i.predicate.as_ref().is_some_and(calls)
    };
    let column = |c: &Column| {
        c.default.as_ref().is_some_and(calls)
            || c.generated.as_ref().is_some_and(|g| calls(&g.expr))
    };
    schema.tables.values().any(|t| {
        t.columns.iter().any(column)
            || t.checks.iter().any(|c| calls(&c.expr))
            || t.indexes.iter().any(index)
    })
}

/// The schemas, enums, domains and free sequences that tables need, on PostgreSQL; sequences on
/// MariaDB; nothing elsewhere.
pub fn create_types(schema: &Schema) -> Statements {
    match schema.dialect.family {
        Family::Postgres => postgres::create_types(schema),
        family => {
            let text = Text::of(schema.dialect);
            let named = schema.enums.keys().chain(schema.domains.keys());
            if let Some(name) = named.chain(schema.types.keys()).next() {
                return text.cannot(&Place::object(ObjectKind::Type, name), "a named type");
            }
            let sequence = |s: &crate::Sequence| {
                if family == Family::MariaDb {
                    mysql::create_sequence(text, s)
                } else {
                    text.cannot(&Place::object(ObjectKind::Sequence, &s.name), "a sequence")
                }
            };
            schema.sequences.values().map(sequence).collect()
        }
    }
}

/// The table with its keys (foreign keys too) and checks, then its indexes and comments. Types it
/// needs are not created, and the tables it refers to must exist, except on SQLite.
pub fn create_table(schema: &Schema, table: &Table) -> Statements {
    table_with(schema, table, &table.foreign_keys.iter().collect::<Vec<_>>())
}

fn table_with(schema: &Schema, table: &Table, keys: &[&ForeignKey]) -> Statements {
    match schema.dialect.family {
        Family::Sqlite => sqlite::create_table(schema, table, keys),
        Family::Postgres => postgres::create_table(schema, table, keys),
        Family::MySql | Family::MariaDb => mysql::create_table(schema, table, keys),
    }
}

/// A view.
pub fn create_view(dialect: Dialect, view: &View) -> Result<String, DdlError> {
    let text = Text::of(dialect);
    let place = Place::object(ObjectKind::View, &view.name);
    if view.materialized && dialect.family != Family::Postgres {
        return text.cannot(&place, "a materialized view");
    }
    let query = view.definition.0.trim().trim_end_matches(';').trim_end();
    let mut columns = String::new();
    if !view.columns.is_empty() {
        columns = format!(" {}", text.columns(&place, &view.columns)?);
    }
    let (mut before, mut with, mut after) = (String::new(), Vec::new(), String::new());
    for option in &view.options {
        match option.as_str() {
            "sql security invoker" if dialect.is_mysql_like() => {
                before = "SQL SECURITY INVOKER ".into()
            }
            "check_option=local" => after = " WITH LOCAL CHECK OPTION".into(),
            "check_option=cascaded" => after = " WITH CASCADED CHECK OPTION".into(),
            option if dialect.family == Family::Postgres => with.push(text.expr(&place, option)?),
            option => return text.cannot(&place, format!("the option {option:?} of a view")),
        }
    }
    let with = if with.is_empty() { String::new() } else { format!(" WITH ({})", with.join(", ")) };
    Ok(format!(
        "CREATE {before}{}VIEW {}{columns}{with} AS {}{after}",
        if view.materialized { "MATERIALIZED " } else { "" },
        text.table(&place, &view.name)?,
        text.expr(&place, query)?
    ))
}

fn views_in_order(schema: &Schema) -> Vec<&View> {
    in_order(schema.dialect, schema.views.values().collect())
}

/// Views after the views whose names they mention; by name otherwise.
pub fn in_order(dialect: Dialect, views: Vec<&View>) -> Vec<&View> {
    let mut left = views;
    let mut out: Vec<&View> = Vec::with_capacity(left.len());
    while !left.is_empty() {
        let mentions = |a: &View, b: &View| {
            a.name != b.name && normal::mentions(dialect, &a.definition, &b.name.name)
        };
        let ready = left.iter().position(|v| !left.iter().any(|other| mentions(v, other)));
        // Names alone may seem to form a cycle; the first by name then goes first.
        out.push(left.remove(ready.unwrap_or(0)));
    }
    out
}

/// A column's definition as written in CREATE TABLE: `"name" varchar(5) NOT NULL DEFAULT 'x'`.
pub fn column_definition(
    schema: &Schema,
    table: &Table,
    column: &Column,
) -> Result<String, DdlError> {
    match schema.dialect.family {
        Family::Sqlite => sqlite::column(schema, table, column),
        Family::Postgres => postgres::column(schema, table, column),
        Family::MySql | Family::MariaDb => mysql::column(schema, table, column),
    }
}

/// `ALTER TABLE … ADD COLUMN`. On MySQL an AUTO_INCREMENT column brings the key it needs with it.
pub fn add_column(schema: &Schema, table: &Table, column: &Column) -> Statements {
    match schema.dialect.family {
        Family::Sqlite => sqlite::add_column(schema, table, column),
        Family::Postgres => postgres::add_column(schema, table, column),
        Family::MySql | Family::MariaDb => mysql::add_column(schema, table, column),
    }
}

/// Changes a column in place from `from` to `to` (name, type, nullability, default, collation,
/// identity, comment). On SQLite this is an error: use [`rebuild_table`].
pub fn alter_column(schema: &Schema, table: &Table, from: &Column, to: &Column) -> Statements {
    match schema.dialect.family {
        Family::Sqlite => Text::of(schema.dialect)
            .cannot(&Place::column(&table.name, &to.name), "a changed column: rebuild the table"),
        Family::Postgres => postgres::alter_column(schema, table, from, to),
        Family::MySql | Family::MariaDb => mysql::alter_column(schema, table, from, to),
    }
}

/// Renames a column. What the engines do not carry along by themselves (MySQL: checks, generated
/// columns and index expressions over it) is dropped and made again in the same statement; `schema`
/// is the schema before.
pub fn rename_column(schema: &Schema, table: &TableName, from: &str, to: &str) -> Statements {
    let text = Text::of(schema.dialect);
    let place = Place::column(table, to);
    if schema.dialect.is_mysql_like() {
        return mysql::rename_column(schema, table, from, to);
    }
    let clause =
        format!("RENAME COLUMN {} TO {}", text.name(&place, from)?, text.name(&place, to)?);
    Ok(vec![text.alter(&place, table, &clause)?])
}

/// Renames a table, within its schema or into another.
pub fn rename_table(dialect: Dialect, from: &TableName, to: &TableName) -> Statements {
    let text = Text::of(dialect);
    let place = Place::table(to);
    let mut out = Vec::new();
    let mut from = from.clone();
    if from.schema != to.schema {
        let (Family::Postgres, Some(home)) = (dialect.family, &to.schema) else {
            return text.cannot(&place, "a table that moves to another schema");
        };
        out.push(text.alter(&place, &from, &format!("SET SCHEMA {}", text.name(&place, home)?))?);
        from.schema.clone_from(&to.schema);
    }
    if from.name != to.name {
        let new = match dialect.family {
            // Without its schema MySQL would move it to the current one.
            Family::MySql | Family::MariaDb => text.table(&place, to)?,
            _ => text.name(&place, &to.name)?,
        };
        out.push(text.alter(&place, &from, &format!("RENAME TO {new}"))?);
    }
    Ok(out)
}

/// Renames a named type: PostgreSQL only.
pub fn rename_type(dialect: Dialect, from: &TableName, to: &TableName) -> Statements {
    let text = Text::of(dialect);
    let place = Place::object(ObjectKind::Type, to);
    if dialect.family != Family::Postgres || from.schema != to.schema {
        return text.cannot(&place, "a renamed type");
    }
    let (from, to) = (text.table(&place, from)?, text.name(&place, &to.name)?);
    Ok(vec![format!("ALTER TYPE {from} RENAME TO {to}")])
}

/// Drops a column.
pub fn drop_column(dialect: Dialect, table: &TableName, column: &str) -> Statements {
    let text = Text::of(dialect);
    let place = Place::column(table, column);
    Ok(vec![format!(
        "ALTER TABLE {} DROP COLUMN {}",
        text.table(&place, table)?,
        text.name(&place, column)?
    )])
}

/// Drops a table.
pub fn drop_table(dialect: Dialect, table: &TableName) -> Statements {
    Ok(vec![format!("DROP TABLE {}", Text::of(dialect).table(&Place::table(table), table)?)])
}

/// SQLite's way to any other change: new table, copy of the shared columns, drop, rename, indexes.
///
/// New NOT NULL columns are filled from their default, and so are NULLs of a column that becomes
/// NOT NULL. The caller turns `PRAGMA foreign_keys` off before the transaction these statements run
/// in, and checks `PRAGMA foreign_key_check` before it commits. Triggers of `to` are made again: they
/// go with the old table. An error on every other engine.
pub fn rebuild_table(schema: &Schema, from: &Table, to: &Table) -> Statements {
    match schema.dialect.family {
        Family::Sqlite => sqlite::rebuild_table(schema, from, to),
        _ => Text::of(schema.dialect)
            .cannot(&Place::table(&to.name), "a rebuild, and needs none: alter the table"),
    }
}

/// Adds the primary key.
pub fn add_primary_key(dialect: Dialect, table: &TableName, key: &Key) -> Statements {
    let text = Text::of(dialect);
    let place = Place::object(ObjectKind::PrimaryKey, table);
    let clause = match dialect.family {
        Family::Sqlite => return text.needs_rebuild(&place, "a primary key"),
        Family::Postgres => postgres::key(text, &place, "PRIMARY KEY", key)?,
        Family::MySql | Family::MariaDb => mysql::primary_key(text, &place, None, key)?,
    };
    Ok(vec![text.alter(&place, table, &format!("ADD {clause}"))?])
}

/// Adds a unique constraint.
pub fn add_unique(dialect: Dialect, table: &TableName, key: &Key) -> Statements {
    let text = Text::of(dialect);
    let place = text::part(ObjectKind::Unique, table, &key.name, &key.columns);
    let clause = match dialect.family {
        Family::Sqlite => return text.needs_rebuild(&place, "a unique constraint"),
        Family::Postgres => postgres::key(text, &place, "UNIQUE", key)?,
        Family::MySql | Family::MariaDb => mysql::unique(text, &place, None, key)?,
    };
    Ok(vec![text.alter(&place, table, &format!("ADD {clause}"))?])
}

/// Adds a foreign key.
pub fn add_foreign_key(dialect: Dialect, table: &TableName, key: &ForeignKey) -> Statements {
    let text = Text::of(dialect);
    let place = text::part(ObjectKind::ForeignKey, table, &key.name, &key.columns);
    let clause = match dialect.family {
        Family::Sqlite => return text.needs_rebuild(&place, "a foreign key"),
        Family::Postgres => postgres::foreign_key(text, &place, key)?,
        Family::MySql | Family::MariaDb => mysql::foreign_key(text, &place, key)?,
    };
    let not_valid = if key.validated || key.not_enforced { "" } else { " NOT VALID" };
    Ok(vec![text.alter(&place, table, &format!("ADD {clause}{not_valid}"))?])
}

/// Adds a check.
pub fn add_check(dialect: Dialect, table: &TableName, check: &Check) -> Statements {
    let text = Text::of(dialect);
    let place = text::check_place(table, check);
    let clause = match dialect.family {
        Family::Sqlite => return text.needs_rebuild(&place, "a check"),
        Family::Postgres => {
            let not_valid = if check.validated || check.not_enforced { "" } else { " NOT VALID" };
            format!("{}{not_valid}", postgres::check(text, &place, check)?)
        }
        Family::MySql | Family::MariaDb => mysql::check(text, &place, check)?,
    };
    Ok(vec![text.alter(&place, table, &format!("ADD {clause}"))?])
}

/// Creates an index.
pub fn create_index(dialect: Dialect, table: &TableName, index: &Index) -> Statements {
    let text = Text::of(dialect);
    let place = text::index_place(table, index);
    Ok(vec![match dialect.family {
        Family::Sqlite => sqlite::create_index(text, &place, table, index)?,
        Family::Postgres => postgres::create_index(text, &place, table, index)?,
        Family::MySql | Family::MariaDb => {
            text.alter(&place, table, &format!("ADD {}", mysql::index(text, &place, index)?))?
        }
    }])
}

/// Drops a named constraint of a table (primary key, foreign key, unique, check, exclusion).
pub fn drop_constraint(
    dialect: Dialect,
    table: &TableName,
    kind: ObjectKind,
    name: &str,
) -> Statements {
    let text = Text::of(dialect);
    let place = Place::part(kind, table, name);
    let quoted = text.name(&place, name)?;
    let clause = match (dialect.family, kind) {
        (Family::Sqlite, _) => return text.needs_rebuild(&place, "a dropped constraint"),
        (Family::MySql | Family::MariaDb, ObjectKind::PrimaryKey) => "DROP PRIMARY KEY".to_owned(),
        (Family::MySql | Family::MariaDb, ObjectKind::ForeignKey) => {
            format!("DROP FOREIGN KEY {quoted}")
        }
        (Family::MySql | Family::MariaDb, ObjectKind::Unique) => format!("DROP INDEX {quoted}"),
        (Family::MySql, ObjectKind::Check) => format!("DROP CHECK {quoted}"),
        _ => format!("DROP CONSTRAINT {quoted}"),
    };
    Ok(vec![text.alter(&place, table, &clause)?])
}

/// Drops an index.
pub fn drop_index(dialect: Dialect, table: &TableName, name: &str) -> Statements {
    let text = Text::of(dialect);
    let place = Place::part(ObjectKind::Index, table, name);
    if dialect.is_mysql_like() {
        let clause = format!("DROP INDEX {}", text.name(&place, name)?);
        return Ok(vec![text.alter(&place, table, &clause)?]);
    }
    // An index lives in the schema of its table.
    let index = TableName { schema: table.schema.clone(), name: name.to_owned() };
    Ok(vec![format!("DROP INDEX {}", text.table(&place, &index)?)])
}

#[cfg(test)]
mod tests;
