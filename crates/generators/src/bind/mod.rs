//! Binding a domain's roles to the user's tables by meaning.
//!
//! Names are compared as words: `todo_lists`, `todoLists`, `TodoList` and `TODO-LISTS` are the same
//! two words, singular or plural. What does not bind by itself is mapped by [`Overrides`]; what
//! cannot bind is reported with the candidates considered, all of them in one pass.

mod allowed;
mod columns;
mod places;
mod row;
mod tables;
pub(crate) mod words;

pub use allowed::resolve as allowed;

use std::collections::BTreeMap;

use seedbed_schema_model::{Schema, TableName, TypeKind};

pub use self::row::Row;
use crate::{AnchorSpec, AnchorTable, GenerateError, KeySpec, Span, TableSpec, Value};

/// A table a domain needs, by meaning.
#[derive(Debug, Clone, Copy)]
pub struct Role {
    /// What the domain calls it: `task`.
    pub name: &'static str,
    /// Names it is known by, best first, in snake case: `todo_tasks`, `tasks`.
    pub tables: &'static [&'static str],
    /// Whether the domain can do without it.
    pub need: Need,
    /// Whether the domain writes rows into it. Only then must every NOT NULL column be filled.
    pub writes: bool,
    /// Its columns.
    pub columns: &'static [RoleColumn],
}

impl Role {
    /// A required table the domain writes.
    pub const fn writes(
        name: &'static str,
        tables: &'static [&'static str],
        columns: &'static [RoleColumn],
    ) -> Self {
        Self { name, tables, need: Need::Required, writes: true, columns }
    }

    /// A required table the domain only refers to.
    pub const fn reads(
        name: &'static str,
        tables: &'static [&'static str],
        columns: &'static [RoleColumn],
    ) -> Self {
        Self { name, tables, need: Need::Required, writes: false, columns }
    }

    /// The same, but the domain can do without it.
    pub const fn optional(self) -> Self {
        Self { need: Need::Optional, ..self }
    }
}

/// A column of a role, by meaning.
#[derive(Debug, Clone, Copy)]
pub struct RoleColumn {
    /// What the domain calls it: `assignee`.
    pub name: &'static str,
    /// Names it is known by, best first, in snake case: `assigned_to`, `assignee_id`.
    pub aliases: &'static [&'static str],
    /// Whether the domain can do without it.
    pub need: Need,
    /// The role it refers to: a foreign key to that role's table is evidence for a column, one to
    /// another table is evidence against it.
    pub refers: Option<&'static str>,
}

impl RoleColumn {
    /// A column the domain cannot do without.
    pub const fn required(name: &'static str, aliases: &'static [&'static str]) -> Self {
        Self { name, aliases, need: Need::Required, refers: None }
    }

    /// A column the domain leaves out where it does not exist.
    pub const fn optional(name: &'static str, aliases: &'static [&'static str]) -> Self {
        Self { name, aliases, need: Need::Optional, refers: None }
    }

    /// The same, referring to a role's table.
    pub const fn to(self, role: &'static str) -> Self {
        Self { refers: Some(role), ..self }
    }
}

/// Whether a role or column must bind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// Without it the domain cannot work.
    Required,
    /// Without it the domain leaves it out.
    Optional,
}

/// What the configuration maps by hand.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Overrides {
    /// Role → table name as written (`schema.table` or `table`); the empty text leaves an optional
    /// role out.
    pub tables: BTreeMap<String, String>,
    /// `role.column` → column name; the empty text leaves an optional column out.
    pub columns: BTreeMap<String, String>,
}

/// Roles bound to tables.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Binding {
    tables: BTreeMap<&'static str, BoundTable>,
}

/// A role bound to a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BoundTable {
    /// The table.
    pub table: TableName,
    /// The bound columns, by the domain's name.
    pub columns: BTreeMap<&'static str, BoundColumn>,
    /// The role's optional columns that this table does not have, by the domain's name.
    pub unbound: Vec<&'static str>,
    places: places::Places,
}

/// A role's column bound to a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BoundColumn {
    /// The real name.
    pub name: String,
    /// The type.
    pub kind: TypeKind,
    /// Whether NULL is allowed.
    pub nullable: bool,
    /// The values an enum type or a `CHECK (c IN (…))` allows, when there is such a list.
    pub allowed: Option<Vec<String>>,
}

/// All that kept a domain from binding.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{domain}: {} problem(s) binding to the schema", problems.len())]
pub struct BindError {
    /// The domain.
    pub domain: String,
    /// Every problem.
    pub problems: Vec<BindProblem>,
}

/// One thing that did not bind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BindProblem {
    /// `task`, `task.assignee`, or `todo_tasks.tenant_id` for a column nothing would fill.
    pub place: String,
    /// What is wrong.
    pub why: String,
    /// The tables or columns considered, nearest first.
    pub candidates: Vec<String>,
    /// What to write in the configuration.
    pub hint: String,
}

