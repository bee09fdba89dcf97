//! The generator: rows that agree with each other, whatever they say.

use chrono::{Duration, NaiveDateTime};
use seedbed_schema_model::{Dialect, Schema};

use super::{
    Change, ListContext, Priority, Status, TaskContext, TodoActivity, TodoList, TodoMember,
    TodoTask, Todos, checks, labels::Labels, roles, row, words::Words,
};
use crate::{
    AnchorTable, Cell, DataCheck, GenerateError, Generator, Rows, Span, Spec, Unit, Units, Value,
    bind::{BindError, BindProblem, Binding, BoundTable},
    domains::{DomainOptions, share::Shares, text::key_text},
    when,
};

/// Raised whenever the bytes change.
const VERSION: u32 = 4;
/// A list is shared with at most so many: their keys are set aside for every list.
const MOST_MEMBERS: u64 = 5;
/// A task has at most so many activities: created, assigned, priority, twice status, completed.
const MOST_ACTIVITIES: u64 = 6;

/// To-do lists over any [`Todos`].
#[derive(Debug)]
pub struct TodosGenerator<T> {
    todos: T,
    tables: Tables,
    labels: Labels,
    lists: u64,
    tasks: u64,
}

/// The bound tables.
#[derive(Debug)]
pub(super) struct Tables {
    pub(super) user: BoundTable,
    pub(super) client: Option<BoundTable>,
    pub(super) list: BoundTable,
    /// What lists stand on, where they stand on something.
    pub(super) board: Option<BoundTable>,
    pub(super) member: Option<BoundTable>,
    pub(super) task: BoundTable,
    pub(super) activity: Option<BoundTable>,
}

impl<T: Todos> TodosGenerator<T> {
    /// Binds to a schema. Volumes: `lists` (30) and `tasks` (200).
    ///
    /// # Errors
    /// Everything that does not bind, in one [`BindError`].
    pub fn bind(schema: &Schema, options: &DomainOptions, todos: T) -> Result<Self, BindError> {
        let binding = Binding::bind(schema, "todos", roles::ROLES, &options.bind)?;
        let error = |problems| BindError { domain: "todos".into(), problems };
        let labels = Labels::new(&binding).map_err(error)?;
        let volume = |name: &str, default| options.volumes.get(name).copied().unwrap_or(default);
        let (lists, tasks) = (volume("lists", 30), volume("tasks", 200));
        let tables = (|| {
            Ok::<_, GenerateError>(Tables {
                user: binding.table("user")?.clone(),
                client: binding.get("client").cloned(),
                list: binding.table("list")?.clone(),
                board: binding.get("board").cloned(),
                member: binding.get("member").cloned(),
                task: binding.table("task")?.clone(),
                activity: binding.get("activity").cloned(),
            })
        })();
        match tables {
            Ok(_) if lists == 0 && tasks > 0 => Err(error(vec![BindProblem {
                place: "tasks".into(),
                why: format!("{tasks} tasks have no list to be on"),
                candidates: Vec::new(),
                hint: "[seed.todos]\nlists = 30".into(),
            }])),
            Ok(tables) => Ok(Self { todos, tables, labels, lists, tasks }),
            Err(why) => Err(error(vec![BindProblem {
                place: "todos".into(),
                why: why.to_string(),
                candidates: Vec::new(),
                hint: String::new(),
            }])),
        }
    }

