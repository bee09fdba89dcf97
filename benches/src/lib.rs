//! What the benchmarks share: timing against a floor in the same run, and memory.
//!
//! Machines are shared and noisy: a benchmark prints medians of interleaved runs and ratios, never
//! asserts them.

use std::process::Command;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

/// The time since this process first asked.
pub fn wall() -> Duration {
    static START: OnceLock<Instant> = OnceLock::new();
    START.get_or_init(Instant::now).elapsed()
}

/// The time this thread has had a core for, which other people's work on the machine hardly changes;
/// [`wall`] where /proc does not say.
pub fn on_core() -> Duration {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanos = told.and_then(|t| t.split_whitespace().next()?.parse().ok());
    nanos.map_or_else(wall, Duration::from_nanos)
}

/// Runs each closure once unmeasured, then all of them in turn `rounds` times; gives the median of
/// each.
pub fn interleaved(rounds: usize, work: &mut [&mut dyn FnMut()]) -> Vec<Duration> {
    interleaved_by(wall, rounds, work)
}

/// As [`interleaved`], by a clock of one's own.
pub fn interleaved_by(
    clock: fn() -> Duration,
    rounds: usize,
    work: &mut [&mut dyn FnMut()],
) -> Vec<Duration> {
    let mut times = vec![Vec::with_capacity(rounds); work.len()];
    for round in 0..=rounds {
        for (work, times) in work.iter_mut().zip(&mut times) {
            let start = clock();
            work();
            if round > 0 {
                times.push(clock().saturating_sub(start));
            }
        }
    }
    for times in &mut times {
        times.sort_unstable();
    }
    times.iter().map(|t| t.get(t.len() / 2).copied().unwrap_or_default()).collect()
}

/// The largest resident memory of this process so far, in MiB; 0 where /proc does not say.
pub fn peak_memory() -> u64 {
    peak_in("/proc/self/status")
}

/// Runs a command and gives the largest resident memory it had, in MiB; 0 where /proc does not say.
pub fn peak_of(command: &mut Command) -> u64 {
    let Ok(mut child) = command.spawn() else { return 0 };
    let status = format!("/proc/{}/status", child.id());
    let mut peak = 0;
    while matches!(child.try_wait(), Ok(None)) {
        peak = peak.max(peak_in(&status));
        std::thread::sleep(Duration::from_micros(500));
    }
    peak
}

fn peak_in(status: &str) -> u64 {
    let status = std::fs::read_to_string(status).unwrap_or_default();
    let line = status.lines().find_map(|l| l.strip_prefix("VmHWM:"));
    line.and_then(|l| l.split_whitespace().next()?.parse::<u64>().ok()).map_or(0, |kib| kib / 1024)
}
