//! Reading and writing JSON compared with types that derive serde's traits: `cargo bench -p benchmarks --bench json`.

use std::collections::BTreeMap;
use std::hint::black_box;

use apideck_issue_tracking::{json, types};
use serde::{Serialize, de::DeserializeOwned};

#[path = "../common/mod.rs"]
mod common;
use common::{by_hand, compare, heading, server};

type Theirs = by_hand::Page<Vec<by_hand::Ticket>>;
type Ours = types::GetTicketsResponse;

fn main() {
    heading();
    tickets();
    simple::<Vec<String>>("texts without escapes", &vec!["Lorem ipsum dolor sit amet, ".repeat(400); 20]);
    simple::<Vec<String>>("texts with escapes", &vec!["<a href=\"x\">Lorem ipsum\ndolor</a> ".repeat(400); 20]);
    simple::<Vec<String>>("short texts", &(0..2_000).map(|number| format!("ticket-{number}")).collect());
    simple::<Vec<i64>>("integers", &(0..10_000).map(|number| number * 7_919 % 100_003).collect());
    simple::<Vec<i64>>("long integers", &(1..10_000).map(|number| i64::MAX / number).collect());
    simple::<Vec<f64>>("floats", &(0..10_000).map(|number| f64::from(number) * 0.37 + 0.1).collect());
    simple::<Vec<bool>>("booleans", &(0..10_000).map(|number| number % 3 == 0).collect());
    let map = (0..2_000).map(|number| (format!("key-{number:04}"), number)).collect();
    simple::<BTreeMap<String, i32>>("a map", &map);
    let any: serde_json::Value = serde_json::from_str(&server::page(200)).expect("JSON");
    simple("any JSON", &any);
}

/// A page of 200 tickets.
fn tickets() {
    let page = server::page(200);
    let body = page.as_bytes();
    let ours = Ours::from_json(body).expect("the client reads the page");
    let theirs: Theirs = serde_json::from_slice(body).expect("so does the other");
    assert_eq!((ours.data.len(), theirs.data.len()), (200, 200));
    let written = serde_json::to_vec(&theirs).expect("JSON");
    assert!(ours.to_json() == written, "both write the same");

    compare(
        "200 tickets: read",
        || drop(black_box(serde_json::from_slice::<Theirs>(black_box(body)))),
        || drop(black_box(Ours::from_json(black_box(body)))),
    );
    compare(
        "200 tickets: write",
        || drop(black_box(serde_json::to_vec(black_box(&theirs)))),
        || drop(black_box(black_box(&ours).to_json())),
    );
    compare(
        "200 tickets: read with serde",
        || drop(black_box(serde_json::from_slice::<Theirs>(black_box(body)))),
        || drop(black_box(serde_json::from_slice::<Ours>(black_box(body)))),
    );
    compare(
        "200 tickets: write with serde",
        || drop(black_box(serde_json::to_vec(black_box(&theirs)))),
        || drop(black_box(serde_json::to_vec(black_box(&ours)))),
    );
    let broken = &page[..page.len() - 1];
    assert!(Ours::from_json(broken.as_bytes()).is_err());
    compare(
        "200 tickets: success, failure at the end",
        || drop(black_box(Ours::from_json(black_box(body)))),
        || drop(black_box(Ours::from_json(black_box(broken.as_bytes())))),
    );
}

/// A type without fields.
fn simple<T>(name: &str, value: &T)
where
    T: json::ReadJson + json::WriteJson + Serialize + DeserializeOwned + PartialEq,
{
    let text = serde_json::to_vec(value).expect("JSON");
    assert!(json::from_slice::<T>(&text).is_ok_and(|read| read == *value), "{name}");
    compare(
        &format!("{name}: read"),
        || drop(black_box(serde_json::from_slice::<T>(black_box(&text)))),
        || drop(black_box(json::from_slice::<T>(black_box(&text)))),
    );
    compare(
        &format!("{name}: write"),
        || drop(black_box(serde_json::to_vec(black_box(value)))),
        || drop(black_box(json::to_vec(black_box(value)))),
    );
}
