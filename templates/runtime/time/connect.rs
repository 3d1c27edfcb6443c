//! The time limit for connecting.
//!
//! Connections belong to the HTTP client, which does not know calls. So the limit is stored in the task instead of
//! the request.

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

    /// Runs `future` with a time limit for connecting.
    pub(crate) async fn within<T>(limit: Option<Duration>, future: impl Future<Output = T>) -> T {
        LIMIT.scope(limit, future).await
    }

    /// Returns the limit of the current call.
    pub(crate) fn limit() -> Option<Duration> {
        LIMIT.try_with(|limit| *limit).ok().flatten()
    }

    /// A connector with the time limit of the call that it connects for.
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
            // Connecting may continue in the task of another call: the limit stays that of the first call.
            let (limit, connection) = (limit(), self.0.call(address));
            Box::pin(async move {
                let late = || Err(io::Error::from(io::ErrorKind::TimedOut).into());
                clock::within(limit, Box::pin(connection)).await.unwrap_or_else(late)
            })
        }
    }
}

/// On `wasm32`, the browser connects.
#[cfg(target_arch = "wasm32")]
pub(crate) async fn within<T>(_: Option<std::time::Duration>, future: impl Future<Output = T>) -> T {
    future.await
}

/// On `wasm32`, the browser connects.
#[cfg(target_arch = "wasm32")]
pub(crate) fn limit() -> Option<std::time::Duration> {
    None
}
