//! Sequences, and the options by which identity columns number their rows.

use seedbed_schema_model::{
    Column, Identity, Numbering, ObjectKind, Place, Sequence, Table, TableName, normal,
};

use super::{
    cursor::{Cursor, Names, Parsed},
    declared::{Declared, Source},
    names,
    refs::Role,
};

/// CREATE SEQUENCE.
pub(super) fn create(
    declared: &mut Declared,
    source: &Source<'_>,
    cursor: &mut Cursor<'_>,
    at: usize,
) -> Parsed<()> {
    let if_not_exists = cursor.eat("IF NOT EXISTS");
    let name = cursor.object(&declared.names)?;
    if if_not_exists && declared.schema.sequences.contains_key(&name) {
        return Ok(());
    }
    let mut said = Said::default();
    options(cursor, &declared.names, &mut said)?;
    let n = said.numbering;
    let increment = n.increment.unwrap_or(1);
    let first = if increment < 0 { n.max.unwrap_or(-1) } else { n.min.unwrap_or(1) };
    let sequence = Sequence {
        ty: said.ty,
        min: n.min,
        max: n.max,
        cache: n.cache,
        cycle: n.cycle,
        ..Sequence::new(name.clone(), n.start.unwrap_or(first), increment)
    };
    let sequence = normal::sequence_form(declared.names.dialect, &sequence);
    own(declared, &name, said.owner);
    declared.locate(Place::object(ObjectKind::Sequence, &name), source, at);
    declared.schema.sequences.insert(name, sequence);
    Ok(())
}

/// What is said of a sequence.
#[derive(Debug, Default)]
struct Said {
    numbering: Numbering,
    ty: Option<String>,
    /// `NO MINVALUE`, `NO MAXVALUE`, `NO CYCLE`: the default again.
    no_min: bool,
    no_max: bool,
    no_cycle: bool,
    /// OWNED BY, with none for NONE.
    owner: Option<Option<(TableName, String)>>,
}

/// The options of an identity column, in their parentheses.
pub(super) fn identity(cursor: &mut Cursor<'_>, names: &Names) -> Parsed<Numbering> {
    let mut said = Said::default();
    options(cursor, names, &mut said)?;
    Ok(said.numbering)
}

/// One option after SET in `ALTER COLUMN c SET INCREMENT BY 5`; false when it is none of these.
pub(super) fn change(
    cursor: &mut Cursor<'_>,
    names: &Names,
    numbering: &mut Option<Numbering>,
) -> Parsed<bool> {
    const WORDS: [&str; 8] =
        ["START", "INCREMENT", "MINVALUE", "MAXVALUE", "CACHE", "CYCLE", "NO", "RESTART"];
    if !cursor.is_any(&WORDS) {
        return Ok(false);
    }
    let mut said = Said::default();
    while !cursor.is_done() {
        if cursor.is_all("SET GENERATED") {
            cursor.finish();
        }
        cursor.eat("SET");
        option(cursor, names, &mut said)?;
    }
    let old = numbering.unwrap_or_default();
    let new = changed(old, &said);
    *numbering = (new != Numbering::default()).then_some(new);
    Ok(true)
}

fn changed(old: Numbering, said: &Said) -> Numbering {
    let new = said.numbering;
    Numbering {
        start: new.start.or(old.start),
        increment: new.increment.or(old.increment),
        min: new.min.or(old.min.filter(|_| !said.no_min)),
        max: new.max.or(old.max.filter(|_| !said.no_max)),
        cache: new.cache.or(old.cache),
        cycle: new.cycle || (old.cycle && !said.no_cycle),
    }
}

fn options(cursor: &mut Cursor<'_>, names: &Names, said: &mut Said) -> Parsed<()> {
    while !cursor.is_done() {
        option(cursor, names, said)?;
    }
    Ok(())
}

