//! Control characters of a document, in JSON and in requests.

use serde_json::{Value, json};

use crate::control_characters::resources::Controls;
use crate::control_characters::types::{Choice, Record};
use crate::wire::{mocked, sent, wait};

/// A body with all values of the fixture that contain control characters.
fn record() -> Value {
    json!({
        "r\r\0": "x",
        "o\x1b\x7f\u{85}\u{2028}\u{202e}": "c\x1b[31m",
        "fixed": "f\r\0\u{2028}",
        "mixed": "m\r\0\u{2028}",
        "tagged": { "k\r": "left\r\0", "x": "y" },
    })
}

#[test]
fn values_are_unchanged() {
    let choices =
        ["a\r", "b\0", "c\x1b[31m", "d\x7f", "e\u{85}", "f\u{2028}", "g\u{202e}", "h\r\n", "i\u{feff}"];
    for text in choices {
        let choice: Choice = serde_json::from_value(json!(text)).unwrap();
        assert!(!matches!(choice, Choice::Unknown(_)), "{text:?}");
        assert_eq!((choice.as_str(), serde_json::to_value(&choice).unwrap()), (text, json!(text)));
    }
    let read: Record = serde_json::from_value(record()).unwrap();
    assert!(!read.mixed.as_ref().unwrap().is_unknown());
    assert!(matches!(read.tagged, Some(crate::control_characters::types::Tagged::Left(_))));
    assert_eq!(serde_json::to_value(&read).unwrap(), record());
}

#[test]
fn names_are_unchanged() {
    let body: Record = serde_json::from_value(record()).unwrap();
    let request = sent(|client| Controls { client }.post("1\r", body).q(Choice::E).c("d\0").send());
    assert_eq!(request.path(), "/v1/a%0D%00%E2%80%A8/1%0D");
    let query = "one%0D%00=v%0D%00%E2%80%A8&q%0D%00%1B%7F%C2%85%E2%80%A8%E2%80%AE=e%C2%85&c%E2%80%A8=d%00";
    assert_eq!(request.query(), Some(query));
    assert_eq!(serde_json::from_slice::<Value>(&request.body).unwrap(), record());
}

#[test]
fn an_invalid_header_is_an_error() {
    let (client, _mock) = mocked();
    let body: Record = serde_json::from_value(record()).unwrap();
    let error = wait(Controls { client }.post("1", body).x_evil("a").send()).unwrap_err();
    assert!(error.to_string().contains("header"), "{error}");
}
