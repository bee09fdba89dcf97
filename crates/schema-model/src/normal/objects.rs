//! Triggers, routines, events, types made by hand and the numbers of sequences in normal form.

use std::collections::BTreeSet;

use super::{expr_form, expr_form_in, expressions, types, value_form, values};
use crate::{
    Argument, ArgumentMode, Attribute, ColumnType, CustomType, Dialect, Event, Expr, Family,
    Numbering, Routine, RoutineBody, Schedule, Schema, Sequence, Table, Trigger, TriggerEvent,
    TypeDefinition,
};

/// The trigger in normal form. `table` is the table it is on; `None` for a view.
pub fn trigger_form(schema: &Schema, table: Option<&Table>, trigger: &Trigger) -> Trigger {
    let dialect = schema.dialect;
    let spelled = |name: &String| {
        if dialect.family == Family::Postgres { name.clone() } else { name.to_lowercase() }
    };
    let event = |event: &TriggerEvent| match event {
        TriggerEvent::Update(of) => {
            let of: BTreeSet<String> = of.iter().map(spelled).collect();
            TriggerEvent::Update(of.into_iter().collect())
        }
        other => other.clone(),
    };
    let events: BTreeSet<TriggerEvent> = trigger.events.iter().map(event).collect();
    let when = trigger.when.as_ref().map(|when| match table {
        Some(table) => Expr(expr_form_in(schema, table, when)),
        None => Expr(expr_form(dialect, when)),
    });
    Trigger {
        events: events.into_iter().collect(),
        // Only PostgreSQL has the other kind.
        for_each_row: trigger.for_each_row || dialect.family != Family::Postgres,
        when,
        body: trigger.body.as_ref().map(|body| wording(dialect, body)),
        ..trigger.clone()
    }
}

/// The text of code token by token, so that white space, comments, the case of words and quotes that
/// are not needed do not count.
pub fn wording(dialect: Dialect, text: &str) -> String {
    expressions::tokens_form(dialect, text)
}

/// The routine in normal form.
pub fn routine_form(schema: &Schema, routine: &Routine) -> Routine {
    let dialect = schema.dialect;
    let goes_out =
        routine.arguments.iter().any(|a| matches!(a.mode, ArgumentMode::Out | ArgumentMode::InOut));
    let mut options: Vec<String> =
        routine.options.iter().filter_map(|o| option(dialect, routine, o)).collect();
    options.sort_unstable();
    options.dedup();
    let body = match &routine.body {
        RoutineBody::Text(text) if dialect.family == Family::Postgres => {
            RoutineBody::Text(text.replace("\r\n", "\n").trim().to_owned())
        }
        RoutineBody::Text(text) => RoutineBody::Text(wording(dialect, text)),
        RoutineBody::Parsed(text) => RoutineBody::Parsed(wording(dialect, text)),
        RoutineBody::Hidden => RoutineBody::Hidden,
    };
    Routine {
        arguments: routine.arguments.iter().map(|a| argument(dialect, a)).collect(),
        // What goes out is what it returns, said or not.
        returns: routine.returns.as_ref().filter(|_| !goes_out).map(|r| returned(dialect, r)),
        language: routine.language.to_ascii_lowercase(),
        options,
        body,
        ..routine.clone()
    }
}

/// What tells overloaded routines of PostgreSQL apart: the types of what goes in. Lengths do not
/// count, since the engine forgets them.
pub fn signature(dialect: Dialect, arguments: &[Argument]) -> String {
    if dialect.family != Family::Postgres {
        return String::new();
    }
    let goes_in = |a: &&Argument| {
        matches!(a.mode, ArgumentMode::In | ArgumentMode::InOut | ArgumentMode::Variadic)
    };
    let types: Vec<_> =
        arguments.iter().filter(goes_in).map(|a| argument_type(dialect, &a.ty)).collect();
    types.join(", ")
}

/// The form of the type of an argument, without its length.
fn argument_type(dialect: Dialect, ty: &ColumnType) -> String {
    let form = types::form(dialect, ty);
    if dialect.family != Family::Postgres {
        return form;
    }
    let form = match (form.find('('), form.rfind(')')) {
        (Some(from), Some(to)) if from < to => format!("{}{}", &form[..from], &form[to + 1..]),
        _ => form,
    };
    // Lengthless, they are other types than they would be in a column.
    match form.as_str() {
        "char" => "bpchar".to_owned(),
        "char[]" => "bpchar[]".to_owned(),
        _ => form,
    }
}

