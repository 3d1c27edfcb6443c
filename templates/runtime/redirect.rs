//! Redirects: which are followed, and with what.
//!
//! They are followed within the origin only, because a request carries credentials. The HTTP client could follow them by
//! itself, but its policy does not know the method: it turns a POST that is answered with 302 into a GET, whose success
//! says nothing about the POST.

use http::{
    HeaderMap, Method, StatusCode,
    header::{
        CONTENT_ENCODING, CONTENT_LANGUAGE, CONTENT_LENGTH, CONTENT_TYPE, EXPECT, HeaderName, LOCATION, TRANSFER_ENCODING,
    },
};
use reqwest::Url;

use super::{Error, HttpRequest, passage::Passage, upload::Source};

/// How many redirects of one attempt are followed.
const MAX_HOPS: usize = 10;

/// The headers that describe a body.
const OF_BODY: [HeaderName; 6] =
    [CONTENT_ENCODING, CONTENT_LANGUAGE, CONTENT_LENGTH, CONTENT_TYPE, EXPECT, TRANSFER_ENCODING];

/// The way of one attempt, from redirect to redirect.
pub(crate) struct Trail<'a> {
    request: HttpRequest,
    passage: Passage<'a>,
    seen: Vec<(Method, Url)>,
}

impl<'a> Trail<'a> {
    pub(crate) fn new(request: HttpRequest, passage: Passage<'a>) -> Self {
        Self { request, passage, seen: Vec::new() }
    }

    /// The request to send now.
    pub(crate) fn request(&self) -> &HttpRequest {
        &self.request
    }

    /// The bodies that go with it.
    pub(crate) fn passage(&self) -> Passage<'a> {
        self.passage
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
    pub(crate) fn leads_on(&mut self, status: StatusCode, headers: &HeaderMap) -> bool {
        let reads = matches!(self.request.method, Method::GET | Method::HEAD);
        let is_spent = self.request.body.is_empty() && self.passage.upload.is_some_and(Source::is_spent);
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
            self.passage.note_action();
            self.request.body.clear();
            self.passage.upload = None;
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

#[cfg(test)]
mod tests {
    use http::{HeaderMap, HeaderValue, Method, StatusCode, header::LOCATION};

    use super::{HttpRequest, Passage, Trail};

    fn trail(method: &Method) -> Trail<'static> {
        let url = "https://h.example/v1/a?x=1#part".parse().unwrap();
        Trail::new(HttpRequest::new(method.clone(), url, HeaderMap::new(), "body".into()), Passage::default())
    }

    fn leads_on(trail: &mut Trail<'_>, status: u16, location: &[u8]) -> Option<String> {
        let headers = HeaderMap::from_iter([(LOCATION, HeaderValue::from_bytes(location).unwrap())]);
        let status = StatusCode::from_u16(status).unwrap();
        let next = |trail: &Trail<'_>| format!("{} {}", trail.request().method, trail.request().url());
        trail.leads_on(status, &headers).then(|| next(trail))
    }

    #[test]
    fn methods_and_statuses() {
        for (method, status, expected) in [
            (Method::GET, 301, Some("GET")),
            (Method::GET, 302, Some("GET")),
            (Method::GET, 303, Some("GET")),
            (Method::GET, 307, Some("GET")),
            (Method::GET, 308, Some("GET")),
            (Method::HEAD, 302, Some("HEAD")),
            (Method::HEAD, 303, Some("HEAD")),
            (Method::POST, 301, None),
            (Method::POST, 302, None),
            (Method::POST, 303, Some("GET")),
            (Method::POST, 307, Some("POST")),
            (Method::POST, 308, Some("POST")),
            (Method::DELETE, 302, None),
            (Method::DELETE, 303, Some("GET")),
            (Method::PUT, 307, Some("PUT")),
            (Method::PATCH, 301, None),
            (Method::GET, 300, None),
            (Method::GET, 304, None),
            (Method::GET, 305, None),
            (Method::GET, 200, None),
            (Method::GET, 404, None),
        ] {
            let mut trail = trail(&method);
            let next = leads_on(&mut trail, status, b"/b");
            let expected = expected.map(|method| format!("{method} https://h.example/b"));
            assert_eq!(next, expected, "{method} {status}");
            let keeps = status != 303 || method == Method::GET || method == Method::HEAD;
            assert_eq!(trail.request().body.is_empty(), next.is_some() && !keeps, "{method} {status}");
        }
    }

    #[test]
    fn locations() {
        for (location, expected) in [
            ("/b", Some("https://h.example/b")),
            ("b", Some("https://h.example/v1/b")),
            ("../b?y=2#part", Some("https://h.example/b?y=2")),
            ("?y=2", Some("https://h.example/v1/a?y=2")),
            (" https://h.example/b ", Some("https://h.example/b")),
            ("https://H.EXAMPLE:443/b", Some("https://h.example/b")),
            ("//h.example/b", Some("https://h.example/b")),
            ("/\u{e9}", Some("https://h.example/%C3%A9")),
            ("", None),
            (" ", None),
            ("//evil.example/b", None),
            ("\\\\evil.example/b", None),
            ("https://evil.example/b", None),
            ("https://h.example:8443/b", None),
            ("http://h.example/b", None),
            ("https://user@h.example/b", None),
            ("https://:pass@h.example/b", None),
            ("https://h.example.evil.example/b", None),
            ("ftp://h.example/b", None),
            ("javascript:alert(1)", None),
            ("https://[", None),
            ("#other", None),
        ] {
            let next = leads_on(&mut trail(&Method::GET), 302, location.as_bytes());
            assert_eq!(next, expected.map(|url| format!("GET {url}")), "{location}");
        }
        assert_eq!(leads_on(&mut trail(&Method::GET), 302, b"/\xff"), None);
        assert!(!trail(&Method::GET).leads_on(StatusCode::FOUND, &HeaderMap::new()));
        let two = ["/a", "/b"].map(|location| (LOCATION, HeaderValue::from_static(location)));
        assert!(!trail(&Method::GET).leads_on(StatusCode::FOUND, &HeaderMap::from_iter(two)));
    }

    #[test]
    fn the_way_ends() {
        let mut long = trail(&Method::GET);
        let hops = (0..20).take_while(|hop| leads_on(&mut long, 302, format!("/{hop}").as_bytes()).is_some());
        assert_eq!(hops.count(), super::MAX_HOPS);
        let mut round = trail(&Method::GET);
        assert!(leads_on(&mut round, 302, b"/b").is_some() && leads_on(&mut round, 302, b"/c").is_some());
        assert_eq!(leads_on(&mut round, 302, b"/b"), None);
        // Another method is another place.
        let mut post = trail(&Method::POST);
        assert_eq!(leads_on(&mut post, 303, b"/v1/a?x=1").unwrap(), "GET https://h.example/v1/a?x=1");
        assert_eq!(leads_on(&mut post, 303, b"/v1/a?x=1"), None);
    }
}
