//! Requests that the API's document does not tell of.

use std::{fmt::Display, time::Duration};

use bytes::Bytes;
use http::Method;
use serde::{Serialize, de::DeserializeOwned};

use super::super::{
    api::Operation,
    body::{Limits, Upload},
    client::Client,
    error::Error,
    http::Response,
    retry::RetryPolicy,
    stream::ByteStream,
};
use super::Call;

/// The method and path of a request that is none of the document's operations.
#[derive(Clone)]
pub(crate) struct RawTarget {
    pub(crate) method: Method,
    pub(crate) path: String,
}

static RAW: Operation = Operation {
    id: "request",
    method: Method::GET,
    path: "",
    accept: "",
    security: &[],
    globals: &[],
    errors: &[],
};

/// A request that the API's document does not tell of. [`Client::request`] makes it.
#[derive(Debug, Clone)]
#[must_use = "nothing is sent until `send` is called"]
pub struct RawRequest {
    call: Call,
}

impl Client {
    /// Starts a request that the API's document does not tell of, with everything that the client does for others:
    /// credentials, shared headers, time limits, retries and middleware. `path` is taken below the base URL, and is
    /// percent-encoded by you where it has to be; it may have a query.
    ///
    /// Credentials are sent as the API asks for by default.
    pub fn request(&self, method: Method, path: impl AsRef<str>) -> RawRequest {
        RawRequest::new(self, method, path.as_ref())
    }
}

impl RawRequest {
    pub(crate) fn new(client: &Client, method: Method, path: &str) -> Self {
        let mut call = Call::new(client, &RAW);
        let resource = path.split(['?', '#']).next().unwrap_or_default();
        if resource.contains("://") && !resource.starts_with('/') {
            call.fail(|| "the path of a request is taken below the base URL: it cannot be a URL".to_owned());
        }
        // There are no parameters to fill in.
        let path = path.replace('{', "%7B").replace('}', "%7D");
        call.raw = Some(Box::new(RawTarget { method, path }));
        Self { call }
    }

    /// Sets a query parameter, in place of any of the same name that was set before.
    pub fn query(mut self, name: impl AsRef<str>, value: impl Display) -> Self {
        self.call.extra_query(name.as_ref(), &value.to_string());
        self
    }

    /// Sets a header, in place of any of the same name.
    pub fn header(mut self, name: impl AsRef<str>, value: impl AsRef<str>) -> Self {
        self.call.extra_header(name.as_ref(), value.as_ref());
        self
    }

    /// Sets a JSON body.
    pub fn json(mut self, body: &(impl Serialize + ?Sized)) -> Self {
        self.call = self.call.json(body);
        self
    }

    /// Sets a body of any media type, such as `text/csv`.
    pub fn body(mut self, body: impl Into<Upload>, media_type: impl AsRef<str>) -> Self {
        self.call.set_body(body.into(), media_type.as_ref());
        self
    }

    /// Sends this request to another server than the client's.
    pub fn base_url(mut self, base_url: impl AsRef<str>) -> Self {
        self.call.set_base_url(base_url.as_ref());
        self
    }

    /// When this request is sent again after a failure, in place of the client's policy.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.call.set_retry(policy);
        self
    }

    /// How long connecting may take, TLS included. It can be less than the client's limit, but not more: connections
    /// belong to the client.
    ///
    /// It has no effect with an HTTP client of your own, nor on `wasm32`.
    pub fn connect_timeout(mut self, limit: Duration) -> Self {
        self.call.set_connect_timeout(limit);
        self
    }

    /// How long each attempt may take, in place of the client's limit; `None` is without limit.
    pub fn attempt_timeout(mut self, limit: impl Into<Option<Duration>>) -> Self {
        self.call.set_attempt_timeout(limit.into());
        self
    }

    /// How long this request may take as a whole, retries and the waits between them included, in place of the client's
    /// limit; `None` is without limit.
    pub fn timeout(mut self, limit: impl Into<Option<Duration>>) -> Self {
        self.call.set_timeout(limit.into());
        self
    }

    /// How long a stream may be silent: the time until the next bytes come, in place of the client's limit; `None` is
    /// without limit. It has no effect on what is not read as a stream, nor on `wasm32`.
    pub fn idle_timeout(mut self, limit: impl Into<Option<Duration>>) -> Self {
        self.call.set_idle_timeout(limit.into());
        self
    }

    /// How large the answer may be, in place of the client's limits where they are set here.
    pub fn limits(mut self, limits: Limits) -> Self {
        self.call.set_limits(limits);
        self
    }

    /// Sends the request, and gives the body of a successful answer as it came.
    ///
    /// # Errors
    ///
    /// If the request cannot be put together or sent, or the answer is no success.
    pub async fn send(self) -> Result<Response<Bytes>, Error> {
        self.call.send_bytes().await
    }

    /// Sends the request, and gives the body of a successful answer as it comes.
    ///
    /// # Errors
    ///
    /// As [`send`](Self::send).
    pub async fn send_stream(self) -> Result<Response<ByteStream>, Error> {
        self.call.send_stream().await
    }

    /// Sends the request, and reads the body of a successful answer as JSON.
    ///
    /// # Errors
    ///
    /// As [`send`](Self::send), and if the body is not JSON of the type.
    pub async fn send_json<T: DeserializeOwned>(self) -> Result<Response<T>, Error> {
        self.call.send_json().await
    }

    /// As [`send`](Self::send), for code that is not async: waits on this thread.
    ///
    /// # Errors
    ///
    /// As [`send`](Self::send), and if no thread can be started for it.
    #[cfg(feature = "blocking")]
    pub fn send_blocking(self) -> Result<Response<Bytes>, Error> {
        super::super::blocking::run(self.send())
    }
}
