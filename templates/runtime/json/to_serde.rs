//! Passes JSON with sized strings to a serializer.

use serde::{
    Serialize, Serializer,
    ser::{Error, SerializeMap, SerializeSeq},
};

use super::Writer;

impl Writer {
    /// Returns a writer whose strings have their length in front of them instead of escapes, so that they need no parsing.
    pub(super) fn sized() -> Self {
        let mut writer = Self::default();
        writer.is_sized = true;
        writer
    }

    /// Writes a string with its length.
    pub(super) fn sized_string(&mut self, value: &str) {
        let mut length = value.len();
        self.out.reserve(length + 4);
        self.out.push(b'"');
        // Digits of base 64, the lowest first, in ASCII characters, so that the whole is UTF-8.
        let digit = |length: usize| u8::try_from(length % 64).unwrap_or_default();
        while length >= 64 {
            self.out.push(64 | digit(length));
            length /= 64;
        }
        self.out.push(digit(length));
        self.out.extend_from_slice(value.as_bytes());
        self.out.push(b'"');
    }
}

/// Returns the sized string that starts at an offset, and the offset of its end.
fn sized(text: &str, at: usize) -> (&str, usize) {
    let bytes = text.as_bytes();
    let (mut start, mut length, mut shift) = (at + 1, 0, 0);
    loop {
        let digit = usize::from(bytes[start]);
        start += 1;
        length |= (digit % 64) << shift;
        shift += 6;
        if digit < 64 {
            let end = start + length;
            return (&text[start..end], end + 1);
        }
    }
}

/// Passes JSON of [`Writer::sized`] to a serializer.
pub(super) fn serialize<S: Serializer>(text: &str, serializer: S) -> Result<S::Ok, S::Error> {
    Part { text, containers: &containers(text), at: 0, next: 0 }.serialize(serializer)
}

/// An array or object.
#[derive(Default)]
struct Container {
    /// How many items or properties it has.
    entries: usize,
    /// The offset after its closing bracket.
    end: usize,
    /// The index of the first container that starts after it.
    next: usize,
}

/// Returns the arrays and objects of a text, in the order in which they start.
fn containers(text: &str) -> Vec<Container> {
    let bytes = text.as_bytes();
    let mut containers: Vec<Container> = Vec::new();
    let mut open = Vec::new();
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'{' | b'[' => {
                let is_empty = matches!(bytes.get(at + 1), Some(b'}' | b']'));
                open.push(containers.len());
                containers.push(Container { entries: usize::from(!is_empty), ..Container::default() });
            }
            b'}' | b']' => {
                let next = containers.len();
                if let Some(container) = open.pop().and_then(|index| containers.get_mut(index)) {
                    (container.end, container.next) = (at + 1, next);
                }
            }
            b',' => {
                if let Some(container) = open.last().and_then(|index| containers.get_mut(*index)) {
                    container.entries += 1;
                }
            }
            b'"' => {
                at = sized(text, at).1;
                continue;
            }
            _ => {}
        }
        at += 1;
    }
    containers
}

/// A value of the text.
#[derive(Clone, Copy)]
struct Part<'t> {
    text: &'t str,
    containers: &'t [Container],
    /// The offset of the value.
    at: usize,
    /// The index of the first container that starts at this offset or after it.
    next: usize,
}

impl<'t> Part<'t> {
    fn byte(self) -> u8 {
        self.text.as_bytes()[self.at]
    }

    /// The first value in this array, or the first key in this object. The closing bracket, if there is none.
    fn first(self) -> Self {
        Self { at: self.at + 1, next: self.next + 1, ..self }
    }

    /// The key at this offset, and its value.
    fn entry(self) -> (&'t str, Self) {
        let (key, end) = sized(self.text, self.at);
        (key, Self { at: end + 1, ..self })
    }

    /// The number, `true`, `false` or `null` at this offset.
    fn word(self) -> &'t str {
        let rest = &self.text[self.at..];
        let length = rest.bytes().position(|byte| matches!(byte, b',' | b']' | b'}'));
        &rest[..length.unwrap_or(rest.len())]
    }

    /// The item or key after this value and a comma.
    fn after(self) -> Self {
        let (end, next) = match self.byte() {
            b'{' | b'[' => {
                let container = &self.containers[self.next];
                (container.end, container.next)
            }
            b'"' => (sized(self.text, self.at).1, self.next),
            _ => (self.at + self.word().len(), self.next),
        };
        Self { at: end + 1, next, ..self }
    }
}

impl Serialize for Part<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.byte() {
            b'{' => {
                let entries = self.containers[self.next].entries;
                let mut map = serializer.serialize_map(Some(entries))?;
                let mut at = self.first();
                for _ in 0..entries {
                    let (key, value) = at.entry();
                    map.serialize_entry(key, &value)?;
                    at = value.after();
                }
                map.end()
            }
            b'[' => {
                let entries = self.containers[self.next].entries;
                let mut list = serializer.serialize_seq(Some(entries))?;
                let mut item = self.first();
                for _ in 0..entries {
                    list.serialize_element(&item)?;
                    item = item.after();
                }
                list.end()
            }
            b'"' => serializer.serialize_str(sized(self.text, self.at).0),
            b't' => serializer.serialize_bool(true),
            b'f' => serializer.serialize_bool(false),
            // Formats without null, such as TOML, omit the property.
            b'n' => serializer.serialize_none(),
            _ => write_number(self.word(), serializer),
        }
    }
}

/// The most digits with which a number of 64 bits can be written.
const FLOAT_DIGITS: usize = 17;

fn write_number<S: Serializer>(written: &str, serializer: S) -> Result<S::Ok, S::Error> {
    // `-0` is a floating-point number.
    if let Ok(value) = written.parse()
        && written != "-0"
    {
        return serializer.serialize_i64(value);
    }
    if let Ok(value) = written.parse() {
        return serializer.serialize_u64(value);
    }
    let float: f64 = written.parse().map_err(S::Error::custom)?;
    if float.is_finite() && written.bytes().filter(u8::is_ascii_digit).count() <= FLOAT_DIGITS {
        return serializer.serialize_f64(float);
    }
    // With its feature `arbitrary_precision`, `serde_json` keeps all digits.
    match serde_json::from_str::<serde_json::Number>(written) {
        Ok(number) if number.to_string() == written => number.serialize(serializer),
        _ if float.is_finite() => serializer.serialize_f64(float),
        _ => Err(S::Error::custom("the number is too large")),
    }
}
