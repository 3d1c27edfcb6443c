//! Describes JSON errors without quoting the body.

use serde_json::Error;

/// Returns the message of `error`, without the values that it quotes and without its position.
pub(crate) fn describe(error: &Error) -> String {
    let text = error.to_string();
    let position = format!(" at line {} column {}", error.line(), error.column());
    let text = text.strip_suffix(&position).unwrap_or(&text);
    // The messages of syntax errors are fixed. The messages of data errors contain values of the body.
    if !error.is_data() {
        return text.to_owned();
    }
    data(text).unwrap_or_else(|| "the value does not fit".to_owned())
}

/// Matches the messages that serde uses. The text after the last `, expected` comes from this crate.
fn data(text: &str) -> Option<String> {
    /// The names of the values that serde reports.
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

/// Returns whether the text between `start` and `end` is a single name or number.
fn is_of_code(text: &str, start: &str, end: &str) -> bool {
    let name = text.strip_prefix(start).and_then(|rest| rest.strip_suffix(end));
    name.is_some_and(|name| !name.contains(['`', '"', '\n']))
}

// part: tests
#[cfg(test)]
#[path = "message_tests.rs"]
mod tests;
// end
