//! Headers, and lists that are searched by name.

use std::fmt;

use http::{HeaderMap, HeaderName, HeaderValue, header::CONTENT_TYPE};

/// Replaces the value of `name`, or appends it.
pub(crate) fn set<N: PartialEq, V>(list: &mut Vec<(N, V)>, name: N, value: V) {
    match list.iter_mut().find(|(existing, _)| *existing == name) {
        Some((_, existing)) => *existing = value,
        None => list.push((name, value)),
    }
}

/// Returns the media type of a body without parameters, in lower case.
pub(crate) fn media_type(headers: &HeaderMap) -> Option<String> {
    headers.get(CONTENT_TYPE)?.to_str().ok().map(essence)
}

/// Returns a media type without parameters, in lower case.
pub(crate) fn essence(media: &str) -> String {
    bare(media).to_ascii_lowercase()
}

/// Returns a media type without parameters.
pub(crate) fn bare(media: &str) -> &str {
    media.split(';').next().unwrap_or_default().trim()
}

pub(crate) fn header_name(name: &str) -> Result<HeaderName, String> {
    HeaderName::from_bytes(name.as_bytes()).map_err(|_| format!("`{name}` is not a legal header name"))
}

/// Creates a header value. It is marked as sensitive if the name suggests it.
pub(crate) fn header_value(name: &str, value: &str) -> Result<HeaderValue, String> {
    let mut value = HeaderValue::from_bytes(value.as_bytes()).map_err(|_| {
        format!("the value of the header `{name}` contains characters that are illegal in headers")
    })?;
    value.set_sensitive(is_secret(name));
    Ok(value)
}

/// Creates a header.
pub(crate) fn header(name: &str, value: &str) -> Result<(HeaderName, HeaderValue), String> {
    Ok((header_name(name)?, header_value(name, value)?))
}

/// The headers whose values can be shown. All others are hidden, because no list of headers with secrets is complete.
const HARMLESS: [&str; 38] = [
    "accept",
    "accept-charset",
    "accept-encoding",
    "accept-language",
    "accept-ranges",
    "age",
    "allow",
    "cache-control",
    "connection",
    "content-encoding",
    "content-language",
    "content-length",
    "content-range",
    "content-type",
    "date",
    "deprecation",
    "expect",
    "expires",
    "if-modified-since",
    "if-unmodified-since",
    "last-modified",
    "pragma",
    "ratelimit-limit",
    "ratelimit-remaining",
    "ratelimit-reset",
    "request-id",
    "retry-after",
    "server",
    "sunset",
    "transfer-encoding",
    "user-agent",
    "vary",
    "x-amzn-requestid",
    "x-correlation-id",
    "x-ratelimit-limit",
    "x-ratelimit-remaining",
    "x-ratelimit-reset",
    "x-request-id",
];

/// Headers for `Debug`: all names, and the values of harmless headers.
pub(crate) struct Shown<'a>(Vec<(&'a str, &'a HeaderValue)>);

impl<'a> Shown<'a> {
    pub(crate) fn map(headers: &'a HeaderMap) -> Self {
        Self(headers.iter().map(|(name, value)| (name.as_str(), value)).collect())
    }

    pub(crate) fn list<N: AsRef<str>>(headers: &'a [(N, HeaderValue)]) -> Self {
        Self(headers.iter().map(|(name, value)| (name.as_ref(), value)).collect())
    }

    /// The header parameters of the client.
    pub(crate) fn globals(
        globals: impl IntoIterator<Item = (&'a str, &'a (HeaderName, HeaderValue))>,
    ) -> Self {
        Self(globals.into_iter().map(|(name, (_, value))| (name, value)).collect())
    }
}

impl fmt::Debug for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut map = f.debug_map();
        for (name, value) in &self.0 {
            match value.to_str() {
                Ok(text) if !value.is_sensitive() && HARMLESS.contains(name) => map.entry(name, &text),
                _ => map.entry(name, &Hidden),
            };
        }
        map.finish()
    }
}

/// A value that is not shown.
pub(crate) struct Hidden;

impl fmt::Debug for Hidden {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

/// Returns whether a header or parameter of this name can hold a secret.
pub(crate) fn is_secret(name: &str) -> bool {
    const TELLING: [&str; 15] = [
        "auth",
        "cookie",
        "token",
        "secret",
        "password",
        "api-key",
        "api_key",
        "apikey",
        "credential",
        "session",
        "jwt",
        "signature",
        "pwd",
        "passwd",
        "passphrase",
    ];
    let name = name.to_ascii_lowercase();
    TELLING.iter().any(|word| name.contains(word))
}
