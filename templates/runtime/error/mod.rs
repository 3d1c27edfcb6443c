//! The errors of operations.

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

/// The reason why an operation failed.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// The request is invalid. It was not sent.
    Request(RequestError),
    /// The connection to the server failed. The server did not receive the request.
    Connect(TransportError),
    /// The connection failed during the request. The server may have acted on it.
    Transport(TransportError),
    /// A time limit was exceeded.
    Timeout(TimeoutError),
    /// A [`Middleware`](super::http::Middleware) failed.
    Middleware(MiddlewareError),
    /// The server responded with a status that is not a success.
    Api(ApiError),
    /// The server responded with a success, but the body does not match the API's document.
    Decode(DecodeError),
    /// The server responded with a success, but the body exceeds the [`Limits`](super::body::Limits).
    TooLarge(TooLargeError),
    /// The pages of a list lead nowhere: the next one repeats or cannot be followed, or too many in a row have no
    /// items.
    Pagination(PaginationError),
}

impl Error {
    /// Creates an error for an invalid request or client.
    pub(crate) fn request(operation: Option<&'static str>, message: impl Into<String>) -> Self {
        Self::Request(RequestError::new(operation, message.into()))
    }

    /// Creates an error for a [`Middleware`](super::http::Middleware). `error` becomes its
    /// [`source`](std::error::Error::source). It is not retried.
    pub fn middleware(error: impl Into<BoxError>) -> Self {
        Self::Middleware(MiddlewareError::new(error.into()))
    }

    /// Sets the attempt in which a middleware failed.
    pub(crate) fn at(mut self, attempt: Attempt) -> Self {
        if let Self::Middleware(error) = &mut self {
            error.at(attempt);
        }
        self
    }

    /// Returns the `operationId` of the operation that failed; `None` if the client could not be built.
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

    /// Returns the status of the response, if there was one.
    pub fn status(&self) -> Option<StatusCode> {
        match self {
            Self::Api(error) => Some(error.status()),
            Self::Decode(error) => Some(error.status()),
            Self::TooLarge(error) => Some(error.status()),
            _ => None,
        }
    }

    /// Returns the headers of the response, if there was one.
    pub fn headers(&self) -> Option<&HeaderMap> {
        match self {
            Self::Api(error) => Some(error.headers()),
            Self::Decode(error) => Some(error.headers()),
            Self::TooLarge(error) => Some(error.headers()),
            _ => None,
        }
    }

    /// Returns the body of the response as it was received, if there was one; the beginning of a body that was too
    /// large.
    pub fn body(&self) -> Option<&Bytes> {
        match self {
            Self::Api(error) => Some(error.body()),
            Self::Decode(error) => Some(error.body()),
            Self::TooLarge(error) => Some(error.head()),
            _ => None,
        }
    }

    /// Returns the id that the server gave the request. Quote it to the API's support.
    pub fn request_id(&self) -> Option<&str> {
        match self {
            Self::Api(error) => error.request_id(),
            Self::Decode(error) => error.request_id(),
            Self::TooLarge(error) => error.request_id(),
            _ => None,
        }
    }

    /// Returns how often the request was sent, including retries; 0 if it was not sent.
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

    /// Returns whether a time limit was exceeded.
    pub fn is_timeout(&self) -> bool {
        matches!(self, Self::Timeout(_))
    }

    /// Returns whether connecting failed, so that the server cannot have received the request.
    pub fn is_connect(&self) -> bool {
        match self {
            Self::Connect(_) => true,
            Self::Timeout(error) => error.is_connect(),
            _ => false,
        }
    }

    /// Returns whether the same request may succeed later: after connection errors, timeouts, and the statuses 408,
    /// 429, 500, 502, 503 and 504. It does not tell whether repeating the operation is safe. The retries of the
    /// [`RetryPolicy`](super::retry::RetryPolicy) are already over.
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

    /// Returns the API error, if this is one.
    pub fn api(&self) -> Option<&ApiError> {
        match self {
            Self::Api(error) => Some(error),
            _ => None,
        }
    }

    /// Returns the body as the type that the API documents for this operation and status, if this is an API error and
    /// `T` is that type.
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
