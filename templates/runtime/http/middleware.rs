//! User code that runs around every attempt.

use std::{fmt, sync::Arc};

use super::super::{
    error::{Error, no_response::Attempt},
    time::BoxFuture,
};
use super::{HttpRequest, HttpResponse, streaming_body::AttemptContext, transport::Transport};

/// Runs for every attempt of every request. A middleware can change the request and the response, respond without the
/// network, or fail with [`Error::middleware`].
///
/// Middleware runs inside the retries: an operation with three attempts runs it three times, within the time limit of
/// each attempt. Requests already contain their credentials. If there are several, the one that was added first sees
/// requests first and responses last.
#[diagnostic::on_unimplemented(
    note = "a closure is not a middleware: implement the trait for a type of yours",
    note = "`handle` is not an `async fn`: it returns a boxed future, which is `Box::pin` of an `async move` block"
)]
pub trait Middleware: Send + Sync + 'static {
    /// Handles one attempt: usually changes `request`, awaits [`next.run(request)`](Next::run), and changes the
    /// response.
    fn handle<'a>(
        &'a self,
        request: HttpRequest,
        next: Next<'a>,
    ) -> BoxFuture<'a, Result<HttpResponse, Error>>;
}

/// The rest of an attempt after a [`Middleware`]: the middleware that was added later, and the network.
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

    /// Sends the request. A response with any status is `Ok`.
    pub fn run(self, request: HttpRequest) -> BoxFuture<'a, Result<HttpResponse, Error>> {
        match self.rest.split_first() {
            Some((first, rest)) => first.handle(request, Next { rest, ..self }),
            None => Box::pin(self.transport.execute(request, self.attempt, self.context)),
        }
    }

    /// Returns the `operationId` of the operation; `request` for
    /// [`Client::request`](super::super::client::Client::request).
    pub fn operation(&self) -> &'static str {
        self.attempt.operation
    }

    /// Returns the number of the attempt, starting with 1.
    pub fn attempt(&self) -> u32 {
        self.attempt.number
    }
}

impl fmt::Debug for Next<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Next").field("attempt", &self.attempt).finish_non_exhaustive()
    }
}
