//! Values of the API's types as XML.
//!
//! A [`Body`] describes how a value appears in XML. XML is converted to the JSON of the value, which the type reads, and the JSON that
//! the type writes is converted to XML. So unions, enums and dates are the same in both formats.

mod choice;
mod encoding;
mod literals;
mod reading;
mod sequence;
mod shape;
mod tree;
mod writing;

pub(crate) use shape::{Alternative, Body, Field, Name, Node, Rest, Shape};

use super::json::{self, JsonError, ReadJson, WriteJson};
use reading::Conversion;
use tree::Tree;

/// The namespace of `xsi:nil`, which marks an element whose value is null.
const INSTANCE: &str = "http://www.w3.org/2001/XMLSchema-instance";

/// The deepest nesting of elements.
const MAX_DEPTH: usize = 128;

/// The number of times that a shape may lead to another shape of the same element.
const MAX_STEPS: usize = 16;

/// Reads XML that has at most `max` values: an element counts as four, an attribute as one.
pub(crate) fn read<T: ReadJson>(xml: &[u8], body: &'static Body, max: Option<u64>) -> Result<T, JsonError> {
    read_with_json(xml, body, max).map(|(value, _)| value)
}

/// Like [`read`], but also returns the JSON of the value.
pub(crate) fn read_with_json<T: ReadJson>(
    xml: &[u8],
    body: &'static Body,
    max: Option<u64>,
) -> Result<(T, Vec<u8>), JsonError> {
    let json = to_json(xml, body, max)?;
    match json::read_limited(&json, max) {
        Ok(value) => Ok((value, json)),
        Err(error) => Err(located(error, xml, body)),
    }
}

/// Converts XML to the JSON of its value.
pub(crate) fn to_json(xml: &[u8], body: &'static Body, max: Option<u64>) -> Result<Vec<u8>, JsonError> {
    let tree = Tree::parse(xml, max)?;
    let conversion = Conversion::new(&tree, body);
    conversion.check_root()?;
    Ok(json::to_vec(&conversion))
}

/// Moves an error of the JSON to the element that the JSON is from.
fn located(error: JsonError, xml: &[u8], body: &'static Body) -> JsonError {
    let Ok(tree) = Tree::parse(xml, None) else { return error };
    let conversion = Conversion::located(&tree, body);
    json::to_vec(&conversion);
    let offset = conversion.offset_in_xml(error.offset());
    error.moved(offset)
}

/// Writes a value as XML.
///
/// # Errors
///
/// If XML cannot represent the value: the reason.
pub(crate) fn write(value: &(impl WriteJson + ?Sized), body: &'static Body) -> Result<Vec<u8>, String> {
    writing::document(&json::to_string(value), body)
}

/// Returns whether XML allows a character.
fn is_allowed(character: char) -> bool {
    matches!(character, '\t' | '\n' | '\r' | ' '..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..)
}

// part: tests
#[cfg(test)]
#[path = "reading_tests.rs"]
mod reading_tests;
#[cfg(test)]
#[path = "writing_tests.rs"]
mod writing_tests;
// end
