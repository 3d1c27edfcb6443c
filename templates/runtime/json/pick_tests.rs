//! Values at paths.

use super::{pick, pick_one, scalar};

#[test]
fn values_at_paths() {
    let json =
        br#" {"a": {"b": "x", "c": {"d": 1.50}}, "list": [ {"id": 1} , {"id": 2} ], "n": null, "a2": 0} "#;
    let picked = pick(json, &[&["a", "b"], &["a", "c", "d"], &["a"], &["n"], &["missing"]], Some(&["list"]));
    let expected =
        [Some(r#""x""#), Some("1.50"), Some(r#"{"b": "x", "c": {"d": 1.50}}"#), Some("null"), None];
    assert_eq!(picked.values, expected);
    let list = picked.list.unwrap();
    assert_eq!((list.json, list.count, list.last), (r#"[ {"id": 1} , {"id": 2} ]"#, 2, Some(r#"{"id": 2}"#)));
}

#[test]
fn lists_anywhere() {
    let list = |json: &'static str, path| pick(json.as_bytes(), &[], Some(path)).list.map(|list| list.count);
    assert_eq!(list("[1, 2, 3]", &[]), Some(3));
    assert_eq!(list("\u{feff}[]", &[]), Some(0));
    assert_eq!(list(r#"{"a": {"b": [1]}}"#, &["a", "b"]), Some(1));
    assert_eq!(list(r#"{"a": {"b": {}}}"#, &["a", "b"]), None);
    assert_eq!(list(r#"{"a": [[1]]}"#, &["a", "b"]), None);
    assert_eq!(list("", &[]), None);
}

/// A value below the list's parent, and below another value that is wanted.
#[test]
fn paths_may_overlap() {
    let json = br#"{"rows": {"items": [1], "next": {"after": "z"}}}"#;
    let picked = pick(json, &[&["rows", "next"], &["rows", "next", "after"]], Some(&["rows", "items"]));
    assert_eq!(picked.values, [Some(r#"{"after": "z"}"#), Some(r#""z""#)]);
    assert_eq!(picked.list.unwrap().count, 1);
}

#[test]
fn reading_stops_where_the_text_is_not_json() {
    for (json, expected) in [
        (&br#"{"a": 1, "b": "#[..], Some("1")),
        (br#"{"a": tru"#, None),
        (b"\xff", None),
        (br#"{"a": {"a": 2}}"#, Some(r#"{"a": 2}"#)),
    ] {
        assert_eq!(pick_one(json, &["a"]), expected);
    }
    let deep = "[".repeat(100_000);
    assert_eq!(pick_one(format!(r#"{{"x": {deep}"#).as_bytes(), &["a"]), None);
}

#[test]
fn scalars_as_text() {
    for (json, text) in [
        (r#""a\"b""#, Some("a\"b")),
        ("12345678901234567890123", Some("12345678901234567890123")),
        ("-1", Some("-1")),
        ("null", None),
        ("{}", None),
        ("true", None),
        ("", None),
    ] {
        assert_eq!(scalar(json).as_deref(), text, "{json}");
    }
}
