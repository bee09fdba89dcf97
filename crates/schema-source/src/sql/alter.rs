//! ALTER of anything, and RENAME TABLE. Actions on a table are applied one by one, so that one that
//! is not understood costs only itself.

use seedbed_schema_model::{
    Family, GapKind, Identity, Key, ObjectKind, Place, Schema, Table, TableName,
    normal::charset as open_charset,
};

use super::{
    charset,
    column::{self, ColumnDef, default_value, type_text, typed},
    constraint::{self, Constraint},
    cursor::{Cursor, Parsed},
    declared::{Declared, Source},
    names, objects, path, rename, routines, sequences, settings, table,
};

/// After the word ALTER.
pub(super) fn alter(
    declared: &mut Declared,
    source: &Source<'_>,
    cursor: &mut Cursor<'_>,
    at: usize,
) -> Parsed<()> {
    cursor.eat("ONLINE");
    cursor.eat("IGNORE");
    if cursor.eat("TABLE") {
        return alter_table(declared, source, cursor, at);
    }
    if cursor.eat("TYPE") {
        return objects::alter_type(declared, cursor);
    }
    if cursor.eat("DOMAIN") {
        return objects::alter_domain(declared, cursor);
    }
    if cursor.eat("SEQUENCE") {
        return sequences::alter(declared, cursor);
    }
    if cursor.eat("INDEX") {
        return alter_index(declared, cursor);
    }
    if declared.names.dialect.is_mysql_like() && cursor.eat("DEFINER") {
        while !cursor.is_done() && !cursor.is("EVENT") && !cursor.is("VIEW") {
            cursor.skip_one();
        }
    }
    let code = ["TRIGGER", "FUNCTION", "PROCEDURE", "ROUTINE", "AGGREGATE", "EVENT"];
    if let Some(kind) = code.into_iter().find(|k| cursor.is(k) && !cursor.is_all("EVENT TRIGGER")) {
        cursor.eat(kind);
        return routines::alter(declared, cursor, kind);
    }
    if cursor.is("DATABASE") || (declared.names.dialect.is_mysql_like() && cursor.is("SCHEMA")) {
        declared.gap(
            source,
            at,
            GapKind::Skipped,
            "settings of a database are not part of a schema",
        );
        return Ok(());
    }
    if cursor.eat("SCHEMA") {
        let from = cursor.name()?;
        if cursor.eat("RENAME TO") {
            let to = cursor.name()?;
            declared.rename_schema(&from, &to);
        }
        return Ok(());
    }
    let renamed = cursor.eat("MATERIALIZED VIEW") || cursor.eat("VIEW");
    if renamed && cursor.is_at(1, "AS") {
        return cursor.fail("ALTER VIEW … AS is not followed; use CREATE OR REPLACE VIEW");
    }
    if renamed {
        cursor.eat("IF EXISTS");
        let name = cursor.object(&declared.names)?;
        let name = declared.existing(name, |s, n| s.views.contains_key(n));
        path::move_object(declared, cursor, &name)?;
    }
    // Owners, privileges, functions, triggers, roles: nothing the model holds.
    Ok(())
}

/// MySQL `RENAME TABLE a TO b, c TO d`.
pub(super) fn rename_tables(declared: &mut Declared, cursor: &mut Cursor<'_>) -> Parsed<()> {
    cursor.need("RENAME")?;
    if cursor.is("USER") {
        return Ok(());
    }
    if !cursor.eat("TABLES") {
        cursor.need("TABLE")?;
    }
    cursor.eat("IF EXISTS");
    for mut pair in cursor.split_commas() {
        let from = pair.object(&declared.names)?;
        pair.need("TO")?;
        let to = pair.object(&declared.names)?;
        let Some(from) = declared.find_table(&from) else {
            return pair.fail(format!("{from} is not declared before"));
        };
        declared.rename_table(&from, &to);
    }
    Ok(())
}

