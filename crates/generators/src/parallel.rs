//! Generating a range of units on several threads, in order.

use std::ops::Range;

use crate::{GenerateError, Generator, Rows, Unit, World};

/// The rows of `units`, the same whatever the number of threads: each thread makes a consecutive
/// part, and the parts are joined in order.
///
/// # Errors
/// The error of the first unit that fails.
pub fn generate(
    generator: &dyn Generator,
    world: &World,
    units: Range<u64>,
    threads: usize,
) -> Result<Rows, GenerateError> {
    let count = units.end.saturating_sub(units.start);
    let threads = (threads.max(1) as u64).min(count.max(1));
    let part = |k: u64| units.start + count * k / threads..units.start + count * (k + 1) / threads;
    let make = |range: Range<u64>| {
        let mut rows = Rows::new();
        for index in range {
            generator.unit(Unit { index, world }, &mut rows)?;
        }
        Ok::<_, GenerateError>(rows)
    };
    if threads == 1 {
        return make(units.clone());
    }
    std::thread::scope(|scope| {
        let parts: Vec<_> = (0..threads).map(|k| scope.spawn(move || make(part(k)))).collect();
        let mut all = Rows::new();
        for part in parts {
            match part.join() {
                Ok(rows) => all.append(rows?)?,
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        Ok(all)
    })
}
