//! Serializes parameters in the styles of OpenAPI, for path, query, header and cookie.
//!
//! Values are JSON, so that nothing here is generic. Properties that are `null` are omitted.

use std::borrow::Cow;

use serde_json::Value;

use super::super::json::{self, WriteJson, Writer};
use super::percent::{Encoding, RESERVED, RESERVED_NAME, VALUE, encoded};
// part: reserved-values
use super::percent::{RESERVED_COOKIE, RESERVED_PATH};
// end
// part: unencoded-cookies
use super::percent::COOKIE;
// end

/// The style of a query parameter or of a property in a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Style {
    /// `a=1&a=2` exploded, `a=1,2` not.
    Form { explode: bool },
    /// `a=1%202`; exploded it is `Form { explode: true }`.
    SpaceDelimited,
    /// `a=1%7C2`; exploded it is `Form { explode: true }`.
    PipeDelimited,
    // part: delimited-lists
    /// `a=1%092`.
    TabDelimited,
    // end
    /// `a[b]=1&a[c][d]=2`, with the brackets encoded.
    DeepObject,
    /// The value as JSON: a parameter with `content: application/json`.
    Json,
}

/// The style of a path parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PathStyle {
    /// `1,2`.
    Simple { explode: bool },
    /// `.1,2`.
    Label { explode: bool },
    /// `;a=1,2`.
    Matrix { explode: bool },
    /// `1/2`: slashes are not encoded.
    Segments,
    // part: delimited-lists
    /// Items with another separator, which is encoded.
    Delimited(&'static str),
    // end
}

/// A value that is sent as JSON, whatever the style: a parameter with `content: application/json`. An absent value is not sent.
pub(crate) struct JsonText<'a, T: ?Sized>(pub(crate) &'a T);

impl<T: WriteJson + ?Sized> WriteJson for JsonText<'_, T> {
    fn write(&self, writer: &mut Writer) {
        if self.0.is_absent() {
            writer.null();
        } else {
            writer.string(&json::to_string(self.0));
        }
    }
}

/// Returns a path parameter, encoded; `None` if it is empty.
pub(crate) fn path(name: &str, value: &Value, style: PathStyle) -> Option<String> {
    path_encoded(name, value, style, VALUE)
}

// part: reserved-values
/// Like [`path`], without encoding reserved characters.
pub(crate) fn path_reserved(name: &str, value: &Value, style: PathStyle) -> Option<String> {
    path_encoded(name, value, style, RESERVED_PATH)
}
// end

fn path_encoded(name: &str, value: &Value, style: PathStyle, encoding: Encoding) -> Option<String> {
    let list = |separator, pair| joined(value, separator, pair, Some(encoding));
    let inner = list(",", ",");
    if inner.is_empty() {
        return None;
    }
    let key = || encoded(name, VALUE);
    Some(match (style, value) {
        (PathStyle::Simple { explode: false }, _) => inner,
        (PathStyle::Simple { explode: true }, _) => list(",", "="),
        (PathStyle::Label { explode: false }, _) => format!(".{inner}"),
        (PathStyle::Label { explode: true }, _) => format!(".{}", list(".", "=")),
        (PathStyle::Matrix { explode: true }, Value::Object(_)) => format!(";{}", list(";", "=")),
        (PathStyle::Matrix { explode: true }, Value::Array(_)) => {
            let key = key();
            format!(";{key}={}", list(&format!(";{key}="), "="))
        }
        (PathStyle::Matrix { .. }, _) => format!(";{}={inner}", key()),
        // part: delimited-lists
        (PathStyle::Delimited(separator), _) => {
            let separator = encoded(separator, VALUE);
            list(&separator, &separator)
        }
        // end
        (PathStyle::Segments, _) => inner.replace("%2F", "/"),
    })
}

