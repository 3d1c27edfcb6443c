use serde_json::{Value, json};

use super::{PathStyle, Style};

fn values() -> [Value; 3] {
    [json!("blue"), json!(["blue", "black"]), json!({"R": 100, "skipped": null, "G": true})]
}

/// A value cannot add another value, in any location.
#[test]
fn values_are_encoded() {
    const EVIL: &str = "a/../b?c#d&e=f;g\\h\r\ni";
    let encoded = "a%2F..%2Fb%3Fc%23d%26e%3Df%3Bg%5Ch%0D%0Ai";
    let value = json!(EVIL);
    let simple = PathStyle::Simple { explode: false };
    assert_eq!(super::path("p", &value, simple).as_deref(), Some(encoded));
    let form = Style::Form { explode: true };
    assert_eq!(super::query("q", &value, form, false), format!("q={encoded}"));
    assert_eq!(super::cookie("c", &value, false), format!("c={encoded}"));
    assert_eq!(super::query("q", &value, form, true), "q=a/../b?c%23d%26e=f;g%5Ch%0D%0Ai");
    assert_eq!(super::query("q[]", &json!("[a|b]"), form, true), "q[]=[a|b]");
    assert_eq!(super::query("q", &json!({"a": 1}), Style::DeepObject, true), "q[a]=1");
    assert_eq!(super::query("q", &json!(["a", "b"]), Style::PipeDelimited, true), "q=a|b");
    let object = json!({EVIL: 1});
    assert_eq!(super::query("q", &object, form, false), format!("{encoded}=1"));
    assert_eq!(super::query("q", &object, Style::DeepObject, false), format!("q%5B{encoded}%5D=1"));
    assert_eq!(super::cookie("c", &object, true), format!("{encoded}=1"));
    for nothing in [json!(""), json!([]), json!({}), json!(null), json!([null])] {
        assert_eq!(super::path("p", &nothing, simple), None, "{nothing}");
    }
}

#[test]
fn path_styles() {
    let check = |style, expected: [&str; 3]| {
        assert_eq!(values().map(|value| super::path("color", &value, style).unwrap()), expected, "{style:?}");
    };
    check(PathStyle::Simple { explode: false }, ["blue", "blue,black", "R,100,G,true"]);
    check(PathStyle::Simple { explode: true }, ["blue", "blue,black", "R=100,G=true"]);
    check(PathStyle::Label { explode: false }, [".blue", ".blue,black", ".R,100,G,true"]);
    check(PathStyle::Label { explode: true }, [".blue", ".blue.black", ".R=100.G=true"]);
    check(PathStyle::Matrix { explode: false }, [";color=blue", ";color=blue,black", ";color=R,100,G,true"]);
    check(PathStyle::Matrix { explode: true }, [";color=blue", ";color=blue;color=black", ";R=100;G=true"]);
}

#[test]
fn path_values() {
    let check = |value: Value, expected: Option<&str>| {
        assert_eq!(super::path("x", &value, PathStyle::Simple { explode: false }).as_deref(), expected);
    };
    check(json!("a b/1?#%;,"), Some("a%20b%2F1%3F%23%25%3B%2C"));
    check(json!("zażółć-._~"), Some("za%C5%BC%C3%B3%C5%82%C4%87-._~"));
    check(json!(["a,b", "c"]), Some("a%2Cb,c"));
    let segments = super::path("x", &json!("a b/c?"), PathStyle::Segments);
    assert_eq!(segments.as_deref(), Some("a%20b/c%3F"));
    check(json!(-5), Some("-5"));
    check(json!(1.5), Some("1.5"));
    for nothing in [json!(""), json!(null), json!([]), json!({}), json!([null]), json!([""])] {
        check(nothing, None);
    }
}

#[test]
fn query_styles() {
    let check = |style, expected: [&str; 3]| {
        assert_eq!(values().map(|value| super::query("c", &value, style, false)), expected, "{style:?}");
    };
    check(Style::Form { explode: true }, ["c=blue", "c=blue&c=black", "R=100&G=true"]);
    check(Style::Form { explode: false }, ["c=blue", "c=blue,black", "c=R,100,G,true"]);
    check(Style::SpaceDelimited, ["c=blue", "c=blue%20black", "c=R%20100%20G%20true"]);
    check(Style::PipeDelimited, ["c=blue", "c=blue%7Cblack", "c=R%7C100%7CG%7Ctrue"]);
    check(Style::DeepObject, ["c=blue", "c%5B0%5D=blue&c%5B1%5D=black", "c%5BR%5D=100&c%5BG%5D=true"]);
    check(
        Style::Json,
        [
            "c=%22blue%22",
            "c=%5B%22blue%22%2C%22black%22%5D",
            "c=%7B%22R%22%3A100%2C%22skipped%22%3Anull%2C%22G%22%3Atrue%7D",
        ],
    );
}

