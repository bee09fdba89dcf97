//! Steps for what is made of code. Triggers go before what they call and come after it; a function is
//! replaced in place where the engine can, and otherwise taken out with what stands on it.

use seedbed_schema_model::{
    Argument, ArgumentMode, Event, Family, ObjectKind, Routine, RoutineBody, RoutineKind, Schema,
    TableName, Trigger, TriggerEvent, ddl, normal, rename,
};

use super::{
    Hazard, HazardKind,
    work::{Phase, Work},
};
use crate::{
    Finding, RuleId,
    compare::{name_key, table_key},
};

const UNSEEN: &str = "what is written meanwhile is not looked at by it";

impl<'a> Work<'a> {
    pub(super) fn code(&mut self) {
        self.triggers();
        self.routines();
        self.events();
    }

    fn triggers(&mut self) {
        for (finding, rule) in self.of_kind(ObjectKind::Trigger) {
            let because = [finding];
            let dialect = self.dialect();
            let on = self.live_name(&finding.at.object);
            let name = finding.at.part.clone().unwrap_or_default();
            let declared = trigger_of(&self.declared, &on, &name);
            let live = trigger_of(self.live, &on, &name);
            let create = |t: &Trigger| ddl::create_trigger(dialect, &on, t);
            let drop = |t: &Trigger| ddl::drop_trigger(dialect, &on, &t.name);
            match (rule, declared, live) {
                (RuleId::MissingTrigger, Some(to), _) => {
                    let Some(sql) = self.written(&because, create(&to)) else { continue };
                    let text = "it looks at everything that is written from then on";
                    let hazards = vec![Hazard::new(HazardKind::RefusesWrites, text)];
                    self.add(Phase::Triggers, &because, sql, drop(&to).ok(), hazards);
                }
                (RuleId::ExtraTrigger, _, Some(from)) if self.drops(finding) => {
                    let Some(sql) = self.written(&because, drop(&from)) else { continue };
                    let text = "what it keeps true is not kept any more, and its code is dropped";
                    let hazards = vec![Hazard::new(HazardKind::DataLoss, text)];
                    self.add(Phase::ReleaseTriggers, &because, sql, create(&from).ok(), hazards);
                }
                (RuleId::TriggerChanged, Some(to), Some(from)) => {
                    let Some(out) = self.written(&because, drop(&from)) else { continue };
                    let Some(sql) = self.written(&because, create(&to)) else { continue };
                    let hazard = || vec![Hazard::new(HazardKind::LosesGuarantee, UNSEEN)];
                    let back = create(&from).ok();
                    self.add(Phase::ReleaseTriggers, &because, out, back, hazard());
                    self.add(Phase::Triggers, &because, sql, drop(&to).ok(), hazard());
                }
                (RuleId::TriggerDisabled, Some(to), Some(from)) => {
                    let state = |t: &Trigger| {
                        let one = ddl::set_trigger_state(dialect, &on, t)?;
                        Ok(one.into_iter().collect::<Vec<_>>())
                    };
                    let Some(sql) = self.written(&because, state(&to)) else { continue };
                    let hazards = vec![Hazard::new(
                        HazardKind::RefusesWrites,
                        "rows that were written while it was off are not looked at",
                    )];
                    self.add(Phase::States, &because, sql, state(&from).ok(), hazards);
                }
                _ => {}
            }
        }
    }

    /// The name that the live side has for a table or view, by the time triggers are made.
    fn live_name(&self, name: &TableName) -> TableName {
        let family = self.dialect().family;
        let key = table_key(family, name);
        let mut all = self.live.tables.keys().chain(self.live.views.keys());
        all.find(|live| table_key(family, live) == key).unwrap_or(name).clone()
    }

    /// The triggers of a table or view that its own step has to make again: those that have no step of
    /// their own.
    pub(super) fn kept_triggers(&self, on: &TableName, triggers: &[Trigger]) -> Vec<Trigger> {
        let family = self.dialect().family;
        let key = table_key(family, on);
        let goes = |trigger: &Trigger| {
            self.findings().any(|(f, rule)| {
                let own = match rule {
                    RuleId::ExtraTrigger => self.destructive(),
                    RuleId::MissingTrigger | RuleId::TriggerChanged => true,
                    _ => false,
                };
                own && table_key(family, &f.at.object) == key
                    && f.at.part.as_ref().is_some_and(|part| {
                        name_key(family, part) == name_key(family, &trigger.name)
                    })
            }) || self.is_released(on, ObjectKind::Trigger, &trigger.name)
        };
        triggers.iter().filter(|t| !goes(t)).cloned().collect()
    }

