//! Changes of what is there already, other than columns: names, validity, types, sequences, traits of
//! tables, and columns that have to be made anew.

use super::{DdlError, Statements, add_column, drop_column, mysql, text::Text};
use crate::{
    Attribute, Check, Column, Dialect, DomainType, EnumType, Family, ObjectKind, Place, Schema,
    Sequence, Table, TableName, TypeKind, normal,
};

/// PostgreSQL: checks the rows that a constraint was added without looking at.
pub fn validate_constraint(
    dialect: Dialect,
    table: &TableName,
    kind: ObjectKind,
    name: &str,
) -> Statements {
    let text = Text::of(dialect);
    let place = Place::part(kind, table, name);
    if dialect.family != Family::Postgres {
        return text.cannot(&place, "a constraint that is validated later");
    }
    let clause = format!("VALIDATE CONSTRAINT {}", text.name(&place, name)?);
    Ok(vec![text.alter(&place, table, &clause)?])
}

/// Renames an index, or a constraint where the engine can: PostgreSQL all of them, MySQL indexes and
/// unique keys. Elsewhere it is an error: drop it and add it.
pub fn rename_part(
    dialect: Dialect,
    table: &TableName,
    kind: ObjectKind,
    from: &str,
    to: &str,
) -> Statements {
    let text = Text::of(dialect);
    let place = Place::part(kind, table, to);
    let (old, new) = (text.name(&place, from)?, text.name(&place, to)?);
    let clause = match (dialect.family, kind) {
        (Family::Postgres, ObjectKind::Index) => {
            let index = TableName { schema: table.schema.clone(), name: from.to_owned() };
            return Ok(vec![format!(
                "ALTER INDEX {} RENAME TO {new}",
                text.table(&place, &index)?
            )]);
        }
        (Family::Postgres, _) => format!("RENAME CONSTRAINT {old} TO {new}"),
        (Family::MySql | Family::MariaDb, ObjectKind::Index | ObjectKind::Unique) => {
            format!("RENAME INDEX {old} TO {new}")
        }
        _ => return text.cannot(&place, "a renamed constraint: drop it and add it"),
    };
    Ok(vec![text.alter(&place, table, &clause)?])
}

/// Makes a sequence start and step otherwise. Numbers given out already are not taken back.
pub fn alter_sequence(dialect: Dialect, to: &Sequence) -> Statements {
    let text = Text::of(dialect);
    let place = Place::object(ObjectKind::Sequence, &to.name);
    let name = text.table(&place, &to.name)?;
    let postgres = match dialect.family {
        Family::Postgres => true,
        Family::MariaDb => false,
        _ => return text.cannot(&place, "a sequence"),
    };
    let bound = super::text::sequence_bound(to);
    let end = |word: &str, value: Option<i64>| match value {
        Some(value) => format!(" {word} {value}"),
        None if bound.contains(word) => bound.clone(),
        None => format!(" NO {word}"),
    };
    let ty = match &to.ty {
        Some(ty) if postgres => format!(" AS {}", text.expr(&place, ty)?),
        None if postgres => " AS bigint".to_owned(),
        _ => String::new(),
    };
    Ok(vec![format!(
        "ALTER SEQUENCE {name}{ty} INCREMENT BY {}{}{} START WITH {} CACHE {}{}",
        to.increment,
        end("MINVALUE", to.min),
        end("MAXVALUE", to.max),
        to.start,
        to.cache.unwrap_or(if postgres { 1 } else { 1000 }),
        match (to.cycle, postgres) {
            (true, _) => " CYCLE",
            (false, true) => " NO CYCLE",
            (false, false) => " NOCYCLE",
        }
    )])
}

