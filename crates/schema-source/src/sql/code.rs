//! The grammar of triggers, routines and events. It is used for files, and for the texts in which
//! catalogs keep such objects.

use seedbed_schema_model::{
    Argument, ArgumentMode, ColumnType, Deferrable, Event, Expr, Family, Routine, RoutineBody,
    RoutineKind, Schedule, TableName, Timing, Trigger, TriggerEvent, normal,
};

use super::{
    column::typed,
    constraint,
    cursor::{Cursor, Names, Parsed},
    index::without_outer_parens,
};

/// After the words `CREATE … TRIGGER`: the trigger and what it is on.
pub(super) fn trigger(
    cursor: &mut Cursor<'_>,
    names: &Names,
    constraint: bool,
) -> Parsed<(TableName, Trigger)> {
    cursor.eat("IF NOT EXISTS");
    let mut path = cursor.path()?;
    let mut trigger = Trigger::new(path.pop().unwrap_or_default());
    let schema = path.pop();
    trigger.timing = timing(cursor);
    loop {
        trigger.events.push(event_of_trigger(cursor)?);
        if !cursor.eat("OR") {
            break;
        }
    }
    cursor.need("ON")?;
    let mut on = cursor.object(names)?;
    if names.dialect.family != Family::Postgres && on.schema.is_none() {
        // The trigger's schema is its table's.
        on = names.resolve(schema, on.name);
    }
    match names.dialect.family {
        Family::Postgres => postgres_trigger(cursor, names, &mut trigger, constraint)?,
        Family::Sqlite => {
            trigger.for_each_row = true;
            cursor.eat("FOR EACH ROW");
            if cursor.eat("WHEN") {
                let mark = cursor.mark();
                while !cursor.is_done() && !cursor.is("BEGIN") {
                    cursor.skip_one();
                }
                let text = cursor.text_since(mark);
                let end = cursor.mark();
                let mut condition = cursor.part(mark, end);
                let bare = without_outer_parens(&mut condition);
                trigger.when = Some(Expr(if bare.is_empty() { text } else { bare }));
            }
            if !cursor.is("BEGIN") {
                return cursor.wanted("BEGIN");
            }
            trigger.body = Some(cursor.raw_rest());
        }
        Family::MySql | Family::MariaDb => {
            trigger.for_each_row = true;
            cursor.need("FOR EACH ROW")?;
            if cursor.eat("FOLLOWS") || cursor.eat("PRECEDES") {
                cursor.name()?;
            }
            trigger.body = Some(statement(cursor)?);
        }
    }
    Ok((on, trigger))
}

fn timing(cursor: &mut Cursor<'_>) -> Timing {
    let all = [Timing::Before, Timing::After, Timing::InsteadOf];
    all.into_iter().find(|t| cursor.eat(t.sql())).unwrap_or_default()
}

fn event_of_trigger(cursor: &mut Cursor<'_>) -> Parsed<TriggerEvent> {
    Ok(if cursor.eat("INSERT") {
        TriggerEvent::Insert
    } else if cursor.eat("DELETE") {
        TriggerEvent::Delete
    } else if cursor.eat("TRUNCATE") {
        TriggerEvent::Truncate
    } else {
        cursor.need("UPDATE")?;
        let mut columns = Vec::new();
        if cursor.eat("OF") {
            columns.push(cursor.name()?);
            while cursor.eat_symbol(b',') {
                columns.push(cursor.name()?);
            }
        }
        TriggerEvent::Update(columns)
    })
}

