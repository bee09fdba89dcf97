//! The ten statements that read a PostgreSQL catalog.
//!
//! Each reads its catalog table once: rows carry object identifiers and column numbers, which
//! [`super::compact`] turns into names. A subquery a row, or a join a row, costs more than everything
//! else together at a thousand tables. Objects of extensions (`pg_depend.deptype = 'e'`), of the
//! system schemas and of temporary schemas are left out in SQL or known by a mark.

/// A statement for a server of this major version: `{15:a|b}` is `a` from that version on, `b` before.
pub(super) fn since(version: u32, statement: &str) -> String {
    let mut out = String::with_capacity(statement.len());
    let mut rest = statement;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let (choice, after) = after.split_once('}').unwrap_or((after, ""));
        let (from, texts) = choice.split_once(':').unwrap_or(("0", choice));
        let (new, old) = texts.split_once('|').unwrap_or((texts, ""));
        out.push_str(if from.parse().is_ok_and(|from: u32| version >= from) { new } else { old });
        rest = after;
    }
    out.push_str(rest);
    out
}

/// Schemas that are not the server's own.
macro_rules! ours {
    ($column:literal) => {
        concat!(
            $column,
            " IN (SELECT oid FROM pg_namespace \
             WHERE nspname NOT LIKE 'pg\\_%' AND nspname <> 'information_schema')"
        )
    };
}

/// Whether an extension owns an object.
macro_rules! of_extension {
    ($class:literal, $oid:literal) => {
        concat!(
            "EXISTS (SELECT FROM pg_depend e WHERE e.classid = '",
            $class,
            "'::regclass AND e.objid = ",
            $oid,
            " AND e.deptype = 'e')"
        )
    };
}

// The default schema is the first of the search path that is there, also for a role that may not use
// it; `usable` are those whose names are printed without it. Until the
// transaction ends, literals are printed in one way whatever the database or the role is set to, and
// statements that run once are not compiled, which costs more than it saves.
pub(super) const SERVER: &str = "SELECT current_setting('server_version') AS version, \
    current_database()::text AS database, \
    (SELECT json_agg(n.nspname ORDER BY u.i) \
        FROM unnest(string_to_array(current_setting('search_path'), ',')) WITH ORDINALITY u(s, i) \
        JOIN pg_namespace n ON n.nspname = CASE WHEN btrim(u.s) IN ('\"$user\"', '$user') \
            THEN current_user WHEN btrim(u.s) LIKE '\"%' \
            THEN replace(btrim(btrim(u.s), '\"'), '\"\"', '\"') ELSE lower(btrim(u.s)) END \
        WHERE n.nspname NOT LIKE 'pg\\_%') AS path, \
    current_schemas(false) AS usable, \
    set_config('jit', 'off', true) || set_config('timezone', 'UTC', true) \
    || set_config('datestyle', 'ISO', true) || set_config('intervalstyle', 'postgres', true) \
    || set_config('bytea_output', 'hex', true) || set_config('lc_monetary', 'C', true) \
    || set_config('quote_all_identifiers', 'off', true) \
    || set_config('extra_float_digits', '1', true) AS settings";

pub(super) const RELATIONS: &str = concat!(
    "SELECT c.oid::int8 AS oid, n.nspname AS schema, c.relname AS name, c.relkind AS kind, \
    c.relpersistence = 'u' AS unlogged, \
    CASE WHEN c.relkind = 'p' THEN pg_get_partkeydef(c.oid) END AS partition_by, \
    (SELECT json_agg(i.inhparent::int8 ORDER BY i.inhseqno) FROM pg_inherits i \
        WHERE i.inhrelid = c.oid) AS parents, \
    c.relispartition AS is_partition, pg_get_expr(c.relpartbound, c.oid) AS bound, \
    c.relrowsecurity AS row_security, \
    CASE WHEN c.relkind IN ('v', 'm') THEN pg_get_viewdef(c.oid) END AS definition, \
    CASE WHEN c.relkind = 'v' THEN c.reloptions END AS options, ",
    of_extension!("pg_class", "c.oid"),
    " AS of_extension \
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace \
    WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND ",
    ours!("c.relnamespace")
);

pub(super) const COLUMNS: &str = concat!(
    "SELECT a.attrelid::int8 AS relation, a.attnum AS number, a.attname AS name, \
    format_type(a.atttypid, a.atttypmod) AS raw, a.atttypid::int8 AS ty, \
    a.attnotnull AS not_null, pg_get_expr(d.adbin, d.adrelid) AS default, \
    nullif(a.attidentity, '') AS identity, nullif(a.attgenerated, '') AS generated, \
    a.attcollation::int8 AS collation_id, co.collname AS collation \
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid JOIN pg_type t ON t.oid = a.atttypid \
    LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum \
    LEFT JOIN pg_collation co ON co.oid = a.attcollation AND a.attcollation <> t.typcollation \
    WHERE c.relkind IN ('r', 'p', 'm') AND a.attnum > 0 AND NOT a.attisdropped AND ",
    ours!("c.relnamespace")
);

