//! Renaming and dropping what other objects point at: the engines follow renames through keys,
//! indexes, checks and foreign keys, so the reader does too.

use seedbed_schema_model::{Expr, Family, IndexKey, Place, Schema, Table, TableName, TriggerEvent};

use super::{
    cursor::{Names, unquote_name},
    lex::{Kind, Lexer},
    names,
};

/// Renames a table (or moves it to another schema) with everything that refers to it.
pub(super) fn table(schema: &mut Schema, names: &Names, from: &TableName, to: &TableName) {
    let Some(mut table) = schema.tables.remove(from) else { return };
    if names.dialect.family == Family::Postgres {
        // Made-up names stay what they were.
        names::fill(&mut table, names);
    }
    table.name = to.clone();
    schema.insert(table);
    for other in schema.tables.values_mut() {
        for key in other.foreign_keys.iter_mut().filter(|k| same_table(names, &k.target, from)) {
            key.target = to.clone();
        }
        if other.options.partition_of.as_ref() == Some(from) {
            other.options.partition_of = Some(to.clone());
        }
    }
}

/// Whether two table names mean the same table.
pub(super) fn same_table(names: &Names, a: &TableName, b: &TableName) -> bool {
    a == b || (a.schema == b.schema && names.same(&a.name, &b.name))
}

/// Renames a column with everything that refers to it.
pub(super) fn column(schema: &mut Schema, names: &Names, name: &TableName, from: &str, to: &str) {
    if let Some(table) = schema.tables.get_mut(name) {
        if names.dialect.family == Family::Postgres {
            names::fill(table, names);
        }
        column_inside(table, names, from, to);
    }
    for table in schema.tables.values_mut() {
        for key in &mut table.foreign_keys {
            if same_table(names, &key.target, name) {
                rename_in(names, &mut key.target_columns, from, to);
            }
        }
    }
}

fn rename_in(names: &Names, columns: &mut [String], from: &str, to: &str) {
    for column in columns.iter_mut().filter(|c| names.same(c, from)) {
        to.clone_into(column);
    }
}

fn column_inside(table: &mut Table, names: &Names, from: &str, to: &str) {
    for key in table.primary_key.iter_mut().chain(&mut table.uniques) {
        rename_in(names, &mut key.columns, from, to);
        rename_in(names, &mut key.include, from, to);
    }
    for conflict in &mut table.options.conflicts {
        rename_in(names, conflict.of.columns(), from, to);
    }
    for key in &mut table.foreign_keys {
        rename_in(names, &mut key.columns, from, to);
        rename_in(names, &mut key.set_columns, from, to);
    }
    for exclusion in &mut table.exclusions {
        rename_in(names, &mut exclusion.include, from, to);
        for part in &mut exclusion.parts {
            match &mut part.part.key {
                IndexKey::Column(column) if names.same(column, from) => to.clone_into(column),
                IndexKey::Column(_) => {}
                IndexKey::Expression(expr) => in_expr(names, expr, from, to),
            }
        }
        if let Some(predicate) = &mut exclusion.predicate {
            in_expr(names, predicate, from, to);
        }
    }
    for trigger in &mut table.triggers {
        for event in &mut trigger.events {
            if let TriggerEvent::Update(columns) = event {
                rename_in(names, columns, from, to);
            }
        }
        if let Some(when) = &mut trigger.when {
            in_expr(names, when, from, to);
        }
    }
    for check in &mut table.checks {
        in_expr(names, &mut check.expr, from, to);
    }
    for index in &mut table.indexes {
        rename_in(names, &mut index.include, from, to);
        for part in &mut index.parts {
            match &mut part.key {
                IndexKey::Column(column) if names.same(column, from) => to.clone_into(column),
                IndexKey::Column(_) => {}
                IndexKey::Expression(expr) => in_expr(names, expr, from, to),
            }
        }
        if let Some(predicate) = &mut index.predicate {
            in_expr(names, predicate, from, to);
        }
    }
    for column in &mut table.columns {
        if let Some(generated) = &mut column.generated {
            in_expr(names, &mut generated.expr, from, to);
        }
        if names.same(&column.name, from) {
            to.clone_into(&mut column.name);
        }
    }
}

