//! Indexes: their parts, and CREATE INDEX.

use seedbed_schema_model::{Expr, Family, Index, IndexKey, IndexPart, TableName};

use super::{
    charset,
    cursor::{Cursor, Names, Parsed},
    lex::Kind,
};

/// A CREATE INDEX statement.
#[derive(Debug)]
pub(super) struct CreateIndex {
    pub(super) table: TableName,
    pub(super) index: Index,
    pub(super) if_not_exists: bool,
    /// PostgreSQL: not on the partitions.
    pub(super) only: bool,
}

/// After the words CREATE [UNIQUE | FULLTEXT | SPATIAL] INDEX.
pub(super) fn create(
    cursor: &mut Cursor<'_>,
    names: &Names,
    unique: bool,
    method: Option<String>,
) -> Parsed<CreateIndex> {
    cursor.eat("CONCURRENTLY");
    let if_not_exists = cursor.eat("IF NOT EXISTS");
    let mut schema = None;
    let mut name = None;
    if !cursor.is("ON") || cursor.is_at(1, "ON") {
        let mut parts = cursor.path()?;
        name = parts.pop();
        schema = parts.pop();
    }
    let mut method = method;
    let mysql = names.dialect.is_mysql_like();
    if mysql && cursor.eat("USING") {
        method = method.or(Some(cursor.name()?.to_ascii_lowercase()));
    }
    cursor.need("ON")?;
    let only = cursor.eat("ONLY");
    let mut table = cursor.object(names)?;
    if names.dialect.family == Family::Sqlite && schema.is_some() {
        // SQLite qualifies the index, and the table is in the same schema.
        table = names.resolve(schema, table.name);
    }
    if cursor.eat("USING") {
        method = Some(cursor.name()?.to_ascii_lowercase()).filter(|m| mysql || m != "btree");
    }
    let parts = parts(&mut cursor.group()?)?;
    let mut index = Index { name, unique, method, ..Index::over(parts) };
    while !cursor.is_done() {
        if cursor.eat("INCLUDE") {
            for mut column in cursor.group()?.split_commas() {
                index.include.push(column.name()?);
            }
        } else if cursor.eat("WHERE") {
            index.predicate = Some(Expr(without_outer_parens(cursor)));
        } else if mysql && cursor.eat("USING") {
            let used = cursor.name()?.to_ascii_lowercase();
            index.method = index.method.or(Some(used));
        } else if mysql && cursor.eat("NOT IGNORED") {
        } else if mysql && (cursor.eat("INVISIBLE") || cursor.eat("IGNORED")) {
            index.valid = false;
        } else if cursor.eat("NULLS NOT DISTINCT") {
            index.nulls_not_distinct = true;
        } else {
            // WITH (…), TABLESPACE x, COMMENT 'x', ALGORITHM = …: nothing of the index's meaning.
            cursor.skip_one();
        }
    }
    Ok(CreateIndex { table, index, if_not_exists, only })
}

/// The parts between the parentheses of an index.
pub(super) fn parts(cursor: &mut Cursor<'_>) -> Parsed<Vec<IndexPart>> {
    let mut parts = Vec::new();
    for mut piece in cursor.split_commas() {
        parts.push(part(&mut piece)?);
    }
    if parts.is_empty() { cursor.wanted("a column or an expression") } else { Ok(parts) }
}

