//! Writes a text as one line.

use pulldown_cmark::{Event, Tag, TagEnd};

use super::blocks::{footnote, mark};
use super::escape::span;
use super::inline::{Inline, Layout};
use super::{Events, html};

/// The text as one line.
pub(super) fn written(text: &str, events: &Events<'_>) -> String {
    let mut inline = Inline::new(text, Layout::Line);
    let mut tags = html::pairs(events).into_iter().peekable();
    let mut code: Option<String> = None;
    for (index, (event, range)) in events.iter().enumerate() {
        let kept = tags.next_if(|(at, _)| *at == index).map(|(_, kept)| kept);
        match event {
            Event::Text(text) if code.is_some() => {
                code.get_or_insert_default().push_str(text);
            }
            Event::Start(Tag::CodeBlock(_)) => code = Some(String::new()),
            Event::End(TagEnd::CodeBlock) => {
                let code = code.take().unwrap_or_default();
                let lines: Vec<&str> = code.split_whitespace().collect();
                inline.space();
                if !lines.is_empty() {
                    inline.raw(&span(&lines.join(" ")));
                }
            }
            Event::Start(Tag::Item) => {
                inline.space();
                inline.raw(mark(text, range.start).0);
                inline.space();
            }
            Event::End(TagEnd::TableCell) => inline.raw(" | "),
            Event::Start(Tag::FootnoteDefinition(label)) => {
                inline.space();
                inline.raw(&footnote(label));
            }
            Event::Start(
                Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Link { .. } | Tag::Image { .. },
            )
            | Event::End(
                TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link | TagEnd::Image,
            ) => inline.event(event, range, kept),
            Event::TaskListMarker(done) => inline.raw(if *done { "\\[x\\] " } else { "\\[ \\] " }),
            Event::Start(_) | Event::End(_) | Event::Rule => inline.space(),
            _ => inline.event(event, range, kept),
        }
    }
    inline.finish()
}
