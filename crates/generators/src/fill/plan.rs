//! Deciding what fills a schema.

use std::collections::{BTreeMap, BTreeSet};

use seedbed_schema_model::{
    Column, Family, ForeignKey, Identity, Index, IndexKey, Schema, Table, TableName, TypeKind,
    glob, graph,
    normal::condition::{self, Expression},
};

use super::{
    Fill, FillOptions,
    choose::{self, choose},
    keys::{self, Digit, Group},
    limits::Limits,
    make::{Maker, Moment, integer_room},
    memo::Memo,
    truth,
};
use crate::{AnchorSpec, bind};

/// A table that is not filled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skipped {
    /// The table.
    pub table: TableName,
    /// Why.
    pub why: String,
}

/// What a column holds, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// `table.column`.
    pub place: String,
    /// What it holds: `Email`, `reference to users`.
    pub holds: String,
    /// How sure, of 100.
    pub confidence: u8,
    /// Why.
    pub because: String,
}

/// Where the value of a column comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Held {
    /// The keys set aside for the table.
    Key,
    /// A reference, by its number.
    Reference(usize),
    /// Made by itself.
    Made(Maker),
    /// Nothing: the database fills it.
    Nothing,
}

/// A column to fill.
#[derive(Debug, Clone)]
pub(super) struct FilledColumn {
    pub(super) name: String,
    pub(super) kind: TypeKind,
    pub(super) nullable: bool,
    pub(super) held: Held,
    pub(super) limits: Limits,
    pub(super) digit: Option<Digit>,
    pub(super) confidence: u8,
    because: String,
}

impl FilledColumn {
    /// Whether a value of its type can be made at all.
    fn is_known(&self) -> bool {
        let mut cell = crate::Cell::new(0, "", "", 0);
        self.limits.allowed.is_some()
            || !matches!(&self.kind, TypeKind::Other { name } if !name.is_empty() && !name.contains("text"))
            || !super::shape::of_type(&self.kind, Family::Postgres, &mut cell, 0).is_null()
    }

    /// How many different values it can hold.
    pub(super) fn capacity(&self) -> u64 {
        if let Some(allowed) = &self.limits.allowed {
            return allowed.len() as u64;
        }
        let letters =
            |n: usize| 36u64.checked_pow(u32::try_from(n).unwrap_or(13)).unwrap_or(u64::MAX);
        match &self.kind {
            TypeKind::Boolean => 2,
            TypeKind::Integer { bits, unsigned } => {
                let (from, to) = integer_room(*bits, *unsigned, &self.limits);
                u64::try_from(i128::from(to) - i128::from(from) + 1).unwrap_or(u64::MAX)
            }
            TypeKind::Decimal { precision: Some(p), .. } => {
                10u64.checked_pow(p.saturating_sub(1)).unwrap_or(u64::MAX)
            }
            TypeKind::Char { length } | TypeKind::VarChar { length } => {
                letters(length.map_or(13, |l| l as usize).min(self.limits.longest.unwrap_or(99)))
            }
            TypeKind::Date => 36_000,
            TypeKind::Year => 150,
            TypeKind::Bit { length, .. } => 1 << length.unwrap_or(1).min(60),
            TypeKind::Time { .. } => 1,
            TypeKind::Set { .. } | TypeKind::Array { .. } => 1,
            TypeKind::Binary { length, .. } => 1 << (8 * length.unwrap_or(1).min(7)),
            _ => u64::MAX,
        }
    }
}

/// A foreign key to fill.
#[derive(Debug, Clone)]
pub(super) struct Reference {
    /// Indexes of the columns.
    pub(super) columns: Vec<usize>,
    pub(super) target: TableName,
    pub(super) target_columns: Vec<String>,
    /// The same as places among the columns of the target, when it is filled.
    pub(super) targets: Vec<Option<usize>>,
    /// The column of an anchor that says when its rows came to be.
    pub(super) born: Option<String>,
    /// Rows it can choose from.
    pub(super) size: u64,
    /// The target among the tables filled, when it is one of them.
    pub(super) filled: Option<usize>,
    /// The target's rows are made block by block beside those of this table.
    pub(super) together: bool,
    /// The anchor's name, when the target's rows are there already.
    pub(super) anchor: Option<String>,
    /// To its own table.
    pub(super) own: bool,
    /// NULL is allowed in one of its columns.
    pub(super) optional: bool,
    pub(super) digit: Option<Digit>,
}

