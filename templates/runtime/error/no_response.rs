//! The kinds of [`Error`](super::Error) without a response of the API.

use std::{error::Error as StdError, fmt, time::Duration};

use super::super::time::{BoxError, TimeoutKind};

/// The operation and the attempt that failed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Attempt {
    pub(crate) operation: &'static str,
    /// Starts with 1.
    pub(crate) number: u32,
}

/// A request that is invalid: a value cannot be serialized, a credential is missing, or a base URL is malformed.
pub struct RequestError(Box<RequestErrorInner>);

#[derive(Debug)]
struct RequestErrorInner {
    operation: Option<&'static str>,
    attempts: u32,
    message: String,
    source: Option<BoxError>,
}

impl RequestError {
    pub(crate) fn new(operation: Option<&'static str>, message: String) -> Self {
        Self(Box::new(RequestErrorInner { operation, attempts: 0, message, source: None }))
    }

    /// Creates an error for an attempt that could not be made, which may not be the first.
    pub(crate) fn before(attempt: Attempt, message: String, source: Option<BoxError>) -> Self {
        let (operation, attempts) = (Some(attempt.operation), attempt.number.saturating_sub(1));
        Self(Box::new(RequestErrorInner { operation, attempts, message, source }))
    }

    /// Returns the `operationId`; `None` if the client could not be built.
    pub fn operation(&self) -> Option<&'static str> {
        self.0.operation
    }

    /// Returns how often the request was sent before: 0 unless a later attempt could not be made.
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }

    /// Returns the description of the error.
    pub fn message(&self) -> &str {
        &self.0.message
    }
}

impl fmt::Display for RequestError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(operation) = self.0.operation {
            write!(f, "{operation}: ")?;
        }
        f.write_str(&self.0.message)
    }
}

impl StdError for RequestError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        source(self.0.source.as_ref())
    }
}

/// A connection that could not be made, or that failed.
pub struct TransportError(Box<TransportErrorInner>);

#[derive(Debug)]
struct TransportErrorInner {
    attempt: Attempt,
    what: &'static str,
    source: BoxError,
}

impl TransportError {
    pub(crate) fn new(attempt: Attempt, what: &'static str, source: BoxError) -> Self {
        Self(Box::new(TransportErrorInner { attempt, what, source }))
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let TransportErrorInner { attempt, what, source } = &*self.0;
        write!(f, "{}: {what}: {}", attempt.operation, root_cause(&**source))
    }
}

impl StdError for TransportError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(&*self.0.source)
    }
}

/// A time limit that was exceeded.
pub struct TimeoutError(Box<TimeoutErrorInner>);

#[derive(Debug)]
struct TimeoutErrorInner {
    attempt: Attempt,
    kind: TimeoutKind,
    limit: Option<Duration>,
    source: Option<BoxError>,
}

impl TimeoutError {
    pub(crate) fn new(
        attempt: Attempt,
        kind: TimeoutKind,
        limit: Option<Duration>,
        source: Option<BoxError>,
    ) -> Self {
        Self(Box::new(TimeoutErrorInner { attempt, kind, limit, source }))
    }

    /// Returns which time limit was exceeded.
    pub fn kind(&self) -> TimeoutKind {
        self.0.kind
    }

    /// Returns the time limit; `None` if it is a limit of your own HTTP client.
    pub fn limit(&self) -> Option<Duration> {
        self.0.limit
    }

    /// Converts the error of a request that followed a redirect.
    pub(crate) fn connected(mut self) -> Self {
        if self.0.kind == TimeoutKind::Connect {
            self.0.kind = TimeoutKind::Attempt;
        }
        self
    }

    /// Returns whether the limit was exceeded before there was a connection.
    pub fn is_connect(&self) -> bool {
        self.kind() == TimeoutKind::Connect
    }
}

impl fmt::Display for TimeoutError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = match self.kind() {
            TimeoutKind::Connect => "no connection",
            TimeoutKind::Attempt => "no complete response",
            TimeoutKind::Operation => "no success, including retries,",
            TimeoutKind::Idle => "no more of the body",
        };
        write!(f, "{}: timed out: {what}", self.operation())?;
        match self.limit() {
            Some(limit) => write!(f, " within {limit:?}"),
            None => write!(f, " within the time limit of the HTTP client"),
        }
    }
}

impl StdError for TimeoutError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        source(self.0.source.as_ref())
    }
}

/// A failure of a [`Middleware`](super::super::http::Middleware).
pub struct MiddlewareError(Box<MiddlewareErrorInner>);

#[derive(Debug)]
struct MiddlewareErrorInner {
    attempt: Attempt,
    source: BoxError,
}

impl MiddlewareError {
    /// Creates the error; [`MiddlewareError::at`] adds the attempt.
    pub(crate) fn new(source: BoxError) -> Self {
        Self(Box::new(MiddlewareErrorInner { attempt: Attempt { operation: "", number: 0 }, source }))
    }

    pub(crate) fn at(&mut self, attempt: Attempt) {
        self.0.attempt = attempt;
    }
}

impl fmt::Display for MiddlewareError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: a middleware failed: {}", self.operation(), self.0.source)
    }
}

impl StdError for MiddlewareError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(&*self.0.source)
    }
}

fn source(error: Option<&BoxError>) -> Option<&(dyn StdError + 'static)> {
    error.map(|error| &**error as &(dyn StdError + 'static))
}

/// Returns the innermost error, which describes what happened.
pub(crate) fn root_cause(error: &dyn StdError) -> String {
    let mut last = error;
    while let Some(source) = last.source() {
        last = source;
    }
    last.to_string()
}

/// The methods that the errors of attempts share.
macro_rules! attempted {
    ($($name:ident)*) => {$(
        impl $name {
            /// Returns the `operationId`.
            pub fn operation(&self) -> &'static str {
                self.0.attempt.operation
            }

            /// Returns how often the request was sent.
            pub fn attempts(&self) -> u32 {
                self.0.attempt.number
            }
        }
    )*};
}
attempted!(TransportError TimeoutError MiddlewareError);

/// Implements `Debug` without showing the box.
macro_rules! debug {
    ($($name:ident)*) => {$(
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_tuple(stringify!($name)).field(&self.0).finish()
            }
        }
    )*};
}
pub(super) use debug;
debug!(RequestError TransportError TimeoutError MiddlewareError);