    fn list<'a>(
        &self,
        unit: Unit<'a>,
        users: &AnchorTable,
        words: &'a Words<'a>,
    ) -> Result<TodoList, GenerateError> {
        let cell = |column: &str| unit.cell("todos.list", column, unit.index);
        let today = unit.world.today;
        let mut age = cell("created_at");
        let days = if age.chance(35) { age.range(3..=16) } else { age.range(10..=150) };
        let created_at = when::ago(u64::try_from(days).unwrap_or(3), today, &mut age);
        let owner = users.pick(&mut cell("owner")).ok_or_else(|| GenerateError::Impossible {
            place: self.tables.user.table.to_string(),
            why: "there is no user to own a list".into(),
        })?;
        let room = self.tables.list.column("name").and_then(|c| c.max_chars());
        let context = ListContext { unit, owner, created_at, room, words };
        let naming = self.todos.name(&context);
        let description = self.todos.description(&context, &naming);
        let others = (users.len() as u64).saturating_sub(1).min(MOST_MEMBERS);
        let mut members: Vec<TodoMember> = Vec::new();
        for place in 0..self.todos.members(&context).min(others) {
            let mut cell = unit.cell("todos.member", "user", row(unit.index, place));
            let free = |user: &usize| *user != owner && members.iter().all(|m| m.user != *user);
            let Some(user) = (0..32)
                .filter_map(|_| users.pick(&mut cell))
                .find(free)
                .or_else(|| (0..users.len()).find(free))
            else {
                break;
            };
            let mut cell = unit.cell("todos.member", "added_at", row(unit.index, place));
            let soon = cell.chance(80);
            let within = if soon { Duration::minutes(40) } else { Duration::days(5) };
            let added_at = when::after(created_at, within, today, &mut cell);
            let edits = unit.cell("todos.member", "role", row(unit.index, place)).chance(76);
            members.push(TodoMember { user, edits, added_at });
        }
        let updated_at = members.iter().map(|m| m.added_at).fold(created_at, NaiveDateTime::max);
        Ok(TodoList {
            number: unit.index,
            name: naming.name,
            description,
            owner,
            members,
            created_at,
            updated_at,
            topic: naming.topic,
        })
    }

    fn task<'a>(
        &self,
        unit: Unit<'a>,
        list: &'a TodoList,
        position: u64,
        words: &'a Words<'a>,
    ) -> TodoTask {
        let today = unit.world.today;
        let number = row(unit.index, position);
        let cell = |column: &str| unit.cell("todos.task", column, number);
        let mut c = cell("created_at");
        // A new list is written down in one go; later tasks come by.
        let created_at = if position < 3 {
            when::after(list.created_at, Duration::hours(6), today, &mut c)
        } else if c.chance(70) {
            when::after(list.created_at, Duration::days(30), today, &mut c)
        } else {
            when::between(list.created_at, when::now(today), &mut c)
        };
        let team: Vec<usize> = std::iter::once(list.owner)
            .chain(
                list.members.iter().filter(|m| m.edits && m.added_at <= created_at).map(|m| m.user),
            )
            .collect();
        let someone = |cell: &mut Cell, owner: u64| {
            if cell.chance(owner) { list.owner } else { *cell.pick(&team).unwrap_or(&list.owner) }
        };
        let creator = someone(&mut cell("creator"), 50);
        let mut c = cell("assignee");
        let assigned = c.chance(if team.len() > 1 { 68 } else { 26 });
        let assignee = assigned.then(|| someone(&mut c, 15));
        let room = self.tables.task.column("title").and_then(|c| c.max_chars());
        let context = TaskContext { unit, list, position, creator, created_at, room, words };

        // One list in ten starts with a task that is due today and one that is late, so that there
        // is always something to see.
        let pinned = unit.index.is_multiple_of(10) && position < 2;
        let mut status = self.labels.possible(self.todos.status(&context));
        if pinned && status == Status::Done {
            status = Status::Todo;
        }
        let due_day = match position {
            0 if pinned => Some(today),
            1 if pinned => {
                let open = (today - created_at.date()).num_days();
                let late = Duration::days(cell("late").range(1..=open.clamp(1, 9)));
                let day = today.checked_sub_signed(late).map(when::workday_before);
                day.map(|day| day.max(created_at.date()))
            }
            _ => self.todos.due(&context, status),
        };
        let due = due_day
            .map(when::now)
            .map(|due| if due < created_at { due + Duration::days(1) } else { due });
        let priority = self.todos.priority(&context);
        let worker = assignee.unwrap_or(creator);
        let activity =
            self.activity(unit, number, &team, created_at, creator, assignee, priority, status);
        let updated_at = activity.last().map_or(created_at, |a| a.at);
        let completed = (status == Status::Done).then_some((updated_at, worker));
        TodoTask {
            position,
            title: self.todos.title(&context),
            description: self.todos.note(&context),
            status,
            priority,
            due,
            assignee,
            creator,
            created_at,
            completed,
            updated_at,
            activity,
        }
    }

    /// What happened to a task, each after the one before, the last as its columns say.
    #[expect(clippy::too_many_arguments, reason = "the task so far")]
    fn activity(
        &self,
        unit: Unit<'_>,
        number: u64,
        team: &[usize],
        created_at: NaiveDateTime,
        creator: usize,
        assignee: Option<usize>,
        priority: Priority,
        status: Status,
    ) -> Vec<TodoActivity> {
        let today = unit.world.today;
        let cell = |column: &str| unit.cell("todos.activity", column, number);
        let worker = assignee.unwrap_or(creator);
        let mut at = created_at;
        let mut events = vec![TodoActivity { change: Change::Created, user: creator, at }];
        let mut add = |change, user, column: &str, within: Duration| {
            at = when::after(at, within, today, &mut cell(column));
            events.push(TodoActivity { change, user, at });
        };
        if let Some(assignee) = assignee {
            let at_once = cell("assigned").chance(65);
            let within = if at_once { Duration::minutes(8) } else { Duration::days(2) };
            add(Change::Assigned(assignee), creator, "assigned at", within);
        }
        let mut c = cell("reprioritised");
        if c.chance(13) {
            let before = match priority {
                Priority::Low | Priority::High => Priority::Medium,
                Priority::Medium => Priority::Low,
                Priority::Urgent => Priority::High,
            };
            let user = c.pick(team).copied().unwrap_or(creator);
            add(Change::Priority(before, priority), user, "reprioritised at", Duration::days(3));
        }
        let passes_through =
            status == Status::InProgress || status == Status::Done && cell("started").chance(75);
        let middle = self.labels.possible(Status::InProgress);
        let mut from = Status::Todo;
        if passes_through && middle == Status::InProgress {
            add(Change::Status(from, middle), worker, "started at", Duration::days(4));
            from = middle;
        }
        if status == Status::Done {
            add(Change::Status(from, status), worker, "done at", Duration::days(8));
            add(Change::Completed, worker, "completed at", Duration::zero());
        }
        events
    }

    fn write(
        &self,
        unit: Unit<'_>,
        users: &AnchorTable,
        list: &TodoList,
        first_task: u64,
        tasks: &[TodoTask],
        rows: &mut Rows,
    ) -> Result<(), GenerateError> {
        let t = &self.tables;
        let user = |row: usize| users.key(row).cloned().unwrap_or(Value::Null);
        let list_key = unit.key(&t.list.table, unit.index)?;
        t.list
            .row()
            .set("id", list_key.clone())
            .set("name", list.name.clone())
            .set("description", list.description.clone())
            .set("owner", user(list.owner))
            .set("board", self.board(unit)?)
            .set("position", i64::try_from(unit.index).unwrap_or(i64::MAX))
            .set("is_shared", !list.members.is_empty())
            .set("created_at", list.created_at)
            .set("updated_at", list.updated_at)
            .push(rows)?;
        if let Some(table) = &t.member {
            for (place, member) in list.members.iter().enumerate() {
                let role = if member.edits { &self.labels.editor } else { &self.labels.viewer };
                let role = role.as_ref().or(self.labels.editor.as_ref());
                let mut row = table.row();
                if table.column("id").is_some() {
                    let offset = unit.index * MOST_MEMBERS + place as u64;
                    row = row.set("id", unit.key(&table.table, offset)?);
                }
                row.set("list", list_key.clone())
                    .set("user", user(member.user))
                    .set("role", role.cloned())
                    .set("added_at", member.added_at)
                    .set("added_by", user(list.owner))
                    .push(rows)?;
            }
        }
        for task in tasks {
            let number = first_task + task.position;
            let key = unit.key(&t.task.table, number)?;
            t.task
                .row()
                .set("id", key.clone())
                .set("list", list_key.clone())
                .set("title", task.title.clone())
                .set("description", task.description.clone())
                .set("status", self.labels.status(task.status))
                .set("priority", self.labels.priority(task.priority))
                .set("due_date", task.due)
                .set("assignee", task.assignee.map(user))
                .set("creator", user(task.creator))
                .set("position", i64::try_from(task.position).unwrap_or(i64::MAX))
                .set("is_completed", task.completed.is_some())
                .set("completed_at", task.completed.map(|c| c.0))
                .set("completed_by", task.completed.map(|c| user(c.1)))
                .set("created_at", task.created_at)
                .set("updated_at", task.updated_at)
                .push(rows)?;
            self.write_activity(unit, users, number, &key, &task.activity, rows)?;
        }
        Ok(())
    }

    /// The board a list stands on, where lists stand on boards.
    fn board(&self, unit: Unit<'_>) -> Result<Value, GenerateError> {
        if self.tables.board.is_none() || self.tables.list.column("board").is_none() {
            return Ok(Value::Null);
        }
        let boards = unit.anchor("boards")?;
        let row = boards.pick(&mut unit.cell("todos.list", "board", unit.index));
        Ok(row.and_then(|row| boards.key(row)).cloned().unwrap_or(Value::Null))
    }

    fn write_activity(
        &self,
        unit: Unit<'_>,
        users: &AnchorTable,
        task: u64,
        task_key: &Value,
        events: &[TodoActivity],
        rows: &mut Rows,
    ) -> Result<(), GenerateError> {
        let Some(table) = &self.tables.activity else { return Ok(()) };
        let field = |name: &str| self.tables.task.column(name).map(|c| c.name.clone());
        let text = |value: Option<Value>| value.and_then(|v| key_text(&v));
        for (k, event) in events.iter().enumerate() {
            let Some(action) = self.labels.action(event.change) else { continue };
            let (field, old, new) = match event.change {
                Change::Created | Change::Completed => (None, None, None),
                Change::Assigned(to) => (field("assignee"), None, text(users.key(to).cloned())),
                Change::Priority(from, to) => (
                    field("priority"),
                    text(self.labels.priority(from)),
                    text(self.labels.priority(to)),
                ),
                Change::Status(from, to) => {
                    (field("status"), self.labels.status(from), self.labels.status(to))
                }
            };
            let mut row = table.row();
            if table.column("id").is_some() {
                row = row.set("id", unit.key(&table.table, task * MOST_ACTIVITIES + k as u64)?);
            }
            row.set("task", task_key.clone())
                .set("user", users.key(event.user).cloned().unwrap_or(Value::Null))
                .set("action", action)
                .set("field", field)
                .set("old", old)
                .set("new", new)
                .set("created_at", event.at)
                .push(rows)?;
        }
        Ok(())
    }
}

