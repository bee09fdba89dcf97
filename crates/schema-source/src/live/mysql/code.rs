//! Triggers, routines and events of a MySQL or MariaDB catalog: the statements, their rows, and what
//! they mean.
//!
//! The information_schema shows a role only what it may use, and says nothing of the rest: whether a
//! role sees everything of a kind is read off its grants.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{ConnectionTrait, Statement};
use seedbed_schema_model::{
    Argument, ArgumentMode, ColumnType, Dialect, Event, Gap, ObjectKind, Routine, RoutineBody,
    RoutineKind, Schedule, Schema, TableName, Timing, Trigger, TriggerEvent,
};
use serde::{Deserialize, Serialize};

use super::defaults::without_database;
use crate::{
    ReadError,
    live::{
        rows::{flag, query},
        unmodelled,
    },
    sql::stored,
    types::parse_type,
};

/// What is made of code, as recorded.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct CodeRows {
    /// Rows of TRIGGERS, in the order in which they fire.
    pub triggers: Vec<TriggerRow>,
    /// Rows of ROUTINES.
    pub routines: Vec<RoutineRow>,
    /// Rows of PARAMETERS.
    pub parameters: Vec<ParameterRow>,
    /// Rows of EVENTS.
    pub events: Vec<EventRow>,
    /// `SHOW GRANTS`; none when even that is refused.
    pub grants: Vec<String>,
    /// SHOW CREATE of what is shown with its string literals undone, by `KIND name`.
    pub originals: BTreeMap<String, String>,
}

/// A trigger.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct TriggerRow {
    /// The name.
    pub name: String,
    /// The table.
    pub table: String,
    /// `ACTION_TIMING`.
    pub timing: String,
    /// `EVENT_MANIPULATION`: of several, on MariaDB 12, with commas.
    pub event: String,
    /// `ACTION_STATEMENT`.
    pub statement: Option<String>,
}

/// A routine.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct RoutineRow {
    /// The name.
    pub name: String,
    /// `FUNCTION`, `PROCEDURE`, `PACKAGE`, …
    pub kind: String,
    /// The type of what it returns.
    pub returns: Option<String>,
    /// `IS_DETERMINISTIC` is YES.
    #[serde(deserialize_with = "flag")]
    pub deterministic: bool,
    /// `SQL_DATA_ACCESS`.
    pub data_access: String,
    /// `SECURITY_TYPE`.
    pub security: String,
    /// `EXTERNAL_LANGUAGE`.
    pub language: Option<String>,
    /// `ROUTINE_DEFINITION`; none when the role may not see it.
    pub definition: Option<String>,
}

/// A parameter of a routine.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ParameterRow {
    /// The routine.
    pub routine: String,
    /// Its kind.
    pub kind: String,
    /// `PARAMETER_MODE`.
    pub mode: Option<String>,
    /// The name.
    pub name: Option<String>,
    /// `DTD_IDENTIFIER`.
    pub ty: String,
}

/// An event.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct EventRow {
    /// The name.
    pub name: String,
    /// `EXECUTE_AT`.
    pub at: Option<String>,
    /// `INTERVAL_VALUE` and `INTERVAL_FIELD`.
    pub every: Option<String>,
    /// `STARTS`.
    pub starts: Option<String>,
    /// `ENDS`.
    pub ends: Option<String>,
    /// `STATUS`.
    pub status: String,
    /// `ON_COMPLETION`.
    pub completion: String,
    /// `EVENT_DEFINITION`.
    pub definition: Option<String>,
    /// `EVENT_COMMENT`.
    pub comment: String,
}

const TRIGGERS: &str = "SELECT CAST(JSON_OBJECT('name', CAST(TRIGGER_NAME AS CHAR), \
    'table', CAST(EVENT_OBJECT_TABLE AS CHAR), 'timing', CAST(ACTION_TIMING AS CHAR), \
    'event', CAST(EVENT_MANIPULATION AS CHAR), 'statement', CAST(ACTION_STATEMENT AS CHAR)) AS CHAR) \
    FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = database() \
    ORDER BY EVENT_OBJECT_TABLE, ACTION_TIMING, EVENT_MANIPULATION, ACTION_ORDER";

