//! Deciding what fills a schema.

use std::collections::{BTreeMap, BTreeSet};

use seedbed_schema_model::{
    Column, DomainType, Family, ForeignKey, Identity, Index, IndexKey, Schema, Table, TableName,
    TypeKind, glob, graph,
    normal::condition::{self, Expression},
};

use super::{
    Fill, FillOptions, Problem, Skipped,
    choose::{self, choose},
    draft::{Draft, FilledColumn, Held, Reference},
    keys,
    limits::Limits,
    make::{Maker, Moment},
    memo::Memo,
    rule, truth, ways,
};
use crate::{AnchorSpec, bind};

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
            problems: Vec::new(),
            anchors: BTreeMap::new(),
        };
        planner.rules();
        planner.plan()
    }
}

struct Planner<'s> {
    schema: &'s Schema,
    census: &'s BTreeMap<TableName, u64>,
    options: &'s FillOptions,
    drafts: BTreeMap<TableName, Draft>,
    skipped: Vec<Skipped>,
    problems: Vec<Problem>,
    anchors: BTreeMap<String, AnchorSpec>,
}

/// A check that was understood, with its text; or its text.
type ReadCheck = Result<(Expression, String), String>;

/// Why a table cannot be filled, and what to do about it.
type Cannot = (String, String);

