//! How parameters look on the wire: the styles of `OpenAPI` for path, query, header and cookie.
//!
//! A value arrives as JSON, so that nothing here is generic; `null` members are left out everywhere.

use std::borrow::Cow;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::{Serialize, Serializer, ser::Error as _};
use serde_json::Value;

/// Everything but the unreserved characters of RFC 3986.
const VALUE: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');
/// As [`VALUE`], with the brackets that names such as `expand[]` carry left readable.
const NAME: &AsciiSet = &VALUE.remove(b'[').remove(b']');
/// For `allowReserved`: the reserved characters stay, except those that would end the value (`&`, `#`) or be
/// read as a space (`+`).
const RESERVED: &AsciiSet = &NAME
    .remove(b':')
    .remove(b'/')
    .remove(b'?')
    .remove(b'@')
    .remove(b'!')
    .remove(b'$')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')')
    .remove(b'*')
    .remove(b',')
    .remove(b';')
    .remove(b'=');

/// How a query parameter (or a member of a form) is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Style {
    /// `a=1&a=2` exploded, `a=1,2` not.
    Form { explode: bool },
    /// `a=1%202`; exploded it is `Form { explode: true }`.
    SpaceDelimited,
    /// `a=1|2`; exploded it is `Form { explode: true }`.
    PipeDelimited,
    /// `a[b]=1&a[c][d]=2`.
    DeepObject,
    /// The value as JSON text: a parameter with `content: application/json`.
    Json,
}

/// How a path parameter is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PathStyle {
    /// `1,2`.
    Simple { explode: bool },
    /// `.1,2`.
    Label { explode: bool },
    /// `;a=1,2`.
    Matrix { explode: bool },
    /// `1/2`: slashes stay, as what they are.
    Segments,
}

/// A value that is sent as JSON text, whatever the style: a parameter with `content: application/json`.
pub(crate) struct JsonText<'a, T: ?Sized>(pub(crate) &'a T);

impl<T: Serialize + ?Sized> Serialize for JsonText<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&serde_json::to_string(self.0).map_err(S::Error::custom)?)
    }
}

/// A path parameter, encoded; `None` if nothing of it would stand in the path.
pub(crate) fn path(name: &str, value: &Value, style: PathStyle) -> Option<String> {
    let list = |separator, pair| joined(value, separator, pair, Some(VALUE));
    let inner = list(",", ",");
    if inner.is_empty() {
        return None;
    }
    let key = encoded(name, VALUE);
    Some(match (style, value) {
        (PathStyle::Simple { explode: false }, _) => inner,
        (PathStyle::Simple { explode: true }, _) => list(",", "="),
        (PathStyle::Label { explode: false }, _) => format!(".{inner}"),
        (PathStyle::Label { explode: true }, _) => format!(".{}", list(".", "=")),
        (PathStyle::Matrix { explode: true }, Value::Object(_)) => format!(";{}", list(";", "=")),
        (PathStyle::Matrix { explode: true }, Value::Array(_)) => {
            format!(";{key}={}", list(&format!(";{key}="), "="))
        }
        (PathStyle::Matrix { .. }, _) => format!(";{key}={inner}"),
        (PathStyle::Segments, _) => inner.replace("%2F", "/"),
    })
}

/// A query parameter as `name=value` pairs joined by `&`, encoded; empty if there is nothing to send.
pub(crate) fn query(name: &str, value: &Value, style: Style, allow_reserved: bool) -> String {
    let mut pairs = Pairs { text: String::new(), set: if allow_reserved { RESERVED } else { VALUE } };
    let key = encoded(name, NAME);
    match (style, value) {
        (_, Value::Null) => {}
        (Style::Json, _) => pairs.push(&key, &value.to_string()),
        (Style::DeepObject, Value::Array(items)) => pairs.push_numbered(&key, items, false),
        (Style::DeepObject, _) => pairs.push_deep(&key, value, false),
        (Style::Form { explode: true }, Value::Object(_)) => {
            for (key, value) in members(value) {
                pairs.push_each(&encoded(key, NAME), value);
            }
        }
        (Style::Form { explode: true }, _) => pairs.push_each(&key, value),
        (Style::Form { explode: false }, _) => pairs.push_list(&key, value, ","),
        (Style::SpaceDelimited, _) => pairs.push_list(&key, value, "%20"),
        (Style::PipeDelimited, _) => pairs.push_list(&key, value, "|"),
    }
    pairs.text
}

/// A body of `application/x-www-form-urlencoded`: every member in the style `styles` names, or exploded form style.
/// `None` if the value is no object.
pub(crate) fn form(value: &Value, styles: &[(&str, Style)]) -> Option<String> {
    let style = |name: &str| {
        let named = styles.iter().find(|(member, _)| *member == name);
        named.map_or(Style::Form { explode: true }, |(_, style)| *style)
    };
    let object = value.as_object()?;
    let pairs = object.iter().map(|(name, value)| match (style(name), value) {
        (Style::DeepObject, _) => numbered(name, value),
        // Exploding an object would lose the member's name: it travels as JSON, as the specification has it.
        (Style::Form { explode: true }, Value::Object(_)) => query(name, value, Style::Json, false),
        (style, _) => query(name, value, style, false),
    });
    Some(pairs.filter(|pair| !pair.is_empty()).collect::<Vec<_>>().join("&"))
}

