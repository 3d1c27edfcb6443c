//! Decodes text in the character set of its media type.

use http::{HeaderMap, header::CONTENT_TYPE};

/// Decodes a body. Invalid bytes become replacement characters. UTF-8 is used without a character set, for an unknown
/// one, and without the feature `charset`.
pub(crate) fn decode(headers: &HeaderMap, body: &[u8]) -> String {
    let label = headers.get(CONTENT_TYPE).and_then(|media| label(media.to_str().ok()?));
    match label.and_then(|label| other_than_utf8(label, body)) {
        Some(text) => text,
        None => String::from_utf8_lossy(body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body)).into_owned(),
    }
}

/// Returns the character set of a media type.
fn label(media: &str) -> Option<&str> {
    let parameters = media.split(';').skip(1);
    let mut named = parameters.filter_map(|parameter| parameter.split_once('='));
    let (_, label) = named.find(|(name, _)| name.trim().eq_ignore_ascii_case("charset"))?;
    Some(label.trim().trim_matches(['"', '\'']))
}

#[cfg(feature = "charset")]
fn other_than_utf8(label: &str, body: &[u8]) -> Option<String> {
    let encoding = encoding_rs::Encoding::for_label(label.as_bytes())?;
    (encoding != encoding_rs::UTF_8).then(|| encoding.decode(body).0.into_owned())
}

#[cfg(not(feature = "charset"))]
fn other_than_utf8(_: &str, _: &[u8]) -> Option<String> {
    None
}

// part: tests
#[cfg(test)]
#[path = "charset_tests.rs"]
mod tests;
// end