fn postgres_trigger(
    cursor: &mut Cursor<'_>,
    names: &Names,
    trigger: &mut Trigger,
    constraint: bool,
) -> Parsed<()> {
    let mut deferrable = Deferrable::No;
    loop {
        if cursor.eat("FROM") {
            trigger.from = Some(cursor.object(names)?);
        } else if constraint::at_deferrable(cursor) {
            deferrable = constraint::deferrable(cursor);
        } else if cursor.eat("REFERENCING") {
            while cursor.is_any(&["OLD", "NEW"]) {
                let old = cursor.eat("OLD");
                cursor.eat("NEW");
                cursor.eat("TABLE");
                cursor.eat("AS");
                let name = Some(cursor.name()?);
                if old {
                    trigger.old_rows = name;
                } else {
                    trigger.new_rows = name;
                }
            }
        } else if cursor.eat("FOR") {
            cursor.eat("EACH");
            trigger.for_each_row = cursor.eat("ROW");
            if !trigger.for_each_row {
                cursor.need("STATEMENT")?;
            }
        } else if cursor.eat("WHEN") {
            trigger.when = Some(Expr(without_outer_parens(&mut cursor.group()?)));
        } else {
            break;
        }
    }
    trigger.constraint = constraint.then_some(deferrable);
    cursor.need("EXECUTE")?;
    if !cursor.eat("FUNCTION") {
        cursor.need("PROCEDURE")?;
    }
    let from = cursor.mark();
    cursor.path()?;
    let mut call = cursor.text_since(from);
    let mut arguments = Vec::new();
    for mut part in cursor.group()?.split_commas() {
        arguments.push(names.dialect.literal(&trigger_argument(&mut part)?));
    }
    call.push_str(&format!("({})", arguments.join(", ")));
    trigger.body = Some(call);
    if cursor.is_done() { Ok(()) } else { cursor.wanted("the end of the trigger") }
}

/// An argument of a trigger function is a text, written as one or as a bare word or number.
fn trigger_argument(cursor: &mut Cursor<'_>) -> Parsed<String> {
    if let Ok(text) = cursor.string() {
        return Ok(text);
    }
    if let Ok(name) = cursor.name() {
        return Ok(name);
    }
    let number = cursor.rest_text();
    Ok(number.parse::<i32>().map_or(number, |whole| whole.to_string()))
}

/// The statement that is left, as written.
fn statement(cursor: &mut Cursor<'_>) -> Parsed<String> {
    if cursor.is_done() { cursor.wanted("a statement") } else { Ok(cursor.raw_rest()) }
}

/// After the words `CREATE … FUNCTION` or PROCEDURE. `None` for a function that is loaded from a
/// library of the server (`SONAME`).
pub(super) fn routine(
    cursor: &mut Cursor<'_>,
    names: &Names,
    kind: RoutineKind,
) -> Parsed<Option<Routine>> {
    cursor.eat("IF NOT EXISTS");
    let name = cursor.object(names)?;
    if cursor.is("RETURNS") && cursor.has("SONAME") {
        return Ok(None);
    }
    let mut arguments = Vec::new();
    for mut part in cursor.group()?.split_commas() {
        arguments.push(argument(&mut part, names)?);
    }
    let mut routine = Routine {
        name,
        kind,
        signature: String::new(),
        arguments,
        returns: None,
        language: "sql".to_owned(),
        options: Vec::new(),
        body: RoutineBody::Hidden,
    };
    if names.dialect.family == Family::Postgres {
        postgres_routine(cursor, names, &mut routine)?;
    } else {
        mysql_routine(cursor, &mut routine)?;
    }
    routine.signature = normal::signature(names.dialect, &routine.arguments);
    Ok(Some(routine))
}

/// Words that begin a clause of a PostgreSQL function.
const CLAUSES: [&str; 18] = [
    "LANGUAGE",
    "TRANSFORM",
    "WINDOW",
    "IMMUTABLE",
    "STABLE",
    "VOLATILE",
    "NOT",
    "LEAKPROOF",
    "CALLED",
    "RETURNS",
    "STRICT",
    "EXTERNAL",
    "SECURITY",
    "PARALLEL",
    "COST",
    "ROWS",
    "SUPPORT",
    "SET",
];

