//! The schema as declared so far: what every statement changes, with where it was declared and what
//! was not understood.

use std::collections::{BTreeMap, BTreeSet};

use seedbed_schema_model::{
    Dialect, Family, Gap, GapKind, Key, Location, ObjectKind, Place, Remark, RemarkKind, Schema,
    Table, TableName,
};

use super::{calls, constraint::Constraint, cursor::Names, names, path::Paths, refs::Role, rename};

/// A text being read, with its lines.
#[derive(Debug)]
pub(super) struct Source<'a> {
    pub(super) file: &'a str,
    pub(super) text: &'a str,
    starts: Vec<usize>,
    /// For a text that was made from another: which line of that each of its own lines stands for.
    stands_for: Vec<u32>,
}

impl<'a> Source<'a> {
    /// A text called `file`.
    pub(super) fn new(file: &'a str, text: &'a str) -> Self {
        let breaks = text.bytes().enumerate().filter(|(_, b)| *b == b'\n').map(|(i, _)| i + 1);
        let starts = std::iter::once(0).chain(breaks).collect();
        Self { file, text, starts, stands_for: Vec::new() }
    }

    /// A text made from `file`, with the line of that each of its own lines stands for.
    pub(super) fn made_from(file: &'a str, text: &'a str, lines: Vec<u32>) -> Self {
        Self { stands_for: lines, ..Self::new(file, text) }
    }

    /// The line of a byte in the text itself, from 1.
    fn own_line(&self, at: usize) -> usize {
        self.starts.partition_point(|s| *s <= at)
    }

    /// The line of a byte, from 1.
    pub(super) fn line(&self, at: usize) -> u32 {
        let own = self.own_line(at);
        let other = self.stands_for.get(own.saturating_sub(1)).copied();
        other.unwrap_or_else(|| u32::try_from(own).unwrap_or(u32::MAX))
    }

    /// The place of a byte.
    pub(super) fn location(&self, at: usize) -> Location {
        Location { file: self.file.to_owned(), line: self.line(at) }
    }

    /// The line that holds a byte, shortened; from the byte on when that is far into the line.
    pub(super) fn shortened(&self, at: usize) -> String {
        let start = self.starts.get(self.own_line(at) - 1).copied().unwrap_or(0);
        let from = if at.saturating_sub(start) < 60 { start } else { at };
        // Only so far as is shown: a dump may be one line of many megabytes.
        let mut rest = self.text.get(from..).unwrap_or("").trim_start().chars();
        let mut short: String = rest.by_ref().take(80).take_while(|c| *c != '\n').collect();
        if short.chars().count() == 80 && rest.next().is_some_and(|c| c != '\n') {
            short.push('…');
        }
        short.truncate(short.trim_end().len());
        // What is no text must not reach a terminal as it is.
        short
            .chars()
            .map(|c| if c.is_control() { char::REPLACEMENT_CHARACTER } else { c })
            .collect()
    }
}

/// The state that statements change.
#[derive(Debug)]
pub(super) struct Declared {
    pub(super) names: Names,
    pub(super) schema: Schema,
    pub(super) gaps: Vec<Gap>,
    pub(super) locations: BTreeMap<Place, Location>,
    /// What a lint wants to know.
    pub(super) remarks: Vec<Remark>,
    /// Sequences and the column that owns each.
    pub(super) owners: BTreeMap<TableName, (TableName, String)>,
    /// MySQL: procedures and prepared statements that may change the schema when they run.
    pub(super) code: std::collections::BTreeSet<String>,
    /// PostgreSQL: what functions do when they run.
    pub(super) bodies: calls::Bodies,
    /// PostgreSQL inheritance: parent and child.
    pub(super) inherits: Vec<(TableName, TableName)>,
    /// The spellings in which tables were declared, by their name in lower case; those that are gone too.
    spellings: BTreeMap<String, BTreeSet<TableName>>,
    /// Tables that are gone with their connection.
    pub(super) temporary: BTreeSet<TableName>,
    /// Tables whose columns come from a query.
    pub(super) by_query: BTreeSet<TableName>,
    /// PostgreSQL: objects whose texts the statement being read has changed, while names may be of
    /// several schemas.
    pub(super) touched: BTreeSet<TableName>,
    /// PostgreSQL: the search paths to go back to.
    pub(super) paths: Paths,
}

