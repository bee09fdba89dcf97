//! Where a bound table's columns stand, found by name without looking at each.

use std::collections::BTreeMap;

use super::BoundColumn;
use crate::Cell;

/// The bound columns in their order, and a small table of their names.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Places {
    pub(super) columns: Vec<BoundColumn>,
    /// Stands for the columns' real names in their order; never 0.
    pub(super) stamp: u64,
    names: Vec<&'static str>,
    /// At the hash of a name, its place plus one; then the next free cell.
    cells: Vec<u8>,
}

impl Places {
    pub(super) fn new(columns: &BTreeMap<&'static str, BoundColumn>, unbound: &[&str]) -> Self {
        let names: Vec<&'static str> = columns.keys().copied().collect();
        let size = (4 * (names.len() + unbound.len())).next_power_of_two().max(8);
        let mut cells = vec![0u8; size];
        for (name, place) in names.iter().zip(1u8..) {
            let mut at = hash(name) % size;
            while cells.get(at).is_some_and(|cell| *cell != 0) {
                at = (at + 1) % size;
            }
            if let Some(cell) = cells.get_mut(at) {
                *cell = place;
            }
        }
        let columns: Vec<BoundColumn> = columns.values().cloned().collect();
        let all = columns.iter().fold(String::new(), |all, c| all + &c.name + "\0");
        Self { stamp: Cell::new(0, "columns", &all, 0).next_u64() | 1, columns, names, cells }
    }

    /// The place of a column among the bound ones.
    pub(super) fn of(&self, name: &str) -> Option<usize> {
        let mut at = hash(name) & self.cells.len().wrapping_sub(1);
        loop {
            let place = usize::from(*self.cells.get(at)?).checked_sub(1)?;
            if self.names.get(place).is_some_and(|n| *n == name) {
                return Some(place);
            }
            at = (at + 1) & (self.cells.len() - 1);
        }
    }
}

/// Of a short name: its length and four of its letters.
fn hash(name: &str) -> usize {
    let bytes = name.as_bytes();
    let letter = |at: usize| usize::from(bytes.get(at).copied().unwrap_or_default());
    let last = bytes.len().saturating_sub(1);
    letter(0) + letter(last) * 5 + letter(bytes.len() / 2) * 13 + letter(2) * 29 + last * 37
}

#[cfg(test)]
mod tests {
    use seedbed_schema_model::TypeKind;

    use super::*;

    #[test]
    fn every_column_is_found_and_no_other() {
        let column = |name: &&'static str| BoundColumn {
            name: name.to_uppercase(),
            kind: TypeKind::Boolean,
            nullable: true,
            allowed: None,
        };
        let names =
            ["id", "di", "created_at", "created_by", "a", "b", "ab", "", "updated_at", "x_id"];
        for n in 0..names.len() {
            let map: BTreeMap<_, _> =
                names.iter().take(n).map(|name| (*name, column(name))).collect();
            let places = Places::new(&map, &["gone"]);
            for (at, name) in map.keys().enumerate() {
                assert_eq!(places.of(name), Some(at));
                assert_eq!(places.columns[at].name, name.to_uppercase());
            }
            for name in names.iter().skip(n).chain(&["gone", "other"]) {
                assert_eq!(places.of(name), None, "{name} of {n}");
            }
        }
    }
}
