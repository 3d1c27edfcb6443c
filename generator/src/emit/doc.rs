//! What the document says of a thing, as documentation that rustdoc reads without complaint.

use std::cell::{Ref, RefCell};

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::Emitter;
use crate::diagnostic::is_bidirectional;
use crate::model::{Doc, TypeDef};
use crate::source::Value;

/// Longest example or default that is shown.
const MAX_VALUE: usize = 120;

/// Documentation that is set aside while the code around it is formatted: it is most of the text, and nothing about it is to be
/// parsed or broken into lines. Its place is held by an attribute, `#[text_N]`.
#[derive(Debug, Default)]
pub struct Texts(RefCell<Vec<String>>);

impl Texts {
    /// The texts so far, in the order of their numbers.
    pub fn all(&self) -> Ref<'_, [String]> {
        Ref::map(self.0.borrow(), Vec::as_slice)
    }

    fn put(&self, text: String) -> usize {
        let mut texts = self.0.borrow_mut();
        texts.push(text);
        texts.len() - 1
    }
}

/// Whether the compiler would complain of a character in a comment: a carriage return alone, or what turns the direction of text.
fn is_unwelcome(c: char) -> bool {
    c == '\r' || is_bidirectional(c)
}

/// What the attribute that holds the place of a text begins with.
const PLACE: &str = "text_";

/// The number of the text whose place an attribute of this name holds.
pub(crate) fn text_number(attribute: &str) -> Option<usize> {
    attribute.strip_prefix(PLACE)?.parse().ok()
}

