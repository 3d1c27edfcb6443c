//! The time limits of an operation.

use std::time::Duration;

use super::clock::Deadline;

/// The time limit that was exceeded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TimeoutKind {
    /// The limit for connecting. There was no connection, so the server did not receive the request.
    Connect,
    /// The limit of one attempt: connecting, sending the request and reading the whole response.
    Attempt,
    /// The limit of the operation as a whole: all attempts and the waits between them.
    Operation,
    /// The maximum silence of a stream. You have everything that arrived before it.
    Idle,
}

/// The time limits; `None` means no limit.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Timeouts {
    pub(crate) connect: Option<Duration>,
    pub(crate) attempt: Option<Duration>,
    pub(crate) operation: Option<Duration>,
    /// The maximum silence of a stream of bytes.
    pub(crate) idle: Option<Duration>,
    /// The maximum silence of a stream of events or lines.
    pub(crate) item_idle: Option<Duration>,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            connect: Some(Duration::from_secs(10)),
            attempt: Some(Duration::from_secs(30)),
            operation: Some(Duration::from_secs(100)),
            idle: Some(Duration::from_secs(60)),
            item_idle: None,
        }
    }
}

impl Timeouts {
    /// Returns the limit of the next attempt, and whether it is the limit of the attempt or the rest of the
    /// operation's.
    pub(crate) fn next(&self, deadline: Deadline) -> (Option<Duration>, TimeoutKind) {
        match (self.attempt, deadline.remaining()) {
            (Some(attempt), Some(left)) if attempt < left => (Some(attempt), TimeoutKind::Attempt),
            (_, Some(left)) => (Some(left), TimeoutKind::Operation),
            (attempt, None) => (attempt, TimeoutKind::Attempt),
        }
    }

    /// The interval of HTTP/2 pings, and the time limit for their response. It closes the connection to a server that
    /// has stopped responding before an attempt has used up its time.
    pub(crate) fn ping(&self) -> Duration {
        let (least, most) = (Duration::from_secs(1), Duration::from_secs(10));
        self.attempt.map_or(most, |attempt| (attempt / 3).clamp(least, most))
    }

    /// Returns the limit of this kind.
    pub(crate) fn of(&self, kind: TimeoutKind) -> Option<Duration> {
        match kind {
            TimeoutKind::Connect => self.connect,
            TimeoutKind::Attempt => self.attempt,
            TimeoutKind::Operation => self.operation,
            TimeoutKind::Idle => self.idle,
        }
    }
}

/// A limit that overrides the client's.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limit(pub(crate) Option<Duration>);