impl Declared {
    /// Nothing declared yet.
    pub(super) fn new(dialect: Dialect) -> Self {
        Self::with(Names::new(dialect))
    }

    /// Nothing declared yet; names are understood so.
    pub(super) fn with(names: Names) -> Self {
        let mut schema = Schema::empty(names.dialect);
        if names.wanders() || names.home != Names::new(names.dialect).home {
            schema.search_path.clone_from(&names.path);
        }
        Self {
            paths: Paths { first: names.path.clone(), ..Paths::default() },
            names,
            by_query: BTreeSet::new(),
            touched: BTreeSet::new(),
            schema,
            gaps: Vec::new(),
            locations: BTreeMap::new(),
            remarks: Vec::new(),
            owners: BTreeMap::new(),
            code: std::collections::BTreeSet::new(),
            bodies: calls::Bodies::new(),
            inherits: Vec::new(),
            temporary: BTreeSet::new(),
            spellings: BTreeMap::new(),
        }
    }

    /// What is in `schema` is declared already.
    pub(super) fn over(names: Names, schema: Schema) -> Self {
        let mut declared = Self { schema, ..Self::with(names) };
        for name in declared.schema.tables.keys().cloned().collect::<Vec<_>>() {
            declared.spelled(&name);
        }
        declared
    }

    /// A table that is declared for the first time.
    pub(super) fn declare(&mut self, table: Table) {
        self.spelled(&table.name);
        self.schema.insert(table);
    }

    fn spelled(&mut self, name: &TableName) {
        self.spellings.entry(name.name.to_lowercase()).or_default().insert(name.clone());
    }

    /// Whether the engine is PostgreSQL.
    pub(super) fn is_postgres(&self) -> bool {
        self.names.dialect.family == Family::Postgres
    }

    /// Records what was not read.
    pub(super) fn gap(
        &mut self,
        source: &Source<'_>,
        at: usize,
        kind: GapKind,
        why: impl Into<String>,
    ) {
        self.gaps.push(Gap {
            place: source.location(at).to_string(),
            what: source.shortened(at),
            why: why.into(),
            kind,
            goes_with: None,
        });
    }

    /// Records that something is declared again.
    pub(super) fn again(
        &mut self,
        source: &Source<'_>,
        at: usize,
        kind: RemarkKind,
        place: Place,
        said: Vec<String>,
    ) {
        let first = self.locations.get(&place).cloned();
        self.remarks.push(Remark { kind, place, at: source.location(at), first, said });
    }

    /// Records where something is declared.
    pub(super) fn locate(&mut self, place: Place, source: &Source<'_>, at: usize) {
        self.touch(&place.object);
        self.locations.insert(place, source.location(at));
    }

    /// The table of this name, as declared (SQLite and MySQL may spell it otherwise).
    pub(super) fn find_table(&self, name: &TableName) -> Option<TableName> {
        if self.schema.tables.contains_key(name) {
            return Some(name.clone());
        }
        if self.is_postgres() {
            let found = self.existing(name.clone(), |s, n| s.tables.contains_key(n));
            return self.schema.tables.contains_key(&found).then_some(found);
        }
        let is_it = |t: &&TableName| rename::same_table(&self.names, t, name);
        let spelled = self.spellings.get(&name.name.to_lowercase()).into_iter().flatten();
        let found = spelled.filter(|t| self.schema.tables.contains_key(t)).find(is_it);
        debug_assert_eq!(found, self.schema.tables.keys().find(is_it));
        found.cloned()
    }

