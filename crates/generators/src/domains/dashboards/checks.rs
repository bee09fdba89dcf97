//! The invariants of dashboards, as SQL.

use seedbed_schema_model::{Dialect, Family, TypeKind};

use super::{Layout, WidgetKind, generator::Tables};
use crate::{DataCheck, bind::BoundTable, domains::sql::Checks};

/// Every invariant that the bound columns can show.
pub(super) fn all(tables: &Tables, widgets: &[WidgetKind], dialect: Dialect) -> Vec<DataCheck> {
    let mut checks = Checks::new("dashboards", dialect);
    preferences(tables, &mut checks);
    configuration(tables, widgets, dialect, &mut checks);
    if let Some(layout) = &tables.layout {
        layouts(layout, &mut checks);
    }
    if let Some(kpi) = &tables.kpi {
        kpis(kpi, &mut checks);
    }
    checks.done()
}

fn preferences(t: &Tables, checks: &mut Checks) {
    let (users, saved) = (checks.from(&t.user, "u"), checks.from(&t.preference, "p"));
    let (Some(id), Some(user)) =
        (checks.col(&t.user, "u", "id"), checks.col(&t.preference, "p", "user"))
    else {
        return;
    };
    let live = checks
        .col(&t.user, "u", "deleted_at")
        .map_or(String::new(), |deleted| format!("{deleted} IS NULL AND "));
    checks.count(
        "every-user-has-preferences",
        "Every user who is not deleted has dashboard preferences.",
        &users,
        &format!("{live}NOT EXISTS (SELECT 1 FROM {saved} WHERE {user} = {id})"),
    );
    checks.distinct(
        "preferences-once",
        "A user has dashboard preferences once.",
        &saved,
        std::slice::from_ref(&user),
    );
    if let Some(layout) = checks.col(&t.preference, "p", "layout") {
        let known: Vec<String> =
            Layout::ALL.iter().filter_map(|l| t.label(*l)).map(|l| checks.text(&l)).collect();
        checks.count(
            "layout-exists",
            "The active layout is one that the application has.",
            &saved,
            &format!("{} NOT IN ({})", checks.as_text(&layout), known.join(", ")),
        );
    }
    if let (Some(made), Some(born)) =
        (checks.col(&t.preference, "p", "created_at"), checks.col(&t.user, "u", "created_at"))
    {
        checks.count(
            "preferences-after-user",
            "Nobody has preferences before being a user.",
            &format!("{saved} JOIN {users} ON {id} = {user}"),
            &format!("{made} < {born}"),
        );
    }
    times(&t.preference, "p", "preferences", checks);
}

/// A thing is not changed before it is made.
fn times(table: &BoundTable, alias: &str, what: &str, checks: &mut Checks) {
    let columns = ["created_at", "updated_at"].map(|c| checks.col(table, alias, c));
    if let [Some(made), Some(changed)] = columns {
        let from = checks.from(table, alias);
        checks.count(
            &format!("{what}-updated-after-created"),
            "Nothing changes before it is created.",
            &from,
            &format!("{changed} < {made}"),
        );
    }
}

/// What the JSON of the preferences says. Its shape is read with the engine's own functions, the
/// widgets by their text, which all engines write alike up to blanks.
fn configuration(t: &Tables, widgets: &[WidgetKind], dialect: Dialect, checks: &mut Checks) {
    let Some(column) = t.preference.column("widgets") else { return };
    let Some(name) = checks.col(&t.preference, "p", "widgets") else { return };
    let saved = checks.from(&t.preference, "p");
    let kind = match dialect.family {
        Family::Postgres if matches!(column.kind, TypeKind::Json { .. }) => {
            Some(format!("jsonb_typeof(CAST({name} AS jsonb))"))
        }
        Family::Postgres => None,
        _ => Some(format!("CASE WHEN json_valid({name}) THEN json_type({name}) ELSE '' END")),
    };
    if let Some(kind) = kind {
        checks.count(
            "widgets-are-an-array",
            "The configuration of the widgets is an array.",
            &saved,
            &format!("{name} IS NOT NULL AND LOWER({kind}) <> 'array'"),
        );
    }
    let known: Vec<String> = widgets.iter().map(|widget| checks.text(widget.id)).collect();
    if let (Some(members), false) =
        (members(&column.kind, &name, &saved, dialect), known.is_empty())
    {
        let (from, id) = members;
        checks.count(
            "widget-exists",
            "Every widget in the preferences is one that the application has.",
            &from,
            &format!("{id} IS NULL OR {id} NOT IN ({})", known.join(", ")),
        );
    }
    let body = format!("REPLACE({}, ': ', ':')", checks.as_text(&name));
    let bodies = format!("(SELECT {body} AS body FROM {saved}) AS p");
    let twice: Vec<String> = widgets
        .iter()
        .map(|widget| {
            let member = format!("\"id\":\"{}\"", widget.id);
            let without = format!("REPLACE(p.body, {}, '')", checks.text(&member));
            format!("LENGTH(p.body) - LENGTH({without}) > {}", member.len())
        })
        .collect();
    if !twice.is_empty() {
        checks.count(
            "widget-once",
            "A widget stands once in the preferences of a user.",
            &bodies,
            &twice.join(" OR "),
        );
    }
}

