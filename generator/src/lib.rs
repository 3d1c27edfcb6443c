//! Reads an OpenAPI document and makes a Rust client crate of it.
//!
//! ```text
//! text ──load──▶ Spec ──lower──▶ Api ──emit──▶ items ──render──▶ GeneratedFiles ──write | diff──▶ disk
//! ```
//!
//! Every arrow is a free function, and everything between two arrows can be printed. The library itself prints nothing and ends no
//! process: what is wrong with a document is collected as [`Diagnostics`].

#![warn(clippy::print_stdout, clippy::print_stderr)]

pub mod build;
pub mod config;
pub mod diagnostic;
pub mod diff;
pub mod emit;
pub mod files;
mod load;
mod lower;
mod markdown;
pub mod model;
pub mod names;
pub mod render;
mod resolve;
pub mod source;
mod templates;

pub use config::Config;
pub use diagnostic::Diagnostics;
pub use files::GeneratedFiles;
pub use load::{Spec, load, load_configured, load_file, load_patched};
pub use lower::lower;
pub use render::{render, render_module};
pub use resolve::Unresolved;
pub use source::Sources;
