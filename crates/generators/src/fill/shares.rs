//! Numbers that several columns have together, no two rows the same.
//!
//! Each row draws, from numbers of its own, until it finds what no row before it has: so more rows
//! change nothing for those there are, and a longer list (one more parent) moves its share. That
//! needs the rows before to be known. Above a few million rows a permutation does without, and then
//! a list of another length gives other numbers.

use super::{
    keys::{Digit, Group},
    memo::Numbers,
};
use crate::{Permutation, Stream, cell::mix};

/// The most rows whose numbers are remembered.
pub(super) const REMEMBERED: u64 = 2_000_000;

/// How often a row draws before it takes what is next and free.
const DRAWS: u64 = 64;

/// The numbers of every row; `None` when there are not enough of them. `given` tells the number a part
/// has already, `draw` one of a part that is free to choose, or `None` when it is to be drawn evenly.
pub(super) fn numbers(
    group: &Group,
    streams: &[Stream],
    rows: u64,
    given: &dyn Fn(Digit, u64) -> u64,
    draw: &dyn Fn(usize, &mut crate::Cell) -> Option<u64>,
) -> Numbers {
    let mut taken = Taken::new(rows);
    let mut all = Vec::new();
    let mut numbers = vec![0u64; group.members.len()];
    for row in 0..rows {
        let mut found = false;
        for attempt in 0..DRAWS {
            for (part, member) in group.members.iter().enumerate() {
                let mut cell = streams.get(part)?.cell(row.wrapping_add(attempt << 40));
                numbers[part] = match member.given {
                    Some(digit) => given(digit, row),
                    // Small numbers first, without knowing how many there will be.
                    None if member.counts => {
                        cell.below((4 + attempt * attempt / 2).min(member.size))
                    }
                    None => draw(part, &mut cell).unwrap_or_else(|| cell.stable(member.size)),
                };
            }
            if taken.take(code(group, &numbers)) {
                found = true;
                break;
            }
        }
        if !found && !next_free(group, &mut numbers, &mut taken) {
            return None;
        }
        all.extend(numbers.iter().map(|n| u32::try_from(*n).unwrap_or(u32::MAX)));
    }
    Some(all)
}

/// Counts upwards to the next numbers that are free, once around.
fn next_free(group: &Group, numbers: &mut [u64], taken: &mut Taken) -> bool {
    let free: Vec<usize> =
        (0..numbers.len()).filter(|p| group.members[*p].given.is_none()).collect();
    let range = free.iter().fold(1u64, |all, p| all.saturating_mul(group.members[*p].size));
    for _ in 0..range.min(4 * REMEMBERED) {
        for part in free.iter().rev() {
            numbers[*part] += 1;
            if numbers[*part] < group.members[*part].size {
                break;
            }
            numbers[*part] = 0;
        }
        if taken.take(code(group, numbers)) {
            return true;
        }
    }
    false
}

/// One number for all: exact where that fits 64 bits. Otherwise two may be taken for the same, and
/// another is drawn.
fn code(group: &Group, numbers: &[u64]) -> u64 {
    let sizes = group.members.iter().map(|m| m.size);
    let exact = sizes.clone().try_fold(1u64, u64::checked_mul).is_some();
    let join = |all: u64, (size, n): (u64, &u64)| {
        if exact { all * size + n } else { mix(all ^ n.wrapping_add(size)) }
    };
    sizes.zip(numbers).fold(0, join)
}

/// The number of a part without knowing those of the rows before.
pub(super) fn permuted(group: &Group, part: usize, row: u64, key: u64) -> u64 {
    let free = || group.members.iter().enumerate().filter(|(_, m)| m.given.is_none());
    let range = free().fold(1u64, |all, (_, m)| all.saturating_mul(m.size)).min(1 << 62);
    let stride =
        free().take_while(|(p, _)| *p < part).fold(1u64, |all, (_, m)| all.saturating_mul(m.size));
    let at = Permutation::new(range, key).apply(row % range.max(1)).unwrap_or(row);
    at / stride % group.members.get(part).map_or(1, |m| m.size).max(1)
}

/// A set of numbers: open addressing, at most half full.
struct Taken {
    slots: Vec<u64>,
}

impl Taken {
    fn new(rows: u64) -> Self {
        let size = (rows * 2 + 2).next_power_of_two();
        Self { slots: vec![0; usize::try_from(size).unwrap_or(2)] }
    }

    /// Whether it was free until now.
    fn take(&mut self, code: u64) -> bool {
        let mark = code.wrapping_add(1).max(1);
        let mask = self.slots.len() - 1;
        let mut at = mix(mark) as usize & mask;
        loop {
            match self.slots[at] {
                0 => {
                    self.slots[at] = mark;
                    return true;
                }
                there if there == mark => return false,
                _ => at = (at + 1) & mask,
            }
        }
    }
}
