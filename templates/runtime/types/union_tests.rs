use serde_json::json;

use super::{Outline, Tag, ranked, tag};

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
fn tags() {
    for (value, expected) in [
        (json!({"type": "cat"}), Tag::Text("cat")),
        (json!({"type": 1}), Tag::Integer(1)),
        (json!({"type": true}), Tag::Boolean(true)),
        (json!({"type": 1.5}), Tag::Missing),
        (json!({"type": null}), Tag::Missing),
        (json!({}), Tag::Missing),
        (json!(["type"]), Tag::Missing),
        (json!("cat"), Tag::Missing),
    ] {
        assert_eq!(tag(&value, "type"), expected, "{value}");
    }
}
