//! Redirects.
//!
//! They are followed within the origin only, because requests carry credentials. The policy of the HTTP client cannot
//! be used, because it does not know the method: it turns a POST with a response of 302 into a GET, whose success
//! says nothing about the POST.

use http::{
    HeaderMap, Method, StatusCode,
    header::{
        CONTENT_ENCODING, CONTENT_LANGUAGE, CONTENT_LENGTH, CONTENT_TYPE, EXPECT, HeaderName, LOCATION,
        TRANSFER_ENCODING,
    },
};
use reqwest::Url;

use super::super::{body::upload::Source, error::Error};
use super::{HttpRequest, streaming_body::AttemptContext};

/// The maximum number of redirects per attempt.
const MAX_HOPS: usize = 10;

/// The headers that describe a body.
const OF_BODY: [HeaderName; 6] =
    [CONTENT_ENCODING, CONTENT_LANGUAGE, CONTENT_LENGTH, CONTENT_TYPE, EXPECT, TRANSFER_ENCODING];

/// The redirects of one attempt.
pub(crate) struct RedirectChain<'a> {
    request: HttpRequest,
    context: AttemptContext<'a>,
    seen: Vec<(Method, Url)>,
}

impl<'a> RedirectChain<'a> {
    pub(crate) fn new(request: HttpRequest, context: AttemptContext<'a>) -> Self {
        Self { request, context, seen: Vec::new() }
    }

    /// Returns the request to send now.
    pub(crate) fn request(&self) -> &HttpRequest {
        &self.request
    }

    /// Returns the request to send now, and keeps a copy for a redirect. The copy has no room for more headers, and
    /// the HTTP client adds some.
    pub(crate) fn take(&mut self) -> HttpRequest {
        let copy = self.request.clone();
        std::mem::replace(&mut self.request, copy)
    }

    /// Returns the context of the request.
    pub(crate) fn context(&self) -> &AttemptContext<'a> {
        &self.context
    }

    /// Converts the error of a request. After a redirect, the server has seen the first request, even if this
    /// connection failed.
    pub(crate) fn failed(&self, error: Error) -> Error {
        match error {
            Error::Connect(error) if !self.seen.is_empty() => Error::Transport(error),
            Error::Timeout(error) if !self.seen.is_empty() => Error::Timeout(error.connected()),
            error => error,
        }
    }

    /// Returns whether to follow a redirect. If so, [`request`](Self::request) is the next request.
    ///
    /// GET and HEAD follow every redirect. Other methods are repeated after 307 and 308 if their body can be
    /// repeated, and become a GET after 303. After 301 and 302 they are not repeated, because servers do not agree on
    /// the method to repeat.
    pub(crate) fn follow(&mut self, status: StatusCode, headers: &HeaderMap) -> bool {
        let reads = matches!(self.request.method, Method::GET | Method::HEAD);
        let is_spent = self.request.body.is_empty() && self.context.upload.is_some_and(Source::is_spent);
        // A 303 follows a request that was carried out: its result is at another URL.
        let bodiless = status == StatusCode::SEE_OTHER && !reads;
        let method = match status.as_u16() {
            301 | 302 | 303 | 307 | 308 if reads && !is_spent => self.request.method.clone(),
            303 => Method::GET,
            307 | 308 if !is_spent => self.request.method.clone(),
            _ => return false,
        };
        let Some(url) = destination(&self.request.url, headers) else { return false };
        let hop = (method, url);
        let mut here = self.request.url.clone();
        here.set_fragment(None);
        self.seen.push((self.request.method.clone(), here));
        if self.seen.len() > MAX_HOPS || self.seen.contains(&hop) {
            return false;
        }
        (self.request.method, self.request.url) = hop;
        if bodiless {
            self.context.note_action();
            self.request.body.clear();
            self.context.upload = None;
            for name in &OF_BODY {
                self.request.headers.remove(name);
            }
        }
        true
    }
}

/// Returns the target of a redirect, if it is within the origin.
fn destination(from: &Url, headers: &HeaderMap) -> Option<Url> {
    let mut locations = headers.get_all(LOCATION).iter();
    let location = str::from_utf8(locations.next()?.as_bytes()).ok()?.trim();
    if locations.next().is_some() || location.is_empty() {
        return None;
    }
    let mut url = from.join(location).ok()?;
    url.set_fragment(None);
    // A user in the URL would become a credential.
    let is_plain = url.username().is_empty() && url.password().is_none();
    (is_plain && url.origin() == from.origin()).then_some(url)
}

// part: tests
#[cfg(test)]
#[path = "redirect_tests.rs"]
mod tests;
// end
