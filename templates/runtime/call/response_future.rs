//! The futures of calls.

use std::{
    fmt,
    future::Future,
    pin::Pin,
    task::{Context, Poll},
};

use super::super::{
    api::Operation,
    body::{Received, limits::Purpose},
    error::Error,
    http::Response,
    time::BoxFuture,
};
use super::{Call, send};

/// Decodes a response.
type Decode<T> = fn(Received, &'static Operation) -> Result<Response<T>, Error>;

/// A request that is being sent. `await` it for the [`Response`]: body, status and headers.
///
/// It can be sent to other threads, and does not borrow anything.
#[must_use = "nothing is sent until the future is polled"]
pub struct ResponseFuture<T> {
    operation: &'static Operation,
    received: BoxFuture<'static, Result<Received, Error>>,
    decode: Decode<T>,
}

/// A request that is being sent. `await` it for the body of the response.
///
/// It can be sent to other threads, and does not borrow anything.
#[must_use = "nothing is sent until the future is polled"]
pub struct BodyFuture<T>(ResponseFuture<T>);

impl Call {
    /// Sends this call, and decodes the response with `decode`.
    pub(super) fn sending<T>(self, purpose: Purpose, decode: Decode<T>) -> ResponseFuture<T> {
        ResponseFuture { operation: self.operation, received: send::run(self, purpose), decode }
    }
}

impl<T> ResponseFuture<T> {
    /// Returns a future that returns only the body.
    pub(crate) fn body(self) -> BodyFuture<T> {
        BodyFuture(self)
    }
}

impl<T> Future for ResponseFuture<T> {
    type Output = Result<Response<T>, Error>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        self.received.as_mut().poll(context).map(|received| (self.decode)(received?, self.operation))
    }
}

impl<T> Future for BodyFuture<T> {
    type Output = Result<T, Error>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        Pin::new(&mut self.0).poll(context).map_ok(Response::into_body)
    }
}

impl<T> fmt::Debug for ResponseFuture<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ResponseFuture").field("operation", &self.operation.id).finish_non_exhaustive()
    }
}

impl<T> fmt::Debug for BodyFuture<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BodyFuture").field("operation", &self.0.operation.id).finish_non_exhaustive()
    }
}