#[test]
fn query_values() {
    let form = Style::Form { explode: true };
    let list = Style::Form { explode: false };
    let check = |name: &str, value: Value, style, expected: &str| {
        assert_eq!(super::query(name, &value, style, false), expected);
    };
    check("a b", json!("1+2 &=ü"), form, "a%20b=1%2B2%20%26%3D%C3%BC");
    check("expand[]", json!(["x"]), form, "expand%5B%5D=x");
    check("a", json!(["x,y", "z"]), list, "a=x%2Cy,z");
    check("a", json!(["x|y", "z"]), Style::PipeDelimited, "a=x%7Cy%7Cz");
    check("a", json!(""), form, "a=");
    check("a", json!(""), list, "a=");
    check("a", json!(null), form, "");
    check("a", json!([]), form, "");
    check("a", json!([]), list, "");
    check("a", json!({"b": null}), Style::DeepObject, "");
    check("a", json!({"b": [1, 2], "c": 3}), form, "b=1&b=2&c=3");
    check("a", json!([{"b": 1}]), form, "a=%7B%22b%22%3A1%7D");
}

#[test]
fn deep_objects() {
    let check = |value: Value, expected: &str| {
        assert_eq!(super::query("a", &value, Style::DeepObject, false), expected);
    };
    check(json!({"status": ["open", "closed"]}), "a%5Bstatus%5D=open&a%5Bstatus%5D=closed");
    check(json!({"b": {"c": "x y"}}), "a%5Bb%5D%5Bc%5D=x%20y");
    check(json!([{"b": 1}, null, {"b": [2, 3]}]), "a%5B0%5D%5Bb%5D=1&a%5B2%5D%5Bb%5D=2&a%5B2%5D%5Bb%5D=3");
    check(json!([[1, 2], 3]), "a%5B0%5D=1&a%5B0%5D=2&a%5B1%5D=3");
    check(json!({"b]": {"é": false}}), "a%5Bb%5D%5D%5B%C3%A9%5D=false");
}

#[test]
fn reserved_characters() {
    let query = super::query("u", &json!("https://x/?a=b&c=d#e+f g%"), Style::Form { explode: true }, true);
    assert_eq!(query, "u=https://x/?a=b%26c=d%23e%2Bf%20g%25");
    let encoded = super::query("u", &json!("a%2Fb%zz%é%2"), Style::Form { explode: true }, true);
    assert_eq!(encoded, "u=a%2Fb%25zz%25%C3%A9%252");
}

#[test]
fn reserved_characters_in_paths_and_cookies() {
    let path = |value: Value, style| super::path_reserved("p", &value, style).unwrap();
    assert_eq!(
        path(json!("a/b:c@d?e#f g%2Fh&i"), PathStyle::Simple { explode: false }),
        "a/b:c@d%3Fe%23f%20g%2Fh&i"
    );
    assert_eq!(path(json!(["a:b", "c"]), PathStyle::Matrix { explode: true }), ";p=a:b;p=c");
    assert_eq!(path(json!(["a:b", "c"]), PathStyle::Label { explode: false }), ".a:b,c");
    assert_eq!(super::cookie_reserved("c", &json!("a=b/c; d,e%20"), true), "c=a=b/c%3B%20d%2Ce%20");
}

#[test]
fn headers_and_cookies() {
    assert_eq!(values().map(|value| super::header(&value, false)), ["blue", "blue,black", "R,100,G,true"]);
    assert_eq!(values().map(|value| super::header(&value, true)), ["blue", "blue,black", "R=100,G=true"]);
    assert_eq!(
        values().map(|value| super::cookie("c", &value, false)),
        ["c=blue", "c=blue,black", "c=R,100,G,true"],
    );
    assert_eq!(
        values().map(|value| super::cookie("c", &value, true)),
        ["c=blue", "c=blue; c=black", "R=100; G=true"],
    );
    assert_eq!(super::cookie("c", &json!("a;b c"), true), "c=a%3Bb%20c");
}

#[test]
fn forms() {
    let body =
        json!({"a": "x y", "b": [1, 2], "c": {"d": 1}, "e": {"f": [true, {"h": 1}]}, "g": null, "i": [7]});
    assert_eq!(
        super::form(&body, &[("e", Style::DeepObject), ("g", Style::DeepObject), ("i", Style::DeepObject)])
            .unwrap(),
        "a=x%20y&b=1&b=2&c=%7B%22d%22%3A1%7D&e%5Bf%5D%5B0%5D=true&e%5Bf%5D%5B1%5D%5Bh%5D=1&i%5B0%5D=7",
    );
    assert_eq!(super::form(&json!([1]), &[]), None);
}

#[test]
fn lists_with_other_separators() {
    let list = json!(["a\tb", "c d", null, 1]);
    let tabs = super::query("q", &list, Style::TabDelimited, false);
    assert_eq!(tabs, "q=a%09b%09c%20d%091");
    assert_eq!(super::query("q", &list, Style::TabDelimited, true), tabs);
    for (separator, expected) in
        [(" ", "a%09b%20c%20d%201"), ("\t", "a%09b%09c%20d%091"), ("|", "a%09b%7Cc%20d%7C1")]
    {
        let path = super::path("p", &list, PathStyle::Delimited(separator));
        assert_eq!(path.as_deref(), Some(expected), "{separator:?}");
    }
    assert_eq!(super::path("p", &json!([]), PathStyle::Delimited(" ")), None);
    assert_eq!(super::delimited(&list, "\t"), "a\tb\tc d\t1");
    let form = super::form(&json!({"f": ["x", "y"]}), &[("f", Style::TabDelimited)]);
    assert_eq!(form.as_deref(), Some("f=x%09y"));
}
