//! Column definitions: name, type, and every option an engine allows after them.

use seedbed_schema_model::{
    Check, Column, ColumnType, Conflict, ConflictOf, Deferrable, Expr, Family, ForeignKey, GapKind,
    Generated, Identity, Key, TypeKind, normal::charset as open,
};

use super::{
    charset,
    constraint::{self, Constraint},
    cursor::{Cursor, Names, Parsed, Unread},
    sequences,
};
use crate::types::parse_type;

/// A column, and what was declared with it.
#[derive(Debug)]
pub(super) struct ColumnDef {
    pub(super) column: Column,
    /// Constraints written inside the definition.
    pub(super) constraints: Vec<(usize, Constraint)>,
    /// SQLite: `PRIMARY KEY DESC`, which makes no rowid alias.
    pub(super) descending_key: bool,
    /// MySQL `FIRST` / `AFTER`.
    pub(super) placing: Placing,
    /// Where it stands in the text.
    pub(super) at: usize,
    /// MariaDB `WITH SYSTEM VERSIONING`, which makes the table so.
    pub(super) versioned: bool,
    /// MariaDB: WITHOUT SYSTEM VERSIONING.
    pub(super) unversioned: bool,
    /// What was not understood; the rest of the column is good.
    pub(super) unread: Vec<Unread>,
    /// SQLite: conflict clauses of its constraints.
    pub(super) conflicts: Vec<Conflict>,
}

impl ColumnDef {
    /// How this declaration differs from another of the same column.
    pub(super) fn differences(&self, other: &Column) -> Vec<String> {
        let mut said = Vec::new();
        if self.column.ty.kind != other.ty.kind {
            said.push(format!("is {} here and {} there", self.column.ty.raw, other.ty.raw));
        }
        if self.column.nullable != other.nullable {
            let word = |nullable| if nullable { "nullable" } else { "NOT NULL" };
            said.push(format!(
                "is {} here and {} there",
                word(self.column.nullable),
                word(other.nullable)
            ));
        }
        let default = |c: &Column| c.default.as_ref().map_or("none".to_owned(), |d| d.0.clone());
        if self.column.default != other.default {
            let (here, there) = (default(&self.column), default(other));
            said.push(format!("has the default {here} here and {there} there"));
        }
        said
    }
}

/// Where in a table a column goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Placing {
    /// Last, or where it was.
    Unsaid,
    /// First.
    First,
    /// After the named column.
    After(String),
}

/// Words that end a type or a default and begin an option, in every dialect.
const OPTIONS: [&str; 11] = [
    "CONSTRAINT",
    "NOT",
    "NULL",
    "DEFAULT",
    "PRIMARY",
    "UNIQUE",
    "CHECK",
    "REFERENCES",
    "COLLATE",
    "GENERATED",
    "AS",
];
const MYSQL_OPTIONS: [&str; 25] = [
    "AUTO_INCREMENT",
    "COMMENT",
    "KEY",
    "ON",
    "CHARSET",
    "FIRST",
    "AFTER",
    "VIRTUAL",
    "STORED",
    "PERSISTENT",
    "INVISIBLE",
    "VISIBLE",
    "COLUMN_FORMAT",
    "STORAGE",
    "SRID",
    "REF_SYSTEM_ID",
    "ASCII",
    "UNICODE",
    "BINARY",
    "COMPRESSED",
    "ENGINE_ATTRIBUTE",
    "SECONDARY_ENGINE_ATTRIBUTE",
    "WITHOUT",
    "WITH",
    "SERIAL",
];
const POSTGRES_OPTIONS: [&str; 6] =
    ["STORAGE", "COMPRESSION", "USING", "DEFERRABLE", "INITIALLY", "OPTIONS"];

/// Whether an option of a column begins here.
fn at_option(cursor: &Cursor<'_>) -> bool {
    let more: &[&str] = match cursor.dialect.family {
        Family::Sqlite => &["DEFERRABLE", "INITIALLY"],
        Family::Postgres => &POSTGRES_OPTIONS,
        Family::MySql | Family::MariaDb => &MYSQL_OPTIONS,
    };
    cursor.is_any(&OPTIONS)
        || cursor.is_any(more)
        || (cursor.dialect.is_mysql_like() && cursor.is_all("CHARACTER SET"))
}

