//! The time limit for connecting.
//!
//! Connections belong to the HTTP client, which does not know calls. So the limit is stored in the task instead of
//! the request.

#[cfg(not(target_arch = "wasm32"))]
pub(crate) use task::{Limited, limit, within};

#[cfg(not(target_arch = "wasm32"))]
mod task {
    use std::{
        future::{Future, poll_fn},
        io,
        sync::Arc,
        task::{Context, Poll},
        time::Duration,
    };

    use tower_service::Service;

    use super::super::{BoxError, BoxFuture, clock};

    tokio::task_local! {
        static LIMIT: Option<Duration>;
    }

    /// Runs `future` with a time limit for connecting.
    pub(crate) fn within<T>(
        limit: Option<Duration>,
        future: impl Future<Output = T>,
    ) -> impl Future<Output = T> {
        // An `async fn` would hold `future` twice.
        LIMIT.scope(limit, future)
    }

    /// Returns the limit of the current call.
    pub(crate) fn limit() -> Option<Duration> {
        LIMIT.try_with(|limit| *limit).ok().flatten()
    }

    /// A connector with the time limit of the call that it connects for. The HTTP client clones it several times per request,
    /// so the clones share the connector inside.
    pub(crate) struct Limited<S>(Arc<S>);

    impl<S> Limited<S> {
        pub(crate) fn new(connector: S) -> Self {
            Self(Arc::new(connector))
        }
    }

    impl<S> Clone for Limited<S> {
        fn clone(&self) -> Self {
            Self(self.0.clone())
        }
    }

    impl<S, A> Service<A> for Limited<S>
    where
        S: Service<A, Error = BoxError> + Clone + Send + 'static,
        S::Future: Send + 'static,
        A: Send + 'static,
    {
        type Response = S::Response;
        type Error = BoxError;
        type Future = BoxFuture<'static, Result<S::Response, BoxError>>;

        fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
            Poll::Ready(Ok(()))
        }

        fn call(&mut self, address: A) -> Self::Future {
            // Connecting may continue in the task of another call: the limit stays that of the first call.
            let (limit, mut connector) = (limit(), S::clone(&self.0));
            Box::pin(async move {
                let connection = async {
                    poll_fn(|context| connector.poll_ready(context)).await?;
                    connector.call(address).await
                };
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
