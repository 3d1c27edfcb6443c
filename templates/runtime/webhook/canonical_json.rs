//! JSON in the one form that a signature is made over: compact, the keys of objects sorted.
//!
//! Signers that agree on this still differ: in how they write a number or a string, in how they compare keys, and in whether they
//! sort the objects inside arrays. So there are several [`Form`]s. None of them loses anything: two texts of the same form
//! have the same values, to the last digit, and the same members, duplicates included. So it is safe to accept a signature
//! over any of them.
//!
//! The cost of a form is linear in the length of the body, apart from sorting. A body is read once, and written only in the forms in
//! which it differs.

use std::{borrow::Cow, cmp::Ordering};

use serde::de::IgnoredAny;

/// A way of writing sorted JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Form {
    /// Numbers and strings as JavaScript's `JSON.stringify` writes them, in place of as they came: `1.0` as `1`, `1e5`
    /// as `100000`, `"\/"` as `"/"`, `"\u00e9"` as `"é"`. A number that JavaScript would change (too many digits, too
    /// large) and a string that is no text (half of a surrogate pair) stay as they came.
    pub(crate) script_values: bool,
    /// Keys in the order of JavaScript objects: numbers such as `"10"` first, by value, then the others by their UTF-16
    /// units; in place of all by code points.
    pub(crate) script_order: bool,
    /// Sorts the objects inside arrays too, in place of leaving their keys in the order in which they came.
    pub(crate) sorted_in_arrays: bool,
}

impl Form {
    /// The likeliest: what `JSON.stringify` gives for an object rebuilt with its keys sorted, at any depth.
    pub(crate) const LIKELIEST: Self =
        Self { script_values: true, script_order: true, sorted_in_arrays: true };

    /// All forms, the likeliest first.
    fn all() -> impl Iterator<Item = Self> {
        (0..8).map(|bits| Self {
            script_values: bits & 4 == 0,
            script_order: bits & 2 == 0,
            sorted_in_arrays: bits & 1 == 0,
        })
    }
}

/// Deeper than anything that can be decoded.
const MAX_DEPTH: usize = 128;

/// A body that was read once, to be written in any form.
#[derive(Debug)]
pub(crate) struct Json<'a> {
    root: Node<'a>,
    /// The choices of a form that make a difference to this body. One that is set may still make none.
    differs: Form,
}

/// A value; all but arrays and objects are kept as the text they came as.
#[derive(Debug)]
enum Node<'a> {
    Scalar(Scalar<'a>),
    Array(Vec<Node<'a>>),
    Object(Vec<Member<'a>>),
}

#[derive(Debug)]
struct Scalar<'a> {
    written: &'a str,
    /// As JavaScript writes it, if that is another text.
    script: Option<Box<str>>,
}

#[derive(Debug)]
struct Member<'a> {
    name: Scalar<'a>,
    key: Cow<'a, str>,
    /// The key as a number, if JavaScript sorts it as one.
    index: Option<u32>,
    value: Node<'a>,
}

impl<'a> Json<'a> {
    /// Reads a body; `None` if it is not JSON, or too deep.
    pub(crate) fn read(body: &'a [u8]) -> Option<Self> {
        let text = str::from_utf8(body).ok()?;
        serde_json::from_str::<IgnoredAny>(text).ok()?;
        let differs = Form { script_values: false, script_order: false, sorted_in_arrays: false };
        let mut scan = Scan { text, position: 0, differs };
        let root = scan.value(0, false)?;
        Some(Self { root, differs: scan.differs })
    }

    /// The forms in which this body differs, the likeliest first.
    pub(crate) fn forms(&self) -> impl Iterator<Item = Form> {
        let Form { script_values, script_order, sorted_in_arrays } = self.differs;
        Form::all().filter(move |form| {
            (form.script_values || script_values)
                && (form.script_order || script_order)
                && (form.sorted_in_arrays || sorted_in_arrays)
        })
    }

