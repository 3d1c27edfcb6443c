//! Writes the blocks of a text.

use std::ops::Range;

use pulldown_cmark::{Alignment, Event, Tag, TagEnd};

use super::html::{self, Kept};
use super::inline::{Inline, Layout};
use super::{DEEPEST, Events, level_number, lowered};

/// The maximum number of columns of a table.
const MOST_COLUMNS: usize = 64;

/// The last block in the current list item, quote or text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Previous {
    /// There is none.
    Nothing,
    /// A paragraph: a following line could belong to it.
    Paragraph,
    /// A list, a quote or a table: a following paragraph could belong to its last line.
    Container,
    /// A block that ended with its last line.
    Closed,
}

/// The text as blocks, with its highest heading at the level `top`.
pub(super) fn written(text: &str, events: &Events<'_>, top: usize) -> String {
    let mut blocks = Blocks {
        text,
        out: String::with_capacity(text.len() + text.len() / 16),
        prefix: String::new(),
        containers: Vec::new(),
        previous: Previous::Nothing,
        after_mark: false,
        apart: false,
        written: 0,
        inline: None,
        code: None,
        alignments: Vec::new(),
        row: Vec::new(),
        label: None,
        lowered: lowered(events, top),
    };
    let mut tags = html::pairs(events).into_iter().peekable();
    for (index, (event, range)) in events.iter().enumerate() {
        let kept = tags.next_if(|(at, _)| *at == index).map(|(_, kept)| kept);
        blocks.event(event, range, kept);
    }
    blocks.end_paragraph();
    blocks.out.truncate(blocks.out.trim_end().len());
    blocks.out
}

struct Blocks<'t> {
    text: &'t str,
    out: String,
    /// The prefix of each line: the marks of quotes, and the indentation of list items.
    prefix: String,
    /// The length of the prefix outside each open quote or list item.
    containers: Vec<usize>,
    previous: Previous,
    /// Whether the mark of a list item or quote was written, so that its first block continues the line.
    after_mark: bool,
    /// Whether an empty line must precede the next list item.
    apart: bool,
    /// The end of the text that was written, as an offset.
    written: usize,
    /// The open paragraph, heading or cell, and its range in the text.
    inline: Option<(Inline<'t>, Range<usize>)>,
    /// The content of the open code block.
    code: Option<String>,
    alignments: Vec<Alignment>,
    row: Vec<String>,
    /// The label of a footnote, which begins its first paragraph.
    label: Option<String>,
    lowered: usize,
}

