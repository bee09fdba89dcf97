//! Triggers, routines, composite and range types of a PostgreSQL catalog: the statements, their rows,
//! and what they mean. Definitions are read from the engine's own text by the grammar for files.

use sea_orm::ConnectionTrait;
use seedbed_schema_model::{
    Argument, ArgumentMode, Attribute, ColumnType, CustomType, Dialect, Expr, Gap, Routine,
    RoutineBody, RoutineKind, Schema, TableName, TriggerState, TypeDefinition, normal,
};
use serde::{Deserialize, Serialize};

use super::statements::since;
use crate::{
    ReadError,
    live::{rows::query, unmodelled},
    sql::stored,
    types::parse_type,
};

/// What is made of code, as recorded.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct CodeRows {
    /// Triggers, without those that a partition has from its parent.
    pub triggers: Vec<TriggerRow>,
    /// Functions, procedures and aggregates.
    pub routines: Vec<RoutineRow>,
    /// Composite and range types.
    pub types: Vec<CustomTypeRow>,
}

/// A trigger.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct TriggerRow {
    /// Schema of its table or view.
    pub schema: String,
    /// Its table or view.
    pub table: String,
    /// The name.
    pub name: String,
    /// `tgenabled`.
    pub state: String,
    /// `pg_get_triggerdef`.
    pub definition: String,
}

/// A routine.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct RoutineRow {
    /// The schema.
    pub schema: String,
    /// The name.
    pub name: String,
    /// `prokind`.
    pub kind: String,
    /// `pg_get_functiondef`; none for an aggregate.
    pub definition: Option<String>,
    /// Types of the arguments of an aggregate.
    pub arguments: Option<Vec<String>>,
    /// Parameters of an aggregate, by their names in CREATE AGGREGATE.
    pub parameters: Option<Vec<(String, Option<String>)>>,
}

/// A composite or range type.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct CustomTypeRow {
    /// The schema.
    pub schema: String,
    /// The name.
    pub name: String,
    /// Name, type and collation of the attributes of a composite type.
    pub attributes: Option<Vec<(String, String, Option<String>)>>,
    /// The subtype of a range.
    pub subtype: Option<String>,
    /// The other parameters of a range, by their names in CREATE TYPE.
    pub parameters: Option<Vec<(String, Option<String>)>>,
}

const TRIGGERS: &str = "SELECT n.nspname AS schema, c.relname AS \"table\", t.tgname AS name, \
    t.tgenabled AS state, pg_get_triggerdef(t.oid) AS definition \
    FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid \
    JOIN pg_namespace n ON n.oid = c.relnamespace \
    WHERE NOT t.tgisinternal {13:AND t.tgparentid = 0|} \
    AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema' \
    AND NOT EXISTS (SELECT FROM pg_depend e WHERE e.classid = 'pg_trigger'::regclass \
        AND e.objid = t.oid AND e.deptype = 'e') \
    ORDER BY 1, 2, 3";

// The functions that make values of a range type are the type's own.
const ROUTINES: &str = "SELECT n.nspname AS schema, p.proname AS name, p.prokind AS kind, \
    CASE WHEN p.prokind <> 'a' THEN pg_get_functiondef(p.oid) END AS definition, \
    CASE WHEN p.prokind = 'a' THEN coalesce((SELECT json_agg(format_type(u.t, NULL) ORDER BY u.i) \
        FROM unnest(p.proargtypes::oid[]) WITH ORDINALITY u(t, i)), '[]') END AS arguments, \
    CASE WHEN a.aggkind = 'n' THEN json_build_array( \
        json_build_array('sfunc', nullif(a.aggtransfn, 0)::regproc::text), \
        json_build_array('stype', format_type(a.aggtranstype, NULL)), \
        json_build_array('finalfunc', nullif(a.aggfinalfn, 0)::regproc::text), \
        json_build_array('combinefunc', nullif(a.aggcombinefn, 0)::regproc::text), \
        json_build_array('serialfunc', nullif(a.aggserialfn, 0)::regproc::text), \
        json_build_array('deserialfunc', nullif(a.aggdeserialfn, 0)::regproc::text), \
        json_build_array('initcond', a.agginitval), \
        json_build_array('sortop', (SELECT o.oprname FROM pg_operator o WHERE o.oid = a.aggsortop)), \
        json_build_array('parallel', CASE p.proparallel WHEN 's' THEN 'safe' \
            WHEN 'r' THEN 'restricted' END)) END AS parameters \
    FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace \
    LEFT JOIN pg_aggregate a ON a.aggfnoid = p.oid \
    WHERE n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema' \
    AND NOT EXISTS (SELECT FROM pg_depend e WHERE e.classid = 'pg_proc'::regclass \
        AND e.objid = p.oid AND e.deptype IN ('e', 'i')) \
    ORDER BY 1, 2, 4";

