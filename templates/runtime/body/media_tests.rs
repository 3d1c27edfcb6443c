use http::{HeaderMap, HeaderValue, header::CONTENT_TYPE};

use super::Expected;

fn rejects(accept: &str, is_items: bool, media: &str) -> bool {
    let accept = (!accept.is_empty()).then(|| HeaderValue::from_str(accept).unwrap());
    let headers = HeaderMap::from_iter([(CONTENT_TYPE, HeaderValue::from_str(media).unwrap())]);
    Expected::by(accept.as_ref(), is_items).rejects(&headers)
}

#[test]
fn html() {
    for accept in
        ["", "application/pdf", "text/plain", "text/csv, application/json", "image/*", "application/json"]
    {
        for media in ["text/html", "Text/HTML; charset=utf-8", "application/xhtml+xml", " text/html "] {
            assert!(rejects(accept, false, media) && rejects(accept, true, media), "{accept} {media}");
        }
    }
    for accept in ["*/*", "text/*", "text/html", "text/plain, text/html;q=0.5", "application/xhtml+xml"] {
        assert!(!rejects(accept, false, "text/html"), "{accept}");
    }
    for media in ["", "text/plain", "application/octet-stream", "text/htmlx", "image/svg+xml", "nonsense"] {
        assert!(!rejects("application/pdf", true, media), "{media}");
    }
}

#[test]
fn json() {
    for media in
        ["application/json", "application/json; charset=utf-8", "text/json", "application/vnd.h+json"]
    {
        assert!(rejects("text/event-stream", true, media), "{media}");
        assert!(!rejects("text/event-stream", false, media), "{media}");
        assert!(!rejects("text/event-stream, application/json", true, media), "{media}");
        assert!(!rejects("*/*", true, media), "{media}");
    }
    for media in
        ["application/x-ndjson", "application/json-seq", "application/jsonl", "application/stream+json"]
    {
        assert!(!rejects("text/event-stream", true, media), "{media}");
    }
}
