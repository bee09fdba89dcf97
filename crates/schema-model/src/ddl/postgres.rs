//! PostgreSQL: types first, one statement a table, then what only ALTER, CREATE INDEX and COMMENT
//! can say.

use super::{
    DdlError, Statements, casts, code,
    text::{self, Text},
};
use crate::{
    Check, Column, ColumnType, Family, ForeignKey, Identity, Index, IndexKey, Key, MatchType,
    ObjectKind, Place, Schema, Table, TableName, normal,
};

type Written = Result<String, DdlError>;

pub(super) fn create_types(schema: &Schema) -> Statements {
    let text = Text::of(schema.dialect);
    let mut out = Vec::new();
    let names = schema
        .tables
        .keys()
        .chain(schema.enums.keys())
        .chain(schema.domains.keys())
        .chain(schema.sequences.keys())
        .chain(schema.types.keys())
        .chain(schema.routines.keys().map(|key| &key.name))
        .chain(schema.views.keys());
    let schemas: std::collections::BTreeSet<&String> =
        names.filter(|n| !crate::is_own_table(n)).filter_map(|n| n.schema.as_ref()).collect();
    for name in schemas {
        let place = Place::table(&TableName::new(name));
        out.push(format!("CREATE SCHEMA IF NOT EXISTS {}", text.name(&place, name)?));
    }
    for e in schema.enums.values() {
        let place = Place::object(ObjectKind::Type, &e.name);
        if let Some(value) = e.values.iter().find(|v| v.len() > 63) {
            return text.cannot(&place, format!("the label {value:?}: it is longer than 63 bytes"));
        }
        let values: Vec<_> = e.values.iter().map(|v| schema.dialect.literal(v)).collect();
        let name = text.table(&place, &e.name)?;
        out.push(format!("CREATE TYPE {name} AS ENUM ({})", values.join(", ")));
    }
    for s in schema.sequences.values() {
        let place = Place::object(ObjectKind::Sequence, &s.name);
        out.push(format!(
            "CREATE SEQUENCE {}{} INCREMENT BY {}{} START WITH {}{}",
            text.table(&place, &s.name)?,
            match &s.ty {
                Some(ty) => format!(" AS {}", text.expr(&place, ty)?),
                None => String::new(),
            },
            s.increment,
            text::sequence_bound(s),
            s.start,
            text::sequence_tail(s)
        ));
    }
    for ty in types_in_order(schema) {
        let d = match ty {
            Named::Domain(d) => d,
            Named::Custom(ty) => {
                out.extend(code::create_custom_type(schema.dialect, ty)?);
                continue;
            }
        };
        let place = Place::object(ObjectKind::Type, &d.name);
        let mut line = format!(
            "CREATE DOMAIN {} AS {}",
            text.table(&place, &d.name)?,
            text.column_type(&place, &d.base)?
        );
        if let Some(default) = &d.default {
            line.push_str(&format!(" DEFAULT {}", text.expr(&place, &default.0)?));
        }
        if d.not_null {
            line.push_str(" NOT NULL");
        }
        let (now, later): (Vec<_>, Vec<_>) = d.checks.iter().partition(|c| c.validated);
        for check in now {
            line.push_str(&format!(" {}", text.check(&place, check)?));
        }
        out.push(line);
        for check in later {
            let name = text.table(&place, &d.name)?;
            let check = text.check(&place, check)?;
            out.push(format!("ALTER DOMAIN {name} ADD {check} NOT VALID"));
        }
    }
    Ok(out)
}

enum Named<'s> {
    Domain(&'s crate::DomainType),
    Custom(&'s crate::CustomType),
}

/// Domains, composite and range types after those they are made of; by name otherwise.
fn types_in_order(schema: &Schema) -> Vec<Named<'_>> {
    let domains = schema.domains.values().map(|d| (&d.name, vec![&d.base], Named::Domain(d)));
    let customs = schema.types.values().map(|t| {
        let of = match &t.definition {
            crate::TypeDefinition::Composite(list) => list.iter().map(|a| &a.ty).collect(),
            crate::TypeDefinition::Range { subtype, .. } => vec![subtype],
        };
        (&t.name, of, Named::Custom(t))
    });
    let mut left: Vec<_> = domains.chain(customs).collect();
    let mut out = Vec::new();
    while !left.is_empty() {
        let form =
            |ty: &ColumnType| normal::type_form(schema, ty).trim_end_matches("[]").replace('"', "");
        let waits = |(name, of, _): &(&TableName, Vec<&ColumnType>, Named<'_>)| {
            let made_of: Vec<String> = of.iter().map(|ty| form(ty)).collect();
            left.iter().any(|(o, ..)| o != name && made_of.contains(&o.to_string()))
        };
        let ready = left.iter().position(|ty| !waits(ty)).unwrap_or(0);
        out.push(left.remove(ready).2);
    }
    out
}

