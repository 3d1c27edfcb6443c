//! Code of the caller's around every attempt.

use std::{fmt, sync::Arc};

use super::super::{
    error::{Error, no_response::Attempt},
    time::BoxFuture,
};
use super::{HttpRequest, HttpResponse, streaming_body::AttemptContext, transport::Transport};

/// Sees every attempt of every request on its way out and its answer on the way back, and may change both, answer by
/// itself, or fail with [`Error::middleware`].
///
/// Middleware runs inside the retries: an operation that takes three attempts passes three times, within the time limit
/// of each attempt. Requests carry their credentials already. Of several, the one added first sees requests first and
/// answers last.
pub trait Middleware: Send + Sync + 'static {
    /// Handles one attempt: usually looks at or changes `request`, awaits [`next.run(request)`](Next::run), and looks
    /// at or changes the answer.
    fn handle<'a>(
        &'a self,
        request: HttpRequest,
        next: Next<'a>,
    ) -> BoxFuture<'a, Result<HttpResponse, Error>>;
}

/// What a request still passes after a [`Middleware`]: those that were added later, and the network.
#[derive(Clone, Copy)]
pub struct Next<'a> {
    rest: &'a [Arc<dyn Middleware>],
    transport: &'a Transport,
    attempt: Attempt,
    context: AttemptContext<'a>,
}

impl<'a> Next<'a> {
    pub(crate) fn new(
        middleware: &'a [Arc<dyn Middleware>],
        transport: &'a Transport,
        attempt: Attempt,
        context: AttemptContext<'a>,
    ) -> Self {
        Self { rest: middleware, transport, attempt, context }
    }

    /// Sends the request on its way. An answer of any status is a success here.
    pub fn run(self, request: HttpRequest) -> BoxFuture<'a, Result<HttpResponse, Error>> {
        match self.rest.split_first() {
            Some((first, rest)) => first.handle(request, Next { rest, ..self }),
            None => Box::pin(self.transport.execute(request, self.attempt, self.context)),
        }
    }

    /// The `operationId` of the operation; `request` for [`Client::request`](super::super::client::Client::request).
    pub fn operation(&self) -> &'static str {
        self.attempt.operation
    }

    /// The number of the attempt, counted from 1.
    pub fn attempt(&self) -> u32 {
        self.attempt.number
    }
}

impl fmt::Debug for Next<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Next").field("attempt", &self.attempt).finish_non_exhaustive()
    }
}
