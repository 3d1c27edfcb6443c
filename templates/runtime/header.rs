//! Names and values of headers, and lists that are looked up by name.

use http::{HeaderName, HeaderValue};

/// Replaces the value of `name`, or adds it at the end.
pub(crate) fn set<N: PartialEq, V>(list: &mut Vec<(N, V)>, name: N, value: V) {
    match list.iter_mut().find(|(existing, _)| *existing == name) {
        Some((_, existing)) => *existing = value,
        None => list.push((name, value)),
    }
}

pub(crate) fn header_name(name: &str) -> Result<HeaderName, String> {
    HeaderName::from_bytes(name.as_bytes()).map_err(|_| format!("`{name}` is not a legal header name"))
}

/// A header value, marked sensitive if the name says so.
pub(crate) fn header_value(name: &str, value: &str) -> Result<HeaderValue, String> {
    let mut value = HeaderValue::from_bytes(value.as_bytes())
        .map_err(|_| format!("the value of the header `{name}` holds characters that no header may carry"))?;
    value.set_sensitive(is_secret(name));
    Ok(value)
}

/// Whether a header or parameter of this name carries something to hide.
pub(crate) fn is_secret(name: &str) -> bool {
    const TELLING: [&str; 9] =
        ["auth", "cookie", "token", "secret", "password", "api-key", "api_key", "apikey", "credential"];
    let name = name.to_ascii_lowercase();
    TELLING.iter().any(|word| name.contains(word))
}
