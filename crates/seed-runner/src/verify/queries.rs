//! The questions: each a query of one number, how many rows violate it.

use std::collections::BTreeMap;

use seedbed_generators::LogicalReference;
use seedbed_schema_model::{
    Dialect, Family, ForeignKey, MatchType, Schema, Table, TableName, TypeKind, graph,
};

use super::{CheckKind, VerifyError};
use crate::sql;

pub(super) struct Question {
    pub(super) name: String,
    pub(super) kind: CheckKind,
    pub(super) sql: String,
}

/// One question a foreign key: the rows that refer to nothing.
pub(super) fn foreign_keys(schema: &Schema, table: &Table) -> Result<Vec<Question>, VerifyError> {
    table.foreign_keys.iter().map(|key| foreign_key(schema, table, key)).collect()
}

fn foreign_key(schema: &Schema, table: &Table, key: &ForeignKey) -> Result<Question, VerifyError> {
    let name = format!("fk/{}.{}", table.name, key.columns.join(","));
    let missing = |what: String| VerifyError::Missing { check: name.clone(), missing: what };
    let target = graph::target(schema, key).ok_or_else(|| missing(key.target.to_string()))?;
    let columns = if key.target_columns.is_empty() {
        target.primary_key.as_ref().map(|k| k.columns.as_slice()).unwrap_or_default()
    } else {
        key.target_columns.as_slice()
    };
    if columns.len() != key.columns.len() {
        return Err(missing(format!("{}({})", key.target, columns.join(", "))));
    }
    let d = schema.dialect;
    let child = |c: &String| format!("c.{}", d.quote(c));
    let equal: Vec<String> = key
        .columns
        .iter()
        .zip(columns)
        .map(|(c, p)| format!("p.{} = {}", d.quote(p), child(c)))
        .collect();
    let given: Vec<String> = key.columns.iter().map(|c| is_given(d, &child(c))).collect();
    let orphan = format!(
        "{} AND NOT EXISTS (SELECT 1 FROM {} p WHERE {})",
        given.join(" AND "),
        d.quote_table(&target.name),
        equal.join(" AND ")
    );
    // MATCH FULL: all columns or none.
    let condition = if key.match_type == MatchType::Full && given.len() > 1 {
        let (any, all) = (given.join(" OR "), given.join(" AND "));
        format!("({orphan}) OR (({any}) AND NOT ({all}))")
    } else {
        orphan
    };
    let sql = count(d, &format!("{} c", d.quote_table(&table.name)), &condition);
    Ok(Question { name, kind: CheckKind::ForeignKey, sql })
}

/// Whether a cell is not NULL, asked of the data: SQLite answers `IS NULL` on a NOT NULL column from
/// the declaration.
fn is_given(dialect: Dialect, cell: &str) -> String {
    match dialect.family {
        Family::Sqlite => format!("typeof({cell}) <> 'null'"),
        _ => format!("{cell} IS NOT NULL"),
    }
}

fn count(dialect: Dialect, from: &str, condition: &str) -> String {
    let count = sql::as_text(dialect, "count(*)");
    format!("SELECT {count} FROM {from} WHERE {condition}")
}

/// One question a table: NULLs in NOT NULL columns. Only SQLite can have them, in files that were
/// written with other declarations.
pub(super) fn not_null(schema: &Schema, table: &Table) -> Option<Question> {
    if schema.dialect.family != Family::Sqlite {
        return None;
    }
    let d = schema.dialect;
    let null = |c: &str| format!("typeof({}) = 'null'", d.quote(c));
    let columns: Vec<String> = table
        .columns
        .iter()
        .filter(|c| !c.nullable && c.generated.is_none())
        .map(|c| null(&c.name))
        .collect();
    (!columns.is_empty()).then(|| Question {
        name: format!("not-null/{}", table.name),
        kind: CheckKind::NotNull,
        sql: count(d, &d.quote_table(&table.name), &columns.join(" OR ")),
    })
}

