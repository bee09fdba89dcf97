//! sea-orm entities as a declaration: what `entities![users::Entity, orders::Entity]` says.
//!
//! Each entity is turned into the table that sea-orm's own schema builder would make of it, on its way
//! through the SQL reader, so that it means what it means on the engine. What an entity has no words
//! for is not compared, and the report says so; see [`Entities::read`].

mod outline;
mod stated;
mod types;

use std::collections::BTreeSet;

use sea_orm::{DbBackend, EntityTrait};
use seedbed_schema_model::{
    Dialect, Family, IndexKey, IndexPart, OriginKind, Reading, Topic, TypeKind,
};

use self::stated::Stated;
use crate::{ReadError, ReadFuture, SchemaSource, outline::Unfit};

/// Entities of sea-orm, listed: a declared schema that lives in code. Made by
/// [`entities!`](crate::entities).
#[derive(Debug, Clone, Default)]
pub struct Entities {
    all: Vec<Entity>,
    silent_on: BTreeSet<Topic>,
    file: String,
    line: u32,
}

/// One entity, without its type.
#[derive(Debug, Clone, Copy)]
struct Entity {
    /// The entity's path in Rust.
    path: &'static str,
    state: fn(DbBackend) -> Stated,
}

/// Lists the entities that declare a schema, as an [`Entities`](crate::Entities).
///
/// ```
/// use seedbed_schema_model::{Dialect, TableName};
/// use seedbed_schema_source::entities;
///
/// mod users {
///     use sea_orm::entity::prelude::*;
///
///     #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
///     #[sea_orm(table_name = "users")]
///     pub struct Model {
///         #[sea_orm(primary_key)]
///         pub id: i32,
///         #[sea_orm(unique)]
///         pub email: String,
///     }
///
///     #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
///     pub enum Relation {}
///
///     impl ActiveModelBehavior for ActiveModel {}
/// }
///
/// let reading = entities![users::Entity].read(Dialect::POSTGRES)?;
/// let users = &reading.schema.tables[&TableName::new("users")];
/// assert_eq!(users.uniques[0].columns, ["email"]);
/// assert!(!users.columns[0].nullable);
/// # Ok::<(), seedbed_schema_source::ReadError>(())
/// ```
#[macro_export]
macro_rules! entities {
    ($($entity:expr),+ $(,)?) => {
        $crate::Entities::new()$(.with($entity))+.listed_at(::core::file!(), ::core::line!())
    };
}

impl Entities {
    /// No entities yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// One more.
    #[must_use]
    pub fn with<E: EntityTrait>(mut self, _: E) -> Self {
        self.all.push(Entity { path: std::any::type_name::<E>(), state: Stated::of::<E> });
        self
    }

    /// Where the list stands, which findings give as the place of the declaration; lines from 1. The
    /// macro says this by itself.
    #[must_use]
    pub fn listed_at(mut self, file: impl Into<String>, line: u32) -> Self {
        (self.file, self.line) = (file.into(), line);
        self
    }

    /// Leaves more open than entities must: what they do not say of these topics is not compared.
    #[must_use]
    pub fn silent_on(mut self, topics: impl IntoIterator<Item = Topic>) -> Self {
        self.silent_on.extend(topics);
        self
    }

    /// For entities that `sea-orm-cli generate entity` wrote: it writes down neither defaults nor
    /// indexes, so that the absence of one says nothing.
    #[must_use]
    pub fn generated(self) -> Self {
        self.silent_on([Topic::Defaults, Topic::PlainIndexes])
    }

    /// What people call the list.
    pub fn label(&self) -> String {
        let many = if self.all.len() == 1 { "entity" } else { "entities" };
        let place = if self.file.is_empty() { String::new() } else { format!(" of {}", self.file) };
        format!("{} {many}{place}", self.all.len())
    }