    /// Makes the triggers of a table or view that is made itself.
    pub(super) fn with_triggers(&self, on: &TableName, triggers: &[Trigger]) -> ddl::Statements {
        let each = triggers.iter().map(|t| ddl::create_trigger(self.dialect(), on, t));
        Ok(each.collect::<Result<Vec<_>, _>>()?.concat())
    }

    /// PostgreSQL: takes triggers out of the way that name a column in what they fire on.
    pub(super) fn release_triggers(&mut self, because: &[&Finding], on: &TableName, column: &str) {
        let dialect = self.dialect();
        if dialect.family != Family::Postgres {
            return;
        }
        let names = |t: &Trigger| {
            let of = |e: &TriggerEvent| matches!(e, TriggerEvent::Update(of) if of.iter().any(|c| c == column));
            let when = t.when.as_ref().is_some_and(|when| {
                rename::column_in_expression(dialect, &when.0, column, "x").is_some()
            });
            t.events.iter().any(of) || when
        };
        self.out_of_the_way(because, |table, t| table == on && names(t));
    }

    /// Takes triggers out of the way that have no step of their own.
    fn out_of_the_way(
        &mut self,
        because: &[&Finding],
        in_the_way: impl Fn(&TableName, &Trigger) -> bool,
    ) {
        let dialect = self.dialect();
        let tables = self.live.tables.values().map(|t| (&t.name, &t.triggers));
        let views = self.live.views.values().map(|v| (&v.name, &v.triggers));
        let mut found: Vec<(TableName, Trigger)> = Vec::new();
        for (on, triggers) in tables.chain(views) {
            let kept = self.kept_triggers(on, triggers).into_iter();
            found.extend(kept.filter(|t| in_the_way(on, t)).map(|t| (on.clone(), t)));
        }
        for (on, trigger) in found {
            self.released.insert((on.clone(), ObjectKind::Trigger, trigger.name.clone()));
            let drop = ddl::drop_trigger(dialect, &on, &trigger.name);
            let create = ddl::create_trigger(dialect, &on, &trigger);
            let written = self.written(because, drop.and_then(|drop| Ok((drop, create?))));
            let Some((drop, create)) = written else { continue };
            let hazard = || vec![Hazard::new(HazardKind::LosesGuarantee, UNSEEN)];
            let phase = (Phase::ReleaseTriggers, Phase::Triggers);
            self.add(phase.0, because, drop.clone(), Some(create.clone()), hazard());
            self.add(phase.1, because, create, Some(drop), hazard());
        }
    }

    fn routines(&mut self) {
        let mut findings = self.of_kind(ObjectKind::Function);
        findings.extend(self.of_kind(ObjectKind::Procedure));
        for (finding, rule) in findings {
            let because = [finding];
            let procedure = finding.at.kind == ObjectKind::Procedure;
            let part = finding.at.part.clone().unwrap_or_default();
            let declared = routine_of(&self.declared, &finding.at.object, procedure, &part);
            let live = routine_of(self.live, &finding.at.object, procedure, &part);
            let dialect = self.dialect();
            match (rule, declared, live) {
                (RuleId::MissingRoutine, Some(to), _) => {
                    let written = self.made(&to);
                    let Some(sql) = self.written(&because, written) else { continue };
                    let drop = ddl::drop_routine(dialect, &to).ok();
                    let phase = self.phase_of(&to);
                    self.add(phase, &because, sql, drop, Vec::new());
                }
                (RuleId::ExtraRoutine, _, Some(from)) if self.drops(finding) => {
                    let written = ddl::drop_routine(dialect, &from);
                    let Some(sql) = self.written(&because, written) else { continue };
                    let text = "its code is dropped, and calls of it fail";
                    let hazards = vec![Hazard::new(HazardKind::DataLoss, text)];
                    let late = ddl::needed_by_tables(self.live, &from) || self.fires(&from);
                    let phase = if late { Phase::DropCode } else { Phase::DropRoutines };
                    let back = self.made(&from).ok();
                    self.add(phase, &because, sql, back, hazards);
                }
                (RuleId::RoutineChanged, Some(to), Some(from)) => {
                    self.changed_routine(finding, &from, &to);
                }
                _ => {}
            }
        }
    }