/// Returns a query parameter as encoded `name=value` pairs that are joined by `&`; empty if there is nothing to send.
pub(crate) fn query(name: &str, value: &Value, style: Style, allow_reserved: bool) -> String {
    let mut pairs = Pairs { text: String::new(), allow_reserved };
    let key = pairs.key(name);
    match (style, value) {
        (_, Value::Null) => {}
        (Style::Json, _) => pairs.push(&key, &value.to_string()),
        (Style::DeepObject, Value::Array(items)) => pairs.push_numbered(&key, items, false),
        (Style::DeepObject, _) => pairs.push_deep(&key, value, false),
        (Style::Form { explode: true }, Value::Object(_)) => {
            for (key, value) in properties(value) {
                pairs.push_each(&pairs.key(key), value);
            }
        }
        (Style::Form { explode: true }, _) => pairs.push_each(&key, value),
        (Style::Form { explode: false }, _) => pairs.push_list(&key, value, ","),
        (Style::SpaceDelimited, _) => pairs.push_list(&key, value, "%20"),
        (Style::PipeDelimited, _) => pairs.push_list(&key, value, if allow_reserved { "|" } else { "%7C" }),
        // part: delimited-lists
        (Style::TabDelimited, _) => pairs.push_list(&key, value, "%09"),
        // end
    }
    pairs.text
}

/// Returns a body of `application/x-www-form-urlencoded`. Each property has its style in `styles`, or the exploded
/// form style. `None` if the value is not an object.
pub(crate) fn form(value: &Value, styles: &[(&str, Style)]) -> Option<String> {
    let style = |name: &str| {
        let named = styles.iter().find(|(property, _)| *property == name);
        named.map_or(Style::Form { explode: true }, |(_, style)| *style)
    };
    let object = value.as_object()?;
    let pairs = object.iter().map(|(name, value)| match (style(name), value) {
        (Style::DeepObject, _) => numbered(name, value),
        // Exploding an object would lose the name of the property, so the specification serializes it as JSON.
        (Style::Form { explode: true }, Value::Object(_)) => query(name, value, Style::Json, false),
        (style, _) => query(name, value, style, false),
    });
    Some(pairs.filter(|pair| !pair.is_empty()).collect::<Vec<_>>().join("&"))
}

// part: query-strings
/// Returns a whole query that is one string, encoded.
pub(crate) fn query_text(value: &Value) -> String {
    encoded(&scalar(value), VALUE)
}
// end

/// Returns a property of a form in brackets, with numbered array items: `a[b][0]=1`.
fn numbered(name: &str, value: &Value) -> String {
    let mut pairs = Pairs { text: String::new(), allow_reserved: false };
    if !value.is_null() {
        pairs.push_deep(&pairs.key(name), value, true);
    }
    pairs.text
}

/// Returns a header parameter in the style `simple`, not encoded.
pub(crate) fn header(value: &Value, explode: bool) -> String {
    joined(value, ",", if explode { "=" } else { "," }, None)
}

// part: delimited-lists
/// Returns a list in a header or a part of a form, with this separator. Nothing is encoded.
pub(crate) fn delimited(value: &Value, separator: &str) -> String {
    joined(value, separator, separator, None)
}
// end

/// Returns a cookie parameter in the style `form`, as `name=value` pairs that are joined by `; `.
pub(crate) fn cookie(name: &str, value: &Value, explode: bool) -> String {
    cookie_pairs(name, value, explode, VALUE)
}

// part: unencoded-cookies
/// Returns a cookie parameter in the style `cookie`: like `form`, but only characters that a cookie cannot have are
/// percent-encoded.
pub(crate) fn unencoded_cookie(name: &str, value: &Value, explode: bool) -> String {
    cookie_pairs(name, value, explode, COOKIE)
}
// end

// part: reserved-values
/// Like [`cookie`], without encoding reserved characters.
pub(crate) fn cookie_reserved(name: &str, value: &Value, explode: bool) -> String {
    cookie_pairs(name, value, explode, RESERVED_COOKIE)
}
// end

fn cookie_pairs(name: &str, value: &Value, explode: bool, encoding: Encoding) -> String {
    let key = encoded(name, encoding);
    match value {
        _ if is_nothing(value) => String::new(),
        Value::Object(_) if explode => joined(value, "; ", "=", Some(encoding)),
        Value::Array(items) if explode => {
            let items = items.iter().filter(|item| !item.is_null());
            items
                .map(|item| format!("{key}={}", encoded(&scalar(item), encoding)))
                .collect::<Vec<_>>()
                .join("; ")
        }
        _ => format!("{key}={}", joined(value, ",", ",", Some(encoding))),
    }
}

/// Returns `name=value`, with both encoded.
pub(crate) fn pair(name: &str, value: &str) -> String {
    format!("{}={}", encoded(name, VALUE), encoded(value, VALUE))
}