fn argument(dialect: Dialect, a: &Argument) -> Argument {
    let raw = argument_type(dialect, &a.ty);
    let fold = |name: &String| {
        if dialect.family == Family::Postgres { name.clone() } else { name.to_lowercase() }
    };
    Argument {
        mode: a.mode,
        name: a.name.as_ref().map(fold),
        default: a
            .default
            .as_ref()
            .and_then(|d| value_form(dialect, &a.ty, &values::kind_of(dialect, &a.ty), d))
            .map(Expr),
        ty: ColumnType { kind: types::kind(dialect, &raw), raw },
    }
}

fn returned(dialect: Dialect, text: &str) -> String {
    let text = text.trim();
    let setof = text.get(..5).is_some_and(|w| w.eq_ignore_ascii_case("setof"));
    let (before, raw) = if setof { ("setof ", text[5..].trim()) } else { ("", text) };
    if raw.eq_ignore_ascii_case("table") {
        return "table".to_owned();
    }
    let ty = ColumnType { raw: raw.to_owned(), kind: crate::TypeKind::Other { name: raw.into() } };
    format!("{before}{}", argument_type(dialect, &ty))
}

/// A clause of a routine; `None` for one that says what is so anyway.
fn option(dialect: Dialect, routine: &Routine, text: &str) -> Option<String> {
    const UNSAID: [&str; 11] = [
        "volatile",
        "called on null input",
        "security invoker",
        "parallel unsafe",
        "not leakproof",
        "cost 100",
        "rows 1000",
        "not deterministic",
        "contains sql",
        "sql security definer",
        "language sql",
    ];
    let form = wording(dialect, text);
    if dialect.family == Family::Postgres {
        let form = form.strip_prefix("external ").unwrap_or(&form);
        if let Some(setting) = form.strip_prefix("set ") {
            return Some(self::setting(dialect, setting));
        }
        if form == "returns null on null input" {
            return Some("strict".to_owned());
        }
        if form == "cost 1" && matches!(routine.language.as_str(), "c" | "internal") {
            return None;
        }
        // Without the word SQL before it: that is MySQL's.
        return (!UNSAID[..7].contains(&form)).then(|| form.to_owned());
    }
    (!UNSAID[7..].contains(&form.as_str())).then_some(form)
}

/// `search_path = a, 'b'` and `search_path to 'a', b` say the same.
fn setting(dialect: Dialect, said: &str) -> String {
    let text = said.strip_prefix("time zone ").map(|zone| format!("timezone to {zone}"));
    let text = text.as_deref().unwrap_or(said);
    let Some((name, values)) = text.split_once(" to ").or_else(|| text.split_once(" = ")) else {
        return format!("set {text}");
    };
    let value = |value: &str| {
        let value = value.trim();
        let bare = value.strip_prefix('\'').and_then(|v| v.strip_suffix('\''));
        let bare = bare.or_else(|| value.strip_prefix('"').and_then(|v| v.strip_suffix('"')));
        bare.unwrap_or(value).replace("''", "'")
    };
    // A list is kept as one text with commas, where its values are no names.
    let values: Vec<_> = values.split(" , ").map(value).collect();
    let name = name.replace(['"', ' '], "").to_ascii_lowercase();
    format!("set {name} to {}", dialect.literal(&values.join(", ")))
}

/// The event in normal form. A moment that is computed is no moment that could be compared.
pub fn event_form(dialect: Dialect, event: &Event) -> Event {
    let moment = |text: &String| text.trim().starts_with('\'').then(|| wording(dialect, text));
    let schedule = match &event.schedule {
        Schedule::At(text) => Schedule::At(moment(text).unwrap_or_default()),
        Schedule::Every { interval, starts, ends } => Schedule::Every {
            interval: wording(dialect, interval).replace('\'', ""),
            starts: starts.as_ref().and_then(moment),
            ends: ends.as_ref().and_then(moment),
        },
    };
    Event {
        schedule,
        body: event.body.as_ref().map(|b| wording(dialect, b)),
        comment: event.comment.clone().filter(|c| !c.is_empty()),
        ..event.clone()
    }
}