impl Blocks<'_> {
    fn event(&mut self, event: &Event<'_>, range: &Range<usize>, kept: Option<Kept>) {
        match event {
            Event::Start(tag) => self.start(tag, event, range),
            Event::End(end) => self.end(*end, event, range),
            Event::Rule => {
                self.end_paragraph();
                self.open(range.start, self.previous == Previous::Paragraph);
                // Other marks could be taken for those of an outer list.
                self.out.push_str("___");
                self.close(Previous::Closed, range.end);
            }
            Event::Text(text) => match &mut self.code {
                Some(code) => code.push_str(text),
                None => self.inline(event, range, kept),
            },
            Event::TaskListMarker(done) if !self.is_item_start() => {
                if let Some((inline, _)) = &mut self.inline {
                    inline.raw(if *done { "\\[x\\] " } else { "\\[ \\] " });
                }
            }
            Event::Code(_)
            | Event::Html(_)
            | Event::InlineHtml(_)
            | Event::InlineMath(_)
            | Event::DisplayMath(_)
            | Event::FootnoteReference(_)
            | Event::SoftBreak
            | Event::HardBreak
            | Event::TaskListMarker(_) => self.inline(event, range, kept),
        }
    }

    fn start(&mut self, tag: &Tag<'_>, event: &Event<'_>, range: &Range<usize>) {
        match tag {
            Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Link { .. } | Tag::Image { .. } => {
                self.inline(event, range, None);
                return;
            }
            Tag::Paragraph | Tag::HtmlBlock => {
                self.end_paragraph();
                self.inline = Some((Inline::new(self.text, Layout::Paragraph), range.start..range.start));
                return;
            }
            _ => {
                self.end_paragraph();
                self.write_label(range.start);
            }
        }
        match tag {
            Tag::Heading { .. } => {
                self.inline = Some((Inline::new(self.text, Layout::Heading), range.clone()));
            }
            Tag::TableCell => self.inline = Some((Inline::new(self.text, Layout::Cell), range.clone())),
            Tag::CodeBlock(_) => self.code = Some(String::new()),
            Tag::BlockQuote(_) => self.start_quote(range.start),
            // After the line of a paragraph, only a list that begins with 1 can follow.
            Tag::List(first) => {
                self.apart = self.previous == Previous::Paragraph && first.is_some_and(|first| first != 1);
            }
            Tag::Item => self.start_item(range.start),
            Tag::FootnoteDefinition(label) => self.label = Some(footnote(label)),
            Tag::Table(alignments) => self.alignments.clone_from(alignments),
            _ => {}
        }
    }

    fn end(&mut self, end: TagEnd, event: &Event<'_>, range: &Range<usize>) {
        match end {
            TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link | TagEnd::Image => {
                self.inline(event, range, None);
                return;
            }
            TagEnd::TableCell => {
                self.row.push(self.inline.take().map(|(cell, _)| cell.finish()).unwrap_or_default());
                return;
            }
            TagEnd::Heading(level) => {
                self.end_heading(level_number(level), range);
                return;
            }
            _ => self.end_paragraph(),
        }
        match end {
            TagEnd::CodeBlock => self.end_code(range),
            TagEnd::BlockQuote(_) | TagEnd::Item => self.end_container(),
            TagEnd::FootnoteDefinition => self.write_label(range.start),
            TagEnd::TableHead => self.end_head(range.start),
            TagEnd::TableRow => self.end_row(),
            TagEnd::Table => self.close(Previous::Container, range.end),
            TagEnd::List(_) => {
                self.previous = Previous::Container;
                self.apart = false;
            }
            _ => {}
        }
    }

    /// A part of a paragraph. The text of an item needs no paragraph around it.
    fn inline(&mut self, event: &Event<'_>, range: &Range<usize>, kept: Option<Kept>) {
        let text = self.text;
        let open = || (Inline::new(text, Layout::Paragraph), range.clone());
        let (inline, span) = self.inline.get_or_insert_with(open);
        inline.event(event, range, kept);
        span.end = span.end.max(range.end);
    }

    /// Whether a list item is open, and still empty.
    fn is_item_start(&self) -> bool {
        self.after_mark
            && self.label.is_none()
            && self.inline.as_ref().is_none_or(|(inline, _)| inline.is_empty())
    }

    fn end_paragraph(&mut self) {
        let Some((inline, span)) = self.inline.take() else { return };
        let content = inline.finish();
        if content.is_empty() {
            return;
        }
        let label = self.label.take();
        self.paragraph(span.start, &format!("{}{content}", label.unwrap_or_default()));
        self.written = span.end;
    }

    fn write_label(&mut self, start: usize) {
        if let Some(label) = self.label.take() {
            self.paragraph(start, label.trim_end());
        }
    }

    fn paragraph(&mut self, start: usize, content: &str) {
        self.open(start, matches!(self.previous, Previous::Paragraph | Previous::Container));
        self.lines(content);
        self.previous = Previous::Paragraph;
    }

    /// Begins a line for a block. An empty line precedes it if `apart` is set, or if the text has one.
    fn open(&mut self, start: usize, apart: bool) {
        if std::mem::take(&mut self.after_mark) {
            return;
        }
        let gap = self.text.get(self.written..start).unwrap_or_default();
        if !self.out.is_empty() {
            self.end_line();
            if apart || gap.bytes().filter(|byte| *byte == b'\n').count() > 1 {
                self.out.push_str(self.prefix.trim_end());
                self.out.push('\n');
            }
        }
        self.out.push_str(&self.prefix);
    }

    fn close(&mut self, previous: Previous, end: usize) {
        self.previous = previous;
        self.written = self.text.get(..end).map_or(end, |text| text.trim_end().len());
    }

    fn end_line(&mut self) {
        self.out.truncate(self.out.trim_end_matches([' ', '\t']).len());
        self.out.push('\n');
    }

    /// Writes several lines. The first continues the current line.
    fn lines(&mut self, lines: &str) {
        for (index, line) in lines.split('\n').enumerate() {
            if index > 0 {
                self.end_line();
                self.out.push_str(&self.prefix);
            }
            self.out.push_str(line);
        }
    }

    fn start_quote(&mut self, start: usize) {
        self.containers.push(self.prefix.len());
        if self.containers.len() <= DEEPEST {
            self.open(start, self.previous == Previous::Container);
            self.enter("> ", "> ");
        }
    }

    fn start_item(&mut self, start: usize) {
        let apart = std::mem::take(&mut self.apart);
        self.containers.push(self.prefix.len());
        if self.containers.len() <= DEEPEST {
            self.open(start, apart);
            let (mark, spaces) = mark(self.text, start);
            self.written = start + mark.len();
            let mark = format!("{mark}{}", " ".repeat(spaces));
            self.enter(&mark, &" ".repeat(mark.len()));
        }
    }

    fn enter(&mut self, mark: &str, prefix: &str) {
        self.out.push_str(mark);
        self.prefix.push_str(prefix);
        self.after_mark = true;
        self.previous = Previous::Nothing;
    }

    fn end_container(&mut self) {
        if self.containers.len() <= DEEPEST {
            self.after_mark = false;
            self.previous = Previous::Container;
        }
        if let Some(length) = self.containers.pop() {
            self.prefix.truncate(length);
        }
    }

    fn end_heading(&mut self, level: usize, range: &Range<usize>) {
        let Some((inline, _)) = self.inline.take() else { return };
        let mut content = inline.finish();
        if content.is_empty() {
            return;
        }
        if content.ends_with('#') {
            // It would be the closing mark of the heading.
            content.insert(content.len() - 1, '\\');
        }
        self.open(range.start, false);
        self.out.push_str(&"#".repeat((level + self.lowered).min(6)));
        self.out.push(' ');
        self.out.push_str(&content);
        self.close(Previous::Closed, range.end);
    }

    fn end_code(&mut self, range: &Range<usize>) {
        let code = self.code.take().unwrap_or_default();
        let runs = code.split(|character| character != '`').map(str::len);
        let fence = "`".repeat((runs.max().unwrap_or_default() + 1).max(3));
        self.open(range.start, false);
        self.out.push_str(&fence);
        self.out.push_str("text");
        self.end_line();
        for line in code.trim_end().lines() {
            self.out.push_str(&self.prefix);
            self.out.push_str(&line.replace('\t', "    "));
            self.end_line();
        }
        self.out.push_str(&self.prefix);
        self.out.push_str(&fence);
        self.close(Previous::Closed, range.end);
    }

    /// The columns of the table that are written.
    fn columns(&self) -> usize {
        self.alignments.len().min(MOST_COLUMNS)
    }

    fn end_head(&mut self, start: usize) {
        self.open(start, matches!(self.previous, Previous::Paragraph | Previous::Container));
        let columns = self.columns();
        self.write_row(columns);
        self.end_line();
        self.out.push_str(&self.prefix);
        self.out.push('|');
        for alignment in &self.alignments[..columns] {
            self.out.push_str(match alignment {
                Alignment::None => " --- |",
                Alignment::Left => " :-- |",
                Alignment::Center => " :-: |",
                Alignment::Right => " --: |",
            });
        }
    }

    fn end_row(&mut self) {
        self.end_line();
        self.out.push_str(&self.prefix);
        // Missing cells are empty.
        let last = self.row.iter().rposition(|cell| !cell.is_empty()).unwrap_or_default();
        self.write_row((last + 1).min(self.columns()));
    }

    fn write_row(&mut self, columns: usize) {
        let more = self.row.iter().skip(columns).any(|cell| !cell.is_empty());
        self.row.resize(columns, String::new());
        if more && let Some(last) = self.row.last_mut() {
            last.push('…');
        }
        self.out.push('|');
        for cell in self.row.drain(..) {
            self.out.extend([if cell.is_empty() { "" } else { " " }, &cell, " |"]);
        }
    }
}

/// The label of a footnote, as text.
pub(super) fn footnote(label: &str) -> String {
    let mut inline = Inline::new(label, Layout::Heading);
    inline.literal(label);
    format!("\\[^{}\\]: ", inline.finish())
}

/// The mark of a list item, and the spaces after it.
pub(super) fn mark(text: &str, start: usize) -> (&str, usize) {
    let item = text.get(start..).unwrap_or_default().trim_start_matches([' ', '\t']);
    let digits = item.bytes().take_while(u8::is_ascii_digit).count().min(9);
    let length = digits + 1;
    match item.as_bytes().get(digits) {
        Some(b'.' | b')') if digits > 0 => {}
        Some(b'-' | b'+' | b'*') if digits == 0 => {}
        _ => return ("-", 1),
    }
    let (mark, rest) = item.split_at(length);
    let spaces = rest.bytes().take_while(|byte| *byte == b' ').count();
    let is_apart = (1..=4).contains(&spaces) && !rest[spaces..].starts_with(['\n', '\t']);
    (mark, if is_apart && rest.len() > spaces { spaces } else { 1 })
}
