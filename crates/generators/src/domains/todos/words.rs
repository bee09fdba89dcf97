//! Lists and tasks in words: templates filled from the corpora and from existing names.

use std::borrow::Cow;

use chrono::{Datelike, NaiveDateTime};

use super::{ListContext, Naming, TaskContext, phrases as p};
use crate::{
    AnchorTable, Cell, Permutation,
    bind::BoundTable,
    domains::text::{capitalised, figure, first_name, fitting, name_of, one, render},
};

/// Slots that say what a list is about; its tasks keep them.
const TOPICS: &[&str] = &["client", "supplier", "product", "place", "day", "month", "last_month"];

/// Where names come from: live clients and users where there are any, else the corpora.
#[derive(Debug, Clone, Copy)]
pub(super) struct Words<'a> {
    pub(super) users: (&'a BoundTable, &'a AnchorTable),
    pub(super) clients: Option<(&'a BoundTable, &'a AnchorTable)>,
}

/// What a template is filled for.
struct Filling<'a> {
    at: NaiveDateTime,
    /// Who writes: "ask {colleague}" never means oneself.
    writer: usize,
    /// What is settled already.
    known: Vec<(Cow<'a, str>, Cow<'a, str>)>,
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
        let name = fitting(list.room, || {
            let mut filling =
                Filling { at: list.created_at, writer: list.owner, known: Vec::new() };
            let text = self.fill(one(&mut cell, theme.names), &mut filling, &mut cell);
            topic = filling
                .known
                .into_iter()
                .filter(|(slot, _)| TOPICS.contains(&slot.as_ref()))
                .map(|(slot, value)| (slot.into_owned(), value.into_owned()))
                .collect();
            text
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
        let known = known(&naming.topic);
        let mut filling = Filling { at: list.created_at, writer: list.owner, known };
        let template = one(&mut cell, self.theme(list).about);
        cell.chance(60).then(|| self.fill(template, &mut filling, &mut cell))
    }

    /// The title of a task: a list goes through all templates of its theme before one comes again.
    pub(super) fn title(&self, task: &TaskContext<'_>, draw: u64) -> String {
        let templates = self.theme_of(task.unit, task.list.number).tasks;
        let count = templates.len() as u64;
        let round = task.position / count.max(1);
        let order = super::row(task.list.number, round);
        let order = task.unit.cell("todos.list", "task order", order).next_u64();
        let at = Permutation::new(count, order).apply((task.position + draw) % count.max(1));
        let template = at.and_then(|at| templates.get(usize::try_from(at).ok()?));
        let mut cell = task.cell("title");
        // Another draw is another title, not the same words again.
        for _ in 0..draw {
            cell.next_u64();
        }
        let known = known(&task.list.topic);
        let mut filling = Filling { at: task.created_at, writer: task.creator, known };
        self.fill(template.copied().unwrap_or_default(), &mut filling, &mut cell)
    }

    pub(super) fn short_title(&self, task: &TaskContext<'_>) -> String {
        let mut cell = task.cell("short title");
        fitting(task.room, || one(&mut cell, p::SHORT).to_owned())
            .unwrap_or_else(|| one(&mut cell, p::SHORT).to_owned())
    }

    pub(super) fn note(&self, task: &TaskContext<'_>) -> Option<String> {
        let mut cell = task.cell("description");
        let known = known(&task.list.topic);
        let mut filling = Filling { at: task.created_at, writer: task.creator, known };
        cell.chance(32).then(|| self.fill(one(&mut cell, p::NOTES), &mut filling, &mut cell))
    }

    /// A filled template that starts with a capital. A slot that comes twice is the same thing.
    fn fill(&self, template: &str, filling: &mut Filling<'_>, cell: &mut Cell) -> String {
        let text = render(template, |slot| {
            if let Some((_, value)) = filling.known.iter().find(|(s, _)| s == slot) {
                return Cow::Owned(value.to_string());
            }
            let value = self.slot(slot, filling, cell);
            filling.known.push((Cow::Owned(slot.to_owned()), Cow::Owned(value.clone())));
            Cow::Owned(value)
        });
        capitalised(&text)
    }

    fn slot(&self, slot: &str, filling: &Filling<'_>, cell: &mut Cell) -> String {
        let month = |ahead: usize| {
            let at = (filling.at.month0() as usize + ahead) % 12;
            p::MONTHS.get(at).copied().unwrap_or_default().to_owned()
        };
        match slot {
            "client" => self.client(cell),
            "supplier" => {
                format!("{} {}", one(cell, p::SUPPLIER_FIRST), one(cell, p::SUPPLIER_LAST))
            }
            "colleague" => self.colleague(filling.writer, cell),
            "product" => one(cell, p::PRODUCTS).to_owned(),
            "place" => one(cell, p::PLACES).to_owned(),
            "place_out" => one(cell, p::PLACES_OUT).to_owned(),
            "terms" => one(cell, p::TERMS).to_owned(),
            "month" => month(0),
            "next_month" => month(1),
            "last_month" => month(11),
            other => figure(other, cell).unwrap_or_else(|| other.to_owned()),
        }
    }

    fn client(&self, cell: &mut Cell) -> String {
        let live = self.clients.and_then(|(bound, rows)| {
            let row = rows.pick(cell)?;
            name_of(bound, rows, row)
        });
        match live {
            Some(name) => name.to_owned(),
            None => format!("{} {}", one(cell, p::CLIENT_FIRST), one(cell, p::CLIENT_LAST)),
        }
    }

    fn colleague(&self, writer: usize, cell: &mut Cell) -> String {
        let (bound, rows) = self.users;
        // A few draws for someone else with a name that reads like one.
        let live = (0..4).find_map(|_| {
            let row = rows.pick(cell).filter(|row| *row != writer)?;
            let first = first_name(name_of(bound, rows, row)?);
            first.chars().all(char::is_alphabetic).then_some(first)
        });
        live.unwrap_or_else(|| one(cell, p::COLLEAGUES)).to_owned()
    }
}

fn known(topic: &[(String, String)]) -> Vec<(Cow<'_, str>, Cow<'_, str>)> {
    topic.iter().map(|(s, v)| (Cow::Borrowed(s.as_str()), Cow::Borrowed(v.as_str()))).collect()
}
