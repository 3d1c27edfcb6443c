//! Text of a document as Markdown that is safe in documentation.
//!
//! Documentation is code: rustdoc compiles and runs each code block that is not marked as text, resolves names in brackets, and passes
//! HTML to the browser. So texts are never copied. A Markdown parser reads them, and its events are written as new Markdown, in blocks
//! ([`blocks`]) or as one line ([`line`]):
//!
//! * Each code block becomes a fenced block of `text`, with a fence that its content cannot close.
//! * A line of a paragraph cannot begin a block: it is escaped.
//! * A link must lead to a URL of the web. All other brackets are escaped, and definitions are removed.
//! * HTML is escaped, except a few tags without attributes that are closed where they were opened.
//! * Every element is closed, so that paragraphs of the generator can follow.
//!
//! Names and values of a document are written as inline code ([`code`]), titles as plain text ([`plain`]).

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag};

use crate::diagnostics::is_bidirectional;

mod blocks;
mod escape;
mod html;
mod inline;
mod one_line;

use inline::{Inline, Layout};

/// The maximum length of a text, in bytes: about four times the longest description of the known APIs.
const LONGEST_TEXT: usize = 64 * 1024;

/// The maximum length of a name or value, in characters.
const LONGEST_CODE: usize = 500;

/// The maximum nesting of lists and quotes. Deeper ones are written at this depth.
const DEEPEST: usize = 8;

/// The extensions that the parser of rustdoc has, and that change how a text is divided into blocks.
const OPTIONS: Options = Options::ENABLE_TABLES
    .union(Options::ENABLE_FOOTNOTES)
    .union(Options::ENABLE_STRIKETHROUGH)
    .union(Options::ENABLE_TASKLISTS);

/// An event of the parser, and its range.
type Events<'t> = Vec<(Event<'t>, Range<usize>)>;

/// A text as blocks. `top` is the level of its highest heading; the others are lowered by the same amount.
pub(crate) fn blocks(text: &str, top: usize) -> String {
    let (text, cut) = prepared(text);
    let mut out = match plain_paragraphs(&text) {
        Some(plain) => plain,
        None => with_events(&text, |text, events| blocks::written(text, events, top)),
    };
    if cut {
        out.push_str(if out.is_empty() { "…" } else { "\n\n…" });
    }
    out
}

/// A text as one line, with spaces between its blocks.
pub(crate) fn line(text: &str) -> String {
    let (text, cut) = prepared(text);
    let plain = plain_paragraphs(&text).map(|plain| {
        let lines: Vec<&str> = plain.split('\n').filter(|line| !line.is_empty()).collect();
        lines.join(" ")
    });
    let mut out = match plain {
        Some(plain) => plain,
        None => with_events(&text, one_line::written),
    };
    if cut {
        out.push_str(" …");
    }
    out
}

/// A name or value as inline code, or a phrase for an empty one. Invisible characters are escaped.
pub(crate) fn code(text: &str) -> String {
    if text.is_empty() {
        return "the empty string".to_owned();
    }
    let mut shown = String::with_capacity(text.len());
    for (index, character) in text.chars().enumerate() {
        if index == LONGEST_CODE {
            shown.push('…');
            break;
        }
        match character {
            _ if is_disallowed(character) || character == '\n' || character == '\t' => {
                shown.extend(character.escape_default());
            }
            _ => shown.push(character),
        }
    }
    escape::span(&shown)
}

/// A link to a URL, or the URL as text if it is not one of the web.
pub(crate) fn url(url: &str) -> String {
    line(&format!("<{url}>"))
}

/// A title as part of a line. All characters are literal.
pub(crate) fn plain(text: &str) -> String {
    let (text, cut) = prepared(text);
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut out = Inline::new(&text, Layout::Line);
    out.literal(&text);
    let mut out = out.finish();
    if cut {
        out.push('…');
    }
    out
}

/// Whether a character must not be in documentation: it controls a terminal, is a line break only for some programs, or changes the
/// direction of text.
fn is_disallowed(character: char) -> bool {
    let is_text = matches!(character, '\n' | '\t') || !character.is_control();
    !is_text || matches!(character, '\u{2028}' | '\u{2029}') || is_bidirectional(character)
}

