//! Replaced values.

use super::replaced;

#[test]
fn only_the_value_changes() {
    for (json, path, expected) in [
        (r#"{"a": 1.10, "page": 1, "b": 2}"#, &["page"][..], Some(r#"{"a": 1.10, "page": 2, "b": 2}"#)),
        (r#"{ "a": 1}"#, &["page"], Some(r#"{"page":2, "a": 1}"#)),
        ("{ }", &["page"], Some(r#"{"page":2 }"#)),
        ("{}", &["p", "q", "r"], Some(r#"{"p":{"q":{"r":2}}}"#)),
        (r#"{"p": {"size": 5}}"#, &["p", "q"], Some(r#"{"p": {"q":2,"size": 5}}"#)),
        (r#"{"p": {"q": {"r": "x"}}}"#, &["p", "q"], Some(r#"{"p": {"q": 2}}"#)),
        (r#"{"a\"b": 1}"#, &["a\"b"], Some(r#"{"a\"b": 2}"#)),
        (r#"{"p": null}"#, &["p", "q"], Some(r#"{"p": {"q":2}}"#)),
        (r#"{"p": 5}"#, &["p", "q"], None),
        ("[]", &["p"], None),
        ("", &["p"], None),
        (r#"{"a": "#, &["p"], None),
    ] {
        assert_eq!(replaced(json.as_bytes(), path, "2").as_deref(), expected, "{json}");
    }
}
