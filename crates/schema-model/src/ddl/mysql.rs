//! MySQL and MariaDB: one statement a table, because AUTO_INCREMENT needs its key at once; changed
//! columns are written whole, because MODIFY forgets what it is not told.

use super::{
    DdlError, Statements,
    text::{self, Text},
};
use crate::{
    Action, Check, Column, Deferrable, Family, ForeignKey, Identity, Index, IndexKey, Key,
    MatchType, ObjectKind, Period, Place, Schema, Sequence, Table, TableName, TypeKind, Version,
    normal, normal::charset, rename,
};

type Written = Result<String, DdlError>;

pub(super) fn create_sequence(text: Text, s: &Sequence) -> Written {
    let place = Place::object(ObjectKind::Sequence, &s.name);
    let name = text.table(&place, &s.name)?;
    let bound = text::sequence_bound(s);
    let (start, increment, tail) = (s.start, s.increment, text::sequence_tail(s));
    Ok(format!("CREATE SEQUENCE {name} START WITH {start}{bound} INCREMENT BY {increment}{tail}"))
}

pub(super) fn create_table(schema: &Schema, table: &Table, keys: &[&ForeignKey]) -> Statements {
    let text = Text::of(schema.dialect);
    let name = &table.name;
    let place = Place::table(name);
    let options = &table.options;
    text.refuse(
        &place,
        &[
            (table.columns.is_empty(), "a table without columns"),
            (options.strict, "STRICT"),
            (options.without_rowid, "WITHOUT ROWID"),
            (options.partition_of.is_some(), "a table that is a partition"),
            (options.unlogged, "an unlogged table"),
            (!table.exclusions.is_empty(), "an exclusion constraint"),
        ],
    )?;
    let mut parts = Vec::new();
    for c in &table.columns {
        if c.identity == Some(Identity::AutoIncrement) && key_of(table, &c.name).is_none() {
            let place = Place::column(name, &c.name);
            return text.cannot(&place, "AUTO_INCREMENT without a key that starts with the column");
        }
        parts.push(column(schema, table, c)?);
    }
    // The index says which beginnings of columns the key is over.
    let is_primary = |i: &&Index| i.name.as_deref() == Some("PRIMARY");
    if let (Some(key), None) = (&table.primary_key, table.indexes.iter().find(is_primary)) {
        let place = Place::object(ObjectKind::PrimaryKey, name);
        parts.push(primary_key(text, &place, table.options.period.as_ref(), key)?);
    }
    if let Some(period) = &options.period {
        parts.push(self::period(text, &place, period)?);
    }
    for key in &table.uniques {
        let place = text::part(ObjectKind::Unique, name, &key.name, &key.columns);
        parts.push(unique(text, &place, table.options.period.as_ref(), key)?);
    }
    for index in &table.indexes {
        parts.push(self::index(text, &text::index_place(name, index), index)?);
    }
    for check in &table.checks {
        parts.push(self::check(text, &text::check_place(name, check), check)?);
    }
    for key in keys {
        let place = text::part(ObjectKind::ForeignKey, name, &key.name, &key.columns);
        parts.push(foreign_key(text, &place, key)?);
    }
    let mut out = format!("CREATE TABLE {} {}", text.table(&place, name)?, text::body(&parts));
    if let Some(engine) = &options.engine {
        out.push_str(&format!(" ENGINE={}", text.expr(&place, engine)?));
    }
    if let Some(collation) = &options.collation {
        out.push_str(&format!(" COLLATE={}", text.expr(&place, collation)?));
    }
    for option in &options.storage {
        out.push_str(&format!(" {}", text.expr(&place, option)?));
    }
    if let Some(comment) = &table.comment {
        out.push_str(&format!(" COMMENT={}", schema.dialect.literal(comment)));
    }
    if options.versioned {
        out.push_str(" WITH SYSTEM VERSIONING");
    }
    if let Some(by) = &options.partition_by {
        out.push_str(&format!(" PARTITION BY {}", text.expr(&place, by)?));
    }
    Ok(vec![out])
}

/// A clause that makes a key starting with this column.
fn key_of<'t>(table: &'t Table, column: &str) -> Option<KeyOf<'t>> {
    let starts = |key: &&Key| key.columns.first().is_some_and(|c| c.eq_ignore_ascii_case(column));
    if let Some(key) = table.primary_key.as_ref().filter(starts) {
        return Some(KeyOf::Primary(key));
    }
    if let Some(key) = table.uniques.iter().find(starts) {
        return Some(KeyOf::Unique(key));
    }
    let first = |i: &&Index| {
        matches!(i.parts.first().map(|p| &p.key),
            Some(IndexKey::Column(c)) if c.eq_ignore_ascii_case(column))
    };
    table.indexes.iter().find(first).map(KeyOf::Index)
}