/// Whether an expression names a column.
pub(super) fn mentions(names: &Names, expr: &Expr, column: &str) -> bool {
    let mut found = false;
    walk(names, expr.as_str(), |name, _| found |= names.same(name, column));
    found
}

fn in_expr(names: &Names, expr: &mut Expr, from: &str, to: &str) {
    let text = expr.0.clone();
    let mut out = String::with_capacity(text.len());
    let mut end = 0;
    walk(names, &text, |name, token| {
        if names.same(name, from) {
            out.push_str(&text[end..token.0]);
            let plain = !to.is_empty() && to.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
            if plain {
                out.push_str(to);
            } else {
                out.push_str(&names.dialect.quote(to));
            }
            end = token.1;
        }
    });
    if end > 0 {
        out.push_str(&text[end..]);
        expr.0 = out;
    }
}

/// Calls `each` with every identifier of an expression that may be a column.
fn walk(names: &Names, text: &str, mut each: impl FnMut(&str, (usize, usize))) {
    let mut lexer = Lexer::new(names.dialect, text);
    while let Some(token) = lexer.token() {
        let slice = &text[token.start..token.end];
        let call = text[token.end..].starts_with('(');
        match token.kind {
            Kind::Word if call => {}
            Kind::Word if names.dialect.family == Family::Postgres => {
                each(&slice.to_ascii_lowercase(), (token.start, token.end));
            }
            Kind::Word => each(slice, (token.start, token.end)),
            Kind::Quoted => each(&unquote_name(slice), (token.start, token.end)),
            _ => {}
        }
    }
}

/// Drops a column and what cannot be without it.
pub(super) fn drop_column(schema: &mut Schema, names: &Names, name: &TableName, column: &str) {
    let family = names.dialect.family;
    let Some(table) = schema.tables.get_mut(name) else { return };
    let has = |columns: &[String]| columns.iter().any(|c| names.same(c, column));
    table.columns.retain(|c| !names.same(&c.name, column));
    if names.dialect.is_mysql_like() {
        // The column leaves its keys; only empty ones go.
        if let Some(key) = &mut table.primary_key {
            key.columns.retain(|c| !names.same(c, column));
        }
        table.primary_key = table.primary_key.take().filter(|k| !k.columns.is_empty());
        for key in &mut table.uniques {
            key.columns.retain(|c| !names.same(c, column));
        }
        table.uniques.retain(|k| !k.columns.is_empty());
        for index in &mut table.indexes {
            index.parts.retain(|p| !matches!(&p.key, IndexKey::Column(c) if names.same(c, column)));
        }
        table.indexes.retain(|i| !i.parts.is_empty());
    } else {
        table.primary_key = table.primary_key.take().filter(|k| !has(&k.columns));
        table.uniques.retain(|k| !has(&k.columns));
        table.indexes.retain(|i| {
            let part = i.parts.iter().any(|p| match &p.key {
                IndexKey::Column(c) => names.same(c, column),
                IndexKey::Expression(e) => mentions(names, e, column),
            });
            let predicate = i.predicate.as_ref().is_some_and(|p| mentions(names, p, column));
            !(part || predicate || has(&i.include))
        });
    }
    table.foreign_keys.retain(|k| !has(&k.columns));
    table.checks.retain(|c| !mentions(names, &c.expr, column));
    table.exclusions.retain(|e| {
        !has(&e.include)
            && !e.parts.iter().any(|p| match &p.part.key {
                IndexKey::Column(c) => names.same(c, column),
                IndexKey::Expression(e) => mentions(names, e, column),
            })
    });
    if family == Family::Postgres {
        for other in schema.tables.values_mut() {
            other
                .foreign_keys
                .retain(|k| !(k.target == *name && k.target_columns.iter().any(|c| c == column)));
        }
    }
}

/// Moves the locations of an object and of its parts to a new name.
pub(super) fn locations<T>(
    locations: &mut std::collections::BTreeMap<Place, T>,
    from: &TableName,
    to: &TableName,
) {
    let moved: Vec<Place> = locations.keys().filter(|p| p.object == *from).cloned().collect();
    for mut place in moved {
        if let Some(location) = locations.remove(&place) {
            place.object = to.clone();
            locations.insert(place, location);
        }
    }
}
