//! The counter-based random numbers of one cell.

use std::{convert::Infallible, ops::RangeInclusive};

use rand_core::TryRng;

/// An odd constant (2^64 / golden ratio) that spreads consecutive counters.
const SPREAD: u64 = 0x9e37_79b9_7f4a_7c15;

/// SplitMix64's finaliser (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, 2014).
pub(crate) const fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// FNV-1a, then mixed: names are short, and the mixing gives the avalanche FNV lacks.
const fn name_hash(start: u64, name: &str) -> u64 {
    let bytes = name.as_bytes();
    let mut hash = start ^ 0xcbf2_9ce4_8422_2325;
    let mut i = 0;
    while i < bytes.len() {
        hash = (hash ^ bytes[i] as u64).wrapping_mul(0x0100_0000_01b3);
        i += 1;
    }
    mix(hash ^ bytes.len() as u64)
}

/// The random numbers of one cell: a pure function of (seed, table, column, row, draw). Names are
/// hashed, not ordinals, so that adding a column, a table or rows changes no other cell.
#[derive(Debug, Clone)]
pub struct Cell {
    key: u64,
    row: u64,
    draw: u64,
}

/// The cells of a column: what [`Cell::new`] makes of its names, made once for many rows.
#[derive(Debug, Clone, Copy)]
pub struct Stream {
    key: u64,
}

impl Stream {
    /// The cells of (seed, table, column).
    pub const fn new(seed: u64, table: &str, column: &str) -> Self {
        Self { key: name_hash(name_hash(mix(seed ^ SPREAD), table), column) }
    }

    /// The cell of a row.
    pub const fn cell(self, row: u64) -> Cell {
        let Self { key } = self;
        Cell { key, row: mix(row.wrapping_mul(SPREAD).wrapping_add(key)), draw: 0 }
    }
}

impl Cell {
    /// The cell of (seed, table, column, row).
    pub const fn new(seed: u64, table: &str, column: &str, row: u64) -> Self {
        Stream::new(seed, table, column).cell(row)
    }

    /// A number in `0..n` that is the same for `n + 1`, unless it is `n` then: all numbers are equally
    /// likely, and one more takes its share from each of the others. It takes no draw, and on average
    /// a handful of steps. 0 when `n` is 0.
    ///
    /// For each power of two there is a sequence of numbers below it. The first that is below `n`
    /// counts; one in the lower half stands for the answer of that half. (The idea of Ertl's
    /// JumpBackHash, 2024.)
    pub fn stable(&self, n: u64) -> u64 {
        if n <= 1 {
            return 0;
        }
        let mut bits = 64 - (n - 1).leading_zeros();
        while bits > 0 {
            let mask = u64::MAX >> (64 - bits);
            let sequence = u64::from(bits) << 56 | 1 << 55;
            let mut at = n;
            let mut step = 0u64;
            while at >= n {
                let counter = (sequence | step).wrapping_mul(SPREAD);
                at = mix(self.key ^ mix(self.row.wrapping_add(counter))) & mask;
                step += 1;
            }
            if at > mask >> 1 {
                return at;
            }
            bits -= 1;
        }
        0
    }

    /// The next 64 bits.
    pub fn next_u64(&mut self) -> u64 {
        self.draw = self.draw.wrapping_add(1);
        mix(self.key ^ mix(self.row.wrapping_add(self.draw.wrapping_mul(SPREAD))))
    }

    /// A number in `0..n` (Lemire's multiply-high; 0 when `n` is 0).
    pub fn below(&mut self, n: u64) -> u64 {
        ((u128::from(self.next_u64()) * u128::from(n)) >> 64) as u64
    }

    /// A number in the range; the start when the range is empty.
    pub fn range(&mut self, range: RangeInclusive<i64>) -> i64 {
        let (lo, hi) = range.into_inner();
        let width = hi.wrapping_sub(lo) as u64;
        if hi < lo {
            lo
        } else if width == u64::MAX {
            self.next_u64() as i64
        } else {
            lo.wrapping_add(self.below(width + 1) as i64)
        }
    }

