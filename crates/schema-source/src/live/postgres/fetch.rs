//! Reads a PostgreSQL catalog (12 and later), and the rows that gives.

use sea_orm::ConnectionTrait;
use serde::{Deserialize, Serialize};

use super::{
    code::{self, CodeRows},
    compact::{Catalog, CommentRow},
    statements as sql,
};
use crate::{ReadError, live::rows::query};

/// Everything recorded from one PostgreSQL database.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Rows {
    /// The server and the session.
    pub server: ServerRow,
    /// Tables, views and materialized views.
    pub relations: Vec<RelationRow>,
    /// Their columns.
    pub columns: Vec<ColumnRow>,
    /// Constraints of tables and domains.
    pub constraints: Vec<ConstraintRow>,
    /// Indexes that implement no constraint.
    pub indexes: Vec<IndexRow>,
    /// Enums and domains.
    pub types: Vec<TypeRow>,
    /// All sequences but those of identity columns.
    pub sequences: Vec<SequenceRow>,
    /// Objects that are only listed.
    pub others: Vec<OtherRow>,
    /// Triggers, routines, composite and range types.
    pub code: CodeRows,
}

/// The server and the session.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default)]
pub struct ServerRow {
    /// `server_version`.
    pub version: String,
    /// The database.
    pub database: String,
    /// The default schema: the current one, `public` when the role may use none.
    pub schema: String,
    /// Whether names in the default schema are printed without it.
    pub visible: bool,
    /// The search path, as far as its schemas are there.
    pub path: Vec<String>,
}

impl ServerRow {
    fn of(row: SessionRow) -> Self {
        let path = row.path.unwrap_or_default();
        let schema = path.first().cloned().unwrap_or_else(|| Self::default().schema);
        let visible = row.usable.contains(&schema);
        Self { version: row.version, database: row.database, schema, visible, path }
    }
}

/// The server and the session, as asked for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct SessionRow {
    version: String,
    database: String,
    path: Option<Vec<String>>,
    usable: Vec<String>,
}

impl Default for ServerRow {
    fn default() -> Self {
        Self {
            version: String::new(),
            database: String::new(),
            schema: "public".to_owned(),
            visible: true,
            path: Vec::new(),
        }
    }
}

/// A table or view.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct RelationRow {
    /// The schema.
    pub schema: String,
    /// The name.
    pub name: String,
    /// `pg_class.relkind`.
    pub kind: String,
    /// `pg_class.relpersistence` is `u`.
    pub unlogged: bool,
    /// The comment.
    pub comment: Option<String>,
    /// `pg_get_partkeydef`.
    pub partition_by: Option<String>,
    /// Parents in `pg_inherits`: schema and name.
    pub parents: Vec<(String, String)>,
    /// Whether the parent is a partitioned table.
    pub is_partition: bool,
    /// The partition's bound.
    pub bound: Option<String>,
    /// Row level security is on.
    pub row_security: bool,
    /// `pg_get_viewdef`.
    pub definition: Option<String>,
    /// Options of a view.
    pub options: Vec<String>,
}

/// What a type is, seen through `pg_type`; the element of an array.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct TypeRef {
    /// `format_type`.
    pub raw: String,
    /// It is an array.
    pub array: bool,
    /// `pg_type.typtype` of the type, or of the array's element: `b`, `e`, `d`, `c`, `r`.
    pub class: String,
    /// Schema of that type.
    pub schema: String,
    /// Name of that type.
    pub name: String,
}

/// A column.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ColumnRow {
    /// The table's schema.
    pub schema: String,
    /// The table.
    pub table: String,
    /// The name.
    pub name: String,
    /// The type.
    pub ty: TypeRef,
    /// NOT NULL.
    pub not_null: bool,
    /// Default or generation expression.
    pub default: Option<String>,
    /// `pg_attribute.attidentity`.
    pub identity: String,
    /// `pg_attribute.attgenerated`.
    pub generated: String,
    /// A collation that is not the type's.
    pub collation: Option<String>,
    /// The comment.
    pub comment: Option<String>,
    /// The sequence the column owns and its default takes the next value of: schema and name.
    pub serial: Option<(String, String)>,
    /// How the sequence of a serial or identity column gives out its numbers.
    pub numbers: Option<SequenceRow>,
}

