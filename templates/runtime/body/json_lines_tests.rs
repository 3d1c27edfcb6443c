use serde_json::{Value, json};

use super::{JsonLines, Source};

fn text(lines: JsonLines<Value>, media: &str) -> String {
    match lines.into_source(media) {
        Source::Bytes(bytes) => String::from_utf8(bytes.to_vec()).unwrap(),
        #[cfg(feature = "stream")]
        Source::Stream(_) => panic!("a stream"),
    }
}

#[test]
fn each_value_is_a_line() {
    let values = || JsonLines::from(vec![json!({"a": "x\ny"}), json!(1), json!(null)]);
    assert_eq!(text(values(), "application/jsonl"), "{\"a\":\"x\\ny\"}\n1\nnull\n");
    assert_eq!(text(values(), "application/json-seq"), "\x1e{\"a\":\"x\\ny\"}\n\x1e1\n\x1enull\n");
    assert_eq!(text(JsonLines::from(vec![]), "application/json-seq"), "");
}

/// A record separator in a string is escaped, so it cannot begin another value.
#[test]
fn values_cannot_add_values() {
    let values = JsonLines::from(vec![json!("\x1e1\n2\r3")]);
    assert_eq!(text(values, "application/json-seq"), "\x1e\"\\u001e1\\n2\\r3\"\n");
}