/// The type in normal form.
pub fn custom_type_form(dialect: Dialect, ty: &CustomType) -> CustomType {
    let form = |ty: &ColumnType| {
        let raw = types::form(dialect, ty);
        ColumnType { kind: types::kind(dialect, &raw), raw }
    };
    let definition = match &ty.definition {
        TypeDefinition::Composite(attributes) => TypeDefinition::Composite(
            attributes
                .iter()
                .map(|a| Attribute {
                    name: a.name.clone(),
                    ty: form(&a.ty),
                    collation: a.collation.clone().filter(|c| c != "default"),
                })
                .collect(),
        ),
        TypeDefinition::Range { subtype, options } => {
            let mut options: Vec<_> = options.iter().map(|o| wording(dialect, o)).collect();
            options.sort_unstable();
            TypeDefinition::Range { subtype: form(subtype), options }
        }
    };
    CustomType { name: ty.name.clone(), definition }
}

/// The sequence in normal form: what is the default of its engine and type goes unsaid.
pub fn sequence_form(dialect: Dialect, sequence: &Sequence) -> Sequence {
    let ty = sequence.ty.as_ref().map(|ty| types::text_form(dialect, ty));
    let mut form = numbers(dialect, &sequence.numbering(), ty.as_deref());
    // A start beyond the default bound says the bound.
    if sequence.increment > 0 && sequence.start < 1 && sequence.min.is_none() {
        form.min = Some(sequence.start);
    } else if sequence.increment < 0 && sequence.start > -1 && sequence.max.is_none() {
        form.max = Some(sequence.start);
    }
    Sequence {
        ty: ty.filter(|ty| !ty.starts_with("bigint")),
        min: form.min,
        max: form.max,
        cache: form.cache,
        ..sequence.clone()
    }
}

/// How a column numbers its rows, in normal form; `None` for the default. The type of a sequence
/// that a column owns does not count: the column's own is what limits it.
pub fn numbering_form(dialect: Dialect, numbering: &Numbering) -> Option<Numbering> {
    let mut form = numbers(dialect, numbering, None);
    let any = |value: i64| [i64::from(i16::MAX), i64::from(i32::MAX), i64::MAX].contains(&value);
    let least = |value: i64| [i64::from(i16::MIN), i64::from(i32::MIN)].contains(&value);
    form.max = form.max.filter(|max| !any(*max));
    form.min = form.min.filter(|min| !least(*min));
    let descends = numbering.increment.is_some_and(|i| i < 0);
    let first = if descends { form.max.unwrap_or(-1) } else { form.min.unwrap_or(1) };
    form.start = form.start.filter(|start| *start != first);
    form.increment = form.increment.filter(|i| *i != 1);
    (form != Numbering::default()).then_some(form)
}

