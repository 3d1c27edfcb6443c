use http::{HeaderMap, HeaderValue, header::CONTENT_TYPE};

use super::Expected;

fn refuses(accept: &str, is_items: bool, media: &str) -> bool {
    let accept = (!accept.is_empty()).then(|| HeaderValue::from_str(accept).unwrap());
    let headers = HeaderMap::from_iter([(CONTENT_TYPE, HeaderValue::from_str(media).unwrap())]);
    Expected::by(accept.as_ref(), is_items).refuses(&headers)
}

#[test]
fn html() {
    for accept in
        ["", "application/pdf", "text/plain", "text/csv, application/json", "image/*", "application/json"]
    {
        for media in ["text/html", "Text/HTML; charset=utf-8", "application/xhtml+xml", " text/html "] {
            assert!(refuses(accept, false, media) && refuses(accept, true, media), "{accept} {media}");
        }
    }
    for accept in ["*/*", "text/*", "text/html", "text/plain, text/html;q=0.5", "application/xhtml+xml"] {
        assert!(!refuses(accept, false, "text/html"), "{accept}");
    }
    for media in ["", "text/plain", "application/octet-stream", "text/htmlx", "image/svg+xml", "nonsense"] {
        assert!(!refuses("application/pdf", true, media), "{media}");
    }
}

#[test]
fn json() {
    for media in
        ["application/json", "application/json; charset=utf-8", "text/json", "application/vnd.h+json"]
    {
        assert!(refuses("text/event-stream", true, media), "{media}");
        assert!(!refuses("text/event-stream", false, media), "{media}");
        assert!(!refuses("text/event-stream, application/json", true, media), "{media}");
        assert!(!refuses("*/*", true, media), "{media}");
    }
    for media in
        ["application/x-ndjson", "application/json-seq", "application/jsonl", "application/stream+json"]
    {
        assert!(!refuses("text/event-stream", true, media), "{media}");
    }
}