    /// The schema that the entities declare on an engine: tables, columns, keys, indexes, and on
    /// PostgreSQL the enum types of their columns. `schema_name` is a schema on PostgreSQL; on the
    /// others it is the name of a database, and left out.
    ///
    /// What entities cannot say is in [`Reading::silent_on`]: where they do say something about it (a
    /// check in `extra`, a name in `fk_name`, a comment on MySQL) that is compared.
    ///
    /// # Errors
    /// [`ReadError::Entity`] when two entities have the same table, when an enum type is declared with
    /// different values, when a column's type does not exist on the engine, or when a default or
    /// `extra` would not stay in its place. Never panics where sea-orm's own builder does.
    pub fn read(&self, dialect: Dialect) -> Result<Reading, ReadError> {
        let backend = match dialect.family {
            Family::Sqlite => DbBackend::Sqlite,
            Family::Postgres => DbBackend::Postgres,
            Family::MySql | Family::MariaDb => DbBackend::MySql,
        };
        let all: Vec<_> = self.all.iter().map(|e| (e.path, (e.state)(backend))).collect();
        let drawn = outline::draw(dialect, self.line, &all)?;
        let mut reading = drawn.outline.read(&self.file).map_err(|unfit| {
            let Unfit { place, why, .. } = unfit;
            ReadError::Entity { place, why }
        })?;
        for table in reading.schema.tables.values_mut() {
            table.primary_key.iter_mut().chain(&mut table.uniques).for_each(|k| k.name = None);
            if dialect.is_mysql_like() {
                // Every foreign key has its index there, said or not.
                let keys = &table.foreign_keys;
                table.indexes.retain(|index| {
                    let column = |part: &IndexPart| match &part.key {
                        IndexKey::Column(name) => name.clone(),
                        IndexKey::Expression(expr) => expr.0.clone(),
                    };
                    let columns: Vec<_> = index.parts.iter().map(column).collect();
                    index.unique || !keys.iter().any(|k| k.columns == columns)
                });
            }
            table.indexes.iter_mut().for_each(|i| i.name = None);
            for key in &mut table.foreign_keys {
                if key.name.as_ref().is_none_or(|n| !drawn.names.contains(n)) {
                    key.name = None;
                }
            }
            for column in &mut table.columns {
                // The text is what sea-orm makes of it; the meaning is that nothing is said.
                if drawn.open.contains(&(table.name.clone(), column.name.clone()))
                    && let TypeKind::VarChar { length } | TypeKind::Binary { length, varying: true } =
                        &mut column.ty.kind
                {
                    *length = None;
                }
            }
        }
        reading.remarks.extend(drawn.remarks(&self.file, self.line));
        reading.origin.kind = OriginKind::Entities;
        reading.origin.label = self.label();
        reading.silent_on = silent_on(dialect.family);
        reading.silent_on.extend(&self.silent_on);
        Ok(reading)
    }

    /// The same as a source that is chosen at run time.
    pub fn source(self, dialect: Dialect) -> EntitySource {
        EntitySource { entities: self, dialect }
    }
}

/// [`Entities`] with the engine that they are for.
#[derive(Debug, Clone)]
pub struct EntitySource {
    entities: Entities,
    dialect: Dialect,
}

impl SchemaSource for EntitySource {
    fn label(&self) -> String {
        self.entities.label()
    }

    fn read(&self) -> ReadFuture<'_> {
        Box::pin(async { self.entities.read(self.dialect) })
    }
}

/// What entities may leave open on an engine.
fn silent_on(family: Family) -> BTreeSet<Topic> {
    let mut topics = BTreeSet::from([
        Topic::Comments,
        Topic::Collations,
        Topic::Checks,
        Topic::Generated,
        Topic::SpecialIndexes,
        Topic::CompositeIndexes,
        Topic::TableOptions,
        Topic::Views,
        Topic::Triggers,
        Topic::Names,
        Topic::UniqueForm,
        Topic::Lengths,
    ]);
    match family {
        Family::Postgres => topics.extend([
            Topic::Deferrable,
            Topic::Sequences,
            Topic::Domains,
            Topic::Routines,
            Topic::Exclusions,
            Topic::CustomTypes,
            Topic::Numbering,
            Topic::NumberingForm,
            Topic::StorageTypes,
        ]),
        Family::Sqlite => {
            topics.extend([Topic::Deferrable, Topic::NumberingForm, Topic::StorageTypes]);
        }
        Family::MySql | Family::MariaDb => {
            topics.extend([Topic::Sequences, Topic::Routines, Topic::OnUpdate]);
        }
    }
    topics
}