impl Binding {
    /// Binds every role, or says everything that is wrong.
    ///
    /// # Errors
    /// A [`BindError`] with all problems: required roles and columns that no table or column means,
    /// overrides that name nothing, and NOT NULL columns without default that no role column fills.
    pub fn bind(
        schema: &Schema,
        domain: &'static str,
        roles: &[Role],
        overrides: &Overrides,
    ) -> Result<Self, BindError> {
        let mut problems = tables::unknown_overrides(domain, roles, overrides);
        let chosen = tables::choose(schema, domain, roles, overrides, &mut problems);
        let mut bound = BTreeMap::new();
        for role in roles {
            let Some(table) = chosen.get(role.name) else { continue };
            let found = columns::bind(schema, domain, role, table, &chosen, overrides);
            problems.extend(found.problems);
            bound.insert(role.name, found.table);
        }
        if problems.is_empty() {
            Ok(Self { tables: bound })
        } else {
            Err(BindError { domain: domain.to_owned(), problems })
        }
    }

    /// The table bound to a role, if any.
    pub fn get(&self, role: &str) -> Option<&BoundTable> {
        self.tables.get(role)
    }

    /// The table bound to a required role.
    ///
    /// # Errors
    /// [`GenerateError::Impossible`] when the role is not bound.
    pub fn table(&self, role: &str) -> Result<&BoundTable, GenerateError> {
        self.get(role).ok_or_else(|| GenerateError::Impossible {
            place: role.to_owned(),
            why: "the role is not bound to a table".into(),
        })
    }
}

impl BoundTable {
    /// A table with its bound columns, and the role's optional columns that it does not have.
    pub fn new(
        table: TableName,
        columns: BTreeMap<&'static str, BoundColumn>,
        unbound: Vec<&'static str>,
    ) -> Self {
        let places = places::Places::new(&columns, &unbound);
        Self { table, columns, unbound, places }
    }

    /// A bound column.
    pub fn column(&self, name: &str) -> Option<&BoundColumn> {
        self.places.columns.get(self.places.of(name)?)
    }

    /// The real name of a column.
    ///
    /// # Errors
    /// [`GenerateError::Impossible`] when it is not bound.
    pub fn name(&self, column: &str) -> Result<&str, GenerateError> {
        self.column(column).map(|c| c.name.as_str()).ok_or_else(|| GenerateError::Impossible {
            place: format!("{} ({column})", self.table),
            why: "no column is bound to this meaning".into(),
        })
    }

    /// A row to be filled by the domain's names.
    pub fn row(&self) -> Row<'_> {
        Row::new(self)
    }

    /// What a spec says of this table: its key is the column bound to `id`, if one is.
    pub fn spec(&self, span: Span) -> TableSpec {
        let key = self.column("id").map(|c| KeySpec { column: c.name.clone(), span });
        TableSpec { table: self.table.clone(), key }
    }

    /// The existing rows of this table as an anchor: key `id`, all bound columns, without rows whose
    /// `deleted_at` is set.
    ///
    /// # Errors
    /// [`GenerateError::Impossible`] when `id` is not bound.
    pub fn anchor(&self, name: &str, required: bool) -> Result<AnchorSpec, GenerateError> {
        let key = self.name("id")?.to_owned();
        let columns = self.columns.values().map(|c| c.name.clone()).filter(|c| *c != key).collect();
        let not_deleted = self.column("deleted_at").map(|c| c.name.clone());
        Ok(AnchorSpec {
            name: name.to_owned(),
            table: self.table.clone(),
            key,
            columns,
            not_deleted,
            required,
        })
    }

    /// A column of an anchor row, by the domain's name; NULL and unbound columns are `None`.
    pub fn of<'a>(&self, rows: &'a AnchorTable, row: usize, column: &str) -> Option<&'a Value> {
        // Anchors hold the key and then the other bound columns in order: most often a look suffices.
        let at = self.places.of(column)?;
        let name = &self.places.columns.get(at)?.name;
        rows.get_near(row, at + usize::from(column < "id"), name).filter(|v| !v.is_null())
    }
}

impl BoundColumn {
    /// The column's own spelling of a value: `in_progress` is `IN_PROGRESS` where the enum says so.
    /// `None` when the column allows a list of values and none of them means `value`.
    pub fn label(&self, value: &str) -> Option<String> {
        let Some(allowed) = &self.allowed else { return Some(value.to_owned()) };
        let exact = allowed.iter().find(|a| *a == value);
        let meant = words::letters(value);
        let same = |word: &str| allowed.iter().find(|a| words::letters(a) == word);
        let other = || words::synonyms(&meant).iter().find_map(|word| same(word));
        exact.or_else(|| same(&meant)).or_else(other).cloned()
    }

    /// The column's own spelling of the first of these values that it allows.
    pub fn first_label(&self, values: &[&str]) -> Option<String> {
        values.iter().find_map(|v| self.label(v))
    }

    /// How many characters fit; `None` without a limit. Sized in bytes, a text counts four bytes a
    /// character.
    pub fn max_chars(&self) -> Option<usize> {
        match &self.kind {
            TypeKind::Char { length } | TypeKind::VarChar { length } => {
                length.and_then(|l| usize::try_from(l).ok())
            }
            TypeKind::Text { bytes } => bytes.and_then(|b| usize::try_from(b / 4).ok()),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests;
