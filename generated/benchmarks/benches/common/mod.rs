//! The hand-written client, the server, and the measurement.
#![allow(dead_code, reason = "each benchmark uses a part")]

use std::time::{Duration, Instant};

pub(crate) mod by_hand;
pub(crate) mod server;

/// How often each side is measured. Both run alternately, so that other load on the machine affects both equally.
const ROUNDS: usize = 51;

/// The least time of one measurement. The work is repeated until it takes as long. Most measurements are shorter than a time slice of the
/// system, so that the median is not interrupted.
const LEAST: Duration = Duration::from_millis(1);

/// Measures two implementations and prints the medians of their times and the ratio. Does nothing if the command line has a text that
/// the name does not contain.
pub(crate) fn compare(name: &str, mut by_hand: impl FnMut(), mut client: impl FnMut()) {
    if !is_wanted(name) {
        return;
    }
    let times = repeated(&mut by_hand).min(repeated(&mut client));
    let time = |work: &mut dyn FnMut()| {
        let started = Instant::now();
        for _ in 0..times {
            work();
        }
        started.elapsed().as_secs_f64() / f64::from(times)
    };
    let mut all = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        all.0.push(time(&mut by_hand));
        all.1.push(time(&mut client));
    }
    print(name, all.0, all.1);
}

/// Like [`compare`], but measures the CPU time of this thread. The work has to take a second or so, because the system counts it in ticks.
pub(crate) fn compare_cpu(name: &str, mut by_hand: impl FnMut(), mut client: impl FnMut()) {
    if !is_wanted(name) {
        return;
    }
    let time = |work: &mut dyn FnMut()| {
        let before = cpu();
        work();
        cpu().saturating_sub(before).as_secs_f64()
    };
    let mut all = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        all.0.push(time(&mut by_hand));
        all.1.push(time(&mut client));
    }
    print(name, all.0, all.1);
}

/// Prints the names of the columns.
pub(crate) fn heading() {
    println!("{:<42} {:>13} {:>13} {:>7}", "median", "by hand", "client", "ratio");
}

fn print(name: &str, by_hand: Vec<f64>, client: Vec<f64>) {
    let (theirs, ours) = (median(by_hand), median(client));
    println!("{name:<42} {:>10.1} µs {:>10.1} µs {:>7.3}", theirs * 1e6, ours * 1e6, ours / theirs);
}

fn is_wanted(name: &str) -> bool {
    let mut filters = std::env::args().skip(1).filter(|argument| !argument.starts_with('-'));
    filters.next().is_none_or(|filter| name.contains(&filter))
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

/// Returns the CPU time of this thread.
fn cpu() -> Duration {
    let all = std::fs::read_to_string("/proc/thread-self/schedstat").expect("Linux");
    let nanoseconds = all.split_whitespace().next().and_then(|text| text.parse().ok());
    Duration::from_nanos(nanoseconds.expect("a number"))
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}
