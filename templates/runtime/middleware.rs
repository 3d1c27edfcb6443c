//! Code of the caller's around every attempt.

use std::{fmt, sync::Arc};

use bytes::Bytes;
use http::{HeaderMap, Method, StatusCode};
use reqwest::Url;

use super::{BoxFuture, Error, failure::Attempt, header::Shown, passage::Passage, transport::Transport, url};

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
    passage: Passage<'a>,
}

impl<'a> Next<'a> {
    pub(crate) fn new(
        middleware: &'a [Arc<dyn Middleware>],
        transport: &'a Transport,
        attempt: Attempt,
        passage: Passage<'a>,
    ) -> Self {
        Self { rest: middleware, transport, attempt, passage }
    }

    /// Sends the request on its way. An answer of any status is a success here.
    pub fn run(self, request: HttpRequest) -> BoxFuture<'a, Result<HttpResponse, Error>> {
        match self.rest.split_first() {
            Some((first, rest)) => first.handle(request, Next { rest, ..self }),
            None => Box::pin(self.transport.execute(request, self.attempt, self.passage)),
        }
    }

    /// The `operationId` of the operation; `request` for [`Client::request`](super::Client::request).
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

/// A request as a [`Middleware`] sees it.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct HttpRequest {
    /// The method.
    pub method: Method,
    /// The headers; those with credentials are marked sensitive.
    pub headers: HeaderMap,
    /// The body; empty if there is none, or if it is a stream, which is sent unless this is filled in.
    pub body: Bytes,
    pub(crate) url: Url,
}

impl HttpRequest {
    pub(crate) fn new(method: Method, url: Url, headers: HeaderMap, body: Bytes) -> Self {
        Self { method, headers, body, url }
    }

    /// The URL in full. Its query may carry a credential: take care where it goes.
    pub fn url(&self) -> &str {
        self.url.as_str()
    }

    /// The host, without the port.
    pub fn host(&self) -> &str {
        self.url.host_str().unwrap_or_default()
    }

    /// The path, percent-encoded.
    pub fn path(&self) -> &str {
        self.url.path()
    }

    /// The query, percent-encoded and without the question mark. It may carry a credential.
    pub fn query(&self) -> Option<&str> {
        self.url.query()
    }

    /// Sends the request elsewhere, with all it carries.
    ///
    /// # Errors
    ///
    /// If `url` is not an absolute HTTP or HTTPS URL.
    pub fn set_url(&mut self, url: impl AsRef<str>) -> Result<(), Error> {
        self.url = url::absolute(url.as_ref()).map_err(Error::middleware)?;
        Ok(())
    }
}

/// Shows the method, the origin, the names of query parameters and headers, and the values of a few harmless headers.
impl fmt::Debug for HttpRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let queries: Vec<_> = self.url.query_pairs().map(|(name, _)| name).collect();
        f.debug_struct("HttpRequest")
            .field("method", &self.method)
            .field("url", &url::shown(&self.url))
            .field("query", &queries)
            .field("headers", &Shown::map(&self.headers))
            .field("body", &format_args!("{} bytes", self.body.len()))
            .finish()
    }
}

/// An answer as a [`Middleware`] sees it, read to its end unless its body is wanted as a stream.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct HttpResponse {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body, decompressed. Empty where it is wanted as a stream, which is given unless this is filled in.
    pub body: Bytes,
}

impl HttpResponse {
    /// An answer.
    pub fn new(status: StatusCode, headers: HeaderMap, body: impl Into<Bytes>) -> Self {
        Self { status, headers, body: body.into() }
    }
}

/// Shows the names of headers and the values of a few harmless ones, and not the body.
impl fmt::Debug for HttpResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpResponse")
            .field("status", &self.status)
            .field("headers", &Shown::map(&self.headers))
            .field("body", &format_args!("{} bytes", self.body.len()))
            .finish()
    }
}
