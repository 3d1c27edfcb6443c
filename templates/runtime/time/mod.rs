//! Futures, waits and time limits.

pub(crate) mod clock;
pub(crate) mod connect;
mod future;
pub(crate) mod timeout;

pub use future::{BoxError, BoxFuture};
pub use timeout::TimeoutKind;