pub(super) fn create_table(schema: &Schema, table: &Table, keys: &[&ForeignKey]) -> Statements {
    let text = Text::of(schema.dialect);
    let name = &table.name;
    let place = Place::table(name);
    let options = &table.options;
    text.refuse(
        &place,
        &[
            (options.strict, "STRICT"),
            (options.without_rowid, "WITHOUT ROWID"),
            (options.engine.is_some(), "a storage engine"),
            (options.collation.is_some(), "the collation of a table"),
            (options.partition_of.is_some(), "a partition: its bounds are not in the model"),
            (options.versioned || !options.unversioned.is_empty(), "system versioning"),
            (options.period.is_some(), "a period"),
            (!options.storage.is_empty(), "an option of a storage engine"),
        ],
    )?;
    let mut parts = Vec::new();
    for c in &table.columns {
        parts.push(column(schema, table, c)?);
    }
    if let Some(key) = &table.primary_key {
        let place = Place::object(ObjectKind::PrimaryKey, name);
        parts.push(self::key(text, &place, "PRIMARY KEY", key)?);
    }
    for key in &table.uniques {
        let place = text::part(ObjectKind::Unique, name, &key.name, &key.columns);
        parts.push(self::key(text, &place, "UNIQUE", key)?);
    }
    for check in table.checks.iter().filter(|c| c.validated || c.not_enforced) {
        parts.push(self::check(text, &text::check_place(name, check), check)?);
    }
    for exclusion in &table.exclusions {
        let place =
            Place::part(ObjectKind::Exclusion, name, exclusion.name.clone().unwrap_or_default());
        parts.push(code::exclusion(text, &place, exclusion)?);
    }
    for key in keys.iter().filter(|k| k.validated || k.not_enforced) {
        let place = text::part(ObjectKind::ForeignKey, name, &key.name, &key.columns);
        parts.push(foreign_key(text, &place, key)?);
    }
    let mut out = vec![format!(
        "CREATE {}TABLE {} {}{}",
        if options.unlogged { "UNLOGGED " } else { "" },
        text.table(&place, name)?,
        if parts.is_empty() { "()".to_owned() } else { text::body(&parts) },
        match &options.partition_by {
            Some(by) => format!(" PARTITION BY {}", text.expr(&place, by)?),
            None => String::new(),
        }
    )];
    // NOT VALID can only be said of what is added.
    for check in table.checks.iter().filter(|c| !c.validated && !c.not_enforced) {
        out.extend(super::add_check(schema.dialect, name, check)?);
    }
    for key in keys.iter().filter(|k| !k.validated && !k.not_enforced) {
        out.extend(super::add_foreign_key(schema.dialect, name, key)?);
    }
    for index in &table.indexes {
        out.push(create_index(text, &text::index_place(name, index), name, index)?);
    }
    if table.comment.is_some() {
        let name = text.table(&place, name)?;
        out.push(comment(text, &format!("TABLE {name}"), &table.comment));
    }
    for c in table.columns.iter().filter(|c| c.comment.is_some()) {
        out.push(column_comment(text, table, c)?);
    }
    Ok(out)
}

fn comment(text: Text, on: &str, comment: &Option<String>) -> String {
    let is = comment.as_ref().map_or_else(|| "NULL".to_owned(), |c| text.dialect.literal(c));
    format!("COMMENT ON {on} IS {is}")
}

fn column_comment(text: Text, table: &Table, c: &Column) -> Written {
    let place = Place::column(&table.name, &c.name);
    let on = format!("{}.{}", text.table(&place, &table.name)?, text.name(&place, &c.name)?);
    Ok(comment(text, &format!("COLUMN {on}"), &c.comment))
}