    fn changed_routine(&mut self, finding: &Finding, from: &Routine, to: &Routine) {
        let because = [finding];
        let dialect = self.dialect();
        let Some(make) = self.written(&because, self.made(to)) else { return };
        let back = self.made(from).ok();
        let hazard = |text| vec![Hazard::new(HazardKind::RefusesWrites, text)];
        if dialect.family == Family::Postgres && replaceable(from, to) {
            let text = "calls that began before run the old code to their end";
            let phase = self.phase_of(to);
            return self.add(phase, &because, make, back, hazard(text));
        }
        if dialect.family == Family::Postgres {
            if ddl::needed_by_tables(self.live, from) {
                let reason = "defaults, checks, indexes or computed columns call it, and it cannot be \
                              replaced while they do: what it takes or returns differs";
                return self.cannot(&because, reason);
            }
            self.release_views_that_call(&because, from);
            let name = from.name.name.clone();
            self.out_of_the_way(&because, |_, t| {
                t.body
                    .as_ref()
                    .is_some_and(|b| normal::mentions(dialect, &b.as_str().into(), &name))
            });
        }
        let Some(drop) = self.written(&because, ddl::drop_routine(dialect, from)) else { return };
        let gone = ddl::drop_routine(dialect, to).ok();
        let text = "it is not there meanwhile, and the rights on it have to be given again";
        if dialect.family == Family::Postgres {
            let phase = self.phase_of(to);
            self.add(Phase::ReleaseRoutines, &because, drop, back, hazard(text));
            self.add(phase, &because, make, gone, hazard(text));
        } else {
            let forward = [drop, make].concat();
            let back = gone.zip(back).map(|(gone, back)| [gone, back].concat());
            self.add(Phase::Routines, &because, forward, back, hazard(text));
        }
    }

    /// What makes a routine. PostgreSQL looks into the body of an SQL function, which may name what
    /// comes later.
    fn made(&self, routine: &Routine) -> ddl::Statements {
        let create = ddl::create_routine(self.dialect(), routine)?;
        let blind = self.dialect().family == Family::Postgres
            && routine.language.eq_ignore_ascii_case("sql")
            && matches!(routine.body, RoutineBody::Text(_));
        Ok(match blind {
            false => create,
            true => [
                vec!["SET check_function_bodies = false".to_owned()],
                create,
                vec!["RESET check_function_bodies".to_owned()],
            ]
            .concat(),
        })
    }

    /// When a routine can be made: before the tables that call it, or after those whose rows it is
    /// about.
    fn phase_of(&self, routine: &Routine) -> Phase {
        let postgres = self.dialect().family == Family::Postgres;
        if !postgres || ddl::needed_by_tables(&self.declared, routine) {
            return Phase::Routines;
        }
        let head = |name: &TableName| {
            let types = routine.arguments.iter().map(|a: &Argument| a.ty.raw.as_str());
            let mut all = types.chain(routine.returns.as_deref());
            all.any(|text| normal::mentions(self.dialect(), &text.into(), &name.name))
        };
        let news = [RuleId::MissingTable, RuleId::MissingView, RuleId::ViewChanged];
        let new = self.findings().any(|(f, rule)| news.contains(&rule) && head(&f.at.object));
        let parsed = matches!(routine.body, RoutineBody::Parsed(_));
        // An aggregate is made of functions.
        let aggregate = routine.kind == RoutineKind::Aggregate;
        if new || parsed || aggregate { Phase::LateRoutines } else { Phase::Routines }
    }

    /// Whether a trigger of what goes calls it.
    fn fires(&self, routine: &Routine) -> bool {
        let gone = self.findings().filter(|(_, rule)| *rule == RuleId::ExtraTable);
        let mut tables = gone.filter_map(|(f, _)| self.live.table(&f.at.object));
        let calls = |t: &Trigger| {
            t.body.as_ref().is_some_and(|b| {
                normal::mentions(self.dialect(), &b.as_str().into(), &routine.name.name)
            })
        };
        tables.any(|t| t.triggers.iter().any(calls))
    }

