//! Bodies that are not read into memory. Middleware does not see them.

use std::sync::{
    Mutex, PoisonError,
    atomic::{AtomicBool, Ordering},
};

use http::{HeaderName, HeaderValue, StatusCode};

use super::super::{
    api::Api,
    body::{
        Limits,
        limits::{BodyLimit, Purpose},
        media::Expected,
        upload::Source,
    },
    wire::url,
};
use super::HttpRequest;

/// A body that was not read yet.
#[cfg(not(target_arch = "wasm32"))]
pub(crate) type Unread = reqwest::Response;
/// `wasm32` reads every body to its end.
#[cfg(target_arch = "wasm32")]
pub(crate) type Unread = std::convert::Infallible;

/// The slot in which an attempt stores the unread body of a successful response.
pub(crate) struct Slot {
    unread: Mutex<Option<Unread>>,
    /// Whether the body is a stream of events or lines.
    pub(crate) is_items: bool,
}

impl Slot {
    pub(crate) fn new(is_items: bool) -> Self {
        Self { unread: Mutex::default(), is_items }
    }

    pub(crate) fn set(&self, unread: Option<Unread>) {
        *self.unread.lock().unwrap_or_else(PoisonError::into_inner) = unread;
    }

    pub(crate) fn take(&self) -> Option<Unread> {
        self.unread.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

/// The context of one attempt: its bodies, limits and checks.
#[derive(Clone, Copy)]
pub(crate) struct AttemptContext<'a> {
    pub(crate) upload: Option<&'a Source>,
    pub(crate) download: Option<&'a Slot>,
    /// The use of the body of a successful response.
    pub(crate) purpose: Purpose,
    pub(crate) limits: &'a Limits,
    pub(crate) guard: Guard,
    /// The media types that a successful response may have.
    pub(crate) expected: Expected,
    /// Set when a response shows that the server has acted on the request.
    pub(crate) acted: Option<&'a AtomicBool>,
}

impl AttemptContext<'_> {
    /// Returns the limit of a response body with this status.
    pub(crate) fn cap(&self, status: StatusCode) -> BodyLimit {
        self.limits.cap(self.purpose, status)
    }

    /// Records that the server has acted on the request.
    pub(crate) fn note_action(&self) {
        if let Some(acted) = self.acted {
            acted.store(true, Ordering::Relaxed);
        }
    }
}

/// Checks whether a request may be sent over plain HTTP.
#[derive(Clone, Copy, Default)]
pub(crate) struct Guard {
    /// The API, unless credentials are allowed over plain HTTP.
    pub(crate) api: Option<&'static Api>,
    /// Whether the client has added credentials to the request.
    pub(crate) keyed: bool,
}

impl Guard {
    /// Checks a request before it is sent.
    pub(crate) fn check(self, request: &HttpRequest) -> Result<(), String> {
        let Some(api) = self.api.filter(|_| !url::is_guarded(&request.url)) else { return Ok(()) };
        let mut headers = request.headers.iter();
        let carries =
            |(name, value): (&HeaderName, &HeaderValue)| value.is_sensitive() || api.is_secret(name.as_str());
        // Also a key that the caller has added to the query.
        let in_query = || {
            let is_key = |name: &str| api.schemes.iter().any(|scheme| scheme.kind.is_named(name));
            request.url.query_pairs().any(|(name, _)| is_key(&name))
        };
        if self.keyed || headers.any(carries) || in_query() {
            Err(api.insecure(&request.url))
        } else {
            Ok(())
        }
    }
}
