//! Existing rows that new rows refer to.

use std::{any::Any, cmp::Ordering, collections::BTreeMap, sync::OnceLock};

use seedbed_schema_model::TableName;

use crate::{Cell, Value, cell::mix};

/// Which existing rows a generator wants to see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnchorSpec {
    /// What the generator calls them (`users`, `orders`).
    pub name: String,
    /// The table.
    pub table: TableName,
    /// The key column; rows come ordered by it.
    pub key: String,
    /// Further columns wanted, by their real names.
    pub columns: Vec<String>,
    /// The soft-delete column: rows where it is not NULL are left out.
    pub not_deleted: Option<String>,
    /// Whether the generator cannot work without at least one row.
    pub required: bool,
}

/// The rows of one anchor, ordered by key.
#[derive(Debug, Default)]
pub struct AnchorTable {
    columns: Vec<String>,
    rows: Vec<Vec<Value>>,
    /// For each column, the row numbers in the order of its values; made when first asked for.
    sorted: Vec<OnceLock<Vec<usize>>>,
    /// The rows on a ring, each at several points; made when first asked for.
    ring: OnceLock<Vec<(u64, u32)>>,
    /// What a generator made of the anchors; made when first asked for.
    derived: OnceLock<Box<dyn Any + Send + Sync>>,
}

/// The rows; what was made of them belongs to the world they stood in.
impl Clone for AnchorTable {
    fn clone(&self) -> Self {
        Self::new(self.columns.clone(), self.rows.clone())
    }
}

impl PartialEq for AnchorTable {
    fn eq(&self, other: &Self) -> bool {
        (&self.columns, &self.rows) == (&other.columns, &other.rows)
    }
}

impl AnchorTable {
    /// Rows ordered by key; the key is the first column.
    pub fn new(columns: Vec<String>, rows: Vec<Vec<Value>>) -> Self {
        let sorted = columns.iter().map(|_| OnceLock::new()).collect();
        Self { columns, rows, sorted, ring: OnceLock::new(), derived: OnceLock::new() }
    }

    /// What a generator makes of these rows and of the world they stand in, made once and kept:
    /// every unit would come to the same. One kind a table; of another kind, `None`.
    pub(crate) fn derived<T: Any + Send + Sync>(&self, make: impl FnOnce() -> T) -> Option<&T> {
        self.derived.get_or_init(|| Box::new(make())).downcast_ref()
    }

    /// How many rows.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The key of row `i`.
    pub fn key(&self, i: usize) -> Option<&Value> {
        self.rows.get(i)?.first()
    }

    /// A column of row `i`, by the column's real name.
    pub fn get(&self, i: usize, column: &str) -> Option<&Value> {
        let at = self.columns.iter().position(|c| c == column)?;
        self.rows.get(i)?.get(at)
    }

    /// A column of row `i` that probably stands at `near`.
    pub(crate) fn get_near(&self, i: usize, near: usize, column: &str) -> Option<&Value> {
        match self.columns.get(near) {
            Some(name) if name == column => self.rows.get(i)?.get(near),
            _ => self.get(i, column),
        }
    }

    /// The rows that have this value in a column, in the order of their keys: the lines of an order,
    /// or whether a batch has any movement. Costs O(log rows) after the first question.
    pub fn rows_where(&self, column: &str, value: &Value) -> &[usize] {
        let Some(at) = self.columns.iter().position(|c| c == column) else { return &[] };
        let sorted = self.sorted(at);
        let cell =
            |row: &usize| self.rows.get(*row).and_then(|r| r.get(at)).unwrap_or(&Value::Null);
        let start = sorted.partition_point(|row| order(cell(row), value).is_lt());
        let rest = sorted.get(start..).unwrap_or(&[]);
        // Most values come once or a few times.
        let few = rest.iter().take(8).position(|row| order(cell(row), value).is_gt());
        let end =
            few.unwrap_or_else(|| rest.partition_point(|row| order(cell(row), value).is_le()));
        rest.get(..end).unwrap_or(&[])
    }

    /// The rows whose value in a column is at most this, lowest first: who was there already. Costs
    /// O(log rows) after the first question.
    pub fn rows_up_to(&self, column: &str, value: &Value) -> &[usize] {
        let sorted = self.rows_by(column);
        let cell = |row: &usize| self.get(*row, column).unwrap_or(&Value::Null);
        let end = sorted.partition_point(|row| order(cell(row), value).is_le());
        sorted.get(..end).unwrap_or(&[])
    }

    /// All rows, lowest first by a column; equal values in the order of their keys.
    pub fn rows_by(&self, column: &str) -> &[usize] {
        let Some(at) = self.columns.iter().position(|c| c == column) else { return &[] };
        self.sorted(at)
    }

    fn sorted(&self, at: usize) -> &[usize] {
        let Some(sorted) = self.sorted.get(at) else { return &[] };
        let cell = |row: usize| self.rows.get(row).and_then(|r| r.get(at)).unwrap_or(&Value::Null);
        sorted.get_or_init(|| {
            let mut rows: Vec<usize> = (0..self.rows.len()).collect();
            rows.sort_by(|a, b| order(cell(*a), cell(*b)));
            rows
        })
    }

    /// A row chosen by the cell, stable as the table grows: one more row moves only its share
    /// (jump consistent hash, Lamping and Veach 2014).
    pub fn pick(&self, cell: &mut Cell) -> Option<usize> {
        usize::try_from(cell.jump(self.rows.len() as u64)?).ok()
    }