/// A table to fill.
#[derive(Debug, Clone)]
pub(super) struct Draft {
    pub(super) name: TableName,
    pub(super) rows: u64,
    pub(super) columns: Vec<FilledColumn>,
    pub(super) references: Vec<Reference>,
    pub(super) checks: Vec<Expression>,
    /// As they are written, in the same order.
    pub(super) check_texts: Vec<String>,
    /// What people should know.
    pub(super) notes: Vec<String>,
    /// Its place among the tables filled.
    pub(super) index: usize,
    /// Columns that are numbered together.
    pub(super) groups: Vec<Group>,
    /// Whether what a row refers to is drawn again where the row breaks a check.
    pub(super) redraws: bool,
    /// Whether a column says when something was.
    pub(super) dated: bool,
}

/// A draft that is done.
pub(super) type Filled = Draft;

impl Draft {
    pub(super) fn key_column(&self) -> Option<&str> {
        self.columns.iter().find(|c| c.held == Held::Key).map(|c| c.name.as_str())
    }

    pub(super) fn choices(&self) -> Vec<Choice> {
        let mut all: Vec<Choice> = self
            .columns
            .iter()
            .filter(|c| c.held != Held::Nothing)
            .map(|c| Choice {
                place: format!("{}.{}", self.name, c.name),
                holds: match c.held {
                    Held::Key => "key".into(),
                    Held::Reference(r) => {
                        format!("reference to {}", self.references[r].target)
                    }
                    Held::Made(maker) => format!("{maker:?}"),
                    Held::Nothing => String::new(),
                },
                confidence: c.confidence,
                because: c.because.clone(),
            })
            .collect();
        all.extend(self.notes.iter().map(|note| Choice {
            place: self.name.to_string(),
            holds: format!("{} rows", self.rows),
            confidence: 100,
            because: note.clone(),
        }));
        all
    }
}

impl Fill {
    /// Decides how the tables of a schema are filled. `census` tells how many rows each table has:
    /// tables that hold rows are left as they are and serve as anchors.
    pub fn over(schema: &Schema, census: &BTreeMap<TableName, u64>, options: &FillOptions) -> Self {
        let mut planner = Planner {
            schema,
            census,
            options,
            drafts: BTreeMap::new(),
            skipped: Vec::new(),
            anchors: BTreeMap::new(),
        };
        planner.plan()
    }
}

struct Planner<'s> {
    schema: &'s Schema,
    census: &'s BTreeMap<TableName, u64>,
    options: &'s FillOptions,
    drafts: BTreeMap<TableName, Draft>,
    skipped: Vec<Skipped>,
    anchors: BTreeMap<String, AnchorSpec>,
}

