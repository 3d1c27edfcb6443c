//! Writes JSON.

use serde_json::Value;

use super::{WriteJson, from_slice, text};

/// Writes JSON.
#[derive(Default)]
pub struct Writer {
    pub(super) out: Vec<u8>,
    /// The tag of the next object: a property and its value.
    tag: Option<(&'static str, &'static str)>,
    /// Whether strings are written with their length and without escapes.
    #[cfg(feature = "serde")]
    pub(super) is_sized: bool,
}

impl Writer {
    pub(super) fn into_bytes(self) -> Vec<u8> {
        self.out
    }

    pub(super) fn into_string(self) -> String {
        // Only strings and ASCII characters are written.
        String::from_utf8(self.out).unwrap_or_default()
    }

    /// Returns the value that was written. A string without escapes needs no parsing.
    pub(super) fn into_value(self) -> Value {
        let mut out = self.out;
        match &out[..] {
            [b'"', inner @ .., b'"'] if text::plain(inner) == inner.len() => {
                out.truncate(out.len() - 1);
                out.remove(0);
                // Only strings and ASCII characters are written.
                Value::String(String::from_utf8(out).unwrap_or_default())
            }
            _ => from_slice(&out).unwrap_or_default(),
        }
    }

    /// Like [`into_value`](Self::into_value), but a number or a boolean becomes its text, which needs no parsing.
    pub(super) fn into_parameter(self) -> Value {
        match self.out.first() {
            Some(b'-' | b'0'..=b'9' | b't' | b'f') => Value::String(self.into_string()),
            _ => self.into_value(),
        }
    }

    /// Writes JSON as it is.
    #[inline]
    pub(crate) fn raw(&mut self, json: &str) {
        self.out.extend_from_slice(json.as_bytes());
    }

    // part: xml
    /// Returns how many bytes were written.
    #[cfg(feature = "xml")]
    pub(crate) fn offset(&self) -> usize {
        self.out.len()
    }
    // end

    pub(super) fn length(&self) -> usize {
        self.out.len()
    }

    /// Returns what was written after the first `length` bytes.
    #[cfg(feature = "serde")]
    pub(super) fn written(&self, length: usize) -> &str {
        std::str::from_utf8(&self.out[length..]).unwrap_or_default()
    }

    /// Removes what was written after the first `length` bytes.
    pub(super) fn truncate(&mut self, length: usize) {
        self.out.truncate(length);
    }

    #[inline]
    pub(crate) fn null(&mut self) {
        self.raw("null");
    }

    #[inline]
    pub(crate) fn boolean(&mut self, value: bool) {
        if value {
            self.raw("true");
        } else {
            self.raw("false");
        }
    }

    #[inline]
    pub(crate) fn integer(&mut self, value: impl itoa::Integer) {
        self.raw(itoa::Buffer::new().format(value));
    }

    /// Writes a number. One without a fraction is written as an integer; one that is not finite is written as `null`.
    #[inline]
    pub(crate) fn float(&mut self, value: f64) {
        if value.is_finite() {
            let mut buffer = zmij::Buffer::new();
            let text = buffer.format_finite(value);
            self.raw(text.strip_suffix(".0").unwrap_or(text));
        } else {
            self.null();
        }
    }

    /// Writes a string that needs no escapes.
    pub(crate) fn display(&mut self, value: &impl std::fmt::Display) {
        #[cfg(feature = "serde")]
        if self.is_sized {
            return self.sized_string(&value.to_string());
        }
        // Writing to memory does not fail.
        let _ = std::io::Write::write_fmt(&mut self.out, format_args!("\"{value}\""));
    }

    pub(crate) fn string(&mut self, value: &str) {
        #[cfg(feature = "serde")]
        if self.is_sized {
            return self.sized_string(value);
        }
        self.out.push(b'"');
        self.characters(value.as_bytes());
        self.out.push(b'"');
    }

    /// Writes the characters of a string.
    fn characters(&mut self, value: &[u8]) {
        if text::is_short_and_plain(value) {
            return text::push_short(&mut self.out, value);
        }
        self.out.reserve(value.len() + 1);
        let mut rest = value;
        while let Some((byte, after)) = rest[text::push_plain(&mut self.out, rest)..].split_first() {
            self.escape(*byte);
            rest = after;
        }
    }

    #[inline]
    fn escape(&mut self, byte: u8) {
        const HEX: &[u8; 16] = b"0123456789abcdef";
        let short = match byte {
            b'"' | b'\\' => byte,
            0x8 => b'b',
            0xC => b'f',
            b'\n' => b'n',
            b'\r' => b'r',
            b'\t' => b't',
            _ => {
                self.out.extend_from_slice(b"\\u00");
                self.out.extend_from_slice(&[HEX[usize::from(byte >> 4)], HEX[usize::from(byte & 0xF)]]);
                return;
            }
        };
        self.out.extend_from_slice(&[b'\\', short]);
    }

    /// Writes the next object with a tag as its first property, unless it has that property itself.
    pub(crate) fn tagged(&mut self, property: &'static str, tag: &'static str, value: &dyn WriteJson) {
        self.tag = Some((property, tag));
        value.write(self);
        self.tag = None;
    }

    /// Writes the opening bracket of an object, and its tag. Returns the tag.
    pub(super) fn open_object(&mut self) -> Option<(&'static str, &'static str)> {
        self.out.push(b'{');
        let tag = self.tag.take();
        if let Some((property, value)) = tag {
            self.key(property);
            self.string(value);
        }
        tag
    }

    pub(super) fn close_object(&mut self) {
        self.out.push(b'}');
    }

    /// Writes the key of a property.
    pub(super) fn key(&mut self, key: &str) {
        #[cfg(feature = "serde")]
        if self.is_sized {
            if self.out.last() != Some(&b'{') {
                self.out.push(b',');
            }
            self.sized_string(key);
            return self.out.push(b':');
        }
        if self.out.last() == Some(&b'{') {
            self.out.push(b'"');
        } else {
            self.out.extend_from_slice(b",\"");
        }
        self.characters(key.as_bytes());
        self.out.extend_from_slice(b"\":");
    }

    /// Writes the opening bracket of an array.
    pub(super) fn open_array(&mut self) {
        self.tag = None;
        self.out.push(b'[');
    }

    /// Writes the comma before an item.
    #[inline]
    pub(super) fn separate_item(&mut self, index: usize) {
        if index > 0 {
            self.out.push(b',');
        }
    }

    pub(super) fn close_array(&mut self) {
        self.out.push(b']');
    }

    /// Writes an object.
    pub(crate) fn object<'v, T: WriteJson + 'v>(&mut self, entries: impl Iterator<Item = (&'v str, &'v T)>) {
        let tag = self.open_object();
        for (key, value) in entries {
            if tag.is_none_or(|(property, _)| property != key) {
                self.key(key);
                value.write(self);
            }
        }
        self.close_object();
    }
}
