//! What the kinds of [`Error`](super::Error) know that come with an answer of the API. Every kind is a box, so that a
//! `Result` stays small.

use std::{any::Any, error::Error as StdError, fmt};

use bytes::Bytes;
use http::{
    HeaderMap, StatusCode,
    header::{CONTENT_TYPE, LOCATION},
};

use super::super::{
    api::Operation,
    body::{LimitKind, Limits, Received, limits::Excess, media::Expected, received::request_id},
    json::{message, path},
};
use super::{
    error_message,
    no_response::{Attempt, debug},
};

/// An answer of the API other than success.
///
/// `Display` shows the API's own [`message`](Self::message), which is meant for people: it can name what the request was
/// about. It shows nothing else of the body, and `Debug` nothing at all.
pub struct ApiError(Box<ApiErrorInner>);

#[derive(Debug)]
struct ApiErrorInner {
    operation: &'static str,
    received: Received,
    typed: Option<Box<dyn Any + Send + Sync>>,
}

impl ApiError {
    pub(crate) fn new(operation: &'static Operation, received: Received) -> Self {
        let typed = operation.decode_error(received.status, &received.body);
        Self(Box::new(ApiErrorInner { operation: operation.id, received, typed }))
    }

    /// The body as the type that the API documents for this operation and status; `None` if `T` is another type or the
    /// body did not hold to it.
    pub fn body_as<T: 'static>(&self) -> Option<&T> {
        self.0.typed.as_ref()?.downcast_ref()
    }

    /// Where a redirect leads that was not followed: the header `Location` as it came. Its query can hold a secret.
    pub fn location(&self) -> Option<&str> {
        let location = self.headers().get(LOCATION).filter(|_| self.status().is_redirection())?;
        location.to_str().ok()
    }

    /// The API's own words, shortened: `type: message`.
    pub fn message(&self) -> Option<String> {
        error_message::of_error(self.headers(), self.body())
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.operation(), self.status())?;
        if let Some(location) = self.location() {
            write!(f, ": the redirect to `{}` is not followed", error_message::location(location))?;
        }
        self.message().map_or(Ok(()), |message| write!(f, ": {message}"))
    }
}

/// A successful answer whose body is not what the API's document promises.
///
/// Neither `Display` nor `Debug` shows anything of the body but the keys on the way to the error. [`excerpt`](Self::excerpt)
/// and [`body`](Self::body) do.
pub struct DecodeError(Box<DecodeErrorInner>);

struct DecodeErrorInner {
    operation: &'static str,
    received: Received,
    failure: DecodeFailure,
}

/// What is wrong with a body.
enum DecodeFailure {
    Json { offset: usize, path: String, error: serde_json::Error },
    ContentType,
}

/// What is wrong with the body of a [`DecodeError`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DecodeErrorKind {
    /// It is not JSON, or not JSON of the documented type.
    Json,
    /// The server says that it is of a media type which the API does not document here: a page in HTML, such as that of a
    /// login, or JSON in place of a stream.
    ContentType,
}

impl DecodeError {
    /// How many bytes of the body are shown to either side of the error.
    const REACH: usize = 80;

    /// `refuses` as in [`path::locate`].
    pub(crate) fn new(
        operation: &'static Operation,
        received: Received,
        error: serde_json::Error,
        refuses: fn(&[u8]) -> bool,
    ) -> Self {
        let (offset, path) = path::locate(&received.body, &error, refuses);
        Self(Box::new(DecodeErrorInner {
            operation: operation.id,
            received,
            failure: DecodeFailure::Json { offset, path, error },
        }))
    }

    /// A body of a media type that is not documented.
    pub(crate) fn content_type(operation: &'static Operation, received: Received) -> Self {
        Self(Box::new(DecodeErrorInner {
            operation: operation.id,
            received,
            failure: DecodeFailure::ContentType,
        }))
    }

    /// What is wrong.
    pub fn kind(&self) -> DecodeErrorKind {
        match self.0.failure {
            DecodeFailure::Json { .. } => DecodeErrorKind::Json,
            DecodeFailure::ContentType => DecodeErrorKind::ContentType,
        }
    }

    /// Where in the body the error is: `data[3].id`, or `.` for the body as a whole.
    pub fn path(&self) -> &str {
        match &self.0.failure {
            DecodeFailure::Json { path, .. } => path,
            DecodeFailure::ContentType => ".",
        }
    }

    /// The line where reading stopped, counted from 1; 0 if the body was not read.
    pub fn line(&self) -> usize {
        self.json_error().map_or(0, serde_json::Error::line)
    }

    /// The column where reading stopped, in bytes counted from 1; 0 if the body was not read.
    pub fn column(&self) -> usize {
        self.json_error().map_or(0, serde_json::Error::column)
    }

    /// The media type that the server named, shortened to one line.
    pub fn media_type(&self) -> Option<String> {
        let media = self.headers().get(CONTENT_TYPE)?;
        Some(error_message::one_line(&String::from_utf8_lossy(media.as_bytes()), 100))
    }

