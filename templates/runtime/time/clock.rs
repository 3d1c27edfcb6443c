//! Time: deadlines, limits and waits.
//!
//! `wasm32` has no timers that this crate could use: there, no deadline passes and nothing waits.

use std::time::Duration;

use super::BoxFuture;

/// The point in time at which an operation is given up.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Deadline {
    #[cfg(not(target_arch = "wasm32"))]
    at: Option<tokio::time::Instant>,
}

#[cfg(not(target_arch = "wasm32"))]
impl Deadline {
    /// The deadline in `limit` from now; never without one.
    pub(crate) fn after(limit: Option<Duration>) -> Self {
        Self { at: limit.and_then(|limit| tokio::time::Instant::now().checked_add(limit)) }
    }

    /// How long it is until then; none if there is no deadline.
    pub(crate) fn remaining(self) -> Option<Duration> {
        self.at.map(|at| at.saturating_duration_since(tokio::time::Instant::now()))
    }
}

/// Waits.
#[cfg(not(target_arch = "wasm32"))]
pub(crate) async fn sleep(wait: Duration) {
    tokio::time::sleep(wait).await;
}

/// What `future` gives, or nothing if it takes longer than `limit`.
#[cfg(not(target_arch = "wasm32"))]
pub(crate) async fn within<T>(limit: Option<Duration>, future: BoxFuture<'_, T>) -> Option<T> {
    match limit {
        Some(limit) => tokio::time::timeout(limit, future).await.ok(),
        None => Some(future.await),
    }
}

/// As [`within`], without a box, and without a limit where tokio does not run.
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