const ROUTINES: &str = "SELECT CAST(JSON_OBJECT('name', CAST(ROUTINE_NAME AS CHAR), \
    'kind', CAST(ROUTINE_TYPE AS CHAR), 'returns', CAST(DTD_IDENTIFIER AS CHAR), \
    'deterministic', IF(IS_DETERMINISTIC = 'YES', 1, 0), \
    'data_access', CAST(SQL_DATA_ACCESS AS CHAR), 'security', CAST(SECURITY_TYPE AS CHAR), \
    'language', CAST(EXTERNAL_LANGUAGE AS CHAR), \
    'definition', CAST(ROUTINE_DEFINITION AS CHAR)) AS CHAR) \
    FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = database() \
    ORDER BY ROUTINE_TYPE, ROUTINE_NAME";

const PARAMETERS: &str = "SELECT CAST(JSON_OBJECT('routine', CAST(SPECIFIC_NAME AS CHAR), \
    'kind', CAST(ROUTINE_TYPE AS CHAR), 'mode', CAST(PARAMETER_MODE AS CHAR), \
    'name', CAST(PARAMETER_NAME AS CHAR), 'ty', CAST(DTD_IDENTIFIER AS CHAR)) AS CHAR) \
    FROM information_schema.PARAMETERS WHERE SPECIFIC_SCHEMA = database() AND ORDINAL_POSITION > 0 \
    ORDER BY ROUTINE_TYPE, SPECIFIC_NAME, ORDINAL_POSITION";

const EVENTS: &str = "SELECT CAST(JSON_OBJECT('name', CAST(EVENT_NAME AS CHAR), \
    'at', CAST(EXECUTE_AT AS CHAR), \
    'every', CONCAT(CAST(INTERVAL_VALUE AS CHAR), ' ', CAST(INTERVAL_FIELD AS CHAR)), \
    'starts', CAST(STARTS AS CHAR), 'ends', CAST(ENDS AS CHAR), 'status', CAST(STATUS AS CHAR), \
    'completion', CAST(ON_COMPLETION AS CHAR), 'definition', CAST(EVENT_DEFINITION AS CHAR), \
    'comment', CAST(EVENT_COMMENT AS CHAR)) AS CHAR) \
    FROM information_schema.EVENTS WHERE EVENT_SCHEMA = database() ORDER BY EVENT_NAME";

/// Runs the statements.
pub(super) async fn fetch<C: ConnectionTrait>(connection: &C) -> Result<CodeRows, ReadError> {
    const ENGINE: &str = "MySQL/MariaDB";
    let triggers: Vec<TriggerRow> = query(connection, ENGINE, "triggers", TRIGGERS).await?;
    let routines: Vec<RoutineRow> = query(connection, ENGINE, "routines", ROUTINES).await?;
    let parameters = match routines.is_empty() {
        true => Vec::new(),
        false => query(connection, ENGINE, "parameters", PARAMETERS).await?,
    };
    let events: Vec<EventRow> = query(connection, ENGINE, "events", EVENTS).await?;
    let statement = Statement::from_string(connection.get_database_backend(), "SHOW GRANTS");
    let grants = connection.query_all_raw(statement).await.unwrap_or_default();
    let grants = grants.iter().filter_map(|row| row.try_get_by_index::<String>(0).ok()).collect();
    let mut rows =
        CodeRows { triggers, routines, parameters, events, grants, originals: BTreeMap::new() };
    rows.originals = originals(connection, &rows).await;
    Ok(rows)
}

/// The information_schema shows the body of code with the quotes and escapes inside its string literals
/// undone (`'it''s'` as `'it's'` on MySQL, `'\\\\'` as `'\\'` on both): what holds any is asked for one by
/// one.
async fn originals<C: ConnectionTrait>(
    connection: &C,
    rows: &CodeRows,
) -> BTreeMap<String, String> {
    let quoted =
        |text: &Option<String>| text.as_ref().is_some_and(|text| text.contains(['\'', '"', '\\']));
    let triggers = rows.triggers.iter().filter(|t| quoted(&t.statement));
    let triggers = triggers.map(|t| ("TRIGGER", &t.name, 2));
    let routines = rows.routines.iter().filter(|r| quoted(&r.definition));
    let routines = routines.map(|r| (r.kind.as_str(), &r.name, 2));
    let events = rows.events.iter().filter(|e| quoted(&e.definition));
    let events = events.map(|e| ("EVENT", &e.name, 3));
    let mut out = BTreeMap::new();
    for (kind, name, column) in triggers.chain(routines).chain(events) {
        let sql = format!("SHOW CREATE {kind} {}", Dialect::MYSQL.quote(name));
        let statement = Statement::from_string(connection.get_database_backend(), sql);
        if let Ok(Some(row)) = connection.query_one_raw(statement).await
            && let Ok(text) = row.try_get_by_index::<String>(column)
        {
            out.insert(format!("{kind} {name}"), text);
        }
    }
    out
}

