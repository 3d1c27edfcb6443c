//! What a call settles for itself: its body, and the options that it has in place of its client's.

use std::{fmt, time::Duration};

use http::HeaderValue;
use reqwest::Url;

use super::super::{
    body::{Limits, upload::Source},
    retry::RetryPolicy,
    time::timeout::{Limit, Timeouts},
};

/// A body, ready to be sent: as often as needed, unless it is a stream.
#[derive(Clone)]
pub(crate) struct Body {
    pub(crate) media: HeaderValue,
    pub(crate) source: Source,
}

/// What a call may settle differently from its client.
#[derive(Clone, Debug, Default)]
pub(crate) struct Options {
    pub(crate) base_url: Option<Url>,
    pub(crate) retry: Option<RetryPolicy>,
    pub(crate) connect_timeout: Option<Duration>,
    pub(crate) attempt_timeout: Option<Limit>,
    pub(crate) timeout: Option<Limit>,
    pub(crate) idle_timeout: Option<Limit>,
    pub(crate) limits: Limits,
}

impl Options {
    /// The client's time limits with the call's own.
    pub(crate) fn timeouts(&self, client: Timeouts) -> Timeouts {
        Timeouts {
            // Connections belong to the client, whose limit holds for all of them.
            connect: self.connect_timeout.into_iter().chain(client.connect).min(),
            attempt: self.attempt_timeout.map_or(client.attempt, |Limit(limit)| limit),
            operation: self.timeout.map_or(client.operation, |Limit(limit)| limit),
            idle: self.idle_timeout.map_or(client.idle, |Limit(limit)| limit),
            item_idle: self.idle_timeout.map_or(client.item_idle, |Limit(limit)| limit),
        }
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} of {:?}", self.source, self.media)
    }
}
