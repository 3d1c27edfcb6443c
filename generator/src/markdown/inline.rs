//! Writes the text of a paragraph, a heading or a cell.

use std::ops::Range;

use pulldown_cmark::{CowStr, Event, LinkType, Tag, TagEnd};

use super::escape::{block_start, destination, is_entity, is_web, span};
use super::html::Kept;
use super::is_disallowed;

/// The maximum nesting of emphasis.
const DEEPEST_EMPHASIS: usize = 8;

/// The block that contains the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Layout {
    /// A paragraph, with the lines of the document.
    Paragraph,
    /// A single line.
    Line,
    /// The text after the mark of a heading.
    Heading,
    /// The cell of a table.
    Cell,
}

/// Writes the text between the start and the end of a block. Plain text is copied from the document, with its escapes; everything else
/// is written from the events of the parser.
#[derive(Debug)]
pub(super) struct Inline<'t> {
    text: &'t str,
    layout: Layout,
    out: String,
    /// The start of the current line in `out`.
    line: usize,
    /// Plain text that is not written yet.
    run: Option<Range<usize>>,
    /// The end of the text that was read, as an offset.
    read: usize,
    /// The marks that close open elements. Empty for an element that is not written.
    marks: Vec<&'t str>,
    links: Vec<Link>,
}

/// An open link or image.
#[derive(Debug)]
struct Link {
    target: String,
    is_web: bool,
    is_autolink: bool,
    /// The start of its label in the output.
    label: usize,
}

impl<'t> Inline<'t> {
    pub(super) fn new(text: &'t str, layout: Layout) -> Self {
        Self {
            text,
            layout,
            out: String::new(),
            line: 0,
            run: None,
            read: 0,
            marks: Vec::new(),
            links: Vec::new(),
        }
    }

    /// Whether nothing is written yet.
    pub(super) fn is_empty(&self) -> bool {
        self.run.is_none() && self.out.is_empty()
    }

    /// Writes an event. `kept` is the tag that an HTML event becomes.
    pub(super) fn event(&mut self, event: &Event<'_>, range: &Range<usize>, kept: Option<Kept>) {
        if let Event::Text(content) = event {
            self.ordinary(content, range);
            return;
        }
        self.flush();
        match event {
            Event::Start(tag) => self.start(tag, range),
            Event::End(end) => self.end(*end, range),
            Event::Code(content) => self.code(content, range),
            Event::InlineHtml(html) | Event::Html(html) => match kept {
                Some(kept) => self.tag(kept),
                None => self.literal(html),
            },
            Event::FootnoteReference(label) => {
                self.out.push_str("\\[^");
                self.literal(label);
                self.out.push_str("\\]");
            }
            Event::SoftBreak => self.end_line(false),
            Event::HardBreak => self.end_line(true),
            // After a real marker, older versions of the parser (such as that of rustdoc) begin a block.
            Event::TaskListMarker(done) => self.out.push_str(if *done { "\\[x\\] " } else { "\\[ \\] " }),
            Event::InlineMath(text) | Event::DisplayMath(text) => self.literal(text),
            Event::Rule | Event::Text(_) => {}
        }
        match event {
            Event::Start(_) => {}
            _ => self.read = range.end,
        }
    }

    /// Plain text, and the backslash before it that the parser took for an escape.
    fn ordinary(&mut self, content: &CowStr<'_>, range: &Range<usize>) {
        let is_copied = self.text.get(range.clone()) == Some(content);
        if !is_copied && content.contains(|character| character == '\n' || is_disallowed(character)) {
            // A character reference by number.
            self.flush();
            self.out.push(' ');
            self.read = range.end;
            return;
        }
        let escaped = |from: usize| self.text.get(from..range.start) == Some("\\");
        match &mut self.run {
            Some(run) if run.end == range.start || escaped(run.end) => run.end = range.end,
            Some(_) | None => {
                self.flush();
                let start = range.start.checked_sub(1).filter(|start| *start >= self.read && escaped(*start));
                self.run = Some(start.unwrap_or(range.start)..range.end);
            }
        }
        self.read = range.end;
    }

