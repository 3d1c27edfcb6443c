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
    pub(super) text: &'j str,
    pub(super) at: usize,
    depth: usize,
    /// The number of values that are still allowed.
    left: u64,
    /// Memory for strings with escapes.
    pub(super) unescaped: Vec<u8>,
    // part: unions
    /// The values of the last union that had to be searched.
    pub(super) tape: Option<Box<Tape>>,
    // end
}

/// A position to return to.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Mark {
    at: usize,
    depth: usize,
    left: u64,
}

/// The position in an array or object.
#[derive(Default)]
pub struct Entries {
    is_later: bool,
}

pub(super) type Read<T> = Result<T, JsonError>;

impl<'j> Reader<'j> {
    pub(crate) fn new(text: &'j str, max: Option<u64>) -> Self {
        Self {
            text,
            at: 0,
            depth: 0,
            left: max.unwrap_or(u64::MAX),
            unescaped: Vec::new(),
            // part: unions
            tape: None,
            // end
        }
    }

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

    // part: unions
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
    pub(super) fn peek(&mut self) -> Option<u8> {
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
    pub(super) fn syntax(&self, message: &'static str) -> JsonError {
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
            None => Err(self.too_many()),
        }
    }

    #[cold]
    fn too_many(&self) -> JsonError {
        JsonError::new(self.at, JsonFailure::TooManyValues)
    }

    /// Reads `null`, if it is next.
    #[inline]
    pub(crate) fn null(&mut self) -> Read<bool> {
        if self.peek() != Some(b'n') {
            return Ok(false);
        }
        self.literal(*b"null").map(|()| true)
    }

    #[inline]
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
        let next = self.peek();
        if next == Some(b',') && entries.is_later {
            self.at += 1;
        } else if next == Some(close) {
            self.at += 1;
            self.depth -= 1;
            return Ok(false);
        } else if next.is_none() || entries.is_later {
            return Err(self.not_separated());
        }
        entries.is_later = true;
        self.count(1)?;
        Ok(true)
    }

    #[cold]
    fn not_separated(&self) -> JsonError {
        match self.text.as_bytes().get(self.at) {
            Some(_) => self.syntax("expected `,` or the end of an array or object"),
            None => self.syntax("unexpected end of the JSON"),
        }
    }

    /// Returns whether the array has another item.
    #[inline]
    pub(crate) fn has_item(&mut self, entries: &mut Entries) -> Read<bool> {
        self.separated(entries, b']')
    }

    /// Reads items with `read`, which returns a value and the offset after it. Stops before an item for which it returns `None`.
    #[inline]
    pub(super) fn simple_items<T>(
        &mut self,
        items: &mut Vec<T>,
        entries: &mut Entries,
        read: impl Fn(&str, usize) -> Option<(T, usize)>,
    ) {
        // The position is in a variable, which takes less time than in `self`.
        let (bytes, mut at) = (self.text.as_bytes(), self.at);
        while self.left > 0 {
            while let Some(b' ' | b'\n' | b'\r' | b'\t') = bytes.get(at) {
                at += 1;
            }
            let Some((item, end)) = read(self.text, at) else { return };
            items.push(item);
            self.left -= 1;
            (self.at, entries.is_later) = (end, true);
            if bytes.get(end) != Some(&b',') {
                return;
            }
            at = end + 1;
        }
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

    /// Reads a value and returns its JSON.
    pub(crate) fn raw(&mut self) -> Read<&'j str> {
        let start = self.offset();
        self.skip()?;
        Ok(&self.text[start..self.at])
    }
}
