//! Splits multipart bodies into parts (RFC 2046).

use bytes::{Bytes, BytesMut};
use http::HeaderMap;

mod head;

use head::headers;
pub(crate) use head::parameter;

/// The maximum size of the headers of a part, in bytes.
const MAX_HEAD: usize = 64 << 10;
/// The maximum length of a boundary. The standard allows 70 characters.
const MAX_BOUNDARY: usize = 256;
/// The maximum number of spaces after a boundary.
const MAX_PADDING: usize = 256;

/// A part of a body, before its content is decoded.
#[derive(Debug)]
pub(crate) struct RawPart {
    pub(crate) headers: HeaderMap,
    pub(crate) content: Bytes,
    /// The position of the content in the body.
    pub(crate) offset: usize,
}

/// The result of a [`Splitter`].
#[derive(Debug)]
pub(crate) enum Step {
    Part(RawPart),
    /// More of the body is needed.
    Wait,
    /// The last part was complete.
    End,
    /// The body is not multipart, for this reason.
    Broken(&'static str),
}

/// Splits a body, of which chunks are added as they arrive. It reads each byte a limited number of times.
#[derive(Debug)]
pub(crate) struct Splitter {
    boundary: Vec<u8>,
    buffer: BytesMut,
    /// The number of bytes before the buffer.
    consumed: usize,
    /// The position in the buffer before which no delimiter begins.
    searched: usize,
    state: State,
    /// Whether lines end with a line feed alone, as in the first delimiter.
    bare: bool,
    /// Whether the body has ended.
    ended: bool,
}

#[derive(Debug)]
enum State {
    /// Before the first delimiter.
    Preamble,
    /// In the headers of a part. A line that is not complete yet begins at this position.
    Head(usize),
    Content(HeaderMap),
    Over,
}

/// The result of the comparison of a line with the delimiter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Line {
    Other,
    /// It can still become one.
    Incomplete,
    /// A delimiter of this length, and whether it ends with a line feed alone.
    Delimiter(usize, bool),
    /// The delimiter after the last part.
    Close,
}

impl Splitter {
    /// Creates a splitter for a body with this content type. `None` if the content type has no legal boundary.
    pub(crate) fn new(content_type: &str) -> Option<Self> {
        let boundary = parameter(content_type, "boundary")?.into_bytes();
        let is_legal = !boundary.is_empty()
            && boundary.len() <= MAX_BOUNDARY
            && boundary.iter().all(|byte| (b' '..=b'~').contains(byte));
        is_legal.then(|| Self {
            boundary: [b"--", &boundary[..]].concat(),
            buffer: BytesMut::new(),
            consumed: 0,
            searched: 0,
            state: State::Preamble,
            bare: false,
            ended: false,
        })
    }

    /// Adds a chunk.
    pub(crate) fn push(&mut self, chunk: &[u8]) {
        if !matches!(self.state, State::Over) {
            self.buffer.extend_from_slice(chunk);
        }
    }

    /// Marks the end of the body.
    pub(crate) fn end(&mut self) {
        self.ended = true;
    }

    /// The part of the body that is not split yet.
    pub(crate) fn pending(&self) -> &[u8] {
        &self.buffer
    }

    /// Returns the next part.
    pub(crate) fn next(&mut self) -> Step {
        loop {
            let step = match std::mem::replace(&mut self.state, State::Over) {
                State::Over => return Step::End,
                State::Preamble => self.preamble(),
                State::Head(start) => self.head(start),
                State::Content(headers) => Some(self.content(headers)),
            };
            if let Some(step) = step {
                return step;
            }
        }
    }

    fn preamble(&mut self) -> Option<Step> {
        // Some servers give the boundary with the dashes of the delimiter.
        if self.boundary.starts_with(b"----") && self.searched == 0 {
            match line(&self.buffer, &self.boundary[2..], self.ended) {
                Line::Delimiter(..) => drop(self.boundary.drain(..2)),
                Line::Incomplete if !self.ended => {
                    self.state = State::Preamble;
                    return Some(Step::Wait);
                }
                Line::Incomplete | Line::Close | Line::Other => {}
            }
        }
        match self.find(true) {
            Found::Nothing => {
                // The preamble means nothing. Its last byte shows whether a line begins after it.
                let over = self.searched.saturating_sub(1);
                drop(self.take(over));
                self.searched -= over;
                Some(self.wait(State::Preamble, "there is no boundary of parts in the body"))
            }
            Found::Delimiter { end: Some((end, bare)), .. } => {
                self.bare = bare;
                self.start_part(end);
                None
            }
            Found::Delimiter { end: None, .. } => Some(self.close()),
        }
    }

    /// Reads headers. `start` is the start of the line that is not complete yet.
    fn head(&mut self, mut start: usize) -> Option<Step> {
        loop {
            // A part without an empty line after its headers has no content.
            match line(&self.buffer[start..], &self.boundary, self.ended) {
                Line::Delimiter(length, _) => return Some(self.without_content(start, Some(length))),
                Line::Close => return Some(self.without_content(start, None)),
                Line::Incomplete if !self.ended => break,
                Line::Incomplete | Line::Other => {}
            }
            let from = self.searched.max(start);
            let Some(newline) = self.buffer[from..].iter().position(|byte| *byte == b'\n') else {
                self.searched = self.buffer.len();
                break;
            };
            let end = from + newline + 1;
            let is_empty = matches!(&self.buffer[start..end], b"\n" | b"\r\n");
            if end > MAX_HEAD {
                return Some(self.broken("the headers of a part are too long"));
            }
            if is_empty {
                let head = self.take(end);
                self.searched = 0;
                return match headers(&head[..start]) {
                    Ok(headers) => {
                        self.state = State::Content(headers);
                        None
                    }
                    Err(reason) => Some(self.broken(reason)),
                };
            }
            start = end;
        }
        if self.buffer.len() > MAX_HEAD {
            return Some(self.broken("the headers of a part are too long"));
        }
        Some(self.wait(State::Head(start), "the body ends in the headers of a part"))
    }

