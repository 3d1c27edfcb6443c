//! Why a body could not be read as JSON, in words that quote nothing of the body.

use serde_json::Error;

/// What `error` says, without the values that it quotes and without its position.
pub(crate) fn describe(error: &Error) -> String {
    let text = error.to_string();
    let place = format!(" at line {} column {}", error.line(), error.column());
    let text = text.strip_suffix(&place).unwrap_or(&text);
    // The words about syntax are fixed. Those about data are made of what was found.
    if !error.is_data() {
        return text.to_owned();
    }
    data(text).unwrap_or_else(|| "the value does not fit".to_owned())
}

/// The forms that serde gives its errors. In each, what follows the last `, expected` is text of this crate.
fn data(text: &str) -> Option<String> {
    /// The words for what was found, before a value or alone.
    const FOUND: [&str; 18] = [
        "boolean",
        "integer",
        "floating point",
        "character",
        "string",
        "byte array",
        "unit value",
        "null",
        "Option value",
        "newtype struct",
        "sequence",
        "map",
        "enum",
        "unit variant",
        "newtype variant",
        "tuple variant",
        "struct variant",
        "number",
    ];
    if is_of_code(text, "missing field `", "`") || is_of_code(text, "duplicate field `", "`") {
        return Some(text.to_owned());
    }
    let (found, expected) = text.rsplit_once(", expected ")?;
    let found = match found.split_once(": ") {
        Some((fault @ ("invalid type" | "invalid value"), value)) => {
            let word = FOUND.iter().find(|word| value.starts_with(**word));
            word.map_or_else(|| fault.to_owned(), |word| format!("{fault}: {word}"))
        }
        _ if found.starts_with("unknown variant `") => "unknown variant".to_owned(),
        _ if found.starts_with("unknown field `") => "unknown field".to_owned(),
        _ if is_of_code(found, "invalid length ", "") => found.to_owned(),
        _ => return None,
    };
    Some(format!("{found}, expected {expected}"))
}

/// Whether there is nothing between `start` and `end` but a name or number of this crate.
fn is_of_code(text: &str, start: &str, end: &str) -> bool {
    let name = text.strip_prefix(start).and_then(|rest| rest.strip_suffix(end));
    name.is_some_and(|name| !name.contains(['`', '"', '\n']))
}

// part: tests
#[cfg(test)]
#[path = "message_tests.rs"]
mod tests;
// end