/// The text of a type: everything up to the first option.
pub(super) fn type_text(cursor: &mut Cursor<'_>) -> Parsed<String> {
    let sqlite = cursor.dialect.family == Family::Sqlite;
    let mark = cursor.mark();
    while !cursor.is_done() && !cursor.is_symbol(b',') && !cursor.is_symbol(b'=') {
        // The first word is the type's even where it could be an option (MySQL BINARY, SERIAL).
        let type_word = cursor.dialect.is_mysql_like()
            && cursor.mark() == mark
            && cursor.is_any(&["BINARY", "SERIAL"]);
        if at_option(cursor) && !type_word {
            break;
        }
        cursor.skip_one();
    }
    let text = cursor.text_since(mark);
    if text.is_empty() && !sqlite {
        return cursor.wanted("a type");
    }
    Ok(text)
}

/// An expression outside parentheses, such as that of DEFAULT: up to the first option.
pub(super) fn bare_expression(cursor: &mut Cursor<'_>) -> Parsed<Expr> {
    let mark = cursor.mark();
    let mut cases = 0usize;
    while !cursor.is_done() && !cursor.is_symbol(b',') {
        if cases == 0 && cursor.mark() > mark && at_option(cursor) {
            break;
        }
        if cursor.is("CASE") {
            cases += 1;
        } else if cursor.is("END") {
            cases = cases.saturating_sub(1);
        }
        let is = cursor.is("IS");
        cursor.skip_one();
        if is {
            // IS [NOT] NULL, IS [NOT] DISTINCT FROM
            cursor.eat("NOT");
            cursor.skip_one();
        }
    }
    match cursor.text_since(mark) {
        text if text.is_empty() => cursor.wanted("an expression"),
        text => Ok(Expr(text)),
    }
}

/// The expression in the parentheses that come now.
pub(super) fn grouped_expression(cursor: &mut Cursor<'_>) -> Parsed<Expr> {
    Ok(Expr(cursor.group()?.rest_text()))
}

/// What follows the word DEFAULT; a default of NULL is none.
pub(super) fn default_value(cursor: &mut Cursor<'_>) -> Parsed<Option<Expr>> {
    let mut null = *cursor;
    let expr = bare_expression(cursor)?;
    // PostgreSQL writes it as NULL::character varying.
    let is_null = null.eat("NULL") && (null.mark() == cursor.mark() || null.is_symbol(b':'));
    Ok((!is_null).then_some(expr))
}

/// A whole column definition. What is not understood ends in [`ColumnDef::unread`].
pub(super) fn column(cursor: &mut Cursor<'_>, names: &Names) -> Parsed<ColumnDef> {
    let at = cursor.offset();
    let name = cursor.name()?;
    let raw = type_text(cursor)?;
    let mut def = ColumnDef {
        column: Column::new(name, typed(names, &raw)),
        constraints: Vec::new(),
        descending_key: false,
        placing: Placing::Unsaid,
        at,
        versioned: false,
        unversioned: false,
        unread: Vec::new(),
        conflicts: Vec::new(),
    };
    alias_type(&mut def, names, at);
    let mut text = TextOptions::default();
    while !cursor.is_done() {
        if let Err(unread) = option(cursor, names, &mut def, &mut text) {
            def.unread.push(unread);
            // Go on with the next option that is known.
            cursor.skip_one();
            while !cursor.is_done() && !at_option(cursor) {
                cursor.skip_one();
            }
        }
    }
    text.apply(&mut def, names);
    checked_json(&mut def, names);
    Ok(def)
}

/// A type with its meaning.
pub(super) fn typed(names: &Names, raw: &str) -> ColumnType {
    // PostgreSQL has at most six dimensions; a value nested without end would not survive its drop.
    let kind = if raw.matches('[').count() > 16 {
        TypeKind::Other { name: raw.to_lowercase() }
    } else {
        parse_type(names.dialect, unquoted(names, raw))
    };
    ColumnType { raw: raw.to_owned(), kind }
}

/// PostgreSQL: `"tsvector"` is `tsvector` (drizzle quotes types it does not know). `"char"` is not
/// `char`, though.
fn unquoted<'a>(names: &Names, raw: &'a str) -> &'a str {
    let inner = raw.strip_prefix('"').and_then(|r| r.strip_suffix('"'));
    let plain = |t: &&str| {
        *t != "char" && t.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
    };
    match inner.filter(plain) {
        Some(inner) if names.dialect.family == Family::Postgres => inner,
        _ => raw,
    }
}

