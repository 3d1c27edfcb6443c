//! The response of an operation.

use std::fmt;

use http::{HeaderMap, StatusCode};
use serde_json::Value;

use super::super::{
    body::{Received, received::request_id},
    json::{self, ReadJson},
    wire::header::Shown,
};

/// A successful response: its body, status and headers.
#[derive(Clone, PartialEq, Eq)]
pub struct Response<T> {
    body: T,
    status: StatusCode,
    headers: HeaderMap,
    attempts: u32,
}

impl<T> Response<T> {
    /// Returns the body.
    pub fn body(&self) -> &T {
        &self.body
    }

    /// Returns the body, and drops the rest.
    pub fn into_body(self) -> T {
        self.body
    }

    /// Returns the status.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// Returns the headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// Returns a header as a `V`, such as a number; `None` if it is missing or not a `V`.
    pub fn header<V: ReadJson>(&self, name: impl AsRef<str>) -> Option<V> {
        typed_header(&self.headers, name.as_ref())
    }

    /// Returns the id that the server gave the request. Quote it to the API's support.
    pub fn request_id(&self) -> Option<&str> {
        request_id(&self.headers)
    }

    /// Returns how often the request was sent.
    pub fn attempts(&self) -> u32 {
        self.attempts
    }

    /// Returns the response with another body.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Response<U> {
        Response {
            body: change(self.body),
            status: self.status,
            headers: self.headers,
            attempts: self.attempts,
        }
    }
}

/// Shows the body, the names of headers, and the values of a few harmless ones.
impl<T: fmt::Debug> fmt::Debug for Response<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response")
            .field("status", &self.status)
            .field("headers", &Shown::map(&self.headers))
            .field("body", &self.body)
            .field("attempts", &self.attempts)
            .finish()
    }
}

/// Decodes a header as any type: as text, as JSON, or as a list that is separated by commas.
pub(crate) fn typed_header<T: ReadJson>(headers: &HeaderMap, name: &str) -> Option<T> {
    let text = headers.get(name)?.to_str().ok()?.trim();
    let list = |read: fn(&str) -> Value| Value::Array(text.split(',').map(str::trim).map(read).collect());
    let any = |text: &str| serde_json::from_str(text).unwrap_or_else(|_| Value::from(text));
    let ways = [Value::from(text), any(text), list(|item| Value::from(item)), list(any)];
    ways.into_iter().find_map(|value| json::from_slice(&json::to_vec(&value)).ok())
}

impl Received {
    /// Returns a response with a decoded body.
    pub(crate) fn with<T>(self, body: T) -> Response<T> {
        Response { body, status: self.status, headers: self.headers, attempts: self.attempts }
    }
}