fn numbers(dialect: Dialect, numbering: &Numbering, ty: Option<&str>) -> Numbering {
    let descends = numbering.increment.is_some_and(|i| i < 0);
    let (least, most) = match ty {
        Some("smallint") => (i64::from(i16::MIN), i64::from(i16::MAX)),
        Some("integer") => (i64::from(i32::MIN), i64::from(i32::MAX)),
        _ => (i64::MIN, i64::MAX),
    };
    // MariaDB leaves one value free at either end, and so did PostgreSQL 9.6 at the lower one.
    let is_least = |v: i64| v == least || (least == i64::MIN && v == i64::MIN + 1);
    let is_most = |v: i64| v == most || (dialect.is_mysql_like() && v == i64::MAX - 1);
    let cache = if dialect.family == Family::MariaDb { 1000 } else { 1 };
    Numbering {
        min: numbering.min.filter(|v| if descends { !is_least(*v) } else { *v != 1 }),
        max: numbering.max.filter(|v| if descends { *v != -1 } else { !is_most(*v) }),
        cache: numbering.cache.filter(|v| *v != cache),
        ..*numbering
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{RoutineKind, TableName, TypeKind};

    fn ty(raw: &str) -> ColumnType {
        ColumnType { raw: raw.into(), kind: TypeKind::Other { name: raw.into() } }
    }

    fn routine(options: &[&str], body: &str) -> Routine {
        Routine {
            name: TableName::new("f"),
            kind: RoutineKind::Function,
            signature: String::new(),
            arguments: Vec::new(),
            returns: Some("int4".into()),
            language: "SQL".into(),
            options: options.iter().map(|o| (*o).to_owned()).collect(),
            body: RoutineBody::Text(body.into()),
        }
    }

    #[test]
    fn what_goes_unsaid_in_a_function_does_not_count() {
        let schema = Schema::empty(Dialect::POSTGRES);
        let said = routine(
            &[
                "VOLATILE",
                "CALLED ON NULL INPUT",
                "COST 100",
                "SET search_path = public, 'pg_temp'",
                "RETURNS NULL ON NULL INPUT",
            ],
            "\r\n select 1;\r\n",
        );
        let unsaid = routine(&["STRICT", "SET search_path TO 'public', \"pg_temp\""], "select 1;");
        let form = routine_form(&schema, &said);
        assert_eq!(form, routine_form(&schema, &unsaid));
        assert_eq!(form.options, ["set search_path to 'public, pg_temp'", "strict"]);
        assert_eq!(form.returns.as_deref(), Some("integer"));
        let other = routine(&["IMMUTABLE", "STRICT"], "select 1;");
        assert_ne!(form.options, routine_form(&schema, &other).options);
        let body = routine_form(&schema, &routine(&[], "select 2;")).body;
        assert_ne!(form.body, body);
    }

    #[test]
    fn signatures_forget_lengths_names_and_what_goes_out() {
        let a =
            |mode, raw: &str| Argument { mode, name: Some("x".into()), ty: ty(raw), default: None };
        let of = |args: &[Argument]| signature(Dialect::POSTGRES, args);
        let long = [
            a(ArgumentMode::In, "character varying(10)"),
            a(ArgumentMode::Out, "text"),
            a(ArgumentMode::InOut, "int"),
            a(ArgumentMode::Variadic, "numeric(10,2)[]"),
            a(ArgumentMode::Table, "uuid"),
        ];
        assert_eq!(of(&long), "varchar, integer, numeric[]");
        assert_eq!(of(&[a(ArgumentMode::In, "char(3)")]), "bpchar");
        assert_eq!(signature(Dialect::MYSQL, &long), "");
    }

    #[test]
    fn default_numbers_of_each_engine_go_unsaid() {
        let sequence = |increment, min, max, cache, ty: Option<&str>| Sequence {
            min: Some(min),
            max: Some(max),
            cache: Some(cache),
            ty: ty.map(ToOwned::to_owned),
            ..Sequence::new("s".into(), 1, increment)
        };
        let plain = |d: Dialect, s: Sequence| {
            let form = sequence_form(d, &s);
            (form.min, form.max, form.cache) == (None, None, None)
        };
        let (pg, maria) = (Dialect::POSTGRES, Dialect::MARIADB);
        assert!(plain(pg, sequence(1, 1, i64::MAX, 1, None)));
        assert!(plain(pg, sequence(1, 1, i64::from(i32::MAX), 1, Some("int"))));
        assert!(!plain(pg, sequence(1, 1, i64::from(i32::MAX), 1, None)));
        assert!(plain(pg, sequence(-2, i64::MIN, -1, 1, Some("bigint"))));
        assert!(plain(maria, sequence(1, 1, i64::MAX - 1, 1000, None)));
        assert!(!plain(maria, sequence(1, 1, i64::MAX - 1, 1, None)));
        assert!(!plain(pg, sequence(1, 0, i64::MAX, 1, None)));
        let serial = sequence(1, 1, i64::from(i32::MAX), 1, Some("integer")).numbering();
        assert_eq!(numbering_form(pg, &serial), None);
        let from_ten = Numbering { start: Some(10), ..serial };
        let form = numbering_form(pg, &from_ten).unwrap();
        assert_eq!(form, Numbering { start: Some(10), ..Numbering::default() });
    }

    #[test]
    fn triggers_are_compared_token_by_token() {
        let trigger = |columns: &[&str], body: &str| Trigger {
            events: vec![
                TriggerEvent::Update(columns.iter().map(|c| (*c).to_owned()).collect()),
                TriggerEvent::Insert,
            ],
            body: Some(body.into()),
            ..Trigger::new("t")
        };
        let schema = Schema::empty(Dialect::SQLITE);
        let form = |t: &Trigger| trigger_form(&schema, None, t);
        let a = trigger(&["B", "a"], "BEGIN UPDATE t SET x = 'It''s' -- why\n; END");
        let b = trigger(&["a", "b"], "begin\n  update \"t\" set x='It''s';\nend");
        assert_eq!(form(&a), form(&b));
        assert_ne!(form(&a), form(&trigger(&["a", "b"], "BEGIN UPDATE t SET x = 'it''s'; END")));
        assert_ne!(form(&a), form(&trigger(&["a"], "BEGIN UPDATE t SET x = 'It''s'; END")));
    }
}
