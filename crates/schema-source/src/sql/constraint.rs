//! Constraints and in-table indexes, as written in CREATE TABLE and ALTER TABLE … ADD.

use seedbed_schema_model::{
    Action, Check, Deferrable, Exclusion, ExclusionPart, Expr, Family, ForeignKey, Index, IndexKey,
    IndexPart, Key, MatchType,
};

use super::{
    column::grouped_expression,
    cursor::{Cursor, Names, Parsed},
    index,
};

/// A constraint or index of a table.
#[derive(Debug, Clone)]
pub(super) enum Constraint {
    /// PRIMARY KEY; with the index behind it where that is of the beginnings of columns only (MySQL).
    PrimaryKey(Key, Option<Index>),
    /// A unique constraint.
    Unique(Key),
    /// FOREIGN KEY; with the name MySQL gives to its index.
    ForeignKey(ForeignKey, Option<String>),
    /// CHECK.
    Check(Check),
    /// MySQL KEY, INDEX, FULLTEXT, SPATIAL, or UNIQUE with a prefix or an expression.
    Index(Index),
    /// PostgreSQL: a key made of an existing index.
    UsingIndex {
        /// PRIMARY KEY rather than UNIQUE.
        primary: bool,
        /// The constraint's name.
        name: Option<String>,
        /// The index.
        index: String,
        /// Deferrability.
        deferrable: Deferrable,
    },
    /// MariaDB: PERIOD FOR, its name and its two columns.
    Period(String, Vec<String>),
    /// EXCLUDE.
    Exclusion(Exclusion),
    /// PostgreSQL 18: NOT NULL as a constraint of the table, and whether it is not NOT VALID.
    NotNull { name: Option<String>, column: String, validated: bool },
}

/// Whether a constraint, and not a column, begins here.
pub(super) fn begins(cursor: &Cursor<'_>) -> bool {
    let words: &[&str] = match cursor.dialect.family {
        Family::Sqlite => &["CONSTRAINT", "PRIMARY", "UNIQUE", "FOREIGN", "CHECK"],
        Family::Postgres => &["CONSTRAINT", "PRIMARY", "UNIQUE", "FOREIGN", "CHECK", "EXCLUDE"],
        Family::MySql | Family::MariaDb => &[
            "CONSTRAINT",
            "PRIMARY",
            "UNIQUE",
            "FOREIGN",
            "CHECK",
            "KEY",
            "INDEX",
            "FULLTEXT",
            "SPATIAL",
            "VECTOR",
        ],
    };
    if cursor.dialect.is_mysql_like() && cursor.is_all("PERIOD FOR") {
        return true;
    }
    // PostgreSQL 18: a table constraint.
    if cursor.dialect.family == Family::Postgres && cursor.is_all("NOT NULL") {
        return true;
    }
    // PostgreSQL allows a column called exclude.
    cursor.is_any(words)
        && !(cursor.is("EXCLUDE") && !cursor.is_at(1, "USING") && cursor.word_at(1).is_some())
        && !(cursor.is("VECTOR") && !cursor.is_at(1, "INDEX") && !cursor.is_at(1, "KEY"))
}