impl<T: Todos> Generator for TodosGenerator<T> {
    fn spec(&self) -> Spec {
        let t = &self.tables;
        let member = t.member.as_ref().map(|m| m.spec(Span::PerUnit(MOST_MEMBERS)));
        let activities = self.tasks.saturating_mul(MOST_ACTIVITIES);
        let activity = t.activity.as_ref().map(|a| a.spec(Span::Total(activities)));
        let tables = [Some(t.list.spec(Span::Total(self.lists))), member]
            .into_iter()
            .chain([Some(t.task.spec(Span::Total(self.tasks))), activity])
            .flatten()
            .collect();
        // Binding checked that `id` is there, so no anchor is lost.
        let users = t.user.anchor("users", true).ok();
        let clients = t.client.as_ref().and_then(|c| c.anchor("clients", false).ok());
        let board = t.list.column("board");
        let boards = t.board.as_ref().filter(|_| board.is_some());
        let boards =
            boards.and_then(|b| b.anchor("boards", board.is_some_and(|c| !c.nullable)).ok());
        Spec {
            name: "todos".into(),
            version: VERSION * 1000 + self.todos.version(),
            units: Units::Fixed(self.lists),
            tables,
            anchors: users.into_iter().chain(clients).chain(boards).collect(),
            references: Vec::new(),
            options: [("lists", self.lists), ("tasks", self.tasks)]
                .map(|(name, n)| (name.to_owned(), n.to_string()))
                .into(),
        }
    }

    fn unit(&self, unit: Unit<'_>, rows: &mut Rows) -> Result<(), GenerateError> {
        let users = unit.anchor("users")?;
        let clients = match &self.tables.client {
            Some(bound) => Some((bound, unit.anchor("clients")?)),
            None => None,
        };
        let words = Words { users: (&self.tables.user, users), clients };
        let list = self.list(unit, users, &words)?;
        let range = Shares::new(self.tasks, self.lists, 2, unit.world.seed).range(unit.index);
        let tasks: Vec<TodoTask> = (0..range.end - range.start)
            .map(|position| self.task(unit, &list, position, &words))
            .collect();
        self.write(unit, users, &list, range.start, &tasks, rows)
    }

    fn checks(&self, dialect: Dialect) -> Vec<DataCheck> {
        checks::all(&self.tables, &self.labels, dialect)
    }
}