pub(super) fn column(schema: &Schema, table: &Table, c: &Column) -> Written {
    let text = Text::of(schema.dialect);
    let place = Place::column(&table.name, &c.name);
    let known_before_18 = schema.dialect.version.major < 18;
    text.refuse(
        &place,
        &[
            (c.on_update.is_some(), "ON UPDATE of a column"),
            (
                matches!(c.identity, Some(Identity::AutoIncrement | Identity::Rowid { .. })),
                "AUTO_INCREMENT",
            ),
            (
                c.generated.as_ref().is_some_and(|g| !g.stored) && known_before_18,
                "a virtual generated column before version 18",
            ),
        ],
    )?;
    let ty = match c.identity {
        Some(Identity::Serial { .. }) => serial(schema, c).map_or_else(
            || text.cannot(&place, format!("serial of type {:?}", c.ty.raw)),
            |word| Ok(word.to_owned()),
        )?,
        _ => text.column_type(&place, &c.ty)?,
    };
    let mut out = format!("{} {ty}", text.name(&place, &c.name)?);
    if let Some(collation) = &c.collation {
        out.push_str(&format!(" COLLATE {}", text.name(&place, collation)?));
    }
    if !c.nullable {
        out.push_str(" NOT NULL");
    }
    if let Some(default) = c.default.as_ref().filter(|_| normal::default_form(schema, c).is_some())
    {
        out.push_str(&format!(" DEFAULT {}", self::default(text, &place, default)?));
    }
    if let Some(generated) = &c.generated {
        let kind = if generated.stored { "STORED" } else { "VIRTUAL" };
        let expr = text.parenthesised(&place, &generated.expr.0)?;
        out.push_str(&format!(" GENERATED ALWAYS AS {expr} {kind}"));
    }
    match c.identity {
        Some(Identity::Always) => out.push_str(" GENERATED ALWAYS AS IDENTITY"),
        Some(Identity::ByDefault) => out.push_str(" GENERATED BY DEFAULT AS IDENTITY"),
        _ => return Ok(out),
    }
    if let Some(numbering) = &c.numbering {
        out.push_str(&format!(" ({})", code::numbering(numbering).trim_start()));
    }
    Ok(out)
}

/// A check with what is said of it besides its condition.
pub(super) fn check(text: Text, place: &Place, check: &Check) -> Written {
    let inherit = if check.no_inherit { " NO INHERIT" } else { "" };
    let enforced = not_enforced(text, place, check.not_enforced)?;
    Ok(format!("{}{inherit}{enforced}", text.check(place, check)?))
}

fn not_enforced(text: Text, place: &Place, so: bool) -> Written {
    let known = text.dialect.version.major;
    match so {
        false => Ok(String::new()),
        true if known > 0 && known < 18 => text.cannot(place, "NOT ENFORCED before version 18"),
        true => Ok(" NOT ENFORCED".to_owned()),
    }
}

/// ` INCLUDE (…)`, or nothing.
fn included(text: Text, place: &Place, columns: &[String]) -> Written {
    if columns.is_empty() {
        return Ok(String::new());
    }
    Ok(format!(" INCLUDE {}", text.columns(place, columns)?))
}

/// A default; where it stands, operators such as AND need parentheses.
fn default(text: Text, place: &Place, default: &crate::Expr) -> Written {
    let shape = normal::default_shape(text.dialect, default);
    if shape == normal::Shape::Other {
        text.parenthesised(place, &default.0)
    } else {
        text.expr(place, &default.0)
    }
}

/// The word for a serial column of this type.
fn serial(schema: &Schema, c: &Column) -> Option<&'static str> {
    Some(match normal::type_form(schema, &c.ty).as_str() {
        "smallint" => "smallserial",
        "integer" => "serial",
        "bigint" => "bigserial",
        _ => return None,
    })
}

pub(super) fn key(text: Text, place: &Place, words: &str, key: &Key) -> Written {
    let mut columns = text.columns(place, &key.columns)?;
    if key.without_overlaps {
        columns.truncate(columns.len() - 1);
        columns.push_str(" WITHOUT OVERLAPS)");
    }
    Ok(format!(
        "{}{words}{} {columns}{}{}",
        text.constraint(place, &key.name)?,
        if key.nulls_not_distinct { " NULLS NOT DISTINCT" } else { "" },
        included(text, place, &key.include)?,
        text::deferrable(key.deferrable)
    ))
}

pub(super) fn foreign_key(text: Text, place: &Place, key: &ForeignKey) -> Written {
    let matched = match key.match_type {
        MatchType::Simple => "",
        MatchType::Full => " MATCH FULL",
        MatchType::Partial => return text.cannot(place, "MATCH PARTIAL"),
    };
    let set = match key.set_columns.as_slice() {
        [] => String::new(),
        columns => format!(" {}", text.columns(place, columns)?),
    };
    Ok(format!(
        "{}{matched}{}{}",
        text.foreign_key(place, key)?,
        text::actions(key, &set),
        text::deferrable(key.deferrable)
    ) + &not_enforced(text, place, key.not_enforced)?)
}