fn part(cursor: &mut Cursor<'_>) -> Parsed<IndexPart> {
    let family = cursor.dialect.family;
    let mysql = cursor.dialect.is_mysql_like();
    let mut part = IndexPart::column("");
    if cursor.is_symbol(b'(') {
        let mut whole = *cursor;
        whole.skip_one();
        part.key = if ends_key(&whole) {
            IndexKey::Expression(Expr(without_outer_parens(&mut cursor.group()?)))
        } else {
            IndexKey::Expression(expression(cursor))
        };
    } else {
        let mut after = *cursor;
        let name = after.name();
        let string = cursor.peek().is_some_and(|t| t.kind == Kind::Text);
        match name {
            Ok(name) if ends_key(&after) && !string => {
                *cursor = after;
                part.key = IndexKey::Column(name);
            }
            Ok(name) if mysql && after.is_symbol(b'(') => {
                *cursor = after;
                part.key = IndexKey::Column(name);
                part.prefix = u32::try_from(cursor.group()?.integer()?).ok();
            }
            _ => part.key = IndexKey::Expression(expression(cursor)),
        }
    }
    while !cursor.is_done() {
        if mysql && cursor.eat("WITHOUT OVERLAPS") {
            // The name is that of a period.
        } else if cursor.eat("DESC") {
            part.descending = true;
        } else if cursor.eat("ASC") {
        } else if cursor.eat("COLLATE") {
            let collation = cursor.path()?.pop();
            part.collation = collation.map(|c| charset::collation(cursor.dialect, c));
        } else if cursor.eat("NULLS FIRST") {
            part.nulls_first = Some(true);
        } else if cursor.eat("NULLS LAST") {
            part.nulls_first = Some(false);
        } else if family == Family::Postgres && cursor.word_at(0).is_some() {
            let opclass = cursor.path()?.pop().unwrap_or_default();
            if cursor.is_symbol(b'(') {
                cursor.skip_one();
            }
            part.opclass = Some(opclass).filter(|o| !is_default_opclass(o));
        } else {
            return cursor.wanted("the end of an index part");
        }
    }
    // The engine's default for the direction is not worth saying.
    let default_first = (family == Family::Postgres) == part.descending;
    part.nulls_first = part.nulls_first.filter(|first| *first != default_first);
    Ok(part)
}

/// Whether the key of an index part is complete here.
fn ends_key(cursor: &Cursor<'_>) -> bool {
    cursor.is_done()
        || cursor.is_any(&["ASC", "DESC", "COLLATE", "NULLS"])
        || (cursor.dialect.is_mysql_like() && cursor.is_all("WITHOUT OVERLAPS"))
        || (cursor.dialect.family == Family::Postgres && cursor.word_at(0).is_some())
}

/// An expression without parentheses of its own: up to what may follow a key.
fn expression(cursor: &mut Cursor<'_>) -> Expr {
    let mark = cursor.mark();
    // PostgreSQL allows only a function call here: then a word after the group is an opclass.
    let call = cursor.dialect.family == Family::Postgres;
    while !cursor.is_done() && !cursor.is_any(&["ASC", "DESC", "COLLATE", "NULLS"]) {
        let group = cursor.is_symbol(b'(');
        cursor.skip_one();
        if group && call && cursor.word_at(0).is_some() {
            break;
        }
    }
    Expr(cursor.text_since(mark))
}

/// What is left, without parentheses that enclose all of it.
pub(super) fn without_outer_parens(cursor: &mut Cursor<'_>) -> String {
    let mut inner = cursor.within_outer_parens();
    cursor.finish();
    inner.rest_text()
}

/// Operator classes that are the default of their type, so that naming them says nothing.
fn is_default_opclass(name: &str) -> bool {
    const DEFAULT: [&str; 34] = [
        "array_ops",
        "bit_ops",
        "bool_ops",
        "bpchar_ops",
        "bytea_ops",
        "char_ops",
        "cidr_ops",
        "date_ops",
        "enum_ops",
        "float4_ops",
        "float8_ops",
        "int2_ops",
        "int4_ops",
        "int8_ops",
        "interval_ops",
        "jsonb_ops",
        "macaddr8_ops",
        "macaddr_ops",
        "money_ops",
        "multirange_ops",
        "name_ops",
        "numeric_ops",
        "oid_ops",
        "oidvector_ops",
        "pg_lsn_ops",
        "range_ops",
        "record_ops",
        "text_ops",
        "time_ops",
        "timestamp_ops",
        "timestamptz_ops",
        "timetz_ops",
        "tsvector_ops",
        "uuid_ops",
    ];
    DEFAULT.contains(&name)
}
