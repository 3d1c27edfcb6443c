//! Descriptions of the document as documentation that is valid for rustdoc.

use std::cell::{Ref, RefCell};

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::{Emitter, describe};
use crate::markdown;
use crate::model::{Doc, Link, TypeDef};
use crate::source::Value;

/// The maximum length of an example or default that is shown, in characters.
const MAX_VALUE: usize = 120;

/// The highest level of headings in text of a document: below the sections of the generator.
const HEADINGS: usize = 2;

/// The heading of the example, which is at the end of the documentation. Text of a document has no headings of this level.
pub(crate) const EXAMPLE: &str = "# Example";

/// What follows the location of a type that several schemas share.
pub(crate) const COPIES: &str = " and equal schemas";

/// Documentation that is stored here while the code is formatted. It is most of the text, and needs neither parsing nor line breaks. The
/// attribute `#[text_N]` marks its position in the code.
#[derive(Debug, Default)]
pub struct Texts(RefCell<Vec<String>>);

impl Texts {
    /// The texts so far, in the order of their numbers.
    pub fn all(&self) -> Ref<'_, [String]> {
        Ref::map(self.0.borrow(), Vec::as_slice)
    }

    fn put(&self, text: String) -> usize {
        debug_assert!(!text.contains('\r'), "no comment can hold a carriage return: {text:?}");
        let mut texts = self.0.borrow_mut();
        texts.push(text);
        texts.len() - 1
    }
}

/// The prefix of the attribute that marks the position of a text.
const MARKER: &str = "text_";

/// The number of the text that an attribute of this name marks.
pub(crate) fn text_number(attribute: &str) -> Option<usize> {
    attribute.strip_prefix(MARKER)?.parse().ok()
}

/// Documentation of one line.
pub(super) fn line(emitter: &Emitter<'_>, line: String) -> TokenStream {
    let marker = format_ident!("{MARKER}{}", emitter.texts.put(line));
    quote! { #[#marker] }
}

/// Documentation with several paragraphs.
pub(super) fn paragraphs(emitter: &Emitter<'_>, paragraphs: impl IntoIterator<Item = String>) -> TokenStream {
    let mut text = String::new();
    for paragraph in paragraphs {
        if paragraph.is_empty() {
            continue;
        }
        if !text.is_empty() {
            text.push_str("\n\n");
        }
        text.push_str(&paragraph);
    }
    if text.is_empty() {
        return TokenStream::new();
    }
    line(emitter, text)
}

/// The paragraphs of a [`Doc`]: its description, or else `fallback`, then facts about its values.
pub(super) fn of(doc: &Doc, fallback: &str) -> Vec<String> {
    describe(doc, fallback, |text| markdown::blocks(text, HEADINGS))
}

/// The same as a single line.
pub(super) fn line_of(doc: &Doc, fallback: &str) -> String {
    let parts: Vec<String> =
        describe(doc, fallback, markdown::line).iter().map(|part| sentence(part)).collect();
    parts.join(" ")
}

fn describe(doc: &Doc, fallback: &str, markdown: impl Fn(&str) -> String) -> Vec<String> {
    let mut out = Vec::new();
    let summary = doc.summary.as_deref().map(markdown::line).filter(|text| !text.is_empty());
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
        // A title of one word is often an identifier.
        (Some(summary), None) if summary.contains(' ') => out.push(sentence(&summary)),
        (Some(summary), None) => out.push(summary),
        (None, Some(description)) => out.push(description),
        (None, None) => out.push(fallback.to_owned()),
    }
    let mut facts = Vec::new();
    if !doc.limits.is_empty() {
        facts.push(format!("Limits: {}.", doc.limits.join(", ")));
    }
    if let Some(default) = &doc.default {
        facts.push(format!("Default: {}.", value(default)));
    }
    if let Some(example) = doc.example.as_ref().filter(|example| is_shown(example)) {
        facts.push(format!("Example: {}.", value(example)));
    }
    if !facts.is_empty() {
        out.push(facts.join(" "));
    }
    out.extend(doc.link.as_ref().map(link));
    out
}

/// The line for a link to more documentation.
fn link(link: &Link) -> String {
    let url = markdown::url(&link.url);
    match link.text.as_deref().map(str::trim).filter(|text| !text.is_empty()) {
        Some(text) => format!("{}: {url}", markdown::plain(text.trim_end_matches(['.', ':']))),
        None => format!("See {url}."),
    }
}

/// Whether a value is shown as an example: a string, a number or a boolean, or a short object or list.
fn is_shown(example: &Value) -> bool {
    match example {
        Value::Object(_) | Value::Array(_) => example.to_string().len() <= MAX_VALUE,
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => true,
    }
}

/// Text of a document as paragraphs.
pub(super) fn description(text: &str) -> String {
    markdown::blocks(text, HEADINGS)
}

/// The documentation of a type.
pub(super) fn type_doc(emitter: &Emitter<'_>, def: &TypeDef) -> TokenStream {
    let mut text = of(&def.doc, &describe::shape(emitter, &def.shape));
    text.push(sources(&def.origin, &def.copies));
    let deprecated = deprecated(def.deprecated);
    let doc = paragraphs(emitter, text);
    quote! { #doc #deprecated }
}

/// The line with the location in the document.
pub(super) fn source(origin: &str) -> String {
    sources(origin, &[])
}

/// Like [`source`], for a type that may have copies. The line does not change when a copy is added.
fn sources(origin: &str, copies: &[String]) -> String {
    let others = if copies.is_empty() { "" } else { COPIES };
    format!("<small>Source: {}{others}</small>", markdown::code(origin))
}

/// The attribute for deprecated items.
pub(super) fn deprecated(deprecated: bool) -> TokenStream {
    if deprecated {
        quote! { #[deprecated] }
    } else {
        TokenStream::new()
    }
}

/// Text with a full stop, unless it ends with a mark already, also one before emphasis, a quotation mark or a bracket.
pub(super) fn sentence(text: &str) -> String {
    let words = text.trim_end_matches(['*', '_', '"', '\'', '”', '’', ')', ']']);
    let is_complete = |text: &str| text.ends_with(['.', '!', '?', ':', '…', '。', '！', '？', '：']);
    if is_complete(text) || is_complete(words) { text.to_owned() } else { format!("{text}.") }
}

/// A value as code, in one line.
pub(super) fn value(value: &Value) -> String {
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let text = text.replace(['\n', '\r', '\t'], " ");
    let shown: String = text.chars().take(MAX_VALUE).collect();
    markdown::code(&if shown.len() < text.len() { format!("{shown}…") } else { shown })
}

/// A name or value as code, or a phrase if it is empty.
pub(super) fn code_text(text: &str) -> String {
    markdown::code(text)
}
