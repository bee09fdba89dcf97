//! The values of a row.

use std::collections::BTreeMap;

use chrono::{Duration, NaiveDateTime};

use super::{
    BLOCK, Fill,
    keys::Digit,
    make::{Maker, Making, Moment},
    plan::{Filled, FilledColumn, Held, Reference},
    truth,
};
use crate::{
    AnchorTable, Cell, GenerateError, KeyDomain as _, Permutation, Rows, Value, World, when,
};

/// How often a row that breaks a check is drawn again.
const ATTEMPTS: u64 = 60;

/// After so many tries, what numbers the rows may be NULL too, where NULL is allowed.
const PATIENCE: u64 = 12;

/// How deep a value may be a reference to a reference.
const DEPTH: u32 = 40;

/// The rows of a block of each table of a component.
pub(super) fn block(
    fill: &Fill,
    world: &World,
    component: &[usize],
    from: u64,
    rows: &mut Rows,
) -> Result<(), GenerateError> {
    let mut maker = RowMaker { fill, world, born: BTreeMap::new(), until: from + BLOCK };
    for table in component.iter().filter_map(|i| fill.tables.get(*i)) {
        for row in from..(from + BLOCK).min(table.rows) {
            let values = maker.row(table, row, 0)?;
            let cells = table.columns.iter().zip(values);
            let given = cells.filter(|(c, _)| c.held != Held::Nothing);
            rows.push(&table.name, given.map(|(c, v)| (c.name.as_str(), v)))?;
        }
    }
    Ok(())
}

struct RowMaker<'f> {
    fill: &'f Fill,
    world: &'f World,
    /// When rows came to be, by table and row.
    born: BTreeMap<(&'f str, u64), NaiveDateTime>,
    /// Rows of tables filled together that are there when this block is: those before this.
    until: u64,
}

