//! Numbers that stay put when there are more of them.
//!
//! Whoever is counted by these keeps what they have when a kind grows: places in time lie between
//! those that are there, kinds alternate in blocks of a fixed size, and one more parent takes over
//! at most the share of one of those before it.

use crate::Cell;

/// Where event `i` lies in time, as a fraction: each lies in the middle of the widest gap that those
/// before it left (van der Corput's sequence), so that any number of them is spread evenly.
pub(super) fn place(i: u64) -> f64 {
    (i.reverse_bits() >> 11) as f64 / (1u64 << 53) as f64
}

/// The last of `n` such events at or before a fraction.
pub(super) fn before(fraction: f64, n: u64) -> u64 {
    let bits = (fraction.clamp(0.0, 1.0 - f64::EPSILON) * (1u64 << 53) as f64) as u64;
    bucket((bits << 11).reverse_bits(), n)
}

/// Which of `n` buckets `hash` falls into: the next bucket takes over half of one before it and
/// nothing else (linear hashing, Litwin 1980). 0 when there is none.
pub(super) fn bucket(hash: u64, n: u64) -> u64 {
    let Some(level) = n.checked_ilog2() else { return 0 };
    let wide = hash & ((2 << level) - 1);
    if wide < n { wide } else { hash & ((1 << level) - 1) }
}

/// The numbers below `end` that fall into a bucket, by what `bucket` does to them.
pub(super) fn of_bucket(at: u64, n: u64, end: u64) -> impl Iterator<Item = u64> {
    let level = n.checked_ilog2().unwrap_or(0);
    let split = at + (1 << level) < n || at >= 1 << level;
    let step = if split { 2u64 << level } else { 1 << level };
    (at..end).step_by(usize::try_from(step).unwrap_or(usize::MAX))
}

/// A permutation of a small block, chosen by a key: an affine map with its inverse.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shuffle {
    n: u64,
    factor: u64,
    inverse: u64,
    shift: u64,
}

impl Shuffle {
    /// Of 10.
    pub(super) fn ten(mut cell: Cell) -> Self {
        let (factor, inverse) = *cell.pick(&[(1, 1), (3, 7), (7, 3), (9, 9)]).unwrap_or(&(1, 1));
        Self { n: 10, factor, inverse, shift: cell.below(10) }
    }

    /// Of 20.
    pub(super) fn twenty(mut cell: Cell) -> Self {
        let factors = [(3, 7), (7, 3), (9, 9), (11, 11), (13, 17), (17, 13)];
        let (factor, inverse) = *cell.pick(&factors).unwrap_or(&(1, 1));
        Self { n: 20, factor, inverse, shift: cell.below(20) }
    }

    /// Where `i` goes.
    pub(super) fn apply(&self, i: u64) -> u64 {
        (i * self.factor + self.shift) % self.n
    }

    /// What goes to `v`.
    pub(super) fn invert(&self, v: u64) -> u64 {
        (v + self.n - self.shift) * self.inverse % self.n
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_last_event_before_a_moment(n in 1u64..3000, fraction in 0.0f64..1.0) {
            let found = before(fraction, n);
            prop_assert!(found < n && place(found) <= fraction);
            // Nothing of the same width of gap lies between.
            let gap = 2.0 / n as f64;
            let later = (0..n).filter(|i| place(*i) <= fraction).map(place).fold(0.0, f64::max);
            prop_assert!(later - place(found) <= gap);
        }

        #[test]
        fn one_more_bucket_takes_half_of_one(n in 1u64..500, hashes in prop::collection::vec(any::<u64>(), 400)) {
            let mut from = std::collections::BTreeSet::new();
            for hash in &hashes {
                let (a, b) = (bucket(*hash, n), bucket(*hash, n + 1));
                if a != b {
                    prop_assert_eq!(b, n);
                    from.insert(a);
                }
            }
            prop_assert!(from.len() <= 1);
        }

        #[test]
        fn buckets_hold_what_falls_into_them(n in 1u64..200, end in 0u64..1500) {
            let mut all: Vec<u64> = (0..n).flat_map(|at| of_bucket(at, n, end)).collect();
            prop_assert!((0..n).all(|at| of_bucket(at, n, end).all(|i| bucket(i, n) == at)));
            all.sort_unstable();
            prop_assert_eq!(all, (0..end).collect::<Vec<_>>());
        }

        #[test]
        fn shuffles_invert(row: u64, i in 0u64..20) {
            let cell = Cell::new(1, "t", "c", row);
            let (ten, twenty) = (Shuffle::ten(cell.clone()), Shuffle::twenty(cell));
            prop_assert_eq!(ten.invert(ten.apply(i % 10)), i % 10);
            prop_assert_eq!(twenty.invert(twenty.apply(i)), i);
            prop_assert!(ten.apply(i % 10) < 10 && twenty.apply(i) < 20);
        }
    }
}
