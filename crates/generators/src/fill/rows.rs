//! The values of a row.

use std::{collections::BTreeMap, sync::Arc};

use chrono::{Duration, NaiveDateTime};
use seedbed_schema_model::{TypeKind, normal::condition::Expression};

use super::{
    BLOCK, Fill,
    draft::{Filled, Held, Reference},
    keys::{Digit, Group, Part},
    limits::Limits,
    make::{Maker, Making, Moment},
    memo::{Numbers, Streams},
    rule::{self, Piece},
    shares, truth,
};
use crate::{AnchorTable, GenerateError, KeyBlock, KeyDomain as _, Rows, Value, World, when};

/// How often a row that breaks a check is drawn again.
const ATTEMPTS: u64 = 60;

/// After so many tries, one way to satisfy each check is chosen and followed.
const GUIDED: u64 = 4;

/// After so many tries, what numbers the rows may be NULL too, where NULL is allowed.
const PATIENCE: u64 = 12;

/// How deep a value may be a reference to a reference.
const DEPTH: u32 = 40;

/// How deep the time of a row may follow that of what it refers to.
const LINEAGE: u32 = 60;

/// The rows of a block of each table of a component.
pub(super) fn block(
    fill: &Fill,
    world: &World,
    component: &[usize],
    from: u64,
    rows: &mut Rows,
) -> Result<(), GenerateError> {
    let mut maker = RowMaker {
        fill,
        world,
        streams: fill.memo.streams(&fill.tables, world.seed),
        numbers: BTreeMap::new(),
        born: BTreeMap::new(),
        known: BTreeMap::new(),
        keys: vec![None; fill.tables.len()],
        spare: Vec::new(),
        until: from + BLOCK,
    };
    for at in component {
        let Some(table) = fill.tables.get(*at) else { continue };
        let until = (from + BLOCK).min(table.rows);
        if from >= until {
            continue;
        }
        let held: Vec<bool> = table.columns.iter().map(|c| c.held != Held::Nothing).collect();
        let names = table.columns.iter().filter(|c| c.held != Held::Nothing);
        let cells = rows.cells(&table.name, names.map(|c| c.name.as_str()))?;
        cells.reserve(held.len() * usize::try_from(until - from).unwrap_or(0));
        for row in from..until {
            let (mut values, _) = maker.row(table, row, 0)?;
            for (value, is_held) in values.drain(..).zip(&held) {
                if *is_held {
                    cells.push(value.unwrap_or(Value::Null));
                }
            }
            maker.spare = values;
        }
    }
    Ok(())
}

struct RowMaker<'f> {
    fill: &'f Fill,
    world: &'f World,
    streams: Arc<Vec<Streams>>,
    /// The numbers of groups, by table and group.
    numbers: BTreeMap<(usize, usize), Arc<Numbers>>,
    /// When rows came to be, by table and row.
    born: BTreeMap<(usize, u64), NaiveDateTime>,
    /// Rows that others refer to, by table and row: their values, and with which try they satisfy the
    /// checks. Nothing for one that is being made.
    known: BTreeMap<(usize, u64), Option<Known>>,
    /// Keys set aside, by table, where they were asked for.
    keys: Vec<Option<KeyBlock>>,
    /// The space of a row, to be used again.
    spare: Vec<Option<Value>>,
    /// Rows of tables filled together that are there when this block is: those before this.
    until: u64,
}

/// A row, or why there is none.
type Known = Result<(Arc<[Value]>, u64), GenerateError>;

/// Rows that are kept at most.
const KEPT: usize = 4_000;

