//! What the content type of an answer says about it.
//!
//! A server that has no answer often sends a page: of a login, of a proxy, of a maintenance window. Where bytes, text or
//! nothing are expected, only the content type tells it from an answer. JSON needs no such evidence: a page is not JSON,
//! and servers send JSON as all sorts of things.

use http::{HeaderMap, HeaderValue, header::CONTENT_TYPE};

/// The media types, beside the usual one, that an answer may be of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Expected {
    html: bool,
    json: bool,
}

impl Default for Expected {
    fn default() -> Self {
        Self::ANYTHING
    }
}

impl Expected {
    /// For an answer of which nothing is documented.
    pub(crate) const ANYTHING: Self = Self { html: true, json: true };

    /// What the `Accept` header asks for. Only where the answer `is_items`, JSON is not what it seems to be.
    pub(crate) fn by(accept: Option<&HeaderValue>, is_items: bool) -> Self {
        let accept = accept.and_then(|accept| accept.to_str().ok()).unwrap_or_default();
        let asks = |media: &[&str]| accept.split(',').map(essence).any(|range| covers(&range, media));
        Self { html: asks(&["text/html", "application/xhtml+xml"]), json: !is_items || asks(&["application/json"]) }
    }

    /// Whether the content type is one that was not asked for, and that no answer of this operation is of.
    pub(crate) fn refuses(self, headers: &HeaderMap) -> bool {
        let media = headers.get(CONTENT_TYPE).and_then(|media| media.to_str().ok()).map(essence);
        match media.as_deref() {
            Some("text/html" | "application/xhtml+xml") => !self.html,
            // The one that is of lines.
            Some("application/stream+json") | None => false,
            Some(media) => !self.json && (matches!(media, "application/json" | "text/json") || media.ends_with("+json")),
        }
    }
}

/// A media type without its parameters, in lower case.
fn essence(media: &str) -> String {
    media.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// Whether a range such as `text/*` holds one of these.
fn covers(range: &str, media: &[&str]) -> bool {
    media.iter().any(|media| match range.strip_suffix('*') {
        Some("*/") => true,
        Some(start) => !start.is_empty() && media.starts_with(start),
        None => range == *media,
    })
}

#[cfg(test)]
mod tests {
    use http::{HeaderMap, HeaderValue, header::CONTENT_TYPE};

    use super::Expected;

    fn refuses(accept: &str, is_items: bool, media: &str) -> bool {
        let accept = (!accept.is_empty()).then(|| HeaderValue::from_str(accept).unwrap());
        let headers = HeaderMap::from_iter([(CONTENT_TYPE, HeaderValue::from_str(media).unwrap())]);
        Expected::by(accept.as_ref(), is_items).refuses(&headers)
    }

    #[test]
    fn html() {
        for accept in ["", "application/pdf", "text/plain", "text/csv, application/json", "image/*", "application/json"] {
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
        for media in ["application/json", "application/json; charset=utf-8", "text/json", "application/vnd.h+json"] {
            assert!(refuses("text/event-stream", true, media), "{media}");
            assert!(!refuses("text/event-stream", false, media), "{media}");
            assert!(!refuses("text/event-stream, application/json", true, media), "{media}");
            assert!(!refuses("*/*", true, media), "{media}");
        }
        for media in ["application/x-ndjson", "application/json-seq", "application/jsonl", "application/stream+json"] {
            assert!(!refuses("text/event-stream", true, media), "{media}");
        }
    }
}