/// A constraint.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ConstraintRow {
    /// Schema of the table or domain.
    pub schema: String,
    /// The table or domain.
    pub owner: String,
    /// It is of a domain.
    pub of_domain: bool,
    /// The name.
    pub name: String,
    /// `pg_constraint.contype`.
    pub kind: String,
    /// The columns, in key order.
    pub columns: Vec<String>,
    /// The table referred to: schema and name.
    pub target: Option<(String, String)>,
    /// The columns referred to.
    pub target_columns: Vec<String>,
    /// `confdeltype`.
    pub on_delete: String,
    /// `confupdtype`.
    pub on_update: String,
    /// `confmatchtype`.
    pub match_type: String,
    /// DEFERRABLE.
    pub deferrable: bool,
    /// INITIALLY DEFERRED.
    pub deferred: bool,
    /// Not NOT VALID.
    pub validated: bool,
    /// NULLS NOT DISTINCT.
    pub nulls_not_distinct: bool,
    /// The condition of a check.
    pub condition: Option<String>,
    /// `pg_get_constraintdef` of an exclusion constraint.
    pub definition: String,
    /// INCLUDE columns.
    pub include: Vec<String>,
    /// The columns that ON DELETE SET sets.
    pub set_columns: Vec<String>,
    /// NO INHERIT of a check.
    pub no_inherit: bool,
    /// WITHOUT OVERLAPS, or PERIOD.
    pub period: bool,
    /// NOT ENFORCED.
    pub not_enforced: bool,
}

/// An index.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct IndexRow {
    /// Schema of the table.
    pub schema: String,
    /// The table.
    pub table: String,
    /// `pg_class.relkind` of the table.
    pub table_kind: String,
    /// The name.
    pub name: String,
    /// Unique.
    pub unique: bool,
    /// NULLS NOT DISTINCT.
    pub nulls_not_distinct: bool,
    /// `indisvalid`.
    pub valid: bool,
    /// The access method.
    pub method: String,
    /// The key parts.
    pub parts: Vec<PartRow>,
    /// INCLUDE columns.
    pub include: Vec<String>,
    /// The predicate.
    pub predicate: Option<String>,
}

/// A key part of an index.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct PartRow {
    /// The column.
    pub column: Option<String>,
    /// The expression.
    pub expression: Option<String>,
    /// `pg_index.indoption`: 1 descending, 2 nulls first.
    pub option: u32,
    /// A collation other than the column's.
    pub collation: Option<String>,
    /// An operator class other than the default.
    pub opclass: Option<String>,
}

/// An enum or a domain.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct TypeRow {
    /// The schema.
    pub schema: String,
    /// The name.
    pub name: String,
    /// `e` or `d`.
    pub class: String,
    /// It belongs to an extension: known for its labels, not part of the schema.
    pub of_extension: bool,
    /// Labels of an enum.
    pub labels: Vec<String>,
    /// What a domain is based on.
    pub base: Option<TypeRef>,
    /// NOT NULL of a domain.
    pub not_null: bool,
    /// Default of a domain.
    pub default: Option<String>,
}

/// A sequence.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct SequenceRow {
    /// The schema.
    pub schema: String,
    /// The name.
    pub name: String,
    /// First value.
    pub start: i64,
    /// Step.
    pub increment: i64,
    /// The type.
    pub ty: String,
    /// Smallest value.
    pub min: Option<i64>,
    /// Largest value.
    pub max: Option<i64>,
    /// How many are taken at a time.
    pub cache: Option<i64>,
    /// Begins again at its end.
    pub cycle: bool,
}

/// An object that is only listed.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct OtherRow {
    /// The schema.
    pub schema: String,
    /// The table it is on.
    pub on: Option<String>,
    /// The name.
    pub name: String,
    /// What it is.
    pub kind: String,
}

/// Runs the statements.
pub async fn fetch<C: ConnectionTrait>(connection: &C) -> Result<Rows, ReadError> {
    const ENGINE: &str = "PostgreSQL";
    // One object a row, as JSON.
    let object = |select: &str| format!("SELECT row_to_json(r)::text FROM ({select}) AS r");
    let server = query(connection, ENGINE, "version", &object(sql::SERVER)).await?;
    let server = ServerRow::of(server.into_iter().next().unwrap_or_default());
    let version = crate::live::version(&server.version).major;
    let since = |select: &str| object(&sql::since(version, select));
    let comments: Vec<CommentRow> =
        query(connection, ENGINE, "comments", &object(sql::COMMENTS)).await?;
    let catalog = Catalog {
        relations: query(connection, ENGINE, "tables", &object(sql::RELATIONS)).await?,
        columns: query(connection, ENGINE, "columns", &object(sql::COLUMNS)).await?,
        constraints: query(connection, ENGINE, "constraints", &since(sql::CONSTRAINTS)).await?,
        indexes: query(connection, ENGINE, "indexes", &since(sql::INDEXES)).await?,
        classes: query(connection, ENGINE, "operator classes", &object(sql::CLASSES)).await?,
        types: query(connection, ENGINE, "types", &object(sql::TYPES)).await?,
        sequences: query(connection, ENGINE, "sequences", &object(sql::SEQUENCES)).await?,
        comments,
    };
    let others = query(connection, ENGINE, "other objects", &since(sql::OTHERS)).await?;
    let code = code::fetch(connection, version).await?;
    Ok(Rows { server, others, code, ..catalog.named() })
}
