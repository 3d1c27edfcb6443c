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
    stream::ByteStream,
    time::BoxFuture,
};
use super::{Call, send};

/// A request that is being sent. `await` it for the [`Response`]: body, status and headers.
#[must_use = "nothing is sent until the future is polled"]
pub struct ResponseFuture<T> {
    operation: &'static Operation,
    state: State<T>,
}

/// A request that is being sent. `await` it for the body of the response.
#[must_use = "nothing is sent until the future is polled"]
pub struct BodyFuture<T>(ResponseFuture<T>);

/// The futures inside are the same for all operations: only the function that converts their output knows `T`.
enum State<T> {
    Whole(BoxFuture<'static, Result<Received, Error>>, Decode<T>),
    Stream(BoxFuture<'static, Result<Response<ByteStream>, Error>>, Convert<T>),
}

type Decode<T> = fn(Received, &'static Operation) -> Result<Response<T>, Error>;
type Convert<T> = fn(&'static Operation, Response<ByteStream>) -> Response<T>;

impl Call {
    /// Sends this call, and decodes the response when it is complete.
    pub(super) fn whole<T>(self, purpose: Purpose, decode: Decode<T>) -> ResponseFuture<T> {
        ResponseFuture { operation: self.operation, state: State::Whole(send::run(self, purpose), decode) }
    }

    /// Sends this call. The response is a stream.
    pub(super) fn streamed<T>(self, is_items: bool, convert: Convert<T>) -> ResponseFuture<T> {
        ResponseFuture {
            operation: self.operation,
            state: State::Stream(Box::pin(stream(self, is_items)), convert),
        }
    }
}

async fn stream(call: Call, is_items: bool) -> Result<Response<ByteStream>, Error> {
    let (operation, limits, timeouts) = (call.operation, call.limits(), call.timeouts());
    let idle = if is_items { timeouts.item_idle } else { timeouts.idle };
    let (received, unread) = send::open(call, is_items).await?;
    let received = received.opened(operation, is_items, unread.is_some())?;
    Ok(ByteStream::open(operation.id, received, unread, limits, idle))
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
        let operation = self.operation;
        match &mut self.state {
            State::Whole(received, decode) => {
                received.as_mut().poll(context).map(|received| decode(received?, operation))
            }
            State::Stream(stream, convert) => {
                stream.as_mut().poll(context).map_ok(|stream| convert(operation, stream))
            }
        }
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