/// A member of a form in brackets, every item of a list numbered: `a[b][0]=1`.
fn numbered(name: &str, value: &Value) -> String {
    let mut pairs = Pairs { text: String::new(), set: VALUE };
    if !value.is_null() {
        pairs.push_deep(&encoded(name, NAME), value, true);
    }
    pairs.text
}

/// A header parameter: style `simple`, not encoded.
pub(crate) fn header(value: &Value, explode: bool) -> String {
    joined(value, ",", if explode { "=" } else { "," }, None)
}

/// A cookie parameter as `name=value` pairs joined by `; `: style `form`.
pub(crate) fn cookie(name: &str, value: &Value, explode: bool) -> String {
    let key = encoded(name, VALUE);
    match value {
        _ if is_nothing(value) => String::new(),
        Value::Object(_) if explode => joined(value, "; ", "=", Some(VALUE)),
        Value::Array(items) if explode => {
            let items = items.iter().filter(|item| !item.is_null());
            items
                .map(|item| format!("{key}={}", encoded(&scalar(item), VALUE)))
                .collect::<Vec<_>>()
                .join("; ")
        }
        _ => format!("{key}={}", joined(value, ",", ",", Some(VALUE))),
    }
}

/// `name=value`, both encoded.
pub(crate) fn pair(name: &str, value: &str) -> String {
    format!("{}={}", encoded(name, NAME), encoded(value, VALUE))
}

/// Collects `name=value` pairs; keys come encoded, values are encoded here.
struct Pairs {
    text: String,
    set: &'static AsciiSet,
}

impl Pairs {
    fn push(&mut self, key: &str, value: &str) {
        self.push_raw(key, &encoded(value, self.set));
    }

    fn push_raw(&mut self, key: &str, value: &str) {
        if !self.text.is_empty() {
            self.text.push('&');
        }
        self.text.extend([key, "=", value]);
    }

    /// The key once for every item.
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

    /// The key once, its items delimited.
    fn push_list(&mut self, key: &str, value: &Value, separator: &str) {
        let list = joined(value, separator, separator, Some(self.set));
        if !list.is_empty() || value.is_string() {
            self.push_raw(key, &list);
        }
    }

    /// `key[member]=…`; a list of plain values inside repeats the key unless lists are to be `numbered`, any other is
    /// numbered.
    fn push_deep(&mut self, key: &str, value: &Value, numbered: bool) {
        match value {
            Value::Object(_) => {
                for (member, value) in members(value) {
                    self.push_deep(&format!("{key}[{}]", encoded(member, VALUE)), value, numbered);
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

    /// `key[0]=…&key[1]=…`.
    fn push_numbered(&mut self, key: &str, items: &[Value], numbered: bool) {
        for (index, item) in items.iter().enumerate().filter(|(_, item)| !item.is_null()) {
            self.push_deep(&format!("{key}[{index}]"), item, numbered);
        }
    }
}

/// Whether there is nothing in a value to send: null, or a list or object without anything in it.
pub(crate) fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(items) => items.iter().all(Value::is_null),
        Value::Object(_) => members(value).next().is_none(),
        Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
    }
}

/// The members of an object that are not null.
fn members(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flatten().filter(|(_, value)| !value.is_null())
}

/// `1`, `1,2` or `a,1,b,2`: items apart by `separator`, a member's name and value by `pair`.
fn joined(value: &Value, separator: &str, pair: &str, set: Option<&'static AsciiSet>) -> String {
    let text = |text: &str| set.map_or_else(|| text.to_owned(), |set| encoded(text, set));
    let parts: Vec<String> = match value {
        Value::Array(items) => {
            items.iter().filter(|item| !item.is_null()).map(|item| text(&scalar(item))).collect()
        }
        Value::Object(_) => {
            members(value).map(|(key, value)| [text(key), text(&scalar(value))].join(pair)).collect()
        }
        _ => return text(&scalar(value)),
    };
    parts.join(separator)
}

/// A value as plain text; what is deeper than a style can say is JSON text.
fn scalar(value: &Value) -> Cow<'_, str> {
    match value {
        Value::Null => Cow::Borrowed(""),
        Value::String(text) => Cow::Borrowed(text),
        _ => Cow::Owned(value.to_string()),
    }
}

fn encoded(text: &str, set: &'static AsciiSet) -> String {
    utf8_percent_encode(text, set).to_string()
}

// part: tests
#[cfg(test)]
#[path = "param_tests.rs"]
mod tests;
// end
