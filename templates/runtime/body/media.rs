//! Checks whether the content type of a response is plausible.
//!
//! Login pages, proxies and maintenance windows respond with HTML and status 200. Where bytes, text or no body are
//! expected, only the content type reveals such a page. Where JSON is expected, decoding fails anyway, and servers send
//! JSON under many content types.

use http::{HeaderMap, HeaderValue};

use super::super::wire::header::{bare, media_type};
// part: xml
#[cfg(feature = "xml")]
use super::super::xml;
// end

/// The media types that a response may have in addition to its usual one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Expected {
    html: bool,
    json: bool,
    // part: xml
    /// The XML of the body. `None` if the body is JSON.
    #[cfg(feature = "xml")]
    pub(crate) xml: Option<&'static xml::Body>,
    // end
}

impl Default for Expected {
    fn default() -> Self {
        Self::ANYTHING
    }
}

impl Expected {
    /// For a response without documentation.
    // part: xml
    #[cfg(feature = "xml")]
    pub(crate) const ANYTHING: Self = Self { html: true, json: true, xml: None };
    #[cfg(not(feature = "xml"))]
    // end
    pub(crate) const ANYTHING: Self = Self { html: true, json: true };

    /// Derives the expected media types from the `Accept` header. JSON is unexpected only if the response is a stream
    /// of items (`is_items`).
    pub(crate) fn by(accept: Option<&HeaderValue>, is_items: bool) -> Self {
        let accept = accept.and_then(|accept| accept.to_str().ok()).unwrap_or_default();
        let asks = |media: &[&str]| accept.split(',').any(|range| covers(bare(range), media));
        Self {
            html: asks(&["text/html", "application/xhtml+xml"]),
            json: !is_items || asks(&["application/json"]),
            // part: xml
            #[cfg(feature = "xml")]
            xml: None,
            // end
        }
    }

    /// Returns whether the content type was not requested, and does not match any response of this operation.
    pub(crate) fn rejects(self, headers: &HeaderMap) -> bool {
        match media_type(headers).as_deref() {
            Some("text/html" | "application/xhtml+xml") => !self.html,
            // The JSON media type that is a sequence of lines.
            Some("application/stream+json") | None => false,
            Some(media) => {
                !self.json && (matches!(media, "application/json" | "text/json") || media.ends_with("+json"))
            }
        }
    }
}

/// Returns whether a range such as `text/*` contains one of these media types.
fn covers(range: &str, media: &[&str]) -> bool {
    media.iter().any(|media| match range.strip_suffix('*') {
        Some("*/") => true,
        Some(start) => {
            !start.is_empty() && media.get(..start.len()).is_some_and(|own| own.eq_ignore_ascii_case(start))
        }
        None => range.eq_ignore_ascii_case(media),
    })
}

// part: tests
#[cfg(test)]
#[path = "media_tests.rs"]
mod tests;
// end
