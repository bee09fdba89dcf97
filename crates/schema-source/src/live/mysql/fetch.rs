//! The thirteen statements that read a MySQL or MariaDB catalog, and the rows they give.
//!
//! Every one makes the server open all tables, so that those of views, of partitions and of foreign key
//! actions are left out where there are none. Two more kinds are run only where they are needed: one
//! over all sequences of MariaDB, and SHOW CREATE TABLE for tables whose foreign key actions the role is not shown
//! (MariaDB gives a role that may only SELECT no rows of REFERENTIAL_CONSTRAINTS, and no error), or that have
//! what only it shows: periods, partitions by system time, MERGE tables.
//!
//! Nothing is grouped or joined by table name in SQL: the information_schema compares names without
//! case, tables may differ in nothing else.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{ConnectionTrait, Statement};
use seedbed_schema_model::{Dialect, Family, Version};
use serde::{Deserialize, Serialize};

use super::{
    code::{self, CodeRows},
    show_create,
};
use crate::{
    ReadError,
    live::rows::{cells, flag, query},
};

/// Everything recorded from one database.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Rows {
    /// The server and the database.
    pub server: ServerRow,
    /// Tables, views and sequences.
    pub tables: Vec<TableRow>,
    /// Columns.
    pub columns: Vec<ColumnRow>,
    /// Index parts.
    pub statistics: Vec<StatisticRow>,
    /// Foreign key columns.
    pub key_columns: Vec<KeyColumnRow>,
    /// Foreign key actions; none for a MariaDB role that may only SELECT.
    pub references: Vec<ReferenceRow>,
    /// Check constraints.
    pub checks: Vec<CheckRow>,
    /// Views.
    pub views: Vec<ViewRow>,
    /// Partitions.
    pub partitions: Vec<PartitionRow>,
    /// Triggers, routines and events.
    pub code: CodeRows,
    /// MariaDB sequences; `None` when they could not be read.
    pub sequences: Option<Vec<SequenceRow>>,
    /// SHOW CREATE TABLE of the tables that needed it and could be shown.
    pub show_create: BTreeMap<String, String>,
}

/// The server and the database.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ServerRow {
    /// `version()`.
    pub version: String,
    /// `database()`; none when the connection is in no database.
    pub database: Option<String>,
    /// The database's default collation.
    pub collation: Option<String>,
}

impl ServerRow {
    /// The engine and version; replication prefixes such as `5.5.5-10.11.6-MariaDB` are undone.
    pub fn dialect(&self) -> Dialect {
        let maria = self.version.to_ascii_lowercase().contains("mariadb");
        let text = self.version.strip_prefix("5.5.5-").filter(|_| maria).unwrap_or(&self.version);
        let family = if maria { Family::MariaDb } else { Family::MySql };
        Dialect { family, version: crate::live::version(text) }
    }

    fn at_least(&self, family: Family, major: u32, minor: u32, patch: u32) -> bool {
        let dialect = self.dialect();
        dialect.family == family && dialect.version >= Version { major, minor, patch }
    }
}

/// A row of TABLES.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct TableRow {
    /// The name.
    pub name: String,
    /// `BASE TABLE`, `VIEW`, `SEQUENCE`, `SYSTEM VERSIONED`, …
    pub kind: String,
    /// The storage engine.
    pub engine: Option<String>,
    /// The default collation.
    pub collation: Option<String>,
    /// The comment.
    pub comment: String,
    /// `CREATE_OPTIONS` has the word `partitioned`.
    #[serde(deserialize_with = "flag", skip_serializing_if = "std::ops::Not::not")]
    pub partitioned: bool,
    /// `CREATE_OPTIONS`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub options: Option<String>,
}

/// A row of COLUMNS.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ColumnRow {
    /// The table.
    pub table: String,
    /// The name.
    pub name: String,
    /// `COLUMN_TYPE`.
    pub ty: String,
    /// `IS_NULLABLE` is YES.
    #[serde(deserialize_with = "flag")]
    pub nullable: bool,
    /// `COLUMN_DEFAULT`: bare on MySQL, an expression on MariaDB.
    pub default: Option<String>,
    /// `EXTRA`.
    pub extra: String,
    /// `GENERATION_EXPRESSION`.
    pub generated: Option<String>,
    /// The collation of text columns.
    pub collation: Option<String>,
    /// The comment.
    pub comment: String,
    /// MySQL's `SRS_ID` of a geometry.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub srid: Option<u32>,
}