fn postgres_routine(cursor: &mut Cursor<'_>, names: &Names, routine: &mut Routine) -> Parsed<()> {
    while !cursor.is_done() {
        let mark = cursor.mark();
        let body = cursor.is_all("BEGIN ATOMIC") || cursor.is("RETURN");
        if body {
            routine.body = RoutineBody::Parsed(cursor.raw_rest());
        } else if cursor.eat("AS") {
            let text = cursor.string()?;
            if cursor.eat_symbol(b',') {
                // A library, and the function's name in it.
                let symbol = cursor.string()?;
                routine.options.push(format!("AS {}", names.dialect.literal(&text)));
                routine.body = RoutineBody::Text(symbol);
            } else {
                routine.body = RoutineBody::Text(text);
            }
        } else if cursor.eat("LANGUAGE") {
            let quoted = cursor.string();
            routine.language = quoted.or_else(|_| cursor.name())?.to_ascii_lowercase();
        } else if cursor.is("RETURNS") && !cursor.is_all("RETURNS NULL ON") {
            cursor.bump();
            if cursor.eat("TABLE") {
                for mut part in cursor.group()?.split_commas() {
                    let argument = argument(&mut part, names)?;
                    routine.arguments.push(Argument { mode: ArgumentMode::Table, ..argument });
                }
                routine.returns = Some("TABLE".to_owned());
            } else {
                let mark = cursor.mark();
                let ends = |c: &Cursor<'_>| {
                    c.is_any(&CLAUSES) || c.is_any(&["AS", "BEGIN", "RETURN"]) || c.is_done()
                };
                while !ends(cursor) {
                    cursor.skip_one();
                }
                routine.returns = Some(cursor.text_since(mark));
            }
        } else if cursor.is_any(&CLAUSES) {
            clause(cursor)?;
            let text = cursor.text_since(mark);
            routine.options.push(text);
        } else {
            return cursor.wanted("a clause of a function");
        }
    }
    Ok(())
}

/// Moves over one clause.
fn clause(cursor: &mut Cursor<'_>) -> Parsed<()> {
    const WHOLE: [&str; 9] = [
        "CALLED ON NULL INPUT",
        "RETURNS NULL ON NULL INPUT",
        "NOT LEAKPROOF",
        "LEAKPROOF",
        "WINDOW",
        "IMMUTABLE",
        "STABLE",
        "VOLATILE",
        "STRICT",
    ];
    cursor.eat("EXTERNAL");
    if WHOLE.iter().any(|words| cursor.eat(words)) {
        return Ok(());
    }
    if cursor.eat("SET") {
        if cursor.eat("TIME ZONE") {
            cursor.skip_one();
            return Ok(());
        }
        cursor.path()?;
        if cursor.eat("FROM") {
            cursor.skip_one();
            return Ok(());
        }
        let _ = cursor.eat("TO") || cursor.eat_symbol(b'=');
        loop {
            let _ = cursor.eat_symbol(b'-') || cursor.eat_symbol(b'+');
            cursor.skip_one();
            if !cursor.eat_symbol(b',') {
                return Ok(());
            }
        }
    }
    let transform = cursor.is("TRANSFORM");
    cursor.bump();
    if transform {
        while !cursor.is_done() && !cursor.is_any(&CLAUSES) && !cursor.is("AS") {
            cursor.skip_one();
        }
        return Ok(());
    }
    // SECURITY DEFINER, PARALLEL SAFE, COST 10, ROWS 10, SUPPORT schema.function.
    cursor.skip_one();
    while cursor.eat_symbol(b'.') {
        cursor.skip_one();
    }
    Ok(())
}

/// The clauses of ALTER FUNCTION, as written.
pub(super) fn changes(cursor: &mut Cursor<'_>) -> Parsed<Vec<String>> {
    let mut out = Vec::new();
    while !cursor.is_done() {
        let mark = cursor.mark();
        if cursor.eat("RESET") {
            cursor.path()?;
        } else if cursor.eat("COMMENT") {
            cursor.skip_one();
            continue;
        } else if cursor.eat("RESTRICT") {
            continue;
        } else if cursor.dialect.is_mysql_like() {
            characteristic(cursor)?;
        } else {
            clause(cursor)?;
        }
        out.push(cursor.text_since(mark));
    }
    Ok(out)
}

