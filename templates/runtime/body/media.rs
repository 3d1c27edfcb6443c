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
        Self {
            html: asks(&["text/html", "application/xhtml+xml"]),
            json: !is_items || asks(&["application/json"]),
        }
    }

    /// Whether the content type is one that was not asked for, and that no answer of this operation is of.
    pub(crate) fn refuses(self, headers: &HeaderMap) -> bool {
        let media = headers.get(CONTENT_TYPE).and_then(|media| media.to_str().ok()).map(essence);
        match media.as_deref() {
            Some("text/html" | "application/xhtml+xml") => !self.html,
            // The one that is of lines.
            Some("application/stream+json") | None => false,
            Some(media) => {
                !self.json && (matches!(media, "application/json" | "text/json") || media.ends_with("+json"))
            }
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

// part: tests
#[cfg(test)]
#[path = "media_tests.rs"]
mod tests;
// end