/// ALTER INDEX: renames matter; attaching an index to that of a partitioned table does not.
fn alter_index(declared: &mut Declared, cursor: &mut Cursor<'_>) -> Parsed<()> {
    let if_exists = cursor.eat("IF EXISTS");
    let name = cursor.object(&declared.names)?;
    if !cursor.eat("RENAME TO") {
        return Ok(());
    }
    let to = cursor.name()?;
    let names = declared.names.clone();
    let path: Vec<Option<String>> = if name.schema == names.current && declared.is_postgres() {
        names.path.iter().map(|s| names.resolve(Some(s.clone()), String::new()).schema).collect()
    } else {
        vec![name.schema.clone()]
    };
    let renamed = path.iter().any(|schema| {
        let in_schema = |t: &&mut Table| t.name.schema == *schema;
        declared.schema.tables.values_mut().filter(in_schema).any(|table| {
            names::settle(table, &names, &name.name) && rename_constraint(table, &name.name, &to)
        }) || declared.schema.views.values_mut().filter(|v| v.name.schema == *schema).any(|view| {
            let index = view.indexes.iter_mut().find(|i| i.name.as_ref() == Some(&name.name));
            index.map(|i| i.name = Some(to.clone())).is_some()
        })
    });
    if renamed || if_exists { Ok(()) } else { cursor.fail(format!("there is no index {name}")) }
}

/// Renames the index or constraint of this name; false when the table has none.
fn rename_constraint(table: &mut Table, from: &str, to: &str) -> bool {
    let keys = table.primary_key.iter_mut().chain(&mut table.uniques).map(|k| &mut k.name);
    let foreign = table.foreign_keys.iter_mut().map(|k| &mut k.name);
    let checks = table.checks.iter_mut().map(|c| &mut c.name);
    let indexes = table.indexes.iter_mut().map(|i| &mut i.name);
    let exclusions = table.exclusions.iter_mut().map(|e| &mut e.name);
    let mut all = keys.chain(foreign).chain(checks).chain(exclusions).chain(indexes);
    match all.find(|n| n.as_deref() == Some(from)) {
        Some(name) => {
            *name = Some(to.to_owned());
            true
        }
        None => false,
    }
}

fn alter_table(
    declared: &mut Declared,
    source: &Source<'_>,
    cursor: &mut Cursor<'_>,
    at: usize,
) -> Parsed<()> {
    let if_exists = cursor.eat("IF EXISTS");
    let only = cursor.eat("ONLY");
    let named = cursor.object(&declared.names)?;
    cursor.eat_symbol(b'*');
    let Some(mut name) = declared.find_table(&named) else {
        // PostgreSQL takes ALTER TABLE for views and sequences too: old dumps set owners so.
        let is_there =
            |s: &Schema, n: &TableName| s.views.contains_key(n) || s.sequences.contains_key(n);
        let named = declared.existing(named, is_there);
        let other = is_there(&declared.schema, &named);
        if other {
            return path::move_object(declared, cursor, &named);
        }
        if cursor.is("OWNER") || if_exists || declared.temporary.contains(&named) {
            return Ok(());
        }
        return cursor.fail(format!("{named} is not declared before"));
    };
    declared.touch(&name);
    for mut action in cursor.split_commas() {
        let start = action.offset();
        let children = if only { Vec::new() } else { followers(declared, &action, &name) };
        let again = action;
        let moves = action.is_all("RENAME TO") || action.is_all("SET SCHEMA");
        if declared.by_query.contains(&name) && !moves {
            continue;
        }
        if let Err(unread) = self::action(declared, source, &mut action, &mut name) {
            let place = if source.line(start) == source.line(at) { at } else { start };
            declared.gap(source, place, unread.kind, unread.why);
            continue;
        }
        for mut child in children {
            declared.touch(&child);
            follow(declared, source, again, &name, &mut child)?;
        }
    }
    Ok(())
}

/// The partitions and inheriting tables that an action on their parent changes too.
fn followers(declared: &Declared, action: &Cursor<'_>, name: &TableName) -> Vec<TableName> {
    if !declared.is_postgres() || !action.is_any(&["ADD", "DROP", "ALTER", "RENAME"]) {
        return Vec::new();
    }
    let mut rest = *action;
    rest.bump();
    let keys = constraint::begins(&rest) && !rest.has("CHECK");
    let own = action.is_all("RENAME TO") || action.is_all("RENAME CONSTRAINT");
    if own { Vec::new() } else { declared.children(name, keys) }
}

