//! The client that `docs/client.md` speaks of. What stands there is compiled, and run where that needs no server.

/// What is emitted for `pets.yaml`.
mod client {
    include!(concat!(env!("OUT_DIR"), "/client/mod.rs"));
}

pub use client::*;

/// The examples of the page, as tests.
#[cfg(doctest)]
#[doc = include_str!("../client.md")]
struct Page;