// A foreign key to or on a partitioned table has further rows of its own on the same table: those
// with a parent on that table are the engine's.
pub(super) const CONSTRAINTS: &str = concat!(
    "SELECT k.conrelid::int8 AS relation, k.contypid::int8 AS domain, k.conname AS name, \
    k.contype AS kind, k.conkey AS columns, k.confrelid::int8 AS target, \
    k.confkey AS target_columns, k.confdeltype AS on_delete, k.confupdtype AS on_update, \
    k.confmatchtype AS match_type, k.condeferrable AS deferrable, k.condeferred AS deferred, \
    k.convalidated AS validated, {15:i.indnullsnotdistinct|false} AS nulls_not_distinct, \
    pg_get_expr(k.conbin, k.conrelid) AS condition, \
    k.contype = 'c' AND k.connoinherit AS no_inherit, \
    {18:k.conperiod|false} AS period, {18:NOT k.conenforced|false} AS not_enforced, \
    {15:k.confdelsetcols|NULL} AS set_columns, \
    CASE WHEN i.indnatts > i.indnkeyatts THEN (i.indkey::int2[])[i.indnkeyatts:] END AS include, \
    CASE WHEN k.contype = 'x' THEN pg_get_constraintdef(k.oid) END AS definition \
    FROM pg_constraint k \
    LEFT JOIN pg_index i ON i.indexrelid = k.conindid AND k.contype IN ('p', 'u') \
    LEFT JOIN pg_constraint p ON k.contype = 'f' AND p.oid = k.conparentid \
        AND p.conrelid = k.conrelid \
    WHERE k.contype IN ('p', 'u', 'f', 'c', 'x') AND p.oid IS NULL AND ",
    ours!("k.connamespace")
);

// For an expression the natural collation is not in the catalog; whether one was written is in the
// printed definition.
pub(super) const INDEXES: &str = concat!(
    "SELECT i.indrelid::int8 AS relation, x.relname AS name, i.indisunique AS \"unique\", \
    i.indisvalid AS valid, {15:i.indnullsnotdistinct|false} AS nulls_not_distinct, \
    am.amname AS method, pg_get_expr(i.indpred, i.indrelid) AS predicate, \
    i.indnkeyatts AS keys, i.indkey::int2[] AS columns, i.indoption::int2[] AS options, \
    i.indclass::int8[] AS classes, i.indcollation::int8[] AS collations, \
    CASE WHEN i.indexprs IS NOT NULL THEN \
        (SELECT json_agg(pg_get_indexdef(x.oid, g.k::int, true) ORDER BY g.k) \
        FROM unnest(i.indkey::int2[]) WITH ORDINALITY g(n, k) WHERE g.n = 0) END AS expressions, \
    i.indexprs IS NOT NULL AND pg_get_indexdef(x.oid) LIKE '% COLLATE %' AS collates \
    FROM pg_index i JOIN pg_class x ON x.oid = i.indexrelid JOIN pg_am am ON am.oid = x.relam \
    LEFT JOIN pg_constraint k ON k.conindid = i.indexrelid AND k.conrelid = i.indrelid \
        AND k.contype IN ('p', 'u', 'x') \
    WHERE k.oid IS NULL AND ",
    ours!("x.relnamespace")
);

/// Operator classes, and the collations that parts of indexes have.
pub(super) const CLASSES: &str = "SELECT o.oid::int8 AS oid, o.opcname AS name, \
    o.opcdefault AS is_default, o.opcmethod::int8 AS method, o.opcintype::int8 AS ty \
    FROM pg_opclass o \
    UNION ALL SELECT co.oid::int8, co.collname, NULL, NULL, NULL FROM pg_collation co \
    WHERE co.oid IN (SELECT unnest(i.indcollation::oid[]) FROM pg_index i WHERE i.indrelid >= 16384)";

pub(super) const TYPES: &str = concat!(
    "SELECT y.oid::int8 AS oid, y.typarray::int8 AS array, n.nspname AS schema, y.typname AS name, \
    y.typtype AS class, ",
    of_extension!("pg_type", "y.oid"),
    " AS of_extension, y.typnotnull AS not_null, \
    coalesce(pg_get_expr(y.typdefaultbin, 0), y.typdefault) AS default, \
    y.typbasetype::int8 AS base, format_type(nullif(y.typbasetype, 0), y.typtypmod) AS raw, \
    (SELECT json_agg(l.enumlabel ORDER BY l.enumsortorder) FROM pg_enum l \
        WHERE l.enumtypid = y.oid) AS labels \
    FROM pg_type y JOIN pg_namespace n ON n.oid = y.typnamespace \
    WHERE y.typtype IN ('e', 'd') AND ",
    ours!("y.typnamespace"),
    " ORDER BY 3, 4"
);