const TYPES: &str = "SELECT n.nspname AS schema, y.typname AS name, \
    CASE WHEN y.typtype = 'c' THEN coalesce((SELECT json_agg(json_build_array(a.attname, \
            format_type(a.atttypid, a.atttypmod), co.collname) ORDER BY a.attnum) \
        FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid \
        LEFT JOIN pg_collation co ON co.oid = a.attcollation AND a.attcollation <> t.typcollation \
        WHERE a.attrelid = y.typrelid AND a.attnum > 0 AND NOT a.attisdropped), '[]') END \
        AS attributes, \
    format_type(r.rngsubtype, NULL) AS subtype, \
    CASE WHEN y.typtype = 'r' THEN json_build_array( \
        json_build_array('subtype_opclass', (SELECT o.opcname FROM pg_opclass o \
            WHERE o.oid = r.rngsubopc AND NOT o.opcdefault)), \
        json_build_array('collation', (SELECT co.collname FROM pg_collation co \
            JOIN pg_type t ON t.oid = r.rngsubtype \
            WHERE co.oid = r.rngcollation AND co.oid <> t.typcollation)), \
        json_build_array('canonical', (SELECT p.proname FROM pg_proc p \
            WHERE p.oid = r.rngcanonical)), \
        json_build_array('subtype_diff', (SELECT p.proname FROM pg_proc p \
            WHERE p.oid = r.rngsubdiff)) \
        {14:, json_build_array('multirange_type_name', (SELECT m.typname FROM pg_type m \
            WHERE m.oid = r.rngmultitypid))|}) END AS parameters \
    FROM pg_type y JOIN pg_namespace n ON n.oid = y.typnamespace \
    LEFT JOIN pg_class c ON c.oid = y.typrelid LEFT JOIN pg_range r ON r.rngtypid = y.oid \
    WHERE (y.typtype = 'r' OR (y.typtype = 'c' AND c.relkind = 'c')) \
    AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema' \
    AND NOT EXISTS (SELECT FROM pg_depend e WHERE e.classid = 'pg_type'::regclass \
        AND e.objid = y.oid AND e.deptype = 'e') \
    ORDER BY 1, 2";

/// Runs the statements.
pub(super) async fn fetch<C: ConnectionTrait>(
    connection: &C,
    version: u32,
) -> Result<CodeRows, ReadError> {
    const ENGINE: &str = "PostgreSQL";
    let object = |select: &str| {
        format!("SELECT row_to_json(r)::text FROM ({}) AS r", since(version, select))
    };
    Ok(CodeRows {
        triggers: query(connection, ENGINE, "triggers", &object(TRIGGERS)).await?,
        routines: query(connection, ENGINE, "routines", &object(ROUTINES)).await?,
        types: query(connection, ENGINE, "composite types", &object(TYPES)).await?,
    })
}

/// How names and texts are written in a reading.
pub(super) struct Writing<'a> {
    pub(super) dialect: Dialect,
    /// The default schema.
    pub(super) home: &'a str,
    pub(super) name: &'a dyn Fn(&str, &str) -> TableName,
    pub(super) text: &'a dyn Fn(&str) -> String,
}

