//! Splitting an exact total over parts, addressable from either side.

use std::ops::Range;

use crate::cell::mix;

/// `total` children over `parts` parents: every parent gets at least `min`, the sum is exact, and
/// both directions cost O(log parts) and no memory (deterministic recursive splitting: each node of
/// a binary tree over the parts draws from its own hash).
#[derive(Debug, Clone, Copy)]
pub struct Split {
    total: u64,
    parts: u64,
    min: u64,
    key: u64,
}

impl Split {
    /// A split. When `total < parts * min`, the minimum is lowered to what is possible.
    pub fn new(total: u64, parts: u64, min: u64, key: u64) -> Self {
        let min = total.checked_div(parts).map_or(0, |most| min.min(most));
        Self { total, parts, min, key }
    }

    /// The children of `part`; empty outside `0..parts`.
    pub fn range(&self, part: u64) -> Range<u64> {
        if part >= self.parts {
            return self.total..self.total;
        }
        let (mut lo, mut hi) = (0, self.parts);
        let (mut start, mut extra) = (0, self.total - self.min * self.parts);
        while hi - lo > 1 {
            let mid = lo + (hi - lo) / 2;
            let left = self.left_share(lo, mid, hi, extra);
            if part < mid {
                hi = mid;
                extra = left;
            } else {
                start += left + self.min * (mid - lo);
                lo = mid;
                extra -= left;
            }
        }
        start..start + self.min + extra
    }

    /// The part a child belongs to; `None` outside `0..total`.
    pub fn part_of(&self, child: u64) -> Option<u64> {
        if child >= self.total || self.parts == 0 {
            return None;
        }
        let (mut lo, mut hi) = (0, self.parts);
        let (mut start, mut extra) = (0, self.total - self.min * self.parts);
        while hi - lo > 1 {
            let mid = lo + (hi - lo) / 2;
            let left = self.left_share(lo, mid, hi, extra);
            let boundary = start + left + self.min * (mid - lo);
            if child < boundary {
                hi = mid;
                extra = left;
            } else {
                start = boundary;
                lo = mid;
                extra -= left;
            }
        }
        Some(lo)
    }

    /// The left half's share of `extra`: its fair share, moved by up to 60 % either way.
    fn left_share(&self, lo: u64, mid: u64, hi: u64, extra: u64) -> u64 {
        let fair = u128::from(extra) * u128::from(mid - lo) * 1000 / u128::from(hi - lo);
        let jitter = 400 + u128::from(mix(self.key ^ mix(lo ^ hi.rotate_left(32))) % 1201);
        let share = (fair * jitter + 500_000) / 1_000_000;
        u64::try_from(share).unwrap_or(extra).min(extra)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn sums_exactly_and_agrees_both_ways(total in 0u64..2000, parts in 1u64..200, min in 0u64..5, key: u64) {
            let split = Split::new(total, parts, min, key);
            let mut next = 0;
            for part in 0..parts {
                let range = split.range(part);
                prop_assert_eq!(range.start, next);
                prop_assert!(range.end - range.start >= min.min(total / parts));
                for child in range.clone() {
                    prop_assert_eq!(split.part_of(child), Some(part));
                }
                next = range.end;
            }
            prop_assert_eq!(next, total);
            prop_assert_eq!(split.part_of(total), None);
        }
    }

    #[test]
    fn thirty_lists_share_two_hundred_tasks_unevenly() {
        let split = Split::new(200, 30, 2, 7);
        let sizes: Vec<u64> = (0..30).map(|p| split.range(p)).map(|r| r.end - r.start).collect();
        assert_eq!(sizes.iter().sum::<u64>(), 200);
        assert!(sizes.iter().max() > sizes.iter().min(), "{sizes:?}");
    }
}
