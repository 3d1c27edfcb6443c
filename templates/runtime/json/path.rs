//! Where reading a JSON document failed: the byte, and its path such as `data[3].id`.
//!
//! The errors of serde have a line and a column. The column says how far the reader got, which is sometimes past the
//! value at fault. One look at the bytes there, and at most one more parse, finds that value. So an error costs about as
//! much as a success, and no type pays for a second kind of deserializer.

use std::ops::Range;

use serde_json::error::{Category, Error};

/// Where `error` is in `body`. `refuses` says whether the type that was read finds fault with the beginning of a body,
/// other than that it ends too early. It is called once at most.
pub(crate) fn locate(body: &[u8], error: &Error, refuses: fn(&[u8]) -> bool) -> (usize, String) {
    let read = offset(body, error);
    let offset = match error.classify() {
        Category::Data => culprit(body, read, refuses),
        Category::Syntax => read.saturating_sub(1),
        Category::Eof | Category::Io => read,
    };
    (offset, path(body, offset))
}

/// A byte of the value at fault, where the reader had taken the first `read` bytes of `body` when it gave up.
///
/// serde notes the position when it leaves the innermost array, object or plain value. By then it may have taken the
/// bracket or comma after a value that refused itself, such as a union. It has not taken the bracket that opens a value
/// of the wrong kind.
fn culprit(body: &[u8], read: usize, refuses: fn(&[u8]) -> bool) -> usize {
    let space = |byte: &&u8| byte.is_ascii_whitespace();
    let next = read + body[read..].iter().take_while(space).count();
    let opens = matches!(body.get(next), Some(b'[' | b'{'));
    let Some((last, before)) = body[..read].trim_ascii_end().split_last() else { return next };
    let here = before.len();
    let before = before.trim_ascii_end();
    let earlier = before.len().saturating_sub(1);
    match last {
        b':' => next,
        b',' if opens && !refuses(before) => next,
        b',' => earlier,
        b'[' if opens && !refuses(&body[..=here]) => next,
        b']' | b'}' if refuses(before) => earlier,
        _ => here,
    }
}

/// The offset of an error's line and column.
fn offset(body: &[u8], error: &Error) -> usize {
    let before: usize = body
        .split_inclusive(|byte| *byte == b'\n')
        .take(error.line().saturating_sub(1))
        .map(<[u8]>::len)
        .sum();
    (before + error.column()).min(body.len())
}

/// The path of the innermost value around `offset`; `.` for the document as a whole.
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

/// How much of a key is shown, in characters: a server may send keys of any length.
const MAX_KEY: usize = 100;

/// Adds the text of a key, which is given with its quotes.
fn push_key(path: &mut String, raw: &[u8]) {
    let text = serde_json::from_slice(raw).unwrap_or_else(|_| String::from_utf8_lossy(raw).into_owned());
    path.extend(text.chars().take(MAX_KEY).map(|c| if c.is_control() { ' ' } else { c }));
    if text.chars().nth(MAX_KEY).is_some() {
        path.push('…');
    }
}

enum Segment {
    /// Where the key is, with its quotes.
    Key(Range<usize>),
    Index(usize),
}

/// Deeper than serde reads.
const MAX_DEPTH: usize = 130;

struct Walk<'a> {
    body: &'a [u8],
    position: usize,
    wanted: usize,
    depth: usize,
}

impl Walk<'_> {
    /// Passes over one value. `true` if it holds the wanted offset or the text breaks off: `path` is then its path.
    fn value(&mut self, path: &mut Vec<Segment>) -> bool {
        self.space();
        if self.wanted < self.position || self.depth == MAX_DEPTH {
            // The wanted offset stands between this value and the one before it: it belongs to the parent.
            return true;
        }
        self.depth += 1;
        let found = match self.peek() {
            Some(b'{') => self.members(b'}', path, |walk, _| {
                let key = walk.string();
                walk.space();
                (walk.peek() == Some(b':')).then(|| walk.position += 1)?;
                Some(Segment::Key(key))
            }),
            Some(b'[') => self.members(b']', path, |_, index| Some(Segment::Index(index))),
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

    /// Passes over the members of an object or array; `step` reads what leads to the next one.
    fn members(
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

    /// Passes over a string and says where it is.
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
