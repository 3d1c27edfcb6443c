//! The client compared with a hand-written one that uses reqwest and serde: `cargo bench -p benchmarks`.
//!
//! Both run alternately, so that other load on the machine affects both equally. The last line of each comparison is the ratio of
//! their median times.

use std::cell::RefCell;
use std::hint::black_box;
use std::time::{Duration, Instant};

use apideck_issue_tracking::{Client, types};
use criterion::{BenchmarkId, Criterion, Throughput};

mod by_hand;
mod server;

fn main() {
    let mut criterion = Criterion::default().measurement_time(Duration::from_secs(10)).configure_from_args();
    decoding(&mut criterion);
    calling(&mut criterion);
    criterion.final_summary();
}

/// Reading a page of 200 tickets.
fn decoding(criterion: &mut Criterion) {
    let page = server::page(200);
    let body = page.as_bytes();
    let ours: types::GetTicketsResponse = serde_json::from_slice(body).expect("the client reads the page");
    let theirs: by_hand::Page<Vec<by_hand::Ticket>> =
        serde_json::from_slice(body).expect("so does the other");
    assert_eq!((ours.data.len(), theirs.data.len()), (200, 200));

    compare(
        criterion,
        "decode 200 tickets",
        Throughput::Bytes(body.len() as u64),
        || drop(black_box(serde_json::from_slice::<by_hand::Page<Vec<by_hand::Ticket>>>(black_box(body)))),
        || drop(black_box(serde_json::from_slice::<types::GetTicketsResponse>(black_box(body)))),
    );
}

/// Getting one ticket from a server on loopback.
fn calling(criterion: &mut Criterion) {
    let url = server::start();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let ours = Client::builder()
        .base_url(&url)
        .api_key(by_hand::API_KEY)
        .app_id("my-app")
        .consumer_id("test-consumer")
        .build()
        .expect("a client");
    let theirs = by_hand::Client::new(&url);

    compare(
        criterion,
        "get a ticket",
        Throughput::Elements(1),
        || drop(black_box(runtime.block_on(theirs.ticket("office", "12345")).expect("a ticket"))),
        || drop(black_box(runtime.block_on(ours.tickets().get("office", "12345").send()).expect("a ticket"))),
    );
}

/// Measures two implementations.
fn compare(
    criterion: &mut Criterion,
    name: &str,
    throughput: Throughput,
    by_hand: impl Fn(),
    client: impl Fn(),
) {
    let all = RefCell::new((Vec::new(), Vec::new()));
    let pairs = |times: u64| {
        let mut all = all.borrow_mut();
        let mut spent = (Duration::ZERO, Duration::ZERO);
        for _ in 0..times {
            let pair = (time(&by_hand), time(&client));
            spent = (spent.0 + pair.0, spent.1 + pair.1);
            all.0.push(pair.0);
            all.1.push(pair.1);
        }
        spent
    };
    let mut group = criterion.benchmark_group(name);
    group.throughput(throughput);
    group.bench_function(BenchmarkId::from_parameter("by hand"), |bencher| {
        bencher.iter_custom(|times| pairs(times).0);
    });
    group.bench_function(BenchmarkId::from_parameter("client"), |bencher| {
        bencher.iter_custom(|times| pairs(times).1);
    });
    group.finish();
    let (by_hand, client) = all.into_inner();
    if let (Some(by_hand), Some(client)) = (median(by_hand), median(client)) {
        println!("{name}: {:.3} times as long as by hand\n", client.as_secs_f64() / by_hand.as_secs_f64());
    }
}

fn time(work: impl Fn()) -> Duration {
    let started = Instant::now();
    work();
    started.elapsed()
}

fn median(mut times: Vec<Duration>) -> Option<Duration> {
    times.sort_unstable();
    times.get(times.len() / 2).copied()
}
