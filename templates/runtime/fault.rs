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

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde::{Deserialize, de::DeserializeOwned};

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "it is only read")]
    struct Item {
        id: String,
        size: Option<u8>,
        kind: Option<Kind>,
    }

    #[derive(Debug, Deserialize)]
    enum Kind {
        A,
    }

    fn describe<T: DeserializeOwned + std::fmt::Debug>(body: &str) -> String {
        super::describe(&serde_json::from_str::<T>(body).unwrap_err())
    }

    #[test]
    fn no_value_is_quoted() {
        for (body, expected) in [
            (r#"{"id": 5551234}"#, "invalid type: integer, expected a string"),
            (r#"{"id": 5551234.5}"#, "invalid type: floating point, expected a string"),
            (r#"{"id": ["5551234"]}"#, "invalid type: sequence, expected a string"),
            (r#"{"id": {"5551234": 1}}"#, "invalid type: map, expected a string"),
            (r#"{"id": null}"#, "invalid type: null, expected a string"),
            (r#"{"id": "a", "size": "5551234"}"#, "invalid type: string, expected u8"),
            (r#"{"id": "a", "size": ", expected 5551234"}"#, "invalid type: string, expected u8"),
            (r#"{"id": "a", "size": 5551234}"#, "invalid value: integer, expected u8"),
            (r#"{"id": "a", "kind": "5551234"}"#, "unknown variant, expected `A`"),
            (r#"{"id": "a", "5551234": 1}"#, "unknown field, expected one of `id`, `size`, `kind`"),
            (r#"{"id": "a", "` 5551234": 1}"#, "unknown field, expected one of `id`, `size`, `kind`"),
            (r#"{"size": 1}"#, "missing field `id`"),
            (r#"{"id": "a", "id": "5551234"}"#, "duplicate field `id`"),
            (r#"{"id": "5551234"#, "EOF while parsing a string"),
            (r#"{"id": 5551234x"#, "invalid type: integer, expected a string"),
            ("5551234x", "trailing characters"),
            ("<5551234>", "expected value"),
            ("", "EOF while parsing a value"),
        ] {
            let words = if body == "5551234x" { describe::<u64>(body) } else { describe::<Item>(body) };
            assert_eq!(words, expected, "{body}");
        }
        assert_eq!(describe::<(u8, u8)>("[1]"), "invalid length 1, expected a tuple of size 2");
        assert_eq!(describe::<BTreeMap<u8, u8>>(r#"{"5551234": 1}"#), "invalid value: integer, expected u8");
        let custom = <serde_json::Error as serde::de::Error>::custom("no date: 5551234");
        assert_eq!(super::describe(&custom), "the value does not fit");
        let custom = <serde_json::Error as serde::de::Error>::custom("missing field `a`, `5551234`");
        assert_eq!(super::describe(&custom), "the value does not fit");
    }
}