/// The members of a JSON array, one a row, and the expression of their `id`. What is no array has
/// none; `None` where the engine cannot take an array apart.
fn members(kind: &TypeKind, name: &str, saved: &str, dialect: Dialect) -> Option<(String, String)> {
    let version = (dialect.version.major, dialect.version.minor);
    let array = |is: &str| format!("CASE WHEN {is} THEN {name} ELSE '[]' END");
    let valid = format!("json_valid({name}) AND LOWER(json_type({name})) = 'array'");
    match dialect.family {
        Family::Postgres if matches!(kind, TypeKind::Json { .. }) => {
            let body = format!("CAST({name} AS jsonb)");
            let body = format!(
                "CASE WHEN jsonb_typeof({body}) = 'array' THEN {body} ELSE CAST('[]' AS jsonb) END"
            );
            let from =
                format!("{saved} CROSS JOIN LATERAL jsonb_array_elements({body}) AS w(body)");
            Some((from, "(w.body ->> 'id')".to_owned()))
        }
        Family::Postgres => None,
        Family::Sqlite => {
            let from = format!("{saved}, json_each({}) AS w", array(&valid));
            let id = "CASE WHEN w.type = 'object' THEN json_extract(w.value, '$.id') END";
            Some((from, id.to_owned()))
        }
        // JSON_TABLE came with MariaDB 10.6 and MySQL 8.0; a version of 0 is an unknown one.
        Family::MariaDb if ((1, 0)..(10, 6)).contains(&version) => None,
        Family::MySql if ((1, 0)..(8, 0)).contains(&version) => None,
        Family::MariaDb | Family::MySql => {
            let columns = "COLUMNS (id varchar(200) PATH '$.id')";
            let from = format!("{saved}, JSON_TABLE({}, '$[*]' {columns}) AS w", array(&valid));
            Some((from, "w.id".to_owned()))
        }
    }
}

fn layouts(layout: &BoundTable, checks: &mut Checks) {
    let from = checks.from(layout, "w");
    let col = |name: &str, checks: &Checks| checks.col(layout, "w", name);
    let [user, role] = ["user", "role"].map(|name| col(name, checks));
    let role_is_free = layout.column("role").is_some_and(|c| c.nullable);
    if let (Some(user), Some(role), true) = (&user, &role, role_is_free) {
        checks.count(
            "layout-of-user-or-role",
            "A widget is in the layout of a user or of a role.",
            &from,
            &format!("({user} IS NULL) = ({role} IS NULL)"),
        );
    }
    let live = col("deleted_at", checks)
        .map_or(from.clone(), |deleted| format!("{from} WHERE {deleted} IS NULL"));
    let owner: Vec<String> = [user, role].into_iter().flatten().collect();
    let names = [
        ("position", "layout-position-once", "A place in a layout is taken by one widget."),
        ("widget", "layout-widget-once", "A widget stands once in a layout."),
    ];
    for (name, check, explanation) in names {
        if let Some(column) = col(name, checks) {
            let columns: Vec<String> = owner.iter().cloned().chain([column]).collect();
            checks.distinct(check, explanation, &live, &columns);
        }
    }
    let numbers = [("position", 0), ("width", 1), ("height", 1)];
    let below: Vec<String> = numbers
        .into_iter()
        .filter_map(|(name, least)| Some(format!("{} < {least}", col(name, checks)?)))
        .collect();
    if !below.is_empty() {
        checks.count(
            "widget-has-a-size",
            "A widget has a place from 0 on and a size of at least 1.",
            &from,
            &below.join(" OR "),
        );
    }
    times(layout, "w", "layout", checks);
}

fn kpis(kpi: &BoundTable, checks: &mut Checks) {
    let from = checks.from(kpi, "k");
    let col = |name: &str, checks: &Checks| checks.col(kpi, "k", name);
    let live = col("deleted_at", checks)
        .map_or(from.clone(), |deleted| format!("{from} WHERE {deleted} IS NULL"));
    let names = [
        ("kind", "kpi-once", "A role has a figure once."),
        ("position", "kpi-position-once", "A place among the figures of a role is taken once."),
    ];
    for (name, check, explanation) in names {
        if let (Some(role), Some(column)) = (col("role", checks), col(name, checks)) {
            checks.distinct(check, explanation, &live, &[role, column]);
        }
    }
    if let Some(position) = col("position", checks) {
        checks.count(
            "kpi-position-from-zero",
            "The places of figures count from 0.",
            &from,
            &format!("{position} < 0"),
        );
    }
    times(kpi, "k", "kpi", checks);
}