/// Repeats an action on a partition or inheriting table.
fn follow(
    declared: &mut Declared,
    source: &Source<'_>,
    mut action: Cursor<'_>,
    parent: &TableName,
    child: &mut TableName,
) -> Parsed<()> {
    let mut added = action;
    if added.eat("ADD") && constraint::begins(&added) {
        let at = added.offset();
        let mut constraint = constraint::constraint(&mut added, &declared.names)?;
        // What was made up for the parent's foreign key or check is the child's name too.
        if let Some(mut parent) = declared.schema.tables.get(parent).cloned() {
            names::fill(&mut parent, &declared.names);
            match &mut constraint {
                Constraint::ForeignKey(key, _) => {
                    key.name = parent.foreign_keys.pop().and_then(|k| k.name);
                }
                Constraint::Check(check) => check.name = parent.checks.pop().and_then(|c| c.name),
                _ => {}
            }
        }
        declared.attach_to_partition(source, child, constraint, at);
        return Ok(());
    }
    // The child may lack what the parent had: that is no news about the file.
    let known = declared.gaps.len();
    let _ = self::action(declared, source, &mut action, child);
    declared.gaps.truncate(known);
    Ok(())
}

/// Runs `change` on the table; it is known to exist.
fn with<T>(
    declared: &mut Declared,
    name: &TableName,
    change: impl FnOnce(&mut Declared, &mut Table) -> T,
) -> Option<T> {
    let mut table = declared.schema.tables.remove(name)?;
    let result = change(declared, &mut table);
    declared.schema.insert(table);
    Some(result)
}

fn action(
    declared: &mut Declared,
    source: &Source<'_>,
    cursor: &mut Cursor<'_>,
    table: &mut TableName,
) -> Parsed<()> {
    let mysql = declared.names.dialect.is_mysql_like();
    if cursor.eat("ADD") {
        return add(declared, source, cursor, table);
    }
    if cursor.eat("DROP") {
        return drop(declared, cursor, table);
    }
    if cursor.eat("ALTER") {
        return alter_part(declared, source, cursor, table);
    }
    if cursor.eat("RENAME") {
        return rename_part(declared, cursor, table);
    }
    if mysql && cursor.is_any(&["MODIFY", "CHANGE"]) {
        return modify(declared, source, cursor, table);
    }
    if declared.is_postgres() && routines::switch(declared, cursor, table)? {
        return Ok(());
    }
    if cursor.eat("SET SCHEMA") {
        let to = declared.names.resolve(Some(cursor.name()?), table.name.clone());
        declared.rename_table(table, &to);
        *table = to;
        return Ok(());
    }
    if cursor.eat("ATTACH PARTITION") {
        let partition = cursor.object(&declared.names)?;
        let partition = declared.find_table(&partition).unwrap_or(partition);
        let Some(mut child) = declared.schema.tables.remove(&partition) else {
            return cursor.fail(format!("{partition} is not declared before"));
        };
        child.options.partition_of = Some(table.clone());
        if let Some(parent) = declared.schema.tables.get(table) {
            table::match_parent(&mut child, &declared.names, parent);
        }
        declared.schema.insert(child);
        return Ok(());
    }
    if cursor.eat("DETACH PARTITION") {
        let partition = cursor.object(&declared.names)?;
        let partition = declared.find_table(&partition).unwrap_or(partition);
        if let Some(child) = declared.schema.tables.get_mut(&partition) {
            child.options.partition_of = None;
        }
        return Ok(());
    }
    if cursor.eat("VALIDATE CONSTRAINT") {
        let name = cursor.name()?;
        let names = declared.names.clone();
        let Some(table) = declared.schema.tables.get_mut(table) else { return Ok(()) };
        names::settle(table, &names, &name);
        let name = Some(name);
        table.foreign_keys.iter_mut().filter(|k| k.name == name).for_each(|k| k.validated = true);
        table.checks.iter_mut().filter(|c| c.name == name).for_each(|c| c.validated = true);
        return Ok(());
    }
    if cursor.is_all("SET LOGGED") || cursor.is_all("SET UNLOGGED") {
        let unlogged = cursor.is_all("SET UNLOGGED");
        if let Some(table) = declared.schema.tables.get_mut(table) {
            table.options.unlogged = unlogged;
        }
        return Ok(());
    }
    if mysql && cursor.eat("CONVERT TO") {
        return convert(declared, cursor, table);
    }
    if mysql
        && (cursor.is_any(&table::STORAGE_OPTIONS)
            || cursor.is_any(&[
                "ENGINE",
                "DEFAULT",
                "CHARSET",
                "CHARACTER",
                "COLLATE",
                "COMMENT",
                "PARTITION",
            ]))
    {
        let names = declared.names.clone();
        return with(declared, table, |_, t| {
            let before = t.options.collation.clone();
            let result = table::change_options(cursor, &names, t);
            table::keep_collations(t, before.as_deref());
            result
        })
        .unwrap_or(Ok(()));
    }
    if let Some(what) = settings::unmodelled(cursor).filter(|_| declared.is_postgres()) {
        let at = cursor.offset();
        declared.gap(source, at, GapKind::Unmodelled, format!("{what} is not modelled"));
        return Ok(());
    }
    if cursor.is_any(&settings::ALL) {
        return Ok(());
    }
    cursor.wanted("a change of a table")
}

