//! Boxed futures and errors, for traits that are used as objects and for code that is compiled once.

use std::{error::Error as StdError, future::Future, pin::Pin};

/// Any error.
pub type BoxError = Box<dyn StdError + Send + Sync>;

/// A boxed future, as created by `Box::pin(async move { … })`.
#[cfg(not(target_arch = "wasm32"))]
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// A boxed future, as created by `Box::pin(async move { … })`.
#[cfg(target_arch = "wasm32")]
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + 'a>>;