impl Planner<'_> {
    fn plan(&mut self) -> Fill {
        let wanted: BTreeSet<TableName> =
            self.schema.tables.keys().filter(|name| self.wants(name)).cloned().collect();
        let names: Vec<TableName> = wanted.iter().cloned().collect();
        let mut order: Vec<Vec<TableName>> = Vec::new();
        for component in graph::insertion_order(self.schema, &names) {
            let together: BTreeSet<&TableName> = component.tables.iter().collect();
            let mut made = Vec::new();
            for name in &component.tables {
                let Some(table) = self.schema.table(name) else { continue };
                match self.draft(table, &together) {
                    Ok(draft) => {
                        self.drafts.insert(name.clone(), draft);
                        made.push(name.clone());
                    }
                    Err(why) => self.skip(name, why),
                }
            }
            for (name, key) in graph::unbreakable(self.schema, &component.tables) {
                let why = format!(
                    "{} must refer to {}, which refers back, and can neither be NULL nor wait: make it \
                     nullable or the foreign key DEFERRABLE",
                    key.columns.join(", "),
                    key.target
                );
                if self.drafts.remove(name).is_some() {
                    made.retain(|m| m != name);
                    self.skip(name, why);
                }
            }
            // One of a cycle that cannot be filled takes the others with it, where they need it.
            if made.len() < component.tables.len() && component.tables.len() > 1 {
                for name in made.drain(..) {
                    self.drafts.remove(&name);
                    self.skip(
                        &name,
                        "it refers in a circle to a table that cannot be filled".into(),
                    );
                }
            }
            order.push(made);
        }
        let mut tables: Vec<Draft> = std::mem::take(&mut self.drafts).into_values().collect();
        let places: BTreeMap<TableName, usize> =
            tables.iter().enumerate().map(|(i, t)| (t.name.clone(), i)).collect();
        let columns: Vec<Vec<String>> =
            (tables.iter()).map(|t| t.columns.iter().map(|c| c.name.clone()).collect()).collect();
        for (index, table) in tables.iter_mut().enumerate() {
            table.index = index;
            for reference in &mut table.references {
                reference.filled = places.get(&reference.target).copied();
                let Some(theirs) = reference.filled.and_then(|i| columns.get(i)) else { continue };
                let at = |name: &String| theirs.iter().position(|c| c.eq_ignore_ascii_case(name));
                reference.targets = reference.target_columns.iter().map(at).collect();
            }
        }
        let index = |name: &TableName| places.get(name).copied();
        let components = order.iter().map(|c| c.iter().filter_map(index).collect::<Vec<_>>());
        let rows = tables.iter().map(|t| (t.name.to_string(), t.rows.to_string())).collect();
        Fill {
            family: self.schema.dialect.family,
            memo: Memo::default(),
            components: components.filter(|c| !c.is_empty()).collect(),
            skipped: std::mem::take(&mut self.skipped),
            anchors: self.anchors.values().cloned().collect(),
            options: rows,
            tables,
        }
    }

    fn skip(&mut self, table: &TableName, why: String) {
        self.skipped.push(Skipped { table: table.clone(), why });
    }

    fn wants(&mut self, name: &TableName) -> bool {
        let chosen = self.options.tables.iter().any(|p| glob(p, &name.name));
        if !chosen || seedbed_schema_model::is_own_table(name) {
            return false;
        }
        if self.options.leave.contains(name) {
            return false;
        }
        if let Some(why) = self.options.unfit.get(name) {
            self.skip(name, why.clone());
            return false;
        }
        if self.schema.table(name).is_some_and(seedbed_schema_model::is_known_ledger) {
            self.skip(name, "it is the ledger of a migration tool".into());
            return false;
        }
        if let Some(rows) = self.census.get(name).filter(|n| **n > 0) {
            self.skip(name, format!("it holds {rows} rows already; they serve as anchors"));
            return false;
        }
        if self.schema.table(name).is_some_and(|t| t.options.partition_of.is_some()) {
            self.skip(name, "it is a partition: its rows come through its parent".into());
            return false;
        }
        true
    }

    fn rows_of(&self, name: &TableName) -> u64 {
        let by_table = &self.options.by_table;
        by_table
            .get(&name.to_string())
            .or(by_table.get(&name.name))
            .copied()
            .unwrap_or(self.options.rows)
    }

    fn draft(&mut self, table: &Table, together: &BTreeSet<&TableName>) -> Result<Draft, String> {
        let (mut checks, mut check_texts) = (Vec::new(), Vec::new());
        let mut notes = Vec::new();
        for check in table.checks.iter().filter(|c| c.validated) {
            match condition::read(self.schema, table, &check.expr) {
                Some(tree) => {
                    if !truth::understood(&tree) {
                        notes.push(format!("not fully understood: CHECK {}", check.expr.0));
                    }
                    checks.push(tree);
                    check_texts.push(check.expr.0.clone());
                }
                None => notes.push(format!("not understood: CHECK {}", check.expr.0)),
            }
        }
        let mut draft = Draft {
            name: table.name.clone(),
            rows: self.rows_of(&table.name),
            columns: table.columns.iter().map(|c| self.column(table, c, &checks)).collect(),
            references: Vec::new(),
            checks,
            check_texts,
            notes,
            index: 0,
            groups: Vec::new(),
            redraws: false,
            dated: false,
        };
        self.references(table, together, &mut draft)?;
        self.key(table, &mut draft);
        for column in &draft.columns {
            if let Some(why) = column.limits.contradiction()
                && !column.nullable
            {
                return Err(format!("{}.{}: {why}", table.name, column.name));
            }
        }
        for (column, of) in draft.columns.iter().zip(&table.columns) {
            let required = !of.nullable && of.default.is_none();
            if required && column.held == Held::Made(Maker::OfType) && !column.is_known() {
                return Err(format!(
                    "{}.{} is NOT NULL without a default, and no value of type {} is known",
                    table.name, column.name, of.ty.raw
                ));
            }
        }
        for (column, of) in draft.columns.iter_mut().zip(&table.columns) {
            if column.held == Held::Made(Maker::OfType)
                && !column.is_known()
                && of.default.is_some()
            {
                column.held = Held::Nothing;
            }
        }
        let (single, keys): (Vec<_>, Vec<_>) =
            unique_keys(table).into_iter().partition(Vec::is_empty);
        if !single.is_empty() && draft.rows > 1 {
            draft.notes.push("1 row: a unique index lets the table have one only".into());
            draft.rows = 1;
        }
        keys::number(&mut draft, keys);
        draft.redraws = redraws(&draft);
        draft.dated = draft.columns.iter().any(|c| {
            matches!(c.held, Held::Made(Maker::Moment(_)))
                || matches!(
                    c.kind,
                    TypeKind::Date | TypeKind::DateTime { .. } | TypeKind::Instant { .. }
                ) && matches!(c.held, Held::Made(_))
        });
        if draft.rows == 0 {
            return Err(draft.notes.last().cloned().unwrap_or("no rows are asked for".into()));
        }
        Ok(draft)
    }

    fn column(&self, table: &Table, column: &Column, checks: &[Expression]) -> FilledColumn {
        let (kind, listed) = bind::allowed(self.schema, table, column);
        let kind = sized(kind, &column.ty.raw);
        let mut limits = Limits::default();
        for check in checks {
            limits.add(check, &column.name);
        }
        if let TypeKind::Domain { name } = &column.ty.kind {
            self.domain(name, table, &mut limits);
        }
        let is_enum = matches!(kind, TypeKind::Enum { .. });
        if let Some(values) = listed.filter(|_| is_enum)
            && limits.allowed.is_none()
        {
            limits.allowed =
                Some(values.into_iter().map(|v| crate::Value::Text(v.into())).collect());
        }
        let choose::Choice { maker, confidence, because } = choose(table, column, &kind);
        let serial = matches!(
            column.identity,
            Some(Identity::Serial { .. } | Identity::Always | Identity::ByDefault)
        );
        let nothing = column.generated.is_some() || serial;
        FilledColumn {
            name: column.name.clone(),
            nullable: column.nullable && !limits.required,
            held: if nothing { Held::Nothing } else { Held::Made(maker) },
            kind,
            limits,
            digit: None,
            confidence,
            because,
        }
    }

    fn domain(&self, name: &TableName, table: &Table, limits: &mut Limits) {
        let mut name = name;
        for _ in 0..8 {
            let Some(domain) = self.schema.domains.get(name) else { return };
            limits.required |= domain.not_null;
            for check in &domain.checks {
                if let Some(tree) = condition::read(self.schema, table, &check.expr) {
                    limits.add(&tree, "value");
                }
            }
            let TypeKind::Domain { name: base } = &domain.base.kind else { return };
            name = base;
        }
    }

    /// The references, required ones first: they decide what shared columns hold.
    fn references(
        &mut self,
        table: &Table,
        together: &BTreeSet<&TableName>,
        draft: &mut Draft,
    ) -> Result<(), String> {
        let mut all: Vec<&ForeignKey> = table.foreign_keys.iter().collect();
        let optional = |key: &ForeignKey| {
            key.columns.iter().any(|c| table.column(c).is_some_and(|c| c.nullable))
        };
        all.sort_by_key(|k| (optional(k), std::cmp::Reverse(k.columns.len()), k.columns.clone()));
        for key in all {
            let columns: Option<Vec<usize>> = key
                .columns
                .iter()
                .map(|name| table.columns.iter().position(|c| c.name.eq_ignore_ascii_case(name)))
                .collect();
            let Some(columns) = columns else { continue };
            if columns.iter().any(|c| draft.columns[*c].held == Held::Nothing) {
                continue;
            }
            let optional = optional(key);
            let Some(target) = graph::target(self.schema, key) else {
                if optional {
                    self.null(draft, &columns);
                    continue;
                }
                return Err(format!("it refers to {}, which is not there", key.target));
            };
            let own = target.name == table.name;
            let inside = own || together.contains(&target.name);
            let rows = self.census.get(&target.name).copied().unwrap_or(0);
            let mut born = None;
            let (size, anchor) = match self.drafts.get(&target.name) {
                Some(parent) => (parent.rows, None),
                None if inside => (self.rows_of(&target.name), None),
                None if rows > 0 => {
                    let (name, when) = self.anchor(target, &key.target_columns);
                    born = when;
                    (rows, Some(name))
                }
                None if optional => {
                    self.null(draft, &columns);
                    continue;
                }
                None => {
                    let why = format!("it needs a row of {}, which is empty", target.name);
                    let filled = self.skipped.iter().find(|s| s.table == target.name);
                    return Err(match filled {
                        Some(s) => format!("{why} and not filled: {}", s.why),
                        None => format!("{why} and is not to be filled"),
                    });
                }
            };
            let number = draft.references.len();
            for column in &columns {
                // The first reference decides a shared column; the others follow it.
                if matches!(draft.columns[*column].held, Held::Made(_)) {
                    let column = &mut draft.columns[*column];
                    column.held = Held::Reference(number);
                    column.confidence = 100;
                    column.because = format!("a foreign key to {}", target.name);
                }
            }
            draft.references.push(Reference {
                columns,
                target: target.name.clone(),
                target_columns: key.target_columns.clone(),
                targets: Vec::new(),
                born,
                size,
                filled: None,
                together: inside && !own,
                anchor,
                own,
                optional,
                digit: None,
            });
        }
        Ok(())
    }

    /// Columns of a reference that has nothing to refer to.
    fn null(&self, draft: &mut Draft, columns: &[usize]) {
        for at in columns {
            let column = &mut draft.columns[*at];
            if column.nullable && matches!(column.held, Held::Made(_)) {
                column.limits.null = true;
                column.because = "what it refers to is empty".into();
            }
        }
    }

    /// The anchor's name, and the column that says when its rows came to be.
    fn anchor(&mut self, target: &Table, columns: &[String]) -> (String, Option<String>) {
        let name = format!("fill {}", target.name);
        let deleted = |c: &&Column| {
            let names = bind::words::words(&c.name);
            c.nullable && names == ["deleted", "at"]
        };
        let key = target.primary_key.as_ref().and_then(|k| k.columns.first());
        let key = key.or(columns.first()).cloned().unwrap_or_default();
        let spec = self.anchors.entry(name.clone()).or_insert_with(|| AnchorSpec {
            name: name.clone(),
            table: target.name.clone(),
            key,
            columns: Vec::new(),
            not_deleted: target.columns.iter().find(deleted).map(|c| c.name.clone()),
            required: false,
        });
        let is_born = |c: &&Column| {
            let is_time = matches!(
                c.ty.kind,
                TypeKind::Date | TypeKind::DateTime { .. } | TypeKind::Instant { .. }
            );
            is_time && choose(target, c, &c.ty.kind).maker == Maker::Moment(Moment::Born)
        };
        let born = target.columns.iter().find(is_born).map(|c| c.name.clone());
        for column in columns.iter().chain(&born) {
            if *column != spec.key && !spec.columns.contains(column) {
                spec.columns.push(column.clone());
            }
        }
        (name, born)
    }

    /// The column that gets the keys set aside.
    fn key(&self, table: &Table, draft: &mut Draft) {
        let single = table.primary_key.as_ref().and_then(|k| match k.columns.as_slice() {
            [one] => Some(one.as_str()),
            _ => None,
        });
        let sqlite = self.schema.dialect.family == Family::Sqlite;
        let able = |c: &Column, f: &FilledColumn| {
            let whole = matches!(f.kind, TypeKind::Integer { bits: 16.., .. });
            let uuid = matches!(f.kind, TypeKind::Uuid);
            (whole || uuid)
                && f.limits == Limits::default()
                && (!sqlite || whole || c.identity.is_none())
        };
        let own = |i: usize| {
            matches!(draft.columns[i].held, Held::Made(_))
                || (draft.columns[i].held == Held::Nothing && table.columns[i].generated.is_none())
        };
        let numbered = |c: &Column| c.identity.is_some();
        let at = table.columns.iter().enumerate().position(|(i, c)| {
            (single == Some(c.name.as_str()) || numbered(c)) && own(i) && able(c, &draft.columns[i])
        });
        if let Some(at) = at {
            draft.columns[at].held = Held::Key;
            draft.columns[at].confidence = 100;
            draft.columns[at].because = "it is the key of the table".into();
        }
    }
}