/// A list of `name=value` pairs. Keys are already encoded, values are not.
struct Pairs {
    text: String,
    allow_reserved: bool,
}

impl Pairs {
    /// Returns the encoding of values.
    fn encoding(&self) -> Encoding {
        if self.allow_reserved { RESERVED } else { VALUE }
    }

    /// Returns the encoded name of a parameter.
    fn key(&self, name: &str) -> String {
        encoded(name, if self.allow_reserved { RESERVED_NAME } else { VALUE })
    }

    /// Returns the key of a property or an item: `key[inner]`. `inner` is already encoded.
    fn inner_key(&self, key: &str, inner: &str) -> String {
        let (open, close) = if self.allow_reserved { ("[", "]") } else { ("%5B", "%5D") };
        [key, open, inner, close].concat()
    }

    fn push(&mut self, key: &str, value: &str) {
        self.push_raw(key, &encoded(value, self.encoding()));
    }

    fn push_raw(&mut self, key: &str, value: &str) {
        if !self.text.is_empty() {
            self.text.push('&');
        }
        self.text.extend([key, "=", value]);
    }

    /// Adds the key once per item.
    fn push_each(&mut self, key: &str, value: &Value) {
        match value {
            Value::Array(items) => {
                for item in items.iter().filter(|item| !item.is_null()) {
                    self.push(key, &scalar(item));
                }
            }
            _ => self.push(key, &scalar(value)),
        }
    }

    /// Adds the key once, with its items separated.
    fn push_list(&mut self, key: &str, value: &Value, separator: &str) {
        let list = joined(value, separator, separator, Some(self.encoding()));
        if !list.is_empty() || value.is_string() {
            self.push_raw(key, &list);
        }
    }

    /// Adds `key[property]=…`, with the brackets encoded. A list of plain values repeats the key unless it is to be `numbered`; any other list
    /// is numbered.
    fn push_deep(&mut self, key: &str, value: &Value, numbered: bool) {
        match value {
            Value::Object(_) => {
                for (property, value) in properties(value) {
                    let key = self.inner_key(key, &encoded(property, VALUE));
                    self.push_deep(&key, value, numbered);
                }
            }
            Value::Array(items)
                if numbered || items.iter().any(|item| item.is_object() || item.is_array()) =>
            {
                self.push_numbered(key, items, numbered);
            }
            _ => self.push_each(key, value),
        }
    }

    /// Adds `key[0]=…&key[1]=…`.
    fn push_numbered(&mut self, key: &str, items: &[Value], numbered: bool) {
        for (index, item) in items.iter().enumerate().filter(|(_, item)| !item.is_null()) {
            let key = self.inner_key(key, &index.to_string());
            self.push_deep(&key, item, numbered);
        }
    }
}

/// Returns whether a value has nothing to send: null, or an empty list or object.
pub(crate) fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(items) => items.iter().all(Value::is_null),
        Value::Object(_) => properties(value).next().is_none(),
        Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
    }
}

/// Returns the properties of an object that are not null.
fn properties(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flatten().filter(|(_, value)| !value.is_null())
}

/// Returns `1`, `1,2` or `a,1,b,2`. `separator` joins items, and `pair` joins the name and the value of a property.
fn joined(value: &Value, separator: &str, pair: &str, encoding: Option<Encoding>) -> String {
    let text = |text: &str| encoding.map_or_else(|| text.to_owned(), |encoding| encoded(text, encoding));
    let parts: Vec<String> = match value {
        Value::Array(items) => {
            items.iter().filter(|item| !item.is_null()).map(|item| text(&scalar(item))).collect()
        }
        Value::Object(_) => {
            properties(value).map(|(key, value)| [text(key), text(&scalar(value))].join(pair)).collect()
        }
        _ => return text(&scalar(value)),
    };
    parts.join(separator)
}

/// Returns a value as plain text. A nested value that the style does not support becomes JSON.
pub(crate) fn scalar(value: &Value) -> Cow<'_, str> {
    match value {
        Value::Null => Cow::Borrowed(""),
        Value::String(text) => Cow::Borrowed(text),
        _ => Cow::Owned(value.to_string()),
    }
}

// part: tests
#[cfg(test)]
#[path = "param_tests.rs"]
mod tests;
// end