/// What a reference refers to.
enum Chosen<'f> {
    Null,
    Row(&'f Filled, u64),
    Anchor(&'f AnchorTable, usize),
}

impl<'f> RowMaker<'f> {
    fn row(
        &mut self,
        table: &'f Filled,
        row: u64,
        depth: u32,
    ) -> Result<Vec<Value>, GenerateError> {
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
                (table.columns[at].held != Held::Nothing).then(|| values[at].clone())
            };
            if !table.checks.iter().any(|check| truth::breaks(check, &cell)) {
                return Ok(values);
            }
        }
        if let Some(error) = failed {
            return Err(error);
        }
        let cell = |name: &str| {
            let at = table.columns.iter().position(|c| c.name.eq_ignore_ascii_case(name))?;
            values.get(at).cloned()
        };
        let broken = table.checks.iter().position(|check| truth::breaks(check, &cell));
        let broken = broken.and_then(|i| table.check_texts.get(i)).map_or("", String::as_str);
        Err(GenerateError::Impossible {
            place: table.name.to_string(),
            why: format!("no row found in {ATTEMPTS} tries that satisfies CHECK ({broken})"),
        })
    }

    fn attempt(
        &mut self,
        table: &'f Filled,
        row: u64,
        attempt: u64,
        depth: u32,
    ) -> Result<Vec<Value>, GenerateError> {
        let (mut values, parents) = self.references(table, row, attempt, depth)?;
        let born = self.born_after(table, row, &parents, depth);
        for (i, column) in table.columns.iter().enumerate() {
            if values[i].is_some() {
                continue;
            }
            values[i] = Some(match column.held {
                Held::Nothing => Value::Null,
                Held::Reference(_) => Value::Null,
                Held::Key => self
                    .world
                    .keys
                    .get(&table.name)
                    .and_then(|block| block.key_at(row))
                    .ok_or_else(|| GenerateError::NoKey {
                    table: table.name.clone(),
                    offset: row,
                })?,
                Held::Made(maker) => self.made(table, column, maker, row, attempt, born),
            });
        }
        Ok(values.into_iter().map(|v| v.unwrap_or(Value::Null)).collect())
    }

    /// What the columns of the references hold, and the rows they refer to.
    #[allow(clippy::type_complexity)]
    fn references(
        &mut self,
        table: &'f Filled,
        row: u64,
        attempt: u64,
        depth: u32,
    ) -> Result<(Vec<Option<Value>>, Vec<(&'f Filled, u64)>), GenerateError> {
        let mut values: Vec<Option<Value>> = vec![None; table.columns.len()];
        let mut parents = Vec::new();
        for reference in &table.references {
            let chosen = self.choose(table, reference, row, attempt, &values, depth)?;
            let given = self.given(&chosen, reference, depth)?;
            if let Chosen::Row(parent, at) = &chosen {
                parents.push((*parent, *at));
            }
            for (column, value) in reference.columns.iter().zip(given) {
                let slot = &mut values[*column];
                if slot.is_none() {
                    *slot = Some(value);
                }
            }
        }
        Ok((values, parents))
    }

    fn made(
        &self,
        table: &Filled,
        column: &FilledColumn,
        maker: Maker,
        row: u64,
        attempt: u64,
        born: NaiveDateTime,
    ) -> Value {
        let number = column.digit.map(|d| self.digit(d, table, row));
        // What numbers the rows stays as it is, unless nothing else helps.
        let may_be_null = column.nullable && (number.is_none() || attempt >= PATIENCE);
        if may_be_null && self.is_null(table, &column.name, maker, row, attempt) {
            return Value::Null;
        }
        let name = table.name.to_string();
        let making = Making {
            seed: self.world.seed,
            table: &name,
            column: &column.name,
            row,
            attempt: if number.is_some() { 0 } else { attempt },
            today: self.world.today,
            born,
            family: self.fill.family,
            kind: &column.kind,
            limits: &column.limits,
            number,
        };
        making.value(maker)
    }

    /// A value that other tables refer to. Such a column numbers the rows, so that it is the same
    /// whatever the rest of the row has to satisfy, and the row need not be made for it.
    fn referred(
        &mut self,
        parent: &'f Filled,
        row: u64,
        column: &str,
        depth: u32,
    ) -> Result<Option<Value>, GenerateError> {
        let found = parent.columns.iter().find(|c| c.name.eq_ignore_ascii_case(column));
        let Some(column) = found else { return Ok(Some(Value::Null)) };
        match column.held {
            Held::Key => self
                .world
                .keys
                .get(&parent.name)
                .and_then(|block| block.key_at(row))
                .map(Some)
                .ok_or_else(|| GenerateError::NoKey { table: parent.name.clone(), offset: row }),
            Held::Made(maker) if column.digit.is_some() => {
                let born = when::now(self.world.today);
                Ok(Some(self.made(parent, column, maker, row, 0, born)))
            }
            Held::Reference(r) if parent.references[r].digit.is_some() => {
                let reference = &parent.references[r];
                let nothing = vec![None; parent.columns.len()];
                let chosen = self.choose(parent, reference, row, 0, &nothing, depth + 1)?;
                let given = self.given(&chosen, reference, depth + 1)?;
                let at =
                    reference.columns.iter().position(|c| parent.columns[*c].name == column.name);
                Ok(at.and_then(|at| given.into_iter().nth(at)))
            }
            _ => Ok(None),
        }
    }

    /// Optional columns are empty now and then; a few nearly always.
    fn is_null(&self, table: &Filled, column: &str, maker: Maker, row: u64, attempt: u64) -> bool {
        let name = format!("{column} null");
        let row = row.wrapping_add(attempt << 40);
        let mut cell = Cell::new(self.world.seed, &table.name.name, &name, row);
        let patient = attempt < PATIENCE;
        cell.chance(match maker {
            _ if !patient => 50,
            Maker::Moment(Moment::Seldom) => 95,
            Maker::Moment(Moment::Born | Moment::Updated) => 0,
            Maker::Unit => 70,
            Maker::OfType => 25,
            _ => 12,
        })
    }

    fn digit(&self, digit: Digit, table: &Filled, row: u64) -> u64 {
        if digit.range == 0 {
            return row;
        }
        let key = Cell::new(self.world.seed, &table.name.to_string(), "order", 0).next_u64();
        let at = Permutation::new(digit.range, key).apply(row % digit.range).unwrap_or(row);
        at / digit.stride % digit.size.max(1)
    }

    #[allow(clippy::too_many_arguments)]
    fn choose(
        &mut self,
        table: &'f Filled,
        reference: &'f Reference,
        row: u64,
        attempt: u64,
        values: &[Option<Value>],
        depth: u32,
    ) -> Result<Chosen<'f>, GenerateError> {
        let name = format!(
            "reference {}",
            reference
                .columns
                .iter()
                .map(|c| table.columns[*c].name.as_str())
                .collect::<Vec<_>>()
                .join(",")
        );
        let mut cell = Cell::new(
            self.world.seed,
            &table.name.to_string(),
            &name,
            row.wrapping_add(attempt << 40),
        );
        // Where another reference, or a check, has decided a column to be NULL.
        let empty = reference
            .columns
            .iter()
            .any(|c| table.columns[*c].limits.null || matches!(values[*c], Some(Value::Null)));
        if empty {
            return Ok(Chosen::Null);
        }
        let fixed: Vec<(usize, &Value)> = reference
            .columns
            .iter()
            .enumerate()
            .filter_map(|(i, c)| values[*c].as_ref().map(|v| (i, v)))
            .collect();
        let rarely = if attempt >= PATIENCE { 50 } else { 10 };
        let may_be_null = reference.optional && (reference.digit.is_none() || attempt >= PATIENCE);
        if may_be_null && fixed.is_empty() && cell.chance(rarely) {
            return Ok(Chosen::Null);
        }
        if let Some(anchor) = &reference.anchor {
            let rows = self.world.anchors.get(anchor).filter(|a| !a.is_empty());
            let Some(rows) = rows else {
                return self.nothing(table, reference, "has no rows to refer to");
            };
            let count = rows.len() as u64;
            let start = match reference.digit {
                Some(d) => self.digit(d, table, row) % count,
                None => rows.pick(&mut cell).unwrap_or(0) as u64,
            };
            for step in 0..if fixed.is_empty() { 1 } else { count } {
                let at = usize::try_from((start + step) % count).unwrap_or(0);
                let fits = fixed.iter().all(|(i, v)| {
                    reference.target_columns.get(*i).and_then(|c| rows.get(at, c)) == Some(*v)
                });
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
        let limit = self.limit(table, parent, reference, row, attempt);
        if limit == 0 {
            return if reference.optional {
                Ok(Chosen::Null)
            } else {
                // The first row of a table that must refer to itself.
                Ok(Chosen::Row(parent, row.min(parent.rows.saturating_sub(1))))
            };
        }
        let start = match reference.digit {
            Some(_) if reference.own => return Ok(Chosen::Row(parent, row)),
            Some(d) => self.digit(d, table, row) % parent.rows.max(1),
            None => cell.below(limit),
        };
        if fixed.is_empty() {
            return Ok(Chosen::Row(parent, start));
        }
        let fixed: Vec<(usize, Value)> = fixed.into_iter().map(|(i, v)| (i, v.clone())).collect();
        for step in 0..limit.min(10_000) {
            let at = (start + step) % limit;
            let given = self.given(&Chosen::Row(parent, at), reference, depth)?;
            if fixed.iter().all(|(i, v)| given.get(*i) == Some(v)) {
                return Ok(Chosen::Row(parent, at));
            }
        }
        self.nothing(table, reference, "has no row that agrees with the other references")
    }

    /// How many of the parent's rows a row may refer to: those that were there before it.
    fn limit(
        &self,
        table: &Filled,
        parent: &Filled,
        reference: &Reference,
        row: u64,
        attempt: u64,
    ) -> u64 {
        if reference.own {
            return row;
        }
        if reference.digit.is_some() {
            return parent.rows;
        }
        let share = u128::from(row) * u128::from(parent.rows) / u128::from(table.rows.max(1));
        let share = u64::try_from(share).unwrap_or(0) + 1;
        let there = if reference.together { parent.rows.min(self.until) } else { parent.rows };
        // Where that leaves too few to choose from, any will do.
        if attempt >= PATIENCE { there } else { share.min(there) }
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

    /// The values a reference takes from what it refers to.
    fn given(
        &mut self,
        chosen: &Chosen<'f>,
        reference: &Reference,
        depth: u32,
    ) -> Result<Vec<Value>, GenerateError> {
        match chosen {
            Chosen::Null => Ok(vec![Value::Null; reference.columns.len()]),
            Chosen::Anchor(rows, at) => Ok(reference
                .target_columns
                .iter()
                .map(|c| rows.get(*at, c).cloned().unwrap_or(Value::Null))
                .collect()),
            Chosen::Row(parent, at) => {
                if depth > DEPTH {
                    return Err(GenerateError::Impossible {
                        place: parent.name.to_string(),
                        why: "its key is a reference to a reference, and so on in a circle".into(),
                    });
                }
                let mut direct = Vec::with_capacity(reference.target_columns.len());
                for column in &reference.target_columns {
                    match self.referred(parent, *at, column, depth)? {
                        Some(value) => direct.push(value),
                        None => break,
                    }
                }
                if direct.len() == reference.target_columns.len() {
                    return Ok(direct);
                }
                let values = self.row(parent, *at, depth + 1)?;
                Ok(reference
                    .target_columns
                    .iter()
                    .map(|name| {
                        let at =
                            parent.columns.iter().position(|c| c.name.eq_ignore_ascii_case(name));
                        at.and_then(|i| values.get(i)).cloned().unwrap_or(Value::Null)
                    })
                    .collect())
            }
        }
    }

    /// When a row came to be: spread over the two years before today in the order of the rows, and
    /// after what it refers to.
    fn born(&mut self, table: &'f Filled, row: u64, depth: u32) -> NaiveDateTime {
        let place = (table.name.name.as_str(), row);
        if let Some(at) = self.born.get(&place) {
            return *at;
        }
        let parents = match self.references(table, row, 0, depth + 1) {
            Ok((_, parents)) if depth < 12 => parents,
            _ => Vec::new(),
        };
        let at = self.born_after(table, row, &parents, depth);
        self.born.insert(place, at);
        at
    }

    fn born_after(
        &mut self,
        table: &'f Filled,
        row: u64,
        parents: &[(&'f Filled, u64)],
        depth: u32,
    ) -> NaiveDateTime {
        let mut cell = Cell::new(self.world.seed, &table.name.to_string(), "born after", row);
        let mut at = self.spread(table, row);
        for (parent, parent_row) in parents {
            let before = if parent.name == table.name {
                // A chain of its own rows can be as long as the table.
                self.spread(parent, *parent_row)
            } else {
                self.born(parent, *parent_row, depth + 1)
            };
            if at <= before && (parent.name != table.name || *parent_row < row) {
                at = before + Duration::minutes(cell.range(5..=600));
            }
        }
        at.min(when::now(self.world.today))
    }

    /// A moment of the two years before today, in the order of the rows, in working hours.
    fn spread(&self, table: &Filled, row: u64) -> NaiveDateTime {
        let window = 730 * 24 * 60i64;
        let share = i128::from(window) * i128::from(row) / i128::from(table.rows.max(1));
        let mut cell = Cell::new(self.world.seed, &table.name.to_string(), "born", row);
        let start = when::now(self.world.today) - Duration::minutes(window);
        to_working_hours(
            start
                + Duration::minutes(i64::try_from(share).unwrap_or(0))
                + Duration::hours(i64::from(table.level) * 3)
                + Duration::minutes(cell.range(0..=120)),
        )
    }
}

/// The same day between 8 and 18, at a weekend the Monday after.
fn to_working_hours(at: NaiveDateTime) -> NaiveDateTime {
    use chrono::{Datelike as _, Timelike as _};
    let second = at.num_seconds_from_midnight();
    let worked = 8 * 3600 + u64::from(second) * 10 * 3600 / 86_400;
    let days = match at.weekday() {
        chrono::Weekday::Sat => 2,
        chrono::Weekday::Sun => 1,
        _ => 0,
    };
    at.date().and_hms_opt(0, 0, 0).unwrap_or(at)
        + Duration::days(days)
        + Duration::seconds(i64::try_from(worked).unwrap_or(0))
}
