//! Triggers, routines, events and types made by hand: written from their parts, a body as it was.

use super::{
    DdlError, Statements,
    text::{self, Text},
};
use crate::{
    Argument, ArgumentMode, CustomType, Dialect, Event, Exclusion, Family, IndexKey, Numbering,
    ObjectKind, Place, Routine, RoutineBody, RoutineKind, Schedule, TableName, Trigger,
    TriggerEvent, TriggerState, TypeDefinition, normal,
};

type Written = Result<String, DdlError>;

/// Creates a trigger, and switches it to its state.
pub fn create_trigger(dialect: Dialect, on: &TableName, trigger: &Trigger) -> Statements {
    let text = Text::of(dialect);
    let place = Place::part(ObjectKind::Trigger, on, &trigger.name);
    let postgres = dialect.family == Family::Postgres;
    let Some(body) = &trigger.body else {
        return text.cannot(&place, "a trigger whose body was not shown");
    };
    text.refuse(
        &place,
        &[
            (trigger.events.is_empty(), "a trigger that fires on nothing"),
            (!postgres && trigger.constraint.is_some(), "a constraint trigger"),
            (!postgres && trigger.state != TriggerState::Enabled, "a trigger that is disabled"),
            (dialect.is_mysql_like() && trigger.when.is_some(), "WHEN of a trigger"),
            (!postgres && trigger.events.len() > 1, "a trigger on several events"),
        ],
    )?;
    let mut events = Vec::new();
    for event in &trigger.events {
        events.push(match event {
            TriggerEvent::Insert => "INSERT".to_owned(),
            TriggerEvent::Delete => "DELETE".to_owned(),
            TriggerEvent::Truncate => "TRUNCATE".to_owned(),
            TriggerEvent::Update(of) if of.is_empty() => "UPDATE".to_owned(),
            TriggerEvent::Update(of) => {
                let list = text.columns(&place, of)?;
                format!("UPDATE OF {}", list.trim_start_matches('(').trim_end_matches(')'))
            }
        });
    }
    let name = if postgres {
        text.name(&place, &trigger.name)?
    } else {
        text.table(&place, &TableName { schema: on.schema.clone(), name: trigger.name.clone() })?
    };
    let table = if dialect.family == Family::Sqlite {
        // In the schema of the trigger.
        text.name(&place, &on.name)?
    } else {
        text.table(&place, on)?
    };
    let mut out = format!(
        "CREATE {}TRIGGER {name} {} {} ON {table}",
        if trigger.constraint.is_some() { "CONSTRAINT " } else { "" },
        trigger.timing.sql(),
        events.join(" OR "),
    );
    if let Some(from) = &trigger.from {
        out.push_str(&format!(" FROM {}", text.table(&place, from)?));
    }
    if let Some(deferrable) = trigger.constraint {
        out.push_str(text::deferrable(deferrable));
    }
    let rows = [("OLD", &trigger.old_rows), ("NEW", &trigger.new_rows)];
    if rows.iter().any(|(_, name)| name.is_some()) {
        out.push_str(" REFERENCING");
        for (word, name) in rows {
            if let Some(name) = name {
                out.push_str(&format!(" {word} TABLE AS {}", text.name(&place, name)?));
            }
        }
    }
    if trigger.for_each_row {
        out.push_str(" FOR EACH ROW");
    }
    if let Some(when) = &trigger.when {
        out.push_str(&format!(" WHEN {}", text.parenthesised(&place, &when.0)?));
    }
    out.push(' ');
    if postgres {
        out.push_str(&format!("EXECUTE FUNCTION {}", text.expr(&place, body)?));
    } else {
        out.push_str(&one_statement(text, &place, body)?);
    }
    let mut all = vec![out];
    all.extend(
        set_trigger_state(dialect, on, trigger)?.filter(|_| trigger.state != TriggerState::Enabled),
    );
    Ok(all)
}

/// Switches a PostgreSQL trigger to its state; nothing elsewhere.
pub fn set_trigger_state(
    dialect: Dialect,
    on: &TableName,
    trigger: &Trigger,
) -> Result<Option<String>, DdlError> {
    if dialect.family != Family::Postgres {
        return Ok(None);
    }
    let text = Text::of(dialect);
    let place = Place::part(ObjectKind::Trigger, on, &trigger.name);
    let verb = match trigger.state {
        TriggerState::Enabled => "ENABLE",
        TriggerState::Disabled => "DISABLE",
        TriggerState::Replica => "ENABLE REPLICA",
        TriggerState::Always => "ENABLE ALWAYS",
    };
    let name = text.name(&place, &trigger.name)?;
    Ok(Some(text.alter(&place, on, &format!("{verb} TRIGGER {name}"))?))
}