fn convert(declared: &mut Declared, cursor: &mut Cursor<'_>, name: &TableName) -> Parsed<()> {
    if !cursor.eat("CHARSET") {
        cursor.need("CHARACTER SET")?;
    }
    let charset = cursor.name()?;
    let names = declared.names.clone();
    let dialect = names.dialect;
    let collation = if cursor.eat("COLLATE") {
        charset::collation(dialect, cursor.name()?)
    } else {
        charset::default_collation(dialect, &charset)
    };
    if let Some(table) = declared.schema.tables.get_mut(name) {
        let before = table.options.collation.replace(collation.clone());
        // The conversion rewrites every text column to the new default.
        for column in &mut table.columns {
            let from = column.collation.take().or_else(|| before.clone());
            if let Some(from) = from.filter(|c| !open_charset::is_open(c)) {
                column::widen(&names, column, &from, &collation);
            }
        }
    }
    Ok(())
}

fn add(
    declared: &mut Declared,
    source: &Source<'_>,
    cursor: &mut Cursor<'_>,
    name: &TableName,
) -> Parsed<()> {
    let names = declared.names.clone();
    if constraint::begins(cursor) {
        let at = cursor.offset();
        let if_not_exists = (0..6).any(|i| cursor.is_at(i, "EXISTS"));
        let found = constraint::constraint(cursor, &names)?;
        if !cursor.is_done() {
            return cursor.wanted("the end of the constraint");
        }
        with(declared, name, |declared, table| {
            let known = if_not_exists && constraint_is_known(table, &found);
            if !known {
                declared.attach(source, table, found, at);
            }
        });
        return Ok(());
    }
    if names.dialect.is_mysql_like() && cursor.is_any(&["PARTITION", "SYSTEM"]) {
        set_versioned(declared, name, cursor);
        return Ok(());
    }
    cursor.eat("COLUMN");
    let if_not_exists = cursor.eat("IF NOT EXISTS");
    let several = cursor.is_symbol(b'(');
    let parts = if several { cursor.group()?.split_commas() } else { vec![*cursor] };
    for mut part in parts {
        let def = column::column(&mut part, &names)?;
        with(declared, name, |declared, table| {
            let known = table.columns.iter().any(|c| names.same(&c.name, &def.column.name));
            if known && if_not_exists {
                return;
            }
            if known {
                let why = format!("{name} already has a column {}", def.column.name);
                declared.gap(source, def.at, GapKind::Unparsed, why);
                return;
            }
            put_column(declared, source, table, def);
        });
    }
    cursor.finish();
    Ok(())
}

/// MariaDB: ADD SYSTEM VERSIONING.
fn set_versioned(declared: &mut Declared, name: &TableName, cursor: &Cursor<'_>) {
    if cursor.is_all("SYSTEM VERSIONING")
        && let Some(table) = declared.schema.tables.get_mut(name)
    {
        table.options.versioned = true;
    }
}

fn constraint_is_known(table: &Table, constraint: &Constraint) -> bool {
    match constraint {
        Constraint::PrimaryKey(..) => table.primary_key.is_some(),
        Constraint::Unique(Key { name, .. }) => table.uniques.iter().any(|k| k.name == *name),
        Constraint::ForeignKey(key, _) => table.foreign_keys.iter().any(|k| k.name == key.name),
        Constraint::Check(check) => table.checks.iter().any(|c| c.name == check.name),
        Constraint::Exclusion(e) => table.exclusions.iter().any(|x| x.name == e.name),
        Constraint::Index(index) => table.indexes.iter().any(|i| i.name == index.name),
        Constraint::Period(..) => table.options.period.is_some(),
        Constraint::UsingIndex { .. } | Constraint::NotNull { .. } => false,
    }
}

