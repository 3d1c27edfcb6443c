//! What can go wrong.

use std::{error::Error as StdError, fmt};

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use super::time::BoxError;

pub(crate) mod error_message;
pub(crate) mod no_response;
pub(crate) mod pagination;
pub(crate) mod with_response;

use no_response::Attempt;
pub use no_response::{MiddlewareError, RequestError, TimeoutError, TransportError};
pub use pagination::PaginationError;
pub use with_response::{ApiError, DecodeError, DecodeErrorKind, TooLargeError};

/// Why an operation failed.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// The request could not be put together; nothing was sent.
    Request(RequestError),
    /// No connection to the server came about; the request was not received.
    Connect(TransportError),
    /// The connection failed under way; the server may or may not have acted on the request.
    Transport(TransportError),
    /// A time limit ran out.
    Timeout(TimeoutError),
    /// A [`Middleware`](super::http::Middleware) of yours failed.
    Middleware(MiddlewareError),
    /// The server answered with a status other than success.
    Api(ApiError),
    /// The server reported success with a body that is not what the API's document promises.
    Decode(DecodeError),
    /// The server reported success with a body that is larger than the [`Limits`](super::body::Limits) allow.
    TooLarge(TooLargeError),
    /// The pages of a list do not lead on: the next one was there before or cannot be followed, or too many in a row have
    /// no items.
    Pagination(PaginationError),
}

impl Error {
    /// An error of building a request or client.
    pub(crate) fn request(operation: Option<&'static str>, message: impl Into<String>) -> Self {
        Self::Request(RequestError::new(operation, message.into()))
    }

    /// For a [`Middleware`](super::http::Middleware) to fail with an error of its own, which is the
    /// [`source`](std::error::Error::source) of this one. It is not retried.
    pub fn middleware(error: impl Into<BoxError>) -> Self {
        Self::Middleware(MiddlewareError::new(error.into()))
    }

    /// Says which attempt a middleware failed in.
    pub(crate) fn at(mut self, attempt: Attempt) -> Self {
        if let Self::Middleware(error) = &mut self {
            error.at(attempt);
        }
        self
    }

    /// The `operationId` of the operation that failed; none if building the client failed.
    pub fn operation(&self) -> Option<&'static str> {
        match self {
            Self::Request(error) => error.operation(),
            Self::Connect(error) | Self::Transport(error) => Some(error.operation()),
            Self::Timeout(error) => Some(error.operation()),
            Self::Middleware(error) => Some(error.operation()),
            Self::Api(error) => Some(error.operation()),
            Self::Decode(error) => Some(error.operation()),
            Self::TooLarge(error) => Some(error.operation()),
            Self::Pagination(error) => Some(error.operation()),
        }
    }

    /// The status of the server's answer, if it answered.
    pub fn status(&self) -> Option<StatusCode> {
        match self {
            Self::Api(error) => Some(error.status()),
            Self::Decode(error) => Some(error.status()),
            Self::TooLarge(error) => Some(error.status()),
            _ => None,
        }
    }

    /// The headers of the server's answer, if it answered.
    pub fn headers(&self) -> Option<&HeaderMap> {
        match self {
            Self::Api(error) => Some(error.headers()),
            Self::Decode(error) => Some(error.headers()),
            Self::TooLarge(error) => Some(error.headers()),
            _ => None,
        }
    }

    /// The body of the server's answer as it came, if it answered; the head of one that was too large.
    pub fn body(&self) -> Option<&Bytes> {
        match self {
            Self::Api(error) => Some(error.body()),
            Self::Decode(error) => Some(error.body()),
            Self::TooLarge(error) => Some(error.head()),
            _ => None,
        }
    }

    /// The id the server gave this request, to quote to its support.
    pub fn request_id(&self) -> Option<&str> {
        match self {
            Self::Api(error) => error.request_id(),
            Self::Decode(error) => error.request_id(),
            Self::TooLarge(error) => error.request_id(),
            _ => None,
        }
    }

    /// How often the request was sent, retries included; 0 if it never was.
    pub fn attempts(&self) -> u32 {
        match self {
            Self::Request(error) => error.attempts(),
            Self::Connect(error) | Self::Transport(error) => error.attempts(),
            Self::Timeout(error) => error.attempts(),
            Self::Middleware(error) => error.attempts(),
            Self::Api(error) => error.attempts(),
            Self::Decode(error) => error.attempts(),
            Self::TooLarge(error) => error.attempts(),
            Self::Pagination(_) => 0,
        }
    }

    /// Whether a time limit ran out.
    pub fn is_timeout(&self) -> bool {
        matches!(self, Self::Timeout(_))
    }

    /// Whether no connection came about, so that the server cannot have seen the request.
    pub fn is_connect(&self) -> bool {
        match self {
            Self::Connect(_) => true,
            Self::Timeout(error) => error.is_connect(),
            _ => false,
        }
    }

    /// Whether the same request may succeed at another time: connections, timeouts, and the statuses 408, 429, 500,
    /// 502, 503 and 504. Whether it is safe to send again is another question, which the operation answers. Retries
    /// that the [`RetryPolicy`](super::retry::RetryPolicy) allows have been made already.
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::Connect(_) | Self::Transport(_) | Self::Timeout(_) => true,
            Self::Api(error) => matches!(error.status().as_u16(), 408 | 429 | 500 | 502 | 503 | 504),
            Self::Request(_)
            | Self::Middleware(_)
            | Self::Decode(_)
            | Self::TooLarge(_)
            | Self::Pagination(_) => false,
        }
    }

    /// The API's answer, if that is what failed.
    pub fn api(&self) -> Option<&ApiError> {
        match self {
            Self::Api(error) => Some(error),
            _ => None,
        }
    }

    /// The body that the API documents for this operation and status, if this is one and `T` is its type.
    pub fn body_as<T: 'static>(&self) -> Option<&T> {
        self.api()?.body_as()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Request(error) => error.fmt(f),
            Self::Connect(error) | Self::Transport(error) => error.fmt(f),
            Self::Timeout(error) => error.fmt(f),
            Self::Middleware(error) => error.fmt(f),
            Self::Api(error) => error.fmt(f),
            Self::Decode(error) => error.fmt(f),
            Self::TooLarge(error) => error.fmt(f),
            Self::Pagination(error) => error.fmt(f),
        }?;
        match self.attempts() {
            0 | 1 => Ok(()),
            attempts => write!(f, " (after {attempts} attempts)"),
        }
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Self::Request(error) => error.source(),
            Self::Api(_) | Self::Decode(_) | Self::TooLarge(_) | Self::Pagination(_) => None,
            Self::Connect(error) | Self::Transport(error) => error.source(),
            Self::Timeout(error) => error.source(),
            Self::Middleware(error) => error.source(),
        }
    }
}