/// All sequences, with the column that owns one (its identity when it is the engine's own) and how a
/// default takes its next value.
pub(super) const SEQUENCES: &str = concat!(
    "SELECT n.nspname AS schema, c.relname AS name, s.seqstart AS start, \
    s.seqincrement AS increment, format_type(s.seqtypid, NULL) AS ty, s.seqmin AS min, \
    s.seqmax AS max, s.seqcache AS cache, s.seqcycle AS cycle, \
    coalesce(o.deptype = 'i', false) AS of_identity, o.refobjid::int8 AS relation, o.refobjsubid AS number, \
    format('nextval(%L::regclass)', c.oid::regclass) AS next \
    FROM pg_sequence s JOIN pg_class c ON c.oid = s.seqrelid \
    JOIN pg_namespace n ON n.oid = c.relnamespace \
    LEFT JOIN pg_depend o ON o.classid = 'pg_class'::regclass AND o.objid = c.oid \
        AND o.refclassid = 'pg_class'::regclass AND o.refobjsubid > 0 \
        AND o.deptype IN ('a', 'i') \
    WHERE NOT EXISTS (SELECT FROM pg_depend e WHERE e.classid = 'pg_class'::regclass \
        AND e.objid = c.oid AND e.deptype = 'e') AND ",
    ours!("c.relnamespace"),
    " ORDER BY 1, 2"
);

pub(super) const COMMENTS: &str = "SELECT d.objoid::int8 AS relation, d.objsubid AS number, \
    d.description AS text FROM pg_description d WHERE d.classoid = 'pg_class'::regclass \
    AND d.objoid >= 16384";