fn option(cursor: &mut Cursor<'_>, names: &Names, said: &mut Said) -> Parsed<()> {
    let value = |cursor: &mut Cursor<'_>, filler: &str| {
        cursor.eat(filler);
        cursor.eat_symbol(b'=');
        cursor.integer().map(Some)
    };
    let n = &mut said.numbering;
    if cursor.eat("NO MINVALUE") || cursor.eat("NOMINVALUE") {
        said.no_min = true;
    } else if cursor.eat("NO MAXVALUE") || cursor.eat("NOMAXVALUE") {
        said.no_max = true;
    } else if cursor.eat("NO CYCLE") || cursor.eat("NOCYCLE") {
        said.no_cycle = true;
    } else if cursor.eat("NO CACHE") || cursor.eat("NOCACHE") {
        // MariaDB: none at a time, which is 0 there.
        n.cache = Some(0);
    } else if cursor.eat("START") {
        n.start = value(cursor, "WITH")?;
    } else if cursor.eat("INCREMENT") {
        n.increment = value(cursor, "BY")?;
    } else if cursor.eat("MINVALUE") {
        n.min = value(cursor, "=")?;
    } else if cursor.eat("MAXVALUE") {
        n.max = value(cursor, "=")?;
    } else if cursor.eat("CACHE") {
        n.cache = value(cursor, "=")?;
    } else if cursor.eat("CYCLE") {
        n.cycle = true;
    } else if cursor.eat("RESTART") {
        // The next number is the sequence's state.
        cursor.eat("WITH");
        cursor.eat_symbol(b'=');
        let _ = cursor.integer();
    } else if cursor.eat("AS") {
        said.ty = Some(cursor.name()?);
        if cursor.eat("UNSIGNED") || cursor.eat("SIGNED") {}
    } else if cursor.eat("SEQUENCE NAME") {
        cursor.path()?;
    } else if cursor.eat("OWNED BY") {
        let mut parts = cursor.path()?;
        let column = parts.pop().unwrap_or_default();
        let table = parts.pop().map(|table| names.resolve(parts.pop(), table));
        said.owner = Some(table.map(|table| (table, column)));
    } else {
        // ENGINE = …, COMMENT …, LOGGED.
        cursor.skip_one();
    }
    Ok(())
}

fn own(declared: &mut Declared, name: &TableName, owner: Option<Option<(TableName, String)>>) {
    match owner {
        Some(Some((table, column))) => {
            let owner = (declared.find_table(&table).unwrap_or(table), column);
            declared.owners.insert(name.clone(), owner);
        }
        Some(None) => {
            declared.owners.remove(name);
        }
        None => {}
    }
}

/// Another name or schema for a sequence, wherever it is used.
pub(super) fn rename(declared: &mut Declared, from: &TableName, to: &TableName) {
    if let Some(mut sequence) = declared.schema.sequences.remove(from) {
        sequence.name = to.clone();
        declared.schema.sequences.insert(to.clone(), sequence);
    }
    if let Some(owner) = declared.owners.remove(from) {
        declared.owners.insert(to.clone(), owner);
    }
    if let Some(Identity::Serial { sequence }) =
        column_of(declared, from).and_then(|column| column.identity.as_mut())
    {
        *sequence = Some(to.clone());
    }
    super::rename::locations(&mut declared.locations, from, to);
    declared.follow(&[Role::Relation], from, to);
}

/// ALTER SEQUENCE.
pub(super) fn alter(declared: &mut Declared, cursor: &mut Cursor<'_>) -> Parsed<()> {
    cursor.eat("IF EXISTS");
    let name = cursor.object(&declared.names)?;
    let name = declared.existing(name, |s, n| s.sequences.contains_key(n));
    let to = if cursor.eat("RENAME TO") {
        Some(TableName { schema: name.schema.clone(), name: cursor.name()? })
    } else if cursor.eat("SET SCHEMA") {
        Some(declared.names.resolve(Some(cursor.name()?), name.name.clone()))
    } else {
        None
    };
    if let Some(to) = to {
        rename(declared, &name, &to);
        return Ok(());
    }
    if cursor.is("OWNER") {
        return Ok(());
    }
    let mut said = Said::default();
    options(cursor, &declared.names, &mut said)?;
    if let Some(sequence) = declared.schema.sequences.get_mut(&name) {
        let new = changed(sequence.numbering(), &said);
        *sequence = Sequence {
            ty: said.ty.or(sequence.ty.take()),
            min: new.min,
            max: new.max,
            cache: new.cache,
            cycle: new.cycle,
            ..Sequence::new(
                name.clone(),
                new.start.unwrap_or(sequence.start),
                new.increment.unwrap_or(sequence.increment),
            )
        };
        *sequence = normal::sequence_form(declared.names.dialect, sequence);
    } else if let Some(column) = column_of(declared, &name) {
        let new = changed(column.numbering.unwrap_or_default(), &said);
        column.numbering = (new != Numbering::default()).then_some(new);
        return Ok(());
    }
    own(declared, &name, said.owner);
    Ok(())
}

/// The column that numbers its rows by a sequence of this name, which the engine made for it.
fn column_of<'d>(declared: &'d mut Declared, name: &TableName) -> Option<&'d mut Column> {
    if !declared.is_postgres() {
        return None;
    }
    let in_schema = |t: &&mut Table| t.name.schema == name.schema;
    declared.schema.tables.values_mut().filter(in_schema).find_map(|table| {
        let own = |column: &&mut Column| match &column.identity {
            Some(Identity::Serial { sequence: Some(sequence) }) => sequence == name,
            Some(_) => names::postgres_sequence(&table.name.name, &column.name) == name.name,
            None => false,
        };
        table.columns.iter_mut().find(own)
    })
}
