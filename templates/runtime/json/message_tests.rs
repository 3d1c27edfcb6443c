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
        let message = if body == "5551234x" { describe::<u64>(body) } else { describe::<Item>(body) };
        assert_eq!(message, expected, "{body}");
    }
    assert_eq!(describe::<(u8, u8)>("[1]"), "invalid length 1, expected a tuple of size 2");
    assert_eq!(describe::<BTreeMap<u8, u8>>(r#"{"5551234": 1}"#), "invalid value: integer, expected u8");
    let custom = <serde_json::Error as serde::de::Error>::custom("no date: 5551234");
    assert_eq!(super::describe(&custom), "the value does not fit");
    let custom = <serde_json::Error as serde::de::Error>::custom("missing field `a`, `5551234`");
    assert_eq!(super::describe(&custom), "the value does not fit");
}
