use std::{cell::Cell, collections::BTreeMap};

use serde::Deserialize;
use serde_json::{Error, Value, json};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Colour {
    Red,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
#[expect(dead_code, reason = "only read into")]
enum Any {
    Text(String),
    Flag { flag: bool },
}

#[derive(Debug, Deserialize)]
#[expect(dead_code, reason = "only read into")]
struct Item {
    id: String,
    #[serde(default)]
    size: Option<u8>,
    #[serde(default)]
    colour: Option<Colour>,
    #[serde(default)]
    items: Vec<Item>,
    #[serde(default)]
    any: Vec<Any>,
    #[serde(default)]
    map: BTreeMap<String, Vec<bool>>,
}

/// The path of the error of reading `json`.
fn check(json: &str, expected: &str) {
    let error = serde_json::from_str::<Item>(json).unwrap_err();
    let (_, path) = super::locate(json.as_bytes(), &error, rejects);
    assert_eq!(path, expected, "{json}: {error}");
}

fn rejects(json: &[u8]) -> bool {
    PARSED.set(PARSED.get() + json.len());
    serde_json::from_slice::<Item>(json).is_err_and(|error| error.is_data())
}

thread_local! {
    /// The number of bytes that were parsed to find errors.
    static PARSED: Cell<usize> = const { Cell::new(0) };
}

/// An error at the end of a large body costs at most one more parse.
#[test]
fn an_error_costs_one_more_parse() {
    let items = vec![json!({"id": "a", "any": ["x", {"flag": true}], "map": {"k": [true]}}); 2_000];
    for fault in [
        json!({"id": 5}),
        json!({"id": []}),
        json!({"size": 1}),
        json!({"id": "a", "size": 300}),
        json!({"id": "a", "colour": "blue"}),
        json!({"id": "a", "any": ["x", {"flag": 1}, []]}),
        json!({"id": "a", "map": {"k": [[]]}}),
        json!(null),
    ] {
        let mut items = items.clone();
        items.push(fault);
        let body = json!({"id": "a", "items": items}).to_string();
        let error = serde_json::from_str::<Item>(&body).unwrap_err();
        PARSED.set(0);
        let (offset, path) = super::locate(body.as_bytes(), &error, rejects);
        assert!(path.starts_with("items[2000]"), "{path}");
        assert!(offset > body.len() - 100, "{offset}");
        assert!(PARSED.get() <= body.len(), "{} bytes for {path}: {error}", PARSED.get());
    }
}

/// The length of the shortest prefix that is rejected. It ends with the invalid value. Finding it takes many parses.
fn shortest(body: &[u8]) -> usize {
    let (mut passes, mut fails) = (0, body.len());
    while fails - passes > 1 {
        let middle = usize::midpoint(passes, fails);
        if rejects(&body[..middle]) {
            fails = middle;
        } else {
            passes = middle;
        }
    }
    fails
}

/// For every error, the path is equal to that of the shortest rejected prefix.
#[test]
fn the_fast_search_agrees_with_the_slow_one() {
    let document = json!({
        "id": "a",
        "size": 7,
        "colour": "red",
        "items": [{"id": "b", "items": []}, {"id": "c", "any": ["x"]}, {"id": "d", "map": {"k": [true, false]}}],
        "any": ["x", {"flag": true}, "y", {"flag": false}],
        "map": {"x": [], "y z": [true], "\u{e9}": [false, true]},
    });
    let values = [
        json!(null),
        json!(true),
        json!(5),
        json!(300),
        json!(-1),
        json!(1.5),
        json!("x"),
        json!(""),
        json!([]),
        json!({}),
        json!([[]]),
        json!([{}]),
        json!([1, 2]),
        json!({"a": 1}),
        json!({"id": []}),
        json!({"flag": {}}),
    ];
    let (mut faults, all) = (0, pointers(&document));
    for pointer in &all {
        for value in &values {
            let mut changed = document.clone();
            *changed.pointer_mut(pointer).unwrap() = value.clone();
            faults += usize::from(agrees(&changed.to_string()));
            faults += usize::from(agrees(&serde_json::to_string_pretty(&changed).unwrap()));
        }
    }
    assert!(all.len() > 20 && faults > 300, "{faults}");
}

fn pointers(value: &Value) -> Vec<String> {
    let below =
        |step: &str, value| pointers(value).into_iter().map(|pointer| format!("/{step}{pointer}")).collect();
    let mut all = vec![String::new()];
    match value {
        Value::Array(items) => {
            all.extend(
                items.iter().enumerate().flat_map(|(at, item)| -> Vec<_> { below(&at.to_string(), item) }),
            );
        }
        Value::Object(object) => {
            all.extend(object.iter().flat_map(|(key, value)| -> Vec<_> { below(key, value) }));
        }
        _ => {}
    }
    all
}

/// Whether reading fails. If so, checks that both searches agree.
fn agrees(json: &str) -> bool {
    let Some(error) = serde_json::from_str::<Item>(json).err().filter(Error::is_data) else { return false };
    let (_, path) = super::locate(json.as_bytes(), &error, rejects);
    assert_eq!(path, super::path(json.as_bytes(), shortest(json.as_bytes()) - 1), "{json}: {error}");
    true
}

#[test]
fn long_keys_are_cut() {
    let json = format!(r#"{{"id":"a","map":{{"{}\u001b":5}}}}"#, "k".repeat(5000));
    check(&json, &format!("map.{}…", "k".repeat(100)));
    check(r#"{"id":"a","map":{"a\u001bb":5}}"#, "map.a b");
}

#[test]
fn paths_of_errors() {
    check("{}", ".");
    check("5", ".");
    check(r#"{"id":5}"#, "id");
    check(r#"{ "id" : {"a":1} }"#, "id");
    check(r#"{"id":[]}"#, "id");
    check(r#"{"id":null,"size":1}"#, "id");
    check("{\n  \"size\": 1,\n  \"id\": true\n}", "id");
    check(r#"{"id":"a","size":300}"#, "size");
    check(r#"{"id":"a","size":"1"}"#, "size");
    check(r#"{"id":"a","colour":"blue"}"#, "colour");
    check(
        r#"{"id":"a","items":[{"id":"b"},{"id":"c","items":[{"id":"d"},{"size":2}]}]}"#,
        "items[1].items[1]",
    );
    check(r#"{"id":"a","items":[{"id":"b"},{"id":"\"}é","items":[{"id":1}]}]}"#, "items[1].items[0].id");
    check(r#"{"id":"a","items":[null]}"#, "items[0]");
    check(r#"{"id":"a","items":{"b":1}}"#, "items");
    check(r#"{"id":"a","map":{"x":[true],"a\"b é":[true,1]}}"#, "map.a\"b é[1]");
    check(r#"{"id":"a","any":["x",{"flag":1},"y"]}"#, "any[1]");
    check(r#"{"any":["x",{"flag":true},5],"id":"a"}"#, "any[2]");
    check(r#"{"id":"a","id":"b"}"#, ".");
}

#[test]
fn paths_of_syntax_errors() {
    check("", ".");
    check("<html>", ".");
    check(r#"{"id":"a","items":[{"id":"b"},{"id":"c"#, "items[1].id");
    check(r#"{"id":"a","items":[{"id":"b"},"#, "items[1]");
    check(r#"{"id":"a" "size":1}"#, ".");
    check(&"[".repeat(500), "[0]");
    check(&format!(r#"{{"id":"a","items":{}"#, "[".repeat(500)), "items[0][0]");
}
