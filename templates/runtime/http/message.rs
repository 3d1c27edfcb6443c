//! Requests and responses as middleware and the transport see them.

use std::fmt;

use bytes::Bytes;
use http::{HeaderMap, Method, StatusCode};
use reqwest::Url;

use super::super::{
    error::Error,
    wire::{header::Shown, url},
};

/// A request as a [`Middleware`](super::Middleware) sees it.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct HttpRequest {
    /// The method.
    pub method: Method,
    /// The headers; those with credentials are marked sensitive.
    pub headers: HeaderMap,
    /// The body. It is empty if there is none, or if it is a stream; the stream is sent unless you set a body here.
    pub body: Bytes,
    pub(crate) url: Url,
}

impl HttpRequest {
    pub(crate) fn new(method: Method, url: Url, headers: HeaderMap, body: Bytes) -> Self {
        Self { method, headers, body, url }
    }

    /// Returns the whole URL. Its query may contain a credential.
    pub fn url(&self) -> &str {
        self.url.as_str()
    }

    /// Returns the host, without the port.
    pub fn host(&self) -> &str {
        self.url.host_str().unwrap_or_default()
    }

    /// Returns the path, percent-encoded.
    pub fn path(&self) -> &str {
        self.url.path()
    }

    /// Returns the query, percent-encoded and without the question mark. It may contain a credential.
    pub fn query(&self) -> Option<&str> {
        self.url.query()
    }

    /// Sends the request to another URL, with everything that it contains.
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

/// A response as a [`Middleware`](super::Middleware) sees it, read to its end unless the caller reads it as a stream.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct HttpResponse {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body, decompressed. It is empty if the caller reads it as a stream; the stream is returned unless you set
    /// a body here.
    pub body: Bytes,
}

impl HttpResponse {
    /// Creates a response.
    pub fn new(status: StatusCode, headers: HeaderMap, body: impl Into<Bytes>) -> Self {
        Self { status, headers, body: body.into() }
    }
}

/// Shows the names of headers and the values of a few harmless ones, but not the body.
impl fmt::Debug for HttpResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpResponse")
            .field("status", &self.status)
            .field("headers", &Shown::map(&self.headers))
            .field("body", &format_args!("{} bytes", self.body.len()))
            .finish()
    }
}