/// One constraint.
pub(super) fn constraint(cursor: &mut Cursor<'_>, names: &Names) -> Parsed<Constraint> {
    let mysql = names.dialect.is_mysql_like();
    let mut name = None;
    if cursor.eat("CONSTRAINT") {
        cursor.eat("IF NOT EXISTS");
        let unnamed =
            mysql && cursor.is_any(&["PRIMARY", "UNIQUE", "FOREIGN", "CHECK"]) && cursor.mark() > 0;
        if !unnamed {
            name = Some(cursor.name()?);
        }
    }
    if cursor.eat("PRIMARY KEY") {
        if let Some(using) = using_index(cursor, true, &name)? {
            return Ok(using);
        }
        if mysql {
            return mysql_primary(cursor);
        }
        return Ok(Constraint::PrimaryKey(key(cursor, name)?, None));
    }
    if cursor.eat("UNIQUE") {
        let _ = cursor.eat("KEY") || cursor.eat("INDEX");
        if mysql {
            return mysql_unique(cursor, name);
        }
        if let Some(using) = using_index(cursor, false, &name)? {
            return Ok(using);
        }
        return Ok(Constraint::Unique(key(cursor, name)?));
    }
    if cursor.eat("FOREIGN KEY") {
        cursor.eat("IF NOT EXISTS");
        let mut index = None;
        if mysql && !cursor.is_symbol(b'(') {
            index = Some(cursor.name()?).filter(|_| name.is_none());
            if names.dialect.family == Family::MariaDb {
                // MariaDB names the constraint by it when nothing else is said.
                name = name.or_else(|| index.take());
            }
        }
        let mut group = cursor.group()?;
        let mut pieces = group;
        let period = pieces.split_commas().iter().any(|p| p.is("PERIOD") && !p.is_last());
        let columns = columns(&mut group)?;
        cursor.need("REFERENCES")?;
        let key = references(cursor, names, name, columns)?;
        return Ok(Constraint::ForeignKey(ForeignKey { period, ..key }, index));
    }
    if cursor.eat("CHECK") {
        let check = Check::new(name, grouped_expression(cursor)?);
        return Ok(Constraint::Check(enforced(cursor, check)));
    }
    if cursor.eat("NOT NULL") {
        let column = cursor.name()?;
        cursor.eat("NO INHERIT");
        let validated = !cursor.eat("NOT VALID");
        return Ok(Constraint::NotNull { name, column, validated });
    }
    if cursor.eat("EXCLUDE") {
        return Ok(Constraint::Exclusion(exclusion(cursor, name)?));
    }
    if cursor.eat("PERIOD FOR") {
        let name = cursor.name()?;
        let columns = columns(&mut cursor.group()?)?;
        return Ok(Constraint::Period(name, columns));
    }
    if mysql {
        return Ok(Constraint::Index(mysql_index(cursor)?));
    }
    cursor.wanted("a constraint")
}

/// MySQL: `PRIMARY KEY [name] (…)`. Every primary key is called PRIMARY, whatever was written.
fn mysql_primary(cursor: &mut Cursor<'_>) -> Parsed<Constraint> {
    let index = Index { unique: true, name: Some("PRIMARY".to_owned()), ..mysql_parts(cursor)? };
    let columns: Option<Vec<String>> = index.parts.iter().map(column_of_part).collect();
    let Some(columns) = columns else { return cursor.wanted("columns of the primary key") };
    let prefixed = index.parts.iter().any(|p| p.prefix.is_some());
    Ok(Constraint::PrimaryKey(Key::unnamed(columns), prefixed.then_some(index)))
}

fn column_of_part(part: &IndexPart) -> Option<String> {
    match &part.key {
        IndexKey::Column(column) => Some(column.clone()),
        IndexKey::Expression(_) => None,
    }
}

fn is_postgres(cursor: &Cursor<'_>) -> bool {
    cursor.dialect.family == Family::Postgres
}

/// After the word EXCLUDE.
pub(super) fn exclusion(cursor: &mut Cursor<'_>, name: Option<String>) -> Parsed<Exclusion> {
    let method = if cursor.eat("USING") { cursor.name()? } else { "btree".to_owned() };
    let mut parts = Vec::new();
    for mut piece in cursor.group()?.split_commas() {
        let mark = piece.mark();
        while !piece.is_done() && !piece.is("WITH") {
            piece.skip_one();
        }
        let mut element = piece.part(mark, piece.mark());
        piece.need("WITH")?;
        let mut element = index::parts(&mut element)?;
        let Some(part) = element.pop() else { return piece.wanted("a column or an expression") };
        parts.push(ExclusionPart { part, operator: piece.rest_text() });
    }
    let mut exclusion = Exclusion {
        name,
        method: method.to_ascii_lowercase(),
        parts,
        include: Vec::new(),
        predicate: None,
        deferrable: Deferrable::No,
    };
    if cursor.eat("INCLUDE") {
        exclusion.include = columns(&mut cursor.group()?)?;
    }
    index_parameters(cursor)?;
    if cursor.eat("WHERE") {
        exclusion.predicate = Some(Expr(index::without_outer_parens(&mut cursor.group()?)));
    }
    exclusion.deferrable = deferrable(cursor);
    Ok(exclusion)
}

/// MySQL: `UNIQUE [KEY] [name] (…)`; over plain columns a constraint, else an index.
fn mysql_unique(cursor: &mut Cursor<'_>, symbol: Option<String>) -> Parsed<Constraint> {
    let mut index = mysql_parts(cursor)?;
    index.unique = true;
    index.name = index.name.or(symbol);
    let plain = index.valid && index.parts.iter().all(|p| p.prefix.is_none() && !p.descending);
    let columns: Option<Vec<String>> = index
        .parts
        .iter()
        .map(|p| match &p.key {
            IndexKey::Column(column) => Some(column.clone()),
            IndexKey::Expression(_) => None,
        })
        .collect();
    Ok(match columns.filter(|_| plain) {
        Some(columns) => Constraint::Unique(Key { name: index.name, ..Key::unnamed(columns) }),
        None => Constraint::Index(index),
    })
}

