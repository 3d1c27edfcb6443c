//! The body of a call, and the options that override those of the client.

use std::{fmt, time::Duration};

use http::HeaderValue;
use reqwest::Url;

use super::super::{
    body::{Limits, upload::Source},
    retry::RetryPolicy,
    time::timeout::{Limit, Timeouts},
};
// part: xml
#[cfg(feature = "xml")]
use super::super::xml;
// end

/// A body. It can be sent repeatedly unless it is a stream.
#[derive(Clone)]
pub(crate) struct Body {
    pub(crate) media: HeaderValue,
    pub(crate) source: Source,
}

/// The options of a call that override those of its client.
#[derive(Clone, Debug, Default)]
pub(crate) struct Options {
    pub(crate) base_url: Option<Url>,
    // part: page-urls
    /// The path of the URL, from its root, that replaces the base URL's and that of the operation.
    pub(crate) path: Option<String>,
    // end
    pub(crate) retry: Option<RetryPolicy>,
    pub(crate) connect_timeout: Option<Duration>,
    pub(crate) attempt_timeout: Option<Limit>,
    pub(crate) timeout: Option<Limit>,
    pub(crate) idle_timeout: Option<Limit>,
    pub(crate) limits: Limits,
    // part: xml
    /// The XML of the body of the response. `None` if it is JSON.
    #[cfg(feature = "xml")]
    pub(crate) xml: Option<&'static xml::Body>,
    // end
}

impl Options {
    /// Combines the time limits of the call with those of the client.
    pub(crate) fn timeouts(&self, client: Timeouts) -> Timeouts {
        Timeouts {
            // Connections belong to the client, so its limit always applies.
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
