//! Unique keys: which column, or which columns together, number the rows.
//!
//! Every unique key needs one thing that differs from row to row. A column that can hold as many
//! values as there are rows is numbered by the row; where there is none (a junction of two foreign
//! keys, a short list), the columns are numbered together: `shares` draws numbers that no row before
//! has drawn.

use crate::fill::{
    draft::{Draft, Held},
    make::Maker,
};
use seedbed_schema_model::TypeKind;

/// What numbers a column or a reference.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Digit {
    /// The number of the row.
    Row,
    /// A part of a group of the table.
    Of {
        /// The group.
        group: usize,
        /// The part.
        part: usize,
    },
}

/// What part of a key can differ by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Part {
    /// A column, by its place.
    Column(usize),
    /// A reference, by its number.
    Reference(usize),
}

/// Columns that are numbered together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Group {
    /// The name of its draws.
    pub(super) name: String,
    pub(super) members: Vec<Member>,
}

/// A part of a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Member {
    pub(super) part: Part,
    /// How many numbers it has.
    pub(super) size: u64,
    /// What numbers it already, because of another key.
    pub(super) given: Option<Digit>,
    /// It counts within the others, from the start: the lines of an order.
    pub(super) counts: bool,
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
            draft.columns[owner].digit = Some(Digit::Row);
            continue;
        }
        // A part that a key before has taken stays as it is.
        let members: Vec<Member> = parts
            .iter()
            .map(|p| Member {
                part: *p,
                size: capacity(draft, *p),
                given: digit(draft, *p),
                counts: counts(draft, *p),
            })
            .collect();
        let free = members.iter().filter(|m| m.given.is_none());
        let range = free.clone().fold(1u64, |all, m| all.saturating_mul(m.size));
        if free.count() == 0 {
            continue;
        }
        if range < draft.rows {
            let names: Vec<&str> = key.iter().map(|c| draft.columns[*c].name.as_str()).collect();
            draft.notes.push(format!(
                "{range} rows instead of {}: ({}) is unique and has no more values",
                draft.rows,
                names.join(", ")
            ));
            draft.rows = range;
        }
        if let [only] = members.as_slice() {
            give(draft, only.part, Digit::Row);
            continue;
        }
        let group = draft.groups.len();
        for (part, member) in members.iter().enumerate().filter(|(_, m)| m.given.is_none()) {
            give(draft, member.part, Digit::Of { group, part });
        }
        let names: Vec<&str> = key.iter().map(|c| draft.columns[*c].name.as_str()).collect();
        let name = format!("key {}", names.join(","));
        draft.groups.push(Group { name, members });
    }
}

/// Whether the column alone differs from row to row.
fn is_numbered(draft: &Draft, column: usize) -> bool {
    match draft.columns[column].held {
        Held::Key => true,
        Held::Made(_) => draft.columns[column].digit == Some(Digit::Row),
        Held::Reference(r) => {
            let reference = &draft.references[r];
            reference.columns.len() == 1 && reference.digit == Some(Digit::Row)
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
    let refers = parts.iter().any(|p| matches!(p, Part::Reference(_)));
    let able = parts.iter().filter_map(|p| match p {
        Part::Column(c) if capacity(draft, *p) >= draft.rows.saturating_mul(4) => Some(*c),
        _ => None,
    });
    let able = able.filter(|c| {
        draft.columns[*c].digit.is_none() && !(refers && counts(draft, Part::Column(*c)))
    });
    able.max_by_key(|c| (capacity(draft, Part::Column(*c)), std::cmp::Reverse(*c)))
}

/// Whether its numbers are small by their meaning: a position, a line, a version.
fn counts(draft: &Draft, part: Part) -> bool {
    let Part::Column(c) = part else { return false };
    let column = &draft.columns[c];
    let whole = matches!(column.kind, TypeKind::Integer { .. });
    let small = match column.held {
        Held::Made(Maker::Ordinal) => true,
        Held::Made(Maker::Number(..)) => column.confidence >= 70,
        _ => false,
    };
    whole && small
}

fn give(draft: &mut Draft, part: Part, digit: Digit) {
    match part {
        Part::Column(c) => draft.columns[c].digit = Some(digit),
        Part::Reference(r) => draft.references[r].digit = Some(digit),
    }
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