/// Types that are short for a type with options: PostgreSQL and MySQL `serial`.
fn alias_type(def: &mut ColumnDef, names: &Names, at: usize) {
    let lower = def.column.ty.raw.to_ascii_lowercase();
    let family = names.dialect.family;
    if family == Family::Postgres {
        let base = match lower.as_str() {
            "serial" | "serial4" => "integer",
            "bigserial" | "serial8" => "bigint",
            "smallserial" | "serial2" => "smallint",
            _ => return,
        };
        def.column.ty = typed(names, base);
        def.column.nullable = false;
        def.column.identity = Some(Identity::Serial { sequence: None });
    } else if names.dialect.is_mysql_like() && lower == "serial" {
        def.column.ty = typed(names, "bigint unsigned");
        def.column.nullable = false;
        def.column.identity = Some(Identity::AutoIncrement);
        let key = Key::unnamed(vec![def.column.name.clone()]);
        def.constraints.push((at, Constraint::Unique(key)));
    }
}

/// MySQL's character set, collation and BINARY, which decide the collation together.
#[derive(Debug, Default)]
struct TextOptions {
    charset: Option<String>,
    binary: bool,
}

impl TextOptions {
    fn apply(self, def: &mut ColumnDef, names: &Names) {
        if !names.dialect.is_mysql_like() {
            return;
        }
        let column = &mut def.column;
        // NATIONAL types are utf8 whatever the table is.
        let first = column.ty.raw.split(|c: char| !c.is_ascii_alphanumeric()).next();
        let national = first.is_some_and(|w| {
            ["NATIONAL", "NCHAR", "NVARCHAR"].iter().any(|n| w.eq_ignore_ascii_case(n))
        });
        let charset = self.charset.or_else(|| national.then(|| "utf8mb3".to_owned()));
        if !takes_text(&column.ty.kind) {
            return;
        }
        if let Some(charset) = charset {
            let charset = charset::canonical(&charset);
            let named = column.collation.take();
            column.collation = Some(match named {
                Some(collation) => open::closed(&collation, &charset),
                None if self.binary => open::closed(open::BINARY_OF_CHARSET, &charset),
                None => charset::default_collation(names.dialect, &charset),
            });
        } else if self.binary && column.collation.is_none() {
            column.collation = Some(open::BINARY_OF_CHARSET.to_owned());
        }
    }
}

/// Whether values of a type have a collation.
pub(super) fn takes_text(kind: &TypeKind) -> bool {
    matches!(
        kind,
        TypeKind::Char { .. }
            | TypeKind::VarChar { .. }
            | TypeKind::Text { .. }
            | TypeKind::Enum { .. }
            | TypeKind::Set { .. }
    )
}

/// The next larger type where characters of the new set take more bytes: so MySQL converts texts.
pub(super) fn widen(names: &Names, column: &mut Column, from: &str, to: &str) {
    let bytes = |collation| open::bytes_per_character(open::charset_of(collation));
    let wider = match (&column.ty.kind, bytes(from) < bytes(to)) {
        (TypeKind::Text { bytes: Some(255) }, true) => "text",
        (TypeKind::Text { bytes: Some(65_535) }, true) => "mediumtext",
        (TypeKind::Text { bytes: Some(16_777_215) }, true) => "longtext",
        _ => return,
    };
    column.ty = typed(names, wider);
}

/// MariaDB: a JSON column with a check of its own gets no other, and that makes it a longtext.
fn checked_json(def: &mut ColumnDef, names: &Names) {
    let json = matches!(def.column.ty.kind, TypeKind::Json { .. });
    let checked = def.constraints.iter().any(|(_, c)| matches!(c, Constraint::Check(_)));
    if names.dialect.family == Family::MariaDb && json && checked {
        def.column.ty = typed(names, "longtext");
        def.column.collation.get_or_insert_with(|| "utf8mb4_bin".to_owned());
    }
}

