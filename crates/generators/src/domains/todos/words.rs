//! Lists and tasks in words: templates filled from the corpora and from existing names.

use std::ops::Range;

use chrono::{Datelike, Duration, NaiveDate, NaiveDateTime, Weekday};

use super::{ListContext, Naming, TaskContext, phrases as p};
use crate::{
    AnchorTable, Cell, Permutation,
    bind::BoundTable,
    domains::text::{
        capitalise, figure, first_name, fitting, name_of, number, one, render, short_date,
    },
    when::{workday_after, workday_before},
};

/// Slots that say what a list is about; its tasks keep them.
const TOPICS: &[&str] = &["client", "supplier", "product", "place", "day", "month", "last_month"];

/// Where names come from: live clients and users where there are any, else the corpora.
#[derive(Debug, Clone, Copy)]
pub(super) struct Words<'a> {
    pub(super) users: (&'a BoundTable, &'a AnchorTable),
    pub(super) clients: Option<(&'a BoundTable, &'a AnchorTable)>,
}

/// What templates are filled for, one behind the other.
struct Filling<'a> {
    at: NaiveDateTime,
    /// Who writes: "ask {colleague}" never means oneself.
    writer: usize,
    /// What is settled already.
    known: &'a [(String, String)],
    /// What this text settled, and where it says so.
    said: Vec<(&'static str, Range<usize>)>,
    text: String,
}

impl<'a> Filling<'a> {
    fn new(at: NaiveDateTime, writer: usize, known: &'a [(String, String)]) -> Self {
        Self { at, writer, known, said: Vec::new(), text: String::with_capacity(64) }
    }

    /// What a slot was filled with, if it was.
    fn of(&self, slot: &str) -> Option<&str> {
        let known = self.known.iter().find(|(s, _)| s == slot).map(|(_, value)| value.as_str());
        let said = || self.text.get(self.said.iter().find(|(s, _)| *s == slot)?.1.clone());
        known.or_else(said)
    }
}