/// Whether a check, or another reference, has a say in what a row refers to.
fn redraws(draft: &Draft) -> bool {
    let referring = |at: usize| matches!(draft.columns[at].held, Held::Reference(_));
    let shared = draft.references.iter().enumerate().any(|(i, r)| {
        let earlier = draft.references.iter().take(i).flat_map(|r| &r.columns);
        earlier.clone().any(|c| r.columns.contains(c))
    });
    let named = draft.columns.iter().enumerate().any(|(at, column)| {
        referring(at) && draft.checks.iter().any(|check| truth::mentions(check, &column.name))
    });
    shared || named
}

/// The columns of every unique key, as indexes; a partial index counts as a whole one, an expression
/// as the columns it names: none at all in `((true))`, which lets a table have one row.
fn unique_keys(table: &Table) -> Vec<Vec<usize>> {
    let at = |name: &String| table.columns.iter().position(|c| c.name.eq_ignore_ascii_case(name));
    let of_key = |columns: &Vec<String>| columns.iter().map(at).collect::<Option<Vec<usize>>>();
    let of_index = |index: &Index| {
        let mut all = Vec::new();
        for part in &index.parts {
            match &part.key {
                IndexKey::Column(name) => all.push(at(name)?),
                IndexKey::Expression(expr) => {
                    let text = expr.0.to_lowercase();
                    let named = |c: &Column| {
                        let name = c.name.to_lowercase();
                        text.split(|c: char| !(c.is_alphanumeric() || c == '_')).any(|w| w == name)
                    };
                    all.extend(
                        table.columns.iter().enumerate().filter(|(_, c)| named(c)).map(|(i, _)| i),
                    );
                }
            }
        }
        Some(all)
    };
    let keys = table.primary_key.iter().chain(&table.uniques).filter_map(|k| of_key(&k.columns));
    let indexes = table.indexes.iter().filter(|i| i.unique).filter_map(of_index);
    keys.chain(indexes).collect()
}

/// MySQL's `float(6,4)` has a size that its meaning leaves out.
fn sized(kind: TypeKind, raw: &str) -> TypeKind {
    let TypeKind::Float { .. } = kind else { return kind };
    let inside = raw.split_once('(').and_then(|(_, rest)| rest.split_once(')'));
    let Some((digits, scale)) = inside.and_then(|(inside, _)| inside.split_once(',')) else {
        return kind;
    };
    match (digits.trim().parse(), scale.trim().parse()) {
        (Ok(precision), Ok(scale)) => TypeKind::Decimal {
            precision: Some(precision),
            scale: Some(scale),
            unsigned: raw.contains("unsigned"),
        },
        _ => kind,
    }
}
