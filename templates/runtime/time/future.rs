//! Futures and errors behind a pointer, for traits that can be objects and code that is compiled once.

use std::{error::Error as StdError, future::Future, pin::Pin};

/// Any error.
pub type BoxError = Box<dyn StdError + Send + Sync>;

/// A future on the heap, as `Box::pin(async move { … })` makes it.
#[cfg(not(target_arch = "wasm32"))]
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// A future on the heap, as `Box::pin(async move { … })` makes it.
#[cfg(target_arch = "wasm32")]
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + 'a>>;
