//! Unique keys: which column, or which columns together, number the rows.
//!
//! Every unique key needs one thing that differs from row to row. A column that can hold as many
//! values as there are rows is numbered by the row; where there is none (a junction of two foreign
//! keys, a short list), the columns share one permuted number, each taking its digit.

use crate::fill::plan::{Draft, Held};

/// What numbers a column or a reference: `row → (permuted(row) / stride) % size`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Digit {
    pub(super) stride: u64,
    pub(super) size: u64,
    /// How many values all digits have together: the range that is permuted; 0 for none.
    pub(super) range: u64,
}

impl Digit {
    /// The number of a row by itself.
    pub(super) const ROW: Self = Self { stride: 1, size: u64::MAX, range: 0 };
}

/// What part of a key can differ by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    Column(usize),
    Reference(usize),
}

/// Gives every unique key its numbering, and lowers the number of rows where values do not suffice.
/// The columns of each key are indexes into the draft's columns.
pub(super) fn number(draft: &mut Draft, mut keys: Vec<Vec<usize>>) {
    keys.sort_by_key(Vec::len);
    keys.dedup();
    for key in keys {
        if key.iter().any(|c| is_numbered(draft, *c)) {
            continue;
        }
        let parts = parts(draft, &key);
        if let Some(owner) = owner(draft, &parts) {
            draft.columns[owner].digit = Some(Digit::ROW);
            continue;
        }
        // A part that a key before has taken stays as it is.
        let free: Vec<(Part, u64)> = parts
            .iter()
            .filter(|p| digit(draft, **p).is_none())
            .map(|p| (*p, capacity(draft, *p)))
            .collect();
        if free.is_empty() {
            continue;
        }
        let range = free.iter().fold(1u64, |all, (_, n)| all.saturating_mul(*n));
        if range < draft.rows {
            let names: Vec<&str> = key.iter().map(|c| draft.columns[*c].name.as_str()).collect();
            draft.notes.push(format!(
                "{range} rows instead of {}: ({}) is unique and has no more values",
                draft.rows,
                names.join(", ")
            ));
            draft.rows = range;
        }
        let mut stride = 1u64;
        for (part, size) in free {
            // Unbounded sizes would overflow the range; what is left of it is enough.
            let range = range.min(1 << 62);
            let given = Digit { stride, size, range };
            match part {
                Part::Column(c) => draft.columns[c].digit = Some(given),
                Part::Reference(r) => draft.references[r].digit = Some(given),
            }
            stride = stride.saturating_mul(size);
        }
    }
}

/// Whether the column alone differs from row to row.
fn is_numbered(draft: &Draft, column: usize) -> bool {
    match draft.columns[column].held {
        Held::Key => true,
        Held::Made(_) => draft.columns[column].digit == Some(Digit::ROW),
        Held::Reference(r) => {
            let reference = &draft.references[r];
            reference.columns.len() == 1 && reference.digit.is_some_and(|d| d.size == d.range)
        }
        Held::Nothing => false,
    }
}

fn parts(draft: &Draft, key: &[usize]) -> Vec<Part> {
    let mut parts: Vec<Part> = key
        .iter()
        .filter_map(|c| match draft.columns[*c].held {
            Held::Reference(r) => Some(Part::Reference(r)),
            Held::Made(_) => Some(Part::Column(*c)),
            Held::Key | Held::Nothing => None,
        })
        .collect();
    parts.sort();
    parts.dedup();
    parts
}

/// A column that can number the rows by itself, the roomiest first.
fn owner(draft: &Draft, parts: &[Part]) -> Option<usize> {
    let able = parts.iter().filter_map(|p| match p {
        Part::Column(c) if capacity(draft, *p) >= draft.rows.saturating_mul(4) => Some(*c),
        _ => None,
    });
    let able = able.filter(|c| draft.columns[*c].digit.is_none());
    able.max_by_key(|c| (capacity(draft, Part::Column(*c)), std::cmp::Reverse(*c)))
}

fn digit(draft: &Draft, part: Part) -> Option<Digit> {
    match part {
        Part::Column(c) => draft.columns[c].digit,
        Part::Reference(r) => draft.references[r].digit,
    }
}

fn capacity(draft: &Draft, part: Part) -> u64 {
    match part {
        Part::Column(c) => draft.columns[c].capacity(),
        Part::Reference(r) => draft.references[r].size,
    }
}