/// Puts a column with its inline constraints into the table.
fn put_column(declared: &mut Declared, source: &Source<'_>, table: &mut Table, def: ColumnDef) {
    for unread in def.unread {
        declared.gap(source, unread.at, unread.kind, unread.why);
    }
    declared.locate(Place::column(&table.name, &def.column.name), source, def.at);
    table::place_column(table, &declared.names, def.column, &def.placing);
    table.options.conflicts.extend(def.conflicts);
    for (at, constraint) in def.constraints {
        declared.attach(source, table, constraint, at);
    }
}

/// MySQL MODIFY and CHANGE: the whole column anew.
fn modify(
    declared: &mut Declared,
    source: &Source<'_>,
    cursor: &mut Cursor<'_>,
    name: &TableName,
) -> Parsed<()> {
    let names = declared.names.clone();
    let change = cursor.eat("CHANGE");
    let _ = change || cursor.eat("MODIFY");
    cursor.eat("COLUMN");
    let if_exists = cursor.eat("IF EXISTS");
    let old = if change { Some(cursor.name()?) } else { None };
    let def = column::column(cursor, &names)?;
    let old = old.unwrap_or_else(|| def.column.name.clone());
    let known = declared
        .schema
        .tables
        .get(name)
        .is_some_and(|t| t.columns.iter().any(|c| names.same(&c.name, &old)));
    if !known {
        return if if_exists { Ok(()) } else { cursor.fail(format!("{name} has no column {old}")) };
    }
    if old != def.column.name {
        rename::column(&mut declared.schema, &names, name, &old, &def.column.name);
        declared.locations.remove(&Place::column(name, &old));
    }
    with(declared, name, |declared, table| {
        let mut def = def;
        let in_key = |k: &Key| k.columns.contains(&def.column.name);
        if table.primary_key.as_ref().is_some_and(in_key) {
            def.column.nullable = false;
        }
        put_column(declared, source, table, def);
    });
    Ok(())
}

fn drop(declared: &mut Declared, cursor: &mut Cursor<'_>, name: &TableName) -> Parsed<()> {
    let names = declared.names.clone();
    let mysql = names.dialect.is_mysql_like();
    if mysql && cursor.eat("PRIMARY KEY") {
        return drop_primary(declared, name);
    }
    if mysql && (cursor.eat("INDEX") || cursor.eat("KEY")) {
        let if_exists = cursor.eat("IF EXISTS");
        let index = cursor.name()?;
        if index.eq_ignore_ascii_case("primary") {
            return drop_primary(declared, name);
        }
        let gone = objects::drop_index_of(declared, name, &index);
        // The index may be one the server made for a foreign key.
        let implied = declared.schema.tables.get(name).is_some_and(|t| !t.foreign_keys.is_empty());
        return if gone || if_exists || implied {
            Ok(())
        } else {
            cursor.fail(format!("{name} has no index {index}"))
        };
    }
    if mysql && cursor.is_any(&["PARTITION", "SYSTEM"]) {
        if cursor.is_all("SYSTEM VERSIONING")
            && let Some(table) = declared.schema.tables.get_mut(name)
        {
            table.options.versioned = false;
        }
        return Ok(());
    }
    if mysql && cursor.eat("PERIOD FOR") {
        let gone = declared.schema.tables.get_mut(name).and_then(|t| t.options.period.take());
        return match gone {
            Some(_) => {
                cursor.finish();
                Ok(())
            }
            None => cursor.fail(format!("{name} has no period")),
        };
    }
    let constraint =
        cursor.eat("CONSTRAINT") || (mysql && (cursor.eat("FOREIGN KEY") || cursor.eat("CHECK")));
    if !constraint {
        cursor.eat("COLUMN");
    }
    let if_exists = cursor.eat("IF EXISTS");
    let part = cursor.name()?;
    let gone = if constraint {
        drop_constraint(declared, name, &part)
    } else {
        let known = declared
            .schema
            .tables
            .get(name)
            .is_some_and(|t| t.columns.iter().any(|c| names.same(&c.name, &part)));
        rename::drop_column(&mut declared.schema, &names, name, &part);
        declared.locations.remove(&Place::column(name, &part));
        known
    };
    if gone || if_exists { Ok(()) } else { cursor.fail(format!("{name} has no {part}")) }
}

