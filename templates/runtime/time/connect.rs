//! How long connecting may take for the call at hand.
//!
//! Connections belong to the HTTP client, which knows nothing of calls: so the limit does not travel in the request but
//! beside it, with the task.

#[cfg(not(target_arch = "wasm32"))]
pub(crate) use task::{Limited, limit, within};

#[cfg(not(target_arch = "wasm32"))]
mod task {
    use std::{
        future::Future,
        io,
        task::{Context, Poll},
        time::Duration,
    };

    use tower_service::Service;

    use super::super::{BoxError, BoxFuture, clock};

    tokio::task_local! {
        static LIMIT: Option<Duration>;
    }

    /// Runs `future`, in which connecting may take no longer than `limit`.
    pub(crate) async fn within<T>(limit: Option<Duration>, future: impl Future<Output = T>) -> T {
        LIMIT.scope(limit, future).await
    }

    /// The limit of the call at hand.
    pub(crate) fn limit() -> Option<Duration> {
        LIMIT.try_with(|limit| *limit).ok().flatten()
    }

    /// A connector that keeps to the limit of the call it connects for.
    #[derive(Clone)]
    pub(crate) struct Limited<S>(pub(crate) S);

    impl<S, A> Service<A> for Limited<S>
    where
        S: Service<A, Error = BoxError>,
        S::Future: Send + 'static,
    {
        type Response = S::Response;
        type Error = BoxError;
        type Future = BoxFuture<'static, Result<S::Response, BoxError>>;

        fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
            self.0.poll_ready(context)
        }

        fn call(&mut self, address: A) -> Self::Future {
            // Connecting may go on in another task, for another call: the limit is that of the call it began for.
            let (limit, connection) = (limit(), self.0.call(address));
            Box::pin(async move {
                let late = || Err(io::Error::from(io::ErrorKind::TimedOut).into());
                clock::within(limit, Box::pin(connection)).await.unwrap_or_else(late)
            })
        }
    }
}

/// `wasm32` leaves connecting to the browser.
#[cfg(target_arch = "wasm32")]
pub(crate) async fn within<T>(_: Option<std::time::Duration>, future: impl Future<Output = T>) -> T {
    future.await
}

/// `wasm32` leaves connecting to the browser.
#[cfg(target_arch = "wasm32")]
pub(crate) fn limit() -> Option<std::time::Duration> {
    None
}