impl CodeRows {
    /// The body in the original text of an object, where there is one.
    fn original(&self, dialect: Dialect, kind: &str, name: &str) -> Option<String> {
        stored::body(dialect, kind, self.originals.get(&format!("{kind} {name}"))?)
    }
}

/// Puts what the rows say into the schema; pure.
pub(super) fn assemble(rows: &CodeRows, database: &str, schema: &mut Schema, gaps: &mut Vec<Gap>) {
    for row in &rows.triggers {
        let on = TableName::new(&row.table);
        if let Some(table) = schema.tables.get_mut(&on) {
            let mut trigger = trigger(row, database);
            let original = rows.original(schema.dialect, "TRIGGER", &row.name);
            trigger.body = original.or(trigger.body);
            table.triggers.push(trigger);
        }
    }
    for row in &rows.routines {
        match row.kind.as_str() {
            "FUNCTION" | "PROCEDURE" => {
                let mut routine = routine(rows, row, schema.dialect, database);
                if let Some(body) = rows.original(schema.dialect, &row.kind, &row.name) {
                    routine.body = RoutineBody::Text(body);
                }
                schema.routines.insert(routine.key(), routine);
            }
            _ => gaps.push(unmodelled(&row.name, &row.kind.to_lowercase(), None)),
        }
    }
    for row in &rows.events {
        let mut event = event(row, database);
        event.body = rows.original(schema.dialect, "EVENT", &row.name).or(event.body);
        schema.events.insert(event.name.clone(), event);
    }
    schema.unseen = unseen(&rows.grants, database);
}

fn trigger(row: &TriggerRow, database: &str) -> Trigger {
    let event = |word: &str| match word.trim() {
        "INSERT" => TriggerEvent::Insert,
        "DELETE" => TriggerEvent::Delete,
        _ => TriggerEvent::Update(Vec::new()),
    };
    Trigger {
        timing: if row.timing == "BEFORE" { Timing::Before } else { Timing::After },
        events: row.event.split(',').map(event).collect(),
        for_each_row: true,
        body: row.statement.as_deref().map(|text| without_database(text, database)),
        ..Trigger::new(&row.name)
    }
}

fn routine(rows: &CodeRows, row: &RoutineRow, dialect: Dialect, database: &str) -> Routine {
    let own = |p: &&ParameterRow| p.routine == row.name && p.kind == row.kind;
    let argument = |p: &ParameterRow| Argument {
        mode: match p.mode.as_deref() {
            Some("OUT") => ArgumentMode::Out,
            Some("INOUT") => ArgumentMode::InOut,
            _ => ArgumentMode::In,
        },
        name: p.name.clone(),
        ty: ColumnType { kind: parse_type(dialect, &p.ty), raw: p.ty.clone() },
        default: None,
    };
    let function = row.kind == "FUNCTION";
    let mut options = Vec::new();
    if row.deterministic {
        options.push("DETERMINISTIC".to_owned());
    }
    if !row.data_access.is_empty() && row.data_access != "CONTAINS SQL" {
        options.push(row.data_access.clone());
    }
    if row.security == "INVOKER" {
        options.push("SQL SECURITY INVOKER".to_owned());
    }
    let language = row.language.as_deref().filter(|l| !l.is_empty()).unwrap_or("sql");
    Routine {
        name: TableName::new(&row.name),
        kind: if function { RoutineKind::Function } else { RoutineKind::Procedure },
        signature: String::new(),
        arguments: rows.parameters.iter().filter(own).map(argument).collect(),
        returns: row.returns.clone().filter(|r| function && !r.is_empty()),
        language: language.to_lowercase(),
        options,
        body: match &row.definition {
            Some(text) => RoutineBody::Text(without_database(text, database)),
            None => RoutineBody::Hidden,
        },
    }
}

fn event(row: &EventRow, database: &str) -> Event {
    let moment = |text: &String| format!("'{text}'");
    Event {
        name: TableName::new(&row.name),
        schedule: match (&row.at, &row.every) {
            (Some(at), _) => Schedule::At(moment(at)),
            (None, every) => Schedule::Every {
                interval: every.clone().unwrap_or_default(),
                starts: row.starts.as_ref().map(moment),
                ends: row.ends.as_ref().map(moment),
            },
        },
        preserve: row.completion == "PRESERVE",
        enabled: row.status == "ENABLED",
        body: row.definition.as_deref().map(|text| without_database(text, database)),
        comment: Some(row.comment.clone()).filter(|c| !c.is_empty()),
    }
}

