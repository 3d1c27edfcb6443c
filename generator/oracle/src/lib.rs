//! Checks that emitted crates behave as their documents describe.
//!
//! It generates values from the *document's* schemas and keeps those that an independent validator accepts. The emitted types read them and
//! write them back. A loopback server records requests, which are compared with the document. No check uses the generator's
//! model: the oracle has its own reader for documents, and parses the emitted source.

#![allow(clippy::single_match_else, reason = "two cases that matter alike read best side by side")]

pub mod calls;
mod debug;
pub mod decoding;
pub mod differences;
pub mod document;
pub mod instances;
pub mod known;
mod overlay;
mod pattern;
pub mod program;
pub mod progress;
pub mod report;
mod run;
pub mod rust;
pub mod schema;
pub mod server;
mod shrink;
pub mod subject;
pub mod surface;
mod texts;
mod tree;
pub mod variants;
pub mod wire;

pub use run::{check_all, check_each};