    /// Returns a part with the headers in front of the delimiter at `start`.
    fn without_content(&mut self, start: usize, delimiter: Option<usize>) -> Step {
        let head = self.take(start);
        match headers(&head) {
            Ok(headers) => {
                let part = RawPart { headers, content: Bytes::new(), offset: self.consumed };
                self.complete(part, delimiter)
            }
            Err(reason) => self.broken(reason),
        }
    }

    fn content(&mut self, headers: HeaderMap) -> Step {
        match self.find(false) {
            Found::Nothing => {
                self.wait(State::Content(headers), "the boundary after the last part is missing")
            }
            Found::Delimiter { start, end } => {
                let offset = self.consumed;
                let mut content = self.take(start);
                if content.ends_with(b"\n") {
                    content.truncate(content.len() - 1);
                    if content.ends_with(b"\r") && !self.bare {
                        content.truncate(content.len() - 1);
                    }
                }
                let part = RawPart { headers, content: content.freeze(), offset };
                self.complete(part, end.map(|(end, _)| end - start))
            }
        }
    }

    /// Returns a part. The delimiter after it is in front of the buffer; `None` if it is the last one.
    fn complete(&mut self, part: RawPart, delimiter: Option<usize>) -> Step {
        match delimiter {
            Some(length) => self.start_part(length),
            None => drop(self.close()),
        }
        Step::Part(part)
    }

    fn take(&mut self, length: usize) -> BytesMut {
        self.consumed += length;
        self.buffer.split_to(length)
    }

    fn start_part(&mut self, delimiter: usize) {
        drop(self.take(delimiter));
        self.searched = 0;
        self.state = State::Head(0);
    }

    fn close(&mut self) -> Step {
        self.buffer.clear();
        self.state = State::Over;
        Step::End
    }

    fn broken(&mut self, reason: &'static str) -> Step {
        self.close();
        Step::Broken(reason)
    }

    /// Waits for more of the body. If there is no more, it is broken.
    fn wait(&mut self, state: State, reason: &'static str) -> Step {
        if self.ended {
            return self.broken(reason);
        }
        self.state = state;
        Step::Wait
    }

    /// Finds the first delimiter. `in_preamble`: the end of lines is not known yet.
    fn find(&mut self, in_preamble: bool) -> Found {
        let mut start = 0;
        loop {
            let begins_line =
                start == 0 || in_preamble || self.bare || self.buffer[..start].ends_with(b"\r\n");
            // The buffer begins with a line, unless the start of it was searched before.
            if begins_line && (start > 0 || self.searched == 0) {
                match line(&self.buffer[start..], &self.boundary, self.ended) {
                    Line::Delimiter(length, bare) => {
                        return Found::Delimiter { start, end: Some((start + length, bare)) };
                    }
                    Line::Close => return Found::Delimiter { start, end: None },
                    Line::Incomplete if !self.ended => {
                        self.searched = start.saturating_sub(1);
                        return Found::Nothing;
                    }
                    Line::Other | Line::Incomplete => {}
                }
            }
            let from = self.searched.max(start);
            let Some(newline) = self.buffer[from..].iter().position(|byte| *byte == b'\n') else {
                self.searched = self.buffer.len();
                return Found::Nothing;
            };
            start = from + newline + 1;
        }
    }

    /// A splitter of the same body without its content.
    pub(crate) fn empty(&self) -> Self {
        let boundary = self.boundary.clone();
        let (bare, ended) = (self.bare, self.ended);
        Self { boundary, buffer: BytesMut::new(), consumed: 0, searched: 0, state: State::Over, bare, ended }
    }
}

/// Compares the line in front of `text` with the delimiter. `ended`: no text follows.
fn line(text: &[u8], delimiter: &[u8], ended: bool) -> Line {
    let common = text.len().min(delimiter.len());
    if text[..common] != delimiter[..common] {
        return Line::Other;
    }
    if common < delimiter.len() {
        return Line::Incomplete;
    }
    let (rest, is_close) = match &text[common..] {
        [b'-', b'-', rest @ ..] => (rest, true),
        [b'-'] => return Line::Incomplete,
        rest => (rest, false),
    };
    let padding = rest.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
    if padding > MAX_PADDING {
        return Line::Other;
    }
    let length = text.len() - rest.len() + padding;
    match (&rest[padding..], is_close) {
        ([b'\n', ..] | [b'\r', b'\n', ..], true) => Line::Close,
        ([] | [b'\r'], true) if ended => Line::Close,
        ([b'\n', ..], false) => Line::Delimiter(length + 1, true),
        ([b'\r', b'\n', ..], false) => Line::Delimiter(length + 2, false),
        ([] | [b'\r'], _) => Line::Incomplete,
        _ => Line::Other,
    }
}

/// The first delimiter in the buffer.
#[derive(Debug, Clone, Copy)]
enum Found {
    Nothing,
    Delimiter {
        /// The start of its line.
        start: usize,
        /// The end of its line, and whether it ends with a line feed alone. `None` if it is the last delimiter.
        end: Option<(usize, bool)>,
    },
}

// part: tests
#[cfg(test)]
#[path = "parts_tests.rs"]
mod tests;
// end
