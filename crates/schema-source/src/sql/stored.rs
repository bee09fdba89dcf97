//! Single definitions as catalogs store or print them, read by the grammar for files.

use seedbed_schema_model::{
    Dialect, Exclusion, Routine, RoutineBody, RoutineKind, Schema, Trigger,
};

use super::{
    code, constraint,
    cursor::{Cursor, Names},
    declared::Declared,
    finish,
};

pub(crate) use super::{code::aggregate_option, objects::range_option};

fn names(dialect: Dialect, home: Option<&str>) -> Names {
    let mut names = Names::new(dialect);
    if let Some(home) = home {
        names.home = Some(home.to_owned());
    }
    names
}

/// Catalogs print names without their schema wherever the search path finds them; in a reading only
/// those of the default schema, the first of the path, are.
pub(crate) fn resolved(schema: Schema) -> Schema {
    let names = Names::on(schema.dialect, &schema.search_path);
    let mut declared = Declared::over(names, schema);
    declared.resolve_all();
    let names = Names { current: None, ..declared.names };
    finish::named_types(&mut declared.schema, &names);
    declared.schema
}

/// The trigger of a CREATE TRIGGER statement; `None` when it is not understood.
pub(crate) fn trigger(dialect: Dialect, home: Option<&str>, text: &str) -> Option<Trigger> {
    let tokens = Cursor::tokens_of(dialect, text);
    let mut cursor = Cursor::new(dialect, text, &tokens);
    cursor.need("CREATE").ok()?;
    cursor.eat("OR REPLACE");
    let _ = cursor.eat("TEMP") || cursor.eat("TEMPORARY");
    let constraint = cursor.eat("CONSTRAINT");
    cursor.need("TRIGGER").ok()?;
    let (_, trigger) = code::trigger(&mut cursor, &names(dialect, home), constraint).ok()?;
    cursor.is_done().then_some(trigger)
}

/// The body in a statement of MySQL that creates a trigger, routine or event, as written.
pub(crate) fn body(dialect: Dialect, kind: &str, text: &str) -> Option<String> {
    let tokens = Cursor::tokens_of(dialect, text);
    let mut cursor = Cursor::new(dialect, text, &tokens);
    // DEFINER = a@b.
    while !cursor.eat(kind) {
        cursor.bump()?;
    }
    let names = names(dialect, None);
    match kind {
        "TRIGGER" => code::trigger(&mut cursor, &names, false).ok()?.1.body,
        "EVENT" => code::event(&mut cursor, &names).ok()?.body,
        _ => {
            let procedure = kind == "PROCEDURE";
            let kind = if procedure { RoutineKind::Procedure } else { RoutineKind::Function };
            match code::routine(&mut cursor, &names, kind).ok()??.body {
                RoutineBody::Text(text) => Some(text),
                _ => None,
            }
        }
    }
}

/// The routine of a CREATE FUNCTION or PROCEDURE statement; `None` when it is not understood.
pub(crate) fn routine(dialect: Dialect, home: Option<&str>, text: &str) -> Option<Routine> {
    let tokens = Cursor::tokens_of(dialect, text);
    let mut cursor = Cursor::new(dialect, text, &tokens);
    cursor.need("CREATE").ok()?;
    cursor.eat("OR REPLACE");
    let kind = if cursor.eat("PROCEDURE") {
        RoutineKind::Procedure
    } else {
        cursor.need("FUNCTION").ok()?;
        RoutineKind::Function
    };
    code::routine(&mut cursor, &names(dialect, home), kind).ok()?
}

/// An option of a PostgreSQL view as both readers write it; `None` for what goes unsaid.
pub(crate) fn view_option(text: &str) -> Option<String> {
    let (key, value) = text.split_once('=').unwrap_or((text, "true"));
    let (key, value) = (key.trim().to_ascii_lowercase(), value.trim().to_ascii_lowercase());
    let value = match value.trim_matches('\'') {
        "on" | "yes" | "1" | "true" => "true",
        "off" | "no" | "0" | "false" => return None,
        other => other,
    };
    Some(format!("{key}={value}"))
}

/// The names in a list of names.
pub(crate) fn list(dialect: Dialect, text: &str) -> Vec<String> {
    let tokens = Cursor::tokens_of(dialect, text);
    let mut cursor = Cursor::new(dialect, text, &tokens);
    cursor.split_commas().iter_mut().filter_map(|part| part.name().ok()).collect()
}

/// The exclusion constraint of a text that begins with EXCLUDE.
pub(crate) fn exclusion(dialect: Dialect, name: &str, text: &str) -> Option<Exclusion> {
    let tokens = Cursor::tokens_of(dialect, text);
    let mut cursor = Cursor::new(dialect, text, &tokens);
    cursor.need("EXCLUDE").ok()?;
    let found = constraint::exclusion(&mut cursor, Some(name.to_owned())).ok()?;
    cursor.is_done().then_some(found)
}
