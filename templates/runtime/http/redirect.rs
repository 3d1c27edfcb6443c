//! Redirects: which are followed, and with what.
//!
//! They are followed within the origin only, because a request carries credentials. The HTTP client could follow them by
//! itself, but its policy does not know the method: it turns a POST that is answered with 302 into a GET, whose success
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

/// How many redirects of one attempt are followed.
const MAX_HOPS: usize = 10;

/// The headers that describe a body.
const OF_BODY: [HeaderName; 6] =
    [CONTENT_ENCODING, CONTENT_LANGUAGE, CONTENT_LENGTH, CONTENT_TYPE, EXPECT, TRANSFER_ENCODING];

/// The way of one attempt, from redirect to redirect.
pub(crate) struct RedirectChain<'a> {
    request: HttpRequest,
    context: AttemptContext<'a>,
    seen: Vec<(Method, Url)>,
}

impl<'a> RedirectChain<'a> {
    pub(crate) fn new(request: HttpRequest, context: AttemptContext<'a>) -> Self {
        Self { request, context, seen: Vec::new() }
    }

    /// The request to send now.
    pub(crate) fn request(&self) -> &HttpRequest {
        &self.request
    }

    /// The bodies that go with it.
    pub(crate) fn context(&self) -> AttemptContext<'a> {
        self.context
    }

    /// A failure of the request that is sent now. Where a redirect led to it, the server has seen the first request, whatever
    /// became of the connection for this one.
    pub(crate) fn failed(&self, error: Error) -> Error {
        match error {
            Error::Connect(error) if !self.seen.is_empty() => Error::Transport(error),
            Error::Timeout(error) if !self.seen.is_empty() => Error::Timeout(error.connected()),
            error => error,
        }
    }

    /// Whether an answer is a redirect to follow. If so, [`request`](Self::request) is the next one.
    ///
    /// GET and HEAD follow every redirect. Other methods are repeated after 307 and 308 if their body can be, and become a
    /// GET after 303. After 301 and 302 nobody knows whether to repeat them.
    pub(crate) fn follow(&mut self, status: StatusCode, headers: &HeaderMap) -> bool {
        let reads = matches!(self.request.method, Method::GET | Method::HEAD);
        let is_spent = self.request.body.is_empty() && self.context.upload.is_some_and(Source::is_spent);
        // A 303 answers a request that was carried out: its result is elsewhere.
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

/// Where a redirect leads, if that is within the origin.
fn destination(from: &Url, headers: &HeaderMap) -> Option<Url> {
    let mut locations = headers.get_all(LOCATION).iter();
    let location = str::from_utf8(locations.next()?.as_bytes()).ok()?.trim();
    if locations.next().is_some() || location.is_empty() {
        return None;
    }
    let mut url = from.join(location).ok()?;
    url.set_fragment(None);
    // A user in the URL would become a credential of its own.
    let is_plain = url.username().is_empty() && url.password().is_none();
    (is_plain && url.origin() == from.origin()).then_some(url)
}

// part: tests
#[cfg(test)]
#[path = "redirect_tests.rs"]
mod tests;
// end