/// Drops a trigger.
pub fn drop_trigger(dialect: Dialect, on: &TableName, name: &str) -> Statements {
    let text = Text::of(dialect);
    let place = Place::part(ObjectKind::Trigger, on, name);
    Ok(vec![if dialect.family == Family::Postgres {
        format!("DROP TRIGGER {} ON {}", text.name(&place, name)?, text.table(&place, on)?)
    } else {
        let trigger = TableName { schema: on.schema.clone(), name: name.to_owned() };
        format!("DROP TRIGGER {}", text.table(&place, &trigger)?)
    }])
}

fn one_statement(text: Text, place: &Place, body: &str) -> Written {
    let body = body.trim().trim_end_matches(';').trim_end();
    if normal::is_one_statement(text.dialect, body) {
        return Ok(body.to_owned());
    }
    text.cannot(place, "a body that is not one statement: quotes or blocks do not match")
}

fn place(routine: &Routine) -> Place {
    let kind = match routine.kind {
        RoutineKind::Procedure => ObjectKind::Procedure,
        RoutineKind::Function | RoutineKind::Aggregate => ObjectKind::Function,
    };
    Place::part(kind, &routine.name, &routine.signature)
}

/// Creates a function, procedure or aggregate.
pub fn create_routine(dialect: Dialect, routine: &Routine) -> Statements {
    let text = Text::of(dialect);
    let place = place(routine);
    match dialect.family {
        Family::Sqlite => text.cannot(&place, "a routine"),
        Family::Postgres if routine.kind == RoutineKind::Aggregate => {
            let mut options = Vec::new();
            for option in &routine.options {
                options.push(aggregate_option(text, &place, option)?);
            }
            let arguments = arguments(text, &place, &routine.arguments, false)?;
            let arguments = if routine.arguments.is_empty() { "(*)".into() } else { arguments };
            let name = text.table(&place, &routine.name)?;
            Ok(vec![format!("CREATE AGGREGATE {name} {arguments} ({})", options.join(", "))])
        }
        Family::Postgres => postgres_routine(text, &place, routine),
        Family::MySql | Family::MariaDb => mysql_routine(text, &place, routine),
    }
}

/// `initcond = {}` as the readers write it; the condition is a text.
fn aggregate_option(text: Text, place: &Place, option: &str) -> Written {
    match option.split_once(" = ") {
        Some((key @ ("initcond" | "minitcond"), value)) => {
            Ok(format!("{key} = {}", text.dialect.literal(value)))
        }
        _ => text.expr(place, option),
    }
}

fn arguments(text: Text, place: &Place, all: &[Argument], table: bool) -> Written {
    let mut out = Vec::new();
    for a in all.iter().filter(|a| (a.mode == ArgumentMode::Table) == table) {
        let mut words = Vec::new();
        words.extend(match a.mode {
            ArgumentMode::In | ArgumentMode::Table => None,
            ArgumentMode::Out => Some("OUT".to_owned()),
            ArgumentMode::InOut => Some("INOUT".to_owned()),
            ArgumentMode::Variadic => Some("VARIADIC".to_owned()),
        });
        if let Some(name) = &a.name {
            words.push(text.name(place, name)?);
        }
        words.push(text.expr(place, a.ty.raw.trim())?);
        if let Some(default) = &a.default {
            words.push(format!("DEFAULT {}", text.expr(place, &default.0)?));
        }
        out.push(words.join(" "));
    }
    Ok(format!("({})", out.join(", ")))
}

fn word(routine: &Routine) -> &'static str {
    match routine.kind {
        RoutineKind::Procedure => "PROCEDURE",
        RoutineKind::Function => "FUNCTION",
        RoutineKind::Aggregate => "AGGREGATE",
    }
}

