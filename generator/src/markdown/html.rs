//! HTML in a text: a few tags stay, comments are removed, and the rest is shown as text.

use pulldown_cmark::{Event, Tag, TagEnd};

use super::Events;

/// Harmless tags inside a paragraph. They are written without attributes.
const HARMLESS: [&str; 9] = ["b", "code", "em", "i", "kbd", "strong", "sub", "sup", "u"];

/// The maximum length of a tag that can stay, with its attributes, in bytes.
const LONGEST_TAG: usize = 200;

/// A tag that stays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kept {
    /// `<br>`
    Break,
    Opening(&'static str),
    Closing(&'static str),
}

/// The tag, if the HTML is a single tag that can stay.
pub(super) fn kept(html: &str) -> Option<Kept> {
    let inside = html.strip_prefix('<')?.strip_suffix('>')?;
    let (closes, inside) = inside.strip_prefix('/').map_or((false, inside), |inside| (true, inside));
    let end = inside.find(|character: char| !character.is_ascii_alphanumeric()).unwrap_or(inside.len());
    let (name, rest) = inside.split_at(end);
    if !(rest.is_empty()
        || rest.starts_with(|character: char| character.is_ascii_whitespace() || character == '/'))
    {
        return None;
    }
    if name.eq_ignore_ascii_case("br") {
        return Some(Kept::Break);
    }
    let name = HARMLESS.into_iter().find(|harmless| name.eq_ignore_ascii_case(harmless))?;
    match (closes, rest.ends_with('/')) {
        (true, _) => Some(Kept::Closing(name)),
        (false, false) => Some(Kept::Opening(name)),
        (false, true) => None,
    }
}

/// The tags that stay, by the index of their events: breaks, and pairs that open and close at the same depth of one paragraph.
pub(super) fn pairs(events: &Events<'_>) -> Vec<(usize, Kept)> {
    let mut found = Vec::new();
    // The open tags of each element around the current location.
    let mut open: Vec<Vec<(&str, usize)>> = vec![Vec::new()];
    for (index, (event, _)) in events.iter().enumerate() {
        match event {
            Event::Start(_) => open.push(Vec::new()),
            Event::End(TagEnd::Paragraph | TagEnd::Item) => open = vec![Vec::new()],
            Event::End(_) => {
                open.pop();
                if open.is_empty() {
                    open.push(Vec::new());
                }
            }
            Event::InlineHtml(html) => match (kept(html), open.last_mut()) {
                (Some(Kept::Break), _) => found.push((index, Kept::Break)),
                (Some(Kept::Opening(name)), Some(open)) => open.push((name, index)),
                (Some(Kept::Closing(name)), Some(open)) => {
                    if let Some((_, start)) = open.pop_if(|(opened, _)| *opened == name) {
                        found.extend([(start, Kept::Opening(name)), (index, Kept::Closing(name))]);
                    }
                }
                (None, _) | (_, None) => {}
            },
            _ => {}
        }
    }
    found.sort_unstable_by_key(|(index, _)| *index);
    found
}

/// The text with its HTML escaped, if any of it cannot stay. Comments are removed.
pub(super) fn escaped(text: &str, events: &Events<'_>) -> Option<String> {
    let mut out = String::new();
    let mut copied = 0;
    let mut block = Block::default();
    for (event, range) in events {
        let is_block = match event {
            Event::Start(Tag::HtmlBlock) => {
                let content = text.get(range.clone()).unwrap_or_default();
                let last_end = content.rfind("-->").map_or(0, |end| range.start + end);
                block = Block { in_comment: false, last_end };
                continue;
            }
            Event::Html(_) => true,
            Event::InlineHtml(html) if kept(html).is_none() => false,
            _ => continue,
        };
        let Some(html) = text.get(range.clone()) else { continue };
        out.push_str(text.get(copied..range.start).unwrap_or_default());
        copied = range.end;
        if is_block {
            block.escape(html, range.start, &mut out);
        } else if !html.starts_with("<!--") {
            out.push_str(&html.replace('<', "\\<"));
        }
    }
    if copied == 0 {
        return None;
    }
    out.push_str(text.get(copied..).unwrap_or_default());
    Some(out)
}

/// A block of HTML, line by line.
#[derive(Debug, Default)]
struct Block {
    in_comment: bool,
    /// The end of the last comment in it.
    last_end: usize,
}

impl Block {
    /// Escapes the line that starts at `offset` of the text.
    fn escape(&mut self, line: &str, offset: usize, out: &mut String) {
        let mut rest = line;
        let mut starts = true;
        loop {
            if self.in_comment {
                let Some((_, after)) = rest.split_once("-->") else {
                    out.push_str(if rest.ends_with('\n') { "\n" } else { "" });
                    return;
                };
                self.in_comment = false;
                rest = after;
            }
            let Some((before, tag)) = rest.find('<').map(|at| rest.split_at(at)) else { break };
            out.push_str(before);
            starts &= before.trim().is_empty();
            let end = tag.bytes().take(LONGEST_TAG).position(|byte| byte == b'>').map_or(0, |end| end + 1);
            let (whole, after) = tag.split_at(end);
            match kept(whole) {
                // A tag alone on its line would begin a block again.
                Some(Kept::Break) if starts => rest = after,
                Some(_) if !starts || !after.trim().is_empty() => {
                    out.push_str(whole);
                    (starts, rest) = (false, after);
                }
                _ if tag.starts_with("<!--") && offset + (line.len() - tag.len()) < self.last_end => {
                    self.in_comment = true;
                    rest = &tag["<!--".len()..];
                }
                _ => {
                    out.push_str("\\<");
                    (starts, rest) = (false, &tag[1..]);
                }
            }
        }
        out.push_str(rest);
    }
}
