//! Numbers, booleans and strings in XML.

use std::borrow::Cow;

use super::super::json::{self, Writer};
use super::{MAX_STEPS, Shape};

/// Writes text as the JSON of a scalar. Text that is not one becomes a string, which the type refuses.
pub(super) fn scalar(text: &str, shape: &'static Shape, writer: &mut Writer) {
    let trimmed = text.trim();
    match of_text(trimmed, shape, MAX_STEPS) {
        Shape::Number | Shape::Boolean if trimmed.is_empty() => writer.null(),
        Shape::Number => match number(trimmed) {
            Some(number) => writer.raw(&number),
            None => writer.string(trimmed),
        },
        Shape::Boolean => match trimmed {
            "true" | "1" => writer.boolean(true),
            "false" | "0" => writer.boolean(false),
            _ => writer.string(trimmed),
        },
        Shape::Scalar if is_json_number(trimmed) || matches!(trimmed, "true" | "false") => {
            writer.raw(trimmed);
        }
        Shape::Token => writer.string(trimmed),
        Shape::Scalar
        | Shape::String
        | Shape::Any
        | Shape::List(..)
        | Shape::Tuple(_)
        | Shape::Choice(..)
        | Shape::Object(..)
        | Shape::Union(..) => {
            writer.string(text);
        }
    }
}

/// The alternative of a union that text has, or the shape itself.
fn of_text(text: &str, shape: &'static Shape, steps: usize) -> &'static Shape {
    let (Shape::Union(_, alternatives), Some(steps)) = (shape, steps.checked_sub(1)) else { return shape };
    let shapes = alternatives.iter().map(|alternative| of_text(text, alternative.shape, steps));
    let scored = shapes.filter_map(|shape| Some((score(text, shape)?, shape)));
    // Of equal ones, the first.
    let best = scored.reduce(|best, other| if other.0 > best.0 { other } else { best });
    best.map_or(shape, |(_, shape)| shape)
}

/// The score of a shape for text. `None` if it is none of its values.
pub(super) fn score(text: &str, shape: &Shape) -> Option<i64> {
    match shape {
        Shape::Any => Some(0),
        Shape::Number => number(text).is_some().then_some(3),
        Shape::Boolean => matches!(text, "true" | "false").then_some(3),
        Shape::String | Shape::Token | Shape::Scalar => Some(1),
        Shape::List(..) | Shape::Tuple(_) | Shape::Choice(..) | Shape::Object(..) | Shape::Union(..) => None,
    }
}

/// The JSON of a number. XML also allows a plus sign, zeros at the beginning, and a point at either end.
pub(super) fn number(text: &str) -> Option<Cow<'_, str>> {
    if is_json_number(text) {
        return Some(text.into());
    }
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", text.strip_prefix('+').unwrap_or(text)),
    };
    let digits = digits.trim_start_matches('0');
    let (zero, digits) = match digits.as_bytes().first() {
        Some(b'1'..=b'9') => ("", digits),
        None | Some(b'.' | b'e' | b'E') if text.contains(|c: char| c.is_ascii_digit()) => ("0", digits),
        _ => return None,
    };
    let digits = digits.strip_suffix('.').unwrap_or(digits);
    let number = format!("{sign}{zero}{digits}");
    is_json_number(&number).then_some(number.into())
}

/// Returns whether text is a number in JSON, which has no zeros at the beginning.
fn is_json_number(text: &str) -> bool {
    json::is_number(text) && json::from_slice::<()>(text.as_bytes()).is_ok()
}
