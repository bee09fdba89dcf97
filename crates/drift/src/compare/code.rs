//! What is made of code: triggers, routines, events. Definitions are compared part by part; a body by
//! its text, which every engine keeps as it was written, but for PostgreSQL's SQL-standard bodies.

use std::collections::{BTreeMap, BTreeSet};

use seedbed_schema_model::{
    Event, Family, Gap, GapKind, ObjectKind, Place, Routine, RoutineBody, RoutineKey, RoutineKind,
    Schedule, Schema, Table, TableName, Trigger, TriggerState, View, normal,
};

use super::{
    Sides,
    form::{name_key, table_key},
    text,
};
use crate::{
    Obstacle, RuleId,
    finding::{Difference, Value},
    rules::Aspect,
};

pub(super) fn compare(sides: &Sides<'_>, found: &mut Vec<Difference>) {
    if sides.sees(ObjectKind::Trigger) {
        triggers(sides, found);
    }
    routines(sides, found);
    if sides.sees(ObjectKind::Event) {
        events(sides, found);
    }
}

/// What stands on one side of a pair of triggers.
type Side<'a> = (&'a Schema, Option<&'a Table>, &'a Trigger);

/// The triggers of tables and views that are on both sides; those of others go without saying.
fn triggers(sides: &Sides<'_>, found: &mut Vec<Difference>) {
    for (name, d, l) in carriers(sides) {
        let (declared, live) = (of_one(sides.declared, &d), of_one(sides.live, &l));
        let names: BTreeSet<&String> = declared.keys().chain(live.keys()).collect();
        for key in names {
            match (declared.get(key), live.get(key)) {
                (Some(d), Some(l)) => trigger(&name, *d, *l, found),
                (Some(d), None) => {
                    let at = Place::part(ObjectKind::Trigger, &name, &d.2.name);
                    let value = Value::new(text::trigger(d.2), trigger_text(*d));
                    found.push(Difference::missing(RuleId::MissingTrigger, at, value));
                }
                (None, Some(l)) => {
                    let at = Place::part(ObjectKind::Trigger, &name, &l.2.name);
                    let value = Value::new(text::trigger(l.2), trigger_text(*l));
                    found.push(Difference::extra(RuleId::ExtraTrigger, at, value));
                }
                (None, None) => {}
            }
        }
    }
}

/// What can have triggers.
#[derive(Clone, Copy)]
enum Carrier<'a> {
    Table(&'a Table),
    View(&'a View),
}

/// Tables and views of both sides, by their declared names.
fn carriers<'a>(sides: &Sides<'a>) -> Vec<(TableName, Carrier<'a>, Carrier<'a>)> {
    let family = sides.declared.dialect.family;
    let mut live: BTreeMap<TableName, Carrier<'a>> = BTreeMap::new();
    live.extend(sides.live.views.iter().map(|(n, v)| (table_key(family, n), Carrier::View(v))));
    live.extend(sides.live.tables.iter().map(|(n, t)| (table_key(family, n), Carrier::Table(t))));
    let tables = sides.declared.tables.iter().map(|(n, t)| (n, Carrier::Table(t)));
    let views = sides.declared.views.iter().map(|(n, v)| (n, Carrier::View(v)));
    let both = tables.chain(views).filter_map(|(name, declared)| {
        let live = live.get(&table_key(family, name))?;
        let any = !list(&declared).is_empty() || !list(live).is_empty();
        any.then(|| (name.clone(), declared, *live))
    });
    both.collect()
}

fn list<'a>(carrier: &Carrier<'a>) -> &'a [Trigger] {
    match carrier {
        Carrier::Table(table) => &table.triggers,
        Carrier::View(view) => &view.triggers,
    }
}

fn of_one<'a>(schema: &'a Schema, carrier: &Carrier<'a>) -> BTreeMap<String, Side<'a>> {
    let table = match carrier {
        Carrier::Table(table) => Some(*table),
        Carrier::View(_) => None,
    };
    let key = |t: &Trigger| name_key(schema.dialect.family, &t.name);
    list(carrier).iter().map(|t| (key(t), (schema, table, t))).collect()
}

