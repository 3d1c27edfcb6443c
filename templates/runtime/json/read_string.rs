//! Reads strings.

use std::borrow::Cow;

use super::{
    JsonError,
    reader::{Read, Reader},
    text,
};

impl<'j> Reader<'j> {
    /// Reads a string.
    pub(crate) fn string(&mut self, expected: &'static str) -> Read<Cow<'j, str>> {
        if self.peek() != Some(b'"') {
            return Err(self.unexpected(expected));
        }
        let start = self.at + 1;
        let bytes = self.text.as_bytes();
        let end = start + text::plain(&bytes[start..]);
        self.at = end;
        match bytes.get(end) {
            Some(b'"') => {
                self.at = end + 1;
                Ok(Cow::Borrowed(&self.text[start..end]))
            }
            Some(b'\\') => self.escaped(start).map(Cow::Owned),
            _ => Err(self.unclosed()),
        }
    }

    #[cold]
    fn unclosed(&self) -> JsonError {
        match self.text.as_bytes().get(self.at) {
            None => self.syntax("unexpected end of the JSON"),
            Some(_) => self.syntax("control character in a string"),
        }
    }

    /// Reads the rest of a string. The position is its first backslash.
    fn escaped(&mut self, start: usize) -> Read<String> {
        let bytes = self.text.as_bytes();
        let mut out = std::mem::take(&mut self.unescaped);
        out.clear();
        let mut plain = start;
        loop {
            out.push_str(&self.text[plain..self.at]);
            match bytes.get(self.at) {
                Some(b'"') => break,
                Some(b'\\') => out.push(self.escape()?),
                _ => return Err(self.unclosed()),
            }
            plain = self.at;
            self.at += text::plain(&bytes[plain..]);
        }
        self.at += 1;
        // A copy has no more memory than it needs.
        let string = out.as_str().to_owned();
        self.unescaped = out;
        Ok(string)
    }

    /// Reads an escape. A surrogate without its counterpart is read as U+FFFD.
    fn escape(&mut self) -> Read<char> {
        let character = match self.text.as_bytes().get(self.at + 1) {
            Some(b'"') => '"',
            Some(b'\\') => '\\',
            Some(b'/') => '/',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{C}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => return self.unicode(),
            _ => return Err(self.syntax("invalid escape")),
        };
        self.at += 2;
        Ok(character)
    }

    fn unicode(&mut self) -> Read<char> {
        let first = self.code_unit(self.at).ok_or_else(|| self.syntax("invalid escape"))?;
        self.at += 6;
        if let 0xD800..=0xDBFF = first
            && let Some(second @ 0xDC00..=0xDFFF) = self.code_unit(self.at)
        {
            self.at += 6;
            let code = 0x10000 + ((u32::from(first) & 0x3FF) << 10) + (u32::from(second) & 0x3FF);
            return Ok(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER));
        }
        Ok(char::from_u32(u32::from(first)).unwrap_or(char::REPLACEMENT_CHARACTER))
    }

    /// Returns the value of the escape `\uXXXX` at a position.
    fn code_unit(&self, at: usize) -> Option<u16> {
        let digits = self.text.get(at..at + 6)?.strip_prefix("\\u")?;
        let is_hex = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
        is_hex.then(|| u16::from_str_radix(digits, 16).ok()).flatten()
    }

    /// Reads a string that `parse` accepts.
    pub(crate) fn parsed<T>(
        &mut self,
        expected: &'static str,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Read<T> {
        let offset = self.offset();
        let text = self.string(expected)?;
        parse(&text).ok_or_else(|| Self::invalid(offset, expected, "another string"))
    }

    /// Reads a string and ignores it.
    pub(super) fn skip_string(&mut self) -> Read<()> {
        self.at += 1;
        loop {
            let bytes = self.text.as_bytes();
            self.at += text::plain(&bytes[self.at..]);
            match bytes.get(self.at) {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(());
                }
                Some(b'\\') => drop(self.escape()?),
                _ => return Err(self.unclosed()),
            }
        }
    }
}
