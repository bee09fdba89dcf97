//! To-do lists with members, tasks and their history.
//!
//! One unit is one list with everything on it. [`Todos`] decides what the rows say; the generator
//! keeps them coherent: a task is done exactly when it is completed, by someone who may, at a time
//! between its creation and today, and its history tells the same story.

mod checks;
mod generator;
mod labels;
mod phrases;
pub(crate) mod roles;
#[cfg(test)]
mod tests;
mod words;

use chrono::{NaiveDate, NaiveDateTime};
use seedbed_schema_model::Schema;

pub use self::generator::TodosGenerator;
use self::words::Words;
use super::{Domain, DomainOptions, text::fitting};
use crate::{Cell, Generator, Unit, bind::BindError};

/// The bundled domain.
pub(super) const DOMAIN: Domain = Domain {
    name: "todos",
    summary: "to-do lists with members, tasks and their history",
    volumes: &[("lists", Some(30)), ("tasks", Some(200))],
    bind,
};

fn bind(schema: &Schema, options: &DomainOptions) -> Result<Box<dyn Generator>, BindError> {
    Ok(Box::new(TodosGenerator::bind(schema, options, Wholesale)?))
}

/// A list before it becomes a row. Users are row numbers of the anchor `users`.
#[derive(Debug, Clone, PartialEq)]
pub struct TodoList {
    /// Its number.
    pub number: u64,
    /// Its name.
    pub name: String,
    /// What it is for.
    pub description: Option<String>,
    /// Who owns it.
    pub owner: usize,
    /// Who else works on it; empty for a list that is not shared.
    pub members: Vec<TodoMember>,
    /// When it was created.
    pub created_at: NaiveDateTime,
    /// When it or its members last changed.
    pub updated_at: NaiveDateTime,
    /// What the list is about, as its name says: `client` is `Red Oak Supply`. Its tasks are about
    /// the same.
    pub topic: Vec<(String, String)>,
}

/// Someone a list is shared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TodoMember {
    /// The user.
    pub user: usize,
    /// Whether they may change tasks; others only look.
    pub edits: bool,
    /// When the owner added them.
    pub added_at: NaiveDateTime,
}

/// How far a task is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// Nobody started.
    Todo,
    /// Someone works on it.
    InProgress,
    /// Completed.
    Done,
}

/// How urgent a task is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Priority {
    /// Low.
    Low,
    /// Medium.
    Medium,
    /// High.
    High,
    /// Urgent.
    Urgent,
}

/// A task before it becomes a row.
#[derive(Debug, Clone, PartialEq)]
pub struct TodoTask {
    /// Its place in the list, from 0.
    pub position: u64,
    /// Its title.
    pub title: String,
    /// A note below it.
    pub description: Option<String>,
    /// How far it is.
    pub status: Status,
    /// How urgent it is.
    pub priority: Priority,
    /// When it is due: the close of business of a day.
    pub due: Option<NaiveDateTime>,
    /// Whose it is: the owner or a member.
    pub assignee: Option<usize>,
    /// Who wrote it down.
    pub creator: usize,
    /// When.
    pub created_at: NaiveDateTime,
    /// When and by whom it was completed; present exactly when it is done.
    pub completed: Option<(NaiveDateTime, usize)>,
    /// When it last changed.
    pub updated_at: NaiveDateTime,
    /// What happened to it, in order.
    pub activity: Vec<TodoActivity>,
}

/// Something that happened to a task.
#[derive(Debug, Clone, PartialEq)]
pub struct TodoActivity {
    /// What.
    pub change: Change,
    /// By whom.
    pub user: usize,
    /// When.
    pub at: NaiveDateTime,
}

/// What happened to a task.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// It was written down.
    Created,
    /// It was given to someone.
    Assigned(usize),
    /// It became more or less urgent.
    Priority(Priority, Priority),
    /// It moved on.
    Status(Status, Status),
    /// It was ticked off.
    Completed,
}

/// What is known when a list is named.
#[derive(Debug, Clone, Copy)]
pub struct ListContext<'a> {
    /// The unit.
    pub unit: Unit<'a>,
    /// Who owns the list.
    pub owner: usize,
    /// When it was created.
    pub created_at: NaiveDateTime,
    /// How many characters a name may have.
    pub room: Option<usize>,
    words: &'a Words<'a>,
}

impl ListContext<'_> {
    /// The random numbers of a column of this list.
    pub fn cell(&self, column: &str) -> Cell {
        self.unit.cell("todos.list", column, self.unit.index)
    }
}