/// A row of STATISTICS: one part of an index.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct StatisticRow {
    /// The table.
    pub table: String,
    /// The index.
    pub index: String,
    /// Unique.
    #[serde(deserialize_with = "flag")]
    pub unique: bool,
    /// The column; none for an expression.
    pub column: Option<String>,
    /// The expression (MySQL 8).
    pub expression: Option<String>,
    /// `A`, `D` or none.
    pub order: Option<String>,
    /// The prefix length.
    pub prefix: Option<u32>,
    /// `BTREE`, `HASH`, `FULLTEXT`, `SPATIAL`, `RTREE`.
    pub method: String,
    /// Not used by the optimizer: INVISIBLE on MySQL, IGNORED on MariaDB.
    #[serde(deserialize_with = "flag")]
    pub ignored: bool,
}

/// A row of KEY_COLUMN_USAGE with a target.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct KeyColumnRow {
    /// The table.
    pub table: String,
    /// The foreign key.
    pub name: String,
    /// The column.
    pub column: String,
    /// Database of the table referred to.
    pub target_schema: String,
    /// The table referred to.
    pub target: String,
    /// The column referred to.
    pub target_column: String,
}

/// A row of REFERENTIAL_CONSTRAINTS.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ReferenceRow {
    /// The table.
    pub table: String,
    /// The foreign key.
    pub name: String,
    /// `UPDATE_RULE`.
    pub on_update: String,
    /// `DELETE_RULE`.
    pub on_delete: String,
}

/// A check constraint.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct CheckRow {
    /// The table.
    pub table: String,
    /// The name; a column-level check of MariaDB has the column's.
    pub name: String,
    /// `CHECK_CLAUSE`.
    pub clause: String,
    /// MariaDB's `LEVEL`, from 10.5.10.
    pub level: Option<String>,
    /// Not MySQL's NOT ENFORCED.
    #[serde(deserialize_with = "flag")]
    pub enforced: bool,
}

/// A row of VIEWS.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ViewRow {
    /// The name.
    pub name: String,
    /// The query; empty when the role may not see it.
    pub definition: String,
    /// `CHECK_OPTION`.
    pub check_option: String,
    /// `SECURITY_TYPE`.
    pub security: String,
}

/// A row of PARTITIONS.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct PartitionRow {
    /// The table.
    pub table: String,
    /// The partition.
    pub name: String,
    /// `PARTITION_METHOD`.
    pub method: String,
    /// `PARTITION_EXPRESSION`.
    pub expression: Option<String>,
    /// `PARTITION_DESCRIPTION`: the bound of a RANGE, the values of a LIST.
    pub description: Option<String>,
    /// `SUBPARTITION_NAME`: every subpartition is a row.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subpartition: Option<String>,
    /// `SUBPARTITION_METHOD`.
    pub subpartitions: Option<String>,
    /// `SUBPARTITION_EXPRESSION`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subexpression: Option<String>,
}

/// A MariaDB sequence.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct SequenceRow {
    /// The name.
    pub name: String,
    /// First value.
    pub start: i64,
    /// Step.
    pub increment: i64,
    /// Smallest value.
    pub min: Option<i64>,
    /// Largest value.
    pub max: Option<i64>,
    /// How many are taken at a time.
    pub cache: Option<i64>,
    /// Begins again at its end.
    #[serde(deserialize_with = "flag")]
    pub cycle: bool,
}

/// A statement for columns of a view of the information_schema, each as text.
fn texts(columns: &[&str], from: &str, order: &str) -> String {
    let columns: Vec<_> = columns.iter().map(|c| format!("CAST({c} AS CHAR)")).collect();
    format!(
        "SELECT {} FROM information_schema.{from} WHERE TABLE_SCHEMA = database() ORDER BY {order}",
        columns.join(", ")
    )
}

