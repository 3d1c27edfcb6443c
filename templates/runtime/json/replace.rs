//! Another value in a JSON text. The rest of the text does not change.

use std::ops::Range;

use super::{Reader, text, to_string};

/// Returns a JSON object with `value` at a path. Objects on the way that are missing or null are added. `None` if the text is not an object, or if
/// another value is in the way.
pub(crate) fn replaced(json: &[u8], path: &[&str], value: &str) -> Option<String> {
    let (text, _) = text::decode(json).ok()?;
    let mut here = 0..text.len();
    for (depth, key) in path.iter().enumerate() {
        match find(&text[here.clone()], key)? {
            Property::Present(found) => {
                here = here.start + found.start..here.start + found.end;
                let below = &path[depth + 1..];
                if !below.is_empty() && &text[here.clone()] == "null" {
                    let object = ["{", &nested(below, value), "}"].concat();
                    return Some([&text[..here.start], &object, &text[here.end..]].concat());
                }
            }
            Property::Missing { at, is_only } => {
                let at = here.start + at;
                let comma = if is_only { "" } else { "," };
                return Some([&text[..at], &nested(&path[depth..], value), comma, &text[at..]].concat());
            }
        }
    }
    Some([&text[..here.start], value, &text[here.end..]].concat())
}

/// A property of an object.
enum Property {
    /// The location of its value.
    Present(Range<usize>),
    /// The location after the opening brace, and whether the object has no properties.
    Missing { at: usize, is_only: bool },
}

fn find(object: &str, key: &str) -> Option<Property> {
    let mut reader = Reader::new(object, None);
    let mut entries = reader.object().ok()?;
    let (at, mut is_only) = (reader.at(), true);
    while let Some(found) = reader.key(&mut entries).ok()? {
        let start = reader.offset();
        reader.skip().ok()?;
        if found == key {
            return Some(Property::Present(start..reader.at()));
        }
        is_only = false;
    }
    Some(Property::Missing { at, is_only })
}

/// Returns `"a":{"b":value}` for the path `a`, `b`.
fn nested(path: &[&str], value: &str) -> String {
    let keys: Vec<String> = path.iter().map(|key| to_string(*key) + ":").collect();
    let close = "}".repeat(path.len().saturating_sub(1));
    [&keys.join("{"), value, &close].concat()
}

// part: tests
#[cfg(test)]
#[path = "replace_tests.rs"]
mod tests;
// end