    /// The text around the error in the body, on one short line. It can hold secrets and personal data: take care where
    /// it goes.
    pub fn excerpt(&self) -> String {
        let offset = match self.0.failure {
            DecodeFailure::Json { offset, .. } => offset,
            DecodeFailure::ContentType => 0,
        };
        error_message::excerpt(self.body(), offset, Self::REACH)
    }

    /// The error of the JSON reader. Its text can quote the body: take care where it goes. For that reason it is not the
    /// [`source`](StdError::source) of this error.
    pub fn json_error(&self) -> Option<&serde_json::Error> {
        match &self.0.failure {
            DecodeFailure::Json { error, .. } => Some(error),
            DecodeFailure::ContentType => None,
        }
    }

    /// The failure, in words that quote nothing of the body.
    fn words(&self) -> String {
        self.json_error().map_or_else(|| "an undocumented content type".to_owned(), message::describe)
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}: unexpected body", self.operation(), self.status())?;
        if let Some(error) = self.json_error() {
            write!(f, " at `{}` (line {} column {})", self.path(), error.line(), error.column())?;
        }
        write!(f, ": {}", self.words())?;
        if let Some(media) = self.media_type() {
            write!(f, ": `{media}`")?;
        }
        match self.kind() {
            _ if !self.body().is_empty() => Ok(()),
            DecodeErrorKind::Json => f.write_str(" (the body is empty)"),
            // It may be late, or be cut by a limit.
            DecodeErrorKind::ContentType => f.write_str(" (none of the body was kept)"),
        }
    }
}

impl fmt::Debug for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DecodeError")
            .field("operation", &self.operation())
            .field("kind", &self.kind())
            .field("path", &self.path())
            .field("line", &self.line())
            .field("column", &self.column())
            .field("words", &self.words())
            .field("received", &self.0.received)
            .finish()
    }
}

/// A successful answer that is larger than the [`Limits`](super::super::body::Limits) allow. It was not read to its end.
pub struct TooLargeError(Box<TooLargeErrorInner>);

#[derive(Debug)]
struct TooLargeErrorInner {
    operation: &'static str,
    /// Its body is the head of the answer's.
    received: Received,
    kind: LimitKind,
    max: u64,
}

impl TooLargeError {
    pub(crate) fn new(attempt: Attempt, status: StatusCode, headers: HeaderMap, excess: Excess) -> Self {
        let Excess { kind, max, head: body } = excess;
        let Attempt { operation, number: attempts } = attempt;
        let (limits, expected) = (Limits::DEFAULT, Expected::ANYTHING);
        let received = Received { status, headers, body, attempts, limits, expected };
        Self(Box::new(TooLargeErrorInner { operation, received, kind, max }))
    }

    /// Which limit it was.
    pub fn kind(&self) -> LimitKind {
        self.0.kind
    }

    /// How much that limit allows: bytes, or values for [`LimitKind::Values`].
    pub fn limit(&self) -> u64 {
        self.0.max
    }

    /// The first 4 KiB at most of the body or the item; empty if the server announced a body that is too long.
    pub fn head(&self) -> &Bytes {
        &self.0.received.body
    }
}

impl fmt::Display for TooLargeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let TooLargeErrorInner { operation, received, kind, max } = &*self.0;
        write!(f, "{operation}: {}: ", received.status)?;
        match kind {
            LimitKind::Body => {
                write!(f, "the body has more than {max} bytes: `Limits::body` sets how many it may have")
            }
            LimitKind::Bytes => {
                write!(
                    f,
                    "the body has more than {max} bytes: read it with `send_stream()`, or raise `Limits::bytes`"
                )
            }
            LimitKind::Item => {
                write!(
                    f,
                    "an event or line has more than {max} bytes: `Limits::item` sets how many it may have"
                )
            }
            LimitKind::Values => {
                write!(f, "the JSON has more than {max} values: `Limits::values` sets how many it may have")
            }
        }
    }
}

/// What [`ApiError`], [`DecodeError`] and [`TooLargeError`] tell alike.
macro_rules! answered {
    ($name:ident) => {
        impl $name {
            /// The `operationId`.
            pub fn operation(&self) -> &'static str {
                self.0.operation
            }

            /// The status.
            pub fn status(&self) -> StatusCode {
                self.0.received.status
            }

            /// The headers.
            pub fn headers(&self) -> &HeaderMap {
                &self.0.received.headers
            }

            /// The id the server gave this request, to quote to its support.
            pub fn request_id(&self) -> Option<&str> {
                request_id(self.headers())
            }

            /// How often the request was sent.
            pub fn attempts(&self) -> u32 {
                self.0.received.attempts
            }
        }
    };
}
answered!(ApiError);
answered!(DecodeError);
answered!(TooLargeError);

/// The body of those that have read it to its end.
macro_rules! whole {
    ($name:ident) => {
        impl $name {
            /// The body as it came.
            pub fn body(&self) -> &Bytes {
                &self.0.received.body
            }
        }
    };
}
whole!(ApiError);
whole!(DecodeError);

debug!(ApiError TooLargeError);

impl StdError for ApiError {}
impl StdError for TooLargeError {}
impl StdError for DecodeError {}
