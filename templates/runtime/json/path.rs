//! Locates an error in a JSON document: its offset, and its path, such as `data[3].id`.
//!
//! serde reports the line and column at which parsing stopped, which can be after the invalid value. The bytes there,
//! and at most one more parse, are enough to find the value. So an error costs about as much as a success, and types
//! need no special deserializer.

use std::ops::Range;

use serde_json::error::{Category, Error};

/// Returns the offset and the path of `error` in `body`. `rejects` returns whether the type rejects the beginning of
/// a body for another reason than its early end. It is called at most once.
pub(crate) fn locate(body: &[u8], error: &Error, rejects: fn(&[u8]) -> bool) -> (usize, String) {
    let read = offset(body, error);
    let offset = match error.classify() {
        Category::Data => invalid_offset(body, read, rejects),
        Category::Syntax => read.saturating_sub(1),
        Category::Eof | Category::Io => read,
    };
    (offset, path(body, offset))
}

/// Returns the offset of a byte in the invalid value, if parsing stopped after the first `read` bytes of `body`.
///
/// serde records the position when it leaves the innermost array, object or plain value. It may already have read the
/// bracket or comma after a value that was rejected as a whole, such as a union. It has not read the opening bracket
/// of a value of the wrong type.
fn invalid_offset(body: &[u8], read: usize, rejects: fn(&[u8]) -> bool) -> usize {
    let space = |byte: &&u8| byte.is_ascii_whitespace();
    let next = read + body[read..].iter().take_while(space).count();
    let opens = matches!(body.get(next), Some(b'[' | b'{'));
    let Some((last, before)) = body[..read].trim_ascii_end().split_last() else { return next };
    let here = before.len();
    let before = before.trim_ascii_end();
    let earlier = before.len().saturating_sub(1);
    match last {
        b':' => next,
        b',' if opens && !rejects(before) => next,
        b',' => earlier,
        b'[' if opens && !rejects(&body[..=here]) => next,
        b']' | b'}' if rejects(before) => earlier,
        _ => here,
    }
}

/// Returns the offset of an error's line and column.
fn offset(body: &[u8], error: &Error) -> usize {
    let before: usize = body
        .split_inclusive(|byte| *byte == b'\n')
        .take(error.line().saturating_sub(1))
        .map(<[u8]>::len)
        .sum();
    (before + error.column()).min(body.len())
}

/// Returns the path of the innermost value at `offset`; `.` for the document as a whole.
fn path(body: &[u8], offset: usize) -> String {
    let mut path = Vec::new();
    let mut walk = Walk { body, position: 0, wanted: offset, depth: 0 };
    walk.value(&mut path);
    let mut text = String::new();
    for step in &path {
        match step {
            Segment::Index(index) => text.extend(["[", &index.to_string(), "]"]),
            Segment::Key(key) => {
                if !text.is_empty() {
                    text.push('.');
                }
                push_key(&mut text, &body[key.clone()]);
            }
        }
    }
    if text.is_empty() { ".".to_owned() } else { text }
}

/// The maximum length of a key that is shown, in characters. A server can send keys of any length.
const MAX_KEY: usize = 100;

/// Appends the text of a key, which is given with its quotes.
fn push_key(path: &mut String, raw: &[u8]) {
    let text = serde_json::from_slice(raw).unwrap_or_else(|_| String::from_utf8_lossy(raw).into_owned());
    path.extend(text.chars().take(MAX_KEY).map(|c| if c.is_control() { ' ' } else { c }));
    if text.chars().nth(MAX_KEY).is_some() {
        path.push('…');
    }
}

enum Segment {
    /// The position of the key, with its quotes.
    Key(Range<usize>),
    Index(usize),
}

/// More than serde's own limit.
const MAX_DEPTH: usize = 130;

struct Walk<'a> {
    body: &'a [u8],
    position: usize,
    wanted: usize,
    depth: usize,
}

impl Walk<'_> {
    /// Skips a value. Returns `true` if it contains the wanted offset, or if the text ends: `path` is its path then.
    fn value(&mut self, path: &mut Vec<Segment>) -> bool {
        self.space();
        if self.wanted < self.position || self.depth == MAX_DEPTH {
            // The wanted offset is between two values, so it belongs to the parent.
            return true;
        }
        self.depth += 1;
        let found = match self.peek() {
            Some(b'{') => self.entries(b'}', path, |walk, _| {
                let key = walk.string();
                walk.space();
                (walk.peek() == Some(b':')).then(|| walk.position += 1)?;
                Some(Segment::Key(key))
            }),
            Some(b'[') => self.entries(b']', path, |_, index| Some(Segment::Index(index))),
            Some(b'"') => {
                self.string();
                false
            }
            Some(_) => {
                let rest = &self.body[self.position..];
                let end =
                    |byte: &u8| matches!(byte, b',' | b'}' | b']' | b' ' | b'\n' | b'\r' | b'\t' | b':');
                self.position += rest.iter().position(end).unwrap_or(rest.len());
                false
            }
            None => true,
        };
        self.depth -= 1;
        found || self.wanted < self.position || self.position == self.body.len()
    }

    /// Skips the values of an object or array. `step` reads the key or index of the next one.
    fn entries(
        &mut self,
        close: u8,
        path: &mut Vec<Segment>,
        step: impl Fn(&mut Self, usize) -> Option<Segment>,
    ) -> bool {
        self.position += 1;
        for index in 0.. {
            self.space();
            match self.peek() {
                Some(byte) if byte == close => {
                    self.position += 1;
                    return false;
                }
                Some(b',') if index > 0 => {
                    self.position += 1;
                    self.space();
                }
                Some(_) if index == 0 => {}
                _ => return true,
            }
            let Some(next) = step(self, index) else { return true };
            self.space();
            if self.wanted < self.position {
                return true;
            }
            path.push(next);
            if self.value(path) {
                return true;
            }
            path.pop();
        }
        true
    }

    /// Skips a string and returns its position.
    fn string(&mut self) -> Range<usize> {
        let start = self.position;
        let mut escaped = false;
        let rest = self.body.get(start + 1..).unwrap_or_default();
        let length = rest.iter().position(|byte| {
            let closes = *byte == b'"' && !escaped;
            escaped = *byte == b'\\' && !escaped;
            closes
        });
        self.position = length.map_or(self.body.len(), |length| start + length + 2);
        start..self.position
    }

    fn space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\n' | b'\r' | b'\t')) {
            self.position += 1;
        }
    }

    fn peek(&self) -> Option<u8> {
        self.body.get(self.position).copied()
    }
}

// part: tests
#[cfg(test)]
#[path = "path_tests.rs"]
mod tests;
// end
