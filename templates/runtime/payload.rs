//! What the kinds of [`Error`](super::Error) know that come with an answer of the API. Every kind is a box, so that a
//! `Result` stays small.

use std::{any::Any, error::Error as StdError, fmt};

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use super::{
    Limits,
    failure::{Attempt, debug},
    json_path,
    limits::{Excess, LimitKind},
    operation::Operation,
    response::{Received, request_id},
    words,
};

/// An answer of the API other than success.
pub struct ApiError(Box<Refused>);

#[derive(Debug)]
struct Refused {
    operation: &'static str,
    received: Received,
    typed: Option<Box<dyn Any + Send + Sync>>,
}

impl ApiError {
    pub(crate) fn new(operation: &'static Operation, received: Received) -> Self {
        let typed = operation.decode_error(received.status, &received.body);
        Self(Box::new(Refused { operation: operation.id, received, typed }))
    }

    /// The body as the type that the API documents for this operation and status; `None` if `T` is another type or the
    /// body did not hold to it.
    pub fn body_as<T: 'static>(&self) -> Option<&T> {
        self.0.typed.as_ref()?.downcast_ref()
    }

    /// The API's own words, shortened: `type: message`.
    pub fn message(&self) -> Option<String> {
        words::of_error(self.headers(), self.body())
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.operation(), self.status())?;
        self.message().map_or(Ok(()), |message| write!(f, ": {message}"))
    }
}

/// A successful answer whose body is not what the API's document promises.
pub struct DecodeError(Box<Undecoded>);

#[derive(Debug)]
struct Undecoded {
    operation: &'static str,
    received: Received,
    offset: usize,
    path: String,
    source: serde_json::Error,
}

impl DecodeError {
    /// How many bytes of the body are shown to either side of the error.
    const REACH: usize = 80;

    /// `refuses` as in [`json_path::locate`].
    pub(crate) fn new(
        operation: &'static Operation,
        received: Received,
        source: serde_json::Error,
        refuses: fn(&[u8]) -> bool,
    ) -> Self {
        let (offset, path) = json_path::locate(&received.body, &source, refuses);
        Self(Box::new(Undecoded { operation: operation.id, received, offset, path, source }))
    }

    /// Where in the body the error is: `data[3].id`, or `.` for the body as a whole.
    pub fn path(&self) -> &str {
        &self.0.path
    }

    /// What stands around the error in the body, on one short line.
    pub fn excerpt(&self) -> String {
        words::excerpt(self.body(), self.0.offset, Self::REACH)
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Undecoded { operation, received, path, source, .. } = &*self.0;
        write!(f, "{operation}: {}: unexpected body at `{path}`: {source}", received.status)?;
        if received.body.is_empty() {
            return f.write_str(" (the body is empty)");
        }
        write!(f, ": {}", self.excerpt())
    }
}

/// A successful answer that is larger than the [`Limits`](super::Limits) allow. It was not read to its end.
pub struct TooLargeError(Box<TooLarge>);

#[derive(Debug)]
struct TooLarge {
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
        let received = Received { status, headers, body, attempts, limits: Limits::DEFAULT };
        Self(Box::new(TooLarge { operation, received, kind, max }))
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
        let TooLarge { operation, received, kind, max } = &*self.0;
        write!(f, "{operation}: {}: ", received.status)?;
        match kind {
            LimitKind::Body => write!(f, "the body has more than {max} bytes: `Limits::body` sets how many it may have"),
            LimitKind::Bytes => {
                write!(f, "the body has more than {max} bytes: read it with `send_stream()`, or raise `Limits::bytes`")
            }
            LimitKind::Item => {
                write!(f, "an event or line has more than {max} bytes: `Limits::item` sets how many it may have")
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

debug!(ApiError DecodeError TooLargeError);

impl StdError for ApiError {}
impl StdError for TooLargeError {}
impl StdError for DecodeError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(&self.0.source)
    }
}