/// A trigger's normal form, without its state.
fn trigger_text((schema, table, trigger): Side<'_>) -> String {
    let form = normal::trigger_form(schema, table, trigger);
    format!("{} {}", text::trigger(&form), form.body.unwrap_or_default())
}

fn trigger(name: &TableName, declared: Side<'_>, live: Side<'_>, found: &mut Vec<Difference>) {
    let at = Place::part(ObjectKind::Trigger, name, &declared.2.name);
    let states = (declared.2.state, live.2.state);
    if states.0 != states.1 {
        let fires = |s| matches!(s, TriggerState::Enabled | TriggerState::Always);
        let lost = fires(states.0) && !fires(states.1);
        let value = |s| Value::plain(text::trigger_state(s));
        let difference = Difference::changed(
            RuleId::TriggerDisabled,
            at.clone(),
            value(states.0),
            value(states.1),
        );
        found.push(difference.aspect(if lost { Aspect::Lost } else { Aspect::Plain }));
    }
    let form = |(schema, table, t): Side<'_>| normal::trigger_form(schema, table, t);
    let (d, l) = (form(declared), form(live));
    let bodies = match (&d.body, &l.body) {
        (Some(d), Some(l)) => d == l,
        // What is hidden is an obstacle, not a difference.
        _ => true,
    };
    let heads = (text::trigger(&d), text::trigger(&l));
    if heads.0 == heads.1 && bodies {
        return;
    }
    let shown = if bodies || heads.0 != heads.1 {
        (text::trigger(declared.2), text::trigger(live.2))
    } else {
        excerpt(body(declared.2), body(live.2))
    };
    let values =
        (Value::new(shown.0, trigger_text(declared)), Value::new(shown.1, trigger_text(live)));
    found.push(Difference::changed(RuleId::TriggerChanged, at, values.0, values.1));
}

fn body(trigger: &Trigger) -> &str {
    trigger.body.as_deref().unwrap_or_default()
}

/// The first lines in which two texts differ, with their number where there are several.
fn excerpt(a: &str, b: &str) -> (String, String) {
    let (a, b) = (a.trim(), b.trim());
    let (mut left, mut right) = (a.lines(), b.lines());
    let mut number = 1usize;
    loop {
        let pair = (left.next(), right.next());
        match pair {
            (Some(x), Some(y)) if x.trim() == y.trim() => number += 1,
            // Nothing but white space.
            (None, None) => return (a.to_owned(), b.to_owned()),
            (x, y) => {
                let several = a.lines().nth(1).is_some() || b.lines().nth(1).is_some();
                let shown = |line: Option<&str>| match line.map(str::trim) {
                    None => format!("ends before line {number}"),
                    Some(line) if several => format!("line {number}: {line}"),
                    Some(line) => line.to_owned(),
                };
                return (shown(x), shown(y));
            }
        }
    }
}

fn kind(key: &RoutineKey) -> ObjectKind {
    if key.procedure { ObjectKind::Procedure } else { ObjectKind::Function }
}

fn place(routine: &Routine) -> Place {
    let kind = match routine.kind {
        RoutineKind::Procedure => ObjectKind::Procedure,
        RoutineKind::Function | RoutineKind::Aggregate => ObjectKind::Function,
    };
    Place::part(kind, &routine.name, &routine.signature)
}

/// How routines are matched: only PostgreSQL tells cases apart.
fn folded(family: Family, key: &RoutineKey) -> RoutineKey {
    let mut key = key.clone();
    if family != Family::Postgres {
        key.name.name = key.name.name.to_lowercase();
    }
    key
}

type Pairs<'a> = Vec<(Option<&'a Routine>, Option<&'a Routine>)>;

