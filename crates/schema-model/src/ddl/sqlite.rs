//! SQLite: everything in CREATE TABLE, and a rebuild for what ALTER TABLE does not know.

use super::{
    DdlError, Statements,
    text::{self, Text},
};
use crate::{
    Column, ConflictOf, Family, ForeignKey, Identity, Index, IndexKey, Key, MatchType, ObjectKind,
    Place, Schema, Table, TableName, normal,
};

type Written = Result<String, DdlError>;

pub(super) fn create_table(schema: &Schema, table: &Table, keys: &[&ForeignKey]) -> Statements {
    let text = Text::of(schema.dialect);
    let place = Place::table(&table.name);
    if let Some(module) = &table.options.module {
        let (name, module) = (text.table(&place, &table.name)?, text.expr(&place, module)?);
        return Ok(vec![format!("CREATE VIRTUAL TABLE {name} USING {module}")]);
    }
    let mut out = vec![format!(
        "CREATE TABLE {} {}",
        text.table(&place, &table.name)?,
        table_body(schema, table, keys)?
    )];
    for index in &table.indexes {
        let place = text::index_place(&table.name, index);
        out.push(create_index(text, &place, &table.name, index)?);
    }
    Ok(out)
}

/// What follows `CREATE TABLE name`.
fn table_body(schema: &Schema, table: &Table, keys: &[&ForeignKey]) -> Written {
    let text = Text::of(schema.dialect);
    let name = &table.name;
    let options = &table.options;
    text.refuse(
        &Place::table(name),
        &[
            (table.columns.is_empty(), "a table without columns"),
            (table.comment.is_some(), "a comment on a table"),
            (options.engine.is_some(), "a storage engine"),
            (options.collation.is_some(), "the collation of a table"),
            (options.partition_by.is_some() || options.partition_of.is_some(), "partitions"),
            (options.unlogged, "an unlogged table"),
            (options.versioned || !options.unversioned.is_empty(), "system versioning"),
            (options.period.is_some(), "a period"),
            (!options.storage.is_empty(), "an option of a storage engine"),
            (!table.exclusions.is_empty(), "an exclusion constraint"),
        ],
    )?;
    let mut parts = Vec::new();
    for c in &table.columns {
        parts.push(column(schema, table, c)?);
    }
    if let Some(key) = table.primary_key.as_ref().filter(|key| !is_inline(table, key)) {
        let place = Place::object(ObjectKind::PrimaryKey, name);
        let key = self::key(text, &place, "PRIMARY KEY", key)?;
        parts.push(key + &on_conflict(table, &ConflictOf::PrimaryKey));
    }
    for key in &table.uniques {
        let place = text::part(ObjectKind::Unique, name, &key.name, &key.columns);
        let of = ConflictOf::Unique(key.columns.clone());
        parts.push(self::key(text, &place, "UNIQUE", key)? + &on_conflict(table, &of));
    }
    for check in &table.checks {
        let place = text::check_place(name, check);
        text.refuse(
            &place,
            &[(!check.validated, "a check that is not enforced"), (check.no_inherit, "NO INHERIT")],
        )?;
        parts.push(text.check(&place, check)?);
    }
    for key in keys {
        let place = text::part(ObjectKind::ForeignKey, name, &key.name, &key.columns);
        parts.push(foreign_key(text, &place, key)?);
    }
    let mut traits = Vec::new();
    if options.strict {
        traits.push("STRICT");
    }
    if options.without_rowid {
        traits.push("WITHOUT ROWID");
    }
    let space = if traits.is_empty() { "" } else { " " };
    Ok(format!("{}{space}{}", text::body(&parts), traits.join(", ")))
}

/// Whether the primary key is written at its column, where AUTOINCREMENT must stand.
fn is_inline(table: &Table, key: &Key) -> bool {
    let [only] = key.columns.as_slice() else { return false };
    table.columns.iter().any(|c| {
        c.name.eq_ignore_ascii_case(only) && matches!(c.identity, Some(Identity::Rowid { .. }))
    })
}