    /// A number in `0..n`, stable as `n` grows: one more moves only its share (jump consistent hash,
    /// Lamping and Veach 2014). `None` when `n` is 0.
    pub(crate) fn jump(&mut self, n: u64) -> Option<u64> {
        let n = i64::try_from(n).ok().filter(|n| *n > 0)?;
        let mut key = self.next_u64();
        let (mut at, mut next) = (0i64, 0i64);
        while next < n {
            at = next;
            key = key.wrapping_mul(2_862_933_555_777_941_757).wrapping_add(1);
            next = ((at + 1) as f64 * ((1u64 << 31) as f64 / ((key >> 33) + 1) as f64)) as i64;
        }
        u64::try_from(at).ok()
    }

    /// True with a probability of `percent` in 100.
    pub fn chance(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }

    /// A number in `[0, 1)` with 53 random bits.
    pub fn fraction(&mut self) -> f64 {
        (self.next_u64() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// One of the items, equally likely; `None` of an empty slice.
    pub fn pick<'a, T>(&mut self, items: &'a [T]) -> Option<&'a T> {
        items.get(self.below(items.len() as u64) as usize)
    }

    /// One of the items by weight; `None` when all weights are zero.
    pub fn weighted<'a, T>(&mut self, items: &'a [(T, u32)]) -> Option<&'a T> {
        let total: u64 = items.iter().map(|(_, w)| u64::from(*w)).sum();
        let mut at = self.below(total);
        items.iter().find_map(|(item, weight)| {
            let weight = u64::from(*weight);
            if at < weight {
                Some(item)
            } else {
                at -= weight;
                None
            }
        })
    }
}

/// Eight bytes at a time.
const fn word_hash(start: u64, name: &str) -> u64 {
    let b = name.as_bytes();
    let mut hash = start ^ (b.len() as u64).wrapping_mul(SPREAD);
    let mut i = 0;
    while i + 8 <= b.len() {
        let word = [b[i], b[i + 1], b[i + 2], b[i + 3], b[i + 4], b[i + 5], b[i + 6], b[i + 7]];
        hash = (hash ^ u64::from_le_bytes(word)).wrapping_mul(0x0000_0100_0000_01b3);
        hash ^= hash >> 29;
        i += 8;
    }
    let mut rest = 0;
    while i < b.len() {
        rest = rest << 8 | b[i] as u64;
        i += 1;
    }
    mix(hash ^ rest.wrapping_mul(SPREAD))
}

/// The random numbers of a column of a unit's story: as a [`Stream`], with cheaper names.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Draws(u64);

impl Draws {
    pub(crate) const fn new(table: &str, column: &str) -> Self {
        Self(word_hash(word_hash(0, table), column))
    }

    /// Of a row.
    pub(crate) const fn cell(self, seed: u64, row: u64) -> Cell {
        let key = mix(self.0 ^ mix(seed ^ SPREAD));
        Cell { key, row: mix(row.wrapping_mul(SPREAD).wrapping_add(key)), draw: 0 }
    }
}

/// `draws!("order", "created_at")`.
macro_rules! draws {
    ($table:expr, $column:expr) => {
        const { $crate::cell::Draws::new($table, $column) }
    };
}
pub(crate) use draws;

/// So that `fake` and every rand distribution can draw from a cell.
impl TryRng for Cell {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok((self.next_u64() >> 32) as u32)
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        Ok(Self::next_u64(self))
    }

    fn try_fill_bytes(&mut self, dst: &mut [u8]) -> Result<(), Infallible> {
        for chunk in dst.chunks_mut(8) {
            let bytes = Self::next_u64(self).to_le_bytes();
            chunk.copy_from_slice(&bytes[..chunk.len()]);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_more_takes_its_share_and_moves_nothing_else() {
        for n in [1u64, 2, 7, 63, 64, 65, 1000] {
            let stream = Stream::new(1, "t", "c");
            let mut counts = vec![0u32; usize::try_from(n).unwrap()];
            let mut moved = 0;
            for row in 0..100 * n {
                let (before, after) = (stream.cell(row).stable(n), stream.cell(row).stable(n + 1));
                assert!(after == before || after == n, "{n} {row}: {before} {after}");
                moved += u32::from(after != before);
                counts[usize::try_from(before).unwrap()] += 1;
            }
            // 100 are expected of each, and of the new one.
            assert!(counts.iter().all(|c| (50..=150).contains(c)), "{n} {counts:?}");
            assert!((50..=150).contains(&moved), "{n} {moved}");
        }
        assert_eq!(Stream::new(1, "t", "c").cell(3).stable(0), 0);
        assert!(Stream::new(1, "t", "c").cell(3).stable(u64::MAX) > 0);
    }
}