impl Planner<'_> {
    fn plan(&mut self) -> Fill {
        let wanted: BTreeSet<TableName> =
            self.schema.tables.keys().filter(|name| self.wants(name)).cloned().collect();
        let names: Vec<TableName> = wanted.iter().cloned().collect();
        let mut order: Vec<Vec<TableName>> = Vec::new();
        for component in graph::insertion_order(self.schema, &names) {
            let mut left = component.tables.clone();
            for (name, key) in graph::unbreakable(self.schema, &component.tables) {
                let why = format!(
                    "{} must refer to {}, which refers back, and can neither be NULL nor wait",
                    key.columns.join(", "),
                    key.target
                );
                if left.contains(name) {
                    left.retain(|l| l != name);
                    let remedy = "make it nullable or the foreign key DEFERRABLE";
                    self.skip(name, (why, remedy.into()));
                }
            }
            // One of a circle that cannot be filled takes along only what needs it.
            let made = loop {
                let together: BTreeSet<&TableName> = left.iter().collect();
                let mut failed = Vec::new();
                for name in &left {
                    let Some(table) = self.schema.table(name) else { continue };
                    match self.draft(table, &together) {
                        Ok(draft) => {
                            self.drafts.insert(name.clone(), draft);
                        }
                        Err(why) => failed.push((name.clone(), why)),
                    }
                }
                if failed.is_empty() {
                    break left;
                }
                for name in &left {
                    self.drafts.remove(name);
                }
                for (name, why) in failed {
                    left.retain(|l| *l != name);
                    self.skip(&name, why);
                }
            };
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
        let rows = tables.iter().map(|t| (t.name.to_string(), t.rows.to_string()));
        let rules = self.options.columns.iter().map(|(name, rule)| {
            let rule = rule::ColumnRule { place: String::new(), ..rule.clone() };
            (name.clone(), format!("{rule:?}"))
        });
        let options = rows.chain(rules).collect();
        self.asked(&tables);
        Fill {
            family: self.schema.dialect.family,
            memo: Memo::default(),
            components: components.filter(|c| !c.is_empty()).collect(),
            skipped: std::mem::take(&mut self.skipped),
            anchors: self.anchors.values().cloned().collect(),
            problems: std::mem::take(&mut self.problems),
            unlimited: Limits::default(),
            plain: rule::Special::default(),
            options,
            tables,
        }
    }

    fn skip(&mut self, table: &TableName, (why, remedy): Cannot) {
        self.skipped.push(Skipped { table: table.clone(), why, remedy });
    }

    /// What was asked of tables by name and cannot be had.
    fn asked(&mut self, tables: &[Draft]) {
        let names = self.options.tables.iter().filter(|p| !p.contains('*'));
        let asked: BTreeSet<&String> = self.options.by_table.keys().chain(names).collect();
        let is_asked =
            |name: &TableName| asked.iter().any(|a| **a == name.name || **a == name.to_string());
        // What holds rows already is there, as it was asked.
        let empty = |name: &TableName| self.census.get(name).is_none_or(|rows| *rows == 0);
        for skipped in self.skipped.iter().filter(|s| is_asked(&s.table) && empty(&s.table)) {
            self.problems.push(Problem {
                place: skipped.table.to_string(),
                why: skipped.why.clone(),
                remedy: skipped.remedy.clone(),
            });
        }
        let by_table = &self.options.by_table;
        for table in tables {
            let wanted = by_table.get(&table.name.to_string()).or(by_table.get(&table.name.name));
            if wanted.is_some_and(|wanted| *wanted > table.rows) {
                self.problems.push(Problem {
                    place: table.name.to_string(),
                    why: table.notes.last().cloned().unwrap_or_default(),
                    remedy: format!("ask for {} at most, or widen the key", table.rows),
                });
            }
        }
    }

    /// The rules that name no column.
    fn rules(&mut self) {
        for (name, rule) in &self.options.columns {
            let (table, column) = name.rsplit_once('.').unwrap_or((name, ""));
            let known = self.schema.tables.values().find(|t| is_called(&t.name, table));
            let place = format!("{} ({name})", rule.place);
            let (why, remedy) = match known {
                None => {
                    let names = self.schema.tables.keys().map(|t| t.name.as_str());
                    (format!("no table is called `{table}`"), rule::near(table, names))
                }
                Some(known) if known.column(column).is_none() => {
                    let names = known.columns.iter().map(|c| c.name.as_str());
                    (format!("{table} has no column `{column}`"), rule::near(column, names))
                }
                Some(_) => continue,
            };
            self.problems.push(Problem { place, why, remedy });
        }
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
            let remedy = if why.contains("trigger of") && why.ends_with("fills it") {
                ""
            } else if why.contains("no partition of") || why.contains("no partition for") {
                "make the partition first"
            } else {
                "say what its columns hold in [seed.fill.columns], or leave it out"
            };
            self.skip(name, (why.clone(), remedy.into()));
            return false;
        }
        if self.schema.table(name).is_some_and(seedbed_schema_model::is_known_ledger) {
            self.skip(name, ("it is the ledger of a migration tool".into(), String::new()));
            return false;
        }
        if let Some(rows) = self.census.get(name).filter(|n| **n > 0) {
            let why = format!("it holds {rows} rows already; they serve as anchors");
            self.skip(name, (why, String::new()));
            return false;
        }
        if self.schema.table(name).is_some_and(|t| t.options.partition_of.is_some()) {
            let why = "it is a partition: its rows come through its parent";
            self.skip(name, (why.into(), String::new()));
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

    fn draft(&mut self, table: &Table, together: &BTreeSet<&TableName>) -> Result<Draft, Cannot> {
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
        for (column, check) in self.domain_checks(table) {
            match check {
                Ok((tree, text)) => {
                    if !truth::understood(&tree) {
                        notes.push(format!("not fully understood: CHECK {text} of {column}"));
                    }
                    checks.push(tree);
                    check_texts.push(text);
                }
                Err(text) => notes.push(format!("not understood: CHECK {text} of {column}")),
            }
        }
        let mut draft = Draft {
            name: table.name.clone(),
            rows: self.rows_of(&table.name),
            columns: table.columns.iter().map(|c| self.column(table, c, &checks)).collect(),
            references: Vec::new(),
            ways: checks.iter().map(ways::of).filter(|w| w.len() > 1).collect(),
            checks,
            check_texts,
            notes,
            index: 0,
            groups: Vec::new(),
            redraws: false,
            templated: false,
            dated: false,
        };
        self.references(table, together, &mut draft)?;
        self.key(table, &mut draft);
        for column in &draft.columns {
            if let Some(why) = column.limits.contradiction()
                && !column.nullable
            {
                let why = format!("{}.{}: {why}", table.name, column.name);
                return Err((why, "change one of the checks, or allow NULL".into()));
            }
        }
        for (at, of) in table.columns.iter().enumerate() {
            let Some(rule) = named(&self.options.columns, table, &of.name).cloned() else {
                let within = named(&self.options.within, table, &of.name);
                if let Some(rule) =
                    within.filter(|_| matches!(draft.columns[at].held, Held::Made(_)))
                {
                    // It is what the database does by itself: nobody is to be told.
                    rule::apply(rule, table, of, &mut draft.columns[at]);
                }
                continue;
            };
            let found = rule::apply(&rule, table, of, &mut draft.columns[at]);
            let share = draft.columns[at].special.null;
            if let Held::Reference(r) = draft.columns[at].held {
                draft.references[r].null = share;
            }
            // Where the table is drafted again, the same is wrong with it.
            for problem in found {
                if !self.problems.contains(&problem) {
                    self.problems.push(problem);
                }
            }
        }
        for (column, of) in draft.columns.iter().zip(&table.columns) {
            let required = !of.nullable && of.default.is_none();
            if required && column.held == Held::Made(Maker::OfType) && !column.is_known() {
                let why = format!(
                    "{}.{} is NOT NULL without a default, and no value of type {} is known",
                    table.name, column.name, of.ty.raw
                );
                let remedy = format!(
                    "give it a default, or values in [seed.fill.columns.\"{}.{}\"]",
                    table.name, column.name
                );
                return Err((why, remedy));
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
        draft.templated = draft.columns.iter().any(|c| c.special.template.is_some());
        draft.dated = draft.columns.iter().any(|c| {
            matches!(c.held, Held::Made(Maker::Moment(_)))
                || matches!(
                    c.kind,
                    TypeKind::Date | TypeKind::DateTime { .. } | TypeKind::Instant { .. }
                ) && matches!(c.held, Held::Made(_))
        });
        if draft.rows == 0 {
            let why = draft.notes.last().cloned().unwrap_or("no rows are asked for".into());
            return Err((why, String::new()));
        }
        Ok(draft)
    }

    fn column(&self, table: &Table, column: &Column, checks: &[Expression]) -> FilledColumn {
        let (kind, listed) = bind::allowed(self.schema, table, column);
        let kind = sized(kind, &column.ty.raw);
        let kind = match kind {
            TypeKind::Other { name } if self.schema.dialect.family == Family::Sqlite => {
                by_affinity(name)
            }
            kind => kind,
        };
        let mut limits = Limits::default();
        for check in checks {
            limits.add(check, &column.name);
        }
        if let TypeKind::Domain { name } = &column.ty.kind {
            limits.required |= self.domains(name).any(|d| d.not_null);
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
            special: rule::Special::default(),
            confidence,
            because,
        }
    }

    /// A domain and those it is made of.
    fn domains(&self, name: &TableName) -> impl Iterator<Item = &DomainType> {
        let of = |d: &&DomainType| match &d.base.kind {
            TypeKind::Domain { name } => self.schema.domains.get(name),
            _ => None,
        };
        std::iter::successors(self.schema.domains.get(name), of).take(8)
    }

    /// The checks of the domains that columns have, as checks of these columns.
    fn domain_checks(&self, table: &Table) -> Vec<(String, ReadCheck)> {
        let mut all = Vec::new();
        for column in &table.columns {
            let TypeKind::Domain { name } = &column.ty.kind else { continue };
            for check in self.domains(name).flat_map(|d| &d.checks) {
                let text = check.expr.0.clone();
                let tree = condition::read(self.schema, table, &check.expr)
                    .map(|tree| (truth::of_column(&tree, &column.name), text.clone()));
                all.push((column.name.clone(), tree.ok_or(text)));
            }
        }
        all
    }

    /// The references, required ones first: they decide what shared columns hold.
    fn references(
        &mut self,
        table: &Table,
        together: &BTreeSet<&TableName>,
        draft: &mut Draft,
    ) -> Result<(), Cannot> {
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
                let why = format!("it refers to {}, which is not there", key.target);
                return Err((why, "create that table, or drop the foreign key".into()));
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
                        Some(s) => (format!("{why} and not filled: {}", s.why), s.remedy.clone()),
                        None => (
                            format!("{why} and is not to be filled"),
                            format!(
                                "add \"{}\" to [seed.fill] tables, or fill it first",
                                target.name
                            ),
                        ),
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
                null: None,
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

/// The rule of a column.
fn named<'r>(
    rules: &'r BTreeMap<String, rule::ColumnRule>,
    table: &Table,
    column: &str,
) -> Option<&'r rule::ColumnRule> {
    let is = |name: &String| {
        name.rsplit_once('.').is_some_and(|(t, c)| is_called(&table.name, t) && c == column)
    };
    rules.iter().find(|(name, _)| is(name)).map(|(_, rule)| rule)
}

/// Whether somebody means this table, with or without its schema.
fn is_called(table: &TableName, name: &str) -> bool {
    table.name == name || table.to_string() == name
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
                // True of every row: there is one.
                IndexKey::Expression(expr) if is_constant(table, &expr.0) => {}
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

/// Whether an expression is `column is not null` of a column that never is.
fn is_constant(table: &Table, expr: &str) -> bool {
    let text = expr.to_lowercase();
    let text = text.trim_matches(['(', ')', ' ']);
    let column = text.strip_suffix("is not null").map(|c| c.trim().trim_matches('"'));
    column
        .and_then(|c| table.columns.iter().find(|of| of.name.eq_ignore_ascii_case(c)))
        .is_some_and(|of| !of.nullable)
}

/// What SQLite takes a type of any name for: its affinity (https://sqlite.org/datatype3.html, 3.1).
fn by_affinity(name: String) -> TypeKind {
    let lower = name.to_lowercase();
    let has = |parts: &[&str]| parts.iter().any(|p| lower.contains(p));
    if name.is_empty() || has(&["char", "clob", "text"]) {
        TypeKind::Other { name }
    } else if has(&["blob"]) {
        TypeKind::Blob { bytes: None }
    } else if has(&["real", "floa", "doub"]) {
        TypeKind::Float { bits: 64 }
    } else {
        TypeKind::Integer { bits: 64, unsigned: false }
    }
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
