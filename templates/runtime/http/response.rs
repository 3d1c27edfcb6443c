//! The response of an operation.

use std::{borrow::Cow, fmt};

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

/// Decodes a header as any type: as text, as JSON, as a list, or as an object. Items are separated by commas or in headers
/// of their own; those of `Set-Cookie`, which may have commas, are always in headers of their own.
pub(crate) fn typed_header<T: ReadJson>(headers: &HeaderMap, name: &str) -> Option<T> {
    let lines = headers.get_all(name).iter().map(|line| Some(line.to_str().ok()?.trim()));
    let lines: Vec<&str> = lines.collect::<Option<_>>()?;
    let (first, rest) = lines.split_first()?;
    let is_cookie = name.eq_ignore_ascii_case("set-cookie");
    let text = match rest {
        [] => Cow::Borrowed(*first),
        _ => Cow::Owned(lines.join(if is_cookie { "\n" } else { "," })),
    };
    let items: Vec<&str> = if is_cookie { lines.clone() } else { text.split(',').map(str::trim).collect() };
    let read: ItemReader = |text| Value::from(text);
    let any: ItemReader = |text| serde_json::from_str(text).unwrap_or_else(|_| Value::from(text));
    let list = |read: ItemReader| Some(Value::Array(items.iter().map(|item| read(item)).collect()));
    let ways: [&dyn Fn() -> Option<Value>; 7] = [
        &|| Some(read(&text)),
        &|| Some(any(&text)),
        &|| list(read),
        &|| list(any),
        &|| object(&items, read),
        &|| object(&items, any),
        // A header that has only one value, but was sent twice.
        &|| Some(any(first)),
    ];
    ways.iter().find_map(|value| json::from_slice(&json::to_vec(&value()?)).ok())
}

type ItemReader = fn(&str) -> Value;

/// Reads an object in the style `simple`: `a=1,b=2`, or `a,1,b,2`.
fn object(items: &[&str], read: ItemReader) -> Option<Value> {
    let pair = |item: &&str| item.split_once('=').map(|(key, value)| (key.to_owned(), read(value)));
    let exploded: Option<serde_json::Map<_, _>> = items.iter().map(pair).collect();
    let flat = || {
        let pairs = items.chunks(2).map(|pair| match pair {
            [key, value] => Some(((*key).to_owned(), read(value))),
            _ => None,
        });
        pairs.collect()
    };
    exploded.or_else(flat).map(Value::Object)
}

impl Received {
    /// Returns a response with a decoded body.
    pub(crate) fn with<T>(self, body: T) -> Response<T> {
        Response { body, status: self.status, headers: self.headers, attempts: self.attempts }
    }
}

// part: tests
#[cfg(test)]
#[path = "response_tests.rs"]
mod tests;
// end