/// The kinds of object of which the role may not see all.
fn unseen(grants: &[String], database: &str) -> BTreeSet<ObjectKind> {
    let may = |wanted: &[&str]| grants.iter().any(|grant| gives(grant, database, wanted));
    let reads_everything = grants.iter().any(|grant| {
        let books = ["*.*", "`mysql`.*", "`mysql`.`proc`"];
        parts(grant).is_some_and(|(privileges, on)| {
            books.contains(&on) && privileges.split(',').any(|p| p.trim() == "SELECT")
        })
    });
    let mut unseen = BTreeSet::new();
    if !may(&["TRIGGER"]) {
        unseen.insert(ObjectKind::Trigger);
    }
    if !may(&["EVENT"]) {
        unseen.insert(ObjectKind::Event);
    }
    let routines =
        ["EXECUTE", "ALTER ROUTINE", "CREATE ROUTINE", "SHOW_ROUTINE", "SHOW CREATE ROUTINE"];
    if !may(&routines) && !reads_everything {
        unseen.extend([ObjectKind::Function, ObjectKind::Procedure]);
    }
    unseen
}

/// The privileges of a line of SHOW GRANTS, and what they are on.
fn parts(grant: &str) -> Option<(&str, &str)> {
    let rest = grant.strip_prefix("GRANT ")?;
    let (privileges, rest) = rest.split_once(" ON ")?;
    let end = rest.find(" TO ").unwrap_or(rest.len());
    Some((privileges, rest[..end].trim()))
}

/// Whether a grant gives one of these privileges on the whole database.
fn gives(grant: &str, database: &str, wanted: &[&str]) -> bool {
    let Some((privileges, on)) = parts(grant) else { return false };
    let all = privileges.starts_with("ALL PRIVILEGES");
    if !all && !privileges.split(',').any(|p| wanted.contains(&p.trim())) {
        return false;
    }
    let Some(of) = on.strip_suffix(".*") else { return false };
    if of == "*" {
        return true;
    }
    let pattern = of.strip_prefix('`').and_then(|p| p.strip_suffix('`')).unwrap_or(of);
    let pattern: Vec<char> = pattern.replace("``", "`").chars().collect();
    like(&pattern, &database.chars().collect::<Vec<_>>())
}

/// SQL's LIKE: `%` any text, `_` any character, a backslash before either takes its meaning away.
fn like(pattern: &[char], text: &[char]) -> bool {
    match (pattern, text) {
        ([], text) => text.is_empty(),
        (['%', rest @ ..], text) => (0..=text.len()).any(|from| like(rest, &text[from..])),
        (['\\', c, rest @ ..], [t, text @ ..]) => c == t && like(rest, text),
        (['_', rest @ ..], [_, text @ ..]) => like(rest, text),
        ([c, rest @ ..], [t, text @ ..]) => c == t && like(rest, text),
        (_, []) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_role_sees_is_read_off_its_grants() {
        let sees = |grants: &[&str]| {
            let grants: Vec<String> = grants.iter().map(ToString::to_string).collect();
            let unseen = unseen(&grants, "my_shop");
            Schema::CODE.map(|kind| !unseen.contains(&kind))
        };
        let user = "TO `u`@`%`";
        let on = |privileges: &str, on: &str| format!("GRANT {privileges} ON {on} {user}");
        assert_eq!(sees(&[]), [false; 4]);
        assert_eq!(sees(&[&on("USAGE", "*.*"), &on("SELECT", "`my_shop`.*")]), [false; 4]);
        assert_eq!(sees(&[&on("ALL PRIVILEGES", "*.*")]), [true; 4]);
        assert_eq!(sees(&[&on("ALL PRIVILEGES", "`my\\_shop`.*")]), [true; 4]);
        assert_eq!(sees(&[&on("ALL PRIVILEGES", "`my\\_sho`.*")]), [false; 4]);
        assert_eq!(sees(&[&on("ALL PRIVILEGES", "`my%`.*")]), [true; 4]);
        assert_eq!(sees(&[&on("SELECT, TRIGGER", "`my_shop`.*")]), [true, false, false, false]);
        assert_eq!(sees(&[&on("SELECT, TRIGGER", "`my_shop`.`t`")]), [false; 4]);
        assert_eq!(sees(&[&on("EVENT, EXECUTE", "*.*")]), [false, true, true, true]);
        assert_eq!(sees(&[&on("SELECT", "`mysql`.`proc`")]), [false, true, true, false]);
    }
}
