//! Reads JSON, one value after the other.

use std::borrow::Cow;

// part: unions
use super::fit::Tape;
// end
use super::{JsonError, JsonFailure, Slot, text};

/// The deepest nesting of arrays and objects.
pub(super) const MAX_DEPTH: usize = 128;

/// The additional values that an object counts as: a struct reserves memory for all its properties.
const OBJECT: u64 = 7;

/// Reads JSON, one value after the other.
pub struct Reader<'j> {
    text: &'j str,
    at: usize,
    depth: usize,
    /// How many more values are allowed.
    left: u64,
    /// Memory for strings with escapes.
    unescaped: String,
    // part: unions
    /// The values of the last union that had to be searched.
    pub(super) tape: Option<Box<Tape>>,
    // end
}

/// A number of few digits.
struct Short {
    is_negative: bool,
    /// The digits before and after the decimal point.
    digits: u64,
    /// How many of them are after the decimal point.
    fraction: usize,
    /// The offset after the number.
    end: usize,
}

/// Appends the digits at a position to a number, and returns how many there are. The number is wrong if it has more than 19 digits.
#[inline]
fn read_digits(text: &[u8], number: &mut u64, at: &mut usize) -> usize {
    let start = *at;
    while let Some(byte @ b'0'..=b'9') = text.get(*at) {
        *number = number.wrapping_mul(10).wrapping_add(u64::from(byte - b'0'));
        *at += 1;
    }
    *at - start
}

// part: unions
/// A position to return to.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Mark {
    at: usize,
    depth: usize,
    left: u64,
}
// end

/// The position in an array or object.
#[derive(Default)]
pub(crate) struct Entries {
    is_later: bool,
}

type Read<T> = Result<T, JsonError>;

impl<'j> Reader<'j> {
    pub(crate) fn new(text: &'j str, max: Option<u64>) -> Self {
        Self {
            text,
            at: 0,
            depth: 0,
            left: max.unwrap_or(u64::MAX),
            unescaped: String::new(),
            // part: unions
            tape: None,
            // end
        }
    }

    /// Returns a reader that starts at a value that this reader has passed. The values were counted the first time.
    pub(crate) fn again(&self, offset: usize) -> Self {
        Self { at: offset, depth: self.depth, ..Self::new(self.text, None) }
    }

    // part: unions
    /// Returns the position of the next value.
    pub(crate) fn mark(&mut self) -> Mark {
        self.peek();
        Mark { at: self.at, depth: self.depth, left: self.left }
    }

    /// Returns to a position. What follows is counted again.
    pub(crate) fn return_to(&mut self, mark: Mark) {
        (self.at, self.depth, self.left) = (mark.at, mark.depth, mark.left);
    }

    /// Returns to a position. What follows has been counted.
    pub(crate) fn repeat_from(&mut self, mark: Mark) {
        (self.at, self.depth, self.left) = (mark.at, mark.depth, u64::MAX);
    }

    /// Moves to the end of a value that has been indexed.
    pub(super) fn move_to(&mut self, at: usize) {
        self.at = at;
    }