/// One option.
fn option(
    cursor: &mut Cursor<'_>,
    names: &Names,
    def: &mut ColumnDef,
    text: &mut TextOptions,
) -> Parsed<()> {
    let at = cursor.offset();
    let mysql = names.dialect.is_mysql_like();
    let name = if cursor.eat("CONSTRAINT") { Some(cursor.name()?) } else { None };
    let here = |def: &ColumnDef| vec![def.column.name.clone()];
    if cursor.eat("NOT NULL") {
        def.column.nullable = false;
        let of = ConflictOf::NotNull(def.column.name.clone());
        def.conflicts.extend(conflict(cursor, of));
        let _ = cursor.eat("ENABLE") || cursor.eat("NO INHERIT");
    } else if cursor.eat("NULL") {
        // Said explicitly; it is the default.
    } else if mysql && cursor.eat("SERIAL DEFAULT VALUE") {
        def.column.nullable = false;
        def.column.identity = Some(Identity::AutoIncrement);
        def.constraints.push((at, Constraint::Unique(Key::unnamed(here(def)))));
    } else if cursor.eat("DEFAULT") {
        def.column.default = default_value(cursor)?;
    } else if cursor.eat("PRIMARY KEY") || (mysql && cursor.eat("KEY")) {
        def.descending_key = cursor.eat("DESC");
        cursor.eat("ASC");
        def.conflicts.extend(conflict(cursor, ConflictOf::PrimaryKey));
        cursor.eat("AUTOINCREMENT");
        let mut key = Key { name: name.filter(|_| !mysql), ..Key::unnamed(here(def)) };
        constraint::included(cursor, &mut key)?;
        key_parameters(cursor)?;
        key.deferrable = constraint::deferrable(cursor);
        def.constraints.push((at, Constraint::PrimaryKey(key, None)));
    } else if cursor.eat("UNIQUE") {
        let _ = mysql && cursor.eat("KEY");
        let nulls_not_distinct = cursor.eat("NULLS NOT DISTINCT");
        cursor.eat("NULLS DISTINCT");
        def.conflicts.extend(conflict(cursor, ConflictOf::Unique(here(def))));
        let mut key = Key { name, nulls_not_distinct, ..Key::unnamed(here(def)) };
        constraint::included(cursor, &mut key)?;
        key_parameters(cursor)?;
        key.deferrable = constraint::deferrable(cursor);
        def.constraints.push((at, Constraint::Unique(key)));
    } else if cursor.eat("CHECK") {
        let check = Check::new(name, grouped_expression(cursor)?);
        def.constraints.push((at, Constraint::Check(constraint::enforced(cursor, check))));
    } else if cursor.eat("REFERENCES") {
        let key = constraint::references(cursor, names, name, here(def))?;
        references(def, names, at, key);
    } else if constraint::at_deferrable(cursor) {
        let deferrable = constraint::deferrable(cursor);
        late_deferrable(def, deferrable);
    } else if cursor.eat("COLLATE") {
        let mut parts = cursor.path()?;
        def.column.collation = parts.pop().map(|c| charset::collation(names.dialect, c));
    } else if cursor.is_any(&["GENERATED", "AS"]) {
        generated(cursor, def)?;
    } else if mysql {
        return mysql_option(cursor, def, text);
    } else if cursor.eat("STORAGE") || cursor.eat("COMPRESSION") {
        cursor.skip_one();
    } else {
        return cursor.wanted("an option of a column");
    }
    Ok(())
}

/// What may follow a key written in a column. On MySQL a comment there is the column's.
fn key_parameters(cursor: &mut Cursor<'_>) -> Parsed<()> {
    if cursor.dialect.is_mysql_like() { Ok(()) } else { constraint::index_parameters(cursor) }
}

/// An inline foreign key, which MySQL (not MariaDB) parses and ignores.
fn references(def: &mut ColumnDef, names: &Names, at: usize, key: ForeignKey) {
    if names.dialect.family == Family::MySql && names.dialect.version.major < 9 {
        let why = "MySQL before 9.0 ignores REFERENCES inside a column; use FOREIGN KEY";
        def.unread.push(Unread { why: why.to_owned(), at, kind: GapKind::Unmodelled });
    } else {
        def.constraints.push((at, Constraint::ForeignKey(key, None)));
    }
}

/// DEFERRABLE written apart from the constraint it belongs to: the last one.
fn late_deferrable(def: &mut ColumnDef, deferrable: Deferrable) {
    match def.constraints.last_mut() {
        Some((_, Constraint::ForeignKey(key, _))) => key.deferrable = deferrable,
        Some((_, Constraint::Unique(key) | Constraint::PrimaryKey(key, _))) => {
            key.deferrable = deferrable;
        }
        _ => {}
    }
}

