use serde_json::json;

use super::{Key, Outline, ranked};

#[test]
fn the_best_match_comes_first() {
    const OUTLINES: &[Outline] = &[
        Outline::Object { required: &["a"], known: &["a", "b"], fixed: &[("b", "2")] },
        Outline::Object { required: &["a", "c"], known: &["a", "c"], fixed: &[] },
        Outline::Object { required: &[], known: &["z"], fixed: &[] },
        Outline::Text,
        Outline::String,
        Outline::Number,
        Outline::Integer,
    ];
    for (value, expected) in [
        (json!({"a": 1, "b": "2"}), &[0, 2][..]),
        (json!({"a": 1, "b": "3"}), &[2]),
        (json!({"a": 1, "c": 2}), &[1, 0, 2]),
        (json!({"z": 1}), &[2]),
        (json!("x"), &[4, 3]),
        (json!(1), &[6, 5]),
        (json!(1.5), &[5]),
        (json!(null), &[]),
    ] {
        assert_eq!(ranked(&value, OUTLINES), expected, "{value}");
    }
}

#[test]
fn keys() {
    for (value, expected) in [
        (json!("cat"), Some(Key::Text("cat"))),
        (json!(1), Some(Key::Integer(1))),
        (json!(true), Some(Key::Boolean(true))),
        (json!(1.5), None),
        (json!(null), None),
    ] {
        let keys = [Key::Text("cat"), Key::Integer(1), Key::Boolean(true)];
        assert_eq!(keys.into_iter().find(|key| key.is(&value)), expected, "{value}");
    }
}
