//! Parameters and bodies in the document.

use serde_json::Value;

use crate::document::{Document, Location};

/// A parameter of an operation in the document.
#[derive(Debug, Clone)]
pub(crate) struct Parameter<'a> {
    /// `path`, `query`, `header` or `cookie`.
    pub(crate) location: String,
    pub(crate) name: String,
    pub(crate) value: &'a Value,
    /// The location of its schema.
    pub(crate) schema: Option<Location>,
    /// The media type of its content, if it has one.
    pub(crate) media: Option<String>,
}

/// The parameters of an operation: its own, and those of its path that it does not replace.
pub(crate) fn parameters<'a>(document: &'a Document, operation: &Location) -> Vec<Parameter<'a>> {
    let mut out: Vec<Parameter<'a>> = Vec::new();
    for around in [Some(operation.clone()), operation.parent()].into_iter().flatten() {
        let all = around.child("parameters");
        let count = document.value(&all).and_then(Value::as_array).map_or(0, Vec::len);
        for index in 0..count {
            let Some((at, value)) = document.resolved(&all.child(&index.to_string())) else { continue };
            let text = |key: &str| value.get(key).and_then(Value::as_str).map(str::to_owned);
            let (Some(name), Some(location)) = (text("name"), text("in")) else { continue };
            let lower = name.to_ascii_lowercase();
            let ignored = ["accept", "content-type", "authorization"].contains(&lower.as_str());
            let known = |other: &Parameter<'_>| other.name == name && other.location == location;
            if location == "header" && ignored || out.iter().any(known) {
                continue;
            }
            let content =
                value.get("content").and_then(Value::as_object).and_then(|content| content.keys().next());
            let schema = match content {
                Some(media) => Some(at.child("content").child(media).child("schema")),
                None => value.get("schema").map(|_| at.child("schema")),
            };
            out.push(Parameter { location, name, value, schema, media: content.cloned() });
        }
    }
    out
}

/// The media types of the body of an operation, and the location of each.
pub(crate) fn bodies(document: &Document, operation: &Location) -> Vec<(String, Location)> {
    let Some((location, body)) = document.resolved(&operation.child("requestBody")) else {
        return Vec::new();
    };
    let content = location.child("content");
    let media = body.get("content").and_then(Value::as_object);
    media.into_iter().flatten().map(|(name, _)| (name.clone(), content.child(name))).collect()
}

pub(crate) fn text_of(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

pub(super) fn scalar_text(value: &Value) -> Option<String> {
    (!value.is_array() && !value.is_object() && !value.is_null()).then(|| text_of(value))
}

/// Whether all strings in a value are valid in a header without encoding.
pub(super) fn visible(value: &Value) -> bool {
    match value {
        Value::String(text) => {
            !text.is_empty()
                && text.chars().all(|c| c.is_ascii_graphic() && !matches!(c, ',' | ';' | '=' | '"' | '\\'))
        }
        Value::Array(elements) => !elements.is_empty() && elements.iter().all(visible),
        Value::Object(entries) => {
            !entries.is_empty() && entries.values().all(visible) && entries.keys().all(|key| key.is_ascii())
        }
        _ => true,
    }
}

/// Decodes Base64.
pub(crate) fn base64(text: &str) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    let (mut bits, mut count) = (0_u32, 0);
    for c in text.trim_end_matches('=').bytes() {
        let value = match c {
            b'A'..=b'Z' => c - b'A',
            b'a'..=b'z' => c - b'a' + 26,
            b'0'..=b'9' => c - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => return None,
        };
        bits = bits << 6 | u32::from(value);
        count += 6;
        if count >= 8 {
            count -= 8;
            out.push(u8::try_from(bits >> count & 0xff).ok()?);
        }
    }
    Some(out)
}