/// A list's name and what it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Naming {
    /// The name.
    pub name: String,
    /// What it is about, by slot: `client`, `supplier`, `product`, `place`, `day`.
    pub topic: Vec<(String, String)>,
}

/// What is known when a task is written.
#[derive(Debug, Clone, Copy)]
pub struct TaskContext<'a> {
    /// The unit.
    pub unit: Unit<'a>,
    /// The list.
    pub list: &'a TodoList,
    /// Its place in the list, from 0.
    pub position: u64,
    /// Who wrote it down.
    pub creator: usize,
    /// When.
    pub created_at: NaiveDateTime,
    /// How many characters a title may have.
    pub room: Option<usize>,
    words: &'a Words<'a>,
}

impl TaskContext<'_> {
    /// The random numbers of a column of this task.
    pub fn cell(&self, column: &str) -> Cell {
        self.unit.cell("todos.task", column, row(self.unit.index, self.position))
    }

    /// How many days ago it was created.
    pub fn age(&self) -> i64 {
        (self.unit.world.today - self.created_at.date()).num_days()
    }
}

/// A task's row for cells: by list and place, so that more tasks elsewhere change nothing here.
fn row(list: u64, position: u64) -> u64 {
    list << 32 | (position & 0xffff_ffff)
}

/// What lists and tasks say. Override a method to change it; the rest stays coherent.
pub trait Todos: Send + Sync {
    /// Raised when the methods change what they give.
    fn version(&self) -> u32 {
        1
    }

    /// A list's name, and what its tasks will be about.
    fn name(&self, list: &ListContext<'_>) -> Naming {
        list.words.list_name(list)
    }

    /// What a list is for.
    fn description(&self, list: &ListContext<'_>, naming: &Naming) -> Option<String> {
        list.words.list_description(list, naming)
    }

    /// How many people a list is shared with; 0 for a private list. By default 3 lists of every 10
    /// are shared with one to three people.
    fn members(&self, list: &ListContext<'_>) -> u64 {
        let block = list.unit.cell("todos.list", "shared", list.unit.index / 10).next_u64();
        let place = crate::Permutation::new(10, block).apply(list.unit.index % 10);
        if place.is_some_and(|p| p < 3) {
            let weights = [(1u64, 45), (2, 35), (3, 20)];
            list.cell("members").weighted(&weights).copied().unwrap_or(1)
        } else {
            0
        }
    }

    /// A task's title.
    fn title(&self, task: &TaskContext<'_>) -> String {
        let mut draw = 0;
        fitting(task.room, || {
            draw += 1;
            task.words.title(task, draw - 1)
        })
        .unwrap_or_else(|| task.words.short_title(task))
    }

    /// A note below the title.
    fn note(&self, task: &TaskContext<'_>) -> Option<String> {
        task.words.note(task)
    }

    /// How far a task is: the older, the more likely done.
    fn status(&self, task: &TaskContext<'_>) -> Status {
        let (done, doing) = match task.age() {
            ..=1 => (6, 22),
            2..=6 => (22, 34),
            7..=20 => (45, 26),
            21..=60 => (64, 12),
            _ => (82, 4),
        };
        match task.cell("status").below(100) {
            n if n < done => Status::Done,
            n if n < done + doing => Status::InProgress,
            _ => Status::Todo,
        }
    }

    /// How urgent a task is.
    fn priority(&self, task: &TaskContext<'_>) -> Priority {
        let weights = [
            (Priority::Low, 20),
            (Priority::Medium, 47),
            (Priority::High, 25),
            (Priority::Urgent, 8),
        ];
        task.cell("priority").weighted(&weights).copied().unwrap_or(Priority::Medium)
    }

    /// The day a task is due, if it has one. Open tasks are due around today: some late, some today.
    fn due(&self, task: &TaskContext<'_>, status: Status) -> Option<NaiveDate> {
        let mut cell = task.cell("due");
        if !cell.chance(58) {
            return None;
        }
        let (created, today) = (task.created_at.date(), task.unit.world.today);
        let days = |from: NaiveDate, n: i64| from.checked_add_signed(chrono::Duration::days(n));
        let day = match status {
            Status::Done => days(created, cell.range(2..=18))?,
            _ if cell.chance(28) => days(today, -cell.range(1..=9))?,
            _ if cell.chance(15) => return Some(today),
            _ => days(today, cell.range(1..=20))?,
        };
        Some(crate::when::workday_after(day.max(created)))
    }
}

/// The bundled lists and tasks: a wholesale business.
#[derive(Debug, Clone, Copy, Default)]
pub struct Wholesale;

impl Todos for Wholesale {}