/// Replaces the options that say something about the same thing.
pub(super) fn change_options(options: &mut Vec<String>, changes: &[String]) {
    for change in changes {
        let about = subject(change);
        let all = about == "set all";
        options.retain(|o| {
            let other = subject(o);
            other != about && !(all && other.starts_with("set "))
        });
        if !about.starts_with("set ") || !change.to_ascii_lowercase().starts_with("reset") {
            options.push(change.clone());
        }
    }
}

/// What a clause is about.
fn subject(clause: &str) -> String {
    let words: Vec<String> =
        clause.split([' ', '=']).filter(|w| !w.is_empty()).map(str::to_ascii_lowercase).collect();
    let word = |i: usize| words.get(i).map_or("", String::as_str);
    match (word(0), word(1)) {
        ("immutable" | "stable" | "volatile", _) => "volatility".to_owned(),
        ("strict" | "called" | "returns", _) => "null".to_owned(),
        ("not", _) => word(1).to_owned(),
        ("external", _) | ("sql", "security") => "security".to_owned(),
        ("contains" | "no" | "reads" | "modifies", _) => "data".to_owned(),
        ("set" | "reset", name) => format!("set {name}"),
        (first, _) => first.to_owned(),
    }
}

/// One argument: `[mode] [name] type [DEFAULT expression]`.
fn argument(cursor: &mut Cursor<'_>, names: &Names) -> Parsed<Argument> {
    let mode = if cursor.eat("VARIADIC") {
        ArgumentMode::Variadic
    } else if cursor.eat("INOUT") || cursor.eat("IN OUT") {
        ArgumentMode::InOut
    } else if cursor.eat("OUT") {
        ArgumentMode::Out
    } else {
        cursor.eat("IN");
        ArgumentMode::In
    };
    let mysql = names.dialect.is_mysql_like();
    let name = if mysql || !is_type_only(cursor) { Some(cursor.name()?) } else { None };
    let mark = cursor.mark();
    let default = |c: &Cursor<'_>| c.is("DEFAULT") || c.is_symbol(b'=') || c.is_symbol(b':');
    let ends = |c: &Cursor<'_>| c.is_done() || default(c) || (mysql && is_charset(c));
    while !ends(cursor) {
        cursor.skip_one();
    }
    let raw = cursor.text_since(mark);
    if raw.is_empty() {
        return cursor.wanted("a type");
    }
    let mut argument = Argument { mode, name, ty: type_of(names, &raw), default: None };
    if !mysql && default(cursor) {
        cursor.bump();
        cursor.eat_symbol(b'=');
        argument.default = Some(Expr(cursor.rest_text()));
    }
    Ok(argument)
}

fn type_of(names: &Names, raw: &str) -> ColumnType {
    typed(names, raw)
}

/// MySQL: the character set of a type, which is that of the database unless said.
fn is_charset(cursor: &Cursor<'_>) -> bool {
    cursor.is_any(&["CHARSET", "CHARACTER", "COLLATE", "ASCII", "UNICODE"])
}

/// Whether an argument of a PostgreSQL function has no name: its first word belongs to the type.
fn is_type_only(cursor: &Cursor<'_>) -> bool {
    let mut after = *cursor;
    let first = cursor.word_at(0).map(str::to_ascii_lowercase);
    if after.name().is_err() {
        return true;
    }
    if after.is_done() || after.is_any(&["DEFAULT"]) {
        return true;
    }
    if [b'(', b'[', b'.', b'%', b'=', b':'].iter().any(|s| after.is_symbol(*s)) {
        return true;
    }
    // Types of several words.
    let second: &[&str] = match first.as_deref() {
        Some("double") => &["PRECISION"],
        Some("character" | "char" | "nchar" | "bit") => &["VARYING"],
        Some("national") => &["CHARACTER", "CHAR"],
        Some("timestamp" | "time") => &["WITH", "WITHOUT"],
        Some("interval") => &["YEAR", "MONTH", "DAY", "HOUR", "MINUTE", "SECOND"],
        Some("setof") => return true,
        _ => &["ARRAY"],
    };
    after.is_any(second)
}

