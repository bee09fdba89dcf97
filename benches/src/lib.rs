//! Benchmarks of seedbed.
