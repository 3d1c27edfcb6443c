use http::{HeaderMap, HeaderValue, Method, StatusCode, header::LOCATION};

use super::super::{
    super::body::{Limits, limits::Purpose, media::Expected},
    streaming_body::Guard,
};
use super::{AttemptContext, HttpRequest, RedirectChain};

fn chain(method: &Method) -> RedirectChain<'static> {
    let url = "https://h.example/v1/a?x=1#part".parse().unwrap();
    let context = AttemptContext {
        upload: None,
        download: None,
        purpose: Purpose::Decode,
        limits: &Limits::DEFAULT,
        guard: Guard::default(),
        expected: Expected::ANYTHING,
        acted: None,
    };
    RedirectChain::new(HttpRequest::new(method.clone(), url, HeaderMap::new(), "body".into()), context)
}

fn follow(chain: &mut RedirectChain<'_>, status: u16, location: &[u8]) -> Option<String> {
    let headers = HeaderMap::from_iter([(LOCATION, HeaderValue::from_bytes(location).unwrap())]);
    let status = StatusCode::from_u16(status).unwrap();
    let next = |chain: &RedirectChain<'_>| format!("{} {}", chain.request().method, chain.request().url());
    chain.follow(status, &headers).then(|| next(chain))
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
        let mut chain = chain(&method);
        let next = follow(&mut chain, status, b"/b");
        let expected = expected.map(|method| format!("{method} https://h.example/b"));
        assert_eq!(next, expected, "{method} {status}");
        let keeps = status != 303 || method == Method::GET || method == Method::HEAD;
        assert_eq!(chain.request().body.is_empty(), next.is_some() && !keeps, "{method} {status}");
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
        let next = follow(&mut chain(&Method::GET), 302, location.as_bytes());
        assert_eq!(next, expected.map(|url| format!("GET {url}")), "{location}");
    }
    assert_eq!(follow(&mut chain(&Method::GET), 302, b"/\xff"), None);
    assert!(!chain(&Method::GET).follow(StatusCode::FOUND, &HeaderMap::new()));
    let two = ["/a", "/b"].map(|location| (LOCATION, HeaderValue::from_static(location)));
    assert!(!chain(&Method::GET).follow(StatusCode::FOUND, &HeaderMap::from_iter(two)));
}

#[test]
fn loops_and_limits() {
    let mut long = chain(&Method::GET);
    let hops = (0..20).take_while(|hop| follow(&mut long, 302, format!("/{hop}").as_bytes()).is_some());
    assert_eq!(hops.count(), super::MAX_HOPS);
    let mut round = chain(&Method::GET);
    assert!(follow(&mut round, 302, b"/b").is_some() && follow(&mut round, 302, b"/c").is_some());
    assert_eq!(follow(&mut round, 302, b"/b"), None);
    // The same URL with another method is not a loop.
    let mut post = chain(&Method::POST);
    assert_eq!(follow(&mut post, 303, b"/v1/a?x=1").unwrap(), "GET https://h.example/v1/a?x=1");
    assert_eq!(follow(&mut post, 303, b"/v1/a?x=1"), None);
}
