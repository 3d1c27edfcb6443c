//! The hand-written client, the server, and the measurement.
#![allow(dead_code, reason = "each benchmark uses a part")]

use std::time::{Duration, Instant};

pub(crate) mod by_hand;
pub(crate) mod server;

/// How often each side is measured. Both run alternately, so that other load on the machine affects both equally.
const ROUNDS: usize = 31;

/// The least time of one measurement. The work is repeated until it takes as long.
const LEAST: Duration = Duration::from_millis(4);

/// Measures two implementations and prints the medians of their times and the ratio. Does nothing if the command line has a text that
/// the name does not contain.
pub(crate) fn compare(name: &str, mut by_hand: impl FnMut(), mut client: impl FnMut()) {
    let mut filters = std::env::args().skip(1).filter(|argument| !argument.starts_with('-'));
    if filters.next().is_some_and(|filter| !name.contains(&filter)) {
        return;
    }
    let times = repeated(&mut by_hand).min(repeated(&mut client));
    let mut all = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        all.0.push(time(times, &mut by_hand));
        all.1.push(time(times, &mut client));
    }
    let (theirs, ours) = (median(all.0), median(all.1));
    println!("{name:<40} {:>10.1} µs {:>10.1} µs {:>7.3}", theirs * 1e6, ours * 1e6, ours / theirs);
}

/// Prints the names of the columns.
pub(crate) fn heading() {
    println!("{:<40} {:>13} {:>13} {:>7}", "CPU time, median", "by hand", "client", "ratio");
}

/// Returns how often the work fits into the least time.
fn repeated(work: &mut impl FnMut()) -> u32 {
    let started = Instant::now();
    let mut times = 0;
    while started.elapsed() < LEAST {
        work();
        times += 1;
    }
    times
}

/// Returns the CPU time of one repetition, in seconds.
fn time(times: u32, work: &mut impl FnMut()) -> f64 {
    let started = Instant::now();
    let before = cpu();
    for _ in 0..times {
        work();
    }
    let spent = match (before, cpu()) {
        (Some(before), Some(after)) => after - before,
        _ => started.elapsed(),
    };
    spent.as_secs_f64() / f64::from(times)
}

/// Returns the CPU time of this thread, if the system tells it.
fn cpu() -> Option<Duration> {
    let all = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    all.split_whitespace().next()?.parse().ok().map(Duration::from_nanos)
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}
