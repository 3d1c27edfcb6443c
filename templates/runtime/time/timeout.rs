//! The time limits of an operation.

use std::time::Duration;

use super::clock::Deadline;

/// Which time limit ran out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TimeoutKind {
    /// The one for connecting: there was no connection, so the server did not see the request.
    Connect,
    /// The one for a single attempt: connecting, sending the request and reading the answer to its end.
    Attempt,
    /// The one for the operation as a whole: all attempts and the waits between them.
    Operation,
    /// The one between two pieces of a stream. The pieces that came before it are yours already.
    Idle,
}

/// How long things may take; `None` is without end.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Timeouts {
    pub(crate) connect: Option<Duration>,
    pub(crate) attempt: Option<Duration>,
    pub(crate) operation: Option<Duration>,
    /// Between two pieces of a stream of bytes.
    pub(crate) idle: Option<Duration>,
    /// Between two pieces of a stream of events or lines.
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
    /// The limit of the next attempt, and whether it is the attempt's own or what the operation has left.
    pub(crate) fn next(&self, deadline: Deadline) -> (Option<Duration>, TimeoutKind) {
        match (self.attempt, deadline.remaining()) {
            (Some(attempt), Some(left)) if attempt < left => (Some(attempt), TimeoutKind::Attempt),
            (_, Some(left)) => (Some(left), TimeoutKind::Operation),
            (attempt, None) => (attempt, TimeoutKind::Attempt),
        }
    }

    /// How often an HTTP/2 connection is tried with a ping, and how long the answer may take. A server that answers
    /// nothing any more is found out, and its connection closed, before an attempt has used up its time.
    pub(crate) fn ping(&self) -> Duration {
        let (least, most) = (Duration::from_secs(1), Duration::from_secs(10));
        self.attempt.map_or(most, |attempt| (attempt / 3).clamp(least, most))
    }

    /// The limit of this kind, as it was set.
    pub(crate) fn of(&self, kind: TimeoutKind) -> Option<Duration> {
        match kind {
            TimeoutKind::Connect => self.connect,
            TimeoutKind::Attempt => self.attempt,
            TimeoutKind::Operation => self.operation,
            TimeoutKind::Idle => self.idle,
        }
    }
}

/// What a call sets in place of its client's limit.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limit(pub(crate) Option<Duration>);
