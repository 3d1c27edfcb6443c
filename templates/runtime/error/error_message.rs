//! Short messages from bodies, for one line of a log.

use http::{HeaderMap, header::CONTENT_TYPE};
use serde_json::Value;

use super::super::json;
// part: xml
#[cfg(feature = "xml")]
use super::super::xml;
// end

/// The maximum length of a message, in characters.
const LIMIT: usize = 300;

/// Returns the error message of an API, as `type: message`. It searches the properties that APIs commonly use.
/// Returns `None` if the body is neither JSON nor plain text.
pub(crate) fn of_error(headers: &HeaderMap, body: &[u8]) -> Option<String> {
    // part: xml
    #[cfg(feature = "xml")]
    if let Some(text) = of_xml(body) {
        return Some(one_line(&text, LIMIT));
    }
    // end
    let text = match json::from_slice::<Value>(body) {
        Ok(value) => of_value(&value)?,
        Err(_) => of_text(headers, body)?,
    };
    Some(one_line(&text, LIMIT))
}

fn of_value(value: &Value) -> Option<String> {
    if let Value::String(text) = value {
        return Some(text.clone());
    }
    let inner = value.get("error").filter(|error| error.is_object());
    let first = |names: &[&str]| {
        let of = |value: &'_ Value| {
            let texts = names.iter().filter_map(|name| value.get(name)?.as_str());
            texts.map(str::trim).find(|text| !text.is_empty()).map(str::to_owned)
        };
        of(value).or_else(|| inner.and_then(of))
    };
    let kind = first(&["type_name", "code", "type", "title"]);
    let message = first(&["message", "detail", "error_description", "error"]);
    match (kind, message) {
        (Some(kind), Some(message)) if kind != message => Some(format!("{kind}: {message}")),
        (kind, message) => message.or(kind),
    }
}

// part: xml
/// Returns the message of an error in XML. Its elements may be capitalised.
#[cfg(feature = "xml")]
fn of_xml(body: &[u8]) -> Option<String> {
    let json = xml::to_json(body, xml::Body::ANY, None).ok()?;
    let Ok(Value::Object(properties)) = json::from_slice(&json) else { return None };
    of_value(&properties.into_iter().map(|(key, value)| (key.to_lowercase(), value)).collect())
}
// end

/// Returns the first line of a plain text.
fn of_text(headers: &HeaderMap, body: &[u8]) -> Option<String> {
    let media = headers.get(CONTENT_TYPE)?.to_str().ok()?;
    let line = str::from_utf8(body).ok()?.lines().map(str::trim).find(|line| !line.is_empty())?;
    (media.starts_with("text/plain") && !line.starts_with('<')).then(|| line.to_owned())
}

/// Returns a `Location` without user, parameters, query and fragment.
pub(crate) fn location(text: &str) -> String {
    let text = text.split(['?', '#', ';']).next().unwrap_or_default();
    let plain = match text.split_once("//") {
        Some((scheme, rest)) => {
            let (authority, path) = rest.split_at(rest.find(['/', '\\']).unwrap_or(rest.len()));
            let host = authority.rsplit('@').next().unwrap_or_default();
            [scheme, "//", host, path].concat()
        }
        None => text.to_owned(),
    };
    one_line(&plain, LIMIT)
}

/// Returns `text` in one line of at most `limit` characters.
pub(crate) fn one_line(text: &str, limit: usize) -> String {
    let mut line: String = text.chars().take(limit).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if text.chars().nth(limit).is_some() {
        line.push('…');
    }
    line
}

/// Returns the text around a position of the body, about `reach` bytes on each side.
pub(crate) fn excerpt(body: &[u8], position: usize, reach: usize) -> String {
    let position = position.min(body.len());
    let (start, end) = (position.saturating_sub(reach), (position + reach).min(body.len()));
    let text = String::from_utf8_lossy(&body[start..end]);
    // A character that was cut in half shows as a replacement character.
    let text = text.trim_matches(char::REPLACEMENT_CHARACTER);
    let (before, after) = (if start > 0 { "…" } else { "" }, if end < body.len() { "…" } else { "" });
    format!("{before}{}{after}", one_line(text, 2 * reach))
}

// part: tests
#[cfg(test)]
#[path = "error_message_tests.rs"]
mod tests;
// end