pub(super) fn create_index(text: Text, place: &Place, table: &TableName, index: &Index) -> Written {
    text.refuse(
        place,
        &[
            (!index.valid, "an invalid index: build it anew"),
            (index.parts.is_empty(), "an index of nothing"),
        ],
    )?;
    let mut parts = Vec::new();
    for part in &index.parts {
        text.refuse(place, &[(part.prefix.is_some(), "a prefix length")])?;
        let mut out = match &part.key {
            IndexKey::Column(column) => text.name(place, column)?,
            IndexKey::Expression(expr) => text.parenthesised(place, &expr.0)?,
        };
        if let Some(collation) = &part.collation {
            out.push_str(&format!(" COLLATE {}", text.name(place, collation)?));
        }
        if let Some(opclass) = &part.opclass {
            out.push_str(&format!(" {}", text.expr(place, opclass)?));
        }
        if part.descending {
            out.push_str(" DESC");
        }
        match part.nulls_first {
            Some(true) => out.push_str(" NULLS FIRST"),
            Some(false) => out.push_str(" NULLS LAST"),
            None => {}
        }
        parts.push(out);
    }
    let mut out = format!("CREATE {}INDEX ", if index.unique { "UNIQUE " } else { "" });
    if let Some(name) = &index.name {
        out.push_str(&format!("{} ", text.name(place, name)?));
    }
    out.push_str(&format!("ON {} ", text.table(place, table)?));
    if let Some(method) = &index.method {
        out.push_str(&format!("USING {} ", text.name(place, method)?));
    }
    out.push_str(&format!("({})", parts.join(", ")));
    out.push_str(&included(text, place, &index.include)?);
    if index.nulls_not_distinct {
        out.push_str(" NULLS NOT DISTINCT");
    }
    if let Some(predicate) = &index.predicate {
        out.push_str(&format!(" WHERE {}", text.expr(place, &predicate.0)?));
    }
    Ok(out)
}

pub(super) fn add_column(schema: &Schema, table: &Table, c: &Column) -> Statements {
    let text = Text::of(schema.dialect);
    let place = Place::column(&table.name, &c.name);
    let definition = column(schema, table, c)?;
    let mut out = vec![text.alter(&place, &table.name, &format!("ADD COLUMN {definition}"))?];
    if c.comment.is_some() {
        out.push(column_comment(text, table, c)?);
    }
    Ok(out)
}

pub(super) fn alter_column(
    schema: &Schema,
    table: &Table,
    from: &Column,
    to: &Column,
) -> Statements {
    debug_assert_eq!(schema.dialect.family, Family::Postgres);
    let text = Text::of(schema.dialect);
    let place = Place::column(&table.name, &to.name);
    // Checks what ALTER cannot say either.
    column(schema, table, to)?;
    let name = text.name(&place, &to.name)?;
    let mut out = Vec::new();
    let alter = |clause: String| text.alter(&place, &table.name, &clause);
    if from.name != to.name {
        out.push(alter(format!("RENAME COLUMN {} TO {name}", text.name(&place, &from.name)?))?);
    }
    match (&from.generated, &to.generated) {
        (None, None) => {}
        (Some(old), Some(new)) if old.stored == new.stored => {
            let form = |e| normal::expr_form_in(schema, table, e);
            if form(&old.expr) != form(&new.expr) {
                return text.cannot(&place, "a changed generation expression: add the column anew");
            }
        }
        (Some(old), None) if old.stored => {
            out.push(alter(format!("ALTER COLUMN {name} DROP EXPRESSION"))?);
        }
        _ => {
            return text
                .cannot(&place, "an existing column that becomes generated: add the column anew");
        }
    }
    let form = |c: &Column| normal::default_form(schema, c);
    let retyped = normal::type_form(schema, &from.ty) != normal::type_form(schema, &to.ty)
        || from.collation != to.collation;
    let had_default = form(from).is_some();
    let wants_default = form(to).is_some();
    let redefault = form(from) != form(to) || (retyped && had_default);
    if redefault && had_default {
        // The old default may have no cast to the new type.
        out.push(alter(format!("ALTER COLUMN {name} DROP DEFAULT"))?);
    }
    let identity = identity_changes(schema, table, from, to)?;
    out.extend(identity.before);
    if retyped {
        out.push(alter(retype(text, &place, &name, (&from.ty, &to.ty), &to.collation)?)?);
    }
    if redefault
        && wants_default
        && let Some(default) = &to.default
    {
        let default = self::default(text, &place, default)?;
        out.push(alter(format!("ALTER COLUMN {name} SET DEFAULT {default}"))?);
    }
    if from.nullable != to.nullable {
        let verb = if to.nullable { "DROP" } else { "SET" };
        out.push(alter(format!("ALTER COLUMN {name} {verb} NOT NULL"))?);
    }
    out.extend(identity.after);
    if from.comment != to.comment {
        out.push(column_comment(text, table, to)?);
    }
    Ok(out)
}