/// MySQL: the primary key, and the index it may have of the beginnings of columns.
fn drop_primary(declared: &mut Declared, name: &TableName) -> Parsed<()> {
    if let Some(table) = declared.schema.tables.get_mut(name) {
        table.primary_key = None;
        table.indexes.retain(|i| i.name.as_deref() != Some("PRIMARY"));
    }
    Ok(())
}

/// Drops the constraint of this name, made up or given.
fn drop_constraint(declared: &mut Declared, name: &TableName, constraint: &str) -> bool {
    let names = declared.names.clone();
    let Some(table) = declared.schema.tables.get_mut(name) else { return false };
    names::settle(table, &names, constraint);
    table::keep_index(table, &names, constraint);
    let mut gone = remove_constraint(table, constraint);
    if !gone && constraint.eq_ignore_ascii_case("primary") && names.dialect.is_mysql_like() {
        gone = table.primary_key.take().is_some();
    }
    for kind in
        [ObjectKind::PrimaryKey, ObjectKind::Unique, ObjectKind::ForeignKey, ObjectKind::Check]
    {
        declared.locations.remove(&Place::part(kind, name, constraint));
    }
    gone
}

fn remove_constraint(table: &mut Table, name: &str) -> bool {
    let is = |n: &Option<String>| n.as_deref() == Some(name);
    let count = |t: &Table| {
        t.uniques.len()
            + t.foreign_keys.len()
            + t.checks.len()
            + t.exclusions.len()
            + usize::from(t.primary_key.is_some())
    };
    let before = count(table);
    table.primary_key = table.primary_key.take().filter(|k| !is(&k.name));
    table.uniques.retain(|k| !is(&k.name));
    table.foreign_keys.retain(|k| !is(&k.name));
    table.checks.retain(|c| !is(&c.name));
    table.exclusions.retain(|e| !is(&e.name));
    count(table) < before
}

fn rename_part(
    declared: &mut Declared,
    cursor: &mut Cursor<'_>,
    table: &mut TableName,
) -> Parsed<()> {
    let names = declared.names.clone();
    if cursor.eat("CONSTRAINT") || cursor.eat("INDEX") || cursor.eat("KEY") {
        let from = cursor.name()?;
        cursor.need("TO")?;
        let to = cursor.name()?;
        let Some(found) = declared.schema.tables.get_mut(table) else { return Ok(()) };
        names::settle(found, &names, &from);
        return if rename_constraint(found, &from, &to) {
            Ok(())
        } else {
            cursor.fail(format!("{table} has no {from}"))
        };
    }
    if cursor.eat("TO")
        || cursor.eat("AS")
        || (names.dialect.is_mysql_like() && cursor.word_at(1).is_none() && !cursor.is("COLUMN"))
    {
        let mut to = cursor.object(&names)?;
        if to.schema.is_none() || to.schema == names.current {
            to.schema.clone_from(&table.schema);
        }
        declared.rename_table(table, &to);
        *table = to;
        return Ok(());
    }
    cursor.eat("COLUMN");
    cursor.eat("IF EXISTS");
    let from = cursor.name()?;
    cursor.need("TO")?;
    let to = cursor.name()?;
    let known = declared
        .schema
        .tables
        .get(table)
        .is_some_and(|t| t.columns.iter().any(|c| names.same(&c.name, &from)));
    if !known {
        return cursor.fail(format!("{table} has no column {from}"));
    }
    rename::column(&mut declared.schema, &names, table, &from, &to);
    if let Some(location) = declared.locations.remove(&Place::column(table, &from)) {
        declared.locations.insert(Place::column(table, &to), location);
    }
    for (_, column) in declared.owners.values_mut().filter(|(t, c)| t == table && *c == from) {
        column.clone_from(&to);
    }
    Ok(())
}