fn postgres_routine(text: Text, place: &Place, routine: &Routine) -> Statements {
    let mut out = format!(
        "CREATE OR REPLACE {} {}{}",
        word(routine),
        text.table(place, &routine.name)?,
        arguments(text, place, &routine.arguments, false)?
    );
    match &routine.returns {
        Some(returns) if returns.eq_ignore_ascii_case("table") => {
            let columns = arguments(text, place, &routine.arguments, true)?;
            out.push_str(&format!(" RETURNS TABLE {columns}"));
        }
        Some(returns) => out.push_str(&format!(" RETURNS {}", text.expr(place, returns)?)),
        None => {}
    }
    out.push_str(&format!(" LANGUAGE {}", text.name(place, &routine.language)?));
    let (library, options): (Vec<_>, Vec<_>) =
        routine.options.iter().partition(|o| o.starts_with("AS "));
    for option in options {
        out.push_str(&format!(" {}", text.expr(place, option)?));
    }
    match (&routine.body, library.first()) {
        (RoutineBody::Hidden, _) => {
            return text.cannot(place, "a routine whose body was not shown");
        }
        (RoutineBody::Text(symbol), Some(library)) => {
            let symbol = text.dialect.literal(symbol);
            out.push_str(&format!(" {}, {symbol}", text.expr(place, library)?));
        }
        (RoutineBody::Text(body), None) => out.push_str(&format!(" AS {}", dollars(body))),
        (RoutineBody::Parsed(body), _) => {
            out.push_str(&format!(" {}", one_statement(text, place, body)?));
        }
    }
    Ok(vec![out])
}

/// A text in dollar quotes that it does not hold.
fn dollars(body: &str) -> String {
    let mut tag = "$$".to_owned();
    let mut n = 0;
    while body.contains(&tag) || format!("{body}$").contains(&tag) {
        n += 1;
        tag = format!("$body{n}$");
    }
    format!("{tag}{body}{tag}")
}

fn mysql_routine(text: Text, place: &Place, routine: &Routine) -> Statements {
    let RoutineBody::Text(body) = &routine.body else {
        return text.cannot(place, "a routine whose body was not shown");
    };
    let mut list = arguments(text, place, &routine.arguments, false)?;
    if routine.kind == RoutineKind::Function {
        // IN cannot be said of a function's.
        list = list.replace("(IN ", "(");
    }
    let mut out = format!("CREATE {} {}{list}", word(routine), text.table(place, &routine.name)?);
    if let Some(returns) = &routine.returns {
        out.push_str(&format!(" RETURNS {}", text.expr(place, returns)?));
    }
    if routine.language != "sql" && !routine.language.is_empty() {
        out.push_str(&format!(" LANGUAGE {}", text.name(place, &routine.language)?));
    }
    for option in &routine.options {
        out.push_str(&format!(" {}", text.expr(place, option)?));
    }
    out.push_str(&format!(" {}", one_statement(text, place, body)?));
    Ok(vec![out])
}

/// Drops a routine.
pub fn drop_routine(dialect: Dialect, routine: &Routine) -> Statements {
    let text = Text::of(dialect);
    let place = place(routine);
    let name = text.table(&place, &routine.name)?;
    let arguments = match (dialect.family, routine.kind) {
        (Family::Postgres, RoutineKind::Aggregate) if routine.signature.is_empty() => "(*)".into(),
        (Family::Postgres, _) => {
            let going_in = |a: &&Argument| {
                matches!(a.mode, ArgumentMode::In | ArgumentMode::InOut | ArgumentMode::Variadic)
            };
            let mut types = Vec::new();
            for a in routine.arguments.iter().filter(going_in) {
                types.push(text.expr(&place, a.ty.raw.trim())?);
            }
            format!("({})", types.join(", "))
        }
        _ => String::new(),
    };
    Ok(vec![format!("DROP {} {name}{arguments}", word(routine))])
}

/// Creates an event.
pub fn create_event(dialect: Dialect, event: &Event) -> Statements {
    let text = Text::of(dialect);
    let place = Place::object(ObjectKind::Event, &event.name);
    let Some(body) = event.body.as_ref().filter(|_| dialect.is_mysql_like()) else {
        return text.cannot(&place, "an event");
    };
    let schedule = match &event.schedule {
        Schedule::At(at) => format!("AT {}", text.expr(&place, at)?),
        Schedule::Every { interval, starts, ends } => {
            let mut out = format!("EVERY {}", text.expr(&place, interval)?);
            for (word, moment) in [("STARTS", starts), ("ENDS", ends)] {
                if let Some(moment) = moment {
                    out.push_str(&format!(" {word} {}", text.expr(&place, moment)?));
                }
            }
            out
        }
    };
    let comment = event.comment.as_ref().map(|c| format!(" COMMENT {}", dialect.literal(c)));
    Ok(vec![format!(
        "CREATE EVENT {} ON SCHEDULE {schedule}{}{}{} DO {}",
        text.table(&place, &event.name)?,
        if event.preserve { " ON COMPLETION PRESERVE" } else { "" },
        if event.enabled { "" } else { " DISABLE" },
        comment.unwrap_or_default(),
        one_statement(text, &place, body)?
    )])
}