/// A text without such characters, cut to the maximum length. Also returns whether it was cut.
fn prepared(text: &str) -> (Cow<'_, str>, bool) {
    let (text, cut) = shortened(text.trim());
    if !text.contains(is_disallowed) {
        return (Cow::Borrowed(text), cut);
    }
    let mut clean = String::with_capacity(text.len());
    let mut previous = ' ';
    for character in text.chars() {
        match character {
            '\n' if previous == '\r' => {}
            '\r' => clean.push('\n'),
            '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => clean.push(' '),
            _ if is_disallowed(character) => {}
            _ => clean.push(character),
        }
        previous = character;
    }
    let trimmed = clean.trim();
    if trimmed.len() < clean.len() {
        clean = trimmed.to_owned();
    }
    (Cow::Owned(clean), cut)
}

/// The start of a text that is too long, up to the end of a line or word if one is near.
fn shortened(text: &str) -> (&str, bool) {
    if text.len() <= LONGEST_TEXT {
        return (text, false);
    }
    let mut end = LONGEST_TEXT;
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let head = &text[..end];
    let near = |found: Option<usize>| found.filter(|end| *end > LONGEST_TEXT / 2);
    let end = near(head.rfind('\n')).or_else(|| near(head.rfind(' '))).unwrap_or(end);
    (head[..end].trim_end(), true)
}

/// Parses a text, and passes the text and its events on. HTML is replaced first: it becomes text, and its content is parsed as
/// Markdown.
fn with_events(text: &str, write: impl Fn(&str, &Events<'_>) -> String) -> String {
    let events = read(text);
    match html::escaped(text, &events) {
        Some(escaped) => {
            drop(events);
            write(&escaped, &read(&escaped))
        }
        None => write(text, &events),
    }
}

fn read(text: &str) -> Events<'_> {
    Parser::new_ext(text, OPTIONS).into_offset_iter().collect()
}

/// The number of levels by which headings are lowered, so that the highest is at the level `top`.
fn lowered(events: &Events<'_>, top: usize) -> usize {
    let level = |event: &Event<'_>| match event {
        Event::Start(Tag::Heading { level, .. }) => Some(level_number(*level)),
        _ => None,
    };
    let highest = events.iter().filter_map(|(event, _)| level(event)).min();
    highest.map_or(0, |highest| top.saturating_sub(highest))
}

fn level_number(level: HeadingLevel) -> usize {
    match level {
        HeadingLevel::H1 => 1,
        HeadingLevel::H2 => 2,
        HeadingLevel::H3 => 3,
        HeadingLevel::H4 => 4,
        HeadingLevel::H5 => 5,
        HeadingLevel::H6 => 6,
    }
}

/// The text without parsing, if it consists of plain paragraphs, as most texts do.
fn plain_paragraphs(text: &str) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    let mut lines = text.split('\n').peekable();
    while let Some(line) = lines.next() {
        let ends = lines.peek().is_none();
        let content = line.trim_matches(' ');
        if content.is_empty() {
            if !out.ends_with("\n\n") {
                out.push('\n');
            }
            continue;
        }
        let indent = line.len() - line.trim_start_matches(' ').len();
        let breaks = !ends && line.ends_with("  ");
        if indent > 3 || breaks || !is_plain(content) {
            return None;
        }
        out.push_str(content);
        if !ends {
            out.push('\n');
        }
    }
    out.truncate(out.trim_end().len());
    Some(out)
}

/// Whether a line can only be part of a paragraph, and needs no escapes.
fn is_plain(line: &str) -> bool {
    let bytes = line.as_bytes();
    let starts_block = match bytes.first() {
        Some(b'#' | b'>' | b'-' | b'+' | b'*' | b'_' | b'=' | b'~' | b'|' | b':') | None => true,
        Some(b'0'..=b'9') => {
            let digits = bytes.iter().take_while(|byte| byte.is_ascii_digit()).count();
            matches!(bytes.get(digits), Some(b'.' | b')'))
        }
        Some(_) => false,
    };
    let is_special = |byte: u8| matches!(byte, b'`' | b'<' | b'>' | b'[' | b']' | b'\\' | b'&' | b'\t');
    !starts_block && !bytes.iter().copied().any(is_special) && !line.contains("://")
}

#[cfg(test)]
mod tests;