pub(super) fn column(schema: &Schema, table: &Table, c: &Column) -> Written {
    let text = Text::of(schema.dialect);
    let place = Place::column(&table.name, &c.name);
    text.refuse(
        &place,
        &[
            (c.comment.is_some(), "a comment on a column"),
            (c.on_update.is_some(), "ON UPDATE of a column"),
            (
                !matches!(c.identity, None | Some(Identity::Rowid { .. })),
                "an identity other than INTEGER PRIMARY KEY",
            ),
        ],
    )?;
    let mut out = text.name(&place, &c.name)?;
    if !c.ty.raw.trim().is_empty() {
        out.push(' ');
        out.push_str(&text.column_type(&place, &c.ty)?);
    }
    if let Some(Identity::Rowid { autoincrement }) = c.identity {
        let Some(key) = table.primary_key.as_ref().filter(|key| is_inline(table, key)) else {
            return text.cannot(&place, "a rowid column that is not the primary key");
        };
        out.push(' ');
        out.push_str(&text.constraint(&place, &key.name)?);
        out.push_str("PRIMARY KEY");
        out.push_str(&on_conflict(table, &ConflictOf::PrimaryKey));
        if autoincrement {
            out.push_str(" AUTOINCREMENT");
        }
    }
    if !c.nullable {
        out.push_str(" NOT NULL");
        out.push_str(&on_conflict(table, &ConflictOf::NotNull(c.name.clone())));
    }
    if let Some(default) = &c.default {
        let shape = normal::default_shape(schema.dialect, default);
        let default = match shape {
            normal::Shape::Literal | normal::Shape::Moment => text.expr(&place, &default.0)?,
            _ => text.parenthesised(&place, &default.0)?,
        };
        out.push_str(&format!(" DEFAULT {default}"));
    }
    if let Some(collation) = &c.collation {
        out.push_str(&format!(" COLLATE {}", text.name(&place, collation)?));
    }
    if let Some(generated) = &c.generated {
        let kind = if generated.stored { "STORED" } else { "VIRTUAL" };
        let expr = text.parenthesised(&place, &generated.expr.0)?;
        out.push_str(&format!(" GENERATED ALWAYS AS {expr} {kind}"));
    }
    Ok(out)
}

/// The conflict clause of a constraint, with a blank before it.
fn on_conflict(table: &Table, of: &ConflictOf) -> String {
    const KNOWN: [&str; 5] = ["REPLACE", "IGNORE", "FAIL", "ROLLBACK", "ABORT"];
    let action = table.options.conflict(of).map(str::to_uppercase);
    let known = action.filter(|a| KNOWN.contains(&a.as_str()));
    known.map(|a| format!(" ON CONFLICT {a}")).unwrap_or_default()
}

fn key(text: Text, place: &Place, words: &str, key: &Key) -> Written {
    text.refuse(
        place,
        &[
            (key.deferrable != crate::Deferrable::No, "a deferrable key"),
            (key.nulls_not_distinct, "NULLS NOT DISTINCT"),
            (!key.include.is_empty(), "INCLUDE columns"),
            (key.without_overlaps, "WITHOUT OVERLAPS"),
        ],
    )?;
    let columns = text.columns(place, &key.columns)?;
    Ok(format!("{}{words} {columns}", text.constraint(place, &key.name)?))
}

fn foreign_key(text: Text, place: &Place, key: &ForeignKey) -> Written {
    text.refuse(
        place,
        &[
            (!key.validated, "a foreign key that is not validated"),
            (!key.set_columns.is_empty(), "the columns of ON DELETE SET"),
            (key.period, "PERIOD"),
        ],
    )?;
    let matched = match key.match_type {
        MatchType::Simple => "",
        MatchType::Full => " MATCH FULL",
        MatchType::Partial => " MATCH PARTIAL",
    };
    Ok(format!(
        "{}{}{matched}{}",
        text.foreign_key(place, key)?,
        text::actions(key, ""),
        text::deferrable(key.deferrable)
    ))
}

pub(super) fn create_index(text: Text, place: &Place, table: &TableName, index: &Index) -> Written {
    text.refuse(
        place,
        &[
            (index.name.is_none(), "an index without a name"),
            (index.method.is_some(), "an index method"),
            (!index.include.is_empty(), "INCLUDE columns"),
            (!index.valid, "an invalid index"),
            (index.nulls_not_distinct, "NULLS NOT DISTINCT"),
            (index.parts.is_empty(), "an index of nothing"),
        ],
    )?;
    let mut parts = Vec::new();
    for part in &index.parts {
        text.refuse(
            place,
            &[
                (part.opclass.is_some(), "an operator class"),
                (part.prefix.is_some(), "a prefix length"),
                (part.nulls_first.is_some(), "the order of NULLs"),
            ],
        )?;
        let mut out = match &part.key {
            IndexKey::Column(column) => text.name(place, column)?,
            IndexKey::Expression(expr) => text.parenthesised(place, &expr.0)?,
        };
        if let Some(collation) = &part.collation {
            out.push_str(&format!(" COLLATE {}", text.name(place, collation)?));
        }
        if part.descending {
            out.push_str(" DESC");
        }
        parts.push(out);
    }
    let name =
        TableName { schema: table.schema.clone(), name: index.name.clone().unwrap_or_default() };
    let mut out = format!(
        "CREATE {}INDEX {} ON {} ({})",
        if index.unique { "UNIQUE " } else { "" },
        text.table(place, &name)?,
        text.name(place, &table.name)?,
        parts.join(", ")
    );
    if let Some(predicate) = &index.predicate {
        out.push_str(&format!(" WHERE {}", text.expr(place, &predicate.0)?));
    }
    Ok(out)
}

