//! Requests that the API's document does not describe.

use std::{fmt::Display, time::Duration};

use bytes::Bytes;
use http::Method;

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

/// The method and path of a request that the document does not describe.
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

/// A request that the API's document does not describe. Create it with [`Client::request`].
#[derive(Debug, Clone)]
#[must_use = "nothing is sent until `send` is called"]
pub struct RawRequest {
    call: Call,
}

impl Client {
    /// Creates a request that the API's document does not describe. It uses everything that other requests use:
    /// credentials, shared headers, time limits, retries and middleware. `path` is relative to the base URL and may
    /// have a query. You percent-encode it where necessary.
    ///
    /// The request carries the credentials that the API requires by default.
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
        // The path has no parameters.
        let path = path.replace('{', "%7B").replace('}', "%7D");
        call.raw = Some(Box::new(RawTarget { method, path }));
        Self { call }
    }

    /// Sets a query parameter, and replaces one of the same name.
    pub fn query(mut self, name: impl AsRef<str>, value: impl Display) -> Self {
        self.call.extra_query(name.as_ref(), &value.to_string());
        self
    }

    /// Sets a header, and replaces one of the same name.
    pub fn header(mut self, name: impl AsRef<str>, value: impl AsRef<str>) -> Self {
        self.call.extra_header(name.as_ref(), value.as_ref());
        self
    }

    /// Sets a JSON body.
    #[cfg(feature = "serde")]
    pub fn json(mut self, body: &(impl serde::Serialize + ?Sized)) -> Self {
        match serde_json::to_vec(body) {
            Ok(body) => self.call = self.call.bytes(body, "application/json"),
            Err(error) => self.call.fail(|| format!("failed to serialize the body: {error}")),
        }
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

    /// Sets the retry policy of this request. Default: the client's policy.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.call.set_retry(policy);
        self
    }

    /// Sets the time limit for connecting, including TLS. A limit above the client's has no effect: connections
    /// belong to the client.
    ///
    /// It has no effect with your own HTTP client, nor on `wasm32`.
    pub fn connect_timeout(mut self, limit: Duration) -> Self {
        self.call.set_connect_timeout(limit);
        self
    }

    /// Sets the time limit of each attempt; `None` means no limit. Default: the client's limit.
    pub fn attempt_timeout(mut self, limit: impl Into<Option<Duration>>) -> Self {
        self.call.set_attempt_timeout(limit.into());
        self
    }

    /// Sets the time limit of the request as a whole, including retries and the waits between them; `None` means no
    /// limit. Default: the client's limit.
    pub fn timeout(mut self, limit: impl Into<Option<Duration>>) -> Self {
        self.call.set_timeout(limit.into());
        self
    }

    /// Sets the maximum silence of a stream, until the next bytes arrive; `None` means no limit. Default: the client's
    /// limit. It has no effect on a response that is not read as a stream, nor on `wasm32`.
    pub fn idle_timeout(mut self, limit: impl Into<Option<Duration>>) -> Self {
        self.call.set_idle_timeout(limit.into());
        self
    }

    /// Sets the maximum sizes of the response. Default: the client's limits, each on its own.
    pub fn limits(mut self, limits: Limits) -> Self {
        self.call.set_limits(limits);
        self
    }

    /// Sends the request and returns the body of a successful response as bytes.
    ///
    /// # Errors
    ///
    /// If the request is invalid or cannot be sent, or the status is not a success.
    pub async fn send(self) -> Result<Response<Bytes>, Error> {
        self.call.send_bytes().await
    }

    /// Sends the request and returns the body of a successful response as a stream.
    ///
    /// # Errors
    ///
    /// Those of [`send`](Self::send).
    pub async fn send_stream(self) -> Result<Response<ByteStream>, Error> {
        self.call.send_stream().await
    }

    /// Sends the request and decodes the body of a successful response as JSON.
    ///
    /// # Errors
    ///
    /// Those of [`send`](Self::send), and if the body is not JSON of this type.
    #[cfg(feature = "serde")]
    pub async fn send_json<T: serde::de::DeserializeOwned>(self) -> Result<Response<T>, Error> {
        self.call.send_foreign().await
    }

    /// Like [`send`](Self::send), without `await`.
    ///
    /// # Errors
    ///
    /// Those of [`send`](Self::send), and if no thread can be started.
    #[cfg(feature = "blocking")]
    pub fn send_blocking(self) -> Result<Response<Bytes>, Error> {
        super::super::blocking::run(self.send())
    }
}