/// Traits of a whole table that can be changed in place: PostgreSQL LOGGED and UNLOGGED, MySQL's
/// storage engine, default collation and partitions.
pub fn alter_options(dialect: Dialect, from: &Table, to: &Table) -> Statements {
    let text = Text::of(dialect);
    let place = Place::table(&to.name);
    let (a, b) = (&from.options, &to.options);
    let mut clauses = Vec::new();
    let rigid = a.strict != b.strict
        || a.without_rowid != b.without_rowid
        || a.partition_of != b.partition_of;
    match dialect.family {
        Family::Postgres => {
            if rigid || a.partition_by != b.partition_by {
                return text.cannot(
                    &place,
                    "a table that becomes partitioned, or stops being so: make another one and \
                     move the rows",
                );
            }
            if a.unlogged != b.unlogged {
                clauses.push(if b.unlogged { "SET UNLOGGED" } else { "SET LOGGED" }.to_owned());
            }
        }
        Family::MySql | Family::MariaDb => {
            if a.engine != b.engine {
                let engine = b.engine.as_deref().unwrap_or("InnoDB");
                clauses.push(format!("ENGINE={}", text.expr(&place, engine)?));
            }
            if a.collation != b.collation {
                let Some(collation) = &b.collation else {
                    return text.cannot(&place, "the default collation of the database by name");
                };
                clauses.push(format!("COLLATE={}", text.expr(&place, collation)?));
            }
            if a.versioned != b.versioned {
                let word = if b.versioned { "ADD" } else { "DROP" };
                clauses.push(format!("{word} SYSTEM VERSIONING"));
            }
            if a.period != b.period {
                if let Some(gone) = &a.period {
                    clauses.push(format!("DROP PERIOD FOR {}", text.name(&place, &gone.name)?));
                }
                if let Some(period) = &b.period {
                    clauses.push(format!("ADD {}", mysql::period(text, &place, period)?));
                }
            }
            if a.storage != b.storage {
                let name = |option: &str| option.split('=').next().unwrap_or_default().to_owned();
                let kept: Vec<_> = b.storage.iter().map(|option| name(option)).collect();
                let mut all = Vec::new();
                for gone in a.storage.iter().map(|o| name(o)).filter(|n| !kept.contains(n)) {
                    let plain = [
                        "checksum",
                        "delay_key_write",
                        "max_rows",
                        "min_rows",
                        "avg_row_length",
                        "key_block_size",
                    ];
                    let unsaid = if plain.contains(&gone.as_str()) { "0" } else { "DEFAULT" };
                    all.push(format!("{}={unsaid}", text.expr(&place, &gone)?));
                }
                for option in b.storage.iter().filter(|o| !a.storage.contains(o)) {
                    all.push(text.expr(&place, option)?.to_owned());
                }
                clauses.push(all.join(" "));
            }
            if a.partition_by != b.partition_by {
                clauses.push(match &b.partition_by {
                    Some(by) => format!("PARTITION BY {}", text.expr(&place, by)?),
                    None => "REMOVE PARTITIONING".to_owned(),
                });
            }
        }
        Family::Sqlite => return text.needs_rebuild(&place, "a trait of the table"),
    }
    if clauses.is_empty() {
        return text.cannot(&place, "that trait of an existing table");
    }
    clauses.iter().map(|clause| text.alter(&place, &to.name, clause)).collect()
}

/// Drops a column and adds it as another, where it stood if the engine can say so. Whatever was on
/// the column must be gone already.
pub fn replace_column(schema: &Schema, table: &Table, column: &Column) -> Statements {
    let dialect = schema.dialect;
    if !dialect.is_mysql_like() {
        let mut out = drop_column(dialect, &table.name, &column.name)?;
        out.extend(add_column(schema, table, column)?);
        return Ok(out);
    }
    let text = Text::of(dialect);
    let place = Place::column(&table.name, &column.name);
    let at = table.columns.iter().position(|c| c.name.eq_ignore_ascii_case(&column.name));
    let before = at.and_then(|at| at.checked_sub(1)).and_then(|at| table.columns.get(at));
    let where_ = match before {
        Some(before) => format!(" AFTER {}", text.name(&place, &before.name)?),
        None => " FIRST".to_owned(),
    };
    let definition = super::column_definition(schema, table, column)?;
    let name = text.name(&place, &column.name)?;
    let clause = format!("DROP COLUMN {name}, ADD COLUMN {definition}{where_}");
    Ok(vec![text.alter(&place, &table.name, &clause)?])
}

/// PostgreSQL: gives an enum other values, in another order or fewer of them. The type is made anew
/// under its name and every column in `columns` moved to it by the text of its values; a row that
/// holds a value which is no more makes it fail. What stands on those columns (views, checks,
/// generated columns, indexes with conditions) must be gone already.
pub fn swap_enum(dialect: Dialect, to: &EnumType, columns: &[(&TableName, &Column)]) -> Statements {
    let place = Place::object(ObjectKind::Type, &to.name);
    let mut one = Schema::empty(dialect);
    one.enums.insert(to.name.clone(), to.clone());
    swap(dialect, &place, &to.name, &super::create_types(&one)?, columns, "text", "TYPE")
}

/// PostgreSQL: bases a domain on another type, by making it anew as for [`swap_enum`].
pub fn swap_domain(
    dialect: Dialect,
    to: &DomainType,
    columns: &[(&TableName, &Column)],
) -> Statements {
    let text = Text::of(dialect);
    let place = Place::object(ObjectKind::Type, &to.name);
    let mut one = Schema::empty(dialect);
    one.domains.insert(to.name.clone(), to.clone());
    let base = text.column_type(&place, &to.base)?;
    swap(dialect, &place, &to.name, &super::create_types(&one)?, columns, &base, "DOMAIN")
}