/// What a reference refers to.
enum Chosen<'f> {
    Null,
    Row(&'f Filled, u64),
    Anchor(&'f AnchorTable, usize),
}

impl<'f> RowMaker<'f> {
    /// The values of a row, and with which try they satisfy the checks.
    fn row(
        &mut self,
        table: &'f Filled,
        row: u64,
        depth: u32,
    ) -> Result<(Vec<Option<Value>>, u64), GenerateError> {
        if table.checks.is_empty() && !table.redraws {
            return Ok((self.attempt(table, row, 0, depth)?, 0));
        }
        let mut values = Vec::new();
        let mut failed = None;
        for attempt in 0..ATTEMPTS {
            values = match self.attempt(table, row, attempt, depth) {
                Ok(values) => values,
                // Other draws may find rows that agree.
                Err(error) => {
                    failed = Some(error);
                    continue;
                }
            };
            let cell = |name: &str| {
                let at = table.columns.iter().position(|c| c.name.eq_ignore_ascii_case(name))?;
                let is_held = table.columns[at].held != Held::Nothing;
                is_held.then(|| values[at].clone().unwrap_or(Value::Null))
            };
            if !table.checks.iter().any(|check| truth::breaks(check, &cell)) {
                return Ok((values, attempt));
            }
        }
        if let Some(error) = failed {
            return Err(error);
        }
        let cell = |name: &str| {
            let at = table.columns.iter().position(|c| c.name.eq_ignore_ascii_case(name))?;
            values.get(at).cloned().flatten()
        };
        let broken = table.checks.iter().position(|check| truth::breaks(check, &cell));
        let broken = broken.and_then(|i| table.check_texts.get(i)).map_or("", String::as_str);
        Err(GenerateError::Impossible {
            place: table.name.to_string(),
            why: format!("no row found in {ATTEMPTS} tries that satisfies CHECK ({broken})"),
        })
    }

    /// The same for a row that others refer to, made once.
    fn known(&mut self, table: &'f Filled, row: u64, depth: u32) -> Known {
        let place = (table.index, row);
        match self.known.get(&place) {
            Some(Some(known)) => return known.clone(),
            Some(None) => return Err(circle(table)),
            None => {}
        }
        if depth > DEPTH {
            return Err(circle(table));
        }
        if self.known.len() > KEPT {
            self.known.retain(|_, known| known.is_none());
        }
        self.known.insert(place, None);
        let made = self.row(table, row, depth).map(|(values, attempt)| {
            (values.into_iter().map(|v| v.unwrap_or(Value::Null)).collect(), attempt)
        });
        self.known.insert(place, Some(made.clone()));
        made
    }

    fn attempt(
        &mut self,
        table: &'f Filled,
        row: u64,
        attempt: u64,
        depth: u32,
    ) -> Result<Vec<Option<Value>>, GenerateError> {
        let mut values = std::mem::take(&mut self.spare);
        values.clear();
        values.resize_with(table.columns.len(), || None);
        let guide = self.guide(table, row, attempt);
        let parents = self.references(table, row, attempt, depth, &guide, &mut values)?;
        let born = if table.dated {
            self.born_after(table, row, &parents, depth)?
        } else {
            when::now(self.world.today)
        };
        for (i, column) in table.columns.iter().enumerate() {
            if values[i].is_some() {
                continue;
            }
            if column.special.template.is_some() {
                continue;
            }
            values[i] = Some(match column.held {
                // What a reference leaves open that has no row to refer to.
                Held::Reference(_) if !column.nullable => {
                    self.made(table, i, Maker::OfType, row, attempt, born, &guide)?
                }
                Held::Nothing | Held::Reference(_) => Value::Null,
                Held::Key => self.key(table, row)?,
                Held::Made(maker) => self.made(table, i, maker, row, attempt, born, &guide)?,
            });
        }
        for i in 0..if table.templated { values.len() } else { 0 } {
            let column = &table.columns[i];
            if values[i].is_none() && column.special.template.is_some() {
                let share = column.special.null.unwrap_or(0);
                let mut cell = self.streams[table.index].columns[i].1.cell(row);
                let is_null = column.nullable && cell.below(1_000_000) < share;
                values[i] = Some(if is_null {
                    Value::Null
                } else {
                    self.rendered(table, i, row, &values, born)
                });
            }
        }
        Ok(values)
    }

    fn key(&mut self, table: &Filled, row: u64) -> Result<Value, GenerateError> {
        let block = match &mut self.keys[table.index] {
            Some(block) => Some(*block),
            none => {
                *none = self.world.keys.get(&table.name).copied();
                *none
            }
        };
        let key = block.and_then(|block| block.key_at(row));
        key.ok_or_else(|| GenerateError::NoKey { table: table.name.clone(), offset: row })
    }

    /// One way to satisfy each of the checks that leave a choice.
    fn guide(&self, table: &'f Filled, row: u64, attempt: u64) -> Vec<&'f Expression> {
        if attempt < GUIDED {
            return Vec::new();
        }
        let born = self.streams[table.index].born;
        let mut cell = born.cell(row.wrapping_add(attempt << 40));
        let mut all = Vec::new();
        for ways in &table.ways {
            all.extend(cell.pick(ways).into_iter().flatten());
        }
        all
    }

    /// Gives the columns of the references their values; the rows they refer to.
    #[allow(clippy::too_many_arguments)]
    fn references(
        &mut self,
        table: &'f Filled,
        row: u64,
        attempt: u64,
        depth: u32,
        guide: &[&'f Expression],
        values: &mut [Option<Value>],
    ) -> Result<Vec<Chosen<'f>>, GenerateError> {
        let mut parents = Vec::with_capacity(table.references.len());
        // Where no check and no other reference has a say, what is referred to is not drawn again.
        let attempt = if table.redraws { attempt } else { 0 };
        for (number, reference) in table.references.iter().enumerate() {
            let chosen = self.choose(table, number, row, attempt, values, depth, guide)?;
            for (at, column) in reference.columns.iter().enumerate() {
                let nothing = matches!(chosen, Chosen::Null) && !table.columns[*column].nullable;
                if values[*column].is_none() && !nothing {
                    values[*column] = Some(self.given(&chosen, reference, at, depth)?);
                }
            }
            parents.push(chosen);
        }
        Ok(parents)
    }

    #[allow(clippy::too_many_arguments)]
    fn made(
        &mut self,
        table: &'f Filled,
        at: usize,
        maker: Maker,
        row: u64,
        attempt: u64,
        born: NaiveDateTime,
        guide: &[&'f Expression],
    ) -> Result<Value, GenerateError> {
        let column = &table.columns[at];
        let guided = (!guide.is_empty()).then(|| {
            let mut limits = column.limits.clone();
            guide.iter().for_each(|way| limits.add(way, &column.name));
            limits
        });
        let limits = guided.as_ref().unwrap_or(&column.limits);
        let number = match column.digit {
            Some(digit) => Some(self.number(table, digit, row)?),
            None => None,
        };
        let streams = &self.streams[table.index];
        // What numbers the rows stays as it is, unless nothing else helps.
        let may_be_null = column.nullable && !limits.required;
        if limits.null && column.nullable {
            return Ok(Value::Null);
        }
        if may_be_null && (number.is_none() || attempt >= PATIENCE) {
            let mut cell = streams.columns[at].1.cell(row.wrapping_add(attempt << 40));
            let is_null = match column.special.null {
                Some(share) => cell.below(1_000_000) < share,
                None => cell.chance(null_share(maker, attempt)),
            };
            if is_null {
                return Ok(Value::Null);
            }
        }
        let making = Making {
            streams,
            column: streams.columns[at].0,
            row,
            attempt: if number.is_some() { 0 } else { attempt },
            today: self.world.today,
            born,
            family: self.fill.family,
            kind: &column.kind,
            limits,
            special: &column.special,
            number,
        };
        Ok(making.value(maker))
    }

    /// The text of a template, once the other columns have their values.
    fn rendered(
        &mut self,
        table: &'f Filled,
        at: usize,
        row: u64,
        values: &[Option<Value>],
        born: NaiveDateTime,
    ) -> Value {
        let column = &table.columns[at];
        let streams = &self.streams[table.index];
        let mut text = String::new();
        for (number, piece) in column.special.template.iter().flatten().enumerate() {
            match piece {
                Piece::Text(plain) => text.push_str(plain),
                Piece::Row => text.push_str(&(row + 1).to_string()),
                Piece::Column(at) => {
                    text.push_str(&values[*at].as_ref().map(rule::written).unwrap_or_default());
                }
                Piece::Made(maker) => {
                    let making = Making {
                        streams,
                        column: streams.columns[at].0,
                        row,
                        attempt: number as u64,
                        today: self.world.today,
                        born,
                        family: self.fill.family,
                        kind: &TypeKind::Text { bytes: None },
                        limits: &self.fill.unlimited,
                        special: &self.fill.plain,
                        number: None,
                    };
                    text.push_str(&rule::written(&making.value(*maker)));
                }
            }
        }
        Value::Text(text.into())
    }

    /// A value that other tables refer to. Such a column numbers the rows, so that it is the same
    /// whatever the rest of the row has to satisfy, and the row need not be made for it.
    fn referred(
        &mut self,
        parent: &'f Filled,
        row: u64,
        at: usize,
        depth: u32,
    ) -> Result<Option<Value>, GenerateError> {
        let column = &parent.columns[at];
        match column.held {
            Held::Key => self.key(parent, row).map(Some),
            Held::Made(maker) if column.digit.is_some() => {
                let born = when::now(self.world.today);
                self.made(parent, at, maker, row, 0, born, &[]).map(Some)
            }
            Held::Reference(r) if parent.references[r].digit.is_some() => {
                let reference = &parent.references[r];
                let nothing = vec![None; parent.columns.len()];
                let chosen = self.choose(parent, r, row, 0, &nothing, depth + 1, &[])?;
                match reference.columns.iter().position(|c| *c == at) {
                    Some(at) => self.given(&chosen, reference, at, depth + 1).map(Some),
                    None => Ok(None),
                }
            }
            _ => Ok(None),
        }
    }

    /// The number of a row by which a column or a reference differs from the others.
    fn number(&mut self, table: &'f Filled, digit: Digit, row: u64) -> Result<u64, GenerateError> {
        let Digit::Of { group, part } = digit else { return Ok(row) };
        let Some(of) = table.groups.get(group) else { return Ok(row) };
        if table.rows > shares::REMEMBERED {
            let key = crate::Stream::new(self.world.seed, &table.name.to_string(), &of.name);
            return Ok(shares::permuted(of, part, row, key.cell(0).next_u64()));
        }
        let numbers = match self.numbers.get(&(table.index, group)) {
            Some(numbers) => Arc::clone(numbers),
            None => {
                let numbers = self.numbers_of(table, group, of);
                self.numbers.insert((table.index, group), Arc::clone(&numbers));
                numbers
            }
        };
        let parts = of.members.len() as u64;
        let at = usize::try_from(row * parts + part as u64).unwrap_or(usize::MAX);
        let number = numbers.as_ref().as_ref().and_then(|n| n.get(at)).copied();
        number.map(u64::from).ok_or_else(|| GenerateError::Impossible {
            place: format!("{}.{}", table.name, of.name.trim_start_matches("key ")),
            why: "is unique and has no more values".into(),
        })
    }

    fn numbers_of(&self, table: &'f Filled, at: usize, group: &Group) -> Arc<Numbers> {
        let anchor = |part: Part| match part {
            Part::Reference(r) => {
                table.references[r].anchor.as_ref().and_then(|a| self.world.anchors.get(a))
            }
            Part::Column(_) => None,
        };
        // There may be fewer anchors than rows of their table.
        let mut group = group.clone();
        let mut anchors = 0;
        for member in &mut group.members {
            if let Some(rows) = anchor(member.part) {
                member.size = rows.len() as u64;
                anchors = crate::cell::mix(anchors ^ rows.digest());
            }
        }
        let of = (table.index, at, self.world.seed, anchors);
        self.fill.memo.numbers(of, || {
            let place = table.name.to_string();
            let streams: Vec<_> = (0..group.members.len())
                .map(|p| {
                    let name = format!("{} {p}", group.name);
                    crate::Stream::new(self.world.seed, &place, &name)
                })
                .collect();
            let mut others: BTreeMap<usize, Arc<Numbers>> = BTreeMap::new();
            for member in &group.members {
                if let Some(Digit::Of { group: other, .. }) = member.given
                    && let Some(of) = table.groups.get(other)
                {
                    others.insert(other, self.numbers_of(table, other, of));
                }
            }
            let given = |digit: Digit, row: u64| match digit {
                Digit::Row => row,
                Digit::Of { group: other, part } => {
                    let parts = table.groups.get(other).map_or(0, |g| g.members.len());
                    let at = usize::try_from(row).unwrap_or(0) * parts + part;
                    let numbers = others.get(&other).and_then(|n| n.as_ref().as_ref());
                    numbers.and_then(|n| n.get(at)).copied().map_or(row, u64::from)
                }
            };
            let draw = |part: usize, cell: &mut crate::Cell| {
                let rows = anchor(group.members.get(part)?.part)?;
                rows.pick_by_content(cell).map(|at| at as u64)
            };
            shares::numbers(&group, &streams, table.rows, &given, &draw)
        })
    }

    #[allow(clippy::too_many_arguments)]
    fn choose(
        &mut self,
        table: &'f Filled,
        number: usize,
        row: u64,
        attempt: u64,
        values: &[Option<Value>],
        depth: u32,
        guide: &[&'f Expression],
    ) -> Result<Chosen<'f>, GenerateError> {
        let reference = &table.references[number];
        let stream = self.streams[table.index].references[number];
        let mut cell = stream.cell(row.wrapping_add(attempt << 40));
        // Where another reference, or a check, has decided a column to be NULL.
        let empty = reference
            .columns
            .iter()
            .any(|c| table.columns[*c].limits.null || matches!(values[*c], Some(Value::Null)));
        let mut wanted = Limits::default();
        for column in reference.columns.iter().filter(|_| !guide.is_empty()) {
            guide.iter().for_each(|way| wanted.add(way, &table.columns[*column].name));
        }
        if empty || (wanted.null && reference.optional) {
            return Ok(Chosen::Null);
        }
        let is_fixed = reference.columns.iter().any(|c| values[*c].is_some());
        let rarely = if attempt >= PATIENCE { 500_000 } else { 100_000 };
        let rarely = reference.null.unwrap_or(rarely);
        let may_be_null = reference.optional
            && !wanted.required
            && (reference.digit.is_none() || attempt >= PATIENCE);
        let all_may = reference.columns.iter().all(|c| table.columns[*c].nullable);
        if may_be_null && all_may && !is_fixed && cell.below(1_000_000) < rarely {
            return Ok(Chosen::Null);
        }
        let digit = match reference.digit {
            Some(digit) => Some(self.number(table, digit, row)?),
            None => None,
        };
        if let Some(anchor) = &reference.anchor {
            let rows = self.world.anchors.get(anchor).filter(|a| !a.is_empty());
            let Some(rows) = rows else {
                return self.nothing(table, reference, "has no rows to refer to");
            };
            let count = rows.len() as u64;
            let start = match digit {
                Some(d) => d % count,
                None => rows.pick_by_content(&mut cell).unwrap_or(0) as u64,
            };
            for step in 0..if is_fixed { count } else { 1 } {
                let at = usize::try_from((start + step) % count).unwrap_or(0);
                let fits = reference.columns.iter().zip(&reference.target_columns).all(
                    |(column, target)| match &values[*column] {
                        Some(value) => rows.get(at, target) == Some(value),
                        None => true,
                    },
                );
                if fits {
                    return Ok(Chosen::Anchor(rows, at));
                }
            }
            return self.nothing(
                table,
                reference,
                "has no row that agrees with the other references",
            );
        }
        let parent = reference.filled.and_then(|i| self.fill.tables.get(i));
        let Some(parent) = parent else {
            return self.nothing(table, reference, "is not filled");
        };
        let limit = self.limit(parent, reference, row);
        if limit == 0 {
            return if reference.optional {
                Ok(Chosen::Null)
            } else {
                // The first row of a table that must refer to itself.
                Ok(Chosen::Row(parent, row.min(parent.rows.saturating_sub(1))))
            };
        }
        let start = match digit {
            Some(_) if reference.own => return Ok(Chosen::Row(parent, row)),
            Some(d) => d % parent.rows.max(1),
            None => cell.stable(limit),
        };
        if !is_fixed {
            return Ok(Chosen::Row(parent, start));
        }
        for step in 0..limit.min(10_000) {
            let at = (start + step) % limit;
            let chosen = Chosen::Row(parent, at);
            let mut fits = true;
            for (i, column) in reference.columns.iter().enumerate() {
                if let Some(value) = &values[*column] {
                    fits = fits && self.given(&chosen, reference, i, depth)? == *value;
                }
            }
            if fits {
                return Ok(chosen);
            }
        }
        self.nothing(table, reference, "has no row that agrees with the other references")
    }

    /// How many of the parent's rows a row may refer to: those that are there before it.
    fn limit(&self, parent: &Filled, reference: &Reference, row: u64) -> u64 {
        if reference.own {
            row
        } else if reference.together && reference.digit.is_none() {
            parent.rows.min(self.until)
        } else {
            parent.rows
        }
    }

    fn nothing(
        &self,
        table: &Filled,
        reference: &Reference,
        why: &str,
    ) -> Result<Chosen<'f>, GenerateError> {
        if reference.optional {
            return Ok(Chosen::Null);
        }
        let columns: Vec<&str> =
            reference.columns.iter().map(|c| table.columns[*c].name.as_str()).collect();
        Err(GenerateError::Impossible {
            place: format!("{}.{}", table.name, columns.join(", ")),
            why: format!("{} {why}", reference.target),
        })
    }

    /// The value that one column of a reference takes from what it refers to.
    fn given(
        &mut self,
        chosen: &Chosen<'f>,
        reference: &Reference,
        at: usize,
        depth: u32,
    ) -> Result<Value, GenerateError> {
        match chosen {
            Chosen::Null => Ok(Value::Null),
            Chosen::Anchor(rows, row) => Ok(reference
                .target_columns
                .get(at)
                .and_then(|c| rows.get(*row, c))
                .cloned()
                .unwrap_or(Value::Null)),
            Chosen::Row(parent, row) => {
                let Some(Some(column)) = reference.targets.get(at) else { return Ok(Value::Null) };
                if let Some(value) = self.referred(parent, *row, *column, depth)? {
                    return Ok(value);
                }
                let (values, _) = self.known(parent, *row, depth + 1)?;
                Ok(values.get(*column).cloned().unwrap_or(Value::Null))
            }
        }
    }

    /// When a row came to be: somewhere in the two years before today, and after what it refers to.
    fn born(
        &mut self,
        table: &'f Filled,
        row: u64,
        depth: u32,
    ) -> Result<NaiveDateTime, GenerateError> {
        if let Some(at) = self.born.get(&(table.index, row)) {
            return Ok(*at);
        }
        if depth > LINEAGE {
            return Ok(self.spread(table, row));
        }
        let attempt = self.settle(table, row, depth)?;
        let mut values = vec![None; table.columns.len()];
        let guide = self.guide(table, row, attempt);
        let parents = self.references(table, row, attempt, depth + 1, &guide, &mut values)?;
        let at = self.born_after(table, row, &parents, depth)?;
        self.born.insert((table.index, row), at);
        Ok(at)
    }

    /// With which try a row that is referred to satisfies its checks.
    fn settle(&mut self, table: &'f Filled, row: u64, depth: u32) -> Result<u64, GenerateError> {
        if !table.redraws {
            return Ok(0);
        }
        match self.known(table, row, depth + 1) {
            Ok((_, attempt)) => Ok(attempt),
            // Rows that refer to each other in a circle settle with their first try.
            Err(_) => Ok(0),
        }
    }

    fn born_after(
        &mut self,
        table: &'f Filled,
        row: u64,
        parents: &[Chosen<'f>],
        depth: u32,
    ) -> Result<NaiveDateTime, GenerateError> {
        let mut latest: Option<NaiveDateTime> = None;
        for (parent, reference) in parents.iter().zip(&table.references) {
            let before = match parent {
                Chosen::Row(parent, at) if parent.dated => {
                    // What refers back to this row, and to itself, has no say.
                    if reference.own && *at >= row || reference.together {
                        continue;
                    }
                    Some(self.born(parent, *at, depth + 1)?)
                }
                Chosen::Anchor(rows, at) => reference
                    .born
                    .as_ref()
                    .and_then(|column| rows.get(*at, column))
                    .and_then(Value::as_datetime),
                _ => None,
            };
            latest = latest.max(before);
        }
        let own = self.spread(table, row);
        let now = when::now(self.world.today);
        Ok(match latest {
            Some(before) if own <= before => {
                let mut cell = self.streams[table.index].born_after.cell(row);
                let within = Duration::days(if cell.chance(70) { 14 } else { 120 });
                // Half of what is left at most: there may be rows that refer to this one.
                when::between(before, before + within.min((now - before) / 2), &mut cell)
            }
            _ => own,
        })
    }

    /// A moment of the two years before today, in working hours; now and then today.
    fn spread(&self, table: &Filled, row: u64) -> NaiveDateTime {
        let mut cell = self.streams[table.index].born.cell(row);
        let today = self.world.today;
        if cell.chance(2) {
            return when::on(today, today, &mut cell);
        }
        // A business that grows: half of it lies in the last ten months.
        let share = cell.fraction();
        let share = share * (0.8 + 0.2 * share);
        when::ago((share * 730.0) as u64, today, &mut cell)
    }
}

fn circle(table: &Filled) -> GenerateError {
    GenerateError::Impossible {
        place: table.name.to_string(),
        why: "its key is a reference to a reference, and so on in a circle".into(),
    }
}

/// Optional columns are empty now and then; a few nearly always. Of 100.
fn null_share(maker: Maker, attempt: u64) -> u64 {
    match maker {
        _ if attempt >= PATIENCE => 50,
        Maker::Moment(Moment::Seldom) => 95,
        Maker::Moment(Moment::Born | Moment::Updated) => 0,
        Maker::Unit => 70,
        Maker::OfType => 25,
        _ => 12,
    }
}