fn column_row(cells: [Option<String>; 10]) -> ColumnRow {
    let [table, name, ty, nullable, default, extra, generated, collation, comment, srid] = cells;
    ColumnRow {
        table: table.unwrap_or_default(),
        name: name.unwrap_or_default(),
        ty: ty.unwrap_or_default(),
        nullable: nullable.as_deref() == Some("YES"),
        default,
        extra: extra.unwrap_or_default(),
        generated,
        collation,
        comment: comment.unwrap_or_default(),
        srid: srid.and_then(|s| s.parse().ok()),
    }
}

fn statistic_row(cells: [Option<String>; 9]) -> StatisticRow {
    let [table, index, not_unique, column, expression, order, prefix, method, ignored] = cells;
    StatisticRow {
        table: table.unwrap_or_default(),
        index: index.unwrap_or_default(),
        unique: not_unique.as_deref() == Some("0"),
        column,
        expression,
        order,
        prefix: prefix.and_then(|p| p.parse().ok()),
        method: method.unwrap_or_default(),
        ignored: ignored.as_deref() == Some("1"),
    }
}

/// Runs the statements.
pub async fn fetch<C: ConnectionTrait>(connection: &C) -> Result<Rows, ReadError> {
    const ENGINE: &str = "MySQL/MariaDB";
    let sql = "SELECT CAST(JSON_OBJECT('version', version(), 'database', database(), 'collation', \
               (SELECT CAST(DEFAULT_COLLATION_NAME AS CHAR) FROM information_schema.SCHEMATA \
               WHERE SCHEMA_NAME = database())) AS CHAR)";
    let server: Vec<ServerRow> = query(connection, ENGINE, "version", sql).await?;
    let server = server.into_iter().next().unwrap_or_default();
    let view = |fields: &[(&str, &str)], from: &str, schema: &str, order: &str| {
        let fields: Vec<_> = fields.iter().map(|(key, sql)| format!("'{key}', {sql}")).collect();
        format!(
            "SELECT CAST(JSON_OBJECT({}) AS CHAR) FROM information_schema.{from} \
             WHERE {schema} = database() ORDER BY {order}",
            fields.join(", ")
        )
    };

    let sql = view(
        &[
            ("name", "CAST(TABLE_NAME AS CHAR)"),
            ("kind", "CAST(TABLE_TYPE AS CHAR)"),
            ("engine", "CAST(ENGINE AS CHAR)"),
            ("collation", "CAST(TABLE_COLLATION AS CHAR)"),
            ("comment", "CAST(TABLE_COMMENT AS CHAR)"),
            ("partitioned", "IF(CREATE_OPTIONS LIKE '%partitioned%', 1, 0)"),
            ("options", "CAST(CREATE_OPTIONS AS CHAR)"),
        ],
        "TABLES",
        "TABLE_SCHEMA",
        "TABLE_NAME",
    );
    let tables: Vec<TableRow> = query(connection, ENGINE, "tables", &sql).await?;

    let srid = if server.at_least(Family::MySql, 8, 0, 3) { "SRS_ID" } else { "NULL" };
    let sql = texts(
        &[
            "TABLE_NAME",
            "COLUMN_NAME",
            "COLUMN_TYPE",
            "IS_NULLABLE",
            "COLUMN_DEFAULT",
            "EXTRA",
            "GENERATION_EXPRESSION",
            "COLLATION_NAME",
            "COLUMN_COMMENT",
            srid,
        ],
        "COLUMNS",
        "TABLE_NAME, ORDINAL_POSITION",
    );
    let columns = cells(connection, ENGINE, "columns", &sql).await?;
    let columns: Vec<_> = columns.into_iter().map(column_row).collect();

    let (mut expression, mut ignored) = ("NULL", "NULL");
    if server.at_least(Family::MySql, 8, 0, 13) {
        (expression, ignored) = ("EXPRESSION", "IF(IS_VISIBLE = 'NO', 1, 0)");
    } else if server.at_least(Family::MariaDb, 10, 6, 0) {
        ignored = "IF(IGNORED = 'YES', 1, 0)";
    }
    let sql = texts(
        &[
            "TABLE_NAME",
            "INDEX_NAME",
            "NON_UNIQUE",
            "COLUMN_NAME",
            expression,
            "COLLATION",
            "SUB_PART",
            "INDEX_TYPE",
            ignored,
        ],
        "STATISTICS",
        "TABLE_NAME, INDEX_NAME, SEQ_IN_INDEX",
    );
    let statistics = cells(connection, ENGINE, "indexes", &sql).await?;
    let statistics = statistics.into_iter().map(statistic_row).collect();

    let sql = view(
        &[
            ("table", "CAST(TABLE_NAME AS CHAR)"),
            ("name", "CAST(CONSTRAINT_NAME AS CHAR)"),
            ("column", "CAST(COLUMN_NAME AS CHAR)"),
            ("target_schema", "CAST(REFERENCED_TABLE_SCHEMA AS CHAR)"),
            ("target", "CAST(REFERENCED_TABLE_NAME AS CHAR)"),
            ("target_column", "CAST(REFERENCED_COLUMN_NAME AS CHAR)"),
        ],
        "KEY_COLUMN_USAGE",
        "REFERENCED_TABLE_NAME IS NOT NULL AND TABLE_SCHEMA",
        "TABLE_NAME, CONSTRAINT_NAME, ORDINAL_POSITION",
    );
    let key_columns: Vec<KeyColumnRow> = query(connection, ENGINE, "foreign keys", &sql).await?;

    let sql = view(
        &[
            ("table", "CAST(TABLE_NAME AS CHAR)"),
            ("name", "CAST(CONSTRAINT_NAME AS CHAR)"),
            ("on_update", "CAST(UPDATE_RULE AS CHAR)"),
            ("on_delete", "CAST(DELETE_RULE AS CHAR)"),
        ],
        "REFERENTIAL_CONSTRAINTS",
        "CONSTRAINT_SCHEMA",
        "TABLE_NAME, CONSTRAINT_NAME",
    );
    let references: Vec<ReferenceRow> = match key_columns.is_empty() {
        true => Vec::new(),
        false => query(connection, ENGINE, "foreign key actions", &sql).await?,
    };

    let checks: Vec<CheckRow> = match checks_sql(&server) {
        Some(sql) => query(connection, ENGINE, "check constraints", &sql).await?,
        None => Vec::new(),
    };

    let sql = view(
        &[
            ("name", "CAST(TABLE_NAME AS CHAR)"),
            ("definition", "CAST(VIEW_DEFINITION AS CHAR)"),
            ("check_option", "CAST(CHECK_OPTION AS CHAR)"),
            ("security", "CAST(SECURITY_TYPE AS CHAR)"),
        ],
        "VIEWS",
        "TABLE_SCHEMA",
        "TABLE_NAME",
    );
    let views = match tables.iter().any(|t| t.kind == "VIEW") {
        true => query(connection, ENGINE, "views", &sql).await?,
        false => Vec::new(),
    };

    let sql = view(
        &[
            ("table", "CAST(TABLE_NAME AS CHAR)"),
            ("name", "CAST(PARTITION_NAME AS CHAR)"),
            ("method", "CAST(PARTITION_METHOD AS CHAR)"),
            ("expression", "CAST(PARTITION_EXPRESSION AS CHAR)"),
            ("description", "CAST(PARTITION_DESCRIPTION AS CHAR)"),
            ("subpartition", "CAST(SUBPARTITION_NAME AS CHAR)"),
            ("subpartitions", "CAST(SUBPARTITION_METHOD AS CHAR)"),
            ("subexpression", "CAST(SUBPARTITION_EXPRESSION AS CHAR)"),
        ],
        "PARTITIONS",
        "PARTITION_NAME IS NOT NULL AND TABLE_SCHEMA",
        "TABLE_NAME, PARTITION_ORDINAL_POSITION, SUBPARTITION_ORDINAL_POSITION",
    );
    let partitions: Vec<PartitionRow> = match tables.iter().any(|t| t.partitioned) {
        true => query(connection, ENGINE, "partitions", &sql).await?,
        false => Vec::new(),
    };

    let code = code::fetch(connection).await?;
    let sequences = sequences(connection, ENGINE, &tables).await;
    let mut rows = Rows {
        server,
        tables,
        columns,
        statistics,
        key_columns,
        references,
        checks,
        views,
        partitions,
        code,
        sequences,
        show_create: BTreeMap::new(),
    };
    rows.show_create = show_create(connection, &rows).await;
    Ok(rows)
}