fn swap(
    dialect: Dialect,
    place: &Place,
    name: &TableName,
    create: &[String],
    columns: &[(&TableName, &Column)],
    through: &str,
    word: &str,
) -> Statements {
    let text = Text::of(dialect);
    if dialect.family != Family::Postgres {
        return text.cannot(place, "a named type");
    }
    let old = TableName {
        schema: name.schema.clone(),
        name: super::text::shortened(&format!("{}old_{}", crate::OWN_PREFIX, name.name), 63),
    };
    let (new, old_name) = (text.table(place, name)?, text.table(place, &old)?);
    let mut out = vec![format!("ALTER {word} {new} RENAME TO {}", text.name(place, &old.name)?)];
    out.extend(create.iter().filter(|sql| !sql.starts_with("CREATE SCHEMA")).cloned());
    for (table, column) in columns {
        let place = Place::column(table, &column.name);
        let quoted = text.name(&place, &column.name)?;
        let alter = |clause: String| text.alter(&place, table, &clause);
        let array = if matches!(column.ty.kind, TypeKind::Array { .. }) { "[]" } else { "" };
        if column.default.is_some() {
            out.push(alter(format!("ALTER COLUMN {quoted} DROP DEFAULT"))?);
        }
        out.push(alter(format!(
            "ALTER COLUMN {quoted} TYPE {new}{array} USING {quoted}::{through}{array}::{new}{array}"
        ))?);
        if let Some(default) = &column.default {
            let default = text.expr(&place, &default.0)?;
            out.push(alter(format!("ALTER COLUMN {quoted} SET DEFAULT {default}"))?);
        }
    }
    out.push(format!("DROP {word} {old_name}"));
    Ok(out)
}

/// PostgreSQL: a domain's default, nullability and checks, in place. `None` when its base differs:
/// see [`swap_domain`].
pub fn alter_domain(
    schema: &Schema,
    from: &DomainType,
    to: &DomainType,
) -> Result<Option<Vec<String>>, DdlError> {
    let text = Text::of(schema.dialect);
    let place = Place::object(ObjectKind::Type, &to.name);
    let name = text.table(&place, &to.name)?;
    let (a, b) = (normal::domain_form(schema, from), normal::domain_form(schema, to));
    if a.base.raw != b.base.raw {
        return Ok(None);
    }
    let mut out = Vec::new();
    let gone = |check: &&Check, others: &[Check]| !others.iter().any(|c| c == *check);
    let form = |raw: &Check| {
        let one = DomainType { checks: vec![raw.clone()], ..from.clone() };
        normal::domain_form(schema, &one).checks.into_iter().next()
    };
    for raw in &from.checks {
        if form(raw).as_ref().is_some_and(|form| gone(&form, &b.checks)) {
            let Some(check) = &raw.name else {
                return text.cannot(&place, "the drop of a check that has no name");
            };
            let check = text.name(&place, check)?;
            out.push(format!("ALTER DOMAIN {name} DROP CONSTRAINT {check}"));
        }
    }
    if a.default != b.default {
        out.push(match &to.default {
            Some(default) => {
                let default = text.expr(&place, &default.0)?;
                format!("ALTER DOMAIN {name} SET DEFAULT {default}")
            }
            None => format!("ALTER DOMAIN {name} DROP DEFAULT"),
        });
    }
    if a.not_null != b.not_null {
        let verb = if b.not_null { "SET" } else { "DROP" };
        out.push(format!("ALTER DOMAIN {name} {verb} NOT NULL"));
    }
    for raw in &to.checks {
        if form(raw).as_ref().is_some_and(|form| gone(&form, &a.checks)) {
            let not_valid = if raw.validated { "" } else { " NOT VALID" };
            let check = text.check(&place, raw)?;
            out.push(format!("ALTER DOMAIN {name} ADD {check}{not_valid}"));
        }
    }
    Ok(Some(out))
}

/// Takes attributes of a composite type away, gives others another type, and adds others at its end.
pub fn alter_composite(
    dialect: Dialect,
    name: &TableName,
    (gone, retyped, added): (&[Attribute], &[&Attribute], &[Attribute]),
) -> Statements {
    let text = Text::of(dialect);
    let place = Place::object(ObjectKind::Type, name);
    let typed = |a: &Attribute| -> Result<String, DdlError> {
        let collate = match &a.collation {
            Some(c) => format!(" COLLATE {}", text.name(&place, c)?),
            None => String::new(),
        };
        Ok(format!("{}{collate}", text.column_type(&place, &a.ty)?))
    };
    let mut clauses = Vec::new();
    for a in gone {
        clauses.push(format!("DROP ATTRIBUTE {}", text.name(&place, &a.name)?));
    }
    for a in retyped {
        clauses.push(format!("ALTER ATTRIBUTE {} TYPE {}", text.name(&place, &a.name)?, typed(a)?));
    }
    for a in added {
        clauses.push(format!("ADD ATTRIBUTE {} {}", text.name(&place, &a.name)?, typed(a)?));
    }
    let name = text.table(&place, name)?;
    Ok(clauses.into_iter().map(|clause| format!("ALTER TYPE {name} {clause}")).collect())
}