/// `ALTER COLUMN … TYPE … USING …`.
fn retype(
    text: Text,
    place: &Place,
    name: &str,
    (from, to): (&ColumnType, &ColumnType),
    collation: &Option<String>,
) -> Written {
    let ty = text.column_type(place, to)?;
    // A declaration may say serial, which is no type of an existing column.
    let ty = match ty.to_ascii_lowercase().as_str() {
        "serial" | "serial4" => "integer".to_owned(),
        "bigserial" | "serial8" => "bigint".to_owned(),
        "smallserial" | "serial2" => "smallint".to_owned(),
        _ => ty,
    };
    let collate = match collation {
        Some(collation) => format!(" COLLATE {}", text.name(place, collation)?),
        None => String::new(),
    };
    let through = if casts::is_there(&from.kind, &to.kind) { "" } else { "::text" };
    Ok(format!("ALTER COLUMN {name} TYPE {ty}{collate} USING {name}{through}::{ty}"))
}

/// What makes a column number itself, or stop.
#[derive(Default)]
struct IdentityChanges {
    before: Vec<String>,
    after: Vec<String>,
}

fn identity_changes(
    schema: &Schema,
    table: &Table,
    from: &Column,
    to: &Column,
) -> Result<IdentityChanges, DdlError> {
    let text = Text::of(schema.dialect);
    let place = Place::column(&table.name, &to.name);
    let name = text.name(&place, &to.name)?;
    let alter = |clause: String| text.alter(&place, &table.name, &clause);
    let mut out = IdentityChanges::default();
    let word = |identity: &Identity| match identity {
        Identity::Always => Some("ALWAYS"),
        Identity::ByDefault => Some("BY DEFAULT"),
        _ => None,
    };
    let is_serial = |c: &Column| matches!(c.identity, Some(Identity::Serial { .. }));
    match (from.identity.as_ref().and_then(word), to.identity.as_ref().and_then(word)) {
        (Some(old), Some(new)) if old != new => {
            out.after.push(alter(format!("ALTER COLUMN {name} SET GENERATED {new}"))?);
        }
        (Some(_), None) => out.before.push(alter(format!("ALTER COLUMN {name} DROP IDENTITY"))?),
        (None, Some(new)) => {
            out.after.push(alter(format!("ALTER COLUMN {name} ADD GENERATED {new} AS IDENTITY"))?);
            // It would start at 1, although rows may hold that number.
            let table = text.table(&place, &table.name)?;
            let (of, column) = (schema.dialect.literal(&table), schema.dialect.literal(&to.name));
            out.after.push(format!(
                "SELECT setval(pg_get_serial_sequence({of}, {column}), coalesce(max({name}), 0) + \
                 1, false) FROM {table}"
            ));
        }
        _ => {}
    }
    let sequence = |c: &Column| match &c.identity {
        Some(Identity::Serial { sequence: Some(name) }) => name.clone(),
        _ => TableName {
            schema: table.name.schema.clone(),
            name: normal::serial_sequence(&table.name.name, &c.name),
        },
    };
    if is_serial(from) && !is_serial(to) {
        out.before.push(alter(format!("ALTER COLUMN {name} DROP DEFAULT"))?);
        out.before.push(format!("DROP SEQUENCE {}", text.table(&place, &sequence(from))?));
    }
    if is_serial(to) && !is_serial(from) {
        let sequence = text.table(&place, &sequence(to))?;
        let table = text.table(&place, &table.name)?;
        let literal = schema.dialect.literal(&sequence);
        out.after.push(format!("CREATE SEQUENCE {sequence} OWNED BY {table}.{name}"));
        out.after.push(format!(
            "SELECT setval({literal}, coalesce(max({name}), 0) + 1, false) FROM {table}"
        ));
        out.after.push(alter(format!("ALTER COLUMN {name} SET DEFAULT nextval({literal})"))?);
    }
    Ok(out)
}
