//! Types as generated crates have them, for the tests of the runtime.
//!
//! Arguments that do not compile. A required value cannot be left out:
//!
//! ```compile_fail,E0277
//! fn set(_: impl runtime_check::runtime::IntoArgument<i64>) {}
//! set(None);
//! ```
//!
//! Null is sent only where it is allowed:
//!
//! ```compile_fail,E0277
//! fn set(_: impl runtime_check::runtime::IntoArgument<Option<i64>>) {}
//! set(runtime_check::runtime::Nullable::Null);
//! ```
//!
//! Integers do not lose digits, and an `Option` is not a list:
//!
//! ```compile_fail,E0277
//! fn set(_: impl runtime_check::runtime::IntoArgument<Option<i32>>) {}
//! set(5_i64);
//! ```
//!
//! ```compile_fail,E0277
//! fn set(_: impl runtime_check::runtime::IntoArgument<Vec<i64>>) {}
//! set(Some(5_i64));
//! ```
//!
//! `None` is not null:
//!
//! ```compile_fail,E0277
//! let _ = runtime_check::runtime::Nullable::<i64>::from(None::<i64>);
//! ```

#[allow(missing_docs, reason = "the names say it")]
pub mod samples;
#[cfg(test)]
mod tests;