fn mysql_routine(cursor: &mut Cursor<'_>, routine: &mut Routine) -> Parsed<()> {
    if cursor.eat("RETURNS") {
        let mark = cursor.mark();
        // The type's first word, its arguments, UNSIGNED and the like.
        cursor.skip_one();
        if cursor.is_symbol(b'(') {
            cursor.skip_one();
        }
        while ["UNSIGNED", "SIGNED", "ZEROFILL", "BINARY", "PRECISION", "VARYING"]
            .iter()
            .any(|w| cursor.eat(w))
            || (cursor.is_symbol(b'(') && cursor.skip_one())
        {}
        routine.returns = Some(cursor.text_since(mark));
        while is_charset(cursor) {
            let _ = cursor.eat("CHARACTER SET") || cursor.bump().is_some();
            cursor.skip_one();
        }
    }
    loop {
        let mark = cursor.mark();
        if cursor.eat("COMMENT") {
            cursor.skip_one();
            continue;
        }
        if characteristic(cursor).is_err() {
            break;
        }
        let text = cursor.text_since(mark);
        routine.options.push(text);
    }
    routine.body = RoutineBody::Text(statement(cursor)?);
    Ok(())
}

/// Moves over one characteristic of a MySQL routine.
fn characteristic(cursor: &mut Cursor<'_>) -> Parsed<()> {
    const KNOWN: [&str; 9] = [
        "LANGUAGE SQL",
        "NOT DETERMINISTIC",
        "DETERMINISTIC",
        "CONTAINS SQL",
        "NO SQL",
        "READS SQL DATA",
        "MODIFIES SQL DATA",
        "SQL SECURITY DEFINER",
        "SQL SECURITY INVOKER",
    ];
    let known = KNOWN.iter().any(|words| cursor.eat(words));
    if known { Ok(()) } else { cursor.wanted("a characteristic of a routine") }
}

/// After `CREATE AGGREGATE`: its parameters, one option each.
pub(super) fn aggregate(cursor: &mut Cursor<'_>, names: &Names) -> Parsed<Option<Routine>> {
    let name = cursor.object(names)?;
    let mut first = cursor.group()?;
    let old = first.is_at(0, "BASETYPE") || first.is_at(0, "SFUNC") || first.is_at(0, "STYPE");
    let mut arguments = Vec::new();
    let parameters = if old {
        first.split_commas()
    } else {
        // `*` for none; ORDER BY before those of an ordered set.
        let ordered = first.has("ORDER");
        if ordered {
            return Ok(None);
        }
        for mut part in first.split_commas() {
            if !part.is_symbol(b'*') {
                arguments.push(argument(&mut part, names)?);
            }
        }
        cursor.group()?.split_commas()
    };
    let mut options = Vec::new();
    for mut part in parameters {
        let key = part.name()?.to_ascii_lowercase();
        part.eat_symbol(b'=');
        let value = part.rest_text();
        if key == "basetype" {
            let any = value.trim_matches(['"', '\'']).eq_ignore_ascii_case("any");
            if !any {
                let ty = type_of(names, &value);
                arguments.push(Argument { mode: ArgumentMode::In, name: None, ty, default: None });
            }
        } else {
            options.push(aggregate_option(&key, &value));
        }
    }
    let signature = normal::signature(names.dialect, &arguments);
    Ok(Some(Routine {
        name,
        kind: RoutineKind::Aggregate,
        signature,
        arguments,
        returns: None,
        language: String::new(),
        options,
        body: RoutineBody::Text(String::new()),
    }))
}