/// One question a unique key: the values that more than one row has.
pub(super) fn uniques(schema: &Schema, table: &Table) -> Vec<Question> {
    let d = schema.dialect;
    let keys = table.primary_key.iter().chain(&table.uniques);
    keys.map(|key| {
        let columns = sql::names(d, key.columns.iter().map(String::as_str));
        let given: Vec<String> = key.columns.iter().map(|c| is_given(d, &d.quote(c))).collect();
        let groups = format!(
            "(SELECT 1 AS one FROM {} WHERE {} GROUP BY {columns} HAVING count(*) > 1) g",
            d.quote_table(&table.name),
            given.join(" AND ")
        );
        Question {
            name: format!("unique/{}.{}", table.name, key.columns.join(",")),
            kind: CheckKind::Unique,
            sql: count(d, &groups, "1 = 1"),
        }
    })
    .collect()
}

/// One question a logical reference, and one a polymorphic type column: a type text that means no
/// table is an orphan too.
pub(super) fn references(
    schema: &Schema,
    references: &[LogicalReference],
) -> Result<Vec<Question>, VerifyError> {
    let mut questions: Vec<Question> = Vec::new();
    let mut types: BTreeMap<(&TableName, &str), Vec<&str>> = BTreeMap::new();
    for reference in references {
        let question = reference_question(schema, reference)?;
        // Two generators may declare the same one.
        if questions.iter().all(|q| q.name != question.name) {
            questions.push(question);
        }
        if let Some((column, text)) = &reference.when {
            types.entry((&reference.table, column)).or_default().push(text);
        }
    }
    let d = schema.dialect;
    for ((table, column), texts) in types {
        let known: Vec<String> = texts.iter().map(|t| d.literal(t)).collect();
        let quoted = d.quote(column);
        let condition =
            format!("{} AND {quoted} NOT IN ({})", is_given(d, &quoted), known.join(", "));
        questions.push(Question {
            name: format!("ref/{table}.{column} is known"),
            kind: CheckKind::Reference,
            sql: count(d, &d.quote_table(table), &condition),
        });
    }
    Ok(questions)
}

fn reference_question(
    schema: &Schema,
    reference: &LogicalReference,
) -> Result<Question, VerifyError> {
    let d = schema.dialect;
    let LogicalReference { table, column, when, target, target_column } = reference;
    let suffix = when.as_ref().map(|(_, text)| format!("[{text}]")).unwrap_or_default();
    let name = format!("ref/{table}.{column}{suffix}->{target}.{target_column}");
    let kind = |table: &TableName, column: &String| {
        let missing = format!("{table}.{column}");
        let found = schema.table(table).and_then(|t| t.column(column)).map(|c| &c.ty.kind);
        found.ok_or_else(|| VerifyError::Missing { check: name.clone(), missing })
    };
    let (cell, key) = (format!("c.{}", d.quote(column)), format!("p.{}", d.quote(target_column)));
    // A text that holds the key of any table: PostgreSQL refuses to compare it with a number, MySQL
    // would find `5x` equal to 5.
    let as_they_are = comparable(kind(table, column)?, kind(target, target_column)?);
    let (left, right) = if as_they_are {
        (key, cell.clone())
    } else {
        (sql::as_text(d, &key), sql::as_text(d, &cell))
    };
    let mut condition = format!(
        "{} AND NOT EXISTS (SELECT 1 FROM {} p WHERE {left} = {right})",
        is_given(d, &cell),
        d.quote_table(target)
    );
    if let Some((column, text)) = when {
        condition.push_str(&format!(" AND c.{} = {}", d.quote(column), d.literal(text)));
    }
    let sql = count(d, &format!("{} c", d.quote_table(table)), &condition);
    Ok(Question { name, kind: CheckKind::Reference, sql })
}

/// Whether an engine compares values of the two types as one would.
fn comparable(one: &TypeKind, other: &TypeKind) -> bool {
    let class = |kind: &TypeKind| match kind {
        TypeKind::Integer { .. } | TypeKind::Year => 1,
        TypeKind::Char { .. } | TypeKind::VarChar { .. } | TypeKind::Text { .. } => 2,
        _ => 3,
    };
    one == other || (class(one) == class(other) && class(one) < 3)
}
