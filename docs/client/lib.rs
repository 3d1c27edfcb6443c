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

/// Arguments that do not compile. A required value cannot be left out:
///
/// ```compile_fail,E0277
/// fn set(_: impl pets_client::IntoArgument<i64>) {}
/// set(None);
/// ```
///
/// Null is sent only if the API allows it:
///
/// ```compile_fail,E0277
/// fn set(_: impl pets_client::IntoArgument<Option<i64>>) {}
/// set(pets_client::Nullable::Null);
/// ```
///
/// Integers do not lose digits, and an `Option` is not a list:
///
/// ```compile_fail,E0277
/// fn set(_: impl pets_client::IntoArgument<Option<i32>>) {}
/// set(5_i64);
/// ```
///
/// ```compile_fail,E0277
/// fn set(_: impl pets_client::IntoArgument<Vec<i64>>) {}
/// set(Some(5_i64));
/// ```
///
/// `None` is not null:
///
/// ```compile_fail,E0277
/// let _ = pets_client::Nullable::<i64>::from(None::<i64>);
/// ```
#[cfg(doctest)]
mod arguments {}