/// Documentation of one line.
pub(super) fn line(emitter: &Emitter<'_>, line: String) -> TokenStream {
    let place = format_ident!("{PLACE}{}", emitter.texts.put(line));
    quote! { #[#place] }
}

/// Documentation made of paragraphs.
pub(super) fn paragraphs(emitter: &Emitter<'_>, paragraphs: impl IntoIterator<Item = String>) -> TokenStream {
    let mut text = String::new();
    for paragraph in paragraphs {
        let paragraph = paragraph.trim_end();
        if paragraph.is_empty() {
            continue;
        }
        if !text.is_empty() {
            text.push_str("\n\n");
        }
        if paragraph.contains(is_unwelcome) {
            let space = |c: char| if c == '\r' { Some(' ') } else { (!is_unwelcome(c)).then_some(c) };
            text.extend(paragraph.chars().filter_map(space));
        } else {
            text.push_str(paragraph);
        }
    }
    if text.is_empty() {
        return TokenStream::new();
    }
    line(emitter, text)
}

/// The paragraphs of a [`Doc`]: what it means, then what its values are like. `fallback` stands in where nothing is said.
pub(super) fn of(doc: &Doc, fallback: &str) -> Vec<String> {
    let mut out = Vec::new();
    let summary = doc.summary.as_deref().map(markdown).filter(|text| !text.is_empty());
    let description = doc.description.as_deref().map(markdown).filter(|text| !text.is_empty());
    match (summary, description) {
        (Some(summary), Some(description))
            if summary.trim_end_matches('.') == description.trim_end_matches('.') =>
        {
            out.push(sentence(&summary));
        }
        (Some(summary), Some(description)) => {
            out.push(sentence(&summary));
            out.push(description);
        }
        (Some(only), None) | (None, Some(only)) => out.push(only),
        (None, None) => out.push(fallback.to_owned()),
    }
    let mut facts = Vec::new();
    if !doc.limits.is_empty() {
        facts.push(format!("Limits: {}.", doc.limits.join(", ")));
    }
    if let Some(default) = &doc.default {
        facts.push(format!("Default: {}.", code(default)));
    }
    if let Some(example) = &doc.example {
        facts.push(format!("Example: {}.", code(example)));
    }
    if !facts.is_empty() {
        out.push(facts.join(" "));
    }
    out
}

/// The documentation of a type.
pub(super) fn type_doc(emitter: &Emitter<'_>, def: &TypeDef) -> TokenStream {
    let mut text = of(&def.doc, &format!("`{}`.", def.name));
    text.push(source(&def.origin));
    let deprecated = deprecated(def.deprecated);
    let doc = paragraphs(emitter, text);
    quote! { #doc #deprecated }
}

/// Where a thing stands in the document.
pub(super) fn source(origin: &str) -> String {
    format!("Source: {}", code_text(origin))
}

/// The mark of what the document calls deprecated.
pub(super) fn deprecated(deprecated: bool) -> TokenStream {
    if deprecated {
        quote! { #[deprecated] }
    } else {
        TokenStream::new()
    }
}

fn sentence(text: &str) -> String {
    if text.ends_with(['.', '!', '?', ':']) || text.contains('\n') {
        text.to_owned()
    } else {
        format!("{text}.")
    }
}

/// A value as code.
fn code(value: &Value) -> String {
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let text = text.replace(['\n', '\r'], " ");
    let shown: String = text.chars().take(MAX_VALUE).collect();
    code_text(&if shown.len() < text.len() { format!("{shown}…") } else { shown })
}

/// Text between as many backticks as it takes.
pub(super) fn code_text(text: &str) -> String {
    if text.is_empty() {
        "the empty string".to_owned()
    } else if text.contains('`') {
        format!("`` {text} ``")
    } else {
        format!("`{text}`")
    }
}

/// Markdown from a document, made harmless: no links that rustdoc would look up, no HTML, no code that would be run as a test.
pub(crate) fn markdown(text: &str) -> String {
    let mut out = Vec::new();
    let mut fence: Option<String> = None;
    for line in text.trim().lines() {
        let line = line.trim_end();
        let trimmed = line.trim_start();
        let marker: String = trimmed.chars().take_while(|c| matches!(c, '`' | '~')).collect();
        if marker.len() >= 3 && (marker.starts_with("```") || marker.starts_with("~~~")) {
            match &fence {
                Some(open) if marker.starts_with(open.as_str()) => {
                    fence = None;
                    out.push(marker);
                }
                Some(_) => out.push(line.to_owned()),
                None => {
                    out.push(format!("{marker}text"));
                    fence = Some(marker);
                }
            }
        } else if fence.is_some() {
            out.push(line.to_owned());
        } else {
            // Four spaces would be code, and code would be a test.
            let indent = (line.len() - trimmed.len()).min(3);
            out.push(format!("{}{}", " ".repeat(indent), inline(trimmed)));
        }
    }
    out.extend(fence);
    out.join("\n")
}

/// One line outside of code blocks.
fn inline(line: &str) -> String {
    let mut out = String::with_capacity(line.len() + 8);
    let mut rest = line;
    while let Some(first) = rest.chars().next() {
        let ticks = rest.chars().take_while(|c| *c == '`').count();
        if ticks > 0 {
            let (open, after) = rest.split_at(ticks);
            if let Some(end) = after.find(open) {
                let (code, after) = after.split_at(end + ticks);
                out.push_str(open);
                out.push_str(code);
                rest = after;
            } else {
                out.push_str(&"\\`".repeat(ticks));
                rest = after;
            }
        } else if rest.starts_with("http://") || rest.starts_with("https://") {
            let end = rest
                .find(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"' | '`' | ')' | ']' | '|'))
                .unwrap_or(rest.len());
            let url = rest[..end].trim_end_matches(['.', ',', ';', ':', '!', '?', '\'', '*', '_']);
            out.push('<');
            out.push_str(url);
            out.push('>');
            rest = &rest[url.len()..];
        } else if let Some((text, url, after)) = link(rest) {
            out.push('[');
            out.push_str(&inline(text));
            out.push_str("](");
            out.push_str(url);
            out.push(')');
            rest = after;
        } else {
            match first {
                '<' if is_break(rest) => out.push(' '),
                '[' | ']' | '<' | '>' => {
                    out.push('\\');
                    out.push(first);
                }
                '\\' if rest[1..].starts_with(|c: char| c.is_ascii_punctuation()) => {
                    out.push_str(&rest[..2]);
                    rest = &rest[1..];
                }
                '\\' => out.push_str("\\\\"),
                _ => out.push(first),
            }
            rest = if first == '<' && is_break(rest) {
                rest.split_once('>').map_or("", |(_, after)| after)
            } else {
                &rest[first.len_utf8()..]
            };
        }
    }
    out
}

/// `<br>`, in any spelling.
fn is_break(text: &str) -> bool {
    let lower: String = text.chars().take(6).collect::<String>().to_ascii_lowercase();
    ["<br>", "<br/>", "<br />"].iter().any(|tag| lower.starts_with(tag))
}

/// A link at the start of `text` whose target is a web address: its label, the address, and what comes after.
fn link(text: &str) -> Option<(&str, &str, &str)> {
    let inner = text.strip_prefix('[')?;
    let (label, after) = inner.split_once("](")?;
    let (url, rest) = after.split_once(')')?;
    let plain = !label.is_empty()
        && !label.contains(['[', ']', '\n'])
        && (url.starts_with("http://") || url.starts_with("https://"))
        && !url.contains(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '('));
    plain.then_some((label, url, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markdown_is_harmless() {
        for (text, expected) in [
            ("plain", "plain"),
            ("a [link](https://example.com/x) here", "a [link](https://example.com/x) here"),
            ("a [Type] in brackets", "a \\[Type\\] in brackets"),
            ("see https://example.com.", "see <https://example.com>."),
            ("line<br />next", "line next"),
            ("<b>bold</b>", "\\<b\\>bold\\</b\\>"),
            ("`Vec<T>` and [`x`]", "`Vec<T>` and \\[`x`\\]"),
            ("    indented", "indented"),
            ("a\n    indented", "a\n   indented"),
            ("```rust\nfn main() {}\n```", "```text\nfn main() {}\n```"),
            ("```\nnever closed", "```text\nnever closed\n```"),
            ("odd ` tick", "odd \\` tick"),
            ("C:\\dir", "C:\\\\dir"),
            ("escaped \\_", "escaped \\_"),
            ("ends with \\", "ends with \\\\"),
            ("", ""),
        ] {
            assert_eq!(markdown(text), expected, "{text:?}");
        }
    }
}