    /// Renames a table (or moves it to another schema) with everything that refers to it.
    pub(super) fn rename_table(&mut self, from: &TableName, to: &TableName) {
        let names = self.names.clone();
        rename::table(&mut self.schema, &names, from, to);
        self.spelled(to);
        rename::locations(&mut self.locations, from, to);
        for (table, _) in self.owners.values_mut().filter(|(t, _)| t == from) {
            table.clone_from(to);
        }
        for (parent, child) in &mut self.inherits {
            for name in [parent, child] {
                if name == from {
                    name.clone_from(to);
                }
            }
        }
        if self.by_query.remove(from) {
            self.by_query.insert(to.clone());
        }
        self.follow(&[Role::Type, Role::Relation], from, to);
    }

    /// Drops a table with its places.
    pub(super) fn drop_table(&mut self, name: &TableName) {
        let Some(name) = self.find_table(name) else { return };
        self.schema.tables.remove(&name);
        self.locations.retain(|p, _| p.object != name || p.kind == ObjectKind::View);
        if self.is_postgres() {
            // Only with CASCADE can anything refer to it still.
            for table in self.schema.tables.values_mut() {
                table.foreign_keys.retain(|k| k.target != name);
            }
            let partitions: Vec<TableName> = self
                .schema
                .tables
                .values()
                .filter(|t| t.options.partition_of.as_ref() == Some(&name))
                .map(|t| t.name.clone())
                .collect();
            for partition in partitions {
                self.drop_table(&partition);
            }
        }
    }

    /// The tables that follow the changes of another: its partitions, and unless `keys` (which are not
    /// inherited) the tables that inherit from it; with those that follow them in turn.
    pub(super) fn children(&self, parent: &TableName, keys: bool) -> Vec<TableName> {
        let mut found: Vec<TableName> = Vec::new();
        let mut next = 0;
        let mut of = parent.clone();
        loop {
            let partitions = self
                .schema
                .tables
                .values()
                .filter(|t| t.options.partition_of.as_ref() == Some(&of))
                .map(|t| &t.name);
            let inheritors = self.inherits.iter().filter(|(p, _)| *p == of && !keys);
            let all = partitions.chain(inheritors.map(|(_, child)| child));
            let new: Vec<_> = all.filter(|t| !found.contains(t) && *t != parent).cloned().collect();
            found.extend(new);
            match found.get(next) {
                Some(child) => of.clone_from(child),
                None => return found,
            }
            next += 1;
        }
    }

    /// Gives a partition what its parent has got; keys get names of their own.
    pub(super) fn attach_to_partition(
        &mut self,
        source: &Source<'_>,
        partition: &TableName,
        constraint: Constraint,
        at: usize,
    ) {
        let Some(mut table) = self.schema.tables.remove(partition) else { return };
        let constraint = match constraint {
            Constraint::PrimaryKey(key, index) => {
                Constraint::PrimaryKey(Key { name: None, ..key }, index)
            }
            Constraint::Unique(key) => Constraint::Unique(Key { name: None, ..key }),
            Constraint::Index(mut index) => {
                let taken = |n: &str| table.indexes.iter().any(|i| i.name.as_deref() == Some(n));
                let name = names::postgres_index(&table.name.name, &index.parts, &taken);
                index.name = Some(name);
                Constraint::Index(index)
            }
            other => other,
        };
        self.attach(source, &mut table, constraint, at);
        self.schema.insert(table);
    }

    /// The table that has an index (or a key) of this name, in this schema.
    pub(super) fn table_of_index(&self, index: &TableName) -> Option<TableName> {
        self.schema
            .tables
            .values()
            .find(|t| {
                t.name.schema == index.schema
                    && t.indexes
                        .iter()
                        .filter_map(|i| i.name.as_deref())
                        .any(|n| self.names.same(n, &index.name))
            })
            .map(|t| t.name.clone())
    }
}