    fn events(&mut self) {
        for (finding, rule) in self.of_kind(ObjectKind::Event) {
            let because = [finding];
            let dialect = self.dialect();
            let of = |schema: &Schema| {
                let same = |e: &&Event| e.name.name.eq_ignore_ascii_case(&finding.at.object.name);
                schema.events.values().find(same).cloned()
            };
            let (declared, live) = (of(&self.declared), of(self.live));
            let create = |e: &Event| ddl::create_event(dialect, e);
            let drop = |e: &Event| ddl::drop_event(dialect, &e.name);
            let (sql, back, hazard) = match (rule, declared, live) {
                (RuleId::MissingEvent, Some(to), _) => (create(&to), drop(&to).ok(), None),
                (RuleId::ExtraEvent, _, Some(from)) if self.drops(finding) => {
                    let text = "its code is dropped, and what it does at its hour is not done";
                    let hazard = Hazard::new(HazardKind::DataLoss, text);
                    (drop(&from), create(&from).ok(), Some(hazard))
                }
                (RuleId::EventChanged, Some(to), Some(from)) => {
                    let both = |out: &Event, new: &Event| -> ddl::Statements {
                        Ok([drop(out)?, create(new)?].concat())
                    };
                    let text = "what it does at its hour is done by the new code";
                    let hazard = Hazard::new(HazardKind::RefusesWrites, text);
                    (both(&from, &to), both(&to, &from).ok(), Some(hazard))
                }
                _ => continue,
            };
            let Some(sql) = self.written(&because, sql) else { continue };
            self.add(Phase::Events, &because, sql, back, hazard.into_iter().collect());
        }
    }
}

/// Whether CREATE OR REPLACE gets from one to the other: what is taken and returned stays.
/// <https://www.postgresql.org/docs/current/sql-createfunction.html>
fn replaceable(from: &Routine, to: &Routine) -> bool {
    let head = |r: &Routine| {
        let one = |a: &Argument| (a.mode, a.ty.raw.to_lowercase());
        let returns = r.returns.as_ref().map(|r| r.to_lowercase());
        (r.kind, r.signature.clone(), returns, r.arguments.iter().map(one).collect::<Vec<_>>())
    };
    // A name may be given to an argument without one; a default may come and not go.
    let arguments = from.arguments.iter().zip(&to.arguments).all(|(f, t)| {
        let named = f.name.is_none() || f.name == t.name;
        let out = matches!(f.mode, ArgumentMode::Out | ArgumentMode::InOut | ArgumentMode::Table);
        named && (!out || f.name == t.name) && (f.default.is_none() || t.default.is_some())
    });
    from.kind != RoutineKind::Aggregate && head(from) == head(to) && arguments
}

fn trigger_of(schema: &Schema, on: &TableName, name: &str) -> Option<Trigger> {
    let family = schema.dialect.family;
    let key = table_key(family, on);
    let tables = schema.tables.values().map(|t| (&t.name, &t.triggers));
    let views = schema.views.values().map(|v| (&v.name, &v.triggers));
    let mut of = tables.chain(views).filter(|(n, _)| table_key(family, n) == key);
    let same = |t: &&Trigger| name_key(family, &t.name) == name_key(family, name);
    of.find_map(|(_, triggers)| triggers.iter().find(same)).cloned()
}

/// The routine of these arguments, or the only one of its name.
fn routine_of(
    schema: &Schema,
    name: &TableName,
    procedure: bool,
    arguments: &str,
) -> Option<Routine> {
    let folds = schema.dialect.family != Family::Postgres;
    let same = |r: &&Routine| {
        let named = r.name == *name || (folds && r.name.name.eq_ignore_ascii_case(&name.name));
        named && (r.kind == RoutineKind::Procedure) == procedure
    };
    let all: Vec<_> = schema.routines.values().filter(same).collect();
    let exact = all.iter().find(|r| r.signature == arguments);
    exact.or_else(|| all.first().filter(|_| all.len() == 1)).map(|r| (*r).clone())
}
