//! Positions in a text: lines, columns, and the token at an offset.

use std::ops::Range;

/// A position in a text.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Location {
    /// Starts at 1.
    pub line: usize,
    /// In characters, starting at 1.
    pub column: usize,
    /// The bytes to underline: a key or a scalar.
    pub span: Range<usize>,
}

impl Location {
    /// The location of `span`, moved to the nearest character boundaries in `text`.
    pub fn new(text: &str, span: Range<usize>) -> Self {
        Lines::new(text).locate(span)
    }

    /// The locations of several spans, in linear time.
    pub(crate) fn all(text: &str, spans: &[Range<usize>]) -> Vec<Self> {
        Lines::new(text).locate_all(spans)
    }
}

/// The offsets at which the lines of a text begin.
pub(super) struct Lines<'t> {
    text: &'t str,
    starts: Vec<usize>,
}

impl<'t> Lines<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        let starts = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        Self { text, starts }
    }

    pub(super) fn locate(&self, span: Range<usize>) -> Location {
        self.locate_after(&mut (0, 0), span)
    }

    /// Like [`Self::locate`], for many spans, in linear time even if the text has a single line.
    pub(super) fn locate_all(&self, spans: &[Range<usize>]) -> Vec<Location> {
        let mut order: Vec<usize> = (0..spans.len()).collect();
        order.sort_by_key(|&at| spans[at].start);
        let mut counted = (0, 0);
        let mut located: Vec<(usize, Location)> =
            order.into_iter().map(|at| (at, self.locate_after(&mut counted, spans[at].clone()))).collect();
        located.sort_by_key(|(at, _)| *at);
        located.into_iter().map(|(_, location)| location).collect()
    }

    /// `counted` is an offset, and the number of characters before it in its line.
    fn locate_after(&self, counted: &mut (usize, usize), span: Range<usize>) -> Location {
        let start = floor(self.text, span.start);
        let end = floor(self.text, span.end).max(start);
        let line = self.starts.partition_point(|line| *line <= start);
        let line_start = self.starts.get(line.saturating_sub(1)).copied().unwrap_or(0);
        let (from, before) =
            if (line_start..=start).contains(&counted.0) { *counted } else { (line_start, 0) };
        *counted = (start, before + self.text[from..start].chars().count());
        Location { line, column: counted.1 + 1, span: start..end }
    }
}

/// The greatest character boundary of `text` that is not beyond `offset`.
pub(crate) fn floor(text: &str, offset: usize) -> usize {
    let mut at = offset.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// The offset of line `line`, where the first line is 1.
pub(super) fn offset_of_line(text: &str, line: usize) -> usize {
    match line.checked_sub(2) {
        Some(breaks) => text.match_indices('\n').nth(breaks).map_or(text.len(), |(at, _)| at + 1),
        None => 0,
    }
}

/// The start of the JSON key that ends before `offset`, with only white space between them.
pub(super) fn json_key_start(text: &str, offset: usize) -> usize {
    let before = text[..floor(text, offset)].trim_end();
    let Some(inside) = before.strip_suffix('"') else { return before.len() };
    let opens = |(at, _): &(usize, &str)| {
        let escapes = inside[..*at].bytes().rev().take_while(|byte| *byte == b'\\').count();
        escapes % 2 == 0
    };
    inside.rmatch_indices('"').find(opens).map_or(before.len(), |(at, _)| at)
}

/// The maximum number of underlined bytes.
const MAX_TOKEN: usize = 1000;

/// The key or scalar that begins at `offset`, up to the end of the line.
pub(super) fn token(text: &str, offset: usize) -> Range<usize> {
    let start = floor(text, offset);
    let line = text[start..floor(text, start + MAX_TOKEN)].lines().next().unwrap_or_default();
    start..start + token_length(line, in_flow(&text[..start]))
}

/// Whether the next token is in brackets or braces, judging by the last character.
fn in_flow(before: &str) -> bool {
    before.trim_end().ends_with(['[', '{', ','])
}

fn token_length(line: &str, flow: bool) -> usize {
    // An anchor and a tag, and the value after them.
    let mut value = 0;
    for _ in 0..2 {
        if line[value..].starts_with(['&', '!']) {
            let word = line[value..].find([' ', '\t']).unwrap_or(line.len() - value);
            let rest = &line[value + word..];
            value = line.len() - rest.trim_start().len();
        }
    }
    let length = scalar_length(&line[value..], flow);
    if length == 0 || line[value..].starts_with('#') {
        line[..value].trim_end().len()
    } else {
        value + length
    }
}

fn scalar_length(line: &str, flow: bool) -> usize {
    let ends_here = |rest: &str| rest.is_empty() || rest.starts_with([' ', '\t', '\r']);
    match line.bytes().next() {
        None => 0,
        Some(b'{' | b'[' | b'}' | b']' | b',') => 1,
        Some(quote @ (b'"' | b'\'')) => {
            let mut escaped = false;
            for (at, byte) in line.bytes().enumerate().skip(1) {
                match byte {
                    _ if escaped => escaped = false,
                    b'\\' if quote == b'"' => escaped = true,
                    _ if byte == quote => return at + 1,
                    _ => {}
                }
            }
            line.trim_end().len()
        }
        Some(_) => {
            let end = line.char_indices().find(|(at, character)| {
                let rest = &line[at + character.len_utf8()..];
                match character {
                    ':' => ends_here(rest) || (flow && rest.starts_with([',', ']', '}'])),
                    ',' | ']' | '}' => flow,
                    '#' => line[..*at].ends_with([' ', '\t']),
                    _ => false,
                }
            });
            line[..end.map_or(line.len(), |(at, _)| at)].trim_end().len()
        }
    }
}