/// Puts what the rows say into the schema; pure.
pub(super) fn assemble(
    rows: &CodeRows,
    writing: &Writing<'_>,
    schema: &mut Schema,
    gaps: &mut Vec<Gap>,
) {
    for row in &rows.types {
        let ty = custom_type(row, writing);
        schema.types.insert(ty.name.clone(), ty);
    }
    for row in &rows.routines {
        let name = (writing.name)(&row.schema, &row.name);
        let routine = match &row.definition {
            Some(text) => stored::routine(writing.dialect, Some(writing.home), text),
            None => aggregate(row, writing),
        };
        match routine {
            Some(mut routine) => {
                routine.name = name;
                for argument in &mut routine.arguments {
                    argument.ty = ty(writing, &argument.ty.raw);
                    let default = argument.default.take();
                    argument.default = default.map(|d| Expr((writing.text)(&d.0)));
                }
                routine.returns = routine.returns.as_deref().map(writing.text);
                routine.signature = normal::signature(writing.dialect, &routine.arguments);
                schema.routines.insert(routine.key(), routine);
            }
            None => gaps.push(unmodelled(&name.to_string(), kind(row), row.definition.as_deref())),
        }
    }
    for row in &rows.triggers {
        let on = (writing.name)(&row.schema, &row.table);
        let list = match (schema.tables.get_mut(&on), schema.views.get_mut(&on)) {
            (Some(table), _) => &mut table.triggers,
            (None, Some(view)) => &mut view.triggers,
            // A foreign table, which is listed, or a table of an extension.
            (None, None) => continue,
        };
        let text = (writing.text)(&row.definition);
        match stored::trigger(writing.dialect, Some(writing.home), &text) {
            Some(mut trigger) => {
                trigger.name.clone_from(&row.name);
                trigger.state = match row.state.as_str() {
                    "D" => TriggerState::Disabled,
                    "R" => TriggerState::Replica,
                    "A" => TriggerState::Always,
                    _ => TriggerState::Enabled,
                };
                list.push(trigger);
            }
            None => {
                let place = format!("{on}.{}", row.name);
                gaps.push(unmodelled(&place, "trigger", Some(&row.definition)));
            }
        }
    }
}

fn kind(row: &RoutineRow) -> &'static str {
    match row.kind.as_str() {
        "p" => "procedure",
        "a" => "ordered-set aggregate",
        _ => "function",
    }
}

fn ty(writing: &Writing<'_>, raw: &str) -> ColumnType {
    let raw = (writing.text)(raw);
    ColumnType { kind: parse_type(writing.dialect, &raw), raw }
}

fn aggregate(row: &RoutineRow, writing: &Writing<'_>) -> Option<Routine> {
    let arguments: Vec<Argument> = row
        .arguments
        .iter()
        .flatten()
        .map(|raw| Argument {
            mode: ArgumentMode::In,
            name: None,
            ty: ty(writing, raw),
            default: None,
        })
        .collect();
    let parameters = row.parameters.as_ref()?;
    let said = parameters.iter().filter_map(|(key, value)| Some((key, value.as_deref()?)));
    Some(Routine {
        name: TableName::new(""),
        kind: RoutineKind::Aggregate,
        signature: normal::signature(writing.dialect, &arguments),
        arguments,
        returns: None,
        language: String::new(),
        options: said.map(|(k, v)| stored::aggregate_option(k, &(writing.text)(v))).collect(),
        body: RoutineBody::Text(String::new()),
    })
}

fn custom_type(row: &CustomTypeRow, writing: &Writing<'_>) -> CustomType {
    let name = (writing.name)(&row.schema, &row.name);
    let definition = match (&row.attributes, &row.subtype) {
        (_, Some(subtype)) => {
            let parameters = row.parameters.iter().flatten();
            let said = parameters.filter_map(|(key, value)| Some((key, value.as_deref()?)));
            let options = said.filter_map(|(k, v)| stored::range_option(k, v, &row.name)).collect();
            TypeDefinition::Range { subtype: ty(writing, subtype), options }
        }
        (attributes, None) => {
            let attribute = |(name, raw, collation): &(String, String, Option<String>)| Attribute {
                name: name.clone(),
                ty: ty(writing, raw),
                collation: collation.clone(),
            };
            TypeDefinition::Composite(attributes.iter().flatten().map(attribute).collect())
        }
    };
    CustomType { name, definition }
}