    /// Writes it to the end of `text`.
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
            Self::Object(members) => {
                let mut members: Vec<&Member<'_>> = members.iter().collect();
                match (sorted, form.script_order) {
                    (true, true) => members.sort_by(|a, b| a.script_cmp(b)),
                    (true, false) => members.sort_by(|a, b| a.key.cmp(&b.key)),
                    (false, true) => members.sort_by_key(|member| member.index_or_last()),
                    (false, false) => {}
                }
                text.push('{');
                for (index, member) in members.iter().enumerate() {
                    if index > 0 {
                        text.push(',');
                    }
                    member.name.write(form, text);
                    text.push(':');
                    member.value.write(form, sorted, text);
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

impl<'a> Member<'a> {
    fn new(written: &'a str, value: Node<'a>) -> Self {
        let key = match written.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
            Some(plain) if !plain.contains('\\') => Cow::Borrowed(plain),
            _ => serde_json::from_str(written).map_or(Cow::Borrowed(written), Cow::Owned),
        };
        let index = index(&key);
        Self { name: Scalar::new(written), key, index, value }
    }

    /// The order of the keys of a JavaScript object that was built with its keys sorted.
    fn script_cmp(&self, other: &Self) -> Ordering {
        let by_index = self.index_or_last().cmp(&other.index_or_last());
        by_index.then_with(|| {
            // Only beyond ASCII do UTF-16 units have another order than the bytes of UTF-8.
            if self.key.is_ascii() || other.key.is_ascii() {
                self.key.cmp(&other.key)
            } else {
                self.key.encode_utf16().cmp(other.key.encode_utf16())
            }
        })
    }

    /// No key is `u32::MAX`: it is no index.
    fn index_or_last(&self) -> u32 {
        self.index.unwrap_or(u32::MAX)
    }
}

/// A key that JavaScript takes for the index of an array.
fn index(key: &str) -> Option<u32> {
    let is_number = key.bytes().all(|byte| byte.is_ascii_digit()) && (key == "0" || !key.starts_with('0'));
    key.parse().ok().filter(|index| is_number && *index < u32::MAX)
}

/// Splits text that is known to be JSON.
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
                let mut members = Vec::new();
                while !self.closes(b'}') {
                    let written = self.scalar()?;
                    self.space();
                    self.position += 1; // The colon.
                    let value = self.value(depth + 1, in_array)?;
                    let member = Member::new(written, value);
                    self.differs.script_values |= member.name.script.is_some();
                    members.push(member);
                }
                self.compare(&members, in_array);
                Node::Object(members)
            }
            _ => {
                let scalar = Scalar::new(self.scalar()?);
                self.differs.script_values |= scalar.script.is_some();
                Node::Scalar(scalar)
            }
        })
    }

    /// Notes what the order of these members depends on.
    fn compare(&mut self, members: &[Member<'_>], in_array: bool) {
        if members.len() < 2 {
            return;
        }
        // From U+E000 on, text sorts differently by UTF-16 units. In UTF-8, it begins with this byte.
        let special =
            |member: &Member<'_>| member.index.is_some() || member.key.bytes().any(|byte| byte >= 0xee);
        self.differs.script_order |= members.iter().any(special);
        self.differs.sorted_in_arrays |= in_array
            && !(members.is_sorted_by(|a, b| a.key <= b.key)
                && members.is_sorted_by(|a, b| a.script_cmp(b).is_le()));
    }

    /// Passes over `[`, `{` or a comma, or the closing bracket; whether it was the latter.
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

    /// Passes over a string, number or word.
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

/// A string, number or word as JavaScript writes it, if that is another text with the same meaning.
fn script(written: &str) -> Option<String> {
    let script = match written.as_bytes() {
        [b'"', ..] if written.contains('\\') => {
            serde_json::from_str::<String>(written).and_then(|text| serde_json::to_string(&text)).ok()
        }
        // So short a whole number is written as it came.
        [b'1'..=b'9', rest @ ..] if rest.len() < 15 && rest.iter().all(u8::is_ascii_digit) => None,
        [b'-' | b'0'..=b'9', ..] => number(written),
        _ => None,
    };
    script.filter(|script| script != written)
}

/// A number as JavaScript writes it; `None` if it has no such number.
fn number(written: &str) -> Option<String> {
    let nearest: f64 = written.parse().ok()?;
    // The shortest digits that are read back as the same number: what JavaScript uses.
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

/// The value of a number: whether it is negative, its digits, and where in them the point is. Zero has no digits.
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
