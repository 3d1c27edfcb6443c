//! What an operation gives back.

use std::fmt;

use bytes::Bytes;
use http::{HeaderMap, StatusCode, header::CONTENT_LENGTH};
use serde::de::DeserializeOwned;

use serde_json::Value;

use super::{
    Error, Limits, TooLargeError, charset,
    failure::Attempt,
    header::Shown,
    limits::{Excess, Purpose},
    media::Expected,
    operation::Operation,
    payload::DecodeError,
};

/// The headers that servers put the id of a request in.
const REQUEST_ID: [&str; 4] = ["x-request-id", "request-id", "x-amzn-requestid", "x-correlation-id"];

/// The body of a successful response, and what came with it.
#[derive(Clone, PartialEq, Eq)]
pub struct Response<T> {
    body: T,
    status: StatusCode,
    headers: HeaderMap,
    attempts: u32,
}

impl<T> Response<T> {
    /// The body.
    pub fn body(&self) -> &T {
        &self.body
    }

    /// The body alone.
    pub fn into_body(self) -> T {
        self.body
    }

    /// The status.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// A header as a `V`, such as a number; `None` if it is not there or not that.
    pub fn header<V: DeserializeOwned>(&self, name: impl AsRef<str>) -> Option<V> {
        typed_header(&self.headers, name.as_ref())
    }

    /// The id the server gave this request, to quote to its support.
    pub fn request_id(&self) -> Option<&str> {
        request_id(&self.headers)
    }

    /// How often the request was sent until it succeeded.
    pub fn attempts(&self) -> u32 {
        self.attempts
    }

    /// The same response with another body.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Response<U> {
        Response {
            body: change(self.body),
            status: self.status,
            headers: self.headers,
            attempts: self.attempts,
        }
    }
}

/// Shows the body as its type does, and of the headers the names and a few harmless values.
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

pub(crate) fn request_id(headers: &HeaderMap) -> Option<&str> {
    REQUEST_ID.iter().find_map(|name| headers.get(*name)?.to_str().ok())
}

/// A header as a value of any type: as text, as JSON, or as a list with commas.
pub(crate) fn typed_header<T: DeserializeOwned>(headers: &HeaderMap, name: &str) -> Option<T> {
    let text = headers.get(name)?.to_str().ok()?.trim();
    let list = |read: fn(&str) -> Value| Value::Array(text.split(',').map(str::trim).map(read).collect());
    let any = |text: &str| serde_json::from_str(text).unwrap_or_else(|_| Value::from(text));
    let ways = [Value::from(text), any(text), list(|item| Value::from(item)), list(any)];
    ways.into_iter().find_map(|value| serde_json::from_value(value).ok())
}

/// What the server answered, read to its end.
pub(crate) struct Received {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    pub(crate) attempts: u32,
    pub(crate) limits: Limits,
    pub(crate) expected: Expected,
}

impl Received {
    /// Reads the body as JSON. An empty one reads as `null`, so that an optional body is an `Option`.
    pub(crate) fn json<T: DeserializeOwned>(
        self,
        operation: &'static Operation,
    ) -> Result<Response<T>, Error> {
        self.reading(operation, Self::read)
    }

    /// Reads the body as the status wants.
    pub(crate) fn by_status<T: ByStatus>(self, operation: &'static Operation) -> Result<Response<T>, Error> {
        self.reading(operation, T::read)
    }

    /// The answer with the body that `read` makes of it.
    fn reading<T>(
        self,
        operation: &'static Operation,
        read: impl FnOnce(&Self) -> Result<T, Misread>,
    ) -> Result<Response<T>, Error> {
        match read(&self) {
            Ok(body) => Ok(self.with(body)),
            Err(misread) => Err(self.misread(operation, misread)),
        }
    }

    /// The error of a body that cannot be read.
    pub(crate) fn misread(self, operation: &'static Operation, Misread(misread): Misread) -> Error {
        match misread {
            Cause::Json { error, refuses } => {
                Error::Decode(DecodeError::new(operation, self, error, refuses))
            }
            Cause::ContentType => Error::Decode(DecodeError::content_type(operation, self)),
            Cause::TooLarge(excess) => {
                let attempt = Attempt { operation: operation.id, number: self.attempts };
                Error::TooLarge(TooLargeError::new(attempt, self.status, self.headers, excess))
            }
        }
    }

    /// The body as JSON.
    pub(crate) fn read<T: DeserializeOwned>(&self) -> Result<T, Misread> {
        let body: &[u8] = if self.body.is_empty() { b"null" } else { &self.body };
        Misread::check(&self.limits, body)?;
        serde_json::from_slice(body).map_err(|error| {
            let refuses = |body: &[u8]| serde_json::from_slice::<T>(body).is_err_and(|error| error.is_data());
            Misread::new(error, refuses)
        })
    }