/// None on servers that have no checks: MySQL before 8.0.16.
fn checks_sql(server: &ServerRow) -> Option<String> {
    let fields = |level: &str, enforced: &str| {
        format!(
            "SELECT CAST(JSON_OBJECT('table', CAST(t.TABLE_NAME AS CHAR), \
             'name', CAST(c.CONSTRAINT_NAME AS CHAR), 'clause', CAST(c.CHECK_CLAUSE AS CHAR), \
             'level', {level}, 'enforced', {enforced}) AS CHAR)"
        )
    };
    if server.dialect().family == Family::MariaDb {
        let leveled = server.at_least(Family::MariaDb, 10, 5, 10);
        let level = if leveled { "CAST(c.LEVEL AS CHAR)" } else { "NULL" };
        let fields = fields(level, "1").replace("t.TABLE_NAME", "c.TABLE_NAME");
        return Some(format!(
            "{fields} FROM information_schema.CHECK_CONSTRAINTS AS c \
             WHERE c.CONSTRAINT_SCHEMA = database()"
        ));
    }
    // Names of checks are unique in a MySQL database.
    server.at_least(Family::MySql, 8, 0, 16).then(|| {
        format!(
            "{} FROM information_schema.CHECK_CONSTRAINTS AS c \
             JOIN information_schema.TABLE_CONSTRAINTS AS t \
             ON t.CONSTRAINT_SCHEMA = c.CONSTRAINT_SCHEMA AND t.CONSTRAINT_NAME = c.CONSTRAINT_NAME \
             AND t.CONSTRAINT_TYPE = 'CHECK' WHERE c.CONSTRAINT_SCHEMA = database() \
             ORDER BY c.CONSTRAINT_NAME",
            fields("NULL", "IF(t.ENFORCED = 'NO', 0, 1)")
        )
    })
}

