//! Values that were read, sent again.

use serde_json::{Value, json};

use crate::read_change_write::types::{Either, Node, NodeInput, User};

fn written(value: impl serde::Serialize) -> Value {
    serde_json::to_value(value).unwrap()
}

#[test]
fn read_only_and_null_properties_are_left_out_at_every_depth() {
    let leaf = |a: Value| json!({"kind": "leaf", "at": "now", "a": a});
    let sent = |a: Value| if a.is_null() { json!({"kind": "leaf"}) } else { json!({"kind": "leaf", "a": a}) };
    let node: Node = serde_json::from_value(json!({
        "id": "1", "name": "n", "note": null,
        "parent": {"id": "2", "name": "p", "note": "x", "shape": {"odd": 1}, "rows": []},
        "shape": leaf(Value::Null),
        "either": {"kind": "leaf", "at": "now", "b": "b"},
        "rows": [[leaf(json!("a")), null], []],
        "named": {"t": [leaf(json!("b")), [leaf(Value::Null)]]},
        "more": leaf(json!("c")),
    }))
    .unwrap();
    let expected = json!({
        "name": "n",
        "parent": {"name": "p", "note": "x", "shape": {"odd": 1}, "rows": []},
        "shape": sent(Value::Null),
        "either": {"kind": "leaf", "b": "b"},
        "rows": [[sent(json!("a")), null], []],
        "named": {"t": [sent(json!("b")), [sent(Value::Null)]]},
        "more": sent(json!("c")),
    });
    assert_eq!(written(NodeInput::from(node)), expected);
}

#[test]
fn what_is_missing_is_an_argument() {
    let user: User = serde_json::from_value(json!({"email": null, "token": {}, "backup": {}})).unwrap();
    let token = user.token.clone().into_input("s");
    let backup = user.backup.clone().map(|backup| backup.into_input("k"));
    let sent = user.into_input("p", 7, token, backup);
    let expected =
        json!({"email": null, "password": "p", "pin": 7, "token": {"secret": "s"}, "backup": {"key": "k"}});
    assert_eq!(written(sent), expected);
}

#[test]
fn a_value_keeps_properties_that_only_another_alternative_describes() {
    for text in [r#"{"kind":""}"#, r#"{"a":""}"#, r#"{"b":"x","kind":""}"#] {
        let value = Either::from_json(text.as_bytes()).unwrap();
        assert!(matches!(value, Either::Object(_)), "{value:?}");
        assert_eq!(value.to_json(), text.as_bytes());
    }
}