/// MySQL: `{KEY | INDEX | FULLTEXT | SPATIAL} …`.
fn mysql_index(cursor: &mut Cursor<'_>) -> Parsed<Index> {
    let method = ["FULLTEXT", "SPATIAL", "VECTOR"].iter().find(|w| cursor.eat(w));
    if !(cursor.eat("KEY") || cursor.eat("INDEX")) && method.is_none() {
        return cursor.wanted("a constraint or an index");
    }
    let mut index = mysql_parts(cursor)?;
    index.method = method.map(|w| w.to_ascii_lowercase()).or(index.method);
    Ok(index)
}

/// `[IF NOT EXISTS] [name] [USING …] (parts) [options]`.
fn mysql_parts(cursor: &mut Cursor<'_>) -> Parsed<Index> {
    cursor.eat("IF NOT EXISTS");
    let named = !cursor.is_symbol(b'(') && !cursor.is_any(&["USING", "TYPE"]);
    let name = if named { Some(cursor.name()?) } else { None };
    let before = using(cursor)?;
    let parts = index::parts(&mut cursor.group()?)?;
    let mark = cursor.mark();
    index_parameters(cursor)?;
    let mut options = cursor.part(mark, cursor.mark());
    let (mut method, mut valid) = (before, true);
    while !options.is_done() {
        if let Some(after) = using(&mut options)? {
            method = Some(after);
        } else if options.is_any(&["INVISIBLE", "IGNORED"]) {
            valid = false;
            options.skip_one();
        } else if options.eat("NOT IGNORED") {
        } else {
            options.skip_one();
        }
    }
    Ok(Index { name, method, valid, ..Index::over(parts) })
}

/// `USING BTREE`. Whether the engine has it is settled when the whole table is known.
fn using(cursor: &mut Cursor<'_>) -> Parsed<Option<String>> {
    if cursor.eat("USING") || cursor.eat("TYPE") {
        return Ok(Some(cursor.name()?.to_ascii_lowercase()));
    }
    Ok(None)
}

fn using_index(
    cursor: &mut Cursor<'_>,
    primary: bool,
    name: &Option<String>,
) -> Parsed<Option<Constraint>> {
    if !cursor.eat("USING INDEX") {
        return Ok(None);
    }
    let index = cursor.name()?;
    let deferrable = deferrable(cursor);
    Ok(Some(Constraint::UsingIndex { primary, name: name.clone(), index, deferrable }))
}

/// The columns of a key and what may follow them.
fn key(cursor: &mut Cursor<'_>, name: Option<String>) -> Parsed<Key> {
    let nulls_not_distinct = cursor.eat("NULLS NOT DISTINCT");
    cursor.eat("NULLS DISTINCT");
    let mut group = cursor.group()?;
    let without_overlaps = group.has_all("WITHOUT OVERLAPS");
    let mut key = Key { name, nulls_not_distinct, ..Key::unnamed(columns(&mut group)?) };
    key.without_overlaps = without_overlaps;
    included(cursor, &mut key)?;
    index_parameters(cursor)?;
    key.deferrable = deferrable(cursor);
    Ok(key)
}

/// PostgreSQL: `INCLUDE (…)`, when it comes now.
pub(super) fn included(cursor: &mut Cursor<'_>, key: &mut Key) -> Parsed<()> {
    if cursor.dialect.family == Family::Postgres && cursor.eat("INCLUDE") {
        key.include = columns(&mut cursor.group()?)?;
    }
    Ok(())
}

/// Column names; the prefix, direction and collation that a key may give them are not part of it.
fn columns(cursor: &mut Cursor<'_>) -> Parsed<Vec<String>> {
    let mut columns = Vec::new();
    for mut part in cursor.split_commas() {
        if part.dialect.family == Family::Postgres && part.is("PERIOD") && !part.is_last() {
            part.bump();
        }
        columns.push(part.name()?);
        while !part.is_done() {
            if part.is_symbol(b'(') || part.is("WITHOUT") {
                part.skip_one();
                part.eat("OVERLAPS");
            } else if part.eat("COLLATE") {
                part.name()?;
            } else if !["ASC", "DESC", "AUTOINCREMENT", "WITHOUT OVERLAPS"]
                .iter()
                .any(|w| part.eat(w))
            {
                return part.wanted("a column name");
            }
        }
    }
    if columns.is_empty() { cursor.wanted("a column name") } else { Ok(columns) }
}

