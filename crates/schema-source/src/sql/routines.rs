//! What statements about triggers, routines and events change in the schema declared so far.

use seedbed_schema_model::{
    GapKind, ObjectKind, Place, Routine, RoutineKey, RoutineKind, TableName, Trigger, TriggerState,
    normal,
};

use super::{
    code,
    cursor::{Cursor, Parsed},
    declared::{Declared, Source},
    path,
    refs::Role,
    rename,
};

/// CREATE TRIGGER.
pub(super) fn create_trigger(
    declared: &mut Declared,
    source: &Source<'_>,
    cursor: &mut Cursor<'_>,
    at: usize,
    constraint: bool,
) -> Parsed<()> {
    let if_not_exists = cursor.is_all("IF NOT EXISTS");
    let (on, trigger) = code::trigger(cursor, &declared.names, constraint)?;
    let names = declared.names.clone();
    let Some((on, triggers)) = carrier(declared, &on) else {
        return cursor.fail(format!("{on} is not declared before"));
    };
    let same = |t: &Trigger| names.same(&t.name, &trigger.name);
    if let Some(known) = triggers.iter_mut().find(|t| same(t)) {
        if !if_not_exists {
            *known = trigger.clone();
        }
    } else {
        triggers.push(trigger.clone());
    }
    declared.locate(Place::part(ObjectKind::Trigger, &on, &trigger.name), source, at);
    Ok(())
}

/// The triggers of a table or view, with the name it is declared by.
fn carrier<'d>(
    declared: &'d mut Declared,
    on: &TableName,
) -> Option<(TableName, &'d mut Vec<Trigger>)> {
    if let Some(name) = declared.find_table(on) {
        let table = declared.schema.tables.get_mut(&name)?;
        return Some((name, &mut table.triggers));
    }
    let names = declared.names.clone();
    let on = &declared.existing(on.clone(), |s, n| s.views.contains_key(n));
    let mut views = declared.schema.views.values_mut();
    let view = views.find(|v| rename::same_table(&names, &v.name, on))?;
    Some((view.name.clone(), &mut view.triggers))
}

/// CREATE FUNCTION, PROCEDURE or AGGREGATE.
pub(super) fn create_routine(
    declared: &mut Declared,
    source: &Source<'_>,
    cursor: &mut Cursor<'_>,
    at: usize,
    kind: RoutineKind,
) -> Parsed<()> {
    let if_not_exists = cursor.is_all("IF NOT EXISTS");
    let routine = match kind {
        RoutineKind::Aggregate => code::aggregate(cursor, &declared.names)?,
        kind => code::routine(cursor, &declared.names, kind)?,
    };
    let Some(mut routine) = routine else {
        let why = "a function from a library of the server, or an ordered-set aggregate, is not \
                   modelled";
        declared.gap(source, at, GapKind::Unmodelled, why);
        return Ok(());
    };
    if declared.is_postgres() {
        from_current(declared, &mut routine.options);
    }
    declared.refs(|refs| refs.routine(&mut routine));
    let key = routine.key();
    if if_not_exists && declared.schema.routines.contains_key(&key) {
        return Ok(());
    }
    declared.locate(place(&routine), source, at);
    declared.schema.routines.insert(key, routine);
    Ok(())
}

/// `SET search_path FROM CURRENT` keeps what the path is now.
fn from_current(declared: &Declared, options: &mut [String]) {
    for option in options {
        let words: Vec<String> = option.split_whitespace().map(str::to_ascii_lowercase).collect();
        if words == ["set", "search_path", "from", "current"] {
            let dialect = declared.names.dialect;
            let path = declared.names.path.iter().map(|s| dialect.literal(s));
            let path: Vec<String> = match declared.names.path == declared.paths.first {
                // The default of a server.
                true => std::iter::once("'$user'".to_owned()).chain(path).collect(),
                false => path.collect(),
            };
            *option = format!("SET search_path TO {}", path.join(", "));
        }
    }
}

fn place(routine: &Routine) -> Place {
    let kind = match routine.kind {
        RoutineKind::Procedure => ObjectKind::Procedure,
        RoutineKind::Function | RoutineKind::Aggregate => ObjectKind::Function,
    };
    Place::part(kind, &routine.name, &routine.signature)
}