/// Routines of both sides: of the same arguments, or else the only one of its name on either side.
fn pairs<'a>(sides: &Sides<'a>) -> Pairs<'a> {
    let by_key = |schema: &'a Schema| -> BTreeMap<RoutineKey, &'a Routine> {
        let family = schema.dialect.family;
        let seen = schema.routines.iter().filter(|(key, _)| sides.sees(kind(key)));
        seen.map(|(key, routine)| (folded(family, key), routine)).collect()
    };
    let (mut declared, mut live) = (by_key(sides.declared), by_key(sides.live));
    let mut pairs = Vec::new();
    declared.retain(|key, d| match live.remove(key) {
        Some(l) => {
            pairs.push((Some(*d), Some(l)));
            false
        }
        None => true,
    });
    let of_name = |all: &BTreeMap<RoutineKey, &'a Routine>, key: &RoutineKey| {
        let same = |k: &&RoutineKey| k.name == key.name && k.procedure == key.procedure;
        all.keys().filter(same).cloned().collect::<Vec<_>>()
    };
    for key in declared.keys().cloned().collect::<Vec<_>>() {
        let d = declared.get(&key).copied();
        let l = match (of_name(&declared, &key).len(), of_name(&live, &key).as_slice()) {
            (1, [only]) => live.remove(only),
            _ => None,
        };
        pairs.push((d, l));
    }
    pairs.extend(live.into_values().map(|l| (None, Some(l))));
    pairs
}

fn routines(sides: &Sides<'_>, found: &mut Vec<Difference>) {
    for pair in pairs(sides) {
        let value = |schema: &Schema, r: &Routine| {
            let form = normal::routine_form(schema, r);
            Value::new(text::routine(r), format!("{} {}", text::routine(&form), code(&form)))
        };
        match pair {
            (Some(d), Some(l)) => {
                if undecided(sides, d, l) {
                    continue;
                }
                found.extend(changed(sides, d, l));
            }
            (Some(d), None) => {
                let value = value(sides.declared, d);
                found.push(Difference::missing(RuleId::MissingRoutine, place(d), value));
            }
            (None, Some(l)) => {
                let value = value(sides.live, l);
                found.push(Difference::extra(RuleId::ExtraRoutine, place(l), value));
            }
            (None, None) => {}
        }
    }
}

/// The text of a body.
fn code(routine: &Routine) -> &str {
    match &routine.body {
        RoutineBody::Text(text) | RoutineBody::Parsed(text) => text,
        RoutineBody::Hidden => "",
    }
}

fn changed(sides: &Sides<'_>, declared: &Routine, live: &Routine) -> Option<Difference> {
    let d = normal::routine_form(sides.declared, declared);
    let l = normal::routine_form(sides.live, live);
    let heads = (text::routine(&d), text::routine(&l));
    let hidden = [&d.body, &l.body].contains(&&RoutineBody::Hidden);
    let bodies = hidden || d.body == l.body;
    if heads.0 == heads.1 && bodies {
        return None;
    }
    let shown = if heads.0 == heads.1 {
        excerpt(code(declared), code(live))
    } else {
        (text::routine(declared), text::routine(live))
    };
    // A reader of the code sees no more than its layout or a comment change.
    let wording = |r: &Routine| normal::wording(sides.live.dialect, code(r));
    let only_wording = heads.0 == heads.1
        && std::mem::discriminant(&d.body) == std::mem::discriminant(&l.body)
        && wording(&d) == wording(&l);
    let values = (
        Value::new(shown.0, format!("{} {}", heads.0, code(&d))),
        Value::new(shown.1, format!("{} {}", heads.1, code(&l))),
    );
    let mut difference =
        Difference::changed(RuleId::RoutineChanged, place(declared), values.0, values.1);
    if only_wording {
        difference = difference
            .aspect(Aspect::Wording)
            .note("only white space, comments or the case of words differ");
    }
    Some(difference)
}