enum KeyOf<'t> {
    Primary(&'t Key),
    Unique(&'t Key),
    Index(&'t Index),
}

pub(super) fn column(schema: &Schema, table: &Table, c: &Column) -> Written {
    let text = Text::of(schema.dialect);
    let place = Place::column(&table.name, &c.name);
    text.refuse(
        &place,
        &[(
            !matches!(c.identity, None | Some(Identity::AutoIncrement)),
            "an identity other than AUTO_INCREMENT",
        )],
    )?;
    let mut out = format!("{} {}", text.name(&place, &c.name)?, text.column_type(&place, &c.ty)?);
    // JSON has one collation, which cannot be said.
    if let Some(collation) = &c.collation
        && !matches!(c.ty.kind, TypeKind::Json { .. })
    {
        match collation.as_str() {
            charset::OF_DATABASE => {}
            charset::BINARY_OF_CHARSET => out.push_str(" BINARY"),
            name => out.push_str(&format!(" COLLATE {}", text.expr(&place, name)?)),
        }
    }
    let row = c.generated.as_ref().is_some_and(|g| g.expr.0.starts_with("ROW "));
    text.refuse(&place, &[(row, "a bound of system versioning")])?;
    if let Some(generated) = &c.generated {
        let kind = if generated.stored { "STORED" } else { "VIRTUAL" };
        let expr = text.parenthesised(&place, &generated.expr.0)?;
        out.push_str(&format!(" GENERATED ALWAYS AS {expr} {kind}"));
    }
    // MariaDB takes no nullability after a generation expression.
    let says_null = c.generated.is_none() || schema.dialect.family == Family::MySql;
    if !c.nullable && says_null {
        out.push_str(" NOT NULL");
    } else if c.nullable && matches!(c.ty.kind, TypeKind::Instant { .. }) {
        // Older servers make a timestamp NOT NULL unless told.
        out.push_str(" NULL");
    }
    if let Some(default) = c.default.as_ref().filter(|_| normal::default_form(schema, c).is_some())
    {
        out.push_str(&format!(" DEFAULT {}", self::default(text, &place, c, default)?));
    }
    if let Some(on_update) = &c.on_update {
        out.push_str(&format!(" ON UPDATE {}", text.expr(&place, &on_update.0)?));
    }
    if c.identity.is_some() {
        out.push_str(" AUTO_INCREMENT");
    }
    if c.invisible {
        out.push_str(" INVISIBLE");
    }
    if let Some(comment) = &c.comment {
        out.push_str(&format!(" COMMENT {}", schema.dialect.literal(comment)));
    }
    if table.options.unversioned.contains(&c.name) {
        out.push_str(" WITHOUT SYSTEM VERSIONING");
    }
    Ok(out)
}

/// MariaDB's period, as it stands in CREATE TABLE, or after ADD.
pub(super) fn period(text: Text, place: &Place, period: &Period) -> Written {
    text.refuse(place, &[(text.dialect.family != Family::MariaDb, "a period")])?;
    let columns = text.columns(place, &[period.from.clone(), period.to.clone()])?;
    Ok(format!("PERIOD FOR {} {columns}", text.name(place, &period.name)?))
}

/// A default: only literals and the current time may stand without parentheses, and on MySQL the
/// large types take no bare literal either.
fn default(text: Text, place: &Place, c: &Column, default: &crate::Expr) -> Written {
    let shape = normal::default_shape(text.dialect, default);
    let large = matches!(
        normal::type_kind(text.dialect, &c.ty.raw),
        TypeKind::Text { .. } | TypeKind::Blob { .. } | TypeKind::Json { .. }
    ) || matches!(c.ty.kind, TypeKind::Json { .. });
    let bare = match shape {
        normal::Shape::Literal => !large || text.dialect.family == Family::MariaDb,
        normal::Shape::Moment => true,
        _ => false,
    };
    if bare { text.expr(place, &default.0) } else { text.parenthesised(place, &default.0) }
}

/// The columns of a key. MariaDB's may end with the two of a period, which go by its name.
fn key_columns(text: Text, place: &Place, period: Option<&Period>, key: &Key) -> Written {
    let period = period.filter(|_| text.dialect.family == Family::MariaDb);
    text.refuse(
        place,
        &[
            (key.deferrable != Deferrable::No, "a deferrable key"),
            (key.nulls_not_distinct, "NULLS NOT DISTINCT"),
            (!key.include.is_empty(), "INCLUDE columns"),
            (key.without_overlaps && period.is_none(), "WITHOUT OVERLAPS"),
        ],
    )?;
    match (period.filter(|_| key.without_overlaps), key.columns.as_slice()) {
        (Some(period), [columns @ .., to, from]) if *to == period.to && *from == period.from => {
            let mut names: Vec<String> =
                columns.iter().map(|c| text.name(place, c)).collect::<Result<_, _>>()?;
            names.push(format!("{} WITHOUT OVERLAPS", text.name(place, &period.name)?));
            Ok(format!("({})", names.join(", ")))
        }
        (Some(_), _) => text.cannot(place, "WITHOUT OVERLAPS of other columns than the period's"),
        (None, columns) => text.columns(place, columns),
    }
}

/// The name of a primary key is always PRIMARY.
pub(super) fn primary_key(
    text: Text,
    place: &Place,
    period: Option<&Period>,
    key: &Key,
) -> Written {
    Ok(format!("PRIMARY KEY {}", key_columns(text, place, period, key)?))
}

pub(super) fn unique(text: Text, place: &Place, period: Option<&Period>, key: &Key) -> Written {
    let name = match &key.name {
        Some(name) => format!("{} ", text.name(place, name)?),
        None => String::new(),
    };
    Ok(format!("UNIQUE KEY {name}{}", key_columns(text, place, period, key)?))
}

pub(super) fn foreign_key(text: Text, place: &Place, key: &ForeignKey) -> Written {
    let sets_default = [key.on_delete, key.on_update].contains(&Action::SetDefault);
    text.refuse(
        place,
        &[
            (sets_default, "SET DEFAULT: InnoDB has none"),
            (key.deferrable != Deferrable::No, "a deferrable foreign key"),
            (key.match_type != MatchType::Simple, "MATCH: it is parsed and ignored"),
            (!key.validated, "a foreign key that is not validated"),
            (!key.set_columns.is_empty(), "the columns of ON DELETE SET"),
            (key.period, "PERIOD"),
            (key.target_columns.is_empty(), "a foreign key that names no target columns"),
        ],
    )?;
    Ok(format!("{}{}", text.foreign_key(place, key)?, text::actions(key, "")))
}

pub(super) fn check(text: Text, place: &Place, check: &Check) -> Written {
    let mysql = text.dialect.family == Family::MySql;
    let version = text.dialect.version;
    let ignored = mysql
        && version != Version::default()
        && version < Version { major: 8, minor: 0, patch: 16 };
    text.refuse(
        place,
        &[
            (ignored, "a check before version 8.0.16: it is parsed and ignored"),
            (check.no_inherit, "NO INHERIT"),
            (!check.validated && !mysql, "a check that is not enforced"),
        ],
    )?;
    let not_enforced = if check.validated { "" } else { " NOT ENFORCED" };
    Ok(format!("{}{not_enforced}", text.check(place, check)?))
}

/// An index as it stands in CREATE TABLE, or after ADD.
pub(super) fn index(text: Text, place: &Place, index: &Index) -> Written {
    text.refuse(
        place,
        &[
            (index.predicate.is_some(), "a partial index"),
            (!index.include.is_empty(), "INCLUDE columns"),
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
                (part.nulls_first.is_some(), "the order of NULLs"),
                (part.collation.is_some(), "the collation of an index"),
            ],
        )?;
        let mut out = match &part.key {
            IndexKey::Column(column) => text.name(place, column)?,
            IndexKey::Expression(_) if text.dialect.family == Family::MariaDb => {
                return text.cannot(place, "an index over an expression");
            }
            IndexKey::Expression(expr) => text.parenthesised(place, &expr.0)?,
        };
        if let Some(prefix) = part.prefix {
            out.push_str(&format!("({prefix})"));
        }
        if part.descending {
            out.push_str(" DESC");
        }
        parts.push(out);
    }
    let (word, using) = match (index.method.as_deref(), index.unique) {
        (Some("fulltext"), false) => ("FULLTEXT KEY", ""),
        (Some("spatial"), false) => ("SPATIAL KEY", ""),
        (None, true) if index.name.as_deref() == Some("PRIMARY") => {
            return Ok(format!("PRIMARY KEY ({})", parts.join(", ")));
        }
        (None, true) => ("UNIQUE KEY", ""),
        (None, false) => ("KEY", ""),
        (Some("btree"), true) => ("UNIQUE KEY", " USING BTREE"),
        (Some("btree"), false) => ("KEY", " USING BTREE"),
        (Some("hash"), true) => ("UNIQUE KEY", " USING HASH"),
        (Some("hash"), false) => ("KEY", " USING HASH"),
        (Some(other), _) => return text.cannot(place, format!("the index method {other:?}")),
    };
    let name = match &index.name {
        Some(name) => format!("{} ", text.name(place, name)?),
        None => String::new(),
    };
    let unused = match (index.valid, text.dialect.family) {
        (true, _) => "",
        (false, Family::MySql) => " INVISIBLE",
        (false, _) => " IGNORED",
    };
    Ok(format!("{word} {name}({}){using}{unused}", parts.join(", ")))
}

pub(super) fn add_column(schema: &Schema, table: &Table, c: &Column) -> Statements {
    let text = Text::of(schema.dialect);
    let place = Place::column(&table.name, &c.name);
    let mut clause = format!("ADD COLUMN {}", column(schema, table, c)?);
    if c.identity == Some(Identity::AutoIncrement) {
        let key = match key_of(table, &c.name) {
            Some(KeyOf::Primary(key)) => {
                primary_key(text, &place, table.options.period.as_ref(), key)?
            }
            Some(KeyOf::Unique(key)) => unique(text, &place, table.options.period.as_ref(), key)?,
            Some(KeyOf::Index(index)) => self::index(text, &place, index)?,
            None => {
                return text
                    .cannot(&place, "AUTO_INCREMENT without a key that starts with the column");
            }
        };
        clause.push_str(&format!(", ADD {key}"));
    }
    Ok(vec![text.alter(&place, &table.name, &clause)?])
}

/// MySQL refuses to rename what a check, a generated column or an index expression names, unless all
/// of it changes in the same statement. MariaDB carries everything along, but does not find the
/// column in the check of a table that was written to before (10.11).
pub(super) fn rename_column(
    schema: &Schema,
    table: &TableName,
    from: &str,
    to: &str,
) -> Statements {
    let text = Text::of(schema.dialect);
    let place = Place::column(table, to);
    let rename =
        format!("RENAME COLUMN {} TO {}", text.name(&place, from)?, text.name(&place, to)?);
    let mut renamed = schema.clone();
    rename::column(&mut renamed, table, from, to);
    let (Some(before), Some(after)) = (schema.table(table), renamed.table(table)) else {
        return Ok(vec![text.alter(&place, table, &rename)?]);
    };
    let mysql = schema.dialect.family == Family::MySql;
    let (mut first, mut last) = (Vec::new(), Vec::new());
    for (old, new) in before.checks.iter().zip(&after.checks).filter(|(old, new)| old != new) {
        let Some(name) = &old.name else {
            return text.cannot(&place, "a rename under a check that has no name");
        };
        // MariaDB: the check of a column goes where its column goes, and has its name.
        if !mysql && before.columns.iter().any(|c| c.name.eq_ignore_ascii_case(name)) {
            continue;
        }
        let word = if mysql { "CHECK" } else { "CONSTRAINT" };
        first.push(format!("DROP {word} {}", text.name(&place, name)?));
        last.push(format!("ADD {}", check(text, &place, new)?));
    }
    let expressions = |index: &Index| {
        let of = |p: &crate::IndexPart| match &p.key {
            IndexKey::Expression(expr) => Some(expr.clone()),
            IndexKey::Column(_) => None,
        };
        index.parts.iter().filter_map(of).collect::<Vec<_>>()
    };
    for (old, new) in before.indexes.iter().zip(&after.indexes) {
        if expressions(old) == expressions(new) {
            continue;
        }
        let Some(name) = &old.name else {
            return text.cannot(&place, "a rename under an index that has no name");
        };
        first.push(format!("DROP INDEX {}", text.name(&place, name)?));
        last.push(format!("ADD {}", index(text, &place, new)?));
    }
    first.push(rename);
    for (old, new) in before.columns.iter().zip(&after.columns) {
        if mysql && old.generated != new.generated {
            first.push(format!("MODIFY COLUMN {}", column(&renamed, after, new)?));
        }
    }
    first.extend(last);
    Ok(vec![text.alter(&place, table, &first.join(", "))?])
}

pub(super) fn alter_column(
    schema: &Schema,
    table: &Table,
    from: &Column,
    to: &Column,
) -> Statements {
    let text = Text::of(schema.dialect);
    let place = Place::column(&table.name, &to.name);
    let becomes_stored = |c: &Column| c.generated.as_ref().is_some_and(|g| g.stored);
    let kind = |c: &Column| (c.generated.is_some(), becomes_stored(c));
    if kind(from) != kind(to) && !(becomes_stored(from) && to.generated.is_none()) {
        return text.cannot(&place, "a column that changes how it is generated: add it anew");
    }
    let definition = column(schema, table, to)?;
    let clause = if from.name == to.name {
        format!("MODIFY COLUMN {definition}")
    } else {
        format!("CHANGE COLUMN {} {definition}", text.name(&place, &from.name)?)
    };
    Ok(vec![text.alter(&place, &table.name, &clause)?])
}
