//! Canonical JSON: compact, with the keys of objects sorted. Signatures are computed from it.
//!
//! Implementations differ in how they write numbers and strings, in how they compare keys, and in whether they sort
//! objects inside arrays. So there are several [`Form`]s. No form loses information: two bodies with the same form
//! have the same values, to the last digit, and the same properties, including duplicates. So it is safe to accept a
//! signature of any form.
//!
//! The cost of a form is linear in the length of the body, except for sorting. A body is parsed once, and written
//! only in forms that differ.

use std::{borrow::Cow, cmp::Ordering};

use super::super::json;

/// A form of canonical JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Form {
    /// Writes numbers and strings as JavaScript's `JSON.stringify` does, instead of as they were received: `1.0` as
    /// `1`, `1e5` as `100000`, `"\/"` as `"/"`, `"\u00e9"` as `"é"`. A number that JavaScript would change (too many
    /// digits, too large), and a string that is invalid (half of a surrogate pair), are not changed.
    pub(crate) script_values: bool,
    /// Sorts keys as JavaScript objects do, instead of by code points: numbers such as `"10"` first, by value, then
    /// the others by their UTF-16 units.
    pub(crate) script_order: bool,
    /// Sorts objects inside arrays, instead of keeping the order of their keys.
    pub(crate) sorted_in_arrays: bool,
}

impl Form {
    /// The most likely form: `JSON.stringify` of an object that was rebuilt with sorted keys, at any depth.
    pub(crate) const LIKELIEST: Self =
        Self { script_values: true, script_order: true, sorted_in_arrays: true };

    /// All forms, the most likely first.
    fn all() -> impl Iterator<Item = Self> {
        (0..8).map(|bits| Self {
            script_values: bits & 4 == 0,
            script_order: bits & 2 == 0,
            sorted_in_arrays: bits & 1 == 0,
        })
    }
}

/// More than serde's own limit.
const MAX_DEPTH: usize = 128;

/// A parsed body that can be written in any form.
#[derive(Debug)]
pub(crate) struct Json<'a> {
    root: Node<'a>,
    /// The choices of a form that can make a difference for this body.
    differs: Form,
}

/// A value. Values other than arrays and objects keep their text.
#[derive(Debug)]
enum Node<'a> {
    Scalar(Scalar<'a>),
    Array(Vec<Node<'a>>),
    Object(Vec<Property<'a>>),
}

#[derive(Debug)]
struct Scalar<'a> {
    written: &'a str,
    /// The text that JavaScript writes, if it differs.
    script: Option<Box<str>>,
}

#[derive(Debug)]
struct Property<'a> {
    name: Scalar<'a>,
    key: Cow<'a, str>,
    /// The key as a number, if JavaScript sorts it as one.
    index: Option<u32>,
    value: Node<'a>,
}

impl<'a> Json<'a> {
    /// Parses a body; `None` if it is not JSON, or nested too deeply.
    pub(crate) fn read(body: &'a [u8]) -> Option<Self> {
        let text = str::from_utf8(body).ok()?;
        if text.starts_with('\u{FEFF}') {
            return None;
        }
        json::from_slice::<()>(body).ok()?;
        let differs = Form { script_values: false, script_order: false, sorted_in_arrays: false };
        let mut scan = Scan { text, position: 0, differs };
        let root = scan.value(0, false)?;
        Some(Self { root, differs: scan.differs })
    }

    /// Returns the forms that differ for this body, the most likely first.
    pub(crate) fn forms(&self) -> impl Iterator<Item = Form> {
        let Form { script_values, script_order, sorted_in_arrays } = self.differs;
        Form::all().filter(move |form| {
            (form.script_values || script_values)
                && (form.script_order || script_order)
                && (form.sorted_in_arrays || sorted_in_arrays)
        })
    }

    /// Appends the body in a form to `text`.
    pub(crate) fn write(&self, form: Form, text: &mut String) {
        self.root.write(form, true, text);
    }
}

