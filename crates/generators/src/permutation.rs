//! A keyed, invertible permutation of `0..n` in constant memory.

use crate::cell::mix;

const ROUNDS: u64 = 4;

/// A permutation of `0..n`: a balanced Feistel network over the next even power of two, walked until
/// it lands inside (at most four steps on average). Gives distinct values without remembering any.
#[derive(Debug, Clone, Copy)]
pub struct Permutation {
    n: u64,
    key: u64,
    half: u32,
}

impl Permutation {
    /// The permutation of `0..n` chosen by `key`.
    pub fn new(n: u64, key: u64) -> Self {
        let bits = 64 - n.saturating_sub(1).leading_zeros();
        Self { n, key, half: bits.div_ceil(2).max(1) }
    }

    /// How many values there are.
    pub fn len(&self) -> u64 {
        self.n
    }

    /// Whether there is no value.
    pub fn is_empty(&self) -> bool {
        self.n == 0
    }

    /// Where `i` goes; `None` outside `0..n`.
    pub fn apply(&self, i: u64) -> Option<u64> {
        self.walk(i, Self::forward)
    }

    /// What goes to `v`; `None` outside `0..n`.
    pub fn invert(&self, v: u64) -> Option<u64> {
        self.walk(v, Self::backward)
    }

    fn walk(&self, start: u64, step: fn(&Self, u64) -> u64) -> Option<u64> {
        if start >= self.n {
            return None;
        }
        let mut x = step(self, start);
        while x >= self.n {
            x = step(self, x);
        }
        Some(x)
    }

    fn mask(&self) -> u64 {
        (1 << self.half) - 1
    }

    fn round(&self, r: u64, x: u64) -> u64 {
        mix(self.key ^ mix(x.wrapping_add(r << 56))) & self.mask()
    }

    fn forward(&self, x: u64) -> u64 {
        let (mut left, mut right) = (x >> self.half, x & self.mask());
        for r in 0..ROUNDS {
            (left, right) = (right, left ^ self.round(r, right));
        }
        left << self.half | right
    }

    fn backward(&self, x: u64) -> u64 {
        let (mut left, mut right) = (x >> self.half, x & self.mask());
        for r in (0..ROUNDS).rev() {
            (left, right) = (right ^ self.round(r, left), left);
        }
        left << self.half | right
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn is_a_bijection_with_an_inverse(n in 1u64..3000, key: u64) {
            let p = Permutation::new(n, key);
            let mut seen: Vec<u64> = (0..n).map(|i| p.apply(i).unwrap()).collect();
            for (i, v) in seen.iter().enumerate() {
                prop_assert_eq!(p.invert(*v), Some(i as u64));
            }
            seen.sort_unstable();
            prop_assert_eq!(seen, (0..n).collect::<Vec<_>>());
        }

        #[test]
        fn inverts_anywhere(n in 1u64.., key: u64, i: u64) {
            let p = Permutation::new(n, key);
            prop_assert_eq!(p.apply(i % n).and_then(|v| p.invert(v)), Some(i % n));
        }
    }

    #[test]
    fn refuses_what_is_outside() {
        assert_eq!(Permutation::new(5, 1).apply(5), None);
        assert_eq!(Permutation::new(0, 1).apply(0), None);
    }
}
