//! Tests of code that uses this crate, without a server.

use std::{
    collections::VecDeque,
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use bytes::Bytes;
use http::{
    HeaderMap, HeaderValue, Method, StatusCode,
    header::{CONTENT_TYPE, HeaderName},
};

use super::super::{
    error::{Error, RequestError, TimeoutError, TransportError, no_response::Attempt},
    json::{self, JsonError, ReadJson, WriteJson},
    time::{BoxError, TimeoutKind},
    wire::header::Shown,
};
use super::{HttpRequest, HttpResponse};

/// Responds to requests from a queue, and records them.
///
/// It only replaces the network: parameters, credentials, middleware, retries and pages work as usual, but the waits
/// between attempts are skipped. Pass it to `ClientBuilder::transport`. Clones share their queue.
///
/// Each attempt takes the first response of the queue. If the queue is empty, the request fails with a request error.
/// An invalid response, such as one with status 99, panics when it is queued.
#[derive(Clone, Default)]
pub struct MockTransport {
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    queue: VecDeque<QueuedResponse>,
    requests: Vec<RecordedRequest>,
    waits: Vec<Duration>,
}

enum QueuedResponse {
    Response(HttpResponse),
    ConnectError,
    Disconnect,
    Timeout,
}

/// A request that a [`MockTransport`] received.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct RecordedRequest {
    /// The method.
    pub method: Method,
    /// The path, percent-encoded.
    pub path: String,
    /// The query parameters in order, decoded. They may contain a credential.
    pub query: Vec<(String, String)>,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Bytes,
}

impl MockTransport {
    /// Creates a transport with an empty queue.
    pub fn new() -> Self {
        Self::default()
    }

    /// Queues a response with a JSON body.
    ///
    /// # Panics
    ///
    /// If `status` is invalid or `body` cannot be serialized.
    pub fn respond_json(&self, status: u16, body: &(impl WriteJson + ?Sized)) -> &Self {
        let body = json::to_vec(body);
        self.respond(status, [("content-type", "application/json")], body)
    }

    /// Queues a response.
    ///
    /// # Panics
    ///
    /// If `status` or a header is invalid.
    pub fn respond<'a>(
        &self,
        status: u16,
        headers: impl IntoIterator<Item = (&'a str, &'a str)>,
        body: impl Into<Bytes>,
    ) -> &Self {
        let header = |(name, value): (&str, &str)| {
            let name: HeaderName = name.parse().expect("the header name of a mock response is valid");
            let value: HeaderValue = value.parse().expect("the header value of a mock response is valid");
            (name, value)
        };
        let status = StatusCode::from_u16(status).expect("the status of a mock response is valid");
        self.enqueue(QueuedResponse::Response(HttpResponse::new(
            status,
            headers.into_iter().map(header).collect(),
            body,
        )))
    }

    /// Queues an attempt that fails to connect.
    pub fn fail_connect(&self) -> &Self {
        self.enqueue(QueuedResponse::ConnectError)
    }

    /// Queues an attempt whose connection fails before there is a response.
    pub fn fail_disconnect(&self) -> &Self {
        self.enqueue(QueuedResponse::Disconnect)
    }

    /// Queues an attempt that exceeds its time limit. It fails at once.
    pub fn fail_timeout(&self) -> &Self {
        self.enqueue(QueuedResponse::Timeout)
    }

    /// Returns the requests of all attempts so far, in order.
    pub fn requests(&self) -> Vec<RecordedRequest> {
        self.state().requests.clone()
    }

    /// Returns the last request.
    pub fn last_request(&self) -> Option<RecordedRequest> {
        self.state().requests.last().cloned()
    }

    /// Returns the waits between attempts that were skipped, in order.
    pub fn waits(&self) -> Vec<Duration> {
        self.state().waits.clone()
    }

    /// Returns how many responses are left.
    pub fn remaining(&self) -> usize {
        self.state().queue.len()
    }

    fn enqueue(&self, queue: QueuedResponse) -> &Self {
        self.state().queue.push_back(queue);
        self
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn note_wait(&self, wait: Duration) {
        self.state().waits.push(wait);
    }

    pub(crate) fn execute(&self, request: &HttpRequest, attempt: Attempt) -> Result<HttpResponse, Error> {
        let mut state = self.state();
        state.requests.push(RecordedRequest::new(request));
        match state.queue.pop_front() {
            Some(QueuedResponse::Response(response)) => Ok(response),
            Some(QueuedResponse::ConnectError) => {
                Err(Error::Connect(TransportError::new(attempt, "could not connect", mocked())))
            }
            Some(QueuedResponse::Disconnect) => {
                Err(Error::Transport(TransportError::new(attempt, "the connection failed", mocked())))
            }
            Some(QueuedResponse::Timeout) => {
                Err(Error::Timeout(TimeoutError::new(attempt, TimeoutKind::Attempt, None, Some(mocked()))))
            }
            None => {
                let message = format!("no mock response is left for {} {}", request.method, request.path());
                Err(Error::Request(RequestError::before(attempt, message, None)))
            }
        }
    }
}

fn mocked() -> BoxError {
    "simulated by the mock transport".into()
}

impl RecordedRequest {
    fn new(request: &HttpRequest) -> Self {
        Self {
            method: request.method.clone(),
            path: request.path().to_owned(),
            query: request.url.query_pairs().map(|(n, v)| (n.into_owned(), v.into_owned())).collect(),
            headers: request.headers.clone(),
            body: request.body.clone(),
        }
    }

    /// Returns the first query parameter of this name, decoded.
    pub fn query(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(existing, _)| existing == name).map(|(_, value)| value.as_str())
    }

    /// Returns the header of this name, if it is text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// Returns the media type of the body.
    pub fn content_type(&self) -> Option<&str> {
        self.header(CONTENT_TYPE.as_str())
    }

    /// Decodes the body as JSON.
    ///
    /// # Errors
    ///
    /// If the body is not JSON of this type.
    pub fn json<T: ReadJson>(&self) -> Result<T, JsonError> {
        json::from_slice(&self.body)
    }
}

/// Shows the names of query parameters, and the values of a few harmless headers. It shows the path and the body,
/// because they are those of a test.
impl fmt::Debug for RecordedRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RecordedRequest")
            .field("method", &self.method)
            .field("path", &self.path)
            .field("query", &self.query.iter().map(|(name, _)| name).collect::<Vec<_>>())
            .field("headers", &Shown::map(&self.headers))
            .field("body", &self.body)
            .finish()
    }
}

impl fmt::Debug for MockTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = self.state();
        f.debug_struct("MockTransport")
            .field("requests", &state.requests)
            .field("waits", &state.waits)
            .field("remaining", &state.queue.len())
            .finish()
    }
}