    pub(super) fn text(&self) -> &'j str {
        self.text
    }

    /// Returns whether the next value is an object.
    pub(crate) fn is_object(&mut self) -> bool {
        self.peek() == Some(b'{')
    }
    // end

    /// Fails if something follows the value.
    pub(super) fn end(&mut self) -> Read<()> {
        match self.peek() {
            None => Ok(()),
            Some(_) => Err(self.syntax("unexpected characters after the value")),
        }
    }

    /// Returns the next byte that is not white space.
    #[inline]
    fn peek(&mut self) -> Option<u8> {
        let bytes = self.text.as_bytes();
        loop {
            match bytes.get(self.at) {
                Some(b' ' | b'\n' | b'\r' | b'\t') => self.at += 1,
                other => return other.copied(),
            }
        }
    }

    /// Returns the offset of the next value.
    pub(crate) fn offset(&mut self) -> usize {
        self.peek();
        self.at
    }

    /// Returns the offset after the last value that was read.
    pub(super) fn at(&self) -> usize {
        self.at
    }

    /// Returns the JSON that has not been read.
    pub(super) fn rest(&self) -> &'j str {
        &self.text[self.at..]
    }

    #[cold]
    fn syntax(&self, message: &'static str) -> JsonError {
        JsonError::syntax(self.at, message)
    }

    /// Returns the error of a value that is not of the expected type.
    #[cold]
    pub(crate) fn unexpected(&mut self, expected: &'static str) -> JsonError {
        let found = match self.peek() {
            None => return self.syntax("unexpected end of the JSON"),
            Some(b'"') => "a string",
            Some(b'{') => "an object",
            Some(b'[') => "an array",
            Some(b't' | b'f') => "a boolean",
            Some(b'n') => "null",
            Some(b'-' | b'0'..=b'9') => "a number",
            Some(_) => return self.syntax("expected a value"),
        };
        JsonError::new(self.at, JsonFailure::Unexpected { expected, found })
    }

    /// Returns the error of a value of the right JSON type that is not one of the expected values.
    #[cold]
    pub(crate) fn invalid(offset: usize, expected: &'static str, found: &'static str) -> JsonError {
        JsonError::new(offset, JsonFailure::Unexpected { expected, found })
    }

    #[inline]
    fn count(&mut self, values: u64) -> Read<()> {
        match self.left.checked_sub(values) {
            Some(left) => {
                self.left = left;
                Ok(())
            }
            None => Err(JsonError::new(self.at, JsonFailure::TooManyValues)),
        }
    }

    /// Reads `null`, if it is next.
    pub(crate) fn null(&mut self) -> Read<bool> {
        if self.peek() != Some(b'n') {
            return Ok(false);
        }
        self.literal(*b"null").map(|()| true)
    }

    pub(crate) fn boolean(&mut self) -> Read<bool> {
        match self.peek() {
            Some(b't') => self.literal(*b"true").map(|()| true),
            Some(b'f') => self.literal(*b"false").map(|()| false),
            _ => Err(self.unexpected("a boolean")),
        }
    }

    #[inline]
    fn literal<const N: usize>(&mut self, literal: [u8; N]) -> Read<()> {
        if self.text.as_bytes()[self.at..].first_chunk() != Some(&literal) {
            return Err(self.syntax("expected a value"));
        }
        self.at += N;
        Ok(())
    }

    /// Reads an integer of few digits without a fraction or an exponent, if it is next.
    #[inline]
    pub(crate) fn short_integer(&mut self) -> Option<i64> {
        let Short { is_negative, digits, end, .. } = self.short(false)?;
        let value = i64::try_from(digits).ok()?;
        self.at = end;
        Some(if is_negative { -value } else { value })
    }

    /// Reads a number that a float represents exactly but for its decimal point, if it is next.
    pub(crate) fn short_float(&mut self) -> Option<f64> {
        const POWERS: [f64; 16] =
            [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];
        /// Larger integers are rounded.
        const MAX: u64 = 1 << f64::MANTISSA_DIGITS;
        let Short { is_negative, digits, fraction, end } = self.short(true)?;
        let power = POWERS.get(fraction).filter(|_| digits <= MAX)?;
        self.at = end;
        #[allow(clippy::cast_precision_loss, reason = "it is not larger than `MAX`")]
        // Both are exact, so the quotient is the nearest float.
        let value = digits as f64 / power;
        Some(if is_negative { -value } else { value })
    }

    /// Returns the number that is next, if it has few digits and no exponent.
    #[inline]
    fn short(&mut self, has_fraction: bool) -> Option<Short> {
        /// As many digits always fit into 63 bits.
        const DIGITS: usize = 18;
        self.peek();
        let number = &self.text.as_bytes()[self.at..];
        let is_negative = number.first() == Some(&b'-');
        let start = usize::from(is_negative);
        let (mut digits, mut length) = (0, start);
        let whole = read_digits(number, &mut digits, &mut length);
        let mut fraction = 0;
        if has_fraction && number.get(length) == Some(&b'.') {
            length += 1;
            fraction = read_digits(number, &mut digits, &mut length);
            if fraction == 0 {
                return None;
            }
        }
        let has_zero = number.get(start) == Some(&b'0') && whole > 1;
        let goes_on = matches!(number.get(length), Some(b'.' | b'e' | b'E'));
        if whole == 0 || has_zero || goes_on || whole + fraction > DIGITS {
            return None;
        }
        Some(Short { is_negative, digits, fraction, end: self.at + length })
    }

    /// Reads a number, as it is written.
    pub(crate) fn number(&mut self, expected: &'static str) -> Read<&'j str> {
        let Some(b'-' | b'0'..=b'9') = self.peek() else { return Err(self.unexpected(expected)) };
        let start = self.at;
        let byte = |at: usize| self.text.as_bytes().get(at).copied();
        let digits = |mut at: usize| {
            while matches!(byte(at), Some(b'0'..=b'9')) {
                at += 1;
            }
            at
        };
        let first = if byte(start) == Some(b'-') { start + 1 } else { start };
        let mut end = digits(first);
        let mut is_valid = end > first && (byte(first) != Some(b'0') || end == first + 1);
        if byte(end) == Some(b'.') {
            let fraction = digits(end + 1);
            is_valid &= fraction > end + 1;
            end = fraction;
        }
        if matches!(byte(end), Some(b'e' | b'E')) {
            let sign = if matches!(byte(end + 1), Some(b'+' | b'-')) { end + 2 } else { end + 1 };
            let exponent = digits(sign);
            is_valid &= exponent > sign;
            end = exponent;
        }
        self.at = end;
        if is_valid { Ok(&self.text[start..end]) } else { Err(self.syntax("invalid number")) }
    }

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

    /// Reads the opening bracket of an array.
    pub(crate) fn array(&mut self) -> Read<Entries> {
        match self.peek() {
            Some(b'[') => self.open(),
            _ => Err(self.unexpected("an array")),
        }
    }

    /// Reads the opening bracket of an object.
    pub(crate) fn object(&mut self) -> Read<Entries> {
        match self.peek() {
            Some(b'{') => {
                self.count(OBJECT)?;
                self.open()
            }
            _ => Err(self.unexpected("an object")),
        }
    }

    fn open(&mut self) -> Read<Entries> {
        if self.depth == MAX_DEPTH {
            return Err(JsonError::new(self.at, JsonFailure::TooDeep));
        }
        self.depth += 1;
        self.at += 1;
        Ok(Entries::default())
    }

    /// Reads what separates the entries of an array or object. Returns `false` after the closing bracket.
    #[inline]
    fn separated(&mut self, entries: &mut Entries, close: u8) -> Read<bool> {
        match self.peek() {
            Some(byte) if byte == close => {
                self.at += 1;
                self.depth -= 1;
                return Ok(false);
            }
            Some(b',') if entries.is_later => self.at += 1,
            Some(_) if !entries.is_later => entries.is_later = true,
            Some(_) => return Err(self.syntax("expected `,` or the end of an array or object")),
            None => return Err(self.syntax("unexpected end of the JSON")),
        }
        self.count(1)?;
        Ok(true)
    }

    /// Returns whether the array has another item.
    pub(crate) fn has_item(&mut self, entries: &mut Entries) -> Read<bool> {
        self.separated(entries, b']')
    }

    /// Reads the key of the next property, if there is one.
    pub(crate) fn key(&mut self, entries: &mut Entries) -> Read<Option<Cow<'j, str>>> {
        if !self.separated(entries, b'}')? {
            return Ok(None);
        }
        if self.peek() != Some(b'"') {
            return Err(self.syntax("expected a key"));
        }
        let key = self.string("a key")?;
        self.colon()?;
        Ok(Some(key))
    }

    /// Like [`key`](Self::key), but returns the offsets of the key with its quotes.
    pub(super) fn key_span(&mut self, entries: &mut Entries) -> Read<Option<(usize, usize)>> {
        if !self.separated(entries, b'}')? {
            return Ok(None);
        }
        if self.peek() != Some(b'"') {
            return Err(self.syntax("expected a key"));
        }
        let start = self.at;
        self.skip_string()?;
        let end = self.at;
        self.colon()?;
        Ok(Some((start, end)))
    }

    #[inline]
    fn colon(&mut self) -> Read<()> {
        match self.peek() {
            Some(b':') => {
                self.at += 1;
                Ok(())
            }
            _ => Err(self.syntax("expected `:`")),
        }
    }

    /// Reads a value and ignores it.
    pub(crate) fn skip(&mut self) -> Read<()> {
        match self.peek() {
            Some(b'"') => self.skip_string(),
            Some(b'{') => {
                let mut entries = self.object()?;
                while self.key(&mut entries)?.is_some() {
                    self.skip()?;
                }
                Ok(())
            }
            Some(b'[') => {
                let mut entries = self.array()?;
                while self.has_item(&mut entries)? {
                    self.skip()?;
                }
                Ok(())
            }
            Some(b't' | b'f') => self.boolean().map(drop),
            Some(b'n') => self.null().map(drop),
            _ => self.number("a value").map(drop),
        }
    }

    /// Reads a string and ignores it.
    fn skip_string(&mut self) -> Read<()> {
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

    /// Reads a value and returns its JSON.
    pub(crate) fn raw(&mut self) -> Read<&'j str> {
        let start = self.offset();
        self.skip()?;
        Ok(&self.text[start..self.at])
    }
}
