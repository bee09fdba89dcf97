//! An exact total over parts, whose sizes do not change when both grow alike.

use std::ops::Range;

use crate::Cell;

/// `total` children over `parts` parents, each at least `min` where that is possible. Boundaries
/// stand at their fair place moved by up to half the slack, and every tenth exactly there, so that 10
/// % more of both leaves the parts before them as they are.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Shares {
    total: u64,
    parts: u64,
    slack: i64,
    seed: u64,
}

impl Shares {
    pub(crate) fn new(total: u64, parts: u64, min: u64, seed: u64) -> Self {
        let fair = total.checked_div(parts).unwrap_or(0);
        let slack = i64::try_from(fair.saturating_sub(min) / 2).unwrap_or(0);
        Self { total, parts, slack, seed }
    }

    /// The children of a part; empty outside `0..parts`.
    pub(crate) fn range(&self, part: u64) -> Range<u64> {
        if part >= self.parts {
            return self.total..self.total;
        }
        self.boundary(part)..self.boundary(part + 1)
    }

    fn boundary(&self, at: u64) -> u64 {
        let fair = u128::from(self.total) * u128::from(at) / u128::from(self.parts.max(1));
        let fair = u64::try_from(fair).unwrap_or(self.total);
        if at == self.parts || at.is_multiple_of(10) {
            return fair;
        }
        let moved = Cell::new(self.seed, "shares", "boundary", at).range(-self.slack..=self.slack);
        fair.saturating_add_signed(moved)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn sums_exactly_and_respects_the_minimum(total in 0u64..5000, parts in 1u64..300, min in 0u64..5, seed: u64) {
            let shares = Shares::new(total, parts, min, seed);
            let mut next = 0;
            for part in 0..parts {
                let range = shares.range(part);
                prop_assert_eq!(range.start, next);
                prop_assert!(range.end >= range.start);
                prop_assert!(range.end - range.start >= min.min(total / parts));
                next = range.end;
            }
            prop_assert_eq!(next, total);
        }

        #[test]
        fn ten_percent_more_of_both_changes_nothing_before(tens in 1u64..50, each in 0u64..9, seed: u64) {
            let (few, more) = (tens * 10, tens * 11);
            let (a, b) = (Shares::new(few * each, few, 2, seed), Shares::new(more * each, more, 2, seed));
            for part in 0..few {
                prop_assert_eq!(a.range(part), b.range(part));
            }
        }
    }
}
