//! What the document says of a thing, as documentation that rustdoc reads without complaint.

use std::cell::{Ref, RefCell};

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::{Emitter, describe};
use crate::markdown;
use crate::model::{Doc, TypeDef};
use crate::source::Value;

/// Longest example or default that is shown, in characters.
const MAX_VALUE: usize = 120;

/// The level of the headings that the text of a document may have: below those of our own sections.
const HEADINGS: usize = 2;

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
        debug_assert!(!text.contains('\r'), "no comment can hold a carriage return: {text:?}");
        let mut texts = self.0.borrow_mut();
        texts.push(text);
        texts.len() - 1
    }
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

/// The paragraphs of a [`Doc`]: what it means, then what its values are like. `fallback` stands in where nothing is said.
pub(super) fn of(doc: &Doc, fallback: &str) -> Vec<String> {
    said(doc, fallback, |text| markdown::blocks(text, HEADINGS))
}

/// The same as a single line.
pub(super) fn line_of(doc: &Doc, fallback: &str) -> String {
    said(doc, fallback, markdown::line).join(" ")
}

fn said(doc: &Doc, fallback: &str, markdown: impl Fn(&str) -> String) -> Vec<String> {
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
        (Some(only), None) | (None, Some(only)) => out.push(only),
        (None, None) => out.push(fallback.to_owned()),
    }
    let mut facts = Vec::new();
    if !doc.limits.is_empty() {
        facts.push(format!("Limits: {}.", doc.limits.join(", ")));
    }
    if let Some(default) = &doc.default {
        facts.push(format!("Default: {}.", value(default)));
    }
    if let Some(example) = &doc.example {
        facts.push(format!("Example: {}.", value(example)));
    }
    if !facts.is_empty() {
        out.push(facts.join(" "));
    }
    out
}

/// Text of a document as paragraphs.
pub(super) fn description(text: &str) -> String {
    markdown::blocks(text, HEADINGS)
}

/// The documentation of a type.
pub(super) fn type_doc(emitter: &Emitter<'_>, def: &TypeDef) -> TokenStream {
    let mut text = of(&def.doc, &describe::shape(emitter, &def.shape));
    text.push(source(&def.origin));
    let deprecated = deprecated(def.deprecated);
    let doc = paragraphs(emitter, text);
    quote! { #doc #deprecated }
}

/// Where a thing stands in the document.
pub(super) fn source(origin: &str) -> String {
    format!("<small>Source: {}</small>", markdown::code(origin))
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
    if text.ends_with(['.', '!', '?', ':']) { text.to_owned() } else { format!("{text}.") }
}

/// A value as code, in one line.
fn value(value: &Value) -> String {
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let text = text.replace(['\n', '\r', '\t'], " ");
    let shown: String = text.chars().take(MAX_VALUE).collect();
    markdown::code(&if shown.len() < text.len() { format!("{shown}…") } else { shown })
}

/// A name or value as code, or words for an empty one.
pub(super) fn code_text(text: &str) -> String {
    markdown::code(text)
}