/// Whether all that differs is the wording of a body that one side shows in the engine's words.
fn undecided(sides: &Sides<'_>, d: &Routine, l: &Routine) -> bool {
    let d = normal::routine_form(sides.declared, d);
    let l = normal::routine_form(sides.live, l);
    let parsed = matches!((&d.body, &l.body), (RoutineBody::Parsed(_), RoutineBody::Parsed(_)));
    parsed
        && !sides.same_wording(&d.name)
        && d.body != l.body
        && text::routine(&d) == text::routine(&l)
}

/// Routines whose bodies differ without saying whether they do the same.
pub(super) fn undecided_routines(sides: &Sides<'_>) -> Vec<Gap> {
    let undecided = pairs(sides).into_iter().filter_map(|pair| match pair {
        (Some(d), Some(l)) if undecided(sides, d, l) => Some(d),
        _ => None,
    });
    let gap = |routine: &Routine| Gap {
        place: place(routine).to_string(),
        what: "body of a routine".to_owned(),
        why:
            "not compared: the database keeps an SQL-standard body in its own words; a snapshot of \
              a database made from the declaration can be compared"
                .to_owned(),
        kind: GapKind::Unmodelled,
        goes_with: None,
    };
    undecided.map(gap).collect()
}

fn events(sides: &Sides<'_>, found: &mut Vec<Difference>) {
    let by_key = |schema: &'_ Schema| -> BTreeMap<TableName, TableName> {
        let key = |n: &TableName| TableName { name: n.name.to_lowercase(), ..n.clone() };
        schema.events.keys().map(|name| (key(name), name.clone())).collect()
    };
    let (declared, live) = (by_key(sides.declared), by_key(sides.live));
    let keys: BTreeSet<&TableName> = declared.keys().chain(live.keys()).collect();
    for key in keys {
        let of = |names: &BTreeMap<TableName, TableName>, schema: &Schema| {
            names.get(key).and_then(|name| schema.events.get(name)).cloned()
        };
        let value = |event: &Event| {
            let form = normal::event_form(sides.live.dialect, event);
            let whole =
                |e: &Event| format!("{} {}", text::event(e), e.body.as_deref().unwrap_or_default());
            Value::new(text::event(event), whole(&form))
        };
        match (of(&declared, sides.declared), of(&live, sides.live)) {
            (Some(d), Some(l)) => found.extend(changed_event(sides, &d, &l)),
            (Some(d), None) => {
                let at = Place::object(ObjectKind::Event, &d.name);
                found.push(Difference::missing(RuleId::MissingEvent, at, value(&d)));
            }
            (None, Some(l)) => {
                let at = Place::object(ObjectKind::Event, &l.name);
                found.push(Difference::extra(RuleId::ExtraEvent, at, value(&l)));
            }
            (None, None) => {}
        }
    }
}

fn changed_event(sides: &Sides<'_>, declared: &Event, live: &Event) -> Option<Difference> {
    let mut d = normal::event_form(sides.declared.dialect, declared);
    let mut l = normal::event_form(sides.live.dialect, live);
    moments_in_common(&mut d.schedule, &mut l.schedule);
    if d.body.is_none() || l.body.is_none() {
        (d.body, l.body) = (None, None);
    }
    if d.schedule == l.schedule
        && (d.preserve, d.enabled, &d.body, &d.comment)
            == (l.preserve, l.enabled, &l.body, &l.comment)
    {
        return None;
    }
    let whole = |e: &Event| format!("{} {}", text::event(e), e.body.as_deref().unwrap_or_default());
    let heads = (text::event(declared), text::event(live));
    let shown = if text::event(&d) == text::event(&l) {
        let body = |e: &Event| e.body.clone().unwrap_or_default();
        excerpt(&body(declared), &body(live))
    } else {
        heads
    };
    let values = (Value::new(shown.0, whole(&d)), Value::new(shown.1, whole(&l)));
    let at = Place::object(ObjectKind::Event, &declared.name);
    let stopped = if d.enabled && !l.enabled { Aspect::Lost } else { Aspect::Plain };
    let difference = Difference::changed(RuleId::EventChanged, at, values.0, values.1);
    Some(difference.aspect(stopped))
}