    /// The body as text.
    pub(crate) fn read_text(&self) -> Result<String, Misread> {
        self.check()?;
        Ok(charset::decode(&self.headers, &self.body))
    }

    /// The body as it came.
    pub(crate) fn read_bytes(&self) -> Result<Bytes, Misread> {
        self.check()?;
        Ok(self.body.clone())
    }

    /// The lack of a body.
    pub(crate) fn read_empty(&self) -> Result<(), Misread> {
        self.check()
    }

    /// Refuses a body whose content type says that it is not an answer. Servers name some content type for an empty body,
    /// too.
    fn check(&self) -> Result<(), Misread> {
        self.refuse_if(!self.is_blank())
    }

    /// As [`check`](Self::check), for a body that was kept only up to a limit. One that was cut is not empty.
    fn check_kept(&self) -> Result<(), Misread> {
        let was_empty = || {
            let length = self.headers.get(CONTENT_LENGTH);
            self.has_none() || length.is_some_and(|length| length == "0") || self.is_within_limit()
        };
        self.refuse_if(!self.is_blank() || !was_empty())
    }

    /// Refuses the answer if it has a body and the content type is a wrong one.
    fn refuse_if(&self, has_body: bool) -> Result<(), Misread> {
        if has_body && self.expected.refuses(&self.headers) {
            Err(Misread(Cause::ContentType))
        } else {
            Ok(())
        }
    }

    fn is_blank(&self) -> bool {
        self.body.trim_ascii().is_empty()
    }

    /// Whether the status says that there is no body.
    fn has_none(&self) -> bool {
        matches!(self.status, StatusCode::NO_CONTENT | StatusCode::RESET_CONTENT)
    }

    /// Whether a body that nobody asked for could have been longer and still be kept as a whole.
    fn is_within_limit(&self) -> bool {
        let longer = Bytes::from(vec![0; self.body.len() + 1]);
        let kept = self.limits.cap(Purpose::Nothing, self.status).keep(longer);
        kept.is_ok_and(|kept| kept.len() > self.body.len())
    }

    /// Leaves the body out.
    pub(crate) fn empty(self, operation: &'static Operation) -> Result<Response<()>, Error> {
        self.reading(operation, Self::check_kept)
    }

    /// Reads the body as text.
    pub(crate) fn text(self, operation: &'static Operation) -> Result<Response<String>, Error> {
        self.reading(operation, Self::read_text)
    }

    /// Gives the body as it came.
    pub(crate) fn bytes(self, operation: &'static Operation) -> Result<Response<Bytes>, Error> {
        self.reading(operation, Self::read_bytes)
    }

    /// Checks an answer whose body is read as it comes. Its beginning is only here if the content type is not the expected
    /// one, or a middleware filled it in. One that `is_unread` has not ended yet, so it is not empty.
    pub(crate) fn opened(
        self,
        operation: &'static Operation,
        is_items: bool,
        is_unread: bool,
    ) -> Result<Self, Error> {
        match self.refuse_if(is_unread || !self.is_blank() || (is_items && !self.has_none())) {
            Ok(()) => Ok(self),
            Err(misread) => Err(self.misread(operation, misread)),
        }
    }

    pub(crate) fn with<T>(self, body: T) -> Response<T> {
        Response { body, status: self.status, headers: self.headers, attempts: self.attempts }
    }
}

/// A body whose type depends on the status.
pub(crate) trait ByStatus: Sized {
    fn read(received: &Received) -> Result<Self, Misread>;
}

/// Why a body cannot be read.
pub(crate) struct Misread(Cause);

enum Cause {
    /// `refuses` as in [`DecodeError::new`].
    Json {
        error: serde_json::Error,
        refuses: fn(&[u8]) -> bool,
    },
    ContentType,
    TooLarge(Excess),
}

impl Misread {
    /// `refuses` as in [`DecodeError::new`].
    pub(crate) fn new(error: serde_json::Error, refuses: fn(&[u8]) -> bool) -> Self {
        Self(Cause::Json { error, refuses })
    }

    /// Refuses JSON that would take too much memory.
    pub(crate) fn check(limits: &Limits, json: &[u8]) -> Result<(), Self> {
        limits.values_excess(json).map_or(Ok(()), |excess| Err(Self(Cause::TooLarge(excess))))
    }

    /// An item that is too large.
    pub(crate) fn too_large(excess: Excess) -> Self {
        Self(Cause::TooLarge(excess))
    }
}

impl fmt::Debug for Received {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Received")
            .field("status", &self.status)
            .field("headers", &Shown::map(&self.headers))
            .field("body", &format_args!("{} bytes", self.body.len()))
            .field("attempts", &self.attempts)
            .finish_non_exhaustive()
    }
}
