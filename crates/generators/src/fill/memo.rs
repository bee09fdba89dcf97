//! What is worked out once for many rows: the names' share of the random numbers, and the numbers
//! that several columns have together.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

use super::draft::Filled;
use crate::Stream;

/// The random numbers of a table's columns.
#[derive(Debug)]
pub(super) struct Streams {
    /// For each column: its value, and whether it is NULL.
    pub(super) columns: Vec<(Stream, Stream)>,
    pub(super) references: Vec<Stream>,
    pub(super) born: Stream,
    pub(super) born_after: Stream,
    pub(super) start: Stream,
    pub(super) first_name: Stream,
    pub(super) last_name: Stream,
    pub(super) padding: Stream,
}

impl Streams {
    fn of(table: &Filled, seed: u64) -> Self {
        let place = table.name.to_string();
        let stream = |name: &str| Stream::new(seed, &place, name);
        let of_reference = |r: &super::draft::Reference| {
            let names: Vec<&str> =
                r.columns.iter().map(|c| table.columns[*c].name.as_str()).collect();
            stream(&format!("reference {}", names.join(",")))
        };
        Self {
            columns: (table.columns.iter())
                .map(|c| (stream(&c.name), stream(&format!("{} null", c.name))))
                .collect(),
            references: table.references.iter().map(of_reference).collect(),
            born: stream("born"),
            born_after: stream("born after"),
            start: stream("start"),
            first_name: stream("first name"),
            last_name: stream("last name"),
            padding: stream("padding"),
        }
    }
}

/// Numbers of a group, row after row; none when there are not enough.
pub(super) type Numbers = Option<Vec<u32>>;

/// What numbers depend on: table, group, seed, and the rows that are referred to.
pub(super) type NumbersOf = (usize, usize, u64, u64);

/// Shared by everybody who has the same [`super::Fill`].
#[derive(Debug, Clone, Default)]
pub(super) struct Memo {
    streams: Arc<Mutex<BTreeMap<u64, Arc<Vec<Streams>>>>>,
    numbers: Arc<Mutex<BTreeMap<NumbersOf, Arc<Numbers>>>>,
}

impl Memo {
    pub(super) fn streams(&self, tables: &[Filled], seed: u64) -> Arc<Vec<Streams>> {
        let mut known = self.streams.lock().unwrap_or_else(PoisonError::into_inner);
        let made = || Arc::new(tables.iter().map(|t| Streams::of(t, seed)).collect());
        Arc::clone(known.entry(seed).or_insert_with(made))
    }

    /// The numbers of a group, made by whoever asks first.
    pub(super) fn numbers(&self, of: NumbersOf, make: impl FnOnce() -> Numbers) -> Arc<Numbers> {
        let known = self.numbers.lock().unwrap_or_else(PoisonError::into_inner).get(&of).cloned();
        if let Some(numbers) = known {
            return numbers;
        }
        // Not under the lock: a group may need the numbers of another.
        let made = Arc::new(make());
        let mut known = self.numbers.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(known.entry(of).or_insert(made))
    }
}