/// SQLite `ON CONFLICT …`: how a violation is answered; ABORT is how it is anyway.
pub(super) fn conflict(cursor: &mut Cursor<'_>, of: ConflictOf) -> Option<Conflict> {
    let found = cursor.dialect.family == Family::Sqlite && cursor.eat("ON CONFLICT");
    let action = found.then(|| cursor.name().ok()).flatten()?.to_uppercase();
    (action != "ABORT").then_some(Conflict { of, action })
}

/// `GENERATED … AS IDENTITY`, `[GENERATED ALWAYS] AS (…) [STORED | VIRTUAL]`.
fn generated(cursor: &mut Cursor<'_>, def: &mut ColumnDef) -> Parsed<()> {
    let by_default = cursor.eat("GENERATED BY DEFAULT");
    if !by_default {
        cursor.eat("GENERATED ALWAYS");
    }
    cursor.need("AS")?;
    if cursor.eat("IDENTITY") {
        if cursor.is_symbol(b'(') {
            let names = Names::new(cursor.dialect);
            def.column.numbering = Some(sequences::identity(&mut cursor.group()?, &names)?);
        }
        def.column.nullable = false;
        def.column.identity = Some(if by_default { Identity::ByDefault } else { Identity::Always });
        return Ok(());
    }
    let row = if cursor.eat("ROW START") {
        Some("ROW START")
    } else {
        cursor.eat("ROW END").then_some("ROW END")
    };
    if let Some(bound) = row {
        // MariaDB: since and until when the row was so.
        def.column.nullable = false;
        def.column.generated = Some(Generated { expr: bound.into(), stored: true });
        return Ok(());
    }
    let expr = grouped_expression(cursor)?;
    let stored = cursor.eat("STORED") || cursor.eat("PERSISTENT");
    cursor.eat("VIRTUAL");
    def.column.generated = Some(Generated { expr, stored });
    Ok(())
}

/// What only MySQL and MariaDB have.
fn mysql_option(
    cursor: &mut Cursor<'_>,
    def: &mut ColumnDef,
    text: &mut TextOptions,
) -> Parsed<()> {
    if cursor.eat("AUTO_INCREMENT") {
        def.column.nullable = false;
        def.column.identity = Some(Identity::AutoIncrement);
    } else if cursor.eat("COMMENT") {
        cursor.eat_symbol(b'=');
        def.column.comment = Some(cursor.string()?).filter(|c| !c.is_empty());
    } else if cursor.eat("ON UPDATE") {
        let mark = cursor.mark();
        cursor.skip_one();
        if cursor.is_symbol(b'(') {
            cursor.skip_one();
        }
        def.column.on_update = Some(Expr(cursor.text_since(mark)));
    } else if cursor.eat("CHARACTER SET") || cursor.eat("CHARSET") {
        cursor.eat_symbol(b'=');
        text.charset = Some(cursor.name()?);
    } else if cursor.eat("ASCII") {
        text.charset = Some("latin1".to_owned());
    } else if cursor.eat("UNICODE") {
        text.charset = Some("ucs2".to_owned());
    } else if cursor.eat("BINARY") {
        text.binary = true;
    } else if cursor.eat("FIRST") {
        def.placing = Placing::First;
    } else if cursor.eat("AFTER") {
        def.placing = Placing::After(cursor.name()?);
    } else if cursor.eat("REF_SYSTEM_ID") {
        cursor.eat_symbol(b'=');
        cursor.skip_one();
    } else if cursor.eat("SRID") {
        let srid = cursor.integer()?;
        def.column.ty.raw = format!("{} srid {srid}", def.column.ty.raw);
    } else if cursor.eat("INVISIBLE") {
        def.column.invisible = true;
    } else if ["COLUMN_FORMAT", "STORAGE"].iter().any(|w| cursor.eat(w)) {
        cursor.skip_one();
    } else if cursor.eat("ENGINE_ATTRIBUTE") || cursor.eat("SECONDARY_ENGINE_ATTRIBUTE") {
        cursor.eat_symbol(b'=');
        cursor.skip_one();
    } else if cursor.eat("WITH SYSTEM VERSIONING") {
        def.versioned = true;
    } else if cursor.eat("WITHOUT SYSTEM VERSIONING") {
        def.unversioned = true;
    } else if !["VISIBLE", "COMPRESSED", "NOT SECONDARY"].iter().any(|w| cursor.eat(w)) {
        return cursor.wanted("an option of a column");
    }
    Ok(())
}