/// CREATE EVENT.
pub(super) fn create_event(
    declared: &mut Declared,
    source: &Source<'_>,
    cursor: &mut Cursor<'_>,
    at: usize,
) -> Parsed<()> {
    let if_not_exists = cursor.is_all("IF NOT EXISTS");
    let event = code::event(cursor, &declared.names)?;
    if if_not_exists && declared.schema.events.contains_key(&event.name) {
        return Ok(());
    }
    declared.locate(Place::object(ObjectKind::Event, &event.name), source, at);
    declared.schema.events.insert(event.name.clone(), event);
    Ok(())
}

/// DROP TRIGGER, FUNCTION, PROCEDURE, ROUTINE, AGGREGATE, EVENT, after the word.
pub(super) fn drop(declared: &mut Declared, cursor: &mut Cursor<'_>, kind: &str) -> Parsed<()> {
    cursor.eat("IF EXISTS");
    match kind {
        "TRIGGER" => {
            let mut path = cursor.path()?;
            let name = path.pop().unwrap_or_default();
            let on = if cursor.eat("ON") { Some(cursor.object(&declared.names)?) } else { None };
            drop_trigger(declared, on.as_ref(), &name);
        }
        "EVENT" => {
            let name = cursor.object(&declared.names)?;
            declared.schema.events.retain(|n, _| !n.name.eq_ignore_ascii_case(&name.name));
            declared.locations.remove(&Place::object(ObjectKind::Event, &name));
        }
        _ => loop {
            let name = cursor.object(&declared.names)?;
            let name = declared.existing(name, |s, n| path::has(s, Role::Function, n));
            let signature = signature(declared, cursor)?;
            for key in matching(declared, &name, kind, signature.as_deref()) {
                if let Some(gone) = declared.schema.routines.remove(&key) {
                    declared.locations.remove(&place(&gone));
                }
            }
            // With CASCADE, triggers that call it go too.
            if cursor.has("CASCADE") {
                drop_callers(declared, &name);
            }
            if !cursor.eat_symbol(b',') {
                break;
            }
        },
    }
    Ok(())
}

fn drop_trigger(declared: &mut Declared, on: Option<&TableName>, name: &str) {
    let names = declared.names.clone();
    let tables = declared.schema.tables.values_mut().map(|t| (&t.name, &mut t.triggers));
    let views = declared.schema.views.values_mut().map(|v| (&v.name, &mut v.triggers));
    for (table, triggers) in tables.chain(views) {
        if on.is_none_or(|on| rename::same_table(&names, on, table)) {
            triggers.retain(|t| !names.same(&t.name, name));
            declared.locations.remove(&Place::part(ObjectKind::Trigger, table, name));
        }
    }
}

fn drop_callers(declared: &mut Declared, function: &TableName) {
    let names = declared.names.clone();
    let calls = |t: &Trigger| {
        let call = t.body.as_deref().unwrap_or_default();
        let name = super::objects::named_call(&names, call);
        name.as_ref() == Some(function)
    };
    declared.schema.tables.values_mut().for_each(|t| t.triggers.retain(|t| !calls(t)));
    declared.schema.views.values_mut().for_each(|v| v.triggers.retain(|t| !calls(t)));
}

/// The types in parentheses after a routine's name, with the schemas that the path finds them in.
fn signature(declared: &Declared, cursor: &mut Cursor<'_>) -> Parsed<Option<String>> {
    let Some(mut arguments) = code::arguments(cursor, &declared.names)? else { return Ok(None) };
    declared.refs(|refs| arguments.iter_mut().for_each(|a| refs.column_type(&mut a.ty)));
    Ok(Some(normal::signature(declared.names.dialect, &arguments)))
}

/// The routines that a DROP or ALTER means.
fn matching(
    declared: &Declared,
    name: &TableName,
    kind: &str,
    signature: Option<&str>,
) -> Vec<RoutineKey> {
    let names = &declared.names;
    let is = |key: &&RoutineKey| {
        let of_kind = match kind {
            "PROCEDURE" => key.procedure,
            "FUNCTION" | "AGGREGATE" => !key.procedure,
            _ => true,
        };
        of_kind
            && key.name.schema == name.schema
            && names.same(&key.name.name, &name.name)
            && signature.is_none_or(|s| s == key.signature)
    };
    declared.schema.routines.keys().filter(is).cloned().collect()
}

