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

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{PathStyle, Style};

    fn values() -> [Value; 3] {
        [json!("blue"), json!(["blue", "black"]), json!({"R": 100, "skipped": null, "G": true})]
    }

    /// A value stays one value, in whatever place it stands.
    #[test]
    fn values_stay_in_their_place() {
        const EVIL: &str = "a/../b?c#d&e=f;g\\h\r\ni";
        let encoded = "a%2F..%2Fb%3Fc%23d%26e%3Df%3Bg%5Ch%0D%0Ai";
        let value = json!(EVIL);
        let simple = PathStyle::Simple { explode: false };
        assert_eq!(super::path("p", &value, simple).as_deref(), Some(encoded));
        let form = Style::Form { explode: true };
        assert_eq!(super::query("q", &value, form, false), format!("q={encoded}"));
        assert_eq!(super::cookie("c", &value, false), format!("c={encoded}"));
        assert_eq!(super::query("q", &value, form, true), "q=a/../b?c%23d%26e=f;g%5Ch%0D%0Ai");
        let members = json!({EVIL: 1});
        assert_eq!(super::query("q", &members, form, false), format!("{encoded}=1"));
        assert_eq!(super::query("q", &members, Style::DeepObject, false), format!("q[{encoded}]=1"));
        assert_eq!(super::cookie("c", &members, true), format!("{encoded}=1"));
        for nothing in [json!(""), json!([]), json!({}), json!(null), json!([null])] {
            assert_eq!(super::path("p", &nothing, simple), None, "{nothing}");
        }
    }

    #[test]
    fn path_styles() {
        let check = |style, expected: [&str; 3]| {
            assert_eq!(
                values().map(|value| super::path("color", &value, style).unwrap()),
                expected,
                "{style:?}"
            );
        };
        check(PathStyle::Simple { explode: false }, ["blue", "blue,black", "R,100,G,true"]);
        check(PathStyle::Simple { explode: true }, ["blue", "blue,black", "R=100,G=true"]);
        check(PathStyle::Label { explode: false }, [".blue", ".blue,black", ".R,100,G,true"]);
        check(PathStyle::Label { explode: true }, [".blue", ".blue.black", ".R=100.G=true"]);
        check(
            PathStyle::Matrix { explode: false },
            [";color=blue", ";color=blue,black", ";color=R,100,G,true"],
        );
        check(
            PathStyle::Matrix { explode: true },
            [";color=blue", ";color=blue;color=black", ";R=100;G=true"],
        );
    }

    #[test]
    fn path_values() {
        let check = |value: Value, expected: Option<&str>| {
            assert_eq!(super::path("x", &value, PathStyle::Simple { explode: false }).as_deref(), expected);
        };
        check(json!("a b/1?#%;,"), Some("a%20b%2F1%3F%23%25%3B%2C"));
        check(json!("zażółć-._~"), Some("za%C5%BC%C3%B3%C5%82%C4%87-._~"));
        check(json!(["a,b", "c"]), Some("a%2Cb,c"));
        let segments = super::path("x", &json!("a b/c?"), PathStyle::Segments);
        assert_eq!(segments.as_deref(), Some("a%20b/c%3F"));
        check(json!(-5), Some("-5"));
        check(json!(1.5), Some("1.5"));
        for nothing in [json!(""), json!(null), json!([]), json!({}), json!([null]), json!([""])] {
            check(nothing, None);
        }
    }

    #[test]
    fn query_styles() {
        let check = |style, expected: [&str; 3]| {
            assert_eq!(values().map(|value| super::query("c", &value, style, false)), expected, "{style:?}");
        };
        check(Style::Form { explode: true }, ["c=blue", "c=blue&c=black", "R=100&G=true"]);
        check(Style::Form { explode: false }, ["c=blue", "c=blue,black", "c=R,100,G,true"]);
        check(Style::SpaceDelimited, ["c=blue", "c=blue%20black", "c=R%20100%20G%20true"]);
        check(Style::PipeDelimited, ["c=blue", "c=blue|black", "c=R|100|G|true"]);
        check(Style::DeepObject, ["c=blue", "c[0]=blue&c[1]=black", "c[R]=100&c[G]=true"]);
        check(
            Style::Json,
            [
                "c=%22blue%22",
                "c=%5B%22blue%22%2C%22black%22%5D",
                "c=%7B%22R%22%3A100%2C%22skipped%22%3Anull%2C%22G%22%3Atrue%7D",
            ],
        );
    }

    #[test]
    fn query_values() {
        let form = Style::Form { explode: true };
        let list = Style::Form { explode: false };
        let check = |name: &str, value: Value, style, expected: &str| {
            assert_eq!(super::query(name, &value, style, false), expected);
        };
        check("a b", json!("1+2 &=ü"), form, "a%20b=1%2B2%20%26%3D%C3%BC");
        check("expand[]", json!(["x"]), form, "expand[]=x");
        check("a", json!(["x,y", "z"]), list, "a=x%2Cy,z");
        check("a", json!(["x|y", "z"]), Style::PipeDelimited, "a=x%7Cy|z");
        check("a", json!(""), form, "a=");
        check("a", json!(""), list, "a=");
        check("a", json!(null), form, "");
        check("a", json!([]), form, "");
        check("a", json!([]), list, "");
        check("a", json!({"b": null}), Style::DeepObject, "");
        check("a", json!({"b": [1, 2], "c": 3}), form, "b=1&b=2&c=3");
        check("a", json!([{"b": 1}]), form, "a=%7B%22b%22%3A1%7D");
    }

    #[test]
    fn deep_objects() {
        let check = |value: Value, expected: &str| {
            assert_eq!(super::query("a", &value, Style::DeepObject, false), expected);
        };
        check(json!({"status": ["open", "closed"]}), "a[status]=open&a[status]=closed");
        check(json!({"b": {"c": "x y"}}), "a[b][c]=x%20y");
        check(json!([{"b": 1}, null, {"b": [2, 3]}]), "a[0][b]=1&a[2][b]=2&a[2][b]=3");
        check(json!([[1, 2], 3]), "a[0]=1&a[0]=2&a[1]=3");
        check(json!({"b]": {"é": false}}), "a[b%5D][%C3%A9]=false");
    }

    #[test]
    fn reserved_characters() {
        let query =
            super::query("u", &json!("https://x/?a=b&c=d#e+f g%"), Style::Form { explode: true }, true);
        assert_eq!(query, "u=https://x/?a=b%26c=d%23e%2Bf%20g%25");
    }

    #[test]
    fn headers_and_cookies() {
        assert_eq!(
            values().map(|value| super::header(&value, false)),
            ["blue", "blue,black", "R,100,G,true"]
        );
        assert_eq!(values().map(|value| super::header(&value, true)), ["blue", "blue,black", "R=100,G=true"]);
        assert_eq!(
            values().map(|value| super::cookie("c", &value, false)),
            ["c=blue", "c=blue,black", "c=R,100,G,true"],
        );
        assert_eq!(
            values().map(|value| super::cookie("c", &value, true)),
            ["c=blue", "c=blue; c=black", "R=100; G=true"],
        );
        assert_eq!(super::cookie("c", &json!("a;b c"), true), "c=a%3Bb%20c");
    }

    #[test]
    fn forms() {
        let body =
            json!({"a": "x y", "b": [1, 2], "c": {"d": 1}, "e": {"f": [true, {"h": 1}]}, "g": null, "i": [7]});
        assert_eq!(
            super::form(&body, &[("e", Style::DeepObject), ("g", Style::DeepObject), ("i", Style::DeepObject)])
                .unwrap(),
            "a=x%20y&b=1&b=2&c=%7B%22d%22%3A1%7D&e[f][0]=true&e[f][1][h]=1&i[0]=7",
        );
        assert_eq!(super::form(&json!([1]), &[]), None);
    }
}