/// A moment that one side does not say, or computes, is not compared.
fn moments_in_common(a: &mut Schedule, b: &mut Schedule) {
    match (a, b) {
        (Schedule::At(a), Schedule::At(b)) if a.is_empty() || b.is_empty() => {
            a.clear();
            b.clear();
        }
        (
            Schedule::Every { starts: a, ends: x, .. },
            Schedule::Every { starts: b, ends: y, .. },
        ) => {
            for (a, b) in [(a, b), (x, y)] {
                if a.is_none() || b.is_none() {
                    (*a, *b) = (None, None);
                }
            }
        }
        _ => {}
    }
}

/// What is declared and cannot be seen on the live side, or the other way round: nobody may call that
/// equal.
pub(super) fn hidden(sides: &Sides<'_>) -> Option<Obstacle> {
    let mut hidden: Vec<String> = Vec::new();
    let of_kind = |schema: &Schema, kind_of: ObjectKind| -> Vec<String> {
        let routine = |key: &&RoutineKey| kind(key) == kind_of;
        match kind_of {
            ObjectKind::Trigger => {
                let tables = schema.tables.values().map(|t| (&t.name, &t.triggers));
                let views = schema.views.values().map(|v| (&v.name, &v.triggers));
                let each = |(on, all): (&TableName, &Vec<Trigger>)| {
                    let at = |t: &Trigger| Place::part(kind_of, on, &t.name).to_string();
                    all.iter().map(at).collect::<Vec<_>>()
                };
                tables.chain(views).flat_map(each).collect()
            }
            ObjectKind::Event => {
                let at = |name| Place::object(kind_of, name).to_string();
                schema.events.keys().map(at).collect()
            }
            _ => schema
                .routines
                .keys()
                .filter(routine)
                .map(|key| Place::part(kind_of, &key.name, &key.signature).to_string())
                .collect(),
        }
    };
    for kind in Schema::CODE {
        // A declaration that cannot express a kind says nothing about it.
        if sides.live.unseen.contains(&kind) && !sides.declared.unseen.contains(&kind) {
            hidden.extend(of_kind(sides.declared, kind));
        }
    }
    hidden.extend(bodies_hidden(sides));
    let example = hidden.first()?.clone();
    let example = format!(
        "{example}: the role may not see it; it needs TRIGGER on the tables, EVENT on the database, \
         and SHOW CREATE ROUTINE (MariaDB) or SHOW_ROUTINE (MySQL)"
    );
    Some(Obstacle::Privilege { count: hidden.len(), example })
}

/// Objects on both sides whose code one side does not show.
fn bodies_hidden(sides: &Sides<'_>) -> Vec<String> {
    let mut hidden = Vec::new();
    if sides.sees(ObjectKind::Trigger) {
        for (name, d, l) in carriers(sides) {
            let (declared, live) = (of_one(sides.declared, &d), of_one(sides.live, &l));
            for (key, d) in &declared {
                if let Some(l) = live.get(key)
                    && (d.2.body.is_none() || l.2.body.is_none())
                {
                    hidden.push(Place::part(ObjectKind::Trigger, &name, &d.2.name).to_string());
                }
            }
        }
    }
    for pair in pairs(sides) {
        if let (Some(d), Some(l)) = pair
            && [&d.body, &l.body].contains(&&RoutineBody::Hidden)
        {
            hidden.push(place(d).to_string());
        }
    }
    hidden
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_excerpt_is_the_first_line_that_differs() {
        let shown = |a: &str, b: &str| excerpt(a, b);
        let own = |a: &str, b: &str| (a.to_owned(), b.to_owned());
        assert_eq!(shown("f('a')", "f('b')"), own("f('a')", "f('b')"));
        assert_eq!(shown("a\n b\nc", "a\nB\nc"), own("line 2: b", "line 2: B"));
        assert_eq!(shown("a\nb", "a"), own("line 2: b", "ends before line 2"));
        assert_eq!(shown("a\n  b", "a\nb"), own("a\n  b", "a\nb"));
    }
}