pub(super) fn add_column(schema: &Schema, table: &Table, c: &Column) -> Statements {
    let text = Text::of(schema.dialect);
    let place = Place::column(&table.name, &c.name);
    let in_key = |key: &Key| key.columns.contains(&c.name);
    let constant = c
        .default
        .as_ref()
        .is_none_or(|d| normal::default_shape(schema.dialect, d) == normal::Shape::Literal);
    let fills = normal::default_form(schema, c).is_some() || c.generated.is_some();
    let rebuild = "on an existing table: rebuild the table";
    for (so, what) in [
        (
            c.identity.is_some() || table.primary_key.as_ref().is_some_and(in_key),
            "a primary key column",
        ),
        (table.uniques.iter().any(in_key), "a unique column"),
        (!c.nullable && !fills, "a NOT NULL column without a default"),
        (!constant, "a column whose default is not constant"),
        (c.generated.as_ref().is_some_and(|g| g.stored), "a stored generated column"),
    ] {
        if so {
            return text.cannot(&place, format!("{what} {rebuild}"));
        }
    }
    let definition = column(schema, table, c)?;
    Ok(vec![text.alter(&place, &table.name, &format!("ADD COLUMN {definition}"))?])
}

pub(super) fn rebuild_table(schema: &Schema, from: &Table, to: &Table) -> Statements {
    debug_assert_eq!(schema.dialect.family, Family::Sqlite);
    let text = Text::of(schema.dialect);
    let place = Place::table(&to.name);
    let stage = TableName {
        schema: to.name.schema.clone(),
        name: format!("{}rebuild_{}", crate::OWN_PREFIX, to.name.name),
    };
    let stage_text = text.table(&place, &stage)?;
    let keys: Vec<_> = to.foreign_keys.iter().collect();
    let mut out = vec![format!("CREATE TABLE {stage_text} {}", table_body(schema, to, &keys)?)];
    let (mut into, mut select) = (Vec::new(), Vec::new());
    for column in to.columns.iter().filter(|c| c.generated.is_none()) {
        let place = Place::column(&to.name, &column.name);
        let source = from.columns.iter().find(|c| c.name.eq_ignore_ascii_case(&column.name));
        let default =
            column.default.as_ref().filter(|_| normal::default_form(schema, column).is_some());
        match (source, default) {
            (Some(source), default) => {
                into.push(text.name(&place, &column.name)?);
                let old = text.name(&place, &source.name)?;
                select.push(match default {
                    Some(default) if !column.nullable && source.nullable => {
                        format!("coalesce({old}, {})", text.expr(&place, &default.0)?)
                    }
                    _ => old,
                });
            }
            (None, None) if !column.nullable && column.identity.is_none() => {
                return text.cannot(&place, "a new NOT NULL column without a default");
            }
            // The engine fills it in.
            (None, _) => {}
        }
    }
    let old = text.table(&place, &from.name)?;
    if !into.is_empty() {
        out.push(format!(
            "INSERT INTO {stage_text} ({}) SELECT {} FROM {old}",
            into.join(", "),
            select.join(", ")
        ));
    }
    if is_autoincrement(from) && is_autoincrement(to) {
        // Numbers given out once are not given out again, even those of deleted rows.
        let book = match &to.name.schema {
            Some(schema) => format!("{}.sqlite_sequence", text.name(&place, schema)?),
            None => "sqlite_sequence".to_owned(),
        };
        let (new, old) =
            (schema.dialect.literal(&stage.name), schema.dialect.literal(&from.name.name));
        out.push(format!("DELETE FROM {book} WHERE name = {new}"));
        out.push(format!(
            "INSERT INTO {book} (name, seq) SELECT {new}, seq FROM {book} WHERE name = {old}"
        ));
    }
    out.push(format!("DROP TABLE {old}"));
    // Views and triggers that name the table would make the renaming fail while it is gone.
    out.push("PRAGMA legacy_alter_table = ON".to_owned());
    out.push(format!("ALTER TABLE {stage_text} RENAME TO {}", text.name(&place, &to.name.name)?));
    out.push("PRAGMA legacy_alter_table = OFF".to_owned());
    for index in &to.indexes {
        let place = text::index_place(&to.name, index);
        out.push(create_index(text, &place, &to.name, index)?);
    }
    for trigger in &to.triggers {
        out.extend(super::create_trigger(schema.dialect, &to.name, trigger)?);
    }
    Ok(out)
}

fn is_autoincrement(table: &Table) -> bool {
    table
        .columns
        .iter()
        .any(|c| matches!(c.identity, Some(Identity::Rowid { autoincrement: true })))
}