impl Node<'_> {
    fn write(&self, form: Form, sorted: bool, text: &mut String) {
        match self {
            Self::Scalar(scalar) => scalar.write(form, text),
            Self::Array(items) => {
                text.push('[');
                for (index, item) in items.iter().enumerate() {
                    if index > 0 {
                        text.push(',');
                    }
                    item.write(form, form.sorted_in_arrays, text);
                }
                text.push(']');
            }
            Self::Object(properties) => {
                let mut properties: Vec<&Property<'_>> = properties.iter().collect();
                match (sorted, form.script_order) {
                    (true, true) => properties.sort_by(|a, b| a.script_cmp(b)),
                    (true, false) => properties.sort_by(|a, b| a.key.cmp(&b.key)),
                    (false, true) => properties.sort_by_key(|property| property.index_or_last()),
                    (false, false) => {}
                }
                text.push('{');
                for (index, property) in properties.iter().enumerate() {
                    if index > 0 {
                        text.push(',');
                    }
                    property.name.write(form, text);
                    text.push(':');
                    property.value.write(form, sorted, text);
                }
                text.push('}');
            }
        }
    }
}

impl<'a> Scalar<'a> {
    fn new(written: &'a str) -> Self {
        Self { written, script: script(written).map(String::into_boxed_str) }
    }

    fn write(&self, form: Form, text: &mut String) {
        let script = self.script.as_deref().filter(|_| form.script_values);
        text.push_str(script.unwrap_or(self.written));
    }
}

impl<'a> Property<'a> {
    fn new(written: &'a str, value: Node<'a>) -> Self {
        let key = match written.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
            Some(plain) if !plain.contains('\\') => Cow::Borrowed(plain),
            _ => serde_json::from_str(written).map_or(Cow::Borrowed(written), Cow::Owned),
        };
        let index = index(&key);
        Self { name: Scalar::new(written), key, index, value }
    }

    /// Compares keys as in a JavaScript object that was built with sorted keys.
    fn script_cmp(&self, other: &Self) -> Ordering {
        let by_index = self.index_or_last().cmp(&other.index_or_last());
        by_index.then_with(|| {
            // Outside of ASCII only, the order of UTF-16 units differs from the order of UTF-8 bytes.
            if self.key.is_ascii() || other.key.is_ascii() {
                self.key.cmp(&other.key)
            } else {
                self.key.encode_utf16().cmp(other.key.encode_utf16())
            }
        })
    }

    /// `u32::MAX` is not an array index, so no key has it.
    fn index_or_last(&self) -> u32 {
        self.index.unwrap_or(u32::MAX)
    }
}

/// Parses a key that JavaScript treats as an array index.
fn index(key: &str) -> Option<u32> {
    let is_number = key.bytes().all(|byte| byte.is_ascii_digit()) && (key == "0" || !key.starts_with('0'));
    key.parse().ok().filter(|index| is_number && *index < u32::MAX)
}

/// Splits a text that is valid JSON.
struct Scan<'a> {
    text: &'a str,
    position: usize,
    differs: Form,
}

impl<'a> Scan<'a> {
    fn value(&mut self, depth: usize, in_array: bool) -> Option<Node<'a>> {
        if depth > MAX_DEPTH {
            return None;
        }
        self.space();
        Some(match self.peek()? {
            b'[' => {
                let mut items = Vec::new();
                while !self.closes(b']') {
                    items.push(self.value(depth + 1, true)?);
                }
                Node::Array(items)
            }
            b'{' => {
                let mut properties = Vec::new();
                while !self.closes(b'}') {
                    let written = self.scalar()?;
                    self.space();
                    self.position += 1; // The colon.
                    let value = self.value(depth + 1, in_array)?;
                    let property = Property::new(written, value);
                    self.differs.script_values |= property.name.script.is_some();
                    properties.push(property);
                }
                self.compare(&properties, in_array);
                Node::Object(properties)
            }
            _ => {
                let scalar = Scalar::new(self.scalar()?);
                self.differs.script_values |= scalar.script.is_some();
                Node::Scalar(scalar)
            }
        })
    }

    /// Records which choices affect the order of these properties.
    fn compare(&mut self, properties: &[Property<'_>], in_array: bool) {
        if properties.len() < 2 {
            return;
        }
        // From U+E000 on, UTF-16 units sort differently. In UTF-8, such characters start with this byte or a greater
        // one.
        let special = |property: &Property<'_>| {
            property.index.is_some() || property.key.bytes().any(|byte| byte >= 0xee)
        };
        self.differs.script_order |= properties.iter().any(special);
        self.differs.sorted_in_arrays |= in_array
            && !(properties.is_sorted_by(|a, b| a.key <= b.key)
                && properties.is_sorted_by(|a, b| a.script_cmp(b).is_le()));
    }

    /// Skips `[`, `{`, a comma or the closing bracket. Returns whether it was the closing bracket.
    fn closes(&mut self, close: u8) -> bool {
        self.space();
        let mut closed = self.peek().is_none_or(|byte| byte == close);
        self.position += 1;
        self.space();
        if !closed && self.peek() == Some(close) {
            self.position += 1;
            closed = true;
        }
        closed
    }

    /// Skips a string, number or literal, and returns it.
    fn scalar(&mut self) -> Option<&'a str> {
        let rest = self.text.get(self.position..)?;
        let length = if rest.starts_with('"') {
            let mut escaped = true; // The opening quote closes nothing.
            let closes = |byte: u8| {
                let closes = byte == b'"' && !escaped;
                escaped = byte == b'\\' && !escaped;
                closes
            };
            rest.bytes().position(closes)? + 1
        } else {
            rest.find([',', ']', '}', ' ', '\n', '\r', '\t']).unwrap_or(rest.len())
        };
        self.position += length;
        rest.get(..length)
    }

    fn space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\n' | b'\r' | b'\t')) {
            self.position += 1;
        }
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.position).copied()
    }
}