/// Options of the index behind a key, none of which the model compares.
pub(super) fn index_parameters(cursor: &mut Cursor<'_>) -> Parsed<()> {
    loop {
        if cursor.eat("USING INDEX TABLESPACE")
            || cursor.eat("USING")
            || cursor.eat("INCLUDE")
            || cursor.eat("WITH PARSER")
            || cursor.eat("WITH")
            || cursor.eat("COMMENT")
        {
            cursor.skip_one();
        } else if ["KEY_BLOCK_SIZE", "CLUSTERING", "DISTANCE", "M"].iter().any(|w| cursor.is(w)) {
            cursor.skip_one();
            cursor.eat_symbol(b'=');
            cursor.skip_one();
        } else if !["VISIBLE", "INVISIBLE", "IGNORED", "NOT IGNORED"].iter().any(|w| cursor.eat(w))
        {
            return Ok(());
        }
    }
}

/// What follows the word REFERENCES.
pub(super) fn references(
    cursor: &mut Cursor<'_>,
    names: &Names,
    name: Option<String>,
    columns: Vec<String>,
) -> Parsed<ForeignKey> {
    let target = cursor.object(names)?;
    let target_columns =
        if cursor.is_symbol(b'(') { self::columns(&mut cursor.group()?)? } else { Vec::new() };
    let mut key = ForeignKey { name, ..ForeignKey::unnamed(columns, target, target_columns) };
    loop {
        if cursor.eat("ON DELETE") {
            key.on_delete = action(cursor)?;
            // PostgreSQL 15: SET NULL (columns).
            if cursor.is_symbol(b'(') {
                key.set_columns = self::columns(&mut cursor.group()?)?;
            }
        } else if cursor.eat("ON UPDATE") {
            key.on_update = action(cursor)?;
        } else if cursor.eat("MATCH") {
            key.match_type = match cursor.name()?.to_ascii_lowercase().as_str() {
                "full" => MatchType::Full,
                "partial" => MatchType::Partial,
                _ => MatchType::Simple,
            };
        } else if at_deferrable(cursor) {
            key.deferrable = deferrable(cursor);
        } else if cursor.is_all("NOT VALID") || cursor.is_all("NOT ENFORCED") {
            key.not_enforced = cursor.is_all("NOT ENFORCED") && is_postgres(cursor);
            key.validated = false;
            cursor.bump();
            cursor.bump();
        } else if !cursor.eat("ENFORCED") {
            return Ok(key);
        }
    }
}

fn action(cursor: &mut Cursor<'_>) -> Parsed<Action> {
    let known =
        [Action::NoAction, Action::Restrict, Action::Cascade, Action::SetNull, Action::SetDefault];
    let Some(action) = known.into_iter().find(|a| cursor.eat(a.sql())) else {
        return cursor.wanted("a referential action");
    };
    Ok(action)
}

/// Whether [`deferrable`] would move.
pub(super) fn at_deferrable(cursor: &Cursor<'_>) -> bool {
    ["DEFERRABLE", "NOT DEFERRABLE", "INITIALLY DEFERRED", "INITIALLY IMMEDIATE"]
        .iter()
        .any(|words| cursor.is_all(words))
}

/// `[NOT] DEFERRABLE`, `INITIALLY …`, in any order.
pub(super) fn deferrable(cursor: &mut Cursor<'_>) -> Deferrable {
    let mut result = Deferrable::No;
    loop {
        if cursor.eat("NOT DEFERRABLE") {
            result = Deferrable::No;
        } else if cursor.eat("DEFERRABLE") {
            result = result.max(Deferrable::InitiallyImmediate);
        } else if cursor.eat("INITIALLY DEFERRED") {
            result = Deferrable::InitiallyDeferred;
        } else if !cursor.eat("INITIALLY IMMEDIATE") {
            return result;
        }
    }
}

/// What may follow a check.
pub(super) fn enforced(cursor: &mut Cursor<'_>, mut check: Check) -> Check {
    loop {
        if cursor.is_all("NOT ENFORCED") || cursor.is_all("NOT VALID") {
            check.not_enforced = cursor.is_all("NOT ENFORCED") && is_postgres(cursor);
            check.validated = false;
            cursor.bump();
            cursor.bump();
        } else if cursor.eat("NO INHERIT") {
            check.no_inherit = true;
        } else if !cursor.eat("ENFORCED") {
            return check;
        }
    }
}
