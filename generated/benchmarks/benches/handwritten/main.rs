//! The client compared with a hand-written one that uses reqwest and serde: `cargo bench -p benchmarks --bench handwritten`.
//!
//! It gets tickets from a server on loopback, more than 100,000 with each client: one after the other, and 1,000 at the same time.

use std::hint::black_box;
use std::rc::Rc;

use apideck_issue_tracking::Client;

#[path = "../common/mod.rs"]
mod common;
use common::{by_hand, compare_cpu, heading, server};
use tokio::{runtime::Runtime, task::LocalSet};

/// The calls of one measurement.
const CALLS: u32 = 4_000;

/// The calls at the same time.
const CONCURRENT: u32 = 1_000;

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
    let theirs = Rc::new(by_hand::Client::new(&url));

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
    );    compare_cpu(
        "get 4000 tickets, 1000 at the same time",
        || {
            let theirs = theirs.clone();
            concurrently(&runtime, move || {
                let theirs = theirs.clone();
                async move { drop(black_box(theirs.ticket("office", "12345").await.expect("a ticket"))) }
            });
        },
        || {
            let ours = ours.clone();
            concurrently(&runtime, move || {
                let ticket = ours.tickets().get("office", "12345");
                async move { drop(black_box(ticket.send().await.expect("a ticket"))) }
            });
        },
    );
}

/// Makes calls in tasks of the runtime, each of which makes one after the other.
fn concurrently<F: Future<Output = ()> + 'static>(runtime: &Runtime, call: impl Fn() -> F + Clone + 'static) {
    let tasks = LocalSet::new();
    for _ in 0..CONCURRENT {
        let call = call.clone();
        tasks.spawn_local(async move {
            for _ in 0..CALLS / CONCURRENT {
                call().await;
            }
        });
    }
    runtime.block_on(tasks);
}