/// Drops an event.
pub fn drop_event(dialect: Dialect, name: &TableName) -> Statements {
    let place = Place::object(ObjectKind::Event, name);
    Ok(vec![format!("DROP EVENT {}", Text::of(dialect).table(&place, name)?)])
}

/// Creates a composite or range type.
pub fn create_custom_type(dialect: Dialect, ty: &CustomType) -> Statements {
    let text = Text::of(dialect);
    let place = Place::object(ObjectKind::Type, &ty.name);
    if dialect.family != Family::Postgres {
        return text.cannot(&place, "a named type");
    }
    let name = text.table(&place, &ty.name)?;
    Ok(vec![match &ty.definition {
        TypeDefinition::Composite(attributes) => {
            let mut list = Vec::new();
            for a in attributes {
                let collate = match &a.collation {
                    Some(c) => format!(" COLLATE {}", text.name(&place, c)?),
                    None => String::new(),
                };
                let ty = text.column_type(&place, &a.ty)?;
                list.push(format!("{} {ty}{collate}", text.name(&place, &a.name)?));
            }
            format!("CREATE TYPE {name} AS ({})", list.join(", "))
        }
        TypeDefinition::Range { subtype, options } => {
            let mut list = vec![format!("subtype = {}", text.column_type(&place, subtype)?)];
            for option in options {
                list.push(text.expr(&place, option)?);
            }
            format!("CREATE TYPE {name} AS RANGE ({})", list.join(", "))
        }
    }])
}

/// Adds an exclusion constraint.
pub fn add_exclusion(dialect: Dialect, table: &TableName, exclusion: &Exclusion) -> Statements {
    let text = Text::of(dialect);
    let name = exclusion.name.clone().unwrap_or_default();
    let place = Place::part(ObjectKind::Exclusion, table, name);
    let clause = self::exclusion(text, &place, exclusion)?;
    Ok(vec![text.alter(&place, table, &format!("ADD {clause}"))?])
}

/// The clause of an exclusion constraint.
pub(super) fn exclusion(text: Text, place: &Place, exclusion: &Exclusion) -> Written {
    if text.dialect.family != Family::Postgres {
        return text.cannot(place, "an exclusion constraint");
    }
    let mut parts = Vec::new();
    for element in &exclusion.parts {
        let part = &element.part;
        let mut out = match &part.key {
            IndexKey::Column(column) => text.name(place, column)?,
            IndexKey::Expression(expr) => text.parenthesised(place, &expr.0)?,
        };
        if let Some(collation) = &part.collation {
            out.push_str(&format!(" COLLATE {}", text.name(place, collation)?));
        }
        if let Some(opclass) = &part.opclass {
            out.push_str(&format!(" {}", text.expr(place, opclass)?));
        }
        out.push_str(&format!(" WITH {}", text.expr(place, &element.operator)?));
        parts.push(out);
    }
    let mut out = format!(
        "{}EXCLUDE USING {} ({})",
        text.constraint(place, &exclusion.name)?,
        text.name(place, &exclusion.method)?,
        parts.join(", ")
    );
    if !exclusion.include.is_empty() {
        out.push_str(&format!(" INCLUDE {}", text.columns(place, &exclusion.include)?));
    }
    if let Some(predicate) = &exclusion.predicate {
        out.push_str(&format!(" WHERE {}", text.parenthesised(place, &predicate.0)?));
    }
    out.push_str(text::deferrable(exclusion.deferrable));
    Ok(out)
}

/// ` INCREMENT BY 5 MINVALUE 1 …` of a sequence or identity column: what is said.
pub(super) fn numbering(n: &Numbering) -> String {
    let all = [
        ("START WITH", n.start),
        ("INCREMENT BY", n.increment),
        ("MINVALUE", n.min),
        ("MAXVALUE", n.max),
        ("CACHE", n.cache),
    ];
    let mut out: String =
        all.iter().filter_map(|(word, n)| n.map(|n| format!(" {word} {n}"))).collect();
    if n.cycle {
        out.push_str(" CYCLE");
    }
    out
}
