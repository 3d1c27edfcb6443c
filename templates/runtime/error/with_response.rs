//! The kinds of [`Error`](super::Error) with a response of the API. They are boxed, so that a `Result` stays small.

use std::{any::Any, error::Error as StdError, fmt};

use bytes::Bytes;
use http::{
    HeaderMap, StatusCode,
    header::{CONTENT_TYPE, LOCATION},
};

use super::super::{
    api::Operation,
    body::{LimitKind, Limits, Received, limits::Excess, media::Expected, received::request_id},
    json::JsonError,
};
use super::{
    error_message,
    no_response::{Attempt, debug},
};

/// A response with a status that is not a success.
///
/// `Display` shows the API's own [`message`](Self::message). It is written for people, and may name the subject of
/// the request. `Display` shows nothing else of the body, and `Debug` shows nothing of it.
pub struct ApiError(Box<ApiErrorInner>);

#[derive(Debug)]
struct ApiErrorInner {
    operation: &'static str,
    received: Received,
    typed: Option<Box<dyn Any + Send + Sync>>,
}

impl ApiError {
    pub(crate) fn new(operation: &'static Operation, received: Received) -> Self {
        let typed = operation.decode_error(received.status, &received.headers, &received.body);
        Self(Box::new(ApiErrorInner { operation: operation.id, received, typed }))
    }

    /// Returns the body as the type that the API documents for this operation and status; `None` if `T` is another
    /// type, or if the body does not match it.
    pub fn body_as<T: 'static>(&self) -> Option<&T> {
        self.0.typed.as_ref()?.downcast_ref()
    }

    /// Returns the target of a redirect that was not followed: the header `Location` as it was received. Its query
    /// can contain a secret.
    pub fn location(&self) -> Option<&str> {
        let location = self.headers().get(LOCATION).filter(|_| self.status().is_redirection())?;
        location.to_str().ok()
    }

    /// Returns the API's own message, shortened: `type: message`.
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

/// A successful response whose body does not match the API's document.
///
/// `Display` and `Debug` show nothing of the body except the keys on the path to the error. Use
/// [`excerpt`](Self::excerpt) and [`body`](Self::body) to see more.
pub struct DecodeError(Box<DecodeErrorInner>);

struct DecodeErrorInner {
    operation: &'static str,
    received: Received,
    failure: DecodeFailure,
}

/// The error in a body.
enum DecodeFailure {
    Json { path: String, error: JsonError },
    Empty,
    ContentType,
}

/// The kind of a [`DecodeError`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DecodeErrorKind {
    /// The body is not JSON, or not JSON of the documented type.
    // part: xml
    /// Where the API documents XML, it is not XML of the documented type.
    // end
    Json,
    /// The body is empty, although the API documents one for this status.
    Empty,
    /// The media type is not documented here: HTML, such as a login page, or JSON instead of a stream.
    ContentType,
}

impl DecodeError {
    /// The number of bytes that an excerpt shows on each side of the error.
    const REACH: usize = 80;

    /// Creates an error for a body that is not JSON of the documented type.
    pub(crate) fn new(operation: &'static Operation, received: Received, error: JsonError) -> Self {
        let path = error.path();
        Self(Box::new(DecodeErrorInner {
            operation: operation.id,
            received,
            failure: DecodeFailure::Json { path, error },
        }))
    }

    /// Creates an error for an empty body.
    pub(crate) fn empty(operation: &'static Operation, received: Received) -> Self {
        Self(Box::new(DecodeErrorInner { operation: operation.id, received, failure: DecodeFailure::Empty }))
    }

    /// Creates an error for a media type that is not documented.
    pub(crate) fn content_type(operation: &'static Operation, received: Received) -> Self {
        Self(Box::new(DecodeErrorInner {
            operation: operation.id,
            received,
            failure: DecodeFailure::ContentType,
        }))
    }

    /// Returns the kind of the error.
    pub fn kind(&self) -> DecodeErrorKind {
        match self.0.failure {
            DecodeFailure::Json { .. } => DecodeErrorKind::Json,
            DecodeFailure::Empty => DecodeErrorKind::Empty,
            DecodeFailure::ContentType => DecodeErrorKind::ContentType,
        }
    }

    /// Returns the path of the error in the body: `data[3].id`, or `.` for the body as a whole.
    pub fn path(&self) -> &str {
        match &self.0.failure {
            DecodeFailure::Json { path, .. } => path,
            DecodeFailure::Empty | DecodeFailure::ContentType => ".",
        }
    }

    /// Returns the line of the error, starting with 1; 0 if the body was not parsed.
    pub fn line(&self) -> usize {
        self.position().0
    }

