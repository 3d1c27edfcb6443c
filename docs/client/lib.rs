//! The client of the examples in `docs/client.md`. The examples are compiled, and run if they need no server.

/// The client that is generated from `pets.yaml`.
mod client {
    include!(concat!(env!("OUT_DIR"), "/client/mod.rs"));
}

pub use client::*;

/// The examples of the page, as tests.
#[cfg(doctest)]
#[doc = include_str!("../client.md")]
struct Page;