/// `ALTER [COLUMN] c …` and what MySQL alters besides columns.
fn alter_part(
    declared: &mut Declared,
    source: &Source<'_>,
    cursor: &mut Cursor<'_>,
    name: &TableName,
) -> Parsed<()> {
    let names = declared.names.clone();
    let mysql = names.dialect.is_mysql_like();
    if cursor.eat("CONSTRAINT") || (mysql && cursor.eat("CHECK")) {
        let constraint = cursor.name()?;
        let deferrable = constraint::deferrable(cursor);
        let Some(table) = declared.schema.tables.get_mut(name) else { return Ok(()) };
        names::settle(table, &names, &constraint);
        let constraint = Some(constraint);
        for key in table.foreign_keys.iter_mut().filter(|k| k.name == constraint) {
            key.deferrable = deferrable;
        }
        let postgres = names.dialect.family == Family::Postgres;
        let off = cursor.is_all("NOT ENFORCED");
        for check in table.checks.iter_mut().filter(|c| c.name == constraint && (!postgres || off))
        {
            check.validated = !off;
            check.not_enforced = postgres && off;
        }
        let keys = table.foreign_keys.iter_mut().filter(|k| k.name == constraint && postgres);
        for key in keys.filter(|_| off || cursor.is("ENFORCED")) {
            key.validated = !off;
            key.not_enforced = off;
        }
        return Ok(());
    }
    if mysql && (cursor.eat("INDEX") || cursor.eat("KEY")) {
        cursor.eat("IF EXISTS");
        let index = cursor.name()?;
        let valid = !cursor.is_any(&["INVISIBLE", "IGNORED"]);
        if let Some(table) = declared.schema.tables.get_mut(name) {
            table::use_index(table, &names, &index, valid);
        }
        return Ok(());
    }
    cursor.eat("COLUMN");
    cursor.eat("IF EXISTS");
    let at = cursor.offset();
    let column = cursor.name()?;
    let changed = with(declared, name, |declared, table| {
        let table_name = table.name.clone();
        let Some(found) = table.columns.iter_mut().find(|c| names.same(&c.name, &column)) else {
            return cursor.fail(format!("{table_name} has no column {column}"));
        };
        if cursor.eat("SET DATA TYPE") || cursor.eat("TYPE") {
            let raw = type_text(cursor)?;
            found.ty = typed(&names, &raw);
            // Unsaid, the collation becomes the new type's own.
            found.collation = if cursor.eat("COLLATE") { cursor.path()?.pop() } else { None };
        } else if cursor.eat("SET DEFAULT") {
            found.default = default_value(cursor)?;
        } else if cursor.eat("DROP DEFAULT") {
            found.default = None;
            if matches!(found.identity, Some(Identity::Serial { .. })) {
                found.identity = None;
            }
        } else if cursor.eat("SET NOT NULL") {
            found.nullable = false;
        } else if cursor.eat("DROP NOT NULL") {
            found.nullable = true;
        } else if cursor.eat("ADD GENERATED") || cursor.eat("SET GENERATED") {
            let always = cursor.eat("ALWAYS");
            found.identity = Some(if always { Identity::Always } else { Identity::ByDefault });
            let _ = cursor.eat("BY DEFAULT");
            if cursor.eat("AS IDENTITY") && cursor.is_symbol(b'(') {
                let numbering = sequences::identity(&mut cursor.group()?, &names)?;
                found.numbering = Some(numbering);
            } else if cursor.eat("SET") {
                sequences::change(cursor, &names, &mut found.numbering)?;
            }
        } else if cursor.eat("DROP IDENTITY") {
            found.identity = None;
            found.numbering = None;
        } else if cursor.eat("DROP EXPRESSION") {
            found.generated = None;
        } else if cursor.eat("SET EXPRESSION AS") {
            let expr = column::grouped_expression(cursor)?;
            if let Some(generated) = &mut found.generated {
                generated.expr = expr;
            }
        } else if found.identity.is_some()
            && cursor.eat("SET")
            && sequences::change(cursor, &names, &mut found.numbering)?
        {
        } else if cursor.is_any(&["SET", "RESET", "RESTART", "STATISTICS", "STORAGE"]) {
            // STATISTICS, STORAGE, COMPRESSION, (n_distinct = …), the next number.
            if declared.is_postgres() && !cursor.is("RESTART") && !cursor.is_all("SET STATISTICS") {
                let why = "how a column is stored is not modelled";
                declared.gap(source, at, GapKind::Unmodelled, why);
            }
            return Ok(());
        } else {
            return cursor.wanted("a change of a column");
        }
        declared.locate(Place::column(&table_name, &found.name), source, at);
        Ok(())
    });
    changed.unwrap_or(Ok(()))
}
