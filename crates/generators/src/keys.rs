//! Keys that are computed, not read back.

use crate::{Cell, Permutation, Value};

/// A set of keys addressable by index, with an inverse: references cost no memory, and "is this row
/// ours, and which row is it?" is answered without a tracking table.
pub trait KeyDomain {
    /// How many keys there are.
    fn len(&self) -> u64;
    /// The key at an index; `None` outside `0..len`.
    fn key_at(&self, index: u64) -> Option<Value>;
    /// The index of a key; `None` when it is not of this domain.
    fn index_of(&self, key: &Value) -> Option<u64>;
    /// Whether there is no key.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// Consecutive whole numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dense {
    /// The first key.
    pub first: i64,
    /// How many.
    pub len: u64,
}

impl KeyDomain for Dense {
    fn len(&self) -> u64 {
        self.len
    }

    fn key_at(&self, index: u64) -> Option<Value> {
        let offset = i64::try_from(index).ok().filter(|_| index < self.len)?;
        self.first.checked_add(offset).map(Value::Int)
    }

    fn index_of(&self, key: &Value) -> Option<u64> {
        let Value::Int(key) = key else { return None };
        key.checked_sub(self.first).and_then(|o| u64::try_from(o).ok()).filter(|i| *i < self.len)
    }
}

/// UUIDs (version 8, RFC 9562) that hold a permuted index: they look random and are invertible.
#[derive(Debug, Clone, Copy)]
pub struct Uuids {
    key: u64,
    len: u64,
    order: Permutation,
}

impl Uuids {
    /// `len` UUIDs chosen by `key`.
    pub fn new(key: u64, len: u64) -> Self {
        // 62 bits are free after the variant; the permutation spreads the index over all of them.
        Self { key, len, order: Permutation::new(1 << 62, key) }
    }

    fn high(&self, low: u64) -> u64 {
        let mut cell = Cell::new(self.key, "uuid", "high", low);
        cell.next_u64() & !0xf000 | 0x8000
    }
}

impl KeyDomain for Uuids {
    fn len(&self) -> u64 {
        self.len
    }

    fn key_at(&self, index: u64) -> Option<Value> {
        let low = self.order.apply(index).filter(|_| index < self.len)?;
        Some(Value::Uuid(u128::from(self.high(low)) << 64 | u128::from(1 << 63 | low)))
    }

    fn index_of(&self, key: &Value) -> Option<u64> {
        let Value::Uuid(uuid) = key else { return None };
        let low = *uuid as u64 & !(3 << 62);
        let index = self.order.invert(low).filter(|i| *i < self.len)?;
        (self.key_at(index).as_ref() == Some(key)).then_some(index)
    }
}

/// Keys that exist already, in the order given.
#[derive(Debug, Clone, Default)]
pub struct Existing {
    keys: Vec<Value>,
}

impl Existing {
    /// A domain of existing keys.
    pub fn new(keys: Vec<Value>) -> Self {
        Self { keys }
    }
}

impl KeyDomain for Existing {
    fn len(&self) -> u64 {
        self.keys.len() as u64
    }

    fn key_at(&self, index: u64) -> Option<Value> {
        self.keys.get(usize::try_from(index).ok()?).cloned()
    }

    fn index_of(&self, key: &Value) -> Option<u64> {
        self.keys.iter().position(|k| k == key).map(|i| i as u64)
    }
}

/// The keys a run may give to new rows of one table.
#[derive(Debug, Clone, Copy)]
pub enum KeyBlock {
    /// Whole numbers after the largest existing one.
    Dense(Dense),
    /// UUIDs.
    Uuids(Uuids),
}

impl KeyDomain for KeyBlock {
    fn len(&self) -> u64 {
        match self {
            Self::Dense(d) => d.len(),
            Self::Uuids(u) => u.len(),
        }
    }

    fn key_at(&self, index: u64) -> Option<Value> {
        match self {
            Self::Dense(d) => d.key_at(index),
            Self::Uuids(u) => u.key_at(index),
        }
    }

    fn index_of(&self, key: &Value) -> Option<u64> {
        match self {
            Self::Dense(d) => d.index_of(key),
            Self::Uuids(u) => u.index_of(key),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn inverts(domain: &impl KeyDomain, index: u64) {
        let key = domain.key_at(index).unwrap();
        assert_eq!(domain.index_of(&key), Some(index));
    }

    proptest! {
        #[test]
        fn every_domain_inverts(first in -1_000_000i64..1_000_000, len in 1u64..1_000_000, at: u64, key: u64) {
            inverts(&Dense { first, len }, at % len);
            inverts(&Uuids::new(key, len), at % len);
        }
    }

    #[test]
    fn foreign_keys_are_not_ours() {
        assert_eq!(Dense { first: 5, len: 3 }.index_of(&Value::Int(8)), None);
        assert_eq!(Dense { first: 5, len: 3 }.key_at(3), None);
        assert_eq!(Uuids::new(1, 100).index_of(&Value::Uuid(7)), None);
    }

    #[test]
    fn uuids_carry_version_eight_and_the_variant() {
        let Some(Value::Uuid(uuid)) = Uuids::new(1, 10).key_at(3) else { panic!("no key") };
        assert_eq!(uuid >> 76 & 0xf, 8);
        assert_eq!(uuid >> 62 & 3, 2);
    }
}