/// ALTER TRIGGER, FUNCTION, PROCEDURE, ROUTINE, AGGREGATE, EVENT, after the word.
pub(super) fn alter(declared: &mut Declared, cursor: &mut Cursor<'_>, kind: &str) -> Parsed<()> {
    match kind {
        "TRIGGER" => alter_trigger(declared, cursor),
        "EVENT" => alter_event(declared, cursor),
        _ => alter_routine(declared, cursor, kind),
    }
}

fn alter_trigger(declared: &mut Declared, cursor: &mut Cursor<'_>) -> Parsed<()> {
    let name = cursor.name()?;
    if !cursor.eat("ON") {
        return Ok(());
    }
    let on = cursor.object(&declared.names)?;
    if cursor.eat("RENAME TO") {
        let to = cursor.name()?;
        if let Some((_, triggers)) = carrier(declared, &on)
            && let Some(trigger) = triggers.iter_mut().find(|t| t.name == name)
        {
            trigger.name = to;
        }
    }
    Ok(())
}

fn alter_event(declared: &mut Declared, cursor: &mut Cursor<'_>) -> Parsed<()> {
    let name = cursor.object(&declared.names)?;
    let known = declared.schema.events.keys().find(|n| n.name.eq_ignore_ascii_case(&name.name));
    let Some(mut event) = known.cloned().and_then(|n| declared.schema.events.remove(&n)) else {
        return cursor.fail(format!("the event {name} is not declared before"));
    };
    let before = cursor.is_all("RENAME TO");
    if before {
        cursor.eat("RENAME TO");
        event.name = cursor.object(&declared.names)?;
    }
    let result = code::event_clauses(cursor, &mut event);
    declared.schema.events.insert(event.name.clone(), event);
    result
}

fn alter_routine(declared: &mut Declared, cursor: &mut Cursor<'_>, kind: &str) -> Parsed<()> {
    let name = cursor.object(&declared.names)?;
    let name = declared.existing(name, |s, n| path::has(s, Role::Function, n));
    let signature = signature(declared, cursor)?;
    let keys = matching(declared, &name, kind, signature.as_deref());
    let to = if cursor.eat("RENAME TO") {
        TableName { schema: name.schema.clone(), name: cursor.name()? }
    } else if cursor.eat("SET SCHEMA") {
        declared.names.resolve(Some(cursor.name()?), name.name.clone())
    } else if cursor.is("OWNER") || cursor.is_all("DEPENDS ON") || keys.is_empty() {
        return Ok(());
    } else {
        let changes = code::changes(cursor)?;
        for key in keys {
            if let Some(routine) = declared.schema.routines.get_mut(&key) {
                code::change_options(&mut routine.options, &changes);
            }
        }
        return Ok(());
    };
    for key in keys {
        if let Some(mut routine) = declared.schema.routines.remove(&key) {
            let location = declared.locations.remove(&place(&routine));
            routine.name = to.clone();
            declared.locations.extend(location.map(|l| (place(&routine), l)));
            declared.schema.routines.insert(routine.key(), routine);
        }
    }
    declared.follow_function(&name, &to);
    Ok(())
}

/// `ALTER TABLE t {ENABLE | DISABLE} [REPLICA | ALWAYS] TRIGGER {name | ALL | USER}`; false when the
/// action is another.
pub(super) fn switch(
    declared: &mut Declared,
    cursor: &mut Cursor<'_>,
    table: &TableName,
) -> Parsed<bool> {
    let states = [
        ("DISABLE TRIGGER", TriggerState::Disabled),
        ("ENABLE TRIGGER", TriggerState::Enabled),
        ("ENABLE REPLICA TRIGGER", TriggerState::Replica),
        ("ENABLE ALWAYS TRIGGER", TriggerState::Always),
    ];
    let Some((_, state)) = states.into_iter().find(|(words, _)| cursor.eat(words)) else {
        return Ok(false);
    };
    let all = cursor.is("ALL") || cursor.is("USER");
    let name = cursor.name()?;
    let Some((on, triggers)) = carrier(declared, table) else { return Ok(true) };
    let mut found = false;
    for trigger in triggers.iter_mut().filter(|t| all || t.name == name) {
        trigger.state = state;
        found = true;
    }
    if found || all { Ok(true) } else { cursor.fail(format!("{on} has no trigger {name}")) }
}
