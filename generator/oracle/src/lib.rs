//! Checks that emitted crates do what their documents say.
//!
//! Values are made of the *document's* schemas, and an independent validator says which of them are valid. The emitted types read them and
//! write them back. Requests are recorded by a server on loopback and compared with the document. Nothing here uses the generator's
//! model: what is right is read out of the document a second time, and what was emitted is read out of its text.

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
pub mod variants;
pub mod wire;

pub use run::{check_all, check_each};