/// What is only listed. Parts of tables that are `on` one come with its name; what is of the database
/// and of no schema has none.
pub(super) const OTHERS: &str = "SELECT o.schema, o.on, o.name, o.kind FROM ( \
    SELECT n.nspname AS schema, c.relname AS \"on\", p.polname AS name, 'policy' AS kind, \
        'pg_policy'::regclass AS class, p.oid AS oid \
        FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid \
        JOIN pg_namespace n ON n.oid = c.relnamespace \
    UNION ALL SELECT n.nspname, c.relname, r.rulename, 'rule', 'pg_rewrite'::regclass, r.oid \
        FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class \
        JOIN pg_namespace n ON n.oid = c.relnamespace WHERE r.rulename <> '_RETURN' \
    UNION ALL SELECT n.nspname, NULL, y.typname, 'type', 'pg_type'::regclass, y.oid \
        FROM pg_type y JOIN pg_namespace n ON n.oid = y.typnamespace \
        WHERE (y.typtype = 'b' AND y.typelem = 0) OR NOT y.typisdefined \
    UNION ALL SELECT n.nspname, NULL, l.collname, 'collation', 'pg_collation'::regclass, l.oid \
        FROM pg_collation l JOIN pg_namespace n ON n.oid = l.collnamespace \
    UNION ALL SELECT n.nspname, NULL, s.stxname, 'statistics object', \
        'pg_statistic_ext'::regclass, s.oid \
        FROM pg_statistic_ext s JOIN pg_namespace n ON n.oid = s.stxnamespace \
    UNION ALL SELECT n.nspname, NULL, x.extname, 'extension', 'pg_extension'::regclass, x.oid \
        FROM pg_extension x JOIN pg_namespace n ON n.oid = x.extnamespace \
    UNION ALL SELECT n.nspname, NULL, o.oprname, 'operator', 'pg_operator'::regclass, o.oid \
        FROM pg_operator o JOIN pg_namespace n ON n.oid = o.oprnamespace \
    UNION ALL SELECT n.nspname, NULL, o.opcname, 'operator class', 'pg_opclass'::regclass, o.oid \
        FROM pg_opclass o JOIN pg_namespace n ON n.oid = o.opcnamespace \
    UNION ALL SELECT n.nspname, NULL, o.opfname, 'operator family', 'pg_opfamily'::regclass, o.oid \
        FROM pg_opfamily o JOIN pg_namespace n ON n.oid = o.opfnamespace \
    UNION ALL SELECT n.nspname, NULL, v.conname, 'conversion', 'pg_conversion'::regclass, v.oid \
        FROM pg_conversion v JOIN pg_namespace n ON n.oid = v.connamespace \
    UNION ALL SELECT n.nspname, NULL, t.cfgname, 'text search configuration', \
        'pg_ts_config'::regclass, t.oid \
        FROM pg_ts_config t JOIN pg_namespace n ON n.oid = t.cfgnamespace \
    UNION ALL SELECT n.nspname, NULL, t.dictname, 'text search dictionary', \
        'pg_ts_dict'::regclass, t.oid \
        FROM pg_ts_dict t JOIN pg_namespace n ON n.oid = t.dictnamespace \
    UNION ALL SELECT '', NULL, format('%s AS %s', format_type(k.castsource, NULL), \
            format_type(k.casttarget, NULL)), 'cast', 'pg_cast'::regclass, k.oid \
        FROM pg_cast k WHERE k.oid >= 16384 \
    UNION ALL SELECT '', NULL, p.pubname, 'publication', 'pg_publication'::regclass, p.oid \
        FROM pg_publication p \
    UNION ALL SELECT '', NULL, s.subname, 'subscription', 'pg_subscription'::regclass, s.oid \
        FROM pg_subscription s JOIN pg_database d ON d.oid = s.subdbid \
        WHERE d.datname = current_database() \
    UNION ALL SELECT '', NULL, e.evtname, 'event trigger', 'pg_event_trigger'::regclass, e.oid \
        FROM pg_event_trigger e \
    UNION ALL SELECT '', NULL, w.fdwname, 'foreign data wrapper', \
        'pg_foreign_data_wrapper'::regclass, w.oid FROM pg_foreign_data_wrapper w \
    UNION ALL SELECT '', NULL, f.srvname, 'foreign server', 'pg_foreign_server'::regclass, f.oid \
        FROM pg_foreign_server f \
    UNION ALL SELECT '', NULL, l.lanname, 'language', 'pg_language'::regclass, l.oid \
        FROM pg_language l WHERE l.oid >= 16384 \
    UNION ALL SELECT '', NULL, a.amname, 'access method', 'pg_am'::regclass, a.oid \
        FROM pg_am a WHERE a.oid >= 16384 \
    UNION ALL SELECT n.nspname, NULL, c.relname, s.kind, 'pg_class'::regclass, c.oid \
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace \
        CROSS JOIN LATERAL (VALUES \
            ('storage parameters', c.relkind IN ('r', 'p', 'm', 'i', 'I') AND c.reloptions IS NOT NULL), \
            ('tablespace', c.relkind IN ('r', 'p', 'm', 'i', 'I') AND c.reltablespace <> 0), \
            ('replica identity', c.relkind IN ('r', 'p', 'm') AND c.relreplident <> 'd'), \
            ('forced row level security', c.relforcerowsecurity), \
            ('table of a type', c.reloftype <> 0), \
            ('access method', c.relkind IN ('r', 'm') AND c.relam <> \
                (SELECT oid FROM pg_am WHERE amname = 'heap'))) s(kind, is_so) \
        WHERE s.is_so \
    UNION ALL SELECT n.nspname, c.relname, a.attname, 'storage of a column', \
        'pg_class'::regclass, c.oid \
        FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid \
        JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_type y ON y.oid = a.atttypid \
        WHERE a.attnum > 0 AND NOT a.attisdropped AND c.relkind IN ('r', 'p', 'm') \
        AND (a.attstorage <> y.typstorage OR a.attoptions IS NOT NULL {14:OR a.attcompression <> ''|}) \
    {18:UNION ALL SELECT n.nspname, c.relname, k.conname, 'name or validity of NOT NULL', \
        'pg_class'::regclass, c.oid \
        FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid \
        JOIN pg_namespace n ON n.oid = c.relnamespace \
        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.conkey[1] \
        WHERE k.contype = 'n' AND k.conislocal AND (NOT k.convalidated OR k.connoinherit \
        OR k.conname NOT LIKE '%\\_not\\_null%')|} \
    ) AS o \
    WHERE o.schema NOT LIKE 'pg\\_%' AND o.schema <> 'information_schema' \
    AND NOT EXISTS (SELECT FROM pg_depend e WHERE e.classid = o.class AND e.objid = o.oid \
        AND e.deptype IN ('e', 'i')) \
    ORDER BY o.kind, 1, 2, 3";

#[cfg(test)]
mod tests {
    use super::since;

    #[test]
    fn a_statement_asks_only_for_what_the_version_has() {
        let statement = "SELECT {15:new|old}, {18:newest|} x";
        assert_eq!(since(14, statement), "SELECT old,  x");
        assert_eq!(since(15, statement), "SELECT new,  x");
        assert_eq!(since(18, statement), "SELECT new, newest x");
        assert_eq!(since(18, "plain"), "plain");
    }
}