/// A sequence is a table of one row: one statement reads them all.
async fn sequences<C: ConnectionTrait>(
    connection: &C,
    engine: &'static str,
    tables: &[TableRow],
) -> Option<Vec<SequenceRow>> {
    let each = tables.iter().filter(|t| t.kind == "SEQUENCE").map(|t| {
        format!(
            "SELECT CAST(JSON_OBJECT('name', {}, 'start', start_value, 'increment', increment, \
             'min', minimum_value, 'max', maximum_value, 'cache', cache_size, \
             'cycle', cycle_option) AS CHAR) FROM {}",
            Dialect::MARIADB.literal(&t.name),
            Dialect::MARIADB.quote(&t.name)
        )
    });
    let each: Vec<_> = each.collect();
    if each.is_empty() {
        return Some(Vec::new());
    }
    query(connection, engine, "sequences", &each.join(" UNION ALL ")).await.ok()
}

/// SHOW CREATE TABLE of the tables of which the information_schema does not say enough. What is refused
/// is left out: assembling makes a gap of it.
async fn show_create<C: ConnectionTrait>(connection: &C, rows: &Rows) -> BTreeMap<String, String> {
    let known: BTreeSet<_> = rows.references.iter().map(|r| (&r.table, &r.name)).collect();
    let hidden = rows.key_columns.iter().filter(|k| !known.contains(&(&k.table, &k.name)));
    let hidden = hidden.map(|k| k.table.as_str());
    let special = show_create::needed(rows);
    let tables: BTreeSet<&str> = hidden.chain(special).collect();
    let mut out = BTreeMap::new();
    for table in tables {
        let sql = format!("SHOW CREATE TABLE {}", Dialect::MARIADB.quote(table));
        let statement = Statement::from_string(connection.get_database_backend(), sql);
        if let Ok(Some(row)) = connection.query_one_raw(statement).await
            && let Ok(text) = row.try_get_by_index::<String>(1)
        {
            out.insert(table.to_owned(), text);
        }
    }
    out
}
