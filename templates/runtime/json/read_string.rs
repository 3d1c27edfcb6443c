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
        out.extend_from_slice(&bytes[start..self.at]);
        loop {
            match bytes.get(self.at) {
                Some(b'"') => break,
                Some(b'\\') => match self.short_escape() {
                    Some(byte) => out.push(byte),
                    None => out.extend_from_slice(self.unicode()?.encode_utf8(&mut [0; 4]).as_bytes()),
                },
                _ => return Err(self.unclosed()),
            }
            self.at += text::push_plain(&mut out, &bytes[self.at..]);
        }
        self.at += 1;
        // A copy has no more memory than it needs. It is UTF-8, because the text is.
        let string = std::str::from_utf8(&out).map(str::to_owned);
        self.unescaped = out;
        string.map_err(|_| self.syntax("invalid UTF-8"))
    }

    /// Reads an escape of two characters, if it is next.
    #[inline]
    fn short_escape(&mut self) -> Option<u8> {
        let byte = match self.text.as_bytes().get(self.at + 1)? {
            byte @ (b'"' | b'\\' | b'/') => *byte,
            b'b' => 0x8,
            b'f' => 0xC,
            b'n' => b'\n',
            b'r' => b'\r',
            b't' => b'\t',
            _ => return None,
        };
        self.at += 2;
        Some(byte)
    }

    /// Reads an escape of a code unit. A surrogate without its counterpart is read as U+FFFD.
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
                Some(b'\\') if self.short_escape().is_some() => {}
                Some(b'\\') => drop(self.unicode()?),
                _ => return Err(self.unclosed()),
            }
        }
    }
}
