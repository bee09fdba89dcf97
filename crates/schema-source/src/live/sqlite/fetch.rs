//! The five statements that read a SQLite catalog, and the rows they give.

use sea_orm::ConnectionTrait;
use serde::{Deserialize, Serialize};

use crate::{
    ReadError,
    live::rows::{flag, list, query},
};

/// Everything recorded from one SQLite database.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Rows {
    /// `sqlite_version()`.
    pub version: String,
    /// The path of the main file, empty for a database in memory.
    pub file: String,
    /// The schema table.
    pub objects: Vec<ObjectRow>,
    /// Columns of ordinary tables.
    pub columns: Vec<ColumnRow>,
    /// Foreign key columns of ordinary tables.
    pub foreign_keys: Vec<ForeignKeyRow>,
    /// Index columns of ordinary tables.
    pub indexes: Vec<IndexRow>,
}

#[derive(Debug, Serialize, Deserialize)]
struct ServerRow {
    version: String,
    file: Option<String>,
}

/// One row of `sqlite_schema` with the kind that `pragma_table_list` gives.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ObjectRow {
    /// `table`, `view`, `index` or `trigger`.
    pub kind: String,
    /// The name.
    pub name: String,
    /// The table concerned.
    pub table: String,
    /// The CREATE text; none for indexes that implement a constraint.
    pub sql: Option<String>,
    /// `table`, `virtual` or `shadow` for tables.
    #[serde(default)]
    pub storage: Option<String>,
    /// WITHOUT ROWID.
    #[serde(default, deserialize_with = "flag")]
    pub without_rowid: bool,
    /// STRICT.
    #[serde(default, deserialize_with = "flag")]
    pub strict: bool,
}

/// One row of `pragma_table_xinfo`.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ColumnRow {
    /// The table.
    pub table: String,
    /// The column.
    pub name: String,
    /// The declared type.
    pub ty: String,
    /// NOT NULL.
    #[serde(deserialize_with = "flag")]
    pub not_null: bool,
    /// The default's text.
    #[serde(default)]
    pub default: Option<String>,
    /// Position in the primary key from 1, or 0.
    #[serde(default)]
    pub pk: usize,
    /// 2 for virtual generated columns, 3 for stored ones.
    #[serde(default)]
    pub hidden: u8,
}

/// One row of `pragma_foreign_key_list`.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ForeignKeyRow {
    /// The referencing table.
    pub table: String,
    /// Number of the key in its table: 0 is the one declared last.
    pub id: usize,
    /// The table referred to, as written.
    pub target: String,
    /// The referencing column.
    pub from: String,
    /// The column referred to; none means the primary key.
    #[serde(default)]
    pub to: Option<String>,
    /// On update.
    pub on_update: String,
    /// On delete.
    pub on_delete: String,
}

/// One key part: `pragma_index_list` joined with `pragma_index_xinfo`.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct IndexRow {
    /// The table.
    pub table: String,
    /// The index.
    pub index: String,
    /// Unique.
    #[serde(deserialize_with = "flag")]
    pub unique: bool,
    /// `c` for CREATE INDEX, `u` for a UNIQUE constraint, `pk` for a primary key.
    pub origin: String,
    /// Whether it has a WHERE.
    #[serde(deserialize_with = "flag")]
    pub partial: bool,
    /// The column; none for an expression.
    #[serde(default)]
    pub column: Option<String>,
    /// Descending.
    #[serde(deserialize_with = "flag")]
    pub descending: bool,
    /// The collation.
    #[serde(default)]
    pub collation: Option<String>,
}

/// Runs the statements.
pub async fn fetch<C: ConnectionTrait>(connection: &C) -> Result<Rows, ReadError> {
    const ENGINE: &str = "SQLite";
    let server: Vec<ServerRow> = query(
        connection,
        ENGINE,
        "version",
        "SELECT json_object('version', sqlite_version(), 'file', \
         (SELECT file FROM pragma_database_list WHERE name = 'main'))",
    )
    .await?;
    let objects = list(
        connection,
        ENGINE,
        "list of objects",
        // The list of tables once, not once an object: it has no index to look a name up by.
        "WITH t AS MATERIALIZED \
         (SELECT name, type, wr, strict FROM pragma_table_list WHERE schema = 'main') \
         SELECT json_object('kind', m.type, 'name', m.name, 'table', m.tbl_name, 'sql', m.sql, \
         'storage', t.type, 'without_rowid', coalesce(t.wr, 0), 'strict', coalesce(t.strict, 0)) AS object \
         FROM sqlite_schema AS m LEFT JOIN t ON t.name = m.name \
         AND m.type IN ('table', 'view') ORDER BY m.rowid",
    )
    .await?;
    let columns = list(connection, ENGINE, "columns", &in_tables(
        "SELECT json_object('table', t.name, 'name', c.name, 'ty', c.type, 'not_null', c.\"notnull\", \
         'default', c.dflt_value, 'pk', c.pk, 'hidden', c.hidden) AS object",
        "pragma_table_xinfo(t.name, 'main') AS c",
        "t.name, c.cid",
    ))
    .await?;
    let foreign_keys = list(connection, ENGINE, "foreign keys", &in_tables(
        "SELECT json_object('table', t.name, 'id', f.id, 'target', f.\"table\", 'from', f.\"from\", \
         'to', f.\"to\", 'on_update', f.on_update, 'on_delete', f.on_delete) AS object",
        "pragma_foreign_key_list(t.name, 'main') AS f",
        "t.name, f.id, f.seq",
    ))
    .await?;
    let indexes = list(
        connection,
        ENGINE,
        "indexes",
        &in_tables(
            "SELECT json_object('table', t.name, 'index', i.name, 'unique', i.\"unique\", \
         'origin', i.origin, 'partial', i.partial, 'column', p.name, 'descending', p.\"desc\", \
         'collation', p.coll) AS object",
            "pragma_index_list(t.name, 'main') AS i \
         JOIN pragma_index_xinfo(i.name, 'main') AS p ON p.key = 1",
            "t.name, i.name, p.seqno",
        ),
    )
    .await?;
    let (version, file) =
        server.into_iter().next().map(|s| (s.version, s.file)).unwrap_or_default();
    let file = file.unwrap_or_default();
    Ok(Rows { version, file, objects, columns, foreign_keys, indexes })
}

/// A query over a pragma function of every ordinary table of the main database. Virtual tables are
/// left out: asking one whose module is not loaded is an error.
fn in_tables(select: &str, function: &str, order: &str) -> String {
    format!(
        "{select} FROM pragma_table_list AS t, {function} WHERE t.schema = 'main' \
         AND t.type = 'table' AND t.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY {order}"
    )
}
