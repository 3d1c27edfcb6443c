//! The runtime of generated crates, compiled in place.
//!
//! `templates/runtime/` is not a crate, because it is copied into generated crates. This package compiles it, so that editors,
//! clippy, tests and fuzzing treat it as ordinary code. Its unit tests are in files `*tests.rs` next to the code, and are not copied.

// The lints of an emitted crate: see templates/lib.rs.jinja.
#![warn(clippy::pedantic)]
#![allow(
    clippy::doc_markdown,
    clippy::must_use_candidate,
    clippy::needless_pass_by_value,
    clippy::return_self_not_must_use,
    clippy::similar_names,
    clippy::type_complexity
)]

#[path = "../../../templates/runtime/mod.rs"]
pub mod runtime;

pub mod types;

runtime::timestamps!(0..=9);

#[cfg(all(feature = "serde", feature = "stream", feature = "webhooks", not(target_arch = "wasm32")))]
pub mod fuzz;
