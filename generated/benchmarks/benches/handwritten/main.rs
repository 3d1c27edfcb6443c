//! The client compared with a hand-written one that uses reqwest and serde: `cargo bench -p benchmarks --bench handwritten`.
//!
//! It gets tickets from a server on loopback, one after the other, more than 100,000 with each client.

use std::hint::black_box;

use apideck_issue_tracking::Client;

#[path = "../common/mod.rs"]
mod common;
use common::{by_hand, compare_cpu, heading, server};

/// The calls of one measurement.
const CALLS: u32 = 4_000;

fn main() {
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

    heading();
    compare_cpu(
        "get 4000 tickets",
        || {
            for _ in 0..CALLS {
                drop(black_box(runtime.block_on(theirs.ticket("office", "12345")).expect("a ticket")));
            }
        },
        || {
            for _ in 0..CALLS {
                drop(black_box(runtime.block_on(ours.tickets().get("office", "12345").send()).expect("a ticket")));
            }
        },
    );
}