impl<'a> Words<'a> {
    /// The theme of a list: every theme once in each block of lists, in an order of its own.
    fn theme(&self, list: &ListContext<'_>) -> &'static p::Theme {
        self.theme_of(list.unit, list.unit.index)
    }

    fn theme_of(&self, unit: crate::Unit<'_>, list: u64) -> &'static p::Theme {
        let count = p::THEMES.len() as u64;
        let order = unit.cell("todos.list", "theme", list / count).next_u64();
        let at = Permutation::new(count, order).apply(list % count).unwrap_or(0);
        usize::try_from(at).ok().and_then(|at| p::THEMES.get(at)).unwrap_or(&p::THEMES[0])
    }

    pub(super) fn list_name(&self, list: &ListContext<'_>) -> Naming {
        let mut cell = list.cell("name");
        let theme = self.theme(list);
        let mut topic = Vec::new();
        let mut draws = 0;
        let name = fitting(list.room, || {
            draws += 1;
            let mut filling = Filling::new(list.created_at, list.owner, &[]);
            let name = one(&mut cell, theme.names);
            self.fill(name, &mut filling, &mut cell);
            // Who names a list after a month only has another one next month.
            let own = ["{client}", "{supplier}", "{product}"].iter().any(|s| name.contains(s));
            if cell.chance(if own { 55 } else { 94 }) && draws < 8 {
                self.fill(one(&mut cell, theme.name_tails), &mut filling, &mut cell);
            }
            let said = filling.said.iter().filter(|(slot, _)| TOPICS.contains(slot));
            topic = said
                .map(|(slot, at)| {
                    let value = filling.text.get(at.clone()).unwrap_or_default();
                    ((*slot).to_owned(), value.to_owned())
                })
                .collect();
            capitalise(&mut filling.text, 0);
            filling.text
        });
        match name {
            Some(name) => Naming { name, topic },
            None => {
                let name = fitting(list.room, || one(&mut cell, p::SHORT).to_owned());
                Naming { name: name.unwrap_or_default(), topic: Vec::new() }
            }
        }
    }

    pub(super) fn list_description(
        &self,
        list: &ListContext<'_>,
        naming: &Naming,
    ) -> Option<String> {
        let mut cell = list.cell("description");
        if !cell.chance(60) {
            return None;
        }
        let mut filling = Filling::new(list.created_at, list.owner, &naming.topic);
        self.sentence(one(&mut cell, self.theme(list).about), &mut filling, &mut cell);
        if cell.chance(75) {
            self.next_sentence(one(&mut cell, p::ABOUT_ENDS), &mut filling, &mut cell);
        }
        Some(filling.text)
    }

    /// The title of a task: a list goes through all templates of its theme before one comes again.
    pub(super) fn title(&self, task: &TaskContext<'_>, draw: u64) -> String {
        let theme = self.theme_of(task.unit, task.list.number);
        let count = theme.tasks.len() as u64;
        let round = task.position / count.max(1);
        let order = super::row(task.list.number, round);
        let order = task.unit.cell("todos.list", "task order", order).next_u64();
        let at = Permutation::new(count, order).apply((task.position + draw) % count.max(1));
        let template = at.and_then(|at| theme.tasks.get(usize::try_from(at).ok()?));
        let template = template.copied().unwrap_or_default();
        let mut cell = task.cell("title");
        // Another draw is another title, not the same words again.
        for _ in 0..draw {
            cell.next_u64();
        }
        let mut filling = Filling::new(task.created_at, task.creator, &task.list.topic);
        self.sentence(template, &mut filling, &mut cell);
        // What has no figure of its own is told from its like by the paper it is about.
        let figure = ["{amount}", "{qty}"].iter().any(|s| template.contains(s));
        if cell.chance(if figure { 30 } else { 75 }) && draw < 6 {
            self.fill(one(&mut cell, theme.task_tails), &mut filling, &mut cell);
        }
        filling.text
    }

    pub(super) fn short_title(&self, task: &TaskContext<'_>) -> String {
        let mut cell = task.cell("short title");
        fitting(task.room, || one(&mut cell, p::SHORT).to_owned())
            .unwrap_or_else(|| one(&mut cell, p::SHORT).to_owned())
    }

    pub(super) fn note(&self, task: &TaskContext<'_>) -> Option<String> {
        let mut cell = task.cell("description");
        if !cell.chance(32) {
            return None;
        }
        let mut filling = Filling::new(task.created_at, task.creator, &task.list.topic);
        self.sentence(one(&mut cell, p::NOTES), &mut filling, &mut cell);
        if cell.chance(70) {
            self.next_sentence(one(&mut cell, p::NOTE_ENDS), &mut filling, &mut cell);
        }
        Some(filling.text)
    }

    /// A template that starts with a capital.
    fn sentence(&self, template: &'static str, filling: &mut Filling<'_>, cell: &mut Cell) {
        let start = filling.text.len();
        self.fill(template, filling, cell);
        capitalise(&mut filling.text, start);
    }

    /// A further one, with figures of its own.
    fn next_sentence(&self, template: &'static str, filling: &mut Filling<'_>, cell: &mut Cell) {
        filling.said.clear();
        filling.text.push(' ');
        self.sentence(template, filling, cell);
    }

    /// A slot that comes twice is the same thing.
    fn fill(&self, template: &'static str, filling: &mut Filling<'_>, cell: &mut Cell) {
        let mut text = std::mem::take(&mut filling.text);
        render(template, &mut text, |slot, out| {
            // What was said stands in the text that is being written.
            std::mem::swap(&mut filling.text, out);
            let start = filling.text.len();
            match filling.of(slot).map(str::to_owned) {
                Some(value) => filling.text.push_str(&value),
                None => {
                    self.slot(slot, filling, cell);
                    filling.said.push((slot, start..filling.text.len()));
                }
            }
            std::mem::swap(&mut filling.text, out);
        });
        filling.text = text;
    }

    fn slot(&self, slot: &str, filling: &mut Filling<'_>, cell: &mut Cell) {
        let at = filling.at;
        let month = |ahead: usize| {
            p::MONTHS.get((at.month0() as usize + ahead) % 12).copied().unwrap_or_default()
        };
        let days = |n: i64| at.date().checked_add_signed(Duration::days(n)).unwrap_or(at.date());
        let day = match slot {
            "date" => {
                let soon = days(cell.range(3..=25));
                Some(filling.of("day").map_or_else(|| workday_after(soon), |d| named_day(soon, d)))
            }
            "past" => Some(workday_before(days(-cell.range(1..=20)))),
            _ => None,
        };
        let out = &mut filling.text;
        if let Some(day) = day {
            return short_date(day, out);
        }
        match slot {
            "client" => self.client(cell, out),
            "supplier" => {
                out.push_str(one(cell, p::SUPPLIER_FIRST));
                out.push(' ');
                out.push_str(one(cell, p::SUPPLIER_LAST));
            }
            "colleague" => out.push_str(self.colleague(filling.writer, cell)),
            "product" => out.push_str(one(cell, p::PRODUCTS)),
            "place" => out.push_str(one(cell, p::PLACES)),
            "place_out" => out.push_str(one(cell, p::PLACES_OUT)),
            "terms" => out.push_str(one(cell, p::TERMS)),
            "month" => out.push_str(month(0)),
            "next_month" => out.push_str(month(1)),
            "last_month" => out.push_str(month(11)),
            "week" => number(at.iso_week().week().into(), out),
            other => {
                if !figure(other, cell, out) {
                    out.push_str(other);
                }
            }
        }
    }

    fn client(&self, cell: &mut Cell, out: &mut String) {
        let live = self.clients.and_then(|(bound, rows)| {
            let row = rows.pick(cell)?;
            name_of(bound, rows, row)
        });
        match live {
            Some(name) => out.push_str(name),
            None => {
                out.push_str(one(cell, p::CLIENT_FIRST));
                out.push(' ');
                out.push_str(one(cell, p::CLIENT_LAST));
            }
        }
    }

    fn colleague(&self, writer: usize, cell: &mut Cell) -> &str {
        let (bound, rows) = self.users;
        // A few draws for someone else with a name that reads like one.
        let live = (0..4).find_map(|_| {
            let row = rows.pick(cell).filter(|row| *row != writer)?;
            let first = first_name(name_of(bound, rows, row)?);
            first.chars().all(char::is_alphabetic).then_some(first)
        });
        live.unwrap_or_else(|| one(cell, p::COLLEAGUES))
    }
}

/// The first day from `day` on that has this name.
fn named_day(day: NaiveDate, name: &str) -> NaiveDate {
    let wanted: Option<Weekday> = name.parse().ok();
    day.iter_days().take(7).find(|d| Some(d.weekday()) == wanted).unwrap_or(day)
}