    /// Writes the pending plain text.
    pub(super) fn flush(&mut self) {
        let Some(run) = self.run.take() else { return };
        let mut rest = self.text.get(run).unwrap_or_default();
        if self.at_line_start() {
            rest = rest.trim_start_matches([' ', '\t']);
        }
        while let Some(at) = rest.find(['\\', '[', ']', '<', '>', '`', 'h', '\n', '\t']) {
            let (before, special) = rest.split_at(at);
            self.out.push_str(before);
            rest = self.special(special);
        }
        self.out.push_str(rest);
    }

    /// Writes at least the first character of a text, and returns the rest.
    fn special<'r>(&mut self, text: &'r str) -> &'r str {
        let bytes = text.as_bytes();
        match (bytes[0], bytes.get(1)) {
            (b'h', _) => {
                if self.links.is_empty() && is_web(text) {
                    return self.address(text);
                }
                self.out.push('h');
            }
            (b'\\', Some(next)) if next.is_ascii_punctuation() => {
                self.out.push_str(&text[..2]);
                return &text[2..];
            }
            (b'\\', _) => self.out.push_str("\\\\"),
            (b'\n' | b'\t', _) => self.out.push(' '),
            (_, _) => {
                self.out.push('\\');
                self.out.push_str(&text[..1]);
            }
        }
        &text[1..]
    }

    /// Writes a URL without marks around it.
    fn address<'r>(&mut self, text: &'r str) -> &'r str {
        let ends = |character: char| {
            character.is_whitespace()
                || matches!(character, '<' | '>' | '"' | '`' | '(' | ')' | '[' | ']' | '|' | '\\')
        };
        let address = &text[..text.find(ends).unwrap_or(text.len())];
        let address = address.trim_end_matches(['.', ',', ';', ':', '!', '?', '\'', '*', '_']);
        let host = address.split_once("://").is_some_and(|(_, host)| !host.is_empty());
        if host {
            self.out.extend(["<", address, ">"]);
        } else {
            self.out.push_str(address);
        }
        &text[address.len()..]
    }

    /// Writes text in which no character has a special meaning.
    pub(super) fn literal(&mut self, text: &str) {
        let mut before = ' ';
        let mut characters = text.char_indices().peekable();
        while let Some((index, character)) = characters.next() {
            let after = characters.peek().map_or(' ', |(_, next)| *next);
            if character == 'h' && is_web(&text[index..]) && self.links.is_empty() {
                let rest = self.address(&text[index..]).len();
                while characters.next_if(|(at, _)| text.len() - at > rest).is_some() {}
                before = ' ';
                continue;
            }
            let means = match character {
                // Inside a word, this is not emphasis.
                '_' => !(before.is_alphanumeric() && after.is_alphanumeric()),
                '&' => is_entity(&text[index..]),
                '\\' | '`' | '*' | '[' | ']' | '<' | '>' | '~' | '|' => true,
                _ => false,
            };
            if means {
                self.out.push('\\');
            }
            self.out.push(if character == '\n' || character == '\t' { ' ' } else { character });
            before = character;
        }
    }

    fn code(&mut self, content: &str, range: &Range<usize>) {
        let source = self.text.get(range.clone()).unwrap_or_default();
        let ticks = source.bytes().take_while(|byte| *byte == b'`').count();
        if ticks <= 2 && !source.contains(['\n', '\t']) {
            self.out.push_str(source);
            return;
        }
        let code = span(&content.replace(['\n', '\t'], " "));
        if self.layout == Layout::Cell {
            self.out.push_str(&code.replace('|', "\\|"));
        } else {
            self.out.push_str(&code);
        }
    }

    fn start(&mut self, tag: &Tag<'_>, range: &Range<usize>) {
        let source = self.text.get(range.clone()).unwrap_or_default();
        let length = match tag {
            Tag::Emphasis => 1,
            Tag::Strong => 2,
            Tag::Strikethrough => {
                if source.starts_with("~~") {
                    2
                } else {
                    1
                }
            }
            Tag::Link { link_type, dest_url, .. } => {
                self.start_link(*link_type, dest_url, "");
                self.read = range.start + 1;
                return;
            }
            Tag::Image { link_type, dest_url, .. } => {
                self.start_link(*link_type, dest_url, "!");
                self.read = range.start + 2;
                return;
            }
            _ => return,
        };
        let mark = source.get(..length).filter(|_| self.marks.len() < DEEPEST_EMPHASIS).unwrap_or_default();
        self.out.push_str(mark);
        self.marks.push(mark);
        self.read = range.start + length;
    }

    fn start_link(&mut self, link_type: LinkType, target: &str, before: &str) {
        let is_web = is_web(target);
        let is_autolink = matches!(link_type, LinkType::Autolink | LinkType::Email);
        self.out.push_str(before);
        self.out.push_str(match (is_web, is_autolink) {
            (true, true) => "<",
            (true, false) => "[",
            (false, true) => "\\<",
            (false, false) => "\\[",
        });
        self.links.push(Link { target: target.to_owned(), is_web, is_autolink, label: self.out.len() });
    }

    fn end(&mut self, end: TagEnd, range: &Range<usize>) {
        match end {
            TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough => {
                self.out.push_str(self.marks.pop().unwrap_or_default());
            }
            TagEnd::Link | TagEnd::Image => {
                if let Some(link) = self.links.pop() {
                    self.end_link(&link, range);
                }
            }
            _ => {}
        }
    }

    fn end_link(&mut self, link: &Link, range: &Range<usize>) {
        match (link.is_web, link.is_autolink) {
            (true, true) => {
                // Verbatim: escapes have no meaning in it.
                self.out.truncate(link.label);
                let source = self.text.get(range.start + 1..range.end).unwrap_or_default();
                self.out.push_str(source);
            }
            (false, true) => self.out.push_str("\\>"),
            (true, false) => {
                if self.out.len() == link.label {
                    self.literal(&link.target);
                }
                self.out.extend(["](", &destination(&link.target), ")"]);
            }
            (false, false) => {
                self.out.push_str("\\](");
                self.literal(&link.target);
                self.out.push(')');
            }
        }
    }

    fn tag(&mut self, kept: Kept) {
        match kept {
            Kept::Break if self.at_line_start() => {
                // Alone on its line, it would begin a block.
                let line = self.out.strip_suffix('\n').filter(|line| !line.ends_with('\\'));
                if let Some(length) = line.map(str::len) {
                    self.out.truncate(length);
                    self.out.push_str("<br>\n");
                    self.line = self.out.len();
                }
            }
            Kept::Break => self.out.push_str("<br>"),
            Kept::Opening(name) => self.out.extend(["<", name, ">"]),
            Kept::Closing(name) => self.out.extend(["</", name, ">"]),
        }
    }

    /// Writes Markdown of the generator.
    pub(super) fn raw(&mut self, markdown: &str) {
        self.flush();
        self.out.push_str(markdown);
    }

    /// Separates the next piece, unless it is the first.
    pub(super) fn space(&mut self) {
        self.flush();
        if !self.out.is_empty() && !self.out.ends_with(' ') {
            self.out.push(' ');
        }
    }

    fn at_line_start(&self) -> bool {
        self.out.len() == self.line
    }

    fn end_line(&mut self, breaks: bool) {
        let line = &self.out[self.line..];
        let is_tag = line.starts_with('<') && line.find(['>', ':']).is_some_and(|end| end + 1 == line.len());
        if self.layout != Layout::Paragraph || is_tag {
            self.space();
            return;
        }
        self.close_line();
        if !self.at_line_start() {
            self.out.push_str(if breaks { "\\\n" } else { "\n" });
            self.line = self.out.len();
        }
    }

    /// Ends the current line so that it cannot begin a block.
    fn close_line(&mut self) {
        let end = self.out.trim_end_matches([' ', '\t']).len();
        self.out.truncate(end.max(self.line));
        let indent =
            self.out[self.line..].len() - self.out[self.line..].trim_start_matches([' ', '\t']).len();
        self.out.drain(self.line..self.line + indent);
        let starts_line = matches!(self.layout, Layout::Paragraph | Layout::Line);
        if let Some(at) = block_start(&self.out[self.line..]).filter(|_| starts_line) {
            self.out.insert(self.line + at, '\\');
        }
    }

    /// The output. It has no empty lines.
    pub(super) fn finish(mut self) -> String {
        self.flush();
        self.close_line();
        let end = self.out.trim_end_matches([' ', '\t', '\n']).len();
        self.out.truncate(end);
        if self.out.ends_with('\\') {
            let slashes = self.out.len() - self.out.trim_end_matches('\\').len();
            // A break at the end has no effect.
            if slashes % 2 == 1 {
                self.out.pop();
            }
        }
        self.out
    }
}