    /// Returns the column of the error in bytes, starting with 1; 0 if the body was not parsed.
    pub fn column(&self) -> usize {
        self.position().1
    }

    fn position(&self) -> (usize, usize) {
        self.json_error().map_or((0, 0), |error| error.position(self.body()))
    }

    /// Returns the media type of the response, shortened to one line.
    pub fn media_type(&self) -> Option<String> {
        let media = self.headers().get(CONTENT_TYPE)?;
        Some(error_message::one_line(&String::from_utf8_lossy(media.as_bytes()), 100))
    }

    /// Returns the text around the error in the body, on one short line. It can contain secrets and personal data.
    pub fn excerpt(&self) -> String {
        let offset = self.json_error().map_or(0, JsonError::offset);
        error_message::excerpt(self.body(), offset, Self::REACH)
    }

    /// Returns the error of reading the JSON.
    // part: xml
    /// Where the API documents XML, its offset is that in the XML.
    // end
    pub fn json_error(&self) -> Option<&JsonError> {
        match &self.0.failure {
            DecodeFailure::Json { error, .. } => Some(error),
            DecodeFailure::Empty | DecodeFailure::ContentType => None,
        }
    }

    /// Describes the failure without quoting the body.
    fn reason(&self) -> String {
        match &self.0.failure {
            DecodeFailure::Json { error, .. } => error.message(),
            DecodeFailure::Empty => "the body is empty".to_owned(),
            DecodeFailure::ContentType => "an undocumented content type".to_owned(),
        }
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}: unexpected body", self.operation(), self.status())?;
        if self.json_error().is_some() {
            let (line, column) = self.position();
            write!(f, " at `{}` (line {line} column {column})", self.path())?;
        }
        write!(f, ": {}", self.reason())?;
        match (self.media_type(), self.kind()) {
            (Some(media), DecodeErrorKind::ContentType) => write!(f, ": `{media}`")?,
            (Some(media), _) => write!(f, " (content type `{media}`)")?,
            (None, _) => {}
        }
        match self.kind() {
            _ if !self.body().is_empty() => Ok(()),
            DecodeErrorKind::Json | DecodeErrorKind::Empty => Ok(()),
            // The body may arrive later, or be cut off by a limit.
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
            .field("reason", &self.reason())
            .field("received", &self.0.received)
            .finish()
    }
}

/// A successful response that exceeds the [`Limits`](super::super::body::Limits). It was not read to its end.
pub struct TooLargeError(Box<TooLargeErrorInner>);

#[derive(Debug)]
struct TooLargeErrorInner {
    operation: &'static str,
    /// Its body is the beginning of the response's body.
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

    /// Returns which limit was exceeded.
    pub fn kind(&self) -> LimitKind {
        self.0.kind
    }

    /// Returns the limit: in bytes, or in values for [`LimitKind::Values`].
    pub fn limit(&self) -> u64 {
        self.0.max
    }

    /// Returns the first 4 KiB at most of the body or the item; empty if the server announced a body that is too
    /// long.
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
                write!(f, "the body has more than {max} bytes: raise `Limits::body`")
            }
            LimitKind::Bytes => {
                write!(
                    f,
                    "the body has more than {max} bytes: read it with `send_stream()`, or raise `Limits::bytes`"
                )
            }
            LimitKind::Item => {
                write!(f, "an event or line has more than {max} bytes: raise `Limits::item`")
            }
            LimitKind::Values => {
                write!(f, "the JSON has more than {max} values: raise `Limits::values`")
            }
        }
    }
}

/// The methods that [`ApiError`], [`DecodeError`] and [`TooLargeError`] share.
macro_rules! answered {
    ($name:ident) => {
        impl $name {
            /// Returns the `operationId`.
            pub fn operation(&self) -> &'static str {
                self.0.operation
            }

            /// Returns the status.
            pub fn status(&self) -> StatusCode {
                self.0.received.status
            }

            /// Returns the headers.
            pub fn headers(&self) -> &HeaderMap {
                &self.0.received.headers
            }

            /// Returns the id that the server gave the request. Quote it to the API's support.
            pub fn request_id(&self) -> Option<&str> {
                request_id(self.headers())
            }

            /// Returns how often the request was sent.
            pub fn attempts(&self) -> u32 {
                self.0.received.attempts
            }
        }
    };
}
answered!(ApiError);
answered!(DecodeError);
answered!(TooLargeError);

/// The body of errors that have read it to its end.
macro_rules! whole {
    ($name:ident) => {
        impl $name {
            /// Returns the body as it was received.
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