/// Returns a string, number or literal as JavaScript writes it, if its text differs but its value does not.
fn script(written: &str) -> Option<String> {
    let script = match written.as_bytes() {
        [b'"', ..] if written.contains('\\') => {
            serde_json::from_str::<String>(written).and_then(|text| serde_json::to_string(&text)).ok()
        }
        // JavaScript does not change such a short integer.
        [b'1'..=b'9', rest @ ..] if rest.len() < 15 && rest.iter().all(u8::is_ascii_digit) => None,
        [b'-' | b'0'..=b'9', ..] => number(written),
        _ => None,
    };
    script.filter(|script| script != written)
}

/// Returns a number as JavaScript writes it; `None` if JavaScript would change its value.
fn number(written: &str) -> Option<String> {
    let nearest: f64 = written.parse().ok()?;
    // The shortest digits that are parsed as the same number, as JavaScript writes them.
    let (negative, digits, point) = decimal(&format!("{nearest:e}"))?;
    if decimal(written)? != (negative, digits.clone(), point) {
        return None;
    }
    let sign = if negative { "-" } else { "" };
    let zeros = |count: i64| "0".repeat(usize::try_from(count).unwrap_or_default());
    let length = i64::try_from(digits.len()).ok()?;
    let (first, rest) = digits.split_at_checked(1).unwrap_or(("0", ""));
    Some(match point {
        _ if digits.is_empty() => "0".to_owned(),
        1..=21 if point >= length => format!("{sign}{digits}{}", zeros(point - length)),
        1..=21 => {
            let (whole, fraction) = digits.split_at(usize::try_from(point).ok()?);
            format!("{sign}{whole}.{fraction}")
        }
        -5..=0 => format!("{sign}0.{}{digits}", zeros(-point)),
        _ => {
            let dot = if rest.is_empty() { "" } else { "." };
            format!("{sign}{first}{dot}{rest}e{:+}", point - 1)
        }
    })
}

/// Returns the value of a number: its sign, its digits, and the position of the decimal point in them. Zero has no
/// digits.
fn decimal(written: &str) -> Option<(bool, String, i64)> {
    let (negative, written) = written.strip_prefix('-').map_or((false, written), |rest| (true, rest));
    let (mantissa, exponent) = written.split_once(['e', 'E']).unwrap_or((written, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = [whole, fraction].concat();
    let significant = digits.trim_start_matches('0');
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    if significant.is_empty() {
        return Some((false, String::new(), 0));
    }
    let lead = i64::try_from(digits.len() - significant.len()).ok()?;
    let point = i64::try_from(whole.len()).ok()?.checked_add(exponent.parse().ok()?)?.checked_sub(lead)?;
    Some((negative, significant.trim_end_matches('0').to_owned(), point))
}

// part: tests
#[cfg(test)]
#[path = "canonical_json_tests.rs"]
mod tests;
// end
