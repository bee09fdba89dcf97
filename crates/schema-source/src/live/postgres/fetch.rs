//! The eight statements that read a PostgreSQL catalog (12 and later), and the rows they give.
//!
//! Objects of extensions (`pg_depend.deptype = 'e'`), of the system schemas and of temporary schemas
//! are left out in SQL. Columns that only newer servers have are taken through `to_jsonb`, which
//! gives null where there are none.

use sea_orm::ConnectionTrait;
use serde::{Deserialize, Serialize};

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
}

/// The server and the session.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ServerRow {
    /// `server_version`.
    pub version: String,
    /// The database.
    pub database: String,
    /// The default schema: the current one, `public` when the role may use none.
    pub schema: String,
    /// Whether names in the default schema are printed without it.
    pub visible: bool,
}

impl Default for ServerRow {
    fn default() -> Self {
        Self {
            version: String::new(),
            database: String::new(),
            schema: "public".to_owned(),
            visible: true,
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
    /// `pg_get_constraintdef`.
    pub definition: String,
    /// Something about it that the model has no place for.
    pub extra: Option<String>,
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
    let server = query(connection, ENGINE, "version", &object(SERVER)).await?;
    let relations = query(connection, ENGINE, "tables", &object(RELATIONS)).await?;
    let columns = query(connection, ENGINE, "columns", &object(COLUMNS)).await?;
    let constraints = query(connection, ENGINE, "constraints", &object(CONSTRAINTS)).await?;
    let indexes = query(connection, ENGINE, "indexes", &object(INDEXES)).await?;
    let types = query(connection, ENGINE, "types", &object(TYPES)).await?;
    let sequences = query(connection, ENGINE, "sequences", &object(SEQUENCES)).await?;
    let others = query(connection, ENGINE, "other objects", &object(OTHERS)).await?;
    let server = server.into_iter().next().unwrap_or_default();
    Ok(Rows { server, relations, columns, constraints, indexes, types, sequences, others })
}

// current_schema() is null for a role without USAGE on any schema of its search path.
const SERVER: &str = "SELECT current_setting('server_version') AS version, \
    current_database()::text AS database, \
    coalesce(current_schema(), 'public')::text AS schema, \
    current_schema() IS NOT NULL AS visible";

const RELATIONS: &str = "SELECT n.nspname AS schema, c.relname AS name, c.relkind AS kind, \
    c.relpersistence = 'u' AS unlogged, d.description AS comment, \
    CASE WHEN c.relkind = 'p' THEN pg_get_partkeydef(c.oid) END AS partition_by, \
    coalesce((SELECT json_agg(json_build_array(pn.nspname, p.relname) ORDER BY i.inhseqno) \
        FROM pg_inherits i JOIN pg_class p ON p.oid = i.inhparent \
        JOIN pg_namespace pn ON pn.oid = p.relnamespace WHERE i.inhrelid = c.oid), '[]') AS parents, \
    c.relispartition AS is_partition, pg_get_expr(c.relpartbound, c.oid) AS bound, \
    c.relrowsecurity AS row_security, \
    CASE WHEN c.relkind IN ('v', 'm') THEN pg_get_viewdef(c.oid) END AS definition \
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace \
    LEFT JOIN pg_description d ON d.objoid = c.oid AND d.objsubid = 0 \
        AND d.classoid = 'pg_class'::regclass \
    WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') \
    AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema' \
    AND NOT EXISTS (SELECT FROM pg_depend e WHERE e.classid = 'pg_class'::regclass \
        AND e.objid = c.oid AND e.deptype = 'e') \
    ORDER BY 1, 2";

/// A type reference as JSON, for a type `t` printed as the first argument says.
macro_rules! type_ref {
    ($raw:literal) => {
        concat!(
            "json_build_object('raw', ", $raw, ", 'array', e.oid IS NOT NULL, \
             'class', coalesce(e.typtype, t.typtype), \
             'schema', coalesce(en.nspname, tn.nspname), 'name', coalesce(e.typname, t.typname))"
        )
    };
}

/// Joins that `type_ref!` needs. Only true arrays have a subscript handler of that name.
macro_rules! type_joins {
    () => {
        "JOIN pg_namespace tn ON tn.oid = t.typnamespace \
         LEFT JOIN pg_type e ON e.oid = t.typelem AND e.typarray = t.oid \
         LEFT JOIN pg_namespace en ON en.oid = e.typnamespace "
    };
}

const COLUMNS: &str = concat!(
    "SELECT n.nspname AS schema, c.relname AS \"table\", a.attname AS name, ",
    type_ref!("format_type(a.atttypid, a.atttypmod)"),
    " AS ty, a.attnotnull AS not_null, pg_get_expr(d.adbin, d.adrelid) AS default, \
    a.attidentity::text AS identity, a.attgenerated::text AS generated, \
    CASE WHEN a.attcollation <> 0 AND a.attcollation <> t.typcollation \
        THEN co.collname END AS collation, \
    ds.description AS comment, \
    (SELECT json_build_array(sn.nspname, s.relname) FROM pg_depend o \
        JOIN pg_class s ON s.oid = o.objid AND s.relkind = 'S' \
        JOIN pg_namespace sn ON sn.oid = s.relnamespace \
        WHERE o.classid = 'pg_class'::regclass AND o.refclassid = 'pg_class'::regclass \
        AND o.refobjid = c.oid AND o.refobjsubid = a.attnum AND o.deptype = 'a' \
        AND pg_get_expr(d.adbin, d.adrelid) = format('nextval(%L::regclass)', s.oid::regclass) \
        ORDER BY 1::text LIMIT 1) AS serial \
    FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid \
    JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_type t ON t.oid = a.atttypid ",
    type_joins!(),
    "LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum \
    LEFT JOIN pg_collation co ON co.oid = a.attcollation \
    LEFT JOIN pg_description ds ON ds.objoid = c.oid AND ds.objsubid = a.attnum \
        AND ds.classoid = 'pg_class'::regclass \
    WHERE c.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped \
    AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema' \
    ORDER BY 1, 2, a.attnum"
);

// A foreign key to or on a partitioned table has further rows of its own on the same table: those
// with a parent on that table are the engine's.
const CONSTRAINTS: &str = "SELECT coalesce(n.nspname, tn.nspname) AS schema, \
    coalesce(c.relname, t.typname) AS owner, t.oid IS NOT NULL AS of_domain, k.conname AS name, \
    k.contype AS kind, \
    coalesce((SELECT json_agg(a.attname ORDER BY u.i) FROM unnest(k.conkey) WITH ORDINALITY u(n, i) \
        JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = u.n), '[]') AS columns, \
    CASE WHEN k.confrelid <> 0 THEN (SELECT json_build_array(fn.nspname, f.relname) FROM pg_class f \
        JOIN pg_namespace fn ON fn.oid = f.relnamespace WHERE f.oid = k.confrelid) END AS target, \
    coalesce((SELECT json_agg(a.attname ORDER BY u.i) FROM unnest(k.confkey) WITH ORDINALITY u(n, i) \
        JOIN pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = u.n), '[]') AS target_columns, \
    k.confdeltype::text AS on_delete, k.confupdtype::text AS on_update, \
    k.confmatchtype::text AS match_type, k.condeferrable AS deferrable, k.condeferred AS deferred, \
    k.convalidated AS validated, \
    coalesce((to_jsonb(i) ->> 'indnullsnotdistinct')::boolean, false) AS nulls_not_distinct, \
    pg_get_expr(k.conbin, k.conrelid) AS condition, pg_get_constraintdef(k.oid) AS definition, \
    CASE WHEN k.contype = 'c' AND k.connoinherit THEN 'NO INHERIT' \
        WHEN k.contype IN ('p', 'u') AND i.indnatts > i.indnkeyatts THEN 'INCLUDE columns' \
        WHEN (to_jsonb(k) ->> 'conperiod')::boolean THEN 'period' \
        WHEN to_jsonb(k) -> 'confdelsetcols' <> 'null' THEN 'columns of ON DELETE SET' \
        END AS extra \
    FROM pg_constraint k LEFT JOIN pg_class c ON c.oid = k.conrelid \
    LEFT JOIN pg_namespace n ON n.oid = c.relnamespace \
    LEFT JOIN pg_type t ON t.oid = k.contypid LEFT JOIN pg_namespace tn ON tn.oid = t.typnamespace \
    LEFT JOIN pg_index i ON i.indexrelid = k.conindid AND k.contype IN ('p', 'u') \
    WHERE k.contype IN ('p', 'u', 'f', 'c', 'x') \
    AND coalesce(n.nspname, tn.nspname) NOT LIKE 'pg\\_%' \
    AND coalesce(n.nspname, tn.nspname) <> 'information_schema' \
    AND NOT EXISTS (SELECT FROM pg_constraint p WHERE k.contype = 'f' AND p.oid = k.conparentid \
        AND p.conrelid = k.conrelid) \
    ORDER BY 1, 2, 4";

// Arrays are unnested rather than counted through: the planner takes generate_series for a thousand
// rows and compiles the query, which takes longer than running it.
// For an expression the natural collation is not in the catalog; whether one was written is in the
// printed definition. An operator class is spelled when it is not the default of the column's type.
const INDEXES: &str = "SELECT n.nspname AS schema, c.relname AS \"table\", \
    c.relkind AS table_kind, x.relname AS name, i.indisunique AS \"unique\", i.indisvalid AS valid, \
    coalesce((to_jsonb(i) ->> 'indnullsnotdistinct')::boolean, false) AS nulls_not_distinct, \
    am.amname AS method, pg_get_expr(i.indpred, i.indrelid) AS predicate, \
    (SELECT json_agg(json_build_object('column', a.attname, \
        'expression', CASE WHEN i.indkey[g.k - 1] = 0 THEN pg_get_indexdef(x.oid, g.k::int, true) END, \
        'option', i.indoption[g.k - 1], \
        'collation', CASE WHEN i.indcollation[g.k - 1] <> 0 \
            AND i.indcollation[g.k - 1] <> coalesce(a.attcollation, 100) \
            AND (a.attname IS NOT NULL OR pg_get_indexdef(x.oid) LIKE '% COLLATE %') \
            THEN co.collname END, \
        'opclass', CASE WHEN NOT oc.opcdefault OR EXISTS (SELECT FROM pg_opclass o \
            WHERE o.opcdefault AND o.opcmethod = oc.opcmethod AND o.opcintype = a.atttypid \
            AND o.oid <> oc.oid) THEN oc.opcname END) ORDER BY g.k) \
        FROM unnest(i.indclass::oid[]) WITH ORDINALITY g(class, k) \
        LEFT JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[g.k - 1] \
            AND a.attnum <> 0 \
        LEFT JOIN pg_collation co ON co.oid = i.indcollation[g.k - 1] \
        LEFT JOIN pg_opclass oc ON oc.oid = g.class) AS parts, \
    coalesce((SELECT json_agg(a.attname ORDER BY g.k) \
        FROM unnest(i.indkey::int2[]) WITH ORDINALITY g(n, k) JOIN pg_attribute a \
        ON a.attrelid = i.indrelid AND a.attnum = g.n WHERE g.k > i.indnkeyatts), '[]') AS include \
    FROM pg_index i JOIN pg_class x ON x.oid = i.indexrelid JOIN pg_class c ON c.oid = i.indrelid \
    JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_am am ON am.oid = x.relam \
    WHERE c.relkind IN ('r', 'p', 'm') \
    AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema' \
    AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = x.oid AND k.conrelid = c.oid \
        AND k.contype IN ('p', 'u', 'x')) \
    ORDER BY 1, 2, 4";

const TYPES: &str = concat!(
    "SELECT b.schema, b.name, b.class, b.of_extension, b.not_null, b.default, \
    coalesce((SELECT json_agg(l.enumlabel ORDER BY l.enumsortorder) FROM pg_enum l \
        WHERE l.enumtypid = b.oid), '[]') AS labels, \
    CASE WHEN b.class = 'd' THEN (SELECT ",
    type_ref!("format_type(b.typbasetype, b.typtypmod)"),
    " FROM pg_type t ",
    type_joins!(),
    "WHERE t.oid = b.typbasetype) END AS base \
    FROM (SELECT y.oid, n.nspname AS schema, y.typname AS name, y.typtype AS class, \
        EXISTS (SELECT FROM pg_depend e WHERE e.classid = 'pg_type'::regclass AND e.objid = y.oid \
            AND e.deptype = 'e') AS of_extension, \
        y.typnotnull AS not_null, y.typdefault AS default, y.typbasetype, y.typtypmod \
        FROM pg_type y JOIN pg_namespace n ON n.oid = y.typnamespace \
        WHERE y.typtype IN ('e', 'd') \
        AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema') AS b \
    ORDER BY 1, 2"
);

const SEQUENCES: &str = "SELECT n.nspname AS schema, c.relname AS name, s.seqstart AS start, \
    s.seqincrement AS increment \
    FROM pg_sequence s JOIN pg_class c ON c.oid = s.seqrelid \
    JOIN pg_namespace n ON n.oid = c.relnamespace \
    WHERE n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema' \
    AND NOT EXISTS (SELECT FROM pg_depend e WHERE e.classid = 'pg_class'::regclass \
        AND e.objid = c.oid AND e.deptype IN ('e', 'i')) \
    ORDER BY 1, 2";

const OTHERS: &str = "SELECT o.* FROM ( \
    SELECT n.nspname AS schema, c.relname AS \"on\", t.tgname AS name, 'trigger' AS kind, \
        'pg_trigger'::regclass AS class, t.oid AS oid \
        FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid \
        JOIN pg_namespace n ON n.oid = c.relnamespace \
        WHERE NOT t.tgisinternal AND NOT EXISTS (SELECT FROM pg_trigger p \
            WHERE p.oid::text = to_jsonb(t) ->> 'tgparentid') \
    UNION ALL SELECT n.nspname, NULL, p.proname, \
        CASE p.prokind WHEN 'p' THEN 'procedure' WHEN 'a' THEN 'aggregate' ELSE 'function' END, \
        'pg_proc'::regclass, p.oid \
        FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace \
        WHERE NOT EXISTS (SELECT FROM pg_depend i WHERE i.classid = 'pg_proc'::regclass \
            AND i.objid = p.oid AND i.deptype = 'i') \
    UNION ALL SELECT n.nspname, c.relname, p.polname, 'policy', 'pg_policy'::regclass, p.oid \
        FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid \
        JOIN pg_namespace n ON n.oid = c.relnamespace \
    UNION ALL SELECT n.nspname, c.relname, r.rulename, 'rule', 'pg_rewrite'::regclass, r.oid \
        FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class \
        JOIN pg_namespace n ON n.oid = c.relnamespace WHERE r.rulename <> '_RETURN' \
    UNION ALL SELECT n.nspname, NULL, y.typname, \
        CASE y.typtype WHEN 'c' THEN 'composite type' WHEN 'r' THEN 'range type' ELSE 'type' END, \
        'pg_type'::regclass, y.oid \
        FROM pg_type y JOIN pg_namespace n ON n.oid = y.typnamespace \
        LEFT JOIN pg_class c ON c.oid = y.typrelid \
        WHERE y.typtype = 'r' OR (y.typtype = 'c' AND c.relkind = 'c') \
            OR (y.typtype = 'b' AND y.typelem = 0) \
    UNION ALL SELECT n.nspname, NULL, l.collname, 'collation', 'pg_collation'::regclass, l.oid \
        FROM pg_collation l JOIN pg_namespace n ON n.oid = l.collnamespace \
    UNION ALL SELECT n.nspname, NULL, s.stxname, 'statistics object', \
        'pg_statistic_ext'::regclass, s.oid \
        FROM pg_statistic_ext s JOIN pg_namespace n ON n.oid = s.stxnamespace \
    UNION ALL SELECT n.nspname, NULL, x.extname, 'extension', 'pg_extension'::regclass, x.oid \
        FROM pg_extension x JOIN pg_namespace n ON n.oid = x.extnamespace \
    ) AS o \
    WHERE o.schema NOT LIKE 'pg\\_%' AND o.schema <> 'information_schema' \
    AND NOT EXISTS (SELECT FROM pg_depend e WHERE e.classid = o.class AND e.objid = o.oid \
        AND e.deptype = 'e') \
    ORDER BY o.kind, 1, 2, 3";