    /// A row chosen by the cell and by what the rows hold, not by where they lie: a row more, or one
    /// less, anywhere among them moves only its share (consistent hashing, Karger and others 1997).
    pub fn pick_by_content(&self, cell: &mut Cell) -> Option<usize> {
        let ring = self.ring();
        let at = cell.next_u64();
        let next = ring.partition_point(|(point, _)| *point < at);
        ring.get(next).or(ring.first()).map(|(_, row)| *row as usize)
    }

    /// A number of what the rows hold.
    pub fn digest(&self) -> u64 {
        self.ring().iter().fold(self.rows.len() as u64, |all, (point, _)| mix(all ^ point))
    }

    fn ring(&self) -> &[(u64, u32)] {
        self.ring.get_or_init(|| {
            // The more points, the more equal the shares; few rows need more of them.
            let points = (65_536 / self.rows.len().max(1)).clamp(1, 64) as u64;
            let mut ring: Vec<(u64, u32)> = Vec::new();
            for (at, row) in (0u32..).zip(&self.rows) {
                let mut hash = blake3::Hasher::new();
                row.iter().for_each(|value| {
                    hash.update(format!("{value:?};").as_bytes());
                });
                let hash = hash.finalize();
                let start = hash.as_bytes().iter().take(8).fold(0, |n, b| n << 8 | u64::from(*b));
                ring.extend((0..points).map(|p| (mix(start.wrapping_add(p << 32)), at)));
            }
            ring.sort_unstable();
            ring
        })
    }
}

/// Any total order in which equal keys are equal.
fn order(a: &Value, b: &Value) -> Ordering {
    match (a, b) {
        (Value::Int(a), Value::Int(b)) => a.cmp(b),
        (Value::Uuid(a), Value::Uuid(b)) => a.cmp(b),
        (Value::Text(a), Value::Text(b)) => a.cmp(b),
        (Value::DateTime(a), Value::DateTime(b)) => a.cmp(b),
        _ => format!("{a:?}").cmp(&format!("{b:?}")),
    }
}

/// All anchors of a run, by the name the generator gave.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Anchors(pub BTreeMap<String, AnchorTable>);

impl Anchors {
    /// An anchor by name.
    pub fn get(&self, name: &str) -> Option<&AnchorTable> {
        self.0.get(name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(n: i64) -> AnchorTable {
        AnchorTable::new(vec!["id".into()], (1..=n).map(|i| vec![Value::Int(i)]).collect())
    }

    #[test]
    fn one_more_row_moves_only_its_share() {
        let (before, after) = (table(50), table(51));
        let moved = (0..10_000u64)
            .filter(|row| {
                let mut a = Cell::new(1, "t", "c", *row);
                let mut b = a.clone();
                before.pick(&mut a) != after.pick(&mut b)
            })
            .count();
        assert!(moved > 0 && moved <= 10_000 * 2 / 51, "{moved}");
    }

    #[test]
    fn one_more_row_anywhere_moves_only_its_share_of_what_is_picked_by_content() {
        let with = |ids: &mut dyn Iterator<Item = i64>| {
            AnchorTable::new(vec!["id".into()], ids.map(|i| vec![Value::Int(i)]).collect())
        };
        let (before, after) = (with(&mut (2..=101)), with(&mut (1..=101)));
        let mut counts = vec![0u32; 100];
        let mut moved = 0;
        for row in 0..10_000u64 {
            let pick = |table: &AnchorTable| {
                let at = table.pick_by_content(&mut Cell::new(1, "t", "c", row)).unwrap();
                (at, table.key(at).unwrap().clone())
            };
            let (at, old) = pick(&before);
            counts[at] += 1;
            let (_, new) = pick(&after);
            assert!(new == old || new == Value::Int(1));
            moved += usize::from(new != old);
        }
        assert!(moved > 0 && moved <= 10_000 * 2 / 101, "{moved}");
        assert!(counts.iter().all(|c| (40..=200).contains(c)), "{counts:?}");
    }

    #[test]
    fn rows_are_found_by_any_column_in_the_order_of_their_keys() {
        let row = |id: i64, batch: i64| vec![Value::Int(id), Value::Int(batch)];
        let rows = vec![row(1, 7), row(2, 5), row(3, 7), row(4, -1), row(5, 7)];
        let table = AnchorTable::new(vec!["id".into(), "batch".into()], rows);
        assert_eq!(table.rows_where("batch", &Value::Int(7)), [0, 2, 4]);
        assert_eq!(table.rows_where("batch", &Value::Int(6)), [0usize; 0]);
        assert_eq!(table.rows_where("id", &Value::Int(4)), [3]);
        assert_eq!(table.rows_where("nothing", &Value::Int(4)), [0usize; 0]);
        assert_eq!(table, table.clone());
    }

    #[test]
    fn rows_come_in_the_order_of_any_column() {
        let row = |id: i64, day: u32| {
            let at = chrono::NaiveDate::from_ymd_opt(2025, 1, day).unwrap().and_hms_opt(9, 0, 0);
            vec![Value::Int(id), Value::DateTime(at.unwrap())]
        };
        let columns = vec!["id".into(), "born".into()];
        let table = AnchorTable::new(columns, vec![row(1, 20), row(2, 5), row(3, 9)]);
        assert_eq!(table.rows_by("born"), [1, 2, 0]);
        assert_eq!(table.rows_up_to("born", &row(0, 9)[1]), [1, 2]);
        assert_eq!(table.rows_up_to("born", &row(0, 4)[1]), [0usize; 0]);
    }

    #[test]
    fn nothing_to_pick_from_is_none() {
        assert_eq!(AnchorTable::default().pick(&mut Cell::new(1, "t", "c", 0)), None);
    }
}
