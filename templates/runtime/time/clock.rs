//! Deadlines, time limits and waits.
//!
//! `wasm32` has no timers that this crate could use: there is no deadline and no wait.

use std::time::Duration;

use super::BoxFuture;

/// The deadline of an operation.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Deadline {
    #[cfg(not(target_arch = "wasm32"))]
    at: Option<tokio::time::Instant>,
}

#[cfg(not(target_arch = "wasm32"))]
impl Deadline {
    /// Creates a deadline in `limit` from now, or none.
    pub(crate) fn after(limit: Option<Duration>) -> Self {
        Self { at: limit.and_then(|limit| tokio::time::Instant::now().checked_add(limit)) }
    }

    /// Returns the time until the deadline; `None` if there is none.
    pub(crate) fn remaining(self) -> Option<Duration> {
        self.at.map(|at| at.saturating_duration_since(tokio::time::Instant::now()))
    }
}

/// Waits.
#[cfg(not(target_arch = "wasm32"))]
pub(crate) async fn sleep(wait: Duration) {
    tokio::time::sleep(wait).await;
}

/// Returns the result of `future`, or `None` if it takes longer than `limit`.
#[cfg(not(target_arch = "wasm32"))]
pub(crate) async fn within<T>(limit: Option<Duration>, future: BoxFuture<'_, T>) -> Option<T> {
    match limit {
        Some(limit) => tokio::time::timeout(limit, future).await.ok(),
        None => Some(future.await),
    }
}

/// Like [`within`], without a box, and without a limit outside of tokio.
#[cfg(not(target_arch = "wasm32"))]
pub(crate) async fn within_here<T>(limit: Option<Duration>, future: impl Future<Output = T>) -> Option<T> {
    match limit.filter(|_| tokio::runtime::Handle::try_current().is_ok()) {
        Some(limit) => tokio::time::timeout(limit, future).await.ok(),
        None => Some(future.await),
    }
}

#[cfg(target_arch = "wasm32")]
impl Deadline {
    pub(crate) fn after(_: Option<Duration>) -> Self {
        Self {}
    }

    pub(crate) fn remaining(self) -> Option<Duration> {
        None
    }
}

#[cfg(target_arch = "wasm32")]
pub(crate) async fn sleep(_: Duration) {}

#[cfg(target_arch = "wasm32")]
pub(crate) async fn within<T>(_: Option<Duration>, future: BoxFuture<'_, T>) -> Option<T> {
    Some(future.await)
}
