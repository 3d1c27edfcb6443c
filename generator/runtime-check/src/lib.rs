//! The runtime of generated crates, compiled where it is written.
//!
//! `templates/runtime/` is in no crate of its own, because it is copied into others. This package makes it one, so that editors,
//! clippy, tests and fuzzing treat it as ordinary code. Its private tests are the files `*_tests.rs` beside the code; they are not
//! copied.

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

/// The runtime.
#[path = "../../../templates/runtime/mod.rs"]
pub mod runtime;

#[cfg(all(feature = "stream", feature = "webhooks", not(target_arch = "wasm32")))]
pub mod fuzz;