/// A parameter of an aggregate as both readers write it.
pub(crate) fn aggregate_option(key: &str, value: &str) -> String {
    let key = match key {
        "sfunc1" => "sfunc",
        "stype1" => "stype",
        "initcond1" => "initcond",
        key => key,
    };
    match key {
        // A condition is a text, quoted or not.
        "initcond" | "minitcond" => format!("{key} = {}", value.trim().trim_matches('\'')),
        "stype" | "mstype" => {
            format!("{key} = {}", normal::type_text(seedbed_schema_model::Dialect::POSTGRES, value))
        }
        _ => format!("{key} = {}", value.trim().to_ascii_lowercase()),
    }
}

/// After `CREATE EVENT`.
pub(super) fn event(cursor: &mut Cursor<'_>, names: &Names) -> Parsed<Event> {
    cursor.eat("IF NOT EXISTS");
    let name = cursor.object(names)?;
    let mut event = Event {
        name,
        schedule: Schedule::At(String::new()),
        preserve: false,
        enabled: true,
        body: None,
        comment: None,
    };
    event_clauses(cursor, &mut event)?;
    if event.body.is_none() {
        return cursor.wanted("DO");
    }
    Ok(event)
}

/// The clauses of CREATE EVENT and ALTER EVENT.
pub(super) fn event_clauses(cursor: &mut Cursor<'_>, event: &mut Event) -> Parsed<()> {
    while !cursor.is_done() {
        if cursor.eat("ON SCHEDULE") {
            event.schedule = schedule(cursor)?;
        } else if cursor.eat("ON COMPLETION") {
            event.preserve = !cursor.eat("NOT");
            cursor.need("PRESERVE")?;
        } else if cursor.eat("ENABLE") {
            event.enabled = true;
        } else if cursor.eat("DISABLE") {
            event.enabled = false;
            if cursor.eat("ON") {
                cursor.skip_one();
            }
        } else if cursor.eat("COMMENT") {
            event.comment = Some(cursor.string()?).filter(|c| !c.is_empty());
        } else if cursor.eat("DO") {
            event.body = Some(statement(cursor)?);
        } else {
            return cursor.wanted("a clause of an event");
        }
    }
    Ok(())
}

fn schedule(cursor: &mut Cursor<'_>) -> Parsed<Schedule> {
    let moment = |cursor: &mut Cursor<'_>| {
        let mark = cursor.mark();
        let ends = |c: &Cursor<'_>| {
            c.is_any(&["STARTS", "ENDS", "ON", "ENABLE", "DISABLE", "COMMENT", "DO"])
        };
        while !cursor.is_done() && !ends(cursor) {
            cursor.skip_one();
        }
        cursor.text_since(mark)
    };
    if cursor.eat("AT") {
        return Ok(Schedule::At(moment(cursor)));
    }
    cursor.need("EVERY")?;
    let interval = moment(cursor);
    let (mut starts, mut ends) = (None, None);
    loop {
        if cursor.eat("STARTS") {
            starts = Some(moment(cursor));
        } else if cursor.eat("ENDS") {
            ends = Some(moment(cursor));
        } else {
            return Ok(Schedule::Every { interval, starts, ends });
        }
    }
}

/// The arguments in the parentheses after the name in `DROP FUNCTION f(integer)`; `None` when there are
/// no parentheses.
pub(super) fn arguments(cursor: &mut Cursor<'_>, names: &Names) -> Parsed<Option<Vec<Argument>>> {
    if !cursor.is_symbol(b'(') {
        return Ok(None);
    }
    let mut arguments = Vec::new();
    for mut part in cursor.group()?.split_commas() {
        if !part.is_symbol(b'*') {
            arguments.push(argument(&mut part, names)?);
        }
    }
    Ok(Some(arguments))
}
